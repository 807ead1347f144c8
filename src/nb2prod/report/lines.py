"""What became of every line of a notebook, in the order of the plan's cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nb2prod.model import Cell, Fate, Plan, Role


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
    fates = {choice.statement: choice for choice in plan.choices}
    found = [
        Line(s.cell, s.line, s.end_line, s.source, s.facts.roles, c.fate, c.step, c.because)
        for s in plan.program.statements
        if s.parent is None
        for c in [fates[s.id]]
    ]
    cells = plan.program.notebook.cells
    found += (line for cell in cells for line in _taken_out(cell))
    place = {cell.index: position for position, cell in enumerate(cells)}
    return tuple(sorted(found, key=lambda line: (place[line.cell], line.line)))


def _taken_out(cell: Cell) -> Iterator[Line]:
    for fate in cell.lines:
        yield Line(cell.index, fate.line, fate.end_line, fate.source, fate.roles, fate.fate, "", fate.because)
    if cell.dropped and cell.source.strip() and not cell.lines:
        end = max(1, len(cell.source.splitlines()))
        yield Line(cell.index, 1, end, cell.source, ("other",), "dropped", "", cell.dropped)
