"""Files under a new path: `train.py` becomes `run.py` when the model goes, `src/old/` becomes `src/new/`.

Only what a person edited or deleted has to be followed; everything else is simply generated anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from nb2prod.sync.lines import split

ALIKE = 0.4  # the least share of equal lines of two files with different names that are one

Texts = Mapping[str, str]


def moved(base: Texts, yours: Texts, new: Texts) -> dict[str, str]:
    """Old path -> new path."""
    gone = [path for path in sorted(base) if path not in new and yours.get(path) != base[path]]
    fresh = [path for path in sorted(new) if path not in base and path not in yours]
    pairs = sorted(
        (-likeness, old, path)
        for old in gone
        for path in fresh
        if (likeness := _likeness(old, base[old], path, new[path])) is not None
    )
    found: dict[str, str] = {}
    for _, old, path in pairs:
        if old not in found and path not in found.values():
            found[old] = path
    return found


def package(paths: Texts) -> str:
    """The package of a project's files, "" where there is none or more than one."""
    names = {PurePosixPath(path).parts[1] for path in paths if re.fullmatch(r"src/[^/]+/__init__\.py", path)}
    return names.pop() if len(names) == 1 else ""


def said_of(text: str, old: str, new: str) -> str:
    """A text that says the new package where it imports or runs the old one."""
    if not old or not new or old == new:
        return text
    there = rf"(?<=\bfrom ){old}(?=[ .])|(?<=\bimport ){old}\b|(?<=-m ){old}(?=\.)|(?<=src/){old}\b"
    return re.sub(there, new, text)


def place_of(path: str, old: str, new: str) -> str:
    """Where a module of the old package lies in the new one."""
    return f"src/{new}/{path.removeprefix(f'src/{old}/')}" if old and new and path.startswith(f"src/{old}/") else path


def _likeness(old: str, before: str, path: str, after: str) -> float | None:
    one, other = PurePosixPath(old), PurePosixPath(path)
    same_name = one.name == other.name and len(one.parts) == len(other.parts)
    if one.suffix != other.suffix or (one.parent != other.parent and not same_name):
        return None
    alike = SequenceMatcher(None, split(before), split(after), autojunk=False).ratio()
    return alike + same_name if same_name or alike >= ALIKE else None
