"""The pieces of texts: columns by number, which a single row may have fewer of than all rows together.

df["name"].str.split(" ", expand=True)[1]      serving: ....reindex(columns=[1])[1], for rows of one word
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import Out
from nb2prod.replacing import replace

PIECES = "pieces"  # the literal of a frame whose columns are numbers


def piece(m: State, node: ast.expr, base: Out, key: Out) -> Out | None:
    """One or several pieces by their numbers; None where the key is something else."""
    literal = key.value.literal
    asked = list(literal) if isinstance(literal, (list, tuple)) else [literal]
    numbers = [number for number in asked if isinstance(number, int)]
    if base.value.literal != PIECES or base.value.others is None or key.time != "const" or numbers != asked:
        return None
    every = numbered(base.expr, numbers)
    frame, part = base.value, base.value.others
    m.read |= part.deps
    if isinstance(literal, int):
        found = replace(
            part, kind="series", rows=frame.rows, index=frame.index, source=frame.source, part=frame.part,
            slice=part.slice | frame.slice, history=part.history or frame.history,
        )  # fmt: skip
        return Out(found, ast.Subscript(every, key.expr, ast.Load()), base.slice, node)
    return Out(replace(frame, literal=None, others=replace(part)), every, base.slice, node)


def numbered(frame: ast.expr, numbers: list[int]) -> ast.expr:
    """The frame with these pieces, whether the rows have them or not."""
    wanted = ast.List([ast.Constant(number) for number in numbers], ast.Load())
    return ast.Call(ast.Attribute(frame, "reindex", ast.Load()), [], [ast.keyword("columns", wanted)])
