"""What a variable was set to, where that can be told, and what the notebook's own functions call their arguments."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import lru_cache

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph

FITTING = frozenset({"fit", "partial_fit", "fit_generator", "train", "fit_predict", "fit_transform", "fit_resample"})


def set_to(program: Program, statement: Statement, node: ast.expr) -> ast.expr:
    """The value that a variable was set to, where one assignment did that; else the node itself.

    model = SVC(C=2).fit(X, y)      SVC(C=2)
    """
    if not isinstance(node, ast.Name):
        return node
    sources = {i for i, name in Graph.of(program).sources.get(statement.id, ()) if name == node.id}
    made = [s for i in sources if node.id in (s := program.statements[i]).facts.binds]
    once = len(made) == 1 and isinstance(made[0].node, ast.Assign)
    value = getattr(made[0].node, "value", None) if once else None
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in FITTING:
        value = value.func.value
    plain = isinstance(value, ast.Constant | ast.Dict | ast.List | ast.Tuple | ast.UnaryOp | ast.Call)
    return value if isinstance(value, ast.expr) and plain else node


@lru_cache(maxsize=1)  # each statement asks it of the program at hand
def signatures(program: Program) -> Mapping[str, Sequence[str]]:
    """The arguments of the notebook's own functions; nobody changes what it gives back."""
    nodes = (s.node for s in program.statements if isinstance(s.node, ast.FunctionDef))
    return {node.name: [arg.arg for arg in node.args.args] for node in nodes}
