"""What looks at a row and those before it: no row learns anything of a later one.

df["a"].shift(1).rolling(7).mean()                               the seven before it
df.groupby("k")["a"].transform(lambda s: s.rolling(3).sum())     of its group
df["a"].rolling(7, center=True).mean()                           no: three of them come later
"""

from __future__ import annotations

import ast

from nb2prod.plan.leakage.words import IN_GROUPS, WINDOWS
from nb2prod.walking import values_given, walk

AHEAD = frozenset({"bfill", "rank", "head", "tail", "nth", "ngroup"})  # in groups, but not of the rows before


def of_window(func: ast.expr) -> bool:
    """Whether a method is asked of windows that reach back: `x.rolling(7).mean`."""
    match func:
        case ast.Attribute(value=ast.Call(func=ast.Attribute(attr=name), keywords=keywords) as window):
            centred = any(k.arg == "center" and getattr(k.value, "value", True) for k in keywords)
            return name in WINDOWS and not centred and not _turned(window)
    return False


def looks_back(function: object) -> bool:
    """Whether a lambda about one column asks nothing but windows and the rows before."""
    if not isinstance(function, ast.Lambda) or len(function.args.args) != 1:
        return False
    node, own = function.body, function.args.args[0].arg
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if not (name in WINDOWS or name in IN_GROUPS - AHEAD or of_window(node.func)) or _turned(node):
            return False
        node = node.func.value
    return isinstance(node, ast.Name) and node.id == own


def _turned(node: ast.expr) -> bool:
    """Whether something below looks ahead: `shift(-1)`, `[::-1]`; `(-falls).rolling(7)` does not."""
    given = [value for part in walk(node) if isinstance(part, ast.Call) for value in values_given(part)]
    given += [p.step for p in walk(node) if isinstance(p, ast.Slice) and p.step is not None]
    return any(isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub) for value in given)
