"""What fitted models say about the notebook's own data: of a black box, the only thing that can be compared."""

from __future__ import annotations

import contextlib
import io
import pickle
import warnings
from collections.abc import Iterable, Iterator
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


def keep_served(spec: dict[str, Any], values: dict[str, Any], watched: Iterable[tuple[Any, Any]] = ()) -> None:
    """What inference is held to: the last matrix that the model was asked about, and what came of it.

    `watched`: objects, and the matrices that they were given while the workflow ran.
    """
    names = spec["serving"]
    model, why = values.get(names["model"]), ""
    expected = _value(names["expected"], values)
    matrix = values.get(names["matrix"]) if names["plain"] else None
    tables: list[Any] = [values.get(name) for name in names.get("asked", ())]
    if expected is None or (names["plain"] and not _has_rows(matrix)):
        seen = [matrix for owner, matrix in watched if owner is model]
        matrix, expected, why = _asked_again(names, model, values, seen)
        if names.get("finished"):  # the model's answer is no prediction yet
            expected, why = None, "what the notebook makes of the model's answers is gone at its end"
        if names.get("anew"):  # at the end the name holds another model than the one that is served
            expected, why = None, f"{names['model']} is fitted anew behind its last prediction"
        tables = [matrix]
    elif not names["plain"]:
        given = [_value(text, values) for text in names["given"]]
        matrix = next((one for one in given if rows_of(one) == rows_of(expected)), None)
        tables = tables or [matrix]
    labelled = [matrix, *(values[name] for name in names["labels"] if name in values)]
    labelled = [value for value in labelled if expected is not None and rows_of(value) == rows_of(expected)]
    if not names["plain"]:
        count = getattr(model, "n_features_in_", None)
        fitting = (one for one in labelled if is_table(one) and count in (None, one.shape[1]) and one is not expected)
        matrix = next(fitting, matrix if _has_rows(matrix) else None)
    try:
        labels = [value.index for value in labelled if hasattr(value, "index") and hasattr(value, "iloc")]
        asked = [one for one in tables if is_table(one) and is_table(tables[0]) and one.shape[1] == tables[0].shape[1]]
        staying = _value(names.get("staying", ""), values)
        found = {"matrix": matrix, "expected": expected, "why": why, "labels": labels}
        exported = [_value(text, values) for text in names.get("exports", ())]
        kept = pickle.dumps({**found, "asked": asked, "staying": staying, "exports": exported})
    except Exception as problem:  # of any kind that a class of the notebook raises
        kept = pickle.dumps({"matrix": None, "expected": None, "why": str(problem), "labels": []})
    Path(spec["folder"], "served.pickle").write_bytes(kept)


def _asked_again(names: dict[str, Any], model: Any, values: dict[str, Any], seen: list[Any]) -> tuple[Any, Any, str]:
    """A matrix that the notebook gave its model and what the model says of it, or why there is none."""
    said, why = getattr(model, "predict", None), ""
    texts = list(names["given"])
    if names["plain"]:
        count = getattr(model, "n_features_in_", None)
        tables = ((name, value) for name, value in sorted(values.items()) if is_table(value))
        texts += [name for name, value in tables if isinstance(count, int) and fits(model, value, count)]
    matrices = [*((text, _value(text, values)) for text in texts), *(("its rows", one) for one in seen)]
    for text, matrix in matrices if callable(said) else ():
        if _has_rows(matrix):
            answer = ask(said, matrix)
            if not isinstance(answer, str) and rows_of(answer) == len(matrix):
                return matrix, answer, ""
            why = f"{names['model']}.predict({text}) fails at the end: {answer if isinstance(answer, str) else ''}"
    return None, None, why


def _value(text: str, values: dict[str, Any]) -> Any:
    """What an expression of the notebook gives at the end; None where it gives nothing any more."""
    if not text:
        return None
    try:
        return eval(text, dict(values))
    except Exception:  # of a name that only a step holds by now, or whatever the notebook's own code raises
        return None


def _has_rows(value: Any) -> bool:
    """Whether a value is rows as a file may hold them."""
    return rows_of(value) > 0 and len(value.shape) in (1, 2) and not hasattr(value, "toarray")


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
