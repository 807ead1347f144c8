"""`walking` says what `ast` says."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from nb2prod.walking import children, walk

EVERYTHING = """
import os as o
from . import b as c
global g
@d
async def f(a: int, /, b=1, *args, c, k=2, **rest) -> int:
    nonlocal n
    async with x as y, z: await w
    return [i async for i in j if i]
class C(B, metaclass=M): x: int = 1; del x[1:2:3]
try: raise E from e
except (A, B) as error: pass
else: assert a, "b"
finally: a @= not b if c else lambda q: (yield)
match m:
    case {"a": 1, **rest} | [_, *tail] | P(x, y=None) as whole if w: {**a, 1: 2}; {1 < 2 <= 3}
print(f"{a!r:>{w}}", u"k", *b, **c)
"""
SOURCES = [path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]


@pytest.mark.parametrize("text", [EVERYTHING, *SOURCES])
def test_it_finds_the_same_nodes_in_the_same_order(text: str) -> None:
    """All but `ctx`, which whoever asks reads off the name."""
    tree = ast.parse(text)
    assert walk(tree) == _without_contexts(ast.walk(tree))
    assert all(children(node) == _without_contexts(ast.iter_child_nodes(node)) for node in ast.walk(tree))


def _without_contexts(nodes: Iterable[ast.AST]) -> list[ast.AST]:
    return [node for node in nodes if not isinstance(node, ast.expr_context)]
