"""Statements of which pandas 3 makes something else: changes through a column, and text that is no longer `object`.

df["a"].fillna(0, inplace=True)        df["a"][0] = 1        df.a.loc[mask] = 1       df stays as it was
df.dtypes == "O"                       text columns are of the dtype `str`
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping

from nb2prod.knowledge.versions import Gone

IN_PLACE = Gone("a change in place through a column", "pandas", "3.0", "an assignment to the column: df[name] = ...")
OBJECT = Gone('the dtype "object" of text columns', "pandas", "3.0", "pandas.api.types.is_string_dtype")
CHANGES = frozenset({"fillna", "replace", "clip", "mask", "where", "interpolate", "ffill", "bfill"})
FRAME = "pandas.DataFrame"
FRAMES = frozenset({FRAME, "pandas.NDFrame"})
LOCATED = frozenset({"loc", "iloc", "at", "iat"})


def chained(
    node: ast.stmt, parts: Iterable[ast.AST], types: Mapping[str, str], tops: Collection[str], changed: Collection[str]
) -> Iterator[Gone]:
    """`parts`: what of it is no statement; `types`: of its names; `tops`: imported libraries; `changed`: names."""
    if "pandas" not in tops:
        return
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=column, attr=attr), keywords=keywords)):
            if (
                attr in CHANGES
                and _in_place(keywords)
                and types.get(owner := _owner(column), FRAME) in FRAMES
                and owner
            ):
                yield IN_PLACE
        case ast.Expr(value=ast.Call(func=ast.Name(), args=args)):  # fill(df["a"]), which changes what it is given
            owners = [_owner(part) for part in args if isinstance(part, ast.Subscript)]
            if any(owner in changed and types.get(owner, "") in FRAMES for owner in owners):
                yield IN_PLACE
        case ast.Assign(targets=[ast.Subscript(value=inner)]) | ast.AugAssign(target=ast.Subscript(value=inner)):
            located = isinstance(inner, ast.Attribute) and inner.attr in LOCATED
            column = inner.value if isinstance(inner, ast.Attribute) and located else inner
            if types.get(_owner(column), "") in FRAMES:
                yield IN_PLACE
    if any(isinstance(part, ast.Compare) and _asks_object(part) for part in parts):
        yield OBJECT


def _in_place(keywords: list[ast.keyword]) -> bool:
    given = {keyword.arg: keyword.value for keyword in keywords}.get("inplace")
    return isinstance(given, ast.Constant) and given.value is True


def _owner(node: ast.expr) -> str:
    """`df` of `df["a"]` and of `df.a`; `df[["a", "b"]]` has always been a copy."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str()) | ast.Name()):
            return name
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr not in LOCATED | {"values", "columns", "index"}:
            return name
    return ""


def _asks_object(node: ast.Compare) -> bool:
    sides = [node.left, *node.comparators]
    dtype = any(isinstance(side, ast.Attribute) and side.attr in ("dtype", "dtypes") for side in sides)
    return dtype and any(_object(side) for side in sides)


def _object(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value="O" | "object") | ast.Name(id="object"):
            return True
        case ast.Attribute(attr="object" | "object_" | "object0"):
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return any(map(_object, parts))
    return False
