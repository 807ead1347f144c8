"""What people and programs read about a plan: the summary after `convert`, the table of `explain`, its JSON.

Only a rendering of `Plan`: whatever it says, the plan decided. People count cells from 1, JSON counts from 0.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import nb2prod
from nb2prod.errors import ExitCode, Stop
from nb2prod.model import Cell, Fate, Finding, Notebook, Plan, Role

if TYPE_CHECKING:
    from rich.console import Console

LEVELS = ("error", "warning", "note")  # also the order in which findings are shown
STYLES = {"error": "bold red", "warning": "yellow", "note": "dim", "dropped": "dim", "report": "dim", "pruned": "cyan"}


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


# ------------------------------------------------------------------------------------------------------ what became of


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


# --------------------------------------------------------------------------------------------------------------- JSON


def explain_json(plan: Plan, cell: int | None = None) -> dict[str, object]:
    """`explain --json` (contract, section 5); with `cell` (from 0) only the statements and findings of that cell."""
    return {
        "schema": 1,
        "notebook": plan.program.notebook.file,
        "package": plan.package,
        "nb2prod": nb2prod.__version__,
        "statements": [entry for entry in _statements(plan) if cell in (None, entry["cell"])],
        "steps": [
            {
                "name": step.name,
                "module": plan.workflow,
                "cells": list(step.cells),
                "inputs": list(step.inputs),
                "outputs": list(step.outputs),
                "parameters": list(step.parameters),
                "because": step.because,
            }
            for step in plan.steps
        ],
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "default": _plain(parameter.default),
                "cell": parameter.cell,
                "line": parameter.line,
                "because": parameter.because,
            }
            for parameter in plan.parameters
        ],
        "artifacts": [
            {"name": artifact.name, "kind": artifact.kind, "cell": artifact.cell, "because": artifact.because}
            for artifact in plan.artifacts
        ],
        "inference": plan.inference
        and {
            "level": plan.inference.level,
            "source": plan.inference.source,
            "output": plan.inference.output,
            "because": plan.inference.because,
        },
        "findings": [
            {
                "code": finding.code,
                "level": finding.level,
                "cell": finding.cell,
                "line": finding.line,
                "text": finding.text,
                "advice": finding.advice,
            }
            for finding in sort_findings(plan.findings)
            if cell in (None, finding.cell)
        ],
    }


def _statements(plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "id": number,
            "cell": line.cell,
            "line": line.line,
            "end_line": line.end_line,
            "source": line.source,
            "roles": list(line.roles),
            "fate": line.fate,
            "step": line.step,
            "because": line.because,
        }
        for number, line in enumerate(lines(plan))
    ]


def _plain(value: object) -> object:
    """`value` as strict JSON holds it: a tuple is a list, and what JSON has no word for is its Python text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else repr(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {key if isinstance(key, str) else repr(key): _plain(item) for key, item in value.items()}
        case set() | frozenset():
            return [_plain(item) for item in sorted(value, key=repr)]
    return repr(value)


def json_text(value: Mapping[str, object]) -> str:
    """The JSON as it is printed: ASCII, so that no terminal or pipe can change it."""
    return json.dumps(value, indent=2, allow_nan=False)


# ------------------------------------------------------------------------------------------------------------ findings


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """By level, then by place; a finding about the whole notebook comes first in its level."""
    return sorted(
        findings,
        key=lambda f: (LEVELS.index(f.level), -1 if f.cell is None else f.cell, f.line or 0, f.code, f.text),
    )


def finding_lines(notebook: Notebook, findings: Iterable[Finding]) -> list[str]:
    """Two lines for each finding: what and where, then the advice."""
    shown: list[str] = []
    for finding in sort_findings(findings):
        where = place(notebook, finding.cell, finding.line)
        shown.append(f"{finding.level} {finding.code}: {where}: {one_line(finding.text)}")
        shown += [f"    {one_line(finding.advice)}"] if finding.advice else []
    return shown


def place(notebook: Notebook, cell: int | None, line: int | None = None) -> str:
    """Where, as people count: `churn.ipynb, cell 5 (In[3]), line 2`."""
    if cell is None:
        return notebook.file
    return f"{notebook.file}, {_cell_title(notebook, cell)}" + (f", line {line}" if line else "")


def _cell_title(notebook: Notebook, index: int) -> str:
    count = next((cell.count for cell in notebook.cells if cell.index == index), None)
    return f"cell {index + 1}" + (f" (In[{count}])" if count is not None else "")


def one_line(text: str) -> str:
    """Text on one line, with nothing in it that moves a terminal's cursor."""
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))


