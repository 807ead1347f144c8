"""Names whose every use is of one plain kind: what that says of them, and which are no settings.

rows[:limit, 1:]                 How many rows of rows are used, the first ones.
for i in range(rounds): ...      How often a loop is gone through.
fit(X, verbose=talk), names[at]  how much is printed, which of several is looked at: no settings
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

from nb2prod.model import Statement
from nb2prod.walking import walk

MOST = 2
TALK = frozenset({"verbose", "verbosity", "verbose_eval", "silent"})


def plain_uses(kept: list[Statement]) -> dict[str, str]:
    """What names are whose every use is of one plain kind."""
    uses, turns, cuts, tables = _uses(kept), Counter[str](), Counter[str](), dict[str, dict[str, bool]]()
    for node in (part for statement in kept for part in walk(statement.node)):
        match node:
            case ast.Subscript(value=ast.Name(id=table), slice=part):
                rows = isinstance(part, ast.Tuple) and len(part.elts) > 1
                match part.elts[0] if isinstance(part, ast.Tuple) and rows else part:
                    case ast.Slice(lower=None, upper=ast.Name(id=name), step=None):
                        cuts[name] += 1
                        tables.setdefault(name, {})[table] = rows
            case ast.For(iter=ast.Call(func=ast.Name(id="range" | "trange"), args=[ast.Name(id=name)])):
                turns[name] += 1
    found = {name: "How often a loop is gone through." for name, count in turns.items() if count == uses[name]}
    for name, cut in tables.items():
        if cuts[name] == uses[name] and len(cut) <= MOST:
            what = "rows of" if all(cut.values()) else "of"
            found[name] = f"How many {what} {' and '.join(cut)} are used, the first ones."
    return found


def no_settings(kept: list[Statement]) -> set[str]:
    """Names that say nothing but how much is printed, or which of several values is looked at; and stand-ins of tables.

    more = False ... if more: rows = more.iloc[:9]       no value of its kind would do there
    """
    parts = [part for statement in kept for part in walk(statement.node)]
    talk = Counter(_named(p.value for p in parts if isinstance(p, ast.keyword) and p.arg in TALK))
    places = Counter(_named(p.slice for p in parts if isinstance(p, ast.Subscript)))
    tables = _named(p.value for p in parts if isinstance(p, (ast.Attribute, ast.Subscript)))
    return {name for name, count in _uses(kept).items() if count in (talk[name], places[name])} | {*tables}


def _named(nodes: Iterable[ast.expr]) -> list[str]:
    return [node.id for node in nodes if isinstance(node, ast.Name)]


def _uses(kept: list[Statement]) -> Counter[str]:
    parts = (part for statement in kept for part in walk(statement.node))
    return Counter(p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Load))
