"""Tables put together: side by side, one under the other, by a key.

pd.concat([train, test])            rows of both: serving has one of them
pd.concat([df, dummies], axis=1)    columns of both
df.merge(stores, on="store")        a look-up in a table that training keeps
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from nb2prod.plan.serving.calls import Call, stopped
from nb2prod.plan.serving.making import is_empty_frame
from nb2prod.plan.serving.rows import joined, meeting
from nb2prod.plan.serving.state import State, predicted, rebuilt, without_gone
from nb2prod.plan.serving.values import (
    NOTHING,
    Deps,
    Out,
    Value,
    column,
    copied,
    depends,
    every,
    first_unknown,
    frame_unknown,
    learned,
    whole,
)
from nb2prod.replacing import replace

Evaluate = Callable[[State, ast.expr], Out]


def concat(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`pd.concat([...])`."""
    listed = given.get("objs", 0)
    if listed is None or not isinstance(listed.origin, (ast.List, ast.Tuple)):
        return _learned_or_stuck(m, given)
    outs = [evaluate(m, item) for item in listed.origin.elts]
    if not any(out.time in ("row", "unknown") for out in outs):
        return Out(learned("pandas.DataFrame", born=m.chain), given.node, origin=given.node)
    if (bad := first_unknown(outs)) is not None:
        return Out(bad, given.node)
    if given.literal("axis", 1, 0) in (1, "columns"):
        return side_by_side(m, given, outs)
    if "keys" in given.keywords:
        return Out(m.stuck(f"{ast.unparse(given.node)} may give rows new labels"), given.node)
    return stacked(m, given.node, outs, given.literal("ignore_index") is True)


def _learned_or_stuck(m: State, given: Call) -> Out:
    if (bad := stopped(m, given)) is not None:
        return bad
    parts = [out.value.parts for out in given.positional[:1]]
    if parts and parts[0]:
        origins = [Out(part, given.node) for part in parts[0]]
        if any(out.time == "row" for out in origins):
            return Out(
                m.stuck(f"{ast.unparse(given.node)}: the list that it puts together stands elsewhere"), given.node
            )
    if any(out.time == "row" for out in given.outs):
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known"), given.node)
    return Out(learned("pandas.DataFrame", born=m.chain), given.node, origin=given.node)


def side_by_side(m: State, given: Call, outs: Sequence[Out]) -> Out:
    """Columns of tables that have the same rows; the empty frame that a loop begins with has none."""
    empty = [out for out in outs if _empty(m, out)]
    outs = [out for out in outs if out not in empty]
    if any(out.time != "row" for out in outs):
        return Out(m.stuck(f"{ast.unparse(given.node)} puts rows beside what is not followed"), given.node)
    if (bad := meeting(m, given.node, outs)) is not None or any(
        out.value.kind not in ("frame", "series") for out in outs
    ):
        return Out(bad or m.stuck(f"{ast.unparse(given.node)} is not known"), given.node)
    if "ignore_index" in given.keywords or "keys" in given.keywords:
        return Out(m.stuck(f"{ast.unparse(given.node)} may give columns new names"), given.node)
    for out in outs:
        if out.value.predicted and out.value.kind == "series":
            predicted(m, out, "column")
    there = without_gone(m, outs) or list(outs)
    value = joined(there, "frame")
    beside(value, [out.value for out in outs])
    alone = len(there) == 1 and not empty  # the others are of columns that serving does not have
    if alone and there[0].value.kind == "frame":
        call = ast.Call(ast.Attribute(there[0].expr, "copy", ast.Load()), [], [])
    else:
        elements = ast.List([out.expr for out in (*empty, *there)], ast.Load())
        call = ast.Call(given.node.func, [elements], [ast.keyword("axis", ast.Constant(1))])
    return Out(value, call, NOTHING.union(*(out.slice for out in (*empty, *there))), given.node)


def _empty(m: State, out: Out) -> bool:
    """Whether it is `df = pd.DataFrame()`, of which nothing has made more yet."""
    node = out.origin or out.expr
    if out.time not in ("const", "learned") or not isinstance(node, ast.Name):
        return False
    before = [s for s in m.program.statements[: m.current] if node.id in s.facts.binds | s.facts.mutates]
    return bool(before) and isinstance(before[-1].node, ast.Assign) and is_empty_frame(before[-1].node.value)


