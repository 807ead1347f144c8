"""What stays and what goes: the backward closure of the results; a dropped statement has its reason, a kept one too.

    0  df = pd.read_csv(p)     kept: a load
    1  corr = df.corr()        dropped: feeds only the plot in cell 3
    2  sns.heatmap(corr)       dropped: only draws
    3  total = df["a"].sum()   kept: nobody reads it, so it is a result

Roots are effects, loads, prints, and what a name holds at the end unless only dropped plots or looks read it.
"""

from __future__ import annotations

import ast
from collections.abc import Set

from nb2prod.model import STYLES, Choice, Program, Statement
from nb2prod.plan.keeping.because import effect
from nb2prod.plan.keeping.closure import BESIDE, IMPORTS, Closure
from nb2prod.plan.keeping.drawn import draws_on
from nb2prod.plan.keeping.fresh import PYPLOT, fresh, on_fresh_figures, pyplot_import
from nb2prod.plan.keeping.hidden import looks_at_clock
from nb2prod.plan.keeping.hollow import idle_calls
from nb2prod.plan.keeping.hosts import GONE as SERVES
from nb2prod.plan.keeping.hosts import front_ends
from nb2prod.plan.keeping.over_nothing import HEADING, over_nothing
from nb2prod.plan.keeping.pictures import Pictures
from nb2prod.plan.keeping.plotted import plotted_measures
from nb2prod.plan.keeping.quiet import COMPOUND, is_rule, only_shows
from nb2prod.plan.keeping.rows_printed import prints_rows
from nb2prod.plan.keeping.search_path import GONE, idle_additions
from nb2prod.plan.keeping.touched import Files
from nb2prod.plan.models.blends import Run
from nb2prod.plan.telling.blanks import BLANK
from nb2prod.walking import walk

MODELS = frozenset({"train", "predict", "evaluate"})
READING = frozenset({"len", "list", "sorted", "set", "tuple", "print", "str", "dict", "exec", "eval"})  # and have done
FITS = (".fit", ".fit_predict", ".partial_fit")  # a fitted model is a result, whoever looks at it
TRANSFORMS = (".transform", ".fit_transform")
PLAIN = frozenset({"list", "tuple", "str", "int", "float"})
SHAPES = frozenset({"reshape", "ravel", "flatten", "squeeze", "transpose", "swapaxes"})


def choose(program: Program) -> tuple[Choice, ...]:
    """The fate of every statement: kept ones `train`, `import` or `pruned`, the others `dropped`."""
    keeper = Keeper(program)
    first = keeper.choices()
    idle = idle_calls(program.statements, [s for s in program.statements if s.id in keeper.kept and keeper.hollow(s)])
    return Keeper(program, idle).choices() if idle else first


