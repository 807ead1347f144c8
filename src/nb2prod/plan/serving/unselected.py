"""A column that the notebook works over and that the model may not take: a new row need not have it then.

df["kind"] = encoder.transform(df["kind"]); X = df[columns]      `kind` is asked for where it is one of the columns
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.state import State, marks
from nb2prod.plan.serving.values import Deps
from nb2prod.walking import walk

Body = list[tuple[int, ast.stmt]]


def where_chosen(m: State, bodies: Body, expression: ast.expr, source: str, needed: Deps) -> tuple[Body, Deps]:
    """The lines, and what is needed, without columns that are only worked over before training's choice of columns."""
    lists = frozenset(int(name[1:]) for name in needed.names if name[:1] == "@" and name[1:].isdigit())
    plain = frozenset(name for name in needed.names if "@" not in name and not name.startswith("#"))
    if not lists or needed.rest is not None or len(plain) + len(lists) < len(needed.names):
        return bodies, needed
    plain -= {name for _, deps, _ in m.filters for name in deps.names}
    only = _only_worked_over(bodies, expression, source, lists, plain)
    lines = [(i, _where_there(line, _in_place(line, source), source, only)) for i, line in bodies]
    return lines, Deps(needed.names - only)


def _only_worked_over(
    bodies: Body, expression: ast.expr, source: str, lists: frozenset[int], names: frozenset[str]
) -> set[str]:
    """Those of `names` that one line changes in place, and that only a choice of columns out of `lists` can read."""
    changed = [_in_place(line, source) for _, line in bodies]
    alone = {name for name in changed if name in names and changed.count(name) == 1}
    read = [line for _, line in bodies if _in_place(line, source) not in alone] + [ast.Expr(expression)]
    parts = [part for line in read for part in walk(line)]
    spelled = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    alone -= spelled | {part.attr for part in parts if isinstance(part, ast.Attribute)}
    return alone if all(_chosen(line, source, lists) for line in read) else set()


def _in_place(line: ast.stmt, source: str) -> str:
    """The column of `df["a"] = f(df["a"])`, which reads no other; "" for any other line."""
    match line:
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Name(id=frame), slice=ast.Constant(value=str() as name))], value=value
        ) if frame == source:
            parts = [*walk(value)]
            own = [part for part in parts if _is_column(part, source, name)]
            frames = [part for part in parts if isinstance(part, ast.Name) and part.id == source]
            return name if own and len(own) == len(frames) else ""
    return ""


def _is_column(node: ast.AST, source: str, name: str) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(id=frame), slice=ast.Constant(value=key)):
            return frame == source and key == name
    return False


def _chosen(line: ast.stmt, source: str, lists: frozenset[int]) -> bool:
    """Whether the frame is read by choices of known columns alone, and by columns that bear their names there."""
    parts = [*walk(line)]
    frames = sum(isinstance(part, ast.Name) and part.id == source for part in parts)
    plain = 0
    for part in parts:
        match part:
            case ast.Subscript(value=ast.Name(id=frame), slice=ast.Constant(value=str())) if frame == source:
                plain += 1
            case ast.Subscript(  # df[[name for name in columns if name in df.columns]]
                value=ast.Name(id=frame),
                slice=ast.ListComp(
                    elt=ast.Name(),
                    generators=[
                        ast.comprehension(
                            iter=ast.Name() as key,
                            ifs=[ast.Compare(comparators=[ast.Attribute(value=ast.Name(id=other), attr="columns")])],
                        )
                    ],
                ),
            ) if frame == other == source:
                plain += 2 if marks(key) and {*marks(key)} <= lists else 0
            case ast.Subscript(value=ast.Name(id=frame), slice=ast.Name() as key) if frame == source:
                plain += bool(marks(key)) and {*marks(key)} <= lists
    return frames == plain


def _where_there(line: ast.stmt, name: str, source: str, names: set[str]) -> ast.stmt:
    if name not in names:
        return line
    there = ast.Compare(ast.Constant(name), [ast.In()], [ast.Name(source, ast.Load())])
    return ast.fix_missing_locations(ast.If(there, [line], []))