# ------------------------------------------------------------------------------------------------------------- summary


def summary(plan: Plan) -> list[str]:
    """What `convert` says about one project, after the line that names it."""
    counts = [
        _count(len(plan.steps), "step"),
        _count(len(plan.parameters), "parameter"),
        *([_count(len(plan.artifacts), "artifact")] if plan.artifacts else []),
    ]
    shown = [f"  package {plan.package}: {', '.join(counts)}", f"  inference: {_inference(plan)}"]
    return shown + [f"  {line}" for line in finding_lines(plan.program.notebook, plan.findings)]


def _inference(plan: Plan) -> str:
    if plan.inference is None:
        return "no model is fitted, so there is a run.py and nothing to predict"
    return f"{plan.inference.level} - {one_line(plan.inference.because)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number or 'no'} {noun}s"


# ---------------------------------------------------------------------------------------------------------- the table


def print_explanation(plan: Plan, console: Console, cell: int | None = None) -> None:
    """`explain` for people: every cell with its lines, then what the project is made of; `cell` counts from 0."""
    notebook = plan.program.notebook
    console.print(f"{notebook.file} -> package {plan.package}", style="bold", markup=False)
    _print_cells(plan, console, cell)
    if cell is None:
        for title, header, rows in _sections(plan):
            _print_table(console, title, header, rows)
        console.print(f"\nInference: {_inference(plan)}", markup=False)
    found = [finding for finding in plan.findings if cell in (None, finding.cell)]
    if found:
        console.print("\nFindings", style="bold")
    for finding in sort_findings(found):
        console.print("\n".join(finding_lines(notebook, [finding])), style=STYLES[finding.level], markup=False)


def check_cell(plan: Plan, cell: int) -> None:
    """Raise Stop when the notebook has no cell of that index (from 0)."""
    cells = plan.program.notebook.cells
    if cell not in {known.index for known in cells}:
        raise Stop(
            ExitCode.BAD_INPUT,
            f"{plan.program.notebook.file} has cells 1 to {len(cells)}: there is no cell {cell + 1}.",
        )


def _print_cells(plan: Plan, console: Console, only: int | None) -> None:
    from rich.table import Table
    from rich.text import Text

    every = lines(plan)
    for cell in plan.program.notebook.cells:
        inside = [line for line in every if line.cell == cell.index]
        if only not in (None, cell.index) or (not inside and only is None):
            continue
        console.print(
            f"\n{_cell_title(plan.program.notebook, cell.index).replace('cell', 'Cell', 1)}", style="bold", markup=False
        )
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=7, justify="right", no_wrap=True)
        table.add_column(ratio=1)
        table.add_column(width=18, overflow="fold")
        for line in inside:
            code = Text(_first_line(line.source), style=STYLES.get(line.fate, ""), no_wrap=True, overflow="ellipsis")
            table.add_row(_span(line), code, Text(line.fate, style=STYLES.get(line.fate, "")))
            table.add_row("", Text(one_line(line.because), style="italic"), line.step)
        table.expand = True
        console.print(table)


def _span(line: Line) -> str:
    return str(line.line) if line.line == line.end_line else f"{line.line}-{line.end_line}"


def _first_line(source: str) -> str:
    first, *more = source.strip("\n").split("\n")
    return one_line(first) + (" ..." if more else "")


def _sections(plan: Plan) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    yield (
        "Steps",
        ("name", "cells", "takes", "gives", "because"),
        [
            (s.name, _numbers(s.cells), ", ".join(s.inputs), ", ".join(s.outputs), one_line(s.because))
            for s in plan.steps
        ],
    )
    yield (
        "Parameters",
        ("name", "value", "place", "because"),
        [
            (p.name, _value(p.default, p.required), f"cell {p.cell + 1}, line {p.line}", one_line(p.because))
            for p in plan.parameters
        ],
    )
    yield (
        "Artifacts",
        ("name", "kind", "place", "because"),
        [(a.name, a.kind, f"cell {a.cell + 1}", one_line(a.because)) for a in plan.artifacts],
    )


def _numbers(cells: Sequence[int]) -> str:
    return ", ".join(str(cell + 1) for cell in cells)


def _value(default: object, required: bool) -> str:
    return "required" if required else one_line(repr(default))


def _print_table(console: Console, title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    console.print(f"\n{title}", style="bold")
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    console.print(table)
