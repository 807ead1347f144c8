"""The threshold that makes a class of a probability: one parameter for all comparisons of one model's answers with it.

y_hat = proba > 0.35                                        threshold
p = m.predict_proba(X)[:, 1]; print((p >= 0.5).mean())      threshold, and the same one for `m.predict(Z) > 0.5`
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import Graph, in_function
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.walking import walk

PROBABLE = re.compile(r"proba|prob_|_prob\b|\bprobs?\b|predict\(", re.I)
ANSWERS = ("predict", "predict_proba")
ASKED = ".predict"


def thresholds(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Fractions that a probability is compared with, outside the notebook's own functions."""
    for statement in kept:
        if in_function(program, statement) or isinstance(statement.node, (ast.FunctionDef, ast.ClassDef)):
            continue
        for node in walk(statement.node) if not hasattr(statement.node, "body") else ():
            match node:
                case ast.Compare(
                    left=left,
                    ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()],
                    comparators=[ast.Constant(value=float(value)) as given],
                ) if 0 < value < 1 and _probable(program, statement, left):
                    models = _models(program, statement, left)
                    text = ast.unparse(left)
                    what = text if isinstance(left, ast.Name) else "the model's answer" if ASKED in text else ""
                    if len(models) == 1 and "" not in models:  # one threshold for all answers of one model
                        text = min(models)
                        what = f"the answer of {text}" if text.isidentifier() else "the model's answer"
                    said = f"Value that {what} is compared with." if what else "Value to compare with."
                    yield Candidate(
                        "threshold", value, statement.cell, span_of(given), said, "threshold",
                        "a probability is compared with it", tuple(sorted(statement.facts.binds))[:1],
                        alike=("threshold", text),
                    )  # fmt: skip


def _probable(program: Program, at: Statement, node: ast.expr) -> bool:
    """Whether it says so itself, or all that binds it there are probabilities."""
    if not isinstance(node, ast.Name) or PROBABLE.search(node.id):
        return bool(PROBABLE.search(ast.unparse(node)))
    models = _models(program, at, node)
    return bool(models) and "" not in models


def _models(program: Program, at: Statement, node: ast.expr) -> set[str]:
    """The models whose answers a value is, `m.predict_proba(X)[:, 1]`, or what binds it; "" for what is no answer."""
    if not isinstance(node, ast.Name):
        return {_answering(node)}
    makers = [s for s in Graph.of(program).makers(at, node.id) if node.id in s.facts.binds]
    return {_answering(s.node.value) if isinstance(s.node, ast.Assign) else "" for s in makers}


def _answering(value: ast.expr) -> str:
    while isinstance(value, ast.Subscript):
        value = value.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in ANSWERS:
        return ast.unparse(value.func.value)
    return ""
