"""Attributes: of frames and series, of their accessors, of what was learned."""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.plan.serving import sources, subscripts
from nb2prod.plan.serving.by_place import tabled
from nb2prod.plan.serving.rows import joined, mapped, reshaped
from nb2prod.plan.serving.state import State, rebuilt
from nb2prod.plan.serving.values import Out, Value, const, learned, names_in
from nb2prod.replacing import replace

ACCESSORS = {
    "loc": "loc",
    "iloc": "iloc",
    "at": "loc",
    "iat": "iloc",
    "str": "text",
    "dt": "dates",
    "cat": "categories",
}
ABOUT = frozenset({"dtypes", "dtype", "size", "ndim", "name", "empty", "hasnans", "is_unique", "nbytes"})


def attribute(m: State, node: ast.Attribute, base: Out) -> Out:
    """`base.name` that is not called."""
    value = base.value
    if value.time == "unknown":
        return base
    expr = rebuilt(node, [node.value], [base.expr])
    if value.time == "row":
        return _of_rows(m, node, base, expr)
    if value.time == "learned":
        return _of_learned(m, node, base)
    if value.kind == "self":
        return Out(const(kind="self"), expr, base.slice)
    if value.kind in ("function", "class"):
        return Out(m.stuck(f"{ast.unparse(node)} of a function"), node)
    return Out(const(type=""), expr, base.slice, node)


def _of_rows(m: State, node: ast.Attribute, base: Out, expr: ast.expr) -> Out:
    value, name = base.value, node.attr
    if value.kind in ("text", "dates", "categories"):
        return _of_accessor(m, node, base)
    if value.kind == "frame" and (name in value.columns or not _known(name)):
        return subscripts.one(m, node, base, name, expr)
    if name in ACCESSORS and value.kind in ("frame", "series"):
        kind = ACCESSORS[name]
        found = Value("row", kind, rows=value.rows, index=value.index, source=value.source, owner=base)
        if kind == "text" and value.guessed:  # texts stay texts where all that are asked about are missing
            same = ast.Call(ast.Attribute(base.expr, "astype", ast.Load()), [ast.Name("object", ast.Load())], [])
            expr = ast.Attribute(same, name, ast.Load())
        if kind in ("text", "dates", "categories"):
            found = replace(joined([base], kind), owner=base)
        return Out(found, expr, base.slice)
    if name == "columns" and value.kind == "frame":
        return Out(names_in(value, base), node, base.slice, node)
    if name in ("values", "array") and value.kind != "index":
        values = ast.Call(ast.Attribute(base.expr, "to_numpy", ast.Load()), [], [])
        return tabled(reshaped(base, node, values, "array"), base)
    if name == "index":
        found = Value(
            "row", "index", slice=value.slice, rows=value.rows, index=value.index, source=value.source, deps=value.deps
        )
        return Out(found, expr, base.slice)
    if name == "shape":
        return Out(learned("tuple", kind="shape", owner=base), node, origin=node)
    if name in ABOUT:
        return Out(learned(), node, origin=node)
    if name == "T" and value.kind in ("series",):
        return base
    return Out(m.stuck(f"{ast.unparse(node)} is not known to work row by row"), node)


def _known(name: str) -> bool:
    return (
        knowledge.attribute("pandas.DataFrame", name) is not None
        or knowledge.method("pandas.DataFrame", name) is not None
        or name in ACCESSORS
        or name in ("columns", "shape", "index", "values", "T", *(ABOUT - {"name"}))  # a frame has none: a column
    )


def _of_accessor(m: State, node: ast.Attribute, base: Out) -> Out:
    """`.dt.month`, `.cat.codes`."""
    owner = base.value.owner
    assert owner is not None
    if base.value.kind == "dates":
        return mapped(m, node, [node.value], [base], "series")
    if base.value.kind == "categories" and node.attr == "codes":
        m.coded.update([owner.value.typed] if owner.value.typed is not None else [])
        return mapped(m, node, [node.value], [base], "series")
    if base.value.kind == "categories" and node.attr == "categories":
        return Out(learned("list"), node, origin=node)
    return Out(m.stuck(f"{ast.unparse(node)} is not known to work row by row"), node)


def _of_learned(m: State, node: ast.Attribute, base: Out) -> Out:
    value = base.value
    if value.kind == sources.BUNCH:
        return sources.part_of(m, node, base, node.attr)
    if value.kind == "columns" and node.attr in ("values", "array"):
        return Out(replace(value), node, base.slice, node)
    if (
        node.attr == "labels_"
        and value.fitting.matrix_node is not None
        and value.fitting.matrix_node.time == "row"
        and knowledge.is_a(value.type, "sklearn.Clusterer")
    ):
        return _labels(m, node, base, value.fitting.matrix_node)
    found = knowledge.attribute(value.type, node.attr) if value.type else None
    best = value.inner if node.attr == "best_estimator_" else ""
    result = learned(best or (found.returns if found else ""), born=value.born, changes=value.changes)
    result.fitting = value.fitting
    return Out(result, node, origin=node)


def _labels(m: State, node: ast.Attribute, base: Out, matrix: Out) -> Out:
    """`kmeans.labels_`: what the clusterer says of the rows that it was fitted on."""
    if base.value.type.rpartition(".")[2] not in ("KMeans", "MiniBatchKMeans", "BisectingKMeans"):
        return Out(
            m.stuck(f"{ast.unparse(node)}: {base.value.type.rpartition('.')[2]} has no `predict` for new rows"), node
        )
    if matrix.time != "row":
        return Out(m.stuck(f"{ast.unparse(node)} asks about what is not followed"), node)
    used = m.used(base, "model")
    call = ast.Call(ast.Attribute(used.expr, "predict", ast.Load()), [matrix.expr], [])
    value = joined([matrix], "array")
    value.predicted, value.wide = frozenset({base.value.number}), False
    return Out(value, call, matrix.slice, node)
