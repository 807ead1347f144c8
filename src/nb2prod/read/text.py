"""Characters that are not what they seem: controls that reorder text, invisible separators, no text at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding

# CVE-2021-42574 ("Trojan source"), and the line ends that only some programs know.
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029\u0085]")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")


def invisible(source: str, cell: int) -> Iterator[Finding]:
    """Yield a warning per line whose appearance differs from its content."""
    for number, line in enumerate(source.split("\n"), 1):
        found = sorted({f"U+{ord(character):04X}" for character in _INVISIBLE.findall(line)})
        if found:
            yield finding("NB004", cell=cell, line=number, characters=", ".join(found))


def readable(source: str) -> str:
    """Replace what is no text in a markdown or raw cell."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", source)


def names_bound(sources: list[str]) -> frozenset[str]:
    """Names that the code may bind, found without parsing, as cells with magics do not parse; too many do no harm."""
    found: set[str] = set()
    for source in sources:
        # Bounded lines keep the search linear; nobody binds a name behind column 500.
        for match in _BINDING.finditer("\n".join(line[:500] for line in source.split("\n"))):
            found.update(_WORD.findall(match[0]))
    return frozenset(found)


_WORD = re.compile(r"[A-Za-z_]\w*")
_BINDING = re.compile(
    r"^[ \t]*(?:%time\s+)?[A-Za-z_(\[*][\w., \t*()\[\]]*?(?:[ \t]*:[^=\n]+)?[ \t]*(?:[-+*/%&|^@]|//|\*\*|>>|<<)?=(?!=)"
    r"|\bfor[ \t]+[\w., \t*()]{1,200}?[ \t]+in\b"
    r"|\bas[ \t]+[\w.,]+|\b(?:def|class)[ \t]+\w+[ \t]*\([^)]{0,2000}\)?|\bimport[ \t]+[\w., ()]+|\b\w+\s*:=",
    re.MULTILINE,
)
