"""A table without its colours.

table.style.format("{:.2f}").hide()     table
"""

from __future__ import annotations

import libcst as cst


def unstyled(value: cst.BaseExpression) -> cst.BaseExpression:
    """The table whose style an expression makes, for a log would only name the style; else the value itself."""
    node = value
    while isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        node = node.func.value
    if isinstance(node, cst.Attribute) and node.attr.value == "style" and isinstance(node.value, cst.Name):
        return node.value
    return value
