"""What the notebook shows and the project hands on: metrics, tables, and the names that both need."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from nb2prod.model import Choice, Edit, Measure, Program, Statement
from nb2prod.nesting import expression_at
from nb2prod.plan.measuring.handing_back import HandingBack, handing_back
from nb2prod.plan.measuring.matrices import labelled, matrices
from nb2prod.plan.measuring.measured import measures
from nb2prod.plan.measuring.metric_keys import Within
from nb2prod.plan.measuring.tables import tables
from nb2prod.plan.names import unique

FRAMES = ("pandas.DataFrame", "pandas.Series")
Pairs = tuple[tuple[str, str], ...]
Shown = tuple[Pairs, Pairs, tuple[Measure, ...], list[HandingBack], dict[str, Within]]


def shown_values(
    program: Program, kept: Collection[int], outside: list[Statement], taken: frozenset[str], definite: frozenset[str],
    whole: bool, saved: str, edits: Sequence[Edit] = (),
) -> Shown:  # fmt: skip
    """Metrics and tables as (key, name), the names that are made for them, and functions that hand theirs back.

    The last: what each metric is called within its step.

    `outside`: what stays and stands in no function; `definite`: names that are surely bound when the workflow ends;
    `whole`: the cells stay as they are, in one namespace; `saved`: the variable of the model that is saved; `edits`:
    literals that are options.
    """
    handing = [] if whole else handing_back(program, kept)
    metrics, hoisted, called = measures(program, outside, taken, definite, saved, handing, edits)
    taken |= {name for measure in hoisted for name in (measure.name, measure.into) if name}
    shown, made = tables(program, outside, taken, definite, whole, metrics, hoisted)
    places = {(measure.statement, measure.span) for measure in made}
    files = {name for _, name in shown} | {m.name for m in hoisted if m.text and (m.statement, m.span) in places}
    frames = _frames(outside)
    frames |= {measure.name for measure in hoisted if measure.text in frames}  # as they were when they were shown
    copied = {name for m in made if (name := m.text.removesuffix(".copy()")) and not _changed_since(outside, m, name)}
    frames |= matrices(program, metrics, hoisted)
    for key, name in metrics:
        used = {key for key, _ in shown}
        free = unique(f"{key}_final" if key in used else key, used)
        shown += ((free, name),) if name in frames - files - copied else ()
    tabled = {name for _, name in shown}
    views = {m.name for m in hoisted if not m.text and _is_view(program, m, tabled | copied)} - tabled
    hoisted = tuple(m for m in hoisted if m.name not in views)
    keys, files = {key for key, _ in shown}, files | frames | views
    metrics = tuple((key, name) for key, name in metrics if name not in files and key not in keys)  # one home for each
    hoisted = tuple(m for m in hoisted if not m.text or (m.statement, m.span) not in places)
    used = {name for measure in (*hoisted, *made) for name in (measure.name, measure.into)} | taken
    shown, more = labelled(program, shown, hoisted, used)
    every = sorted((*hoisted, *made, *more), key=lambda measure: (measure.statement, measure.span))
    return metrics, shown, tuple(every), handing, called


def written(
    program: Program, choices: Sequence[Choice], files: Sequence[tuple[str, str]], measures: Sequence[Measure]
) -> tuple[Choice, ...]:
    """The choices, those about statements that show a table with where it goes."""
    made = {measure.into or measure.name: measure.statement for measure in measures}
    places: dict[int, list[str]] = {}
    for key, name in files:
        showing = (s.id for s in program.statements if name in s.facts.names and s.facts.display and s.parent is None)
        at = [made[name]] if name in made else list(showing)[-1:]
        for identity in at:
            places.setdefault(identity, []).append(f"results/{key}.csv")
    return tuple(
        replace(c, because=f"{c.because}; the table goes to {', '.join(places[c.statement])}")
        if c.statement in places and c.fate != "dropped"
        else c
        for c in choices
    )


def _is_view(program: Program, measure: Measure, written: Collection[str]) -> bool:
    """Whether it is a part of a table that is written whole: `scores[::10]`."""
    statement = program.statements[measure.statement]
    match expression_at(statement.node, measure.span):
        case ast.Subscript(value=ast.Name(id=name)):
            return name in written and measure.span in dict(statement.facts.tables)
    return False


def _changed_since(kept: Collection[Statement], shown: Measure, name: str) -> bool:
    """Whether a statement that names a table changes it after it was shown: then it ends as another one."""
    later = (s for s in kept if s.id > shown.statement and name in s.facts.binds | s.facts.mutates)
    return any(re.search(rf"\b{re.escape(name)}\b", s.source) and not s.facts.display for s in later)


def _frames(kept: Collection[Statement]) -> frozenset[str]:
    """Names that hold tables in the end: whatever was last bound to them is one, and its place a file of its own."""
    last = {name: s for s in sorted(kept, key=lambda s: s.id) for name in s.facts.binds}
    return frozenset(name for name, s in last.items() if dict(s.facts.types).get(name) in FRAMES)
