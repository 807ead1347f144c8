"""Which unit is which: by body, by name, then by likeness.

base                new
def clean_up        def tidy_up         the same body: a step whose heading changed
def load_data       def load_data
def build           def make_features   most of its lines
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from nb2prod.sync.units import DEFINITIONS, Key, Unit, substance

ALIKE = 0.6  # the least share of equal lines
_LOOSE = ("statement", "if")
LINES = 3  # of code: what is shorter says too little


def match(base: Sequence[Unit], side: Sequence[Unit]) -> dict[int, int]:
    """Index in `base` -> index in `side`."""
    matched = _by_body(base, side)
    keys = {unit.key: index for index, unit in enumerate(side) if index not in matched.values()}
    for index, unit in enumerate(base):
        if index not in matched and unit.key in keys:
            matched[index] = keys.pop(unit.key)
    matched |= _by_likeness(base, side, matched)
    return matched | _by_place(base, side, matched)


def renames(base: Sequence[Unit], side: Sequence[Unit]) -> dict[str, str]:
    """Functions and classes that are the same under another name."""
    return {
        base[one].key[1]: side[other].key[1]
        for one, other in match(base, side).items()
        if base[one].key[0] in ("def", "class")
        and len(base[one].key) == len(side[other].key) == 2
        and base[one].key[0] == side[other].key[0]
        and base[one].key != side[other].key
    }


def _by_body(base: Sequence[Unit], side: Sequence[Unit]) -> dict[int, int]:
    """Long enough, there once, and under a name that did not stay what it was."""
    same = {(unit.key, unit.inner) for unit in base} & {(unit.key, unit.inner) for unit in side}
    mine, theirs = _bodies(base, same), _bodies(side, same)
    pairs = {index: theirs[body] for body, index in mine.items() if body in theirs}
    return {one: other for one, other in pairs.items() if base[one].key != side[other].key}


def _bodies(units: Sequence[Unit], same: set[tuple[Key, str]]) -> dict[str, int]:
    bodies = [(_body(unit), index) for index, unit in enumerate(units) if (unit.key, unit.inner) not in same]
    counts = Counter(body for body, _ in bodies)
    return {body: index for body, index in bodies if counts[body] == 1 and body}


def _body(unit: Unit) -> str:
    """What a definition does, whatever its name is; empty for what is too short to be known again by that."""
    if not isinstance(unit.node, DEFINITIONS) or len(code_lines(unit)) < LINES:
        return ""
    return substance(unit).replace(f"name={unit.node.name!r}", "", 1)


def code_lines(unit: Unit) -> list[str]:
    """Its lines without name, comments and docstring."""
    lines = (unit.body or "".join(member.inner for member in unit.members)).split("\n")
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]


def _by_likeness(base: Sequence[Unit], side: Sequence[Unit], matched: dict[int, int]) -> dict[int, int]:
    mine = [index for index in range(len(base)) if index not in matched]
    theirs = [index for index in range(len(side)) if index not in matched.values()]
    pairs = [
        (likeness, -one, -other)
        for one in mine
        for other in theirs
        if base[one].key[0] == side[other].key[0] and (likeness := _likeness(base[one], side[other])) >= ALIKE
    ]
    found: dict[int, int] = {}
    for _, one, other in sorted(pairs, reverse=True):
        if -one not in found and -other not in found.values():
            found[-one] = -other
    return found


def _by_place(base: Sequence[Unit], side: Sequence[Unit], matched: dict[int, int]) -> dict[int, int]:
    """A statement between the same neighbours as the one that went: it was replaced."""
    ends = {-1: -1, **matched, len(base): len(side)}
    return {
        index: ends[index - 1] + 1
        for index, unit in enumerate(base)
        if index not in matched and unit.key[0] in _LOOSE and index - 1 in ends and index + 1 in ends
        and ends[index + 1] == ends[index - 1] + 2 and side[ends[index - 1] + 1].key[0] in _LOOSE
    }  # fmt: skip


def _likeness(one: Unit, other: Unit) -> float:
    match one.key[0]:
        case "def" | "class":
            mine, theirs = code_lines(one), code_lines(other)
            if min(len(mine), len(theirs)) >= LINES:
                return SequenceMatcher(None, mine, theirs, autojunk=False).ratio()
            # a short body is known again only if all of it, signature included, is equal
            return float(_short(one) == _short(other))
        case "import" | "from" | "doc" | "end" | "=":
            return 0.0  # a value may look like any other: its name is what it is known by
    return SequenceMatcher(None, one.inner.split(), other.inner.split(), autojunk=False).ratio()


def _short(unit: Unit) -> str:
    name = unit.node.name if isinstance(unit.node, DEFINITIONS) else ""
    return substance(unit).replace(f"name={name!r}", "", 1)
