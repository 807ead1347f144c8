"""What a person has to decide, and how it is marked: with git's own marks, the base between them.

    <<<<<<< yours (edited by hand)
    ||||||| base (generated last)
    =======
    >>>>>>> nb2prod (generated now)

Editors know them (`merge.conflictStyle=diff3`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

YOURS, BASE, NEW = (
    "<<<<<<< yours (edited by hand)\n",
    "||||||| base (generated last)\n",
    ">>>>>>> nb2prod (generated now)\n",
)
BETWEEN = "=======\n"
_MARK = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Clash:
    """What a person has to decide: three texts of one place."""

    base: str
    yours: str
    new: str


Piece = str | Clash
Merged = tuple[Piece, ...]


def render(merged: Iterable[Piece]) -> str:
    """The text, with marks around what clashes."""
    return "".join(piece if isinstance(piece, str) else _marked(piece) for piece in merged)


def _marked(clash: Clash) -> str:
    return "".join((YOURS, _ended(clash.yours), BASE, _ended(clash.base), BETWEEN, _ended(clash.new), NEW))


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def clashes(merged: Iterable[Piece]) -> bool:
    """Whether a person has to decide."""
    return any(isinstance(piece, Clash) for piece in merged)


def marks(text: str) -> list[int]:
    """The lines, from 1, on which a mark of a conflict stands (ours, or those of a merge in git)."""
    return [text.count("\n", 0, found.start()) + 1 for found in _MARK.finditer(text)]
