"""What the README tells the project's new owner, as values for its template."""

from __future__ import annotations

import re

from nb2prod.emit.templates import markdown, markdown_code, one_line
from nb2prod.model import Cell, Choice, Plan, Statement

LONGEST_BEGINNING = 48
LONGEST_INTRODUCTION = 400
MOST_REASONS = 3
PLACES = {  # where a statement of this fate stands, when no step holds it
    "import": "imports",
    "install": "dependencies",
    "parameter": "`config.yaml`",
    "module": "a module",
    "report": "`report.py`",
}
PERHAPS_SECRET = re.compile(r"[\w+/-]{24,}|password|passwd|secret|token|api.?key", re.IGNORECASE)
NOT_PROSE = ("#", "!", "<", "|", "```", "---", "$$", "=")


def summary(plan: Plan) -> str:
    """One paragraph: the notebook's own introduction, and what the workflow does."""
    names = [step.name.replace("_", " ") for step in plan.steps if not step.inline]
    verb = "Trains the model" if plan.workflow == "train" else "Does the work"
    steps = f" in {len(names)} steps: {', '.join(names)}." if len(names) > 1 else " in one function."
    introduction = markdown(_introduction(plan))
    return f"{introduction} {verb} of the notebook{steps}".strip()


def findings(plan: Plan) -> list[dict[str, str]]:
    """What the owner should act on: errors, then warnings."""
    found = sorted((f for f in plan.findings if f.level != "note"), key=lambda f: f.level)
    return [
        {
            "level": finding.level,
            "place": f" in cell {finding.cell + 1}" if finding.cell is not None else "",
            "text": finding.text,
            "advice": finding.advice,
        }
        for finding in found
    ]


def steps(plan: Plan) -> list[dict[str, str]]:
    """The rows of the table of steps."""
    return [{"name": step.name, "cells": _cells(step.cells), "doc": step.doc} for step in plan.steps]


def cells(plan: Plan) -> list[dict[str, str | int]]:
    """Where each code cell went: a row per cell."""
    statements: dict[int, list[Statement]] = {}
    for statement in plan.program.statements:
        statements.setdefault(statement.cell, []).append(statement)
    choices = {choice.statement: choice for choice in plan.choices}
    imported = {d.statement: "`definitions.py`" for d in plan.definitions if d.importable}
    rows: list[dict[str, str | int]] = []
    for cell in plan.program.notebook.cells:
        if cell.kind == "code" and cell.source.strip():
            own = statements.get(cell.index, [])
            chosen = [choices[s.id] for s in own if s.id in choices]
            went = [imported.get(choice.statement) or _place(choice) for choice in chosen] + _lines_went(cell)
            rows.append(
                {
                    "number": cell.index + 1,
                    "begins": _beginning(cell, own),
                    "went": ", ".join(dict.fromkeys(filter(None, went))),
                    "left": "; ".join(_reasons(cell, chosen)),
                }
            )
    return rows


def _place(choice: Choice) -> str:
    if choice.fate == "dropped" or (choice.fate == "pruned" and not choice.step):
        return ""
    return markdown_code(choice.step) if choice.step else PLACES.get(choice.fate, "the workflow")


def _lines_went(cell: Cell) -> list[str]:
    return [PLACES.get(line.fate, "") for line in cell.lines]


def _reasons(cell: Cell, chosen: list[Choice]) -> list[str]:
    gone = [cell.dropped] + [line.because for line in cell.lines if line.fate in ("dropped", "pruned")]
    gone += [choice.because for choice in chosen if choice.fate in ("dropped", "pruned")]
    reasons = list(dict.fromkeys(filter(None, gone)))
    return reasons[:MOST_REASONS] + (["..."] if len(reasons) > MOST_REASONS else [])


def _beginning(cell: Cell, statements: list[Statement]) -> str:
    """Enough of the cell to recognise it; strings and comments are cut off, for they may hold what is secret."""
    lines = [statement.source for statement in statements if statement.parent is None]
    if not lines:
        return one_line(cell.source.split()[0])[:LONGEST_BEGINNING]
    first = lines[0].splitlines()[0] if lines[0] else ""
    safe = re.split(r"[\"'#]", first)[0].rstrip()
    whole = safe == first.rstrip() and len(lines[0].splitlines()) == 1 and len(safe) <= LONGEST_BEGINNING
    return one_line(safe)[:LONGEST_BEGINNING] + ("" if whole else "...")


def _introduction(plan: Plan) -> str:
    """The first paragraph that stands before any code, when it is prose."""
    for cell in plan.program.notebook.cells:
        if cell.kind == "code":
            break
        for paragraph in re.split(r"\n\s*\n|(?<=\n)(?=#)|(?<=^)(?=#)", cell.source):
            lines = [line.strip() for line in paragraph.splitlines() if not line.lstrip().startswith(NOT_PROSE)]
            text = one_line(" ".join(lines))
            if text and len(text) <= LONGEST_INTRODUCTION and not PERHAPS_SECRET.search(text):
                return text if text.endswith((".", "!", "?")) else text + "."
    return ""


def _cells(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(number + 1) for number in numbers)
