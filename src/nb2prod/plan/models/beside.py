"""What the notebook says with other models than the served one, or with several: one sentence each, in the reason.

out["y"] = models[1].predict(test)                    another of the models may be what the file is of
best = max(scores, key=scores.get)                    what is best only a run tells: it need not be the served one
y = stack(X_train, y_train, X_test)                   of models that a function fits for itself
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from nb2prod.model import Inference, Program, Statement
from nb2prod.plan.graph import Graph, binders, in_function, in_loop
from nb2prod.plan.models.fits import FITTING, PREDICTING, Fits, method_calls
from nb2prod.plan.serving.measuring import calls_measure
from nb2prod.walking import walk

PICKS = re.compile(r"\.idx(max|min)\(|\b(max|min)\(.*\bkey=")


def told_beside(program: Program, kept: Sequence[Statement], found: Inference) -> str:
    """The sentences, each behind a semicolon; "" where the served model is all that the notebook answers with."""
    top = [s for s in kept if not in_function(program, s)]
    said = (
        next(iter([*each][-1:]), "")
        for each in (
            _asked_by_key(program, top, found),
            _stacked(program, top, found),
            _picked(program, top, found),
        )
    )
    return "".join(f"; {one}" for one in said if one)


def _asked_by_key(program: Program, top: list[Statement], found: Inference) -> Iterator[str]:
    """`models[1].predict(test)` after the last fit of what is served."""
    fits = [s.id for s in top if found.model in {*Fits.of(program).fitted(s)} | s.facts.binds]
    taken = {ast.unparse(s.node.value) for s in binders(program, found.model) if isinstance(s.node, ast.Assign)}
    serving = found.serving.expression if found.serving is not None else ""
    for statement in top:
        if statement.id <= max(fits, default=-1) or in_loop(program, statement):
            continue
        for part in walk(statement.node):
            match part:
                case ast.Call(
                    func=ast.Attribute(value=ast.Subscript(value=ast.Name(id=held)) as owner, attr=method)
                ) if method in PREDICTING and held != found.model:
                    text = ast.unparse(owner)
                    if text not in taken and text not in serving:
                        yield f"cell {statement.cell + 1} asks {text}, which may be another model"


def _stacked(program: Program, top: list[Statement], found: Inference) -> Iterator[str]:
    """Predictions that a function makes with models of its own, and that are measured then."""
    known = Fits.of(program)
    measured = {name for s in top if calls_measure(s) for name in s.facts.names}
    for statement in top:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=called))) if name in measured:
                function = known.functions.get(called)
                if function is None or function.gives or function.fits or found.model in statement.facts.names:
                    continue
                methods = {method for s in function.inside for _, method, _ in method_calls(s)}
                figures = any(map(calls_measure, function.inside))  # it may hand out these in place of predictions
                if methods & {*FITTING} and methods & {*PREDICTING} and not figures:
                    yield f"{name} of cell {statement.cell + 1} is of models that {called} fits for itself"


def _picked(program: Program, top: list[Statement], found: Inference) -> Iterator[str]:
    """A best one of several by their figures, where the served one does not come of that."""
    graph, known = Graph.of(program), Fits.of(program)
    behind = graph.behind(*(s.id for s in binders(program, found.model)[-1:]))
    for statement in top:
        if statement.parent is not None or statement.id in behind or not PICKS.search(statement.source):
            continue
        before = (program.statements[i] for i in graph.behind(statement.id, around=True))
        models = {name for s in before if not in_function(program, s) for name in known.fitted(s)}
        if found.model in models and len(models) > 1:
            yield f"cell {statement.cell + 1} picks one of several models by their figures, perhaps not {found.model}"
