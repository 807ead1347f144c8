"""Brackets with a comma on arrays: `X[:, 1:4]`, `X[train, :]`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.plan.serving.by_place import of_the_file, table_of
from nb2prod.plan.serving.calls import Call, plain_call, stopped
from nb2prod.plan.serving.places import positional
from nb2prod.plan.serving.rows import mapped, reshaped
from nb2prod.plan.serving.sources import COLUMN
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.subscripts import cut, dropped_filter, every_row, selected
from nb2prod.plan.serving.values import Deps, Out, Value, depends, learned
from nb2prod.replacing import replace

Evaluate = Callable[[State, ast.expr], Out]


def matrix(m: State, node: ast.Subscript, base: Out, evaluate: Evaluate) -> Out:
    """`X[:, 1:4]`: columns of an array."""
    assert isinstance(node.slice, ast.Tuple)
    rows, *others = node.slice.elts
    if base.value.kind != "array" or len(others) != 1:
        return Out(m.stuck(f"{ast.unparse(node)} takes a value apart in a way that is not known"), node)
    by_name = isinstance(others[0], (ast.Slice, ast.UnaryOp)) or isinstance(getattr(others[0], "value", None), int)
    table = table_of(m, base) if by_name and not every_row(others[0]) else None
    if table is not None and not isinstance(others[0], ast.Slice) and not of_the_file(table.value):
        table = None  # one of columns that the notebook chose: what a row needs for it is all of them
    whole = base if table is None else table
    first = whole if every_row(rows) else _picked(m, node, whole, rows, evaluate)
    if first.time != "row":
        return first
    if table is not None:
        found = positional(m, node, first, table, others[0], evaluate)
        values = ast.Call(ast.Attribute(found.expr, "to_numpy", ast.Load()), [], [])
        return reshaped(found, node, values, "array") if found.time == "row" else found
    key = evaluate(m, others[0])
    if key.time in ("row", "unknown"):
        return Out(m.stuck(f"{ast.unparse(node)}: which columns it takes is not followed"), node)
    among = depends(base.value)
    counted = not base.value.own and not base.value.predicted  # the columns of an answer are classes
    if counted and any(name in among for name in m.target_names):  # without it the others stand elsewhere
        return Out(m.stuck(f"{ast.unparse(node)} counts columns, and new rows lack one of them, the target"), node)
    used = m.used(key, "columns")
    if used.time == "unknown":
        return used
    # the rows are those of training: serving has others, and takes all of them
    index = ast.Tuple([ast.Slice(None, None, None), used.expr], ast.Load())
    expr = base.expr if every_row(others[0]) else ast.Subscript(base.expr, index, ast.Load())
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


def _picked(m: State, node: ast.Subscript, base: Out, rows: ast.expr, evaluate: Evaluate) -> Out:
    if isinstance(rows, ast.Slice):
        return cut(m, node, base)
    key = evaluate(m, rows)
    if key.time == "row" and key.value.kind != "index":
        return dropped_filter(m, base, node, "it selects rows of an array")
    if key.time == "const" and isinstance(key.value.literal, int):
        return Out(learned(), node, origin=node)
    return selected(m, base, node)