class Keeper(Closure):
    """Marks what stays, from the roots backwards, until nothing changes."""

    def __init__(self, program: Program, idle: Set[int] = frozenset()) -> None:
        """Nothing is kept yet; `idle`: calls that only drew."""
        super().__init__(program, idle)
        self.iterators = {name for s in self.statements for name, kind in s.facts.types if kind == "iterator"}
        self.updated = self._updated()
        self.pictures = Pictures(program, self.graph, Files(program, self.graph))
        self.idle = dict.fromkeys(idle_additions(program), GONE) | dict.fromkeys(front_ends(program), SERVES)
        self.trains = any("train" in s.facts.roles and s.parent is None for s in self.statements)
        self.watched = next((s for s in self.statements if _hands_on_names(s.node)), None)

    def choices(self) -> tuple[Choice, ...]:
        """Decide everything."""
        for statement in self.statements:
            reason = self._root(statement) if self.function(statement) is None else ""
            if reason:
                self.keep(statement.id, reason)
        for statement in self.statements:
            measured = tuple(span for span, _ in plotted_measures(self.program, statement))
            if measured and self.trains and statement.id not in self.kept:
                self.remain(statement, "a plot shows what measures the model", measured)
        self._settle()
        self.keep_draws()
        self._settle()
        while self._read_figures():
            self.keep_draws()
            self._settle()
        for heading in over_nothing(self.graph, self.kept, {*self.remains, *self.unwrapped}):
            del self.kept[heading]
            self.idle[heading] = BESIDE if is_rule(self.statements[heading]) else HEADING
        self._drop_styles()
        self.empty_tries()
        self.drop_hollow_functions()
        self.keep_imports()
        return self._on_fresh_figures()

    def _on_fresh_figures(self) -> tuple[Choice, ...]:
        """The choices; what draws where the notebook draws on another figure says so."""
        found, given = fresh(self.program, self.kept), pyplot_import(self.program)
        if found and given is not None:
            self.keep(given.statement, "what stays uses it")
        every = (self.choice(statement) for statement in self.statements)
        return on_fresh_figures(found, every, given.name if given is not None else PYPLOT)

    def _drop_styles(self) -> None:
        """What sets how figures look goes where all that would see it are functions whose drawing is gone."""
        for statement in self.statements:
            if statement.id in self.kept and statement.facts.display == "option":
                edges = self.graph.outgoing.get(statement.id, ())
                readers = [self.statements[i] for i, name in edges if i in self.kept and name == STYLES]
                if readers and all(map(self._calls_what_drew, readers)):
                    imports = [
                        i for i, _ in self.graph.sources.get(statement.id, ()) if self._brings_only(i, statement)
                    ]
                    for identity in (statement.id, *imports):
                        self.kept.pop(identity, None)

    def _brings_only(self, identity: int, statement: Statement) -> bool:
        """Whether it is an import of which nothing but that statement asks for anything."""
        readers = {r for r, name in self.graph.outgoing.get(identity, ()) if self._really_reads(r, name)}
        return isinstance(self.statements[identity].node, IMPORTS) and readers <= {statement.id}

    def _calls_what_drew(self, statement: Statement) -> bool:
        """Whether it only calls functions of the notebook, in which nothing draws any more."""
        called = self.graph.own & {*statement.facts.calls}
        left = [self.statements[i].facts for i in self.drawn.within(called) if i in self.kept]
        draw = any("plot" in f.roles or f.display == "option" or STYLES in f.reads for f in left)
        return bool(called) and statement.id not in self.quiet and not draw

    def _read_figures(self) -> bool:
        """A figure's file that a kept statement reads is no display: whatever was drawn into it stays."""
        before = len(self.kept)
        for saver in self.pictures.saved:
            readers = (s for s in self.after(saver) if s.id in self.kept and self.pictures.seen_by(saver, s))
            reader = next(readers, None)
            if reader is not None:
                for identity in (saver.id, *self.pictures.made_with(saver)):
                    self.keep(identity, f"cell {reader.cell + 1} reads the file")
        for saver in self.pictures.inner:  # the function itself may read what it has drawn
            inside = self.siblings(saver)
            later = (s for s in inside if s.id > saver.id and s.id in self.kept)
            if any(self.pictures.seen_by(saver, s) for s in later):
                for statement in inside:
                    self.keep(statement.id, "the function reads the file that it draws")
        return len(self.kept) > before

    def called_later(self, statement: Statement) -> list[int]:
        """A function made here may be called after the last cell: what it reads must be there as well."""
        exits = [i for name in sorted(self.late_names(statement)) for i in sorted(self.program.exits.get(name, ()))]
        return super().called_later(statement) + exits

    def _root(self, statement: Statement) -> str:
        """Why the statement must stay whoever reads it; "" where only readers could keep it."""
        facts, node = statement.facts, statement.node
        if "nb2prod:keep" in self._tags(statement):
            return "tagged nb2prod:keep"
        if isinstance(node, IMPORTS):
            return effect(facts.effects) if facts.effects - {"read", "unknown"} else ""
        if statement.id in self.quiet or statement.id in self.idle:
            return ""
        if self.watched is not None and statement.id > self.watched.id and facts.binds | facts.mutates:
            return f"cell {self.watched.cell + 1} hands on all names: whoever has them may read this one"
        if isinstance(node, ast.Global) or only_shows(self.graph, statement):
            return ""
        if "load" in facts.roles and not (self._shown_from(statement) or self._bound_anew(statement, facts.binds)):
            return "it loads data"
        if statement.id in self.results:
            return "it shows what the notebook works out"
        if facts.display in {"print", "report"}:
            told = "it measures the model" if facts.measures else "it shows what the notebook works out"
            return "it says a result" if facts.display == "print" else told
        if facts.effects - {"read"} and not looks_at_clock(statement):
            return effect(facts.effects)
        if isinstance(node, ast.Assign) and statement.parent is None and facts.metrics & facts.binds:
            chart = _only_lists(node.value) or {kind for _, kind in facts.types} == {"str"}  # plt.title(f"AUC {auc}")
            return "" if chart and facts.binds <= self._used_up(statement) else "it measures the model"
        if "train" in facts.roles and any(call.endswith(FITS) for call in facts.calls):
            return "it fits a model"
        if self._bound_anew(statement, facts.metrics & facts.mutates - facts.binds):
            return "it collects measures in a list that is bound anew later"
        if statement.id in Run.of(self.program).mixing:
            return "it makes one prediction of those of several models"
        empty = isinstance(node, ast.For) and all(isinstance(part, ast.Pass) for part in node.body)
        if (empty or not isinstance(node, COMPOUND)) and self._ends(statement):
            return "its value is there at the end and no plot or look has used it up"
        return ""

    def _shown_from(self, statement: Statement) -> bool:
        """Whether plots or looks use what is loaded: beside a model without another use it goes with them."""
        todo, seen = [statement.id] if self.trains else [], set[int]()
        while todo:
            readers = {*self.graph.readers.get(todo.pop(), ())} - seen
            seen |= readers
            todo += [reader for reader in readers if reader in self.feeding]
        return not seen.isdisjoint(self.quiet)

    def _bound_anew(self, statement: Statement, names: Set[str]) -> bool:
        """Whether all are bound again later: what is loaded here stays by whoever reads it, if anybody does."""
        return bool(names) and not any(statement.id in self.program.exits.get(name, ()) for name in names)

    def _ends(self, statement: Statement) -> bool:
        facts = statement.facts
        fitted = bool(facts.binds) and _only_fits(statement)  # Z = pca.fit_transform(X): pca goes by who has Z
        names = facts.binds | facts.outer | (frozenset() if fitted else facts.mutates - self.iterators)
        names = frozenset(name for name in names if not self._blank(name))
        ending = {name for name in names if statement.id in self.program.exits.get(name, ())}
        spare = {"_"} if len(facts.binds) > 1 else set[str]()  # fpr, tpr, _ = roc_curve(y, p)
        return bool(ending - spare - self._used_up(statement))

    def _blank(self, name: str) -> bool:
        """`y.columns = ____`: the blank of a course, which nothing but an import binds."""
        binders = (s for s in self.statements if name in s.facts.binds)
        return bool(BLANK.match(name)) and all(isinstance(s.node, IMPORTS) for s in binders)

    def _used_up(self, statement: Statement) -> set[str]:
        """Names of the statement that a plot or a look reads, directly or through others."""
        edges = self.graph.outgoing.get(statement.id, ())
        edges = [(reader, name) for reader, name in edges if name in self.statements[reader].facts.reads]
        used = {name for reader, name in edges if reader in self.quiet or reader in self.feeding}
        used -= {name for reader, name in edges if prints_rows(self.graph, self.statements[reader])}
        transforms = any(call.endswith(TRANSFORMS) for call in statement.facts.calls)
        if transforms or "predict" in statement.facts.roles:  # looked at, it is a result; fed to plots, not
            used -= {name for reader, name in edges if self.statements[reader].facts.display == "look"}
        again = used & self.updated
        bound = again <= statement.facts.binds  # t["a"] = 1 is a use of t, t = t[t > 0] makes another one
        return used if not again or (bound and self._only_drawn(statement)) else used - again

    def _only_drawn(self, statement: Statement) -> bool:
        """Whether beside a model it is of data alone and ends in plots, however often changed: `n = n[n > 0]`."""
        made = [self.statements[i].facts for i in self.graph.behind(statement.id)]
        modelled = any(MODELS & {*f.roles, *f.flow} or f.metrics or f.measures for f in made)
        if (
            not self.trains
            or statement.parent is not None
            or modelled
            or any(self.graph.own & {*f.calls} for f in made)
        ):
            return False
        todo, seen = [statement], set[int]()
        while todo:
            edges = self.graph.outgoing.get(todo.pop().id, ())
            readers = {self.statements[i] for i, name in edges if name in self.statements[i].facts.reads}
            if not readers or any(r.id not in self.quiet_plots and r.id not in self.feeding for r in readers):
                return False
            todo += [r for r in readers if r.id not in self.quiet_plots | seen]
            seen |= {r.id for r in readers}
        return True

    def _updated(self) -> set[str]:
        """Names that a statement reads and changes, or a top-level one binds again: that is a use, and no plot.

        Not meant are a counter of plots (`plt.subplot(2, 2, i)`, `i += 1` in a loop), an array that is shaped for one
        (`Z = Z.reshape(xx.shape)`), plain values that are put in another form (`days = [parse(d) for d in days]`),
        an iterator that is used up (`pairs = sorted(zip(a, b))`), and what is fitted to be drawn (`pca.fit(X)`).
        """
        found: set[str] = set()
        for statement in self.statements:
            facts = statement.facts
            if statement.id in self.quiet or isinstance(statement.node, COMPOUND):
                continue
            if _shapes(statement) or _puts_otherwise(statement) or _only_fits(statement):
                continue
            said = isinstance(getattr(statement.node, "value", None), ast.JoinedStr)  # annot[i, j] = f"{cm[i, j]} rows"
            filled = _filled(statement) - (frozenset() if said else facts.metrics)  # scores.loc[depth] = r2 stays
            if statement.parent is None:
                found |= facts.names & (facts.binds | facts.mutates) - filled
            elif self.function(statement) is None:
                found |= facts.names & facts.mutates - facts.binds - filled
        return found - self.iterators

    def why_dropped(self, statement: Statement, imports: bool) -> str:
        """Why the statement goes."""
        return self.idle.get(statement.id) or super().why_dropped(statement, imports)

    def _tags(self, statement: Statement) -> frozenset[str]:
        cells = self.program.notebook.cells
        return next((cell.tags for cell in cells if cell.index == statement.cell), frozenset())

    def _settle(self) -> None:
        """A kept name must end with the notebook's value: whatever last bound or changed it stays as well."""
        while True:
            before = len(self.kept)
            for name in sorted(self._kept_names()):
                for identity in self._endings(name):
                    facts = self.statements[identity].facts
                    drawn = identity in self.quiet and name in _drawn(self.statements[identity])
                    if drawn or identity in self.idle_calls:
                        continue  # for side in ax.spines.values(): a plot that goes
                    if isinstance(self.statements[identity].node, IMPORTS):
                        continue  # nobody reads what it brings: the name keeps its value
                    if facts.display != "plot" or (facts.drawing and name in facts.mutates):
                        self.keep(identity, f"{name} is kept, and this is how it ends")
            if len(self.kept) == before:
                return

    def _endings(self, name: str) -> list[int]:
        """What binds or changes the name last.

        A kept loop's variable counts as bound: loops over nothing are not worth a dead loop elsewhere
        (`for col in a: plot(col)` ... `for col in b: df[col] = ...`).
        """
        found = sorted(self.program.exits.get(name, ()))
        last = self.statements[found[-1]] if found else None
        if last is not None and last.id in self.kept and isinstance(last.node, ast.For) and name in last.facts.binds:
            return [last.id]
        return found

    def _kept_names(self) -> set[str]:
        names: set[str] = set()
        for identity in self.kept:
            statement = self.statements[identity]
            imports = isinstance(statement.node, IMPORTS)  # a module is no result
            if self.function(statement) is None and statement.facts.display != "plot" and not imports:
                facts = statement.facts
                own = facts.binds if isinstance(statement.node, ast.For) else frozenset[str]()  # the turns' variable
                spoken = facts.mutates & (facts.names | facts.reads | facts.late)  # else it only shares an object
                names |= (facts.binds - own | facts.outer | spoken) - _drawn(statement)
        return names


