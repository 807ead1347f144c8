"""Operations that look at the rows before: which of the given rows have all that they need.

df["lag"] = df["sales"].shift(2)         the first two rows that are given lack their history
df["mean"] = df["lag"].rolling(7).mean() and six more
df["temp"] = df["temp"].ffill()          rows before the first value that is given
df["sum"] = df["sales"].cumsum()         unknown: whatever is given, a row needs all from the first on
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.calls import Call
from nb2prod.plan.serving.rows import mapped
from nb2prod.plan.serving.state import SHORT, State
from nb2prod.plan.serving.values import Out, Value, copied, every
from nb2prod.replacing import replace
from nb2prod.walking import walk

FILLED = {"ffill": "ffill", "pad": "ffill", "bfill": "bfill", "backfill": "bfill", "fillna": ""}
COUNTED = {"shift": "periods", "diff": "periods", "pct_change": "periods", "rolling": "window"}


def ordered(m: State, given: Call, name: str) -> Out:
    """The rows that lack what they look at get no answer: `short_of_history` holds them."""
    base, node = given.receiver, given.node
    assert base is not None
    if m.function:
        return Out(m.stuck(f"{ast.unparse(node)} looks at other rows"), node)
    if given.literal("axis", 99, 0) not in (0, "index", "rows"):
        return Out(m.stuck(f"{ast.unparse(node)} goes along the columns, which is not followed"), node)
    out = mapped(m, node, given.children, given.outs)
    if out.time != "row":
        return out
    labels = _labels(m, base)
    if labels is None:
        return Out(m.stuck(f"{ast.unparse(node)}: which rows lack those before them is not followed"), node)
    reach = base.value.reach
    if name in FILLED:
        how = FILLED[name] or ("bfill" if given.literal("method") in ("bfill", "backfill") else "ffill")
        gaps: ast.expr = ast.Call(
            ast.Attribute(ast.Call(ast.Attribute(base.expr, how, ast.Load()), [], []), "isna", ast.Load()), [], []
        )
        if base.value.kind == "frame":
            gaps = ast.Call(ast.Attribute(gaps, "any", ast.Load()), [], [ast.keyword("axis", ast.Constant(1))])
        _lack(m, ast.Subscript(labels, gaps, ast.Load()))
    else:
        count = given.get(COUNTED.get(name, ""), 0)
        number = count.value.literal if count is not None else 1
        if name not in COUNTED or type(number) is not int or (name == "rolling" and given.literal("center")):
            why = "how many rows it looks at is not known" if name in COUNTED else "a row needs all from the first on"
            return Out(m.stuck(f"{ast.unparse(node)}: {why}"), node)
        used = m.used(count).expr if count is not None else ast.Constant(1)
        first = bool(number >= 0)
        step = (number, used)
        if name == "rolling":
            step = (number - 1, ast.BinOp(used, ast.Sub(), ast.Constant(1)))
        reach = (*reach, step) if first else (step,)
        _lack(m, ast.Subscript(labels, _cut(reach, first), ast.Load()))
    history = ast.unparse(node)
    for part in (out.value, *every(out.value)):
        part.history, part.reach = history, reach
    return replace(out, value=replace(out.value, kind="rolling", owner=base)) if name == "rolling" else out


def _labels(m: State, base: Out) -> ast.expr | None:
    """The labels of the rows, as positions among those that were given."""
    value, expr, root = base.value, base.expr, base.expr
    while isinstance(root, (ast.Call, ast.Subscript, ast.Attribute)):
        root = root.func if isinstance(root, ast.Call) else root.value
    held = m.env[root.id][0] if isinstance(root, ast.Name) and root.id in m.env else None
    if held is not None and held.time == "row" and (held.rows, held.index) == (value.rows, value.index):
        expr = root  # `df["a"].shift(1)` has the labels of df
    own: ast.expr = ast.Attribute(expr, "index", ast.Load())
    if value.index == m.base(value.rows) or not m.ordered:
        return own
    nearest = m.nearest(value.index)
    return ast.Subscript(ast.Name("rows", ast.Load()), own, ast.Load()) if nearest in m.witnessed else None


def _cut(reach: tuple[tuple[int, ast.expr], ...], first: bool) -> ast.Slice:
    """The first rows, or those from the end."""
    total: ast.expr = reach[0][1]
    for _, step in reach[1:]:
        total = ast.BinOp(total, ast.Add(), step)
    if not any(isinstance(part, ast.Name) for part in walk(total)):
        total = ast.Constant(sum(number for number, _ in reach))
    return ast.Slice(None, total, None) if first else ast.Slice(total, None, None)


def _lack(m: State, labels: ast.Subscript) -> None:
    """These rows lack something: of two counts of one table the greater says it."""
    line = ast.AugAssign(ast.Name(SHORT, ast.Store()), ast.BitOr(), ast.Call(ast.Name("set", ast.Load()), [labels], []))
    table, count = ast.dump(labels.value), _count(labels)
    m.lead = [other for other in m.lead if count is None or other[0] != table or other[1] is None or other[1] > count]
    m.lead.append((table, count, line))


def _count(labels: ast.Subscript) -> int | None:
    match labels.slice:
        case ast.Slice(lower=None, upper=ast.Constant(value=int() as count)):
            return count
    return None


def with_history(m: State, base: Out, cut: Out) -> Out:
    """`df[7:]`: where the notebook leaves out the first rows, serving leaves out those that lack their history."""
    value = base.value
    labels = _labels(m, base) if m.ordered and not m.function and value.kind == "frame" and _looks_back(value) else None
    if labels is None or not isinstance(base.expr, ast.Name):
        return cut
    short = ast.Call(ast.Name("list", ast.Load()), [ast.Name(SHORT, ast.Load())], [])
    there = ast.Call(ast.Attribute(labels, "isin", ast.Load()), [short], [])
    left = copied(cut.value)
    left.rows = m.after(value.rows, True)
    for part in every(left):
        part.rows = left.rows
    return replace(cut, value=left, expr=ast.Subscript(base.expr, ast.UnaryOp(ast.Invert(), there), ast.Load()))


def _looks_back(value: Value) -> bool:
    return any(part.history for part in every(value))
