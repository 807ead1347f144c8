"""What a shown number is, by how it is computed from a measurement, or from predictions and the truth.

mse ** 0.5                     sqrt of mse
np.mean((y - pred) ** 2)       mse
(y_test == y_pred).mean()      accuracy
"""

from __future__ import annotations

import ast

from nb2prod.walking import last_of, walk

STEPS = {
    "sqrt": "sqrt", "mean": "mean", "average": "mean", "std": "std", "abs": "absolute", "min": "min", "max": "max",
    "median": "median", "sum": "sum",
}  # fmt: skip
FORMS = frozenset({  # calls that show the same in another form
    "item", "round", "tolist", "float", "str", "dict", "zip", "list", "sorted", "enumerate", "reversed", "Series",
    "DataFrame", "array", "ravel", "flatten", "squeeze", "reshape", "sort_values", "sort_index", "head", "tail", "T",
    "around", "concat", "to_dict", "to_frame", "nlargest", "nsmallest", "items", "values",
})  # fmt: skip


def by_hand(node: ast.Call) -> str:
    """What an aggregate of errors is: `(y == p).mean()` the accuracy, `((y - p) ** 2).sum()` squared errors."""
    name = last_of(node)
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
        case ast.Name(id=held):
            return f"{name}_{held}"
        case ast.BinOp(left=ast.BinOp(op=ast.Sub()), op=ast.Pow(), right=ast.Constant(value=2)):
            return {"mean": "mse", "sum": "squared_errors"}.get(name, "squared_error")
        case ast.Call(func=ast.Attribute(attr="square"), args=[ast.BinOp(op=ast.Sub())]):
            return {"mean": "mse", "sum": "squared_errors"}.get(name, "squared_error")
        case ast.Call(func=ast.Name(id="abs") | ast.Attribute(attr="abs" | "absolute"), args=[ast.BinOp(op=ast.Sub())]):
            return {"mean": "mae", "sum": "absolute_errors"}.get(name, "absolute_error")
    return f"{name}_of_errors"


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
        case ast.BinOp(left=left, op=ast.Mult(), right=ast.Constant(value=int(times))):
            return f"times_{times}", left
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return "negative", operand
        case ast.BinOp(left=left, op=ast.Div()) if _holds(left, inner):
            return "share", left
        case ast.Subscript(value=value, slice=ast.Slice()):
            return "part", value
        case ast.Subscript(value=value, slice=key):
            return "", value if _holds(value, inner) else key
        case ast.Attribute(value=value, attr=attr):
            return "" if attr in FORMS else f".{attr}", value
        case ast.Dict(keys=keys, values=values):
            return "", next((part for part in (*keys, *values) if part is not None and _holds(part, inner)), inner)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return "", next((part for part in parts if _holds(part, inner)), inner)
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
    return any(part is inner for part in walk(piece))
