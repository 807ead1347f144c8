"""The step functions and the workflow function that calls them in order.

def load_data(data_path: str) -> pd.DataFrame: ...

def run(config: Config, df: Optional[pd.DataFrame] = None) -> Results:
    df = load_data(config.data_path) if df is None else df.copy()
"""

from __future__ import annotations

import builtins
import keyword
from functools import cached_property

import libcst as cst

from nb2prod.emit import seen
from nb2prod.emit.code.annotations import PLAIN, Annotations, free
from nb2prod.emit.code.imports import repeated_imports, used_names
from nb2prod.emit.code.keeps import kept_type
from nb2prod.emit.code.namespace import fetched, notebook_function
from nb2prod.emit.code.statements import Emitter, Line, Scope
from nb2prod.emit.measured import Pairs, nested, recorded, recorder
from nb2prod.emit.serving import serves
from nb2prod.model import Parameter, Plan, Statement, Step
from nb2prod.nesting import bound_inside, outwards, rebound
from nb2prod.rewrite.build import assign, call, dictionary, dotted, function, line, parameter, string
from nb2prod.rewrite.endings import ended

RESULT = {"train": "Training", "run": "Results"}
BUILTINS = frozenset(dir(builtins))


class Workflow:
    """Builds the functions of train.py or run.py."""

    def __init__(self, plan: Plan, emitter: Emitter, taken: frozenset[str]) -> None:
        """`taken`: every name of the notebook; what is generated keeps clear of them."""
        self.plan = plan
        self.emitter = emitter
        self.taken = taken
        self.statements = plan.program.statements
        self.constants = {p.name: p.constant for p in plan.parameters if p.constant}
        self.logger, self.config = self.free("logger"), self.free("config")
        self.result = self.free(RESULT[plan.workflow])
        self.any = "" if "Any" in taken else "Any"  # of what nobody knows the type; "": the notebook's own Any
        self.aliases = frozenset(m.name for m in plan.measures if m.text.isidentifier())
        self.held = seen.held_names(plan)
        self.globals = sorted(rebound(plan.program.statements, plan.steps))
        self.recorder = recorder(plan)
        self.seen, self.remember = self.free("Seen"), self.free("remember")
        self.loads = seen.place(plan)
        self.places = {self.loads, *([self.emitter.keeps.load] if self.loads is not None else [])} - {None, -1}
        either = [s for s in plan.steps if s.loads or s.reloads]
        # rows that are handed in are looked at too
        emitter.aside |= {i for i in self.places if i is not None and any(s.statements == (i,) for s in either)}

    @cached_property
    def annotations(self) -> Annotations:
        """What types are called, for functions that say it: a notebook that is one function does not."""
        return Annotations(self.plan, self.taken)

    def free(self, name: str) -> str:
        """A generated name that the notebook does not have."""
        return free(name, self.taken)

    def functions(self) -> list[Line]:
        """All steps that are functions, then the workflow."""
        steps = [] if self.plan.namespace else [step for step in self.plan.steps if not step.inline]
        once = {step.name: step for step in reversed(steps)}  # several steps may be one function
        return [*(self.step(step) for step in steps if once[step.name] is step), self._workflow()]

    def notebook(self) -> list[Line]:
        """The whole notebook as one function, where it keeps a namespace of its own."""
        return [notebook_function(self.plan, s, self.emitter, self.config, self.logger) for s in self.plan.steps]

    # ------------------------------------------------------------------------------------------------------------ steps

    def step(self, step: Step) -> cst.FunctionDef:
        """The function of one step."""
        bound = bound_inside(self.statements, step.statements) | {*step.inputs}
        scope = Scope("", self._builtins(step, bound), (), self.logger)
        body: list[Line] = [*repeated_imports(self.plan, step.imports, self.emitter.relocate)]
        for identity in step.statements:
            body += self.emitter.emit(identity, scope)
            body += self._remembered(identity) if not (step.loads or step.reloads) else []
        outputs = self._outputs(step)
        body = self._with_own(ended(body, outputs, self.aliases))
        given = [parameter(name, self.annotations.of(step.types.get(name, "")) or self.any) for name in step.inputs]
        given += [parameter(self._argument(p), self._hint(p)) for p in self._parameters(step)]
        return function(step.name, given, body, step.doc, self._gives(step, outputs))

    def _outputs(self, step: Step) -> tuple[str, ...]:
        """With what it saw of the raw rows, where they are loaded inside it."""
        inside = self.places & {*step.statements} if not (step.inline or step.loads or step.reloads) else set()
        looked = [self.free("seen")] if self.loads in inside else []
        beside = [keep.name for keep in self.emitter.keeps.every if keep.statement in inside]
        return tuple(dict.fromkeys((*step.outputs, *looked, *beside))) if inside else step.outputs

    def _gives(self, step: Step, outputs: tuple[str, ...]) -> str:
        kept = {keep.name: kept_type(keep) for keep in self.emitter.keeps.every[::-1]}
        kept |= {self.free("seen"): self.seen} if set(outputs) - set(step.outputs) else {}
        notes = [self.annotations.of(step.types.get(name, "")) or kept.get(name, self.any) for name in outputs]
        if not notes:
            return "None"
        if not all(notes):
            return ""
        return notes[0] if len(notes) == 1 else f"tuple[{', '.join(notes)}]"

    def _hint(self, given: Parameter) -> str:
        return "float" if given.type == "Union[int, float]" else given.type if given.type in PLAIN else self.any

    def _parameters(self, step: Step) -> list[Parameter]:
        return [p for p in self.plan.parameters if p.name in step.parameters]

    def _argument(self, given: Parameter) -> str:
        """A lifted constant keeps its notebook name inside the step."""
        return self.constants.get(given.name, given.name)

    # --------------------------------------------------------------------------------------------------------- workflow

    def _workflow(self) -> cst.FunctionDef:
        loads = [step for step in self.plan.steps if step.loads]
        given = [parameter(self.config, "Config")]
        given += [parameter(s.loads, self._optional(s), cst.Name("None")) for s in loads]
        last = [parameter(self.recorder, "Optional[dict[str, Any]]", cst.Name("None"))] if self.recorder else []
        after = recorded(self.plan)
        body: list[Line] = [
            line(cst.AnnAssign(cst.Name(name), cst.Annotation(cst.Name("Any"))))
            for name in self.globals
            if name not in self.held
        ]
        again = dict.fromkeys(step.reloads for step in self.plan.steps if step.reloads)
        body += [assign([self.free(f"given_{name}")], cst.Name(name)) for name in again]
        if self.recorder:
            fresh = cst.IfExp(_is_none(self.recorder), cst.Dict([]), cst.Name(self.recorder))
            body.append(assign([self.recorder], fresh))
        said: set[str] = set()
        for step, metrics in zip(self.plan.steps, after, strict=False):
            lines = self._called(step, said)
            body += [cst.If(_is_none(step.feeds), cst.IndentedBlock(lines))] if step.feeds else lines
            body += self._recorded(metrics)
        body += self._recorded(after[-1])
        body.append(line(cst.Return(self._result())))
        return function(self.plan.workflow, given, self._with_own(body), self._doc(loads), self.result, last)

    def _recorded(self, metrics: Pairs) -> list[Line]:
        """The line that hands over what has been measured."""
        if not metrics or not self.recorder:
            return []
        ways = nested(metrics)
        alone = ways.pop("", [])
        found = [self._under(step, dictionary(pairs)) for step, pairs in ways.items()]
        if len(alone) > 1:
            worded = all(key.isidentifier() and not keyword.iskeyword(key) for key, _ in alone)
            words = {key: dotted(name) for key, name in alone} if worded else {}
            said = call(f"{self.recorder}.update", [] if worded else [dictionary(alone)], **words)
            return [*found, line(cst.Expr(said))]
        return [*found, *(self._under(key, dotted(name)) for key, name in alone)]

    def _under(self, key: str, value: cst.BaseExpression) -> Line:
        item = cst.Subscript(cst.Name(self.recorder), [cst.SubscriptElement(cst.Index(string(key)))])
        return line(cst.Assign([cst.AssignTarget(item)], value))

    def _with_own(self, body: list[Line]) -> list[Line]:
        """The notebook's own `train` or `main` is imported where it is called: the module has another one."""
        clash = {d.name for d in self.plan.definitions if d.importable} & {self.plan.workflow, "main"}
        used = sorted(clash & used_names(body)) if clash else []
        module = dotted(f"{self.plan.package}.definitions")
        return [line(cst.ImportFrom(module, [cst.ImportAlias(cst.Name(name))])) for name in used] + body

    def _called(self, step: Step, said: set[str]) -> list[Line]:
        if self.plan.namespace:
            return fetched(self.plan, step, self.config, self.free("notebook"))
        if step.inline:
            return [*self._constants_of(step, said), *self._inline(step)]
        arguments: list[cst.BaseExpression] = [cst.Name(name) for name in step.inputs]
        arguments += [self._value(p, said) for p in self._parameters(step)]
        value: cst.BaseExpression = call(step.name, arguments)
        given = self.free(f"given_{step.reloads}") if step.reloads else step.loads
        if given:
            value = cst.IfExp(_is_none(given), value, _copied(given, step.columns))
        looked_at = given and len(step.statements) == 1
        return [assign(self._outputs(step), value), *(self._remembered(step.statements[0]) if looked_at else [])]

    def _value(self, given: Parameter, said: set[str]) -> cst.BaseExpression:
        if self.constants.get(given.name) in said:
            return cst.Name(self.constants[given.name])
        return self._setting(given)

    def _setting(self, given: Parameter) -> cst.BaseExpression:
        """A list or mapping is copied: the notebook may change it, the configuration may not."""
        value = dotted(f"{self.config}.{given.name}")
        return call(given.type, [value]) if given.type in ("list", "dict") else value

    def _constants_of(self, step: Step, said: set[str]) -> list[Line]:
        """Lifted constants that inline code reads are variables of the workflow, under their notebook names."""
        names = {name for i in step.statements for s in [self.statements[i]] for name in self._mentioned(s)}
        found: list[Line] = []
        for given in self.plan.parameters:
            name = self.constants.get(given.name, "")
            if name and name in names and name not in said:
                said.add(name)
                found.append(assign([name], self._setting(given)))
        return found

    def _mentioned(self, statement: Statement) -> frozenset[str]:
        nested = [s for s in self.statements if self._top(s) == statement.id]
        return frozenset().union(*(s.facts.names | s.facts.late for s in nested))

    def _inline(self, step: Step) -> list[Line]:
        scope = Scope(f"{self.config}.", self._builtins(step, self.held), {*self.held, *self.globals}, self.logger)
        body: list[Line] = [*repeated_imports(self.plan, step.imports, self.emitter.relocate)]
        for identity in step.statements:
            body += [*self.emitter.emit(identity, scope), *self._remembered(identity)]
        return body

    def _optional(self, step: Step) -> str:
        note = self.annotations.of(step.types.get(step.loads, ""))
        return f"Optional[{note}]" if note else self.any

    def _result(self) -> cst.Call:
        metrics = cst.Name(self.recorder) if self.recorder else dictionary(self.plan.metrics)
        given: dict[str, cst.BaseExpression] = {"metrics": metrics}
        given |= {"results": dictionary(self.plan.tables)} if self.plan.tables else {}
        if self.plan.workflow == "run":
            return call(self.result, [], **given)
        learned = dictionary(
            (a.name, a.value.replace("config.", f"{self.config}.", 1) or a.name) for a in self.plan.artifacts
        )
        if not serves(self.plan):
            return call(self.result, [], learned=learned, **given)
        return call(self.result, [], learned=learned, **given, seen=self._seen())

    def _doc(self, loads: list[Step]) -> str:
        text = "Run the whole workflow; variables keep their notebook names."
        if not loads and not self.recorder:
            return text
        arguments = [f"        {self.config}: the parameters."]
        for step in loads:
            skipped = (
                f"the load of cell {step.cells[0] + 1} is left out" if step.inline else f"`{step.name}` is not called"
            )
            arguments.append(f"        {step.loads}: data at hand; if given, it is copied, and {skipped}.")
        if self.recorder:
            arguments.append(f"        {self.recorder}: gets each metric behind the step that computes it.")
        return "\n".join([text, "", "    Args:", *arguments, "    "])

    # ------------------------------------------------------------------------------------------------ rows of inference

    def imports(self) -> list[str]:
        """What annotations need, and what it takes to write down what training saw of its rows."""
        noted = sorted(self.annotations.needed)
        if not serves(self.plan):
            return noted
        given = {"Seen": self.seen, "remember": self.remember}
        shown = (name if name == free else f"{name} as {free}" for name, free in given.items())
        return [*noted, *(f"from {self.plan.package}.schema import {name}" for name in shown)]

    def _remembered(self, identity: int) -> list[Line]:
        """Raw rows are looked at as they come, before any statement changes them."""
        found = self.plan.inference
        if identity not in self.places or found is None:
            return []
        other = found.rows if self.loads == found.loaded else ""
        given: list[cst.BaseExpression] = [cst.parse_expression(other or found.source or found.shown)]
        if found.serving is not None and found.serving.table is not None and not other:
            texts = [text for text in (found.serving.table.rows, found.serving.table.names) if text]
            given = [cst.parse_expression(text) for text in texts]
        given += self._columns()
        looked: list[Line] = []
        if identity == self.loads:
            looked = [assign([self.free("seen")], call(self.remember, given))]
        if identity in self.emitter.aside:
            looked += self.emitter.beside(identity, ("after",), Scope("", {}, ()))
        return looked

    def _seen(self) -> cst.BaseExpression:
        if self.loads is not None:
            return cst.Name(self.free("seen"))
        name = seen.at_the_end(self.plan, self.held)
        return call(self.remember, [cst.Name(name or "None"), *(self._columns() if name else [])])

    def _columns(self) -> list[cst.BaseExpression]:
        """The names of the columns of a matrix, which an array does not know itself."""
        found = self.plan.inference
        names = list(found.columns) if found is not None and found.level == "features" else []
        return [cst.parse_expression(ascii(names))] if names else []

    # ------------------------------------------------------------------------------------------------------------ names

    def _top(self, statement: Statement) -> int:
        return [*outwards(self.statements, statement)][-1].id

    def _builtins(self, step: Step, bound: set[str]) -> dict[int, frozenset[str]]:
        """Statements that read a builtin which the scope also binds: `max = max(rows)`."""
        shadowed = bound & BUILTINS
        if not shadowed:
            return {}
        reaching: dict[int, set[str]] = {}
        for edge in self.plan.program.edges:
            if edge.name not in self.statements[edge.source].facts.deletes:  # after `del max`, max is the builtin
                reaching.setdefault(edge.target, set()).add(edge.name)
        homes = set(step.statements)
        return {
            s.id: frozenset(s.facts.names & shadowed - reaching.get(s.id, set()))
            for s in self.statements
            if self._top(s) in homes
        }


def _copied(given: str, columns: tuple[str, ...]) -> cst.BaseExpression:
    """The copy of a frame that is handed in; where the load that it stands for picks columns, of those."""
    picked = f".loc[:, {given}.columns.isin({list(columns)})]" if columns else ""
    return cst.parse_expression(f"{given}{picked}.copy()")


def _is_none(name: str) -> cst.Comparison:
    return cst.Comparison(cst.Name(name), [cst.ComparisonTarget(cst.Is(), cst.Name("None"))])
