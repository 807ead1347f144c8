"""Operations that work row by row: which rows meet, and what the result holds.

df["a"] / df["b"]          the same rows on both sides: row
X_train["a"] + X_test["a"] other rows: unknown, serving has only one set of them
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.plan.serving.state import State, gone, rebuilt, slices
from nb2prod.plan.serving.values import (
    NOTHING,
    Deps,
    Out,
    Value,
    copied,
    depends,
    every,
    first_unknown,
    frame_unknown,
    history_of,
    predicted_in,
    whole,
)
from nb2prod.replacing import replace

ORDER = ("list", "array", "series", "frame")
ROWS = frozenset(ORDER)
SERIES = ("", "pandas.Series")  # what a learned operand may be, as far as its type is known
GUESSING = frozenset({"apply", "map", "replace", "progress_apply", "transform"})  # pandas looks at what comes out


def spread(value: Value) -> Value:
    """A column read by a loop variable, used as more than that column: it may be any of the frame's."""
    if not value.symbol or value.owner is None:
        return value
    frame = value.owner.value
    return replace(value, symbol="", owner=None, deps=value.deps | depends(frame), slice=value.slice | whole(frame))


def meeting(m: State, node: ast.expr, outs: Sequence[Out]) -> Value | None:
    """Why operands with rows do not fit each other, or None."""
    rows = [out.value for out in outs if out.time == "row" and out.value.kind in ROWS]
    labelled = [value for value in rows if value.index]
    for value in rows[1:]:
        if value.rows != rows[0].rows:
            return m.stuck(f"{ast.unparse(node)} puts rows together that are not known to be the same")
    for value in labelled[1:]:
        if value.index != labelled[0].index:
            return m.stuck(f"{ast.unparse(node)} puts rows together by labels that are not known to be the same")
    return None


def mapped(
    m: State,
    node: ast.expr,
    children: Sequence[ast.expr],
    outs: Sequence[Out],
    kind: str = "",
    expr: ast.expr | None = None,
) -> Out:
    """An operation whose row i depends on row i of its operands and on nothing else of them."""
    stopped = first_unknown(outs) or meeting(m, node, outs) or _unknown_inside(outs) or _places(m, node, outs)
    if stopped is not None:
        return Out(_of_predictions(stopped, outs), node)
    stem = _limited(node)
    given = [m.used(out, stem) if out.time != "row" else out for out in outs]
    stopped = first_unknown(given) or _in_training_only(m, node, outs)
    if stopped is not None:
        return Out(_of_predictions(stopped, outs), node)
    new = expr if expr is not None else rebuilt(node, children, [out.expr for out in given])
    value = joined(outs, kind)
    if value.kind == "frame" and isinstance(new, ast.BinOp):
        new = _own_columns(m, new, given)
    match node:
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in GUESSING:
            for part in (value, *every(value)):
                part.guessed = True
    return Out(value, new, NOTHING.union(*(out.slice for out in given)), node)


def _own_columns(m: State, made: ast.BinOp, outs: Sequence[Out]) -> ast.expr:
    """`((df - mean) / std)[df.columns]`: a series of training brings the columns that serving lacks, empty."""
    frame = next(out for out in outs if out.value.kind == "frame")
    lacks = frame.value.others is not None or any(gone(m, part.deps) for part in every(frame.value))
    if m.dead is None or not lacks or not any(out.time == "learned" and out.value.type in SERIES for out in outs):
        return made
    match frame.expr:
        case ast.Subscript(value=ast.BinOp() as inner, slice=ast.Attribute(attr="columns") as names):
            left, right = (inner if side is frame.expr else side for side in (made.left, made.right))
            return ast.Subscript(ast.BinOp(left, made.op, right), names, ast.Load())
    return ast.Subscript(made, ast.Attribute(frame.expr, "columns", ast.Load()), ast.Load())


def _limited(node: ast.expr) -> str:
    """What the other side of `df["Oldpeak"] <= q3 + 1.5 * iqr` may be called: oldpeak_limit."""
    for side in (node.left, *node.comparators) if isinstance(node, ast.Compare) else ():
        match side:
            case ast.Attribute(value=ast.Name(), attr=name) | ast.Subscript(slice=ast.Constant(value=str() as name)):
                return f"{name.lower()}_limit"
    return ""


def _places(m: State, node: ast.expr, outs: Sequence[Out]) -> Value | None:
    """`df.index % 2`: where a row stands in its file says nothing about a row of another file."""
    if any(out.time == "row" and out.value.kind == "index" for out in outs):
        return m.stuck(f"{ast.unparse(node)} reads the labels of the rows, which are those of training")
    return None


def _unknown_inside(outs: Sequence[Out]) -> Value | None:
    return next((found for out in outs if (found := frame_unknown(out.value)) is not None), None)


