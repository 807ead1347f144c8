"""What the derivation knows of a value: when it is known, which raw columns it holds, which statements make it.

df = pd.read_csv("a.csv")               row: the columns are those of the file
m = df["age"].median()                  learned: it takes all rows, so training computes it and serving reads it
df["age"] = df["age"].fillna(m)         row: row i of the column depends on row i and on what was learned
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Literal

from nb2prod.replacing import dataclass, field, replace

Time = Literal["const", "learned", "row", "unknown"]
Slice = frozenset[int]
NOTHING: Slice = frozenset()


@dataclass(frozen=True)
class Deps:
    """A set of raw columns: `names`, and where `rest` is given all others but those in `rest`."""

    names: frozenset[str] = frozenset()
    rest: frozenset[str] | None = None

    def __or__(self, other: Deps) -> Deps:
        names = self.names | other.names
        if self.rest is None or other.rest is None:
            rest = self.rest if other.rest is None else other.rest
        else:
            rest = self.rest & other.rest
        return Deps(names, rest - names if rest is not None else None)

    def __contains__(self, name: str) -> bool:
        return name in self.names or (self.rest is not None and name not in self.rest)

    def within(self, other: Deps) -> bool:
        """Whether `other` has every column of this one."""
        if self.rest is not None and (other.rest is None or not other.rest <= self.rest | other.names):
            return False
        return all(name in other for name in self.names)


NO_DEPS = Deps()


@dataclass
class Fitting:
    """An object that fit changes in place: which statements did, and on what."""

    statements: list[int] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    matrix: Value | None = None
    matrix_node: Out | None = None
    other: list[tuple[Out, int]] = field(default_factory=list)  # what holds no rows, and the statement that fits on it

    def given(self, matrix: Out) -> None:
        """It is fitted on this as it is now: what happens to the table afterwards is none of its business."""
        as_it_is = copied(matrix.value) if matrix.value.kind == "frame" else replace(matrix.value)
        self.matrix, self.matrix_node = as_it_is, replace(matrix, value=as_it_is)


@dataclass(eq=False)
class Value:
    """One value; frames and fitted objects are shared by every name that holds them, so they change in place."""

    time: Time
    kind: str = ""  # of rows: frame, series, array, list; else: ref, function, lambda, splitting, ...
    type: str = ""  # canonical type where known
    slice: Slice = NOTHING  # statements that serving executes to have it
    deps: Deps = NO_DEPS
    why: str = ""  # of unknown: what stopped the derivation
    place: int = -1  # the statement of `why`
    rows: int = 0  # number of the set of rows that it has, in training
    index: int = 0  # number of the set of rows whose positions are its labels; 0: it has no labels
    source: int = -1  # the load that its rows come from
    part: str = ""  # of rows that were put together: head, tail
    predicted: frozenset[int] = frozenset()  # numbers of the fitted objects that predicted it
    proba: bool = False  # a probability or a score, not a label
    wide: bool = False  # an array of two dimensions
    one: bool = False  # surely of one column
    history: str = ""  # the operation that looked at other rows, in their order
    reach: tuple[tuple[int, ast.expr], ...] = ()  # how many rows before it the values looked at so far, as a sum
    literal: object = None
    parts: list[Value] | None = None  # elements of a tuple or a list, values of a dict
    keys: list[object] | None = None  # of a dict
    elements: list[Out] | None = None  # of a dict that is written out: each value as it stood there
    node: ast.AST | None = None  # of a function or a class
    owner: Out | None = None  # of an accessor or a bound method: the receiver
    changes: list[int] = field(default_factory=list)  # statements that changed a learned object in place
    born: tuple[int, ...] = ()  # the loops and statements inside which a learned object was made
    fitting: Fitting = field(default_factory=Fitting)
    columns: dict[str, Value] = field(default_factory=dict)  # of a frame: those known by name
    others: Value | None = None  # of a frame: all columns not known by name; None: there are none
    absent: set[str] = field(default_factory=set)  # of a frame: names that `others` surely does not hold
    naming: str = ""  # of `others`: which renaming its names came of, "@5"
    own: bool = False  # of `others`: each is the raw column of its name
    prefixes: tuple[
        tuple[str, Deps], ...
    ] = ()  # of `others`: the columns that dummies begin with, "plan" of "plan_pro"
    dummied: frozenset[str] = frozenset()  # of `others`: raw columns of which only columns that begin so are made
    lacking: frozenset[str] = frozenset()  # of a frame: columns of training that serving surely does not have
    perhaps: frozenset[str] = frozenset()  # of a frame: targets that training may have among the columns it chose
    guessed: bool = False  # its dtype comes of the values that are there: texts that are all missing are numbers then
    order: tuple[str, ...] = ()  # of a frame: the names by which its columns were chosen, one after the other
    unsure: bool = False  # of a column: a raw one of its name, or one that was made, such as a dummy
    table: tuple[Out, list[Value]] | None = None  # of an array: the table whose values it has, and its columns then
    before: Out | None = None  # of a table whose labels became positions: the one with its labels
    stands: int = 0  # of an argument inside a function: the number of the fitted object that it is
    training: bool = False  # of unknown: it has a value for each row of training, and says nothing about others
    typed: ast.AST | None = None  # of a column of categories: the call that gave it those of training
    inner: str = ""  # of a search: the type of the estimators that it tries
    symbol: str = ""  # of a text: the loop variable whose value it is; of a column: read by that variable

    @property
    def number(self) -> int:
        """A number that only this object has."""
        return id(self)


@dataclass(frozen=True)
class Out:
    """What an expression gives: the value, the expression that serving evaluates, the statements it relies on."""

    value: Value
    expr: ast.expr
    slice: Slice = NOTHING
    origin: ast.expr | None = None  # the notebook's own expression

    @property
    def time(self) -> Time:
        """When the value is known."""
        return self.value.time

    @property
    def need(self) -> Slice:
        """Every statement that the whole value relies on."""
        return self.slice | whole(self.value)


def whole(value: Value) -> Slice:
    """The statements behind a value and all its columns and parts."""
    parts = [*value.columns.values(), *(value.parts or ())]
    if value.others is not None:
        parts.append(value.others)
    return value.slice.union(*(whole(part) for part in parts))


def depends(value: Value) -> Deps:
    """The raw columns behind a value and all its columns and parts."""
    found = value.deps
    for part in [*value.columns.values(), *(value.parts or ())]:
        found |= depends(part)
    return found | value.others.deps if value.others is not None else found


def column(frame: Value, name: str) -> Value | None:
    """The column of a frame; None where it has none of that name."""
    if name in frame.columns:
        return frame.columns[name]
    if frame.others is None or name in frame.absent:
        return None
    found = replace(frame.others, kind="series", columns={}, absent=set(), others=None, unsure=not frame.others.own)
    known, own = frame.others.deps, f"{name}{frame.others.naming}"
    begun = {prefix: deps for prefix, deps in frame.others.prefixes if name.startswith(f"{prefix}_")}
    if begun:  # "left_hand_yes" is of "left_hand", not of "left"
        found.deps = begun[max(begun, key=len)] | Deps(frozenset({own} if known.rest is not None else ()))
    elif known.rest is not None:
        found.deps = Deps((known.names - frame.others.dummied) | {own})
    elif frame.others.own and all(part.startswith("@") for part in known.names):  # one of a list that training knows
        found.deps = Deps(frozenset({own}))
    frame.columns[name] = found
    return found


def copied(frame: Value) -> Value:
    """The same frame as another object."""
    columns = {name: replace(part) for name, part in frame.columns.items()}
    others = replace(frame.others) if frame.others is not None else None
    return replace(
        frame, columns=columns, others=others, absent=set(frame.absent), fitting=Fitting(), changes=[],
        before=None,
    )  # fmt: skip


def names_in(frame: Value, owner: Out | None = None) -> Value:
    """The list of the frame's columns as training knows it: what a new row alone lacks may be in it."""
    return learned("list", kind="columns", absent=frame.absent - frame.perhaps, owner=owner)


