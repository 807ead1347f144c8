"""What the notebook gave its final model, for notebooks that bind no prediction: the model is asked about it again.

model.fit(X_train, y_train); model.score(X_test, y_test); model.predict([[3000, 3, 40]])

X_test and X_train are matrices of the notebook's own rows; the list of one is none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Plan, Statement
from nb2prod.walking import children, walk

ASKING = ("predict", "predict_proba", "decision_function", "score", "fit", "fit_predict", "partial_fit")
PREDICTING = ("predict", "predict_proba", "decision_function")
WRITING = ("to_csv", "to_excel", "to_parquet", "to_json", "to_feather")
RESAMPLING = ("fit_resample", "fit_sample")  # they make rows that the notebook never loaded
WRITTEN = (ast.List, ast.Tuple, ast.Constant, ast.Starred)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def steady(plan: Plan, text: str, statement: int) -> bool:
    """Whether an expression gives at the end what it gave at its statement: nothing in it changes later."""
    names = {node.id for node in walk(ast.parse(text)) if isinstance(node, ast.Name)}
    last = [max(plan.program.exits[name]) for name in names if plan.program.exits.get(name)]
    return bool(text) and all(identity <= statement for identity in last)


def sources(plan: Plan, statement: int) -> set[int]:
    """All statements that one depends on."""
    todo, seen = [statement], set[int]()
    while todo:
        current = todo.pop()
        found = {edge.source for edge in plan.program.edges if edge.target == current} - seen
        seen |= found
        todo += found
    return seen


def given_rows(plan: Plan) -> list[str]:
    """At level raw: the matrix that the derivation leads back to raw rows, where it is still there at the end."""
    statement = _asking(plan)
    text = plan.inference.serving.matrix if plan.inference and plan.inference.serving else ""
    return [text] if statement is not None and steady(plan, text, statement.id) else []


def method_to_watch(plan: Plan) -> str:
    """The method whose argument a run must keep, for it is another one at the end; one call alone is given it."""
    statement = _asking(plan)
    if statement is None or given_rows(plan) or plan.inference is None or plan.inference.serving is None:
        return ""
    text, model = plan.inference.serving.matrix, plan.inference.model
    calls = [call for s in plan.program.statements for call in _asked(s, model, functions=True)]
    here = [call for call in _asked(statement, model) if ast.unparse(call.args[0]) == text]
    method = here[0].func.attr if here and isinstance(here[0].func, ast.Attribute) else ""
    same = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == method]
    return method if len(same) == 1 else ""


def _asking(plan: Plan) -> Statement | None:
    """The statement that gives the final model, as it is at the end, a matrix of the notebook's own rows."""
    found = plan.inference
    serving = found.serving if found is not None else None
    if found is None or serving is None or not serving.matrix:
        return None
    match ast.parse(serving.expression, mode="eval").body:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="predict")) if name == found.model:
            statement = plan.program.statements[serving.statement]
        case _:
            return None  # of an earlier fit, or of something more
    there = any(isinstance(node, ast.expr) and ast.unparse(node) == serving.matrix for node in _own(statement))
    calls = {call for identity in sources(plan, statement.id) for call in plan.program.statements[identity].facts.calls}
    made = any(call.rpartition(".")[2] in RESAMPLING for call in calls)
    return statement if there and not made else None


def exports(plan: Plan) -> list[str]:
    """Frames with predictions that the notebook writes to files, where they are still what was written at the end."""
    found = []
    for statement in plan.program.statements:
        for node in _own(statement):
            match node:
                case ast.Call(func=ast.Attribute(value=frame, attr=method)) if method in WRITING:
                    text = ast.unparse(frame)
                    behind = {statement.id, *sources(plan, statement.id)}
                    calls = {call for identity in behind for call in plan.program.statements[identity].facts.calls}
                    if any(call.rpartition(".")[2] in PREDICTING for call in calls) and steady(
                        plan, text, statement.id
                    ):
                        found.append(text)
    return found


def given_columns(plan: Plan, model: str) -> list[str]:
    """At level features any matrix of its columns will do: what the model was asked about, the last first."""
    calls = [call for statement in reversed(plan.program.statements) for call in _asked(statement, model)]
    return list(dict.fromkeys(ast.unparse(call.args[0]) for call in calls))


def _asked(statement: Statement, model: str, functions: bool = False) -> Iterator[ast.Call]:
    """The calls by which a statement gives the model a matrix that is not written out."""
    for node in _own(statement, functions):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=[matrix, *_]):
                if name == model and method in ASKING and not isinstance(matrix, WRITTEN):
                    yield node


def _own(statement: Statement, functions: bool = False) -> Iterator[ast.AST]:
    """The nodes of a statement itself; none of a function, whose names are others, but where `functions` are wanted."""
    todo: list[ast.AST] = [] if statement.body == "function" and not functions else [statement.node]
    while todo:
        node = todo.pop(0)
        if isinstance(node, SCOPES) and not functions:
            continue
        yield node
        todo += [child for child in children(node) if not isinstance(child, ast.stmt)]
