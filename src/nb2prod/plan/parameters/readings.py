"""Where code of one's own reads an argument.

def cut(t, top): return t[:top]                      top, once, in `t[:top]`
class Net: def __init__(self, w): self.w = w ...     wherever `self.w` is read
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from nb2prod.walking import children, last_of, walk

OF_ITSELF = frozenset({"get_config", "get_params", "__repr__", "__str__"})
PLACED = "Used in "
LONGEST = 60  # of code that is quoted
PLAIN = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.keyword, ast.Slice, ast.Starred)  # tell nothing by themselves
SAYING = frozenset({"print", "str", "format"})


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


def quoted(node: ast.AST, name: str, above: Mapping[ast.AST, ast.AST]) -> str:
    """What the first reading that does anything stands in, as a sentence; "" where that is not short."""
    for use in readings(node, name):
        below: ast.AST = use
        found, around = "", above.get(use)
        while isinstance(around, (ast.expr, ast.keyword, ast.Slice)) and _quotable(around):
            found = found if isinstance(around, PLAIN) else ast.unparse(around)
            below, around = around, above.get(around)
        match around:
            case ast.Call(args=args, keywords=named) if below in (pieces := [*args, *named]) and not found:
                name = ast.unparse(around.func) if _quotable(around.func) else last_of(around)
                first, last = below is pieces[0], below is pieces[-1]
                found = f"{name}({'' if first else '..., '}{ast.unparse(below)}{'' if last else ', ...'})"
                found = "" if last_of(around) in SAYING else found
            case ast.If(test=test) | ast.While(test=test) if below is test and not found:
                found = f"if {ast.unparse(test)}"
        found = found if len(found) <= LONGEST else ""
        if found and "`" not in found:
            return f"{PLACED}`{found}`."
    return ""


def _quotable(node: ast.AST) -> bool:
    """Whether it is short, prints nothing, and says no text but the names of columns."""
    parts = walk(node)
    columns = {id(text) for p in parts if isinstance(p, ast.Subscript) for text in walk(p.slice)}
    texts = any(isinstance(p, ast.Constant) and isinstance(p.value, str) and id(p) not in columns for p in parts)
    texts |= any(isinstance(p, (ast.JoinedStr, ast.FormattedValue)) for p in parts)
    says = any(isinstance(p, ast.Call) and ast.unparse(p.func).rpartition(".")[2] in SAYING for p in parts)
    return not texts and not says and len(ast.unparse(node)) <= LONGEST
