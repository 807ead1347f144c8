"""Random streams that somebody may set: only from those do later numbers come out as in the notebook.

df.sample(2); x = np.random.rand()      the look stays: whoever runs both may seed numpy, as tests and services do
interact(show)                          goes, whatever it draws, where the notebook seeds nothing: a widget
show(net(x)); net.fit(x)                a plot goes, whatever TensorFlow draws for it, where the notebook seeds nothing
"""

from __future__ import annotations

import re

from nb2prod.model import Program, Statement

COMMON = frozenset({"numpy", "python"})  # set from outside, too
WIDGETS = frozenset({"interact", "interactive", "interact_manual"})
SEEDING = re.compile(r"seed|random_?state|determinis|reproduc", re.I)  # `fix_seed(1)`, `tools.make_reproducible()`


def seeded_streams(program: Program) -> frozenset[str]:
    """Those, and the streams that the notebook sets, or may set."""
    return COMMON | set_here(program)


def set_here(program: Program) -> frozenset[str]:
    """The streams that the notebook sets, or may set: of a call that nobody knows, the name tells it.

    Of modules beside the notebook their text does.
    """
    statements = program.statements
    unknown = [s.facts for s in statements if s.facts.effects & {"unknown", "barrier"}]
    beside = any(SEEDING.search(module.text) for module in program.notebook.modules)
    perhaps = beside or any(
        "barrier" in f.effects or any(SEEDING.search(c.rpartition(".")[2]) for c in f.calls) for f in unknown
    )
    return frozenset[str]().union(*(s.facts.seeds | (s.facts.draws if perhaps else frozenset()) for s in statements))


def noticed(program: Program, statement: Statement, later: Statement) -> bool:
    """Whether a later statement that draws from its streams may tell: what is only unknown does where they are set."""
    if "unknown" not in later.facts.effects:
        return True
    before = [s.facts for s in program.statements if s.id <= statement.id]
    perhaps = (call.rpartition(".")[2] for f in before if "unknown" in f.effects for call in f.calls)
    return any(f.seeds & later.facts.draws or "barrier" in f.effects for f in before) or any(
        map(SEEDING.search, perhaps)
    )


def only_a_widget(program: Program, look: Statement) -> bool:
    """Whether it shows a widget, which no service has, and draws for it from streams that nothing sets."""
    widget = any(call.rpartition(".")[2] in WIDGETS for call in look.facts.calls)
    return widget and set_here(program).isdisjoint(look.facts.draws)
