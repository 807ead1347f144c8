"""Methods that are called on objects of the notebook's own classes, and that these classes do not have.

class Stock: def plot(self): ...
stock = Stock("X"); stock.plott()      no class of these has plott: the run ends there
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Mapping
from itertools import pairwise

from nb2prod.analyse.scope import names_of
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Statement
from nb2prod.nesting import outwards
from nb2prod.walking import walk

DYNAMIC = frozenset({"setattr", "__dict__", "__getattr__", "__getattribute__", "MethodType", "vars", "exec"})
CAUGHT = (ast.Try, ast.TryStar)


def lacking(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    """The first call of each such method, outside of functions and of `try`."""
    given = given_later(statements)
    if given is None:
        return
    classes = _whole(statements)
    said: set[str] = set()
    for statement in statements:
        if elsewhere(statement, statements):
            continue
        for call in statement.facts.calls:
            owner, _, method = call.removeprefix("class:").rpartition(".")
            if not call.startswith("class:") or owner not in classes or call in said:
                continue
            known = classes[owner]
            if method not in known | given:
                said.add(call)
                near = difflib.get_close_matches(method, sorted(known - {*dir(object)}), n=1, cutoff=0.6)
                advice = f"probably {near[0]} is meant" if near else "define it, or take the call out"
                yield finding(
                    "NB146", cell=statement.cell, line=statement.line, owner=owner, method=method, advice=advice
                )


def elsewhere(statement: Statement, statements: tuple[Statement, ...]) -> bool:
    """Whether it stands in a function that may never be called, or where a failure is caught."""
    held = (*CAUGHT, ast.If, ast.ClassDef)
    steps = pairwise(outwards(statements, statement))
    return any(inner.body == "function" or isinstance(outer.node, held) for inner, outer in steps)


def _whole(statements: tuple[Statement, ...]) -> Mapping[str, frozenset[str]]:
    """The classes of which everything is seen, each with the names that its objects have from it."""
    nodes = [s.node for s in statements if s.parent is None and isinstance(s.node, ast.ClassDef)]
    bound = [name for s in statements if s.parent is None for name in s.facts.binds]
    found: dict[str, frozenset[str]] = {}
    for node in nodes:  # bases stand above
        bases = [base.id if isinstance(base, ast.Name) else "" for base in node.bases]
        plain = not node.decorator_list and not node.keywords and bound.count(node.name) == 1
        if plain and all(base == "object" or base in found for base in bases):
            inherited = frozenset().union(*(found[base] for base in bases if base in found))
            parts = (part for part in walk(node) if isinstance(part, ast.stmt) and part is not node)
            own = frozenset().union(*(names_of(part).binds for part in parts))
            found[node.name] = inherited | _as_called(node.name, own) | {*dir(object)}
    return found


def _as_called(owner: str, names: frozenset[str]) -> frozenset[str]:
    """The names with those of private ones as Python makes them: `__secret` of Stock is `_Stock__secret`."""
    private = {name for name in names if name.startswith("__") and not name.endswith("__")}
    return names | {f"_{owner.lstrip('_')}{name}" for name in private}


def given_later(statements: tuple[Statement, ...]) -> frozenset[str] | None:
    """Attributes that the notebook sets on anything: `Stock.plott = plot`; None where these cannot be told."""
    found: set[str] = set()
    for node in (part for s in statements if s.parent is None for part in walk(s.node)):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in DYNAMIC:
                return None
            case ast.FunctionDef(name=name) if name in DYNAMIC:
                return None
    return frozenset(found)
