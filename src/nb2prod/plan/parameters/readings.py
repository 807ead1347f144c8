"""What is done with a value of which nobody says what it means: the first code that takes it, as it stands.

if score > LIMIT: ...                                As in `score > LIMIT`.
def cut(t, top): return t[:top]                      In cut: `t[:top]`.
class Net: def __init__(self, w): self.w = w ...     In Net: `Dense(self.w)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from copy import deepcopy

from nb2prod.nesting import DEFINING
from nb2prod.walking import children, last_of, walk

LONGEST = 56
OF_ITSELF = frozenset({"get_config", "get_params", "__repr__", "__str__"})
SHOWN = (ast.Call, ast.Compare, ast.BinOp, ast.Subscript, ast.IfExp, ast.BoolOp, ast.JoinedStr)
SAYS = frozenset({
    "print", "format", "str", "info", "debug", "warning", "tqdm", "title", "set_title", "xlabel", "ylabel", "legend",
})  # fmt: skip


def as_read(nodes: Iterable[ast.AST], name: str) -> str:
    """The code; "" where it is only shown, or nothing of it is short."""
    for node in nodes:
        above = parents(node)
        for use in readings(node, name):
            if text := _around(use, above):
                return f"`{text}`"
    return ""


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


def _around(use: ast.expr, above: dict[ast.AST, ast.AST]) -> str:
    """The widest expression around it that is short; a call may leave its other arguments out."""
    part: ast.AST = use
    shown = ""
    while (around := above.get(part)) is not None and not isinstance(around, DEFINING):
        if isinstance(around, ast.Call) and (around.func is part or last_of(around) in SAYS):
            return shown if around.func is part else ""
        text = _text(around)
        if isinstance(around, ast.stmt):
            tested = isinstance(around, (ast.If, ast.While))
            return text if 0 < len(text) <= LONGEST and (shown or tested) else shown
        if len(text) > LONGEST:
            short = _text(_only(around, part)) if isinstance(around, ast.Call) and not shown else ""
            return short if 0 < len(short) <= LONGEST else shown
        shown = text if isinstance(around, SHOWN) else shown
        part = around
    return ""


def _only(call: ast.Call, given: ast.AST) -> ast.Call:
    """The call, of its arguments this one alone: `resize(..., size=SIZE)`."""
    rest: list[ast.expr] = [ast.Constant(...)] if len(call.args) + len(call.keywords) > 1 else []
    if isinstance(given, ast.keyword):
        return ast.Call(call.func, rest, [given])
    first = bool(call.args) and call.args[0] is given
    taken = [arg for arg in call.args if arg is given]
    return ast.Call(call.func, [*taken, *rest] if first else [*rest, *taken], [])


def _text(node: ast.AST) -> str:
    """Its code, of a compound statement the head; texts that are no keys are left out."""
    match node:
        case ast.For(target=target, iter=iterated):
            return f"for {ast.unparse(target)} in {_text(iterated)}"
        case ast.If(test=test):
            return f"if {_text(test)}"
        case ast.While(test=test):
            return f"while {_text(test)}"
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.expr() | ast.keyword():
            copied = deepcopy(node)
            parts = walk(copied)
            keys = {id(part.slice) for part in parts if isinstance(part, ast.Subscript)}
            pieces = {id(piece) for part in parts if isinstance(part, ast.JoinedStr) for piece in part.values}
            for part in parts:
                if isinstance(part, ast.Constant) and isinstance(part.value, (str, bytes)) and id(part) not in keys:
                    part.value = "..." if id(part) in pieces else ...
            return ast.unparse(copied).replace("`", "")
    return ""
