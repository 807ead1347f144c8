"""What a parameter does not reach: functions of the notebook in which a text says its path again, or one below it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.graph import in_function
from nb2prod.plan.naming import clause
from nb2prod.walking import walk

MOST = 3  # things that are named


def saying(program: Program, kept: Iterable[Statement], path: str) -> str:
    """Those functions; "" for none."""
    below = path.rstrip("/\\") + "/"
    nodes = [s.node for s in kept if not in_function(program, s)]
    held = [
        n.name for n in nodes if isinstance(n, DEFINING) and any(t == path or t.startswith(below) for t in _texts(n))
    ]
    return listed(held)


def _texts(node: ast.AST) -> list[str]:
    texts = (part.value for part in walk(node) if isinstance(part, ast.Constant))
    return [text.replace("\\", "/") for text in texts if isinstance(text, str)]


def listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b, c and 4 more`, each once."""
    return clause.listed(tuple(dict.fromkeys(names)), MOST + 1)
