"""Brackets with a comma on arrays: `X[:, 1:4]`, `X[train, :]`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from nb2prod.plan.serving.calls import Call, plain_call, stopped
from nb2prod.plan.serving.rows import mapped, reshaped
from nb2prod.plan.serving.sources import COLUMN
from nb2prod.plan.serving.state import State, rebuilt
from nb2prod.plan.serving.subscripts import cut, dropped_filter, every_row, selected
from nb2prod.plan.serving.values import Deps, Out, Value, learned

Evaluate = Callable[[State, ast.expr], Out]


def matrix(m: State, node: ast.Subscript, base: Out, evaluate: Evaluate) -> Out:
    """`X[:, 1:4]`: columns of an array."""
    assert isinstance(node.slice, ast.Tuple)
    rows, *others = node.slice.elts
    if base.value.kind != "array" or len(others) != 1:
        return Out(m.stuck(f"{ast.unparse(node)} takes a value apart in a way that is not known"), node)
    first = base if every_row(rows) else _picked(m, node, base, rows, evaluate)
    if first.time != "row":
        return first
    key = evaluate(m, others[0])
    if key.time in ("row", "unknown"):
        return Out(m.stuck(f"{ast.unparse(node)}: its columns depend on rows"), node)
    used = m.used(key, "columns")
    if used.time == "unknown":
        return used
    if every_row(rows) or first.expr is base.expr:
        index = ast.Tuple([ast.Slice(None, None, None), used.expr], ast.Load())
        expr: ast.expr = ast.Subscript(base.expr, index, ast.Load())
    else:
        expr = rebuilt(node, [others[0]], [used.expr])
    result = reshaped(first, node, expr, "array")
    added = key.value.type == "numpy.newaxis" or key.value.type == "NoneType"  # a column of one value
    several = isinstance(others[0], (ast.Slice, ast.List)) or isinstance(key.value.literal, list)
    result.value.wide = several or key.time == "learned" or added
    result.value.one = added
    if base.value.own and not added:
        result.value.deps = _positions(m, base.value, others[0])
    return replace(result, slice=result.slice | key.slice)


def _positions(m: State, base: Value, key: ast.expr) -> Deps:
    """Columns of the array that came in: those that stand in the notebook as numbers, else all that may be meant."""
    rest = base.deps.rest or frozenset()
    match key:
        case ast.Slice(lower=lower, upper=upper, step=None):
            first, last = _whole(lower, 0), _whole(upper, None)
            if (
                isinstance(first, int)
                and first >= 0
                and isinstance(last, int)
                and 0 <= last <= m.reach.get(base.source, -1) + 1
            ):
                return Deps(frozenset(f"{COLUMN}{n}" for n in range(first, last)))
            before = range(first) if isinstance(first, int) and first > 0 else ()
            after = range(last, 0) if isinstance(last, int) and last < 0 else ()
            return Deps(rest=rest | {f"{COLUMN}{n}" for n in (*before, *after)})
        case ast.List(elts=elements):
            numbers = [_whole(element, None) for element in elements]
        case _:
            numbers = [_whole(key, None)]
    found = [number for number in numbers if isinstance(number, int)]
    if len(found) != len(numbers):
        return base.deps
    m.reach[base.source] = max([m.reach.get(base.source, -1), *found])
    return Deps(frozenset(f"{COLUMN}{number}" for number in found))


def _whole(node: ast.expr | None, default: int | None) -> int | None:
    """A whole number that stands there."""
    match node:
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
            return -number
    return default if node is None else None


def product(m: State, given: Call, first: Out, second: Out) -> Out:
    """`np.dot(X, w)`: of each row, where the rows have columns and the other side is the same for all of them."""
    node = given.node
    columns = first.value.kind == "frame" or (first.value.kind == "array" and first.value.wide)
    if first.time != "row" or not columns or second.time == "row" or len(given.outs) != 2:
        return Out(m.stuck(f"{ast.unparse(node)} is not known to work row by row"), node)
    return mapped(m, node, given.children, given.outs, "array")


def dot(m: State, given: Call, evaluate: Evaluate) -> Out:
    """The function of numpy."""
    outs = given.outs
    if (bad := stopped(m, given)) is not None:
        return bad
    if not any(out.time == "row" for out in outs):
        return plain_call(m, given, "numpy.ndarray", constant=True)
    return product(m, given, *outs) if len(outs) == 2 else product(m, given, outs[0], outs[0])


def reshape(m: State, given: Call) -> Out:
    """Into one column, or one value for each row: another number of rows would not fit what comes after it."""
    base, node = given.receiver, given.node
    assert base is not None
    sizes = list(node.args[0].elts) if len(node.args) == 1 and isinstance(node.args[0], ast.Tuple) else list(node.args)
    known = [_size(m, given, size) for size in sizes]
    if len(sizes) == 2 and known[1] == -1 and _counts(given, base):
        return _flat(given, base)
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


def _picked(m: State, node: ast.Subscript, base: Out, rows: ast.expr, evaluate: Evaluate) -> Out:
    if isinstance(rows, ast.Slice):
        return cut(m, node, base)
    key = evaluate(m, rows)
    if key.time == "row" and key.value.kind != "index":
        return dropped_filter(m, base, node, "it selects rows of an array")
    if key.time == "const" and isinstance(key.value.literal, int):
        return Out(learned(), node, origin=node)
    return selected(m, base, node)
