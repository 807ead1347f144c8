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
_HUNK = re.compile(r"^<{7}[^\n]*\n(.*?)(?:^\|{7}[^\n]*\n.*?)?^={7}\n(.*?)^>{7}[^\n]*\n?", re.MULTILINE | re.DOTALL)
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


def without_hunks(base: str, yours: str) -> tuple[str, str]:
    """Base and yours where git marked what two branches had generated: one branch's text, in both of them.

    What stands between marks in the base copy, no person wrote: where yours says the same, it is nobody's edit, and
    where a person took one of the two sides, that side is what was generated.
    """
    hunks = {found.groups() for found in _HUNK.finditer(base)}
    if not hunks:
        return base, yours
    settled = _HUNK.sub(lambda it: it[1] if it.groups() in hunks else it[0], yours)
    return _HUNK.sub(lambda it: it[2] if it[2] in settled and it[1] not in settled else it[1], base), settled
