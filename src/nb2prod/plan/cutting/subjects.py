"""What preparation is about: a run of cells that makes and changes the same columns is one piece of work.

df["Title"] = df.Name.str.extract(...)      about Title
df["Title"] = df["Title"].map(ranks)        still about Title
df["Age"] = df["Age"].fillna(median)        about Age: another piece of work begins
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Statement
from nb2prod.walking import walk

LEAST = 6  # lines of a piece of work that is worth a step


def turns_to_others(statements: list[Statement], cuts: list[int]) -> list[int]:
    """Of the cell boundaries, those where columns are left for others, with enough lines on both sides."""
    found, start = list[int](), 0
    for place, cut in enumerate(cuts):
        end = cuts[place + 1] if place + 1 < len(cuts) else len(statements)
        before = frozenset().union(*map(written, statements[start:cut]))
        now = frozenset().union(*map(_mentioned, statements[cut:end]))
        makes = any(written(s) or _takes_rows(s) for s in statements[cut:end])
        if before and makes and not before & now:
            found.append(cut)
            start = cut
    sizes = [s.end_line - s.line + 1 for s in statements]
    return [cut for cut in found if min(sum(sizes[:cut]), sum(sizes[cut:])) >= LEAST]


def written(statement: Statement) -> frozenset[str]:
    """The columns that it makes or changes."""
    return frozenset(_written(statement.node))


def _takes_rows(statement: Statement) -> bool:
    """Whether it gives rows or columns a name: `X = df.drop("Survived", axis=1)`."""
    return any(type_.startswith("pandas.") for name, type_ in statement.facts.types if name in statement.facts.binds)


def _written(node: ast.stmt) -> Iterator[str]:
    for part in walk(node):
        match part:
            case ast.Subscript(slice=key, ctx=ast.Store()):
                yield from _names(key)
            case ast.Attribute(value=ast.Name(), attr=name, ctx=ast.Store()):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Subscript(slice=key)), keywords=given):
                yield from _names(key) if any(k.arg == "inplace" for k in given) else ()


def _names(key: ast.expr) -> Iterator[str]:
    """`"Age"`, `["Age", "Fare"]`, `rows, "Age"`."""
    parts = key.elts if isinstance(key, (ast.Tuple, ast.List)) else [key]
    yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def _mentioned(statement: Statement) -> frozenset[str]:
    """The columns, and other texts, that it speaks of."""
    parts = walk(statement.node)
    texts = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return frozenset(texts | {part.attr for part in parts if isinstance(part, ast.Attribute)})
