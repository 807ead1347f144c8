"""Notebooks of which nothing is left that anybody gets: their plots and tables were their only purpose.

df = pd.read_csv("a.csv"); df.hist()           what is left is not worth a project
kinds = describe(); kinds[kinds.a > 3]         a table that is shown and goes
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Facts, Finding, Program, Statement

FEW_PLOTS = 2
CODE = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
WORK = frozenset({"train", "evaluate", "export"})
OUTWARD = frozenset({"write", "network", "environment", "barrier"})


def idle(program: Program, kept: list[Statement], results: bool) -> Iterator[Finding]:
    """One finding where the project would hand out nothing; `results`: whether it has a model or metrics."""
    staying = {s.id for s in kept}
    gone = [s for s in program.statements if s.parent is None and s.id not in staying]
    plots = [s for s in gone if s.facts.display == "plot"]
    left = [s for s in kept if not isinstance(s.node, CODE)]
    bare = all(not (s.facts.effects or s.facts.draws or s.facts.display or _works(s.facts)) for s in left)
    if len(plots) > max(FEW_PLOTS, len(left)) and bare and not any("load" in s.facts.roles for s in left):
        yield finding("NB118", cell=plots[0].cell, line=plots[0].line)
        return
    shown = [s for s in gone if s.facts.display in ("plot", "look")]
    if shown and not results and not any(_hands_out(s) for s in left):
        yield finding("NB131", cell=shown[0].cell, line=shown[0].line)


def _works(facts: Facts) -> bool:
    return bool({*facts.roles} & WORK or facts.metrics or facts.measures)


def _hands_out(statement: Statement) -> bool:
    """Whether somebody sees what it does: it writes, logs, measures, or does who knows what for nobody's value."""
    facts = statement.facts
    if facts.display or _works(facts) or facts.effects & OUTWARD:
        return True
    return "unknown" in facts.effects and not facts.binds and isinstance(statement.node, ast.Expr)
