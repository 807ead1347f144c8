"""Models that are fitted on made-up rows alone: beside models of data that is loaded they only show how one works.

x = np.linspace(0, 1, 30)[:, None]; line.fit(x, 2 * x)      made up
model.fit(df[["a"]], df["y"])                               not: the rows come from a file
"""

from __future__ import annotations

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph

OUTSIDE = frozenset({"read", "network", "unknown", "environment", "barrier"})


def is_made_up(program: Program, fit: Statement) -> bool:
    """Whether everything behind a fit is surely made in the notebook itself."""
    return not any(_comes_in(program.statements[identity]) for identity in Graph.of(program).behind(fit.id))


def _comes_in(statement: Statement) -> bool:
    """Whether it may bring rows in; `make_moons(200)` draws them."""
    facts = statement.facts
    effects = [knowledge.function(call) for call in facts.calls]
    draws = any(effect is not None and effect.role == "load" and effect.rng for effect in effects)
    return bool(facts.effects & OUTSIDE) or ("load" in facts.roles and not draws)
