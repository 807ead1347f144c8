"""The order of what two sides added to, took from and moved in one sequence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

ALIKE = 0.6  # the least share of equal words

Indices = tuple[int | None, int | None, int | None]  # of one thing in base, yours, new; None where it is not


def pair(
    base: int, mine: Mapping[int, int], theirs: Mapping[int, int], yours: Sequence[object], new: Sequence[object]
) -> list[Indices]:
    """`mine` and `theirs` say where the things of `base` are; what both sides added is paired when it is equal."""
    indices: list[Indices] = [(i, mine.get(i), theirs.get(i)) for i in range(base)]
    added = {yours[i]: i for i in range(len(yours)) if i not in set(mine.values())}
    for i in range(len(new)):
        if i not in set(theirs.values()):
            indices.append((None, added.pop(new[i], None), i))
    return indices + [(None, i, None) for i in added.values()]


def match_keys(base: Sequence[str], yours: Sequence[str], new: Sequence[str]) -> list[Indices]:
    """The same for things that are known by their keys; comments are known by most of their words."""
    return pair(len(base), _known(base, yours), _known(base, new), yours, new)


def _known(base: Sequence[str], side: Sequence[str]) -> dict[int, int]:
    found = {i: side.index(key) for i, key in enumerate(base) if key in side}
    for i, key in enumerate(base):
        if i not in found and key.lstrip().startswith("#"):
            words = key.split()
            near = [
                (SequenceMatcher(None, words, other.split(), autojunk=False).ratio(), -j)
                for j, other in enumerate(side)
                if j not in found.values() and other.lstrip().startswith("#")
            ]
            if near and max(near)[0] >= ALIKE:
                found[i] = -max(near)[1]
    return found


def ordered(indices: Sequence[Indices]) -> list[Indices]:
    """The order of the notebook, with yours in between; but your order where a person moved things."""
    here = [j for i, j, _ in indices if i is not None and j is not None]
    first, second = (1, 2) if here != sorted(here) else (2, 1)
    placed = sorted((three for three in indices if three[first] is not None), key=lambda three: three[first] or 0)
    rest = sorted((three for three in indices if three[second] is not None), key=lambda three: three[second] or 0)
    before: Indices | None = None
    for three in rest:
        if three[first] is None:
            placed.insert(placed.index(before) + 1 if before is not None else 0, three)
        before = three
    return placed
