"""What surely gives no model, whatever its name held before.

for model in ["svm", "forest"]: print(scores[model])      a loop through names alone
lr = rate(3)                                              a number that a function of the notebook works out
"""

from __future__ import annotations

import ast

from nb2prod.model import Program
from nb2prod.plan.graph import binders
from nb2prod.plan.models.fits import Fits


def of_texts(program: Program, over: ast.expr) -> bool:
    """Whether a loop goes through names alone: `for model in ["svm", "forest"]`."""
    match over:
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]):
            return of_texts(program, inner)
        case ast.Name(id=listed):
            bound_by = binders(program, listed)
            node = bound_by[0].node if len(bound_by) == 1 else None
            return (
                isinstance(node, ast.Assign) and not isinstance(node.value, ast.Name) and of_texts(program, node.value)
            )
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return bool(parts) and all(isinstance(p, ast.Constant) and isinstance(p.value, str) for p in parts)
    return False


def counts(program: Program, called: str) -> bool:
    """Whether a function of the notebook gives a number that it works out itself: nothing is called in it."""
    function = Fits.of(program).functions.get(called)
    returned = [s.node.value for s in function.inside if isinstance(s.node, ast.Return)] if function else []
    numbers = (ast.BinOp, ast.UnaryOp, ast.Constant)
    return bool(returned) and all(isinstance(value, numbers) for value in returned)
