"""Calls of measures whose function may be another one than sklearn's, where that is too old to have it.

try: from sklearn.metrics import root_mean_squared_error
except ImportError: def root_mean_squared_error(y, p): ...
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.model import Program, Statement


def measures(program: Program, node: ast.AST) -> bool:
    """Whether a statement only measures: by a function that the notebook imports as sklearn's, where there is one."""
    value = node.value if isinstance(node, (ast.Assign, ast.Expr)) else None
    match value:
        case ast.Call(func=ast.Name(id=name), args=[_, _, *_]):
            whole = f"sklearn.metrics.{name}"
        case _:
            return False
    known = knowledge.function(whole)
    return known is not None and known.kind == "metric" and any(i.qualified == whole for i in program.imports)


def calls_measure(statement: Statement) -> bool:
    """Whether one of its calls is of a function that is known to measure."""
    effects = (knowledge.function(name) for name in statement.facts.calls)
    return any(effect is not None and effect.kind == "metric" for effect in effects)
