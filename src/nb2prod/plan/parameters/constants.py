"""Constants that the notebook sets once and reads: `TEST_SIZE = 0.2`; all literals of a cell tagged `parameters`."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.plan.parameters.candidate import TYPES, Candidate
from nb2prod.plan.parameters.grids import settings_names
from nb2prod.plan.parameters.sites import plain

PATHLIKE = re.compile(
    r"^(?:[\w.+-]+://|/|\.{1,2}/|~/)|[\\/]|\.(?:csv|tsv|txt|json|jsonl|parquet|xlsx?|pkl|joblib|h5|zip|gz|db)$"
)
NAMED = re.compile(
    r"(?:^|_)(?:path|file|filename|dir|folder|root|data|url|uri|sep|delimiter|encoding|date|metric|method|kernel)s?$",
    re.I,
)


def constants(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Top-level `NAME = literal`, bound once, never changed in place, and read by something that stays."""
    seen = [s for s in kept if "barrier" not in s.facts.effects]  # what exec changes, the plan provides for
    changed = frozenset().union(*(s.facts.mutates for s in seen)) if seen else frozenset()
    staying = {s.id for s in kept}
    read = {e.name for e in program.edges if e.target in staying and e.name in program.statements[e.target].facts.reads}
    reached = {(e.target, e.name) for e in program.edges}
    unbound = {n for s in kept for n in s.facts.names if hasattr(builtins, n) and (s.id, n) not in reached}
    tags = {cell.index: cell.tags for cell in program.notebook.cells}
    settings = settings_names(program, kept, bound)
    for statement in kept:
        target = _target(statement)
        if target is None or statement.parent is not None:
            continue
        name, node = target
        tagged = "parameters" in tags.get(statement.cell, frozenset())
        value = _value(node)
        once = len(bound.get(name, ())) == 1 and name not in changed
        if value is None or not once or (name not in read and not tagged) or name.startswith("_") or name in unbound:
            continue
        if tagged or _worth(name, value) or (isinstance(value, (dict, str)) and value and name in settings):
            yield Candidate(
                name, value, statement.cell, _span(node), _comment(program, statement) or f"The notebook's {name}.",
                "tagged parameters" if tagged else "constant",
                "it stands in the cell tagged parameters" if tagged else "a constant that is set once", (), False,
                statement.id,
            )  # fmt: skip


def _target(statement: Statement) -> tuple[str, ast.expr] | None:
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            return name, value
    return None


def _value(node: ast.expr) -> object:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if isinstance(value, (list, dict)) and not plain(value):
        return None
    return value if type(value) in TYPES and not isinstance(value, tuple) else None


def _worth(name: str, value: object) -> bool:
    """Column names and lists of them stay code; numbers, flags and paths are what people change."""
    if isinstance(value, str):
        return bool(PATHLIKE.search(value) or NAMED.search(name)) and "\n" not in value and len(value) < 300
    return isinstance(value, (bool, int, float))


def _comment(program: Program, statement: Statement) -> str:
    """A comment at the end of the line says what the constant is for."""
    source = next(c.python for c in program.notebook.cells if c.index == statement.cell).split("\n")[
        statement.end_line - 1
    ]
    match = re.search(r"#\s*([^#'\"]{3,100})$", source)
    text = match[1].strip() if match else ""
    return text if text.isprintable() else ""


def _span(node: ast.expr) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0
