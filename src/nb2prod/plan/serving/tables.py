"""Methods of frames and series that need more than one word: what they do to columns, to rows, to labels."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.plan.serving import arrays, columnwise, subscripts
from nb2prod.plan.serving.by_place import tabled
from nb2prod.plan.serving.calls import Call, Evaluate, callable_for_each, stopped
from nb2prod.plan.serving.dropping import drop
from nb2prod.plan.serving.dtypes import astype
from nb2prod.plan.serving.joining import append, join, merge
from nb2prod.plan.serving.reindexing import align, reindex, to_dict
from nb2prod.plan.serving.renaming import of_function, renamed_by_code
from nb2prod.plan.serving.rows import mapped, of_its_columns, reshaped, together
from nb2prod.plan.serving.state import State, living, slices
from nb2prod.plan.serving.tablerows import (
    AXIS_COLUMNS,
    base_of,
    drop_duplicates,
    dropna,
    names_of,
    query,
    reset_index,
    rows_only,
    set_index,
    sort,
    without_inplace,
)
from nb2prod.plan.serving.values import (
    Deps,
    Out,
    Slice,
    Value,
    column,
    copied,
    depends,
    every,
    frame_unknown,
    learned,
    names_in,
    put,
    whole,
    without,
)
from nb2prod.plan.serving.words import MAPPING
from nb2prod.replacing import replace
from nb2prod.walking import walk

Handler = Callable[[State, Call, Evaluate], Out]


def _copy(m: State, given: Call, evaluate: Evaluate) -> Out:
    base = base_of(given)
    value = copied(base.value)
    return Out(value, given.rebuilt(), base.slice, given.node)


def rename(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`df.rename(columns={"a": "b"})`."""
    base = base_of(given)
    mapping = given.get("columns") or (given.get("mapper", 0) if given.literal("axis") in AXIS_COLUMNS else None)
    if base.value.kind == "series":
        return mapped(m, given.node, given.children, given.outs)
    if mapping is not None and base.origin is not None and _perhaps_absent(mapping.value.literal):
        node = mapping.origin if mapping.origin is not None else mapping.expr
        again = without_inplace(given.node)
        found = renamed_by_code(m, base, ast.Attribute(again, "columns", ast.Load()), of_function(node))
        if found is not None:
            keyword = ast.keyword("columns", found[1])
            call = ast.Call(ast.Attribute(base.expr, "rename", ast.Load()), [], [keyword])
            return Out(found[0], call, base.slice, given.node)
    if mapping is None or not isinstance(mapping.value.literal, dict):
        if given.get("index") is not None and mapping is None:
            return Out(m.stuck(f"{ast.unparse(given.node)} renames rows"), given.node)
        return Out(m.stuck(f"{ast.unparse(given.node)}: the new names are not known"), given.node)
    value = renamed(base.value, {str(a): str(b) for a, b in mapping.value.literal.items()})
    return Out(value, without_inplace(given.rebuilt()), base.slice | mapping.slice, given.node)


