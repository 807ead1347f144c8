"""What a project is made of, as tables of text: for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.listing import numbers
from nb2prod.model import Plan
from nb2prod.report.findings import one_line

Section = tuple[str, tuple[str, ...], list[tuple[str, ...]]]  # title, header, rows


def sections(plan: Plan) -> Iterator[Section]:
    """Steps, parameters and artifacts, each with its reason; people count cells from 1."""
    yield (
        "Steps",
        ("name", "cells", "takes", "gives", "because"),
        [
            (s.name, numbers(s.cells), ", ".join(s.inputs), ", ".join(s.outputs), one_line(s.because))
            for s in plan.steps
        ],
    )
    yield (
        "Parameters",
        ("name", "value", "place", "because"),
        [
            (p.name, _value(p.default, p.required), f"cell {p.cell + 1}, line {p.line}", one_line(p.because))
            for p in plan.parameters
        ],
    )
    yield (
        "Artifacts",
        ("name", "kind", "place", "because"),
        [(a.name, a.kind, f"cell {a.cell + 1}", one_line(a.because)) for a in plan.artifacts],
    )


def _value(default: object, required: bool) -> str:
    return "required" if required else one_line(repr(default))
