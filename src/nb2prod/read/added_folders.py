"""Folders below or above the notebook that it adds to `sys.path`: modules that it imports may lie there.

sys.path.append("lib")                             ./lib/
sys.path.insert(0, os.path.abspath("../src"))      ../src/
sys.path.append("/home/me/lib")                    none: the way there is this machine's
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterable, Iterator

ADDS = ("sys.path.append", "sys.path.insert", "sys.path.extend")
SAME = (
    "abspath",
    "realpath",
    "normpath",
    "expanduser",
    "str",
    "Path",
    "resolve",
    "join",
)  # the same place, written otherwise
HERE = ("getcwd", "cwd")


def added_folders(trees: Iterable[ast.Module]) -> tuple[str, ...]:
    """Each as a relative path with a slash behind, in the order in which they are added."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    bound = {
        target.id: node.value
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ADDS and node.args:
            last = node.args[-1]
            for part in last.elts if isinstance(last, (ast.List, ast.Tuple)) else [last]:
                found += _folders(part, bound)
    return tuple(dict.fromkeys(found))


def _folders(node: ast.expr, bound: dict[str, ast.expr]) -> Iterator[str]:
    pieces = list(_pieces(node, bound, 0))
    if pieces and None not in pieces:
        path = posixpath.normpath(posixpath.join(*(str(piece).replace("\\", "/") for piece in pieces)))
        if path != "." and not re.match(r"^(?:/|~|[A-Za-z]:)", path) and path.count("..") < 4:
            yield f"{path}/" if path.startswith("..") else f"./{path}/"


def _pieces(node: ast.expr, bound: dict[str, ast.expr], depth: int) -> Iterator[str | None]:
    """The parts of a path; None for one that nobody knows."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name) if name in bound and depth < 5:
            yield from _pieces(bound[name], bound, depth + 1)
        case ast.Call(func=func, args=args) if ast.unparse(func).rpartition(".")[2] in HERE and not args:
            yield "."
        case ast.Call(func=func, args=args) if ast.unparse(func).rpartition(".")[2] in SAME:
            parts = args or ([func.value] if isinstance(func, ast.Attribute) else [])
            yield from (piece for part in parts for piece in _pieces(part, bound, depth + 1))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            yield from (*_pieces(left, bound, depth + 1), *_pieces(right, bound, depth + 1))
        case ast.Attribute(value=value, attr="parent"):
            yield from (*_pieces(value, bound, depth + 1), "..")
        case _:
            yield None
