"""What each step is called and how its docstring reads.

A tag decides; then the notebook's own words, where its heading or the comment on the cell says what is done; then what
the statements do (candidates.py, operations.py). A name that is taken gets what tells the two apart: the frame, the
model, the topic; a number only where nothing does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nb2prod.model import Program, Statement
from nb2prod.plan.functions import KINDS
from nb2prod.plan.graph import Graph
from nb2prod.plan.interfaces import Interface
from nb2prod.plan.names import allowed, identifier, unique, words
from nb2prod.plan.naming.candidates import Candidates
from nb2prod.plan.naming.clauses import clauses
from nb2prod.plan.naming.docstrings import docstring
from nb2prod.plan.naming.headline import Headline, headline
from nb2prod.plan.naming.operations import leading, operations
from nb2prod.plan.naming.wording import ARTICLES
from nb2prod.plan.segments import Segment

DOING = ("load", "split", "train", "evaluate", "export")  # kinds of steps that a verb may speak of
LONGEST_NAME = 44
LESS = ("load", "split", "export", "prepare")  # what a step that fits a model is not called after
MAKING = frozenset({"init", "initialise", "initialize", "instantiate", "define", "create", "build", "set_up", "import"})
NEEDED = {  # kind of step that a verb speaks of -> what its statements must prove, one of them
    "load": {"load"}, "split": {"split"}, "train": {"train", "tune"}, "evaluate": {"evaluate", "predict"},
    "export": {"export"},
}  # fmt: skip


class Naming:
    """Names and docstrings of all steps of one plan, in order; each name once."""

    def __init__(
        self, program: Program, kept: frozenset[int], found: Sequence[Interface], taken: frozenset[str]
    ) -> None:
        """`taken`: names that no step may bear."""
        self.program, self.kept, self.found = program, kept, found
        self.graph = Graph.of(program)
        self.used = set(taken)
        self.holders: dict[str, int] = {}
        imported = frozenset(item.name for item in program.imports)
        self.operations = [operations(self._statements(i.segment)) for i in found]
        self.done = [[c for s in self._with_definitions(i.segment) for c in clauses(s, imported)] for i in found]
        self.headlines = [headline(i.segment.heading.text) if i.segment.heading else None for i in found]
        self.candidates = Candidates(program, found, self._statements, self.operations, self.done)
        self.owners = self._owners()

    def names(self) -> list[str]:
        """The name of each step; what the notebook itself says comes before what we make up."""
        every = range(len(self.found))
        first = [i for i in every if self.found[i].segment.tag or i in self.owners]
        chosen = {index: self._choose(index) for index in [*first, *(i for i in every if i not in first)]}
        return [chosen[index] for index in every]

    def doc(self, index: int) -> str:
        """One true sentence about the step, and the cells that it comes from."""
        interface = self.found[index]
        said = self._words(index)
        cells = tuple(dict.fromkeys(self.program.statements[i].cell for i in interface.segment.statements))
        over = interface.segment.heading
        repeated = over is not None and set(words(said)) >= set(words(over.text)) - ARTICLES
        above = None if repeated or interface.segment.load else over
        return docstring(said, self.done[index], interface.outputs, cells, above)

    def _words(self, index: int) -> str:
        """The notebook's own words for the step, where it was named by them."""
        segment = self.found[index].segment
        said = self.owners.get(index) or self._comment(index)
        if said is None or not said.verb or segment.tag:
            return segment.tag.replace("_", " ")
        return said.text or said.name.replace("_", " ")

    # ------------------------------------------------------------------------------------------------------------ names

    def _choose(self, index: int) -> str:
        headlined = self.headlines[index]
        topic = headlined.name if headlined and not headlined.verb else ""
        wanted = [name for name in self._candidates(index, topic) if name]
        if self.found[index].segment.tag:  # what the notebook says, numbered if need be
            wanted = wanted[:1]
        chosen = next((name for name in wanted if allowed(name, self.used) and len(name) <= LONGEST_NAME), "")
        if not chosen and not self.found[index].segment.tag:
            owned = headlined is not None and headlined in self.owners.values()
            about = headlined.name.partition("_")[2] if headlined is not None and owned else topic
            every = (n for plain in wanted for n in self.candidates.apart(index, plain, about, self.holders.get(plain)))
            chosen = next((name for name in every if allowed(name, self.used) and len(name) <= LONGEST_NAME), "")
        chosen = chosen or unique(wanted[0], self.used)
        self.used.add(chosen)
        self.holders[chosen] = index
        return chosen

    def _candidates(self, index: int, topic: str) -> Iterator[str]:
        segment = self.found[index].segment
        if segment.tag:
            yield identifier(segment.tag)
            return
        if index in self.owners:
            yield self.owners[index].name
        elif not segment.load and (comment := self._comment(index)):
            yield comment.name
        yield from self.candidates.of(index, topic)

    # --------------------------------------------------------------------------------------------- the notebook's words

    def _owners(self) -> Mapping[int, Headline]:
        """Which step a heading names: the first of the kind that its verb speaks of, else the first one below it."""
        sections: dict[object, list[int]] = {}
        for index, interface in enumerate(self.found):
            if interface.segment.heading is not None and not interface.segment.load:
                sections.setdefault(interface.segment.heading, []).append(index)
        owners: dict[int, Headline] = {}
        for indices in sections.values():
            said = self.headlines[indices[0]]
            if said is None or not said.verb:
                continue
            indices = [i for i in indices if not self._elsewhere(i, said)]
            kinds = {i: self.candidates.kind(i) for i in indices}
            fitting = [i for i in indices if kinds[i] == said.phase]
            anywhere = [i for i in indices if not said.phase or kinds[i] in ("prepare", "other")]
            anywhere.sort(key=lambda i: kinds[i] == "load")  # what is loaded is loaded for what the heading speaks of
            chosen = (fitting or anywhere or (indices if len(indices) == 1 else []))[:1]
            owners.update((i, said) for i in chosen)
        return owners

    def _elsewhere(self, index: int, said: Headline) -> bool:
        """Whether a heading speaks of something that the step below it does not even mention."""
        segment = self.found[index].segment
        if not self._proven(index, said):
            return True
        lead = leading(self.operations[index], len(self._statements(segment)))
        if said.phase == self.candidates.kind(index) or (lead is None and said.phase not in DOING):
            return False
        text = " ".join(s.source for s in self._statements(segment)).lower() + (lead.name if lead else "")
        return not any(word[:4] in text for word in said.name.split("_")[1:] or [said.verb])

    def _proven(self, index: int, said: Headline) -> bool:
        """Whether the step does what the verb says, where that can be told; a fit is not called something less."""
        proven, kind = self.candidates.proven[index], self.candidates.kind(index)
        if kind == "train" and (said.phase in LESS or said.name == "build_features"):
            return False
        if kind == "train" and said.verb in MAKING and "train" in proven:
            return False
        if said.verb in ("tune", "optimise", "optimize"):
            return "tune" in proven or {"train", "evaluate"} <= proven
        if said.verb in ("compare", "measure"):
            return True
        needed = {"predict"} if said.verb in ("predict", "forecast") else NEEDED.get(said.phase, set())
        return not needed or bool(needed & proven)

    def _comment(self, index: int) -> Headline | None:
        """A comment on the cell that says what is done: `# Fill missing ages`; only one with a verb, and short."""
        segment = self.found[index].segment
        first = self.program.statements[segment.statements[0]]
        above = [s for s in self.program.statements if s.cell == first.cell and s.id < first.id and s.parent is None]
        source = next(c.python for c in self.program.notebook.cells if c.index == first.cell).split("\n")
        line = first.line - 2
        if above and above[-1].end_line - 1 >= line:
            return None
        text = ""
        while line >= 0 and source[line].lstrip().startswith("#"):
            text = source[line].lstrip("# \t")
            line -= 1
        said = headline(text) if 2 <= len(words(text)) <= 9 else None
        lines = source[first.line - 1 : max((s.end_line for s in self._statements(segment)), default=first.line)]
        alone = len({self.program.statements[i].cell for i in segment.statements}) == 1
        alone &= not any(text.lstrip().startswith("#") for text in lines)  # several comments: each speaks of its lines
        kind = self.candidates.kind(index)
        plain = said is not None and not said.phase and kind in ("prepare", "other")
        fits = said is not None and said.verb and (plain or said.phase == kind) and self._proven(index, said)
        return said if fits and alone else None

    # ------------------------------------------------------------------------------------------------------------ facts

    def _statements(self, segment: Segment) -> list[Statement]:
        """Kept statements of the segment, nested ones too, but no definitions and what stands in them."""
        found = []
        for identity in segment.statements:
            statement = self.program.statements[identity]
            if isinstance(statement.node, KINDS):
                continue
            inner = [self.program.statements[i] for i in self.graph.inside(identity) if i in self.kept]
            found += [statement, *inner]
        return found

    def _with_definitions(self, segment: Segment) -> list[Statement]:
        """Those, and the definitions among them."""
        every = [*self._statements(segment), *(self.program.statements[i] for i in segment.statements)]
        return sorted({s.id: s for s in every}.values(), key=lambda s: s.id)
