"""When two numbers are the same: exactly, or as near as linear algebra gives them twice.

Threads and memory alignment change the order in which a library adds up, so the last digits may differ between two
runs of one program; what differs by more shows between two runs of the notebook as well, and is taken out there.
Integers, texts, dates, booleans are never nearly equal.
"""

from __future__ import annotations

import math
from typing import Any

RELATIVE = 1e-9
SINGLE = 1e-5  # for float16 and float32, which carry 3 and 7 digits
NOUGHT = 1e-14  # for a lone number: what is left of a difference that should be 0
NOISE = 1e-10  # for an array: the same, as a share of its largest element


def near(one: float, other: float, kind: str = "") -> bool:
    """Whether two different floats are nearly equal."""
    tolerance = SINGLE if "16" in kind or "32" in kind else RELATIVE
    return math.isclose(one, other, rel_tol=tolerance, abs_tol=NOUGHT)


def unequal(one: Any, other: Any) -> tuple[Any, bool]:
    """For two arrays of one dtype and shape: where they differ, as booleans, and whether the rest is exactly equal."""
    import numpy as np

    if one.dtype.names:
        parts = [unequal(one[name], other[name]) for name in one.dtype.names]
        axes = tuple(range(one.ndim, parts[0][0].ndim)) if parts else ()
        wheres = [part.any(axis=tuple(range(one.ndim, part.ndim))) if axes else part for part, _ in parts]
        return np.logical_or.reduce(wheres), all(exact for _, exact in parts)
    if one.dtype.kind in "mM":
        return one.view("i8") != other.view("i8"), True
    if one.dtype.kind == "V":
        return np.frombuffer(one.tobytes(), "u1") != np.frombuffer(other.tobytes(), "u1"), True
    differs = one != other
    if one.dtype.kind not in "fc":
        return differs, True
    differs &= ~(np.isnan(one) & np.isnan(other))
    if not differs.any():
        return differs, True
    relative = SINGLE if one.dtype.itemsize < (16 if one.dtype.kind == "c" else 8) else RELATIVE
    with np.errstate(all="ignore"):
        sizes = np.maximum(np.abs(one), np.abs(other))
        finite = sizes[np.isfinite(sizes)]
        noise = NOISE * float(finite.max()) if finite.size else 0.0
        close = np.abs(one - other) <= np.maximum(relative * sizes, noise)
    return differs & ~(close & np.isfinite(one) & np.isfinite(other)), False
