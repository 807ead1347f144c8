"""Whether the very same value was shown before: it has one name, and one place in metrics.json.

grid.best_params_; best = grid.best_params_; print(best)          the same
x, y, _ = roc_curve(t, p); auc(x, y), and both lines once more    the same
cross_val_score(Knn(1), X, y); cross_val_score(Knn(1), X, y)      not where each of the 1 is an option of its own
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Sequence

from nb2prod.model import Edit, Statement
from nb2prod.nesting import span_of, within
from nb2prod.plan.graph import Graph
from nb2prod.plan.measuring.metric_names import share_of
from nb2prod.walking import walk

DEEP = 4


class Same:
    """What was shown so far, by how it is worked out."""

    def __init__(self, graph: Graph, edits: Sequence[Edit]) -> None:
        """Nothing was shown yet; `edits`: literals that are options."""
        self.graph, self.edits = graph, edits
        self.known: set[Hashable] = set()

    def again(self, statement: Statement, node: ast.expr) -> bool:
        """Whether it was shown before; else it is now."""
        one = self._value(statement, node, DEEP - (not isinstance(node, ast.Name)))  # as what a name holds
        if statement.facts.draws or one not in self.known:
            self.known.add(one)
            return False
        return True

    def note(self, statement: Statement, name: str) -> None:
        """What a variable holds at a statement has a place."""
        self.known.add(self._named(statement, name, DEEP))

    def _value(self, at: Statement, node: ast.expr, deep: int) -> Hashable:
        """What is the same only for what is worked out in the same way from the same."""
        if (share := share_of(node)) is not None:  # the same in percent
            return self._value(at, share, deep)
        match node:
            case ast.Call(func=ast.Name(id="int" | "float" | "round"), args=[ast.Name() as shown, *_]):
                return self._value(at, shown, deep)  # int(best_k): the same in another form
            case ast.Name(id=name):
                return self._named(at, name, deep)
        names = sorted({part.id for part in walk(node) if isinstance(part, ast.Name)})
        span = span_of(node)
        options = tuple(edit.name for edit in self.edits if edit.cell == at.cell and within(edit.span, span))
        return ast.unparse(node), options, tuple((name, self._made(at, name, deep)) for name in names)

    def _named(self, at: Statement, name: str, deep: int) -> Hashable:
        made = self._made(at, name, deep)
        return made if isinstance(made, tuple) else (name, made)

    def _made(self, at: Statement, name: str, deep: int) -> Hashable:
        """What a name holds there: how it was worked out where that is plain, else the statements that did it."""
        makers = self.graph.makers(at, name)
        match [maker.node for maker in makers]:
            case [ast.Assign(targets=[target], value=value)] if deep and self._is_plain(makers[0]):
                place = ast.unparse(target) if isinstance(target, ast.Tuple) else ""
                if place or isinstance(target, ast.Name):
                    made = self._value(makers[0], value, deep - 1)
                    return (made, place, name) if place else made
        return frozenset(maker.id for maker in makers)

    def _is_plain(self, maker: Statement) -> bool:
        """Whether the statement done once more gives the same."""
        return not maker.facts.draws | maker.facts.effects and not self.graph.own & {*maker.facts.calls}
