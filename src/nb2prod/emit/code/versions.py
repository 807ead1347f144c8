"""Several functions of one name, each under a name of its own in definitions.py (see plan/cutting/versions.py)."""

from __future__ import annotations

import libcst as cst

from nb2prod.model import Plan
from nb2prod.rewrite.build import Line


def called_in(plan: Plan) -> dict[int, dict[str, str]]:
    """For each statement that calls one of them, the notebook's name and the one that it has in definitions.py."""
    names = {d.statement: d.called for d in plan.definitions if d.called}
    found: dict[int, dict[str, str]] = {}
    for edge in plan.program.edges:
        if edge.source in names and edge.name in plan.program.statements[edge.source].facts.binds:
            found.setdefault(edge.target, {})[edge.name] = names[edge.source]
    return found


def under(part: Line, name: str) -> Line:
    """The function under that name; as it is where it has none of its own."""
    return part.with_changes(name=cst.Name(name)) if name and isinstance(part, cst.FunctionDef) else part
