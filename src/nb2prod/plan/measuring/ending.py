"""Names that end as measures, and those that end as answers of a model, which measure nothing.

for d in depths:
    for n in sizes:
        score = rate(d, n)          what the last turn left: no measure, unless it is shown after the loop
        scores.append(score)
scores = pd.DataFrame(scores)       a measure
        if score > best: best = score      a measure: the best of all turns
tp = ...; tp; for t in limits: tp = ...     what was shown was another value than the one that the loop leaves
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import Graph, in_function
from nb2prod.plan.keeping.chains import chain
from nb2prod.plan.measuring.in_loops import LOOPS
from nb2prod.plan.measuring.metric_names import printed
from nb2prod.walking import last_of, walk

TABLES = ("pandas.DataFrame", "pandas.Series", "numpy.ndarray")
SAYING = ("print", "report")


def ending_measures(program: Program, graph: Graph, kept: Sequence[Statement]) -> frozenset[str]:
    """Names that hold a metric in the end; what a loop binds anew in each turn only where it is shown after it."""
    showing = [s for s in kept if s.facts.display in SAYING and s.parent is None]
    shown = frozenset().union(*map(_seen, showing))
    found: set[str] = set()
    types = {name: kind for s in kept for name, kind in s.facts.types}
    left: set[str] = set()  # what the last turn of a loop leaves
    for statement in kept:
        names = {  # what ends as another value is none: auc may be a function by then
            name
            for name in statement.facts.metrics
            if not name.startswith("_") and statement.id in program.exits.get(name, ())
        }
        if _in_loop(program, statement):
            after = {name for s in showing for i, name in graph.sources.get(s.id, ()) if i == statement.id}
            bound = {name for name in statement.facts.binds if statement.id in program.exits.get(name, ())}
            left |= bound - after - _compared(program, statement)
        tables = {name for name in names if types.get(name) in TABLES}  # of all folds, of all candidates
        models = {name for name in names if knowledge.is_a(types.get(name) or "?", "sklearn.Estimator")}
        found |= names - models - (tables - shown)
    return frozenset(found - left) - _put_together(kept)


def answers(program: Program, kept: Sequence[Statement]) -> frozenset[str]:
    """Names that end as what a model answered, and no measure of it: `y_pred = np.exp(best.predict(X))`."""
    asked = [s for s in kept if isinstance(s.node, ast.Assign) and is_answer(s.node.value)]
    return frozenset(name for s in asked for name in s.facts.binds if s.id in program.exits.get(name, ()))


def is_answer(node: ast.expr) -> bool:
    """Whether it is what a model answered, or a part of that."""
    match node:
        case ast.Call(func=ast.Attribute(attr="predict" | "predict_proba" | "fit_predict")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy")), args=[inner]) | ast.Subscript(value=inner):
            return is_answer(inner)
    return False


def names_or_answers(node: ast.expr) -> bool:
    """Whether it is what a model answered, or what the best is called: `scores.idxmin()`."""
    return is_answer(node) or last_of(node) in ("idxmax", "idxmin")


def _seen(statement: Statement) -> set[str]:
    """The names whose values a statement shows, whole or in part: `scores.head()`, and no `auc(scores.x, scores.y)`."""
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print" | "display"))):
            shown = [part for part in printed(statement) if isinstance(part, ast.expr)]
        case ast.Expr(value=ast.Tuple(elts=shown)):
            pass
        case ast.Expr(value=value):
            shown = [value]
        case _:
            shown = []
    bases = [chain(part)[1] for part in shown]
    return {base.id for base in bases if base is not None}


def _in_loop(program: Program, statement: Statement) -> bool:
    """Whether it stands in a loop or is one; a function that is defined there is another matter."""
    around = outwards(program.statements, statement)
    return not in_function(program, statement) and any(isinstance(each.node, LOOPS) for each in around)


def _compared(program: Program, statement: Statement) -> frozenset[str]:
    """What it keeps of all turns: `if score > best: best = score`."""
    around = program.statements[statement.parent] if statement.parent is not None else statement
    tests = [n for n in walk(around.node.test) if isinstance(n, ast.Name)] if isinstance(around.node, ast.If) else []
    return statement.facts.binds & {node.id for node in tests}


def _put_together(kept: Sequence[Statement]) -> frozenset[str]:
    """Lists that something else is made of which is a metric: `rows`, of which the table of results is made."""
    lists = {name for s in kept for name, type_ in s.facts.types if type_ == "list"}
    made = [s for s in kept if s.facts.metrics and s.facts.binds & s.facts.metrics]
    return frozenset().union(*(s.facts.names & lists - s.facts.binds for s in made))
