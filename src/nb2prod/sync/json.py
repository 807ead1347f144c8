"""JSON merges key by key. It has no comments: it is written as yours was, where that can be told.

base          yours                 new                   merged
{"a": 1}      {"a": 1, "b": 2}      {"a": 3}              {"a": 3, "b": 2}
"""

from __future__ import annotations

import json
import re

from nb2prod.sync.marks import Merged
from nb2prod.sync.sequence import Indices, match_keys, ordered


def merge_json(base: str, yours: str, new: str) -> Merged | None:
    """The merged text; None where it cannot be written as yours is, or needs a person."""
    try:
        before, mine, theirs = (json.loads(text) for text in (base, yours, new))
    except (ValueError, RecursionError):
        return None
    found = re.search(r"\n([ \t]+)\S", yours)
    indent = found[1] if found else None
    layouts = [
        (ascii_only, end)
        for ascii_only in (True, False)
        for end in ("\n", "")
        if json.dumps(mine, indent=indent, ensure_ascii=ascii_only) + end == yours
    ]
    try:
        value = _merged_values(before, mine, theirs)
    except ValueError:
        return None
    if not layouts:
        return None
    return (json.dumps(value, indent=indent, ensure_ascii=layouts[0][0]) + layouts[0][1],)


_GONE = object()


def _merged_values(base: object, yours: object, new: object) -> object:
    """Raises ValueError where both sides changed one value."""
    if repr(yours) == repr(new) or repr(base) == repr(new):
        return yours
    if repr(base) == repr(yours):
        return new
    if isinstance(yours, dict) and isinstance(new, dict):
        before = base if isinstance(base, dict) else {}
        keys = match_keys(list(before), list(yours), list(new))
        names = [_name(three, list(before), list(yours), list(new)) for three in ordered(keys)]
        pairs = [
            (name, _merged_values(before.get(name, _GONE), yours.get(name, _GONE), new.get(name, _GONE)))
            for name in names
        ]
        return {name: value for name, value in pairs if value is not _GONE}
    raise ValueError


def _name(three: Indices, *sides: list[str]) -> str:
    return next(side[i] for i, side in zip(three, sides, strict=True) if i is not None)
