"""Groups: what is computed of a group is learned; at serving a row looks its group up.

df.groupby("g")["x"].transform("mean")    training keeps the mean of each g; serving: df["g"].map(means)
df.groupby("g")["x"].mean()               learned
"""

from __future__ import annotations

import ast
from dataclasses import replace

from nb2prod.plan.serving import subscripts
from nb2prod.plan.serving.calls import Call
from nb2prod.plan.serving.rows import joined, mapped
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import Out, Value, column, learned
from nb2prod.plan.serving.words import AGGREGATES

SAME_AS_AGGREGATE = frozenset(
    {"mean", "median", "sum", "min", "max", "std", "var", "count", "size", "nunique", "first", "last"}
)
IN_ORDER = frozenset(
    {
        "shift",
        "diff",
        "cumsum",
        "cumcount",
        "cumprod",
        "cummax",
        "cummin",
        "rolling",
        "expanding",
        "ewm",
        "pct_change",
        "ffill",
        "bfill",
        "rank",
    }
)


def grouped(m: State, given: Call, name: str) -> Out:
    """A method of `df.groupby(...)`, perhaps of one of its columns."""
    base = given.receiver
    assert base is not None and base.value.owner is not None
    picked, group = _parts(base.value)
    if name == "transform":
        return _transformed(m, given, base, picked, group)
    if name in IN_ORDER:
        return Out(m.stuck(f"{ast.unparse(given.node)} compares rows of one group with each other"), given.node)
    if name in AGGREGATES:
        return Out(learned("pandas.NDFrame", born=m.chain), given.node, origin=given.node)
    return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)


def _parts(value: Value) -> tuple[Out | None, Call]:
    """The column that was picked out of the groups, and the call that made them."""
    literal = value.literal
    picked = None
    while isinstance(literal, tuple):
        picked, literal = (literal[2] if picked is None else picked), literal[1]
    assert isinstance(literal, Call)
    return picked, literal


def _transformed(m: State, given: Call, base: Out, picked: Out | None, group: Call) -> Out:
    """`groupby(k)[c].transform("mean")` as a look-up of what training saw of k."""
    node, how = given.node, given.literal("func", 0)
    frame = base.value.owner
    assert frame is not None
    by = group.get("by", 0)
    keys = by.value.literal if by is not None else None
    several = [keys] if isinstance(keys, str) else keys
    single = isinstance(picked.value.literal, str) if picked is not None else False
    if m.function or how not in SAME_AS_AGGREGATE or not single or frame.value.kind != "frame":
        return Out(m.stuck(f"{ast.unparse(node)} is not known as a look-up"), node)
    if not isinstance(several, (list, tuple)) or len(several) != 1 or len(group.node.args) != 1 or group.node.keywords:
        return Out(m.stuck(f"{ast.unparse(node)} is not known as a look-up by one column"), node)
    key = column(frame.value, str(several[0]))
    if key is None or key.time == "unknown":
        return Out(key or m.stuck(f"{ast.unparse(node)}: its groups are not known"), node)
    assert isinstance(node.func, ast.Attribute)
    table = ast.Call(ast.Attribute(node.func.value, str(how), ast.Load()), [], [])
    assert picked is not None
    stem = f"{picked.value.literal}_{how}_by_{several[0]}"
    kept = m.keep(table, learned("pandas.Series"), stem, inside=False, because=f"{how} of each group")
    read = subscripts.one(
        m, node, frame, str(several[0]), ast.Subscript(frame.expr, ast.Constant(several[0]), ast.Load())
    )
    call = ast.Call(ast.Attribute(read.expr, "map", ast.Load()), [kept], [])
    return mapped(m, node, [], [read], expr=call)


def rolled(m: State, given: Call, name: str) -> Out:
    """`s.rolling(3).mean()`: one value for each row, from those before it."""
    base = given.receiver
    assert base is not None and base.value.owner is not None
    owner = base.value.owner
    out = mapped(m, given.node, given.children[:1], [replace(base, value=replace(base.value, kind=owner.value.kind))])
    if out.time != "row":
        return out
    value = joined([replace(owner, value=replace(owner.value, history=base.value.history))], owner.value.kind)
    value.history, value.index = base.value.history, owner.value.index
    return replace(out, value=value)
