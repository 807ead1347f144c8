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
from nb2prod.plan.naming.clauses import Clause, listed
from nb2prod.plan.naming.headline import bare
from nb2prod.plan.naming.wording import PLOTTED, SETUP

LONGEST = 96  # letters of the sentence
SLACK = 10
LONGEST_HEADING = 46
MOST = 3  # clauses
MERGED = {"fit": "on", "predict": "with"}  # verbs whose clauses are joined even where what follows differs


def docstring(
    said: str, done: Sequence[Clause], outputs: Sequence[str], cells: tuple[int, ...], over: Heading | None
) -> str:
    """`said`: the notebook's own verb phrase, or ""; `done`: what the statements do, in order; `over`: the heading."""
    facts = told(_leaving(done, outputs), outputs, LONGEST - len(said))
    plain = not any(clause.weight for clause in done)
    drawn = any(c.verb == "draw" for c in done)
    gone = over is not None and ((not drawn and PLOTTED & set(words(over.text))) or set(words(over.text)) <= SETUP)
    light = (len(said.split()) > 2 or _many(done, outputs)) and not any(
        c.weight > 1 or (c.weight and c.verb not in LIGHT) for c in done
    )
    text, where = said or facts or "compute values", place(cells, over)
    if said and facts and not plain and _same(said, facts):
        text = facts
    elif said and facts and len(said) + len(facts) <= LONGEST + SLACK and not light:
        text = f"{said}: {facts}"
    elif not said and over is not None and plain and where != _where(cells) and _many(done, outputs) and not gone:
        text, where = bare(over.text).rstrip(".:"), _where(cells)  # the heading says more than a list of names
    return f"{text[0].upper()}{text[1:]} ({where})."


def _many(done: Sequence[Clause], outputs: Sequence[str]) -> bool:
    """Whether all that could be said is a long list of names, or next to nothing."""
    things = {thing for clause in done for thing in clause.things}
    return len(outputs or things) > MOST or things <= {"values"}


def _leaving(done: Sequence[Clause], outputs: Sequence[str]) -> list[Clause]:
    """Of many values that are computed, those that leave the step."""
    found = []
    defined = {thing for clause in done if clause.verb == "define" for thing in clause.things}
    for clause in done:
        if clause.verb == "define" and set(outputs) - defined:
            continue
        if clause.verb == "compute" and not clause.rest and len(clause.things) > MOST and outputs:
            clause = replace(clause, things=tuple(t for t in clause.things if t in outputs))
        if clause.verb == "compute" and clause.rest and outputs and not set(clause.things) & set(outputs):
            clause = replace(clause, weight=min(clause.weight, 0))  # a value on the way
        found += [clause] if clause.things or clause.verb != "compute" else []
    return found


def told(done: Sequence[Clause], outputs: Sequence[str], longest: int = LONGEST) -> str:
    """The clauses as one: the most telling ones, in the order of the notebook; "" where nothing is known."""
    merged = _merged(done)
    telling = [clause for clause in merged if clause.weight]
    if not telling:
        return _plain(merged, outputs)
    for count, most in ((MOST, 4), (MOST, 3), (2, 4), (2, 2), (1, 4)):
        chosen = _weightiest(telling, count)
        parts = [_linked_to(chosen[n - 1] if n else None, clause).said(most) for n, clause in enumerate(chosen)]
        text = listed(tuple(parts))
        if len(text) <= longest:
            return text
    return _weightiest(telling, 1)[0].said(2)


def _weightiest(telling: list[Clause], count: int) -> list[Clause]:
    """The clauses that tell most, in their order."""
    ranked = sorted(range(len(telling)), key=lambda n: (-telling[n].weight, n))[:count]
    return [telling[n] for n in sorted(ranked)]


def _plain(merged: Iterable[Clause], outputs: Sequence[str]) -> str:
    """Where no clause tells much: what comes out, else what is computed inside, else what is said."""
    if outputs:
        return f"compute {listed(tuple(outputs))}"
    every = list(merged)
    for verb in ("compute", "change", "set", "call", "log"):
        found = [clause for clause in every if clause.verb == verb]
        if found:
            things = tuple(dict.fromkeys(thing for clause in found for thing in clause.things))
            also = [thing for c in every if c.verb == "log" and verb == "compute" for thing in c.things]
            if set(also) >= set(things):
                return f"compute and log {listed(things)}"
            return f"{verb} {listed(things)}" + (f", log {listed(tuple(dict.fromkeys(also)))}" if also else "")
    return ""


def _merged(done: Sequence[Clause]) -> list[Clause]:
    """Clauses of one verb and one rest made one, at the place of the first."""
    found: dict[tuple[str, str, bool], Clause] = {}
    for clause in _main(done):
        key = (clause.verb, clause.rest, clause.weight > 0)
        before = found.get(key)
        things = tuple(dict.fromkeys((*before.things, *clause.things))) if before else clause.things
        weight = max(clause.weight, before.weight if before else 0)
        found[key] = Clause(clause.verb, things, clause.rest, weight, clause.general)
    first = {clause.verb.split()[0] for clause in found.values() if clause.rest.startswith("with ")}
    first |= {"derive"} & {clause.verb for clause in found.values() if not clause.general}
    kept = [clause for clause in found.values() if not (clause.general and clause.verb in first)]
    by_thing: dict[tuple[str, tuple[str, ...]], Clause] = {}
    for clause in kept:  # one model fitted twice is said once
        same = by_thing.get((clause.verb, clause.things))
        if clause.verb not in MERGED or same is None:
            by_thing[clause.verb, clause.things] = clause
    return _linked(list(by_thing.values()))


def _main(done: Sequence[Clause]) -> Sequence[Clause]:
    """Without what is beside the point where something tells more."""
    heavy = any(clause.weight > 1 for clause in done)
    kept = [c for c in done if not (heavy and c.verb in BESIDE and c.weight <= 1)]
    defined = [c for c in kept if c.verb == "define"]
    return [c for c in kept if c not in defined] if len(defined) < len(kept) and heavy else kept


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
    return words - {"data", "dataset", "model", "the", "values", "features", "columns"} <= other | ALIKE


LIGHT = frozenset({"compute", "call", "define", "draw", "set", "seed", "write"})  # they add little to a phrase
BESIDE = frozenset({"draw", "set", "seed", "reset", "sort", "call", "write"})
ALIKE = frozenset({"load", "read", "train", "fit", "import", "get"})


def place(cells: tuple[int, ...], heading: Heading | None) -> str:
    """The cells that a step comes from, and the heading over them."""
    text = heading.text.rstrip(".:") if heading is not None else ""
    quotable = text and len(text) <= LONGEST_HEADING and not re.search(r"[\"$\\()\[\]<>|{}]", text)
    return f'{_where(cells)}, "{text}"' if quotable else _where(cells)


def _where(cells: tuple[int, ...]) -> str:
    if len(cells) == 1:
        return f"cell {cells[0] + 1}"
    if len(cells) > 6 or (len(cells) > 2 and cells[-1] - cells[0] == len(cells) - 1):
        return f"cells {cells[0] + 1} to {cells[-1] + 1}"
    return f"cells {', '.join(str(cell + 1) for cell in cells)}"
