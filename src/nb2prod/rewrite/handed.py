"""Variables that a string names are handed in where the string could not find them.

def few(d): return d.query("a < @limit")
def few(d): return d.query("a < @limit", local_dict={"limit": limit})

At the top of a notebook `limit` is a global, which `query` finds from anywhere. Inside a function it is a local, and a
nested scope holds only those that its code mentions.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection

import libcst as cst

from nb2prod.rewrite.build import dictionary
from nb2prod.rewrite.visiting import Left, Node, Transformer

NESTED = (cst.FunctionDef, cst.Lambda, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)


class Handed(Transformer):
    """Adds `local_dict` to the calls in nested scopes whose strings name a variable from around them."""

    def __init__(self, outside: Collection[str], named: Callable[[ast.Call], frozenset[str]]) -> None:
        """`outside`: variables of the function around the code that the code reads; `named`: names in strings."""
        self.named = named
        self.outside = frozenset(outside)
        self.depth = 0  # functions, lambdas and comprehensions around the node

    def on_visit(self, node: cst.CSTNode) -> bool:
        """One scope deeper."""
        self.depth += isinstance(node, NESTED)
        return super().on_visit(node)

    def on_leave(self, original_node: Node, updated_node: Node) -> Left[Node]:
        """And back."""
        self.depth -= isinstance(original_node, NESTED)
        return super().on_leave(original_node, updated_node)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        """`query` and `eval` of pandas, unless they are told already where to look."""
        given = {argument.keyword.value for argument in updated_node.args if argument.keyword is not None}
        starred = any(argument.star for argument in updated_node.args)
        if not self.depth or starred or "local_dict" in given:
            return updated_node
        parsed = ast.parse(f"({cst.Module([]).code_for_node(original_node)})", mode="eval").body
        names = self.named(parsed) if isinstance(parsed, ast.Call) else frozenset()
        if not names & self.outside:
            return updated_node
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        handed = cst.Arg(dictionary((name, name) for name in sorted(names)), cst.Name("local_dict"), equal)
        return updated_node.with_changes(args=[*updated_node.args, handed])
