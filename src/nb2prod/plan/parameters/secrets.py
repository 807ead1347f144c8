"""Values that must not reach a file: tokens told by their form, passwords told by their name.

API_KEY = "AKIA..."                       required setting API_KEY, from the environment
connect("postgres://me:pw@host/db")       required setting `database_url`
password = "<your password>"              stays: a placeholder is no secret
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from nb2prod.knowledge.secrets import called, in_f_string, is_strong, keyed, secret_nodes
from nb2prod.model import Program, Span, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.reaching import parsed
from nb2prod.walking import walk


def secrets(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Every string literal of a kept statement that is a secret, or repeats one."""
    known = _known(kept)
    for statement in kept:
        if statement.parent is not None and isinstance(statement.node, (ast.FunctionDef, ast.ClassDef)):
            continue
        found = dict(secret_nodes(statement.node))
        parts = {id(p): s for n in walk(statement.node) if (s := in_f_string(n)) for p in getattr(n, "values", ())}
        for node in walk(statement.node):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node in found and id(node) in parts:
                    yield _made(keyed(node.value), parts[id(node)], statement.cell, span_of(node), None)
                elif node in found:
                    yield _candidate(statement, node, found[node], bound)
                elif any(value in node.value for value in known):
                    yield _candidate(statement, node, "", bound)


def in_modules(program: Program) -> Iterator[tuple[str, Candidate]]:
    """Secrets in modules that are copied into the package: (path of the module, what becomes a setting)."""
    for module, tree in parsed(program.notebook.modules):
        imports = (item for item in program.imports if item.module.split(".")[0] == module.name.split(".")[0])
        first = next((program.statements[item.statement] for item in imports), None)
        cell, line = (first.cell, first.line) if first is not None else (module.cell or 0, 1)
        for node, name in secret_nodes(tree):
            made = _made(name, str(node.value), cell, span_of(node), None)
            yield module.path, replace(made, line=line)


def _known(kept: list[Statement]) -> frozenset[str]:
    """Secrets that are one wherever they are repeated."""
    nodes = (node for statement in kept for node, _ in secret_nodes(statement.node))
    return frozenset(str(node.value) for node in nodes if is_strong(str(node.value)))


def _candidate(statement: Statement, node: ast.Constant, name: str, bound: dict[str, list[int]]) -> Candidate:
    whole = isinstance(statement.node, ast.Assign) and statement.node.value is node and statement.parent is None
    constant = statement.id if whole and name and len(bound.get(name, ())) == 1 and not name.startswith("_") else None
    return _made(name, str(node.value), statement.cell, span_of(node), constant)


def _made(name: str, value: str, cell: int, span: Span, constant: int | None) -> Candidate:
    plain = re.sub(r"\W+", "_", name).lower().strip("_")
    return Candidate(
        name if constant is not None else (plain if plain.isidentifier() else called(value)), value, cell, span,
        "", "secret", "a secret must not stand in a file", ("service",), False, constant, True,
    )  # fmt: skip
