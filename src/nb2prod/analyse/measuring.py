"""Measurements that a notebook works out by hand: a number made of how predictions and the truth differ.

y_pred = model.predict(X)              a prediction
wrong = y_pred != y_test               compared with something: an error
np.mean((y_pred - y_test) ** 2)        an error over all rows: a metric
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from nb2prod.analyse.environment import Environment, Value
from nb2prod.analyse.views import CONTAINERS, MATRICES
from nb2prod.model import Effect

if TYPE_CHECKING:
    from nb2prod.analyse.arguments import Arguments
    from nb2prod.analyse.expressions import Evaluator
    from nb2prod.analyse.observed import Observed

NOTHING, PREDICTION, ERROR = 0, 1, 2  # what Value.predicted says
ARRANGING = frozenset({  # functions whose result is their argument in another form
    "pandas.DataFrame", "pandas.Series", "pandas.concat", "builtins.dict", "builtins.zip", "builtins.list",
    "builtins.sorted", "builtins.round", "builtins.abs", "builtins.float", "builtins.enumerate", "builtins.reversed",
    "numpy.round", "numpy.exp", "numpy.abs", "numpy.array", "numpy.sqrt", "numpy.sort", "numpy.ravel", "numpy.squeeze",
    "numpy.around", "numpy.concatenate", "numpy.append",
})  # fmt: skip
FITTED = frozenset({  # scikit-learn's protocol, on receivers of unknown type
    "coef_", "intercept_", "feature_importances_", "best_params_", "best_score_", "explained_variance_ratio_",
})  # fmt: skip
STEPS = {
    "sqrt": "sqrt", "mean": "mean", "average": "mean", "std": "std", "abs": "absolute", "min": "min", "max": "max",
    "median": "median", "sum": "sum",
}  # fmt: skip
FORMS = frozenset({  # calls that show the same in another form
    "item", "round", "tolist", "float", "str", "dict", "zip", "list", "sorted", "enumerate", "reversed", "Series",
    "DataFrame", "array", "ravel", "flatten", "squeeze", "reshape", "sort_values", "sort_index", "head", "tail", "T",
    "around", "concat", "to_dict", "to_frame", "nlargest", "nsmallest", "items",
})  # fmt: skip
ACTING = frozenset({"load", "split", "train", "evaluate", "predict", "export", "plot"})  # grid.best_estimator_.predict
PLAIN = frozenset({"int", "float", "str", "bool", "None"})  # y_pred > 0.5 is a prediction still


def compared(result: Value, one: Value, other: Value) -> Value:
    """What `one - other` or `one == other` is."""
    plain = one.type in PLAIN or other.type in PLAIN
    return result if plain or PREDICTION not in (one.predicted, other.predicted) else replace(result, predicted=ERROR)


def called(effect: Effect, mixed: Value, node: ast.Call, given: Arguments, evaluator: Evaluator) -> tuple[int, bool]:
    """What a call gives, by what goes in: how it stems from a prediction, and whether it is a metric."""
    if effect.role == "predict":
        return PREDICTION, False
    number = effect.rows == "aggregate" and mixed.predicted == ERROR and not effect.returns
    measures = number and "axis" not in given.keywords
    if measures and not evaluator.inner:
        evaluator.seen.measures.append((node, _by_hand(node)))
    return mixed.predicted, measures


def _by_hand(node: ast.Call) -> str:
    """What an aggregate of errors is: `(y == p).mean()` the accuracy, `((y - p) ** 2).sum()` squared errors."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    of = node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else node
    match of:
        case ast.Compare(ops=[ast.Eq()]):
            return {"mean": "accuracy", "sum": "correct"}.get(name, "agreement")
        case ast.Compare(ops=[ast.NotEq()]):
            return {"mean": "error_rate", "sum": "errors"}.get(name, "errors")
        case ast.Compare() | ast.BinOp(op=ast.BitAnd()):
            return {"mean": "share", "sum": "count"}.get(name, name)
        case ast.BinOp(op=ast.Sub()):
            return f"{name}_error"
        case ast.BinOp(left=ast.BinOp(op=ast.Sub()), op=ast.Pow(), right=ast.Constant(value=2)):
            return {"mean": "mse", "sum": "squared_errors"}.get(name, "squared_error")
        case ast.Call(func=ast.Attribute(attr="square"), args=[ast.BinOp(op=ast.Sub())]):
            return {"mean": "mse", "sum": "squared_errors"}.get(name, "squared_error")
        case ast.Call(func=ast.Name(id="abs") | ast.Attribute(attr="abs" | "absolute"), args=[ast.BinOp(op=ast.Sub())]):
            return {"mean": "mae", "sum": "absolute_errors"}.get(name, "absolute_error")
    return name


def found(seen: Observed, node: ast.Attribute, base: Value, effect: Effect | None, inner: int) -> Value:
    """`base` as its attribute `node` has it: a measurement, or what a fit found."""
    kind = effect.kind if effect is not None else "compute"
    if effect is None and node.attr in FITTED:
        kind = "metric" if node.attr == "best_score_" else "result"
    if kind in ("metric", "result") and not inner:
        seen.measures.append((node, f"{base.type or '?'}.{node.attr}"))
    return replace(
        base, look=base.look or kind == "look", metric=base.metric or kind == "metric",
        result=base.result or kind == "result", text=base.text or kind == "report",
    )  # fmt: skip


def results(values: Iterable[Value], type_: str) -> bool:
    """Whether something made of `values` is a result: coefficients beside their names, not rows times coefficients."""
    every = list(values)
    rows = any(value.type in MATRICES and not value.result for value in every)
    return any(value.result for value in every) and (type_ in CONTAINERS or not rows)


def learned(effect: Effect, base: Value, mixed: Value, calls: list[str]) -> bool:
    """Whether a call gives what a fit found: by itself, or because its receiver or its arguments are that."""
    if effect.kind == "result":
        return True
    if effect.role in ACTING or effect.kind not in ("compute", "look"):
        return False
    return base.result or (mixed.result and calls[-1:] != [] and calls[-1] in ARRANGING)


def stored(env: Environment, target: ast.Subscript | ast.Attribute, value: Value) -> None:
    """`scores["svm"] = accuracy_score(...)`: what is filled with metrics, or with results, is one."""
    if isinstance(target.value, ast.Name):
        env.metrics |= {target.value.id} if value.metric else frozenset()
        env.results |= {target.value.id} if value.result else frozenset()


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
        case ast.BinOp(left=left, op=ast.Div()) if _holds(left, inner):
            return "share", left
        case ast.Subscript(value=value):
            return "", value
        case ast.Dict() | ast.List() | ast.Tuple():
            return "", next((part for part in ast.iter_child_nodes(piece) if _holds(part, inner)), inner)  # type: ignore[return-value]  # their parts are expressions
        case ast.Call(func=ast.Attribute(attr=called, value=value), args=args, keywords=keywords):
            given = [value, *args, *(keyword.value for keyword in keywords)]
            return _called(called), next((part for part in given if _holds(part, inner)), inner)
        case ast.Call(func=ast.Name(id=called), args=args):
            return _called(called), next((part for part in args if _holds(part, inner)), inner)
    return "change", inner


def _called(name: str) -> str:
    """The step that a call is: "" for one that leaves what is measured."""
    if name in STEPS:
        return STEPS[name]
    return "" if name in FORMS else "change"


def _holds(piece: ast.AST, inner: ast.expr) -> bool:
    return any(part is inner for part in ast.walk(piece))
