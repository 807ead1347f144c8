"""Three-way merge of lines, as `diff3` does it, and the marks of what it cannot decide.

base    yours   new     merged
a       a       a       a
b       x       b       x           only a person changed it
c       c       c       c
d       d       y       y           only the notebook changed it
e       e       e       e
f       1       2       a Clash     both did; also where their changes touch
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from nb2prod.sync.marks import Clash, Merged, Piece


@dataclass(frozen=True)
class Edit:
    """Lines `start` to `end` of the base become `lines`."""

    start: int
    end: int
    lines: Sequence[str]


def split(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends one (`splitlines` knows ten others)."""
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


def merge_lines(base: str, yours: str, new: str) -> Merged:
    """Merge texts line by line."""
    for one, other, wins in ((yours, new, yours), (base, yours, new), (base, new, yours)):
        if one == other:
            return (wins,) if wins else ()
    lines = split(base)
    pieces: list[Piece] = []
    done = 0
    for start, end, mine, theirs in clusters(edits(lines, split(yours)), edits(lines, split(new))):
        pieces.append("".join(lines[done:start]))
        pieces.append(
            decided("".join(lines[start:end]), applied(lines, start, end, mine), applied(lines, start, end, theirs))
        )
        done = end
    pieces.append("".join(lines[done:]))
    return tuple(piece for piece in pieces if piece)


def decided(base: str, yours: str, new: str) -> Piece:
    """What three texts of one place come to."""
    if base == yours or yours == new:
        return new
    return yours if base == new else Clash(base, yours, new)


def edits(base: Sequence[str], side: Sequence[str]) -> list[Edit]:
    """What a side changed."""
    # autojunk would take every line that comes often in a long file for noise
    steps = SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
    return [Edit(i, j, side[k:m]) for what, i, j, k, m in steps if what != "equal"]


def clusters(mine: list[Edit], theirs: list[Edit]) -> Iterator[tuple[int, int, list[Edit], list[Edit]]]:
    """Edits of both sides that overlap or touch belong together."""
    edits = sorted(
        [(edit.start, edit.end, 0, edit) for edit in mine] + [(edit.start, edit.end, 1, edit) for edit in theirs],
        key=lambda it: it[:3],
    )
    at = 0
    while at < len(edits):
        start, end = edits[at][:2]
        sides: tuple[list[Edit], list[Edit]] = ([], [])
        while at < len(edits) and (edits[at][0] <= end):
            _, stop, side, edit = edits[at]
            # two edits of one side never touch: what only one side did stays apart from what follows
            sides[side].append(edit)
            end = max(end, stop)
            at += 1
        yield start, end, *sides


def applied(lines: Sequence[str], start: int, end: int, edits: list[Edit]) -> str:
    """The lines of a place as a side has them."""
    parts: list[str] = []
    for edit in edits:
        parts += (*lines[start : edit.start], *edit.lines)
        start = edit.end
    return "".join((*parts, *lines[start:end]))


def side_by_side(base: str, yours: str, new: str) -> Merged:
    """What the notebook changed becomes a clash, what only a person changed stays: for when a merge went wrong."""
    lines = split(base)
    pieces: list[Piece] = []
    done = 0
    for start, end, mine, theirs in clusters(edits(lines, split(yours)), edits(lines, split(new))):
        texts = [applied(lines, start, end, edits) for edits in (mine, theirs)]
        pieces.append("".join(lines[done:start]))
        pieces.append(Clash("".join(lines[start:end]), *texts) if theirs and texts[0] != texts[1] else texts[0])
        done = end
    pieces.append("".join(lines[done:]))
    return tuple(piece for piece in pieces if piece)
