"""Assignments to columns, to rows of a column, to an element of a container.

df["a"] = ...   df[["a", "b"]] = ...   df[c] = f(df[c])   df.loc[mask, "a"] = ...   X[:, 0] = ...   encoders[c] = ...
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.plan.serving.building import EMPTY
from nb2prod.plan.serving.calls import Evaluate
from nb2prod.plan.serving.handing import held_in, in_reach, lose
from nb2prod.plan.serving.pieces import PIECES, numbered
from nb2prod.plan.serving.renaming import local
from nb2prod.plan.serving.rows import out_of_training, spread
from nb2prod.plan.serving.sources import BUNCH
from nb2prod.plan.serving.state import Candidate, State, predicted
from nb2prod.plan.serving.subscripts import gone_at_serving, those_there
from nb2prod.plan.serving.tablerows import names_of
from nb2prod.plan.serving.values import (
    NOTHING,
    Out,
    Value,
    column,
    copied,
    depends,
    every,
    learned,
    predicted_in,
    put,
    unknown,
    whole,
)
from nb2prod.replacing import replace

Serve = Callable[..., None]


def either(m: State, old: Value, new: Value) -> Value:
    """One or the other: only alike values stay known."""
    if old.time == new.time == "row" and old.kind == new.kind and old.rows == new.rows:
        result = copied(new)
        for name, part in old.columns.items():
            mine = column(result, name)
            if mine is not None:
                mine.deps, mine.slice = mine.deps | part.deps, mine.slice | part.slice
        result.slice |= old.slice
        result.deps |= old.deps
        return result
    if "row" not in (old.time, new.time) and "unknown" not in (old.time, new.time):
        return (
            learned(new.type or old.type)
            if "learned" in (old.time, new.time)
            else replace(new, literal=None, slice=new.slice | old.slice)
        )
    if old.time == "learned" and new.time == "learned":
        return new
    return unknown("a value that may differ from branch to branch", m.current)


def item(m: State, target: ast.Subscript, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    """`base[...] = value`."""
    base = evaluate(m, target.value)
    value = base.value
    if value.kind == EMPTY:
        _begin(m, value, out)
    if value.kind in ("loc", "iloc") and value.owner is not None:
        return _located(m, target, base, out, evaluate, serve)
    if value.time == "row" and value.kind == "frame":
        return set_column(m, target, base, out, evaluate, serve)
    if value.time == "row" and value.kind == "array":
        value.table = None  # it no longer has that table's values
        return _array(m, target, base, out, evaluate, serve)
    if value.time == "row":
        lose(m, value, f"{ast.unparse(target)} changes rows in a way that is not followed")
        if value.owner is not None and isinstance(target.value, ast.Subscript):
            key = evaluate(m, target.value.slice).value.literal
            if isinstance(key, str):
                put(value.owner.value, key, m.stuck(f"{ast.unparse(target)} changes a part of a column"))
    elif value.time in ("learned", "const"):
        if isinstance(target.value, ast.Subscript):  # parts[k]["a"] = ...: of which rows, nobody knows
            for rows in in_reach(held_in(m, target.value)):
                lose(m, rows, f"{ast.unparse(target)} changes rows in a way that is not followed")
        for rows in in_reach([value] if value.kind == BUNCH else []):
            lose(m, rows, f"{ast.unparse(target)} may get other rows than the loader gives")
        _container(m, target, base, out, evaluate, serve)
    elif out.time in ("row", "unknown") and out.value.predicted:
        value.predicted |= out.value.predicted
        predicted(m, out, ast.unparse(target.slice))


def _begin(m: State, frame: Value, out: Out) -> None:
    """An empty frame gets its first column: its rows are those of the column, or it is training's own."""
    column_, kinds = out.value, ("array", "series", "list", "frame")
    if out.time != "row" or column_.kind not in kinds or column_.wide or m.maybe:
        frame.time, frame.kind = "learned", ""
        return
    frame.time, frame.kind, frame.rows, frame.source = "row", "frame", column_.rows, column_.source
    frame.index = column_.index or column_.rows