def without(frame: Value, names: Iterable[str]) -> Value:
    """A copy of the frame without some columns."""
    result = copied(frame)
    result.order = ()
    for name in names:
        result.columns.pop(name, None)
        result.absent.add(name)
        result.perhaps -= {name}
    _narrow(result)
    return result


def put(frame: Value, name: str, value: Value) -> None:
    """Set a column of the frame, in place."""
    frame.columns[name] = value
    _narrow(frame)


def _narrow(frame: Value) -> None:
    """What `others` holds: neither the known columns nor the absent ones."""
    if frame.others is not None and frame.others.deps.rest is not None:
        deps = frame.others.deps
        known = {f"{name}{frame.others.naming}" for name in (*frame.absent, *frame.columns)}
        frame.others = replace(frame.others, deps=Deps(deps.names, (deps.rest or frozenset()) | known))


def only(frame: Value, names: list[str]) -> Value:
    """A copy of the frame with just these columns; those that it lacks are left out."""
    result = copied(frame)
    found = {name: column(frame, name) for name in names}
    result.columns = {name: replace(part) for name, part in found.items() if part is not None}
    result.others, result.perhaps, result.order = None, frozenset(), tuple(names)
    return result


def const(literal: object = None, **given: object) -> Value:
    """A value that no data touches."""
    return Value("const", literal=literal, **given)  # type: ignore[arg-type]  # fields of Value


