"""`explain` for people: readable at 80 columns, and nothing of the notebook is taken for markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from nb2prod.errors import ExitCode, Stop
from nb2prod.model import Plan
from nb2prod.report.findings import cell_title, finding_lines, one_line, sort_findings
from nb2prod.report.lines import Line, lines
from nb2prod.report.sections import sections
from nb2prod.report.summary import inference_line

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {"error": "bold red", "warning": "yellow", "note": "dim", "dropped": "dim", "report": "dim", "pruned": "cyan"}


def print_explanation(plan: Plan, console: Console, cell: int | None = None) -> None:
    """`explain` for people: every cell with its lines, then what the project is made of; `cell` counts from 0."""
    notebook = plan.program.notebook
    console.print(f"{notebook.file} -> package {plan.package}", style="bold", markup=False)
    _print_cells(plan, console, cell)
    if cell is None:
        for title, header, rows in sections(plan):
            _print_table(console, title, header, rows)
        console.print(f"\nInference: {inference_line(plan)}", markup=False)
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
    every = lines(plan)
    for cell in plan.program.notebook.cells:
        inside = [line for line in every if line.cell == cell.index]
        if only not in (None, cell.index) or (not inside and only is None):
            continue
        console.print(
            f"\n{cell_title(plan.program.notebook, cell.index).replace('cell', 'Cell', 1)}", style="bold", markup=False
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


def _print_table(console: Console, title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    if not rows:
        return
    console.print(f"\n{title}", style="bold")
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name in header:
        table.add_column(name, overflow="fold", no_wrap=name == "name")
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    console.print(table)
