"""The tables that the workflow works out and shows, as files."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LONGEST = 60  # letters of a key that stand in the name of its file


def write_tables(directory: Path, tables: Mapping[str, Any]) -> None:
    """Write each table to a CSV file of its name in `directory`; of a mapping of tables each, with its key."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, table in _by_file(tables).items():
        rows = _rows(name, table)
        if hasattr(table, "to_csv"):
            _frame(name, table).to_csv(
                directory / f"{name}.csv", index=_named_rows(table)
            )
        elif rows is not None:
            with (directory / f"{name}.csv").open(
                "w", encoding="utf-8", newline=""
            ) as file:
                csv.writer(file, lineterminator="\n").writerows(rows)
        elif table is not None:  # one value after all
            (directory / f"{name}.csv").write_text(
                f"{name}\n{table}\n", encoding="utf-8"
            )


def _by_file(tables: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Each table under a name that a file can have; of equal ones all but the first are numbered."""
    found: dict[str, Any] = {}
    for key, table in tables.items():
        name = f"{before}{_word(key)}"
        inside = (
            _by_file(table, f"{name}_") if isinstance(table, Mapping) else {name: table}
        )
        for wanted, each in inside.items():
            free, count = wanted, 1
            while free in found:
                count += 1
                free = f"{wanted}_{count}"
            found[free] = each
    return found


def _frame(name: str, table: Any) -> Any:
    """A series as a table whose only column has its name; without columns of arrays, which no cell can hold."""
    if table.ndim == 1:
        return table.to_frame(name if table.name is None else table.name)
    places = range(table.shape[1]) if hasattr(table, "iloc") else ()
    arrays = [
        place
        for place in places
        if any(getattr(value, "ndim", 0) for value in table.iloc[:3, place])
    ]
    return (
        table.iloc[:, [place for place in places if place not in arrays]]
        if arrays
        else table
    )


def _named_rows(table: Any) -> bool:
    """Whether the index says something: more than where a row stands."""
    return type(table.index).__name__ != "RangeIndex" or table.index.name is not None


def _rows(name: str, table: Any) -> Any:
    """The lines of an array or a tensor, of one dimension a column with its name; None for anything else."""
    if isinstance(table, tuple):
        return _compared(*table)
    array = table.numpy() if callable(getattr(table, "numpy", None)) else table
    dimensions = len(getattr(array, "shape", ())) if hasattr(array, "tolist") else 0
    if dimensions == 1:
        return [(name,), *((value,) for value in array.tolist())]
    return array.tolist() if dimensions == 2 else None


def _compared(matrix: Any, *seen: Any) -> Any:
    """The lines of a confusion matrix: a row for each class that was, a column for each that was predicted."""
    from sklearn.utils.multiclass import (
        unique_labels,  # only who has such a matrix needs it
    )

    classes = unique_labels(*seen).tolist()
    return [
        ("actual / predicted", *classes),
        *((name, *row) for name, row in zip(classes, matrix.tolist())),
    ]


def _word(key: object) -> str:
    """A key as a part of a file's name."""
    return re.sub(r"[^\w.-]+", "_", str(key)).strip("_")[:LONGEST] or "_"
