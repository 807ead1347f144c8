"""Stored outputs matter for one thing only: whether they show a secret."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.knowledge.secrets import inside
from nb2prod.model import Finding
from nb2prod.read.findings import finding

LONGEST = 20_000  # characters of an output that are looked at
TEXTS = ("text/plain", "text/html", "text/markdown")


def shown_secrets(index: int, cell: object) -> Iterator[Finding]:
    """One finding for a code cell whose stored output shows what looks like a secret; its value is not said."""
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    lines = (line for output in outputs for line in _lines(output)) if isinstance(outputs, list) else ()
    if any(next(inside(line), None) is not None for line in lines):
        yield finding("NB041", cell=index)


def _lines(output: object) -> Iterator[str]:
    if not isinstance(output, dict):
        return
    data = output.get("data")
    parts = [output.get("text"), output.get("evalue")]
    parts += [data.get(kind) for kind in TEXTS] if isinstance(data, dict) else []
    for part in parts:
        texts = part if isinstance(part, list) else [part]
        whole = "".join(text for text in texts if isinstance(text, str))[:LONGEST]
        yield from whole.splitlines()
