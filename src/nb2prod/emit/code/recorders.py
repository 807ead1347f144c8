"""Functions that put what they measure into a mapping that their caller hands them.

def evaluate(model, X):            def evaluate(model, X, measured):
    rate(model, X)                     rate(model, X, measured=measured.setdefault("rate", {}))
evaluate(forest, X)                forest_evaluation = {}
                                   evaluate(forest, X, measured=forest_evaluation)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst

from nb2prod.model import Measure, Plan
from nb2prod.rewrite.arguments import filling, taking
from nb2prod.rewrite.build import assign
from nb2prod.rewrite.visiting import Node


class Recorders:
    """All of one plan."""

    def __init__(self, plan: Plan) -> None:
        """Its functions by name and by statement."""
        self.arguments = {each.name: each.argument for each in plan.recording}
        self.functions = {each.function: each.argument for each in plan.recording}
        self.passing = {(at, name): key for each in plan.recording for at, name, key in each.passing}

    def defined(self, identity: int, definition: cst.BaseCompoundStatement) -> cst.BaseCompoundStatement:
        """The function with its argument; any other statement as it is."""
        if identity not in self.functions or not isinstance(definition, cst.FunctionDef):
            return definition
        return definition.with_changes(params=taking(definition.params, [self.functions[identity]]))

    def called(self, identity: int, node: Node, measures: Sequence[Measure]) -> Node:
        """A statement whose calls of such functions hand them a mapping: one that is read, or any."""
        mine = next((m.name for m in measures if m.argument), "")
        return filling(node, self.arguments, {name: mine or self._passed(identity, name) for name in self.arguments})

    def _passed(self, identity: int, name: str) -> str:
        key = self.passing.get((identity, name))
        own = "" if key is None else self.arguments[name]
        return f"{own}.setdefault({'f' * ('{' in key)}{key!r}, {{}})" if key else own

    def unread(self, lines: Iterable[str]) -> list[str]:
        """Lines of inference: what such functions measure there goes into mappings that nobody reads."""
        every = [*lines]
        arguments = {name: arg for name, arg in self.arguments.items() if not _defines(every, name)}
        return [_unread(text, arguments) if any(name in text for name in arguments) else text for text in every]


def _defines(lines: Iterable[str], name: str) -> bool:
    """Whether the lines have a copy of the function, as the notebook writes it."""
    return any(text.startswith(f"def {name}(") for text in lines)


def _unread(text: str, arguments: dict[str, str]) -> str:
    return filling(cst.parse_module(text), arguments, dict.fromkeys(arguments, "")).code


def empty(measure: Measure) -> cst.SimpleStatementLine:
    """The mapping, before it is handed in."""
    return assign([measure.name], cst.Dict([]))
