"""Put other expressions where given expressions of a statement stand: a literal becomes a parameter's name.

LogisticRegression(C=0.7)  with 0.7 -> C      LogisticRegression(C=C)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import cast

import libcst as cst

from nb2prod.rewrite.comments import outdated
from nb2prod.rewrite.visiting import Left, Node, Transformer, renewed, visited

Place = tuple[int, int, int, int]  # line, column, end line, end column in characters
NOTHING: Mapping[Place, str] = MappingProxyType({})


class _Replace(Transformer):
    def __init__(
        self,
        places: Mapping[cst.CSTNode, Place],
        new: Mapping[Place, cst.BaseExpression],
        olds: Mapping[Place, str],
    ) -> None:
        self.olds = olds
        self.places = places
        self.new = new
        self.taken: dict[Place, cst.BaseExpression] = {}

    def leave_EmptyLine(
        self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine
    ) -> cst.EmptyLine | cst.RemovalSentinel:
        if original_node.comment is not None:
            below = self.places.get(original_node, (0, 0, 0, 0))[0] + 1
            if outdated(original_node.comment.value, [old for p, old in self.olds.items() if p[0] == below]):
                return cst.RemoveFromParent()
        return updated_node

    def leave_TrailingWhitespace(
        self, original_node: cst.TrailingWhitespace, updated_node: cst.TrailingWhitespace
    ) -> cst.TrailingWhitespace:
        return ending(original_node, self.places.get(original_node, (0, 0, 0, 0))[0], self.new)

    def on_leave(self, original_node: Node, updated_node: Node) -> Left[Node]:
        result = super().on_leave(original_node, updated_node)
        if isinstance(updated_node, cst.BaseExpression):
            place = self.places.get(original_node)
            if place is not None and isinstance(original_node, cst.Tuple) and original_node.lpar:
                place = _with_brackets(original_node, place, self.new)
            if place is not None and place in self.new and place not in self.taken:
                self.taken[place] = updated_node
                return cast(Node, self.new[place])  # any expression: libcst asks for the same type
        return result


def _with_brackets(node: cst.Tuple, place: Place, wanted: Iterable[Place]) -> Place:
    """Where a tuple stands with its brackets, as `ast` counts it; libcst counts them apart."""
    before = "".join(cst.Module([]).code_for_node(bracket) for bracket in node.lpar)
    after = "".join(cst.Module([]).code_for_node(bracket) for bracket in node.rpar)
    first, last = place[0] - before.count("\n"), place[2] + after.count("\n")
    for one in wanted:
        starts = one[0] == first and ("\n" in before or one[1] == place[1] - len(before))
        ends = one[2] == last and ("\n" in after or one[3] == place[3] + len(after))
        if starts and ends and one[:2] < place[:2] and one[2:] > place[2:]:
            return one
    return place


def replace_places(
    node: Node,
    places: Mapping[cst.CSTNode, Place],
    new: Mapping[Place, cst.BaseExpression],
    olds: Mapping[Place, str] = NOTHING,
) -> tuple[Node, dict[Place, cst.BaseExpression]]:
    """The node with `new` at its places, and the expressions that stood there.

    `olds`: literals that stood at some of them: a comment above one that says its value goes with it.
    """
    if not new:
        return node, {}
    transformer = _Replace(places, new, olds)
    return renewed(node, transformer), transformer.taken


def ending(trailing: cst.TrailingWhitespace, line: int, new: Iterable[Place]) -> cst.TrailingWhitespace:
    """The end of a line; where a value in it has become a name, without a comment that says a number: the old one.

    n_rounds=n_rounds,  # at most 1000 rounds      n_rounds=n_rounds,
    """
    told = trailing.comment is not None and any(letter.isdigit() for letter in trailing.comment.value)
    stale = told and any(line == place[2] for place in new)
    return cst.TrailingWhitespace(newline=trailing.newline) if stale else trailing


class _Find(Transformer):
    def __init__(self, places: Mapping[cst.CSTNode, Place], wanted: Place) -> None:
        self.places, self.wanted = places, wanted
        self.found: cst.BaseExpression | None = None

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self.found is None and isinstance(node, cst.BaseExpression) and self.places.get(node) == self.wanted:
            self.found = node
        return self.found is None


def expression_at(node: cst.CSTNode, places: Mapping[cst.CSTNode, Place], wanted: Place) -> cst.BaseExpression | None:
    """The expression that stands at a place."""
    finder = _Find(places, wanted)
    visited(node, finder)
    return finder.found
