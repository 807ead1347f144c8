"""Where a constant is used that nothing tells the meaning of: the short expressions that it stands in.

rows[limit] + 1                  Used in `rows[limit] + 1`.
if fast: ...                     Used in `if fast`.
rows[:limit, 1:]                 How many rows of rows are used, the first ones.
"""

from __future__ import annotations

import ast
from collections import Counter

from nb2prod.model import Statement
from nb2prod.plan.graph import named
from nb2prod.walking import walk

MOST = 2
LONGEST = 40  # of an expression that is shown
SHOWN = (ast.Subscript, ast.Compare, ast.BinOp, ast.IfExp)
TALK = frozenset({"verbose", "verbosity", "verbose_eval", "silent"})


def expressions(kept: list[Statement]) -> dict[str, str]:
    """The short expressions that each name stands in: "Used in `rows[limit] + 1`"."""
    found: dict[str, list[str]] = {}
    for statement in kept:
        for node in walk(statement.node):
            if isinstance(node, (ast.If, ast.While, *SHOWN)):
                asked = node.test if isinstance(node, (ast.If, ast.While)) else node
                names = named(asked)
                word = "if " if isinstance(node, ast.If) else "while " if isinstance(node, ast.While) else ""
                if names and len(shown := word + ast.unparse(asked)) <= LONGEST and "\n" not in shown:
                    for name in names:
                        found.setdefault(name, []).append(shown)
    return {name: f"Used in {_listed(uses)}." for name, uses in found.items()} | _plainly(kept)


def _plainly(kept: list[Statement]) -> dict[str, str]:
    """What names are whose every use is of one plain kind: `rows[:n, 1:]`, `for i in range(n)`."""
    uses, turns, cuts, tables = Counter[str](), Counter[str](), Counter[str](), dict[str, dict[str, bool]]()
    for node in (part for statement in kept for part in walk(statement.node)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                uses[name] += 1
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


def only_talk(kept: list[Statement]) -> set[str]:
    """Names that say nothing but how much is printed: `model.fit(X, verbose=VERBOSE)`."""
    parts = [part for statement in kept for part in walk(statement.node)]
    read = Counter(p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Load))
    given = [p.value for p in parts if isinstance(p, ast.keyword) and p.arg in TALK]
    talk = Counter(value.id for value in given if isinstance(value, ast.Name))
    return {name for name, count in talk.items() if count == read[name]}


def _listed(uses: list[str]) -> str:
    """The expressions, each once and none that stands in another; "among others" behind the first ones."""
    once = list(dict.fromkeys(uses))
    whole = [e for e in once if e.startswith(("if ", "while ")) or not any(e in other for other in once if other != e)]
    shown = " and ".join(f"`{each}`" for each in whole[:MOST])
    return f"{shown}, among others" if len(whole) > MOST else shown
