"""The seeds of whole random streams: `np.random.seed(42)`, `torch.manual_seed(0)`; one value is one parameter."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import literal, sites, span_of

MAKING = frozenset({"numpy.random.default_rng", "numpy.random.RandomState", "random.Random"})


def seeds(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """The literal that a known seeding function is called with."""
    for site in sites(program, kept, bound):
        known = site.effect is not None and (site.effect.seeds or site.qualified in MAKING)
        if known and site.call.args and type(value := literal(site.call.args[0])) is int:
            yield Candidate(
                "seed", value, site.statement.cell, span_of(site.call.args[0]),
                "Seed of the random numbers; the same seed gives the same result.", site.origin,
                f"the seed of {site.origin}", (site.qualified.partition(".")[0],), shared=True,
            )  # fmt: skip
