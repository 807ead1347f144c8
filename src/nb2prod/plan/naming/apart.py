"""What tells a step from another one that bears the same name already.

split_data(X, y), split_data(a, b)        split_data, split_data_of_a
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.plan.names import identifier
from nb2prod.plan.naming.about import About
from nb2prod.plan.naming.fitted import asked, measures, rows_of

PLAIN = frozenset({"data", "dataset", "frame", "raw"})  # tables that any notebook has


def apart(about: About, index: int, plain: str, holder: int | None) -> Iterator[str]:
    """`plain` with what tells this step from the one that holds the name: its model, its table."""
    kind = about.kind(index)
    if kind in ("train", "evaluate"):
        yield from _models(about, index, plain, holder)
    elif kind == "split":
        yield from _rows(about, index, plain, holder)
    origin = about.origin(index)
    if origin and origin not in plain and (holder is None or about.origin(holder) != origin):
        yield f"{plain}_of_{origin}" if kind not in ("train", "evaluate") else f"{plain}_on_{origin}"


def spelt_alike(name: str, other: str) -> bool:
    """Whether two names are one in other letters: train_kmeans and train_k_means; pipe_rfe and pipe_rfecv are two."""
    both = [n if n.startswith("prepare_") else n.removesuffix("_model") for n in (name, other)]
    (verb, _, thing), (other_verb, _, second) = (n.partition("_") for n in both)
    return verb == other_verb and thing.replace("_", "") == second.replace("_", "")


def _models(about: About, index: int, plain: str, holder: int | None) -> Iterator[str]:
    """By the variable of the model, by what it is fitted on or asked about, by the measure."""
    _, variable = about.model(index)
    verb = "cross_validate" if plain.startswith("cross_validate") else plain.partition("_")[0]
    formulas = {c.rest.partition(" on ")[0].removeprefix("of ") for c in about.done[index] if c.rest.startswith("of ")}
    yield from (f"{plain}_of_{identifier(formula)}" for formula in formulas if len(formulas) == 1 and verb == "train")
    if variable and variable not in plain and (holder is None or about.model(holder)[1] != variable):
        yield f"{plain}_for_{variable}" if verb == "run" else f"{verb}_{variable}"
    data, theirs = rows_of(about, index), rows_of(about, holder) if holder is not None else "other"
    if data and theirs and theirs != data and verb in ("train", "compare") and "_on_" not in plain:
        yield f"{plain}_on_{data}"
    for name in about.matrices(index)[:1] if "_on_" not in plain and verb == "evaluate" else ():
        if {*about.matrices(index)} & asked(about, index) != {name}:
            continue  # it only comes in, or another one does as well
        if holder is None or name not in asked(about, holder):
            yield f"{plain}_on_{name}"
            yield f"{plain}_on_{name.removesuffix('_data')}"
    measured = measures(about, holder) if holder is not None else []
    mine = [name for name in measures(about, index) if name not in measured]
    if verb in ("evaluate", "compare", "cross_validate"):
        yield from (f"{plain}_by_{name}" for name in mine[:1])


def _rows(about: About, index: int, plain: str, holder: int | None) -> Iterator[str]:
    """By the table that is split: split_wine_data, split_data_of_a."""
    origin = about.origin(index)
    if origin and origin not in plain and (holder is None or about.origin(holder) != origin):
        yield f"split_{origin}_data" if plain == "split_data" else f"{plain}_of_{origin}"
    table = _table(about, index)
    yield from (f"split_{table}" for _ in [0] if table and (holder is None or _table(about, holder) != table))
    mine, theirs = _split(about, index), [] if holder is None else _split(about, holder)
    yield from (f"{plain.removesuffix('_data')}_{name}" for name in mine if len(mine) == 1 and mine != theirs)


def _table(about: About, index: int) -> str:
    """The one table that what is split is taken from, here or by the steps before; "" where it tells nothing."""
    split = {thing for c in about.done[index] if c.verb == "split" for thing in c.things}
    split = split or {*about.found[index].outputs}  # for train_index, test_index in folds.split(X)
    for done in reversed(about.done[: index + 1]):
        taken = [c.rest.removeprefix("from ") for c in done if c.verb == "take" and split & {*c.things}]
        if taken:
            found = [*dict.fromkeys(taken)]
            plain = not found[0].isidentifier() or found[0] in PLAIN or len(found[0]) <= len("df")
            return "" if plain else identifier(found[0])  # X of it, where y is of its column
    return ""


def _split(about: About, index: int) -> list[str]:
    """The tables that are split here."""
    return about.telling(thing for c in about.done[index] if c.verb == "split" for thing in c.things)
