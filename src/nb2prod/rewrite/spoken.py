"""What functions and classes of the notebook print becomes log lines, as what its cells print.

def fit(x):                     def fit(x):
    print("epoch", x)               logger.info("epoch %s", x)
@njit                           stays: what compiles a function may know print, and no logger
def fast(x):
    print(x)
"""

from __future__ import annotations

import libcst as cst

from nb2prod.rewrite.logs import logged
from nb2prod.rewrite.visiting import Transformer, renewed

KNOWN = frozenset({  # decorators that leave the body what it is
    "property", "staticmethod", "classmethod", "abstractmethod", "setter", "getter", "deleter", "lru_cache", "cache",
    "cached_property", "wraps", "contextmanager", "dataclass", "singledispatch", "timer", "timeit", "override",
})  # fmt: skip


def spoken(definition: cst.BaseCompoundStatement, logger: str) -> cst.BaseCompoundStatement:
    """A function or a class with log lines for prints; anything else, and without a logger, as it is."""
    if not logger or not isinstance(definition, (cst.FunctionDef, cst.ClassDef)):
        return definition
    return renewed(definition, Spoken(logger))


class Spoken(Transformer):
    """Puts log calls in the place of prints that stand as statements of their own."""

    def __init__(self, logger: str) -> None:
        """`logger`: the module's variable."""
        self.logger = logger
        self.given: list[dict[str, str]] = [{}]  # parameters: their names say nothing of what is printed

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        """Into functions that run as they stand, and have no `logger` or `print` of their own."""
        own = {parameter.name.value for parameter in node.params.params}
        self.given.append({**self.given[-1], **dict.fromkeys(own, "text")})
        return not own & {self.logger, "print"} and all(_name(d.decorator) in KNOWN for d in node.decorators)

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        """Out of it again."""
        self.given.pop()
        return updated_node

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> cst.Expr:
        """`print(...)` alone."""
        call = logged(updated_node.value, self.logger, self.given[-1])
        return updated_node if call is None else cst.Expr(call)


def _name(node: cst.BaseExpression) -> str:
    match node:
        case cst.Call(func=function):
            return _name(function)
        case cst.Attribute(attr=cst.Name(value=name)) | cst.Name(value=name):
            return name
    return ""
