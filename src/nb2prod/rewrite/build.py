"""Python made as syntax: names, calls, assignments, functions. Nothing here ever parses notebook text."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Sequence

import libcst as cst

WIDTH = 80  # letters of a line of a docstring that is broken
LONGEST = 104  # letters of a docstring that stays on its one line

Line = cst.SimpleStatementLine | cst.BaseCompoundStatement


def dotted(text: str) -> cst.Name | cst.Attribute:
    """`a.b.c` as an expression."""
    head, *rest = text.split(".")
    node: cst.Name | cst.Attribute = cst.Name(head)
    for part in rest:
        node = cst.Attribute(node, cst.Name(part))
    return node


def string(text: str) -> cst.SimpleString:
    """A string literal with any content."""
    return cst.SimpleString(repr(text))


def docstring(text: str) -> cst.SimpleStatementLine:
    """A docstring that its text cannot leave."""
    plain = (
        text.replace("\\", "\\\\").replace('"', '\\"')
        if '"""' in text or text.endswith('"')
        else text.replace("\\", "\\\\")
    )
    plain = "".join(c if c == "\n" or c.isprintable() else c.encode("unicode_escape").decode() for c in plain)
    return line(cst.Expr(cst.SimpleString(f'"""{plain}"""')))


def line(*parts: cst.BaseSmallStatement) -> cst.SimpleStatementLine:
    """Small statements on one line."""
    return cst.SimpleStatementLine(list(parts))


def call(function: str, arguments: Iterable[cst.BaseExpression], **keywords: cst.BaseExpression) -> cst.Call:
    """`function(arguments, keyword=...)`."""
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    given = [cst.Arg(a) for a in arguments]
    given += [cst.Arg(value, keyword=cst.Name(key), equal=equal) for key, value in keywords.items()]
    return cst.Call(dotted(function), given)


def copied(value: cst.BaseExpression) -> cst.Call:
    """`value.copy()`."""
    alone = isinstance(value, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)) or value.lpar
    whole = value if alone else value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.Call(cst.Attribute(whole, cst.Name("copy")))


def whole(value: cst.BaseExpression) -> cst.BaseExpression:
    """The value, in parentheses of its own where it needs those around it: `print(df⏎.head())`, `f(n for n in a)`."""
    try:
        ast.parse(cst.Module([]).code_for_node(value), mode="eval")
    except SyntaxError:
        return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return value


def assign(names: Sequence[str], value: cst.BaseExpression) -> cst.SimpleStatementLine:
    """`a = value`, `a, b = value`, or just `value` where nothing is bound."""
    if not names:
        return line(cst.Expr(whole(value)))
    target: cst.BaseAssignTargetExpression
    target = cst.Name(names[0]) if len(names) == 1 else bare_tuple(names)
    return line(cst.Assign([cst.AssignTarget(target)], whole(value)))


def bare_tuple(names: Sequence[str]) -> cst.Tuple:
    """`a, b` without parentheses."""
    return cst.Tuple([cst.Element(cst.Name(name)) for name in names], lpar=[], rpar=[])


def returns(names: Sequence[str]) -> list[Line]:
    """`return a, b`, or nothing."""
    if not names:
        return []
    return [line(cst.Return(cst.Name(names[0]) if len(names) == 1 else bare_tuple(names)))]


def parameter(name: str, annotation: str = "", default: cst.BaseExpression | None = None) -> cst.Param:
    """`name: annotation = default`; the annotation is text of ours, never the notebook's."""
    note = cst.Annotation(cst.parse_expression(annotation)) if annotation else None
    return cst.Param(cst.Name(name), annotation=note, default=default)


def wrapped(doc: str) -> str:
    """A docstring of one line, or of several where it is long; what has lines of its own keeps them."""
    first, *others = textwrap.wrap(doc, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    if len(doc) <= LONGEST or not others or "\n" in doc:
        return doc
    return "\n".join([first, *(f"    {line}" for line in others), "    "])


def function(
    name: str, parameters: Sequence[cst.Param], body: Sequence[Line], doc: str = "", gives: str = "",
    by_name: Sequence[cst.Param] = (),
) -> cst.FunctionDef:  # fmt: skip
    """A function with its docstring, two blank lines above; `by_name`: parameters that are given by name."""
    whole: list[Line] = [docstring(wrapped(doc))] if doc else []
    whole += body or ([] if doc else [line(cst.Pass())])
    return cst.FunctionDef(
        name=cst.Name(name),
        params=cst.Parameters(list(parameters), kwonly_params=list(by_name)),
        body=cst.IndentedBlock(whole),
        returns=cst.Annotation(cst.parse_expression(gives)) if gives else None,
        leading_lines=[cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)],
    )


def dictionary(pairs: Iterable[tuple[str, str]]) -> cst.Dict:
    """`{"key": name}`."""
    return cst.Dict([cst.DictElement(string(key), dotted(value)) for key, value in pairs])


def hollow(node: cst.BaseCompoundStatement) -> cst.BaseCompoundStatement:
    """The statement without what stands in its bodies, so that headers can be edited alone."""
    if isinstance(node, cst.Match):
        return node
    empty = cst.IndentedBlock([line(cst.Pass())])
    changed = node.with_changes(body=empty)
    if getattr(changed, "orelse", None) is not None:
        changed = changed.with_changes(orelse=cst.Else(empty))
    if getattr(changed, "finalbody", None) is not None:
        changed = changed.with_changes(finalbody=cst.Finally(empty))
    if isinstance(changed, (cst.Try, cst.TryStar)):
        changed = changed.with_changes(handlers=[handler.with_changes(body=empty) for handler in changed.handlers])
    return changed


def tidy(lines: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """Leading lines with every run of blank ones made one, at the indentation of the statement."""
    found: list[cst.EmptyLine] = []
    for item in lines:
        if item.comment is not None or (found and found[-1].comment is not None):
            found.append(item.with_changes(indent=True, whitespace=cst.SimpleWhitespace("")))
    while found and found[-1].comment is None:
        found.pop()
    return found
