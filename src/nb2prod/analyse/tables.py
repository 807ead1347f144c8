"""Frames and series that a statement shows: the tables themselves, whatever they are shown as.

by_town                               the table `by_town`
by_town.style.format("{:.1f}")        the same one
print(by_town.to_string())            the same one
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.analyse.display import again, shown_parts
from nb2prod.analyse.environment import Value
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.measuring import PLACES

TABLE = "pandas.NDFrame"
PERHAPS = frozenset({"agg", "aggregate", "apply", "squeeze", "eval", "get", "xs", "pipe"})  # of a series a number, too
GROUPS = frozenset({"groupby", "resample", "rolling", "expanding"})
SHOWS = frozenset({"to_string", "to_markdown", "to_html"})


def shown_tables(node: ast.stmt, evaluator: Evaluator) -> tuple[tuple[ast.expr, bool], ...]:
    """Each of them, and whether a model's word is in it: a score, a prediction, what a fit found."""
    if not isinstance(node, ast.Expr):
        return ()
    parts = [_plainly(part) for part in shown_parts(node, evaluator.seen)]
    values = [(part, again(part, evaluator)) for part in parts]
    return tuple((part, _told(value)) for part, value in values if _is_table(part, value, evaluator))


def _is_table(node: ast.expr, value: Value, evaluator: Evaluator) -> bool:
    """Whether it surely is one: `df.loc[3, "a"]` and `column.agg("mean")` may be a number."""
    if value.type != TABLE:  # an array may be a table's, too: then nothing is sure
        return any(knowledge.is_a(value.type or "?", kind) for kind in ("pandas.DataFrame", "pandas.Series"))
    called: set[str] = set()
    while True:
        match node:
            case ast.Call(func=ast.Attribute(attr=attr, value=inner)):
                called.add(attr)
                node = inner
            case ast.Subscript(value=ast.Attribute(attr=attr)) if attr in PLACES:
                return False
            case ast.Subscript(value=inner) | ast.Attribute(value=inner):
                node = inner
            case _:
                break
    sure = not called & PERHAPS or bool(called & GROUPS)
    return bool(called) and sure and evaluator.value(node).type != TABLE


def _told(value: Value) -> bool:
    return value.metric or value.result or value.modelled


def _plainly(node: ast.expr) -> ast.expr:
    """The table behind what only shows it: a style, a text, its transposed form is another one."""
    inner = node
    while True:
        match inner:
            case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in SHOWS:
                return value
            case ast.Call(func=ast.Attribute(value=value)):
                inner = value
            case ast.Attribute(attr="style", value=value):
                return value
            case _:
                return node
