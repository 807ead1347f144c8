"""Models of libraries that take no matrix, or that nothing here can save: no level of inference is claimed for them.

gbm = H2OGradientBoostingEstimator(); gbm.train(...)      another process holds it: joblib would save a handle
m = bambi.Model("y ~ x", df); idata = m.fit()             predicts with the draws: they are what is learned
learn = tabular_learner(data)                             is asked about one item, and answers with a tuple
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nb2prod.knowledge.foreign import foreign_library
from nb2prod.model import Artifact, Program, Statement
from nb2prod.plan.graph import binders
from nb2prod.plan.models.answering import inside_called
from nb2prod.plan.models.fits import family
from nb2prod.plan.models.trained import RESULTS, loaded_in
from nb2prod.walking import walk

LOOPS = (ast.For, ast.AsyncFor)


@dataclass(frozen=True)
class Foreign:
    """Why a model is not asked here, and whether saving it makes sense."""

    because: str
    saved: bool
    draws: bool = False


def foreign(program: Program, model: str) -> Foreign | None:
    """What is to be said of a model whose library takes no matrix; None for every other one."""
    known = next((found for call in _made_with(program, model) if (found := foreign_library(call)) is not None), None)
    if known is None:
        return None
    bound_by = binders(program, model)
    own = bool(bound_by) and dict(bound_by[-1].facts.types).get(model, "").startswith("class:")
    because = f"{'what ' if own else ''}{model}{_last_bound(program, model)}{' holds' if own else ''} {known.said}"
    return Foreign(because, known.saved, known.draws)


def draws(program: Program, model: str, definite: frozenset[str]) -> tuple[Artifact, ...]:
    """What `idata = model.fit()` gives: without it the model of statistics knows nothing."""
    found: list[Artifact] = []
    for statement in (s for s in program.statements if s.parent is None):
        match statement.node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="fit")),
            ) if owner == model and name in definite and binders(program, name)[-1] is statement:
                found = [Artifact(name, "value", statement.cell, f"the draws that {model} learned")]
    return tuple(found)


def _last_bound(program: Program, model: str) -> str:
    """What else the name holds at the end than what was trained under it."""
    if cell := loaded_in(program, model):
        return f", which cell {cell} loads from disk,"
    bound_by = binders(program, model)
    if bound_by and isinstance(bound_by[-1].node, LOOPS):
        return f", the last one of the loop in cell {bound_by[-1].cell + 1},"
    return ""


def _made_with(program: Program, model: str) -> list[str]:
    """Full names of what the last statement that makes it calls, and of what makes that."""
    calls: list[str] = []
    todo, seen = [model], set[str]()
    while todo and len(seen) < 3:
        name = todo.pop()
        seen.add(name)
        binder = next((s for s in reversed(binders(program, name)) if not _of_nothing(s)), None)
        if binder is None or _known(dict(binder.facts.types).get(name, "")):
            continue
        calls += [*binder.facts.calls, *_learners(program, binder), *_own_class(program, binder, name)]
        calls += [call for one in inside_called(program, [binder]) for call in one.facts.calls]
        match binder.node:
            case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="fit" | "deploy"))):
                todo += {owner} - seen  # of `fitted = fitted.fit(X)` nothing more is told
            case ast.For(iter=held):  # for model in models, whose elements models.append(...) made
                names = {part.id for part in walk(held) if isinstance(part, ast.Name)}
                filled = (s for s in program.statements if names & (s.facts.mutates | s.facts.binds))
                calls += [call for s in filled if _fills(s, names) for call in s.facts.calls]
    return calls


def _of_nothing(statement: Statement) -> bool:
    """`learn = None`: what it held before is what was trained."""
    match statement.node:
        case ast.Assign(value=ast.Constant(value=None)):
            return True
    return False


def _known(kind: str) -> bool:
    return kind == RESULTS or family(kind)


def _fills(statement: Statement, names: set[str]) -> bool:
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=held), attr="append" | "insert"))):
            return held in names
        case ast.Assign(targets=[ast.Name(id=held)], value=ast.List() | ast.Dict() | ast.ListComp()):
            return held in names
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=held))]):
            return held in names
    return False


def _learners(program: Program, binder: Statement) -> Iterator[str]:
    """`tabular_learner(data)`, `GANLearner.from_learners(...)` after `from fastai.tabular import *`."""
    if not any(item.name == "*" and item.module.partition(".")[0] == "fastai" for item in program.imports):
        return
    known = {name for s in program.statements for name in s.facts.binds}  # not what the star brought
    for node in walk(binder.node):
        if isinstance(node, ast.Call):
            words = ast.unparse(node.func).split(".")
            if words[0] not in known and any(word.lower().endswith("learner") for word in words):
                yield f"fastai.{words[-1]}"


def _own_class(program: Program, binder: Statement, name: str) -> Iterator[str]:
    """What a class of the notebook with no base is built on: with one, it says how it is asked."""
    kind = dict(binder.facts.types).get(name, "")
    imported = {item.name: item.qualified for item in program.imports}
    for statement in program.statements:
        node = statement.node
        if isinstance(node, ast.ClassDef) and kind == f"class:{node.name}" and not node.bases:
            for part in walk(node):
                if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in imported:
                    yield imported[part.func.id]
