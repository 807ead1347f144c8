"""`ast.walk` and `ast.iter_child_nodes` in a quarter of their time: most of a conversion asks what code holds.

Those look at every field of every node; here a class of nodes is asked once which of its fields can hold nodes. What
says whether a name is read or written is no node of its own here: whoever asks has the name, and its `ctx`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from copy import deepcopy
from typing import TypeVar
from weakref import WeakKeyDictionary

Node = TypeVar("Node", bound=ast.AST)
TEXTS = frozenset((
    "arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level", "lineno", "module",
    "rest", "simple", "tag", "type_comment",
))  # fmt: skip
SPARSE = (ast.Dict, ast.Global, ast.MatchMapping, ast.Nonlocal, ast.arguments)  # their lists hold more than nodes


class _Holding(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each class that can hold nodes."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        fields = () if kind is ast.Constant else kind._fields
        self[kind] = found = tuple(field for field in fields if field not in TEXTS)
        return found


HOLDING = _Holding()
BELOW = WeakKeyDictionary[ast.AST, list[ast.AST]]()  # of statements of the notebook at hand


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below it, in the order of `ast.iter_child_nodes`; without `ctx`."""
    found: list[ast.AST] = []
    for field in HOLDING[node.__class__]:
        held = getattr(node, field, None)
        if held.__class__ is list:
            found += held
        elif isinstance(held, ast.AST):
            found.append(held)
    return [each for each in found if isinstance(each, ast.AST)] if isinstance(node, SPARSE) else found


def settle(node: ast.stmt) -> None:
    """A statement that nobody is going to change: what is below it is looked for once, and forgotten with it."""
    BELOW[node] = walk(node)[1:]


def walk(node: ast.AST) -> list[ast.AST]:
    """The node and all below it, in the order of `ast.walk`; without `ctx`."""
    found = [node]
    if (below := BELOW.get(node)) is not None:
        return found + below
    for part in found:
        if HOLDING[part.__class__]:  # half of all are names and constants
            found += children(part)
    return found


def values_given(call: ast.Call) -> list[ast.expr]:
    """All values that a call is given, by place and then by name."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def last_of(node: ast.AST) -> str:
    """What a call calls, by its last name: `sm.OLS(y, X)` -> "OLS"; "" for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name
    return ""


def swapped(node: Node, values: Mapping[str, ast.expr]) -> Node:
    """A copy with other expressions where some names are read."""

    class Swap(ast.NodeTransformer):
        def visit_Name(self, part: ast.Name) -> ast.expr:
            return deepcopy(values[part.id]) if part.id in values and isinstance(part.ctx, ast.Load) else part

    changed: Node = Swap().visit(deepcopy(node))
    return changed
