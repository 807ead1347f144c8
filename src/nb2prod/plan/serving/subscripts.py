"""What stands in brackets: columns, rows, and both at once.

df["a"]  df[["a", "b"]]  df[cols]      columns
df[df["a"] > 0]  df[:n]                rows: a filter stays, a cut is training's own
df.loc[mask, "a"]  df.iloc[:, 1:4]     both
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.plan.serving.aimed import made_of_target
from nb2prod.plan.serving.by_place import by_list, kept_list, maybe_gone
from nb2prod.plan.serving.containers import element, item_type, looked_up, of_one_row, tells_apart
from nb2prod.plan.serving.pieces import piece
from nb2prod.plan.serving.renaming import local
from nb2prod.plan.serving.rows import mapped
from nb2prod.plan.serving.sources import BUNCH, TARGET, part_of
from nb2prod.plan.serving.state import LOADED, State, gone, rebuilt
from nb2prod.plan.serving.values import (
    NOTHING,
    Deps,
    Out,
    Value,
    column,
    copied,
    depends,
    every,
    frame_unknown,
    learned,
    only,
    per_label,
    row_parts,
    whole,
    without,
)
from nb2prod.replacing import replace

Evaluate = Callable[[State, ast.expr], Out]


def read(m: State, node: ast.Subscript, base: Out, evaluate: Evaluate) -> Out:
    """`base[...]`."""
    value = base.value
    if value.time == "unknown":
        one = value.predicted and of_one_row(m, node, evaluate)
        return replace(base, value=replace(value, predicted=NOTHING)) if one else base
    if value.kind == "ref" and value.type == "numpy.c_":
        from nb2prod.plan.serving.building import beside  # it looks at brackets in turn

        return beside(m, node, base, evaluate)
    if value.kind in ("loc", "iloc"):
        return _located(m, node, base, evaluate)
    if value.kind in ("text", "groupby", "rolling", "shape", "columns"):
        return _of_accessor(m, node, base, evaluate)
    if value.kind == BUNCH and isinstance(node.slice, ast.Constant):
        return part_of(m, node, base, node.slice.value)
    if value.parts is not None and tells_apart(value, node.slice):
        return element(m, node, base)
    if value.time == "row":
        if value.kind == "frame":
            return _frame(m, node, base, evaluate(m, node.slice))
        if isinstance(node.slice, ast.Tuple):
            from nb2prod.plan.serving.arrays import matrix  # it looks at brackets in turn

            return matrix(m, node, base, evaluate)
        return _rows(m, node, base, evaluate)
    key = evaluate(m, node.slice)
    if key.time == "unknown":
        return key
    if key.time == "row" and per_label(base) and key.value.kind in ("array", "series", "list"):
        out = mapped(m, node, [node.value, node.slice], [base, key], "array")
        return replace(out, value=replace(out.value, proba=False)) if out.time == "row" else out
    if key.time == "row":
        stuck = m.stuck(f"{ast.unparse(node)} looks rows up one by one")
        return Out(replace(stuck, predicted=key.value.predicted, deps=depends(key.value)), node)
    if value.time == "learned" or key.time == "learned" or key.value.kind == "parameter":
        kind = "long" if value.kind == "long" and value.type != "numpy.ndarray" else ""
        made = value.predicted if kind or isinstance(node.slice, ast.Slice) else frozenset()
        item = learned(item_type(value), kind=kind, born=value.born, changes=value.changes, predicted=made)
        return Out(item, node, origin=node)
    expr = rebuilt(node, [node.value, node.slice], [base.expr, key.expr])
    if row_parts(key.value):
        return Out(m.stuck(f"{ast.unparse(node)} is not known to work row by row"), node)
    found = looked_up(value.literal, key.value.literal)
    return Out(Value("const", literal=found), expr, base.slice | key.slice | whole(value), node)


def _of_accessor(m: State, node: ast.Subscript, base: Out, evaluate: Evaluate) -> Out:
    value = base.value
    key = evaluate(m, node.slice)
    if value.kind == "shape":
        if key.value.literal != 0:
            return Out(learned("int"), node, origin=node)
        return Out(learned("int", kind="count", owner=value.owner), node, origin=node)
    if value.kind == "columns":
        kept = replace(value, kind="columns")
        return Out(kept, node, base.slice, node)
    if value.kind == "text":
        out = mapped(m, node, [node.value, node.slice], [base, key], "series")
        out.value.index = value.index
        return out
    assert value.owner is not None
    if value.kind == "groupby":
        return Out(replace(value, literal=("by", value.literal, key)), node, base.slice, node)
    return Out(
        replace(value, literal=("of", value.literal, key)), rebuilt(node, [node.value], [base.expr]), base.slice, node
    )


# ----------------------------------------------------------------------------------------------------------- of a frame


def _frame(m: State, node: ast.Subscript, base: Out, key: Out) -> Out:
    if key.time == "unknown":
        if isinstance(node.slice, (ast.Compare, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Call)):
            return dropped_filter(m, base, node, key.value.why)
        return key
    if key.time == "row" and key.value.kind == "list" and key.value.source != base.value.source:
        names = ast.copy_location(ast.parse(ast.unparse(node.slice), mode="eval").body, node.slice)
        return columns(m, node, base, Out(learned("list"), names, origin=names))  # names that another file lists
    if key.time == "row" and key.value.kind not in ("columns", "index"):
        return filtered(m, node, base, key, rebuilt(node, [node.value, node.slice], [base.expr, key.expr]))
    if isinstance(node.slice, ast.Slice):
        return cut(m, node, base)
    if key.time == "learned" and isinstance(node.slice, (ast.Compare, ast.UnaryOp)):
        return selected(m, base, node)  # `df[~df.index.isin(train.index)]`: training's own choice of rows
    return columns(m, node, base, key)


def columns(m: State, node: ast.expr, base: Out, key: Out) -> Out:
    """Columns of a frame by their names: one, several, or a list that was learned."""
    frame, literal = base.value, key.value.literal
    if key.value.symbol:
        return _symbolic(m, node, base, key)
    if isinstance(literal, str):
        return one(m, node, base, literal, ast.Subscript(base.expr, key.expr, ast.Load()))
    if isinstance(literal, (list, tuple)) and all(isinstance(name, str) for name in literal) and key.time == "const":
        return several(m, node, base, key, [str(name) for name in literal])
    if (found := piece(m, node, base, key)) is not None:
        return found
    if key.time == "const" and key.value.kind != "columns":
        return Out(m.stuck(f"{ast.unparse(node)}: its columns are not known by name"), node)
    origin = key.origin if key.origin is not None else key.expr
    if key.value.kind == "columns":
        kept = m.used(Out(learned("list"), origin, origin=listed_names(origin)), "columns")
    else:
        kept = m.used(replace(key, origin=origin), "columns")
    if kept.time == "unknown":
        return kept
    result = chosen_columns(m, frame, kept.expr, key.value)
    result.slice = frame.slice
    there = those_there(m, base, kept.expr, key.value)
    return Out(result, ast.Subscript(base.expr, there, ast.Load()), base.slice, node)


def those_there(m: State, base: Out, names: ast.expr, key: Value) -> ast.expr:
    """Of names that training knows, those of columns that serving has: the target may be among them."""
    frame = base.value
    missing = local(m.gone | m.target_names) | made_of_target(m, frame)
    missing -= frame.absent | key.absent
    known = [n for n in missing if n in frame.columns or frame.others is not None]
    own_ones = m.dead is not None and m.dead.rest is None and frame.others is not None and frame.others.own
    few = own_ones and m.dead is not None and not any(set("@#") & set(n) for n in m.dead.names)
    lost = any(n not in frame.columns or gone_at_serving(m, frame.columns[n]) for n in known)
    if m.dead is None or not (few or lost):
        return names
    own = ast.Name("name", ast.Load())
    test = ast.Compare(own, [ast.In()], [ast.Attribute(base.expr, "columns", ast.Load())])
    return ast.ListComp(own, [ast.comprehension(ast.Name("name", ast.Store()), names, [test], 0)])


def listed_names(node: ast.expr) -> ast.expr:
    """A list of names, whatever holds them."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("tolist", "to_list"):
        return node
    if isinstance(node, (ast.ListComp, ast.List)):
        return node
    return ast.Call(ast.Name("list", ast.Load()), [node], [])


