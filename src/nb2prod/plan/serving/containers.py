"""Elements of tuples, lists and dicts of which each is known."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.plan.serving.state import State, rebuilt
from nb2prod.plan.serving.values import Out, Value

Evaluate = Callable[[State, ast.expr], Out]


def tells_apart(value: Value, key: ast.expr) -> bool:
    """Whether the key says which element it is; what assignments have filled has no known keys."""
    named = isinstance(key, ast.Constant) and isinstance(key.value, str)
    return isinstance(key, (ast.Constant, ast.UnaryOp)) and not (
        named and value.time == "learned" and value.keys is None
    )


def item_type(value: Value) -> str:
    """The one type of all elements, "" where they have several."""
    types = {part.type for part in value.parts or ()}
    return next(iter(types)) if len(types) == 1 else ""


def looked_up(container: object, key: object) -> object:
    """What stands in the notebook under a key, None where nothing does."""
    try:
        return container[key]  # type: ignore[index]  # None where it does not fit
    except (TypeError, KeyError, IndexError):
        return None


def element(m: State, node: ast.Subscript, base: Out) -> Out:
    """An element of a tuple, a list or a dict of which each is known."""
    value = base.value
    parts = value.parts or []
    try:
        key = ast.literal_eval(node.slice)
        at = value.keys.index(key) if value.keys is not None else key
        found = parts[at]
    except (ValueError, TypeError, IndexError):
        return Out(m.stuck(f"{ast.unparse(node)} is not among what is known"), node)
    if (named := _by_name(m, value, at)) is not None:
        return Out(found, named.expr, named.slice, node)
    expr = base.expr
    if isinstance(expr, ast.Tuple) and isinstance(node.value, ast.Call) and len(expr.elts) == len(parts):
        return Out(found, expr.elts[at], base.slice, node)  # `boxcox(x)[0]`: the other values are training's
    return Out(found, rebuilt(node, [node.value], [expr]), base.slice, node)


def _by_name(m: State, container: Value, at: int) -> Out | None:
    """The name that a dict was made with, where it still holds what it held: serving need not make the dict."""
    if container.elements is None or container.keys is None:
        return None
    out = container.elements[at]
    if out.value.kind == "mapping":
        return out
    held = m.env.get(out.expr.id) if isinstance(out.expr, ast.Name) else None
    return out if held is not None and held[0] is out.value else None


def of_one_row(m: State, node: ast.expr, evaluate: Evaluate) -> bool:
    """`model.predict(X)[3]`: what it says of one of the rows is no prediction for each of them."""
    match node:
        case ast.Subscript(value=ast.Name(), slice=key):
            pass
        case ast.Subscript(value=ast.Call(func=ast.Attribute(attr="predict")), slice=key):
            pass
        case _:
            return False
    return isinstance(key, (ast.Name, ast.Constant, ast.UnaryOp)) and type(evaluate(m, key).value.literal) is int
