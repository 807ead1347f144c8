"""A model for each part of the rows: what one of them says is about its own part alone.

for store, g in train.groupby("store"):
    m = LinearRegression().fit(g[X], g.y)
    models[store] = m                             models[store].predict(g[X]) asks each about its part
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import named
from nb2prod.plan.models.fits import PREDICTING
from nb2prod.walking import walk


def one_per_part(program: Program, model: str, fit: Statement) -> tuple[str, Statement] | None:
    """What holds the models, and the loop that fits them; None where the rows of its turns are no parts."""
    for statement, loop in _around(program, fit):
        turns = named(loop.target)
        if not _read_by_fits(loop, model) & (turns | _made_of(loop, turns)):
            continue
        for holder in _holders(loop, model):
            if any(_asks(each.node, holder) for each in program.statements):
                return holder, statement
    return None


def _around(program: Program, statement: Statement) -> Iterator[tuple[Statement, ast.For]]:
    """The loops that it stands in, and itself where it is one."""
    for found in outwards(program.statements, statement):
        if isinstance(found.node, ast.For):
            yield found, found.node


def _read_by_fits(loop: ast.stmt, model: str) -> set[str]:
    """The names in what the model is fitted on."""
    found: set[str] = set()
    for part in walk(loop):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit"), args=[matrix, *_]) if name == model:
                found |= named(matrix)
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="fit"), args=[matrix, *_])
            ):
                found |= named(matrix) if name == model else set()
    return found


def _made_of(loop: ast.stmt, turns: set[str]) -> set[str]:
    """Names that the body makes of what tells the turns apart: `part = df[df.store == store]`."""
    made: set[str] = set()
    for part in walk(loop):
        if isinstance(part, ast.Assign) and named(part.value) & (turns | made):
            made |= {name for target in part.targets for name in named(target)}
    return made


def _holders(loop: ast.stmt, model: str) -> Iterator[str]:
    """`models[store] = m`."""
    for part in walk(loop):
        match part:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=holder))], value=ast.Name(id=name)):
                if name == model:
                    yield holder


def _asks(node: ast.stmt, holder: str) -> bool:
    """`models[store].predict(...)`."""
    for part in walk(node):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Subscript(value=ast.Name(id=name)), attr=attr)):
                if name == holder and attr in PREDICTING:
                    return True
    return False
