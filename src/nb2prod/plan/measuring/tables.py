"""Tables that the notebook works out and shows: each goes into a file of its own, and is handed back by name.

df.groupby("town").price.mean()        mean_price_by_town = df.groupby("town").price.mean()
by_town = ...; by_town                 `by_town` itself, where nothing changes it any more
scores; scores.loc[3] = 1; scores      a copy of the first one, as it is shown there
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nb2prod.model import Measure, Program, Span, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import Graph
from nb2prod.plan.headings import topics
from nb2prod.plan.keeping.chains import ASKS_MISSING, chain
from nb2prod.plan.keeping.computed import PANDAS, is_computed, is_made_of_a_fit, is_table
from nb2prod.plan.keeping.exported import is_exported
from nb2prod.plan.keeping.results import handed_to_models, is_worked_out, results
from nb2prod.plan.keeping.results import shown as shown_by
from nb2prod.plan.keeping.worked_out import GROUPED, is_filled
from nb2prod.plan.measuring.forms import chooses
from nb2prod.plan.measuring.held import made_with
from nb2prod.plan.measuring.in_loops import collected, loops_of
from nb2prod.plan.measuring.said import several_called
from nb2prod.plan.measuring.table_names import read_in_cells, table_name, told_by_cells
from nb2prod.plan.models.models_asked import types_of
from nb2prod.plan.names import GENERATED, allowed, identifier, unique
from nb2prod.walking import walk

FRESH = frozenset(  # methods and functions whose result shares nothing with what they are given
    """
    mean median sum std var min max count size agg aggregate quantile nunique pivot_table crosstab corr corrwith
    sort_values value_counts unstack skew kurt round idxmax idxmin nlargest nsmallest describe
    """.split()
)
STILL = frozenset("reset_index set_index rename dropna fillna drop assign query pct_change".split())
REDUCING = frozenset("mean median sum std var min max count size nunique quantile idxmax idxmin skew kurt agg".split())
OTHERS = frozenset({"pyspark", "xarray", "polars", "dask", "cudf", "vaex", "modin", "datatable", "databricks", "h2o"})
DRAWS = ("pymc", "pymc3", "arviz")  # their summaries of posterior draws are frames
TABLED = {"leaderboard": {"autogluon"}, "summary": {*DRAWS}, "df_summary": {*DRAWS}}
CHANGING = frozenset({"pop", "insert", "update"})
PLACES = frozenset({"loc", "iloc", "at", "iat", "ix"})
WHOLE = frozenset({"head", "tail", "round", "sort_values", "sort_index", "copy"})  # they show the table of their name
Found = tuple[tuple[tuple[str, str], ...], tuple[Measure, ...]]


def tables(
    program: Program, kept: Sequence[Statement], taken: frozenset[str], definite: frozenset[str], whole: bool,
    metrics: Sequence[tuple[str, str]], measures: Sequence[Measure],
) -> Found:  # fmt: skip
    """Tables as (name of the file, name in the workflow), and what gets a name for that.

    `definite`: names that are surely bound when the workflow ends; `whole`: the cells stay as they are, loops too;
    `metrics`, `measures`: what is in metrics.json, under which names.
    """
    return _Search(program, {*taken} | GENERATED, definite, whole, dict(metrics), measures).found(kept)


@dataclass(frozen=True)
class _Shown:
    """A table that a statement shows."""

    statement: Statement
    node: ast.expr
    loop: Statement | None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return span_of(self.node)


class _Search:
    def __init__(
        self, program: Program, used: set[str], definite: frozenset[str], whole: bool, metrics: dict[str, str],
        measures: Sequence[Measure],
    ) -> None:  # fmt: skip
        self.program, self.graph, self.used = program, Graph.of(program), used
        self.definite, self.whole, self.results = definite, whole, results(self.graph)
        self.keys = {name: key for key, name in metrics.items()}
        self.measured = {(m.statement, m.span): m.into or m.name for m in measures if not m.text}
        self.held = {(m.statement, m.text) for m in measures}
        self.over = topics(program.notebook)
        self.modules = {i.name for i in program.imports if not i.attribute}
        self.libraries = {i.module.split(".")[0] for i in program.imports}
        self.frames = "pandas" in self.libraries and not self.libraries & OTHERS
        self.files: dict[str, str] = {}
        self.read = read_in_cells(program)
        self.told: dict[int, str] = {}  # by statements: what tells their tables apart
        self.made: list[Measure] = []

    def found(self, kept: Sequence[Statement]) -> Found:
        """All of them, those with a name of their own first."""
        every = [shown for statement in kept for shown in self._of(statement)]
        ends = [self._ended(shown) for shown in every]
        ended = {name: shown for name, shown in zip(ends, every, strict=True) if name}
        self.files |= dict(zip(ended, ended, strict=True))
        left: dict[tuple[str, frozenset[tuple[int, str]]], _Shown] = {}
        for end, shown in zip(ends, every, strict=True):
            grows = isinstance(shown.node, ast.Name) and shown.node.id in ended and self._grows(shown)
            if not (end or self._measured(shown) or grows) and self._called(shown):  # no file that nobody knows
                one = (ast.unparse(shown.node), frozenset(self.graph.sources.get(shown.statement.id, ())))
                left.setdefault(one, shown)  # the same shown once more is no other
        for name, last in ended.items():
            same = [last, *(each for each in left.values() if self._called(each) == name)]
            told = told_by_cells({each.statement.cell: self.read[each.statement.cell] for each in same})
            self.told |= {each.statement.id: told[each.statement.cell] for each in same[1:] if told}
            if told and len(same) == len(told):
                self.files = {f"{k}_{told[last.statement.cell]}" if k == name else k: v for k, v in self.files.items()}
        for shown, key in zip(left.values(), self._keys([*left.values()]), strict=True):
            self._add(shown, key)
        self._add_drawn(kept)
        return tuple(self.files.items()), tuple(self.made)

    def _add_drawn(self, kept: Sequence[Statement]) -> None:
        """Tables that tell of fits, that only plots show, and that stay: `importance.plot.bar()`."""
        for statement in kept:
            for name in self._telling(statement):
                ends = name in self.definite and statement.id in self.program.exits.get(name, ())
                home = name in {*self.files, *self.files.values(), *self.keys}
                if ends and not home and self._is_drawn(statement, name):
                    self.files[unique(name, self.files)] = name

    def _telling(self, statement: Statement) -> list[str]:
        """The table that it makes of what a fit found, or fills with measures: `scores.loc[depth, "test"] = r2`."""
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if statement.parent is None:
                filled = is_filled(self.graph, statement, value) and statement.id not in handed_to_models(self.graph)
                return [name] if filled or is_made_of_a_fit(value) or _tells_importance(value) else []
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Name() | ast.Constant())], value=value
            ) if several_called(name) and types_of(self.graph, statement, name) == {"dict"}:  # a table each
                return [name] if is_table(self.graph, statement, value) else []
            case ast.Assign(targets=[ast.Subscript()]):
                found = statement.facts.metrics & statement.facts.mutates
                return [n for n in sorted(found) if types_of(self.graph, statement, n) == {"pandas.DataFrame"}]
        return []

    def _is_drawn(self, maker: Statement, name: str) -> bool:
        readers = (self.program.statements[i] for i, read in self.graph.outgoing.get(maker.id, ()) if read == name)
        shown = [reader for reader in readers if name in reader.facts.names]
        handed = (isinstance(s.node, ast.Expr) and self.graph.own & {*s.facts.calls} for s in shown)  # draw(found)
        return any("plot" in (reader.facts.display, *reader.facts.roles) for reader in shown) or any(handed)

    def _of(self, statement: Statement) -> list[_Shown]:
        loops = loops_of(self.program, statement)
        loop = loops[0] if len(loops) == 1 else None
        shows = statement.facts.display in ("print", "report", "look") or self._asks_for_a_table(statement)
        if not shows or (statement.parent is not None and not loop):
            return []
        if loop is not None and (self.whole or not isinstance(loop.node, ast.For)):
            return []
        proven = dict(statement.facts.tables)
        nodes = {span_of(n): n for n in walk(statement.node) if isinstance(n, ast.expr)}
        given = [n for n in shown_by(statement, statement.parent is None) if span_of(n) not in proven]
        every = [(nodes[span], told) for span, told in proven.items() if span in nodes]
        every += [(n, False) for n in given if self._is_table(statement, n)]
        every = [(n, told) for n, told in every if not chain(n)[0] & ASKS_MISSING]
        every = [(n, told) for n, told in every if not is_exported(self.graph, statement, n)]
        answer = statement.id in self.results or statement.facts.display in ("report", "")
        wanted = [self._whole(statement, n) for n, told in every if told or answer or self._is_worked_out(statement, n)]
        found = [_Shown(statement, node, loop) for node in wanted]
        whole = getattr(statement.node, "value", None)  # nothing is evaluated before it
        calls = {id(one) for one in found if any(isinstance(part, ast.Call) for part in walk(one.node))}
        return [one for one in found if id(one) not in calls or one.node is whole or not statement.facts.draws]

    def _is_worked_out(self, statement: Statement, node: ast.expr) -> bool:
        known = is_worked_out(self.graph, statement, node)
        return known or is_computed(self.graph, statement, node, frozenset())

    def _asks_for_a_table(self, statement: Statement) -> bool:
        """`predictor.leaderboard(test)`, `pm.summary(trace)` at a cell's end: tables of libraries that nobody knows."""
        match statement.node:
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=asked, value=ast.Name()))) if asked in TABLED:
                last = max(s.id for s in self.program.statements if s.cell == statement.cell and s.parent is None)
                here = statement.parent is None and last == statement.id and not statement.facts.display
                return here and not TABLED[asked].isdisjoint(self.libraries)
        return False

    def _is_table(self, statement: Statement, node: ast.expr) -> bool:
        """Whether what nobody proved one is a table all the same: of groups, or what a function hands back as one."""
        return self._grouped(statement, node) or (self.frames and is_table(self.graph, statement, node))

    def _grouped(self, statement: Statement, node: ast.expr) -> bool:
        """Whether it is a table of groups though nobody knows what was grouped: with pandas alone, it is a frame."""
        if not self.frames:
            return False
        match node:
            case ast.Name(id=name):
                makers = [maker for maker in self.graph.makers(statement, name) if maker.id < statement.id]
                made = [(m, m.node.value) for m in makers if isinstance(m.node, ast.Assign) and name in m.facts.binds]
                return len(made) == 1 and self._grouped(*made[0])
            case ast.Call(func=ast.Attribute(attr="to_frame")):  # that only a column has
                return True
            case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in FRESH | WHOLE | STILL:
                called, _ = chain(node)
                if attr in REDUCING and chain(value)[0] & REDUCING:
                    return False  # of the numbers of groups one number: df.groupby("a").b.mean().idxmax()
                return bool(called & GROUPED and not called & PLACES) or self._grouped(statement, value)
            case ast.Call(func=ast.Attribute(attr="merge") | ast.Name(id="concat" | "merge")):
                return True
            case ast.Call(func=ast.Attribute(attr="concat", value=ast.Name(id=module))):  # tf.concat makes a tensor
                return module in PANDAS
            case ast.Call(func=ast.Attribute(attr="apply")):  # of each group: a number or a row, all of them a table
                return bool(chain(node)[0] & GROUPED)
            case ast.Call(func=ast.Attribute(attr=asked)) if asked in TABLED:
                return not TABLED[asked].isdisjoint(self.libraries)
            case ast.Attribute(attr="T", value=value):
                return self._grouped(statement, value)
            case ast.Subscript(value=ast.Attribute(attr="loc" | "iloc", value=value), slice=rows) if _several(rows):
                return self._grouped(statement, value)
            case ast.Subscript(value=value, slice=rows) if _several(rows):
                return self._grouped(statement, value)
        return False

    def _whole(self, statement: Statement, node: ast.expr) -> ast.expr:
        """The table that has a name, of which some rows or columns are shown, or that is sorted to be shown."""
        inner = node
        while True:
            match inner:
                case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in WHOLE:
                    inner = value
                case ast.Subscript(value=ast.Attribute(attr=attr, value=value)) if attr in PLACES and not chooses(
                    inner
                ):
                    inner = value
                case ast.Subscript(value=value) if not chooses(inner):
                    inner = value
                case _:
                    break
        home = isinstance(inner, ast.Name) and inner.id not in self.modules
        if not home or self._holds_tables(statement, inner):
            return node
        written = isinstance(inner, ast.Name) and (inner.id in self.keys or (statement.id, inner.id) in self.held)
        return inner if written else _columns_of(node) or inner

    def _holds_tables(self, statement: Statement, node: ast.expr) -> bool:
        """Whether it is a list or a mapping, of which one table is shown: `parts[0].head()`."""
        name = node.id if isinstance(node, ast.Name) else ""
        return not types_of(self.graph, statement, name).isdisjoint(("list", "dict", "tuple"))

    def _ended(self, shown: _Shown) -> str:
        """The variable that holds what is shown when the workflow ends, "" where none does."""
        if not isinstance(shown.node, ast.Name) or shown.loop is not None:
            return ""
        name = shown.node.id
        makers = {maker.id for maker in self.graph.makers(shown.statement, name)}
        ends = self.program.exits.get(name, frozenset())
        later = [self.program.statements[i] for i in ends - makers]
        same = makers <= ends and all(
            "builtins.print" in s.facts.calls and name not in s.facts.binds and not _changes(s.node, name)
            for s in later
        )  # they may change it
        return name if same and name in self.definite else ""

    def _grows(self, shown: _Shown) -> bool:
        """Whether its variable only got further rows since: `scores = pd.concat([scores, row])`."""
        name = ast.unparse(shown.node)
        later = [s for s in self.program.statements if s.id > shown.statement.id and name in s.facts.binds]
        return bool(later) and all(_adds_rows(s.node, name) for s in later)

    def _measured(self, shown: _Shown) -> bool:
        """Whether it is a metric, and has a name for that already."""
        held = self.measured.get((shown.statement.id, shown.span))
        if held:
            self.files.setdefault(self.keys.get(held, held), held)
        return bool(held)

    def _keys(self, every: Sequence[_Shown]) -> list[str]:
        """What they are called; of several with one name each by its heading, or by its cell."""
        said = [self._called(shown) for shown in every]
        headed = [f"{name}_{self.over.get(s.statement.cell, '')}" for name, s in zip(said, every, strict=True)]
        found: list[str] = []
        for name, long, shown in zip(said, headed, every, strict=True):
            alone = said.count(name) == 1 and name not in self.files
            short = headed.count(long) == 1 and not long.endswith("_")
            of = f"{_root(shown.node)}_{name}"  # count_by_class of train_df and of test_df
            roots = {_root(s.node) for s, each in zip(every, said, strict=True) if each == name}
            other = said.count(name) == len(roots) and _root(shown.node) != name
            told = self.told.get(shown.statement.id, "") or ("" if alone else self._by_columns(shown, every))
            told = told and f"{name}_{told}"
            turn = f"{name}_{said[: len(found) + 1].count(name)}"
            key = told or (name if alone else long if short else of if other else turn)
            found.append(unique(key, {*self.files, *found}))
        return found

    def _by_columns(self, shown: _Shown, every: Sequence[_Shown]) -> str:
        """What its columns tell besides measures, where no other table of its name has those: by_depth_and_size."""
        same = [s for s in every if self._called(s) == self._called(shown)]
        columns = [made_with(self.graph, s.statement, s.node) for s in same]
        own = made_with(self.graph, shown.statement, shown.node)
        return f"by_{own}" if own and columns.count(own) == 1 else ""

    def _called(self, shown: _Shown) -> str:
        loop = shown.loop.node if shown.loop is not None else None
        turns = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)} if isinstance(loop, ast.For) else set()
        name = table_name(shown.node, turns)
        return f"{name}_by_{min(turns)}" if name and len(turns) == 1 else name

    def _add(self, shown: _Shown, key: str) -> None:
        """A table without a name of its own, or one that changes later."""
        statement, named = shown.statement, isinstance(shown.node, ast.Name)
        if shown.loop is not None:
            one = shown.node.id if isinstance(shown.node, ast.Name) else self._free("table")
            copied = named or not _fresh(shown.node)
            measure = collected(
                Measure(statement.id, shown.span, one, copied=copied), key, statement, (shown.loop,), self.used
            )
            if not measure.into:
                return
            measure = replace(measure, into=self._free(key))
        else:
            text = f"{ast.unparse(shown.node)}.copy()" if named else ""
            measure = Measure(
                statement.id, shown.span, self._free(key), text=text, copied=not named and not _fresh(shown.node)
            )
        self.used |= {measure.name, measure.into}
        self.made.append(measure)
        self.files[key] = measure.into or measure.name

    def _free(self, key: str) -> str:
        """A variable for a table: the notebook may have that name for something else."""
        ending = "shown" if key.endswith("table") else "table"
        return key if allowed(key, self.used) else unique(f"{key}_{ending}", self.used)


