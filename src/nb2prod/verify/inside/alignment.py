"""Which row each prediction of the notebook belongs to.

Its index says so where the notebook kept it. Where rows were dropped and counted anew, the answered rows in their order
do. Where neither fits, the numbers that the model was given tell: equal rows of its matrix get equal predictions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable

DIGITS = 9
ASKING = ("predict", "predict_proba", "decision_function", "transform")

Pairs = list[tuple[int, Any, Any]]  # number of the row, what the project says, what the notebook says
Same = Callable[[Any, Any], bool]


def aligned(found: Any, expected: Any, served: Any, same: Same) -> Pairs | None:
    """The first alignment under which all are equal, else the first that is possible, else None."""
    possible: list[Pairs] = []
    for pairs in _candidates(found, expected, served):
        if not pairs:
            continue
        if all(same(ours, theirs) for _, ours, theirs in pairs):
            return pairs
        possible.append(pairs)
    return possible[0] if possible else None


def _candidates(found: Any, expected: Any, served: Any) -> Iterator[Pairs]:
    import numpy as np

    said, theirs = found.tolist(), np.asarray(expected).tolist()
    answered = [number for number, one in enumerate(said) if one == one and one is not None]
    if not served.raw or len(theirs) == len(served.frame):
        yield list(zip(range(len(said)), said, theirs))
    places = {label: number for number, label in enumerate(served.labels)}
    for labels in served.notebook["labels"]:
        if len(places) == len(served.labels) and all(label in places for label in labels):
            yield _picked([places[label] for label in labels], said, theirs)
        if all(isinstance(label, int) and 0 <= label < len(answered) for label in labels):
            yield _picked([answered[label] for label in labels], said, theirs)
    if len(theirs) == len(answered):
        yield _picked(answered, said, theirs)
    if served.raw:
        yield from _by_content(said, theirs, served)


def _picked(numbers: list[int], said: list[Any], theirs: list[Any]) -> Pairs:
    return [(number, said[number], their) for number, their in zip(numbers, theirs) if number < len(said)]


def _by_content(said: list[Any], theirs: list[Any], served: Any) -> Iterator[Pairs]:
    """Lay the matrix that the model gets from the project beside that of the notebook."""
    model = served.learned.get(served.spec["model"])
    spy = Spy(model)
    if model is None or served.notebook["matrix"] is None:
        return
    try:
        rows = served.read(served.frame.head(len(said)))
        served.inference.predict(rows, {**served.learned, served.spec["model"]: spy})
        given: list[tuple[str, ...]] = [key for matrix in spy.given() for key in keys(matrix)]
        wanted = keys(served.notebook["matrix"])
    except Exception:  # a matrix that is no table of numbers says nothing
        return
    answered = [number for number, one in enumerate(said) if one == one and one is not None]
    if len(given) != len(answered) or len(wanted) != len(theirs):
        return
    places = dict(zip(reversed(given), reversed(answered)))
    missing = (
        []
        if len(said) < len(served.frame)
        else [(0, None, one) for key, one in zip(wanted, theirs) if key not in places]
    )
    if missing and _of_several_tables(served):
        return
    yield missing + [(places[key], said[places[key]], one) for key, one in zip(wanted, theirs) if key in places]


def _of_several_tables(served: Any) -> bool:
    """Whether the notebook put rows of several tables together, labels and all: a row may be one of another file."""
    return any(len(set(labels)) < len(labels) for labels in served.notebook["labels"])


class Spy:
    """A model that keeps what it is asked about."""

    def __init__(self, model: Any) -> None:
        """Nothing is asked yet."""
        self._model = model
        self._asked: dict[str, list[Any]] = {}

    def __getattr__(self, name: str) -> Any:
        """What the model has; what asks it about rows keeps them."""
        held = getattr(self._model, name)
        if name not in ASKING:
            return held

        def ask(rows: Any, *more: Any, **named: Any) -> Any:
            self._asked.setdefault(name, []).append(rows)
            return held(rows, *more, **named)

        return ask

    def given(self) -> list[Any]:
        """The matrices that one of its methods was given."""
        return next(iter(self._asked.values()), [])


def keys(matrix: Any) -> list[tuple[str, ...]]:
    """Each row as text, without the digits that two computations need not share."""
    import numpy as np

    table = matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)
    return [tuple(_key(value) for value in row) for row in table.reshape(len(table), -1).tolist()]


def _key(value: Any) -> str:
    return f"{float(value):.{DIGITS}g}" if isinstance(value, (int, float)) else str(value)
