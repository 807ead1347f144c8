"""Steps that are the same function bear one name: the plainest of theirs, with the cells of all of them.

train_linear_regression      Fit LinearRegression on X and y (cell 11).
train_linear_regression_2    Fit LinearRegression on X and y (cell 17).      both: ... (cells 11, 17)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from nb2prod.listing import in_cells
from nb2prod.model import Plan, Step

LATER = re.compile(r"_(?:again|\d\d?)$")  # names of steps that do once more what another one does


def as_one(plan: Plan, groups: Iterable[Sequence[int]]) -> Plan:
    """The plan where the steps at the places of each group are one function, as far as one sentence is true of them."""
    steps = list(plan.steps)
    names: dict[str, str] = {}
    for group in groups:
        plain = min((_said(plan.steps[place]) for place in group), key=len)
        same = [place for place in group if _said(plan.steps[place]).startswith(plain)]
        if len(same) < 2:
            continue
        name = min((plan.steps[place].name for place in same), key=lambda name: (bool(LATER.search(name)), len(name)))
        cells = dict.fromkeys(cell for place in same for cell in plan.steps[place].cells)
        doc = f"{plain} ({in_cells([*cells])})."
        for place in same:
            names[plan.steps[place].name] = name
            steps[place] = replace(plan.steps[place], name=name, doc=doc)
    if not names:
        return plan
    names = _counted([step.name for step in plan.steps], names)
    steps = [replace(step, name=names.get(old.name, step.name)) for step, old in zip(steps, plan.steps, strict=True)]
    return replace(
        plan,
        steps=tuple(steps),
        choices=tuple(replace(c, step=names.get(c.step, c.step)) for c in plan.choices),
        parameters=tuple(replace(p, step=names.get(p.step, p.step)) for p in plan.parameters),
        claims=tuple(replace(c, names=tuple(names.get(name, name) for name in c.names)) for c in plan.claims),
    )


def _counted(every: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """The names with numbers that follow each other: beside `fit` and `fit_9`, `fit_9` is `fit_2`."""
    found = {old: names.get(old, old) for old in every}
    for stem in dict.fromkeys(found.values()):
        numbered = [name for name in dict.fromkeys(every) if re.fullmatch(rf"{re.escape(stem)}_\d\d?", name)]
        staying = [name for name in dict.fromkeys(found.values()) if name in numbered]
        again = dict(zip(staying, sorted(numbered, key=lambda name: (len(name), name)), strict=False))
        found = {old: again.get(new, new) for old, new in found.items()}
    return found


def _said(step: Step) -> str:
    """What its docstring says, without the place."""
    return step.doc.rpartition(" (cell")[0]
