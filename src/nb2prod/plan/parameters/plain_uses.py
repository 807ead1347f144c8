"""Names that are no settings: fit(X, verbose=talk), names[at] say how much is printed, which of several is shown."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

from nb2prod.model import Statement
from nb2prod.plan.parameters.sites import DRAWING
from nb2prod.walking import last_of, values_given, walk

TALK = frozenset({"verbose", "verbosity", "verbose_eval", "silent"})


def no_settings(kept: list[Statement]) -> set[str]:
    """Names that say nothing but how much is printed, what is drawn, or which of several values is looked at.

    Stand-ins of tables, too:

    more = False ... if more: rows = more.iloc[:9]       no value of its kind would do there
    """
    parts = [part for statement in kept for part in walk(statement.node)]
    talk = Counter(_named(p.value for p in parts if isinstance(p, ast.keyword) and p.arg in TALK))
    places = Counter(_named(p.slice for p in parts if isinstance(p, ast.Subscript)))
    drawing = [p for p in parts if isinstance(p, ast.Call) and DRAWING.match(last_of(p))]
    drawn = Counter(_named(given for call in drawing for given in values_given(call)))
    tables = _named(p.value for p in parts if isinstance(p, (ast.Attribute, ast.Subscript)))
    return {name for name, count in _uses(kept).items() if count in (talk[name], places[name], drawn[name])} | {*tables}


def _named(nodes: Iterable[ast.expr]) -> list[str]:
    return [node.id for node in nodes if isinstance(node, ast.Name)]


def _uses(kept: list[Statement]) -> Counter[str]:
    parts = (part for statement in kept for part in walk(statement.node))
    return Counter(p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Load))