def _container(m: State, target: ast.Subscript, base: Out, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    value = base.value
    key = evaluate(m, target.slice)
    late = (
        out.time in ("learned", "row", "unknown")
        or value.time == "learned"
        or key.time == "learned"
        or out.value.kind == "parameter"
    )
    if late:
        value.time, value.slice, value.literal = "learned", NOTHING, None
        value.type = value.type or "dict"
        value.parts = [*(value.parts or ()), out.value]
        value.keys = None
        value.changes.append(m.current)
        m.inserted.setdefault(value.number, []).append((m.current, ast.unparse(target.slice)))
        if out.time == "row":
            value.why = value.why or "it holds rows"
        if out.value.predicted:
            value.predicted |= out.value.predicted
            why = f"{ast.unparse(target)} is made of predictions in a way that is not followed"
            lost = replace(m.stuck(why), predicted=out.value.predicted)
            handed = out if out.time in ("row", "unknown") else replace(out, value=lost)
            predicted(m, handed, str(key.value.literal or ast.unparse(target.slice)))
        return
    value.slice |= m.chained | out.need | key.need
    if isinstance(value.literal, dict) and key.value.literal is not None and not m.maybe:
        value.literal = {**value.literal, key.value.literal: out.value.literal}
    else:
        value.literal = None
    serve(m, ast.Assign([ast.Subscript(base.expr, key.expr, ast.Store())], out.expr))


def set_column(m: State, target: ast.Subscript, base: Out, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    """`df[...] = value`: one column, several, or some that are not known by name."""
    key, frame = evaluate(m, target.slice), base.value
    if key.time == "row":
        return lose(m, frame, f"{ast.unparse(target)} changes rows that a rule selects, which is not followed")
    if key.value.symbol and not isinstance(key.value.literal, str):
        return _symbolic(m, target, base, key, out, serve)
    names = names_of(key)
    if not names:
        _weak(m, base, key, out)
        used, index = m.used(out), m.used(key)
        place = index.expr if key.time != "learned" else those_there(m, base, index.expr, key.value)
        serve(m, ast.Assign([ast.Subscript(base.expr, place, ast.Store())], used.expr))
        return
    used = m.used(replace(out, value=spread(out.value)) if out.time == "row" else out, names[0])
    found = _handed_over(m, _fitting_column(m, target, base, used, out), out, names[0])
    slice_ = m.chained | used.need | base.slice | frame.slice | key.need
    for name in names:
        part = found
        if found.time == "row" and found.kind == "frame" and len(names) > 1:
            inner = column(found, name)
            part = replace(inner, slice=inner.slice | found.slice) if inner is not None else found
            part = replace(part, deps=part.deps | (depends(found) if inner is None else part.deps))
        part = replace(part, kind="series" if part.time == "row" else part.kind, slice=part.slice | slice_)
        if found.time == "row" and found.kind in ("array", "frame") and part is not found:
            part.deps = part.deps | (depends(found) if found.kind == "array" else part.deps)
        old = column(frame, name) if m.maybe else None
        if old is not None and part.time == "row":
            part.slice, part.deps = part.slice | whole(old), part.deps | old.deps
        put(frame, name, part)
        if part.predicted and not (part.time == "unknown" and out.time == "row"):
            predicted(m, Out(part, ast.Subscript(base.expr, ast.Constant(name), ast.Load()), base.slice), name)
    live = [name for name in names if not gone_at_serving(m, frame.columns[name])]
    if not live and isinstance(target.slice, ast.Name):
        for loop in m.loops:
            if loop.key == target.slice.id:
                m.idle.setdefault(loop.statement, set()).update(names)
    place = key.expr
    if len(names) > 1 and len(live) < len(names) and isinstance(key.expr, ast.List):
        place = ast.List([part for part, n in zip(key.expr.elts, names, strict=True) if n in live], ast.Load())
    if len(names) > 1 and used.value.literal == PIECES:
        used = replace(used, expr=numbered(used.expr, [n for n, name in enumerate(names) if name in live]))
    serve(m, ast.Assign([ast.Subscript(base.expr, place, ast.Store())], used.expr))


def _fitting_column(m: State, target: ast.expr, base: Out, used: Out, out: Out) -> Value:
    """The value as a column of the frame: its rows must be the frame's."""
    frame, value = base.value, used.value
    if used.time == "unknown":
        return value
    if out_of_training(out.value):
        stopped = m.stuck(f"{ast.unparse(target)} may get a value for each row of training")
        stopped.training = True
        return stopped
    if value.kind == "index":
        return m.stuck(f"{ast.unparse(target)} gets the labels of the rows, which are those of training")
    if used.time != "row":
        return Value("row", "series", rows=frame.rows, index=frame.index, source=frame.source)
    labelled = bool(value.index) and value.kind in ("series", "frame")
    if labelled and value.index != frame.index:
        return m.stuck(f"{ast.unparse(target)} gets rows by labels that are not known to be the same")
    gaps = labelled and m.came_from(value.rows, frame.rows) and m.kept_since(value.rows, frame.rows)
    if value.rows != frame.rows and not gaps and not (labelled and m.came_from(frame.rows, value.rows)):
        return m.stuck(f"{ast.unparse(target)} gets rows that are not known to be the same")
    new = replace(value, rows=frame.rows, index=frame.index, symbol="", owner=None)
    if value.kind == "array":
        new.deps = depends(value)
    return new


def _handed_over(m: State, found: Value, out: Out, name: str) -> Value:
    """`submission["label"] = prediction`, of another file's rows: what is handed on is the prediction as it stands."""
    if found.time != "unknown" or out.time != "row" or not out.value.predicted:
        return found
    lost = replace(found, predicted=out.value.predicted, deps=depends(out.value))
    positions = out.value.kind in ("array", "list")
    predicted(m, out if positions else Out(lost, out.expr), name)
    return replace(lost, proba=out.value.proba, slice=out.need)


def _symbolic(m: State, target: ast.Subscript, base: Out, key: Out, out: Out, serve: Serve) -> None:
    """`df[c] = f(df[c])`: each column of itself."""
    frame = base.value
    used = m.used(out)
    if out_of_training(out.value):
        used = replace(used, value=m.stuck(f"{ast.unparse(target)} may get a value for each row of training"))
    if used.time == "unknown":
        for part in every(frame):
            part.time, part.why, part.place = "unknown", used.value.why, used.value.place
        return
    same = used.time == "row" and used.value.symbol == key.value.symbol
    value = used.value if same or used.time != "row" else spread(used.value)
    if used.time == "row" and value.rows != frame.rows:
        return lose(m, frame, f"{ast.unparse(target)} gets rows that are not known to be the same")
    slice_ = m.chained | used.need | base.slice | key.slice
    targets = local(m.target_names)
    for name, part in [*frame.columns.items()]:
        if name in targets and same:
            continue  # the target is not among what serving works on
        _add(part, slice_, value, same)
        frame.columns[name] = replace(part)  # another one in each pass over a loop: it was followed again
    if frame.others is not None:
        frame.others = replace(frame.others)
        _add(frame.others, slice_, value, same)
    serve(m, ast.Assign([ast.Subscript(base.expr, key.expr, ast.Store())], used.expr))


def _add(part: Value, slice_: frozenset[int], value: Value, same: bool) -> None:
    part.slice |= slice_
    if not same:
        part.deps |= depends(value)
        part.dummied -= depends(value).names
    if value.history:
        part.history, part.reach = value.history, value.reach


def _weak(m: State, base: Out, key: Out, out: Out) -> None:
    """Columns that are not known by name: any may be another one now."""
    frame = base.value
    used = m.used(out)
    found = _fitting_column(m, base.expr, base, used, out)
    if found.time == "unknown":
        return lose(m, frame, found.why)
    mine = out.value.kind == "frame" and out.value.others is not None
    slice_ = m.chained | used.need | base.slice | key.need
    targets = local(m.target_names)
    for name, part in frame.columns.items():
        if name not in targets:
            part.slice |= slice_
            part.deps |= part.deps if mine else depends(found)
    if frame.others is not None:
        deps = frame.others.deps if mine else frame.others.deps | depends(found)
        own = mine and frame.others.own and out.value.others is not None and out.value.others.own
        dummied = frame.others.dummied - depends(found).names
        frame.others = replace(frame.others, slice=frame.others.slice | slice_, deps=deps, own=own, dummied=dummied)


def _located(m: State, target: ast.Subscript, base: Out, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    """`df.loc[mask, "a"] = value`."""
    owner = base.value.owner
    assert owner is not None
    frame = owner.value
    rows, picked = (
        target.slice.elts if isinstance(target.slice, ast.Tuple) and len(target.slice.elts) == 2 else (None, None)
    )
    if rows is None or picked is None or frame.kind != "frame" or frame.time != "row" or base.value.kind == "iloc":
        return lose(m, frame, f"{ast.unparse(target)} changes rows in a way that is not followed")
    mask, key = evaluate(m, rows) if not isinstance(rows, ast.Slice) else owner, evaluate(m, picked)
    names = names_of(key)
    if not names:
        return lose(m, frame, f"{ast.unparse(target)} changes columns that are not known by name")
    used = m.used(out, names[0])
    if mask.time in ("const", "learned"):
        answers = [name for name in names if name in frame.columns and frame.columns[name].predicted]
        for name in answers:  # rows of those asked about
            lost = m.stuck(f"{ast.unparse(target)} changes single rows of what was predicted")
            put(frame, name, replace(lost, predicted=frame.columns[name].predicted))
            m.candidates.append(Candidate(Out(frame.columns[name], target), m.current, name, order=len(m.candidates)))
        return None if answers else m.note("rows by name", ast.unparse(target))  # single rows of the training data
    if mask.time == "unknown" or mask.value.rows != frame.rows or mask.value.kind == "index":
        stuck = m.stuck(f"{ast.unparse(target)} changes rows in a way that is not followed")
        for name in names:  # what is unknown of the rule comes first
            put(frame, name, replace(mask.value if mask.time == "unknown" else stuck, predicted=frozenset()))
        return None
    found = _handed_over(m, _fitting_column(m, target, owner, used, out), out, names[0])
    for name in names:
        if name not in frame.columns and frame.others is not None and name not in frame.absent:
            m.perhaps.add(name)  # the file's own, or made here
        old = column(frame, name)
        part = replace(found, kind="series" if found.time == "row" else found.kind)
        if part.time == "row":
            extra = [mask.value] if not isinstance(rows, ast.Slice) else []
            part.slice = part.slice | m.chained | used.need | owner.slice | frame.slice
            for other in [*extra, *([old] if old is not None else [])]:
                part.slice |= whole(other)
                part.deps |= depends(other)
            part.slice |= mask.slice
            part.predicted |= frozenset().union(*(other.predicted for other in extra))
            if old is not None and old.predicted:  # a rule over what was predicted: the prediction goes on with it
                part.predicted, part.proba = part.predicted | old.predicted, part.proba or old.proba
            if old is not None and old.time == "unknown":
                part = old
        put(frame, name, part)
        if part.predicted and not (part.time == "unknown" and out.time == "row"):
            predicted(m, Out(part, ast.Subscript(owner.expr, ast.Constant(name), ast.Load()), owner.slice), name)
    index = ast.Tuple([mask.expr if not isinstance(rows, ast.Slice) else rows, key.expr], ast.Load())
    serve(m, ast.Assign([ast.Subscript(base.expr, index, ast.Store())], used.expr))
    return None


def _array(m: State, target: ast.Subscript, base: Out, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    """`X[:, 0] = codes`."""
    match target.slice:
        case ast.Tuple(elts=[ast.Slice(lower=None, upper=None, step=None), picked]):
            key = evaluate(m, picked)
            used = m.used(out)
            if (
                used.time == "unknown"
                or key.time in ("row", "unknown")
                or (used.time == "row" and used.value.rows != base.value.rows)
            ):
                return lose(m, base.value, f"{ast.unparse(target)} gets values that are not followed")
            if used.value.predicted:
                base.value.predicted |= used.value.predicted | (frozenset(m.fitted) if m.loops else frozenset())
            if used.value.predicted and m.loops:
                why = f"{ast.unparse(target)} puts predictions together over the turns of a loop"
                return lose(m, base.value, why)
            base.value.slice |= m.chained | used.need | base.slice
            base.value.deps |= depends(used.value)
            base.value.own = False
            index = ast.Tuple([ast.Slice(None, None, None), m.used(key).expr], ast.Load())
            serve(m, ast.Assign([ast.Subscript(base.expr, index, ast.Store())], used.expr))
        case _:
            _some_rows(m, target, base, out, evaluate, serve)


def _some_rows(m: State, target: ast.Subscript, base: Out, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    """`p[p > 0.3] = 1`: row by row, where the rule and the values are."""
    key, used, value = evaluate(m, target.slice), m.used(out), base.value
    rule = key.time == "row" and key.value.kind in ("series", "array") and key.value.rows == value.rows
    made = predicted_in([base, key, out])
    if not rule or value.wide or used.time not in ("const", "learned") or out_of_training(out.value) or m.maybe:
        lose(m, value, f"{ast.unparse(target)} changes single rows")
    else:
        value.slice |= m.chained | used.need | base.slice | key.need
        value.deps |= depends(key.value)
    value.predicted, value.proba = made, False
    if made and isinstance(target.value, ast.Name):
        predicted(m, Out(value, base.expr, base.slice | m.chained), target.value.id)
    serve(m, ast.Assign([ast.Subscript(base.expr, key.expr, ast.Store())], used.expr))
