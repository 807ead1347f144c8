"""What training saw of its rows, and the same types for new ones.

Whether 7 is a number or a text must not depend on the other rows of a request.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from house_rents.metrics import plain

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
        RowsError: a missing column, or a value that is not of its column's type.
    """
    known = {str(column["name"]): column for column in schema["columns"]}
    if not known:
        return df
    df = df.rename(
        columns={
            name: known[str(name)]["name"] for name in df.columns if str(name) in known
        }
    )
    wanted = needed(schema)
    missing = [str(name) for name in wanted if name not in df.columns]
    if missing:
        raise RowsError(
            f"{len(missing)} of {len(wanted)} columns are missing: {', '.join(missing)}"
        )
    index = schema["index"]
    if index and index["name"] in df.columns:
        df = df.set_index(_typed(df[index["name"]], index, before))
    df = df.loc[:, df.columns.isin(wanted)].copy()
    for column in known.values():
        if column["name"] in df.columns:
            df[column["name"]] = _typed(df[column["name"]], column, before)
    df.attrs["whole"] = {
        column["name"]: column["dtype"]
        for column in known.values()
        if _gap_in(df, column)
    }
    return df


def apart(df: pd.DataFrame, whole: dict[Any, str]) -> list[pd.DataFrame]:
    """Rows with a gap in a column of `whole` numbers and all others, each with their own types.

    Beside a gap 7 is 7.0, and "7.0" as a text is no value that training saw.
    """
    types = {name: dtype for name, dtype in whole.items() if name in df.columns}
    gaps = df[list(types)].isna().any(axis=1)
    return [df[~gaps].astype(types), df[gaps]] if gaps.any() else [df]


def _gap_in(df: pd.DataFrame, column: dict[str, Any]) -> bool:
    """Whether a column is of whole numbers, had no gap in training, and has one here."""
    if (
        not column["dtype"].startswith(("int", "uint"))
        or column["missing"]
        or column["name"] not in df.columns
    ):
        return False
    values = df[column["name"]]
    return values.dtype.kind == "f" and bool(
        values.isna().any() and (values.dropna() % 1 == 0).all()
    )


def needed(schema: dict[str, Any]) -> list[Any]:
    """The columns that a prediction needs; all others may hold anything."""
    return schema.get("needed", [column["name"] for column in schema["columns"]])


def unseen(df: pd.DataFrame, schema: dict[str, Any]) -> dict[str, int]:
    """By column, how many rows hold a category, or a gap, that training never saw."""
    found = {}
    for column in schema["columns"]:
        if "categories" in column and column["name"] in df.columns:
            values = df[column["name"]]
            known = values.isin(column["categories"]) | (
                values.isna() & (column["missing"] > 0)
            )
            count = int((~known).sum())
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
    index = (
        None
        if df.index.name is None
        else _described(df.index.name, df.index.to_series())
    )
    columns = [_described(name, df[name]) for name in df.columns]
    return {"rows": len(df), "index": index, "columns": columns}


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
