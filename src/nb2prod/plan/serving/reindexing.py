"""Tables that get the columns of another: what training had, serving fills up to.

T = T.reindex(columns=X.columns, fill_value=0)         columns that new rows do not have are zero
X, T = X.align(T, join="left", axis=1, fill_value=0)   the same for both
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.calls import Call, Evaluate
from nb2prod.plan.serving.rows import reshaped
from nb2prod.plan.serving.state import State, living
from nb2prod.plan.serving.tablerows import AXIS_COLUMNS, base_of, names_of
from nb2prod.plan.serving.values import NOTHING, Out, Value, column, copied, depends, frame_unknown, learned
from nb2prod.replacing import replace


def reindex(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`df.reindex(columns=X.columns, fill_value=0)`: the columns that training had."""
    base, key = base_of(given), given.get("columns")
    if key is None or base.value.kind != "frame" or set(given.keywords) - {"columns", "fill_value"} or given.positional:
        return Out(m.stuck(f"{ast.unparse(given.node)} may give rows other labels"), given.node)
    names = names_of(key)
    used = key if names is not None else m.used(_as_list(key), "columns")
    if used.time == "unknown" or key.time == "row":
        return Out(m.stuck(f"{ast.unparse(given.node)}: its columns are not known"), given.node)
    given_ = [ast.keyword(k.arg, used.expr if k.arg == "columns" else k.value) for k in given.node.keywords]
    return _with_columns(m, given, base, names, used, given_)


def _as_list(key: Out) -> Out:
    origin = key.origin if key.origin is not None else key.expr
    listed = ast.Call(ast.Name("list", ast.Load()), [origin], [])
    return Out(learned("list"), listed, origin=listed)


def _with_columns(
    m: State, given: Call, base: Out, names: list[str] | None, key: Out, keywords: list[ast.keyword]
) -> Out:
    value = copied(base.value)
    value.lacking = frozenset()  # what it did not have it is filled up with
    if names is None:
        value.others = Value("row", "series", slice=living(m, base.value), deps=depends(base.value))
        value.columns, value.absent = {}, set()
    else:
        found = {name: column(base.value, name) for name in names}
        value.columns = {n: part if part is not None else Value("row", "series") for n, part in found.items()}
        value.others = None
    call = ast.Call(ast.Attribute(base.expr, "reindex", ast.Load()), [], keywords)
    return Out(value, call, base.slice | key.slice, given.node)


def align(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`X, T = X.align(T, join="left", axis=1, fill_value=0)`: both get the columns that training found."""
    base, other = base_of(given), given.get("other", 0)
    frames = [out for out in (base, other) if out is not None and out.time == "row" and out.value.kind == "frame"]
    if len(frames) < 2 or given.literal("axis", 2) not in AXIS_COLUMNS or m.function:
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known"), given.node)
    names: ast.expr = ast.Attribute(ast.Subscript(given.node, ast.Constant(0), ast.Load()), "columns", ast.Load())
    names = ast.Call(ast.Attribute(names, "tolist", ast.Load()), [], [])
    kept = m.used(Out(learned("list"), names, origin=names), "columns")
    fill = [keyword for keyword in given.node.keywords if keyword.arg == "fill_value"]
    outs = [_with_columns(m, given, out, None, kept, [ast.keyword("columns", kept.expr), *fill]) for out in frames]
    value = Value("const", kind="sequence", parts=[replace(out.value, slice=out.need) for out in outs])
    return Out(value, ast.Tuple([out.expr for out in outs], ast.Load()), NOTHING, given.node)


def to_dict(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`to_dict(orient="records")`: a dict for each row."""
    base = base_of(given)
    if base.value.kind != "frame" or given.literal("orient", 0) != "records":
        return Out(m.stuck(f"{ast.unparse(given.node)} is not followed"), given.node)
    if (bad := frame_unknown(base.value)) is not None:
        return Out(bad, given.node)
    return reshaped(base, given.node, given.rebuilt(), "list")