def _hands_on_names(node: ast.stmt) -> bool:
    """`binder.bind(globals())`: others see what every name holds, whenever they look."""
    for part in walk(node):
        match part:
            case ast.Call(func=ast.Name(id=name)) if name in READING:
                continue
            case ast.Call(args=given, keywords=named):
                values = [*given, *(keyword.value for keyword in named)]
            case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
                values = [value]
            case _:
                continue
        if any(isinstance(v, ast.Call) and ast.unparse(v) in ("globals()", "locals()", "vars()") for v in values):
            return True
    return False


def _filled(statement: Statement) -> frozenset[str]:
    """Names of what the statement stores into and does not read: `grid[i][j] = model.predict(point)`."""
    node = statement.node
    if not isinstance(node, ast.Assign) or not all(isinstance(target, ast.Subscript) for target in node.targets):
        return frozenset()
    bases, read = set(), {part.id for part in walk(node.value) if isinstance(part, ast.Name)}
    for target in node.targets:
        inner: ast.expr = target
        while isinstance(inner, ast.Subscript):
            read |= {part.id for part in walk(inner.slice) if isinstance(part, ast.Name)}
            inner = inner.value
        bases |= {inner.id} if isinstance(inner, ast.Name) else set()
    return frozenset(bases - read)


def _shapes(statement: Statement) -> bool:
    """Whether an array gets another form and nothing else: `Z = Z.reshape(xx.shape)`."""
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr=attr, value=value))):
            table = dict(statement.facts.types).get(name, "").startswith("pandas.")
            return isinstance(value, ast.Name) and value.id == name and attr in SHAPES and not table
    return False


