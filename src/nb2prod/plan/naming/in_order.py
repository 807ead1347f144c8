"""All that a step does, in the order of its code, where that is short enough for one sentence.

X_std = (X - X.mean()) / X.std(); model.fit(X_std, y)      compute X_std; fit AdalineGD on X_std and y
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nb2prod.plan.names import first
from nb2prod.plan.naming.clause import Clause
from nb2prod.plan.naming.effects import CALL, FIT, TAKING, WORK, Given, accounts, rank, unsaid

SHAPING = frozenset("rename reset index reindex sort convert".split())  # what is done to a table that was made before
ASKING = frozenset({"get", "list", "summary", "describe", "info", "is", "has", "set"})  # calls that look or set


def in_order(every: Sequence[Clause], given: Given, left_out: Sequence[str]) -> Iterator[list[Clause]]:
    """What tells most, and how each result comes about: first all of it, then shorter and shorter.

    `left_out`: results that are constants.
    """
    general = {clause.verb for clause in every if clause.general}
    heavy = [c for c in every if rank(c) > CALL and (c.general or c.verb not in general or rank(c) != WORK)]
    makes = [clause for clause in every if _makes(clause, given, heavy) or _begins(clause, given, heavy)]
    way = [c for c in every if _own(c) and c not in makes and {*c.things} & (given.feeding | _shown(every))]
    for told in ([*heavy, *makes, *way], [*heavy, *makes]):
        whole = _whole(every, told, given, left_out)
        yield whole
    yield [replace(c, rest="") if _at_length(c) else c for c in whole]


def _begins(clause: Clause, given: Given, heavy: Sequence[Clause]) -> bool:
    """`coef = pd.DataFrame(rows); coef.columns = names`: that it is made is more than that its columns are renamed."""
    new = [n for n in clause.things if n in given.outputs and n not in given.inputs]
    shaped = all(c.verb.split()[0] in SHAPING for c in heavy if {*new} & {*c.made})
    return clause.verb == "compute" and bool(new) and shaped


def _at_length(clause: Clause) -> bool:
    return clause.verb == "split" or (rank(clause) == WORK and clause.rest.startswith("with "))


def _whole(every: Sequence[Clause], told: Sequence[Clause], given: Given, left_out: Sequence[str]) -> list[Clause]:
    """Those of the clauses that are told, and what makes the results that they leave out."""
    left = [name for name in unsaid(told, given.outputs) if name not in left_out]
    found: list[Clause] = []
    for clause in every:
        mine = tuple(name for name in left if name in clause.things)
        moved = {*left} & {*clause.made} if clause.verb in ("reset", "index", "reindex", "sort") else set()
        if any(clause is one for one in told) or moved:
            found.append(clause)
            left = [name for name in left if name not in moved]
        elif mine and clause.verb in ("compute", "set up", "change"):
            found.append(replace(clause, things=mine))
            left = [name for name in left if name not in mine]
    if left:
        found.append(Clause("compute", tuple(left), "", 0))
    return found


def _shown(every: Sequence[Clause]) -> set[str]:
    return {name for clause in every if clause.verb == "log" for name in clause.things}


def _own(clause: Clause) -> bool:
    """Whether a function makes it."""
    return clause.verb == "compute" and clause.rest.startswith("with ") and rank(clause) == CALL


def _makes(clause: Clause, given: Given, heavy: Sequence[Clause]) -> bool:
    """How a result comes about that nothing heavier makes; what a function makes of it is said wherever it stands."""
    used = {word for c in heavy for word in (f"as {c.things[0]}" if c.things else "", f"as {c.rest[len('with ') :]}")}
    if clause.verb in ("seed", "create", "define"):
        return clause.verb != "define" or bool(given.defined)
    if not TAKING <= rank(clause) <= CALL or (clause.verb == "set up" and clause.rest in used):
        return False
    if clause.verb == "call":
        return first(clause.things[0].rpartition(".")[2]) not in ASKING
    if not given.results:
        return rank(clause) == CALL and not heavy
    beside = [c for c in heavy if rank(c) == FIT or not _own(clause)]
    return bool(unsaid(beside, [name for name in given.results if accounts(clause, [name])]))
