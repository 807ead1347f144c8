"""What training saw of its rows, and the same types for new ones.

Whether 7 is a number or a text must not depend on the other rows of a request.
"""

import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bike_returns.metrics import plain

LISTED = 50  # different texts in a column: one with more has no list of categories
SAMPLE = 20  # rows of training that are kept for tests
TYPES = {"b": "boolean", "i": "number", "u": "number", "f": "number", "M": "date"}
BOOLEANS = {
    True: True,
    "True": True,
    "true": True,
    False: False,
    "False": False,
    "false": False,
}


NUMBERED = re.compile(r"x\d+")  # columns of an array that nobody has named


class RowsError(ValueError):
    """Rows that cannot be read, or that are not what training saw."""


class Seen(NamedTuple):
    """What training saw: the schema of the columns as plain JSON, and a few rows."""

    schema: dict[str, Any]
    sample: pd.DataFrame


def remember(rows_seen: Any) -> Seen:
    """Type, missing values, range or categories of each column, and a sample; `rows_seen` stays as it is."""
    return Seen(_schema_of(_table(rows_seen)), _sample_of(_table(rows_seen)))


def conform(df: pd.DataFrame, schema: dict[str, Any], before: int = 0) -> pd.DataFrame:
    """A copy in which each column has the type that training saw; `before` rows were read earlier.

    Raises:
        RowsError: a missing column, unnamed ones in another number than training's, or a value that is not of its column's type.
    """
    known = {str(column["name"]): column for column in schema["columns"]}
    df = df.rename(
        columns={
            name: known[str(name)]["name"] for name in df.columns if str(name) in known
        }
    )
    names = [column["name"] for column in schema["columns"]]
    missing = [str(name) for name in names if name not in df.columns]
    if missing and not (unnamed(schema) and len(missing) == len(names)):
        raise RowsError(
            f"{len(missing)} of {len(names)} columns are missing: {', '.join(missing)}"
        )
    if missing and df.shape[1] != len(names):
        raise RowsError(
            f"its {df.shape[1]} columns go by position, for they bear other names, and training saw {len(names)}"
        )
    if missing:
        known = {
            str(name): {**column, "name": name}
            for name, column in zip(df.columns, schema["columns"])
        }
    elif names:
        df = df[names].copy()  # the model may know them by their order alone
    for column in known.values():
        if column["name"] in df.columns:
            df[column["name"]] = _typed(df[column["name"]], column, before)
    return df


def unnamed(schema: dict[str, Any]) -> bool:
    """Whether training's columns bear numbers only, as those of an array or of a file without a header."""
    names = [column["name"] for column in schema["columns"]]
    return bool(names) and all(
        isinstance(name, int) or NUMBERED.fullmatch(name) for name in names
    )


def unseen(df: pd.DataFrame, schema: dict[str, Any]) -> dict[str, int]:
    """By column, how many rows hold a category that training never saw."""
    found = {}
    for column in schema["columns"]:
        if "categories" in column and column["name"] in df.columns:
            values = df[column["name"]]
            count = int((values.notna() & ~values.isin(column["categories"])).sum())
            found.update({str(column["name"]): count} if count else {})
    return found


def _typed(values: pd.Series, column: dict[str, Any], before: int) -> pd.Series:
    kind, result = column["type"], values
    if kind == "category":
        return values.astype(
            pd.CategoricalDtype(column["categories"], column["ordered"])
        )
    if kind == "text":
        texts = pd.api.types.infer_dtype(values, skipna=True) == "string"
        return (
            values
            if texts
            else values.map(str, na_action="ignore").astype(column["dtype"])
        )
    if kind == "number" and values.dtype.kind not in "iufb":
        result = pd.to_numeric(values, errors="coerce")
    elif kind == "date" and values.dtype.kind != "M":
        result = pd.to_datetime(values, errors="coerce")
    elif kind == "boolean" and values.dtype.kind != "b":
        result = values.map(BOOLEANS)
    wrong = (result.isna() & values.notna()).to_numpy()
    if wrong.any():
        row = int(wrong.argmax())
        value, place = (
            values.iloc[row],
            f"row {before + row + 1}, column {column['name']}",
        )
        raise RowsError(f"{place}: {value!r} is no {kind}, which training saw there")
    if kind in ("number", "date") and column["dtype"].startswith(
        ("float", "datetime64")
    ):
        # 3 is 3.0 where training saw fractions or gaps
        result = result.astype(column["dtype"])
    return result


def _table(rows: Any) -> pd.DataFrame:
    """The rows as a frame; an empty one where there is nothing to go by, as in a sparse matrix."""
    array = isinstance(rows, np.ndarray) and rows.ndim == 2
    df = (
        pd.DataFrame(rows)
        if array or isinstance(rows, (pd.Series, pd.DataFrame))
        else pd.DataFrame()
    )
    return df if df.columns.is_unique else pd.DataFrame()


def _sample_of(df: pd.DataFrame) -> pd.DataFrame:
    return df.iloc[:: max(1, len(df) // SAMPLE)][:SAMPLE].copy()


def _schema_of(df: pd.DataFrame) -> dict[str, Any]:
    return {
        "rows": len(df),
        "columns": [_described(name, df[name]) for name in df.columns],
    }


def _described(name: Any, values: pd.Series) -> dict[str, Any]:
    column = {
        "name": name if isinstance(name, (int, str)) else str(name),
        "type": _type(values),
    }
    column.update(dtype=str(values.dtype), missing=int(values.isna().sum()))
    if column["type"] in ("number", "date") and values.notna().any():
        ends = [
            value.isoformat() if column["type"] == "date" else value
            for value in (values.min(), values.max())
        ]
        column.update(min=plain(ends[0]), max=plain(ends[1]))
    elif column["type"] == "category":
        column.update(
            categories=values.cat.categories.tolist(), ordered=bool(values.cat.ordered)
        )
    elif column["type"] == "text" and values.nunique() <= LISTED:
        column.update(categories=sorted(values.dropna().unique()))
    return column


def _type(values: pd.Series) -> str:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return "category"
    texts = pd.api.types.infer_dtype(values, skipna=True) == "string"
    return TYPES.get(values.dtype.kind, "text" if texts else "other")
