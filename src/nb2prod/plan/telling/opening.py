"""What the first sentence of the README can say of the work: of what a model is made.

search = GridSearchCV(make_pipeline(StandardScaler(), SVC()), grid)     it holds SVC
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.model import Claim, Program, Statement
from nb2prod.plan.graph import binders
from nb2prod.walking import walk

PREDICTING = ("sklearn.Classifier", "sklearn.Regressor", "sklearn.Clusterer", "sklearn.Detector")
OF_PARTS = ("sklearn.Pipe", "sklearn.Search", "sklearn.Composite")  # they predict as the estimator inside does


def estimators(program: Program, model: str) -> Iterator[Claim]:
    """The estimators that a search, a pipeline or an ensemble is made of, where its own statement tells them."""
    bound_by = binders(program, model)
    if len(bound_by) != 1:
        return
    match bound_by[0].node:
        case ast.Assign(targets=[ast.Name()], value=ast.Attribute(value=ast.Name(id=owner), attr="best_estimator_")):
            yield from estimators(program, owner)
            return
    kind = dict(bound_by[0].facts.types).get(model, "")
    if any(knowledge.is_a(kind, whole) for whole in OF_PARTS):
        found = _inside(program, bound_by[0], model)
        if found:
            yield Claim("holds", tuple(dict.fromkeys(call.rpartition(".")[2] for call in found)))


def _inside(program: Program, statement: Statement, name: str, deep: int = 2) -> list[str]:
    """The classes of the estimators in it, and of the names in it that are bound once; [] where one is not known."""
    found = [c for c in _called(program, statement) if predicts(c)]
    whole = any(knowledge.is_a(c, "sklearn.Composite") for c in statement.facts.calls)
    for read in sorted(statement.facts.names - {name} - {item.name for item in program.imports}):
        bound_by = binders(program, read)
        kind = dict(bound_by[0].facts.types).get(read, "") if len(bound_by) == 1 else ""
        if any(knowledge.is_a(kind, one) for one in OF_PARTS) and deep:
            inside = _inside(program, bound_by[0], read, deep - 1)
        elif predicts(kind):
            inside = [kind]
        else:
            inside = [c for s in bound_by if len(bound_by) == 1 for c in s.facts.calls if predicts(c)]
            if (whole and not inside) or (len({*inside}) > 1 and _picked(statement, read)):
                return []
        found += inside
    return found


def _picked(statement: Statement, name: str) -> bool:
    """Whether it takes one out of several: `models["svm"]`."""
    parts = (part.value for part in walk(statement.node) if isinstance(part, ast.Subscript))
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def _called(program: Program, statement: Statement) -> list[str]:
    """What it calls, and what the functions of the notebook call that it calls."""
    made = {s.id for s in program.statements if getattr(s.node, "name", "?") in statement.facts.calls}
    inside = [s for s in program.statements if s.parent in made]
    return [*statement.facts.calls, *(call for s in inside for call in s.facts.calls)]


def predicts(kind: str) -> bool:
    """Whether it is a class of estimators that predict, and none that is made of others."""
    plainly = not any(knowledge.is_a(kind, whole) for whole in OF_PARTS)
    return plainly and any(knowledge.is_a(kind, one) for one in PREDICTING)
