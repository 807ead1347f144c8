"""The docstring of a step: one line, from the notebook's own heading and prose, else what is done; and the cells."""

from __future__ import annotations

from nb2prod.plan.headings import sentence
from nb2prod.plan.segments import Segment


def docstring(segment: Segment, done: str, named: bool, first: bool, name: str, cells: tuple[int, ...]) -> str:
    """`done`: the operations as words; `named`: the heading gave the name; `first`: the step is first below it."""
    return f"{_said(segment, done, named, first, name)} ({_where(cells)})."


def _said(segment: Segment, done: str, named: bool, first: bool, name: str) -> str:
    if segment.load:
        return f"Read {segment.load}"
    if segment.heading is not None and segment.heading.text and (named or first):
        text = segment.heading.text.rstrip(".")[:90]
        prose = sentence(segment.heading.prose, 70).rstrip(".")
        fits = prose and len(text) + len(prose) < 90 and not prose.startswith(("-", "*", "|", "$"))
        extra = f"{prose[0].lower()}{prose[1:]}" if fits else "" if named else done
        mark = ":" if text[-1:].isalnum() or text[-1:] in ")]" else ""
        return f"{text}{mark} {extra}" if extra and len(text) + len(extra) < 100 else text
    said = done or name.rstrip("_0123456789").replace("_", " ")
    return said[0].upper() + said[1:]


def _where(cells: tuple[int, ...]) -> str:
    if len(cells) == 1:
        return f"cell {cells[0] + 1}"
    if len(cells) > 6:
        return f"cells {cells[0] + 1} to {cells[-1] + 1}"
    return f"cells {', '.join(str(cell + 1) for cell in cells)}"
