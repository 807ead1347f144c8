"""The docstring of a step: one short sentence that is true of its statements, then where they stand in the notebook.

"Fit SVC on X_train and y_train (cell 12, "Support vector machine")."
"Clean the data: drop missing rows (cells 4 to 7)."      the heading says it and the statements bear it out
"Compute theta and cost (cells 9, 10)."                  nothing better is known
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nb2prod.listing import in_cells
from nb2prod.plan.headings import Heading
from nb2prod.plan.names import first, words
from nb2prod.plan.naming.clause import Clause
from nb2prod.plan.naming.complete import completed
from nb2prod.plan.naming.effects import Given
from nb2prod.plan.naming.sentence import LONGEST, told
from nb2prod.plan.naming.wording import SETUP

LONGEST_HEADING = 46
UNKNOWN = "run what the cell runs"
EVERYWHERE = frozenset(
    """
    a all an and columns csv data dataframe dataframes dataset datasets features file files for frame from in into model
    models of on our rows the values with
    """.split()
)
ALIKE = frozenset("load read train fit import get create compute calculate make build tune".split())


def sentence(said: str, done: Sequence[Clause], given: Given, main: str) -> str:
    """What a step does; `said`: the notebook's own verb phrase, or ""; `done`: what the statements do, in order."""
    facts = completed(told(done, given, main), done, given)
    return _both(said, facts) if said and facts else said or facts or UNKNOWN


def docstring(text: str, cells: tuple[int, ...], over: Heading | None) -> str:
    """What a step does, and where it stands in the notebook; `over`: the heading."""
    return f"{text[0].upper()}{text[1:]} ({place(cells, over)})."


def _both(said: str, facts: str) -> str:
    """The phrase, and what it means where that says more and there is room for it."""
    mine, theirs = _letters(said) - EVERYWHERE, _letters(facts) - EVERYWHERE
    run_together = "".join(re.findall(r"[a-z]+", facts.lower()))  # "grid search" before "with GridSearchCV"
    verb = first(said)
    if all(word in theirs | ALIKE or (word != verb and word in run_together) for word in mine):
        return facts  # "train model" before "fit SVC on X", "read data" before "read df"
    if theirs <= mine:
        return said
    whole = f"{said}: {facts}"
    return whole if len(whole) <= LONGEST else facts


def _letters(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def place(cells: tuple[int, ...], heading: Heading | None) -> str:
    """The cells that a step comes from, and the heading over them."""
    text = heading.text.rstrip(".:") if heading is not None else ""
    quotable = (
        heading is not None
        and not answers(heading)
        and 0 < len(text) <= LONGEST_HEADING
        and not SETUP & {*words(text)}  # of lines that went
        and re.search(r"[^\W\d_]{3}", text)  # "9", "a)" are numbers of exercises
        and not re.search(r"[\"$\\()\[\]<>|{}]|://", text)
    )
    return f'{where(cells)}, "{text}"' if quotable else where(cells)


def answers(heading: Heading) -> bool:
    """Whether it stands below the cell that it is the answer of, and says nothing of those that follow."""
    return words(heading.text)[:1] in (["answer"], ["answers"])


def where(cells: tuple[int, ...]) -> str:
    """The cells as one says them: "cell 3", "cells 3, 7", "cells 3 to 9"."""
    if len(cells) > 6 or (len(cells) > 2 and cells[-1] - cells[0] == len(cells) - 1):
        return f"cells {cells[0] + 1} to {cells[-1] + 1}"
    return in_cells(cells)
