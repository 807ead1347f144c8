"""All decisions in their order; each folder beside it makes one kind of them.

For `In[1] df = pd.read_csv("a.csv")`, `In[2] df.hist()`: keep In[1], drop In[2]; one segment, which loads df; the
literal "a.csv" becomes `data_path`; the step is called `load_data`; no model is fitted: the workflow is `run(config)`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from nb2prod.model import (
    Artifact,
    Choice,
    Definition,
    Finding,
    Inference,
    Keep,
    Parameter,
    Plan,
    Program,
    Recording,
    Statement,
    Step,
)
from nb2prod.plan.cutting.binding import surely
from nb2prod.plan.cutting.fixed import fixed
from nb2prod.plan.cutting.functions import binders, definitions, hoisted_imports
from nb2prod.plan.cutting.handed_in import handed_in
from nb2prod.plan.cutting.interfaces import Context, Interface, Interfaces
from nb2prod.plan.cutting.moved import only_in_a_module
from nb2prod.plan.cutting.namespace import one_namespace, whole
from nb2prod.plan.cutting.segments import segments
from nb2prod.plan.graph import Graph, in_function, top_of
from nb2prod.plan.headings import own_title, title
from nb2prod.plan.installing.bounds import bounded
from nb2prod.plan.installing.requirements import of_reading, requirements
from nb2prod.plan.keeping.folders import folders_made
from nb2prod.plan.keeping.fresh import under_a_name
from nb2prod.plan.keeping.hosts import host_findings
from nb2prod.plan.keeping.idle import idle
from nb2prod.plan.keeping.keep import choose
from nb2prod.plan.leakage import Use, asked, leakage, target
from nb2prod.plan.measuring.by_step import by_step
from nb2prod.plan.measuring.shown import shown_values, written
from nb2prod.plan.models.fitted_on import makes
from nb2prod.plan.models.inferred import Final, inferred
from nb2prod.plan.models.learned import final_model
from nb2prod.plan.models.preparing import prepared
from nb2prod.plan.models.raw import Notes, raw_findings, target_in_features
from nb2prod.plan.models.served import reading_findings
from nb2prod.plan.models.which_fit import served_fit
from nb2prod.plan.names import GENERATED, names_of_notebook, package_name
from nb2prod.plan.parameters import lift, unsaved
from nb2prod.plan.serving.derive import Given
from nb2prod.plan.steps import steps
from nb2prod.plan.telling.claims import claims
from nb2prod.plan.telling.machine_paths import machine_paths, windows_paths
from nb2prod.plan.telling.told import of_a_run, told, unheld
from nb2prod.plan.types import types_beside


def plan(program: Program, *, package: str = "", final_model: str = "") -> Plan:
    """Decide everything about the generated project; `package` and `final_model` override, as the settings say."""
    return Decisions(program, final_model).plan(package)


class Decisions:
    """The decisions of one plan, in the order in which they build on each other."""

    def __init__(self, program: Program, wanted_model: str = "") -> None:
        """What stays, what is a parameter, which functions can be imported: all before there are steps."""
        self.program = program
        self.choices = choose(program)
        self.kept = frozenset(
            c.statement for c in self.choices if c.fate in {"train", "pruned", "import"} and not c.remains
        )
        self.bound = binders(program, self.kept)
        self.statements = [s for s in program.statements if s.id in self.kept and not in_function(program, s)]
        model = final_model(program, self.statements, wanted_model)
        saved = model[0] if model else ""
        self.namespace = one_namespace(program, self.kept, self.bound)
        self.namespace = self.namespace or only_in_a_module(program, self.choices, self.kept, self.bound)
        self.taken = names_of_notebook(program)
        self.model = served_fit(program, self.statements, model, self.taken, bool(self.namespace))
        self.asked = asked(program, self.kept)
        own = makes(program, saved, self.model.fit, self.model.until) if self.model else frozenset[int]()
        self.parameters, self.edits, self.constant = lift(
            program, self.choices, self.bound, self.taken, bool(self.namespace), own, saved
        )
        values = {} if self.namespace else fixed(program, self.choices, self.bound, self.edits, self.constant)
        taken = self.taken | GENERATED | {p.name for p in self.parameters}
        self.definitions = definitions(program, self.choices, self.bound, self.namespace, values, taken)
        self.hoisted = frozenset() if self.namespace else hoisted_imports(program, self.bound)
        self.choices = under_a_name(program, self.choices, self.hoisted)
        importable = {d.name for d in self.definitions if d.importable}
        self.everywhere = frozenset(self.hoisted | importable)

    def plan(self, package: str = "") -> Plan:
        """The whole plan, for a package of that name or of the notebook's."""
        found = self._plan(package or package_name(self.program.notebook))
        return replace(found, claims=claims(found, self.fit_of_model()))

    def _plan(self, package: str) -> Plan:
        program = self.program
        workflow: Literal["train", "run"] = "train" if self.model else "run"
        taken = self.taken | {p.name for p in self.parameters} | {d.called for d in self.definitions if d.called}
        saved = self.model.model if self.model else ""
        looked_at = {s.id for s in self.statements} | {c.statement for c in self.choices if c.remains}
        outside = [s for s in program.statements if s.id in looked_at]
        metrics, shown, hoisted, handing, called = shown_values(
            program, self.kept, outside, taken, self._definite(), bool(self.namespace), saved, self.edits
        )
        taken |= {name for m in hoisted for name in (m.name, m.into) if name} | {package}
        inference, artifacts, notes = self._inference()
        keeps = inference.keeps if inference is not None else ()
        taken |= {keep.name for keep in keeps}
        wanted = frozenset(name for _, name in (*metrics, *shown)) | ({self.model.model} if self.model else set())
        if inference is not None:  # training writes down what its columns hold
            wanted |= {inference.source, inference.rows} & self._definite()
        wanted |= {(a.value or a.name).partition(".")[0] for a in artifacts} & frozenset(self.bound)
        graph = Graph.of(program)
        context = Context(
            program,
            graph,
            self.kept,
            self.bound,
            self.everywhere,
            {self.program_name(i): i for i in self.constant},
            frozenset(c.statement for c in self.choices if c.remains),
            wanted,
        )
        found = self._interfaces(context)
        for interface in found:
            own = [m for m in hoisted if {m.statement, m.loop} & set(interface.segment.statements)]
            named = [name for name in (m.into or m.name for m in own) if name in wanted]
            if not interface.inline:
                named += _kept_in(program, interface, keeps, inference)
                interface.outputs += [name for name in dict.fromkeys(named) if name not in interface.outputs]
        installed = bounded(program, self.kept, requirements(program, self.kept), self.hoisted)
        named_here = {at: [m.name for m in hoisted if m.statement == at and not m.into] for at in self.kept}
        every = self._steps(found, taken, types_beside(program, hoisted, keeps), named_here)
        if not self.namespace:
            every = handed_in(program, every, self.parameters, wanted | {m.into or m.name for m in hoisted})
        parameters = tuple(_in_its_step(p, every) for p in (self.parameters if artifacts else unsaved(self.parameters)))
        return Plan(
            program=program,
            package=package,
            title=title(program.notebook),
            titled=bool(own_title(program.notebook)),
            workflow=workflow,
            choices=written(
                program, [_shared(_settled(c, self, every), inference) for c in self.choices], shown, hoisted
            ),
            steps=every,
            definitions=self.definitions,
            parameters=parameters,
            edits=self.edits,
            artifacts=artifacts,
            metrics=metrics if self.namespace else by_step(metrics, called, program.statements, every, hoisted),
            inference=inference,
            requirements=installed.requirements,
            newest=installed.newest,
            findings=(
                *of_reading(program, self.kept),
                *machine_paths(program, self.choices, self.parameters, self.edits),
                *windows_paths(program, self.kept, self.parameters),
                *installed.findings,
                *host_findings(program, self.kept),
                *of_a_run(program, self.kept, installed.requirements),
                *told(program, self.statements, self.parameters, self.namespace),
                *([] if self.model else unheld(program, self.kept)),
                *idle(program, self.statements, bool(self.model or metrics or shown)),
                *reading_findings(inference),
                *_about_data(program, inference, notes, self.asked),
            ),
            measures=hoisted,
            tables=shown,
            recording=tuple(Recording(f.function.id, f.name, f.argument, f.passing) for f in handing),
            folders=folders_made(program, self.edits, self.constant),
            hoisted=self.hoisted,
            namespace=self.namespace,
        )

    def fit_of_model(self) -> int:
        """The statement that fits the model; -1 where there is none."""
        return self.model.fit.id if self.model else -1

    def _interfaces(self, context: Context) -> list[Interface]:
        """The steps that do more than import: who uses what a step imports imports it again."""
        if self.namespace:
            return [whole(self.program, self._items(), self.kept, self.bound)]
        every = segments(self.program, context.graph, self._items(), self.kept)
        nodes = {s.id: s.node for s in self.program.statements}

        def works(interface: Interface) -> bool:
            inside = [nodes[i] for i in interface.segment.statements]
            return bool(interface.outputs) or not all(isinstance(n, ast.Import | ast.ImportFrom) for n in inside)

        return [interface for interface in Interfaces(context, every).work_out() if works(interface)]

    def program_name(self, identity: int) -> str:
        """The notebook name that a lifted constant binds."""
        return next(iter(self.program.statements[identity].facts.binds))

    def _items(self) -> list[Statement]:
        """Top-level statements that the workflow executes: no imports, importable definitions, lifted constants."""
        importable = {d.statement for d in self.definitions if d.importable}
        found = []
        for statement, choice in zip(self.program.statements, self.choices, strict=True):
            if statement.parent is not None or choice.fate == "dropped" or statement.id in importable:
                continue
            if statement.id in self.constant or isinstance(statement.node, ast.Global) or self._hoisted(statement):
                continue
            found.append(statement)
        return found

    def _hoisted(self, statement: Statement) -> bool:
        if isinstance(statement.node, ast.ImportFrom) and statement.node.names[0].name == "*":
            return not self.namespace
        imports = isinstance(statement.node, (ast.Import, ast.ImportFrom))
        return imports and statement.facts.binds <= self.hoisted

    def _inference(self) -> tuple[Inference | None, tuple[Artifact, ...], Notes]:
        if self.model is None:
            return None, (), ()
        importable = frozenset(d.name for d in self.definitions if d.importable)
        importable -= {d.name for d in self.definitions if d.called}  # which of them is meant, only training tells
        given = Given(self.program, self.kept, self.edits, self.constant, importable, self.model, self.taken)
        lifted, uses = (self.parameters, self.edits), target(self.asked, self.model.model)
        definite, whole = self._definite(), bool(self.namespace)
        found, saved, notes = inferred(Final(given, self.statements, definite, self.definitions, lifted, uses, whole))
        taken = self.taken | {p.name for p in self.parameters} | {a.name for a in saved}
        return *prepared(found, saved, self.program, self.statements, definite, self.everywhere, taken, whole), notes

    def _steps(
        self, found: list[Interface], taken: frozenset[str], beside: Mapping[str, str], named: Mapping[int, list[str]]
    ) -> tuple[Step, ...]:
        kept, lifted = self.kept, (self.parameters, self.edits)
        return steps(self.program, kept, found, *lifted, self.bound, taken, self.namespace, beside, named)

    def _definite(self) -> frozenset[str]:
        graph = Graph.of(self.program)
        top = [s.id for s in self.statements if s.parent is None]
        return frozenset().union(*(surely(graph, i, self.kept) for i in top)) if top else frozenset()


