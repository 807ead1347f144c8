"""Answers of inference, held against others for the same rows."""

from __future__ import annotations

import json
from typing import Any

RELATIVE = 1e-5


class DifferentError(Exception):
    """A relation that does not hold."""


class NotAskedError(Exception):
    """A relation that says nothing about this project."""


def compare(ours: Any, expected: Any, rows: Any) -> None:
    """Raise DifferentError where answers for the same rows differ in any column."""
    for name in expected.columns:
        if name not in ours.columns:
            if expected[name].isna().all():
                continue
            raise DifferentError(f"no column {name}")
        for row, one, other in zip(rows, ours[name].tolist(), expected[name].tolist()):
            if not same(one, other):
                raise DifferentError(f"row {row + 1}, {name}: {shown(one)} instead of {shown(other)}")


def same(one: Any, other: Any) -> bool:
    """Whether two predictions are equal, but for the last digits; texts and numbers may have come through a file."""
    import numpy as np

    if isinstance(one, (list, tuple, np.ndarray)) or isinstance(other, (list, tuple, np.ndarray)):
        parts = (np.ravel(np.asarray(json.loads(x) if isinstance(x, str) else x, dtype=object)) for x in (one, other))
        these, those = (part.tolist() for part in parts)
        return len(these) == len(those) and all(map(same, these, those))
    if one is None or other is None or one != one or other != other:
        return bool((one is None or one != one) and (other is None or other != other))
    try:
        first, second = float(one), float(other)
    except (TypeError, ValueError):
        return str(one) == str(other)
    return abs(first - second) <= RELATIVE * max(abs(first), abs(second), 1e-7)


def shown(value: Any) -> str:
    """A prediction in a few words."""
    return repr(value.item() if hasattr(value, "item") and not hasattr(value, "__len__") else value)[:60]
