"""Columns by their places, or by a rule about all of them: `df.iloc[:, 1:4]`, `df.loc[:, df.isna().mean() < 0.3]`."""

from __future__ import annotations

import ast

from nb2prod.plan.serving.rows import joined
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.subscripts import Evaluate, chosen_columns, listed_names, those_there
from nb2prod.plan.serving.values import Deps, Out, Value, learned


def positional(
    m: State, node: ast.expr, found: Out, owner: Out, picked: ast.expr, evaluate: Evaluate, how: str = "iloc"
) -> Out:
    """Columns by their positions: training keeps their names."""
    everything: ast.expr = ast.Slice(None, None, None)
    origin = owner.origin if owner.origin is not None else owner.expr
    key = evaluate(m, picked)
    if key.time == "unknown":
        return key
    if how == "iloc" and isinstance(key.value.literal, int) and key.time == "const":
        number = key.value.literal
        name: ast.expr = ast.Subscript(ast.Attribute(origin, "columns", ast.Load()), picked, ast.Load())
        kept = m.used(Out(learned("str"), name, origin=name), "column")
        result = joined([found], "series")
        result.deps = Deps(frozenset({f"#{number}"}))
        result.index = found.value.index
        return Out(result, ast.Subscript(found.expr, kept.expr, ast.Load()), found.slice, node)
    located = ast.Attribute(origin, how, ast.Load())
    names: ast.expr = ast.Attribute(
        ast.Subscript(located, ast.Tuple([everything, picked], ast.Load()), ast.Load()), "columns", ast.Load()
    )
    kept = m.used(Out(learned("list"), names, origin=listed_names(names)), "columns")
    if kept.time == "unknown":
        return kept
    result = chosen_columns(m, found.value, kept.expr, Value("learned"))
    expr = ast.Subscript(found.expr, those_there(m, found, kept.expr, Value("learned")), ast.Load())
    return Out(result, expr, found.slice, node)
