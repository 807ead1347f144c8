"""Metrics by the step that computes them, where nothing else than their turn tells their keys apart.

accuracy of two models that `m` held      train_m/accuracy, train_m_again/accuracy: {"train_m": {"accuracy": ...
accuracy of tree, of forest               as they are called: tree_accuracy, forest_accuracy
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from nb2prod.model import Measure, Statement, Step
from nb2prod.model_measures import SEPARATOR
from nb2prod.nesting import last_bound
from nb2prod.plan.measuring.metric_keys import Within
from nb2prod.plan.twins.facts import ORDINALS

Pairs = tuple[tuple[str, str], ...]
COUNTING = re.compile(rf"^(?:earlier|turn_\d+|{'|'.join(ORDINALS)})_|_\d+$")


def by_step(
    metrics: Pairs, called: Mapping[str, Within], statements: Sequence[Statement], steps: Sequence[Step],
    measures: Iterable[Measure],
) -> Pairs:  # fmt: skip
    """The metrics, under the names of their steps where a key only counts; `called`: their names in a step."""
    places = last_bound(statements, steps, measures)
    named = {place for place, step in enumerate(steps) if not step.inline}  # others are lines of the workflow
    of = {key: places[name] if places.get(name, -1) in named else -1 for key, name in metrics}
    counting = {key for key, _ in metrics if COUNTING.search(key) and key in called and not called[key].own}
    if len({*of.values()}) < 2 or all(of[key] < 0 for key in counting):
        return metrics
    alone = {called[key].name for key in counting}
    counting |= {key for key in of if key in called and called[key].name in alone}  # what they count with
    short = {key: called[key].name if key in counting else key for key in of}
    alike = Counter((place, short[key]) for key, place in of.items())
    heads = {step.name for step in steps}

    def path(key: str) -> str:
        place = of[key]
        if place < 0:
            return key if key not in heads else f"{key}_of_the_run"
        return f"{steps[place].name}{SEPARATOR}{short[key] if alike[place, short[key]] == 1 else key}"

    return tuple((path(key), name) for key, name in metrics)
