"""What tells steps apart that would get one name, as facts of each: what they make, data, the heading.

SVC().fit(X, y) on blobs, SVC().fit(X, y) on circles      train_svc_on_blobs, train_svc_on_circles
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from nb2prod.model import Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.cutting.segment import FITTING
from nb2prod.plan.cutting.subjects import written
from nb2prod.plan.graph import Graph
from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.about import GENERIC, About
from nb2prod.plan.naming.clause import LABEL, calls_of, targets, variables
from nb2prod.plan.naming.effects import FIT, rank
from nb2prod.plan.naming.learning import ANSWERING, CROSS, TELLING_NAMES
from nb2prod.plan.naming.models import OF_MODELS
from nb2prod.plan.naming.operations import FEW
from nb2prod.plan.twins.facts import TOPIC, Fact, told_apart
from nb2prod.plan.twins.origins import MAKING, origins
from nb2prod.plan.twins.settings import MADE, Known, made_of, settings, varied
from nb2prod.plan.twins.values import set_to, signatures
from nb2prod.walking import last_of, walk

COLUMNS = ("columns",)  # what preparation is about, where no heading says it
OF_ONE = re.compile(r"(?:Classifier|Regressor|Regression|SVC|SVR|NB|Ridge|Lasso|ElasticNet|KMeans|SearchCV)$")
NUMBERS = re.compile(r"(?<![\w'\"])-?\d[\d., ]*")
CALLED_BACK = re.compile(r"Stopping$|Checkpoint$")  # of a training, and of no measure
OF_DATA = frozenset("DataFrame Series Path array Figure defaultdict Counter".split())
SPLITTING = frozenset({"train_test_split", "split_frame", "random_split", "randomSplit"})
RANGES = frozenset("range arange linspace logspace geomspace".split())
AGAINST = frozenset("eval_set evals valid_sets validation_data callbacks eval_names".split())
ORDINALS = frozenset("one two three four five first second third last next end more final part again rest".split())


class Twins:
    """The facts of every step of one plan."""

    def __init__(self, about: About, topics: Mapping[int, str]) -> None:
        """`topics`: what the heading right above a step is about."""
        self.about, self.topics = about, topics
        self.signatures = signatures(about.program)
        self.found: dict[int, list[Fact]] = {}
        self.told: dict[tuple[tuple[int, ...], str], list[tuple[Fact, ...]]] = {}

    def apart(self, twins: Sequence[int], said: str) -> list[tuple[Fact, ...]]:
        """For each of the twins what is true of it and of no other; `said`: the name that all of them would have."""
        asked = tuple(twins), said
        if asked not in self.told:  # each of the twins asks for all of them
            self.told[asked] = self._apart(twins, said)
        return self.told[asked]

    def same(self, index: int, other: int) -> bool:
        """Whether two steps do the same with the same values: of fits with whatever numbers."""
        return (self._code(index), self._origins(index)) == (self._code(other), self._origins(other))

    def over(self, index: int, said: str) -> str:
        """The one setting of which each turn of a loop has another value, as a part of a name; `said`: the rest."""
        fits = [c.rest.endswith("in a loop") for c in self.about.done[index] if rank(c) == FIT]
        if not said.startswith("compare_") and not (said.startswith("train_") and fits and all(fits)):
            return ""
        found = {fact.word for fact in self._facts(index) if fact.how == "over"}
        return found.pop() if len(found) == 1 else ""

    def _apart(self, twins: Sequence[int], said: str) -> list[tuple[Fact, ...]]:
        whole = [
            sorted([*self._facts(i), *self._gives(i), *self._topic(i, twins, said), *self._columns(i)], key=_trust)
            for i in twins
        ]
        return told_apart(whole, said.split("_"))

    def _origins(self, index: int) -> set[tuple[int, str]]:
        """Where all that comes into a step was made or changed."""
        own = {*self.about.found[index].segment.statements}
        sources = Graph.of(self.about.program).sources
        every = self.about.program.statements
        found = {(source, name) for i in own for source, name in sources.get(i, ()) if source not in own}
        return {(i, name) for i, name in found if not isinstance(every[i].node, ast.Import | ast.ImportFrom)}

    def _code(self, index: int) -> list[str]:
        own = (self.about.program.statements[i] for i in self.about.found[index].segment.statements)
        texts = [ast.unparse(s.node) for s in own]
        return [NUMBERS.sub("0", text) for text in texts] if self.about.kind(index) == "train" else texts

    def _facts(self, index: int) -> list[Fact]:
        """Of what only reads, or hands nothing on, no more than its heading says."""
        kind, given = self.about.kind(index), self.about.found[index].outputs
        made = any(c.verb == "generate" for c in self.about.done[index])
        loads = (kind == "load" or bool(self.about.found[index].segment.load)) and not made
        if loads or (kind in ("other", "export") and not given):
            return []
        if index not in self.found:
            trained = self.about.trained_by(index) if self.about.kind(index) == "evaluate" else []
            of_model = self._of_step(trained[0]) if len(set(trained)) == 1 else []
            kept = [f.of[0] == MADE and not CALLED_BACK.search(f.of[1]) for f in of_model]
            of_model = [f if told else untold(f) for f, told in zip(of_model, kept, strict=True)]
            self.found[index] = [*of_model, *self._of_step(index)]
        return self.found[index]

    def _of_step(self, index: int) -> list[Fact]:
        every = [
            (statement, call)
            for statement in self.about.statements(self.about.found[index].segment)
            if not isinstance(statement.node, (*DEFINING, ast.For, ast.While, ast.If, ast.With, ast.Try))
            for call in calls_of(statement.node)
        ]
        turns = self._turns(index)
        changed = [*self._changed(index, turns)]
        beside = self._only_set_up(index, every)
        told = [
            replace(fact, word="") if statement.id in beside else fact
            for statement, call in every
            if self.about.kind(index) != "split" or "split" in last_of(call)
            for fact in self._of_call(statement, call, turns)
        ]
        told = [*changed, *(fact for fact in told if fact.of not in {one.of for one in changed})]
        told = [untold(f) if f.of[0] == MADE and not OF_ONE.search(f.of[1]) else f for f in told]  # "with a scaler"
        told += [replace(fact, word="") for _, call in every for fact in self._inside(last_of(call))]
        fits = sum(_fits(call) for _, call in every)
        models = {f.of[1] for f in told if f.of[0] == MADE and f.word and OF_ONE.search(f.of[1])}
        if self.about.kind(index) == "train" and (fits > 1 or len(models) > 1):  # one of them is no part of the others
            told = [untold(f) if f.of[1] in models else f for f in told]
        told = [f for f in told if f.how != "over" or fits]  # layers in a loop are no models
        given = self._given(every)
        data = [*origins(self.about.program, given, GENERIC, turns)]
        own = {last_of(call) for _, call in every}  # a scaler of an earlier step is no part of this one
        data = [untold(f) if f.how == "with" and f.of[-1] not in own else f for f in data]
        asked = {name for _, node in given for name in variables(node) if not LABEL.search(name)}
        if not fits and len(asked) > 1:  # of several it would tell a part
            data = [*map(untold, data)]
        if self.about.kind(index) == "split":
            told = [*map(untold, told)]  # rows are split, whatever they were made with
        return [*dict.fromkeys([*told, *data])]

    def _only_set_up(self, index: int, every: Sequence[tuple[Statement, ast.Call]]) -> set[int]:
        """What makes an object that no fit here is made with, beside one that is: `bag = BaggingClassifier(tree)`."""
        working = {s.id for s, call in every if _fits(call) or last_of(call) in {*CROSS, *self.signatures}}
        if not any(_fits(call) for _, call in every):
            return set()
        wanted, beside = set[str](), set[int]()
        for statement in reversed(self.about.statements(self.about.found[index].segment)):
            if statement.id in working or wanted & (statement.facts.binds | statement.facts.mutates):
                wanted |= statement.facts.names
            elif targets(statement):
                beside.add(statement.id)
        return beside

    def _inside(self, name: str) -> Iterator[Fact]:
        """What a function of the notebook makes: who calls it makes that, too."""
        for statement in self.about.proofs.inside.get(name, ()):
            yield from (made_of(last_of(call)) for call in calls_of(statement.node) if last_of(call)[:1].isupper())

    def _given(self, every: Sequence[tuple[Statement, ast.Call]]) -> list[tuple[Statement, ast.expr]]:
        """What the step works on: what its fits are given, else what else it calls."""
        fitted = [(s, node) for s, call in every if _fits(call) for node in given_to(call)]
        if fitted:
            return fitted
        asked = [(s, call) for s, call in every if self._works(call) or last_of(call) in ANSWERING]
        worked_on = [(s, node) for s, call in asked for node in given_to(call)]
        return [*worked_on, *((s, call) for s, call in every if last_of(call).startswith(MAKING))]

    def _turns(self, index: int) -> frozenset[str]:
        """The variables of loops over values that are written out: `for n in range(9)`, `for c in [0.1, 1]`."""
        found: list[ast.expr] = []
        for statement in self.about.statements(self.about.found[index].segment):
            loops = [statement.node] if isinstance(statement.node, ast.For) else []
            inner = [p for p in walk(statement.node) if isinstance(p, ast.comprehension)]
            every: list[ast.For | ast.comprehension] = [*loops, *inner]
            found += [loop.target for loop in every if self._written_out(statement, loop.iter)]
        return frozenset(p.id for target in found for p in walk(target) if isinstance(p, ast.Name))

    def _written_out(self, statement: Statement, node: ast.expr) -> bool:
        """Whether it is a list of literals or a range of numbers, or a variable that holds one."""
        while isinstance(node, ast.Call) and last_of(node) in ("enumerate", "tqdm", "zip", "list") and node.args:
            node = node.args[0]
        value = self._set_to(statement, node)
        values = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
        return all(isinstance(v, ast.Constant) or last_of(v) in RANGES for v in values)

    def _changed(self, index: int, turns: Collection[str]) -> Iterator[Fact]:
        """`forest.n_estimators = n` in a loop over n."""
        for statement in self.about.statements(self.about.found[index].segment):
            match statement.node:
                case ast.Assign(targets=[ast.Attribute(value=owner, attr=attr)], value=ast.Name(id=name)):
                    made = self._set_to(statement, owner)
                    if name in turns and isinstance(made, ast.Call):
                        yield varied(last_of(made), attr)

    def _gives(self, index: int) -> list[Fact]:
        """The parts that a split gives."""
        split = self.about.kind(index) == "split"
        every = self.about.statements(self.about.found[index].segment) if split else []
        made = [n for s in every if any(last_of(c) in SPLITTING for c in calls_of(s.node)) for n in targets(s)]
        names = [identifier(n) for n in made]
        return [Fact(("gives",), n, "" if n in GENERIC else n, n, "into") for n in names]

    def _columns(self, index: int) -> list[Fact]:
        """What preparation is about: the one or two columns that most of it writes."""
        every = self.about.statements(self.about.found[index].segment) if self.about.kind(index) == "prepare" else []
        writes = Counter(column for statement in every for column in sorted(written(statement)))
        most = writes.most_common(FEW)
        if 2 * sum(count for _, count in most) <= writes.total():
            return []
        word = "_and_".join(identifier(column) for column, _ in most)
        return [Fact(COLUMNS, word, word, word, "of")]

    def _of_call(self, statement: Statement, call: ast.Call, turns: Collection[str]) -> Iterator[Fact]:
        """Settings of what is made or called here, and of what was made elsewhere and is fitted here."""
        name = last_of(call)

        known = Known(lambda node: self._set_to(statement, node), self.signatures, turns)
        if (name[:1].isupper() and name not in OF_DATA) or self._works(call):
            yield from settings(call, known)
        if isinstance(call.func, ast.Attribute) and call.func.attr in FITTING:
            made = self._set_to(statement, call.func.value)
            if isinstance(made, ast.Call) and made is not call.func.value:
                yield from settings(made, known)

    def _works(self, call: ast.Call) -> bool:
        """Whether it fits, splits, predicts or transforms, itself or by a function of the notebook."""
        name = last_of(call)
        return name in TELLING_NAMES or name in self.signatures

    def _set_to(self, statement: Statement, node: ast.expr) -> ast.expr:
        return set_to(self.about.program, statement, node)

    def _topic(self, index: int, twins: Collection[int], plain: str) -> list[Fact]:
        """What the heading is about, where it speaks of this step alone and says more than which class it fits."""
        topic = self.topics.get(index, "")
        said = {*topic.split("_")}
        of_model = said <= OF_MODELS | GENERIC and self.about.kind(index) in ("train", "evaluate")
        others = [other for other in twins if other != index and not self.topics.get(other)]  # their own says which
        again = 2 * len(said & {*plain.split("_")}) >= len(said)  # train_svc_for_svc_model
        empty = not topic or said <= ORDINALS or topic in plain or again
        if empty or of_model or any(said <= self._words(other) for other in others):
            return []
        return [Fact(TOPIC, topic, topic, topic, "for")]

    def _words(self, index: int) -> set[str]:
        """The words of a step's code and of the heading above it."""
        segment = self.about.found[index].segment
        text = " ".join(s.source for s in self.about.statements(segment))
        over = segment.heading.text if segment.heading is not None else ""
        return {*words(text.replace("_", " ")), *words(over)}


def _fits(call: ast.Call) -> bool:
    return last_of(call) in FITTING or (isinstance(call.func, ast.Attribute) and call.func.attr in SPLITTING)


def given_to(call: ast.Call) -> list[ast.expr]:
    """What a call works on: not the rows that a fit is only held against."""
    return [*call.args, *(given.value for given in call.keywords if given.arg not in AGAINST)]


def untold(fact: Fact) -> Fact:
    """A fact that others may share and that nothing says."""
    return replace(fact, word="")


def _trust(fact: Fact) -> int:
    """Loops over a setting before models and data before the heading before columns."""
    return 3 if fact.of == COLUMNS else 2 if fact.of == TOPIC else 0 if fact.how == "over" else 1
