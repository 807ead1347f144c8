"""Names that a list of columns surely does not hold, for the notebook's own condition keeps them out.

X = [name for name in df.columns if name not in [y, "ID"]]        neither the target nor "ID" is among them
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.plan.serving.calls import Evaluate
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.tablerows import names_of
from nb2prod.plan.serving.values import Out


def excluded(m: State, node: ast.expr, source: Out, evaluate: Evaluate) -> set[str]:
    """The names that `[name for name in source if ...]` lets through in no case."""
    match node:
        case ast.ListComp() if m.function or not m.excluding:
            return set()  # what changes it there is not looked at
        case ast.ListComp(
            elt=ast.Name(id=element), generators=[ast.comprehension(target=ast.Name(id=name), ifs=tests, is_async=0)]
        ) if element == name:
            parts = [part for test in tests for part in _all_of(test)]
            own = {one for part in parts for one in _kept_out(m, part, name, evaluate)}
            return own | set(source.value.absent)
    return set()


def changed_lists(m: State, names: Iterable[str]) -> None:
    """Nothing is said any more of what a list does not hold, once a statement may have changed it in place."""
    for name in names:
        value = m.env.get(name, (None,))[0]
        if value is not None and value.time == "learned" and value.kind != "columns":
            value.absent = set()


def _all_of(test: ast.expr) -> Iterator[ast.expr]:
    """The conditions that must all be true."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            for value in values:
                yield from _all_of(value)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Compare(left=left, ops=[ast.In() | ast.Eq() as op], comparators=of)):
            yield ast.Compare(left, [ast.NotIn() if isinstance(op, ast.In) else ast.NotEq()], of)
        case _:
            yield test


def _kept_out(m: State, test: ast.expr, name: str, evaluate: Evaluate) -> list[str]:
    """The names for which `name not in ["a", y]`, `name != y` is false; none where they are not known."""
    match test:
        case ast.Compare(left=ast.Name(id=asked), ops=[ast.NotIn()], comparators=[given]) if asked == name:
            found = evaluate(m, given)
            # a text is looked through: `name not in "ab"` keeps "a" out, and "ab"
            return [] if isinstance(found.value.literal, str) else names_of(found) or []
        case ast.Compare(left=ast.Name(id=asked), ops=[ast.NotEq()], comparators=[given]) if asked == name:
            found = evaluate(m, given)
            return names_of(found) or [] if isinstance(found.value.literal, str) else []
    return []
