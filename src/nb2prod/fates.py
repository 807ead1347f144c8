"""Which statements of a notebook a plan lets stay: all but those whose fate is `dropped`."""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod.model import Choice


def staying(choices: Iterable[Choice]) -> frozenset[int]:
    """Their numbers."""
    return frozenset(choice.statement for choice in choices if choice.fate != "dropped")