def add_prefix(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`pd.get_dummies(df["city"]).add_prefix("city_")`: other names for columns that are none of the file."""
    base = base_of(given)
    text, value = given.literal("prefix", 0), copied(base.value)
    own = value.others is not None and value.others.own
    if value.kind != "frame" or own or not isinstance(text, str) or len(given.outs) != 2:
        return Out(m.stuck(f"{ast.unparse(given.node)}: the new names are not known"), given.node)
    value.columns, value.absent = {f"{text}{name}": part for name, part in value.columns.items()}, set()
    if value.others is not None:
        value.others = replace(value.others, prefixes=(), dummied=frozenset())
    return Out(value, given.rebuilt(), base.slice, given.node)


def _perhaps_absent(names: object) -> bool:
    """Whether only training knows what is renamed: `{"0": "text"}` is for files whose columns once had no names.

    A key that no column bears renames nothing, so that it proves no column; of any other one it is taken on trust.
    """
    return not isinstance(names, dict) or any(isinstance(name, str) and name.isdigit() for name in names)


def renamed(frame: Value, names: dict[str, str]) -> Value:
    """The frame with new names for some columns."""
    parts = {old: column(frame, old) for old in names}
    value = without(frame, [old for old in names if parts[old] is not None])
    for old, new in names.items():
        part = parts[old]
        if part is not None:
            value.columns[new] = part
            value.absent.discard(new)
    return value


def assign(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`df.assign(a=lambda d: d.b * 2)`."""
    base = base_of(given)
    frame = copied(base.value)
    exprs: list[Out] = []
    dead: set[str] = set()
    for name, out in given.keywords.items():
        if out.value.kind == "lambda" and isinstance(out.value.node, ast.Lambda) and len(out.value.node.args.args) == 1:
            own = out.value.node.args.args[0].arg
            saved = m.env.get(own)
            m.env[own] = (frame, base.slice)
            inner = evaluate(m, out.value.node.body)
            m.env.pop(own)
            if saved is not None:
                m.env[own] = saved
            out = replace(inner, expr=ast.Lambda(out.value.node.args, inner.expr))
        used = m.used(out)
        if used.time == "unknown" or (used.time == "row" and used.value.rows != frame.rows):
            return Out(
                m.stuck(f"{ast.unparse(given.node)}: {name} is not known to be worked out row by row"), given.node
            )
        part = (
            replace(used.value, kind="series")
            if used.time == "row"
            else Value("row", "series", rows=frame.rows, index=frame.index)
        )
        part.slice |= used.need
        put(frame, name, part)
        exprs.append(used)
        dead |= {name} if subscripts.gone_at_serving(m, part) else set()
    call = given.rebuilt([base, *given.positional, *exprs])
    left = [keyword for keyword in call.keywords if keyword.arg not in dead]
    return Out(frame, ast.Call(call.func, call.args, left), base.slice, given.node)


def apply(m: State, given: Call, evaluate: Evaluate) -> Out:
    """A function for each element, for each row, or for each column."""
    base = base_of(given)
    func = given.get("func", 0) or given.get("arg", 0)
    if func is None:
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known"), given.node)
    by_row = given.literal("axis", 1, 0) in AXIS_COLUMNS
    if (bad := stopped(m, given)) is not None:
        return bad
    name = given.node.func.attr if isinstance(given.node.func, ast.Attribute) else ""
    if (encoded := columnwise.encoded(m, given, evaluate)) is not None:
        return encoded
    if func.value.kind in ("lambda", "function", "ref"):
        why = callable_for_each(m, func)
        if why:
            return Out(m.stuck(f"{ast.unparse(given.node)}: {why}"), given.node)
        if base.value.kind == "frame" and not by_row and name == "apply":
            return columnwise.by_column(m, given, func, evaluate)
        out = mapped(
            m, given.node, given.children, given.outs, "series" if by_row and base.value.kind == "frame" else ""
        )
        if out.time == "row" and base.value.kind == "frame" and by_row:
            out.value.deps, read = _asked_for(base.value, func)
            out.value.slice = read | base.value.slice | slices(o for o in given.outs if o.time != "row")
            out.value.predicted = of_its_columns(out, base.value).value.predicted
            out.value.proba = False
        return replace(out, value=replace(out.value, proba=False)) if out.time == "row" else out
    if base.value.kind == "series" and func.time in ("const", "learned"):
        if isinstance(func.value.literal, str) and name in ("apply", "agg", "aggregate"):
            return Out(learned(), given.node, origin=given.node)
        out = mapped(m, given.node, given.children, given.outs)
        return replace(out, value=replace(out.value, proba=False)) if out.time == "row" else out
    if func.time == "row":
        return tables_map(m, given, func)
    return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)


def tables_map(m: State, given: Call, table: Out) -> Out:
    """`df["a"].map(other.set_index("k")["v"])`: a table of another file, kept by training."""
    base = base_of(given)
    if m.roots and table.value.source in m.roots:
        return Out(m.stuck(f"{ast.unparse(given.node)} looks rows up in the rows themselves"), given.node)
    origin = table.origin if table.origin is not None else table.expr
    kept = m.used(Out(learned(), origin, origin=origin), "table")
    call = ast.Call(ast.Attribute(base.expr, "map", ast.Load()), [kept.expr], [])
    return mapped(m, given.node, [], [base], expr=call)


def _asked_for(frame: Value, func: Out) -> tuple[Deps, Slice]:
    """The columns that a function of one row reads, where each is named; else all: and the statements behind them."""
    node = func.value.node
    argument = node.args.args[0].arg if isinstance(node, (ast.Lambda, ast.FunctionDef)) and node.args.args else ""
    names: set[str] = set()
    inside = set()
    for part in walk(node) if node is not None else ():
        if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name) and part.value.id == argument:
            if not (isinstance(part.slice, ast.Constant) and isinstance(part.slice.value, str)):
                return depends(frame), whole(frame)
            names.add(part.slice.value)
            inside.add(part.value)
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == argument:
            names.add(part.attr)
            inside.add(part.value)
    loose = [p for p in walk(node) if isinstance(p, ast.Name) and p.id == argument and p not in inside] if node else [1]
    if loose or not argument:
        return depends(frame), whole(frame)
    found = [made for name in names if (made := column(frame, name)) is not None]
    return together(found), frozenset().union(*(whole(part) for part in found))


def select_dtypes(m: State, given: Call, evaluate: Evaluate) -> Out:
    """Columns of some types: which, training knows."""
    base = base_of(given)
    names = ast.Attribute(given.node, "columns", ast.Load())
    key = Out(names_in(base.value), names, origin=names)
    if m.function:
        return Out(m.stuck(f"{ast.unparse(given.node)} in the function {m.function}"), given.node)
    return subscripts.columns(m, given.node, base, key)


