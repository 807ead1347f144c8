"""Calls of the notebook's own functions that their definitions do not take.

def load(path): ...
load("a", 3)          a TypeError: it takes 1 argument by place, not 2
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from nb2prod.analyse.from_stars import stars
from nb2prod.analyse.lacking import elsewhere
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Statement
from nb2prod.nesting import PERHAPS, own_parts
from nb2prod.walking import walk


def misfits(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    """One for each such call outside of functions, of a function whose name only functions bear."""
    if stars(statements) or any("barrier" in s.facts.effects for s in statements):
        return
    top = [(s.id, s.node) for s in statements if s.parent is None]
    plain = {i for i, node in top if isinstance(node, ast.FunctionDef) and not node.decorator_list}
    others = {name for s in statements for name in s.facts.binds if s.id not in plain}
    others |= {part.arg for _, node in top for part in walk(node) if isinstance(part, ast.arg)}
    own: dict[str, ast.arguments] = {}  # as they are defined above
    for statement in statements:
        match statement.node:
            case ast.FunctionDef(name=name, args=asked) if name not in others:
                own[name] = asked
        for part in () if elsewhere(statement, statements) else own_parts(statement.node, PERHAPS):
            match part:
                case ast.Call(func=ast.Name(id=name), args=args, keywords=words) if name in own:
                    named = [word.arg for word in words if word.arg is not None]
                    if len(named) < len(words) or any(isinstance(arg, ast.Starred) for arg in args):
                        continue
                    if wrong := _wrong(own[name], len(args), named):
                        where = {"cell": statement.cell, "line": part.lineno}
                        advice = "call it as it is defined"
                        yield finding("NB155", **where, what=f"{name} {wrong}", error="a TypeError", advice=advice)


def _wrong(asked: ast.arguments, count: int, named: Collection[str]) -> str:
    """What does not fit; "" where all does."""
    places = [each.arg for each in (*asked.posonlyargs, *asked.args)]
    needed = places[: len(places) - len(asked.defaults)]
    needed += [each.arg for each, value in zip(asked.kwonlyargs, asked.kw_defaults, strict=True) if value is None]
    known = {each.arg for each in (*asked.args, *asked.kwonlyargs)} - {*places[:count]}
    if count > len(places) and asked.vararg is None:
        return f"takes {len(places)} argument{'s' * (len(places) != 1)} by place, and is given {count}"
    if asked.kwarg is None and (odd := [name for name in named if name not in known]):
        return f"does not take {odd[0]} here"
    lacking = [name for name in needed if name not in {*places[:count], *named}]
    return f"is called without {lacking[0]}" if lacking else ""
