"""A picture of any value as JSON, so that two processes can tell whether they computed the same.

    np.array([1.0, np.nan])    ["array", "float64", [2], [1.0, "nan"], 1.0, 1.0]

Numbers are compared within a tiny relative tolerance (threads of a linear algebra library add up in any order),
everything else exactly: types, dtypes, shapes, order, keys. Values that only draw, or are code, are opaque: one opaque
value says nothing about another.
"""

from __future__ import annotations

import json
import math
import sys
import types
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

Picture = Any  # what json reads: the alias says that a value is one
SAMPLE = 2000  # elements kept of a long array or sequence, evenly spread; the sums are over all of it
DEPTH = 12
TOLERANCE = 1e-6
CODE = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.GeneratorType, type)
OPAQUE_ROOTS = frozenset(
    {
        "matplotlib",
        "mpl_toolkits",
        "seaborn",
        "plotly",
        "bokeh",
        "altair",
        "IPython",
        "ipykernel",
        "tqdm",
        "io",
        "_io",
        "threading",
    }
)
CACHES = frozenset({  # filled when somebody looks
    "_cache", "_ufunc", "_data_in_cache", "_item_cache", "_cached_data", "_has_sorted_indices", "_has_canonical_format",
    "_summary_cache", "_summary_statistics_cache", "_nobs_int", "diagn", "_tmp_like_exog",
    "predict_dates", "predict_start", "predict_end",
})  # fmt: skip
CLOCKS = ("fit_time", "score_time", "refit_time", "training_time", "elapsed")  # differ between two runs of anything
PLAIN = (  # classes whose repr says it all
    *("builtins.bytes", "builtins.complex", "pathlib.PurePath", "decimal.Decimal", "fractions.Fraction", "uuid.UUID"),
    *("datetime.date", "datetime.time", "datetime.timedelta", "datetime.tzinfo"),
    *("pandas.Period", "pandas.Interval", "pandas.NaTType", "pandas.NAType", "pandas.BaseOffset"),
)
SHELL_NAMES = frozenset({"In", "Out", "exit", "quit", "get_ipython", "open"})


def write_pictures(values: Mapping[str, object], file: str) -> None:
    """Write the pictures of all public names; a value that cannot be pictured is opaque, with the reason."""
    pictures = {}
    for name, value in list(values.items()):
        if not name.startswith("_") and name not in SHELL_NAMES:
            try:
                pictures[name] = picture(value)
            except Exception as problem:  # any class may raise anything when it is looked at
                pictures[name] = ["opaque", repr(problem)[:80]]
    Path(file).write_text(json.dumps(pictures), encoding="utf-8")


def picture(value: object, above: tuple[int, ...] = ()) -> Picture:
    """The picture of one value; `above` holds the ids of what contains it, so that a cycle ends."""
    if value is None or type(value) in (bool, str, int):
        return value
    if type(value) is float:
        return number(value)
    if id(value) in above or len(above) > DEPTH:
        return ["above", type(value).__name__]
    inside = (*above, id(value))
    for known, draw in TABLE:
        if known(value):
            return draw(value, inside)
    return instance(value, inside)


def number(value: float) -> float | str:
    """A float as JSON has it; what JSON lacks as text."""
    return float(value) if math.isfinite(value) else repr(float(value))


def sequence(value: Iterable[object], inside: tuple[int, ...]) -> Picture:
    """Kind, length and elements, an even sample of them where there are very many."""
    items = list(value)
    return [type(value).__name__, len(items), [picture(item, inside) for item in spread(items)]]


