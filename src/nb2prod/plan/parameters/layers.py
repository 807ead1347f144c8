"""The share of values that layers drop while training, where it is the same in all of them.

m.add(Dropout(0.5)); ...; m.add(Dropout(0.5))      dropout_rate, in every place
m.add(Dropout(0.5)); ...; m.add(Dropout(0.2))      nothing: which layer has which is the architecture
m = Sequential([..., Dropout(0.5)]) in two cells   two: equal by accident
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import Site, literal, sites

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
        apart = _built_in_cells(found, bound)
        for site, node in found:
            cell = site.statement.cell
            yield Candidate(
                "dropout_rate", literal(node), cell, span_of(node),
                "Share of values that are dropped while training.", site.called,
                f"the share that {site.called} drops", (f"cell_{cell + 1}",) * apart,
                alike=("dropout", *(cell,) * apart), keyword="rate", always=apart,
            )  # fmt: skip


def _built_in_cells(found: list[tuple[Site, ast.expr]], bound: dict[str, list[int]]) -> bool:
    """Whether several cells have one, and it is not one network that they are added to."""
    added = set[str]()
    for site, _ in found:
        match site.statement.node:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="add"))):
                added.add(name)
            case _:
                added.add("")
    one = len(added) == 1 and all(len(bound.get(name, ())) == 1 for name in added)
    return not one and len({site.statement.cell for site, _ in found}) > 1
