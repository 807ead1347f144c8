"""What a notebook tells its reader to install or to set, for the findings of modules that nobody knows.

Set `PYTHONPATH=src` (or `pip install -e .`) first.         in a text cell
# pip install our-own-library                               in a comment
"""

from __future__ import annotations

import re
from dataclasses import replace

from nb2prod.knowledge.findings import kinds
from nb2prod.knowledge.secrets import hidden, values
from nb2prod.model import Cell, Notebook

TOLD = re.compile(r"(?:^|(?<=[.!?:]\s))(?:[^\n.!?]|[.!?](?!\s))*?(?:PYTHONPATH|(?:pip3?|conda) install)[^\n]*", re.M)
LONGEST = 160


def with_instructions(notebook: Notebook) -> Notebook:
    """The findings of absent modules with the first such sentence of the notebook."""
    if not any(kinds()[each.code].absent for each in notebook.findings):
        return notebook
    told = next(((cell.index + 1, words) for cell in notebook.cells if (words := _told(cell))), None)
    if told is None:
        return notebook
    said = f" The notebook says (cell {told[0]}): {hidden(told[1], values(notebook))}"
    findings = (replace(f, advice=f.advice + said) if kinds()[f.code].absent else f for f in notebook.findings)
    return replace(notebook, findings=tuple(findings))


def _told(cell: Cell) -> str:
    """The first sentence, or comment, that says it; "" where there is none, or only one of many words."""
    lines = cell.source.splitlines()
    comments = [line.lstrip("# ") for line in lines if line.lstrip().startswith("#")]
    found = TOLD.search(cell.source if cell.kind == "markdown" else "\n".join(comments))
    words = " ".join(found[0].split()) if found else ""
    return words if len(words) <= LONGEST else ""
