"""Columns by their places, or by a rule about all of them: `df.iloc[:, 1:4]`, `df.loc[:, df.isna().mean() < 0.3]`."""

from __future__ import annotations

import ast

from nb2prod.plan.serving.by_place import kept_list, of_the_file
from nb2prod.plan.serving.rows import joined
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.subscripts import Evaluate, chosen_columns, columns, listed_names, those_there
from nb2prod.plan.serving.values import Deps, Out, Value, const, learned


def positional(
    m: State, node: ast.expr, found: Out, owner: Out, picked: ast.expr, evaluate: Evaluate, how: str = "iloc"
) -> Out:
    """Columns by their positions: training keeps their names."""
    everything: ast.expr = ast.Slice(None, None, None)
    origin = owner.origin if owner.origin is not None else owner.expr
    key = evaluate(m, picked)
    if key.time == "unknown":
        return key
    if how == "iloc" and (names_there := _known(found.value, picked)) is not None:
        return columns(m, node, found, Out(const(names_there), ast.parse(repr(names_there), mode="eval").body))
    if how == "iloc" and isinstance(key.value.literal, int) and key.time == "const":
        name: ast.expr = ast.Subscript(ast.Attribute(origin, "columns", ast.Load()), picked, ast.Load())
        return _one(m, node, found, name, key.value.literal)
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


def _known(frame: Value, picked: ast.expr) -> str | list[str] | None:
    """What stands at these places of columns that were chosen by name, and are still those; None where it is not known.

    data = df[["y", "a", "b"]]; X, y = data.iloc[:, 1:], data.iloc[:, 0]        ["a", "b"] and "y"
    """
    if frame.others is not None or len(frame.order) != len(frame.columns) or {*frame.order} != {*frame.columns}:
        return None
    try:
        match picked:
            case ast.Slice(lower=lower, upper=upper, step=step):
                bounds = [ast.literal_eval(part) if part is not None else None for part in (lower, upper, step)]
                return list(frame.order[slice(*bounds)])
            case ast.Constant(value=int()) | ast.UnaryOp():
                return str(frame.order[ast.literal_eval(picked)])
    except (ValueError, TypeError, IndexError):  # a place that no literal tells, or that is none
        return None
    return None


def _one(m: State, node: ast.expr, found: Out, name: ast.expr, number: int) -> Out:
    """`df.iloc[:, 0]`: training keeps its name in a list, which tells what a row needs where it is the file's own."""
    names = ast.List([name], ast.Load())
    kept = m.used(Out(learned("list"), names, origin=names), "columns")
    if kept.time == "unknown" or not (listed := kept_list(kept.expr)):
        return Out(m.stuck(f"{ast.unparse(node)}: its column is not known by name"), node)
    result, own = joined([found], "series"), of_the_file(found.value)
    result.deps = Deps(frozenset({listed, *([] if own else [f"#{number}"])}))
    result.index = found.value.index
    column = ast.Subscript(found.expr, ast.Subscript(kept.expr, ast.Constant(0), ast.Load()), ast.Load())
    return Out(result, column, found.slice, node)
