"""What changes when module-level code moves into a function.

global total     (in a nested function)      nonlocal total
max = max(rows)  (max was the builtin)       max = builtins.max(rows)
__name__                                     "__main__", as it is in a notebook
"""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from nb2prod.rewrite.build import dotted


class Scoping(cst.CSTTransformer):
    """Rewrites names of one statement."""

    def __init__(self, builtins: Collection[str] = (), shared: Collection[str] = ()) -> None:
        """`builtins`: names that mean the builtin here; `shared`: variables of the workflow function."""
        super().__init__()
        self.builtins = builtins
        self.shared = shared

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        """Only the object has a name of its own."""
        return True

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        """`x.max` is no builtin."""
        return updated_node.with_changes(attr=original_node.attr)

    def visit_Arg_keyword(self, node: cst.Arg) -> None:
        """Keywords are no names."""

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        """`f(max=1)` keeps its keyword."""
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        """A parameter keeps its name."""
        return updated_node.with_changes(name=original_node.name)

    def leave_AssignTarget(self, original_node: cst.AssignTarget, updated_node: cst.AssignTarget) -> cst.AssignTarget:
        """What is assigned keeps its name."""
        if isinstance(original_node.target, (cst.Name, cst.Tuple, cst.List)):
            return updated_node.with_changes(target=original_node.target)
        return updated_node

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        """Builtins and `__name__`."""
        if updated_node.value == "__name__":
            return cst.SimpleString('"__main__"')
        if updated_node.value in self.builtins:
            return dotted(f"builtins.{updated_node.value}")
        return updated_node

    def leave_Global(self, original_node: cst.Global, updated_node: cst.Global) -> cst.Global | cst.Nonlocal:
        """A variable of the notebook is a variable of the workflow function."""
        if all(item.name.value in self.shared for item in updated_node.names):
            return cst.Nonlocal(updated_node.names)
        return updated_node
