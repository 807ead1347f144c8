"""Values that must not reach a file: tokens told by their form, passwords told by their name.

API_KEY = "AKIA..."                       required setting API_KEY, from the environment
connect("postgres://me:pw@host/db")       required setting `secret`
password = "<your password>"              stays: a placeholder is no secret
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.knowledge.secrets import secret_nodes
from nb2prod.model import Program, Statement
from nb2prod.plan.parameters.candidate import Candidate


def secrets(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Every string literal of a kept statement that is a secret."""
    for statement in kept:
        if statement.parent is not None and isinstance(statement.node, (ast.FunctionDef, ast.ClassDef)):
            continue
        for node, name in secret_nodes(statement.node):
            yield _candidate(statement, node, name, bound)


def _candidate(statement: Statement, node: ast.Constant, name: str, bound: dict[str, list[int]]) -> Candidate:
    span = (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
    whole = isinstance(statement.node, ast.Assign) and statement.node.value is node and statement.parent is None
    constant = statement.id if whole and name and len(bound.get(name, ())) == 1 and not name.startswith("_") else None
    return Candidate(
        name if constant is not None else (name.lower().strip("_") or "secret"), node.value, statement.cell, span,
        "A secret of the notebook; it comes from the environment.", "secret", "a secret must not stand in a file",
        ("service", "second"), False, constant, True,
    )  # fmt: skip
