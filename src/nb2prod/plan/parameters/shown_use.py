"""Where a constant is used that nothing tells the meaning of: the first short expression that it stands in.

rows[:limit]                     Used in `rows[:limit]`.
if fast: ...                     Used in `if fast`.
"""

from __future__ import annotations

import ast

from nb2prod.model import Statement

LONGEST = 40  # of an expression that is shown
SHOWN = (ast.Subscript, ast.Compare, ast.BinOp, ast.IfExp)


def expressions(kept: list[Statement]) -> dict[str, str]:
    """The first short expression that each name stands in: "Used in `rows[:limit]`"."""
    found: dict[str, str] = {}
    for statement in kept:
        for node in ast.walk(statement.node):
            if isinstance(node, (ast.If, ast.While, *SHOWN)) or _counts(node):
                asked = node.test if isinstance(node, (ast.If, ast.While)) else node
                names = {n.id for n in ast.walk(asked) if isinstance(n, ast.Name)} - found.keys()
                word = "if " if isinstance(node, ast.If) else "while " if isinstance(node, ast.While) else ""
                if names and len(shown := word + ast.unparse(asked)) <= LONGEST and "\n" not in shown:
                    found |= dict.fromkeys(names, f"Used in `{shown}`.")
    return found


def _counts(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
