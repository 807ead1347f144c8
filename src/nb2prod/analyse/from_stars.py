"""Names that only the star import of a module can bind which is not there: what they need is no requirement either.

from petal_helper import *          petal_helper is neither beside the notebook nor known
model = tf.keras.Sequential()       tf is bound nowhere
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.knowledge.findings import ABSENT, finding
from nb2prod.knowledge.python import BUILTINS
from nb2prod.model import Finding, Notebook, Statement

MOST = 6  # names that are listed


def from_stars(notebook: Notebook, statements: tuple[Statement, ...]) -> Iterator[Finding]:
    """One, where all star imports are of such modules: others may bind anything."""
    stars = [s for s in statements if isinstance(s.node, ast.ImportFrom) and s.node.names[0].name == "*"]
    absent = [s for s in stars if _absent(notebook, s)]
    trees = [s.node for s in statements if s.parent is None]
    names = [name for name in _unbound(trees) if name not in BUILTINS]
    if absent and len(absent) == len(stars) and names:
        module = getattr(absent[0].node, "module", "")
        listed = ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
        yield finding("NB159", cell=absent[0].cell, line=absent[0].line, names=listed, module=module)


def _absent(notebook: Notebook, statement: Statement) -> bool:
    module = getattr(statement.node, "module", None)
    said = [f.text for f in notebook.findings if f.code in ABSENT]
    return bool(module) and any(text.startswith(f"The module {module} ") for text in said)


def _unbound(trees: list[ast.stmt]) -> list[str]:
    """The names that are read and that nothing binds, in any function or class either, in the order of their lines."""
    read: dict[str, None] = {}
    bound: set[str] = set()
    for part in (part for tree in trees for part in ast.walk(tree)):
        match part:
            case ast.Name(id=name, ctx=ast.Load()):
                read.setdefault(name)
            case ast.Name(id=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.alias(name=name, asname=given):
                bound.add(given or name.partition(".")[0])
    return [name for name in read if name not in bound and not name.startswith("__")]
