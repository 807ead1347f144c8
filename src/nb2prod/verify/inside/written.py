"""Predictions that the notebook writes down, as files: whatever it does with them on the way is part of a prediction.

submission = pd.DataFrame({"id": test["id"], "target": np.mean(several, axis=0)}); submission.to_csv("submission.csv")

A frame is compared where its rows are found again, by their labels or by a column of identifiers, and where one column
of it alone is none of the file.
"""

from __future__ import annotations

from typing import Any

from .answers import DifferentError, NotAskedError, same, shown


def written(served: Any) -> str:
    """One of the frames that the notebook writes down holds what inference says."""
    found = [pair for frame in served.notebook.get("exports") or [] if (pair := _placed(frame, served)) is not None]
    if not found or not served.raw:
        raise NotAskedError("the notebook writes no predictions down, or nothing tells of which rows they are")
    answers, wrong = served.whole, []
    for numbers, values in found:
        columns = [name for name in answers.columns if name.startswith("pr")]
        sides = [[answers[name].iloc[number] for number in numbers] for name in columns]
        if any(all(map(same, side, values)) for side in sides):
            return f"{len(numbers)} rows"
        wrong.append(next(pair for pair in zip(numbers, values, sides[0]) if not same(pair[2], pair[1])))
    number, theirs, ours = wrong[-1]
    said = "no prediction" if ours is None or ours != ours else shown(ours)
    raise DifferentError(f"row {number + 1}: the notebook writes down {shown(theirs)}, and inference says {said}")


def _placed(frame: Any, served: Any) -> tuple[list[int], list[Any]] | None:
    """Numbers of the rows in the file, and what is written down for them; None where that is not told."""
    if not hasattr(frame, "columns") or not len(frame) or not frame.columns.is_unique:
        return None
    raw = served.frame.head(len(served.whole))
    numbers = _by_labels(frame, served, len(raw)) or _by_identifiers(frame, raw)
    if not numbers:
        return None
    rows = raw.iloc[numbers]
    own = [name for name in frame.columns if not any(_equal(frame[name], rows[other]) for other in rows.columns)]
    return (numbers, frame[own[0]].tolist()) if len(own) == 1 else None


def _by_labels(frame: Any, served: Any, size: int) -> list[int]:
    """Where the labels are those of the file: counted anew they say nothing, but for all of its rows."""
    labels = frame.index.tolist()
    places = {label: number for number, label in enumerate(served.labels[:size])}
    anew = labels == list(range(len(labels))) and len(labels) != len(served.labels)
    known = len(set(labels)) == len(labels) and all(label in places for label in labels) and len(places) == size
    return [places[label] for label in labels] if known and not anew else []


def _by_identifiers(frame: Any, raw: Any) -> list[int]:
    """Where a column holds values of a column of the file that has each of its values once."""
    for name in frame.columns:
        values = frame[name].tolist()
        for other in raw.columns if len(set(values)) == len(values) > 1 else ():
            places = {value: number for number, value in enumerate(raw[other].tolist())}
            if len(places) == len(raw) and all(value in places for value in values):
                return [places[value] for value in values]
    return []


def _equal(one: Any, other: Any) -> bool:
    return all(map(same, one.tolist(), other.tolist()))
