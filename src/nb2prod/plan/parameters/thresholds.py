"""The threshold that makes a class of a probability: `y_hat = proba > 0.35`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import in_function
from nb2prod.plan.parameters.candidate import Candidate

PROBABLE = re.compile(r"proba|prob_|_prob\b|\bprobs?\b|predict\(", re.I)


def thresholds(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Fractions that a probability is compared with, outside the notebook's own functions."""
    for statement in kept:
        if in_function(program, statement) or isinstance(statement.node, (ast.FunctionDef, ast.ClassDef)):
            continue
        for node in ast.walk(statement.node) if not hasattr(statement.node, "body") else ():
            match node:
                case ast.Compare(
                    left=left,
                    ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()],
                    comparators=[ast.Constant(value=float(value)) as given],
                ) if 0 < value < 1 and PROBABLE.search(ast.unparse(left)):
                    yield Candidate(
                        "threshold", value, statement.cell, span_of(given), "Value at which the decision changes.",
                        "threshold", "a probability is compared with it", tuple(sorted(statement.facts.binds))[:1],
                    )  # fmt: skip
