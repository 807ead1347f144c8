"""Calls that end a run, as the code itself shows.

KFold(n_splits=5, random_state=1)              a ValueError: without shuffle=True there is nothing to seed
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program, Requirement, Statement
from nb2prod.nesting import outwards, own_parts
from nb2prod.plan.graph import binders
from nb2prod.plan.installing.bounds import excludes
from nb2prod.plan.telling.grid_keys import PERHAPS, grid_keys

FOLDS = frozenset({"KFold", "StratifiedKFold", "StratifiedGroupKFold"})
GUARDS = (ast.Try, ast.TryStar)
SINCE = "0.24"  # of scikit-learn: before, a seed for nothing was a warning


def raising(program: Program, kept: Collection[int], asked: Iterable[Requirement]) -> Iterator[Finding]:
    """One for each statement that stays and that no `try` guards, with the versions that are asked for."""
    old = any(r.name == "scikit-learn" and (r.url or excludes(r.specifier, SINCE)) for r in asked)
    for statement in (s for s in program.statements if s.id in kept):
        if any(isinstance(each.node, GUARDS) for each in outwards(program.statements, statement)):
            continue
        where = {"cell": statement.cell, "line": statement.line}
        if name := "" if old else _seeds_nothing(program, statement):
            what = f"{name} is given a random_state and does not shuffle"
            yield finding(
                "NB155", **where, what=what, error="a ValueError", advice="add shuffle=True, or drop the seed"
            )
        yield from grid_keys(program, statement)


def _seeds_nothing(program: Program, statement: Statement) -> str:
    """The class of folds that is given a seed for nothing; "" for none."""
    for part in own_parts(statement.node, PERHAPS):
        match part:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
                given = {keyword.arg: keyword.value for keyword in keywords}
                if name not in FOLDS or None in given or len(args) > 1:
                    continue
                ours = f"sklearn.model_selection.{name}" in statement.facts.calls
                if ours and _not_set(given.get("shuffle")) and _number(program, given.get("random_state")):
                    return name
    return ""


def _not_set(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is False)


def _number(program: Program, node: ast.expr | None) -> bool:
    """Whether it surely is a number: one that stands there, or a name that nothing else is bound to."""
    match node:
        case ast.Constant(value=int()):
            return True
        case ast.Name(id=name):
            values = [getattr(s.node, "value", None) for s in binders(program, name)]
            return bool(values) and all(isinstance(v, ast.Constant) and isinstance(v.value, int) for v in values)
    return False
