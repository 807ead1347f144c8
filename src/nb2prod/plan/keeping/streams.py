"""Random streams that somebody sets: only from those do later numbers come out as in the notebook.

np.random.seed(3); df.sample(2); x = np.random.rand()      the look stays, for x hangs on what it draws
df.sample(2); x = np.random.rand()                         it goes: x is other numbers in every run
"""

from __future__ import annotations

import re

from nb2prod.model import Program

SEEDING = re.compile(r"seed|random_?state|determinis|reproduc", re.I)  # `fix_seed(1)`, `tools.make_reproducible()`


def seeded_streams(program: Program) -> frozenset[str]:
    """The streams that the notebook sets, or may set: of a call that nobody knows, the name tells it."""
    statements = program.statements
    unknown = [s.facts for s in statements if s.facts.effects & {"unknown", "barrier"}]
    perhaps = any("barrier" in f.effects or any(SEEDING.search(c.rpartition(".")[2]) for c in f.calls) for f in unknown)
    return frozenset().union(*(s.facts.seeds | (s.facts.draws if perhaps else frozenset()) for s in statements))
