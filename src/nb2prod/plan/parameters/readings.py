"""Where code of one's own reads an argument.

def cut(t, top): return t[:top]                      top, once
class Net: def __init__(self, w): self.w = w ...     wherever `self.w` is read
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.walking import children, walk

OF_ITSELF = frozenset({"get_config", "get_params", "__repr__", "__str__"})


def parents(node: ast.AST) -> dict[ast.AST, ast.AST]:
    """In what each part stands."""
    return {below: part for part in walk(node) for below in children(part)}


def readings(node: ast.AST, name: str) -> Iterator[ast.expr]:
    """Where it is read, also as what an object keeps of it: `self.rate = rate`, `self.rate`; not to tell of itself."""
    parts = walk(node)
    told = {id(p) for d in parts if isinstance(d, ast.FunctionDef) and d.name in OF_ITSELF for p in walk(d)}
    kept = {
        ast.dump(target).replace("Store()", "Load()"): part.value
        for part in parts
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Name) and part.value.id == name
        for target in part.targets
        if isinstance(target, ast.Attribute)
    }
    again = [part for part in parts if isinstance(part, ast.Attribute) and kept and ast.dump(part) in kept]
    keeping = {id(kept[ast.dump(part)]) for part in again}  # of others somebody outside may ask for
    named = (part for part in parts if isinstance(part, ast.Name) and part.id == name)
    own = [part for part in named if isinstance(part.ctx, ast.Load) and id(part) not in keeping]
    yield from (part for part in (*own, *again) if id(part) not in told)
