"""Several functions of one name: each under a name of its own at module level, where every call means one of them.

def fit(X): ...        a = fit(X)           definitions.py: fit, fit_2
def fit(X, y): ...     b = fit(X, y)        train.py: a = fit(X), b = fit_2(X, y)

What is more than called (handed on, shown, asked for its name), or called from inside another function, keeps its
place in the workflow.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import FUNCTION
from nb2prod.plan.names import unique
from nb2prod.walking import walk


def versions(
    program: Program, staying: Collection[int], bound: Mapping[str, list[int]], taken: Collection[str]
) -> dict[int, str]:
    """The name at module level of each such function, by its statement; `staying`: statements that do not go."""
    found: dict[int, str] = {}
    used = set(taken)
    for name, binders in bound.items():
        if len(binders) < 2 or not _told_apart(program, staying, name, binders):
            continue
        for count, identity in enumerate(binders):
            found[identity] = unique(f"{name}_{count + 1}", used) if count else name
            used.add(found[identity])
    return found


def _told_apart(program: Program, staying: Collection[int], name: str, binders: list[int]) -> bool:
    """Whether all that binds the name are functions at top level, and each reader calls exactly one of them."""
    made = [program.statements[i] for i in binders]
    if not all(isinstance(s.node, FUNCTION) and s.parent is None for s in made):
        return False
    sources: dict[int, set[int]] = {}
    for edge in program.edges:
        if edge.name == name:
            sources.setdefault(edge.target, set()).add(edge.source)
    for statement in (program.statements[i] for i in staying):
        facts = statement.facts
        if name in facts.late | facts.outer | facts.deletes or (name in facts.reads and name not in facts.names):
            return False
        if name in facts.names:
            one = sources.get(statement.id, set())
            if len(one) != 1 or not one <= set(binders) or not _only_calls(statement, name):
                return False
    return True


def _only_calls(statement: Statement, name: str) -> bool:
    """Whether the statement does nothing with the name but call it."""
    called = {id(part.func) for part in walk(statement.node) if isinstance(part, ast.Call)}
    for part in walk(statement.node):
        if isinstance(part, ast.Name) and part.id == name and id(part) not in called:
            return False
        if isinstance(part, ast.arg) and part.arg == name:
            return False
    return True
