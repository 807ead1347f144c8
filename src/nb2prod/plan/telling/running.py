"""Whether the notebook runs from top to bottom, and whether the project does: claims for the README.

print(x); x = 1                  it stops, in cell 1
x; x = 1                         it stops too, but the look is left out: the project runs
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.fates import staying
from nb2prod.knowledge.findings import kinds
from nb2prod.model import Claim, Plan, Statement
from nb2prod.nesting import DEFINING, outwards

ON_ITS_HOST = {"NB143"}  # on the host that the code was written for it does not stop


def running(plan: Plan) -> Iterator[Claim]:
    """What is known of a run: that it does not start, or does not end."""
    if not _starts(plan):
        yield Claim("not started")
    yield from _stops(plan)


def _stops(plan: Plan) -> Iterator[Claim]:
    """Where a statement that always runs stops it, and stays; or that all that stops it is left out."""
    found = [f for f in plan.findings if kinds()[f.code].stops and f.code not in ON_ITS_HOST]
    places = {(f.cell, f.line) for f in found}
    kept = staying(plan.choices)
    there = [s for s in plan.program.statements if any((s.cell, line) in places for line in _own_lines(s))]
    inside = [s for s in plan.program.statements for c, n in places if s.cell == c and s.line <= (n or 0) <= s.end_line]
    nowhere = {f.text.split()[2] for f in found if f.code == "NB101"}
    inside += [s for s in plan.program.statements if nowhere & (s.facts.names | s.facts.late)]
    surely = [s for s in there if _always(plan, s)]
    if first := [s for s in surely if s.id in kept]:
        yield Claim("stops", cells=(first[0].cell + 1,))
    elif surely and not any(f.cell is None for f in found) and not any(s.id in kept for s in inside):
        yield Claim("left out", cells=tuple(sorted({s.cell + 1 for s in surely})))


def _own_lines(statement: Statement) -> range:
    """The lines of its own part: of a compound statement the header."""
    inside = [part.lineno for part in getattr(statement.node, "body", ()) if isinstance(part, ast.stmt)]
    return range(statement.line, min(inside) if inside else statement.end_line + 1)


def _always(plan: Plan, statement: Statement) -> bool:
    """Whether it surely runs: not in a function, a branch or a handler of faults."""
    own, *above = outwards(plan.program.statements, statement)
    return all(isinstance(each.node, ast.With) for each in above) and not isinstance(own.node, DEFINING)


def _starts(plan: Plan) -> bool:
    """Whether the command can be called at all: no import at the top of a module fails."""
    top = {c.statement for c in plan.choices if c.fate == "import" and not plan.namespace}  # else in its function
    places = {(s.cell, s.line) for s in plan.program.statements if s.id in top}
    return not any(finding.code == "NB140" and (finding.cell, finding.line) in places for finding in plan.findings)
