"""What is surely a number, or numbers by name, and what surely picks something that may be a text.

def rate(a, b): return ((a - b) ** 2).mean()      its value is a number
def check(a): return np.cumsum(a)                 nobody knows
port = df.port.mode()[0]; df.wins.idxmax()        a label of the data
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from nb2prod.plan.measuring.forms import SUMMARIES, is_number
from nb2prod.walking import walk

Known = Mapping[str, Sequence[ast.expr]]  # what each variable is set to
FAR = 6
MEASURED = ("_score", "_error")
COUNTS = frozenset({"len", "float", "int", "round"})
PICKS = frozenset({"mode", "idxmax", "idxmin", "most_common"})


def gives_numbers(function: ast.FunctionDef, call: ast.Call) -> bool:
    """Whether all that a call gives is a number or a mapping of numbers, as the function's own text says."""
    known: dict[str, list[ast.expr]] = {}
    bound: list[str] = []
    for argument, value in zip(function.args.args, call.args, strict=False):
        known.setdefault(argument.arg, []).append(value)
        bound.append(argument.arg)
    for part in walk(function):
        match part:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AugAssign(target=ast.Name(id=name), value=value)
            ):
                known.setdefault(name, []).append(value)
            case ast.Name(id=name, ctx=ast.Store()):
                bound.append(name)
    for name in bound:
        if bound.count(name) != len(known.get(name, ())):  # a loop binds it, or a tuple: nobody knows
            known[name] = []
    given = [part.value for part in walk(function) if isinstance(part, ast.Return)]
    return bool(given) and all(value is not None and _numbers(value, known, 0) for value in given)


def picks(node: ast.expr | None) -> bool:
    """Whether it picks one of the data's labels: `df.port.mode()[0]`, `counts.idxmax()`."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PICKS


def _numbers(node: ast.expr, known: Known, far: int) -> bool:
    match node:
        case ast.Dict(values=[_, *_] as values):
            return all(_number(value, known, far) for value in values)
        case ast.Name(id=name) if len(known.get(name, ())) == 1 and far < FAR:
            return _numbers(known[name][0], known, far + 1)
    return _number(node, known, far)


def _number(node: ast.expr, known: Known, far: int) -> bool:
    match node:
        case ast.Constant(value=value):
            return isinstance(value, int | float)
        case ast.Name(id=name):
            own = [value for value in known.get(name, ()) if not (isinstance(value, ast.Name) and value.id == name)]
            return bool(own) and far < FAR and all(_number(value, known, far + 1) for value in own)
        case ast.UnaryOp(operand=inner):
            return _number(inner, known, far)
        case ast.BinOp(left=left, right=right):
            return _number(left, known, far) and _number(right, known, far)
        case ast.Subscript(value=ast.Attribute(attr="shape")):
            return True
        case ast.Call(func=ast.Attribute(attr=attr), keywords=[]):
            return attr in SUMMARIES or attr.endswith(MEASURED) or is_number(node)
        case ast.Call(func=ast.Name(id=name)):
            return name in COUNTS or name.endswith(MEASURED)
    return is_number(node)