def chosen_columns(m: State, frame: Value, reference: ast.expr, names: Value) -> Value:
    """A frame with columns that training knows by name, and serving by what training kept."""
    result = without(frame, names.absent)
    targets = local(m.target_names) | made_of_target(m, frame)
    perhaps = {name for name in targets - result.absent if name in frame.columns or frame.others is not None}
    result = without(result, targets | {name for name, part in frame.columns.items() if TARGET in part.deps.names})
    result.perhaps |= perhaps
    listed = kept_list(reference)
    if listed and not (result.others is not None and result.others.own):
        by_list(m, result, listed)
    elif result.others is not None and listed:  # else all raw columns that others are made of are needed
        names_kept = result.others.deps.names | {listed + result.others.naming}
        result.others = replace(result.others, deps=Deps(names_kept))
        untouched = {n for n, p in result.columns.items() if p.deps == Deps(frozenset({n})) and p.slice <= {p.source}}
        result.columns = {n: part for n, part in result.columns.items() if n not in untouched}  # the list says which
    return result


def one(m: State, node: ast.expr, base: Out, name: str, expr: ast.expr) -> Out:
    """One column by its name."""
    frame = base.value
    found = column(frame, name)
    if found is None:
        aimed = "it is what is to be predicted" if name in m.gone | m.target_names else ""
        why = aimed or f"{ast.unparse(base.expr)} may not have that column"
        return Out(m.stuck(f"{ast.unparse(node)}: {why}"), node)
    if found.time == "unknown":
        return Out(found, node)
    if found.unsure:
        m.note("table", ast.unparse(node))
    m.read |= found.deps
    result = replace(
        found, kind="series", rows=frame.rows, index=frame.index, source=frame.source, part=frame.part,
        slice=found.slice | frame.slice, changes=[], history=found.history or frame.history,
    )  # fmt: skip
    result.owner = replace(base, expr=base.expr)
    return Out(result, expr, base.slice, node)