def learned(type_: str = "", **given: object) -> Value:
    """A value that training computes over all its rows."""
    return Value("learned", type=type_, **given)  # type: ignore[arg-type]  # fields of Value


def unknown(why: str, place: int) -> Value:
    """A value of which nothing can be said, and why."""
    return Value("unknown", why=why, place=place)


def first_unknown(outs: Iterable[Out]) -> Value | None:
    """The first of several that is unknown."""
    for out in outs:
        if out.time == "unknown":
            return out.value
        for part in out.value.parts or ():
            if part.time == "unknown":
                return part
    return None


def row_parts(value: Value) -> list[Value]:
    """Values of rows that a list, a tuple or a dict holds, at any depth."""
    found: list[Value] = []
    for part in value.parts or ():
        found += [part] if part.time in ("row", "unknown") else row_parts(part)
    return found


def predicted_in(outs: Iterable[Out]) -> frozenset[int]:
    """The fitted objects whose predictions are among some operands."""
    values = [value for out in outs for value in (out.value, *row_parts(out.value))]
    return frozenset().union(*(value.predicted for value in values))


def every(frame: Value) -> list[Value]:
    """All columns of a frame that are told apart."""
    return [*frame.columns.values(), *([frame.others] if frame.others is not None else [])]


def history_of(value: Value) -> str:
    """The operation that looked at the rows before, or ""."""
    return next((part.history for part in (value, *every(value)) if part.history), "")


def frame_unknown(value: Value) -> Value | None:
    """What is unknown inside a frame: one of its columns, all others."""
    if value.time == "unknown":
        return value
    parts = (*every(value), *(value.parts or ()))
    return next((found for part in parts if (found := frame_unknown(part)) is not None), None)


def per_label(base: Out) -> bool:
    """Whether an array has an element for each label, not for each row: `le.classes_`, `np.array(["no", "yes"])`."""
    node = base.origin if base.origin is not None else base.expr
    match node:
        case ast.Call(func=ast.Attribute(attr="array" | "asarray"), args=[inner]):
            node = inner
    written = base.time == "const" and base.value.type == "numpy.ndarray"
    return written or (isinstance(node, ast.Attribute) and node.attr in ("classes_", "target_names", "categories"))
