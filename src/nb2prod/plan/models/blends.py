"""One prediction of several models: what the notebook ends with, whether it is printed, written or only drawn.

y = base + sum(t.predict(X) for t in [tree1, tree2])      of both trees
y = 0.4 * a.predict(X) + 0.6 * b.predict(X)               of both
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import binders, in_function, named
from nb2prod.plan.models.fits import PREDICTING, Fits, method_calls
from nb2prod.walking import walk


def blends(program: Program, statement: Statement) -> bool:
    """Whether a statement of the top level gives a name to such a prediction, of models that are fitted before."""
    match statement.node:
        case ast.Assign(targets=[ast.Name()], value=value) if statement.parent is None:
            asked = set(_asked(program, value))
        case _:
            return False
    if len(asked) < 2:
        return False
    before = [s for s in program.statements if s.id < statement.id]
    fitted = {name for s in before for name, method, _ in method_calls(s) if method == "fit"}
    made = (s.facts for s in before if any(call.endswith(".fit") for call in s.facts.calls))
    return asked <= fitted.union(*(facts.binds for facts in made))


def blended(program: Program, kept: Collection[int], model: str) -> int | None:
    """The last statement that puts answers of the model and of others together, row by row; None: none does.

    final = 0.7 * a_pred + 0.3 * b_pred
    final = blend(X_test)                   def blend(X): return 0.7 * a.predict(X) + 0.3 * b.predict(X)
    """
    mixing = _mixing(program)
    said: dict[str, set[str]] = {}  # name -> the models whose answers it holds
    found = None
    for statement in program.statements:
        if statement.id in kept and _mixed_by(program, statement, mixing, model):
            found = statement.id
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if statement.id in kept:
                parts = [*walk(value)]
            case _:
                continue
        models = {asked for p in parts if (asked := _predicts(p))}
        models |= {one for p in parts if isinstance(p, ast.Name) for one in said.get(p.id, ())}
        said[name] = models
        if model in models and len(models) > 1 and _sums(value):
            found = statement.id
    return found


def _mixing(program: Program) -> dict[str, set[str]]:
    """The notebook's functions that give a sum or a mean of what models say, and the names that they ask."""
    found: dict[str, set[str]] = {}
    for name, function in Fits.of(program).functions.items():
        asked = {one for part in walk(function.node) if (one := _predicts(part))}
        given = [s.node.value for s in function.inside if isinstance(s.node, ast.Return) and s.node.value is not None]
        if asked and any(_sums(value) or _averages(value) for value in given):
            found[name] = asked
    return found


def _averages(value: ast.expr) -> bool:
    """`np.column_stack([...]).mean(axis=1)`, `np.mean(answers, axis=0)`: one number of each row."""
    match value:
        case ast.Call(func=ast.Attribute(attr="mean" | "average"), keywords=keywords):
            return any(keyword.arg == "axis" for keyword in keywords)
    return False


def _mixed_by(program: Program, statement: Statement, mixing: dict[str, set[str]], model: str) -> bool:
    """Whether a statement keeps what such a function gives for the model and others."""
    if not isinstance(statement.node, ast.Assign) or in_function(program, statement):
        return False
    known = Fits.of(program)
    for call in (part for part in walk(statement.node.value) if isinstance(part, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in mixing:
            names = mixing[call.func.id] | named(call)
            fitted = {name for s in program.statements if s.id < statement.id for name in known.fitted(s)} & names
            if model in fitted and len(fitted) > 1:
                return True
    return False


def _predicts(node: ast.AST) -> str:
    """The model of `model.predict`; "" of anything else."""
    match node:
        case ast.Attribute(value=ast.Name(id=model), attr=method) if method in PREDICTING:
            return model
    return ""


def _sums(node: ast.expr) -> bool:
    """`a + b`, `(a + b) / 2`; a difference is an error."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Mult)):
        node = node.left
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)


def _asked(program: Program, value: ast.expr) -> list[str]:
    """The models whose answers are put together; none where something else is done with them."""
    match value:
        case ast.BinOp(left=left, right=right):
            return [*_asked(program, left), *_asked(program, right)]
        case ast.Call(func=ast.Attribute(value=ast.Name(id=model), attr=method)) if method in PREDICTING:
            return [model]
        case ast.Call(func=ast.Name(id="sum") | ast.Attribute(attr="sum" | "mean" | "average"), args=[inner, *_]):
            return _asked(program, inner)
        case ast.ListComp(elt=element, generators=[turn]) | ast.GeneratorExp(elt=element, generators=[turn]):
            inside = _asked(program, element)
            variable = turn.target.id if isinstance(turn.target, ast.Name) else ""
            return _listed(program, turn.iter) if inside == [variable] else inside
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [name for part in parts for name in _asked(program, part)]
        case ast.Subscript(value=inner):
            return _asked(program, inner)
    return []


def _listed(program: Program, node: ast.expr) -> list[str]:
    """The names in a list that is written out, here or under a name."""
    if isinstance(node, ast.Name):
        bound_by = binders(program, node.id)
        match bound_by[0].node if len(bound_by) == 1 else None:
            case ast.Assign(value=value):
                node = value
    parts = node.elts if isinstance(node, (ast.List, ast.Tuple)) else []
    names = [part.id for part in parts if isinstance(part, ast.Name)]
    return names if len(names) == len(parts) else []
