"""After which step of the workflow each metric is recorded: a run that stops half way has measured what came before.

accuracy = evaluate_model(model, X_test, y_test)
measured["accuracy"] = accuracy                      no later step binds it anew
"""

from __future__ import annotations

from nb2prod.emit.code.annotations import free, names_of
from nb2prod.emit.seen import bound_in
from nb2prod.model import Plan, Step

Pairs = list[tuple[str, str]]


def recorder(plan: Plan) -> str:
    """What the argument of the workflow is called that takes the metrics; "" where there are none.

    Cells that stay one function measure everything at its end.
    """
    return "" if plan.namespace or not plan.metrics else free("measured", names_of(plan))


def recorded(plan: Plan, shared: frozenset[str]) -> list[Pairs]:
    """The metrics, as (key, name), for each step that is the last to bind them; those of no step at the end.

    `shared`: names that functions rebind: nobody knows when for the last time.
    """
    found: list[Pairs] = [[] for _ in (*plan.steps, None)]
    binding: dict[str, int] = {}
    for place, step in enumerate(plan.steps):
        binding |= dict.fromkeys(_bound(plan, step), place)
    for key, name in plan.metrics:
        place = -1 if name in shared else binding.get(name, -1)
        found[place].append((key, name))
    return found


def _bound(plan: Plan, step: Step) -> set[str]:
    """Names that a step gives the workflow."""
    if not step.inline:
        return {*step.outputs}
    inside = {*step.statements}
    collected = {m.into or m.name for m in plan.measures if {m.statement, m.loop} & inside}
    return collected | bound_in(plan, step.statements)
