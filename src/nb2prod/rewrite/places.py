"""Functions that load from a place that is written into them take it as an argument, and their calls say it.

def load(): return pd.read_csv("a.csv")         def load(data_path): return pd.read_csv(data_path)
load()                                          load(data_path="a.csv")

Every line stays the line that it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from nb2prod.rewrite.arguments import NO_SPACE, taking, with_more
from nb2prod.rewrite.outermost import Nested
from nb2prod.rewrite.visiting import Transformer, visited


@dataclass(frozen=True)
class Taken:
    """The argument, its text, and where a call may have it already: -1 where the function gets it only now."""

    argument: str
    value: str
    position: int = -1


def with_places(texts: Mapping[int, str], given: Mapping[str, Taken]) -> Mapping[int, str]:
    """The texts of modules that see each other's names, with the functions of `given` taking their places."""
    modules = {key: cst.parse_module(text) for key, text in texts.items() if any(name in text for name in given)}
    return {key: visited(module, _Placing(given)).code for key, module in modules.items()}


class _Placing(Nested):
    def __init__(self, given: Mapping[str, Taken]) -> None:
        self.given = given

    def function(self, node: cst.FunctionDef) -> cst.FunctionDef:
        found = self.given.get(node.name.value)
        if self.depth or found is None or found.position >= 0:
            return node
        body = visited(node.body, _Naming(found))
        return node.with_changes(body=body, params=taking(node.params, [found.argument]))

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        function, arguments = updated_node.func, updated_node.args
        found = self.given.get(function.value) if isinstance(function, cst.Name) else None
        if found is None or any(a.star for a in arguments) or self.depth:
            return updated_node
        named = {a.keyword.value for a in arguments if a.keyword is not None}
        if found.argument in named or 0 <= found.position < sum(a.keyword is None for a in arguments):
            return updated_node
        equal = cst.AssignEqual(NO_SPACE, NO_SPACE)
        added = cst.Arg(cst.SimpleString(repr(found.value)), cst.Name(found.argument), equal)
        return updated_node.with_changes(args=with_more(arguments, [added]))


class _Naming(Transformer):
    """Puts the argument where the text stands."""

    def __init__(self, found: Taken) -> None:
        self.found = found

    def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> cst.BaseExpression:
        return cst.Name(self.found.argument) if updated_node.evaluated_value == self.found.value else updated_node
