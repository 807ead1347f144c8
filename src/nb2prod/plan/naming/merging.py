"""Clauses of one step made fewer: what is done twice is said once, what goes with something is not said beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from nb2prod.model import Statement
from nb2prod.plan.naming.clause import RESULT, SEARCH, SEVERAL, Clause, listed

WEIGHTY = 3  # weight of fits, searches, splits, files written, rows left out
MERGED = frozenset(
    {"fit", "predict", "predict for", "cross-validate", "score", "evaluate"}
)  # joined even where what follows differs
TIMES = {2: "twice", 3: "three times"}
WITH_SEVERAL = frozenset(
    {"reduce the dimensions of", "encode", "scale", "transform", "vectorize"}
)  # with one, and with another
LAST = re.compile(r" and (?:values made of \w+|\w+)$")  # of what is listed
MINOR = frozenset({"sort", "reset", "index", "reindex"})
BESIDE = frozenset({"draw", "set", "reset", "index", "reindex", "sort", "call"})


def merged(done: Sequence[Clause]) -> list[Clause]:
    """Clauses of one verb and one rest made one, at the place of the first."""
    found: dict[tuple[str, str, bool], Clause] = {}
    often: dict[tuple[str, tuple[str, ...], str], int] = {}
    for clause in _main(done):
        key = (clause.verb, clause.rest, clause.weight > 0)
        often[clause.verb, clause.things, clause.rest] = often.get((clause.verb, clause.things, clause.rest), 0) + 1
        before = found.get(key)
        things = tuple(dict.fromkeys((*before.things, *clause.things))) if before else clause.things
        whole = [c for c in (before, clause) if c is not None and c.general]
        things = whole[0].things if whole else ("columns",) if "columns" in things else things  # one has no name to say
        weight = max(clause.weight, before.weight if before else 0)
        given = tuple(dict.fromkeys((*(before.given if before else ()), *clause.given)))
        made = tuple(dict.fromkeys((*(before.made if before else ()), *clause.made)))
        found[key] = Clause(clause.verb, things, clause.rest, weight, bool(whole), given, made)
    first = {clause.verb.split()[0] for clause in found.values() if clause.rest.startswith("with ")}
    first |= {"derive"} & {clause.verb for clause in found.values() if not clause.general}
    kept = [clause for clause in found.values() if not (clause.general and clause.verb in first)]
    kept = _taken(kept)
    by_thing: dict[tuple[str, tuple[str, ...]], Clause] = {}
    kept = [replace(c, made=(*c.made, *_fitted_for(c, kept))) for c in kept if not _fits_for(c, kept)]
    for clause in kept:  # one model fitted on one table, then on another one
        count = often.get((clause.verb, clause.things, clause.rest), 1)
        if clause.verb == "fit" and count > 1:
            clause = replace(clause, rest=f"{clause.rest} {TIMES.get(count, f'{count} times')}".strip())
        key_of = (clause.verb, clause.things)
        same = by_thing.get(key_of)
        several = clause.verb in WITH_SEVERAL and clause.rest.startswith("with ")
        if several and same is not None and same.rest.startswith("with "):
            clause = replace(same, rest=f"{same.rest} and {clause.rest}", made=(*same.made, *clause.made))
        elif same is not None and clause.verb in MERGED:
            both = f"{same.rest} and {clause.rest}".replace(" and with ", " and ")  # with one and two
            rest = f"{same.rest} and again {clause.rest}".strip() if clause.verb == "fit" else both
            rest = rest if clause.rest else same.rest
            clause = replace(same, rest=rest, made=(*same.made, *clause.made))
        by_thing[key_of if clause.verb in MERGED or several else (clause.verb, (*clause.things, clause.rest))] = clause
    return _linked(list(by_thing.values()))


def joined(every: Sequence[Clause]) -> list[Clause]:
    """Clauses of one verb and one rest as one, at the place of the first; what is split again is said in its turn."""
    found: dict[tuple[str, ...], Clause] = {}
    for clause in every:
        key = (clause.verb, clause.rest, *(clause.things if clause.general else ()))
        before = found.get(key, replace(clause, things=()))
        things = tuple(dict.fromkeys((*before.things, *clause.things)))
        if clause.verb == "split" and before.things:
            things = (f"{listed(before.things)}, then {listed(clause.things)}",)
        found[key] = replace(before, things=things, weight=max(before.weight, clause.weight))
    return list(found.values())


def logged_as(clause: Clause, names: Sequence[str], turns: Mapping[str, str]) -> Clause:
    """`df.groupby("a").size()` as `size_by_a`, where it is kept under that name.

    `turns`: variables of loops, and what each is looped over.
    """
    if clause.verb != "log":
        return clause
    said = [text.rpartition(" ")[2] for text in (*clause.given, *clause.things)]
    over = tuple(dict.fromkeys(turns[text] for text in said if turns.get(text)))
    if over and all(text in turns for text in said):  # for field in fields: print(field)
        return replace(clause, things=over, given=over)
    given = [LAST.sub("", text) if text.rpartition(" ")[2] in turns else text for text in clause.given]
    given = [text for text in given if text.rpartition(" ")[2] not in turns] or [*clause.given]
    clause = replace(clause, given=tuple(text for text in given if f"values made of {text}" not in given))
    if not names:
        return clause
    clause = replace(clause, made=(*clause.made, RESULT, *names))
    empty = any(said.startswith("values") for said in clause.given or clause.things)
    return replace(clause, things=tuple(names), given=tuple(names)) if empty else clause


def of_all_turns(pairs: Sequence[tuple[Statement, Clause]], inner: Collection[int]) -> list[tuple[Statement, Clause]]:
    """Without what a turn of a loop only takes of what is made before: `for i in n: row = rows.loc[i]; print(row)`."""
    made = {n for s, c in pairs if c.verb in ("compute", "generate") and s.id not in inner for n in c.things}
    passing = {n for s, _ in pairs if s.id in inner and made & s.facts.names for n in s.facts.binds - s.facts.mutates}
    passing -= {n for s, _ in pairs if s.id not in inner for n in s.facts.names | s.facts.binds}
    return [(s, c) for s, c in pairs if c.weight or c.verb == "log" or not {*c.things} <= passing]


def _taken(every: Sequence[Clause]) -> list[Clause]:
    """`y_a = a.y; y_b = b.y`: take y_a and y_b from a and b."""
    takes = [c for c in every if c.verb == "take" and len(c.things) == 1 and re.fullmatch(r"from \w+", c.rest)]
    if len(takes) < 2:
        return list(every)
    tables = tuple(dict.fromkeys(c.rest.removeprefix("from ") for c in takes))
    if {*tables} & {c.things[0] for c in takes}:
        return list(every)  # rows = df[df.a > 3]; y = rows.y
    made = tuple(dict.fromkeys(name for c in takes for name in c.made))
    whole = replace(
        takes[-1], things=tuple(c.things[0] for c in takes), rest=f"from {listed(tables, SEVERAL)}", made=made
    )
    return [whole if clause is takes[-1] else clause for clause in every if clause not in takes[:-1]]


def _fits_for(clause: Clause, every: Sequence[Clause]) -> bool:
    """A transformer that is fitted and then asked: `scaler.fit(X)` beside "scale X with StandardScaler"."""
    if clause.verb != "fit" or clause.weight >= WEIGHTY or not clause.things:
        return False
    encodes = clause.things[0].endswith("Encoder")
    return any(
        c.verb != "fit" and (c.rest == f"with {clause.things[0]}" or (encodes and c.general and c.verb == "encode"))
        for c in every
    )


def _fitted_for(clause: Clause, every: Sequence[Clause]) -> tuple[str, ...]:
    """The names of the transformers that another clause is made with."""
    return tuple(
        n for c in every if c.verb == "fit" and c.things and clause.rest == f"with {c.things[0]}" for n in c.made
    )


def _main(done: Sequence[Clause]) -> Sequence[Clause]:
    """Without what is beside the point where something tells more."""
    heavy = any(clause.weight > 1 for clause in done)
    told = any(clause.weight and clause.verb not in BESIDE for clause in done)
    kept = [c for c in done if not (heavy and c.verb in BESIDE and c.weight <= 1) and not (told and c.verb in MINOR)]
    return [c for c in kept if not _told_by_another(c, kept)]


def _told_by_another(clause: Clause, every: Sequence[Clause]) -> bool:
    """A search that is set up where it is run, a function that is called where its values are computed."""
    if clause.verb == "set up":
        holder = clause.rest.removeprefix("as ").partition(" ")[0]
        if clause.weight and any(c.weight > WEIGHTY for c in every):
            return True
        run = any(c.verb == "search parameters of" and c.rest.startswith(f"with {holder}") for c in every)
        return run or any(
            c.verb == "fit" and set(clause.things) & set(c.things) and holder != "Pipeline" for c in every
        )
    if clause.verb == "fit" and any(c.verb == SEARCH and clause.things[0] in c.rest for c in every):
        return True
    if clause.verb == "call":
        return any(c.verb == "compute" and c.rest.removeprefix("with ").split(",")[0] in clause.things for c in every)
    return False


def _linked(every: list[Clause]) -> list[Clause]:
    """Functions that are made and called, said once."""
    found: list[Clause] = []
    for clause in every:
        if clause.verb == "call" and any(c.verb == "define" and set(clause.things) <= set(c.things) for c in found):
            at = next(n for n, c in enumerate(found) if c.verb == "define")
            found[at] = Clause("define and call", found[at].things, "", found[at].weight)
            continue
        found.append(clause)
    return found


def linked_to(before: Clause | None, clause: Clause) -> Clause:
    """`take X and y from df and split them`."""
    taken = before is not None and (before.verb, clause.verb) == ("take", "split") and before.things == clause.things
    return replace(clause, things=("them",)) if taken else clause
