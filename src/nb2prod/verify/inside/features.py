"""Whether the model is given the notebook's own features: a label, or a model that weighs little, may hide a fault.

Every row of the matrix that the notebook's model was asked about must be among those that the project hands to it for
the rows of the file. Which row is which need not be known for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .alignment import Spy

RELATIVE, ABSOLUTE = 1e-6, 1e-9

Columns = list[list[Any]]


def handed(served: Any) -> list[Any]:
    """The matrices that the project hands to the model for the rows of the file; raises whatever that raises."""
    name = served.spec["model"]
    spy = Spy(served.learned[name])
    served.inference.predict(served.read(served.frame), {**served.learned, name: spy})
    return spy.given()


def unlike(wanted: Any, given: list[Any]) -> str | None:
    """Which row of `wanted` is in none of the matrices, in words; "" = all are there, None = they do not compare."""
    sides = list(_sides(wanted, given))
    if not sides:
        return None
    names = sides[0][0]
    ours = [row for _, rows, _ in sides for row in rows]
    theirs = sides[0][2]
    if any(side[0] != names for side in sides) or not ours or not names:
        return None
    known = set(map(_key, ours))
    for number, row in enumerate(theirs):
        if _key(row) in known or any(_equal(row, one) for one in ours):
            continue
        near = max(ours, key=lambda one: sum(map(_same, row, one)))
        at = next(n for n, (one, other) in enumerate(zip(row, near)) if not _same(one, other))
        return f"row {number + 1}, {names[at]}: {_said(row[at])} in the notebook, {_said(near[at])} in the nearest row"
    return ""


def _sides(wanted: Any, given: list[Any]) -> Iterator[tuple[list[Any], Columns, Columns]]:
    """Columns of both under one name, or all by position; nothing where one of the matrices does not fit."""
    for matrix in given:
        if hasattr(wanted, "columns") and hasattr(matrix, "columns"):
            if not wanted.columns.is_unique or not matrix.columns.is_unique:
                return
            names = [name for name in wanted.columns if name in matrix.columns]
            yield names, _rows(matrix[names]), _rows(wanted[names])
        else:
            ours, theirs = _rows(matrix), _rows(wanted)
            widths = {len(row) for row in (*ours, *theirs)}
            if len(widths) != 1:
                return
            yield [f"column {number}" for number in range(widths.pop())], ours, theirs


def _rows(matrix: Any) -> Columns:
    import numpy as np

    if hasattr(matrix, "columns"):
        return [list(row) for row in zip(*(matrix[name].astype(object).tolist() for name in matrix.columns))]
    table = matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)
    rows: Columns = table.reshape(len(table), -1).tolist()
    return rows


def _key(row: list[Any]) -> tuple[str, ...]:
    return tuple("" if _missing(one) else f"{float(one):.9g}" if _number(one) else str(one) for one in row)


def _equal(one: list[Any], other: list[Any]) -> bool:
    return all(map(_same, one, other))


def _same(one: Any, other: Any) -> bool:
    if _missing(one) or _missing(other):
        return _missing(one) and _missing(other)
    if _number(one) and _number(other):
        first, second = float(one), float(other)
        return first == second or abs(first - second) <= ABSOLUTE + RELATIVE * max(abs(first), abs(second))
    return str(one) == str(other) or _read(one) == _read(other) is not None


def _read(value: Any) -> float | None:
    """A number that came through a file as a text."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _number(value: Any) -> bool:
    return hasattr(value, "__float__") and not isinstance(value, str)


def _said(value: Any) -> str:
    return "nothing" if _missing(value) else repr(value)[:60]


def _missing(value: Any) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (_number(value) and value != value)
