"""From a statement to those that it stands in; what defines something; where an expression stands.

for k in (1, 2):          1: a loop
    if k > 1:             2: outwards from 3, the second one
        print(k)          3: outwards, the first one
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from nb2prod.model import Measure, Span, Statement, Step
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


def bound_inside(every: Sequence[Statement], statements: Iterable[int]) -> set[str]:
    """Names that statements bind, and what stands in them, but for what stands in functions."""
    inside, found = {*statements}, set[str]()
    for statement in every:  # a compound statement comes before what stands in it
        if statement.parent in inside and statement.body != "function":
            inside.add(statement.id)
        found |= statement.facts.binds if statement.id in inside else set()
    return found


def last_bound(statements: Sequence[Statement], steps: Sequence[Step], measures: Iterable[Measure]) -> dict[str, int]:
    """By names, which step is the last to bind them; not of those that functions of the workflow rebind."""
    made = [(m.into or m.name, {m.statement, m.loop}) for m in measures]
    found, elsewhere = dict[str, int](), rebound(statements, steps)
    for place, step in enumerate(steps):
        inside = {*step.statements}
        bound = {name for name, at in made if at & inside} | bound_inside(statements, step.statements)
        found |= dict.fromkeys(bound if step.inline else step.outputs, place)
    return {name: place for name, place in found.items() if name not in elsewhere}


def rebound(statements: Sequence[Statement], steps: Sequence[Step]) -> frozenset[str]:
    """Names that functions of the workflow rebind through `global`: nobody knows when for the last time."""
    homes = {i for step in steps if step.inline for i in step.statements}
    own = (s.node for s in statements if s.id in homes and isinstance(s.node, (ast.FunctionDef, ast.ClassDef)))
    return frozenset(name for node in own for n in walk(node) if isinstance(n, ast.Global) for name in n.names)
