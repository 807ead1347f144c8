"""Groups: what is computed of a group is learned; at serving a row looks its group up.

df.groupby("g")["x"].transform("mean")    training keeps the mean of each g; serving: df["g"].map(means)
df.groupby("g")["x"].mean()               learned
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving import subscripts
from nb2prod.plan.serving.calls import Call
from nb2prod.plan.serving.rows import joined, mapped
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import Out, Value, column, learned
from nb2prod.plan.serving.words import AGGREGATES, IN_ORDER, SAME_AS_AGGREGATE
from nb2prod.replacing import replace
from nb2prod.walking import swapped, walk


def grouped(m: State, given: Call, name: str) -> Out:
    """A method of `df.groupby(...)`, perhaps of one of its columns."""
    base = given.receiver
    assert base is not None and base.value.owner is not None
    picked, group = _parts(base.value)
    if name == "transform":
        return _transformed(m, given, base, picked, group)
    if name in IN_ORDER:
        return Out(m.stuck(f"{ast.unparse(given.node)} works on the rows of a group together"), given.node)
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
    node, how = given.node, given.get("func", 0)
    frame = base.value.owner
    assert frame is not None
    keys = _keys(group)
    name = picked.value.literal if picked is not None else None
    if m.function or not isinstance(name, str) or frame.value.kind != "frame" or how is None:
        return Out(m.stuck(f"{ast.unparse(node)} is not known as a look-up"), node)
    if keys is None:
        return Out(m.stuck(f"{ast.unparse(node)} is not known as a look-up by columns"), node)
    for key in keys:
        part = column(frame.value, key)
        if part is None or part.time == "unknown":
            return Out(part or m.stuck(f"{ast.unparse(node)}: its groups are not known"), node)
    if how.value.literal in SAME_AS_AGGREGATE:
        return _looked_up(m, node, frame, keys, name, str(how.value.literal))
    if isinstance(how.value.node, ast.Lambda):
        return _of_lambda(m, given, frame, keys, name, how.value.node)
    return Out(m.stuck(f"{ast.unparse(node)} is not known as a look-up"), node)


def _keys(group: Call) -> list[str] | None:
    """The columns that rows are grouped by, where they stand in the notebook."""
    by = group.get("by", 0)
    keys = by.value.literal if by is not None else None
    several = [keys] if isinstance(keys, str) else keys
    if not isinstance(several, (list, tuple)) or not several or not all(isinstance(key, str) for key in several):
        return None
    plain = len(group.node.args) + len(group.node.keywords) == 1
    return [str(key) for key in several] if plain else None


def _looked_up(m: State, node: ast.Call, frame: Out, keys: list[str], name: str, how: str) -> Out:
    """What training computed of the group of each row."""
    assert isinstance(node.func, ast.Attribute)
    table = ast.Call(ast.Attribute(node.func.value, how, ast.Load()), [], [])
    stem = f"{name}_{how}_by_{'_'.join(keys)}"
    kept = m.keep(table, learned("pandas.Series"), stem, inside=False, because=f"{how} of each group")
    read = [
        subscripts.one(m, node, frame, key, ast.Subscript(frame.expr, ast.Constant(key), ast.Load())) for key in keys
    ]
    if len(keys) == 1:
        return mapped(m, node, [], read, expr=ast.Call(ast.Attribute(read[0].expr, "map", ast.Load()), [kept], []))
    listed = ast.List([ast.Constant(key) for key in keys], ast.Load())
    rows = ast.Subscript(frame.expr, listed, ast.Load())
    text = "pd.Series(kept.reindex(pd.MultiIndex.from_frame(rows)).to_numpy(), index=rows.index)"
    return mapped(m, node, [], read, "series", expr=_filled(text, kept=kept, rows=rows))


def _filled(text: str, **parts: ast.expr) -> ast.expr:
    """The expression with others where names stand."""
    return swapped(ast.parse(text, mode="eval").body, parts)


def _of_lambda(m: State, given: Call, frame: Out, keys: list[str], name: str, func: ast.Lambda) -> Out:
    """`transform(lambda x: x.fillna(x.median()))`: row by row but for what training saw of each group."""
    from nb2prod.plan.serving.expressions import evaluate  # expressions look at groups in turn

    node, own = given.node, func.args.args[0].arg if len(func.args.args) == 1 else ""
    aggregates = {
        part.func.attr
        for part in walk(func.body)
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and isinstance(part.func.value, ast.Name)
        and part.func.value.id == own
        and part.func.attr in SAME_AS_AGGREGATE
        and not part.args
        and not part.keywords
    }
    parts = {f"{own}.{how}()": _looked_up(m, node, frame, keys, name, how) for how in sorted(aggregates)}
    series = subscripts.one(m, node, frame, name, ast.Subscript(frame.expr, ast.Constant(name), ast.Load()))
    if not own or not aggregates or series.time != "row":
        return Out(m.stuck(f"{ast.unparse(node)} is not known as a look-up"), node)
    body = ast.parse(ast.unparse(func.body), mode="eval").body
    swapped = {text: f"{own}_{number}" for number, text in enumerate(parts)}

    class Put(ast.NodeTransformer):
        def visit_Call(self, inner: ast.Call) -> ast.expr:
            text = ast.unparse(inner)
            if text in swapped:
                return ast.copy_location(ast.Name(swapped[text], ast.Load()), inner)
            self.generic_visit(inner)
            return inner

    body = Put().visit(body)
    for part in walk(body):
        if isinstance(part, ast.expr):
            part.lineno = part.col_offset = part.end_lineno = part.end_col_offset = 0
    outside, function = dict(m.env), m.function
    m.env.update({own: (series.value, series.slice)})
    m.env.update({swapped[text]: (out.value, out.slice) for text, out in parts.items()})
    m.function = f"lambda {own}"
    found = evaluate(m, body)
    m.env, m.function = outside, function
    if found.time != "row":
        return Out(m.stuck(found.value.why or f"{ast.unparse(node)} is not known as a look-up"), node)
    exprs = {own: series.expr, **{swapped[text]: out.expr for text, out in parts.items()}}
    expr: ast.expr = _filled(ast.unparse(found.expr), **exprs)
    for key in keys:  # a row without a group gets nothing
        there = ast.Call(
            ast.Attribute(ast.Subscript(frame.expr, ast.Constant(key), ast.Load()), "notna", ast.Load()), [], []
        )
        expr = ast.Call(ast.Attribute(expr, "where", ast.Load()), [there], [])
    return mapped(m, node, [], [series, *parts.values()], "series", expr=expr)


def rolled(m: State, given: Call, name: str) -> Out:
    """`s.rolling(3).mean()`: one value for each row, from those before it."""
    base = given.receiver
    assert base is not None and base.value.owner is not None
    owner = base.value.owner
    out = mapped(m, given.node, given.children[:1], [replace(base, value=replace(base.value, kind=owner.value.kind))])
    if out.time != "row":
        return out
    value = joined([replace(owner, value=replace(owner.value, history=base.value.history))], owner.value.kind)
    value.history, value.reach, value.index = base.value.history, base.value.reach, owner.value.index
    return replace(out, value=value)
