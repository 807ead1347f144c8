"""Tables that are made: read from files, built from arrays, from dicts, out of nothing."""

from __future__ import annotations

import ast

from nb2prod.model import Table
from nb2prod.nesting import span_of
from nb2prod.plan.serving.calls import Call, Evaluate, plain_call, stopped
from nb2prod.plan.serving.rows import joined, mapped, meeting
from nb2prod.plan.serving.state import LOADED, State, gone, predicted
from nb2prod.plan.serving.values import NOTHING, Deps, Out, Value, depends, learned, predicted_in
from nb2prod.replacing import replace

EMPTY = "empty frame"  # `pd.DataFrame()`, until it gets its first column


READERS = frozenset(
    {"read_csv", "read_table", "read_excel", "read_parquet", "read_json", "read_feather", "read_pickle"}
)


def loaded(m: State, given: Call, returns: str) -> Out:
    """A file is read: its rows, and all of its columns."""
    if m.function:
        return Out(m.stuck(f"the function {m.function} reads a file"), given.node)
    if returns != "pandas.DataFrame" or m.loops:
        why = f"how inference could read what {ast.unparse(given.node)} gives is not known"
        return Out(m.stuck(why), given.node)
    rows = m.fresh()
    others = Value("row", "series", deps=Deps(rest=frozenset()), rows=rows, index=rows, source=m.current, own=True)
    value = Value("row", "frame", "pandas.DataFrame", rows=rows, index=rows, source=m.current, others=others)
    value.slice = frozenset({m.current})
    others.slice = value.slice
    labels = given.literal("index_col")
    if given.target.rpartition(".")[2] not in READERS and len(m.chain) == 1:  # of a library, a data base
        m.tables[m.current] = Table("", "", False, span_of(given.node))
    m.labels[m.current] = labels if isinstance(labels, (str, int)) and not isinstance(labels, bool) else None
    if isinstance(labels, str):
        value.absent.add(labels)
        others.deps = Deps(rest=frozenset({labels}))
    return Out(value, ast.Name(LOADED, ast.Load()), NOTHING, given.node)


