"""Names that only the star import of a module can bind which is not there: what they need is no requirement either.

from petal_helper import *          petal_helper is neither beside the notebook nor known
model = tf.keras.Sequential()       tf is bound nowhere
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nb2prod.knowledge.distributions import module_key
from nb2prod.knowledge.findings import finding, kinds
from nb2prod.model import Finding, Notebook, Statement

MOST = 6  # names that are listed


def stars(statements: tuple[Statement, ...]) -> list[Statement]:
    """The star imports: each may bind any name."""
    return [s for s in statements if isinstance(s.node, ast.ImportFrom) and s.node.names[0].name == "*"]


def from_stars(notebook: Notebook, statements: tuple[Statement, ...], names: Sequence[str]) -> Iterator[Finding]:
    """One for the `names` that nothing else binds, where all star imports are of such modules."""
    found = stars(statements)
    if names and found and all(_absent(notebook, statement) for statement in found):
        module = getattr(found[0].node, "module", "")
        listed = ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
        yield finding("NB159", cell=found[0].cell, line=found[0].line, names=listed, module=module)


def _absent(notebook: Notebook, statement: Statement) -> bool:
    """Whether reading has said so: it speaks of `helpers` where `helpers.plots` is imported."""
    module = str(getattr(statement.node, "module", None) or "")
    said = [f.text for f in notebook.findings if kinds()[f.code].absent]
    return bool(module) and any(text.startswith(f"The module {module_key(module)} ") for text in said)
