"""Statements of a copied module that only set up the notebook's front end, where `get_ipython()` is None otherwise.

get_ipython().config.InlineBackend.figure_format = "retina"      goes, as the line magic %config goes
get_ipython().run_line_magic("matplotlib", "inline")             goes
"""

from __future__ import annotations

import ast

from nb2prod.read.compiling import parse
from nb2prod.walking import walk

MAGICS = frozenset({"autoreload", "config", "load_ext", "matplotlib", "pylab"})
CALLS = frozenset({"magic", "run_line_magic"})


def without_front_end(text: str) -> str:
    """The module's text without them: each whole statement on lines of its own; `pass` where a block needs one."""
    tree = parse(text) if "get_ipython" in text else None
    if not isinstance(tree, ast.Module):
        return text
    lines = text.split("\n")
    for node in [part for part in walk(tree) if isinstance(part, ast.stmt) and _sets_up(part)]:
        first, last = node.lineno - 1, node.end_lineno or node.lineno
        before, after = lines[first][: node.col_offset], lines[last - 1].encode()[node.end_col_offset or 0 :].decode()
        if before.strip() or after.partition("#")[0].strip():
            continue
        lines[first:last] = [f"{before}pass" if before else "", *[""] * (last - first - 1)]
    return "\n".join(lines)


def _sets_up(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(targets=[ast.Attribute() as target]):
            return _chain(target)[:1] == ["config"]
        case ast.Expr(value=ast.Call(func=ast.Attribute() as called, args=[ast.Constant(value=str(text)), *_])):
            words = text.lstrip("%").split()
            return _chain(called) in [[name] for name in CALLS] and bool(words) and words[0] in MAGICS
    return False


def _chain(node: ast.expr) -> list[str]:
    """The attributes behind `get_ipython()`, the first one first; nothing for other expressions."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    match node:
        case ast.Call(func=ast.Name(id="get_ipython") | ast.Attribute(attr="get_ipython"), args=[], keywords=[]):
            return names
    return []
