"""Two values have one picture when they are equal, and two when they are not: nothing is sampled, nothing is rounded."""

import collections
import datetime as dt
import decimal
import enum
import functools
import random
import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from nb2prod.verify.inside.compare import Comparison
from nb2prod.verify.inside.picture import Painter
from nb2prod.verify.inside.store import Shelf, Store

X = np.arange(40.0).reshape(20, 2) % 7
Y = (X[:, 0] > 3).astype(int)
LONG = 9_000  # well beyond any sample


@dataclass
class Point:
    x: float
    tags: list = field(default_factory=list)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a


class Table(dict):
    pass


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


Pair = collections.namedtuple("Pair", "left right")


def frame(**columns):
    return pd.DataFrame({"a": [1, 2, 3], "b": [1.5, np.nan, 2.0], "c": ["x", None, "z"], **columns})


def forest(**options):
    return RandomForestClassifier(n_estimators=3, random_state=0, **options).fit(X, Y)


def swapped(count):
    values = list(range(count))
    values[count // 2], values[count // 2 + 1] = values[count // 2 + 1], values[count // 2]
    return values


def shared(again):
    inner = [1]
    return [inner, inner if again else [1]]


def circle():
    ring = [1]
    ring.append(ring)
    return ring


def generator(seed, drawn=0):
    made = np.random.default_rng(seed)
    made.random(drawn)
    return made


def stream(seed):
    return random.Random(seed)


def remembered(seed, times):
    state = np.random.RandomState(seed)
    state.rand(times)
    return state


def changed(value, change):
    change(value)
    return value


def masked(mask):
    return np.ma.array([1, 2, 3], mask=mask)


EQUAL = {
    "numbers": lambda: (1, 1.5, True, None, 10**5000, float("nan"), float("inf"), 1 + 2j),
    "texts": lambda: ("a", "\ud800", b"ab", bytearray(b"x" * 500)),
    "containers": lambda: {"a": [1, (2, {3})], 2: collections.deque([1], maxlen=2), "d": collections.defaultdict(list)},
    "sets": lambda: {"one", "two", "three", 4, (5, 6)},
    "plain": lambda: (dt.datetime(2020, 1, 1), decimal.Decimal("1.10"), re.compile("a+"), range(5), Colour.RED),
    "arrays": lambda: (X, X.astype("float32"), np.array(["a", "b"]), np.array([None, 1]), np.array(5), X[:0]),
    "dates": lambda: np.array(["2020-01-01", "NaT"], "datetime64[D]"),
    "records": lambda: np.array([(1, 2.0)], [("a", "i4"), ("b", "f8")]),
    "masked": lambda: masked([0, 1, 0]),
    "frames": lambda: frame(d=pd.Categorical(["u", "v", "u"]), e=pd.date_range("2020", periods=3, tz="UTC")),
    "extension": lambda: frame(
        d=pd.array([1, None, 3], dtype="Int64"), e=pd.array([True, None, False], dtype="boolean")
    ),
    "series": lambda: frame()["b"].rename("other"),
    "multiindex": lambda: frame().set_index(["a", "c"]),
    "groups": lambda: frame().groupby("a"),
    "sparse": lambda: scipy.sparse.csr_matrix(X),
    "estimator": forest,
    "pipeline": lambda: make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y),
    "generators": lambda: (generator(1), stream(1), remembered(1, 3)),
    "own classes": lambda: (Point(1.0, ["a"]), Slotted(1), Table(a=1), Pair(1, 2)),
    "objects as keys": lambda: {Pair(1, 2): "a", frozenset({Colour.RED, Colour.BLUE}): "b"},
    "partial": lambda: functools.partial(max, 3),
    "circle": circle,
    "shared": lambda: shared(True),
}

