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
SAME = frozenset(
    "abspath realpath normpath expanduser str Path resolve join".split()
)  # the same place, written otherwise
DEEPEST = 6  # names behind names
HIGHEST = 4  # what lies higher is none of the notebook's
MOST = 8  # places that one path may mean
HERE = ("getcwd", "cwd")


def added_folders(trees: Iterable[ast.Module]) -> tuple[str, ...]:
    """Each as a relative path with a slash behind, in the order in which they are added."""
    nodes = [node for tree in trees for node in walk(tree)]
    bound: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                targets = [target]
            case _:
                continue
        for target in targets:
            if isinstance(target, ast.Name):
                bound.setdefault(target.id, []).append(value)
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
        if path != "." and not re.match(r"^(?:/|~|[A-Za-z]:)", path) and path.count("..") < HIGHEST:
            yield f"{path}/" if path.startswith("..") else f"./{path}/"


def _paths(node: ast.expr, bound: dict[str, list[ast.expr]], depth: int) -> list[str]:
    """What the path may be; none where a part of it is not known.

    root = Path.cwd()                   "." or "..", as both were bound to the name
    if root.name == "notebooks":
        root = root.parent
    for up in [root, *root.parents]:    up: any of them
    """
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Name(id=name) if name in bound and depth < DEEPEST:
            return list(dict.fromkeys(path for value in bound[name] for path in _paths(value, bound, depth + 1)))[:MOST]
        case ast.Call(func=func, args=[]) if ast.unparse(func).rpartition(".")[2] in HERE:
            return ["."]
        case ast.Call(func=ast.Name(id="next"), args=[ast.GeneratorExp(elt=inner), *_]):
            return _paths(inner, bound, depth)
        case ast.List(elts=elts) | ast.Tuple(elts=elts):
            return [path for each in elts for path in _paths(each, bound, depth)]
        case ast.BinOp(left=ast.List() as left, op=ast.Add(), right=right):
            return [*_paths(left, bound, depth), *_paths(right, bound, depth)]
        case ast.Starred(value=value) | ast.Call(func=ast.Name(id="list"), args=[value]):
            return _paths(value, bound, depth)
        case ast.Attribute(value=value, attr="parents"):
            return [path + "/.." * height for height in range(1, HIGHEST) for path in _paths(value, bound, depth)]
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
