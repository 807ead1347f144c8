"""Random streams that somebody may set: only from those do later numbers come out as in the notebook.

df.sample(2); x = np.random.rand()      the look stays: whoever runs both may seed numpy, as tests and services do
interact(show)                          goes, whatever it draws, where the notebook seeds nothing: a widget
show(net(x)); net.fit(x)                a plot goes, whatever TensorFlow draws for it, where nothing is seeded before
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph

COMMON = frozenset({"numpy", "python"})  # set from outside, too
WIDGETS = frozenset({"interact", "interactive", "interact_manual"})
SEEDS = re.compile(r"(?:seed\w*|deterministic\w*)\(", re.I)  # of a whole text: `random.seed(1)`, no `random_state=1`
SEEDING = re.compile(r"seed|random_?state|determinis|reproduc", re.I)  # `fix_seed(1)`, `tools.make_reproducible()`


def seeded_streams(program: Program) -> frozenset[str]:
    """Those, and the streams that the notebook sets, or may set."""
    return COMMON | _set_by(program, program.statements)


def set_until(graph: Graph, statement: Statement, loop: int | None) -> frozenset[str]:
    """Those that are set, or may be, before a statement, or in the `loop` that it stands in."""
    last = statement.id if loop is None else max(graph.inside(loop), default=loop)
    return COMMON | _set_by(graph.program, [s for s in graph.program.statements if s.id <= last])


def only_a_widget(program: Program, look: Statement) -> bool:
    """Whether it shows a widget, which no service has, and draws for it from streams that the notebook never sets."""
    widget = any(call.rpartition(".")[2] in WIDGETS for call in look.facts.calls)
    return widget and _set_by(program, program.statements).isdisjoint(look.facts.draws)


def _set_by(program: Program, statements: Iterable[Statement]) -> frozenset[str]:
    """The streams that they set, or may set: of a call that nobody knows, the name tells it.

    Of modules beside the notebook their text does.
    """
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
