"""Calls by which nothing happens any more, for of the function that they call nothing stays: it only drew.

def show(model, **options):              goes with
    dendrogram(links(model), **options)
show(model, p=3)                         this call, and with what is worked out for it alone
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from nb2prod.model import Statement
from nb2prod.nesting import defined
from nb2prod.walking import values_given, walk

ACTING = (ast.Call, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)  # what an argument does as well


def idle_calls(statements: Sequence[Statement], hollow: Iterable[Statement]) -> frozenset[int]:
    """The calls of the `hollow` functions whose values nobody takes and whose arguments are only read."""
    names = {defined(function.node) for function in hollow}
    once = {name for name in names if sum(name in s.facts.binds for s in statements) == 1}
    return frozenset(s.id for s in statements if _only_calls(s.node, once))


def _only_calls(node: ast.stmt, names: set[str]) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name)) as call) if name in names:
            return not any(isinstance(part, ACTING) for given in values_given(call) for part in walk(given))
    return False
