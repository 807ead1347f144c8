"""Libraries whose models take no matrix, or that nothing here can save; the table is `foreign.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from nb2prod.knowledge.shelf import table


@dataclass(frozen=True)
class ForeignLibrary:
    """What is said of its models, whether saving them makes sense, and whether they predict with draws."""

    said: str
    saved: bool
    draws: bool


def foreign_library(qualified: str) -> ForeignLibrary | None:
    """The one whose function or class it is."""
    return next((known for start, known in _libraries().items() if qualified.startswith(f"{start}.")), None)


@cache
def _libraries() -> dict[str, ForeignLibrary]:
    rows = table("foreign.yaml")
    unsaved = rows.pop("unsaved")["libraries"].split()
    return {
        name: ForeignLibrary(row["said"].format(name.partition(".")[0]), name not in unsaved, kind == "draws")
        for kind, row in rows.items()
        for name in row["libraries"].split()
    }
