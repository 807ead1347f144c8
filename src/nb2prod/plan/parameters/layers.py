"""The share of values that layers drop while training, where it is the same in all of them.

m.add(Dropout(0.5)); ...; m.add(Dropout(0.5))      dropout_rate, in every place
m.add(Dropout(0.5)); ...; m.add(Dropout(0.2))      nothing: which layer has which is the architecture
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import literal, sites

DROPPING = ("keras.layers.Dropout", "torch.nn.Dropout", "keras.layers.SpatialDropout1D", "torch.nn.Dropout2d")


def layers(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """One candidate for each layer that drops the one share."""
    found = [
        (site, node)
        for site in sites(program, kept, bound)
        if site.qualified in DROPPING
        for node in (*site.call.args[:1], *(k.value for k in site.call.keywords if k.arg in ("rate", "p")))
        if isinstance(literal(node), float)
    ]
    if len({literal(node) for _, node in found}) == 1:
        for site, node in found:
            yield Candidate(
                "dropout_rate", literal(node), site.statement.cell, span_of(node),
                "Share of values that are dropped while training.", site.called,
                f"the share that {site.called} drops", alike=("dropout",), keyword="rate",
            )  # fmt: skip
