"""How plotting libraries call what writes a figure to a file."""

from __future__ import annotations

from collections.abc import Iterable

SAVES = frozenset({"savefig", "write_image", "write_html", "export_png", "export_svg"})


GRAPHS = frozenset({"export_graphviz"})  # they write what they draw, and no figure that others drew on


def writes_graph(calls: Iterable[str]) -> bool:
    """Whether one of the calls may write a graph of its own to a file."""
    return any(call.rpartition(".")[2] in GRAPHS for call in calls)


def saves_figure(calls: Iterable[str]) -> bool:
    """Whether one of the calls, by qualified names, saves a figure as a file."""
    return any(call.rpartition(".")[2] in SAVES for call in calls)
