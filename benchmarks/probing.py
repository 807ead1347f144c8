"""Receivers and arguments to call what the knowledge lists, and what one call shows: changes, draws, type, sharing."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import random
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

from tests.oracles.states import Digest, streams  # the folder of the tests must be found first

Make = Callable[[], Any]


def frame() -> pd.DataFrame:
    """Two columns of numbers with a gap, one of text."""
    return pd.DataFrame({"a": [3.0, 1.0, 2.0, 2.0], "b": [1.0, 5.0, np.nan, 4.0], "c": list("xyxz")})


def numbers() -> pd.DataFrame:
    """Numbers only: most methods take it."""
    return pd.DataFrame({"a": [3.0, 1.0, 2.0, 2.0], "b": [1.0, 5.0, 7.0, 4.0]})


def matrix() -> np.ndarray:
    """Forty rows and four columns between 0 and 1."""
    return np.random.RandomState(0).rand(40, 4)


def target() -> np.ndarray:
    """Two classes for `matrix`."""
    return (matrix()[:, 0] > 0.5).astype(int)


def of(module: str, call: Callable[[Any], Any]) -> Make:
    """A receiver of a library that may not be installed."""
    return lambda: call(importlib.import_module(module))


RECEIVERS: dict[str, Make] = {
    "str": lambda: "abc",
    "list": lambda: [3, 1, 2],
    "dict": lambda: {"a": 1, "b": 2},
    "set": lambda: {1, 2, 3},
    "tuple": lambda: (1, 2),
    "bytearray": lambda: bytearray(b"abc"),
    "collections.Counter": of("collections", lambda m: m.Counter("abca")),
    "collections.deque": of("collections", lambda m: m.deque([1, 2, 3])),
    "collections.OrderedDict": of("collections", lambda m: m.OrderedDict(a=1, b=2)),
    "random.Random": lambda: random.Random(1),
    "datetime.datetime": of("datetime", lambda m: m.datetime(2020, 1, 2)),
    "numpy.ndarray": lambda: np.array([3.0, 1.0, 2.0]),
    "numpy.random.Generator": lambda: np.random.default_rng(1),
    "numpy.random.RandomState": lambda: np.random.RandomState(1),
    "pandas.DataFrame": numbers,
    "pandas.Series": lambda: pd.Series([3.0, 1.0, 2.0, 2.0], index=list("abcd"), name="a"),
    "pandas.NDFrame": numbers,
    "pandas.Index": lambda: pd.Index(["x", "y", "z"]),
    "pandas.GroupBy": lambda: frame().groupby("c")[["a", "b"]],
    "pandas.Window": lambda: numbers().rolling(2),
    "pandas.Text": lambda: pd.Series(["ab", "cd"]).str,
    "pandas.Dates": lambda: pd.Series(pd.date_range("2020", periods=3)).dt,
    "pandas.Categories": lambda: pd.Series(["a", "b"], dtype="category").cat,
    "pandas.Timestamp": lambda: pd.Timestamp("2020-01-02"),
    "scipy.sparse.Matrix": of("scipy.sparse", lambda m: m.csr_matrix(np.eye(3))),
    "scipy.stats.Distribution": of("scipy.stats", lambda m: m.norm(0, 1)),
    "statsmodels.Results": of("statsmodels.api", lambda m: m.OLS(matrix()[:, 0], matrix()[:, 1:]).fit()),
    "statsmodels.Model": of("statsmodels.api", lambda m: m.OLS(matrix()[:, 0], matrix()[:, 1:])),
    "xgboost.DMatrix": of("xgboost", lambda m: m.DMatrix(matrix(), label=target())),
    "xgboost.Booster": of(
        "xgboost", lambda m: m.train({"max_depth": 2, "nthread": 1}, m.DMatrix(matrix(), label=target()), 2)
    ),
    "imblearn.Sampler": of("imblearn.over_sampling", lambda m: m.RandomOverSampler()),
    "torch.Tensor": of("torch", lambda m: m.tensor([[3.0, 1.0], [2.0, 4.0]])),
    "torch.nn.Module": of("torch.nn", lambda m: m.Sequential(m.Linear(2, 2), m.Dropout())),
    "torch.optim.Optimizer": of(
        "torch", lambda m: m.optim.SGD([m.nn.Parameter(m.tensor([1.0, 2.0]).requires_grad_())], lr=0.1)
    ),
    "keras.Model": of("keras", lambda m: m.Sequential([m.layers.Input((4,)), m.layers.Dense(1)])),
}
ARGUMENTS: tuple[Make, ...] = (
    lambda: (),
    lambda: (np.array([3.0, 1.0, 2.0]),),
    lambda: (np.array([[3.0, 1.0], [2.0, 5.0]]),),
    lambda: (2,),
    lambda: ("a",),
    lambda: (lambda v: v,),
    lambda: (["a"],),
    lambda: ([3, 1, 2],),
    lambda: (matrix(), target()),
    lambda: (target(), target()),
    lambda: (matrix(),),
    lambda: (np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])),
    lambda: (np.array([3.0, 1.0, 2.0]), 2),
    lambda: (numbers(),),
    lambda: (frame(), frame()),
    lambda: (pd.Series([1.0, 2.0, 3.0]),),
    lambda: ({"a": 1},),
    lambda: (0, 1),
    lambda: ("a", "b"),
    lambda: (0, "k", 1),
    lambda: ("%Y",),
    lambda: ("a", [1, 2, 3]),
    lambda: ([frame(), frame()],),
    lambda: (1, 2, 3),
    lambda: (["a b", "c"],),
    lambda: (tensor(),),
    lambda: (tensor(), tensor()),
    lambda: (tensor(), 0),
    lambda: ([tensor(), tensor()],),
)


def tensor() -> Any:
    """A small matrix of torch; raises ImportError where it is not installed."""
    return importlib.import_module("torch").tensor([[3.0, 1.0], [2.0, 4.0]])


@dataclass
class Seen:
    """What one call showed."""

    result: Any
    drawn: frozenset[str]
    changed: frozenset[str] = field(default_factory=frozenset)  # "self", positions as text
    shared: frozenset[str] = field(default_factory=frozenset)  # what the result shares memory with, or is


def resolve(qualified: str) -> Any:
    """The object of a dotted name; raises AttributeError or ImportError."""
    parts = qualified.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise ImportError(qualified)


FIRST: dict[str, tuple[Make, ...]] = {  # by prefix: arguments that make sense where the first that fit do not
    "random.": (lambda: (1.0, 2.0), lambda: ([3, 1, 2],), lambda: (2,)),
    "numpy.random.": (lambda: (2,), lambda: (1.0, 2.0, 3), lambda: (1.0, 3)),
    "math.": (lambda: (2,), lambda: (2.0, 3.0)),
    "statistics.": (lambda: ([3, 1, 2],),),
    "urllib.": (lambda: ("http://a/b", "c"), lambda: ("a",)),
    "re.": (lambda: ("a", "abc"), lambda: ("a", "b", "abc"), lambda: ("a",)),
    "numpy.where": (lambda: (np.array([True, False]), np.array([1, 2]), np.array([3, 4])),),
    "numpy.at": (lambda: (np.array([3.0, 1.0]),),),
    "pandas.Text.": (lambda: (), lambda: ("a",), lambda: ("a", "b"), lambda: (2,)),
}


def attempt(name: str, function: Callable[..., Any], make: Make | None, keywords: dict[str, Any]) -> Seen | None:
    """Call it with the first arguments that it takes; None where it takes none of ours.

    `make`: gives a receiver; `function` is then one of its methods.
    """
    first = next((several for prefix, several in FIRST.items() if name.startswith(prefix)), ())
    for arguments in (*first, *ARGUMENTS):
        try:
            receiver = make() if make else None
            called = getattr(receiver, name.rpartition(".")[2]) if make else function
            return observe(called, receiver, arguments(), keywords)
        except Exception:  # whatever a call with arguments that do not fit may raise
            continue
    return None


def observe(called: Callable[..., Any], receiver: Any, given: tuple[Any, ...], keywords: dict[str, Any]) -> Seen:
    """One call: what it changed, drew and gave."""
    values = {str(at): value for at, value in enumerate(given)} | ({} if receiver is None else {"self": receiver})
    look = Digest()
    before = {name: look.of(value) for name, value in values.items()}
    streams_before = streams()
    result = called(*given, **keywords)
    drawn = {name for name, state in streams().items() if state != streams_before.get(name, state)}
    again = Digest()
    changed = {name for name, value in values.items() if again.of(value) != before[name]}
    shared = {name for name, value in values.items() if shares(result, value)}
    return Seen(result, frozenset(drawn), frozenset(changed), frozenset(shared))


def shares(result: Any, value: Any) -> bool:
    """Whether the result is the value, or an array that shares memory with it."""
    if result is None or isinstance(result, (bool, int, float, str, bytes, tuple, type, types.FunctionType)):
        return False
    if result is value:
        return True
    arrays = [each for each in (buffer(result), buffer(value)) if each is not None]
    if len(arrays) < 2 or not all(a.size for a in arrays) or not np.shares_memory(*arrays):
        return False
    return not isinstance(result, (pd.Series, pd.DataFrame)) or written(result, value)


def written(result: pd.Series | pd.DataFrame, value: Any) -> bool:
    """Whether writing into the result reaches the value: with pandas 3 it never does."""
    before = Digest().of(value)
    with contextlib.suppress(Exception):  # read-only, or of a type that takes no such number
        result.iloc[(0,) * result.ndim] = 77
    return Digest().of(value) != before


def buffer(value: Any) -> np.ndarray | None:
    """The memory of an array, a series, or a frame of one type."""
    if isinstance(value, np.ndarray):
        return value if not value.dtype.hasobject else None
    if isinstance(value, (pd.Series, pd.DataFrame)):
        raw = value.values
        return raw if isinstance(raw, np.ndarray) and not raw.dtype.hasobject else None
    if type(value).__module__ == "torch" and type(value).__name__ == "Tensor":
        return np.asarray(value.detach().numpy())
    return None


def parameters_of(function: Any) -> tuple[list[str], bool]:
    """Names of the parameters without self, and whether it takes any keyword; ([], True) where nobody knows."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return [], True
    names = [p.name for p in found if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    return [name for name in names if name != "self"], any(p.kind is p.VAR_KEYWORD for p in found)
