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

    def __init__(self, builtins: Collection[str] = (), shared: Collection[str] = (), *, here: bool = False) -> None:
        """`builtins`: names that mean the builtin here; `shared`: variables of the workflow function.

        `here`: the code stands in the workflow function itself, so that its locals are the notebook's globals.
        """
        super().__init__()
        self.builtins = builtins
        self.shared = shared
        self.here = here

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        """`x.max` is no builtin."""
        return updated_node.with_changes(attr=original_node.attr)

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

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        """So does a loop variable."""
        return updated_node.with_changes(target=original_node.target)

    def leave_CompFor(self, original_node: cst.CompFor, updated_node: cst.CompFor) -> cst.CompFor:
        """And one of a comprehension."""
        return updated_node.with_changes(target=original_node.target)

    def leave_AnnAssign(self, original_node: cst.AnnAssign, updated_node: cst.AnnAssign) -> cst.AnnAssign:
        """`max: int = 1`."""
        return updated_node.with_changes(target=original_node.target)

    def leave_AugAssign(self, original_node: cst.AugAssign, updated_node: cst.AugAssign) -> cst.AugAssign:
        """`max += 1`."""
        return updated_node.with_changes(target=original_node.target)

    def leave_NamedExpr(self, original_node: cst.NamedExpr, updated_node: cst.NamedExpr) -> cst.NamedExpr:
        """`(max := 1)`."""
        return updated_node.with_changes(target=original_node.target)

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        """`def max()`."""
        return updated_node.with_changes(name=original_node.name)

    def leave_ClassDef(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> cst.ClassDef:
        """`class max`."""
        return updated_node.with_changes(name=original_node.name)

    def leave_AsName(self, original_node: cst.AsName, updated_node: cst.AsName) -> cst.AsName:
        """`with f() as max`."""
        return original_node

    def leave_ImportAlias(self, original_node: cst.ImportAlias, updated_node: cst.ImportAlias) -> cst.ImportAlias:
        """`import max`."""
        return original_node

    def leave_Del(self, original_node: cst.Del, updated_node: cst.Del) -> cst.Del:
        """`del max`."""
        return original_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        """What a notebook finds in globals() stands among the locals of the workflow."""
        if self.here and isinstance(original_node.func, cst.Name) and original_node.func.value == "globals":
            return updated_node.with_changes(func=cst.Name("locals"))
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
