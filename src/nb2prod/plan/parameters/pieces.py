"""Paths put together from pieces: what they say where all pieces are literals, else which of them a person may change.

os.path.join("data", "raw", "a.csv")     one path, data/raw/a.csv
"data/" + "a.csv"                        one path, data/a.csv
os.path.join(base, "a.csv")              the file a.csv, and what `base` holds
f"{base}/a.csv"                          what `base` holds
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Mapping

JOINS = ("os.path.join", "posixpath.join")
PATHS = ("pathlib.Path", "pathlib.PurePath")


def said(node: ast.expr, imports: Mapping[str, str], paths: bool = True) -> str | None:
    """The path that literals alone make; None where something else goes in. `paths`: a Path says as much as a text."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=func, args=[_, *_] as args, keywords=[]):
            called = _called(func, imports)
            joins = called in JOINS or (paths and called in PATHS)
            parts = [said(arg, imports, paths) for arg in args] if joins else [None]
            return posixpath.join(*map(str, parts)) if None not in parts else None
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = said(left, imports, False), said(right, imports, False)
            return None if first is None or second is None else first + second
        case ast.BinOp(left=left, op=ast.Div(), right=right) if paths and not isinstance(left, ast.Constant):
            first, second = said(left, imports), said(right, imports)
            return None if first is None or second is None else posixpath.join(first, second)
    return None


def last_piece(node: ast.expr, imports: Mapping[str, str]) -> tuple[ast.expr, str]:
    """The literal that a path made of names ends with, and what it says: the file, below a folder that has a name."""
    match node:
        case ast.Call(func=func, args=[_, *_, ast.Constant(value=str(text)) as last], keywords=[]):
            return (last, text) if _called(func, imports) in JOINS + PATHS else (node, "")
        case ast.Call(func=func, args=[only], keywords=[]) if _called(func, imports) in PATHS:
            return last_piece(only, imports)
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value=str(text)) as last):
            return last, text
    return node, ""


def named(node: ast.expr, imports: Mapping[str, str]) -> Iterator[str]:
    """Names that stand as pieces in a path."""
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Call(func=func, args=args) if _called(func, imports) in JOINS + PATHS or ast.unparse(func) == "str":
            yield from (name for arg in args for name in named(arg, imports))
        case ast.BinOp(left=left, op=ast.Add() | ast.Div(), right=right):
            yield from (*named(left, imports), *named(right, imports))
        case ast.JoinedStr(values=values):
            yield from (name for value in values for name in named(value, imports))
        case ast.FormattedValue(value=value, format_spec=None):
            yield from named(value, imports)


def _called(func: ast.expr, imports: Mapping[str, str]) -> str:
    name, _, rest = ast.unparse(func).partition(".")
    return f"{imports[name]}.{rest}".rstrip(".") if name in imports else ""
