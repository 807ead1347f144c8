"""Conditions of which only the other branch is left."""

from __future__ import annotations

import libcst as cst


def inverted(node: cst.If) -> cst.If:
    """`if a: pass / else: b` as `if not a: b`."""
    if isinstance(node.orelse, cst.Else):
        test = cst.UnaryOperation(cst.Not(), _parenthesised(node.test))
        space = cst.SimpleWhitespace(" ")
        return node.with_changes(test=test, whitespace_before_test=space, body=node.orelse.body, orelse=None)
    return node


def _parenthesised(node: cst.BaseExpression) -> cst.BaseExpression:
    simple = isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)) or node.lpar
    return node if simple else node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
