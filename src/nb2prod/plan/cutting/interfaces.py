"""What a segment takes and gives, and whether it can be a function at all.

    factor = 3
    def scale(x): return x * factor
    factor = 10                      a step that rebinds `factor` would do so behind the back of `scale`:
    second = scale(1)                these statements stay in the workflow function itself

Whatever is not provably the same as a function stays inline; inline is always right.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from functools import cached_property

from nb2prod.model import Facts, Program, Statement
from nb2prod.nesting import defined
from nb2prod.plan.cutting.at_once import lasting
from nb2prod.plan.cutting.binding import in_its_turn, surely
from nb2prod.plan.cutting.changing import reads_as_change
from nb2prod.plan.cutting.last_values import answers, leads_nowhere
from nb2prod.plan.cutting.repeated import repeatable
from nb2prod.plan.cutting.segment import Segment
from nb2prod.plan.graph import Graph, in_function, set_globals, top_of
from nb2prod.plan.types import columns_or_frames, final_types, types_of
from nb2prod.replacing import dataclass, field
from nb2prod.walking import walk

COUNTING = frozenset({"numpy.ndarray.resize", "?.resize", "?.__del__"})  # they heed whether a second variable holds it


@dataclass
class Interface:
    """Inputs and outputs of one segment; `inline` is the reason why it is no function, "" where it can be one."""

    segment: Segment
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)  # what nobody takes, and that is handed back all the same
    constants: list[str] = field(default_factory=list)
    inline: str = ""
    types: dict[str, str] = field(default_factory=dict)  # of inputs and outputs, where all binders agree
    perhaps: list[str] = field(default_factory=list)  # outputs that may be unbound
    imports: list[int] = field(default_factory=list)  # of Program.imports, those that the segment repeats


@dataclass(frozen=True)
class Context:
    """What all segments of one plan share."""

    program: Program
    graph: Graph
    kept: frozenset[int]
    bound: Mapping[str, list[int]]  # kept binders of each notebook name
    everywhere: frozenset[str]  # imports and definitions that live at module level
    constants: Mapping[str, int]  # names lifted to parameters, with the statement that set them
    remaining: frozenset[int]  # dropped plots of which a draw stays
    wanted: frozenset[str]  # names that the workflow must hold at its end: metrics, learned values

    @cached_property
    def mortal(self) -> frozenset[str]:
        """Types of the notebook with a `__del__`."""
        classes = (s.node for s in self.program.statements if isinstance(s.node, ast.ClassDef))
        return frozenset(f"class:{c.name}" for c in classes if any(defined(m) == "__del__" for m in c.body))


class Interfaces:
    """Works out all interfaces of a plan together: one segment's rebinding decides about another one."""

    def __init__(self, context: Context, found: list[Segment]) -> None:
        """`found` are all segments in order."""
        self.context = context
        self.segments = found
        self.home: dict[int, int] = {}
        self.parts: dict[tuple[int, ...], list[int]] = {}
        for index, segment in enumerate(found):
            for identity in self._all(segment):
                self.home[identity] = index
        self.result = [Interface(segment) for segment in found]
        self.unsure = columns_or_frames(context.program)
        self.types = final_types(context.program, self.unsure)
        self.repeatable = repeatable(context.program, context.kept, context.bound) - context.everywhere
        self.forced: dict[int, set[str]] = {}

    def work_out(self) -> list[Interface]:
        """Decide what is inline, then what crosses."""
        for index in range(len(self.segments)):
            self._functions(index)
            self._early(index)
            self._deleted(index)
            self._counted(index)
        while self._round():
            pass
        self._hand_back()
        for interface in self.result:
            if interface.inline:
                interface.inputs, interface.outputs = [], []
        for index, interface in enumerate(self.result):
            interface.types = self._types(index, interface)
        return [interface for interface in self.result if not self._only_imports(interface)]

    def _only_imports(self, interface: Interface) -> bool:
        """Whether a step would do nothing but import what the steps that use it import themselves."""
        own = [self._statement(i) for i in interface.segment.statements]
        imports = all(isinstance(s.node, (ast.Import, ast.ImportFrom)) for s in own)
        calm = not any(s.facts.effects - {"read", "unknown"} or s.facts.draws or s.facts.seeds for s in own)
        return imports and calm and not interface.inline and all(s.facts.binds <= self.repeatable for s in own)

    def _hand_back(self) -> None:
        """What is worked out last and nobody takes is handed back; a step without any gives what it fitted."""
        exits, seen = self.context.program.exits, self.context
        for index, interface in enumerate(self.result):
            own = self._all(self.segments[index])
            ending = {n for n in self._surely(index) if self._may_leave(n) and exits.get(n, frozenset()) <= {*own}}
            ending -= {*interface.outputs, *interface.inputs}
            last = {n for n in ending if leads_nowhere(seen, own, n)}
            if not interface.outputs and not last:
                last = answers(seen, own, ending)
            interface.last = [] if interface.inline else sorted(last, key=lambda n: self._first(index, n))

    def _may_leave(self, name: str) -> bool:
        """Whether the name is a variable of a step: no constant, nothing that lives at module level."""
        return not (name in self.context.everywhere or name in self.context.constants or name in self.repeatable)

    def _types(self, index: int, interface: Interface) -> dict[str, str]:
        """Types of what comes in, by what binds it before, and of what goes out, by what binds it last."""
        found: dict[str, set[str]] = {}
        mine = self._all(self.segments[index])
        for identity in mine:
            for source, name in self.context.graph.sources.get(identity, ()):
                if name in interface.inputs and self.home.get(source) != index:
                    found.setdefault(name, set()).update(t for n, t in self._types_of(source).items() if n == name)
        known = {name: next(iter(types)) for name, types in found.items() if len(types) == 1}
        outputs = dict(known)
        for identity in mine:
            given = {*interface.outputs, *interface.last}
            outputs.update({n: t for n, t in self._types_of(identity).items() if n in given})
        both = {n for n in interface.inputs if n in interface.outputs and known.get(n) != outputs.get(n)}
        return {n: t for n, t in (known | outputs).items() if n not in both}

    # ------------------------------------------------------------------------------------ functions that read variables

    def _functions(self, index: int) -> None:
        """A function made in a segment reads variables when it is called: later rebinding must reach it."""
        for identity in self._all(self.segments[index]):
            statement = self._statement(identity)
            outer = self._made_outer(statement)
            for name in sorted((lasting(statement) | outer) & set(self.context.bound)):
                if name not in self.context.everywhere:
                    self._closure(index, name, name in outer)

    def _closure(self, index: int, name: str, rebinds: bool) -> None:
        later = sorted({self.home[i] for i in self.context.bound[name] if self.home.get(i, -1) > index})
        if rebinds:
            self._inline(index, f"a function defined here says `global {name}`, a variable of other cells")
            later = [i for i in range(len(self.segments)) if name in self._names(i) or i in later]
        for other in later:
            self._inline(index, f"a function defined here uses `{name}`, which a later cell sets")
            self.forced.setdefault(other, set()).add(name)
            if self._carried(other, name) or rebinds:
                self._inline(other, f"it shares the variable `{name}` with a function of another cell")

    def _made_outer(self, statement: Statement) -> frozenset[str]:
        made = isinstance(statement.node, (ast.FunctionDef, ast.ClassDef))
        return set_globals(statement.node) if made else frozenset()

    def _carried(self, index: int, name: str) -> bool:
        """Whether a statement of the segment reads `name` only through a function that it may call."""
        return any(
            name in self._facts(i).reads and name not in self._facts(i).names for i in self._all(self.segments[index])
        )

    def _counted(self, index: int) -> None:
        """`x.resize(5)` fails where another variable holds the array, as the caller of a step would."""
        for identity in self._all(self.segments[index]):
            if self.context.mortal & {type_ for _, type_ in self._facts(identity).types}:
                self._inline(index, "what it makes acts when it is cleaned up: not at the end of a step")
            for call in COUNTING & set(self._facts(identity).calls):
                self._inline(index, f"{call.rpartition('.')[2]} fails where a second variable holds what it changes")

    def _early(self, index: int) -> None:
        """A name read before the notebook binds it must stay a variable of the workflow, unbound as it was."""
        for identity in self._all(self.segments[index]):
            facts = self._facts(identity)
            sources = {name for _, name in self.context.graph.sources.get(identity, ())}
            for name in sorted(facts.names - sources):
                homes = sorted({self.home[i] for i in self.context.bound.get(name, ()) if i in self.home})
                if homes and name not in self.context.everywhere and not hasattr(builtins, name):
                    self._inline(index, f"`{name}` is used before the notebook sets it")
                    for other in homes:
                        self.forced.setdefault(other, set()).add(name)

    def _deleted(self, index: int) -> None:
        """`del n`, then `try: n`: who asks for the name must find it gone, so all of them are about one variable."""
        for identity in self._all(self.segments[index]):
            for reader, name in self.context.graph.outgoing.get(identity, ()):
                facts = self._facts(reader)
                asks = name in facts.names | facts.late and name not in self.context.everywhere
                if name in self._facts(identity).deletes and asks and self.home.get(reader, index) != index:
                    self._inline(index, f"it deletes `{name}`, which is used later")
                    self._inline(self.home[reader], f"`{name}` may be deleted here")
                    for binder in self.context.bound.get(name, ()):
                        self.forced.setdefault(self.home.get(binder, index), set()).add(name)

    # ----------------------------------------------------------------------------------------------- inputs and outputs

    def _round(self) -> bool:
        """Compute all interfaces; True when a segment had to become inline, which changes the others."""
        held: set[str] = set()  # names that the workflow function holds so far
        sure: set[str] = set()
        for index, interface in enumerate(self.result):
            self._inputs(index, interface)
            binds, certain = self._binds(index), self._surely(index)
            given = set(interface.inputs)
            interface.outputs = sorted(
                (n for n in binds | given if self._crosses(index, n, held)), key=lambda n: self._first(index, n)
            )
            earlier = [
                n for n in interface.outputs if n not in certain and n not in given and self._bound_before(index, n)
            ]
            interface.inputs += earlier  # `if flag: y = 1` hands on the y that came in where it binds none
            doubtful = [
                n
                for n in interface.outputs
                if n not in certain and n not in interface.inputs and not self._needed(index, n)
            ]
            unsure = [n for n in interface.inputs if n not in sure and not self._read_first(index, n)]
            if not interface.inline and (doubtful or unsure):
                interface.inline = f"whether `{(doubtful or unsure)[0]}` is bound there is not certain"
                return True
            held |= binds if interface.inline else set(interface.outputs)
            sure |= certain if interface.inline else set(interface.outputs)
        return False

    def _bound_before(self, index: int, name: str) -> bool:
        return any(self.home.get(i, index) < index for i in self.context.bound.get(name, ()))

    def _inputs(self, index: int, interface: Interface) -> None:
        outside: dict[str, int] = {}
        constants: set[str] = set()
        repeated: set[tuple[int, str]] = set()
        called = frozenset[str]().union(*(self._facts(i).late for i in self._all(self.segments[index])))
        for identity in self._all(self.segments[index]):
            facts = self._facts(identity)
            for name in facts.names | facts.late:
                if name in self.context.constants:
                    constants.add(name)
            for source, name in self.context.graph.sources.get(identity, ()):
                mine = self.home.get(source) == index
                if name in self.repeatable:
                    repeated |= set() if mine or name not in facts.names else {(source, name)}
                elif not mine and source in self.home and name in facts.names | called:
                    outside |= {} if name in outside or self._set_here(identity, name) else {name: source}
            for name in facts.late - self._binds(index):
                if name in self.context.bound and name not in outside:
                    earlier = [i for i in self.context.bound[name] if self.home.get(i, index) < index]
                    if earlier:
                        outside[name] = earlier[0]
        elsewhere = {*self.context.everywhere, *self.context.constants}
        wanted = [n for n in outside if n in self.context.bound and n not in elsewhere]  # others, star imports give
        interface.inputs = sorted(wanted, key=lambda n: self._mentioned(index, n))
        every = enumerate(self.context.program.imports)
        interface.imports = [number for number, item in every if (item.statement, item.name) in repeated]
        interface.constants = sorted(constants, key=lambda n: self.context.constants[n])

    def _crosses(self, index: int, name: str, held: set[str]) -> bool:
        if not self._may_leave(name):
            return False
        if name == self.segments[index].load:
            return True
        mine = [i for i in self._all(self.segments[index]) if name in self._facts(i).binds]
        if not mine:  # it came in, and goes on as the same object: only a change worth showing hands it back
            return self._changed_frame(index, name) or name in self.forced.get(index, ())
        for identity in self._all(self.segments[index]):
            for reader, edge in self.context.graph.outgoing.get(identity, ()):
                if edge == name and reader in self.home and self.home[reader] != index:
                    facts = self._facts(reader)
                    if (name in facts.names or name in facts.late) and not self._set_here(reader, name):
                        return True
        if self._changed_frame(index, name) or self._late_elsewhere(index, name):
            return True
        ends = any(i in self.context.program.exits.get(name, ()) for i in self._all(self.segments[index]))
        if ends and (name in held or name in self.result[index].inputs or name in self.context.wanted):
            return True
        return name in self.forced.get(index, ())

    def _set_here(self, reader: int, name: str) -> bool:
        """Whether the reader's own segment surely binds the name before: the edge is about the object, not the name.

        fig, ax = plt.subplots()      ax.plot(x)      it reaches all that was drawn before, by whatever name
        """
        graph = self.context.graph
        if name in self._facts(reader).late:
            return False
        if in_its_turn(graph.program, reader, name):
            return True
        before = self.segments[self.home[reader]].statements
        top = top_of(graph.program, reader)
        return any(i < top and name in surely(graph, i, self.context.kept) for i in before[: before.index(top)])

    def _late_elsewhere(self, index: int, name: str) -> bool:
        """Whether a function made in another segment reads the name when it is called."""
        return any(name in late for other, late in enumerate(self._late) if other != index)

    @cached_property
    def _late(self) -> list[frozenset[str]]:
        """What functions made in each segment read when they are called."""
        return [frozenset[str]().union(*(lasting(self._statement(i)) for i in self._all(s))) for s in self.segments]

    def _changed_frame(self, index: int, name: str) -> bool:
        """A frame that the step changes in place and later code reads is handed back, so that the call says so."""
        if name not in self.result[index].inputs or self.types.get(name) != "pandas.DataFrame":
            return False
        changes = [
            i
            for i in self._all(self.segments[index])
            if name in self._facts(i).mutates & self._facts(i).names and reads_as_change(self._statement(i).node, name)
        ]
        readers = [r for i in changes for r, edge in self.context.graph.outgoing.get(i, ()) if edge == name]
        return any(r in self.home and self.home[r] > index and name in self._facts(r).names for r in readers)

    def _needed(self, index: int, name: str) -> bool:
        """Whether a later statement reads the name in any case, of an `if` the next: the notebook would stop, too."""
        binders = [i for i in self._all(self.segments[index]) if name in self._facts(i).binds]
        chosen = all(isinstance(self._statement(top_of(self.context.program, i)).node, ast.If) for i in binders)
        for later in self.segments[index + 1 : index + 2 if chosen else None]:
            for identity in later.statements:
                if name in self._facts(identity).names and not isinstance(self._statement(identity).node, ast.Try):
                    return True
                if name in surely(self.context.graph, identity, self.context.kept):
                    return False
        return name in self.context.wanted  # what is saved or reported: the workflow reads it at its end

    def _read_first(self, index: int, name: str) -> bool:
        """Whether the segment itself reads the name in any case."""
        return any(name in self._facts(i).names for i in self.segments[index].statements)

    # ------------------------------------------------------------------------------------------------------------ facts

    def _all(self, segment: Segment) -> list[int]:
        """Kept statements of the segment, nested ones too, bodies of functions left out."""
        if segment.statements in self.parts:
            return self.parts[segment.statements]
        found: list[int] = []
        for identity in segment.statements:
            for i in [identity, *self.context.graph.inside(identity)]:
                if (i in self.context.kept | self.context.remaining or i == identity) and not in_function(
                    self.context.program, self._statement(i)
                ):
                    found.append(i)
        self.parts[segment.statements] = found
        return found

    def _statement(self, identity: int) -> Statement:
        return self.context.program.statements[identity]

    def _facts(self, identity: int) -> Facts:
        return self._statement(identity).facts

    def _types_of(self, identity: int) -> dict[str, str]:
        return types_of(self._statement(identity), self.unsure)

    def _binds(self, index: int) -> set[str]:
        return {
            name for i in self._all(self.segments[index]) for name in self._facts(i).binds
        } - self.context.everywhere

    def _names(self, index: int) -> set[str]:
        return {n for i in self._all(self.segments[index]) for n in self._facts(i).names | self._facts(i).binds}

    def _surely(self, index: int) -> set[str]:
        graph, kept = self.context.graph, self.context.kept
        return {n for i in self.segments[index].statements for n in surely(graph, i, kept)}

    def _first(self, index: int, name: str) -> tuple[int, int, str]:
        binding = min((i for i in self._all(self.segments[index]) if name in self._facts(i).binds), default=-1)
        if binding < 0:
            return self._written(name)
        return self._order(binding, name)

    def _mentioned(self, index: int, name: str) -> tuple[int, int, str]:
        """Where the segment first mentions the name: its parameters come in that order."""
        every = (i for i in self._all(self.segments[index]) if name in self._facts(i).names | self._facts(i).late)
        return self._order(min(every, default=0), name)

    def _written(self, name: str) -> tuple[int, int, str]:
        """Where the notebook first binds the name: inputs come in that order."""
        return self._order(min(self.context.bound.get(name, [0])), name)

    def _order(self, identity: int, name: str) -> tuple[int, int, str]:
        """Names in the order in which the notebook writes them: X_train, X_test, y_train, y_test."""
        node = self._statement(identity).node
        found = [(n.lineno, n.col_offset) for n in walk(node) if isinstance(n, ast.Name) and n.id == name]
        line, column = min(found, default=(0, 0))
        return identity, line * 10_000 + column, name

    def _inline(self, index: int, reason: str) -> None:
        self.result[index].inline = self.result[index].inline or reason
