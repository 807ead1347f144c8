"""The tables that the workflow works out and shows, as files."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_tables(directory: Path, tables: Mapping[str, Any]) -> None:
    """Write each table to a CSV file of its name in `directory`; of a mapping of tables each, with its key."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        if isinstance(table, Mapping):
            write_tables(
                directory, {f"{name}_{_word(key)}": each for key, each in table.items()}
            )
        elif hasattr(table, "to_csv"):
            _frame(name, table).to_csv(
                directory / f"{name}.csv", index=_named_rows(table)
            )
        elif table is not None:  # one value after all
            (directory / f"{name}.csv").write_text(
                f"{name}\n{table}\n", encoding="utf-8"
            )


def _frame(name: str, table: Any) -> Any:
    """A series as a table whose only column has its name."""
    return (
        table.to_frame(name if table.name is None else table.name)
        if table.ndim == 1
        else table
    )


def _named_rows(table: Any) -> bool:
    """Whether the index says something: more than where a row stands."""
    return type(table.index).__name__ != "RangeIndex" or table.index.name is not None


def _word(key: object) -> str:
    """A key as a part of a file's name."""
    return re.sub(r"[^\w.-]+", "_", str(key)).strip("_") or "_"