# (one, other, what is said)
DIFFERENT = {
    "int and float": (lambda: 1, lambda: 1.0, "1 in the notebook, 1.0 in the project"),
    "bool and int": (lambda: [True], lambda: [1], "True in the notebook, 1 in the project"),
    "numpy and plain": (lambda: np.float64(1), lambda: 1.0, "numpy.float64"),
    "none and nan": (lambda: [None], lambda: [float("nan")], "None in the notebook, nan"),
    "list and tuple": (lambda: [1], lambda: (1,), "list in the notebook, tuple"),
    "a huge number": (lambda: 10**5000, lambda: 10**5000 + 1, ""),
    "text": (lambda: "ab", lambda: "aB", "'ab' in the notebook, 'aB'"),
    "bytes": (lambda: b"x" * 900, lambda: b"x" * 899 + b"y", "bytes"),
    "length": (lambda: [1, 2], lambda: [1], "length: 2 elements in the notebook, 1 in the project"),
    "deep inside": (lambda: {"a": [{"b": (1, 2)}]}, lambda: {"a": [{"b": (1, 3)}]}, '["a"][0]["b"][1]: 2 in the notebook, 3'),
    "key": (lambda: {"a": 1}, lambda: {"b": 1}, '["a"] only in the notebook; ["b"] only in the project'),
    "order of keys": (lambda: {"a": 1, "b": 2}, lambda: {"b": 2, "a": 1}, "the same keys in another order"),
    "set": (lambda: {1, 2}, lambda: {1, 3}, "2 in the notebook, 3"),
    "default": (lambda: collections.defaultdict(list), lambda: collections.defaultdict(set), "factory"),
    "swap in a long list": (lambda: list(range(LONG)), lambda: swapped(LONG), "row 4500: 4500 in the notebook, 4501"),
    "swap in a long array": (lambda: np.arange(LONG), lambda: np.array(swapped(LONG)), "(2 of 9000 differ)"),
    "swap in floats": (lambda: np.arange(LONG, dtype=float), lambda: np.array(swapped(LONG), float), "(2 of 9000 differ)"),
    "swap in a frame": (lambda: pd.DataFrame({"x": range(LONG)}), lambda: pd.DataFrame({"x": swapped(LONG)}), 'column "x", row 4500'),
    "a small float": (lambda: np.array([1e-12, 1.0]), lambda: np.array([1e-9, 1.0]), "row 0"),
    "all small floats": (lambda: np.array([1e-12]), lambda: np.array([1.1e-12]), "row 0"),
    "a float": (lambda: 0.1, lambda: 0.10001, "0.1 in the notebook, 0.10001"),
    "sign of infinity": (lambda: np.array([np.inf]), lambda: np.array([-np.inf]), "inf in the notebook, -inf"),
    "nan and number": (lambda: np.array([np.nan, 1]), lambda: np.array([1, 1.0]), "nan in the notebook, 1.0"),
    "dtype": (lambda: np.array([1, 2]), lambda: np.array([1, 2], "int32"), "dtype: int64 in the notebook, int32"),
    "shape": (lambda: np.zeros((2, 3)), lambda: np.zeros((3, 2)), "shape (2, 3) in the notebook, shape (3, 2)"),
    "object array": (lambda: np.array([None, 1]), lambda: np.array([None, 2]), "1 in the notebook, 2"),
    "dates": (lambda: np.array(["2020-01-01"], "M8[D]"), lambda: np.array(["2020-01-02"], "M8[D]"), "2020-01-01 in the notebook"),
    "unit of dates": (lambda: np.array(["2020-01-01"], "M8[D]"), lambda: np.array(["2020-01-01"], "M8[s]"), "dtype"),
    "records": (lambda: np.array([(1, 2.0)], "i4,f8"), lambda: np.array([(1, 2.5)], "i4,f8"), ""),
    "mask": (lambda: masked([0, 1, 0]), lambda: masked([0, 0, 1]), "999999"),
    "column": (frame, lambda: frame(d=1), '"d" only in the project'),
    "order of columns": (frame, lambda: frame()[["b", "a", "c"]], 'the order "a", "b", "c"'),
    "dtype of a column": (frame, lambda: frame().astype({"a": "float64"}), 'column "a", dtype: int64 in the notebook, float64'),
    "a cell": (frame, lambda: frame(b=[1.5, np.nan, 2.1]), 'column "b", row 2: 2.0 in the notebook, 2.1 in the project'),
    "missing text": (frame, lambda: frame(c=["x", "None", "z"]), 'column "c", row 1'),
    "rows": (frame, lambda: frame().iloc[:2], "rows: 3 in the notebook, 2 in the project"),
    "order of rows": (frame, lambda: frame().iloc[::-1].reset_index(drop=True), 'column "a", row 0'),
    "index": (frame, lambda: frame().set_axis([0, 1, 3]), "index"),
    "kind of index": (frame, lambda: frame().set_axis([0, 1, 2]), "pandas.RangeIndex in the notebook, pandas.Index"),
    "name of the index": (frame, lambda: frame().rename_axis("i"), "index"),
    "multiindex": (lambda: frame().set_index(["a", "c"]), lambda: frame().set_index(["c", "a"]), "index"),
    "category": (lambda: frame(d=pd.Categorical(["u", "v", "u"])), lambda: frame(d=["u", "v", "u"]), "dtype category"),
    "order of categories": (
        lambda: pd.Series(pd.Categorical(["u", "v"], ["u", "v"])),
        lambda: pd.Series(pd.Categorical(["u", "v"], ["v", "u"])),
        "categories",
    ),
    "ordered": (
        lambda: pd.Series(pd.Categorical(["u"], ordered=True)),
        lambda: pd.Series(pd.Categorical(["u"], ordered=False)),
        ".ordered: True in the notebook, False",
    ),
    "time zone": (lambda: pd.Timestamp("2020", tz="UTC"), lambda: pd.Timestamp("2020"), "UTC"),
    "column with time zone": (
        lambda: pd.Series(pd.date_range("2020", periods=3, tz="UTC")),
        lambda: pd.Series(pd.date_range("2020", periods=3, tz="Europe/Rome")),
        "UTC",
    ),
    "missing integer": (lambda: pd.Series([1, None], dtype="Int64"), lambda: pd.Series([1, 2], dtype="Int64"), "row 1"),
    "name of a series": (lambda: frame()["a"], lambda: frame()["a"].rename("z"), ".name: 'a' in the notebook, 'z'"),
    "grouped by": (lambda: frame().groupby("a"), lambda: frame().groupby("b"), ".keys: 'a' in the notebook, 'b'"),
    "class": (lambda: Ridge().fit(X, Y), lambda: LogisticRegression().fit(X, Y), "sklearn.Ridge"),
    "parameter": (lambda: Ridge(1.0), lambda: Ridge(2.0), ".alpha: 1.0 in the notebook, 2.0"),
    "fitted or not": (lambda: Ridge().fit(X, Y), Ridge, ".coef_: only in the notebook"),
    "fitted on less": (lambda: StandardScaler().fit(X), lambda: StandardScaler().fit(X[:-1]), ".mean_"),
    "a tree of a forest": (forest, lambda: forest(max_depth=1), ".estimators_"),
    "step of a pipeline": (
        lambda: make_pipeline(StandardScaler(), Ridge(1.0)),
        lambda: make_pipeline(StandardScaler(), Ridge(1.5)),
        ".steps[1][1].alpha: 1.0 in the notebook, 1.5",
    ),
    "state of a generator": (lambda: generator(1), lambda: generator(1, 1), "state"),
    "seed": (lambda: stream(1), lambda: stream(2), ".state[1], row"),
    "position in a stream": (lambda: remembered(1, 3), lambda: remembered(1, 4), ""),
    "sparse": (lambda: scipy.sparse.csr_matrix(X), lambda: scipy.sparse.csr_matrix(X + 1), "shape (34,)"),
    "attribute": (lambda: Point(1.0), lambda: Point(2.0), ".x: 1.0 in the notebook, 2.0 in the project"),
    "new attribute": (lambda: Point(1.0), lambda: changed(Point(1.0), lambda p: setattr(p, "y", 2)), ".y: only in the project"),
    "slot": (lambda: Slotted(1), lambda: Slotted(2), ".a: 1 in the notebook, 2"),
    "derived dictionary": (lambda: Table(a=1), lambda: {"a": 1}, "Table in the notebook, dict"),
    "named tuple": (lambda: Pair(1, 2), lambda: Pair(1, 3), "[1]: 2 in the notebook, 3"),
    "member": (lambda: Colour.RED, lambda: Colour.BLUE, "'RED' in the notebook, 'BLUE'"),
    "argument": (lambda: functools.partial(max, 3), lambda: functools.partial(max, 4), "3 in the notebook, 4"),
    "function inside": (lambda: {"f": max}, lambda: {"f": min}, "max in the notebook, min in the project"),
    "one object twice": (lambda: shared(True), lambda: shared(False), "the same object as elsewhere"),
    "two objects": (lambda: shared(False), lambda: shared(True), "an object of its own in the notebook"),
}  # fmt: skip


