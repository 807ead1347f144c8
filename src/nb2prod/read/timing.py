"""What `%timeit` times is run, though nothing of it is bound: `%timeit model.fit(X, y)` leaves a fitted model.

How often it runs is mostly decided by a clock, so it runs once, and a finding says so: nobody waits for seven fits of
one model, and only draws and counters would notice. Only calls are taken over, since a name that the timed code binds
is its own. Calls that do nothing but give a value go later, as they do elsewhere.
"""

from __future__ import annotations

import ast

from nb2prod.read.compiling import parse
from nb2prod.read.refusals import Refusal
from nb2prod.walking import walk

TIMED = frozenset({"timeit", "memit"})
OPTIONS = r"^(?:\s*-(?:[nrpt]\s*\d+|[tcqvu])(?=\s|$))*\s*"  # of both magics; -o binds what was measured


def timed(body: str, options: str) -> str | None:
    """The timed code where it consists of calls and `options` hold no set-up of their own, else None."""
    tree = parse(body)
    if isinstance(tree, Refusal) or not tree.body or not _plain(options):
        return None
    acts = all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) for node in tree.body)
    binds = any(isinstance(node, ast.NamedExpr) for node in walk(tree))
    return body.strip() if acts and not binds else None


def _plain(options: str) -> bool:
    words = options.split()
    return all(word.startswith("-") or word.isdigit() for word in words) and not any(w[:2] == "-o" for w in words)