def several(m: State, node: ast.expr, base: Out, key: Out, names: list[str]) -> Out:
    """Columns by their names; serving leaves out those that it does not have."""
    frame = base.value
    missing = [name for name in names if name in frame.absent and name not in frame.columns]
    if missing or any(column(frame, name) is None for name in names):
        return Out(m.stuck(f"{ast.unparse(node)}: {ast.unparse(base.expr)} may not have these columns"), node)
    result = only(frame, names)
    if any(part.unsure for part in result.columns.values()):
        m.note("table", ast.unparse(node))
    without_them = [name for name in names if gone_at_serving(m, result.columns[name])]
    m.read |= depends(result)
    expr: ast.expr
    there = any(maybe_gone(m, part) for part in result.columns.values())
    if without_them and isinstance(key.expr, (ast.List, ast.Tuple)) and not there:
        left = [item for item, name in zip(key.expr.elts, names, strict=True) if name not in without_them]
        expr = ast.Subscript(base.expr, ast.List(left, ast.Load()), ast.Load())
    elif without_them or there:
        keyword = ast.keyword("items", key.expr)
        expr = ast.Call(ast.Attribute(base.expr, "filter", ast.Load()), [], [keyword])
    else:
        expr = ast.Subscript(base.expr, key.expr, ast.Load())
    return Out(result, expr, base.slice | key.slice, node)


def gone_at_serving(m: State, part: Value) -> bool:
    """Whether serving does not have the column: nothing of a prediction needs it."""
    return gone(m, part.deps)


def _symbolic(m: State, node: ast.expr, base: Out, key: Out) -> Out:
    """`df[c]` in a loop over columns that are not known by name."""
    frame = base.value
    if (stopped := frame_unknown(frame)) is not None and frame.others is None:
        return Out(stopped, node)
    used = m.used(key, "column") if not key.value.symbol else key
    result = Value(
        "row", "series", slice=frame.slice, rows=frame.rows, index=frame.index, source=frame.source, part=frame.part,
        symbol=key.value.symbol, owner=base,
    )  # fmt: skip
    return Out(result, ast.Subscript(base.expr, used.expr, ast.Load()), base.slice | key.slice, node)


# -------------------------------------------------------------------------------------------------------------- of rows


def filtered(m: State, node: ast.expr, base: Out, mask: Out, expr: ast.expr) -> Out:
    """Rows that a rule keeps: serving applies it where it knows what the rule asks."""
    if (stopped := frame_unknown(mask.value)) is not None:
        return dropped_filter(m, base, node, stopped.why)
    if base.value.source != mask.value.source:
        return Out(m.stuck(f"{ast.unparse(node)} selects rows by a rule that may be about others"), node)
    if base.value.rows != mask.value.rows and not (base.value.index and mask.value.index):
        return Out(m.stuck(f"{ast.unparse(node)} selects rows by a rule that may be about others"), node)
    deps = depends(mask.value)
    targets = m.target_names
    if mask.value.predicted:
        return Out(m.stuck(f"{ast.unparse(node)} selects rows by what was predicted"), node)
    served = not gone(m, deps) if m.dead is not None else not ((targets | {TARGET}) & deps.names)
    if not served:
        about = "the target" if deps.names <= targets else "columns that no prediction needs"
        return dropped_filter(m, base, node, f"it asks for {about}")
    if (m.current, ast.unparse(node)) in m.sides:
        return selected(m, base, node)
    m.note("filtered", ast.unparse(node))
    value = copied(base.value)
    value.rows = m.after(base.value.rows, True)
    m.leaving[m.current, ast.unparse(node)] = (value.rows, base.value.source)
    value.slice |= mask.need | mask.value.slice
    m.filters.append((value.rows, deps, m.current))
    for part in every(value):
        part.rows = value.rows
    return Out(value, expr, base.slice | mask.slice, node)


