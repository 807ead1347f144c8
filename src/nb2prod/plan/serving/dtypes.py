"""Other types for columns: what training saw of a category is what serving knows of it.

df["c"] = df["c"].astype("category")        the categories are learned
df = df.astype({"a": int, "b": float})      element by element
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.calls import Call, Evaluate
from nb2prod.plan.serving.rows import mapped
from nb2prod.plan.serving.state import KNOWN, State
from nb2prod.plan.serving.subscripts import gone_at_serving
from nb2prod.plan.serving.tablerows import base_of
from nb2prod.plan.serving.values import Out, column, learned
from nb2prod.replacing import replace


def astype(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`astype("category")` knows the categories of training; a dict names columns."""
    base = base_of(given)
    dtype = given.get("dtype", 0)
    literal = dtype.value.literal if dtype is not None else None
    if literal == "category" and base.value.kind == "series":
        origin = (
            given.receiver.origin if given.receiver is not None and given.receiver.origin is not None else base.expr
        )
        categories: ast.expr = ast.Call(ast.Attribute(origin, "astype", ast.Load()), [ast.Constant("category")], [])
        for part in ("cat", "categories"):
            categories = ast.Attribute(categories, part, ast.Load())
        kept = m.used(Out(learned("list"), categories, origin=categories), "categories")
        if kept.time == "unknown":
            return kept
        call: ast.expr = ast.Call(ast.Name(KNOWN, ast.Load()), [base.expr, kept.expr], [])
        if given.node not in m.coded:  # a model may take a value that is in no category as a gap
            as_ = ast.Attribute(ast.Name("pd", ast.Load()), "CategoricalDtype", ast.Load())
            call = ast.Call(ast.Attribute(base.expr, "astype", ast.Load()), [ast.Call(as_, [kept.expr], [])], [])
        out = mapped(m, given.node, [], [base], expr=call)
        out.value.typed = given.node
        return out
    if literal == "category" and base.value.kind == "frame":
        return _categories(m, given, base)
    if literal == "category" or (isinstance(literal, dict) and "category" in literal.values()):
        return Out(m.stuck(f"{ast.unparse(given.node)}: the categories of several columns at once"), given.node)
    out = mapped(m, given.node, given.children, given.outs)
    if out.time == "row" and isinstance(literal, dict) and isinstance(dtype, Out) and isinstance(dtype.expr, ast.Dict):
        gone = {n for n in literal if (p := column(base.value, str(n))) is not None and gone_at_serving(m, p)}
        if gone:
            pairs = [(k, v) for k, v in zip(dtype.expr.keys, dtype.expr.values, strict=True) if _text(k) not in gone]
            kept_ = ast.Dict([k for k, _ in pairs], [v for _, v in pairs])
            call = ast.Call(ast.Attribute(base.expr, "astype", ast.Load()), [kept_], [])
            return replace(out, expr=call)
    if (
        out.time == "row"
        and isinstance(dtype, Out)
        and ast.unparse(dtype.expr).strip("'\"").startswith(("int", "bool", "np.int"))
    ):
        out.value.proba = False
    return out


def _categories(m: State, given: Call, base: Out) -> Out:
    """`df[cols].astype("category")`: each column with the categories that training saw in it."""
    if m.function or m.loops:
        return Out(m.stuck(f"{ast.unparse(given.node)}: categories that may depend on all rows"), given.node)
    origin = given.receiver.origin if given.receiver is not None and given.receiver.origin is not None else base.expr
    text = f"({ast.unparse(origin)}).astype('category').dtypes.to_dict()"
    types = ast.parse(text, mode="eval").body
    kept = m.keep(types, learned("dict"), "categories", inside=False, because="the categories of each column")
    each = ast.parse("lambda column: column.astype(kept[column.name])", mode="eval").body
    assert isinstance(each, ast.Lambda) and isinstance(each.body, ast.Call)
    each.body.args = [
        ast.Subscript(kept, ast.Attribute(ast.Name("column", ast.Load()), "name", ast.Load()), ast.Load())
    ]
    return mapped(m, given.node, [], [base], expr=ast.Call(ast.Attribute(base.expr, "apply", ast.Load()), [each], []))


def _text(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None
