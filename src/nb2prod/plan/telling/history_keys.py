"""Keys of a history of training that no fit writes: it names them as `compile` was told.

model.compile(metrics=["MAE"])
history.history["val_mean_absolute_error"]      the key is val_MAE: a KeyError ends the run
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program, Statement
from nb2prod.walking import walk

ALIKE = (  # names of one metric
    frozenset({"acc", "accuracy", "ACC"}),
    frozenset({"mae", "MAE", "mean_absolute_error"}),
    frozenset({"mse", "MSE", "mean_squared_error"}),
)


def history_keys(program: Program, kept: Sequence[Statement]) -> Iterator[Finding]:
    """The first use of each, where all that the notebook's calls of compile are told are texts."""
    top = [s.node for s in program.statements if s.parent is None]
    told = [given for node in top for part in walk(node) if (given := _metrics(part)) is not None]
    if not told or None in [name for given in told for name in given]:
        return
    names = {str(name) for given in told for name in given}
    said = set(_written(kept))
    for statement in kept:
        for part in walk(statement.node):
            match part:
                case ast.Subscript(
                    value=ast.Attribute(attr="history"), slice=ast.Constant(value=str(key)), ctx=ast.Load()
                ):
                    plain = key.removeprefix("val_")
                    group = next((group for group in ALIKE if plain in group), frozenset[str]())
                    if key not in said and plain not in names and (other := sorted(group & names)):
                        said.add(key)
                        instead = key.removesuffix(plain) + other[0]
                        where = {"cell": statement.cell, "line": statement.line}
                        yield finding("NB154", **where, key=key, told=other[0], instead=instead)


def _written(kept: Iterable[Statement]) -> Iterator[str]:
    """Keys that the notebook itself writes."""
    for part in (part for statement in kept for part in walk(statement.node)):
        match part:
            case ast.Subscript(
                value=ast.Attribute(attr="history"), slice=ast.Constant(value=str(key)), ctx=ast.Store()
            ):
                yield key


def _metrics(node: ast.AST) -> list[str | None] | None:
    """What a call of compile is told to measure, None in it for what is no text."""
    match node:
        case ast.Call(func=ast.Attribute(attr="compile"), keywords=keywords):
            given = next((k.value for k in keywords if k.arg == "metrics"), None)
            parts = given.elts if isinstance(given, (ast.List, ast.Tuple)) else [given] if given is not None else []
            return [p.value if isinstance(p, ast.Constant) and isinstance(p.value, str) else None for p in parts]
    return None
