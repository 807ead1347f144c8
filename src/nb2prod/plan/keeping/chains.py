"""What leads to a value that is shown: the methods and attributes of a chain, and the variable that it begins with.

train[columns].isnull().sum()        isnull, sum; `train`
"""

from __future__ import annotations

import ast

MADE = frozenset({"transform", "fit_transform", "inverse_transform"})
ROWS = frozenset({"head", "tail", "sample"})
ASKS_MISSING = frozenset({"isnull", "isna"})
PLACES = frozenset({"loc", "iloc"})


def chain(node: ast.expr) -> tuple[set[str], ast.Name | None]:
    """The methods and attributes that lead to a value, and the variable that they begin with."""
    called: set[str] = set()
    while isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)):
        called |= {node.attr} if isinstance(node, ast.Attribute) else set()
        node = node.func if isinstance(node, ast.Call) else node.value
    return called, node if isinstance(node, ast.Name) else None
