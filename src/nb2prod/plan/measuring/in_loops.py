"""What a loop shows in each turn: which loop it is, the mapping for its values, and what tells its turns apart.

for name, model in models.items():       score_by_name, whose keys are what stands beside the score: `name`
    print(name, model.score(X, y))
"""

from __future__ import annotations

import ast
from dataclasses import replace

from nb2prod.model import Measure, Program, Span, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import function_of
from nb2prod.plan.measuring.metric_names import parts
from nb2prod.plan.names import allowed, identifier, unique

LOOPS = (ast.For, ast.AsyncFor, ast.While)


def loop_of(program: Program, statement: Statement) -> Statement | None:
    """The loop at top level that a statement stands in, where no other loop is between."""
    if function_of(program, statement) is not None:
        return None
    found: list[Statement] = []
    while statement.parent is not None:
        statement = program.statements[statement.parent]
        found += [statement] if isinstance(statement.node, LOOPS) else []
    return found[0] if len(found) == 1 and found[0].parent is None else None


def collected(measure: Measure, said: str, statement: Statement, loop: Statement, used: set[str]) -> Measure:
    """With the mapping that takes its value of each turn, and what tells the turns apart: as the print says it."""
    if not isinstance(loop.node, ast.For) or "captured" in statement.facts.effects:
        return measure
    targets = [node.id for node in ast.walk(loop.node.target) if isinstance(node, ast.Name)]
    beside = [part for part in printed(statement) if not isinstance(part, str) and span_of(part) != measure.span]
    labels = [
        part
        for part in beside
        if _plain(part) and {n.id for n in ast.walk(part) if isinstance(n, ast.Name)} & set(targets)
    ]
    label: ast.expr | None = next(iter(labels), None)
    told = next((n.id for n in ast.walk(label) if isinstance(n, ast.Name) and n.id in targets), "") if label else ""
    key = span_of(label) if label is not None else None
    folds = not told and _is_split(loop.node.iter)  # places of rows tell no turns apart
    into = f"{said}_by_{'fold' if folds else identifier(told or targets[0])}"
    into = into if allowed(into, used) else f"{into}_in_cell_{statement.cell + 1}"
    return replace(measure, into=unique(into, used), key=key, turn="" if folds else targets[0], loop=loop.id)


def _is_split(node: ast.expr) -> bool:
    """`for train, test in folds.split(X, y)`: each turn has its rows, and no name."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split"


def _plain(node: ast.expr) -> bool:
    """Whether it may be evaluated once more: names, attributes, items of them, `type(model).__name__`."""
    allowed_ = (ast.Name, ast.Attribute, ast.Load, ast.Subscript, ast.Constant)
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    types = all(isinstance(c.func, ast.Name) and c.func.id == "type" and len(c.args) == 1 for c in calls)
    return types and all(isinstance(n, (*allowed_, ast.Call)) for n in ast.walk(node))


def printed(statement: Statement) -> list[str | ast.expr]:
    """What a `print` is given: texts, and the values between them."""
    node = statement.node
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return [part for argument in node.value.args for part in parts(argument)]
    return []


def names_shown(statement: Statement, metrics: frozenset[str]) -> list[tuple[str, Span]]:
    """Names of metrics that a print shows, rounded perhaps: `print(alpha, round(score, 4))`."""
    shown = [_unrounded(part) for part in printed(statement) if not isinstance(part, str)]
    return [(part.id, span_of(part)) for part in shown if isinstance(part, ast.Name) and part.id in metrics]


def _unrounded(node: ast.expr) -> ast.expr:
    match node:
        case ast.Call(func=ast.Name(id="round") | ast.Attribute(ast.Name(id="np" | "numpy"), "round"), args=[of, *_]):
            return of
    return node


def kept_by_itself(statement: Statement, span: Span, metrics: frozenset[str]) -> bool:
    """`print(name, scores[name])` in a loop that fills `scores`: that mapping is a metric of its own."""
    items = [n for n in ast.walk(statement.node) if isinstance(n, ast.Subscript) and span_of(n) == span]
    return any(isinstance(item.value, ast.Name) and item.value.id in metrics for item in items)
