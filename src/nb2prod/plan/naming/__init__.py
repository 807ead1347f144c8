"""What each step is called and how its docstring reads.

A tag decides; then the notebook's own words, where its heading or the comment on the cell says what is done; then what
the statements do (candidates.py, operations.py). A name that is taken gets what tells the two apart: the frame, the
model, the topic; a number only where nothing does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING, outwards
from nb2prod.plan.cutting.interfaces import Interface
from nb2prod.plan.cutting.segment import FITTING, Segment
from nb2prod.plan.graph import Graph
from nb2prod.plan.headings import Heading
from nb2prod.plan.names import allowed, identifier, unique, words
from nb2prod.plan.names import first as first_word
from nb2prod.plan.naming.about import About
from nb2prod.plan.naming.acts import LAST, LAST_OF_ALL, acts, first_act
from nb2prod.plan.naming.agreeing import agrees
from nb2prod.plan.naming.aims import aims
from nb2prod.plan.naming.apart import apart, spelt_alike
from nb2prod.plan.naming.candidates import candidates
from nb2prod.plan.naming.clause import Clause, listed, looped_over, plain_calls, targets, text_of, touched
from nb2prod.plan.naming.clauses import clauses
from nb2prod.plan.naming.crossing import crossed, fits, folded
from nb2prod.plan.naming.docstrings import UNKNOWN, answers, docstring, sentence
from nb2prod.plan.naming.forms import blank, mask_of
from nb2prod.plan.naming.headline import Headline, bare, headline, spoken_of
from nb2prod.plan.naming.learning import Around
from nb2prod.plan.naming.merging import logged_as, of_all_turns
from nb2prod.plan.naming.of_trained import Trained
from nb2prod.plan.naming.operations import operations
from nb2prod.plan.naming.proofs import Proofs
from nb2prod.plan.naming.sections import DEFAULTS, Facts, Sections
from nb2prod.plan.naming.twins import COLUMNS, Twins
from nb2prod.plan.naming.wording import ARTICLES, OTHERWISE, VERBS
from nb2prod.plan.twins.facts import Fact, joined
from nb2prod.plan.twins.origins import DATA
from nb2prod.walking import last_of, walk

LONGEST_NAME = 50
CODE = re.compile(r"[\w.]+(?:, ?[\w.]+)*(?:\[.*?\])*\s*=[^=]|[\w.]+\(")  # of a statement that is commented out
CLOSE = ("prepare", "split")  # kinds of steps whose second name is much worse than the first
TELLING = ("train", "evaluate", "split")  # kinds of steps whose names say what they do
LOOKING = ("check", "examine", "explore", "inspect", "print", "see", "verify", "visit")  # verbs that change nothing
OF_TABLES = ("prepare_data", "clean_data")  # names of whatever is done to tables
MOST_SAID = 3  # calls
PLAIN = frozenset(
    {"train_model", "evaluate_model", "tune_model", "make_predictions", "validate_model", "test_model", "build_model"}
)
LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Naming:
    """Names and docstrings of all steps of one plan, in order; each name once."""

    def __init__(
        self,
        program: Program,
        kept: frozenset[int],
        found: Sequence[Interface],
        taken: frozenset[str],
        shown: Mapping[int, Sequence[str]],
    ) -> None:
        """`taken`: names that no step may bear; `shown`: by statement, how values are called that are only shown."""
        self.program, self.kept, self.found, self.shown = program, kept, found, shown
        self.graph = Graph.of(program)
        self.used = set(taken)
        self.holders: dict[str, int] = {}
        self.imported = frozenset(item.name for item in program.imports)
        self.bound = frozenset(identifier(name) for s in program.statements for name in s.facts.binds)
        self.proofs = Proofs(program)
        own = {n: does for n, inner in self.proofs.inside.items() if (does := self.proofs.fitting(inner))}
        self.fitting = self.proofs.beside | own
        self.mapped = frozenset(s.id for s in program.statements if self._maps(s))
        self.blanks = frozenset(s.id for s in program.statements if self._of_blanks(s))
        self.aims = aims(program)
        self.asked = self._asked()
        self.classes = frozenset(s.node.name for s in program.statements if isinstance(s.node, ast.ClassDef))
        self.operations = [operations(self._statements(i.segment), self.mapped, self.blanks, self.aims) for i in found]
        self.done = [self._done(i) for i in found]
        self.headlines = [headline(i.segment.heading.text) if i.segment.heading else None for i in found]
        self.about = About(program, found, self._statements, self.operations, self.done, self.proofs)
        known = Facts(
            lambda index: self._statements(found[index].segment),
            self.about.proven,
            self.operations,
            self.done,
            self.about.kind,
        )
        self.sections = Sections(program, found, known)
        self.owners = self._owners()
        self.twins = Twins(self.about, {i: self._spoken_of(i) for i in range(len(found))})
        self.wanted = [self._wanted(index) for index in range(len(found))]
        said = {*self.owners, *(i for i, one in enumerate(found) if one.segment.tag)}
        plain = {i: names[0] for i, names in enumerate(self.wanted) if i not in said}
        self.trained = Trained(self.about, self.twins, plain, self.bound)

    def names(self) -> list[str]:
        """The name of each step; what the notebook itself says comes before what we make up."""
        every = range(len(self.found))
        first = [i for i in every if self.found[i].segment.tag or i in self.owners]
        chosen = {index: self._choose(index) for index in [*first, *(i for i in every if i not in first)]}
        return [chosen[index] for index in every]

    def doc(self, index: int) -> str:
        """One true sentence about the step, and the cells that it comes from."""
        segment, said = self.found[index].segment, self._words(index)
        over = segment.heading
        repeated = over is not None and set(words(said)) >= set(words(over.text)) - ARTICLES
        above = None if repeated or segment.load or not self.sections.opens(index) else over
        return docstring(self.sentences[index], self._cells(index), above)

    def _cells(self, index: int) -> tuple[int, ...]:
        return tuple(sorted({self.program.statements[i].cell for i in self.found[index].segment.statements}))

    @cached_property
    def sentences(self) -> list[str]:
        """What each step does, in words that several may share."""
        every = range(len(self.found))
        found = [sentence(self._words(i), self.done[i], self.about.given(i), self.about.main(i)) for i in every]
        return [text if text != UNKNOWN else self._only_calls(i) for i, text in enumerate(found)]

    def _only_calls(self, index: int) -> str:
        """What a step calls of which nothing else is known."""
        plain = plain_calls(self._statements(self.found[index].segment))
        return f"call {listed(tuple(plain))}" if 0 < len(plain) <= MOST_SAID else UNKNOWN

    def _words(self, index: int) -> str:
        """The notebook's own words for the step, where it was named by them."""
        segment = self.found[index].segment
        said = self.owners.get(index) or self._comment(index)
        if said is None or not said.verb or segment.tag:
            return segment.tag.replace("_", " ")
        return said.text or said.name.replace("_", " ")

    # ------------------------------------------------------------------------------------------------------------ names

    def _wanted(self, index: int) -> list[str]:
        """The names that it could bear; the first is what it would be called if nobody else were called so."""
        headlined, tagged = self.headlines[index], bool(self.found[index].segment.tag)
        heading = self.found[index].segment.heading
        topic = headlined.name if headlined and heading and not headlined.verb and not answers(heading) else ""
        if headlined and heading and headlined.verb == "use":
            topic = self._topic(headlined, heading)  # "Using CNN for classification"
        wanted = [name for name in self._candidates(index, topic) if name]
        wanted = [name for name in wanted if name != LAST_OF_ALL] or first_act(self.about, index) or wanted
        if over := self.twins.over(index, wanted[0]):
            wanted = [f"{wanted[0]}_over_{over}"]
        return wanted[:1] if tagged else wanted  # what the notebook says, numbered if need be

    def _choose(self, index: int) -> str:
        wanted, tagged = self.wanted[index], bool(self.found[index].segment.tag)
        facts = () if tagged else self._facts(index, wanted[0])
        chosen = self._free(self.trained.names(index, self.holders))
        chosen = chosen or self._free(self._told_apart(wanted[0], facts))
        verb = wanted[0].partition("_")[0]  # a sister is called by another thing, not by another deed
        alike = [name for name in wanted if name.partition("_")[0] == verb]
        chosen = chosen or self._free(name for name in alike if name not in LAST.values())
        if self.about.kind(index) in CLOSE and wanted[0] not in chosen:  # two that do one thing are told apart first
            chosen = self._free(self._apart(index, wanted[:1])) or chosen
        if not chosen and not tagged:
            chosen = self._free(self._apart(index, alike))
        alike = [name for name in self.holders if spelt_alike(wanted[0], name)]
        if not chosen and not tagged and not alike:  # no step: the notebook has that name itself
            other = [f"{OTHERWISE[verb]}{wanted[0].removeprefix(verb)}" for _ in [0] if verb in OTHERWISE]
            chosen = self._free([*other, *wanted])
        chosen = chosen or unique(
            next(iter(alike), wanted[0]), self.used | {f"{verb}_{name}" for name in self.bound}
        )  # model_2 is fitted
        self.used.add(chosen)
        self.holders[chosen] = index
        return chosen

    def _facts(self, index: int, plain: str) -> tuple[Fact, ...]:
        """What is true of this step alone, among all that would be called so."""
        twins = [i for i, wanted in enumerate(self.wanted) if wanted[:1] == [plain]]
        alike = self.about.kind(index) in TELLING or plain.partition("_")[0] == first_word(self.sentences[index])
        alike = (alike or plain in OF_TABLES) and not plain.startswith("log_")
        return self.twins.apart(twins, plain)[twins.index(index)] if alike and len(twins) > 1 else ()

    def _told_apart(self, plain: str, facts: tuple[Fact, ...]) -> Iterator[str]:
        """The plain name with them."""
        if plain in ("split_data", "generate_data") and [(fact.how, fact.of) for fact in facts] == [("on", DATA)]:
            yield f"{plain.partition('_')[0]}_{facts[0].word}"
        if plain in OF_TABLES and [fact.of for fact in facts] == [COLUMNS]:
            yield f"{plain.removesuffix('data')}{facts[0].word}"
        if facts:
            yield f"{plain}_{joined(facts)}"
            yield f"{plain}_{joined(facts, short=True)}"

    def _free(self, wanted: Iterable[str]) -> str:
        """The first that no step bears and that can be read; "" for none."""
        fitting = (name for name in wanted if allowed(name, self.used) and len(name) <= LONGEST_NAME)
        return next((name for name in fitting if not any(spelt_alike(name, holder) for holder in self.holders)), "")

    def _apart(self, index: int, wanted: Sequence[str]) -> Iterator[str]:
        """The names with what tells the step from those that bear them."""
        for plain in wanted:
            holder = next((step for name, step in self.holders.items() if spelt_alike(plain, name)), None)
            found = apart(self.about, index, plain, holder)
            yield from (name for name in found if agrees(self.about, index, name))
        same = (name for name, step in self.holders.items() if self.twins.same(index, step))
        yield from (f"{name}_again" for name in same if not re.search(r"\d$|_again$", name))  # done once more

    def _spoken_of(self, index: int) -> str:
        """All that a near heading says, where it is a name for something and no work; "" else."""
        said, heading = self.headlines[index], self.found[index].segment.heading
        if said is None or heading is None or answers(heading) or not self.sections.opens(index):
            return ""
        return spoken_of(said, heading.text)

    def _topic(self, headlined: Headline | None, heading: Heading | None) -> str:
        """What the heading is about: all of it where it says no verb, else what the verb is said of."""
        if headlined is None or heading is None or headlined.name in DEFAULTS or answers(heading):
            return ""
        found = headlined.name.partition("_")[2] if headlined.verb else headlined.name
        found = identifier(bare(heading.text)) if headlined.nominal else found
        return re.split("_(?:using|with|by|via|from)_", re.sub("^(?:with|by|using|via)_", "", found))[0]

    def _candidates(self, index: int, topic: str) -> Iterator[str]:
        segment = self.found[index].segment
        if segment.tag:
            yield identifier(segment.tag)
            return
        if index in self.owners:
            yield self.owners[index].name
        elif not segment.load and (comment := self._comment(index)):
            yield comment.name
        named = [name for name in candidates(self.about, index, topic) if name and agrees(self.about, index, name)]
        yield from named or (name for name in acts(self.about, index, topic) if agrees(self.about, index, name))

    # --------------------------------------------------------------------------------------------- the notebook's words

    def _owners(self) -> Mapping[int, Headline]:
        """Which steps are named by the heading above them; a plain one names none where there are several models."""
        owners: dict[int, Headline] = {}
        for index, interface in enumerate(self.found):
            said = self.headlines[index]
            if said is None or not said.verb or interface.segment.load or interface.segment.tag:
                continue
            if said.name in PLAIN and self.about.models > 1:
                continue
            if said.verb in LOOKING and self.operations[index] and self.found[index].outputs:
                continue  # "Check whether the classes are balanced": they are balanced
            if self.sections.named_by(index, said) and said not in owners.values():
                owners[index] = said
        return owners

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
        also = (word for word in re.findall(r"(?:\band|\bthen|&|,) (\w+)", text.lower()) if word in VERBS)
        says = 2 <= len(words(text)) <= 9 and not any(also) and CODE.match(text) is None  # it would tell one of two
        said = headline(text) if says else None
        lines = source[first.line - 1 : max((s.end_line for s in self._statements(segment)), default=first.line)]
        alone = len({self.program.statements[i].cell for i in segment.statements}) == 1
        alone &= not any(text.lstrip().startswith("#") for text in lines)  # several comments: each speaks of its lines
        kind = self.about.kind(index)
        plain = said is not None and not said.phase and kind in ("prepare", "other")
        fits = said is not None and said.verb and (plain or said.phase == kind) and self.sections.proven(index, said)
        looks = said is not None and said.verb in LOOKING and bool(self.found[index].outputs)
        one_of_many = said is not None and said.name in PLAIN and self.about.models > 1
        return said if fits and alone and not looks and not one_of_many else None

    # ------------------------------------------------------------------------------------------------------------ facts

    def _statements(self, segment: Segment) -> list[Statement]:
        """Kept statements of the segment, nested ones too, but no definitions and what stands in them."""
        found = []
        for identity in segment.statements:
            statement = self.program.statements[identity]
            if isinstance(statement.node, DEFINING):
                continue
            inner = [self.program.statements[i] for i in self.graph.inside(identity) if i in self.kept]
            found += [statement, *inner]
        return found

    def _done(self, interface: Interface) -> list[Clause]:
        """What the statements of a step do; an empty list that they fill is no setting."""
        every = self._with_definitions(interface.segment)
        changed = {name for s in every for name in s.facts.mutates}
        inner = [s for s in every if isinstance(s.node, ast.AugAssign) or (s.parent is not None and targets(s))]
        changed |= {name for s in inner for name in s.facts.binds}
        own = {name for s in every if isinstance(s.node, ast.Assign) for name in s.facts.binds}
        pairs = [
            (statement, replace(clause, made=tuple(sorted(touched(statement, own)))))
            for statement in every
            for clause in self._clauses(statement)
        ]
        turns = {name: "" for s in every if isinstance(s.node, ast.For) for name in s.facts.binds}
        loops = (s.node for s in every if isinstance(s.node, ast.For))
        turns |= {node.target.id: text_of(node.iter) for node in loops if isinstance(node.target, ast.Name)}
        turns |= looped_over(every)
        pairs = [(s, logged_as(c, self.shown.get(s.id, ()), turns)) for s, c in pairs]
        pairs = of_all_turns(pairs, frozenset(s.id for s in every if self._looped(s)))
        found = [clause for _, clause in pairs]
        folds = folded(pairs, self.graph)
        if folds and not any(set(c.made) & set(interface.outputs) for c in found if fits(c) and c.verb != "call"):
            found = crossed(found, folds)
        bound = [name for s in every if isinstance(s.node, ast.Assign) for name in targets(s)]
        twice = {name for name in bound if bound.count(name) > 1}  # as one class, or as another one
        otherwise = {name for c in found if c.verb in ("compute", "set") for name in c.things}
        found = [
            replace(c, verb="compute" if otherwise & {*c.things} else c.verb, rest="")
            if c.verb == "set up" and not c.weight and twice & {*c.things}
            else c
            for c in found
        ]
        found = [replace(c, verb="compute") if c.verb == "set" and changed & {*c.things} else c for c in found]
        load = (interface.segment.load,)  # df = prepared("a.csv"), a function that reads it
        return [replace(c, verb="read") if c.verb == "compute" and c.things == load else c for c in found]

    def _clauses(self, statement: Statement) -> list[Clause]:
        """What the statement does, told with what only the rest of the notebook says of it."""
        makers: dict[str, ast.Call] = {}
        unsure = set[str]()
        for source, name in self.graph.sources.get(statement.id, ()):
            node = self.program.statements[source].node
            value = node.value if isinstance(node, ast.Assign) else None
            while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in FITTING:
                value = value.func.value  # model = SVC().fit(X, y)
            if isinstance(value, ast.Call) and targets(self.program.statements[source]) == (name,):
                unsure |= {name} if name in makers and last_of(makers[name]) != last_of(value) else set()
                makers[name] = value
        known = (statement.id in self.mapped, statement.id in self.blanks, self._looped(statement), self.asked)
        own = (self.graph.own, self.classes, statement.id in self.aims)
        return clauses(statement, Around(self.imported, makers, frozenset(unsure), self.fitting, *known, *own))

    def _asked(self) -> Mapping[str, frozenset[str]]:
        """The methods and attributes that the notebook asks each variable for."""
        found: dict[str, set[str]] = {}
        for statement in self.program.statements:
            for part in walk(statement.node):
                if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                    found.setdefault(part.value.id, set()).add(part.attr)
        return {name: frozenset(attributes) for name, attributes in found.items()}

    def _maps(self, statement: Statement) -> bool:
        """`output["rows"] = len(df)`, where `output` is a dict; `found = found.fillna(0)` of a table that is empty."""
        match statement.node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=base))]):
                return any(
                    isinstance(v, ast.Dict | ast.DictComp) or last_of(v) == "dict" for v in self._held(statement, base)
                )
            case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(id=base), attr="fillna"))):
                tables = [
                    v for v in self._held(statement, base) if isinstance(v, ast.Call) and last_of(v) == "DataFrame"
                ]
                return any(not v.args and not any(k.arg == "data" for k in v.keywords) for v in tables)
        return False

    def _held(self, statement: Statement, base: str) -> list[ast.expr]:
        """The values that a variable was given, as a statement finds them."""
        made = [s.node for s in self.graph.makers(statement, base)]
        return [n.value for n in made if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)]

    def _of_blanks(self, statement: Statement) -> bool:
        """Whether a statement is about the rows where something is missing: `df.loc[rows, "age"] = 3`."""
        rows = mask_of(statement.node)
        if rows is not None and isinstance(rows, ast.Name):
            made = self.graph.makers(statement, rows.id)
            return bool(made) and all(blank(s.node.value) for s in made if isinstance(s.node, ast.Assign))
        return blank(rows)

    def _looped(self, statement: Statement) -> bool:
        _, *around = outwards(self.program.statements, statement)
        first = next((each.node for each in around if isinstance(each.node, (*DEFINING, *LOOPS))), None)
        return isinstance(first, LOOPS)

    def _with_definitions(self, segment: Segment) -> list[Statement]:
        """Those, and the definitions among them."""
        every = [*self._statements(segment), *(self.program.statements[i] for i in segment.statements)]
        return sorted({s.id: s for s in every}.values(), key=lambda s: s.id)
