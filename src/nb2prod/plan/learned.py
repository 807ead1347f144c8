"""Which fitted object is the model, told by where its result goes; what training hands to inference.

for m in (a, b): m.fit(X, y)       exploration: nothing that stays predicts with them alone
best = a                           best.predict(X_test) is what the notebook reports: best is the model
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.model import Artifact, Inference, Program, Statement
from nb2prod.plan.fits import FITTING, PREDICTING, Fits, family, method_calls
from nb2prod.plan.graph import Graph, in_function
from nb2prod.plan.trained import modules, returned, trained_on

DUMPS = ("joblib.dump", "pickle.dump", "cloudpickle.dump", "dill.dump")


def final_model(program: Program, kept: list[Statement], wanted: str = "") -> tuple[str, Statement, str] | None:
    """Name, statement and reason of the model that inference serves; None where nothing is fitted that can predict."""
    known = Fits(program)
    fits = [(name, s) for s in kept for name in (*known.fitted(s), *returned(s, kept)) if _serves(program, name)]
    if not fits:
        trained = modules(program, kept)
        trained = trained or [(name, s) for s in kept for name in known.collected(s)]
        return (*trained[-1], "a loop trains it") if trained else None
    bound = {name for s in kept if s.parent is None or s.body != "function" for name in s.facts.binds}
    names = {name for name, _ in fits if name in bound}
    if wanted and wanted in bound:
        return wanted, _last(fits, wanted, kept), "the settings name it"
    asked = [(s, name) for s in kept for name in known.asked(s) if _learned(program, name, fits)]
    for because, used in (
        ("the notebook saves it", [n for s in kept for n in _dumped(s) if _is_model(program, n, fits)]),
        ("it makes the last prediction that stays", [n for s, n in asked if not _in_loop(program, s)]),
        ("it makes the last prediction that stays", [n for _, n in asked]),
    ):
        chosen = [n for n in used if n in bound and not _only_transforms(program, n)]
        if chosen:
            return chosen[-1], _last(fits, chosen[-1], kept), _of_several(program, names, because)
    last = [name for name, _ in fits if name in names]
    told = _of_several(program, names, "it is fitted last")
    return (last[-1], _last(fits, last[-1], kept), told) if last else None


def _in_loop(program: Program, statement: Statement) -> bool:
    """Models of folds and of candidates come and go with the turns of a loop."""
    while statement.parent is not None:
        statement = program.statements[statement.parent]
        if isinstance(statement.node, (ast.For, ast.While)):
            return True
    return False


def _is_model(program: Program, name: str, fits: list[tuple[str, Statement]]) -> bool:
    """One that is fitted, or was taken from one: `best = search.best_estimator_`, `best = models[name]`."""
    binders = [s for s in program.statements if name in s.facts.binds and not in_function(program, s)]
    kinds = {type_ for s in binders for n, type_ in s.facts.types if n == name} - {"", "?"}
    if any(name == fitted for fitted, _ in fits) or any(family(kind) for kind in kinds):
        return True
    plain = binders and all(call.startswith("builtins.") for call in binders[-1].facts.calls)  # max(models, key=...)
    return bool(plain) and not kinds and _reaches(program, binders[-1], {s.id for _, s in fits})


def _learned(program: Program, name: str, fits: list[tuple[str, Statement]]) -> bool:
    """Not a model that the notebook only loads or makes, where it fits others."""
    handed = any(name in s.facts.mutates and "unknown" in s.facts.effects for s in program.statements)  # to who fits it
    if handed or any(name == fitted for fitted, _ in fits):
        return True
    binders = [s for s in program.statements if name in s.facts.binds and not in_function(program, s)]
    made = not binders or any(call in dict(binders[-1].facts.types).values() for call in binders[-1].facts.calls)
    return not made and _reaches(program, binders[-1], {s.id for _, s in fits})


def _reaches(program: Program, statement: Statement, wanted: set[int]) -> bool:
    """Whether one of `wanted` is behind the statement."""
    sources = Graph.of(program).sources
    todo, seen = [statement.id], set()
    while todo:
        identity = todo.pop()
        if identity not in seen:
            seen.add(identity)
            todo += [source for source, _ in sources.get(identity, ())]
    return bool(seen & wanted)


def _of_several(program: Program, names: set[str], because: str) -> str:
    """The reason, and how many models there are to choose from."""
    models = [name for name in names if not _only_transforms(program, name)]
    if len(models) < 2:
        return because
    return f"{because}; of {len(models)} names with a fitted model, `final_model` in nb2prod.yaml picks another"


DATA = ("pandas.", "numpy.", "scipy.sparse", "polars.")


def makes(program: Program, model: str, fit: Statement) -> frozenset[int]:
    """The statements that make the model, from its constructor to its last fit: settings in them are its own."""
    sources = Graph.of(program).sources
    anew = unfitted(program, model)
    later = [s for s in program.statements if model in s.facts.binds and s.id >= fit.id and s is not anew]
    binders = [s for s in later if not in_function(program, s)]
    found = {fit.id, *(s.id for s in binders)}
    todo = [(i, name) for s in (fit, *binders) for i, name in sources.get(s.id, ()) if name == model or s is not fit]
    while todo:
        identity, name = todo.pop()
        statement = program.statements[identity]
        if identity not in found and not dict(statement.facts.types).get(name, "").startswith(DATA):
            found.add(identity)
            todo += sources.get(identity, ())
    return frozenset(found)


def inference_of(program: Program, model: str, statement: Statement) -> Inference:
    """Level `features`: the model takes the columns of the matrix that it was fitted on."""
    source, fitted = _seen_where(program, *_matrix(program, model))
    cell = statement.cell + 1
    return Inference(
        level="features",
        because=f"{model} takes the columns of {source or 'the matrix'} it was fitted on (cell {cell}); "
        "deriving them from the raw rows is not done yet",
        source=source,
        model=model,
        probability=True,
        fitted=fitted,
    )


def artifacts_of(model: str, statement: Statement, because: str) -> tuple[Artifact, ...]:
    """What training saves for inference at level `features`."""
    return (Artifact(model, "estimator", statement.cell, f"the model: {because}"),)


def _last(fits: list[tuple[str, Statement]], name: str, kept: list[Statement]) -> Statement:
    own = [s for n, s in fits if n == name] or [s for s in kept if name in s.facts.binds]
    return own[-1]


def _serves(program: Program, name: str) -> bool:
    """Not an object of a notebook class that has a `fit` and nothing to predict with."""
    types = {
        t.removeprefix("class:")
        for s in program.statements
        for n, t in s.facts.types
        if n == name and t.startswith("class:")
    }
    classes = [s.node for s in program.statements if isinstance(s.node, ast.ClassDef) and s.node.name in types]
    return all(c.bases or any(getattr(part, "name", "") in PREDICTING for part in c.body) for c in classes)


def _only_transforms(program: Program, name: str) -> bool:
    """A scaler that is saved beside the model: it can do much, but not predict."""
    types = {t for s in program.statements for n, t in s.facts.types if n == name}
    return bool(types) and all(knowledge.is_a(t, "sklearn.Transformer") and not family(t) for t in types)


def _dumped(statement: Statement) -> list[str]:
    found = []
    if any(call in DUMPS for call in statement.facts.calls):
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Call):
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg in ("value", "obj"))]
                owners = [part.value if isinstance(part, ast.Attribute) else part for part in given]
                found += [part.id for part in owners if isinstance(part, ast.Name)]  # grid.best_estimator_ is grid's
    return found


def _matrix(program: Program, model: str) -> tuple[str, Statement | None]:
    """The name of what the model, or what it was taken from, was last fitted on, and the statement that did."""
    known = Fits(program)
    workflow = [s for s in program.statements if not in_function(program, s)]
    binder = next((s for s in reversed(workflow) if model in s.facts.binds), None)
    owners = {model, *(binder.facts.names if binder is not None else ())}
    if found := trained_on(program, model):
        return found, binder
    for statement in reversed(workflow):
        for name, method, call in method_calls(statement):
            if name in owners and method in FITTING and call.args and isinstance(call.args[0], ast.Name):
                return call.args[0].id, statement
        match statement.node:  # m = SVC().fit(X, y)
            case ast.Assign(value=ast.Call(func=ast.Attribute(attr=method), args=[ast.Name(id=matrix), *_])):
                if method in FITTING and statement.facts.binds & owners:
                    return matrix, statement
        if owners & {*known.fitted(statement)}:  # on what has no name here, or in a function
            return "", statement
    return "", None


def _seen_where(program: Program, source: str, fit: Statement | None) -> tuple[str, int]:
    """The matrix and the statement beside which it is still what was fitted on; its name alone where that stays so."""
    if fit is None:
        return source, -1
    if fit.parent is None:
        return source, fit.id
    later = [s for s in program.statements if s.id > fit.id and source in s.facts.binds | s.facts.mutates]
    return ("" if later else source), -1


def unfitted(program: Program, model: str) -> Statement | None:
    """The statement that makes `model` anew after its last fit: at the end the name holds no fitted object."""
    binder = next((s for s in reversed(program.statements) if model in s.facts.binds and s.body != "function"), None)
    if binder is None or not isinstance(binder.node, ast.Assign) or not isinstance(binder.node.value, ast.Call):
        return None
    made = dict(binder.facts.types).get(model, "")
    chained = any(call.rpartition(".")[2] in FITTING for call in binder.facts.calls)
    if chained or not family(made) or not any(call == made for call in binder.facts.calls):
        return None
    later = [s for s in program.statements if s.id > binder.id]
    used = any(name == model and method in FITTING for s in later for name, method, _ in method_calls(s))
    handed = any(model in s.facts.mutates for s in later)
    return None if used or handed else binder
