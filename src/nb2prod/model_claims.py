"""What the README says of the workflow: each sentence is a claim that the plan has proved, worded elsewhere.

a = SVC().fit(X, y)
b = SVC(C=9).fit(X, y)      Claim("fitted too", ("a",)) and Claim("chosen", ("b",), text="it is fitted last")
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ClaimKind = Literal[
    "predicts", "aims at", "holds", "learns from", "learns from library", "learns from maker", "reads", "fits", "parts",
    "together", "fitted too", "chosen", "served", "as of", "fitted again",
    "asked for nothing", "last turn", "from disk", "comes from", "fitted in", "beside",
    "says numbers", "chances", "perhaps chances",
    "uses", "loads", "from hosts", "said to come", "reads besides", "keeps rows", "not started", "stops", "left out",
]  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """A kind of sentence that is proved to be true, and what it is about."""

    kind: ClaimKind
    names: tuple[str, ...] = ()  # of the notebook, or of steps and files of the project
    cells: tuple[int, ...] = ()  # from 1
    text: str = ""  # a reason that another decision gave
