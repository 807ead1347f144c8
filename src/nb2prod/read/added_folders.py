"""Folders below or above the notebook that it adds to `sys.path`: modules that it imports may lie there.

sys.path.append("lib")                             ./lib/
sys.path.insert(0, os.path.abspath("../src"))      ../src/
sys.path.append("/home/me/lib")                    none: the way there is this machine's
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from nb2prod.walking import walk

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
DEEPEST = 6  # names behind names
MOST = 8  # places that one path may mean
HERE = ("getcwd", "cwd")


def added_folders(trees: Iterable[ast.Module]) -> tuple[str, ...]:
    """Each as a relative path with a slash behind, in the order in which they are added."""
    nodes = [node for tree in trees for node in walk(tree)]
    bound: dict[str, list[ast.expr]] = {}
    for node in nodes:
        for target in node.targets if isinstance(node, ast.Assign) else ():
            if isinstance(node, ast.Assign) and isinstance(target, ast.Name):
                bound.setdefault(target.id, []).append(node.value)
    found: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ADDS and node.args:
            last = node.args[-1]
            for part in last.elts if isinstance(last, (ast.List, ast.Tuple)) else [last]:
                found += _folders(part, bound)
    return tuple(dict.fromkeys(found))


def _folders(node: ast.expr, bound: dict[str, list[ast.expr]]) -> Iterator[str]:
    for whole in _paths(node, bound, 0):
        path = posixpath.normpath(whole.replace("\\", "/"))
        if path != "." and not re.match(r"^(?:/|~|[A-Za-z]:)", path) and path.count("..") < 4:
            yield f"{path}/" if path.startswith("..") else f"./{path}/"


def _paths(node: ast.expr, bound: dict[str, list[ast.expr]], depth: int) -> list[str]:
    """What the path may be; none where a part of it is not known.

    root = Path.cwd()                   "." or "..", as both were bound to the name
    if root.name == "notebooks":
        root = root.parent
    """
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Name(id=name) if name in bound and depth < DEEPEST:
            return list(dict.fromkeys(path for value in bound[name] for path in _paths(value, bound, depth + 1)))[:MOST]
        case ast.Call(func=func, args=[]) if ast.unparse(func).rpartition(".")[2] in HERE:
            return ["."]
        case ast.Call(func=func, args=args) if ast.unparse(func).rpartition(".")[2] in SAME:
            return _joined(args or ([func.value] if isinstance(func, ast.Attribute) else []), bound, depth)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _joined([left, right], bound, depth)
        case ast.Attribute(value=value, attr="parent"):
            return [f"{path}/.." for path in _paths(value, bound, depth + 1)]
        case ast.Subscript(value=ast.Attribute(value=value, attr="parents"), slice=ast.Constant(value=int(height))):
            return [path + "/.." * (height + 1) for path in _paths(value, bound, depth + 1)]
    return []


def _joined(parts: Sequence[ast.expr], bound: dict[str, list[ast.expr]], depth: int) -> list[str]:
    every = [_paths(part, bound, depth + 1) for part in parts]
    return [posixpath.join(*pieces) for pieces in product(*every)][:MOST] if every else []
