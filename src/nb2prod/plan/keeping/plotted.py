"""Plots of what measures a model: the plot goes, the measure stays.

sns.heatmap(confusion_matrix(y, p))             confusion_matrix(y, p)
plt.title(f"AUC {roc_auc_score(y, p):.3f}")     roc_auc_score(y, p)
plt.plot(*roc_curve(y, p)[:2])                  a curve is only drawn
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.model import Program, Span, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.keeping.steady import full_names, qualified
from nb2prod.walking import last_of, walk

LATER = (ast.Lambda, ast.comprehension, ast.IfExp, ast.BoolOp, ast.Await, ast.NamedExpr)


def plotted_measures(program: Program, statement: Statement) -> tuple[tuple[Span, str], ...]:
    """The calls of such functions in a bare plot of a cell, with their names; what may not be called is none."""
    facts = statement.facts
    if facts.display != "plot" or statement.parent is not None or not isinstance(statement.node, ast.Expr):
        return ()
    parts = [*walk(statement.node)]
    if facts.drawing or facts.draws or any(isinstance(part, LATER) for part in parts):
        return ()
    calls = [part for part in parts if isinstance(part, ast.Call) and "curve" not in last_of(part)]
    found = [(span_of(call), name) for call in calls if (name := measuring_function(program, call.func))]
    return tuple(sorted(found))


def measuring_function(program: Program, node: ast.expr) -> str:
    """The full name of a library's function that measures: `f1_score`, `metrics.f1_score`; "" for any other."""
    name = qualified(node, full_names(program))
    effect = knowledge.function(name)
    return name if effect is not None and effect.kind == "metric" else ""
