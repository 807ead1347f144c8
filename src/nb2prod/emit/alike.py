"""Steps that are the same function, word for word: emitted once, it is called for all of them.

In[3] lr = LinearRegression(); lr.fit(X, y)        def train_linear_regression(X, y): ...
In[9] lr = LinearRegression(); lr.fit(X, y)        the same
"""

from __future__ import annotations

import ast
from collections.abc import Hashable
from dataclasses import replace

import libcst as cst

from nb2prod.emit.code.cells import read_cells
from nb2prod.emit.code.namespace import waits
from nb2prod.emit.code.statements import Emitter
from nb2prod.emit.code.workflow import Workflow
from nb2prod.model import Plan, Step


def alike(plan: Plan) -> tuple[tuple[int, ...], ...]:
    """Places of steps in the plan, those together whose functions differ in names and docstrings only."""
    if plan.namespace or waits(plan):
        return ()
    looks: dict[Hashable, list[int]] = {}
    for place, step in enumerate(plan.steps):
        if not step.inline:
            looks.setdefault(_look(plan, step), []).append(place)
    perhaps = [places for places in looks.values() if len(places) > 1]
    if not perhaps:
        return ()
    workflow = Workflow(plan, Emitter(plan, read_cells(plan.program)), frozenset())
    found: list[tuple[int, ...]] = []
    for places in perhaps:
        texts: dict[str, list[int]] = {}
        for place in places:
            made = workflow.step(replace(plan.steps[place], name="step", doc=""))
            texts.setdefault(cst.Module([made]).code, []).append(place)
        found += [tuple(same) for same in texts.values() if len(same) > 1]
    return tuple(sorted(found))


def _look(plan: Plan, step: Step) -> Hashable:
    """What tells most steps apart before anything is built."""
    texts = tuple(ast.unparse(plan.program.statements[identity].node) for identity in step.statements)
    return step.inputs, step.outputs, step.parameters, texts
