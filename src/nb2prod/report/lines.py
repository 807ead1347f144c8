"""What became of every line of a notebook, in the order of the plan's cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nb2prod.knowledge.secrets import hidden, values
from nb2prod.model import Cell, Fate, Plan, Role, Statement


@dataclass(frozen=True)
class Line:
    """What became of one top-level statement, or of lines that reading took out."""

    cell: int
    line: int
    end_line: int
    source: str
    roles: tuple[Role, ...]
    fate: Fate
    step: str
    because: str


def lines(plan: Plan) -> tuple[Line, ...]:
    """Every line of the notebook in the order of the plan's cells, each with its fate."""
    secrets = values(plan.program.notebook)
    fates = {choice.statement: choice for choice in plan.choices}
    found = [
        Line(s.cell, s.line, s.end_line, s.source, _roles(plan, s), c.fate, c.step, c.because)
        for s in plan.program.statements
        if s.parent is None
        for c in [fates[s.id]]
    ]
    cells = plan.program.notebook.cells
    found += (line for cell in cells for line in _taken_out(cell))
    place = {cell.index: position for position, cell in enumerate(cells)}
    shown = (replace(it, source=hidden(it.source, secrets), because=hidden(it.because, secrets)) for it in found)
    return tuple(sorted(shown, key=lambda line: (place[line.cell], line.line)))


def _roles(plan: Plan, statement: Statement) -> tuple[Role, ...]:
    """Its own, and those of what stands in it: in a loop, in a function."""
    inside = {statement.id}
    found = dict.fromkeys(_told(statement))
    for other in plan.program.statements[statement.id + 1 :]:
        if other.parent not in inside:
            break
        inside.add(other.id)
        found |= dict.fromkeys(_told(other))
    return tuple(role for role in found if role != "other") or ("other",)


def _told(statement: Statement) -> tuple[Role, ...]:
    """What it shows itself and what the flow of values tells; a look at a measure evaluates."""
    said = (*statement.facts.roles, *statement.facts.flow)
    weak = ("display", "explore") if "evaluate" in statement.facts.flow else ()
    return tuple(role for role in said if role not in weak)


def _taken_out(cell: Cell) -> Iterator[Line]:
    for fate in cell.lines:
        yield Line(cell.index, fate.line, fate.end_line, fate.source, fate.roles, fate.fate, "", fate.because)
    if cell.dropped and cell.source.strip() and not cell.lines:
        end = max(1, len(cell.source.splitlines()))
        yield Line(cell.index, 1, end, cell.source, ("other",), "dropped", "", cell.dropped)
