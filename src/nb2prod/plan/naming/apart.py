"""What tells a step from another one that bears the same name already.

split_data(X, y), split_data(a, b)        split_data, split_data_of_a
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.plan.names import identifier
from nb2prod.plan.naming.about import GENERIC, About
from nb2prod.plan.naming.clause import targets
from nb2prod.plan.naming.fitted import asked, fitted_on, measures, rows_of
from nb2prod.plan.naming.models import snake

WEIGHTY = 3  # weight of clauses of fits
SHORT = 2  # letters of a variable that tells nothing


def apart(about: About, index: int, plain: str, holder: int | None) -> Iterator[str]:
    """`plain` with what tells this step from the one that holds the name: model, table, what only it makes."""
    kind = about.kind(index)
    if kind in ("train", "evaluate"):
        yield from _models(about, index, plain, holder)
    elif kind == "split":
        yield from _rows(about, index, plain, holder)
    origin = about.origin(index)
    if origin and origin not in plain and (holder is None or about.origin(holder) != origin):
        yield f"{plain}_of_{origin}" if kind not in ("train", "evaluate") else f"{plain}_on_{origin}"
    makers = [
        [c.rest.removeprefix("with ") for c in about.done[i] if c.rest.startswith("with ")]
        for i in (index, *([] if holder is None else [holder]))
    ]
    if kind == "prepare" and len(makers[0]) and all(maker not in makers[-1] for maker in makers[0]):
        yield f"{plain}_with_{identifier(snake(makers[0][0]))}"
    if kind not in ("train", "evaluate", "split"):
        yield from _values(about, index, plain, holder)
    yield from _own(about, index, plain)


def _models(about: About, index: int, plain: str, holder: int | None) -> Iterator[str]:
    """By the variable of the model, by what it is fitted on or asked about, by the measure."""
    _, variable = about.model(index)
    verb = plain.partition("_")[0]
    formulas = {c.rest.partition(" on ")[0].removeprefix("of ") for c in about.done[index] if c.rest.startswith("of ")}
    yield from (f"{plain}_of_{identifier(formula)}" for formula in formulas if len(formulas) == 1 and verb == "train")
    if variable and variable not in plain and (holder is None or about.model(holder)[1] != variable):
        yield f"{verb}_{variable}"
    looped = any(c.rest.endswith("in a loop") for c in about.done[index])
    if looped and verb == "train":
        yield f"{plain}_in_loop"
    data = rows_of(about, index)
    if data and verb == "train" and (holder is None or rows_of(about, holder) != data) and "_on_" not in plain:
        yield f"{plain}_on_{data}"
    for name in about.matrices(index)[:1] if "_on_" not in plain and verb == "evaluate" else ():
        if name not in asked(about, index):
            continue  # it only comes in
        if holder is None or about.matrices(holder)[:1] != [name]:
            yield f"{plain}_on_{name}"
            yield f"{plain}_on_{name.removesuffix('_data')}"
    measured = measures(about, holder) if holder is not None else []
    fitted = fitted_on(about, index)
    if verb == "evaluate" and fitted and (holder is None or fitted_on(about, holder) != fitted):
        yield f"{plain}_fitted_on_{fitted}"
    mine = [name for name in measures(about, index) if name not in measured]
    if verb == "evaluate":
        yield from (f"{plain}_by_{name}" for name in mine[:1])


def _rows(about: About, index: int, plain: str, holder: int | None) -> Iterator[str]:
    """By the table that is split: split_wine_data, split_data_of_a."""
    origin = about.origin(index)
    if origin and origin not in plain and (holder is None or about.origin(holder) != origin):
        yield f"split_{origin}_data" if plain == "split_data" else f"{plain}_of_{origin}"
    before = [n.lower() for n in about.found[holder].inputs] if holder is not None else []
    for name in about.named(about.found[index].inputs):
        if name not in before and name not in plain and len(name) > SHORT:
            yield f"{plain.removesuffix('_data')}_{name}"


def _values(about: About, index: int, plain: str, holder: int | None) -> Iterator[str]:
    """By what the step gives and the other one does not."""
    before = [n.lower() for n in about.found[holder].outputs] if holder is not None else []
    main = [about.main(index)] if about.main(index) in about.found[index].outputs else []
    for name in about.named(about.found[index].outputs if len(about.found[index].outputs) <= 2 else main):
        if name not in before and name not in plain and len(name) > SHORT and name not in GENERIC:
            stem = re.sub("_(?:data|results)$", "", plain)
            yield f"{stem}_{name}" if stem != plain else f"{plain}_of_{name}"


def _own(about: About, index: int, plain: str) -> Iterator[str]:
    """By what only this step's fit gives: `history_2 = model.fit(X, y)`."""

    def fits(at: int) -> list[str]:
        weighty = {n for c in about.done[at] if c.weight > WEIGHTY for n in c.made}
        bound = {n for s in about.statements(about.found[at].segment) for n in targets(s)}
        return [name for name in about.telling(sorted(weighty & bound)) if name not in ("history", "hist")]

    theirs = {name for at in range(len(about.found)) if at != index for name in fits(at)}
    yield from (f"{plain}_for_{name}" for name in fits(index) if name not in theirs and name not in plain)
