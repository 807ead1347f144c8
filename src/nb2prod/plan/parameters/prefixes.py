"""What stands in front of a parameter's name where several are called alike: what only one of them has.

model = build(rate=0.1); first = model.fit(X, epochs=5)        first_rate, first_epochs
model = build(rate=0.2); second = model.fit(X, epochs=9)       second_rate, second_epochs; model tells nothing
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from nb2prod.model import Program, Statement
from nb2prod.plan.headings import topics
from nb2prod.plan.models.fits import Fits
from nb2prod.plan.names import identifier
from nb2prod.plan.parameters.candidate import Group


def own_sections(program: Program, kept: Iterable[Statement]) -> dict[int, str]:
    """For each cell what its section is about, where one cell of it trains, else what the one fit of the cell binds."""
    fits = Fits.of(program)
    training: dict[int, list[Statement]] = {}
    for statement in kept:
        if fits.fitted(statement):
            training.setdefault(statement.cell, []).append(statement)
    over = topics(program.notebook)
    sections = Counter(over.get(cell, "") for cell in training)
    results = Counter(name for every in training.values() for s in every for name in s.facts.binds)
    found = {cell: section for cell, section in over.items() if section and sections[section] == 1}
    for cell, every in training.items():
        bound = [name for s in every for name in s.facts.binds if results[name] == 1]
        if len(every) == len(bound) == 1:
            found.setdefault(cell, identifier(bound[0].lower(), ""))
    return found


def distinguished(groups: list[Group], near: dict[int, str]) -> list[Group]:
    """The groups, each with the prefixes first that no other setting of the same name has; `near`: one by cell."""
    wider = [tuple(replace(c, prefixes=_with(c.prefixes, near.get(c.cell, ""))) for c in group) for group in groups]
    shared = Counter((group[0].name, prefix) for group in wider for prefix in set(group[0].prefixes))
    return [
        tuple(replace(c, prefixes=tuple(sorted(c.prefixes, key=lambda p: shared[c.name, p] > 1))) for c in group)
        for group in wider
    ]


def _with(prefixes: tuple[str, ...], near: str) -> tuple[str, ...]:
    return (*prefixes, near) if near and near not in prefixes else prefixes
