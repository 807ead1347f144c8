"""Expressions: what they hold, whose rows, learned from what."""

from __future__ import annotations

import ast

from nb2prod.plan.leakage import calls
from nb2prod.plan.leakage.selecting import chosen, columns, condition, sliced
from nb2prod.plan.leakage.state import Search
from nb2prod.plan.leakage.values import Held, either, is_none, mixed, one_row, table
from nb2prod.plan.leakage.words import HARMLESS, JOINED
from nb2prod.walking import children

INDEXERS = ("loc", "iloc", "ix", "iat", "at")


def value(search: Search, node: ast.expr | None) -> Held:
    """What an expression gives."""
    search.spend()
    match node:
        case None:
            return Held()
        case ast.Constant(value=literal):
            return Held(literal=literal, kind="none" if literal is None else "")
        case ast.Name(id=name):
            return search.env.get(name) or Held()
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return _several(search, items)
        case ast.Dict(keys=keys, values=items):
            parts = [value(search, item) for item in items]
            return Held(parts=parts, keys=[k.value if isinstance(k, ast.Constant) else None for k in keys])
        case ast.Call():
            return calls.called(search, node)
        case ast.Attribute():
            return _attribute(search, node)
        case ast.Subscript():
            return _subscript(search, node)
        case ast.Compare() | ast.UnaryOp():
            inner = [value(search, part) for part in children(node) if isinstance(part, ast.expr)]
            found = mixed(inner)
            found.cut = condition(search, node)
            found.literal = -inner[0].literal if _negative(node, inner) else None  # type: ignore[operator]  # _negative saw a number
            return found
        case ast.IfExp(test=test, body=body, orelse=orelse):
            if (told_now := decided(search, test)) is not None:
                return value(search, body if told_now else orelse)
            found = either(value(search, body), value(search, orelse))
            told = value(search, test).all_traces
            return table(found, traces=found.traces | told) if told else found
        case ast.Lambda():
            return Held(kind="function", node=node)
        case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element) | ast.SetComp(elt=element):
            return _comprehension(search, node.generators, element)
        case ast.DictComp(value=element):
            return _comprehension(search, node.generators, element)
        case ast.NamedExpr(target=target, value=inner):
            search.env[target.id] = value(search, inner)
            return search.env[target.id]
        case ast.Starred(value=inner) | ast.Await(value=inner):
            return value(search, inner)
    return mixed([value(search, part) for part in children(node) if isinstance(part, ast.expr)])


def decided(search: Search, test: ast.expr) -> bool | None:
    """How a test turns out in a function that was given what it asks for: a flag, or whether something is None.

    def prep(d, m=None): ... if m is None: m = d.median()      prep(X_test, medians) learns nothing
    TRY = False; if TRY: scaler.fit(X)                         nor does this, where nothing else sets the flag
    """
    match test:
        case ast.Name(id=name) if name in search.env:
            literal = search.env[name].literal
            fixed = search.depth or sum(name in s.facts.binds for s in search.program.statements) == 1
            return literal if fixed and isinstance(literal, bool) else None
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            found = decided(search, inner)
            return None if found is None else not found
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(None)]
        ) if search.depth:
            found = is_none(search.env.get(name, Held()))
            return None if found is None else found is isinstance(op, ast.Is)
    return None


def _negative(node: ast.expr, inner: list[Held]) -> bool:
    minus = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    return minus and isinstance(inner[0].literal, (int, float))


def _several(search: Search, items: list[ast.expr]) -> Held:
    parts = [value(search, item) for item in items]
    known = all(part.literal is not None for part in parts)
    return Held(parts=parts, literal=[part.literal for part in parts] if known else None)


def _comprehension(search: Search, generators: list[ast.comprehension], element: ast.expr) -> Held:
    for generator in generators:
        bind(search, generator.target, items_of(value(search, generator.iter)))
    return mixed([value(search, element), *(value(search, generator.iter) for generator in generators)])


def _attribute(search: Search, node: ast.Attribute) -> Held:
    owner = value(search, node.value)
    if node.attr == "index":
        return Held(kind="index", cut=owner.cut)
    if node.attr in HARMLESS:
        return Held()
    if node.attr in ("values", "T", "str", "dt", "cat", "iloc", "loc", "ix", "at", "iat"):
        return table(owner, cut=owner.cut, grouped=owner.grouped)
    if node.attr in ("best_estimator_", "estimator", "model"):
        return owner
    if owner.rows and not owner.grouped:
        return columns(owner, node.attr)
    return Held(owner.rows, owner.traces, grouped=owner.grouped, plain=False)


