"""The functions of inference at level raw: for each step of training that a row goes through, the same for new rows.

def clean_up(df, age_median): ...      as in training, with the median learned there
def answer(df, learned): ...           one step after the other, from raw rows to predictions
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Mapping

import libcst as cst

from nb2prod import knowledge
from nb2prod.emit.code.annotations import PLAIN, Annotations, names_of
from nb2prod.emit.code.imports import defined_names, implicit_imports, notebook_imports, relocation, used_names
from nb2prod.emit.code.keeps import kept_type
from nb2prod.emit.code.new_rows import PREPARING, ROWS, SELECTING, TRANSFORMING, for_new_rows, task
from nb2prod.emit.code.recorders import Recorders
from nb2prod.emit.templates import docstring, one_line
from nb2prod.listing import in_a_row, in_cells
from nb2prod.model import Plan, Serving, Step
from nb2prod.replacing import dataclass, field, replace
from nb2prod.walking import swapped, walk

BUILTINS = frozenset(dir(builtins))
SHORT = "short_of_history"
KNOWN = "in_categories"
OURS = frozenset({  # names of the generated module
    "predict", "answer", "answer_rows", "answer_file", "prediction_table", "columns_needed", "probabilities", "main",
    "launch", "load_config", "Path", "Annotated", "Any", "Optional", "typer", "np", "pd", "LEVEL", "COLUMNS",
    "as_array", KNOWN,
})  # fmt: skip
COPIES = re.compile(r"(?:\.copy\(\)){2,}(?!\w)")  # `df[df.a > 0].copy()`, its filter answered with empty predictions
HEAD = ("import pandas as pd", "import numpy as np")  # the template writes them
TABULAR = frozenset({"pandas.DataFrame", "pandas.Series", "pandas.Index", "numpy.ndarray", "numpy.Dense"})
OF_ROWS = ("raw_columns", "raw_array", "array_columns")  # what says how rows come in


@dataclass
class Part:
    """The statements of one step that serving executes, as a function."""

    name: str
    step: Step | None
    lines: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    types: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The body."""
        return "\n".join(self.lines)


def serving_values(plan: Plan) -> dict[str, object]:
    """What the template of inference.py needs."""
    if plan.inference is None or plan.inference.serving is None:
        return {}
    everywhere = plan.hoisted | {d.name for d in plan.definitions if d.importable}
    artifacts = plan.inference.serving.artifacts
    learned = [artifact.name for artifact in artifacts if artifact.name not in OF_ROWS]
    taken = {*everywhere, *(artifact.name for artifact in artifacts), *OURS, *(step.name for step in plan.steps)}
    serving, called = for_new_rows(_unread(plan, plan.inference.serving), taken, _made_of(plan))
    parts = _parts(plan, serving, called)
    _interfaces(parts, serving, everywhere)
    whole = [part for part in parts if not _only_copies(part) or set(part.inputs) & set(learned)]
    notes = _Notes(plan, Annotations(plan, names_of(plan)))
    functions = "\n\n".join(_function(part, notes, learned) for part in whole)
    body = [_call(part, learned) for part in parts]
    own = _own_imports(plan, "\n".join([*body, serving.expression]))
    code = f"{functions}\n\n" + "\n".join(
        ["def answer():", *(f"    {line}" for line in [*own, *body, serving.expression])]
    )
    used = used_names(cst.parse_module(code).body)
    relocate = relocation(plan)
    module = [cst.Module([line]).code.strip() for line in notebook_imports(plan, used, relocate)]
    module += [*implicit_imports(plan, used), *sorted(notes.annotations.needed)]
    defined = defined_names(plan, used)
    if defined:
        module.append(f"from {plan.package}.definitions import {', '.join(defined)}")
    inside = _learned_in(serving.expression, learned)
    probability = serving.probability
    return {
        "imports": [text for text in module if text not in HEAD],
        "np": "np" in used,
        "categories": KNOWN in used,
        "functions": functions,
        "source": serving.source,
        "given": "df" if serving.table is not None and serving.table.array else serving.source,
        "targets": list(serving.targets),
        "array": serving.table is not None and serving.table.array,
        "partial": any(keep.name == "array_columns" for keep in serving.keeps),
        "columns": list(serving.columns) if serving.columns is not None and not serving.listed else None,
        "which": _which(serving),
        "own": own,
        "calls": body,
        "filters": serving.rows or serving.short,
        "rows": serving.rows,
        "short": serving.short,
        "sorted": serving.sorted,
        "filtering": next((n for n, part in enumerate(parts) if ROWS in part.outputs), -1),
        "expression": _with_learned(serving.expression, inside),
        "probability": (f'learned["{probability[0]}"]', probability[1]) if probability else None,
    }


