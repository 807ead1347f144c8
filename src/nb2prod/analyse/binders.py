"""What bound a name that a statement reads: its expressions, and its type where all of them agree.

x = df.values       made(1, "x"): df.values
x[0] = 1            1: the change is passed by, a second binding would not be
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.model import Edge, Statement


class Binders:
    """The types of names at a statement, by what may have bound them before it."""

    def __init__(self, statements: tuple[Statement, ...], edges: Iterable[Edge]) -> None:
        """`edges`: which statement reads what which other one left."""
        self.statements = statements
        self.sources: dict[tuple[int, str], list[int]] = {}
        for edge in edges:
            self.sources.setdefault((edge.target, edge.name), []).append(edge.source)

    def types(self, statement: Statement) -> dict[str, str]:
        """Of each name that it reads, where all that may have bound it agree."""
        found = {name: self._type(statement.id, name) for name in statement.facts.names}
        return {name: type_ for name, type_ in found.items() if type_ and not type_.startswith("ref:")}

    def made(self, target: int, name: str) -> list[ast.expr]:
        """What it was bound to wherever that may have been; nothing where one of them is no plain assignment."""
        found: list[ast.expr] = []
        for source in self._binders(target, name):
            node = self.statements[source].node
            if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
                return []
            found.append(node.value)
        return found

    def _binders(self, target: int, name: str) -> Iterator[int]:
        """All that may have bound it before; what only changes the object is passed by."""
        todo, seen = list(self.sources.get((target, name), ())), set[int]()
        while todo:
            source = todo.pop()
            if source in seen:
                continue
            seen.add(source)
            if name in self.statements[source].facts.binds:
                yield source
            else:
                todo += self.sources.get((source, name), ())

    def _type(self, target: int, name: str) -> str:
        """The type that all binders before it give the name."""
        types: set[str] = set()
        for source in self._binders(target, name):
            types.add(dict(self.statements[source].facts.types).get(name, ""))
            if len(types) > 1:
                return ""
        return types.pop() if types else ""
