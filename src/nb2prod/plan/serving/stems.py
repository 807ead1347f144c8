"""What a learned value is called by: what the expression that training works it out with holds.

df["TotalCharges"].median()                     total_charges_median
df.Chol.mean() + 3 * df.Chol.std()              chol_upper_limit
{0: data["Glucose"].median()}                   glucose_median
[cols], list(features)                          feature_columns
[c for c in cat_vars if c != "y"]               cat_vars_columns
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.walking import walk

LONGEST = 40
BARE = frozenset("cols columns col features feature feature_cols feature_columns feats names x vars variables".split())
SPREAD = frozenset({"std", "mad", "iqr", "var"})
SAME_THINGS = ("tolist", "copy", "items")


def stems(node: ast.expr, kind: str, stem: str, several: bool, keys: tuple[str, ...]) -> Iterator[str]:
    """Names for it, the best first; `stem`: where nothing else tells, `several`: one for each turn, by its `keys`."""
    words = _words(node)
    if kind == "columns":
        yield stem or "kept"
        return
    if stem == "columns":
        yield _of_columns(node)
        yield f"learned_{_of_columns(node)}"
        return
    limit = _limit(node)
    if kind == "estimator" or (not limit and (not words or len("_".join(words)) > LONGEST)):
        words = [stem or "kept"]
    name = limit or "_".join(words)
    yield (_listed(node) if name == "kept" else "") or (name if not several or name.endswith("s") else f"{name}s")
    if several and keys:
        yield f"{name}_by_{'_and_'.join(keys)}"
    yield f"learned_{name}"


def _of_columns(node: ast.expr) -> str:
    """By the list that the columns come from."""
    names = list(dict.fromkeys(p.id for p in walk(node) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Load)))
    names = [name for name in names if name not in ("list", "sorted", "set", "tuple") and not _bound_inside(node, name)]
    own = _snake(names[0]) if names else ""
    return "feature_columns" if not own or own in BARE else f"{own}_columns"


def _bound_inside(node: ast.expr, name: str) -> bool:
    return any(isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store) and p.id == name for p in walk(node))


def _listed(node: ast.expr) -> str:
    """`[cols]`, `list(features)`: a list of the columns that a table is made of."""
    match node:
        case ast.List(elts=[ast.Name(id=name)]) | ast.Call(func=ast.Name(id="list"), args=[ast.Name(id=name)]):
            return _of_columns(node) if name in BARE else ""
    return ""


def _limit(node: ast.expr) -> str:
    """A bound of what is usual: so far above or below the mean, or a quantile."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
            side = "upper" if isinstance(sign, ast.Add) else "lower"
            spread = {p.attr for p in walk(right) if isinstance(p, ast.Attribute)} & SPREAD
            words = _words(left)
            if spread and len(words) > 1:
                return "_".join([*words[:-1], side, "limit"])
    return ""


def _words(node: ast.expr) -> list[str]:
    """The telling words of an expression: its column, then what is computed of it."""
    match node:
        case ast.Dict(keys=[ast.Constant()], values=[value]):
            return _words(value)  # df.replace({0: df.age.median()})
        case ast.Call(func=ast.Attribute(value=inner, attr="to_numpy")):
            return _words(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=name)) if name not in SAME_THINGS:
            return [*_words(inner), name]
        case ast.Subscript(value=inner, slice=ast.Constant(value=str() as column)):
            return [_snake(column)] if isinstance(inner, ast.Name) else [*_words(inner)[-1:], _snake(column)]
        case ast.Subscript(value=inner):
            return _words(inner)
        case ast.Attribute(value=ast.Name(), attr=name):
            return [_snake(name)]
        case ast.Attribute(value=inner):
            return _words(inner)
        case ast.Name(id=name):
            return [name] if node.id.islower() and len(name) > 2 else []
    return []


def _snake(text: str) -> str:
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    return re.sub(r"[^0-9A-Za-z]+", "_", parted).strip("_").lower()
