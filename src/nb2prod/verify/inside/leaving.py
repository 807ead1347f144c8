"""Rows that the notebook's own rules leave out: inference must not answer them."""

from __future__ import annotations

import importlib
from typing import Any

from .answers import DifferentError, NotAskedError


def left_out(served: Any) -> str:
    """A row that the notebook's own rules leave out has no answer."""
    pd = importlib.import_module("pandas")

    stay, whole = served.notebook.get("staying"), served.spec.get("whole_rows")
    if stay is None or not served.raw:
        raise NotAskedError("the notebook has no rule that leaves rows out, or nothing tells which")
    frame = served.frame.head(len(served.whole))
    said = served.whole["prediction"].notna().tolist()
    if isinstance(stay, int):
        if len(frame) < len(served.frame):
            raise NotAskedError("the file has too many rows")
        if sum(said) > stay:
            raise DifferentError(f"{sum(said)} rows have a prediction, and the notebook goes on with {stay}")
        return f"{len(frame) - stay} rows"
    out = (~served.labels[: len(frame)].isin(stay)).tolist()
    if whole:  # a gap in a column that no prediction needs may be the reason
        known = frame[[name for name in served.optional if name in frame.columns]].notna().all(axis=1)
        out = [one and here for one, here in zip(out, known.tolist())]
    if not any(out):
        raise NotAskedError("the notebook leaves no row of the file out")
    if not served.labels.is_unique or not pd.Index(stay).isin(served.labels).all():
        raise NotAskedError("the labels of its rows are not those of the file")
    wrong = [number for number, (one, other) in enumerate(zip(out, said)) if one and other]
    if wrong:
        raise DifferentError(f"row {wrong[0] + 1}: the notebook leaves it out, and it has a prediction")
    return f"{sum(out)} rows"