def _of_predictions(stopped: Value, outs: Sequence[Out]) -> Value:
    """What is made of a prediction and of something unknown is a prediction that is not followed."""
    made = predicted_in(outs)
    if not made:
        return stopped
    rows = [out.value for out in outs if out.value.predicted]
    return replace(stopped, predicted=made, deps=together(rows))


LENGTHS = frozenset(
    {"list", "tuple", "range", "numpy.ndarray", "pandas.Series", "pandas.DataFrame", "pandas.NDFrame", "pandas.Index"}
)


def out_of_training(value: Value) -> bool:
    """Whether a value without rows has a length: beside a column it has one element for each row of training."""
    if value.time not in ("const", "learned"):
        return False
    return value.kind == "long" or value.type in LENGTHS or isinstance(value.literal, (list, tuple))


def _in_training_only(m: State, node: ast.expr, outs: Sequence[Out]) -> Value | None:
    """A learned value with an element for each row of training, or a draw, says nothing about another row."""
    rows = [out.value for out in outs if out.time == "row"]
    single = all(v.kind == "series" or (v.kind == "array" and not v.wide and not v.predicted) for v in rows)
    beside = isinstance(node, (ast.BinOp, ast.Compare)) and single
    for out in outs:
        if (out.time == "learned" and out.value.kind == "long") or (beside and out_of_training(out.value)):
            text = ast.unparse(out.origin if out.origin is not None else out.expr)
            stopped = m.stuck(
                f"{ast.unparse(node)}: {text} may have a value for each row of training, and none for a new one"
            )
            stopped.training = True
            return stopped
    return None


def joined(outs: Sequence[Out], kind: str = "") -> Value:
    """What comes of operands that share their rows."""
    rows = [out.value for out in outs if out.time == "row"]
    highest = max(rows, key=lambda value: ORDER.index(value.kind) if value.kind in ORDER else -1)
    symbols = {value.symbol for value in rows}
    if len(symbols) > 1:
        rows = [spread(value) for value in rows]
    framed = (kind or highest.kind) == highest.kind == "frame"
    given = [out for out in outs if out.time != "row"]
    base = slices(given)
    result = Value(
        "row",
        kind or highest.kind,
        slice=base.union(*(value.slice if value.kind == "frame" else whole(value) for value in rows)),
        rows=rows[0].rows,
        index=next((value.index for value in rows if value.index), 0)
        if (kind or highest.kind) in ("series", "frame")
        else 0,
        source=rows[0].source,
        part=next((value.part for value in rows if value.part), ""),
        predicted=frozenset().union(*(value.predicted for value in rows)),
        proba=any(value.proba for value in rows),
        wide=any(value.wide for value in rows),
        one=any(value.one for value in rows) and all(value.one or not value.wide for value in rows),
        history=next((h for value in rows if (h := value.history if framed else history_of(value))), ""),
        reach=max((value.reach for value in rows), key=lambda reach: sum(number for number, _ in reach)),
    )
    if len(symbols) == 1 and rows[0].symbol:
        result.symbol, result.owner = rows[0].symbol, rows[0].owner
    if not framed:
        result.slice = base.union(*(whole(value) for value in rows))
        result.deps = together(rows)
        return result
    return _framed(result, rows)


def _framed(result: Value, rows: list[Value]) -> Value:
    """Column by column: a frame with a number, a frame with a frame; a series touches every column."""
    first = next(value for value in rows if value.kind == "frame")
    result.columns, result.others, result.absent = (new := copied(first)).columns, new.others, new.absent
    for other in [value for value in rows if value is not first]:
        deps, slice_ = depends(other), whole(other)
        for part in every(result):
            part.deps |= deps
            part.slice |= slice_
    for part in every(result):
        part.predicted = result.predicted
    return result


def of_its_columns(out: Out, frame: Value) -> Out:
    """What is made of all columns of a row is made of the predictions that stand in some."""
    parts = [part for part in every(frame) if part.predicted]
    if out.time == "row" and parts:
        out.value.predicted = out.value.predicted.union(*(part.predicted for part in parts))
        out.value.proba = out.value.proba or any(part.proba for part in parts)
    return out


def together(rows: Sequence[Value]) -> Deps:
    """The raw columns behind several values."""
    found = Deps()
    for value in rows:
        found |= depends(value)
    return found


def reshaped(out: Out, node: ast.expr, expr: ast.expr, kind: str, **given: object) -> Out:
    """The same rows as another kind of value: `df.values`, `s.to_frame()`."""
    value = out.value
    if (bad := frame_unknown(value)) is not None:
        return Out(_of_predictions(bad, [out]), node)
    new = joined([out], kind)
    for name, setting in given.items():
        setattr(new, name, setting)
    if kind == "array":
        new.wide = value.kind == "frame" or value.wide
    return Out(new, expr, out.slice, node)
