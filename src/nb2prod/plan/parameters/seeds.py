"""The seeds of whole random streams: `np.random.seed(42)`, `torch.manual_seed(0)`; one value is one parameter."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import Site, literal, sites

STREAMS = {
    "numpy": "numpy's random numbers",
    "random": "Python's random numbers",
    "torch": "torch's random numbers",
    "tensorflow": "tensorflow's random numbers",
    "keras": "keras' random numbers",
}
MAKING = frozenset({"numpy.random.default_rng", "numpy.random.RandomState", "random.Random"})


def seeds(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """The literal that a known seeding function is called with."""
    for site in sites(program, kept, bound):
        known = site.effect is not None and (site.effect.seeds or site.qualified in MAKING)
        if known and site.call.args and type(value := literal(site.call.args[0])) is int:
            yield Candidate(
                "seed", value, site.statement.cell, span_of(site.call.args[0]),
                f"Seed of {_stream(site)}.", site.origin,
                f"the seed of {site.origin}", (_drawn_next(kept, site), site.qualified.partition(".")[0]),
                alike=("seed", "seed"), of=_stream(site), keyword="seed",
            )  # fmt: skip


def _stream(site: Site) -> str:
    """What is seeded: a generator of its own by its name, else the library's random numbers."""
    if site.qualified in MAKING:
        binds = site.statement.facts.binds
        made = getattr(site.statement.node, "value", None) is site.call
        return min(binds) if made and len(binds) == 1 else site.origin
    return STREAMS.get(site.qualified.partition(".")[0], site.origin)


def _drawn_next(kept: list[Statement], site: Site) -> str:
    """What the next draw in the cell makes: `np.random.seed(6); Xs = np.random.rand(100, 2)` seeds Xs."""
    after = (s for s in kept if s.cell == site.statement.cell and s.id > site.statement.id and s.facts.draws)
    binds = next((s.facts.binds for s in after), frozenset[str]())
    return min(binds) if len(binds) == 1 else ""
