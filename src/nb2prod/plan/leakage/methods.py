"""Method calls: of frames and arrays, of transformers, of models."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.plan.leakage import calls, expressions
from nb2prod.plan.leakage.selecting import chosen, columns, dropped, some, without
from nb2prod.plan.leakage.state import Search, Use
from nb2prod.plan.leakage.values import Held, Trace, mixed, one_row, table
from nb2prod.plan.leakage.windows import looks_back, of_window
from nb2prod.plan.leakage.words import (
    ANSWERING,
    EXTREMES,
    FITTING,
    GROUPED,
    HARMLESS,
    IN_GROUPS,
    RESAMPLING,
    SELECTING,
    STATISTICS,
    TABLES_OF_GROUPS,
    TRANSFORMING,
    UNDERSAMPLING,
    WINDOWS,
)
from nb2prod.replacing import replace

if TYPE_CHECKING:
    from nb2prod.plan.leakage.calls import Given


EACH_CELL = frozenset({"map", "applymap"})  # they give their function a cell, whatever they are methods of


def method(search: Search, func: ast.Attribute, given: Given) -> Held:
    """What `owner.name(...)` gives, with what it does to the owner."""
    owner, name = expressions.value(search, func.value), func.attr
    if name in ("fit_transform", "fit_predict"):
        return _fit_transform(search, owner, given)
    if name in RESAMPLING:
        return _resampled(search, owner, given)
    if name in FITTING and not owner.rows:
        return _fit(search, owner, name, given)
    if name in TRANSFORMING and not owner.rows:
        return _transform(owner, given)
    if name in ANSWERING and not owner.rows:
        return _answer(search, func, owner, given)
    if name == "split" and owner.made and given.all:
        return Held(parts=[calls.folds(search)])
    if owner.parts is not None:
        return _collection(owner, name, given)
    if name in HARMLESS:
        return Held()
    if owner.rows or owner.all_traces:
        return _table(search, func, owner, given)
    found = mixed(given.all)
    found.plain = False
    return found


# ------------------------------------------------------------------------------------------- transformers and models


def _fit(search: Search, owner: Held, name: str, given: Given) -> Held:
    rows = given.get(0, "X", "x", "data")
    if not owner.listing and rows.all_rows:
        owner.learned = search.trace(given.node, rows, _number(search, owner))
    owner.training = calls.training(search, rows, given.get(1, "y"))
    if not owner.made and not owner.plain:  # of a class of the notebook
        owner.training = replace(owner.training, leaky=False, plain=False)  # what it takes of the rows, it says itself
    checked = given.keywords.get("validation_data")
    if checked is not None and checked.parts:
        _use(search, owner, given.node, checked.parts[0])
    return owner


def _number(search: Search, owner: Held) -> int:
    """A number of the transformer, in the order in which they first learn."""
    return owner.learned.maker if owner.learned is not None else next(search.numbers)


def _fit_transform(search: Search, owner: Held, given: Given) -> Held:
    rows = given.get(0, "X", "raw_documents", "y")
    if owner.listing or not rows.all_rows:
        return table(rows, traces=rows.all_traces, whole=False, only=None)
    owner.learned = search.trace(given.node, rows, _number(search, owner))
    found = _made_of(rows, rows.all_traces | {owner.learned})
    found.plain = found.plain and owner.plain
    return found


def _made_of(rows: Held, traces: frozenset[Trace]) -> Held:
    found = table(rows, rows=rows.all_rows, traces=traces, whole=False, only=None, cut=rows.cut)
    found.columns = {}
    return found


def _transform(owner: Held, given: Given) -> Held:
    rows = given.get(0, "X", "raw_documents", "texts", "sequences")
    traces = rows.all_traces | ({owner.learned} if owner.learned is not None else set())
    found = _made_of(rows, frozenset(traces))
    found.plain = found.plain and owner.plain and (owner.learned is not None or owner.listing)
    return found


def _resampled(search: Search, owner: Held, given: Given) -> Held:
    made = given.args or list(given.keywords.values())
    if owner.made in UNDERSAMPLING:
        return Held(parts=[table(held) for held in made])
    trace = search.trace(given.node, given.get(0, "X"), copies=True)
    return Held(parts=[table(held, traces=held.traces | {trace}, column=held.column) for held in made])


def _answer(search: Search, func: ast.Attribute, owner: Held, given: Given) -> Held:
    rows = given.get(0, "X", "x", "data")
    _use(search, owner, func.value, rows)
    if owner.training is None:
        return Held(rows.rows, rows.all_traces, plain=False)
    return Held(rows.rows, plain=False)


def _use(search: Search, owner: Held, node: ast.expr, rows: Held) -> None:
    if owner.training is not None:
        model = node.func if isinstance(node, ast.Call) else node
        model = model.value if isinstance(model, ast.Attribute) else model
        name = model.id if isinstance(model, ast.Name) else owner.made or "the model"
        search.uses.append(Use.of(search.place, name, owner.training, rows))


# ----------------------------------------------------------------------------------------------------------- tables


def _collection(owner: Held, name: str, given: Given) -> Held:
    """Methods of lists and dicts."""
    parts = owner.parts or []
    if name in ("append", "add", "insert") and given.args:
        parts.append(given.args[-1])
        return Held()
    if name == "items" and owner.keys is not None:
        pairs = zip(owner.keys, parts, strict=False)
        return Held(parts=[Held(parts=[Held(literal=key), held]) for key, held in pairs])
    if name == "values":
        return Held(parts=list(parts))
    if name in ("get", "pop"):
        return expressions.items_of(owner)
    return Held() if name in HARMLESS else owner


def _table(search: Search, func: ast.Attribute, owner: Held, given: Given) -> Held:
    name = func.attr
    found = _statistic(search, func, owner, given)
    if found is not None:
        return found
    if name == "drop":
        result = _drop(search, owner, given)
    elif name == "pop":
        result = columns(owner, given.get(0).literal)
        owner.absent |= {str(given.get(0).literal)}
        return result
    elif name in GROUPED:
        return table(owner, grouped=True)
    elif name in SELECTING:
        result = some(search, owner)
    elif name == "align":
        return Held(parts=[table(owner), table(given.get(0, "other"))])
    elif name == "sample":
        result = _sample(search, owner, given)
    elif name in ("append", "join", "merge"):
        result = _with_others(owner, name, given)
    else:
        result = _mapped(search, owner, name, given)
    if given.get(-1, "inplace").literal is True:
        _in_place(search, func.value, owner, result)
    return result


def _statistic(search: Search, func: ast.Attribute, owner: Held, given: Given) -> Held | None:
    """A value that all rows make, a table with a row for each group, or None."""
    name = func.attr
    across = given.get(-1, "axis").literal in (1, "columns")
    if across or owner.single:
        return None
    said = name in STATISTICS or (name in EXTREMES and (owner.grouped or calls.divides(search)))
    if of_window(func) and name not in TABLES_OF_GROUPS:
        return table(owner)
    if owner.grouped:
        if name in WINDOWS:
            return table(owner, grouped=True)
        if name == "transform" and given.args and looks_back(given.args[0].node):
            return table(owner)
        if name in ("transform", "rank"):
            trace = search.trace(given.node, owner)
            return table(owner, traces=owner.all_traces | {trace})
        if name in IN_GROUPS:
            return table(owner)
        return _groups(search, owner, given)
    if name in TABLES_OF_GROUPS:
        return _groups(search, owner, given)
    if name in EXTREMES and not said:
        return Held()
    return Held(traces=owner.all_traces | {search.trace(given.node, owner)}) if said and owner.rows else None


def _groups(search: Search, owner: Held, given: Given) -> Held:
    """A row for each group: rows of their own, that know those they were made of."""
    trace = search.trace(given.node, owner)
    cuts = next((cuts for _, cuts in owner.rows), frozenset())
    root = f"groups {search.place} {sorted(cuts)}"
    return Held(frozenset({(root, frozenset())}), owner.all_traces | {trace})


def _drop(search: Search, owner: Held, given: Given) -> Held:
    labels = given.get(0, "labels", "columns", "index")
    axis = given.get(1, "axis").literal
    if "columns" in given.keywords or axis in (1, "columns"):
        return without(owner, labels.literal)
    if labels.kind == "index" or labels.cut:
        return dropped(search, owner, labels.cut)
    return some(search, owner)


def _sample(search: Search, owner: Held, given: Given) -> Held:
    if given.get(-1, "replace").literal is True:
        return table(owner, traces=owner.traces | {search.trace(given.node, owner, copies=True)})
    size = given.get(-1, "frac").literal
    if size == 1 or size == 1.0:
        return table(owner)
    return chosen(search, owner, (f"sample {search.place}", 0))


def _with_others(owner: Held, name: str, given: Given) -> Held:
    other = given.get(0, "other", "right")
    if name == "append":
        return calls.joined(Held(parts=[owner, *(other.parts or [other])]), None, "concat")
    found = table(owner, traces=owner.traces | other.all_traces, whole=False, only=None)
    found.plain = False
    return found


def _mapped(search: Search, owner: Held, name: str, given: Given) -> Held:
    """Row by row: what arguments know, and what functions among them compute of a row."""
    traces = owner.traces
    across = given.get(-1, "axis").literal in (1, "columns")
    seen = one_row(owner) if name in EACH_CELL or ((across or owner.series) and not owner.grouped) else table(owner)
    for argument in given.all:
        if argument.kind == "function":
            argument = calls.own_function(search, argument, [seen], {})
            traces |= argument.all_traces - owner.all_traces
        else:
            traces |= argument.all_traces
    return table(owner, traces=traces, cut=owner.cut)


def _in_place(search: Search, target: ast.expr, owner: Held, result: Held) -> None:
    if isinstance(target, (ast.Subscript, ast.Attribute)):
        expressions.bind(search, target, result)
        return
    owner.rows, owner.traces, owner.columns = result.rows, result.traces, result.columns
    owner.absent, owner.only, owner.whole, owner.cut = result.absent, result.only, result.whole, result.cut
