"""Random streams that somebody may set: only from those do later numbers come out as in the notebook.

df.sample(2); x = np.random.rand()      the look stays: whoever runs both may seed numpy, as tests and services do
t = scale(df); t.sample(2)              where the notebook seeds nothing, t is not worked out for a look that draws
show(net(x)); net.fit(x)                a plot goes, whatever TensorFlow draws for it, where the notebook seeds nothing
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from nb2prod.model import Program, Statement

COMMON = frozenset({"numpy", "python"})  # set from outside, too
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


def drags(program: Program, look: Statement, missing: Sequence[Statement]) -> bool:
    """Whether what only shows, and draws for it from streams that nothing sets, would keep others for its sake alone.

    `missing`: what it reads and nothing else needs; of a plot, only a function of its own counts: `interact(f)`.
    """
    shows = look.facts.display == "look"
    own = (s.node for s in missing if not isinstance(s.node, (ast.Import, ast.ImportFrom)))
    worked_out = any(shows or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in own)
    return worked_out and set_here(program).isdisjoint(look.facts.draws)
