"""How plotting libraries call what writes a figure to a file."""

from __future__ import annotations

import re
from collections.abc import Iterable

SAVES = frozenset({"savefig", "write_image", "write_html", "export_png", "export_svg"})
TELL_OPEN = frozenset({"get_fignums", "get_figlabels", "fignum_exists"})  # of pyplot: which figures are open
GRAPHS = frozenset({"export_graphviz"})  # they write what they draw, and no figure that others drew on


def writes_graph(calls: Iterable[str]) -> bool:
    """Whether one of the calls may write a graph of its own to a file."""
    return any(call.rpartition(".")[2] in GRAPHS for call in calls)


def saves_figure(calls: Iterable[str]) -> bool:
    """Whether one of the calls, by qualified names, saves a figure as a file."""
    return any(call.rpartition(".")[2] in SAVES for call in calls)


OPEN = re.compile(  # the figures stay open: they are shown in windows, or by a backend that nobody asks
    r"^\s*%\s*matplotlib(?:[ \t]*$|[ \t]+(?!inline\b|--?l)\w)|^\s*%\s*pylab[ \t]+(?!inline\b)\w"
    r"|\b(?:matplotlib|mpl)\.use\(|switch_backend\(|close_figures",
    re.M,
)


def ends_with_cells(sources: Iterable[str]) -> bool:
    """Whether Jupyter closes all figures after each cell and in `plt.show()`: it does unless told otherwise."""
    return not any(OPEN.search(source) for source in sources)