def _about_data(
    program: Program, inference: Inference | None, notes: Notes, uses: tuple[Use, ...]
) -> tuple[Finding, ...]:
    """What the derivation and the search for leaks saw; both of them see rows of two parts together: one says it."""
    leaks = leakage(program, uses)
    said = {finding.code for finding in leaks}
    derived = [f for f in raw_findings(program, inference, notes) if f.code != "NB123" or "NB124" not in said]
    return (*derived, *leaks, *([] if "NB128" in said else target_in_features(program, inference)))


def _kept_in(program: Program, interface: Interface, keeps: tuple[Keep, ...], inference: Inference | None) -> list[str]:
    """Names that the lines for inference bind in a step; those beside the load are the workflow's own."""
    graph, own = Graph.of(program), set[int]()
    for identity in interface.segment.statements:
        own |= {identity, *graph.inside(identity)}
    load = inference.serving.load if inference is not None and inference.serving is not None else -1
    return [keep.name for keep in keeps if keep.statement in own and keep.statement != load]


def _shared(choice: Choice, inference: Inference | None) -> Choice:
    """What inference executes for new rows as training does belongs to both."""
    serving = inference.serving if inference is not None else None
    if serving is None or choice.fate != "train" or choice.statement not in serving.statements:
        return choice
    return replace(choice, fate="both", because=f"{choice.because}; inference does it for new rows")


def _settled(choice: Choice, decisions: Decisions, every: tuple[Step, ...]) -> Choice:
    """The final fate of a kept statement, with its step."""
    identity = choice.statement
    if identity in decisions.constant:
        return replace(
            choice, fate="parameter", because=f"a person may change it: parameter {decisions.constant[identity]}"
        )
    home = {i: step.name for step in every for i in step.statements}
    top = top_of(decisions.program, identity)
    known: dict[int, Definition] = {d.statement: d for d in decisions.definitions}
    if top in known and known[top].importable and choice.fate in {"train", "pruned"}:
        return replace(choice, fate="module", because=known[top].because, step="definitions")
    return replace(choice, step=home.get(top, "")) if choice.fate != "dropped" else choice


def _in_its_step(parameter: Parameter, every: Sequence[Step]) -> Parameter:
    """The parameter with the first step that takes it; its help without the mark of what nobody explains."""
    taking = next((step.name for step in every if parameter.name in step.parameters), "")
    return replace(parameter, step=taking, help=parameter.help.removeprefix("Argument "))
