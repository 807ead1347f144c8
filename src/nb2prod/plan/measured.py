"""Numbers that measure the model: where they have a name it is used, where they are only shown they get one.

print("accuracy", accuracy_score(y_test, y_pred))    accuracy = accuracy_score(...); logged, and in metrics.json
for name, model in models.items():                   score_by_name = {}
    print(name, model.score(X, y))                       score = model.score(X, y); score_by_name[name] = score
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.model import Measure, Program, Span, Statement
from nb2prod.plan.graph import function_of
from nb2prod.plan.metric_names import named, parts
from nb2prod.plan.names import GENERATED, allowed, identifier, unique

TABLES = ("pandas.DataFrame", "pandas.Series", "numpy.ndarray")
LOOPS = (ast.For, ast.AsyncFor, ast.While)
Found = tuple[tuple[tuple[str, str], ...], tuple[Measure, ...]]


def measures(
    program: Program, kept: list[Statement], taken: frozenset[str], definite: frozenset[str], whole: bool = False
) -> Found:
    """Metrics as (key, name in the workflow), and the expressions that get a name for it.

    `definite`: names that are surely bound when the workflow ends; `whole`: the cells stay as they are, loops too.
    """
    found: dict[str, str] = {}
    hoisted: list[Measure] = []
    used = set(taken) | GENERATED
    own = frozenset().union(*(statement.facts.metrics for statement in kept))
    turns: set[str] = set()  # names whose values of all turns of a loop are collected
    for statement in kept:
        loop = _loop(program, statement)
        if statement.facts.display not in ("print", "report") or (statement.parent is not None and loop is None):
            continue
        if whole and loop is not None:
            continue
        for span, made in statement.facts.measures:
            if loop is not None and _kept_by_itself(statement, span, own):
                continue
            said = named(statement, span, made)
            name = _bound(said, used)
            measure = Measure(statement.id, span, name)
            if loop is not None:
                measure = _collected(measure, said, statement, loop, used)
                if not measure.into:
                    continue
                found[measure.into] = measure.into
            else:
                found[name if said in own or said in found else said] = name
            used |= {name, measure.into}
            hoisted.append(measure)
        if loop is None:
            continue
        for name, span in _shown(statement, own):
            measure = _collected(Measure(statement.id, span, name), name, statement, loop, used)
            if measure.into and name not in turns:
                turns.add(name)
                used.add(measure.into)
                found[measure.into] = measure.into
                hoisted.append(measure)
    ended = {
        name for s in kept for name in s.facts.metrics if s.id in program.exits.get(name, ())
    }  # auc may be a function
    for name in sorted(_named(program, kept) & definite & ended - turns):
        found[name] = name
    return tuple(sorted(found.items())), tuple(hoisted)


def _named(program: Program, kept: list[Statement]) -> frozenset[str]:
    """Names that hold a metric in the end; what a loop binds anew in each turn only where it is shown after it."""
    shown = frozenset().union(
        *(s.facts.names for s in kept if s.facts.display in ("print", "report") and s.parent is None)
    )
    found: set[str] = set()
    for statement in kept:
        names = {name for name in statement.facts.metrics if not name.startswith("_")}
        if _loop(program, statement) is not None:
            names -= statement.facts.binds - shown
        types = dict(statement.facts.types)
        tables = {name for name in names if types.get(name) in TABLES}  # of all folds, of all candidates
        models = {name for name in names if knowledge.is_a(types.get(name) or "?", "sklearn.Estimator")}
        found |= names - models - (tables - shown)
    return frozenset(found) - _put_together(kept)


def _put_together(kept: list[Statement]) -> frozenset[str]:
    """Lists that something else is made of which is a metric: `rows`, of which the table of results is made."""
    lists = {name for s in kept for name, type_ in s.facts.types if type_ == "list"}
    made = [s for s in kept if s.facts.metrics and s.facts.binds & s.facts.metrics]
    return frozenset().union(*(s.facts.names & lists - s.facts.binds for s in made))


def _loop(program: Program, statement: Statement) -> Statement | None:
    """The loop at top level that a statement stands in, where no other loop is between."""
    if function_of(program, statement) is not None:
        return None
    found: list[Statement] = []
    while statement.parent is not None:
        statement = program.statements[statement.parent]
        found += [statement] if isinstance(statement.node, LOOPS) else []
    return found[0] if len(found) == 1 and found[0].parent is None else None


def _kept_by_itself(statement: Statement, span: Span, metrics: frozenset[str]) -> bool:
    """`print(name, scores[name])` in a loop that fills `scores`: that mapping is a metric of its own."""
    items = [n for n in ast.walk(statement.node) if isinstance(n, ast.Subscript) and _span(n) == span]
    return any(isinstance(item.value, ast.Name) and item.value.id in metrics for item in items)


def _collected(measure: Measure, said: str, statement: Statement, loop: Statement, used: set[str]) -> Measure:
    """With the mapping that takes its value of each turn, and what tells the turns apart: as the print says it."""
    if not isinstance(loop.node, ast.For) or "captured" in statement.facts.effects:
        return measure
    targets = [node.id for node in ast.walk(loop.node.target) if isinstance(node, ast.Name)]
    beside = [part for part in _printed(statement) if not isinstance(part, str) and _span(part) != measure.span]
    labels = [
        part
        for part in beside
        if _plain(part) and {n.id for n in ast.walk(part) if isinstance(n, ast.Name)} & set(targets)
    ]
    label: ast.expr | None = next(iter(labels), None)
    told = next((n.id for n in ast.walk(label) if isinstance(n, ast.Name) and n.id in targets), "") if label else ""
    key = _span(label) if label is not None else None
    return Measure(
        measure.statement, measure.span, measure.name, unique(f"{said}_by_{identifier(told or targets[0])}", used), key,
        targets[0], loop.id,
    )  # fmt: skip


def _plain(node: ast.expr) -> bool:
    """Whether it may be evaluated once more: names, attributes, `type(model).__name__`."""
    allowed_ = (ast.Name, ast.Attribute, ast.Load)
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    types = all(isinstance(c.func, ast.Name) and c.func.id == "type" and len(c.args) == 1 for c in calls)
    return types and all(isinstance(n, (*allowed_, ast.Call)) for n in ast.walk(node))


def _printed(statement: Statement) -> list[str | ast.expr]:
    node = statement.node
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return [part for argument in node.value.args for part in parts(argument)]
    return []


def _shown(statement: Statement, metrics: frozenset[str]) -> list[tuple[str, Span]]:
    """Names of metrics that a print shows."""
    shown = [part for part in _printed(statement) if isinstance(part, ast.Name) and part.id in metrics]
    return [(part.id, _span(part)) for part in shown]


def _span(node: ast.expr) -> Span:
    return node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0


def _bound(said: str, used: set[str]) -> str:
    """The variable for a metric: its own name, else `..._value` where the notebook has that for something else."""
    return said if allowed(said, used) else unique(f"{said}_value" if f"{said}_value" not in used else said, used)
