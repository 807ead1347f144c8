"""Everything that may be reported, by its code: the table is `findings.yaml`; it makes `docs/findings.md` as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from nb2prod.knowledge.shelf import table
from nb2prod.model import Finding, Level

_LONGEST_WORD = 160
_LONGEST_IN_FINDING = 320  # a finding may list places or names


@dataclass(frozen=True)
class Kind:
    """One row of the table; text and advice are templates over the words that the place supplies."""

    level: Level
    text: str
    advice: str
    weight: int = 9  # where the README says it: lower comes first
    stops: bool = False
    noted: bool = False
    elsewhere: bool = False
    absent: bool = False


@cache
def kinds() -> Mapping[str, Kind]:
    """All rows by their codes."""
    return {code: Kind(**row) for code, row in table("findings.yaml").items()}


def plain(word: str, longest: int = _LONGEST_WORD) -> str:
    """Give `word` as one printable line of bounded length: notebook text must not forge a message."""
    line = "".join(c if c.isprintable() else " " for c in word)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def finding(code: str, *, cell: int | None = None, line: int | None = None, **words: object) -> Finding:
    """Fill the row `code` of the table with `words`."""
    kind = kinds()[code]
    shown = {key: plain(str(word), _LONGEST_IN_FINDING) for key, word in words.items()}
    return Finding(code, kind.level, kind.text.format(**shown), kind.advice.format(**shown), cell, line)
