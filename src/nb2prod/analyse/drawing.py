"""What belongs to a plotting library."""

from __future__ import annotations

from nb2prod import knowledge


def draws_on(type_: str, elements: tuple[str, ...]) -> bool:
    """Whether a value belongs to a plotting library: a figure, axes, what a plotting call gave."""
    if elements:
        return all(draws_on(element, ()) for element in elements)
    if type_ == "plot":
        return True
    library = knowledge.library(type_) if "." in type_ else None
    return library is not None and library.plotting and knowledge.default(type_) == "pure"
