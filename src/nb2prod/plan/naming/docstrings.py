"""The docstring of a step: one sentence that is true of its statements, then where they stand in the notebook.

"Fit SVC on X_train and y_train (cell 12, "Support vector machine")."
"Clean data: drop Cabin and fill missing values (cells 4 to 7)."       the heading says it, the statements what it means
"Compute theta and cost (cells 9, 10)."                                nothing better is known
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nb2prod.plan.headings import Heading
from nb2prod.plan.names import words
from nb2prod.plan.naming.clause import Clause, listed
from nb2prod.plan.naming.headline import bare
from nb2prod.plan.naming.wording import EMPTY, PLOTTED, SETUP

LONGEST = 170  # letters of the sentence, where nothing weighty is left out for them
UTMOST = 240  # of one in which everything weighty is said; longer lists are cut
ROOM = 70  # letters of a sentence that leaves room for what is logged
LONGEST_HEADING = 46
MOST = 4  # clauses that are not weighty
MANY = 3  # more names than that are a long list
WEIGHTY = 3  # weight of what is never left out: fits, searches, splits, files written, rows left out
MERGED = {
    "fit",
    "predict",
    "cross-validate",
    "score",
    "evaluate",
}  # verbs whose clauses are joined even where what follows differs
TIMES = {2: "twice", 3: "three times"}


def docstring(
    said: str,
    done: Sequence[Clause],
    outputs: Sequence[str],
    cells: tuple[int, ...],
    over: Heading | None,
    alone: bool = False,
) -> str:
    """`said`: the notebook's own verb phrase, or ""; `done`: what the statements do, in order; `over`: the heading.

    `alone`: whether the step is all that the notebook does below the heading.
    """
    facts = told(_leaving(done, outputs), outputs, LONGEST - len(said))
    plain = not any(clause.weight for clause in done)
    drawn = any(c.verb == "draw" for c in done)
    gone = over is not None and (
        "://" in over.text
        or (not drawn and PLOTTED & set(words(over.text)))
        or not [w for w in words(over.text) if w not in SETUP | EMPTY and not w.isdigit()]
    )
    built = any(c.verb == "set up" for c in done)
    light = (len(said.split()) > 2 or _many(done, outputs)) and not any(
        c.weight > 1 or (c.weight and c.verb not in LIGHT) for c in done
    )
    text, where = said or facts or "compute values", place(cells, over)
    if said and facts and not plain and _same(said, facts):
        text = facts
    elif said and facts and _adds_nothing(facts, said):
        text = said
    elif said and facts and (built or not light):
        text = f"{said}: {facts}"
    elif (
        not said
        and over is not None
        and plain
        and alone
        and where != _where(cells)
        and _many(done, outputs)
        and not gone
    ):
        text, where = bare(over.text).rstrip(".:"), _where(cells)  # the heading says more than a list of names
    return f"{text[0].upper()}{text[1:]} ({where})."


def _many(done: Sequence[Clause], outputs: Sequence[str]) -> bool:
    """Whether all that could be said is a long list of names, or next to nothing."""
    things = {thing for clause in done for thing in clause.things}
    return len(outputs or things) > MANY or things <= {"values"}


def _leaving(done: Sequence[Clause], outputs: Sequence[str]) -> list[Clause]:
    """Of many values that are computed, those that leave the step."""
    found = []
    defined = {thing for clause in done if clause.verb == "define" for thing in clause.things}
    for clause in done:
        if clause.verb == "define" and set(outputs) - defined:
            continue
        if clause.verb == "compute" and not clause.rest and len(clause.things) > MANY and outputs:
            clause = replace(clause, things=tuple(t for t in clause.things if t in outputs))
        if (
            clause.verb == "compute"
            and clause.rest
            and clause.weight < WEIGHTY
            and outputs
            and not set(clause.things) & set(outputs)
        ):
            clause = replace(clause, weight=min(clause.weight, 0))  # a value on the way
        found += [clause] if clause.things or clause.verb != "compute" else []
    return found


def told(done: Sequence[Clause], outputs: Sequence[str], longest: int = LONGEST) -> str:
    """The clauses as one, in the order of the notebook: all weighty ones, and of the others what there is room for.

    What the step gives and no clause accounts for is said at the end.
    """
    merged = _merged(done)
    text, chosen = _told(merged, outputs, longest)
    if text.endswith("and more"):
        return text
    known = {name for clause in chosen for name in (*clause.things, *(() if clause.verb in MINOR else clause.made))}
    rest = [name for name in outputs if name not in known and not _names(text, name)] if chosen else []
    said = [t for c in merged if c.verb == "log" and not c.weight for t in c.things if t != "values"]
    said = [name for name in dict.fromkeys(said) if not _names(text, name)]
    if rest:
        text = "; ".join((text, *(clause.said(3) for clause in _made(rest, done))))
    heavy = {c.verb for c in chosen if c.weight > 1}
    light = heavy <= {"save", "write"} and not (heavy and outputs)  # what is handed on says more than what is printed
    if said and light and len(text) < ROOM and not re.search(r"\blog\b", text):
        text = f"{text}; log {listed(tuple(said), 3)}"
    return text


def _names(text: str, name: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name)}\b", text))


def _made(names: Sequence[str], done: Sequence[Clause]) -> list[Clause]:
    """How values are made that no weighty clause is about: taken from a table, set, or computed."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name in names:
        told = [(c.verb, c.rest) for c in done if name in c.things and c.verb in ("take", "set", "set up")]
        key = told[-1] if told else ("compute", "")
        found[key] = (*found.get(key, ()), name)
    fitted = {thing for c in done if c.verb == "fit" for thing in c.things}
    said = [(verb, rest) for verb, rest in found if not (verb == "set up" and rest.removeprefix("as ") in fitted)]
    return [Clause(verb, found[verb, rest], rest) for verb, rest in said]


