"""Functions that are called while their statement runs, and never again: what they read need not last.

df["a"].apply(lambda v: v * k)      over when the statement is: a later `k = 10` changes nothing
rows.map(lambda v: v * k)           of an unknown kind of rows: it may be called when they are read
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Statement
from nb2prod.walking import values_given, walk

CALLING = frozenset(
    {"apply", "map", "applymap", "agg", "aggregate", "transform", "pipe", "sort_values", "filter", "assign"}
)
KEYED = frozenset({"sorted", "min", "max"})


def lasting(statement: Statement) -> frozenset[str]:
    """Free names of functions made here that may be called when the statement is over."""
    late = statement.facts.late
    if not late or not isinstance(statement.node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr):
        return late
    parts = [*walk(statement.node)]
    if any(isinstance(part, ast.GeneratorExp) for part in parts):  # it is read while it is consumed
        return late
    over = {id(made) for part in parts if isinstance(part, ast.Call) for made in _called(part, statement)}
    return late if any(isinstance(part, ast.Lambda) and id(part) not in over for part in parts) else frozenset()


def _called(call: ast.Call, statement: Statement) -> Iterator[ast.expr]:
    """What the call calls itself: arguments of pandas' methods that work at once, keys of `sorted`."""
    match call.func:
        case ast.Name(id=name) if name in KEYED and name in statement.facts.names:
            yield from (keyword.value for keyword in call.keywords if keyword.arg == "key")
        case ast.Attribute(value=owner, attr=attr) if attr in CALLING:
            span = (owner.lineno, owner.col_offset, owner.end_lineno, owner.end_col_offset)
            types = [type_ for place, type_ in statement.facts.values if place == span]
            if types and all(type_.startswith("pandas.") and "Styl" not in type_ for type_ in types):
                yield from values_given(call)
