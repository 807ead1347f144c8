"""Names that tell drawing, of whatever they are asked: `recorder.plot_losses()`, `ax.set_xlabel("x")`."""

from __future__ import annotations

from functools import cache

from nb2prod.knowledge import default, library
from nb2prod.knowledge.shelf import table

CALLED = {"plt": "matplotlib.pyplot", "sns": "seaborn"}  # what everybody calls them, where nothing else binds the name


@cache
def _table() -> dict[str, frozenset[str]]:
    return {key: frozenset(words.split()) for key, words in table("drawing.yaml").items()}


def _matches(key: str, name: str) -> bool:
    """Whether the name is in that part of the table, or fits a pattern there."""
    for word in _table()[key]:
        head, star, tail = word.partition("*")
        if name == word or (star and len(name) >= len(word) and name.startswith(head) and name.endswith(tail)):
            return True
    return False


@cache
def draws_by_name(method: str) -> bool:
    """Whether a method of this name draws what its owner holds: a fitted model, its results, a loader of data."""
    return _matches("methods", method)


@cache
def drawing_function(qualified: str) -> str:
    """Whether a function or class of a library that nobody describes only shows: "plain", or "sampling"; "" if not."""
    return "plain" if _matches("functions", qualified) else "sampling" if _matches("sampling", qualified) else ""


def of_figures(method: str) -> bool:
    """Whether only figures, axes and what stands on them have such a method."""
    return method in _table()["figures"]


@cache
def is_drawn(type_: str) -> bool:
    """Whether a value of the type belongs to a plotting library: a figure, axes, what a plotting call gave."""
    known = library(type_) if "." in type_ else None
    return type_ == "plot" or (known is not None and known.plotting and default(type_) == "pure")