def _told(merged: list[Clause], outputs: Sequence[str], longest: int) -> tuple[str, list[Clause]]:
    """The sentence, and the clauses that stand in it."""
    telling = [clause for clause in merged if clause.weight]
    if not telling:
        return _plain(merged, outputs), []  # it says all that is given
    beside = [
        c for c in telling if (c.verb == "call" and "." in c.things[0]) or c.verb in BESIDE - {"call", "write", "sort"}
    ]
    if outputs and len(beside) == len(telling):  # methods of what is made, seeds, options
        shown = [clause for clause in beside if clause.verb != "set"]
        return "; ".join((_plain(merged, outputs), *([_in_a_row(shown, 2)] if shown else []))), shown
    for most in (4, 3, 2):
        chosen = _chosen(telling, longest, most)
        text = _in_a_row(chosen, most)
        if len(text) <= (longest if not any(c.weight >= WEIGHTY for c in chosen) else UTMOST):
            return text, chosen
    chosen = _chosen(telling, longest, 2)
    while len(chosen) > MOST and len(_in_a_row(chosen, 2)) > UTMOST:
        least = min(range(len(chosen)), key=lambda n: (chosen[n].weight, -n))
        chosen = chosen[:least] + chosen[least + 1 :]
    return f"{_in_a_row(chosen, 2)}; and more", chosen


def _chosen(telling: list[Clause], longest: int, most: int) -> list[Clause]:
    """All weighty clauses, then the next ones by weight while there is room; at least one."""
    ranked = sorted(range(len(telling)), key=lambda n: (-telling[n].weight, n))
    taken: list[int] = []
    for n in ranked:
        wider = [telling[m] for m in sorted([*taken, n])]
        room = len(_in_a_row(wider, most)) <= longest and len(taken) < (MOST if telling[n].weight < WEIGHTY else 99)
        if not taken or telling[n].weight >= WEIGHTY or room:
            taken.append(n)
    return [telling[n] for n in sorted(taken)]


def _in_a_row(chosen: list[Clause], most: int) -> str:
    """Clauses as one sentence; semicolons part those that hold an "and" of their own."""
    parts = [_linked_to(chosen[n - 1] if n else None, clause).said(most) for n, clause in enumerate(chosen)]
    if len(parts) > 1 and any(" and " in part or ", " in part for part in parts):
        return "; ".join(parts)
    return listed(tuple(parts), len(parts))


def _plain(merged: Iterable[Clause], outputs: Sequence[str]) -> str:
    """Where no clause tells much: what comes out, else what is computed inside, else what is said."""
    every = list(merged)
    if outputs:
        given = {thing for clause in every if clause.verb == "set" for thing in clause.things}
        built = [clause for clause in every if clause.verb in ("set up", "take")]
        if built and set(outputs) <= {thing for clause in built for thing in clause.things}:
            if len(built) > MANY and {clause.verb for clause in built} == {"take"}:
                return f"take {listed(tuple(outputs))}"
            return listed(tuple(clause.said() for clause in built), len(built))
        return f"{'set' if set(outputs) <= given else 'compute'} {listed(tuple(outputs))}"
    for verb in ("compute", "change", "set", "call", "log"):
        found = [clause for clause in every if clause.verb == verb]
        if found:
            things = tuple(dict.fromkeys(thing for clause in found for thing in clause.things))
            things = tuple(thing for thing in things if thing != "values") or things
            also = [thing for c in every if c.verb == "log" and verb == "compute" for thing in c.things]
            also = also or [
                thing for c in every if c.verb == "log" and verb == "set" for thing in c.things if thing in things
            ]
            if set(also) >= set(things):
                return f"{verb} and log {listed(things)}"
            return f"{verb} {listed(things)}" + (f", log {listed(tuple(dict.fromkeys(also)))}" if also else "")
    return ""


