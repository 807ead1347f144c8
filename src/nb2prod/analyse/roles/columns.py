"""Columns: a new one made of others is a feature, one in its own place is cleaned.

df["b"] = df["a"] * 2                     feature     df["a"] = df["a"].str.lower()    clean
df["c"] = df["a"] + df["b"]               feature     df["a"] = 0                      clean
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.roles.terms import FEATURES, TABLES, Part, Said, flat, is_literal, tabular
from nb2prod.analyse.views import FRAME
from nb2prod.model import Role
from nb2prod.walking import walk


def column(part: Part, found: frozenset[Role]) -> Iterator[Said]:
    """A column is stored: in its place, or as something new that others tell."""
    if not isinstance(part.node, (ast.Assign, ast.AugAssign)):
        return
    targets = part.node.targets if isinstance(part.node, ast.Assign) else [part.node.target]
    stored = [t for target in targets for t in flat(target) if _stores(t, part.evaluator)]
    if not stored:
        return
    given = part.node.value
    values = given.elts if isinstance(given, ast.Tuple) else [given]
    keys = {_key(target) for target in stored}
    plain = isinstance(part.node, ast.AugAssign) or "" in keys or all(map(_plain, values)) or is_literal(given)
    if plain or any(part.evaluator.value(value).predicted for value in values):
        yield "clean", "a column of a table is stored"
        return
    read = {_key(n) for n in walk(given) if isinstance(n, (ast.Subscript, ast.Attribute))} - {""} - _methods(given)
    if not keys <= read:
        yield "feature", "a new column from others"
    elif len(read) > len(keys):
        yield "feature", "a column made of several"
    elif not found & {"feature"} and not part.words & FEATURES:
        yield "clean", "a column in its place"


def table(part: Part, found: frozenset[Role]) -> Iterator[Said]:
    """Columns are renamed or deleted."""
    match part.node:
        case ast.Assign(targets=[ast.Attribute(value=base, attr="columns" | "index")]) if tabular(part, base):
            yield "clean", "the names of a table change"
        case ast.Delete(targets=[ast.Subscript(value=base)]) if tabular(part, base):
            yield "clean", "a column of a table is deleted"


def _stores(target: ast.expr, evaluator: Evaluator) -> bool:
    """Whether `target` is a column: `df["a"]`, `df.a`, `df.loc[rows, "a"]`."""
    if isinstance(target, ast.Attribute):
        return evaluator.value(target.value).type == FRAME and target.attr not in {"columns", "index"}
    if not isinstance(target, ast.Subscript):
        return False
    base = evaluator.value(target.value)
    indexer = base.type in {"pandas.Indexer", "pandas.FrameIndexer"}
    maybe = isinstance(target.value, ast.Name) and base.type + base.ref == ""
    return base.type in TABLES or indexer or maybe


def _key(node: ast.expr | ast.AST) -> str:
    """The column that a subscript or an attribute names, "" where it is none that one can read."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key
        case ast.Subscript(slice=ast.Tuple(elts=[_, ast.Constant(value=str(key))])):
            return key
        case ast.Attribute(attr=attr):
            return attr
    return ""


def _methods(node: ast.expr) -> set[str]:
    """Attributes that are no columns: methods, accessors, what hangs on a module."""
    called = {n.func.attr for n in walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)}
    return called | {"str", "dt", "cat", "values", "loc", "iloc", "at", "iat", "index", "columns", "shape", "T"}


def _plain(node: ast.expr) -> bool:
    """Whether it only hands on one column, or a number: nothing is worked out."""
    match node:
        case ast.Subscript(value=ast.Name()) | ast.Attribute(value=ast.Name()):
            return True
    return is_literal(node)
