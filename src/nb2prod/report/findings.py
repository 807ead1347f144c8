"""Findings and places, as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod.model import Finding, Notebook

LEVELS = ("error", "warning", "note")  # also the order in which findings are shown


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
    return f"{notebook.file}, {cell_title(notebook, cell)}" + (f", line {line}" if line else "")


def cell_title(notebook: Notebook, index: int) -> str:
    """`cell 5 (In[3])`: counted from 1 over all cells, with the execution count where it is stored."""
    count = next((cell.count for cell in notebook.cells if cell.index == index), None)
    return f"cell {index + 1}" + (f" (In[{count}])" if count is not None else "")


def one_line(text: str) -> str:
    """Text on one line, with nothing in it that moves a terminal's cursor."""
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))
