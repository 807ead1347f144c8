"""All that a step does, in the order of its code, where that is short enough for one sentence.

X_std = (X - X.mean()) / X.std(); model.fit(X_std, y)      compute X_std; fit AdalineGD on X_std and y
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nb2prod.plan.names import first
from nb2prod.plan.naming.clause import Clause
from nb2prod.plan.naming.effects import CALL, FIT, TAKING, WORK, Given, accounts, rank, unsaid

MOST = 4  # clauses of one sentence
ASKING = frozenset({"get", "list", "summary", "describe", "info", "is", "has"})  # calls that only look


def in_order(every: Sequence[Clause], given: Given, left_out: Sequence[str]) -> list[Clause]:
    """What tells most, and how each result comes about; [] for too much. `left_out`: results that are constants."""
    general = {clause.verb for clause in every if clause.general}
    heavy = [c for c in every if rank(c) > CALL and (c.general or c.verb not in general or rank(c) != WORK)]
    told = [*heavy, *(clause for clause in every if _makes(clause, given, heavy))]
    left = [name for name in unsaid(told, given.outputs) if name not in left_out]
    found: list[Clause] = []
    for clause in every:
        mine = tuple(name for name in left if name in clause.things)
        if any(clause is one for one in told):
            found.append(clause)
        elif mine and clause.verb in ("compute", "set up", "change"):
            found.append(replace(clause, things=mine))
            left = [name for name in left if name not in mine]
    if left:
        found.append(Clause("compute", tuple(left), "", 0))
    return found if len(found) <= MOST else []


def _makes(clause: Clause, given: Given, heavy: Sequence[Clause]) -> bool:
    """How a result comes about that nothing heavier makes; what a function makes of it is said wherever it stands."""
    if not TAKING <= rank(clause) <= CALL or any(rank(c) == FIT and clause.rest == f"as {c.things[0]}" for c in heavy):
        return False
    if clause.verb == "call":
        return first(clause.things[0].rpartition(".")[2]) not in ASKING
    if not given.results:
        return rank(clause) == CALL and not heavy
    own = clause.verb == "compute" and clause.rest.startswith("with ")
    beside = [c for c in heavy if rank(c) == FIT or not own]
    return bool(unsaid(beside, [name for name in given.results if accounts(clause, [name])]))
