"""The cell tags that mean something to nb2prod (contract, section 3); all others are somebody else's."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding

DROP = "nb2prod:drop"
KEEP, REPORT = "nb2prod:keep", "nb2prod:report"
_KNOWN = ("parameters", DROP, KEEP, REPORT)
_STEP = "nb2prod:step="


def used_tags(tags: frozenset[str]) -> frozenset[str]:
    """Keep the tags that decide something."""
    return frozenset(tag for tag in tags if tag in _KNOWN or tag.removeprefix(_STEP).strip() not in ("", tag))


def ours(tag: str) -> bool:
    """Whether a tag is, or looks like, one of ours."""
    return tag in _KNOWN or tag.startswith("nb2prod")


def idle_tags(tags: frozenset[str], cell: int) -> Iterator[Finding]:
    """Yield a warning for each tag that somebody set for nb2prod and that has no effect."""
    used = used_tags(tags)
    for tag in sorted(tags - used):
        if ours(tag):
            yield finding("NB006", cell=cell, tag=tag, known=", ".join((*_KNOWN, f"{_STEP}NAME")))
    if REPORT in used:
        yield finding("NB008", cell=cell, tag=REPORT)
    idle = sorted(used - {DROP, REPORT}) if DROP in used else []
    if idle:
        yield finding("NB009", cell=cell, tags=" and ".join(idle), drop=DROP)
