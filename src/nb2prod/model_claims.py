"""What the README says of the workflow: each sentence is a claim that the plan has proved, worded elsewhere.

a = SVC().fit(X, y)
b = SVC(C=9).fit(X, y)      Claim("one of several")
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ClaimKind = Literal[
    "predicts", "last column", "aims at", "holds", "learns from", "learns from library", "learns from maker",
    "together", "one of several", "as of", "asked last", "fitted again", "last turn", "from disk", "comes from",
    "says numbers", "transformed", "chances", "perhaps chances",
    "from hosts", "not started", "stops", "left out",
]  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """A kind of sentence that is proved to be true, and what it is about."""

    kind: ClaimKind
    names: tuple[str, ...] = ()  # of the notebook, or of steps and files of the project
    cells: tuple[int, ...] = ()  # from 1
    text: str = ""  # a reason that another decision gave
