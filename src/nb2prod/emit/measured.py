"""After which step of the workflow each metric is recorded: a run that stops half way has measured what came before.

accuracy = evaluate_model(model, X_test, y_test)
measured["accuracy"] = accuracy                      no later step binds it anew
"""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod.emit.code.annotations import free, names_of
from nb2prod.model import Plan
from nb2prod.model_measures import SEPARATOR
from nb2prod.nesting import last_bound

Pairs = list[tuple[str, str]]


def recorder(plan: Plan) -> str:
    """What the argument of the workflow is called that takes the metrics; "" where there are none.

    Cells that stay one function measure everything at its end.
    """
    return "" if plan.namespace or not plan.metrics else free("measured", names_of(plan))


def recorded(plan: Plan) -> list[Pairs]:
    """The metrics, as (key, name), for each step that is the last to bind them; those of no step at the end."""
    found: list[Pairs] = [[] for _ in (*plan.steps, None)]
    places = last_bound(plan.program.statements, plan.steps, plan.measures)
    for key, name in plan.metrics:
        found[places.get(name, -1)].append((key, name))
    return found


def nested(metrics: Iterable[tuple[str, str]]) -> dict[str, Pairs]:
    """Those of steps by step, those of the whole run under ""."""
    found: dict[str, Pairs] = {}
    for key, name in metrics:
        step, _, inner = key.rpartition(SEPARATOR)
        found.setdefault(step, []).append((inner, name))
    return found
