"""Brackets with a comma on arrays: `X[:, 1:4]`, `X[train, :]`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from nb2prod.plan.serving.rows import reshaped
from nb2prod.plan.serving.state import State, rebuilt
from nb2prod.plan.serving.subscripts import cut, dropped_filter, every_row, selected
from nb2prod.plan.serving.values import Out, learned

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
    result.value.wide = isinstance(others[0], (ast.Slice, ast.List)) or key.time == "learned"
    return replace(result, slice=result.slice | key.slice)


def _picked(m: State, node: ast.Subscript, base: Out, rows: ast.expr, evaluate: Evaluate) -> Out:
    if isinstance(rows, ast.Slice):
        return cut(m, node, base)
    key = evaluate(m, rows)
    if key.time == "row" and key.value.kind != "index":
        return dropped_filter(m, base, node, "it selects rows of an array")
    if key.time == "const" and isinstance(key.value.literal, int):
        return Out(learned(), node, origin=node)
    return selected(m, base, node)
