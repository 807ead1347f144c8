"""What each step is called and how its docstring reads.

A tag decides; then the notebook's own words, where its heading or the comment on the cell says what is done; then what
the statements do (operations.py); then the kind of step. A name that is taken gets what tells the two apart: the frame,
the model, the topic; a number only where nothing does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from nb2prod.model import Program, Statement
from nb2prod.plan.functions import KINDS
from nb2prod.plan.graph import Graph
from nb2prod.plan.interfaces import Interface
from nb2prod.plan.names import allowed, identifier, unique, words
from nb2prod.plan.naming.docstrings import docstring
from nb2prod.plan.naming.headline import Headline, headline
from nb2prod.plan.naming.models import about_model, called, fits, model_type
from nb2prod.plan.naming.operations import leading, operations, told
from nb2prod.plan.segments import Segment

GENERIC = frozenset(  # names that tell nothing about what they hold
    """
    df data dataset frame raw x y z a b c d e f i j k n m s t x_train x_test y_train y_test x_val y_val x_valid y_valid
    df1 df2 df_raw raw_df tmp temp result results res out output ret model clf reg est estimator classifier regressor
    pipe pipeline grid search gs fig ax axes train test features target labels train_df test_df df_train df_test
    """.split()  # noqa: SIM905 - a table of words
)


class Naming:
    """Names and docstrings of all steps of one plan, in order; each name once."""

    def __init__(
        self, program: Program, kept: frozenset[int], found: Sequence[Interface], taken: frozenset[str]
    ) -> None:
        """`taken`: names that no step may bear."""
        self.program, self.kept, self.found = program, kept, found
        self.graph = Graph.of(program)
        self.used = set(taken)
        self.operations = [operations(self._statements(i.segment)) for i in found]
        self.headlines = [self._headline(i.segment) for i in found]
        self.owners = self._owners()
        self.models = sum(i.segment.phase == "train" and fits(self._statements(i.segment)) for i in found)

    def names(self) -> list[str]:
        """The name of each step; what the notebook itself says comes before what we make up."""
        every = range(len(self.found))
        first = [i for i in every if self.found[i].segment.tag or i in self.owners]
        chosen = {index: self._choose(index) for index in [*first, *(i for i in every if i not in first)]}
        return [chosen[index] for index in every]

    def doc(self, index: int, name: str) -> str:
        """One line: what the heading says, else what is done; and the cells that it comes from."""
        segment, every = self.found[index].segment, self._statements(self.found[index].segment)
        share = 3 if segment.phase in ("prepare", "other") else 2
        done = told(self.operations[index]) if share * len(self.operations[index]) >= len(every) else ""
        first = index == 0 or self.found[index - 1].segment.heading != segment.heading
        cells = tuple(dict.fromkeys(self.program.statements[i].cell for i in segment.statements))
        return docstring(segment, done, index in self.owners, first, name, cells)

    # ------------------------------------------------------------------------------------------------------------ names

    def _choose(self, index: int) -> str:
        wanted = [name for name in self._candidates(index) if name]
        if self.found[index].segment.tag or index in self.owners:  # what the notebook says, numbered if need be
            wanted = wanted[:1]
        others = self._qualified(index, wanted) if len(wanted) > 1 else ()
        chosen = next((name for name in [*wanted, *others] if allowed(name, self.used)), "")
        chosen = chosen or unique(wanted[0], self.used)
        self.used.add(chosen)
        return chosen

    def _candidates(self, index: int) -> Iterator[str]:
        segment, headlined = self.found[index].segment, self.headlines[index]
        if segment.tag:
            yield identifier(segment.tag)
            return
        if segment.load:
            yield from self._of_load(segment)
        elif index in self.owners:
            yield self.owners[index].name
        elif comment := self._comment(segment):
            yield comment.name
        yield from getattr(self, f"_{segment.phase}")(index, headlined.name if headlined and not headlined.verb else "")

    def _qualified(self, index: int, wanted: list[str]) -> Iterator[str]:
        """The plainest name with what tells this step apart: `clean_prices`, `split_data_for_churn`."""
        interface, headlined = self.found[index], self.headlines[index]
        frames = [n for n in interface.outputs if interface.types.get(n) == "pandas.DataFrame"] or interface.outputs
        things = [identifier(n.lower()) for n in frames[:1] if n.lower() not in GENERIC]
        if interface.segment.phase in ("prepare", "other", "load"):
            yield from (f"{re.sub('_(?:data|features)$', '', wanted[-1])}_{thing}" for thing in things)
        if headlined is not None:
            topic = headlined.name.partition("_")[2] if headlined.verb else headlined.name
            yield from (f"{name}_for_{topic}" for name in wanted[-1:] if topic and topic not in name)

    def _of_load(self, segment: Segment) -> Iterator[str]:
        plain = identifier(segment.load.lower())
        stripped = plain.removesuffix("_df").removeprefix("df_")
        yield "load_data" if plain in GENERIC else f"load_{stripped}"
        for call in self.program.statements[segment.statements[0]].facts.calls:
            if made := re.search(r"\.(?:load|fetch)_(\w{3,})$", call):
                yield f"load_{identifier(made[1])}_data"  # load_iris(as_frame=True)
        for node in ast.walk(self.program.statements[segment.statements[0]].node):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value[-9:]:
                stem = identifier(re.split(r"[/\\]", node.value)[-1].rpartition(".")[0], "")
                if stem and len(stem) <= 24:
                    yield f"load_{stem}"

    def _load(self, index: int, topic: str) -> Iterator[str]:
        outputs = [n for n in self.found[index].outputs if n.lower() not in GENERIC]
        calls = {call.rpartition(".")[2] for s in self._statements(self.found[index].segment) for call in s.facts.calls}
        if calls & {"connect", "create_engine"}:
            yield "connect_database"
        if calls & {"urlretrieve", "urlopen", "wget"}:
            yield "download_data"
        if calls & {"load_model", "load"} and any(self._type(index, n) for n in self.found[index].outputs):
            yield "load_model"
        if len(outputs) == 1:
            yield f"load_{identifier(outputs[0].lower())}"
        for last in sorted(calls):
            if re.match(r"(?:load|fetch)_\w{3,}", last) and not self.graph.program.notebook.modules:
                yield f"load_{identifier(last.partition('_')[2])}"  # fetch_california_housing()
        yield "load_data"

    def _split(self, index: int, topic: str) -> Iterator[str]:
        yield "split_data"
        frames = [n for n in self.found[index].inputs if n.lower() not in GENERIC]
        yield from (f"split_{identifier(n.lower())}" for n in frames[:1])

    def _train(self, index: int, topic: str) -> Iterator[str]:
        segment = self.found[index].segment
        lead = leading(self.operations[index], len(segment.statements))
        kind, variable = self._model(index)
        if not fits(self._statements(segment)) and not (lead and lead.verb in ("tune", "cross_validate")):
            outputs = self.found[index].outputs
            made = [n for n in outputs if self._type(index, n)] or outputs
            defined = [s.node.name for s in self._all(index) if isinstance(s.node, KINDS)]
            if len(made) == 1:
                yield f"build_{variable or kind or identifier(made[0].lower())}"
            yield from (f"define_{identifier(n.lower())}" for n in defined[:1])
            yield f"build_{topic if about_model(topic) else 'models'}"
            yield from (f"build_{identifier(n.lower())}" for n in made[:1])
            return
        if any(o.verb in ("tune", "cross_validate") for o in self.operations[index]):
            verb = next(o.verb for o in self.operations[index] if o.verb in ("tune", "cross_validate"))
            yield f"{verb}_model"
            yield from (f"{verb}_{thing}" for thing in (kind, variable) if thing)
        elif self.models == 1:
            yield "train_model"
        yield from (f"train_{thing}" for thing in (kind, topic if about_model(topic) else "", variable) if thing)
        yield "train_model"

    def _evaluate(self, index: int, topic: str) -> Iterator[str]:
        kind, variable = self._model(index)
        roles = {role for s in self._statements(self.found[index].segment) for role in s.facts.roles}
        verb = "evaluate" if "evaluate" in roles or not self._predicts(index) else "predict"
        if self.models <= 1:
            yield f"{verb}_model" if verb == "evaluate" else "predict"
        yield from (f"{verb}_{thing}" for thing in (kind, topic if about_model(topic) else "", variable) if thing)
        yield f"{verb}_model" if verb == "evaluate" else "predict"

    def _export(self, index: int, topic: str) -> Iterator[str]:
        segment = self.found[index].segment
        calls = {call.rpartition(".")[2] for s in self._statements(segment) for call in s.facts.calls}
        kind, variable = self._model(index)
        if calls & {"dump", "save", "save_model"} and (kind or variable):
            yield "save_model"
            yield from (f"save_{thing}" for thing in (variable, kind) if thing)
        frames = [n for n in self.found[index].inputs if n.lower() not in GENERIC]
        if len(frames) == 1:
            yield f"save_{identifier(frames[0].lower())}"
        yield f"save_{topic}" if topic else "save_results"

    def _prepare(self, index: int, topic: str) -> Iterator[str]:
        segment = self.found[index].segment
        lead = leading(self.operations[index], len(self._statements(segment)))
        if lead is not None:
            made = dict.fromkeys(c for o in self.operations[index] if o.verb == "derive" for c in o.columns)
            if lead.verb == "derive" and len(made) == 1:
                yield f"derive_{identifier(next(iter(made)).lower())}"
            yield lead.name if lead.name != "derive_columns" else "build_features"
        roles = [role for s in self._statements(segment) for role in s.facts.roles]
        if topic and lead is None:
            yield f"prepare_{topic}"
        features = roles.count("feature") > roles.count("clean")
        yield "build_features" if features else "clean_data" if "clean" in roles else "prepare_data"

    def _other(self, index: int, topic: str) -> Iterator[str]:
        interface = self.found[index]
        segment = interface.segment
        every = self._statements(segment)
        lead = leading(self.operations[index], len(every))
        outside = {e for s in every for e in s.facts.effects}
        if any("setup" in s.facts.roles for s in every) or (
            outside and outside <= {"environment", "write", "seed"} and not interface.outputs
        ):
            yield "set_up"
        if lead is not None:
            yield lead.name
        outputs = [n for n in interface.outputs if len(n) > 2 and n.lower() not in GENERIC]
        if len(interface.outputs) == 1 and outputs:
            yield f"compute_{identifier(outputs[0].lower())}"
        if not interface.outputs and any(s.facts.display in ("print", "report") for s in every):
            yield f"report_{topic}" if topic else "report_results"
            return
        if topic:
            yield f"compute_{topic}"
        yield from (f"compute_{identifier(n.lower())}" for n in outputs[:1])
        yield "compute"

    # ------------------------------------------------------------------------------------------------------- docstrings

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

    def _headline(self, segment: Segment) -> Headline | None:
        return headline(segment.heading.text) if segment.heading else None

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
            fitting = [i for i in indices if self.found[i].segment.phase == said.phase]
            anywhere = [i for i in indices if not said.phase or self.found[i].segment.phase in ("prepare", "other")]
            chosen = (fitting or anywhere or (indices if len(indices) == 1 else []))[:1]
            owners.update((i, said) for i in chosen)
        return owners

    def _elsewhere(self, index: int, said: Headline) -> bool:
        """Whether a heading speaks of something that the step below it does not even mention."""
        segment = self.found[index].segment
        lead = leading(self.operations[index], len(self._statements(segment)))
        if lead is None or said.phase == segment.phase:
            return False
        text = " ".join(s.source for s in self._statements(segment)).lower() + lead.name
        return not any(word[:4] in text for word in said.name.split("_")[1:] or [said.verb])

    def _comment(self, segment: Segment) -> Headline | None:
        """A comment on the cell that says what is done: `# Fill missing ages`; only one with a verb, and short."""
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
        plain = said is not None and not said.phase and segment.phase in ("prepare", "other")
        fits = said is not None and said.verb and (plain or said.phase == segment.phase)
        return said if fits and alone else None

    def _predicts(self, index: int) -> bool:
        calls = {c.rpartition(".")[2] for s in self._statements(self.found[index].segment) for c in s.facts.calls}
        return bool(calls & {"predict", "predict_proba", "decision_function"})

    def _all(self, index: int) -> list[Statement]:
        return [self.program.statements[i] for i in self.found[index].segment.statements]

    def _type(self, index: int, name: str) -> str:
        return model_type(self.found[index], self._statements(self.found[index].segment), name)

    def _model(self, index: int) -> tuple[str, str]:
        """What the one model of a step is called by its class and by its variable."""
        kind, variable = called(self.found[index], self._statements(self.found[index].segment))
        return kind, "" if variable in GENERIC or len(variable) < 4 else variable
