"""Whether the saved model depends on a parameter, asked once more when all that is saved is known.

for m in (m1, m2): m.fit(X, y)       under the name m, m2 is fitted: what X came of, m2 depends on
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from nb2prod.model import Artifact, Edit, Parameter, Program, Statement
from nb2prod.plan.parameters.reach import Reach
from nb2prod.plan.parameters.telling import OF_SAVED

DENIED = re.compile(r"\bnot of the saved model\.$|The saved model does not depend on it\.$")


def checked(
    program: Program,
    kept: Iterable[Statement],
    parameters: tuple[Parameter, ...],
    edits: Iterable[Edit],
    artifacts: Iterable[Artifact],
) -> tuple[Parameter, ...]:
    """The parameters; where one may reach anything that is saved, nothing is said about whether it does."""
    names = {artifact.name for artifact in artifacts}
    ends = frozenset(i for name in names for i in program.exits.get(name, ()))
    reach, given = Reach(program, kept, ends), [*edits]
    return tuple(
        replace(p, help=OF_SAVED.sub("", p.help), apart=False)
        if (p.apart or DENIED.search(p.help)) and any(reach.moves_the_model(i) for i in taking(program, given, p))
        else p
        for p in parameters
    )


def taking(program: Program, edits: Iterable[Edit], parameter: Parameter) -> set[int]:
    """The statements in which the value stands, and those that read the constant that it was."""
    lines = {(e.cell, line) for e in edits if e.name == parameter.name for line in range(e.span[0], e.span[2] + 1)}
    found = {s.id for s in program.statements if {(s.cell, n) for n in range(s.line, s.end_line + 1)} & lines}
    named = {i for i in found if parameter.constant in program.statements[i].facts.binds}
    return found | {e.target for e in program.edges if e.source in named and e.name == parameter.constant}