def compared(folder, one, other, package=""):
    shelves = []
    for side, value in (("one", one), ("other", other)):
        store = Store(folder / side)
        store.write("values.jsonl", [Painter(store, package).paint(value)])
        shelves.append(Shelf(store.folder))
    comparison = Comparison(*shelves)
    return comparison.compare(*(shelf.read("values.jsonl")[0] for shelf in shelves)), comparison.exact


@pytest.mark.parametrize("make", EQUAL.values(), ids=EQUAL)
def test_equal(tmp_path, make):
    assert compared(tmp_path, make(), make()) == ([], True)


@pytest.mark.parametrize("one, other, text", DIFFERENT.values(), ids=DIFFERENT)
def test_different(tmp_path, one, other, text):
    found, _ = compared(tmp_path, one(), other())
    assert found and text in found[0]["text"], found


NEAR = {
    "a float": (0.1 + 0.2, 0.3),
    "what is left of nought": (1e-17, -3e-17),
    "an array": (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-12])),
    "noise beside large numbers": (np.array([1e6, 1e-12]), np.array([1e6, -1e-12])),
    "single precision": (np.array([0.1], "f4"), np.array([0.1000001], "f4")),
    "a complex number": (np.array([1 + 1j]), np.array([1 + (1 + 1e-12) * 1j])),
    "a column": (frame(b=[1.0, 2.0, 3.0]), frame(b=[1.0, 2.0, 3.0 + 1e-10])),
}


