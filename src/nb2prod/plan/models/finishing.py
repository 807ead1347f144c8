"""Level features: what the notebook makes of its model's answers belongs to the prediction, or the README says so.

y_pred = (model.predict(X_test) > 0.5).astype(int)      the prediction is y_pred
kinds = my_own_kinds(model.predict(X_test))             where that is not followed, it is what the model says
"""

from __future__ import annotations

from dataclasses import replace

from nb2prod.model import Artifact, Finish, Inference, Program
from nb2prod.plan.serving.afterwards import finish
from nb2prod.plan.serving.derive import Failure, Given


def finished(
    program: Program,
    found: Inference,
    artifacts: tuple[Artifact, ...],
    given: Given,
    definite: frozenset[str],
    whole: bool,
) -> tuple[Inference, tuple[Artifact, ...]]:
    """The inference with it, and what training saves for it; as it was where the answers are the prediction.

    `definite`: the names that training surely has at its end; `whole`: no line can be kept beside its cells.
    """
    made = finish(given)
    if made is None:
        return found, artifacts
    if isinstance(made, Failure):
        return replace(found, unfinished=_told(program, made.statement), expected=""), artifacts
    kept = {keep.name for keep in made.keeps}
    if (whole and kept) or any(not a.value and a.name not in definite | kept for a in made.artifacts):
        return replace(found, unfinished=_told(program, made.statement), expected=""), artifacts
    names = {artifact.name for artifact in artifacts}
    more = tuple(artifact for artifact in made.artifacts if artifact.name not in names)
    expected = _stays(program, made)
    matrix = made.matrix if expected and made.matrix and _same(program, made) else ""
    return replace(found, finish=made, expected=expected if matrix else "", matrix=matrix), (*artifacts, *more)


def _same(program: Program, made: Finish) -> bool:
    """Whether what the model was asked about is still that when the notebook ends."""
    return max(program.exits.get(made.matrix) or {-1}) <= made.statement


def _stays(program: Program, made: Finish) -> str:
    """The name that holds these predictions when the notebook ends, "" where it holds others or there is none."""
    inside = {made.statement}
    for statement in program.statements:  # a compound statement comes before what stands in it
        inside |= {statement.id} if statement.parent in inside else set()
    last = max(program.exits.get(made.name) or {-1})
    return made.name if last in inside else ""


def _told(program: Program, identity: int) -> str:
    """The statement that goes on with the answers, and its cell."""
    statement = program.statements[identity]
    lines = statement.source.strip().splitlines()
    shown = f"`{lines[0]}`" if len(lines) == 1 else "what the notebook makes of it"  # half a statement tells nothing
    return f"{shown} (cell {statement.cell + 1})"