def _merged(done: Sequence[Clause]) -> list[Clause]:
    """Clauses of one verb and one rest made one, at the place of the first."""
    found: dict[tuple[str, str, bool], Clause] = {}
    often: dict[tuple[str, tuple[str, ...], str], int] = {}
    for clause in _main(done):
        key = (clause.verb, clause.rest, clause.weight > 0)
        often[clause.verb, clause.things, clause.rest] = often.get((clause.verb, clause.things, clause.rest), 0) + 1
        before = found.get(key)
        things = tuple(dict.fromkeys((*before.things, *clause.things))) if before else clause.things
        weight = max(clause.weight, before.weight if before else 0)
        given = tuple(dict.fromkeys((*(before.given if before else ()), *clause.given)))
        made = tuple(dict.fromkeys((*(before.made if before else ()), *clause.made)))
        found[key] = Clause(clause.verb, things, clause.rest, weight, clause.general, given, made)
    first = {clause.verb.split()[0] for clause in found.values() if clause.rest.startswith("with ")}
    first |= {"derive"} & {clause.verb for clause in found.values() if not clause.general}
    kept = [clause for clause in found.values() if not (clause.general and clause.verb in first)]
    by_thing: dict[tuple[str, tuple[str, ...]], Clause] = {}
    for clause in kept:  # one model fitted on one table, then on another one
        count = often.get((clause.verb, clause.things, clause.rest), 1)
        if clause.verb == "fit" and count > 1:
            clause = replace(clause, rest=f"{clause.rest} {TIMES.get(count, f'{count} times')}".strip())
        key_of = (clause.verb, clause.things)
        same = by_thing.get(key_of)
        if same is not None and clause.verb in MERGED:
            rest = (
                f"{same.rest} and again {clause.rest}".strip()
                if clause.verb == "fit"
                else f"{same.rest} and {clause.rest}"
            )
            clause = replace(same, rest=rest, made=(*same.made, *clause.made))
        by_thing[key_of if clause.verb in MERGED else (clause.verb, (*clause.things, clause.rest))] = clause
    return _linked(list(by_thing.values()))


def _main(done: Sequence[Clause]) -> Sequence[Clause]:
    """Without what is beside the point where something tells more."""
    heavy = any(clause.weight > 1 for clause in done)
    told = any(clause.weight and clause.verb not in BESIDE for clause in done)
    kept = [c for c in done if not (heavy and c.verb in BESIDE and c.weight <= 1) and not (told and c.verb in MINOR)]
    kept = [c for c in kept if not _told_by_another(c, kept)]
    defined = [c for c in kept if c.verb == "define"]
    return [c for c in kept if c not in defined] if len(defined) < len(kept) and heavy else kept


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


def _linked_to(before: Clause | None, clause: Clause) -> Clause:
    """`take X and y from df and split them`."""
    taken = before is not None and (before.verb, clause.verb) == ("take", "split") and before.things == clause.things
    return replace(clause, things=("them",)) if taken else clause


def _same(said: str, facts: str) -> bool:
    """Whether the notebook's phrase adds nothing: "train model" before "fit SVC on X", "read data" before "read df"."""
    words, other = set(re.findall(r"[a-z]+", said.lower())), set(re.findall(r"[a-z]+", facts.lower()))
    return words - EVERYWHERE <= other | ALIKE


def _adds_nothing(facts: str, said: str) -> bool:
    """Whether the facts only repeat the notebook's phrase: "fill missing values" after "Fill in missing data"."""
    plain = {"values", "rows", "columns", "data", "and", "with", "of", "the", "features"}
    return {*re.findall(r"[a-z]+", facts.lower())} - plain <= {*re.findall(r"[a-z]+", said.lower())}


LIGHT = frozenset({"compute", "call", "define", "draw", "set", "seed", "write"})  # they add little to a phrase
MINOR = frozenset({"sort", "reset"})
BESIDE = frozenset({"draw", "set", "seed", "reset", "sort", "call", "write"})
EVERYWHERE = frozenset(
    """
    data dataset datasets model the values features columns in into dataframe dataframes frame file files csv our a an
    from of
    """.split()
)
ALIKE = frozenset({"load", "read", "train", "fit", "import", "get"})


def place(cells: tuple[int, ...], heading: Heading | None) -> str:
    """The cells that a step comes from, and the heading over them."""
    text = heading.text.rstrip(".:") if heading is not None else ""
    answer = words(text)[:1] in (["answer"], ["answers"])  # it stands below the cell that it is the answer of
    quotable = text and not answer and len(text) <= LONGEST_HEADING and not re.search(r"[\"$\\()\[\]<>|{}]|://", text)
    return f'{_where(cells)}, "{text}"' if quotable else _where(cells)


def _where(cells: tuple[int, ...]) -> str:
    if len(cells) == 1:
        return f"cell {cells[0] + 1}"
    if len(cells) > 6 or (len(cells) > 2 and cells[-1] - cells[0] == len(cells) - 1):
        return f"cells {cells[0] + 1} to {cells[-1] + 1}"
    return f"cells {', '.join(str(cell + 1) for cell in cells)}"