def beside(value: Value, parts: Sequence[Value]) -> None:
    """All columns of several tables, told apart where their names are known."""
    value.columns, value.others, value.absent = {}, None, set()
    frames = [copied(part) for part in parts if part.kind == "frame"]
    for part in parts:
        if part.kind == "series":  # its name is not followed
            part = replace(part, columns={}, others=replace(part, columns={}, others=None), absent=set())
            frames.append(part)
    for frame in frames:
        value.columns.update(frame.columns)
        if frame.others is None:
            continue
        if value.others is None:
            value.others, value.absent = replace(frame.others), set(frame.absent)
        else:
            value.others = replace(
                value.others,
                deps=value.others.deps | frame.others.deps,
                slice=value.others.slice | whole(frame.others),
                predicted=value.others.predicted | frame.others.predicted,
                own=False,
                prefixes=(),
                dummied=frozenset(),
            )
            if frame.others.deps.rest is None and frame.others.deps.names:  # columns of their own, not of the file
                continue
            value.absent &= frame.absent
    value.absent -= set(value.columns)


def stacked(m: State, node: ast.expr, outs: Sequence[Out], fresh_labels: bool) -> Out:
    """Rows one under the other: serving has those of one load, and the path of these."""
    tables = [out for out in outs if out.time == "row"]
    sources = {out.value.source for out in tables}
    if len(tables) < len(outs) or any(out.value.kind != tables[0].value.kind for out in tables):
        return Out(m.stuck(f"{ast.unparse(node)} puts rows under what is not known to be alike"), node)
    fit = [out for out in tables if m.roots and out.value.source in m.roots]
    chosen = fit[0] if fit else (tables[0] if m.taken == "head" or len(sources) == 1 else tables[-1])
    if len(sources) == 1 and any(whole(out.value) != whole(chosen.value) for out in tables):
        return Out(m.stuck(f"{ast.unparse(node)} puts rows together that are not known to be treated alike"), node)
    if len(sources) == 1:
        _completed(m, tables)
    value = copied(chosen.value)
    value.rows = m.after(chosen.value.rows, False)
    value.part = "both" if len(sources) > 1 else chosen.value.part
    value.index = value.rows if fresh_labels else (m.fresh() if len(sources) > 1 else chosen.value.index)
    for part in every(value):
        part.rows, part.index = value.rows, value.index
    for other in tables:
        if other is not chosen and value.kind == "frame" and len(sources) > 1:
            m.note("together", ast.unparse(node))
            value.absent -= set(other.value.columns)  # the other part has it: at serving it would be empty
    return Out(value, chosen.expr, chosen.slice, node)


def _completed(m: State, tables: Sequence[Out]) -> None:
    """A rule that training alone asks leaves no row out where its rows are put beside the others again."""
    ways = [{*m.way(out.value.rows)} for out in tables]
    apart = set().union(*ways) - ways[0].intersection(*ways[1:])
    for filter_, (rows, _) in [*m.leaving.items()]:
        if rows in apart and not m.applied[rows][1]:
            del m.leaving[filter_]


