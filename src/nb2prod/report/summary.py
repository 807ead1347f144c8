"""What `convert` says about one project."""

from __future__ import annotations

import ast

from nb2prod.fates import kept_statements
from nb2prod.model import Plan, Statement
from nb2prod.nesting import outwards
from nb2prod.report.findings import finding_lines, one_line


def summary(plan: Plan) -> list[str]:
    """What `convert` says about one project, after the line that names it."""
    counts = [
        _count(len({step.name for step in plan.steps if not step.inline}), "step"),
        _count(len(plan.parameters), "parameter"),
        *([_count(len(plan.artifacts), "artifact")] if plan.artifacts else []),
    ]
    shown = [f"  package {plan.package}: {', '.join(counts)}", f"  inference: {inference_line(plan)}"]
    return shown + [f"  {line}" for line in finding_lines(plan.program.notebook, plan.findings)]


def inference_line(plan: Plan) -> str:
    """The level of inference and its reason."""
    if plan.inference is None and any(finding.code == "NB119" for finding in plan.findings):
        return "a model is fitted, and no name holds it at the end, so there is a run.py and no inference"
    if plan.inference is None and any(_in_function(plan, s) for s in kept_statements(plan) if "train" in s.facts.roles):
        return "models are fitted in functions, and none is known to be held, so there is a run.py and no inference"
    if plan.inference is None:
        return "no model that predicts for rows of a table was found, so there is a run.py and no inference"
    return f"{plan.inference.told} - {one_line(plan.inference.because)}"


def _in_function(plan: Plan, statement: Statement) -> bool:
    return any(isinstance(each.node, ast.FunctionDef) for each in outwards(plan.program.statements, statement))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number or 'no'} {noun}s"