def _root(node: ast.expr) -> str:
    """The variable of a table that another one is worked out from: `train_df.groupby("town").size()`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="crosstab" | "concat" | "DataFrame"), args=[first, *_]):
            return _root(first)
    root = chain(node)[1]
    return identifier(root.id, "") if root is not None else ""


def _adds_rows(node: ast.stmt, name: str) -> bool:
    match node:
        case ast.Assign(
            value=ast.Call(func=ast.Attribute(attr="concat"), args=[ast.List(elts=[ast.Name(id=first), *_]), *_])
            | ast.Call(func=ast.Attribute(attr="append", value=ast.Name(id=first)))
        ):
            return first == name
    return False


def _tells_importance(node: ast.expr) -> bool:
    """Whether a function says that it tells what columns are worth: `permutation_importances(model, X, y)`."""
    calls = [part.func for part in walk(node) if isinstance(part, ast.Call)]
    named = [word for func in calls for word in ast.unparse(func).rpartition(".")[2].lower().split("_")]
    return not {"importance", "importances", "imp"}.isdisjoint(named)


def _columns_of(node: ast.expr) -> ast.expr | None:
    """`t.sort_values("a")[names]` of what its head shows: all rows of the columns; None where none are picked."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WHOLE:
        node = node.func.value
    match node:
        case ast.Subscript(value=value, slice=ast.List() | ast.Name()):
            while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in WHOLE:
                value = value.func.value
            return node if isinstance(value, ast.Name) else None
    return None


def _several(rows: ast.expr) -> bool:
    """Whether a place is a condition on rows or a span of them: what is taken is a table like the whole."""
    match rows:
        case ast.Compare() | ast.Slice():
            return True
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
            return _several(left) and _several(right)
    return False


def _changes(node: ast.AST, name: str) -> bool:
    """`print(scores.pop("a"))`: a call of the table's own that changes it."""
    for part in walk(node):
        match part:
            case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name(id=owner)), keywords=keywords) if owner == name:
                if attr in CHANGING or any(keyword.arg == "inplace" for keyword in keywords):
                    return True
    return False


def _fresh(node: ast.expr) -> bool:
    match node:
        case ast.BinOp():
            return True
        case ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr)):
            return attr in FRESH
    return False
