"""A text with values in it as what `logging` wants: a form, and the values that go into it when the line is written.

f"{n} rows, {share:.2f}"          "%s rows, %.2f", n, share
"%d rows" % n                     "%d rows", n
"{} rows".format(n)               "%s rows", n
f"{x:>8}"                         nothing: `%` has no such form
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from string import Formatter

import libcst as cst

SPEC = re.compile(r"(?:0?\.\d+[feg]|d)?")  # what means the same in both
Form = tuple[str, list[cst.BaseExpression]]


def form(node: cst.BaseExpression) -> Form | None:
    """The form and its values; None where the text cannot be put that way."""
    match node:
        case cst.FormattedString():
            return _of_f_string(node)
        case cst.BinaryOperation(left=cst.SimpleString() as left, operator=cst.Modulo(), right=right):
            return _of_percent(left, right)
        case cst.Call(func=cst.Attribute(value=cst.SimpleString() as text, attr=cst.Name(value="format")), args=args):
            if any(argument.keyword is not None or argument.star for argument in args):
                return None
            return _of_format(text, [argument.value for argument in args])
    return None


def _of_f_string(node: cst.FormattedString) -> Form | None:
    values = [part.expression for part in node.parts if isinstance(part, cst.FormattedStringExpression)]
    plain = node.with_changes(lpar=[], rpar=[])
    parsed = ast.parse(f"({cst.Module([]).code_for_node(plain)})", mode="eval").body
    parts: list[str | None] = []
    for part in parsed.values if isinstance(parsed, ast.JoinedStr) else ():
        match part:
            case ast.Constant(value=str(text)):
                parts.append(text.replace("%", "%%") if values else text)
            case ast.FormattedValue(conversion=conversion, format_spec=None):
                parts.append({-1: "%s", 114: "%r", 115: "%s"}.get(conversion))
            case ast.FormattedValue(conversion=-1, format_spec=ast.JoinedStr(values=[ast.Constant(value=str(spec))])):
                parts.append(_place(spec))
            case _:
                return None
    return _joined(parts, values)


def _of_percent(left: cst.SimpleString, right: cst.BaseExpression) -> Form | None:
    text = left.evaluated_value
    if not isinstance(text, str) or "%(" in text:
        return None
    if not isinstance(right, cst.Tuple):
        return (text, [right]) if len(re.findall(r"%[^%]", text.replace("%%", ""))) == 1 else None
    values = [element.value for element in right.elements]
    starred = any(isinstance(element, cst.StarredElement) for element in right.elements)
    return (text, values) if values and not starred else None


def _of_format(node: cst.SimpleString, values: list[cst.BaseExpression]) -> Form | None:
    text = node.evaluated_value
    if not isinstance(text, str):
        return None
    parts: list[str | None] = []
    places = 0
    for literal, field, spec, conversion in Formatter().parse(text):
        parts.append(literal.replace("%", "%%") if values else literal)
        if field is None:
            continue
        numbered, places = field == str(places), places + 1
        if (field and not numbered) or conversion not in (None, "r", "s") or (conversion and spec):
            return None
        parts.append("%r" if conversion == "r" else _place(spec or ""))
    return _joined(parts, values) if places == len(values) else None


def _place(spec: str) -> str | None:
    """`.2f` as `%.2f`; None for what `%` does not have."""
    return (f"%{spec}" if spec else "%s") if SPEC.fullmatch(spec) else None


def _joined(parts: Iterable[str | None], values: list[cst.BaseExpression]) -> Form | None:
    texts = list(parts)
    known = [text for text in texts if text is not None]
    return ("".join(known), values) if len(known) == len(texts) else None