def _only_lists(node: ast.expr) -> bool:
    """`[train_r2, test_r2]`, for the bars of a chart, named; for its axis `np.arange(3)`, for cells `t.astype(str)`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="tolist" | "to_list", value=ast.Subscript(value=ast.Name())), args=[]):
            return True
        case ast.Call(func=ast.Name(id="range") | ast.Attribute(attr="arange")):
            return True
        case ast.Call(func=ast.Attribute(attr="astype"), args=[ast.Name(id="str" | "object")]):
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return all(isinstance(part, ast.Name) for part in parts)
    return False


def _only_fits(statement: Statement) -> bool:
    """`kmf.fit(t, label="a")`, `Z = pca.fit_transform(X)`: no model; who asks for what it found is a use."""
    match statement.node:
        case (
            ast.Expr(value=ast.Call(func=ast.Attribute(attr="fit")))
            | ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Attribute(attr="fit_transform")))
        ):
            return "train" not in statement.facts.roles and not statement.facts.binds & statement.facts.names
    return False


def _puts_otherwise(statement: Statement) -> bool:
    """Whether a list, a text, a number takes the place of the one that it is made of, or a frame that of its array."""
    match statement.node:
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="DataFrame"), args=[ast.Name(id=array)])
        ) if name == array:
            return name not in statement.facts.mutates
        case ast.Assign(targets=[ast.Name(id=name)]):
            return dict(statement.facts.types).get(name) in PLAIN and name not in statement.facts.mutates
    return False


def _drawn(statement: Statement) -> frozenset[str]:
    """Names that the statement binds to figures, axes and the like: how those end is no result."""
    return frozenset(name for name, type_ in statement.facts.types if draws_on(type_))
