"""Which of the things that a step does it is about: ranked by what they are, told only as far as they matter.

X = df[columns]; model.fit(X, y); print(total)      fit (a model), then take; what is printed is beside the point
rows = df.dropna(); n = len(rows)                   n leaves the step, rows do not: what is computed is n, from rows
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nb2prod.plan.naming.clause import Clause

FIT, MEASURE, OUTSIDE, MAKING, WORK, CALL, TAKING, PLAIN, ASIDE = range(9, 0, -1)
TRAINING = 4  # weight of the clauses of models
ACTING = 3  # weight of calls that act on something elsewhere
RANKS = {
    **dict.fromkeys(("score", "evaluate"), MEASURE),
    **dict.fromkeys(("write", "save", "delete", "download", "move", "unpack"), OUTSIDE),
    **dict.fromkeys(("predict", "predict for", "split", "read", "generate"), MAKING),
    **dict.fromkeys(("define", "define and call", "run", "call", "set up", "build"), CALL),
    **dict.fromkeys(("take", "copy"), TAKING),
    **dict.fromkeys(("change", "set"), PLAIN),
    **dict.fromkeys(
        ("check", "seed", "log", "draw", "add", "create", "reset", "index", "reindex", "sort", "advance"), ASIDE
    ),
}
SEEN = frozenset("write save delete download move unpack call run score evaluate log draw".split())


@dataclass(frozen=True)
class Given:
    """What crosses the borders of a step: `feeding` are its results and all that they are made of inside it."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    changed: tuple[str, ...]  # what came in and is seen to change
    feeding: frozenset[str]
    seen: frozenset[str]  # where nothing leaves the step: what it logs, or "" for anything else that it does
    read: frozenset[str]  # what is read, and what is made of it
    defined: tuple[str, ...]  # functions and classes that later steps have from it
    judged: bool  # whether what is measured is what a model answers
    fresh: frozenset[str]  # tables that are made here of values: what is done to them is part of that
    handed: tuple[str, ...]  # all values that later steps have from it, those that are only set too
    ends: frozenset[str]  # what nothing in the step is made of

    @property
    def results(self) -> tuple[str, ...]:
        """What later steps have from it."""
        return self.outputs or self.changed


def rank(clause: Clause) -> int:
    """How much a clause says of what a step is for; options, seeds and what is only printed come last."""
    if clause.weight >= TRAINING:
        return FIT
    if clause.verb == "call":
        return OUTSIDE if clause.weight >= ACTING else CALL if clause.weight else ASIDE
    if clause.verb == "set" and clause.weight:
        return ASIDE  # options
    if clause.verb == "compute":
        measured = clause.weight > 1 and not clause.rest
        return MEASURE if measured else CALL if clause.weight else PLAIN
    return RANKS.get(clause.verb, WORK if clause.weight else PLAIN)


def matters(clause: Clause, given: Given) -> bool:
    """Whether the clause is about what leaves the step, or is seen outside; all are where nothing leaves it."""
    if not given.feeding and given.seen and rank(clause) < CALL and rank(clause) != ASIDE:
        return clause.verb == "compute" and bool(given.seen & {*clause.things})  # a value that goes nowhere
    if clause.verb in ("seed", "create", "fit", "predict"):
        return True
    if clause.verb == "define" and given.defined:
        return bool({*clause.things} & {*given.defined})
    if not given.feeding or rank(clause) == FIT or clause.verb in SEEN or rank(clause) == MEASURE:
        return True
    return bool(given.feeding & {*clause.things, *clause.made})


def only_defines(done: Sequence[Clause], given: Given) -> bool:
    """Whether functions and classes are what later steps have from it, and nothing weightier is done."""
    others = [c for c in done if matters(c, given) and c.verb != "define"]
    least = WORK if any(name[:1].isupper() for name in given.defined) else CALL  # a class is more than what is called
    works = any(rank(c) >= WORK or (rank(c) >= least and accounts(c, given.outputs)) for c in others)
    return bool(given.defined) and not works


def accounts(clause: Clause, names: Collection[str]) -> bool:
    """Whether the clause says how one of the names comes about: who saves or measures a value does not make it."""
    if clause.verb in SEEN - {"call"}:
        return clause.verb in ("score", "evaluate") and bool({*clause.made} & {*names})
    of_columns = rank(clause) == WORK and not clause.rest and bool(clause.made)  # "drop column y" makes no y
    return bool({*(() if of_columns else clause.things), *clause.made} & {*names})


def unsaid(chosen: Sequence[Clause], names: Collection[str]) -> tuple[str, ...]:
    """The results that no chosen clause accounts for."""
    return tuple(name for name in names if not any(accounts(clause, [name]) for clause in chosen))
