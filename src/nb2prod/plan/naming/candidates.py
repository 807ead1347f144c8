"""Names that a step could bear, by its kind: the most telling first, the plainest last.

clf = SVC(); clf.fit(X, y)            train_model (the only one), train_svc, train_clf
df["ratio"] = df.a / df.b             derive_ratio, build_features
X, y = df[cols], df.target            separate_target
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from nb2prod.model import Program, Statement
from nb2prod.plan.drawn import draws_on
from nb2prod.plan.functions import KINDS
from nb2prod.plan.interfaces import Interface
from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.clauses import FORMS, Clause, last_of, targets
from nb2prod.plan.naming.models import WITHOUT_KIND, about_model, called, model_type, snake
from nb2prod.plan.naming.operations import MINOR, Operation, leading
from nb2prod.plan.naming.proofs import Proofs, fits
from nb2prod.plan.naming.wording import PLOTS, VERBS
from nb2prod.plan.segments import Segment

GENERIC = frozenset(  # names that tell nothing about what they hold
    """
    df data dataset frame raw x y z a b c d e f i j k n m s t x_train x_test y_train y_test x_val y_val x_valid y_valid
    df1 df2 df_raw raw_df tmp temp result results res out output ret model clf reg est estimator classifier regressor
    pipe pipeline grid search gs fig ax axes train test features target labels train_df test_df df_train df_test
    """.split()  # noqa: SIM905 - a table of words
)
CLEANING = frozenset("drop fill rename convert recode filter parse".split())  # noqa: SIM905
TABLES = ("pandas.DataFrame", "numpy.ndarray", "numpy.Arraylike")
LONGEST_STEM = 24
SHORT = 2  # letters of a variable that tells nothing
TELLING = 2  # weight of a clause that may name a step
OF_CONTAINERS = frozenset("append extend update add insert pop sort clear remove reverse".split())  # noqa: SIM905 - words
LABEL = re.compile(r"^y(?:_|$|test|train|val)|label|target", re.IGNORECASE)
SPOKEN = {  # verbs of clauses, as a name says them
    "transform": "transform", "scale": "scale", "vectorize": "vectorize", "encode": "encode", "tokenize": "tokenize",
    "generate": "generate", "normalize": "normalize", "reduce the dimensions of": "reduce",
    "balance the classes of": "balance", "predict for": "predict",
}  # fmt: skip


class Candidates:
    """The candidates of all steps of one plan."""

    def __init__(
        self,
        program: Program,
        found: Sequence[Interface],
        statements: Callable[[Segment], list[Statement]],
        operations: Sequence[list[Operation]],
        done: Sequence[list[Clause]],
    ) -> None:
        """`statements`: those of a segment that stay; `operations`, `done`: what each step does."""
        self.program, self.found, self.statements = program, found, statements
        self.operations, self.done = operations, done
        self.proofs = Proofs(program)
        self.proven = [self.proofs.of(statements(i.segment)) | self._judged(i) for i in found]
        self.models = sum(self.kind(n) == "train" and fits(statements(i.segment)) for n, i in enumerate(found))

    def of(self, index: int, topic: str) -> Iterator[str]:
        """Names of a step by what it does; `topic`: what its heading is about, or ""."""
        segment = self.found[index].segment
        if segment.load:
            yield from self._of_load(segment)
        yield from getattr(self, f"_{self.kind(index)}")(index, topic)

    def kind(self, index: int) -> str:
        """What the step is about: its phase, where the statements prove it; a fit is the main thing wherever it is."""
        segment, proven = self.found[index].segment, self.proven[index]
        every = self.statements(segment)
        if segment.load or segment.phase == "train":
            return segment.phase
        if fits(every) or (segment.phase in ("prepare", "other") and self._only_models(index)):
            return "train"
        if segment.phase == "load" and not self.found[index].outputs and not any(c.weight for c in self._read(index)):
            return "other"  # show_task(7): that it reads a file is its own business
        needs = {"load": {"load", "export"}, "split": {"split"}, "evaluate": {"evaluate", "predict"}}
        if segment.phase in needs and not needs[segment.phase] & proven:
            return "prepare" if segment.phase == "split" else "other"
        return segment.phase

    def apart(self, index: int, plain: str, topic: str, holder: int | None) -> Iterator[str]:
        """`plain` with what tells this step from the one that holds the name already."""
        interface = self.found[index]
        phase = self.kind(index)
        _, variable = called(interface, self.statements(interface.segment))
        if phase in ("train", "evaluate"):
            verb = plain.partition("_")[0]
            if variable and variable not in GENERIC and variable not in plain:
                yield f"{verb}_{variable}"
            if topic and topic not in plain:
                yield f"{plain}_for_{topic}"
            for name in self._matrices(index)[:1]:
                if holder is None or self._matrices(holder)[:1] != [name]:
                    yield f"{plain}_on_{name}"
            return
        given = interface.inputs if phase in ("split", "export") else [*self._frames(index), *interface.outputs]
        before = self.found[holder].outputs if holder is not None else []
        for name in self._named(given):
            if name not in map(str.lower, before) and name not in plain and len(name) > SHORT:
                stem = re.sub("_(?:data|results)$", "", plain)
                yield f"{stem}_{name}" if stem != plain else f"{plain}_of_{name}"
        if topic and topic not in plain:
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
        outputs = [n for n in self.found[index].outputs if n.lower() not in GENERIC]
        verbs = {clause.verb for clause in self.done[index]}
        if verbs & {"write", "save"} and not verbs & {"read"}:
            yield from self._export(index, topic)
            return
        if "generate" in verbs and "read" not in verbs:
            yield "generate_data"
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
        yield "split_data"

    def _train(self, index: int, topic: str) -> Iterator[str]:
        segment = self.found[index].segment
        every = self.statements(segment)
        kind, variable = self._model(index)
        kind = kind or self._fitted(index)
        crossed = any(o.verb == "cross_validate" for o in self.operations[index])
        tunes = {"tune", "train"} <= self.proven[index] and any(o.verb == "tune" for o in self.operations[index])
        leaves = any(self._type(index, n) for n in self.found[index].outputs)
        if not self.proofs.fits(every, shown=leaves) and not crossed:
            yield from self._built(index, topic, variable or kind)
            return
        if crossed or tunes:
            verb = "tune" if tunes else "cross_validate"
            yield f"{verb}_model"
            yield from (f"{verb}_{thing}" for thing in (kind, variable) if thing)
        elif self.models == 1:
            yield "train_model"
        things = [thing for thing in (kind, topic if about_model(topic) else "", variable) if thing]
        yield from (f"train_{thing}" for thing in things)
        if not things and not crossed and not tunes:
            yield "train_model"

    def _fitted(self, index: int) -> str:
        """The class that is fitted, where only the call says it: `sm.OLS(y, X).fit()`."""
        fitted = dict.fromkeys(t for c in self.done[index] if c.verb == "fit" for t in c.things)
        name = next(iter(fitted), "") if len(fitted) == 1 else ""
        if not name[:1].isupper():
            made = [s.node.value for s in self.statements(self.found[index].segment) if targets(s) == (name,)]  # type: ignore[attr-defined]  # assignments
            name = last_of(made[-1]) if made else ""
        kind = snake(name)
        own = not name.isidentifier() or name in self.proofs.inside  # make_model()
        return "" if own or {kind, name.lower()} & (WITHOUT_KIND | GENERIC) else identifier(kind)

    def _built(self, index: int, topic: str, thing: str) -> Iterator[str]:
        """A step that is about models and fits none itself."""
        outputs = self.found[index].outputs
        made = [n for n in outputs if self._type(index, n) or {"model", "net", "network"} & set(n.lower().split("_"))]
        calls = {call.rpartition(".")[2] for s in self.statements(self.found[index].segment) for call in s.facts.calls}
        if "load_model" in calls:
            yield from (f"load_{topic}" if topic else "", "load_model")
        if len(made) == 1:
            yield f"build_{thing or identifier(made[0].lower())}"
        if made:
            yield f"build_{topic if about_model(topic) else 'models'}"
            yield from (f"build_{identifier(n.lower())}" for n in made[:1])
        yield from self._other(index, topic)

    def _evaluate(self, index: int, topic: str) -> Iterator[str]:
        kind, variable = self._model(index)
        verb = "evaluate" if "evaluate" in self.proven[index] else "predict_with"
        if self.models <= 1:
            yield f"{verb}_model" if verb == "evaluate" else "predict"
        things = [thing for thing in (kind, topic if about_model(topic) else "", variable) if thing]
        yield from (f"{verb}_{thing}" for thing in things)
        if not things:
            yield f"{verb}_model" if verb == "evaluate" else "predict"

    def _export(self, index: int, topic: str) -> Iterator[str]:
        segment = self.found[index].segment
        calls = {call.rpartition(".")[2] for s in self.statements(segment) for call in s.facts.calls}
        kind, variable = self._model(index)
        if calls & {"dump", "save", "save_model"} and (kind or variable):
            yield "save_model"
            yield from (f"save_{thing}" for thing in (variable, kind) if thing)
        written = [c for c in self.done[index] if c.verb in ("write", "save") and c.things != ("files",)]
        things = self._named(dict.fromkeys(thing for clause in written for thing in clause.things))
        telling = [name for name in things if name not in GENERIC]
        if len(telling) == 1:
            yield f"save_{telling[0]}"
        yield "save_results"
        yield from (f"save_{topic}" for _ in [0] if topic)
        forms = [f for c in written if (f := c.rest.removeprefix("to ").removeprefix("a ").lower()) in FORMS.values()]
        yield from (f"save_{name}_to_{identifier(form)}" for name in things[:1] for form in forms[:1])

    def _prepare(self, index: int, topic: str) -> Iterator[str]:
        every = self.statements(self.found[index].segment)
        done, outputs = self.done[index], self.found[index].outputs
        taken = [name for clause in done if clause.verb == "take" for name in clause.things]
        if taken and 2 * sum(clause.verb == "take" for clause in done) > len(done):
            yield "separate_target" if len(taken) == 2 and taken[-1][:1].lower() == "y" else "select_features"
        lead = self._lead(index)
        if lead is not None:
            made = dict.fromkeys(c for o in self.operations[index] if o.verb == "derive" for c in o.columns)
            if lead.verb == "derive" and len(made) == 1:
                yield f"derive_{identifier(next(iter(made)).lower())}"
            yield lead.name if lead.name != "derive_columns" else "build_features"
        roles = [role for s in every for role in s.facts.roles]
        cleans = sum(o.verb in CLEANING for o in self.operations[index])
        builds = roles.count("feature") > roles.count("clean")
        frames = [n for n in outputs if n in self._frames(index) or n in self.found[index].inputs]
        if lead is None:
            yield from self._topic(topic)
            yield from self._by_clause(index)
            telling = [n for n in self._named(outputs) if n not in {*GENERIC, *self._defined(index)}]
            if len(telling) == 1:
                yield f"{'prepare' if frames else 'compute'}_{telling[0]}"
            if topic and frames:
                yield f"prepare_{topic}"
        if not frames and not builds and not cleans:
            yield from self._other(index, topic)
            return
        yield "build_features" if builds else "clean_data" if cleans and 3 * cleans >= len(done) else "prepare_data"

    def _other(self, index: int, topic: str) -> Iterator[str]:
        interface, done = self.found[index], self.done[index]
        every = self.statements(interface.segment)
        verbs = {clause.verb for clause in done}
        outside = {e for s in every for e in s.facts.effects}
        if verbs == {"seed"}:
            yield "seed_random_numbers"
        folders = [o for o in self.operations[index] if o.name == "create_folders"]
        only = {"environment", "seed", *(("write", "read") if folders else ())}
        if verbs == {"set"} or (outside and outside <= only and not interface.outputs):
            yield "set_up"
        lead = self._lead(index)
        if lead is not None:
            yield lead.name
        defined = self._defined(index)
        telling = [n for n in self._named(interface.outputs) if n not in GENERIC and len(n) > 2]
        yield from (name for name in self._topic(topic) if len(topic.split("_")) > 2)
        yield from self._by_clause(index)
        if len(interface.outputs) == 1 and telling:
            yield f"{'define' if telling[0] in defined else 'compute'}_{telling[0]}"
        if "draw" in verbs and all(draws_on(interface.types.get(n, "")) for n in interface.outputs):
            yield from (f"draw_{topic}", "draw_figures") if topic else ("draw_figures",)
        if topic and not defined and set(topic.split("_")) & {part for n in telling for part in n.split("_")}:
            yield f"compute_{topic}"
        yield from self._topic(topic)
        if not interface.outputs:
            yield from self._acted(index)
            yield from self._asked(index)
            if verbs <= {"log", "compute", "seed", "call", "change"} and "log" in verbs:
                yield from self._reported(index, topic)
        yield from (f"define_{name}" for name in defined[:1] if len(done) <= 2 or name in telling)
        yield from (f"compute_{name}" for name in telling[:1] if name not in defined)
        yield from self._run(index)
        inside = self._named(thing for c in done if c.verb == "compute" for thing in c.things)
        made = [n for n in self._named(interface.outputs) or inside if n not in defined]
        yield from (f"compute_{name}" for name in made if name not in GENERIC)
        yield from (f"compute_{'_and_'.join(some)}" for some in (made[:2], made[:1]) if some)
        yield from self._acted(index)
        first = self.program.statements[interface.segment.statements[0]]
        known = {"log": "report_results", "write": "write_files"}
        yield from (name for verb, name in known.items() if verb in verbs)
        yield from self._counted(topic)
        yield f"run_cell_{first.cell + 1}"

    def _reported(self, index: int, topic: str) -> Iterator[str]:
        yield f"report_{topic}" if topic else "report_results"
        logged = self._named(thing for c in self.done[index] if c.verb == "log" for thing in c.things)
        yield from (f"report_{name}" for name in logged if name not in GENERIC and name != "values" and len(name) > 2)

    # ------------------------------------------------------------------------------------------------------------ facts

    def _judged(self, interface: Interface) -> set[str]:
        """A prediction that is held against labels by hand: `(model(X) == y_test).mean()`."""
        made = {name for s in self.statements(interface.segment) for name in s.facts.binds}
        predicted = any("pred" in name.lower() for name in (*made, *interface.inputs))
        return {"evaluate"} if predicted and any(map(LABEL.search, interface.inputs)) else set()

    def _only_models(self, index: int) -> bool:
        """Whether all that the step gives is a model or a pipeline, made and not fitted."""
        outputs = self.found[index].outputs
        return bool(outputs) and all(self._type(index, n) for n in outputs) and not self._matrices(index)

    def _read(self, index: int) -> list[Clause]:
        return [clause for clause in self.done[index] if clause.verb == "read"]

    def _lead(self, index: int) -> Operation | None:
        """The operation that the step is about; sorting and resetting an index hardly ever is it."""
        segment = self.found[index].segment
        lead = leading(self.operations[index], len(self.statements(segment)))
        busy = any(o.name not in MINOR for o in self.operations[index]) or len(self.operations[index]) < len(
            [s for s in self.statements(segment) if s.facts.display == ""]
        )
        return None if lead is not None and lead.name in MINOR and busy else lead

    def _by_clause(self, index: int) -> Iterator[str]:
        """By what tells most of the step, where it is one thing: `projection = iso.fit_transform(digits.data)`."""
        heavy = [clause for clause in self.done[index] if clause.weight >= TELLING]
        if len({clause.verb for clause in heavy}) == 1 and heavy[0].verb in SPOKEN and heavy[0].things:
            plain = heavy[0].things[0].partition(".")[0]
            yield from (f"{SPOKEN[heavy[0].verb]}_{n}" for n in self._named([plain]) if n not in GENERIC)

    def _topic(self, topic: str) -> Iterator[str]:
        """What the heading is about, as it stands: no verb is claimed; counted where it comes again."""
        if topic.count("_") > 0:
            yield topic
            if topic.count("_") > 1:
                yield from (f"{topic}_{count}" for count in range(2, 5))

    def _counted(self, topic: str) -> Iterator[str]:
        """The heading's words once more, where nothing else is left that says anything."""
        yield from (f"{topic}_{count}" for count in range(2, 30) if topic.count("_") > 0)

    def _acted(self, index: int) -> Iterator[str]:
        """By a call that acts: `drive.mount(path)` as mount_drive, `mlflow.set_tracking_uri(uri)` as it stands."""
        for clause in self.done[index]:
            for thing in clause.things if clause.verb == "call" else ():
                owner, _, method = thing.rpartition(".")
                parts = words(method)
                if (owner, method) == ("subprocess", "run"):
                    yield "run_shell_commands"
                elif owner and parts and (parts[0] in VERBS or PLOTS & {*parts}) and method not in OF_CONTAINERS:
                    bare = len(parts) == 1 and len(owner) > 2
                    yield f"{identifier(method)}_{identifier(owner.lower())}" if bare else identifier(method)

    def _run(self, index: int) -> Iterator[str]:
        """A step that does little but call one function of the notebook."""
        called_here = [thing for c in self.done[index] if c.verb == "call" for thing in c.things if "." not in thing]
        for name in dict.fromkeys(called_here):
            yield f"run_{identifier(name)}"

    def _asked(self, index: int) -> Iterator[str]:
        """The one function of the notebook that says what the step logs: `w, b = perceptron(X, y)`."""
        asked = {c.rest for c in self.done[index] if c.verb == "compute" and c.rest.startswith("with ")}
        yield from (f"run_{identifier(rest.removeprefix('with '))}" for rest in asked if len(asked) == 1)

    def _defined(self, index: int) -> list[str]:
        every = (self.program.statements[i].node for i in self.found[index].segment.statements)
        return [identifier(node.name.lower()) for node in every if isinstance(node, KINDS)]

    def _frames(self, index: int) -> list[str]:
        interface = self.found[index]
        return [n for n in interface.outputs if interface.types.get(n) == "pandas.DataFrame"]

    def _matrices(self, index: int) -> list[str]:
        """What a model is fitted on or asked about: the inputs of the step that are no models."""
        types, inputs = self.found[index].types, self.found[index].inputs
        return [identifier(n.lower()) for n in inputs if types.get(n) in TABLES or n[:1] in "xX"]

    def _named(self, names: Sequence[str] | Iterator[str] | dict[str, None]) -> list[str]:
        return list(dict.fromkeys(identifier(name.lower()) for name in names))

    def _type(self, index: int, name: str) -> str:
        return model_type(self.found[index], self.statements(self.found[index].segment), name)

    def _model(self, index: int) -> tuple[str, str]:
        """What the one model of a step is called by its class and by its variable."""
        kind, variable = called(self.found[index], self.statements(self.found[index].segment))
        return kind, "" if variable in GENERIC or len(variable) < 4 else variable


def _stems(statement: Statement) -> Iterator[str]:
    """Names of the files that a statement mentions, without folder and ending."""
    for node in ast.walk(statement.node):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value[-9:]:
            stem = identifier(re.split(r"[/\\]", node.value)[-1].rpartition(".")[0], "")
            if stem and len(stem) <= LONGEST_STEM:
                yield stem
