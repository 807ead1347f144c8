"""Formulas that are known though they are written out, and names for those that are not.

1 - (1 - r2) * (n - 1) / (n - p - 1)      adjusted_r2
r2 - 0.1                                  from_r2: no word for what was done to it
"""

from __future__ import annotations

import ast

from nb2prod.model import Statement
from nb2prod.plan.measuring.slips import names_metric
from nb2prod.plan.names import identifier, words

ASKING = frozenset("calculate compute get print show find the our evaluate now".split())
MOST = 4  # words of a comment that may be a name


def is_adjusted(node: ast.AST) -> bool:
    """Whether it is the adjusted R2, however it is bracketed."""
    match node:
        case ast.BinOp(left=ast.Constant(value=1 | 1.0), op=ast.Sub(), right=right):
            above, below = _factors(right)
        case _:
            return False
    rests = [part for part in above if _is_rest(part)]
    less = [part for part in above if _less_one(part)]
    return len(above) == 2 and len(rests) == len(less) == len(below) == 1 and _less_one(below[0])


def unknown(base: str) -> str:
    """What comes of a formula that nobody knows is called after what it is worked out from."""
    return f"from_{base}"


def comment_over(cell: str, statement: Statement) -> str:
    """What the comment in the line above calls it: `# Adjusted R2 score`; "" where it says more, or no metric."""
    lines = cell.split("\n")
    above = lines[statement.line - 2].strip() if 1 < statement.line <= len(lines) else ""
    said = words(above.lstrip("# ")) if above.startswith("#") else []
    while said and said[0] in ASKING:
        said = said[1:]
    return identifier(" ".join(said), "") if len(said) <= MOST and names_metric("_".join(said)) else ""


def _factors(node: ast.expr) -> tuple[list[ast.expr], list[ast.expr]]:
    """What stands above and below the line of a fraction."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            (above, below), (more, less) = _factors(left), _factors(right)
            return above + more, below + less
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            (above, below), (more, less) = _factors(left), _factors(right)
            return above + less, below + more
    return [node], []


def _is_rest(node: ast.expr) -> bool:
    """`1 - r2`."""
    match node:
        case ast.BinOp(left=ast.Constant(value=1 | 1.0), op=ast.Sub()):
            return True
    return False


def _less_one(node: ast.expr) -> bool:
    """`n - 1`, `n - p - 1`, `n - (p + 1)`."""
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=ast.Constant(value=int())):
            return not _is_rest(node) or isinstance(left, ast.BinOp)
        case ast.BinOp(op=ast.Sub(), right=ast.BinOp(op=ast.Add(), right=ast.Constant(value=1))):
            return True
    return False
