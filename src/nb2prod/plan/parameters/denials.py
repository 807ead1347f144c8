"""Whether the saved model depends on a parameter, asked once more when all that is saved is known.

for m in (m1, m2): m.fit(X, y)       under the name m, m2 is fitted: what X came of, m2 depends on
served = knn; knn = Tree(); ...      saved is what knn was there: what it was made of, the saved one depends on
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import replace

from nb2prod.model import Artifact, Edit, Keep, Parameter, Program, Statement
from nb2prod.plan.parameters.reach import Reach
from nb2prod.plan.parameters.telling import NOT_SAVED
from nb2prod.walking import walk

DENIED = re.compile(rf"(, not of the saved model)?\.({re.escape(NOT_SAVED)})?$")


def checked(
    program: Program,
    kept: Iterable[Statement],
    parameters: tuple[Parameter, ...],
    edits: Iterable[Edit],
    artifacts: Iterable[Artifact],
    keeps: Iterable[Keep],
) -> tuple[Parameter, ...]:
    """The parameters; where one may reach anything that is saved, nothing is said about whether it does.

    The same for all of them where nobody knows what something that is saved is made of. Where a number is no setting of
    the saved model, and it cannot be said that it changes nothing of it, no number says so: its silence would tell.
    """
    beside = [*keeps]
    made = [_made_in(program, artifact, beside) for artifact in artifacts]
    known = None not in made
    reach, given = Reach(program, kept, frozenset(i for ends in made for i in ends or ())), [*edits]
    places = [taking(program, given, p) for p in parameters]
    told = tuple(
        replace(p, help=DENIED.sub(".", p.help), apart=False)
        if (p.apart or "saved model" in p.help) and (not known or any(reach.moves_the_model(i) for i in at))
        else p
        for p, at in zip(parameters, places, strict=True)
    )
    silent = any(
        type(p.default) in (int, float)
        and not (p.apart or " Of " in p.help or p.help.startswith("Seed "))
        and not any(reach.of_the_model(i) for i in at)
        for p, at in zip(told, places, strict=True)
    )
    return tuple(replace(p, help=p.help.removesuffix(NOT_SAVED)) for p in told) if silent and known else told


def _made_in(program: Program, artifact: Artifact, keeps: Iterable[Keep]) -> set[int] | None:
    """The statements that may make what is saved; None where that is not known.

    What a line of training keeps may be anything that its names were until then.
    """
    lines = [keep for keep in keeps if keep.name == artifact.name]
    names = _names(artifact.value or artifact.name)
    found = {i for name in names for i in program.exits.get(name, ())}
    if names and not found and not lines:
        return None
    for keep in lines:
        names = _names(keep.text) | program.statements[keep.statement].facts.names
        before = program.statements[: keep.statement + 1]
        found |= {s.id for s in before if names & (s.facts.binds | s.facts.mutates)} | {keep.statement}
    return found


def _names(text: str) -> set[str]:
    """Names that the expression reads; none where it is none."""
    try:
        return {part.id for part in walk(ast.parse(text, mode="eval")) if isinstance(part, ast.Name)}
    except SyntaxError:
        return set()


def taking(program: Program, edits: Iterable[Edit], parameter: Parameter) -> set[int]:
    """The statements in which the value stands, and those that read the constant that it was."""
    lines = {(e.cell, line) for e in edits if e.name == parameter.name for line in range(e.span[0], e.span[2] + 1)}
    found = {s.id for s in program.statements if {(s.cell, n) for n in range(s.line, s.end_line + 1)} & lines}
    named = {i for i in found if parameter.constant in program.statements[i].facts.binds}
    return found | {e.target for e in program.edges if e.source in named and e.name == parameter.constant}
