"""Statements: loops are gone through twice, of two branches either may be taken."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nb2prod.plan.leakage.expressions import bind, decided, items_of, value
from nb2prod.plan.leakage.state import Search
from nb2prod.plan.leakage.values import Held, either, mixed


def execute(search: Search, body: Iterable[ast.stmt]) -> None:
    """Go through statements in order."""
    for node in body:
        search.place = search.homes.get(id(node), search.place)
        _statement(search, node)


def _statement(search: Search, node: ast.stmt) -> None:
    match node:
        case ast.Assign(targets=targets, value=inner):
            given = value(search, inner)
            for target in targets:
                bind(search, target, given)
        case ast.AnnAssign(target=target, value=inner) if inner is not None:
            bind(search, target, value(search, inner))
        case ast.AugAssign(target=target, value=inner):
            bind(search, target, mixed([value(search, target), value(search, inner)]))
        case ast.Expr(value=inner):
            value(search, inner)
        case ast.Return(value=inner):
            search.returned.append(value(search, inner))
        case ast.FunctionDef(name=name):
            search.env[name] = Held(kind="function", node=node)
        case ast.ClassDef(name=name):
            search.env[name] = Held(plain=False)
        case ast.For(target=target, iter=iterated, body=body) | ast.AsyncFor(target=target, iter=iterated, body=body):
            _loop(search, target, iterated, body)
            execute(search, node.orelse)
        case ast.While(test=test, body=body):
            for _ in range(2):
                value(search, test)
                execute(search, body)
        case ast.If(test=test, body=body, orelse=orelse):
            value(search, test)
            told = decided(search, test)
            if told is None:
                _branches(search, [body, orelse])
            else:
                execute(search, body if told else orelse)
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            for item in items:
                given = value(search, item.context_expr)
                if item.optional_vars is not None:
                    bind(search, item.optional_vars, given)
            execute(search, body)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
            execute(search, [*body, *orelse])
            for handler in handlers:
                execute(search, handler.body)
            execute(search, final)
        case ast.Delete(targets=targets):
            for target in targets:
                _delete(search, target)


def _loop(search: Search, target: ast.expr, iterated: ast.expr, body: list[ast.stmt]) -> None:
    over = value(search, iterated)
    turns = over.parts if over.parts and over.keys is None and len(over.parts) <= MOST_TURNS else [items_of(over)] * 2
    for turn in turns:
        bind(search, target, turn)
        execute(search, body)


MOST_TURNS = 12


def _branches(search: Search, bodies: list[list[ast.stmt]]) -> None:
    before, results = search.env, []
    for body in bodies:
        search.env = dict(before)
        execute(search, body)
        results.append(search.env)
    one, other = results
    search.env = {name: either(one.get(name, held), other.get(name, held)) for name, held in (one | other).items()}


def _delete(search: Search, target: ast.expr) -> None:
    if isinstance(target, ast.Name):
        search.env.pop(target.id, None)
    elif isinstance(target, ast.Subscript):
        frame, name = value(search, target.value), value(search, target.slice).literal
        if isinstance(name, str):
            frame.absent |= {name}
            frame.columns.pop(name, None)
