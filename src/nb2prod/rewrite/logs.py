"""`print` becomes a log line, where it prints to standard output.

print("accuracy", acc)      logger.info("accuracy %s", acc)
print(f"{n} rows")          logger.info("%s rows", n)
print(x, file=sys.stderr)   stays
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import MappingProxyType

import libcst as cst

from nb2prod.rewrite.build import call, string
from nb2prod.rewrite.labels import asked, label, source_of, tall
from nb2prod.rewrite.templates import form as lazy_form
from nb2prod.rewrite.unstyled import unstyled

ABOVE = "#"  # among the kinds: the words of the comment above the line
NOTHING: Mapping[str, str] = MappingProxyType({})


def logged(node: cst.BaseExpression, logger: str, kinds: Mapping[str, str] = NOTHING) -> cst.Call | None:
    """The log call for a print call; None for what must stay.

    `kinds`: names, and expressions, of a "text", a "table", "table:title", "metric:title", a "turn" of a loop;
    "unknown" is what an unknown library gave.
    """
    if isinstance(node, cst.Tuple):  # print(low), print(high)
        every = [element.value for element in node.elements if isinstance(element, cst.Element)]
        calls = [call for call in every if isinstance(call, cst.Call) and logged(call, logger) is not None]
        plain = len(calls) == len(node.elements) and all(a.keyword is None for call in calls for a in call.args)
        return log_call([a.value for call in calls for a in call.args], logger, " ", kinds) if plain else None
    if not (isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "print"):
        return None
    separator = " "
    values: list[cst.BaseExpression] = []
    for argument in node.args:
        if argument.star:
            return None
        if argument.keyword is None:
            values.append(argument.value)
            continue
        text = _text(argument.value)
        if argument.keyword.value == "sep" and text is not None:
            separator = text
        elif argument.keyword.value not in ("end", "flush"):
            return None
    return log_call(values, logger, separator, kinds)


def log_call(
    values: list[cst.BaseExpression], logger: str, separator: str = " ", kinds: Mapping[str, str] = NOTHING
) -> cst.Call:
    """`logger.info(...)` that says what `print(*values)` would; values without a word beside them get their label."""
    values = [unstyled(value) for value in values]
    values = [value for value in values if not _blank(value)] or values
    if values and separator == " " and all(_text(v) is None and not _is_text(v) for v in values):
        return _told(values, logger, kinds)
    if len(values) == 1 and (_text(values[0]) is not None or _is_text(values[0])):
        text = _text(values[0])
        if text is not None:
            return call(f"{logger}.info", [string(text.strip("\n"))])
        lazy = lazy_form(values[0])
        parts_of = [string(lazy[0].strip("\n")), *lazy[1]] if lazy is not None else [values[0]]
        return call(f"{logger}.info", parts_of)
    parts, arguments = [], []
    for value in values:
        text = _text(value)
        if text is None:
            parts.append("%s")
            arguments.append(value)
        else:
            parts.append(text.replace("%", "%%") if len(values) > 1 else text)
    form = separator.replace("%", "%%" if len(values) > 1 else "%").join(parts).strip("\n")
    if not arguments:
        return call(f"{logger}.info", [string(form.replace("%%", "%"))])
    return call(f"{logger}.info", [string(form), *arguments])


def _told(values: list[cst.BaseExpression], logger: str, kinds: Mapping[str, str]) -> cst.Call:
    parts, row = [], _is_row(values)
    for value in values:
        kind = kinds.get(value.value if isinstance(value, cst.Name) else source_of(value), "")
        below = tall(value) or kind.startswith("table")
        title = kind.partition(":")[2]
        unknown = kinds.get(asked(value)) == "unknown"  # what its `predict` gives may be no predictions
        alone = kind == "turn" and len(values) == 1  # print(town): a heading over what follows
        above = kinds.get(ABOVE, "") if len(values) == 1 else ""
        said = "" if kind == "text" or alone or row else (title or label(value, unknown, above)).replace("%", "%%")
        parts.append(f"{said}{':' * below}{chr(10) if below else ' '}%s" if said else "%s")
    return call(f"{logger}.info", [string(", ".join(parts)), *values])


def _is_row(values: list[cst.BaseExpression]) -> bool:
    """`print(names[i], weights[i])`: what stands at one place of several lists; the first says what the others are."""
    places = [source_of(value).rpartition("[")[2] for value in values if isinstance(value, cst.Subscript)]
    named = all(place.removesuffix("]").isidentifier() for place in places)
    return named and len(places) == len(values) > 1 and len({*places}) == 1


def _text(node: cst.BaseExpression) -> str | None:
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        try:
            value = ast.literal_eval(
                cst.Module([]).code_for_node(node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]))
            )
        except (ValueError, SyntaxError):
            return None
        return value if isinstance(value, str) else None
    return None


def _blank(node: cst.BaseExpression) -> bool:
    """`" " * 14`: what moves a heading to the middle of a screen."""
    match node:
        case cst.BinaryOperation(left=left, operator=cst.Multiply(), right=cst.Integer()):
            text = _text(left)
            return text is not None and not text.strip()
    return False


def _is_text(node: cst.BaseExpression) -> bool:
    """Whether the expression surely gives a string."""
    if isinstance(node, cst.FormattedString):
        return True
    if isinstance(node, cst.ConcatenatedString):
        return True
    if isinstance(node, cst.BinaryOperation):
        sides = (node.left, node.right) if isinstance(node.operator, cst.Add) else (node.left,)  # Fore.RED + "text"
        return isinstance(node.operator, (cst.Add, cst.Modulo, cst.Multiply)) and any(
            _text(side) is not None or _is_text(side) for side in sides
        )
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return node.func.attr.value in ("format", "join") and _text(node.func.value) is not None
    return False