def dropped_filter(m: State, base: Out, node: ast.expr, why: str) -> Out:
    """Rows that training leaves out, and serving does not."""
    text = f"{ast.unparse(node)}: {why}"
    if not base.value.predicted:  # some of the predictions are no rows of training
        m.note("unserved filter", text)
    out = selected(m, base, node)
    m.leaving[m.current, text] = (out.value.rows, base.value.source)
    return out


def selected(m: State, base: Out, node: ast.expr) -> Out:
    """Some of the rows, in some order: at serving all of them."""
    value = copied(base.value)
    value.rows = m.after(base.value.rows, False)
    for part in every(value):
        part.rows = value.rows
    return Out(value, anew(base), base.slice, node)


def anew(out: Out) -> ast.expr:
    """What was a new object in training is one at serving too: changing it must not change what it was made of."""
    changes = out.value.kind in ("frame", "series", "array", "list")
    if not changes or not isinstance(out.expr, ast.Name) or out.expr.id == LOADED:
        return out.expr
    return ast.Call(ast.Attribute(out.expr, "copy", ast.Load()), [], [])


def cut(m: State, node: ast.Subscript, base: Out) -> Out:
    """`data[:n]`: of rows put together, one part."""
    part = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
    if isinstance(part, ast.Slice) and part.step is not None and not isinstance(part.step, ast.Constant):
        return Out(m.stuck(f"{ast.unparse(node)}: a step that is not known"), node)
    if isinstance(part, ast.Slice) and part.lower is None and part.upper is None:
        return base  # df[:]
    result = selected(m, base, node)
    if isinstance(part, ast.Slice) and part.lower is not None:
        from nb2prod.plan.serving.history import with_history  # it looks at brackets in turn

        result = with_history(m, base, result)
    if isinstance(part, ast.Slice) and base.value.part == "both":
        result.value.part = "head" if part.lower is None else "tail"
    return result


def _rows(m: State, node: ast.Subscript, base: Out, evaluate: Evaluate) -> Out:
    """Brackets on a series, an array, a list of rows."""
    if isinstance(node.slice, ast.Slice):
        return cut(m, node, base)
    key = evaluate(m, node.slice)
    if key.time == "unknown":
        return selected(m, base, node)
    if key.time == "row":
        return filtered(m, node, base, key, rebuilt(node, [node.value, node.slice], [base.expr, key.expr]))
    if base.value.kind == "array" and (key.value.kind in ("folds", "long") or key.value.type == "numpy.ndarray"):
        return selected(m, base, node)
    return Out(learned(), node, origin=node)  # one element


def every_row(node: ast.expr) -> bool:
    """`:`."""
    return isinstance(node, ast.Slice) and node.lower is None and node.upper is None and node.step is None


# -------------------------------------------------------------------------------------------------------- loc and iloc


def _located(m: State, node: ast.Subscript, base: Out, evaluate: Evaluate) -> Out:
    from nb2prod.plan.serving.places import positional  # it looks at brackets in turn

    owner = base.value.owner
    assert owner is not None
    positions = base.value.kind == "iloc"
    rows, picked = _pair(node.slice)
    found = owner if every_row(rows) else _of_rows(m, node, owner, rows, evaluate)
    if found.time != "row" or picked is None or (every_row(picked) and not every_row(rows)):
        return found  # df.iloc[:700, :] has all columns
    if positions:
        return positional(m, node, found, owner, picked, evaluate)
    key = evaluate(m, picked) if not isinstance(picked, ast.Slice) else None
    rule = key is not None and key.time == "learned" and isinstance(picked, (ast.Compare, ast.BinOp, ast.UnaryOp))
    if key is None or rule:  # `df.loc[:, df.isna().mean() < 0.3]`
        return positional(m, node, found, owner, picked, evaluate, "loc")
    if key.time in ("unknown", "row"):
        return Out(m.stuck(f"{ast.unparse(node)}: its columns are not known by name"), node)
    return columns(m, node, found, key)


def _pair(node: ast.expr) -> tuple[ast.expr, ast.expr | None]:
    """What stands for the rows, and what for the columns."""
    return (node.elts[0], node.elts[1]) if isinstance(node, ast.Tuple) and len(node.elts) == 2 else (node, None)


def _of_rows(m: State, node: ast.Subscript, owner: Out, rows: ast.expr, evaluate: Evaluate) -> Out:
    if isinstance(rows, ast.Slice):
        return cut(m, ast.Subscript(node.value, rows, ast.Load()), owner)
    key = evaluate(m, rows)
    if key.time == "row" and key.value.kind != "index":
        bare = ast.Attribute(owner.expr, "loc", ast.Load())
        return filtered(m, node, owner, key, ast.Subscript(bare, key.expr, ast.Load()))
    if key.time == "const" and isinstance(key.value.literal, (int, str)):
        return Out(learned(), node, origin=node)
    return selected(m, owner, node)
