"""How new rows are read: in chunks, from the usual formats, with the types that training saw."""

import itertools
import json
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd

from bike_returns.schema import RowsError, conform

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
        column["name"]: str for column in schema["columns"] if column["type"] == "text"
    }
    if source.endswith(".parquet"):
        from pyarrow import parquet

        for batch in parquet.ParquetFile(source).iter_batches(CHUNK):
            yield batch.to_pandas()
    elif source.endswith((".jsonl", ".ndjson")):
        yield from _json_lines(source)
    else:
        data: Any = sys.stdin.buffer if source == "-" else source
        yield from pd.read_csv(data, chunksize=CHUNK, dtype=texts)


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
