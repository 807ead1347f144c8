"""What IPython takes off a cell before anything else: common indentation, and prompts that were pasted along."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PASTED = (
    (re.compile(r"^\s*>>>(?: |$)"), re.compile(r"^\s*(?:>>>|\.\.\.)(?: |$)")),
    (re.compile(r"^\s*In \[\d+\]:"), re.compile(r"^\s*(?:In \[\d+\]: ?|\.{3,}: ?)")),
)


def without_prompts(lines: Sequence[str]) -> list[str]:
    """Give the lines without the first line's indentation and without `>>>` or `In [1]:`, as IPython reads them."""
    first = next((line for line in lines if line.strip()), "")
    for starts, prompt in _PASTED:
        if starts.match(first):
            return [prompt.sub("", line, count=1) for line in lines]
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines] if indent else list(lines)
