"""Stored outputs are looked at for two things: whether they show a secret, and whether the cell ended with an error.

No file of the project depends on them: they come and go with every run, and many people take them out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.knowledge.secrets import inside
from nb2prod.model import Finding

LONGEST = 20_000  # characters of an output that are looked at
LONGEST_ERROR = 80
UNFORMATTED = "Unexpected exception formatting exception"  # then IPython writes the error as a plain text
CHAINED = re.compile(r"\n\n(?:During handling of|The above exception was)[^\n]*\n\n")
COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # categories: controls, formats, halves of letters
TEXTS = ("text/plain", "text/html", "text/markdown")


def shown_secrets(index: int, cell: object) -> Iterator[Finding]:
    """One finding for a code cell whose stored output shows what looks like a secret; its value is not said."""
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    lines = (line for output in outputs for line in _lines(output)) if isinstance(outputs, list) else ()
    if any(next(inside(line), None) is not None for line in lines):
        yield finding("NB041", cell=index)


def last_error(cell: object) -> str:
    """The error with which the cell ended when it was last run, as "IndexError: list index out of range"; "" for none.

    Not meant is what a person stopped.
    """
    found = cell.get("outputs") if isinstance(cell, dict) else None
    outputs = found if isinstance(found, list) else []
    for output in outputs:
        if isinstance(output, dict):
            kept = output.get("output_type") in ("error", "pyerr")
            name, value = (output.get("ename"), output.get("evalue")) if kept else _unformatted(outputs, output)
            if isinstance(name, str) and name.isidentifier() and name != "KeyboardInterrupt":
                first = next(iter(_visible(value).splitlines()), "")[:LONGEST_ERROR] if isinstance(value, str) else ""
                return f"{name}: {first}" if first.strip() and next(inside(first), None) is None else name
    return ""


def _unformatted(outputs: list[object], output: dict[str, object]) -> tuple[str, str]:
    """The error that stands as a text among the outputs; one more follows it, that of IPython itself."""
    if output.get("name") != "stderr" or not any(UNFORMATTED in line for one in outputs for line in _lines(one)):
        return "", ""
    parts = CHAINED.split("\n".join(_lines(output)))
    last = [part.strip().splitlines()[-1] for part in parts if ", in <module>" in part]
    name, _, value = last[-1].partition(": ") if last else ("", "", "")
    return name.rpartition(".")[2], value


def _visible(text: str) -> str:
    """Without colours of a terminal, and without what changes how the text around it is shown."""
    plain = COLOURS.sub("", text)
    return "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in UNSEEN)


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
