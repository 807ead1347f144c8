"""Relations of inference: what the runs must leave for them, and what they mean for the report."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nb2prod.model import Plan
from nb2prod.verify.job import Divergence, Place, Relation

LOADED = "loaded rows"
PLAIN = {"sep": "sep", "delimiter": "sep", "decimal": "decimal", "encoding": "encoding", "quotechar": "quotechar"}


def loads(plan: Plan) -> list[dict[str, Any]]:
    """The call whose rows the notebook's run must keep as they are loaded."""
    found = plan.inference
    if found is None or found.level != "raw" or found.reading is None:
        return []
    return [{"cell": found.reading.cell, "span": found.reading.span, "name": LOADED}]


def kept_names(plan: Plan) -> dict[str, Any] | None:
    """The notebook's names of what the workflow's run must keep."""
    found = plan.inference
    if found is None or found.level == "none":
        return None
    plain = found.level == "features"  # what else the notebook does with a prediction is part of `expected` alone
    return {"model": found.model, "matrix": found.matrix, "expected": found.expected, "plain": plain}


def relations_spec(plan: Plan, notebook: Path, workflow: Path) -> dict[str, Any] | None:
    """What `inside/serving.py` is told; None where there is nothing to ask."""
    found = plan.inference
    served = workflow / "served.pickle"
    if found is None or found.level == "none" or not served.exists():
        return None
    rows = notebook / "rows.pickle"
    return {
        "served": str(served),
        "rows": str(rows) if rows.exists() else "",
        "artifacts": str(workflow / "artifacts"),
        "model": found.model,
        "history": found.history,
        "dates": bool(found.reading and found.reading.dates),
        "csv": csv_options(plan),
    }


def csv_options(plan: Plan) -> dict[str, Any]:
    """How pandas writes the kind of file that the notebook reads, as far as it can."""
    reading = plan.inference.reading if plan.inference else None
    values = {f"config.{p.name}": p.default for p in plan.parameters}
    found: dict[str, Any] = {}
    for name, text in reading.options if reading else ():
        if name in PLAIN:
            value = values[text] if text in values else ast.literal_eval(text)
            found[PLAIN[name]] = value if isinstance(value, str) else None
    if len(found.get("sep") or ",") > 1:
        found["sep"] = " " if "s" in found["sep"] else found["sep"].strip()[:1]
    return {name: value for name, value in found.items() if value}


def divergences(relations: Iterable[Relation], plan: Plan) -> list[Divergence]:
    """Relations that do not hold, as differences of the project."""
    place = Place(file="inference.py")
    text = "inference, {}: {}"
    return [
        Divergence(
            plan.inference.output if plan.inference else "", "prediction", text.format(one.name, one.text), place
        )
        for one in relations
        if one.verdict == "differs"
    ]