def _unread(plan: Plan, serving: Serving) -> Serving:
    """With the argument that functions of the notebook have got for what they measure."""
    *lines, expression = Recorders(plan).unread([*(text for _, text in serving.lines), serving.expression])
    told = zip((identity for identity, _ in serving.lines), lines, strict=True)
    return replace(serving, lines=tuple(told), expression=expression)


def _made_of(plan: Plan) -> dict[str, frozenset[str]]:
    """Each name of the notebook, and those that what binds it reads."""
    found: dict[str, frozenset[str]] = {}
    for statement in plan.program.statements:
        for name in statement.facts.binds:
            found[name] = found.get(name, frozenset()) | statement.facts.names
    return found


def _own_imports(plan: Plan, text: str) -> list[str]:
    """The notebook's own `predict` is imported where it is called: the module has another one."""
    clash = {d.name for d in plan.definitions if d.importable} & OURS
    used = sorted(clash & set(_free(text))) if clash else []
    return [f"from {plan.package}.definitions import {name}" for name in used]


def _which(serving: Serving) -> str:
    """The expression that gives the names of the raw columns that a prediction needs."""
    if serving.wanted:
        learned = [artifact.name for artifact in serving.artifacts]
        condition = _with_learned(serving.wanted, _learned_in(serving.wanted, learned))
        return f'[name for name in learned["raw_columns"] if {condition}]'
    if serving.columns is not None and not serving.listed:
        return "COLUMNS"
    if not serving.listed:
        return 'learned["raw_columns"]'
    needed = " or ".join(f'name in learned["{name}"]' for name in serving.listed)
    plain = f" or name in {list(serving.columns)!a}" if serving.columns else ""
    return f'[name for name in learned["raw_columns"] if {needed}{plain}]'


def _parts(plan: Plan, serving: Serving, called: Mapping[str, str]) -> list[Part]:
    """The lines, by the step that they stand in; what is importable stands in definitions.py."""
    importable = {definition.statement for definition in plan.definitions if definition.importable}
    home = {identity: step for step in plan.steps for identity in step.statements}
    parts: list[Part] = []
    for identity, text in serving.lines:
        if identity in importable:
            continue
        text = COPIES.sub(".copy()", text)
        if not parts and text == f"{serving.source} = {serving.source}.copy()":
            continue  # the rows are ours already
        step = home.get(identity)
        cell = plan.program.statements[identity].cell
        if not parts or parts[-1].step is not step:
            types = step.types if step is not None else {}
            parts.append(Part("", step, types={n: types.get(called.get(n, n), "") for n in (*types, *called)}))
        if not (text.startswith("def ") and text in parts[-1].lines):  # a function that several lines of the step use
            parts[-1].lines.append(text)
        if cell not in parts[-1].cells:
            parts[-1].cells.append(cell)
    taken = {*OURS}
    for part in parts:
        part.name = task(part.lines, part.step.name if part.step is not None else "")
        while part.name in taken:
            part.name += "_further" if part.name in (SELECTING, PREPARING, TRANSFORMING) else "_rows"
        taken.add(part.name)
    return parts


def _interfaces(parts: list[Part], serving: Serving, everywhere: frozenset[str]) -> None:
    """What each function takes and gives."""
    wanted = (
        set(_free(serving.expression)) | ({ROWS} if serving.rows else set()) | ({SHORT} if serving.short else set())
    )
    if serving.probability:
        wanted.add(serving.probability[1])
    for part in reversed(parts):
        bound = _bound(part.text)
        part.outputs = [name for name in bound if name in wanted]
        part.inputs = [name for name in _free(part.text) if name not in {*everywhere, *BUILTINS, KNOWN}]
        wanted = (wanted - set(bound)) | set(part.inputs)