def frame(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`pd.DataFrame(...)` of rows."""
    given = _unlabelled(m, given)
    node, data = given.node, given.get("data", 0)
    if (bad := stopped(m, given)) is not None:
        return bad
    columns, index = given.get("columns", 2), given.get("index", 1)
    if data is not None and data.value.kind == "mapping" and data.value.parts is not None:
        made = _of_mapping(m, given, data, index)
        if made.time == "unknown":  # what stands in it is known all the same, where the notebook writes it down
            keys = data.value.keys or []
            made.value.columns = {str(key): part for key, part in zip(keys, data.value.parts, strict=False)}
        return made
    if not given.outs and not given.starred:
        return Out(Value("const", EMPTY, "pandas.DataFrame"), node, origin=node)
    if data is None or data.time != "row":
        if any(out.time == "row" for out in given.outs):
            return _empty(m, given, index)
        late = any(part.time == "row" for part in (data.value.parts or ())) if data is not None else False
        if late:
            return Out(m.stuck(f"{ast.unparse(node)} is not known to be made row by row"), node)
        return Out(learned("pandas.DataFrame", born=m.chain), node, origin=node)
    source = data.value
    value = joined([data], "frame")
    if source.kind != "frame":
        names = columns.value.literal if columns is not None else None
        part = Value(
            "row", "series", deps=depends(source), slice=value.slice, predicted=source.predicted, proba=source.proba
        )
        value.others = part
        if isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names):
            value.columns, value.others = {str(name): replace(part) for name in names}, None
    elif columns is not None:
        in_order = len(given.outs) == 2 and given.outs[0] is data and not given.starred
        names = columns.value.literal if in_order else None
        if isinstance(names, (list, tuple)) and all(name in source.columns or source.others for name in names):
            chosen = ast.Subscript(given.children[0], given.children[1], ast.Load())
            return evaluate(m, ast.copy_location(chosen, node))
        return Out(m.stuck(f"{ast.unparse(node)} chooses columns of a frame"), node)
    value.index = source.index if source.kind in ("frame", "series") else value.rows
    if index is not None and index.time == "row" and index.value.kind in ("array", "series", "list"):
        if index.value.rows != value.rows:
            return Out(m.stuck(f"{ast.unparse(node)} may give rows labels of other rows"), node)
        return _labelled(m, given, data, columns, index, value)
    if index is not None:
        if index.value.kind != "index" or index.value.rows != value.rows:
            return Out(m.stuck(f"{ast.unparse(node)} may give rows labels of other rows"), node)
        value.index = index.value.index
    outs = [m.used(out) if out.time != "row" else out for out in given.outs]
    return Out(value, given.rebuilt(outs), NOTHING.union(*(out.slice for out in outs)), node)


def _unlabelled(m: State, given: Call) -> Call:
    """`pd.Series(answers, index=X.index)`, where the model is asked: the labels are those that inference gives rows."""
    data = given.get("data", 0)
    answers = data is not None and data.time == "row" and data.value.kind == "array" and bool(data.value.predicted)
    if not m.asked or not answers or "index" not in given.keywords:
        return given
    node = ast.Call(given.node.func, given.node.args, [k for k in given.node.keywords if k.arg != "index"])
    keywords = {name: out for name, out in given.keywords.items() if name != "index"}
    return replace(given, node=ast.copy_location(node, given.node), keywords=keywords)


def _labelled(m: State, given: Call, data: Out, columns: Out | None, index: Out, value: Value) -> Out:
    """`pd.DataFrame(X, y)`: values become the labels of their rows; inference does without those it does not have."""
    value.index = m.fresh()
    outs = {id(out): m.used(out) if out.time != "row" else out for out in given.outs}
    if not gone(m, index.value.deps):
        return Out(
            value, given.rebuilt(list(outs.values())), NOTHING.union(*(o.slice for o in outs.values())), given.node
        )
    keywords = [k for k in given.node.keywords if k.arg not in ("data", "index", "columns")]
    keywords += [ast.keyword("columns", outs[id(columns)].expr)] if columns is not None else []
    return Out(value, ast.Call(given.node.func, [data.expr], keywords), data.slice, given.node)


def _empty(m: State, given: Call, index: Out | None) -> Out:
    """`pd.DataFrame(index=df.index)`: no columns yet."""
    if index is None or index.value.kind != "index" or len(given.outs) > 1:
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known to be made row by row"), given.node)
    value = Value(
        "row",
        "frame",
        rows=index.value.rows,
        index=index.value.index,
        source=index.value.source,
        slice=index.value.slice,
    )
    return Out(value, given.rebuilt(), index.slice, given.node)


def _of_mapping(m: State, given: Call, data: Out, index: Out | None) -> Out:
    """`pd.DataFrame({"a": s, "b": t})`."""
    parts = data.value.parts or []
    rows = [Out(part, given.node) for part in parts if part.time == "row"]
    if not rows:
        return Out(learned("pandas.DataFrame", born=m.chain), given.node, origin=given.node)
    if (bad := meeting(m, given.node, rows)) is not None:
        made = predicted_in(rows)  # what is handed on stands in the dict as it is, beside labels of another file
        mixed = learned("pandas.DataFrame", kind="long", predicted=made)
        return Out(mixed if made else bad, given.node, origin=given.node)
    value = joined(rows, "frame")
    value.columns, value.others = {}, None
    for key, part in zip(data.value.keys or [], parts, strict=True):
        if isinstance(key, str):
            value.columns[key] = part if part.time == "row" else Value("row", "series", slice=part.slice)
    labelled = [out.value.index for out in rows if out.value.kind == "series" and out.value.index]
    value.index = labelled[0] if labelled else value.rows
    if index is not None:
        if index.value.kind != "index" or (labelled and index.value.index != labelled[0]):
            return Out(m.stuck(f"{ast.unparse(given.node)} may give rows labels of other rows"), given.node)
        value.index = index.value.index
    return Out(value, given.rebuilt(), data.slice, given.node)


def series(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`pd.Series(values, index=df.index)`."""
    given = _unlabelled(m, given)
    data, index = given.get("data", 0), given.get("index", 1)
    if (bad := stopped(m, given)) is not None:
        return bad
    if data is None or data.time != "row":
        return Out(learned("pandas.Series", born=m.chain), given.node, origin=given.node)
    used = [m.used(o) if o.time != "row" else o for o in given.outs]
    values = [o for o in used if o.value.kind != "index"] if data.value.kind != "index" else used
    out = mapped(m, given.node, [], values, "series", expr=given.rebuilt(used))
    if out.time == "row":
        out.value.index = data.value.index if data.value.kind == "series" else out.value.rows
        if index is not None:
            if index.value.kind != "index" or index.value.rows != out.value.rows:
                return Out(m.stuck(f"{ast.unparse(given.node)} may give rows labels of other rows"), given.node)
            out.value.index = index.value.index
    return out


def stacked(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`np.hstack((a, b))`, `np.concatenate([a, b], axis=1)`: columns of arrays side by side."""
    listed = given.get("arrays", 0) or given.get("tup", 0) or given.get("blocks", 0)
    origin = listed.origin if listed is not None else None
    if not isinstance(origin, (ast.List, ast.Tuple)):
        if any(out.time == "row" for out in given.outs):
            return Out(m.stuck(f"{ast.unparse(given.node)}: what it puts together stands elsewhere"), given.node)
        return stopped(m, given) or plain_call(m, given)
    outs = [evaluate(m, item) for item in origin.elts]
    if not any(out.time in ("row", "unknown") for out in outs):
        return plain_call(m, given, "numpy.ndarray")
    name = ast.unparse(given.node.func).rpartition(".")[2]
    beside = name in ("hstack", "column_stack") or given.literal("axis", 1) in (1, -1)
    flat = name == "hstack" and any(
        out.time == "row" and not out.value.wide and out.value.kind != "frame" for out in outs
    )
    if not beside or flat:
        return Out(m.stuck(f"{ast.unparse(given.node)} puts rows under rows"), given.node)
    if any(out.time in ("const", "learned") for out in outs):
        return Out(m.stuck(f"{ast.unparse(given.node)} puts rows beside what is not followed"), given.node)
    swapped = type(origin)([out.expr for out in outs], ast.Load())
    call = given.rebuilt([replace(out, expr=swapped) if out is listed else out for out in given.outs])
    result = mapped(m, given.node, [], outs, "array", expr=call)
    if result.time == "row":
        result.value.wide, result.value.index = True, 0
    return result


def beside(m: State, node: ast.Subscript, base: Out, evaluate: Evaluate) -> Out:
    """`np.c_[np.ones(len(X)), X]`: columns of arrays side by side."""
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    outs = [evaluate(m, item) for item in items]
    if not any(out.time in ("row", "unknown") for out in outs):
        return Out(learned("numpy.ndarray"), node, origin=node)
    if any(out.time in ("const", "learned") for out in outs):
        return Out(m.stuck(f"{ast.unparse(node)} puts rows beside what is not followed"), node)
    expr = ast.Subscript(base.expr, ast.Tuple([out.expr for out in outs], ast.Load()), ast.Load())
    result = mapped(m, node, [], outs, "array", expr=expr)
    if result.time == "row":
        result.value.wide, result.value.index = True, 0
    if result.time == "row" and not all(out.value.predicted for out in outs):
        for out in outs:  # a prediction among others is one of the columns, not all
            if out.value.predicted:
                predicted(m, out, "column")
        result.value.predicted = frozenset()
    return result


def filled(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`np.zeros(len(df))`: the same number for each row."""
    first = given.node.args[0] if given.node.args else None
    several = isinstance(first, ast.Tuple) and len(first.elts) == 2 and isinstance(first.elts[1], ast.Constant)
    counted = first.elts[0] if several and isinstance(first, ast.Tuple) else first
    count = evaluate(m, counted).value if counted is not None else None
    out = count.owner if count is not None and count.kind == "count" else None
    if out is None or out.time != "row":
        return stopped(m, given) or plain_call(m, given, "numpy.ndarray", constant=True)
    value = Value(
        "row", "array", rows=out.value.rows, source=out.value.source, part=out.value.part, slice=out.value.slice
    )
    value.wide = several
    length: ast.expr = ast.Call(ast.Name("len", ast.Load()), [out.expr], [])
    if several and isinstance(first, ast.Tuple):
        length = ast.Tuple([length, first.elts[1]], ast.Load())
    return Out(value, ast.Call(given.node.func, [length], given.node.keywords), out.slice, given.node)
