"""A loop that fits candidates under the name of a model that answered before, and asks none of them.

km = KMeans(3); y = km.fit_predict(X)
for k in range(1, 10): km = KMeans(k); km.fit(X); sse.append(km.inertia_)      the model is that of y
"""

from __future__ import annotations

import ast

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph, binders, top_of

PLAIN = ("fit", "get_params", "set_params")


def scanned(program: Program, model: str) -> Statement | None:
    """The loop, at the top level, that makes the name's last objects, where it and what follows only fit and look."""
    bound_by = binders(program, model)
    if len(bound_by) < 2:
        return None
    loop = program.statements[top_of(program, bound_by[-1].id)]
    if not isinstance(loop.node, ast.For):
        return None
    inside = [part for part in ast.walk(loop.node) if isinstance(part, ast.Name) and part.id == model]
    made = sum(isinstance(part.ctx, ast.Store) for part in inside)
    looks = [part for part in ast.walk(loop.node) if isinstance(part, ast.Attribute) and _of(part, model)]
    only = all(part.attr in PLAIN or part.attr.endswith("_") for part in looks)
    within = set(Graph.of(program).inside(loop.id))
    later = any(model in s.facts.names for s in program.statements if s.id > loop.id and s.id not in within)
    fits = any(part.attr == "fit" for part in looks)
    return loop if fits and only and not later and made == 1 and len(inside) == made + len(looks) else None


def _of(part: ast.Attribute, model: str) -> bool:
    return isinstance(part.value, ast.Name) and part.value.id == model
