"""The backward closure that `keep` and `slicing` share: what must stay with a statement that stays.

    0  import numpy as np           stays with 1, which reads the name
    1  x = np.random.rand(3)        stays with 4, which reads it
    2  plt.hist(np.random.rand(9))  goes, but its draw stays: 3 takes the next numbers of that stream
    3  y = np.random.rand(3)        stays with 4
    4  z = x + y                    a root

Who is a root, and what else a kept statement asks for, is said by the two classes that build on this one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from nb2prod.knowledge.figures import saves_figure
from nb2prod.model import Choice, Program, Span, Statement
from nb2prod.nesting import defined, outwards, span_of
from nb2prod.plan.graph import FUNCTION, Graph, function_of, given_to
from nb2prod.plan.keeping.because import ADVANCES, effect
from nb2prod.plan.keeping.drawn import Drawn
from nb2prod.plan.keeping.quiet import (
    COMPOUND,
    SHOWN,
    feeding,
    is_guard,
    only_header_draws,
    only_plots,
    only_shows,
    quiet_statements,
)
from nb2prod.plan.keeping.results import results
from nb2prod.plan.keeping.rows_printed import prints_rows
from nb2prod.plan.keeping.search_path import acts
from nb2prod.plan.keeping.steady import draws_of
from nb2prod.plan.keeping.streams import only_a_widget, seeded_streams, set_until
from nb2prod.plan.keeping.told_by_models import measure_drawn
from nb2prod.walking import walk

BESIDE = "a line between others, or about a figure that goes"
STILL_DRAWN = "the plot goes, the random numbers it takes are still drawn"
IMPORTS = (ast.Import, ast.ImportFrom)
TRIES = (ast.Try, ast.TryStar)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
JUMPS = (ast.Break, ast.Continue, ast.Return)


class Closure:
    """What is kept so far, each statement with its reason; grows backwards from whatever `keep` is called with."""

    def __init__(self, program: Program, idle: Set[int] = frozenset()) -> None:
        """Nothing is kept yet; `idle`: calls of functions of which nothing stays."""
        self.program, self.idle_calls = program, idle
        self.statements, self.graph = program.statements, Graph.of(program)
        self.kept: dict[int, str] = {}
        self.remains: dict[int, tuple[Span, ...]] = {}
        self.unwrapped: set[int] = set()
        self.results = results(self.graph)
        self.quiet = quiet_statements(self.graph, idle)
        self.quiet_plots = {i for i in self.quiet if only_plots(self.graph, i)}
        self.feeding = feeding(self.graph, self.quiet)
        self.seeded = seeded_streams(program)
        self.draws = [draws_of(self.graph, statement) for statement in self.statements]
        self.drawn = Drawn(self.graph, self.quiet - idle)
        self.catches = any(isinstance(n, TRIES) for s in self.statements if s.parent is None for n in walk(s.node))

    def keep(self, identity: int, because: str) -> None:
        """Keep a statement and everything that it needs."""
        todo = [(identity, because, "")]
        while todo:
            current, reason, read = todo.pop()
            if read or not reason.startswith(ADVANCES):  # for the numbers alone that it draws, nothing is drawn on
                todo += [(inner, reason, "") for inner in self.drawn.inside(self.statements[current], read)]
            done = current in self.remains and read in {"", *self.statements[current].facts.mutates}
            if current in self.kept or done:
                continue
            statement = self.statements[current]
            if self._only_stream(statement, read):
                self.remain(statement, reason)  # plt.plot(rng.normal(size=9)): the stream is what others need of it
                continue
            self.remains.pop(current, None)
            self.kept[current] = reason
            place = f"cell {statement.cell + 1} uses it"
            todo += [
                (source, place, name)
                for source, name in self.graph.sources.get(current, ())
                if self._needs(statement, source, name)
            ]
            beside = [(source, place) for source in self.called_later(statement)]
            beside += [(inner, "whether it fails decides what comes after") for inner in self._guarded(statement)]
            if statement.parent is not None:
                beside += [(holder, "it holds statements that stay") for holder in self._holders(statement)]
            todo += [(other, why, "") for other, why in (*beside, *self._with_it(statement))]

    def _only_stream(self, statement: Statement, read: str) -> bool:
        """Whether of a plot only the numbers that it draws are needed: `read` is the stream, and no figure."""
        quiet = statement.id in self.quiet_plots and read in {"", *statement.facts.mutates}
        return quiet and bool(statement.facts.mutates) and self.only_arguments_draw(statement)

    def _needs(self, statement: Statement, source: int, name: str) -> bool:
        """An import that only a called function reads stays by what stays of that function.

        What a statement may change as it shares data with what it reads, but cannot name itself, it does not need:
        `n = df["a"].str.len()` (drawn, then dropped) and `model.fit(df)`.
        """
        if name.isidentifier() and name not in statement.facts.reads:
            return False
        return (
            not isinstance(self.statements[source].node, IMPORTS)
            or name in statement.facts.names
            or name in statement.facts.mutates
        )

    def called_later(self, statement: Statement) -> list[int]:
        """What a function made here reads: it may be called after everything else that stays."""
        return [i for name in sorted(self.late_names(statement)) for i in self.imports_of(name)]

    def late_names(self, statement: Statement) -> frozenset[str]:
        """Names that functions made here read when they are called."""
        names = statement.facts.late
        if isinstance(statement.node, FUNCTION) and self.graph.children.get(statement.id):
            return frozenset()  # its statements that stay say what they read
        if (function := self.function(statement)) is not None:
            names = names | statement.facts.names
            names -= {name for s in self.siblings(statement) for name in s.facts.binds}
            names -= given_to(self.statements[function].node)
        return names

    def imports_of(self, name: str) -> list[int]:
        """The import statements that bind `name`."""
        return [item.statement for item in self.program.imports if item.name == name]

    def _guarded(self, statement: Statement) -> list[int]:
        """What stands in a `try` or `with` that stays can fail, and be caught: only plots go from there.

        A file of a figure is display whatever comes of it: its failure keeps no plots.
        """
        if not isinstance(statement.node, (*TRIES, ast.With, ast.AsyncWith)):
            return []
        body = [i for i in self.graph.children.get(statement.id, ()) if self.statements[i].body == "body"]
        inside = [i for child in body for i in (child, *self.graph.inside(child))]
        shown: tuple[str, ...] = ("plot", "option")
        if self._decides(statement):  # beside what else may fail a plot is no question
            shown = ("plot",) if any(i not in self.quiet and self.statements[i].facts.calls for i in inside) else ()
        return [
            i
            for i in inside
            if i not in self.kept
            and (not shown or i not in self.quiet_plots)
            and self.statements[i].facts.display not in shown
            and not saves_figure(self.statements[i].facts.calls)
        ]

    def _decides(self, statement: Statement) -> bool:
        """Whether a failure inside a `try` changes what a variable holds: `except OSError: style = "default"`."""
        if not isinstance(statement.node, TRIES):
            return False
        others = (i for i in self.graph.inside(statement.id) if i not in self.quiet)
        facts = [self.statements[i].facts for i in others if self._after_failure(statement.id, i)]
        return any((f.binds | f.mutates | f.outer) and f.display != "print" for f in facts)

    def _after_failure(self, try_: int, identity: int) -> bool:
        """Whether it stands in a handler or in the `else` of that `try`."""
        above = outwards(self.statements, self.statements[identity])
        return next(each.body for each in above if each.parent == try_) in ("handlers", "orelse")

    def _holders(self, statement: Statement) -> list[int]:
        """The compound statement that must stay around it; what only shows and the guard of a script need not."""
        if statement.parent is None:
            return []
        parent = self.statements[statement.parent]
        if only_shows(self.graph, parent) or is_guard(parent.node):
            self.unwrapped.add(parent.id)
            return self._holders(parent)
        return [parent.id]

    def _with_it(self, statement: Statement) -> list[tuple[int, str]]:
        """What stays with a compound statement: jumps of a loop, `pass`, and what a function is for."""
        inside = [self.statements[i] for i in self.graph.inside(statement.id)]
        if isinstance(statement.node, FUNCTION):
            return [(s.id, reason) for s in inside if (reason := self.inner_root(s))]
        found = [
            (s.id, "part of the statement") for s in inside if isinstance(s.node, ast.Pass) and s.parent == statement.id
        ]
        if isinstance(statement.node, LOOPS):
            found += [(s.id, "it steers the loop") for s in inside if isinstance(s.node, JUMPS)]
        return found

    # -------------------------------------------------------------------------------------------------------- functions

    def function(self, statement: Statement) -> int | None:
        """The top-level function of the notebook that the statement stands in."""
        return function_of(self.program, statement)

    def siblings(self, statement: Statement) -> list[Statement]:
        """All statements of the function that the statement stands in."""
        function = self.function(statement)
        return [self.statements[i] for i in self.graph.inside(function)] if function is not None else []

    def inner_root(self, statement: Statement) -> str:
        """Inside a function of the notebook: what its caller can notice, and whatever fed no plot; "" for the rest."""
        node, facts = statement.node, statement.facts
        if statement.id in self.quiet:
            fails = self.catches and statement.id not in self.quiet_plots and not isinstance(node, COMPOUND)
            return "whether it fails decides what comes after" if fails else ""
        if isinstance(node, ast.Return):
            return "the function returns it"
        if facts.effects - {"read"}:
            return effect(facts.effects)
        if facts.draws & self.seeded or facts.seeds:
            return "it advances a random stream"
        inside = self.siblings(statement)
        shared = {n for s in inside if isinstance(s.node, ast.Global) for n in s.node.names}
        if facts.outer or facts.binds & shared:
            return "it changes a variable of the notebook"
        if isinstance(node, (*COMPOUND, *JUMPS, ast.Pass)):
            return ""
        fed = statement.id in self.feeding and not measure_drawn(statement, inside)
        if not fed or any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in walk(node)):
            return "part of the function"
        local = {name for s in inside for name in s.facts.binds}
        return "it changes what the function was given" if facts.mutates - local else ""

    # --------------------------------------------------------------------------------------------------- random streams

    def keep_draws(self) -> None:
        """A statement that goes but sets or advances a stream which a later kept one draws from: that stays.

        A library's own stream that nothing has set before gives other numbers in each run: for that, nothing stays.
        """
        for statement in reversed(self.statements):
            facts = statement.facts
            if statement.id in self.kept or self.function(statement) is not None:
                continue
            streams = self.draws[statement.id] | facts.seeds
            if streams:
                streams &= set_until(self.graph, statement, self.loop_of(statement)) | facts.seeds
            if not streams or (statement.id in self.quiet and only_a_widget(self.program, statement)):
                continue
            user = self._next_user(statement, streams)
            if user is None:
                continue
            unsure = "unknown" in user.facts.effects or any(call.startswith("?.") for call in user.facts.calls)
            may = "may draw" if unsure else "draws"
            reason = f"{ADVANCES} that cell {user.cell + 1} {may} from"
            loop = statement.id in self.quiet_plots and only_header_draws(self.graph, statement)
            if loop or (facts.display == "plot" and self.only_arguments_draw(statement)):
                self.remain(statement, reason)
            else:
                self.keep(statement.id, reason)

    def remain(self, statement: Statement, reason: str, spans: tuple[Span, ...] = ()) -> None:
        """Only some calls of a plot stay: those that draw random numbers, or measure the model."""
        self.remains[statement.id] = spans or statement.facts.drawing
        for source in [*self._remaining_sources(statement), *self._holders(statement)]:
            self.keep(source, reason)

    def _remaining_sources(self, statement: Statement) -> list[int]:
        """What binds the names of the calls that draw; the axes that they were drawn on are not among them."""
        spans = set(self.remains[statement.id])
        calls = [node for node in walk(statement.node) if isinstance(node, ast.Call) and span_of(node) in spans]
        names = {part.id for call in calls for part in walk(call) if isinstance(part, ast.Name)}
        return [source for source, name in self.graph.sources.get(statement.id, ()) if name in names]

    def only_arguments_draw(self, statement: Statement) -> bool:
        """Whether the draws of a plot can be taken out of it: they are arguments of a bare call."""
        call = statement.node.value if isinstance(statement.node, ast.Expr) else None
        if call is None:
            return False
        return bool(statement.facts.drawing) and span_of(call) not in statement.facts.drawing

    def _next_user(self, statement: Statement, streams: frozenset[str]) -> Statement | None:
        """The next kept statement that draws from one of the streams before something sets them anew."""
        for later in self.after(statement):
            if later.id in self.kept and self.draws[later.id] & streams and self.function(later) is None:
                return later
            if later.id > statement.id and later.parent is None and later.facts.seeds >= streams:
                return None
        return None

    def after(self, statement: Statement) -> Iterator[Statement]:
        """What may run after a statement: all that follow, and what stands before it in the same loop."""
        yield from self.statements[statement.id + 1 :]
        loop = self.loop_of(statement)
        yield from self.statements[loop : statement.id] if loop is not None else ()

    def loop_of(self, statement: Statement) -> int | None:
        """The outermost loop that a statement stands in."""
        _, *above = outwards(self.statements, statement)
        return next((each.id for each in reversed(above) if isinstance(each.node, LOOPS)), None)

    # --------------------------------------------------------------------------------------------------------- the rest

    def empty_tries(self) -> None:
        """A `try` whose body is gone cannot fail: its handlers go too, unless a kept statement needs their names."""
        for statement in self.statements:
            if not isinstance(statement.node, ast.Try) or statement.id not in self.kept:
                continue
            inside = self.graph.inside(statement.id)
            direct = [i for i in self.graph.children[statement.id] if i in self.kept or i in self.remains]
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
                    self.keep(i, "whether it fails decides what comes after")
            else:
                for i in [statement.id, *inside]:
                    self.kept.pop(i, None)

    def drop_hollow_functions(self) -> None:
        """A function of which nothing stays but its name goes, where nothing that stays mentions it."""
        self.kept = {i: because for i, because in self.kept.items() if i not in self.idle_calls}
        while True:
            hollow = [s for s in self.statements if s.id in self.kept and self.hollow(s)]
            gone = [s for s in hollow if not any(self._mentions(other, s) for other in self.kept)]
            for statement in gone:
                for identity in [statement.id, *self.graph.inside(statement.id)]:
                    self.kept.pop(identity, None)
            if not gone:
                return

    def hollow(self, statement: Statement) -> bool:
        """Whether a function of the notebook only drew."""
        inside = [self.statements[i] for i in self.graph.inside(statement.id)]
        if not isinstance(statement.node, FUNCTION) or statement.parent is not None or statement.node.decorator_list:
            return False
        stays = [s for s in inside if s.id in self.kept or s.id in self.remains]
        drew = any(s.facts.display == "plot" for s in inside if s.id not in self.kept)
        return drew and all(isinstance(s.node, ast.Pass) for s in stays)

    def _mentions(self, reader: int, function: Statement) -> bool:
        statement, name = self.statements[reader], defined(function.node)
        if reader == function.id or self.function(statement) == function.id:
            return False
        parts = self.graph.children.get(reader) and isinstance(statement.node, FUNCTION)
        return name in statement.facts.names or (not parts and name in statement.facts.late)

    def keep_imports(self) -> None:
        """Imports stay where a kept statement reads the name."""
        wanted: set[int] = set()
        for statement in self.statements:
            if isinstance(statement.node, IMPORTS):
                edges = self.graph.outgoing.get(statement.id, ())
                star = any(alias.name == "*" for alias in statement.node.names)
                if star or acts(statement) or any(self._really_reads(reader, name) for reader, name in edges):
                    wanted.add(statement.id)
        for identity in sorted(wanted):
            self.keep(identity, "what stays uses it")

    def _really_reads(self, reader: int, name: str) -> bool:
        """Whether a kept statement mentions the name itself: a call of a function whose plots are gone does not."""
        facts = self.statements[reader].facts
        return reader in self.kept and (name in facts.names or name in facts.late or name not in facts.reads)

    def choice(self, statement: Statement) -> Choice:
        """What became of a statement, when everything is decided."""
        identity = statement.id
        imports = isinstance(statement.node, IMPORTS)
        if identity in self.kept:
            inside = self.graph.inside(identity)
            partly = any(i not in self.kept and not isinstance(self.statements[i].node, ast.Pass) for i in inside)
            return Choice(identity, "import" if imports else "pruned" if partly else "train", self._because(statement))
        if identity in self.unwrapped:
            return Choice(identity, "pruned", "it goes, what stands in it stays", unwrap=True)
        if identity in self.remains:
            because = STILL_DRAWN if statement.facts.drawing else "the plot goes, what it showed of the model stays"
            return Choice(identity, "pruned", because, remains=self.remains[identity])
        return Choice(identity, "dropped", self.why_dropped(statement, imports))

    def _because(self, statement: Statement) -> str:
        """Why it stays; not for the numbers that it draws, where what stays uses what it makes."""
        reason = self.kept[statement.id]
        if not reason.startswith(ADVANCES):
            return reason
        users = (r for r in self.graph.readers.get(statement.id, ()) if r in self.kept)
        return next((f"cell {self.statements[user].cell + 1} uses it" for user in users), reason)

    def why_dropped(self, statement: Statement, imports: bool) -> str:
        """Why the statement goes."""
        if imports:
            return "nothing that stays uses it"
        if statement.facts.display in SHOWN:
            return SHOWN[statement.facts.display]
        if statement.id in self.quiet:
            if prints_rows(self.graph, statement):
                return SHOWN["look"]
            return BESIDE if statement.facts.display == "print" else "everything in it only draws or shows"
        if isinstance(statement.node, FUNCTION):
            return "it only draws, and nothing that stays calls it"
        edges = self.graph.outgoing.get(statement.id, ())
        users = sorted({self.statements[r].cell + 1 for r, name in edges if name in self.statements[r].facts.reads})
        places = f"only dropped plots and looks use it (cell {', '.join(map(str, users[:4]))})"
        return places if users else "nothing that stays needs it"
