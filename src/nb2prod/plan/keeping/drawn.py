"""What functions draw is needed where a figure that they drew on is asked for.

0  def deco(ax): ax.set_title("t")      stays with its body: 2 asks for the title
1  deco(ax)
2  title = ax.get_title()
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.graph import FUNCTION, Graph


def draws_on(type_: str) -> bool:
    """Whether a value of the type is a figure or something on one."""
    library = knowledge.library(type_) if "." in type_ else None
    return type_ == "plot" or (library is not None and library.plotting)


class Drawn:
    """Answers for one program."""

    def __init__(self, graph: Graph, quiet: Collection[int]) -> None:
        """`quiet`: the statements that only show something."""
        self.graph, self.quiet = graph, quiet
        self.statements = graph.program.statements
        self.functions: dict[str, list[int]] = {}
        for s in self.statements:
            if isinstance(s.node, FUNCTION) and s.parent is None:
                self.functions.setdefault(s.node.name, []).append(s.id)
        self.held = frozenset(n for s in self.statements for n, type_ in s.facts.types if draws_on(type_))
        self.giving = frozenset(i for found in self.functions.values() for i in found if self._gives(i))

    def inside(self, statement: Statement, read: str) -> list[int]:
        """Statements of the functions that it calls, where the figure that they draw on is asked for.

        A plot that stays is asked for; so is what hangs on `read` where that is a figure, and what a function gives.
        """
        called = [i for name in statement.facts.calls for i in self.functions.get(name, ())]
        asked = statement.id in self.quiet or read.startswith("<figure") or read in self.held
        return [inner for i in called if asked or i in self.giving for inner in self.graph.inside(i)]

    def within(self, called: Collection[str]) -> list[int]:
        """Statements of these functions, and of those that they call."""
        todo, seen = [*called], set[str]()
        found: list[int] = []
        while todo:
            name = todo.pop()
            inside = [] if name in seen else [i for f in self.functions.get(name, ()) for i in self.graph.inside(f)]
            seen.add(name)
            found += inside
            todo += [call for i in inside for call in self.statements[i].facts.calls if call in self.functions]
        return found

    def _gives(self, function: int) -> bool:
        """Whether the function returns something that it has drawn on."""
        inside = [self.statements[i] for i in self.graph.inside(function)]
        drawn = {n for s in inside for n, type_ in s.facts.types if draws_on(type_)}
        given = [s.facts for s in inside if isinstance(s.node, ast.Return)]
        return any(facts.names & drawn or "plot" in facts.roles for facts in given)
