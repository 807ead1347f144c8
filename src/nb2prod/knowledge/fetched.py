"""Data that calls read and no installation brings, and the command that fetches it.

asked("nltk.corpus.stopwords.words", None)      stopwords, which python -m nltk.downloader fetches
asked("spacy.load", "en_core_web_sm")           en_core_web_sm, which python -m spacy download fetches
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nb2prod.knowledge.shelf import table


@dataclass(frozen=True)
class Asked:
    """What a call reads, under all its names; the call that fetches it, and the command."""

    names: tuple[str, ...]
    fetches: str
    command: str


def asked(qualified: str, first: str | None) -> Asked | None:
    """What the call reads, whose first argument is the text `first`."""
    top, _, rest = qualified.partition(".")
    row = _rows().get(top)
    if row is None:
        return None
    names = _names(top).get(rest)
    while names is None and "." in rest:
        rest = rest.rpartition(".")[0]
        names = _names(top).get(rest)
    if names == ():
        names = (first,) if first and re.fullmatch(row["first"], first) else None
    return Asked(names, row["fetches"], row["command"]) if names else None


@cache
def readers(fetching: str) -> frozenset[str]:
    """The last words of what reads the data that the call brings, as `nltk.download(#1=punkt)`; none for another call.

    Of whatever library: TextBlob reads what nltk has fetched.
    """
    called, _, data = fetching.rstrip(")").partition("(#1=")
    top = called.partition(".")[0]
    row = _rows().get(top)
    if row is None or row["fetches"] != called:
        return frozenset()
    known = (call.rpartition(".")[2] for call, names in _names(top).items() if data in names)
    return frozenset({*known, *row.get("also", {}).get(data, "").split()})


@cache
def _rows() -> Mapping[str, Any]:
    return table("fetched.yaml")


@cache
def _names(top: str) -> dict[str, tuple[str, ...]]:
    """By the rest of a call's name."""
    rows = _rows()[top]["asked"]
    return {call: tuple(names.split()) for names, calls in rows.items() for call in calls.split()}