def _subscript(search: Search, node: ast.Subscript) -> Held:
    if isinstance(node.value, ast.Attribute) and node.value.attr in JOINED:
        return mixed([value(search, node.slice)])  # np.c_[a, b]
    owner, inner = value(search, node.value), node.slice
    if owner.parts is not None and isinstance(inner, ast.Constant):
        return _element(owner, inner.value)
    if owner.grouped:
        return owner
    positions = isinstance(node.value, ast.Attribute) and node.value.attr in INDEXERS
    match inner:
        case ast.Tuple(elts=[rows, which]) if positions or not isinstance(rows, ast.Constant):
            found = _rows(search, owner, rows)
            if found is owner:
                found = chosen(search, owner, value(search, rows).cut)
            if isinstance(which, ast.Slice):
                everything = which.lower is None and which.upper is None
                return found if everything else table(found, whole=False, only=None, cut=found.cut)
            names = value(search, which).literal
            by_name = isinstance(names, (str, list))
            return columns(found, names if by_name else None)
    found = _rows(search, owner, inner)
    if found is not owner:
        return found
    given = value(search, inner)
    if positions or given.rows or given.cut or given.kind == "index":  # a mask, or positions
        return chosen(search, owner, given.cut)
    return columns(owner, given.literal)


def _rows(search: Search, owner: Held, node: ast.expr) -> Held:
    if isinstance(node, ast.Slice):
        return sliced(search, owner, node)
    cut = condition(search, node)
    return chosen(search, owner, cut) if cut else owner


def _element(owner: Held, key: object) -> Held:
    parts = owner.parts or []
    if owner.keys is not None:
        return parts[owner.keys.index(key)] if key in owner.keys else items_of(owner)
    if isinstance(key, int) and -len(parts) <= key < len(parts):
        return parts[key]
    return items_of(owner)


def items_of(held: Held) -> Held:
    """What a loop over a value gives in one of its turns."""
    if not held.parts:
        return held if held.grouped else one_row(held) if held.rows else Held(plain=False)
    found = held.parts[0]
    for part in held.parts[1:]:
        found = _turn(found, part)
    return found


def _turn(one: Held, other: Held) -> Held:
    if one.parts and other.parts and len(one.parts) == len(other.parts):
        return Held(parts=[_turn(a, b) for a, b in zip(one.parts, other.parts, strict=True)])
    return either(one, other)


def bind(search: Search, target: ast.expr, given: Held) -> None:
    """Give a value to what an assignment or a loop names."""
    match target:
        case ast.Name(id=name):
            search.env[name] = given
        case ast.Tuple(elts=items) | ast.List(elts=items):
            parts = given.parts or []
            for number, item in enumerate(items):
                known = len(parts) == len(items)
                bind(search, item, parts[number] if known else Held(given.rows, given.traces, plain=False))
        case ast.Subscript(value=owner) | ast.Attribute(value=owner):
            _put(search, target, value(search, owner), given)
        case ast.Starred(value=inner):
            bind(search, inner, Held(given.rows, given.traces, plain=False))


def _put(search: Search, target: ast.Subscript | ast.Attribute, frame: Held, given: Held) -> None:
    """`df["a"] = x`: the column knows what x knows; an item of a list or a dict joins the others."""
    name: object = target.attr if isinstance(target, ast.Attribute) else value(search, target.slice).literal
    if isinstance(target, ast.Attribute) and not frame.rows:
        return
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Tuple) and len(target.slice.elts) == 2:
        name = value(search, target.slice.elts[1]).literal
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute) and target.value.attr in INDEXERS:
        frame = value(search, target.value.value)
    if frame.keys is not None and frame.parts is not None:
        frame.keys.append(name)
        frame.parts.append(given)
    elif isinstance(name, str):
        loaded = bool(given.column) and given.column == name and not given.all_traces
        frame.columns[name] = given.all_traces or (frozenset() if loaded else frame.columns.get(name, frozenset()))
        frame.absent -= {name}
        if given.column and given.column != name:
            frame.absent -= {given.column}
    else:
        frame.traces |= given.all_traces
