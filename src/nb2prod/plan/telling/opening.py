"""What the first sentence of the README can say of the work: what is fitted, with what, in which parts.

search = GridSearchCV(make_pipeline(StandardScaler(), SVC()), grid)     it holds SVC
imputer = EndTailImputer(); imputer.fit(X_train)                        EndTailImputer is fitted
## Encode / ## Impute                                                   the parts that the notebook itself names
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.fates import kept_statements
from nb2prod.model import Claim, Plan, Program, Statement
from nb2prod.plan.graph import binders
from nb2prod.plan.headings import SECTIONS, headings, own_title
from nb2prod.plan.names import words
from nb2prod.walking import walk

PREDICTING = ("sklearn.Classifier", "sklearn.Regressor", "sklearn.Clusterer", "sklearn.Detector")
OF_PARTS = ("sklearn.Pipe", "sklearn.Search", "sklearn.Composite")  # they predict as the estimator inside does
FORMULAS = ("ols", "logit", "glm", "wls", "poisson", "mixedlm")  # functions of statsmodels that make a model
LONGEST, MOST, FEWEST = 60, 5, 2  # of headings
NUMBERED = re.compile(r"(?:exercise|part|problem|q|question|step|task)\W*\d+\W*$", re.IGNORECASE)  # tells nothing


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
            if whole and not inside:
                return []
        found += inside
    return found


def _called(program: Program, statement: Statement) -> list[str]:
    """What it calls, and what the functions of the notebook call that it calls."""
    made = {s.id for s in program.statements if getattr(s.node, "name", "?") in statement.facts.calls}
    inside = [s for s in program.statements if s.parent in made]
    return [*statement.facts.calls, *(call for s in inside for call in s.facts.calls)]


def predicts(kind: str) -> bool:
    """Whether it is a class of estimators that predict, and none that is made of others."""
    plainly = not any(knowledge.is_a(kind, whole) for whole in OF_PARTS)
    return plainly and any(knowledge.is_a(kind, one) for one in PREDICTING)


def of_work(plan: Plan) -> Iterator[Claim]:
    """What a workflow without a model fits, and the parts that the notebook names."""
    statements = kept_statements(plan)
    fitted = tuple(dict.fromkeys(filter(None, _fitted(plan.program, statements))))
    if fitted:
        yield Claim("fits", fitted)
    yield from parts(plan)


def _fitted(program: Program, statements: list[Statement]) -> Iterator[str]:
    """The class of each object that is fitted; "" where it is not known."""
    for statement in (s for s in statements if s.body != "function"):
        if any(kind == "statsmodels.Results" for _, kind in statement.facts.types):
            names = [call.rpartition(".")[2] for call in statement.facts.calls if call.startswith("statsmodels.")]
            yield from (name for name in names if name[:1].isupper() or name in FORMULAS)
        for node in walk(statement.node):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit" | "fit_transform")):
                    yield _class_of(program, name, statement)


def _class_of(program: Program, name: str, until: Statement) -> str:
    made = [s for s in binders(program, name) if s.id < until.id]
    kind = dict(made[-1].facts.types).get(name, "?") if made else "?"
    match made[-1].node if made else None:
        case ast.Assign(value=ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called))) if called[:1].isupper():
            return called
    return "" if kind in ("", "?") else kind.rpartition(".")[2]


def parts(plan: Plan) -> Iterator[Claim]:
    """The headings over cells of which something stays, in order: those that say something of this notebook."""
    cells = {s.cell for s in kept_statements(plan) if not isinstance(s.node, (ast.Import, ast.ImportFrom))}
    over = {cell: heading for cell, heading in headings(plan.program.notebook).items() if cell in cells}
    title = own_title(plan.program.notebook)
    texts = dict.fromkeys(h.text for h in over.values() if _tells(h.text) and h.text != title)
    if len(texts) >= FEWEST:
        yield Claim("parts", (*[*texts][:MOST], *([""] if len(texts) > MOST else [])))


def _tells(text: str) -> bool:
    plainly = all(letter.isalnum() or letter in " -,'()&+/" for letter in text)
    return plainly and not NUMBERED.match(text) and 3 <= len(text) <= LONGEST and not {*words(text)} <= SECTIONS