@pytest.mark.parametrize("one, other", NEAR.values(), ids=NEAR)
def test_nearly_equal(tmp_path, one, other):
    assert compared(tmp_path, one, other) == ([], False)


def test_classes_of_the_notebook_are_called_by_their_name():
    store = None
    painter = Painter(store, "churn")
    modules = ("__main__", "churn.definitions", "churn.train", "churn.features")
    assert {painter.label(type("Rate", (), {"__module__": module})) for module in modules} == {"Rate"}
    beside = ("tariffs", "churn.tariffs")
    assert {painter.label(type("Rate", (), {"__module__": module})) for module in beside} == {"tariffs.Rate"}
    assert painter.label(type("Rate", (), {"__module__": "elsewhere.train"})) == "elsewhere.Rate"


def test_a_class_inside_the_workflow_is_the_one_of_the_notebook():
    made = type("Rate", (), {"__module__": "__main__", "__qualname__": "train.<locals>.Rate"})
    assert Painter(None).label(made) == "Rate"


def test_what_was_only_remembered_is_no_difference(tmp_path):
    class Sum:
        def __init__(self):
            self._cache = {}

        @functools.cached_property
        def total(self):
            return 5

    looked = Sum()
    looked._cache["x"] = looked.total
    assert compared(tmp_path, looked, Sum()) == ([], True)


def test_what_cannot_be_looked_into_is_unknown(tmp_path):
    class Closed:
        def __reduce_ex__(self, protocol):
            raise TypeError("no")

        @property
        def __dict__(self):
            raise ValueError("no")

    for value in (Closed(), (number for number in ()), open(__file__)):  # noqa: SIM115 - it is what a notebook leaves
        assert "unknown" in Painter(Store(tmp_path)).paint(value)


def test_no_pickle_is_read_from_the_arrays(tmp_path):
    store = Store(tmp_path)
    assert "array" not in Painter(store).paint(np.array([{"a": 1}], dtype=object))
