"""A picture of any value as JSON, so that two processes can tell whether they computed the same.

    [1.0, "a"]                 {"t": "list", "n": 0, "items": [1.0, "a"]}
    np.array([1.0, 2.0])       {"t": "numpy.ndarray", "n": 0, "dtype": "float64", "shape": [2], "array": "3f2a..."}
    Point(1, 2)                {"t": "Point", "n": 0, "fields": {"x": 1, "y": 2}}

Nothing is sampled and nothing is rounded. Plain values stand for themselves; what can change in place has a number, and
where it comes again only {"ref": number} stands, so that sharing is part of the picture and a cycle ends. A class of
the notebook is called by its name alone: its module differs between notebook and package. What only draws, or cannot be
looked into, is {"t": ..., "unknown": why}; functions, classes and modules are shown by name.
"""

from __future__ import annotations

import copyreg
import functools
import json
import sys
import types
from collections.abc import Iterable
from typing import Any, Callable

from .store import Store

Node = Any  # what json writes
SCALARS = frozenset({type(None), bool, int, float, str})
DIGITS = 10_000  # bits; JSON of longer numbers may be refused
CODE = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType, type)
RUNNING = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.FrameType, types.TracebackType)
# Roots of modules whose objects draw, talk to a front end, or hold something of this process.
UNKNOWN = frozenset(
    {"matplotlib", "seaborn", "plotly", "bokeh", "altair", "IPython", "ipykernel", "ipywidgets", "tqdm", "io", "_io"}
    | {"threading", "_thread", "logging", "asyncio", "socket", "_socket", "weakref", "_weakref", "ctypes", "_ctypes"}
    | {"sqlite3", "sqlalchemy", "contextlib", "warnings", "matplotlib_inline", "xyzservices", "folium", "pydeck"}
)
SHELL = {"IPython.utils.text.SList": list, "IPython.utils.text.LSString": str}  # the project has the plain type there
CACHES = frozenset(
    {"_cache", "_item_cache", "_data_cache", "_cached_repr", "_colwidths", "_tmp_like_exog"}
)  # filled by looking, and looks go; or never filled
EXACT: dict[type, Callable[[Any], Any]] = {int: int.__int__, float: float.__float__, str: str.__str__}
PLAIN = (  # classes whose repr says it all
    *("builtins.range", "builtins.slice", "builtins.ellipsis", "builtins.NotImplementedType", "pathlib.PurePath"),
    *("datetime.date", "datetime.time", "datetime.timedelta", "datetime.tzinfo", "decimal.Decimal", "re.Pattern"),
    *("fractions.Fraction", "uuid.UUID", "pandas.Period", "pandas.Interval", "pandas.NaTType", "pandas.NAType"),
    *("pandas.BaseOffset", "pandas.ExtensionDtype", "zoneinfo.ZoneInfo", "numpy.dtype"),
)


