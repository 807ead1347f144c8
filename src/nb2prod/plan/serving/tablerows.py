"""Methods that choose, order or label rows.

df.dropna()   df.sort_values("a")   df.drop_duplicates()   df.reset_index(drop=True)   df.query("a > 3")
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving import subscripts
from nb2prod.plan.serving.calls import Call, Evaluate
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.staying import loosened
from nb2prod.plan.serving.subscripts import dropped_filter, gone_at_serving, selected
from nb2prod.plan.serving.values import (
    NOTHING,
    Deps,
    Out,
    Value,
    column,
    copied,
    depends,
    every,
    names_in,
    put,
    whole,
    without,
)
from nb2prod.replacing import replace
from nb2prod.walking import walk

AXIS_COLUMNS = (1, "columns")


def base_of(given: Call) -> Out:
    """What the method is called on."""
    assert given.receiver is not None
    return given.receiver


def names_of(out: Out | None) -> list[str] | None:
    """Column names that stand in the notebook."""
    if out is None or out.time not in ("const",):
        return None
    literal = out.value.literal
    if isinstance(literal, str):
        return [literal]
    if isinstance(literal, (list, tuple, set)) and all(isinstance(name, str) for name in literal):
        return [str(name) for name in literal]
    return None


def stripped(node: ast.expr, names: list[str], gone: set[str]) -> ast.expr:
    """A list of names without those that serving does not have."""
    if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) == len(names):
        return ast.List([item for item, name in zip(node.elts, names, strict=True) if name not in gone], ast.Load())
    return node


def method_call(base: Out, name: str, **keywords: ast.expr) -> ast.Call:
    """`base.name(keyword=...)`."""
    given = [ast.keyword(key, value) for key, value in keywords.items()]
    return ast.Call(ast.Attribute(base.expr, name, ast.Load()), [], given)


def without_inplace(call: ast.Call) -> ast.Call:
    """`df.ffill(inplace=True)`, which gives None, as `df.ffill()`."""
    keywords = [k for k in call.keywords if k.arg != "inplace"]
    return ast.Call(call.func, call.args, keywords)


def drop_rows(m: State, given: Call, labels: Out | None) -> Out:
    """`df.drop(df[df.x > 9].index)`: a filter, where the labels come of a rule."""
    base = base_of(given)
    if labels is not None and labels.time == "row" and labels.value.kind == "index":
        kept = m.applied.get(labels.value.rows, (0, False))[1]
        if kept and labels.value.source == base.value.source:
            value = copied(base.value)
            value.rows = m.after(base.value.rows, True)
            value.slice |= labels.need
            m.filters.append((value.rows, depends(labels.value), m.current))
            for part in every(value):
                part.rows = value.rows
            call = without_inplace(given.rebuilt())
            return Out(value, call, base.slice | labels.slice, given.node)
    return dropped_filter(m, base, given.node, "it names rows of the training data")


def dropna(m: State, given: Call, evaluate: Evaluate) -> Out:
    """Rows with gaps go, at serving too; of the target serving knows nothing."""
    base = base_of(given)
    if given.literal("axis", 0, 0) in AXIS_COLUMNS:
        all_names = ast.Attribute(given.node, "columns", ast.Load())
        if any(k.arg == "inplace" for k in given.node.keywords):
            return Out(m.stuck(f"{ast.unparse(given.node)} drops columns in place"), given.node)
        key = Out(names_in(base.value), all_names, origin=all_names)
        return subscripts.columns(m, given.node, base, key)
    if base.value.kind == "series":
        return subscripts.filtered(m, given.node, base, base, given.rebuilt())
    subset = given.get("subset")
    names = names_of(subset)
    if given.get("thresh") is not None:
        return dropped_filter(m, base, given.node, "it counts gaps, also in columns that a new row may lack")
    if subset is not None and names is None:
        return dropped_filter(m, base, given.node, "its columns are not known by name")
    frame = base.value
    wanted = names if names is not None else None
    targets = m.target_names
    parts = [column(frame, name) for name in wanted] if wanted is not None else every(frame)
    known = [part for part in parts if part is not None and part.time != "unknown" and _asked_of(part, targets)]
    alive = [part for part in known if not gone_at_serving(m, part)]
    if not alive:
        return dropped_filter(m, base, given.node, "it asks for the target")
    call = without_inplace(given.rebuilt())
    if subset is not None and names is not None:
        gone = {n for n in names if (p := column(frame, n)) is None or p not in alive}
        if gone and m.dead is not None:
            call = _with_keyword(call, "subset", stripped(_listed(subset.expr), names, gone))
    value = copied(frame)
    value.rows = m.after(frame.rows, True)
    loosened(m, value.rows, [part for part in parts if part is not None], alive)
    deps = Deps()
    for part in alive:
        deps |= part.deps
        value.slice |= whole(part)
    value.slice |= subset.need if subset is not None else NOTHING  # df.dropna(subset=features)
    if frame.others is not None and wanted is None and frame.others in known:
        deps = Deps(deps.names - targets, (deps.rest or frozenset()) | targets if deps.rest is not None else None)
    m.filters.append((value.rows, deps, m.current))
    for part in every(value):
        part.rows = value.rows
    m.note("filtered", ast.unparse(given.node))
    return Out(value, call, base.slice, given.node)


def _asked_of(part: Value, targets: set[str]) -> bool:
    """Whether serving can ask for gaps in it: not in the target, nor in rows to come; in what was before it can."""
    if part.history:
        return all(number >= 0 for number, _ in part.reach)
    return not part.deps.names & targets


def _listed(node: ast.expr) -> ast.expr:
    return ast.List([node], ast.Load()) if isinstance(node, ast.Constant) else node


def _with_keyword(call: ast.Call, name: str, value: ast.expr) -> ast.Call:
    others = [k for k in call.keywords if k.arg != name]
    return ast.Call(call.func, call.args, [*others, ast.keyword(name, value)])


def drop_duplicates(m: State, given: Call, evaluate: Evaluate) -> Out:
    """Rows that are there twice: at serving each row is asked for."""
    return dropped_filter(m, base_of(given), given.node, "it compares rows with each other")


def reset_index(m: State, given: Call, evaluate: Evaluate) -> Out:
    """The labels become positions; `rows` are followed where serving leaves some out."""
    base = base_of(given)
    value = copied(base.value)
    if value.kind == "series" and given.literal("drop") is not True:
        return Out(m.stuck(f"{ast.unparse(given.node)} makes a frame of a series"), given.node)
    if given.literal("drop") is not True:
        part = Value("unknown", why=f"the column that {ast.unparse(given.node)} makes of the labels", place=m.current)
        if value.index == value.rows or value.index:
            put(value, "index", part)
    if given.get("level", 0) is not None:
        return Out(m.stuck(f"{ast.unparse(given.node)} takes labels apart"), given.node)
    value.index = value.rows
    for part in every(value):
        part.index = value.rows
    value.before = base
    return Out(value, without_inplace(given.rebuilt()), base.slice, given.node)


def set_index(m: State, given: Call, evaluate: Evaluate) -> Out:
    """A column becomes the labels: serving leaves it out and keeps its own."""
    base = base_of(given)
    names = names_of(given.get("keys", 0))
    if names is None or given.literal("drop") is False:
        return Out(m.stuck(f"{ast.unparse(given.node)}: labels that are not known by name"), given.node)
    value = without(base.value, names)
    m.dropped |= set(names)
    gone = {n for n in names if (p := column(base.value, n)) is None or gone_at_serving(m, p)}
    left = [ast.Constant(n) for n in names if n not in gone]
    expr = (
        method_call(base, "drop", columns=ast.List(list(left), ast.Load()), errors=ast.Constant("ignore"))
        if left
        else base.expr
    )
    return Out(value, expr, base.slice, given.node)


def sort(m: State, given: Call, evaluate: Evaluate) -> Out:
    """Another order: of no account to a row, unless an operation looks at the rows before."""
    base = base_of(given)
    by = names_of(given.get("by", 0))
    if not m.ordered:
        return selected(m, base, given.node)
    if base.value.kind != "frame" or by is None:
        return Out(m.stuck(f"{ast.unparse(given.node)}: an order that is not known by name"), given.node)
    if any((part := column(base.value, name)) is not None and part.deps.names & m.target_names for name in by):
        return Out(m.stuck(f"{ast.unparse(given.node)}: new rows do not have what orders them"), given.node)
    m.sorted.add(m.current)
    out = selected(m, base, given.node)
    out.value.rows = m.after(base.value.rows, True)
    for name in by:
        if (part := column(base.value, name)) is not None:
            out.value.slice |= whole(part)
            m.filters.append((out.value.rows, part.deps, m.current))
    for part in every(out.value):
        part.rows = out.value.rows
    return replace(out, expr=without_inplace(given.rebuilt()))


def rows_only(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`sample`, `head`: training's choice of rows."""
    return selected(m, base_of(given), given.node)


def query(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`df.query("a > 3")`: a filter whose columns stand in a text."""
    base = base_of(given)
    text = given.literal("expr", 0)
    try:
        names = {p.id for p in walk(ast.parse(str(text), mode="eval")) if isinstance(p, ast.Name)}
    except SyntaxError:
        return dropped_filter(m, base, given.node, "its text is not plain Python")
    mask = Value("row", "series", rows=base.value.rows, index=base.value.index, source=base.value.source)
    for name in names:
        part = column(base.value, name)
        if part is None or part.time == "unknown":
            return dropped_filter(m, base, given.node, f"{name} is not known")
        mask.deps |= part.deps
        mask.slice |= part.slice
    return subscripts.filtered(m, given.node, base, Out(mask, given.node), without_inplace(given.rebuilt()))
