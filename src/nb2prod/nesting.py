"""From a statement to those that it stands in; what defines something; where an expression stands.

for k in (1, 2):          1: a loop
    if k > 1:             2: outwards from 3, the second one
        print(k)          3: outwards, the first one
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nb2prod.model import Span, Statement
from nb2prod.walking import children, walk

PERHAPS = (  # what stands in them may not be read
    ast.BoolOp, ast.IfExp, ast.Lambda, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)  # statements that define a function or a class


def defined(node: ast.AST) -> str:
    """The name of the function or class that it defines; "" for anything else."""
    return node.name if isinstance(node, DEFINING) else ""


def outwards(statements: Sequence[Statement], statement: Statement) -> Iterator[Statement]:
    """The statement, then the compound ones that it stands in, nearest first; `body` says in which part of the next."""
    yield statement
    while statement.parent is not None:
        statement = statements[statement.parent]
        yield statement


def own_parts(node: ast.stmt, without: tuple[type[ast.AST], ...] = ()) -> Iterator[ast.AST]:
    """The parts of a statement that are not statements of their own; nothing of what is one of `without`."""
    others: tuple[type[ast.AST], ...] = (ast.stmt, *without)
    todo: list[ast.AST] = [node]
    while todo:
        part = todo.pop()
        yield part
        todo += [child for child in children(part) if not isinstance(child, others)]


def span_of(node: ast.expr) -> Span:
    """Where the expression stands in its cell."""
    return node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0


def expression_at(node: ast.AST, span: Span) -> ast.expr | None:
    """The expression of `node` that stands there."""
    return next((part for part in walk(node) if isinstance(part, ast.expr) and span_of(part) == span), None)


def within(inner: Span, outer: Span) -> bool:
    """Whether a place lies in another one, or is it."""
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]