class Painter:
    """Makes pictures; the arrays go to its store."""

    def __init__(self, store: Store, package: str = "") -> None:
        """`package` is the project's: its modules count as the notebook's own."""
        self.store = store
        self.package = package
        self.numbers: dict[int, int] = {}
        self.alive: list[object] = []  # an id says nothing about an object that is gone

    def paint(self, value: object) -> Node:
        """The picture of one value; one that cannot be looked into is unknown, with the reason."""
        self.numbers, self.alive = {}, []
        try:
            return self.node(value)
        except Exception as problem:  # any class may raise anything when it is looked at
            return {"t": self.label(type(value)), "unknown": f"{type(problem).__name__}: {problem}"[:200]}
        finally:
            self.numbers, self.alive = {}, []

    def node(self, value: Any) -> Node:
        """The picture of a value inside another."""
        kind = type(value)
        if kind in SCALARS:
            return {"t": "int", "text": hex(value)} if kind is int and value.bit_length() > DIGITS else value
        plain = SHELL.get(f"{kind.__module__}.{kind.__qualname__}")
        if plain is not None:
            return self.node(plain(value))
        for fits, draw in TABLE:
            if fits(value):
                return draw(self, value)
        return self.instance(value)

    def numbered(self, value: object) -> dict[str, Any] | None:
        """Its head with a new number; None where the value has come already."""
        if id(value) in self.numbers:
            return None
        self.numbers[id(value)] = len(self.numbers)
        self.alive.append(value)
        return {"t": self.label(type(value)), "n": self.numbers[id(value)]}

    def again(self, value: object) -> Node:
        """A value that has come already."""
        return {"ref": self.numbers[id(value)]}

    def label(self, kind: type) -> str:
        """A class by root module and name; the notebook's own by its name alone."""
        home, name = self.home(str(kind.__module__)), kind.__qualname__.split("<locals>.")[-1]
        return f"{home}.{name}" if home and home != "builtins" else name

    def home(self, module: str) -> str:
        """The root of a module's name, "" for the notebook's own."""
        inner = module[len(self.package) + 1 :] if self.package and module.startswith(self.package + ".") else module
        own = ("definitions", "train", "run", "features", "inference") if inner != module else ("__main__",)
        return "" if inner in own else inner.split(".")[0]

    # ------------------------------------------------------------------------------------------------------ containers

    def sequence(self, value: Any) -> Node:
        """Elements in their order."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        return self.with_extras({**head, "items": self.items(value)}, value)

    def fixed(self, value: Any) -> Node:
        """A tuple: it cannot change, so it has no number."""
        return self.with_extras({"t": self.label(type(value)), "items": self.items(value)}, value)

    def items(self, value: Iterable[Any]) -> list[Node]:
        """Elements; plain ones all at once."""
        found = list(value)
        kinds = set(map(type, found))
        huge = int in kinds and any(type(item) is int and item.bit_length() > DIGITS for item in found)
        return found if kinds <= SCALARS and not huge else [self.node(item) for item in found]

    def mapping(self, value: Any) -> Node:
        """Pairs in their order."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        pairs = [[self.apart(k), self.node(v)] for k, v in list(dict.items(value))]
        factory = getattr(value, "default_factory", None)
        made = {"factory": self.node(factory)} if factory is not None else {}
        return self.with_extras({**head, "pairs": pairs, **made}, value)

    def unordered(self, value: Any) -> Node:
        """Elements in the order of their pictures."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        return {**head, "set": sorted((self.apart(item) for item in value), key=lambda node: json.dumps(node))}

    def apart(self, value: Any) -> Node:
        """A key, or an element of a set: its picture must not depend on what has come before."""
        return value if type(value) in (str, bool, float) else Painter(self.store, self.package).node(value)

    def with_extras(self, node: Node, value: object) -> Node:
        """Attributes that an instance of a derived class carries besides."""
        extras = self.attributes(value)
        return {**node, "fields": {key: self.node(item) for key, item in sorted(extras.items())}} if extras else node

    def derived(self, value: Any) -> Node:
        """An instance of a class derived from a plain one."""
        plain = next(read for kind, read in EXACT.items() if isinstance(value, kind))
        return self.with_extras({"t": self.label(type(value)), "value": plain(value)}, value)

    def enumerated(self, value: Any) -> Node:
        """A member of an enumeration."""
        return {"t": self.label(type(value)), "fields": {"name": value.name, "value": self.node(value.value)}}

    def raw(self, value: Any) -> Node:
        """Bytes, long ones by their hash."""
        import hashlib

        short = len(value) <= 64
        shown = bytes(value).hex() if short else f"{len(value)} bytes, sha256 {hashlib.sha256(value).hexdigest()}"
        return {"t": self.label(type(value)), "text": shown}

    def shown(self, value: Any) -> Node:
        """A value whose repr says it all."""
        return {"t": self.label(type(value)), "text": repr(value)}

    def code(self, value: Any) -> Node:
        """A function, class, method or module by its name."""
        if isinstance(value, types.ModuleType):
            name = str(value.__name__)
            inner = name[len(self.package) + 1 :] if self.package and name.startswith(self.package + ".") else name
            return {"t": "module", "text": inner}
        if isinstance(value, type):
            return {"t": "class", "text": self.label(value)}
        return {"t": "function", "text": str(getattr(value, "__name__", ""))}

    def running(self, value: Any) -> Node:
        """Something whose state only Python knows."""
        return {"t": self.label(type(value)), "unknown": "its state cannot be read without changing it"}

    # ------------------------------------------------------------------------------------------------- numpy, pandas

    def number(self, value: Any) -> Node:
        """A scalar of numpy."""
        plain = value.item()
        if value.dtype.kind in "biufUS" and type(plain) in (bool, int, float, str):
            return {"t": self.label(type(value)), "value": plain}
        if value.dtype.kind == "V":
            return {"t": self.label(type(value)), "value": self.node(plain)}
        return {"t": self.label(type(value)), "dtype": str(value.dtype), "text": str(value)}

    def array(self, value: Any) -> Node:
        """Dtype, shape and every element."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        if hasattr(value, "mask") and hasattr(value, "filled"):
            return {**head, "fields": {"data": self.elements(value.filled()), "mask": self.elements(value.mask)}}
        return {**head, **self.elements(value)}

    def elements(self, value: Any) -> dict[str, Any]:
        """An array without its number."""
        import numpy as np

        value = np.asarray(value)
        head: dict[str, Any] = {"dtype": str(value.dtype), "shape": list(value.shape)}
        if value.dtype.hasobject:
            return {**head, "items": self.items(value.ravel().tolist())}
        return {**head, "array": self.store.keep(value)}

    def frame(self, value: Any) -> Node:
        """Its columns by position, for labels may repeat."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        columns = [self.column(value.iloc[:, position]) for position in range(value.shape[1])]
        attrs = {"attrs": self.node(value.attrs)} if getattr(value, "attrs", None) else {}
        return {**head, "columns": self.node(value.columns), "index": self.node(value.index), "data": columns, **attrs}

    def series(self, value: Any) -> Node:
        """A series with its name and index."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        fields = {"name": self.node(value.name), "index": self.node(value.index), "data": self.column(value)}
        return {**head, "fields": fields}

    def index(self, value: Any) -> Node:
        """An index with its names."""
        fields = {"names": [self.node(name) for name in value.names]}
        if hasattr(value, "levels"):
            levels = [self.column(value.get_level_values(number)) for number in range(value.nlevels)]
            return {"t": self.label(type(value)), "fields": {**fields, "levels": {"t": "levels", "items": levels}}}
        frequency = getattr(value, "freqstr", None)
        fields = {**fields, "freq": frequency} if frequency else fields
        return {"t": self.label(type(value)), "fields": {**fields, "data": self.column(value)}}

    def column(self, value: Any) -> Node:
        """The elements of a series or an index."""
        dtype = value.dtype
        if hasattr(dtype, "categories"):
            inner = getattr(value, "cat", value)
            fields = {"categories": self.column(inner.categories), "codes": self.elements(inner.codes)}
            return {"t": "category", "fields": {**fields, "ordered": bool(inner.ordered)}}
        if hasattr(dtype, "tz"):
            return {"t": str(dtype), **self.elements(value.to_numpy(dtype=f"datetime64[{dtype.unit}]"))}
        if getattr(dtype, "kind", "O") in "biufcmM" and not hasattr(dtype, "na_value"):
            return {"t": "column", **self.elements(value.to_numpy())}
        return {"t": "column", "dtype": str(dtype), "items": self.items(value.tolist())}

    def grouped(self, value: Any) -> Node:
        """A grouping or a window: the frame it looks at and how; not what it has remembered meanwhile."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        keys = ("obj", "keys", "level", "as_index", "sort", "dropna", "window", "min_periods", "center", "win_type")
        found = {key: getattr(value, key) for key in keys if hasattr(value, key)}
        return {**head, "fields": {key: self.node(item) for key, item in found.items()}}

    def tree(self, value: Any) -> Node:
        """A search tree of scikit-learn, without the counters of how often it was asked."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        state = [item for item in value.__getstate__() if type(item) is not int]
        return {**head, "fields": {"state": self.node(state)}}

    def tensor(self, value: Any) -> Node:
        """A tensor by the array that it holds."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        held = value.detach().cpu() if hasattr(value, "detach") else value
        return {**head, **self.elements(held.numpy())}

    def network(self, value: Any) -> Node:
        """A Keras model by its configuration and weights."""
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        fields = {"config": self.node(value.get_config()), "weights": self.node(value.get_weights())}
        return {**head, "fields": fields}

    # ------------------------------------------------------------------------------------------------- other instances

    def instance(self, value: object) -> Node:
        """Any other object by its class and its state."""
        if str(type(value).__module__).split(".")[0] in UNKNOWN:
            return {"t": self.label(type(value)), "unknown": "it draws, or belongs to this process"}
        head = self.numbered(value)
        if head is None:
            return self.again(value)
        fields = self.attributes(value)
        if reduces(type(value)) or not hasattr(value, "__dict__"):
            try:
                fields.update(self.reduced(value))
            except Exception as problem:  # it cannot be pickled: what lies open must do
                if not fields:
                    return {**head, "unknown": f"it cannot be looked into ({type(problem).__name__})"}
        return {**head, "fields": {key: self.node(item) for key, item in sorted(fields.items())}}

    def attributes(self, value: object) -> dict[str, Any]:
        """What an object carries in its dictionary and its slots."""
        found: dict[str, Any] = {}
        for kind in type(value).__mro__:
            slots = kind.__dict__.get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                hidden = f"_{kind.__name__.lstrip('_')}{name}" if name[:2] == "__" and name[-2:] != "__" else name
                if name not in ("__dict__", "__weakref__") and hasattr(value, hidden):
                    found[name] = getattr(value, hidden)
        found.update(getattr(value, "__dict__", None) or {})
        return {str(key): item for key, item in found.items() if not passing(type(value), str(key))}

    def reduced(self, value: Any) -> dict[str, Any]:
        """What pickling would keep."""
        parts = value.__reduce_ex__(4)
        if isinstance(parts, str):
            return {"global": parts}
        made, arguments, state, items, pairs = (*parts, None, None, None)[:5]
        found: dict[str, Any] = {}
        if getattr(made, "__name__", "") in ("__newobj__", "_reconstructor"):
            arguments = arguments[1:]
        if arguments:
            found["arguments"] = tuple(arguments)
        if isinstance(state, tuple) and len(state) == 2 and all(isinstance(s, (dict, type(None))) for s in state):
            state = {**(state[0] or {}), **(state[1] or {})}
        if isinstance(state, dict):
            found.update({str(k): v for k, v in state.items() if not passing(type(value), str(k))})
        elif state is not None:
            found["state"] = state
        found.update({"items": list(items)} if items is not None else {})
        found.update({"pairs": list(pairs)} if pairs is not None else {})
        return found


def reduces(kind: type) -> bool:
    """Whether a class says itself what pickling keeps."""
    own = getattr(object, "__getstate__", None)
    plain: Any = object
    says = kind.__reduce_ex__ is not plain.__reduce_ex__ or kind.__reduce__ is not plain.__reduce__
    return says or getattr(kind, "__getstate__", None) is not own or kind in copyreg.dispatch_table


def passing(kind: type, name: str) -> bool:
    """Whether an attribute is only remembered, and may be missing where nobody has looked."""
    remembered: Any = getattr(kind, name, None) if name.isidentifier() else None
    dunder = name[:2] == "__" and name[-2:] == "__"
    return dunder or name in CACHES or isinstance(remembered, functools.cached_property)


def of(*names: str) -> Callable[[object], bool]:
    """Tell by name whether a value is of one of these classes or inherits: nothing is imported for asking."""
    return lambda value: any(f"{str(c.__module__).split('.')[0]}.{c.__name__}" in names for c in type(value).__mro__)


def is_a(*kinds: type) -> Callable[[object], bool]:
    """Tell whether a value's class inherits from one of these; what the value claims does not count."""
    return lambda value: issubclass(type(value), kinds)


