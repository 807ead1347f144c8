"""What is known of each step when it is named: its kind, its models, its frames."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Sequence

from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING, defined
from nb2prod.plan.cutting.interfaces import Interface
from nb2prod.plan.cutting.joining import COMPOUND
from nb2prod.plan.cutting.segment import Segment, literal
from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.clause import LABEL, SAME_VALUES, TARGET, Clause, innermost, maker_of, targets
from nb2prod.plan.naming.effects import ASIDE, CALL, FIT, MEASURE, Given, matters, rank
from nb2prod.plan.naming.forms import Operation
from nb2prod.plan.naming.kinds import kind_of
from nb2prod.plan.naming.models import called, is_estimator, model_type, snake, underscored
from nb2prod.plan.naming.operations import MINOR, leading
from nb2prod.plan.naming.proofs import Proofs, fits
from nb2prod.plan.naming.sentence import WHOLE
from nb2prod.walking import last_of, walk

GENERIC = frozenset(  # names that tell nothing about what they hold
    """
    df data dataset frame raw x y z a b c d e f i j k n m s t x_train x_test y_train y_test x_val y_val x_valid y_valid
    df1 df2 df_raw raw_df tmp temp result results res out output ret model clf reg est estimator classifier regressor
    pipe pipeline grid search gs fig ax axes train test features target labels train_df test_df df_train df_test
    val valid df_val val_df df_valid df_new new_df mod fitted obj
    """.split()
)
TABLES = ("pandas.DataFrame", "numpy.ndarray", "numpy.Arraylike", "numpy.Dense")
SMALL = ("list", "dict", "str", "int", "float", "tuple", "set")  # beside a table or a model
ROWS = re.compile(r"train|test|val|data|sample|df", re.IGNORECASE)
BESIDE = re.compile(rf"{LABEL.pattern}|test|val", re.IGNORECASE)
FITS = frozenset({"fit", "search parameters of", "cross-validate", "minimize", "optimize"})
CROSS = "cross-validate"
THROUGH = re.compile(
    r"\bwhich (?:fits|cross-validates)\b|\bwith (?:\w+\.)?(?:(?:train|fit)(?=[_A-Z])|\w+(?:Train|_train|Fit|_fit)\b)"
)
TRANSFORMING = 2  # weight of a fit that trains no model
PLACE = re.compile(r"dir|path|file|folder", re.IGNORECASE)
READING = frozenset({"read", "generate", "download"})
AS_READ = SAME_VALUES | {"loads"}  # pickle.loads(data)
IDLE = frozenset({"log", "set", "seed", "draw", "define"})  # verbs of clauses that are no work


def _makes_a_table(statement: Statement, inputs: Collection[str]) -> bool:
    """Whether a table is made of values, and not of what is a table already, or an array."""
    if maker_of(statement) not in ("DataFrame", "Series", "from_dict"):
        return False
    match statement.node:
        case ast.Assign(value=ast.Call(args=[ast.Name(id=name), *_])) if name in inputs:
            return False
    return not any("transform" in call for call in statement.facts.calls)


class About:
    """The facts of all steps of one plan."""

    def __init__(
        self,
        program: Program,
        found: Sequence[Interface],
        statements: Callable[[Segment], list[Statement]],
        operations: Sequence[list[Operation]],
        done: Sequence[list[Clause]],
        proofs: Proofs,
    ) -> None:
        """`statements`: those of a segment that stay; `operations`, `done`: what each step does."""
        self.program, self.found, self.statements = program, found, statements
        self.operations, self.done, self.proofs = operations, done, proofs
        self.classes: dict[tuple[int, bool], list[str]] = {}  # those fitted in a step, as fitted.py works them out
        self.estimators = {t for s in program.statements for _, t in s.facts.types if t and is_estimator(t)}
        self.proven = [proofs.of(statements(i.segment)) | self.judged(i) for i in found]
        self.kinds = [self._kind(index) for index in range(len(found))]
        self.models = sum(self.kind(n) == "train" and self.trains(n) for n in range(len(found)))

    def alone(self, index: int) -> bool:
        """Whether the step is all that is done below its heading."""
        heading = self.found[index].segment.heading
        below = [i for i, other in enumerate(self.found) if other.segment.heading == heading and not other.segment.load]
        return heading is not None and below == [index]

    def kind(self, index: int) -> str:
        """What the step is about; where it hands on nothing, it is about what it writes."""
        return self.kinds[index]

    def _kind(self, index: int) -> str:
        found = kind_of(self, index)
        writes = any(c.verb in ("write", "save") and c.weight > TRANSFORMING for c in self.done[index])
        asks = any(rank(c) == MEASURE or c.verb.startswith("predict") for c in self.done[index])
        only = found in ("prepare", "other") or (found == "evaluate" and not asks)
        return "export" if only and writes and not self.found[index].outputs else found

    def results(self, index: int) -> list[str]:
        """What the step hands on, without functions and classes; where it gives nothing, what it is seen to change."""
        interface = self.found[index]
        given = [n for n in interface.outputs if n not in self.held(index) | self._turns(index)]
        changed = {n for o in self.operations[index] for n in o.made}
        changed |= {n for c in self.done[index] if c.verb == "change" for n in c.things}
        return given or [n for n in interface.inputs if n in changed]

    def given(self, index: int) -> Given:
        """What crosses the borders of the step."""
        found, held = self.found[index], self.held(index) | self._turns(index)
        outputs = tuple(n for n in found.outputs if n not in held)
        fixed = {n for c in self.done[index] if c.verb == "set" and not c.weight for n in c.things}
        varied = tuple(n for n in outputs if n not in fixed)  # lambda_ = 3: what is done with it is what it is for
        outputs = varied if varied or any(rank(c) >= CALL and c.verb != "define" for c in self.done[index]) else outputs
        made = {n for o in self.operations[index] for n in o.made}
        changed = () if outputs else tuple(n for n in found.inputs if n in made)
        inputs = tuple(n for n in found.inputs if n not in self.proofs.inside)
        feeding = frozenset(self.feeding(index)) if outputs or changed else frozenset[str]()
        done = [c for c in self.done[index] if rank(c) >= CALL or rank(c) == ASIDE] if not feeding else []
        seen = frozenset(name for c in done for name in (c.things if c.verb == "log" else ("",)))
        own = self._defined(index)
        handed = tuple(n for n in found.outputs if n in own)
        judged = self.found[index].segment.phase in ("evaluate", "train")
        read = frozenset(self._as_read(index))
        every = tuple(n for n in found.outputs if n not in held)
        fresh = self._fresh(index) - read
        return Given(inputs, outputs, changed, feeding, seen, read, handed, judged, fresh, every, self._ends(index))

    def _ends(self, index: int) -> frozenset[str]:
        """What nothing in the step is made of: a list that grows in a loop, the last of several values."""
        every = self.statements(self.found[index].segment)
        read = {n for s in every for n in s.facts.names - s.facts.binds - s.facts.mutates}
        return frozenset(n for s in every for n in s.facts.binds) - read

    def _fresh(self, index: int) -> frozenset[str]:
        """`df = pd.DataFrame(importances.items())`: it was no table before, under no name that comes in."""
        first: dict[str, Statement] = {}
        for statement in self.statements(self.found[index].segment):
            first = {**dict.fromkeys(targets(statement), statement), **first}
        inputs, made = self.found[index].inputs, set[str]()
        for name, statement in reversed(first.items()):
            asked = statement.facts.names & {*inputs, *first} - {name}
            if name not in inputs and ((asked and asked <= made) or _makes_a_table(statement, inputs)):
                made.add(name)
        return frozenset(made)

    def effective(self, index: int) -> list[Clause]:
        """What the step does that leaves it or is seen outside."""
        given = self.given(index)
        return [clause for clause in self.done[index] if matters(clause, given)]

    def held(self, index: int) -> frozenset[str]:
        """The functions, classes and modules that the statements of the step bind."""
        nodes = [self.program.statements[i] for i in self.found[index].segment.statements]
        return frozenset(
            n for s in nodes if isinstance(s.node, (*DEFINING, ast.Import, ast.ImportFrom)) for n in s.facts.binds
        )

    def _turns(self, index: int) -> frozenset[str]:
        """The variables of loops that nothing else binds: their last values are no result."""
        every = self.statements(self.found[index].segment)
        other = {name for s in every if not isinstance(s.node, ast.For) for name in s.facts.binds}
        return frozenset(n for s in every if isinstance(s.node, ast.For) for n in s.facts.binds - other)

    def readers(self, index: int, name: str) -> int:
        """How many later steps are given that name."""
        return sum(name in later.inputs for later in self.found[index + 1 :])

    def giver(self, index: int, name: str) -> int | None:
        """The last step before that gives the name."""
        return next((i for i in reversed(range(index)) if name in self.found[i].outputs), None)

    def main(self, index: int) -> str:
        """The result that most later steps ask for, no labels, no list; of equals no test rows, and the last made."""
        made = [n for s in self.statements(self.found[index].segment) for n in (targets(s) or s.facts.binds)]
        results, types = self.results(index), self.found[index].types
        order = {name: made.index(name) if name in made else -1 for name in results}
        return max(
            results,
            key=lambda n: (
                not LABEL.search(n) and types.get(n) not in SMALL,
                self.readers(index, n),
                not BESIDE.search(n),
                order[n],
            ),
            default="",
        )

    def covered(self, index: int) -> bool:
        """Whether the operations of the field made most of what the step hands on, and nothing measures in it."""
        types = self.found[index].types
        results = {n for n in self.results(index) if not types.get(n, "") or types[n] in TABLES or "." in types[n]}
        if len(results) < len(self.results(index)) and not results:
            return False  # types = list(types[types > 100].index): no table is handed on
        own = [self.program.statements[i] for i in self.found[index].segment.statements]
        if not results and any(map(targets, own)):
            return False  # what is made here goes nowhere: it is made for what is said or called
        made = frozenset[str]().union(*(o.made for o in self.operations[index]))
        done = [n for n in results if any(o.made & self._rows(index, n) for o in self.operations[index])]
        measured = any(s.facts.measures or s.facts.metrics - made for s in self.statements(self.found[index].segment))
        return 2 * len(done) >= len(results) and not measured

    def feeding(self, index: int) -> set[str]:
        """What the step hands on, and what that is made of in the step."""
        known = set(self.results(index))
        for statement in reversed(self.statements(self.found[index].segment)):
            if known & (statement.facts.binds | statement.facts.mutates):
                known |= statement.facts.names
        return known

    def reads(self, index: int) -> bool:
        """Whether most of what the step gives is read, or made of what is."""
        outputs, known = self.found[index].outputs, self._read(index)
        return not outputs or 2 * sum(n in known for n in outputs) >= len(outputs)

    def _read(self, index: int) -> set[str]:
        """What is read, and what is made of it."""
        known = {n for c in self.done[index] if c.verb in READING for n in c.things}
        for statement in self.statements(self.found[index].segment):
            known |= statement.facts.binds if statement.facts.names & known else frozenset()
        return known

    def _as_read(self, index: int) -> set[str]:
        """What is read, and what is only another form or a part of it: `df = pd.DataFrame(data)`."""
        known = {n for c in self.done[index] if c.verb in READING for n in c.things}
        for statement in self.statements(self.found[index].segment):
            match statement.node:
                case ast.Assign(value=ast.Call(args=[given, *_]) as call) if last_of(call) in AS_READ:
                    known |= statement.facts.binds if innermost(given).partition(".")[0] in known else frozenset()
                case ast.Assign(value=ast.Attribute() | ast.Subscript() | ast.Name() as part):
                    known |= statement.facts.binds if innermost(part).partition(".")[0] in known else frozenset()
        return known

    def trained_by(self, index: int) -> list[int]:
        """The steps that fitted the models that come in."""
        inputs = self.found[index].inputs
        told = {n for done in self.done[:index] for c in done if rank(c) == FIT for n in (*c.things, *c.made)}
        models = [n for n in inputs if self.type(index, n) or "model" in n.lower()] or [n for n in inputs if n in told]
        return [at for name in models for at in self.last_to_fit(index, name) if self.trains(at)]

    def last_to_fit(self, index: int, name: str) -> list[int]:
        """The last step before that gives the model, or fits it once more in place."""
        fits = {i for i in range(index) if any(rank(c) == FIT and name in c.made for c in self.done[i])}
        return [i for i in range(index) if i in fits or name in self.found[i].outputs][-1:]

    def feeds(self, index: int) -> bool:
        """Whether a later step fits a model, and is given what this one hands on or what is made of it."""
        known = set(self.results(index))
        for at in range(index + 1, len(self.found)):
            if known & set(self.found[at].inputs):
                if self.trains(at) or self.only_crossed(at):
                    return True
                known |= set(self.found[at].outputs)
        return False

    def origin(self, index: int) -> str:
        """The one table that was loaded and that the step's rows come from, as part of a name; "" for several."""
        todo, seen, found = [(index, n) for n in self.found[index].inputs], set(), set()
        while todo:
            at, name = todo.pop()
            giver = self.giver(at, name)
            if giver is None or (giver, name) in seen:
                continue
            seen.add((giver, name))
            step = self.found[giver]
            if step.segment.load or self.kind(giver) == "load":
                found.add(name)
            todo += [(giver, n) for n in step.inputs]
        plain = {re.sub(r"^(?:df|data|raw)_|_(?:df|data|raw|dataset)$", "", identifier(n)) for n in found}
        telling = not plain & GENERIC or plain <= {"train", "test", "valid", "val"}
        return plain.pop() if len(plain) == 1 and telling else ""

    def trains(self, index: int) -> bool:
        """Whether models are fitted here, by the statements or a function of the notebook that they call."""
        fitted = [c.weight for c in self.done[index] if c.verb == "fit"]
        if fitted and max(fitted) <= TRANSFORMING and not any(c.weight > TRANSFORMING + 1 for c in self.done[index]):
            return False  # scalers, encoders and the like
        if any(c.verb == "call" and c.weight > TRANSFORMING + 1 for c in self.done[index]):
            return True
        through = any(c.weight > 3 and (THROUGH.search(c.rest) or c.verb in FITS) for c in self.done[index])
        return through or fits(self.statements(self.found[index].segment))

    def fits(self, index: int) -> bool:
        """Whether models are fitted here or by a function that is called, one that draws only if the model leaves."""
        shown = any(self.type(index, n) for n in self.found[index].outputs)
        return self.trains(index) or self.proofs.fits(self.statements(self.found[index].segment), shown=shown)

    def only_crossed(self, index: int) -> bool:
        """Whether models are cross-validated here and none is fitted besides: it measures."""
        fits = any(
            (c.verb in FITS - {CROSS} and c.weight > TRANSFORMING) or "which fits" in c.rest for c in self.done[index]
        )
        return not fits and any(c.verb == CROSS or "which cross-validates" in c.rest for c in self.done[index])

    def busy(self, index: int) -> bool:
        """Whether more is done with what is read than reading it."""
        work = [c for c in self.done[index] if c.verb not in (*IDLE, "take") and (c.weight or c.verb == "compute")]
        told = [c for c in work if c.weight and c.verb not in ("read", "generate", "download", "create")]
        return 2 * len(self.read(index)) < len(work) and len(told) > len(self.read(index))

    def makes_more(self, index: int) -> bool:
        """Whether what is saved is made here as well, and goes on to later steps."""
        made = {name for clause in self.done[index] if clause.verb == "compute" for name in clause.things}
        made = {name for name in made if not PLACE.search(name)}
        return bool(made & set(self.found[index].outputs)) and any(
            c.rest.startswith("with ") for c in self.done[index] if c.verb == "compute"
        )

    def judged(self, interface: Interface) -> set[str]:
        """A prediction that is held against labels by hand: `(model(X) == y_test).mean()`."""
        made = {name for s in self.statements(interface.segment) for name in s.facts.binds}
        predicted = any("pred" in name.lower() for name in (*made, *interface.inputs))
        held = any(isinstance(p, ast.Compare | ast.Sub) for s in self.statements(interface.segment)
                   for p in walk(s.node))  # fmt: skip
        return {"evaluate"} if predicted and held and any(map(LABEL.search, interface.inputs)) else set()

    def only_models(self, index: int) -> bool:
        """Whether all that the step gives is a model or a pipeline, made and not fitted."""
        outputs = self.found[index].outputs
        return bool(outputs) and all(self.type(index, n) for n in outputs) and not self.matrices(index)

    def read(self, index: int) -> list[Clause]:
        """The clauses of what is read from files and the network."""
        return [clause for clause in self.done[index] if clause.verb == "read"]

    def lead(self, index: int) -> Operation | None:
        """The operation that the step is about; sorting and resetting an index hardly ever is it."""
        found, feeding = self.acting(index), self.feeding(index)
        if self.beside(index):
            return None  # a function of the notebook makes as much
        every = [s for s in self.statements(self.found[index].segment) if (s.facts.binds | s.facts.mutates) & feeding]
        every = [s for s in every if not isinstance(s.node, COMPOUND) and not literal(s)]
        lead = leading(found, len(every))
        return None if lead is not None and lead.name in MINOR and len(found) < len(every) else lead

    def acting(self, index: int) -> list[Operation]:
        """The operations on the tables that the step hands on: none on values that it only works with."""
        rows = self._rows(index)
        own = [c for c in self.done[index] if c.verb in WHOLE and c.rest.startswith("with ")]
        known = {o.verb for o in self.operations[index]}  # of several in one statement only the first
        beside = [
            Operation(verb, thing.replace(" ", "_"), made=frozenset(c.made))
            for c in own
            for verb, _, thing in [("encode", "", "target") if c.things == TARGET else WHOLE[c.verb].partition(" ")]
        ]
        found = [*self.operations[index], *(o for o in beside if o.verb not in known)]
        dominate = not rows or any(o.made & self._rows(index, self.main(index)) for o in found)
        return [o for o in found if not rows or o.made & rows] if dominate else []

    def beside(self, index: int) -> list[Clause]:
        """What makes as much of the results as operations do: functions of the notebook, objects that are set up."""
        feeding, results = self.feeding(index), {*self.results(index)}
        done = [c for c in self.done[index] if c.weight and rank(c) in (CALL, FIT)]
        made = [c for c in done if c.verb in ("compute", "set up", "build") and {*c.made} & feeding]
        return [*made, *(c for c in done if c.verb == "call" and {*c.given} & results)]

    def _rows(self, index: int, main: str = "") -> set[str]:
        """The results and the tables that become them: no table that values are only looked up in or made of."""
        known = {main} if main else {*self.results(index)}
        for statement in reversed(self.statements(self.found[index].segment)):
            if isinstance(statement.node, ast.Assign) and known & statement.facts.binds:
                known |= statement.facts.names
        return known - self._fresh(index)

    def defined(self, index: int) -> list[str]:
        """The functions and classes that stand in the step, as parts of names."""
        return [identifier(name) for name in self._defined(index)]

    def _defined(self, index: int) -> list[str]:
        nodes = (self.program.statements[i].node for i in self.found[index].segment.statements)
        return [name for node in nodes if (name := defined(node))]

    def frames(self, index: int) -> list[str]:
        """The tables that the step gives."""
        interface = self.found[index]
        return [n for n in interface.outputs if interface.types.get(n) == "pandas.DataFrame"]

    def matrices(self, index: int) -> list[str]:
        """What a model is fitted on or asked about: the inputs of the step that are no models."""
        types, inputs = self.found[index].types, self.found[index].inputs
        tables = [n for n in inputs if (types.get(n) in TABLES and ROWS.search(n)) or n[:1] in "xX"]
        return [identifier(n) for n in tables if not LABEL.search(n)]

    def named(self, names: Iterable[str]) -> list[str]:
        """Variables as parts of names, each once."""
        return list(dict.fromkeys(identifier(name) for name in names if words(name)))

    def telling(self, names: Iterable[str]) -> list[str]:
        """Those of them that say what they hold."""
        return [name for name in self.named(names) if name not in GENERIC and len(name) > 2]

    def type(self, index: int, name: str) -> str:
        """The class of models that a name of the step holds; "" where it holds none."""
        return model_type(self.found[index], self.statements(self.found[index].segment), name)

    def model(self, index: int) -> tuple[str, str]:
        """What the one model of a step is called by its class and by its variable."""
        kind, variable = called(self.found[index], self.statements(self.found[index].segment))
        alike = {underscored(t.rpartition(".")[2]) for t in self.estimators if snake(t.rpartition(".")[2]) == kind}
        if kind and len(alike) > 1:  # a forest that classifies and one that regresses: each by its whole class
            names = (*self.found[index].outputs, *self.found[index].inputs)
            kind = next((underscored(t.rpartition(".")[2]) for n in names if (t := self.type(index, n))), kind)
        return kind, "" if variable in GENERIC or len(variable) < 2 else variable
