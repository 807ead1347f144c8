"""Measurements that a notebook works out by hand: a number made of how predictions and the truth differ.

y_pred = model.predict(X)              a prediction
wrong = y_pred != y_test               compared with something: an error
np.mean((y_pred - y_test) ** 2)        an error over all rows: a metric
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

from nb2prod.analyse.environment import Environment, Value
from nb2prod.analyse.views import CONTAINERS
from nb2prod.model import Effect

NOTHING, PREDICTION, ERROR = 0, 1, 2  # what Value.predicted says
PLAIN = frozenset({"int", "float", "str", "bool", "None"})  # y_pred > 0.5 is a prediction still


def compared(result: Value, one: Value, other: Value) -> Value:
    """What `one - other` or `one == other` is."""
    plain = one.type in PLAIN or other.type in PLAIN
    return result if plain or PREDICTION not in (one.predicted, other.predicted) else replace(result, predicted=ERROR)


def called(effect: Effect, mixed: Value) -> tuple[int, bool]:
    """What a call gives, by what goes in: how it stems from a prediction, and whether it is a metric."""
    if effect.role == "predict":
        return PREDICTION, False
    return mixed.predicted, effect.rows == "aggregate" and mixed.predicted == ERROR and not effect.returns


def collected(env: Environment, node: ast.Call, base: Value, given: Iterable[Value]) -> None:
    """`scores.append(model.score(X, y))`: a container that is filled with metrics is one."""
    holder = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(holder, ast.Name) and base.type in CONTAINERS and any(value.metric for value in given):
        env.metrics |= {holder.id}


def made_of(piece: ast.expr, inner: ast.expr, name: str) -> str:
    """How a shown number is made of the measurement `inner`, outermost first: `sqrt:mean:sklearn.metrics.r2_score`.

    mse ** 0.5      sqrt        1 - accuracy     rest        accuracy * 100     percent
    scores.mean()   mean        -scores          negative    anything else      change
    """
    if piece is inner:
        return name
    step, rest = _opened(piece, inner)
    return made_of(rest, inner, name) if not step else f"{step}:{made_of(rest, inner, name)}"


def _opened(piece: ast.expr, inner: ast.expr) -> tuple[str, ast.expr]:
    """The outermost step, "" where it leaves what is measured, and what it is done to."""
    match piece:
        case ast.BinOp(left=left, op=ast.Pow(), right=right) if ast.unparse(right) in ("0.5", "1 / 2"):
            return "sqrt", left
        case ast.BinOp(left=ast.Constant(value=1 | 1.0), op=ast.Sub(), right=right):
            return "rest", right
        case ast.BinOp(left=left, op=ast.Mult(), right=ast.Constant(value=100 | 100.0)):
            return "percent", left
        case ast.BinOp(left=ast.Constant(value=100 | 100.0), op=ast.Mult(), right=right):
            return "percent", right
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return "negative", operand
        case ast.Subscript(value=value):
            return "", value
        case ast.Call(func=ast.Attribute(attr="item" | "round" | "tolist", value=value)) if _holds(value, inner):
            return "", value
        case ast.Call(func=ast.Attribute(attr=attr, value=value), args=args):
            given = value if _holds(value, inner) else next((arg for arg in args if _holds(arg, inner)), inner)
            known = {"sqrt": "sqrt", "mean": "mean", "std": "std", "average": "mean", "round": "", "abs": "absolute"}
            return known.get(attr, attr if attr in ("min", "max", "median", "sum") else "change"), given
        case ast.Call(func=ast.Name(id=called), args=[first, *_]) if _holds(first, inner):
            known = {"round": "", "float": "", "abs": "absolute", "sqrt": "sqrt", "str": "", "mean": "mean"}
            return known.get(called, called if called in ("min", "max", "sum", "std") else "change"), first
    return "change", inner


def _holds(piece: ast.expr, inner: ast.expr) -> bool:
    return any(part is inner for part in ast.walk(piece))
