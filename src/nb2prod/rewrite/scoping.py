"""What changes when module-level code moves into a function.

global total     (in a nested function)      nonlocal total
max = max(rows)  (max was the builtin)       max = builtins.max(rows)
__name__                                     "__main__", as it is in a notebook
fit(X)           (the second of two `fit`)   fit_2(X)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import libcst as cst

from nb2prod.rewrite.build import Line, call, dotted, line, string
from nb2prod.rewrite.visiting import Left, Node, Transformer, visited

BINDING = (cst.AsName, cst.ImportAlias, cst.Del)  # with f() as max, import max, del max
NAMING: dict[type[cst.CSTNode], str] = {
    cst.Attribute: "attr",  # x.max
    cst.Arg: "keyword",  # f(max=1)
    cst.Param: "name",
    cst.AssignTarget: "target",
    cst.For: "target",
    cst.CompFor: "target",
    cst.AnnAssign: "target",  # max: int = 1
    cst.AugAssign: "target",
    cst.NamedExpr: "target",  # (max := 1)
    cst.FunctionDef: "name",
    cst.ClassDef: "name",
}


class Scoping(Transformer):
    """Rewrites names of one statement."""

    def __init__(
        self,
        builtins: Collection[str] = (),
        shared: Collection[str] = (),
        called: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`builtins`: names that mean the builtin here; `shared`: variables of the workflow; `called`: other names."""
        self.called = called
        self.builtins = builtins
        self.shared = shared

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Not into what only binds names."""
        return not isinstance(node, BINDING)

    def on_leave(self, original_node: Node, updated_node: Node) -> Left[Node]:
        """What is bound there, or is no variable, keeps its name."""
        field = NAMING.get(original_node.__class__, "")
        own = getattr(original_node, field, None)
        if isinstance(own, (cst.Name, cst.Tuple, cst.List)) and getattr(updated_node, field) is not own:
            updated_node = updated_node.with_changes(**{field: own})
        return super().on_leave(original_node, updated_node)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        """Builtins and `__name__`."""
        if updated_node.value == "__name__":
            return cst.SimpleString('"__main__"')
        if updated_node.value in self.builtins:
            return dotted(f"builtins.{updated_node.value}")
        if updated_node.value in self.called:
            return cst.Name(self.called[updated_node.value])
        return updated_node

    def leave_Global(self, original_node: cst.Global, updated_node: cst.Global) -> cst.Global | cst.Nonlocal:
        """A variable of the notebook is a variable of the workflow function."""
        if all(item.name.value in self.shared for item in updated_node.names):
            return cst.Nonlocal(updated_node.names)
        return updated_node


def named(node: cst.ClassDef) -> cst.ClassDef:
    """A class inside a function that calls itself as it would at the top of a module."""
    said = line(cst.Assign([cst.AssignTarget(cst.Name("__qualname__"))], string(node.name.value)))
    block = isinstance(node.body, cst.IndentedBlock)
    body = list(node.body.body) if block else [cst.SimpleStatementLine(node.body.body)]  # type: ignore[arg-type]  # a suite
    at = 1 if node.get_docstring() is not None else 0
    return node.with_changes(body=cst.IndentedBlock([*body[:at], said, *body[at:]]))


def namespaced(body: Sequence[Line]) -> list[Line]:
    """Notebook code in a function whose variables are all global: what only a module may say, said another way."""
    changed = [visited(part, _Namespaced()) for part in body]
    return [part for part in changed if isinstance(part, (cst.SimpleStatementLine, cst.BaseCompoundStatement))]


class _Namespaced(Transformer):
    """exec(code) -> exec(code, globals()), locals() -> globals(), `x: int = 3` -> `x = 3`, star imports by exec."""

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        """A function of the notebook has locals of its own."""
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        """So has a lambda."""
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        """And the body of a class."""
        return False

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        """The builtins that look at the namespace around them."""
        name = original_node.func.value if isinstance(original_node.func, cst.Name) else ""
        if name == "exec" and len(original_node.args) == 1:
            return call("exec", [updated_node.args[0].value, call("globals", [])])
        if name in ("locals", "vars") and not original_node.args:
            return call("globals", [])
        if name == "dir" and not original_node.args:
            return call("sorted", [call("globals", [])])
        return updated_node

    def leave_AnnAssign(
        self, original_node: cst.AnnAssign, updated_node: cst.AnnAssign
    ) -> cst.AnnAssign | cst.Assign | cst.Pass:
        """A global name takes no annotation."""
        if not isinstance(updated_node.target, cst.Name):
            return updated_node
        if updated_node.value is None:
            return cst.Pass()
        return cst.Assign([cst.AssignTarget(updated_node.target)], updated_node.value)

    def leave_Global(self, original_node: cst.Global, updated_node: cst.Global) -> cst.Pass:
        """They all are."""
        return cst.Pass()

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.Expr:
        """A star import is allowed in a module only."""
        if not isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        code = cst.Module([line(updated_node)]).code.strip()
        return cst.Expr(call("exec", [string(code), call("globals", [])]))