def spread(items: Any) -> Any:
    """At most about `SAMPLE` items, evenly spread."""
    return items[:: max(1, len(items) // SAMPLE)]


def mapping(value: Mapping[object, object], inside: tuple[int, ...]) -> Picture:
    """Pairs in their order, without clocks."""
    return [type(value).__name__, [[picture(k, inside), picture(v, inside)] for k, v in value.items() if not clock(k)]]


def clock(key: object) -> bool:
    """True for keys that hold seconds."""
    return isinstance(key, str) and any(name in key for name in CLOCKS)


def left_out(name: str) -> bool:
    """True for attributes that say nothing about the value: clocks and caches."""
    return clock(name) or name in CACHES


def unordered(value: Iterable[object], inside: tuple[int, ...]) -> Picture:
    """Elements in the order of their pictures."""
    return [type(value).__name__, sorted((picture(item, inside) for item in value), key=json.dumps)]


def array(value: Any, inside: tuple[int, ...]) -> Picture:
    """Dtype, shape, elements; a plain and a weighted sum see what a sample does not, and see the order."""
    flat = value.ravel()
    kind = ["array", str(value.dtype), list(value.shape)]
    if value.dtype.kind not in "biuf":
        return [*kind, [picture(item, inside) for item in spread(flat).tolist()]]
    import numpy as np

    floats = np.nan_to_num(flat.astype("float64"), posinf=1.0, neginf=-1.0)
    sums = [float(floats.sum()), float((floats * np.cos(np.arange(floats.size))).sum())]
    return [*kind, [picture(item, inside) for item in spread(flat).tolist()], *map(number, sums)]


def table(value: Any, inside: tuple[int, ...]) -> Picture:
    """A frame: its index and its columns by position, for labels may repeat."""
    columns = [series(value.iloc[:, position], inside) for position in range(value.shape[1])]
    return ["pandas.DataFrame", series(value.columns, inside), series(value.index, inside), columns]


def series(value: Any, inside: tuple[int, ...]) -> Picture:
    """A series with its index, or an index by itself."""
    index = series(value.index, inside) if hasattr(value, "index") and hasattr(value, "iloc") else None
    numeric = getattr(value.dtype, "kind", "O") in "biuf" and not hasattr(value.dtype, "na_value")
    elements = array(value.to_numpy(), inside) if numeric else [picture(i, inside) for i in spread(value.tolist())]
    names = [picture(name, inside) for name in getattr(value, "names", [value.name])]
    return [f"pandas.{type(value).__name__}", names, len(value), str(value.dtype), index, elements]


def instance(value: object, inside: tuple[int, ...]) -> Picture:
    """Any other object by its class's name (its module differs between notebook and package) and its state."""
    name = type(value).__name__
    if type(value).__module__.split(".")[0] in OPAQUE_ROOTS or isinstance(value, CODE):
        return ["opaque", name]
    state = getattr(value, "__dict__", None)
    if state is None:
        state = value.__reduce_ex__(2)[
            1:3
        ]  # compiled classes, such as sklearn's trees, and plain values, such as dates
        return [name, picture(state, inside)]
    shown = sorted((key, item) for key, item in state.items() if not key.startswith("__") and not left_out(key))
    return [name, [[key, picture(item, inside)] for key, item in shown]]


def shared_stream(value: object) -> bool:
    """True for numpy's own random stream, which scipy's distributions hold: where it stands is no part of a value."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and value is numpy.random.mtrand._rand


def of(*names: str) -> Callable[[object], bool]:
    """Tell by name whether a value is of one of these classes or inherits: nothing is imported for asking."""
    return lambda value: any(f"{c.__module__.split('.')[0]}.{c.__name__}" in names for c in type(value).__mro__)


TABLE: tuple[tuple[Callable[[object], bool], Callable[[Any, tuple[int, ...]], Picture]], ...] = (
    (of("numpy.generic"), lambda v, inside: ["numpy", str(v.dtype), picture(v.item(), inside)]),
    (of("numpy.ndarray"), array),
    (shared_stream, lambda v, inside: ["numpy's stream"]),
    (of("pandas.DataFrame"), table),
    (of("pandas.Series", "pandas.Index"), series),
    (of("builtins.dict"), mapping),
    (of("builtins.list", "builtins.tuple", "collections.deque", "builtins.range"), sequence),
    (of("builtins.set", "builtins.frozenset"), unordered),
    (of("random.Random"), lambda v, inside: ["random.Random", picture(v.getstate(), inside)]),
    (of(*PLAIN), lambda v, inside: [type(v).__name__, repr(v)]),
)


def opaque(shown: Picture) -> bool:
    """True where a picture says nothing about the value."""
    return isinstance(shown, list) and shown[:1] == ["opaque"]


def same(one: Picture, other: Picture) -> bool:
    """True where two pictures show the same value."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-9)
    return type(one) is type(other) and bool(one == other)