def _free(text: str) -> list[str]:
    """Names that some lines read before they bind them, in order."""
    found: list[str] = []
    bound: set[str] = set()
    for statement in ast.parse(text).body:
        inner = _inner(statement)
        for name in _reads(statement):
            if name not in bound and name not in inner and name not in found:
                found.append(name)
        bound |= set(_bound(ast.unparse(statement)))
    return found


def _inner(statement: ast.stmt) -> set[str]:
    """Variables of lambdas, comprehensions and loops, and the functions that are defined inside."""
    lambdas = [part for part in walk(statement) if isinstance(part, ast.Lambda)]
    own = {arg.arg for part in lambdas for arg in walk(part.args) if isinstance(arg, ast.arg)}
    own |= {part.name for part in walk(statement) if isinstance(part, ast.FunctionDef)}
    for part in walk(statement):
        if isinstance(part, (ast.comprehension, ast.For)):
            own |= {name.id for name in walk(part.target) if isinstance(name, ast.Name)}
    return own | (_bound_first(statement.body) if isinstance(statement, ast.For) else set())


def _bound_first(body: list[ast.stmt]) -> set[str]:
    """Names that each turn of a loop binds before it reads them."""
    read: set[str] = set()
    found: set[str] = set()
    for statement in body:
        if not isinstance(statement, ast.Assign):
            read |= {part.id for part in walk(statement) if isinstance(part, ast.Name)}
            continue
        read |= {part.id for part in walk(statement.value) if isinstance(part, ast.Name)} - found
        found |= {target.id for target in statement.targets if isinstance(target, ast.Name)} - read
    return found


def _reads(statement: ast.stmt) -> list[str]:
    functions = [part for part in walk(statement) if isinstance(part, ast.FunctionDef)]
    local = {id(part) for function in functions for part in _local(function)}
    loads = [part for part in walk(statement) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)]
    names = [part for part in loads if id(part) not in local]
    grown = [part.target for part in walk(statement) if isinstance(part, ast.AugAssign)]
    names += [target for target in grown if isinstance(target, ast.Name) and id(target) not in local]
    names.sort(key=lambda part: (part.lineno, part.col_offset))
    return [part.id for part in names]


def _local(function: ast.FunctionDef) -> list[ast.Name]:
    """The names inside a function that are its own."""
    parts = [part for inner in function.body for part in walk(inner)]
    own = {arg.arg for arg in walk(function) if isinstance(arg, ast.arg)}
    own |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return [part for part in parts if isinstance(part, ast.Name) and part.id in own]


def _bound(text: str) -> list[str]:
    """Names that some lines bind or change: an object changed in place is handed on under its name."""
    found: list[str] = []
    tree = ast.parse(text)
    functions = [part for part in walk(tree) if isinstance(part, ast.FunctionDef)]
    inside = {id(inner) for function in functions for inner in walk(function) if inner is not function}
    for part in walk(tree):
        if id(part) in inside:
            continue
        names: list[str] = [part.name] if isinstance(part, ast.FunctionDef) else []
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names = [part.id]
        elif isinstance(part, (ast.Subscript, ast.Attribute)) and isinstance(part.ctx, ast.Store):
            inner: ast.expr = part
            while isinstance(inner, (ast.Subscript, ast.Attribute)):
                inner = inner.value
            names = [inner.id] if isinstance(inner, ast.Name) else []
        found += [name for name in names if name not in found]
    return found


def _function(part: Part, notes: _Notes, learned: list[str]) -> str:
    rows = [name for name in part.inputs if name not in learned]
    kept = [name for name in part.inputs if name in learned]
    given = [f"{name}: {notes.of(name, part.types)}" for name in rows]
    given += [f"{name}: {notes.of_learned(name)}" for name in kept]
    answers = _answers(part.text, kept) & {*rows}  # an array, perhaps, where a frame came in
    gives = ["Any" if n in answers else "pd.Index" if n == ROWS else notes.of(n, part.types) for n in part.outputs]
    several = f"tuple[{', '.join(gives)}]" if len(gives) > 1 else (gives or ["None"])[0]
    lines = [f"def {part.name}({', '.join(given)}) -> {several}:", f'    """{_doc(part, kept)}"""']
    lines += [f"    {line}" for line in _own_imports(notes.plan, part.text)]
    lines += [f"    {line}" for text in _returning(part) for line in text.split("\n")]
    return "\n".join(lines)


