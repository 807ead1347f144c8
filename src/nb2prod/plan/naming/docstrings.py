"""The docstring of a step: one sentence that is true of its statements, then where they stand in the notebook.

"Fit SVC on X_train and y_train (cell 12, "Support vector machine")."
"Clean data: drop Cabin and fill missing values (cells 4 to 7)."       the heading says it, the statements what it means
"Compute theta and cost (cells 9, 10)."                                nothing better is known
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nb2prod.plan.headings import Heading
from nb2prod.plan.naming.clauses import Clause, listed

LONGEST = 96  # letters of the sentence
SLACK = 10
LONGEST_HEADING = 46
MOST = 3  # clauses
MERGED = {"fit": "on", "predict": "with"}  # verbs whose clauses are joined even where what follows differs


def docstring(said: str, done: Sequence[Clause], outputs: Sequence[str], place: str) -> str:
    """`said`: the notebook's own verb phrase, or ""; `done`: what the statements do, in order; `place`: the cells."""
    facts = told(done, outputs, LONGEST - len(said))
    plain = not any(clause.weight for clause in done)
    text = said or facts or "compute values"
    if said and facts and not plain and _same(said, facts):
        text = facts
    elif said and facts and len(said) + len(facts) <= LONGEST + SLACK and not (plain and _told(said, outputs)):
        text = f"{said}: {facts}"
    return f"{text[0].upper()}{text[1:]} ({place})."


def told(done: Sequence[Clause], outputs: Sequence[str], longest: int = LONGEST) -> str:
    """The clauses as one: the most telling ones, in the order of the notebook; "" where nothing is known."""
    merged = _merged(done)
    telling = [clause for clause in merged if clause.weight]
    if not telling:
        return _plain(merged, outputs)
    for count, most in ((MOST, 4), (MOST, 3), (2, 4), (2, 2), (1, 4)):
        parts = [clause.said(most) for clause in _weightiest(telling, count)]
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
    found: dict[tuple[str, str], Clause] = {}
    for clause in done:
        key = (clause.verb, clause.rest)
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


def _linked(every: list[Clause]) -> list[Clause]:
    """Clauses that speak of what the one before them made: what was taken and is split, functions made and called."""
    found: list[Clause] = []
    for clause in every:
        last = found[-1] if found else None
        if last is not None and (last.verb, clause.verb) == ("take", "split") and last.things == clause.things:
            clause = Clause("split", ("them",), clause.rest, clause.weight)
        if clause.verb == "call" and any(c.verb == "define" and set(clause.things) <= set(c.things) for c in found):
            at = next(n for n, c in enumerate(found) if c.verb == "define")
            found[at] = Clause("define and call", found[at].things, "", found[at].weight)
            continue
        found.append(clause)
    return found


def _same(said: str, facts: str) -> bool:
    """Whether the notebook's phrase adds nothing: "train model" before "fit SVC on X", "read data" before "read df"."""
    words, other = set(re.findall(r"[a-z]+", said.lower())), set(re.findall(r"[a-z]+", facts.lower()))
    return words - {"data", "dataset", "model", "the", "values", "features", "columns"} <= other | ALIKE


def _told(said: str, outputs: Sequence[str]) -> bool:
    """Whether the phrase names what comes out: "create model" of a step that gives `model`."""
    return bool(outputs) and {name.lower() for name in outputs} <= set(said.lower().split())


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
