"""Figures end in a project where they end in the notebook.

ax = totals.plot.bar()        plt.close("all")  # the notebook draws this on a new figure
                              ax = totals.plot.bar()
"""

from __future__ import annotations

import libcst as cst

from nb2prod.model import Choice
from nb2prod.rewrite.build import Line, call, line

NOTE = cst.TrailingWhitespace(
    whitespace=cst.SimpleWhitespace("  "), comment=cst.Comment("# the notebook draws this on a new figure")
)


def on_fresh(lines: list[Line], choice: Choice) -> list[Line]:
    """The lines of a statement, behind one that closes all figures where that is decided."""
    if not choice.fresh or not lines:
        return lines
    closing = call(f"{choice.fresh}.close", [cst.SimpleString('"all"')])
    return [line(cst.Expr(closing)).with_changes(trailing_whitespace=NOTE), *lines]
