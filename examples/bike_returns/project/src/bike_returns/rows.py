"""How new rows are read: in chunks, from the usual formats, with the types that training saw."""

import io
import itertools
import json
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd

from bike_returns.schema import BOOLEANS, RowsError, conform, unnamed

CHUNK = 20_000  # rows that are in memory at once


def read_rows(source: str, schema: dict[str, Any]) -> Iterator[pd.DataFrame]:
    """Read Parquet, JSON lines, else CSV ('-' is standard input).

    Raises:
        RowsError: an empty or damaged file, a missing column, a value that is not of its column's type.
    """
    before, read = 0, False
    try:
        for chunk in _chunks(source, schema):
            yield conform(chunk, schema, before)
            before += len(chunk)
            read = True
        if not read:  # a file of a kind that names its columns row by row
            yield conform(
                pd.DataFrame(columns=[column["name"] for column in schema["columns"]]),
                schema,
            )
    except pd.errors.EmptyDataError:
        raise RowsError("it is empty, without even the names of columns") from None


def _chunks(source: str, schema: dict[str, Any]) -> Iterator[pd.DataFrame]:
    # 007 is no 7
    texts = {
        str(column["name"]): str
        for column in schema["columns"]
        if column["type"] == "text"
    }
    if source.endswith(".parquet"):
        from pyarrow import parquet

        for batch in parquet.ParquetFile(source).iter_batches(CHUNK):
            yield batch.to_pandas()
    elif source.endswith((".jsonl", ".ndjson")):
        yield from _json_lines(source)
    else:
        data: Any = sys.stdin.buffer if source == "-" else source
        header: dict[str, Any] = {}
        if unnamed(schema):
            data = io.BytesIO(data.read()) if source == "-" else source
            header = _header(pd.read_csv(data, nrows=1, header=None, dtype=str), schema)
            if source == "-":
                data.seek(0)
        yield from pd.read_csv(data, chunksize=CHUNK, dtype=texts, **header)


def _json_lines(source: str) -> Iterator[pd.DataFrame]:
    with open(source, encoding="utf-8") as lines:
        records = (
            _record(line, number)
            for number, line in enumerate(lines, 1)
            if line.strip()
        )
        while batch := list(itertools.islice(records, CHUNK)):
            yield pd.DataFrame(batch)


def _record(line: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        raise RowsError(f"line {number} is no JSON") from None
    if not isinstance(record, dict):
        raise RowsError(f"line {number} is no JSON object with a value for each column")
    return record


def _header(top: pd.DataFrame, schema: dict[str, Any]) -> dict[str, Any]:
    """Options of reading by a file's first row: columns that nobody has named may come without a header.

    Raises:
        RowsError: another number of columns, or nothing tells whether the first row is a header.
    """
    if not unnamed(schema) or top.empty:
        return {}
    names, first = [str(column["name"]) for column in schema["columns"]], top.iloc[0]
    found = {*first} & {*names}
    most = 2 * len(found) > len(names)
    if len(found) == len(names) or (most and len(first) != len(names)):
        return {}
    begin = f"let it begin with the header {','.join(names[:3])}{',...' if names[3:] else ''}"
    if len(first) != len(names):
        raise RowsError(
            f"it has {len(first)} columns without the names of training's {len(names)}: {begin}"
        )
    types = [column["type"] for column in schema["columns"]]
    told = [
        value
        for value, kind in zip(first, types)
        if kind in ("number", "boolean") and not pd.isna(value)
    ]
    if not told or (
        most and first.is_unique and all(str(value).isdigit() for value in first)
    ):
        raise RowsError(f"its first row may be a header or values: {begin}")
    bare = [
        value.replace(",", "").replace(".", "") for value in told
    ]  # whichever of them is the decimal sign
    values = pd.to_numeric(pd.Series(bare), errors="coerce").notna().any() or {
        *told
    } & {*BOOLEANS}
    return {"header": None, "names": names} if values else {}
