"""Metrics by the step that computes them, where steps measure several models: the step says whose they are.

accuracy of train_tree, of train_forest     train_tree/accuracy, train_forest/accuracy: {"train_tree": {"accuracy": ...
of one step, or all of one model             as they are called: tree_accuracy, forest_accuracy
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from nb2prod.model import Measure, Statement, Step
from nb2prod.model_measures import SEPARATOR
from nb2prod.nesting import last_bound
from nb2prod.plan.measuring.metric_keys import Within

Pairs = tuple[tuple[str, str], ...]


def by_step(
    metrics: Pairs, called: Mapping[str, Within], statements: Sequence[Statement], steps: Sequence[Step],
    measures: Iterable[Measure],
) -> Pairs:  # fmt: skip
    """The metrics, those of a step under its name, where steps measure several models; `called`: their names in it."""
    places = last_bound(statements, steps, measures)
    inside = {key: called.get(key, Within(key)) for key, _ in metrics}
    of = {key: places.get(name, -1) for key, name in metrics}
    models = {one.whom for one in inside.values() if one.whom[0]}
    if len({*of.values()}) < 2 or (len(models) < 2 and len({one.name for one in inside.values()}) == len(metrics)):
        return metrics
    whose: dict[int, set[str]] = {}
    for key, place in of.items():
        whose.setdefault(place, set()).update({inside[key].whom[0]} - {""})
    alike = Counter((place, inside[key].name) for key, place in of.items())
    heads = {step.name for step in steps}
    stems = Counter(_stem(steps[place].name) for place in {*of.values()} if place >= 0)

    def path(key: str) -> str:
        place = of[key]
        if place < 0:
            return key if key not in heads else f"{key}_of_the_run"
        plain = inside[key].name
        numbered = stems[_stem(steps[place].name)] > 1
        alone = alike[place, plain] == 1 and len(whose[place]) < 2
        return f"{steps[place].name}{SEPARATOR}{((numbered and inside[key].given) or plain) if alone else key}"

    return tuple((path(key), name) for key, name in metrics)


def _stem(step: str) -> str:
    """The name of a step without its number: `evaluate_model` of `evaluate_model_2`."""
    return re.sub(r"_\d+$", "", step)
