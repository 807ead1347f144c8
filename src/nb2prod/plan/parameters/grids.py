"""Hyperparameters in mappings: grids to search, settings that a booster is trained with.

GridSearchCV(model, {"C": [0.1, 1]})        param_grid: {"C": [0.1, 1]}
params = {"eta": 0.1}                       params: {"eta": 0.1}, where it is passed on as settings
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import Site, plain, sites, span_of, tunable

GRIDS = frozenset({"param_grid", "param_distributions", "search_spaces", "params"})
SEARCHES = ("SearchCV",)


def grids(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """The mapping of a search or a booster, where it is a literal that YAML can say."""
    for site in sites(program, kept, bound):
        for keyword, node in _given(site):
            value = _mapping(node)
            if value is not None:
                yield Candidate(
                    keyword, value, site.statement.cell, span_of(node), f"{site.origin}: {keyword}.", site.origin,
                    f"the argument {keyword} of {site.origin}", tuple(sorted(site.statement.facts.binds))[:1],
                )  # fmt: skip


def settings_names(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> frozenset[str]:
    """Names passed as a grid, a booster's parameters, a hyperparameter, or opened as keywords: `SVC(**options)`."""
    found: set[str] = set()
    for site in sites(program, kept, bound):
        found |= {node.id for _, node in _given(site) if isinstance(node, ast.Name)}
        found |= {k.value.id for k in site.call.keywords if isinstance(k.value, ast.Name) and tunable(site, k.arg)}
        made = site.origin[:1].isupper() or site.origin in ("train", "cv", "fit", "set_params")
        found |= {k.value.id for k in site.call.keywords if made and k.arg is None and isinstance(k.value, ast.Name)}
    return frozenset(found)


def _given(site: Site) -> Iterator[tuple[str, ast.expr]]:
    search = site.origin.endswith(SEARCHES)
    booster = site.qualified in ("xgboost.train", "xgboost.cv", "lightgbm.train", "lightgbm.cv")
    if search and len(site.call.args) > 1:
        yield "param_distributions" if "Random" in site.origin else "param_grid", site.call.args[1]
    if booster and site.call.args:
        yield "params", site.call.args[0]
    for given in site.call.keywords:
        if given.arg in GRIDS and (search or booster):
            yield given.arg, given.value


def _mapping(node: ast.expr) -> dict[str, object] | None:
    if not isinstance(node, ast.Dict) or not node.keys:
        return None
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
    return value if plain(value) else None
