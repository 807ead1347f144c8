"""What a value holds, all the way down, as a short digest: two digests differ when something changed in place.

Looking must change nothing: iterators and generators are asked for their state and never advanced, files for their
place. What only draws, code, modules and locks are told apart by their type alone; caches are left out.
"""

import collections
import functools
import hashlib
import io
import os
import random
import sys
import types
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

DEPTH = 80
PRIMITIVE = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis), range, slice)
FLAT = frozenset({bool, int, float, str, bytes, type(None)})
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
        "ipywidgets",
        "tqdm",
        "threading",
        "_thread",
        "logging",
        "wordcloud",
        "re",
        "typing",
        "weakref",
        "abc",
    }
)
CACHES = frozenset(
    {
        "_cache",
        "_has_sorted_indices",
        "_has_canonical_format",
        "_item_cache",
        "_cacher",
        "_constructor",
        "_cached_data",
        "_summary_cache",
        "diagn",
        "_nobs_int",
    }
)
GENERATORS = (types.GeneratorType, types.AsyncGeneratorType, types.CoroutineType)


class Digest:
    """One look at many values; an object that is met again is not looked at again, unless it is part of a cycle."""

    def __init__(self):
        self.known = {}
        self.above = {}
        self.lowest = DEPTH + 1  # how far up the deepest reference into what contains it goes

    def of(self, value):
        if type(value) in PRIMITIVE:
            shown = f"{type(value).__name__}:{value!r}"
            return shown if len(shown) < 60 else short(shown)
        place = id(value)
        if place in self.known:
            return self.known[place][0]
        if place in self.above or len(self.above) >= DEPTH:
            self.lowest = min(self.lowest, self.above.get(place, 0))
            return f"above {len(self.above) - self.above.get(place, 0)}"
        outer, self.lowest = self.lowest, DEPTH + 1
        self.above[place] = len(self.above)
        try:
            parts = self.parts(value)
        except Exception as problem:  # any class may raise anything when it is looked at
            parts = ("cannot be seen", type(problem).__name__)
        depth = self.above.pop(place)
        shown = short(repr((type(value).__qualname__, parts)))
        if self.lowest >= depth:
            self.known[place] = (shown, value)  # held, so that its id stays its own
        self.lowest = min(outer, self.lowest)
        return shown

    def all(self, values):
        if type(values) in (list, tuple) and {type(v) for v in values} <= FLAT:
            return short(repr(values))
        return [self.of(v) for v in values]

    def parts(self, value):
        if any(value is shared for shared in (np.random.mtrand._rand, random._inst, os.environ)):
            return "shared"  # streams() and surroundings() look at these
        if type(value).__module__.partition(".")[0] in OPAQUE_ROOTS:
            return "opaque"
        if value is getattr(sys.modules.get("torch"), "default_generator", self):
            return "shared"
        if type(value).__module__.startswith("statsmodels."):  # models and results note what they compute
            quiet = "Results" in type(value).__name__
            names = ("params", "_results", "model") if quiet else sorted(vars(value))
            return [
                (n, self.of(vars(value).get(n))) for n in names if n not in {"ssm", "data"} and (quiet or n[:1] != "_")
            ]
        if type(value).__name__ in {"KDTree", "BallTree"}:  # they count what they are asked
            return self.of(np.asarray(value.data))
        if type(value).__module__.partition(".")[0] == "torch" and type(value).__name__ in {"Tensor", "Parameter"}:
            return (
                self.of(value.detach().cpu().numpy()),
                self.of(value.grad if value.is_leaf else None),
                value.requires_grad,
            )
        if type(value).__module__.startswith("tensorflow.") and hasattr(value, "numpy"):
            return self.of(value.numpy())
        if type(value).__module__.startswith("keras.") and hasattr(value, "get_weights"):  # it notes what it compiled
            return self.all([weight.numpy() for weight in value.weights])
        for known, look in TABLE:
            if isinstance(value, known):
                return look(self, value)
        return self.instance(value)

    def state(self, value):
        """Attributes and slots."""
        names = {name: item for name, item in getattr(value, "__dict__", {}).items() if name not in CACHES}
        for kind in type(value).__mro__:
            slots = kind.__dict__.get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if name not in {"__dict__", "__weakref__"} and hasattr(value, name):
                    names[name] = getattr(value, name)
        return [(name, self.of(names[name])) for name in sorted(names, key=str)]

    def instance(self, value):
        own = getattr(type(value), "__getstate__", None)
        if own is not getattr(object, "__getstate__", None) and type(value).__module__ != "__main__":
            state = value.__getstate__()
            if isinstance(state, dict):
                state = {name: item for name, item in state.items() if name not in CACHES}
            return self.of(state)
        shown = self.state(value)
        if shown or hasattr(value, "__dict__"):
            return shown
        reduced = value.__reduce_ex__(2)
        return self.all(reduced[1:]) if isinstance(reduced, tuple) else str(reduced)

    # ---------------------------------------------------------------------------------------------------- kinds

    def mapping(self, value):
        pairs = value.items() if isinstance(value, collections.OrderedDict) else dict.items(value)
        return [(self.of(k), self.of(v)) for k, v in pairs], self.extra(value)

    def sequence(self, value):
        return self.all(value), self.extra(value)

    def unordered(self, value):
        return sorted(self.of(item) for item in value), self.extra(value)

    def extra(self, value):
        """What an instance of a subclass has besides its elements."""
        return self.state(value) if hasattr(value, "__dict__") else getattr(value, "maxlen", None)

    def array(self, value):
        kind = (str(value.dtype), value.shape, value.flags.writeable)
        mask = self.of(np.ma.getmaskarray(value)) if isinstance(value, np.ma.MaskedArray) else ""
        plain = np.asarray(value)
        if plain.dtype.hasobject:
            return kind, self.all(plain.ravel().tolist()), mask
        return kind, short(np.ascontiguousarray(plain).view(np.uint8).data if plain.size else b""), mask

    def frame(self, value):
        columns = [self.column(value.iloc[:, at].array) for at in range(value.shape[1])]
        return self.of(value.columns), self.of(value.index), columns, self.of(dict(value.attrs))

    def series(self, value):
        return self.of(value.name), self.of(value.index), self.column(value.array), self.of(dict(value.attrs))

    def index(self, value):
        names = self.all(list(value.names))
        if isinstance(value, pd.RangeIndex):
            return names, (value.start, value.stop, value.step)
        if isinstance(value, pd.MultiIndex):
            return (
                names,
                [self.of(level) for level in value.levels],
                [short(bytes(c.data)) for c in map(np.asarray, value.codes)],
            )
        return names, self.column(value.array)

    def column(self, value):
        """The elements of a column, with what a categorical one allows."""
        dtype = value.dtype
        kind = repr(dtype) if isinstance(dtype, pd.CategoricalDtype) else str(dtype)
        if isinstance(value, pd.Categorical):
            return kind, self.of(np.asarray(value.codes)), self.of(np.asarray(value.categories))
        plain = np.asarray(value)
        if plain.dtype.kind in "biufcmM":
            return kind, short(np.ascontiguousarray(plain).view(np.uint8).data if plain.size else b"")
        items = plain.tolist()
        try:
            return kind, short(repr(items)) if {type(item) for item in items} <= FLAT else self.all(items)
        except RecursionError:
            return kind, self.all(items)

    def function(self, value):
        cells = []
        for cell in value.__closure__ or ():
            try:
                cells.append(self.of(cell.cell_contents))
            except ValueError:  # not bound yet
                cells.append("empty")
        own = {k: v for k, v in vars(value).items() if k != "__wrapped__"}
        return value.__qualname__, self.of(value.__defaults__), self.of(value.__kwdefaults__), cells, self.of(own)

    def method(self, value):
        return value.__name__, self.of(value.__self__)

    def kind(self, value):
        if value.__module__ != "__main__":
            return value.__module__, value.__qualname__
        return [
            (name, self.of(item)) for name, item in sorted(vars(value).items()) if not name.startswith(("__", "_abc_"))
        ]

    def generator(self, value):
        frame = getattr(value, "gi_frame", None)
        return (frame.f_lasti, self.of(dict(frame.f_locals))) if frame else "done"

    def partial(self, value):
        return self.of(value.func), self.of(value.args), self.of(value.keywords), self.state(value)

    def file(self, value):
        if value.closed:
            return "closed"
        if isinstance(value, (io.StringIO, io.BytesIO)):
            return short(repr(value.getvalue())), value.tell()
        try:
            return str(getattr(value, "name", "")), value.tell()
        except (OSError, ValueError):  # in the middle of a `for line in file`, or no place at all
            inner = getattr(value, "buffer", None)
            return "read", inner.tell() if inner is not None and inner.seekable() else 0

    def iterator(self, value):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reduced = value.__reduce__()
        return self.all(list(reduced[1:])) if isinstance(reduced, tuple) else str(reduced)

    def grouped(self, value):
        return self.of(value.obj)


