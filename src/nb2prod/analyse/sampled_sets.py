"""Draws from a set, which has no order that a draw could go by.

random.sample({1, 2, 3}, 2)      a TypeError from Python 3.11 on
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.analyse.chained import Here
from nb2prod.knowledge.versions import Gone

SET = Gone("random.sample of a set", "python", "3.11", "sorted(...)")


def sampled_sets(parts: Iterable[ast.AST], here: Here) -> Iterator[Gone]:
    """`parts`: of a statement."""
    for part in parts:
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="random"), attr="sample"), args=[drawn, *_]):
                if "random" in here.tops and _is_set(drawn, here):
                    yield SET


def _is_set(node: ast.expr, here: Here) -> bool:
    match node:
        case ast.Name(id=name):
            return here.types.get(name) == "set"
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set")):
            return True
    return False
