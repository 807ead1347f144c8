"""What fitted models say about the notebook's own data: of a black box, the only thing that can be compared."""

from __future__ import annotations

import contextlib
import io
import pickle
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from .picture import Painter

ROWS = 200
TRIES = 2  # data sets for one model


def predictions(painter: Painter, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A line for each model and data set that fit together."""
    import sys

    if "numpy" not in sys.modules:
        return
    tables = {name: value for name, value in sorted(values.items()) if is_table(value)}
    for name, model in values.items():
        with contextlib.suppress(Exception):  # asking an object that is no model may do anything
            features = None if isinstance(model, type) else getattr(model, "n_features_in_", None)
            said = getattr(model, "predict", None) or getattr(model, "transform", None)
            if isinstance(features, int) and callable(said):
                fitting = [key for key, table in tables.items() if fits(model, table, features)]
                for key in fitting[:TRIES]:
                    yield {"model": name, "on": key, "node": painter.paint(ask(said, tables[key][:ROWS]))}


def keep_served(spec: dict[str, Any], values: dict[str, Any]) -> None:
    """What inference is held to: the last matrix that the model was asked about, and what came of it."""
    names = spec["serving"]
    matrix, expected, why = values.get(names["matrix"]), None, ""
    if names["expected"]:
        with contextlib.suppress(Exception):  # a name that only a step holds by now
            expected = eval(names["expected"], dict(values))
    labelled = [values[name] for name in names["labels"] if name in values]
    labelled = [value for value in labelled if expected is not None and rows_of(value) == rows_of(expected)]
    model = values.get(names["model"])
    if not names["plain"]:
        count = getattr(model, "n_features_in_", None)
        others = (one for one in labelled if is_table(one) and one is not expected)
        matrix = next((one for one in others if count in (None, one.shape[1])), None)
    said = getattr(model, "predict", None)
    if expected is None and matrix is not None and names["plain"] and callable(said):
        expected = ask(said, matrix)
        if isinstance(expected, str):
            expected, why = None, f"{names['model']}.predict({names['matrix']}) fails at the end: {expected}"
    try:
        labels = [value.index for value in labelled if hasattr(value, "index") and hasattr(value, "iloc")]
        tables: list[Any] = [values.get(name) for name in names.get("asked", ())]
        asked = [one for one in tables if is_table(one) and is_table(tables[0]) and one.shape[1] == tables[0].shape[1]]
        kept = pickle.dumps({"matrix": matrix, "expected": expected, "why": why, "labels": labels, "asked": asked})
    except Exception as problem:  # of any kind that a class of the notebook raises
        kept = pickle.dumps({"matrix": None, "expected": None, "why": str(problem), "labels": []})
    Path(spec["folder"], "served.pickle").write_bytes(kept)


def rows_of(value: Any) -> int:
    """How many rows a value has; -1 where it has none."""
    shape = None if isinstance(value, (type, ModuleType)) else getattr(value, "shape", None)
    return int(shape[0]) if isinstance(shape, tuple) and shape else -1


def is_table(value: Any) -> bool:
    """Whether a value has rows and columns."""
    shape = None if isinstance(value, (type, ModuleType)) else getattr(value, "shape", None)
    return isinstance(shape, tuple) and len(shape) == 2


def fits(model: Any, table: Any, features: int) -> bool:
    """Whether the columns are those that the model knows."""
    known, columns = getattr(model, "feature_names_in_", None), getattr(table, "columns", None)
    if known is not None:
        return columns is not None and list(columns) == list(known)
    return table.shape[1] == features and type(table).__module__.split(".")[0] in ("numpy", "pandas", "scipy")


def ask(said: Any, table: Any) -> Any:
    """The answer, or the name of the exception."""
    import random

    import numpy as np

    random.seed(0)
    np.random.seed(0)
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return said(table.copy())
        except Exception as problem:
            return type(problem).__name__
