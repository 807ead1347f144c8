"""Names that a step could bear, by its kind: the most telling first, the plainest last.

clf = SVC(); clf.fit(X, y)            train_model (the only one), train_svc, train_clf
df["ratio"] = df.a / df.b             derive_ratio, build_features
X, y = df[cols], df.target            separate_target
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.model import Statement
from nb2prod.plan.names import identifier
from nb2prod.plan.naming.about import GENERIC
from nb2prod.plan.naming.of_work import WorkNames
from nb2prod.plan.naming.plainly import FORMS
from nb2prod.plan.segments import Segment

LONGEST_STEM = 24
SHORT = 2  # letters of a variable that tells nothing
PLURAL = 2


class Candidates(WorkNames):
    """The candidates of all steps of one plan."""

    def of(self, index: int, topic: str) -> Iterator[str]:
        """Names of a step by what it does; `topic`: what its heading is about, or ""."""
        segment = self.found[index].segment
        if segment.load:
            yield from self._of_load(segment)
            return
        yield from getattr(self, f"_{self.kind(index)}")(index, topic)

    def apart(self, index: int, plain: str, topic: str, holder: int | None) -> Iterator[str]:
        """`plain` with what tells this step from the one that holds the name already."""
        interface = self.found[index]
        phase = self.kind(index)
        if phase in ("train", "evaluate"):
            yield from self.apart_models(index, plain, topic, holder)
            return
        if phase == "split" and holder is not None and set(interface.inputs) == set(self.found[holder].inputs):
            yield f"{plain}_again"
        given = interface.inputs if phase == "split" else interface.outputs or interface.inputs
        before = self.found[holder].outputs if holder is not None else []
        if phase == "split":
            before = self.found[holder].inputs if holder is not None else []
        for name in self._named(given):
            if name not in map(str.lower, before) and name not in plain and len(name) > SHORT:
                stem = re.sub("_(?:data|results)$", "", plain)
                yield f"{stem}_{name}" if stem != plain else f"{plain}_of_{name}"
        if holder is not None and before and set(interface.outputs) == set(self.found[holder].outputs):
            yield f"{plain}_again"
        if topic and topic not in plain and phase != "load":
            yield f"{plain}_for_{topic}"

    # ------------------------------------------------------------------------------------------------------- each kind

    def _of_load(self, segment: Segment) -> Iterator[str]:
        plain = identifier(segment.load.lower())
        yield "load_data" if plain in GENERIC else f"load_{plain.removesuffix('_df').removeprefix('df_')}"
        first = self.program.statements[segment.statements[0]]
        for call in first.facts.calls:
            if made := re.search(r"\.(?:load|fetch)_(\w{3,})$", call):
                yield f"load_{identifier(made[1])}_data"  # load_iris(as_frame=True)
        yield from (f"load_{stem}" for stem in _stems(first))

    def _load(self, index: int, topic: str) -> Iterator[str]:
        every = self.statements(self.found[index].segment)
        outputs = [n for n in self.found[index].outputs if n.lower() not in GENERIC and len(n) > SHORT]
        verbs = {clause.verb for clause in self.done[index]}
        if verbs & {"write", "save"} and not verbs & {"read"}:
            yield from self._export(index, topic)
            return
        if "generate" in verbs and "read" not in verbs:
            yield "generate_data"
            made = [
                last for s in every for call in s.facts.calls if (last := call.rpartition(".")[2]).startswith("make_")
            ]
            yield from (f"generate_{identifier(last.removeprefix('make_'))}" for last in made)
            yield from (f"generate_{name}" for name in self._named(self.found[index].outputs))
        calls = {call.rpartition(".")[2] for s in every for call in s.facts.calls}
        if calls & {"connect", "create_engine"}:
            yield "connect_database"
        if calls & {"urlretrieve", "urlopen", "wget"}:
            yield "download_data"
        if calls & {"load_model", "load"} and any(self._type(index, n) for n in self.found[index].outputs):
            yield "load_model"
        if len(outputs) == 1 and outputs[0] not in self._defined(index):
            yield f"load_{identifier(outputs[0].lower())}"
        for last in sorted(calls):
            if re.match(r"(?:load|fetch)_\w{3,}", last) and not self.program.notebook.modules:
                yield f"load_{identifier(last.partition('_')[2])}"  # fetch_california_housing()
        yield "load_data"
        yield from (f"load_{stem}" for s in every for stem in _stems(s))

    def _split(self, index: int, topic: str) -> Iterator[str]:
        outputs = self._telling(self.found[index].outputs)
        if len(self.found[index].outputs) == 1 and outputs:
            yield f"split_into_{outputs[0]}"
        if any(o.name == "balance_classes" for o in self.operations[index]):
            yield "split_data_and_balance_classes"
        yield "split_data"

    def _export(self, index: int, topic: str) -> Iterator[str]:
        written = [c for c in self.done[index] if c.verb in ("write", "save") and c.things != ("files",)]
        things = self._named(dict.fromkeys(thing for clause in written for thing in clause.things))
        if not set(things) - GENERIC or not things:
            calls = {c.rpartition(".")[2] for s in self.statements(self.found[index].segment) for c in s.facts.calls}
            if calls & {"dump", "save", "save_model"} and any(self._model(index)):
                yield "save_model"
        yield from (
            f"save_{'_and_'.join(some)}" for some in (things,) if 0 < len(some) <= PLURAL and set(some) - GENERIC
        )
        yield from (f"save_{stem}" for s in self.statements(self.found[index].segment) for stem in _stems(s))
        yield "save_results"
        yield from (f"save_{topic}" for _ in [0] if topic)
        forms = [f for c in written if (f := c.rest.removeprefix("to ").removeprefix("a ").lower()) in FORMS.values()]
        yield from (f"save_{name}_to_{identifier(form)}" for name in things[:1] for form in forms[:1])


def _stems(statement: Statement) -> Iterator[str]:
    """Names of the files that a statement mentions, without folder and ending."""
    for node in ast.walk(statement.node):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value[-9:]:
            stem = identifier(re.split(r"[/\\]", node.value)[-1].rpartition(".")[0], "")
            if stem and len(stem) <= LONGEST_STEM:
                yield stem