def append(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`train.append(test)` of old pandas."""
    other = given.get("other", 0)
    base = given.receiver
    if base is None or other is None or other.time != "row":
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known"), given.node)
    return stacked(m, given.node, [base, other], given.literal("ignore_index") is True)


# ------------------------------------------------------------------------------------------------------------ by a key


def merge(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`df.merge(table, on="k", how="left")`."""
    base = given.receiver
    assert base is not None
    table = given.get("right", 0)
    return looked_up(m, given, base, table, given.literal("how", 1, "inner"), given.get("on", 2))


def merged(m: State, given: Call) -> Out:
    """`pd.merge(df, table, on="k")`."""
    left, right = given.get("left", 0), given.get("right", 1)
    if left is None or left.time != "row":
        if right is not None and right.time == "row":
            return Out(m.stuck(f"{ast.unparse(given.node)} takes its rows from the right side"), given.node)
        return Out(learned("pandas.DataFrame", born=m.chain), given.node, origin=given.node)
    return looked_up(m, given, left, right, given.literal("how", 2, "inner"), given.get("on", 3))


def join(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`df.join(other)`: beside it where the labels are the same, else a look-up by label."""
    base, other = given.receiver, given.get("other", 0)
    assert base is not None
    if other is None or other.time != "row" or given.node.keywords or len(given.node.args) != 1:
        on = given.get("on")
        how = given.literal("how", 2, "left")
        return looked_up(m, given, base, other, how, on, by_label=True)
    out = side_by_side(m, given, [base, other])
    if out.time != "row":
        return out
    return replace(out, expr=given.rebuilt())


def looked_up(
    m: State, given: Call, base: Out, table: Out | None, how: object, on: Out | None, by_label: bool = False
) -> Out:
    """A row finds its partner in a table by a key; training keeps the table."""
    node = given.node
    left_on = given.get("left_on")
    key = on if on is not None else left_on
    if base.time != "row" or table is None or key is None or key.value.literal is None or base.value.kind != "frame":
        return Out(m.stuck(f"{ast.unparse(node)}: by which columns is not known"), node)
    if table.time == "unknown" or (inner := frame_unknown(table.value)) is not None:
        return Out(table.value if table.time == "unknown" else inner or table.value, node)
    if table.time == "row" and (table.value.source == base.value.source or table.value.source in m.roots):
        return Out(m.stuck(f"{ast.unparse(node)} looks rows up in the rows themselves"), node)
    if how not in ("left", "inner"):
        return Out(m.stuck(f"{ast.unparse(node)} takes rows of the other table (how={how!r})"), node)
    literal = key.value.literal
    keys = [literal] if isinstance(literal, str) else list(literal)  # type: ignore[call-overload]  # a list of names
    origin = table.origin if table.origin is not None else table.expr
    kept = m.used(Out(learned("pandas.DataFrame"), origin, origin=origin), "table")
    if kept.time == "unknown":
        return kept
    found = _with_columns_of(m, node, base, [str(name) for name in keys])
    if found.time == "unknown":
        return Out(found, node)
    m.note("table", ast.unparse(origin))
    outs = [
        kept if child is table.origin or child is origin else out
        for child, out in zip(given.children, given.outs, strict=True)
    ]
    call = given.rebuilt(outs)
    if not by_label and not any(k.arg == "validate" for k in call.keywords):
        call = ast.Call(call.func, call.args, [*call.keywords, ast.keyword("validate", ast.Constant("m:1"))])
    if how == "left" and not m.filtered(base.value.rows):
        found.index = found.rows
        for part in every(found):
            part.index = found.rows
        return Out(found, call, base.slice | key.slice, node)
    if by_label or m.function:
        return Out(m.stuck(f"{ast.unparse(node)} leaves out rows that have no partner (how={how!r})"), node)
    return _followed(m, node, base, key, found, call, how == "inner")


def _with_columns_of(m: State, node: ast.expr, base: Out, keys: list[str]) -> Value:
    """The frame with columns that depend on its keys."""
    value = copied(base.value)
    deps, slice_ = Deps(), base.slice
    for name in keys:
        part = column(base.value, name)
        if part is None or part.time == "unknown":
            return part or m.stuck(f"{ast.unparse(node)}: {name} is not known to be a column")
        deps |= part.deps
        slice_ |= whole(part)
    if value.others is not None:
        value.others = replace(
            value.others,
            deps=value.others.deps | deps,
            slice=value.others.slice | slice_,
            dummied=value.others.dummied - deps.names,
        )
    else:
        value.others = Value("row", "series", deps=deps, slice=slice_)
    return value


LABELS = "row_label"


def _followed(m: State, node: ast.expr, base: Out, key: Out, value: Value, call: ast.Call, inner: bool) -> Out:
    """Rows without a partner go; the labels of the others lead back to where they came from."""
    start = base.value.before if base.value.before is not None and isinstance(base.expr, ast.Call) else base
    labelled = ast.Call(
        ast.Attribute(start.expr, "reset_index", ast.Load()), [], [ast.keyword("names", ast.Constant(LABELS))]
    )
    merged_ = rebuilt(call, [_left(call)], [labelled])
    expr = ast.Call(ast.Attribute(merged_, "set_index", ast.Load()), [ast.Constant(LABELS)], [])
    if inner:
        value.rows = m.after(base.value.rows, True)
        m.filters.append((value.rows, depends(value.others) if value.others is not None else Deps(), m.current))
    before = copied(value)
    before.index = start.value.index
    value.index = value.rows
    for part in every(value):
        part.rows, part.index = value.rows, value.rows
    value.before = Out(before, expr, start.slice | key.slice, node)
    fresh = ast.Call(ast.Attribute(expr, "reset_index", ast.Load()), [], [ast.keyword("drop", ast.Constant(True))])
    return Out(value, fresh, start.slice | key.slice, node)


def _left(call: ast.Call) -> ast.expr:
    """The table that the rows come from."""
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "left"), None)
    if named is not None:
        return named
    module = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) in ("pd", "pandas")
    if module or isinstance(call.func, ast.Name):
        return call.args[0]
    assert isinstance(call.func, ast.Attribute)
    return call.func.value
