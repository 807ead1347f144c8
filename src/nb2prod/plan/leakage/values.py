"""What the search for leaks knows of a value: which rows it holds, and which rows something in it was learned from.

X_train, X_test = train_test_split(X)      rows of X_test: those of X, in part 1 of this split
scaler.fit(X)                              a trace: from all rows of X, so from those of X_test, too
"""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod.replacing import dataclass, field

Cut = tuple[str, int]  # which split, which part of it
Rows = tuple[str, frozenset[Cut]]  # where rows come from, and the parts of splits that they lie in


@dataclass(frozen=True)
class Trace:
    """Something learned across rows: where, by what, and from which."""

    statement: int
    what: str
    over: frozenset[Rows]
    copies: bool = False  # rows were made of rows
    maker: int = 0  # number of the transformer that learned it, 0 where none did


@dataclass(frozen=True)
class Training:
    """What a model was fitted on."""

    statement: int
    rows: frozenset[Rows]
    traces: frozenset[Trace]
    target: str
    leaky: bool  # the target stands among the features
    plain: bool  # every step from the raw rows is known


@dataclass
class Held:
    """One value; like Python's own it is shared by every name that holds it, and changes in place."""

    rows: frozenset[Rows] = frozenset()
    traces: frozenset[Trace] = frozenset()
    columns: dict[str, frozenset[Trace]] = field(default_factory=dict)  # traces of single columns
    absent: frozenset[str] = frozenset()  # columns that are surely not there
    only: frozenset[str] | None = None  # the columns that there are, where they are known
    whole: bool = False  # all columns of its file but `absent`
    column: str = ""  # it is this column, as it was loaded
    parts: list[Held] | None = None
    keys: list[object] | None = None
    literal: object = None
    grouped: bool = False
    series: bool = False  # one column, as far as is known
    single: bool = False  # one of the rows, or a cell of it: what is computed of it says nothing of the others
    kind: str = ""  # "index", "mask", "split", "function"; "none": it is None, "perhaps": it may be
    cut: Cut | None = None  # of a mask or of positions: the part that it selects
    node: object = None  # of a function of the notebook
    made: str = ""  # name of the class that it is an object of
    listing: bool = False  # what it fits only lists what is there
    learned: Trace | None = None  # of a transformer: what its fit learned
    training: Training | None = None
    plain: bool = True  # every step that led to it is known

    @property
    def all_traces(self) -> frozenset[Trace]:
        """Those of the value, of its columns and of its parts."""
        found = self.traces.union(*self.columns.values())
        for part in self.parts or ():
            found |= part.all_traces
        return found

    def has(self, name: str) -> bool:
        """Whether a column of the file is surely among the columns, as it was loaded."""
        there = self.whole or (self.only is not None and name in self.only)
        return there and name not in self.absent and not self.columns.get(name)

    @property
    def all_rows(self) -> frozenset[Rows]:
        """Those of the value, or of its parts."""
        return self.rows or frozenset[Rows]().union(*(part.all_rows for part in self.parts or ()))


def table(of: Held, **changed: object) -> Held:
    """Another value with the rows, traces and columns of `of`."""
    found = Held(of.rows, of.traces, dict(of.columns), of.absent, of.only, of.whole, plain=of.plain)
    found.series, found.single = of.series, of.single
    for name, value in changed.items():
        setattr(found, name, value)
    return found


def mixed(values: Iterable[Held]) -> Held:
    """What is computed from several values, row by row: rows are those of the first that has any."""
    known = list(values)
    rows = next((value.rows for value in known if value.rows), frozenset[Rows]())
    traces = frozenset[Trace]().union(*(value.all_traces for value in known))
    found = Held(rows, traces, plain=all(value.plain for value in known))
    found.series = any(value.series for value in known)
    found.single = bool(rows) and all(value.single for value in known if value.rows)
    return found


def one_row(of: Held) -> Held:
    """One of the rows of a table, or one cell of a column: which one is not asked."""
    return Held(of.rows, of.all_traces, plain=of.plain, single=True)


def either(one: Held, other: Held) -> Held:
    """What may be the one or the other."""
    if one is other:
        return one
    names = {*one.columns, *other.columns}
    found = Held(
        one.rows | other.rows,
        one.traces | other.traces,
        {name: one.columns.get(name, frozenset()) | other.columns.get(name, frozenset()) for name in names},
        one.absent | other.absent,
        parts=one.parts or other.parts,
        keys=one.keys or other.keys,
        kind=_kind_of(one.kind, other.kind),
        node=one.node or other.node,
        made=one.made if one.made == other.made else "",
        learned=one.learned or other.learned,
        training=one.training or other.training,
        plain=False,
    )
    found.cut = one.cut if one.cut == other.cut else None
    return found


def _kind_of(one: str, other: str) -> str:
    if "none" not in (one, other) or one == other:
        return one or other
    return (other if one == "none" else one) or "perhaps"


def is_none(held: Held) -> bool | None:
    """Whether a value is None; None where that is not known."""
    if held.kind in ("none", "perhaps"):
        return True if held.kind == "none" else None
    known = held.all_rows or held.all_traces or held.literal is not None or held.made or held.kind
    return False if known or held.parts is not None else None


def part(rows: frozenset[Rows], cut: Cut) -> frozenset[Rows]:
    """The rows that lie in one part of a split."""
    return frozenset((root, cuts | {cut}) for root, cuts in rows)


def overlap(one: Iterable[Rows], other: Iterable[Rows]) -> bool:
    """Whether a row may be among both."""
    others = list(other)
    return any(root == root2 and not _apart(cuts, cuts2) for root, cuts in one for root2, cuts2 in others)


def _apart(one: frozenset[Cut], other: frozenset[Cut]) -> bool:
    parts = dict(one)
    return any(split in parts and parts[split] != number for split, number in other)


def within(inner: Iterable[Rows], outer: Iterable[Rows]) -> bool:
    """Whether all of the one rows are surely among the others."""
    others = list(outer)
    return all(any(root == root2 and cuts2 <= cuts for root2, cuts2 in others) for root, cuts in inner)
