"""Where a constant is used that nothing tells the meaning of: the short expressions that it stands in.

rows[:limit]                     Used in `rows[:limit]`.
if fast: ...                     Used in `if fast`.
"""

from __future__ import annotations

import ast

from nb2prod.model import Statement

MOST = 2
LONGEST = 40  # of an expression that is shown
SHOWN = (ast.Subscript, ast.Compare, ast.BinOp, ast.IfExp)


def expressions(kept: list[Statement]) -> dict[str, str]:
    """The short expressions that each name stands in: "Used in `rows[:limit]`"."""
    found: dict[str, list[str]] = {}
    for statement in kept:
        for node in ast.walk(statement.node):
            if isinstance(node, (ast.If, ast.While, *SHOWN)) or _counts(node):
                asked = node.test if isinstance(node, (ast.If, ast.While)) else node
                names = {n.id for n in ast.walk(asked) if isinstance(n, ast.Name)}
                word = "if " if isinstance(node, ast.If) else "while " if isinstance(node, ast.While) else ""
                if names and len(shown := word + ast.unparse(asked)) <= LONGEST and "\n" not in shown:
                    for name in names:
                        found.setdefault(name, []).append(shown)
    return {name: f"Used in {_listed(uses)}." for name, uses in found.items()}


def _listed(uses: list[str]) -> str:
    """The expressions, each once and none that stands in another; "among others" behind the first ones."""
    once = list(dict.fromkeys(uses))
    whole = [e for e in once if e.startswith(("if ", "while ")) or not any(e in other for other in once if other != e)]
    shown = " and ".join(f"`{each}`" for each in whole[:MOST])
    return f"{shown}, among others" if len(whole) > MOST else shown


def _counts(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
