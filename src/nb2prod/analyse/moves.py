"""Imports of what has moved: from where the project takes it, if all that the notebook does with it is the same there.

Imputer(strategy="median")       SimpleImputer under that name
Imputer(axis=1)                  stays what it is: SimpleImputer takes no axis
KFold(9, n_folds=3)              the same folds, made of the number of rows ("#"), which the project asks for otherwise
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nb2prod.knowledge.moves import moved
from nb2prod.model import Import, Statement
from nb2prod.replacing import replace
from nb2prod.walking import walk


def in_place(imports: Iterable[Import], statements: tuple[Statement, ...]) -> tuple[Import, ...]:
    """The imports, each with its place where it has moved."""
    top = [s.node for s in statements if s.parent is None]
    return tuple(_placed(item, top) for item in imports)


def _placed(item: Import, top: list[ast.stmt]) -> Import:
    found = moved(item.module, item.attribute or ".") if not item.level else None
    if found is None or (found.only is not None and not _the_same_there(item.name, found.only, top)):
        return item
    return replace(item, place=(found.module, found.name))


def _the_same_there(name: str, only: frozenset[str], top: list[ast.stmt]) -> bool:
    """Whether nothing is done with the name but to call it with such keywords, or to take such attributes of it."""
    nodes = [part for node in top for part in walk(node)]
    uses = sum(isinstance(part, ast.Name) and part.id == name for part in nodes)
    attributes = [n for n in nodes if isinstance(n, ast.Attribute)]
    taken = [n.attr for n in attributes if isinstance(n.value, ast.Name) and n.value.id == name]
    if any(each.startswith(".") for each in only):
        return len(taken) == uses and {f".{attr}" for attr in taken} <= only
    calls = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == name]
    if "#" in only:
        bound = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        told = {"list", "range"} & bound or {"n", "n_folds", "n_iter"} & {n.attr for n in attributes}
        every = [a for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names if name in (a.name, a.asname)]
        alone = not told and [a.asname for a in every] == [None] and 0 < uses == len(calls)
        return alone and all(_splits_alike(call, only) for call in calls)
    same = all(not call.args and all(_said(each) & only for each in call.keywords) for call in calls)
    return same and uses == len(calls)


def _said(given: ast.keyword) -> set[str]:
    """A keyword, and how it stands there with its value: `missing_values=nan`."""
    return {str(given.arg), f"{given.arg}={ast.unparse(given.value).rpartition('.')[2].lower()}"}


def _splits_alike(call: ast.Call, only: frozenset[str]) -> bool:
    """Whether it says how many splits of how many rows, and with a seed where it draws."""
    given = {str(each.arg): ast.unparse(each.value) for each in call.keywords}
    rows = [*map(ast.unparse, call.args), *filter(None, [given.pop("n", "")])]
    told = len(rows) == 1 and rows[0][0] != "*" and given.keys() <= only and given.keys() & {"n_folds", "n_iter"}
    seed = given.get("random_state", "None")
    drawn = seed.isdigit() if "n_iter" in given else given.get("shuffle", "True") == "True" and seed != "None"
    return bool(told) and (drawn or not given.keys() & {"n_iter", "shuffle"})
