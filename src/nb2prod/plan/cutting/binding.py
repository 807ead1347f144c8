"""Which names a statement surely binds, and which only on some paths.

if a: x = 1               x: perhaps
if a: x = 1               x: surely
else: x = 2            or raise ValueError
for i in rows: last = i   i, last: perhaps (rows may be empty), unless the rows are written out, here or before
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nb2prod.knowledge.turns import lets_pass, never_empty
from nb2prod.model import Program, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import Graph
from nb2prod.walking import swapped, walk


def surely(graph: Graph, identity: int, kept: frozenset[int]) -> frozenset[str]:
    """Names that are bound after the statement on every path through its kept parts."""
    statement = graph.program.statements[identity]
    node, own = statement.node, statement.facts.binds
    parts: dict[str, list[int]] = {}
    for child in graph.children.get(identity, ()):
        if child in kept or any(inner in kept for inner in graph.inside(child)):
            parts.setdefault(graph.program.statements[child].body, []).append(child)
    match node:
        case ast.If():
            ways = [parts.get("body", []), parts.get("orelse", [])]
            passed = [_all(graph, way, kept) for way in ways if not _raises(graph, way)]
            return own | (passed[0].intersection(*passed[1:]) if passed else frozenset())
        case ast.For(iter=iterable):
            jumps = any(isinstance(part, (ast.Break, ast.Continue)) for part in walk(node))
            inside = frozenset() if jumps else _all(graph, parts.get("body", []), kept)
            return own | inside if never_empty(_written_out(graph, identity, iterable)) else frozenset()
        case ast.While() | ast.AsyncFor():
            return frozenset()
        case ast.Try(handlers=handlers):
            final = _all(graph, parts.get("finalbody", []), kept)
            normal = _all(graph, parts.get("body", []), kept) | _all(graph, parts.get("orelse", []), kept)
            return final | (normal if not handlers else frozenset())
        case ast.With() | ast.AsyncWith():
            swallows = "unknown" in statement.facts.effects and not lets_pass(statement.facts.calls)
            return own | (frozenset() if swallows else _all(graph, parts.get("body", []), kept))
        case ast.Match():
            return frozenset()
    return own


def in_its_turn(program: Program, identity: int, name: str) -> bool:
    """Whether the statement stands in a loop that sets the name at the start of each turn.

    for axi in axes: axi.plot(x)      whatever `axi` was before, it is not read here
    """
    statement = program.statements[identity]
    for outer in outwards(program.statements, statement):
        if outer.parent is None:
            return False
        loop = program.statements[outer.parent]
        if outer.body == "body" and isinstance(loop.node, ast.For) and name in loop.facts.binds:
            return True
    return False


def _raises(graph: Graph, way: Iterable[int]) -> bool:
    """Whether nobody comes out of it: `else: raise ValueError(kind)`."""
    return any(isinstance(graph.program.statements[identity].node, ast.Raise) for identity in way)


def _all(graph: Graph, statements: Iterable[int], kept: frozenset[int]) -> frozenset[str]:
    return frozenset().union(*(surely(graph, identity, kept) for identity in statements))


def _written_out(graph: Graph, identity: int, iterable: ast.expr) -> ast.expr:
    """The iterable, with literals in place of the names that hold them: `degrees = [2, 5]`, never changed since."""
    held: dict[str, list[int]] = {}
    for source, name in graph.sources.get(identity, ()):
        held.setdefault(name, []).append(source)
    literals: dict[str, ast.expr] = {}
    for name, sources in held.items():
        match graph.program.statements[sources[0]]:
            case Statement(parent=None, node=ast.Assign(targets=[ast.Name()], value=value)) if len(sources) == 1:
                if isinstance(value, (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Constant)):
                    literals[name] = value
    return swapped(iterable, literals) if literals else iterable
