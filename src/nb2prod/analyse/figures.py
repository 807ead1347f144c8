"""What was drawn is a state that code can ask for: limits, artists, the current axes.

ax.imshow(m)
low, high = ax.get_ylim()      depends on what was drawn on ax
plt.imshow(m)
low, high = plt.ylim()         depends on what was drawn on the current figure
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.analyse.environment import NOTHING, Environment
from nb2prod.analyse.observed import Observed
from nb2prod.knowledge.figures import TELL_OPEN, saves_figure

CURRENT = "<figure>"  # stands for the figure that pyplot draws on
EVERY = "<figures>"  # stands for all figures that are open
PYPLOT = "matplotlib.pyplot."
COUNTS = frozenset(f"{PYPLOT}{name}" for name in TELL_OPEN)
STARTS = frozenset({f"{PYPLOT}{name}" for name in ("figure", "subplots", "clf", "close")})
ASKS = frozenset(
    {f"{PYPLOT}{name}" for name in ("gca", "gcf", "gci", "sci", "xlim", "ylim", "clim", "axis", "xticks", "yticks")}
)


def drawn_before(env: Environment, seen: Observed, node: ast.stmt, identity: int) -> Iterator[tuple[int, str]]:
    """(statement, name) of what the statement's value depends on; what it draws itself is noted in `env`."""
    for name in sorted(env.reaching(frozenset(seen.looked))):
        yield from ((source, name) for source in sorted(env.drawings.get(name, NOTHING) - {identity}))
    for name in env.reaching(frozenset(seen.drawn)):
        env.drawings[name] = env.drawings.get(name, NOTHING) | {identity}
    if saves(seen) or (ASKS.intersection(seen.calls) and not isinstance(node, ast.Expr)):
        yield from ((source, CURRENT) for source in sorted(env.drawings.get(CURRENT, NOTHING) - {identity}))
    if COUNTS.intersection(seen.calls) and not isinstance(node, ast.Expr):
        yield from ((source, EVERY) for source in sorted(env.drawings.get(EVERY, NOTHING) - {identity}))
    if any(_draws(call) for call in seen.calls) or "plot" in seen.roles:
        earlier = NOTHING if STARTS.intersection(seen.calls) else env.drawings.get(CURRENT, NOTHING)
        env.drawings[CURRENT] = earlier | {identity}
        env.drawings[EVERY] = env.drawings.get(EVERY, NOTHING) | {identity}


def saves(seen: Observed) -> bool:
    """Whether the statement saves a figure as a file, itself or in a function that it calls."""
    return seen.pictures or saves_figure(seen.calls)


def _draws(call: str) -> bool:
    library = knowledge.library(call) if "." in call else None
    return library is not None and library.plotting
