"""What a change has to know of where it is: how many functions and classes stand around a node."""

from __future__ import annotations

import libcst as cst

from nb2prod.rewrite.visiting import Transformer


class Nested(Transformer):
    """Counts the functions and classes around a node: `depth`; in `function` it is that of the function's place."""

    depth = 0

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """One more is around what stands inside."""
        self.depth += 1

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        """One more is around what stands inside."""
        self.depth += 1

    def leave_ClassDef(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> cst.ClassDef:
        """A class stays as it is."""
        self.depth -= 1
        return updated_node

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        """What `function` makes of it."""
        self.depth -= 1
        return self.function(updated_node)

    def function(self, node: cst.FunctionDef) -> cst.FunctionDef:
        """What becomes of a function whose inside is done."""
        return node
