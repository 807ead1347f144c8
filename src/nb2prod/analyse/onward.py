"""Which calls may get what a statement computes: its own, and those of all that reads from it, further and further on.

X = pd.get_dummies(df)      from here: get_dummies, fit
model.fit(X, y)

What makes plain numbers of it ends the way: `X = scaler.fit_transform(X)`, `y = y.astype(int)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.model import Edge, Statement
from nb2prod.nesting import outwards

NUMBERS = frozenset({"astype", "transform", "fit_transform", "to_categorical"})


class Onward:
    """The edges between the outermost statements."""

    def __init__(self, statements: tuple[Statement, ...], edges: Iterable[Edge]) -> None:
        """`edges`: which statement reads what which other one left."""
        self.outermost = {s.id: [*outwards(statements, s)][-1].id for s in statements}
        self.statements = statements
        self.called: dict[int, set[str]] = {}
        self.readers: dict[int, set[int]] = {}
        for statement in statements:
            self.called.setdefault(self.outermost[statement.id], set()).update(statement.facts.calls)
        for edge in edges:
            if edge.source not in self.outermost:  # a name of a function around
                continue
            self.readers.setdefault(self.outermost[edge.source], set()).add(self.outermost[edge.target])

    def calls(self, statement: int, *, through: bool = False) -> frozenset[str]:
        """Qualified names, in no order; `through`: also behind what makes numbers."""
        return frozenset().union(*(self.called.get(each, ()) for each in self._reached(statement, through=through)))

    def around(self, statement: int) -> Iterator[ast.stmt]:
        """The statements that it reaches, and what these read: also the estimators that they fit."""
        reached = self._reached(statement, through=True)
        sources = {source for source, readers in self.readers.items() if readers & reached}
        yield from (self.statements[each].node for each in sorted(reached | sources))

    def _reached(self, statement: int, *, through: bool) -> set[int]:
        todo, seen = [self.outermost[statement]], set[int]()
        while todo:
            here = todo.pop()
            if here in seen:
                continue
            seen.add(here)
            if through or not _plain_numbers(self.statements[here].node):
                todo += self.readers.get(here, ())
        return seen


def _plain_numbers(node: ast.stmt) -> bool:
    """Whether all that it binds are numbers: nothing else goes on from there."""
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr))):
            return attr in NUMBERS
    return False
