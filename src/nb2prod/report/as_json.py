"""`explain --json`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

import nb2prod
from nb2prod.model import Plan
from nb2prod.report.findings import sort_findings
from nb2prod.report.lines import lines


def explain_json(plan: Plan, cell: int | None = None) -> dict[str, object]:
    """`explain --json` (contract, section 5); with `cell` (from 0) only the statements and findings of that cell."""
    return {
        "schema": 1,
        "notebook": plan.program.notebook.file,
        "package": plan.package,
        "nb2prod": nb2prod.__version__,
        "statements": [entry for entry in _statements(plan) if cell in (None, entry["cell"])],
        "steps": [
            {
                "name": step.name,
                "module": plan.workflow,
                **_pick(step, "cells", "inputs", "outputs", "parameters", "because"),
            }
            for step in plan.steps
        ],
        "parameters": [_pick(it, "name", "type", "default", "cell", "line", "because") for it in plan.parameters],
        "artifacts": [_pick(it, "name", "kind", "cell", "because") for it in plan.artifacts],
        "inference": plan.inference
        and {"level": plan.inference.told, **_pick(plan.inference, "source", "output", "because")},
        "findings": [
            _pick(it, "code", "level", "cell", "line", "text", "advice")
            for it in sort_findings(plan.findings)
            if cell in (None, it.cell)
        ],
    }


def _statements(plan: Plan) -> list[dict[str, object]]:
    fields = ("cell", "line", "end_line", "source", "roles", "fate", "step", "because")
    return [{"id": number, **_pick(line, *fields)} for number, line in enumerate(lines(plan))]


def _pick(value: object, *fields: str) -> dict[str, object]:
    return {field: _plain(getattr(value, field)) for field in fields}


def _plain(value: object) -> object:
    """`value` as strict JSON holds it: a tuple is a list, and what JSON has no word for is its Python text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else repr(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {key if isinstance(key, str) else repr(key): _plain(item) for key, item in value.items()}
        case set() | frozenset():
            return [_plain(item) for item in sorted(value, key=repr)]
    return repr(value)


def json_text(value: Mapping[str, object]) -> str:
    """The JSON as it is printed: ASCII, so that no terminal or pipe can change it."""
    return json.dumps(value, indent=2, allow_nan=False)