def _answers(text: str, kept: list[str]) -> set[str]:
    """Names that get what a learned object says: `X = scaler.transform(X)`."""
    found: set[str] = set()
    for statement in ast.parse(text).body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner)))
            ) if owner in kept:
                found.add(name)
    return found


def _returning(part: Part) -> list[str]:
    """The body with its return: `X = scale(X)`, `return X` is `return scale(X)`."""
    if not part.outputs:
        return part.lines
    tree = ast.parse(part.lines[-1]).body
    match tree:
        case [ast.Assign(targets=[ast.Name(id=name)], value=value)] if [name] == part.outputs:
            return [*part.lines[:-1], f"return {ast.get_source_segment(part.lines[-1], value)}"]
    return [*part.lines, f"return {', '.join(part.outputs)}"]


@dataclass
class _Notes:
    """What is annotated: as training says it where both know the name, else as everything that binds it agrees."""

    plan: Plan
    annotations: Annotations

    def of(self, name: str, types: Mapping[str, str]) -> str:
        """The annotation of a value of new rows."""
        source = self.plan.inference is not None and name == self.plan.inference.source
        return self.annotations.of(types.get(name, "") or ("" if source else self._agreed(name))) or "Any"

    def of_learned(self, name: str) -> str:
        """That of a learned value."""
        serving = self.plan.inference.serving if self.plan.inference is not None else None
        keeps = serving.keeps if serving is not None else ()
        kept = next((kept_type(keep) for keep in keeps if keep.name == name), "Any")
        handed = {step.types[name] for step in self.plan.steps if name in step.types}
        type_ = next(iter(handed)) if len(handed) == 1 else "" if handed else self._agreed(name)
        return kept if kept != "Any" else self.annotations.of(type_) or "Any"

    def _agreed(self, name: str) -> str:
        found = {type_ for s in self.plan.program.statements for bound, type_ in s.facts.types if bound == name}
        type_ = next(iter(found)) if len(found) == 1 else ""
        imported = {
            q for i in self.plan.program.imports if i.attribute for q in (i.qualified, knowledge.canonical(i.qualified))
        }
        return type_ if type_ in TABULAR | PLAIN | imported else ""


def _doc(part: Part, kept: list[str]) -> str:
    """What it does to new rows, as a sentence."""
    where = in_cells(part.cells)
    if len(part.cells) > 6:
        where = f"cells {part.cells[0] + 1} to {part.cells[-1] + 1}"
    how = f" with {in_a_row(kept)}, as training saved {'it' if len(kept) == 1 else 'them'}" if kept else ""
    made = [name for name in part.outputs if name not in (ROWS, SHORT)] or part.outputs
    does = "Select" if part.name.startswith(SELECTING) else "Make"
    what = f"{does} {in_a_row(made)} of new rows" if made else "Change new rows"
    return docstring(one_line(f"{what}{how} ({where})."))


def _only_copies(part: Part) -> bool:
    """`X_test = X.copy()`: a line of `answer`, no function."""
    match ast.parse(part.text).body:
        case [
            ast.Assign(
                targets=[ast.Name()], value=ast.Call(func=ast.Attribute(ast.Name(), "copy"), args=[], keywords=[])
            )
        ]:
            return True
    return False


def _call(part: Part, learned: list[str]) -> str:
    if _only_copies(part) and not set(part.inputs) & set(learned):
        return part.text
    given = [name if name not in learned else f'learned["{name}"]' for name in _ordered(part, learned)]
    call = f"{part.name}({', '.join(given)})"
    return f"{', '.join(part.outputs)} = {call}" if part.outputs else call


def _ordered(part: Part, learned: list[str]) -> list[str]:
    return [n for n in part.inputs if n not in learned] + [n for n in part.inputs if n in learned]


def _learned_in(text: str, learned: list[str]) -> list[str]:
    return [name for name in _free(text) if name in learned]


def _with_learned(text: str, learned: list[str]) -> str:
    """`model.predict(X)` as `learned["model"].predict(X)`."""
    held = {n: ast.Subscript(ast.Name("learned", ast.Load()), ast.Constant(n), ast.Load()) for n in learned}
    return ast.unparse(ast.fix_missing_locations(swapped(ast.parse(text, mode="eval").body, held)))