TABLE: tuple[tuple[Callable[[object], bool], Callable[[Painter, Any], Node]], ...] = (
    (of("numpy.generic"), Painter.number),
    (of("numpy.ndarray"), Painter.array),
    (of("pandas.DataFrame"), Painter.frame),
    (of("pandas.Series"), Painter.series),
    (of("pandas.Index"), Painter.index),
    (of("pandas.BaseGroupBy", "pandas.BaseWindow"), Painter.grouped),
    (of("sklearn.BinaryTree", "sklearn.BinaryTree32", "sklearn.BinaryTree64"), Painter.tree),
    (of("torch.Tensor", "tensorflow.Tensor", "tensorflow.Variable"), Painter.tensor),
    (of("keras.Model"), Painter.network),
    (is_a(*CODE), Painter.code),
    (of("numpy.ufunc"), Painter.code),
    (is_a(*RUNNING), Painter.running),
    (of("enum.Enum"), Painter.enumerated),
    (of(*PLAIN), Painter.shown),
    (is_a(dict), Painter.mapping),
    (is_a(list), Painter.sequence),
    (of("collections.deque"), Painter.sequence),
    (is_a(tuple), Painter.fixed),
    (is_a(set, frozenset), Painter.unordered),
    (is_a(bytes, bytearray), Painter.raw),
    (is_a(complex), Painter.shown),
    (is_a(int, float, str), Painter.derived),
)


def paint_all(painter: Painter, values: dict[str, object]) -> list[dict[str, Any]]:
    """One line for each name, with the identity of what can change in place: equal numbers are one object."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10_000))
    lines = []
    for name, value in values.items():
        node = painter.paint(value)
        changeable = isinstance(node, dict) and "n" in node and "unknown" not in node
        lines.append({"name": name, "node": node, "object": id(value) if changeable else None})
    return lines
