"""Paths of one machine: what stands in code that goes is no matter, and of a parameter its name is said.

df = pd.read_csv("/home/me/a.csv")      a path of one machine is the value of data_path - give yours with --data-path
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nb2prod.knowledge.data_files import ABSOLUTE
from nb2prod.knowledge.findings import finding
from nb2prod.model import Choice, Edit, Finding, Parameter, Program


def machine_paths(
    program: Program, choices: Iterable[Choice], parameters: Iterable[Parameter], edits: Iterable[Edit]
) -> Iterator[Finding]:
    """The findings of the analysis, those about such paths as the plan sees them."""
    gone = {choice.statement for choice in choices if choice.fate == "dropped"}
    paths = {p.name for p in parameters if isinstance(p.default, str) and ABSOLUTE.match(p.default)}
    lifted: dict[tuple[int, int], list[str]] = {}
    for edit in (edit for edit in edits if edit.name in paths):
        for line in range(edit.span[0], edit.span[2] + 1):
            lifted.setdefault((edit.cell, line), []).append(edit.name)
    lines = {(s.cell, line): s.id for s in program.statements for line in range(s.line, s.end_line + 1)}
    first: Finding | None = None
    names: dict[str, None] = {}
    for found in program.findings:
        place = (found.cell or 0, found.line or 0)
        if found.code != "NB106":
            yield found
        elif place in lifted:
            first = first or found
            names |= dict.fromkeys(lifted[place])
        elif lines.get(place) not in gone:
            yield found
    if first is not None:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in names)
        where = f"is the value of {', '.join(names)}"
        yield finding("NB106", cell=first.cell, line=first.line, where=where, advice=f"give yours with {options}")
