"""Other shapes of an array, where each row stays a row."""

from __future__ import annotations

import ast

from nb2prod.plan.serving.calls import Call
from nb2prod.plan.serving.rows import reshaped
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import Out


def reshape(m: State, given: Call) -> Out:
    """Into one column, or one value for each row: another number of rows would not fit what comes after it."""
    base, node = given.receiver, given.node
    assert base is not None
    sizes = list(node.args[0].elts) if len(node.args) == 1 and isinstance(node.args[0], ast.Tuple) else list(node.args)
    known = [_size(m, given, size) for size in sizes]
    if len(sizes) == 2 and known[0] == -1 and known[1] is not None and _counts(given, base):
        return _flat(given, base)  # as many lines as it has rows: each row is one, whatever its length
    if base.value.wide and not base.value.one and known[:1] != [-1]:
        return Out(m.stuck(f"{ast.unparse(node)} may put rows into other rows"), node)
    if given.keywords or len(known) not in (1, 2) or known[0] is None or known[1:] not in ([], [1]):
        return Out(m.stuck(f"{ast.unparse(node)} may put rows into other rows"), node)
    shape: list[ast.expr] = [ast.UnaryOp(ast.USub(), ast.Constant(1)), *(ast.Constant(1) for _ in known[1:])]
    call = ast.Call(ast.Attribute(base.expr, "reshape", ast.Load()), shape, [])
    out = reshaped(base, node, call, "array")
    out.value.wide = out.value.one = len(known) == 2
    return out


def _counts(given: Call, base: Out) -> bool:
    """Whether a size is the number of the rows themselves."""
    values = [value for out in given.positional for value in (out.value, *(out.value.parts or ()))]
    counted = [value.owner.value for value in values if value.kind == "count" and value.owner is not None]
    return len(counted) == 1 and counted[0].rows == base.value.rows


def _flat(given: Call, base: Out) -> Out:
    """`X.reshape(len(X), -1)`: each row in one line."""
    length = ast.Call(ast.Name("len", ast.Load()), [base.expr], [])
    minus: ast.expr = ast.UnaryOp(ast.USub(), ast.Constant(1))
    call = ast.Call(ast.Attribute(base.expr, "reshape", ast.Load()), [length, minus], [])
    out = reshaped(base, given.node, call, "array")
    out.value.wide = True
    return out


def _size(m: State, given: Call, node: ast.expr) -> int | None:
    """A size that stands in the notebook, or -1 for one that is counted."""
    match node:
        case ast.Constant(value=int() as size):
            return size
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
            return -1
        case (
            ast.Call(func=ast.Name(id="len"))
            | ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(value=0))
        ):
            return -1
    for child, out in zip(given.node.args, given.positional, strict=True):
        for part, value in zip(
            [child, *getattr(child, "elts", ())], [out.value, *(out.value.parts or ())], strict=False
        ):
            if part is node and (value.kind == "count" or isinstance(value.literal, int)):
                return -1 if value.kind == "count" else int(str(value.literal))
    return None
