"""Names and cells as a sentence lists them."""

from collections.abc import Iterable, Sequence


def in_a_row(names: Sequence[str]) -> str:
    """Names: "a, b and c"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def numbers(cells: Iterable[int]) -> str:
    """Cells as people count them, from 1: "3, 7"."""
    return ", ".join(str(cell + 1) for cell in cells)


def in_cells(cells: Sequence[int]) -> str:
    """The same as people speak of them: "cell 3", "cells 3, 7"."""
    return f"cell{'s' * (len(cells) > 1)} {numbers(cells)}"
