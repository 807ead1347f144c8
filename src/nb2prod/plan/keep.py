"""What stays and what goes: the backward closure of the results; a dropped statement has its reason, a kept one too.

    0  df = pd.read_csv(p)     kept: a load
    1  corr = df.corr()        dropped: feeds only the plot in cell 3
    2  sns.heatmap(corr)       dropped: only draws
    3  total = df["a"].sum()   kept: nobody reads it, so it is a result

Roots are effects, loads, prints, and what a name holds at the end unless only dropped plots or looks read it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from nb2prod.model import Choice, Program, Span, Statement
from nb2prod.plan.graph import Graph, function_of
from nb2prod.plan.quiet import COMPOUND, SHOWN, feeding, only_plots, quiet_statements

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
JUMPS = (ast.Break, ast.Continue, ast.Return)


def choose(program: Program) -> tuple[Choice, ...]:
    """The fate of every statement: kept ones `train`, `import` or `pruned`, the others `dropped`."""
    return Keeper(program).choices()


class Keeper:
    """Marks what stays, from the roots backwards, until nothing changes."""

    def __init__(self, program: Program) -> None:
        """Nothing is kept yet."""
        self.program = program
        self.statements = program.statements
        self.graph = Graph.of(program)
        self.kept: dict[int, str] = {}
        self.remains: dict[int, tuple[Span, ...]] = {}
        self.unwrapped: set[int] = set()
        self.quiet = quiet_statements(self.graph)
        self.quiet_plots = {i for i in self.quiet if only_plots(self.graph, i)}
        self.feeding = feeding(self.graph, self.quiet)
        self.updated = self._updated()

    def choices(self) -> tuple[Choice, ...]:
        """Decide everything."""
        for statement in self.statements:
            reason = self._root(statement) if self._function(statement) is None else ""
            if reason:
                self._keep(statement.id, reason)
        self._settle()
        self._draws()
        self._empty_tries()
        self._imports()
        return tuple(self._choice(statement) for statement in self.statements)

    # ------------------------------------------------------------------------------------------------------------ roots

    def _root(self, statement: Statement) -> str:
        """Why the statement must stay whoever reads it; "" where only readers could keep it."""
        facts, node = statement.facts, statement.node
        if "nb2prod:keep" in self._tags(statement):
            return "tagged nb2prod:keep"
        inner = self._function(statement) is not None
        if (
            inner
            and facts.draws
            and not isinstance(node, COMPOUND)
            and facts.display == "plot"
            and self._only_arguments_draw(statement)
        ):
            self.remains[statement.id] = facts.drawing
            for source in self._remaining_sources(statement):
                self._keep(source, "the random numbers are still drawn")
            return ""
        if inner and facts.draws:
            return "it advances a random stream"
        if statement.id in self.quiet or isinstance(node, (ast.Import, ast.ImportFrom)):
            return ""
        if isinstance(node, ast.Global):
            return ""
        if "load" in facts.roles:
            return "it loads data"
        if facts.display in {"print", "report"}:
            return "it says a result" if facts.display == "print" else "it measures the model"
        if facts.effects - {"read"}:
            return _effect(facts.effects)
        if "train" in facts.roles and self._fits(statement):
            return "it fits a model"
        empty = isinstance(node, ast.For) and all(isinstance(part, ast.Pass) for part in node.body)
        if (empty or not isinstance(node, COMPOUND)) and self._ends(statement):
            return "its value is there at the end and no plot or look has used it up"
        return ""

    def _fits(self, statement: Statement) -> bool:
        """Whether a model stays fitted by it at the end: a fitted model is a result, whoever looks at it."""
        facts = statement.facts
        fitted = any(call.endswith((".fit", ".fit_predict", ".partial_fit")) for call in facts.calls)
        names = facts.mutates | facts.binds
        return fitted and any(statement.id in self.program.exits.get(name, ()) for name in names)

    def _inner_root(self, statement: Statement) -> str:
        """Inside a function of the notebook: what its caller can notice, and whatever fed no plot."""
        node, facts = statement.node, statement.facts
        if statement.id in self.quiet:
            return ""
        if isinstance(node, ast.Return):
            return "the function returns it"
        if facts.effects - {"read"}:
            return _effect(facts.effects)
        if isinstance(node, (*COMPOUND, *JUMPS)):
            return ""
        if statement.id not in self.feeding or any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in ast.walk(node)):
            return "part of the function"
        local = {name for s in self._siblings(statement) for name in s.facts.binds}
        return "it changes what the function was given" if facts.mutates - local else ""

    def _siblings(self, statement: Statement) -> list[Statement]:
        function = self._function(statement)
        return [self.statements[i] for i in self.graph.inside(function)] if function is not None else []

    def _function(self, statement: Statement) -> int | None:
        return function_of(self.program, statement)

    def _ends(self, statement: Statement) -> bool:
        names = statement.facts.binds | statement.facts.mutates | statement.facts.outer
        ending = {name for name in names if statement.id in self.program.exits.get(name, ())}
        return bool(ending - self._used_up(statement))

    def _used_up(self, statement: Statement) -> set[str]:
        """Names of the statement that a plot or a look reads, directly or through others."""
        edges = self.graph.outgoing.get(statement.id, ())
        used = {name for reader, name in edges if reader in self.quiet or reader in self.feeding}
        return used - self.updated

    def _updated(self) -> set[str]:
        """Names that a top-level statement reads and binds again, or changes: that is a use, and no plot."""
        found: set[str] = set()
        for statement in self.statements:
            facts = statement.facts
            if statement.parent is None and statement.id not in self.quiet and not isinstance(statement.node, COMPOUND):
                found |= facts.names & (facts.binds | facts.mutates)
        return found

    def _tags(self, statement: Statement) -> frozenset[str]:
        cells = self.program.notebook.cells
        return next((cell.tags for cell in cells if cell.index == statement.cell), frozenset())

    # ---------------------------------------------------------------------------------------------------------- closure

    def _keep(self, identity: int, because: str) -> None:
        todo = [(identity, because)]
        while todo:
            current, reason = todo.pop()
            if current in self.kept:
                continue
            self.kept[current] = reason
            statement = self.statements[current]
            place = f"cell {statement.cell + 1} uses it"
            todo += [
                (source, place)
                for source, name in self.graph.sources.get(current, ())
                if self._needs(statement, source, name)
            ]
            todo += [(source, place) for source in self._called_later(statement)]
            todo += [(inner, "whether it fails decides what comes after") for inner in self._guarded(statement)]
            if statement.parent is not None:
                todo += [(holder, "it holds statements that stay") for holder in self._holders(statement)]
            todo += self._with_it(statement)

    def _needs(self, statement: Statement, source: int, name: str) -> bool:
        """An import that only a called function reads stays by what stays of that function."""
        imports = isinstance(self.statements[source].node, (ast.Import, ast.ImportFrom))
        return not imports or name in statement.facts.names or name in statement.facts.mutates

    def _guarded(self, statement: Statement) -> list[int]:
        """What stands in a `try` or `with` that stays can fail, and be caught: only plots go from there."""
        if not isinstance(statement.node, (ast.Try, ast.With)):
            return []
        shown = ("plot", "option")
        children = [self.statements[i] for i in self.graph.children.get(statement.id, ()) if i not in self.kept]
        return [
            s.id for s in children if s.body == "body" and s.facts.display not in shown and s.id not in self.quiet_plots
        ]

    def _called_later(self, statement: Statement) -> list[int]:
        """A function made here may be called after the last cell: what it reads must be there as well."""
        names = statement.facts.late
        if isinstance(statement.node, FUNCTION) and self.graph.children.get(statement.id):
            return []  # its statements that stay say what they read
        if self._function(statement) is not None:
            names = names | statement.facts.names
            names -= {name for s in self._siblings(statement) for name in s.facts.binds}
        found = [item.statement for item in self.program.imports if item.name in names]
        return found + [i for name in sorted(names) for i in sorted(self.program.exits.get(name, ()))]

    def _holders(self, statement: Statement) -> list[int]:
        """The compound statement that must stay around it; a plotting context (`with plt.style...`) need not."""
        parent = self.statements[statement.parent] if statement.parent is not None else None
        if parent is None:
            return []
        if isinstance(parent.node, ast.With) and parent.facts.display in SHOWN and not parent.facts.binds:
            self.unwrapped.add(parent.id)
            return self._holders(parent)
        return [parent.id]

    def _with_it(self, statement: Statement) -> list[tuple[int, str]]:
        """What stays with a compound statement: jumps of a loop, `pass`, and what a function is for."""
        inside = [self.statements[i] for i in self.graph.inside(statement.id)]
        if isinstance(statement.node, FUNCTION):
            return [(s.id, reason) for s in inside if (reason := self._inner_root(s))]
        found = [
            (s.id, "part of the statement") for s in inside if isinstance(s.node, ast.Pass) and s.parent == statement.id
        ]
        if isinstance(statement.node, (ast.For, ast.AsyncFor, ast.While)):
            found += [(i, "it steers the loop") for i in self._jumps(statement.id)]
        return found

    def _jumps(self, identity: int) -> list[int]:
        return [i for i in self.graph.inside(identity) if isinstance(self.statements[i].node, JUMPS)]

    def _settle(self) -> None:
        """A kept name must end with the notebook's value: whatever last bound or changed it stays as well."""
        while True:
            before = len(self.kept)
            for name in sorted(self._kept_names()):
                for identity in self._endings(name):
                    if self.statements[identity].facts.display != "plot":
                        self._keep(identity, f"{name} is kept, and this is how it ends")
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
            imports = isinstance(statement.node, (ast.Import, ast.ImportFrom))  # a module is no result
            if self._function(statement) is None and statement.facts.display != "plot" and not imports:
                names |= (
                    statement.facts.binds | statement.facts.outer | (statement.facts.mutates - self._drawn(statement))
                )
        return names

    def _drawn(self, statement: Statement) -> frozenset[str]:
        return frozenset(name for name, type_ in statement.facts.types if type_.startswith("matplotlib"))

    # --------------------------------------------------------------------------------------------------- random streams

    def _draws(self) -> None:
        """A dropped statement that draws from a stream which a later kept one uses unseeded: its draw stays."""
        for statement in self.statements:
            if statement.id in self.kept or not statement.facts.draws or self._function(statement) is not None:
                continue
            user = self._next_user(statement)
            if user is None:
                continue
            reason = f"it advances the random stream that cell {user.cell + 1} draws from"
            if statement.facts.display == "plot" and self._only_arguments_draw(statement):
                self.remains[statement.id] = statement.facts.drawing
                for source in self._remaining_sources(statement):
                    self._keep(source, reason)
            else:
                self._keep(statement.id, reason)
        self._settle()

    def _remaining_sources(self, statement: Statement) -> list[int]:
        """What binds the names of the calls that draw; the axes that they were drawn on are not among them."""
        spans = set(statement.facts.drawing)
        calls = [
            node
            for node in ast.walk(statement.node)
            if isinstance(node, ast.Call)
            and (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset) in spans
        ]
        names = {part.id for call in calls for part in ast.walk(call) if isinstance(part, ast.Name)}
        return [source for source, name in self.graph.sources.get(statement.id, ()) if name in names]

    def _only_arguments_draw(self, statement: Statement) -> bool:
        call = statement.node.value if isinstance(statement.node, ast.Expr) else None
        if call is None or (statement.parent is not None and self._function(statement) is None):
            return False
        whole = (call.lineno, call.col_offset, call.end_lineno, call.end_col_offset)
        return bool(statement.facts.drawing) and whole not in statement.facts.drawing

    def _next_user(self, statement: Statement) -> Statement | None:
        for later in self.statements[statement.id + 1 :]:
            if later.id in self.kept and self._function(later) is None:
                if later.facts.draws & statement.facts.draws:
                    return later
                if later.parent is None and later.facts.seeds >= statement.facts.draws:
                    return None
        return None

    # --------------------------------------------------------------------------------------------------------- the rest

    def _empty_tries(self) -> None:
        """A `try` whose body is gone cannot fail: its handlers go too, unless a kept statement needs their names."""
        for statement in self.statements:
            if not isinstance(statement.node, ast.Try) or statement.id not in self.kept:
                continue
            inside = self.graph.inside(statement.id)
            direct = [i for i in self.graph.children[statement.id] if i in self.kept]
            if any(self.statements[i].body != "handlers" for i in direct):
                continue
            needed = {
                i
                for i in inside
                for reader in self.graph.readers.get(i, ())
                if reader in self.kept and reader not in inside
            }
            if needed:
                for i in self.graph.children[statement.id]:
                    self._keep(i, "whether it fails decides what comes after")
            else:
                for i in [statement.id, *inside]:
                    self.kept.pop(i, None)

    def _imports(self) -> None:
        """Imports stay where a kept statement reads the name."""
        wanted: set[int] = set()
        for statement in self.statements:
            if isinstance(statement.node, (ast.Import, ast.ImportFrom)):
                edges = self.graph.outgoing.get(statement.id, ())
                star = any(alias.name == "*" for alias in statement.node.names)
                if star or any(self._really_reads(reader, name) for reader, name in edges):
                    wanted.add(statement.id)
        for identity in sorted(wanted):
            self._keep(identity, "what stays uses it")

    def _really_reads(self, reader: int, name: str) -> bool:
        """Whether a kept statement mentions the name itself: a call of a function whose plots are gone does not."""
        facts = self.statements[reader].facts
        return reader in self.kept and (name in facts.names or name in facts.late or name not in facts.reads)

    def _choice(self, statement: Statement) -> Choice:
        identity = statement.id
        imports = isinstance(statement.node, (ast.Import, ast.ImportFrom))
        if identity in self.kept:
            inside = self.graph.inside(identity)
            partly = any(i not in self.kept and not isinstance(self.statements[i].node, ast.Pass) for i in inside)
            return Choice(identity, "import" if imports else "pruned" if partly else "train", self.kept[identity])
        if identity in self.unwrapped:
            return Choice(identity, "pruned", "the plotting context goes, what it computes stays", unwrap=True)
        if identity in self.remains:
            return Choice(
                identity,
                "pruned",
                "the plot goes, the random numbers it takes are still drawn",
                "",
                self.remains[identity],
            )
        return Choice(identity, "dropped", self._why_dropped(statement, imports))

    def _why_dropped(self, statement: Statement, imports: bool) -> str:
        if imports:
            return "nothing that stays uses it"
        if statement.facts.display in SHOWN:
            return SHOWN[statement.facts.display]
        if statement.id in self.quiet:
            return "everything in it only draws or shows"
        users = sorted({self.statements[r].cell + 1 for r in self.graph.readers.get(statement.id, ())})
        places = ", ".join(str(cell) for cell in users[:4])
        return f"only dropped plots and looks use it (cell {places})" if users else "nothing that stays needs it"


def _effect(effects: Iterable[str]) -> str:
    known: Mapping[str, str] = {
        "barrier": "nobody can see what it reads or binds",
        "write": "it writes something outside the notebook",
        "network": "it talks to the network",
        "environment": "it changes the environment that later code runs in",
        "seed": "it seeds a random stream",
        "print": "it says something",
        "raise": "it may stop the run",
        "unknown": "it calls something that may have an effect nobody here knows",
    }
    return next((text for name, text in known.items() if name in effects), "it has an effect")