def short(data):
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return hashlib.blake2b(raw, digest_size=12).hexdigest()


ITERATORS = tuple(
    type(value)
    for value in (
        iter([]), iter(()), iter({}), iter({}.values()), iter({}.items()), iter(set()), iter(""), iter(b""), iter(range(0)), iter(bytearray()),
        reversed([]), reversed({}), enumerate([]), zip(), map(str, []), filter(None, []), iter(int, 1),
    )
)  # fmt: skip
GROUPED = tuple(
    kind for kind in (pd.core.groupby.GroupBy, pd.core.window.rolling.BaseWindow, pd.core.resample.Resampler) if kind
)
OPAQUE = (
    types.ModuleType,
    types.CodeType,
    types.FrameType,
    types.TracebackType,
    functools._lru_cache_wrapper,
    property,
    np.lib.npyio.NpzFile,
)
TABLE = (
    (OPAQUE, lambda look, v: getattr(v, "__name__", "")),
    (np.random.RandomState, lambda look, v: look.of(v.get_state(legacy=False))),
    (np.random.Generator, lambda look, v: look.of(v.bit_generator.state)),
    (np.random.BitGenerator, lambda look, v: look.of(v.state)),
    (random.SystemRandom, lambda look, v: "no state"),
    (random.Random, lambda look, v: look.of(v.getstate())),
    (np.ndarray, Digest.array),
    (np.generic, lambda look, v: (str(v.dtype), repr(v))),
    (pd.DataFrame, Digest.frame),
    (pd.Series, Digest.series),
    (pd.Index, Digest.index),
    (pd.api.extensions.ExtensionArray, Digest.column),
    (pd.api.extensions.ExtensionDtype, lambda look, v: repr(v)),
    (GROUPED, Digest.grouped),
    (dict, Digest.mapping),
    ((list, tuple, collections.deque), Digest.sequence),
    ((set, frozenset), Digest.unordered),
    ((type({}.keys()), type({}.values()), type({}.items())), lambda look, v: look.all(list(v))),
    (types.MappingProxyType, lambda look, v: look.of(dict(v))),
    ((bytearray, memoryview), lambda look, v: short(bytes(v))),
    (Path, lambda look, v: str(v)),
    (io.IOBase, Digest.file),
    (types.FunctionType, Digest.function),
    ((types.MethodType, types.BuiltinMethodType, types.MethodWrapperType), lambda look, v: look.method(v) if not isinstance(v.__self__, types.ModuleType) else v.__name__),
    (functools.partial, Digest.partial),
    (type, Digest.kind),
    (GENERATORS, Digest.generator),
    (ITERATORS, Digest.iterator),
)  # fmt: skip


def streams():
    """The state of every random stream that libraries share."""
    found = {"numpy": Digest().of(np.random.get_state(legacy=False)), "python": Digest().of(random.getstate())}
    torch = sys.modules.get("torch")
    if torch is not None:
        found["torch"] = short(bytes(torch.get_rng_state().numpy().data))
    tensorflow = sys.modules.get("tensorflow.python.eager.context")
    if tensorflow is not None:
        own = getattr(tensorflow.context(), "_rng", None)
        found["tensorflow"] = Digest().of(own.getstate()) if own is not None else ""
    return found


def surroundings():
    """What the process has besides names: the working directory, the environment, where modules are looked for."""
    return {"cwd": os.getcwd(), "environ": Digest().of(dict(os.environ)), "path": Digest().of(list(sys.path))}


def files(folder):
    """Size and time of every file below `folder`."""
    found = {}
    for place, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if name not in {"__pycache__", ".ipynb_checkpoints"}]
        for name in names:
            try:
                about = os.stat(os.path.join(place, name))
                found[os.path.relpath(os.path.join(place, name), folder)] = (about.st_size, about.st_mtime_ns)
            except OSError:
                continue
    return found
