"""What the analysis has to tell a person: names that nothing binds, names read too early, calls that need a person."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator

from nb2prod.analyse.scope import bound_in, names_of
from nb2prod.knowledge.python import BUILTINS
from nb2prod.model import Cell, Finding, Statement

MODULE_NAMES = frozenset({"__name__", "__file__", "__doc__", "__builtins__", "__annotations__"})
ABSOLUTE = re.compile(r"^(?:/(?:home|Users|content|kaggle|mnt|data|root|tmp|Volumes|gdrive)/|[A-Za-z]:[\\/]|~/|\\\\)")


def findings_of(
    statements: tuple[Statement, ...], unbound: dict[tuple[int, str], bool], cells: tuple[Cell, ...]
) -> tuple[Finding, ...]:
    """All findings in document order."""
    found = [*_names(statements, unbound, cells), *_calls(statements), *_paths(statements)]
    return tuple(sorted(found, key=lambda f: (f.cell or 0, f.line or 0, f.code, f.text)))


def _names(
    statements: tuple[Statement, ...], unbound: dict[tuple[int, str], bool], cells: tuple[Cell, ...]
) -> Iterator[Finding]:
    top = [s.node for s in statements if s.parent is None]
    given = {module for cell in cells for module in cell.imports} | {"display"}
    bound = given | bound_in(top) | frozenset().union(*(names_of(node).outer for node in top)) if top else frozenset()
    if any(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for s in statements for n in [s.node]):
        return  # a star import may bind anything
    said: set[str] = set()
    for statement in statements:
        inside = _in_function(statement, statements)
        names = statement.facts.late if not inside else frozenset()
        early = {n for n in statement.facts.reads if unbound.get((statement.id, n)) and not inside}
        for name in sorted(names | early):
            if name in BUILTINS or name in MODULE_NAMES or name in said:
                continue
            if name not in bound:
                said.add(name)
                yield _undefined(statement, name, bound)
            elif name in early:
                said.add(name)
                yield _too_early(statement, name, statements)


def _in_function(statement: Statement, statements: tuple[Statement, ...]) -> bool:
    while statement.parent is not None:
        if statement.body == "function":
            return True
        statement = statements[statement.parent]
    return False


def _undefined(statement: Statement, name: str, bound: Iterable[str]) -> Finding:
    candidates = sorted(bound)
    near = [c for c in candidates if c.startswith(name + "_") or name.startswith(c + "_")]
    near = near or difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    advice = f"probably {near[0]} is meant" if near else "define it, or remove what reads it"
    return Finding(
        "NB101", "error", f"the name {name} is defined nowhere in the notebook; it is kept as it stands", advice,
        statement.cell, _line(statement, name),
    )  # fmt: skip


def _too_early(statement: Statement, name: str, statements: tuple[Statement, ...]) -> Finding:
    later = next((s for s in statements if name in s.facts.binds and s.id > statement.id), statement)
    return Finding(
        "NB102", "error", f"{name} is read before it is bound (cell {later.cell + 1} binds it): run from top to "
        "bottom, the notebook stops here", "move the cell that binds it up, or the one that reads it down",
        statement.cell, _line(statement, name),
    )  # fmt: skip


def _line(statement: Statement, name: str) -> int:
    lines = [n.lineno for n in ast.walk(statement.node) if isinstance(n, ast.Name) and n.id == name]
    return min(lines, default=statement.line)


def _calls(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    for statement in statements:
        if "builtins.input" in statement.facts.calls:
            yield Finding(
                "NB104", "error", "input() waits for a person; it is kept", "make the answer a parameter",
                statement.cell, statement.line,
            )  # fmt: skip
        if "barrier" in statement.facts.effects:
            yield Finding(
                "NB105", "warning", "exec, eval, globals() or locals(): what it reads and binds cannot be seen, so "
                "all cells stay in one namespace", "write the code out", statement.cell, statement.line,
            )  # fmt: skip


def _paths(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    for statement in statements:
        if statement.parent is not None:
            continue
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ABSOLUTE.match(node.value):
                yield Finding(
                    "NB106", "note", "a path of one machine stands in the code",
                    "set it as a parameter or make it relative", statement.cell, node.lineno,
                )  # fmt: skip
