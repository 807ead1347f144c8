"""Tables that a fitted transformer made: where no model follows, they are what the notebook is for.

train_t = encoder.transform(X_train)
train_t.head()                   the table `train_t` is a result
train_t[columns].isnull().sum()  what the transformer left missing: an outcome, and no look at the data
train_t.shape                    a look at its form
X = scaler.transform(X)          rows on their way: a look at them is no result
"""

from __future__ import annotations

import ast

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph, named
from nb2prod.plan.models.models_asked import types_of

MADE = frozenset({"transform", "fit_transform", "inverse_transform"})
COUNTED = frozenset({"value_counts", "unique", "nunique"})
ROWS = frozenset({"head", "tail", "sample"})
ASKS_MISSING = frozenset({"isnull", "isna"})
PLACES = frozenset({"loc", "iloc"})


def prepared_table(graph: Graph, at: Statement, node: ast.expr) -> ast.expr | None:
    """The table of which some rows are shown, with the columns that are picked."""
    called, base = chain(node)
    if not called <= ROWS | PLACES | {"filter"} or not called & ROWS or not _is_made(graph, at, base):
        return None
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    match node:
        case ast.Subscript(value=ast.Name(), slice=ast.List() | ast.Name()):
            return node
    return base


def is_prepared(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether rows of such a table are shown, what is missing in it, or how often each value is there."""
    called, base = chain(node)
    return prepared_table(graph, at, node) is not None or (
        bool(called & (ASKS_MISSING | COUNTED)) and _is_made(graph, at, base)
    )


def chain(node: ast.expr) -> tuple[set[str], ast.Name | None]:
    """The methods and attributes that lead to a value, and the variable that they begin with."""
    called: set[str] = set()
    while isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)):
        called |= {node.attr} if isinstance(node, ast.Attribute) else set()
        node = node.func if isinstance(node, ast.Call) else node.value
    return called, node if isinstance(node, ast.Name) else None


def _is_made(graph: Graph, at: Statement, base: ast.Name | None) -> bool:
    """Whether the variable holds what a transformer made, and nothing has changed it since."""
    if base is None:
        return False
    makers = [maker for maker in graph.makers(at, base.id) if not _only_names(maker.node, base.id)]
    if len(makers) != 1:
        return False
    match makers[0].node:
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="concat"), args=[parts, *_])
        ) if name == base.id:
            inner = [chain(part)[1] for part in parts.elts] if isinstance(parts, ast.List | ast.Tuple) else []
            return any(_is_made(graph, makers[0], one) for one in inner)
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(value=owner, attr=attr), args=args)
        ) if not _is_of_rows(graph, makers[0], owner):
            given = set[str]().union(*map(named, args))
            return name == base.id and attr in MADE and name not in given
    return False


def _only_names(node: ast.stmt, table: str) -> bool:
    """`t.columns = [...]`: the table's columns get other names."""
    match node:
        case ast.Assign(targets=[ast.Attribute(attr="columns", value=ast.Name(id=name))]):
            return name == table
    return False


def _is_of_rows(graph: Graph, at: Statement, owner: ast.expr) -> bool:
    """Whether the method is one of tables or of their groups: `df.groupby("a").b.transform("mean")`."""
    called, base = chain(owner)
    if called or base is None:
        return bool(called)
    return any(kind.startswith("pandas.") for kind in types_of(graph, at, base.id))
