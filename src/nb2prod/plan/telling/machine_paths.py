"""Paths of one machine: what stands in code that goes is no matter, and of a parameter its name is said.

df = pd.read_csv("/home/me/a.csv")      a path of one machine is the value of data_path - give yours with --data-path
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Choice, Edit, Finding, Parameter, Program


def machine_paths(
    program: Program, choices: Iterable[Choice], parameters: Iterable[Parameter], edits: Iterable[Edit]
) -> Iterator[Finding]:
    """The findings of the analysis, those about such paths as the plan sees them."""
    gone = {choice.statement for choice in choices if choice.fate == "dropped"}
    names = [parameter.name for parameter in parameters]
    lifted = {(e.cell, line): e.name for e in edits if e.name in names for line in range(e.span[0], e.span[2] + 1)}
    lines = {(s.cell, line): s.id for s in program.statements for line in range(s.line, s.end_line + 1)}
    for found in program.findings:
        place = (found.cell or 0, found.line or 0)
        if found.code != "NB106":
            yield found
        elif place in lifted:
            name = lifted[place]
            option = name.replace("_", "-")
            yield finding(
                "NB106", cell=found.cell, line=found.line, where=f"is the value of {name}",
                advice=f"give yours with --{option}",
            )  # fmt: skip
        elif lines.get(place) not in gone:
            yield found
