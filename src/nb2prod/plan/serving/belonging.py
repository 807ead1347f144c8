"""Which of the columns that serving does without are columns of its own rows.

cars.fit(X, df.Price); hearts.fit(Z, heart.target)      rows of heart have no Price
df["code"] = df.kind.map(...); df.drop("code", axis=1)  rows of df come without a code: the notebook makes it
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from nb2prod.model import Program
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import Value
from nb2prod.walking import walk


def own_columns(m: State, names: Collection[str], served: Value) -> set[str]:
    """Of `names` those that rows of the served load can have, as far as anybody knows."""
    asked: dict[str, set[bool]] = {}
    for number, deps in m.targets:  # those of the pass before are not known any more, and came again
        if number in m.fitted:
            elsewhere = number not in served.predicted and _elsewhere(m, number, served.source)
            for name in deps.names:
                asked.setdefault(name, set()).add(elsewhere)
    foreign = {name for name, found in asked.items() if found == {True}}
    return set(names) - foreign - _made(m.program, names)


def _elsewhere(m: State, number: int, load: int) -> bool:
    """Whether the object was fitted on rows of another load."""
    matrix = m.fitted[number][0].fitting.matrix
    return matrix is not None and matrix.source not in (-1, load)


def _made(program: Program, names: Collection[str]) -> set[str]:
    """Those that the notebook assigns before it asks for them."""
    first: dict[str, bool] = {}
    for statement in program.statements:
        stored = {
            target.slice.value
            for part in walk(statement.node)
            for target in (part.targets if isinstance(part, ast.Assign) else ())
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant)
        }
        value = getattr(statement.node, "value", None) if isinstance(statement.node, ast.Assign) else statement.node
        read = {
            part.value if isinstance(part, ast.Constant) else part.attr
            for part in (walk(value) if value is not None else ())
            if isinstance(part, (ast.Constant, ast.Attribute))
        }
        for name in names:
            if name not in first and (name in read or name in stored):
                first[name] = name in stored and name not in read
    return {name for name, made in first.items() if made}
