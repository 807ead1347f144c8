"""What tells a step from another one that bears the same name already.

split_data(X, y), split_data(a, b)        split_data, split_data_of_a
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.plan.names import identifier
from nb2prod.plan.naming.about import About
from nb2prod.plan.naming.fitted import classes, fitted_on, measures, rows_of

SHORT = 2  # letters of a variable that tells nothing


def apart(about: About, index: int, plain: str, topic: str, holder: int | None) -> Iterator[str]:
    """`plain` with what tells this step from the one that holds the name already."""
    interface = about.found[index]
    phase = about.kind(index)
    if phase in ("train", "evaluate"):
        yield from _models(about, index, plain, topic, holder)
        return
    if phase == "split" and holder is not None and set(interface.inputs) == set(about.found[holder].inputs):
        yield f"{plain}_again"
    given = interface.inputs if phase == "split" else interface.outputs or interface.inputs
    before = about.found[holder].outputs if holder is not None else []
    if phase == "split":
        before = about.found[holder].inputs if holder is not None else []
    for name in about.named(given):
        if name not in map(str.lower, before) and name not in plain and len(name) > SHORT:
            stem = re.sub("_(?:data|results)$", "", plain)
            yield f"{stem}_{name}" if stem != plain else f"{plain}_of_{name}"
    if holder is not None and before and set(interface.outputs) == set(about.found[holder].outputs):
        yield f"{plain}_again"
    if topic and topic not in plain and phase != "load":
        yield f"{plain}_for_{topic}"


def _models(about: About, index: int, plain: str, topic: str, holder: int | None) -> Iterator[str]:
    """`plain` with what tells the model, the metric or the table from the step that holds the name."""
    _, variable = about.model(index)
    verb = plain.partition("_")[0]
    if variable and variable not in plain and (holder is None or about.model(holder)[1] != variable):
        yield f"{verb}_{variable}"
    looped = any(c.rest.endswith("in a loop") for c in about.done[index])
    if looped and verb == "train":
        yield f"{plain}_in_loop"
    data = rows_of(about, index)
    if data and verb == "train" and (holder is None or rows_of(about, holder) != data) and "_on_" not in plain:
        yield f"{plain}_on_{data}"
    for name in about.matrices(index)[:1] if "_on_" not in plain else ():
        if holder is None or about.matrices(holder)[:1] != [name]:
            yield f"{plain}_on_{name}"
            yield f"{plain}_on_{name.removesuffix('_data')}"
    if holder is not None and verb == "train":
        new = [n for n in about.found[index].inputs if n not in about.found[holder].inputs]
        yield from (f"{plain}_on_{identifier(name.lower())}" for name in new if len(new) == 1)
        if classes(about, index) == classes(about, holder) and data == rows_of(about, holder):
            yield f"{plain}_again"
    theirs = measures(about, holder) if holder is not None else []
    if verb == "evaluate" and (fitted := fitted_on(about, index)):
        yield f"{plain}_fitted_on_{fitted}"
    mine = [name for name in measures(about, index) if name not in theirs]
    if verb == "evaluate":
        yield from (f"{plain}_by_{name}" for name in mine[:1])
    if verb in ("evaluate", "cross") or not mine:
        yield from (f"{plain}_for_{name}" for name in about.telling(about.found[index].outputs)[:1])
    if topic and topic not in plain:
        yield f"{plain}_for_{topic}"
