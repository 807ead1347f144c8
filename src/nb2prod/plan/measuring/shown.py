"""What the notebook shows and the project hands on: metrics, tables, and the names that both need."""

from __future__ import annotations

from collections.abc import Collection

from nb2prod.model import Measure, Program, Statement
from nb2prod.plan.measuring.handing_back import HandingBack, handing_back
from nb2prod.plan.measuring.measured import measures
from nb2prod.plan.measuring.tables import tables

Pairs = tuple[tuple[str, str], ...]
Shown = tuple[Pairs, Pairs, tuple[Measure, ...], list[HandingBack]]


def shown_values(
    program: Program, kept: Collection[int], outside: list[Statement], taken: frozenset[str], definite: frozenset[str],
    whole: bool, saved: str,
) -> Shown:  # fmt: skip
    """Metrics and tables as (key, name), the names that are made for them, and functions that hand theirs back.

    `outside`: what stays and stands in no function; `definite`: names that are surely bound when the workflow ends;
    `whole`: the cells stay as they are, in one namespace; `saved`: the variable of the model that is saved.
    """
    handing = [] if whole else handing_back(program, kept)
    metrics, hoisted = measures(program, outside, taken, definite, whole, saved, handing)
    taken |= {name for measure in hoisted for name in (measure.name, measure.into) if name}
    shown, made = tables(program, outside, taken, definite, whole, metrics, hoisted)
    places = {(measure.statement, measure.span) for measure in made}
    files = {name for _, name in shown} | {m.name for m in hoisted if m.text and (m.statement, m.span) in places}
    keys = {key for key, _ in shown}
    metrics = tuple((key, name) for key, name in metrics if name not in files and key not in keys)  # one home for each
    hoisted = tuple(m for m in hoisted if not m.text or (m.statement, m.span) not in places)
    every = sorted((*hoisted, *made), key=lambda measure: (measure.statement, measure.span))
    return metrics, shown, tuple(every), handing
