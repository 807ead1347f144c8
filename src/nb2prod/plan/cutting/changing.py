"""Which statements a reader takes for a change of a variable: a step that holds one hands the variable back."""

from __future__ import annotations

import ast

from nb2prod.plan.graph import named
from nb2prod.walking import walk


def reads_as_change(node: ast.stmt, name: str) -> bool:
    """Whether the statement reads as a change of the variable: the argument of a call made for its value does not.

    df["a"] = 1; df.pop("a"); df.fillna(0, inplace=True); clean(df)       yes
    scores = fit_and_score(models, df); selector.fit(df, y)               no
    """
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        function = node.value.func
        return isinstance(function, ast.Name) or (isinstance(function, ast.Attribute) and _root(function) == name)
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        changed = any(not isinstance(t, ast.Name) and name in named(t) for t in targets)
        owners = (p.func for p in walk(node) if isinstance(p, ast.Call) and isinstance(p.func, ast.Attribute))
        return changed or any(_root(function) == name for function in owners)
    return not isinstance(node, ast.Expr)


def _root(node: ast.expr) -> str:
    """The variable that a chain of attributes, subscripts and calls begins with; "" where it begins with none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