def to_frame(m: State, given: Call, evaluate: Evaluate) -> Out:
    """A series as a frame of one column."""
    out = reshaped(base_of(given), given.node, given.rebuilt(), "frame")
    out.value.others = Value("row", "series", slice=out.value.slice, deps=out.value.deps)
    out.value.index = base_of(given).value.index
    return out


def to_array(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`to_numpy()`, `as_matrix()`."""
    out = reshaped(base_of(given), given.node, given.rebuilt(), "array")
    return out if given.positional or given.keywords else tabled(out, base_of(given))


def to_list(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`tolist()`: the rows as a list."""
    return reshaped(base_of(given), given.node, given.rebuilt(), "list")


def dot(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`X.dot(w)`."""
    if len(given.outs) != 2:
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known"), given.node)
    return stopped(m, given) or arrays.product(m, given, *given.outs)


def groupby(m: State, given: Call, evaluate: Evaluate) -> Out:
    """Groups: what they aggregate is learned, what they transform is looked up."""
    base = base_of(given)
    found = Value(
        "row",
        "groupby",
        slice=base.value.slice,
        rows=base.value.rows,
        index=base.value.index,
        source=base.value.source,
        owner=base,
    )
    found.parts = None
    found.literal = given
    return Out(found, given.node, base.slice, given.node)


def fillna(m: State, given: Call, evaluate: Evaluate) -> Out:
    """A gap filled with a value; filled from its neighbours it needs them."""
    if given.get("method") is not None and given.literal("method") is not None:
        from nb2prod.plan.serving.history import ordered  # it looks at tables in turn

        return ordered(m, given, "fillna")
    base = base_of(given)
    out = mapped(m, given.node, given.children, given.outs)
    if out.time == "row":
        out = replace(out, expr=without_inplace(out.expr) if isinstance(out.expr, ast.Call) else out.expr)
        if base.value.kind == "frame" and frame_unknown(base.value) is None:
            m.extra.setdefault(m.current, []).append(living(m, base.value))
    return out


def in_place_map(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`replace`, `clip`, `where`: element by element."""
    out = mapped(m, given.node, given.children, given.outs)
    if out.time == "row" and isinstance(out.expr, ast.Call):
        return replace(out, expr=without_inplace(out.expr), value=replace(out.value, proba=False))
    return out


def pop(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`y = df.pop("y")`: the frame loses the column."""
    base = base_of(given)
    names = names_of(given.get("item", 0))
    if names is None or base.value.kind != "frame":
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known by name"), given.node)
    found = subscripts.one(m, given.node, base, names[0], given.rebuilt())
    m.popped.append((base.value, names[0]))
    return found


def exported(m: State, base: Out) -> None:
    """A frame is written: what it holds of predictions is what the notebook hands on."""
    frame = base.value
    parts = [part for part in every(frame) if part.predicted] if frame.kind == "frame" else [frame]
    for part in sorted(parts, key=lambda part: not part.proba):  # the label after the probabilities that it is made of
        if part.predicted:
            m.exports.append((m.current, part))


def of_columns(m: State, given: Call, name: str) -> Out:
    """`df.columns.drop("y")`, `.tolist()`: names that were learned."""
    base = base_of(given)
    value = replace(base.value, absent=set(base.value.absent))
    names = names_of(given.positional[0]) if given.positional else None
    if name in ("drop", "difference") and names is not None:
        value.absent |= set(names)
        return Out(value, given.node, base.slice, given.node)
    if name in ("tolist", "to_list", "copy", "to_numpy", "sort_values"):
        return Out(replace(value, type="list"), given.node, base.slice, given.node)
    if name == "remove" and names is not None:
        base.value.absent |= set(names)
        base.value.changes.append(m.current)
        return Out(learned(), given.node, origin=given.node)
    return Out(learned("list" if name in ("intersection", "union", "append") else ""), given.node, origin=given.node)


TABLE: dict[str, Handler] = {
    "copy": _copy, "drop": drop, "rename": rename, "astype": astype, "dropna": dropna, "fillna": fillna,
    "drop_duplicates": drop_duplicates, "reset_index": reset_index, "set_index": set_index, "sort_values": sort,
    "sort_index": sort, "sample": rows_only, "head": rows_only, "tail": rows_only, "nlargest": rows_only,
    "nsmallest": rows_only, "assign": assign, "apply": apply, "map": apply, "applymap": apply,
    "select_dtypes": select_dtypes, "query": query, "to_frame": to_frame, "to_numpy": to_array, "as_matrix": to_array,
    "dot": dot, "tolist": to_list, "to_list": to_list, "groupby": groupby, "pop": pop, "merge": merge, "join": join,
    "reindex": reindex, "align": align, "to_dict": to_dict,
    "append": append, "add_prefix": add_prefix, "ravel": to_array, "filter": select_dtypes,
    **dict.fromkeys(MAPPING, in_place_map),
}  # fmt: skip
