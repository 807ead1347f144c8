"""Models that are fitted fold by fold and thrown away: they are cross-validated, none is trained.

for train, val in KFold(5).split(df): model = fit(df.iloc[train]); scores.append(auc(df.iloc[val]))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.naming.clause import AGAIN, FOLDS, Clause
from nb2prod.plan.naming.effects import FIT, rank


def folded(every: Sequence[tuple[Statement, Clause]], graph: Graph) -> str:
    """The table whose folds all fits of the step are made on; "" where one is made outside of such a loop."""
    found = {s.id: c.things[0] for s, c in every if c.verb == "split" and c.rest == AGAIN}
    inside = {i for loop in found for i in graph.inside(loop)}
    outside = any(fits(clause) and s.id not in inside for s, clause in every)
    return next(iter(found.values())) if len(found) == 1 and not outside else ""


def fits(clause: Clause) -> bool:
    """Whether the clause is about models that are fitted, or about the function that fits them."""
    return rank(clause) == FIT


def crossed(every: Sequence[Clause], table: str) -> list[Clause]:
    """The clauses with fits in a fold as a part of the cross-validation, which says that rows are split."""
    return [_crossed(clause, table) for clause in every if clause.rest != AGAIN]


def _crossed(clause: Clause, table: str) -> Clause:
    if not fits(clause) or clause.verb not in ("fit", "compute", "call"):
        return clause
    function = clause.rest.removeprefix("with ").partition(",")[0] if clause.verb == "compute" else clause.things[0]
    thing = clause.things[0] if clause.verb == "fit" else f"the model of {function}"
    return replace(clause, verb="cross-validate", things=(thing,), rest=f"on {table} {FOLDS}")
