"""Random streams that the notebook sets: only from those do later numbers come out the same in each run.

np.random.seed(1); df.sample(2); x = np.random.rand()      the look stays: without it x would be another number
df.sample(2); x = np.random.rand()                         goes: x is another one in each run, whatever comes before it
show(net(x)); net.fit(x)                                   a plot goes, whatever is drawn for it, where nothing is set
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph

SEEDS = re.compile(r"(?:seed\w*|deterministic\w*)\(", re.I)  # of a whole text: `random.seed(1)`, no `random_state=1`
SEEDING = re.compile(r"seed|random_?state|determinis|reproduc", re.I)  # `fix_seed(1)`, `tools.make_reproducible()`


def seeded_streams(program: Program) -> frozenset[str]:
    """The streams that the notebook sets, or may set: of a call that nobody knows, the name tells it.

    Of modules beside the notebook their text does.
    """
    return _set_by(program, program.statements)


def set_until(graph: Graph, statement: Statement, loop: int | None) -> frozenset[str]:
    """Those that are set, or may be, before a statement, or in the `loop` that it stands in."""
    last = statement.id if loop is None else max(graph.inside(loop), default=loop)
    return _set_by(graph.program, [s for s in graph.program.statements if s.id <= last])


def _set_by(program: Program, statements: Iterable[Statement]) -> frozenset[str]:
    statements = list(statements)
    unknown = [s.facts for s in statements if s.facts.effects & {"unknown", "barrier"}]
    perhaps = _seeds_beside(program) or any(
        "barrier" in f.effects or any(SEEDING.search(c.rpartition(".")[2]) for c in f.calls) for f in unknown
    )
    drawn = frozenset[str]().union(*(s.facts.draws for s in program.statements)) if perhaps else frozenset[str]()
    return drawn.union(*(s.facts.seeds for s in statements))


@lru_cache(maxsize=4)
def _seeds_beside(program: Program) -> bool:
    return any(SEEDS.search(module.text) for module in program.notebook.modules)
