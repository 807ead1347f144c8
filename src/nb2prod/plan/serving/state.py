"""Where a derivation stands: what each name holds, what training has to keep, what serving executes."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy

from nb2prod.model import Program, Span, Table
from nb2prod.plan.models.which_fit import ServedFit
from nb2prod.plan.serving.values import NO_DEPS, NOTHING, Deps, Out, Slice, Value, depends, every, unknown, whole
from nb2prod.replacing import dataclass, field, replace
from nb2prod.walking import walk

MARK = "\N{SECTION SIGN}"  # no name of a notebook starts with it: stands for what training keeps, until that has a name
LAST = "!"  # the last turn of a loop over tables: what it binds is what stays bound
SHORT = "short_of_history"  # serving: positions of rows that lack what they look at
TURN = "#"  # of each turn, in order: what it made is kept in a list
PAIRS = "pairs"  # learned values in pairs: the first of a pair does not tell the turns of a loop apart
LOADED = f"{MARK}rows"  # stands for the rows that come in
KNOWN = "in_categories"  # serving: the column in its categories, an error where a value is in none
BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True)
class Loop:
    """A loop that the derivation is in: its statement, and the variable that tells its turns apart ("" = none does)."""

    statement: int
    key: str


@dataclass
class Record:
    """A learned value that serving needs: how training comes by it, and where."""

    number: int
    statement: int  # beside which training keeps it; -1 for a parameter
    node: ast.expr  # the notebook's expression, or one made of the notebook's
    value: Value
    stem: str  # what its name may be
    inside: bool = False  # the expression stands in the statement: its name goes there
    after: bool = False  # only after the statement it is what serving needs
    loops: tuple[Loop, ...] = ()
    kind: str = "value"
    seen: int = 0  # how many changes the object had had
    because: str = ""


@dataclass
class Served:
    """What one statement becomes at serving."""

    statement: int
    node: ast.stmt | None  # None: nothing
    tail: tuple[ast.stmt, ...] = ()
    before: tuple[ast.stmt, ...] = ()  # definitions of functions that it uses, rows that lack what it looks at
    entire: bool = False  # with all that stands in it


@dataclass
class Candidate:
    """A prediction of the notebook."""

    out: Out
    statement: int
    name: str  # that holds it, "" for none
    exported: bool = False
    order: int = 0
    loops: tuple[Loop, ...] = ()


@dataclass
class State:
    """Everything that one pass over the notebook knows so far."""

    program: Program
    kept: frozenset[int]
    parameters: dict[tuple[int, Span], str]  # lifted literals
    constants: dict[int, str]  # lifted statements
    importable: frozenset[str]
    fit: ServedFit  # which fit of the model is served, as the plan has it
    dead: Deps | None = None  # raw columns that serving needs; None: not known yet
    roots: frozenset[int] = frozenset()  # loads whose rows are served; none: not known yet
    taken: str = "tail"  # of rows that were put together: which part is served
    env: dict[str, tuple[Value, Slice]] = field(default_factory=dict)
    ids: dict[ast.stmt, int] = field(default_factory=dict)
    chain: tuple[int, ...] = ()  # the statement that is looked at, and those that it stands in
    loops: tuple[Loop, ...] = ()
    function: str = ""  # the notebook's function that is looked into
    read: Deps = NO_DEPS  # what the function has read so far
    records: dict[int, Record] = field(default_factory=dict)
    served: dict[int, list[Served]] = field(default_factory=dict)
    extra: dict[int, list[Slice]] = field(default_factory=dict)  # what a statement over a whole frame relies on
    candidates: list[Candidate] = field(default_factory=list)
    lost: list[tuple[str, int]] = field(default_factory=list)  # predictions inside functions that are not followed
    dumped: list[Value] = field(default_factory=list)  # objects that the notebook saves
    held: dict[str, list[Value]] = field(default_factory=dict)  # name -> the learned objects that it held, in order
    scored: list[Candidate] = field(default_factory=list)  # predictions that only a score asks for
    weighed: list[Candidate] = field(default_factory=list)  # classes and labels that a measure alone is given
    targets: list[tuple[int, Deps]] = field(default_factory=list)
    aims: list[tuple[Deps, Slice]] = field(default_factory=list)  # of the same targets: columns, what makes them
    untold: set[int] = field(default_factory=set)  # objects fitted to predict one or another column of their rows
    about_targets: frozenset[int] = frozenset()  # statements that ask the model with the target at hand, so far
    excluding: bool = False  # whether names that a condition keeps out of a list of columns are looked at
    weights: set[str] = field(default_factory=set)  # columns that only say how much a row counts when it is fitted
    fitted: dict[int, tuple[Value, int]] = field(default_factory=dict)  # objects that were fitted on rows, and where
    notes: list[tuple[str, int, str]] = field(default_factory=list)  # kind, statement, text: for findings
    filters: list[tuple[int, Deps, int]] = field(default_factory=list)  # rows, what the rule asks, where
    popped: list[tuple[Value, str]] = field(default_factory=list)  # columns that this statement takes out
    exports: list[tuple[int, Value]] = field(default_factory=list)  # predictions that are written
    tables: dict[int, Table] = field(default_factory=dict)  # load that reads no file of a table -> its rows as one
    made: dict[int, int | None] = field(default_factory=dict)  # statement that makes rows -> which of what it binds
    reach: dict[int, int] = field(default_factory=dict)  # load -> the last of its columns that is asked for by number
    handed: list[Value] = field(default_factory=list)  # predictions in written frames that are not followed as a whole
    labels: dict[int, object] = field(default_factory=dict)  # load -> the column that it makes the labels of
    returned: list[Out] = field(default_factory=list)  # what the function that is looked into gives
    covered: frozenset[str] = frozenset()  # raw columns that only a list asks for that training keeps
    gone: frozenset[str] = frozenset()  # raw columns that serving surely does not have
    idle: dict[int, set[str]] = field(default_factory=dict)  # loop -> names of columns that serving does not have
    dropped: set[str] = field(default_factory=set)  # names of columns that the notebook drops
    maybe: int = 0  # how many branches that may not be taken we are in
    part: int | None = None  # which element of a tuple is being assigned
    jumps: set[int] = field(default_factory=set)  # loops that are left early
    muted: bool = False  # a turn of a loop that serving does not go through
    unserved: set[int] = field(default_factory=set)  # loops that serving cannot go through
    witnessed: set[int] = field(default_factory=set)  # sets of rows that serving can lead back to those that came in
    inserted: dict[int, list[tuple[int, str]]] = field(default_factory=dict)  # a learned dict: where it got which key
    lead: list[tuple[str, int | None, ast.stmt]] = field(default_factory=list)  # what serving does before it
    encoded: dict[int, int] = field(default_factory=dict)  # statement that makes dummies -> the rows of the table
    sorted: set[int] = field(default_factory=set)  # statements that put rows into an order
    ordered: bool = False  # an operation looks at the rows before: their order stays
    applied: dict[int, tuple[int, bool]] = field(default_factory=dict)  # set of rows -> the one before, kept at serving
    leaving: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)  # filter: rows left, their load
    sides: frozenset[tuple[int, str]] = frozenset()  # such filters that only part what is learned from from the rest
    looser: dict[int, bool] = field(default_factory=dict)  # such sets whose rule serving asks about fewer columns: raw
    loads: dict[int, str] = field(default_factory=dict)  # load statement -> the name it binds first
    drops: list[dict[str, Slice]] = field(default_factory=list)  # calls that drop columns: which statements make these
    perhaps: set[str] = field(default_factory=set)  # columns that a change of some rows makes where there are none
    renamings: dict[int, tuple[int, str]] = field(default_factory=dict)  # number -> what is kept, the one before
    closures: dict[str, ast.FunctionDef] = field(default_factory=dict)  # functions that serving defines itself
    closing: list[str] = field(default_factory=list)  # those that are being looked at
    outer: dict[str, tuple[Value, Slice]] = field(default_factory=dict)  # around the function that is looked into
    asked: str = ""  # the model whose answers are taken as they come: only what is made of them is followed
    answers: dict[str, int] = field(default_factory=dict)  # what it was asked about -> the rows of these answers
    asking: dict[int, ast.expr] = field(default_factory=dict)  # rows of answers -> what it was asked about
    transformed: list[tuple[int, Deps]] = field(default_factory=list)  # tables that fitted objects take as a whole
    fit_rows: list[tuple[int, int, int]] = field(default_factory=list)  # number of an object, where it is fitted, rows
    coded: set[ast.AST] = field(default_factory=set)  # calls that give columns their categories, which become codes
    fits: dict[int, frozenset[str]] = field(default_factory=dict)  # statement -> names whose objects it fits
    times: dict[tuple[int, str], str] = field(default_factory=dict)  # a name behind a statement: row, learned, ...
    numbers: int = 0
    depth: int = 0

    @property
    def target_names(self) -> set[str]:
        """Raw columns that some model was fitted to predict."""
        return {name for _, deps in self.targets for name in deps.names}

    # ---------------------------------------------------------------------------------------------------------- numbers

    def fresh(self) -> int:
        """A number for a new set of rows."""
        self.numbers += 1
        return self.numbers

    def after(self, rows: int, kept: bool) -> int:
        """A set of rows made of another one; `kept`: serving makes it too."""
        number = self.fresh()
        self.applied[number] = (rows, kept)
        return number

    def way(self, rows: int) -> list[int]:
        """A set of rows, and those that it was selected from, back to the one that came in."""
        way = [rows]
        while way[-1] in self.applied:
            way.append(self.applied[way[-1]][0])
        return way

    def came_from(self, rows: int, other: int) -> bool:
        """Whether a set of rows was selected from another."""
        return other in self.way(rows)

    def left_out_before(self, note: tuple[str, int, str], fitted: set[int], source: int) -> bool:
        """Whether a rule of training left rows out on the way to those that a model was fitted on.

        Rows that were put together anew tell no way: then it counts where it is about rows of the same load.
        """
        rows, load = self.leaving.get((note[1], note[2]), (-1, -1))
        if any(self.came_from(other, rows) for other in fitted):
            return True
        return load == source and all(self.base(other) != self.base(rows) for other in fitted)

    def kept_since(self, rows: int, other: int) -> bool:
        """Whether serving selects the rows of a set from another just as training does."""
        way = self.way(rows)
        return other in way and all(self.applied[one][1] for one in way[: way.index(other)])

    def filtered(self, rows: int) -> bool:
        """Whether serving leaves rows out on the way to this set."""
        return self.nearest(rows) in self.applied

    def nearest(self, rows: int) -> int:
        """The last set of rows on the way that serving makes by a filter, too, or the one that came in."""
        return next(one for one in self.way(rows) if one not in self.applied or self.applied[one][1])

    @property
    def current(self) -> int:
        """The statement that is looked at."""
        return self.chain[-1] if self.chain else -1

    @property
    def here(self) -> int:
        """The statement, or the one element of a tuple that it assigns, as slices name it."""
        return self.current if self.part is None else -(self.current * 100 + self.part + 2)

    @property
    def chained(self) -> Slice:
        """The statement and all that it stands in."""
        return frozenset((*self.chain[:-1], self.here)) if self.chain else NOTHING

    def base(self, rows: int) -> int:
        """The set of rows that came in."""
        return self.way(rows)[-1]

    @property
    def cell(self) -> int:
        """Its cell."""
        return self.program.statements[self.current].cell if self.chain else -1

    @contextmanager
    def at(self, identity: int) -> Iterator[None]:
        """While a statement is looked at."""
        self.chain = (*self.chain, identity)
        try:
            yield
        finally:
            self.chain = self.chain[:-1]

    # ------------------------------------------------------------------------------------------------------------ names

    def bind(self, name: str, value: Value, slice_: Slice) -> None:
        """The name holds the value from now on."""
        self.env[name] = (value, slice_ | self.chained)

    def stuck(self, why: str) -> Value:
        """An unknown value, and this statement to blame."""
        return unknown(why, self.current)

    def note(self, kind: str, text: str) -> None:
        """Something for the findings."""
        entry = (kind, self.current, text)
        if entry not in self.notes:
            self.notes.append(entry)

    def alive(self, name: str) -> bool:
        """Whether serving has the raw column, as far as is known."""
        return self.dead is None or name in self.dead

    # ---------------------------------------------------------------------------------------------------------- learned

    def keep(
        self, node: ast.expr, value: Value, stem: str, *, inside: bool = True, after: bool = False, kind: str = "value",
        because: str = "", loops: tuple[Loop, ...] | None = None,
    ) -> ast.expr:  # fmt: skip
        """Training keeps the value of `node`; the expression by which serving reads it."""
        loops = self.loops if loops is None else loops
        same = (self.current, ast.dump(node), after, loops)
        for record in self.records.values():
            if (record.statement, ast.dump(record.node), record.after, record.loops) == same:
                return ast.Name(f"{MARK}{record.number}", ast.Load())
        number = len(self.records)
        self.records[number] = Record(
            number, self.current, node, value, stem, inside, after, loops, kind, len(value.changes), because
        )
        return ast.Name(f"{MARK}{number}", ast.Load())

    def used(self, out: Out, stem: str = "") -> Out:
        """The operand as an operation over rows uses it: what was learned is kept by training."""
        if out.time == "const" and out.value.kind == "parameter":
            return replace(out, expr=self.parameter(out.value))
        if out.time != "learned":
            return out
        if self.function and self._outside(out):
            return replace(out, slice=NOTHING)  # serving gives it to the function that it defines
        if self.function:
            text = ast.unparse(out.origin or out.expr)
            return Out(self.stuck(f"{text} is known inside of the function {self.function} alone"), out.expr)
        node = out.origin if out.origin is not None else out.expr
        names = {part.id for part in walk(node) if isinstance(part, ast.Name)}
        late = any(self.current in self.env[name][0].changes for name in names if name in self.env)
        return replace(out, expr=self.keep(node, out.value, stem, inside=not late, after=late), slice=NOTHING)

    def _outside(self, out: Out) -> bool:
        """Whether it is made of nothing but variables of the notebook that the function reads."""
        node = out.origin if out.origin is not None else out.expr
        names = {part.id for part in walk(node) if isinstance(part, ast.Name)} & self.env.keys()
        return all(self.outer.get(name, (None,))[0] is self.env[name][0] for name in names)

    def forget(self, records: dict[int, Record]) -> None:
        """Only these are kept: what hangs on others, `p > t` in one turn of a search, is no prediction."""
        self.records = records
        for found in (self.candidates, self.weighed):
            found[:] = [candidate for candidate in found if {*marks(candidate.out.expr)} <= records.keys()]

    def parameter(self, value: Value) -> ast.expr:
        """The reference to a parameter of training."""
        for record in self.records.values():
            if record.kind == "parameter" and record.stem == value.type:
                return ast.Name(f"{MARK}{record.number}", ast.Load())
        number = len(self.records)
        node = ast.Name(value.type, ast.Load())
        self.records[number] = Record(number, -1, node, value, value.type, kind="parameter")
        return ast.Name(f"{MARK}{number}", ast.Load())


def predicted(m: State, out: Out, name: str) -> None:
    """A prediction of the notebook, under the name that holds it."""
    if not m.function:
        m.candidates.append(Candidate(out, m.current, name, order=len(m.candidates), loops=m.loops))


def living(m: State, frame: Value) -> Slice:
    """The statements behind all columns that serving has: an operation over the whole frame meets them."""
    alive = [part for part in every(frame) if not gone(m, part.deps)]
    return NOTHING.union(*(whole(part) for part in alive))


def gone(m: State, deps: Deps) -> bool:
    """Whether serving does not have what these columns make; of those without names it may have some."""
    if m.dead is None:
        return False
    if deps.rest is None or m.dead.rest is not None:
        return deps.rest is None and not deps.names & m.covered and not deps.within(m.dead)
    return not any(name[:1] in "@#" or name in deps for name in m.dead.names)


def without_gone(m: State, outs: Sequence[Out]) -> list[Out]:
    """Those of several operands that serving has something of: of a table, one column."""
    parts = [(out, every(out.value) or [out.value]) for out in outs]
    return [out for out, own in parts if out.time != "row" or not all(gone(m, depends(part)) for part in own)]


def slices(outs: Iterable[Out]) -> Slice:
    """Everything that some operands rely on."""
    return NOTHING.union(*(out.need for out in outs))


def marks(node: ast.AST) -> list[int]:
    """The records that an expression of serving refers to."""
    names = [part.id for part in walk(node) if isinstance(part, ast.Name)]
    numbers = [name.removeprefix(MARK) for name in names if name.startswith(MARK)]
    return [int(number) for number in numbers if number.isdigit()]


def rebuilt(node: ast.expr, old: Sequence[ast.expr], new: Sequence[ast.expr]) -> ast.expr:
    """The node with other expressions where its own children stand."""
    swap = {id(before): after for before, after in zip(old, new, strict=True)}

    def change(part: object) -> object:
        if isinstance(part, ast.AST) and id(part) in swap:
            return swap[id(part)]
        if isinstance(part, list):
            return [change(item) for item in part]
        if isinstance(part, (ast.expr, ast.keyword, ast.Slice, ast.FormattedValue, ast.comprehension)):
            new = copy(part)
            for name in part._fields:
                setattr(new, name, change(getattr(part, name, None)))
            return new
        return part

    result = change(node)
    assert isinstance(result, ast.expr)
    return result


def located(node: ast.expr, like: ast.expr) -> ast.expr:
    """The expression with the place of another one wherever it has none: no literal of the notebook stands there."""
    for part in walk(node):
        if isinstance(part, ast.expr) and getattr(part, "lineno", None) is None:
            ast.copy_location(part, like)
    return node
