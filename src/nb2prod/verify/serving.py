"""Relations of inference: what the runs must leave for them, and what they mean for the report."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nb2prod.model import Plan
from nb2prod.verify.given import exports, given_columns, given_rows, method_to_watch, sources, steady
from nb2prod.verify.job import Divergence, Place, Relation
from nb2prod.walking import walk

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, *COMPREHENSIONS)
LOADED = "loaded rows"
ASKING = ("predict", "predict_proba", "decision_function")
PLAIN = {"sep": "sep", "delimiter": "sep", "decimal": "decimal", "encoding": "encoding", "quotechar": "quotechar"}


def loads(plan: Plan) -> list[dict[str, Any]]:
    """The call whose rows the notebook's run must keep as they are loaded."""
    found = plan.inference
    if found is None or found.level != "raw" or found.reading is None:
        return []
    table = found.serving.table if found.serving is not None else None
    taken = list(table.taken) if table is not None else []
    return [{"cell": found.reading.cell, "span": found.reading.span, "name": LOADED, "taken": taken}]


def kept_names(plan: Plan) -> dict[str, Any] | None:
    """The notebook's names of what the workflow's run must keep."""
    found = plan.inference
    if found is None or found.level == "none":
        return None
    made = found.serving is not None and found.serving.table is not None
    given: dict[str, Any] = {"rows": made, "model": found.model, "matrix": found.matrix, "expected": found.expected}
    given["anew"] = found.as_of[0] >= 0
    if found.level == "features":
        named = [name for name in (found.matrix, found.source) if name]
        columns, made = given_columns(plan, found.model), found.finish is not None
        return {**given, "labels": [], "plain": True, "finished": made, "given": [*named, *columns]}
    serving = getattr(found, "serving", None)
    if serving is None:
        return {**given, "labels": [], "plain": False, "expected": "", "given": []}
    given |= {"labels": _behind(plan, serving.statement), "plain": False, "given": given_rows(plan)}
    given |= {"watched": method_to_watch(plan), "staying": serving.staying[0], "exports": exports(plan)}
    if not steady(plan, serving.order, serving.statement):
        return {**given, "expected": ""}
    asked = _with_split(plan, _asked(plan, found.model, serving.statement))
    return {**given, "asked": asked, "expected": serving.order}


def _asked(plan: Plan, model: str, statement: int) -> str:
    """The name of what the model was asked about on the way to the prediction; "" where that is not one, or changes."""
    found: set[str] = set()
    for identity in {statement, *sources(plan, statement)}:
        for call in walk(plan.program.statements[identity].node):
            if isinstance(call, SCOPES) and any(getattr(one, "attr", "") in ASKING for one in walk(call)):
                return ""  # a name in there may be another one
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            owner, rows = call.func.value, call.args[0] if len(call.args) == 1 else None
            if isinstance(owner, ast.Name) and owner.id == model and call.func.attr in ASKING:
                name = rows.id if isinstance(rows, ast.Name) and not call.keywords else ""
                found.add(name if steady(plan, name, identity) else "")
    return found.pop() if len(found) == 1 else ""


def _with_split(plan: Plan, name: str) -> list[str]:
    """The name, and that of the other part where one split makes both and neither changes: its rows are no others."""
    ending = plan.program.exits.get(name) or frozenset()
    node = plan.program.statements[min(ending)].node if len(ending) == 1 else None
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    if not isinstance(node, ast.Assign) or not isinstance(target, ast.Tuple) or not isinstance(node.value, ast.Call):
        return [name] if name else []
    names = [one.id if isinstance(one, ast.Name) else "" for one in target.elts]
    if not ast.unparse(node.value.func).endswith("train_test_split") or len(names) % 2 or names.count(name) != 1:
        return [name]
    other = names[names.index(name) ^ 1]
    return [name, other] if plan.program.exits.get(other) == ending else [name]


def _behind(plan: Plan, statement: int) -> list[str]:
    """Names that a statement's values come from, the nearest first: one of them says which rows they are."""
    found: list[str] = list(plan.program.statements[statement].facts.binds)
    todo, seen = [statement], {statement}
    while todo:
        current = todo.pop(0)
        for edge in plan.program.edges:
            if edge.target == current:
                found += [edge.name] if edge.name not in found else []
                todo += [edge.source] if edge.source not in seen else []
                seen.add(edge.source)
    return found


def relations_spec(plan: Plan, notebook: Path, workflow: Path) -> dict[str, Any] | None:
    """What `inside/serving.py` is told; None where there is nothing to ask."""
    found = plan.inference
    served = workflow / "served.pickle"
    if found is None or found.level == "none" or not served.exists():
        return None
    rows = workflow / "rows.pickle"  # drawn at random, they are others in each run
    rows = rows if rows.exists() else notebook / "rows.pickle"
    return {
        "served": str(served),
        "rows": str(rows) if rows.exists() else "",
        "artifacts": str(workflow / "artifacts"),
        "model": found.model,
        "history": found.history,
        "whole_rows": found.serving is not None and found.serving.staying[1],
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
