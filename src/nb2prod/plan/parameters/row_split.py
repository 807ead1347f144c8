"""The row at which tables are parted into rows to train on and rows to test on.

train = df.iloc[:712]; test = df.iloc[712:]            n_train: 712, in both places
X_train, X_test = X[:-20], X[-20:]                     n_test: 20
head, tail = columns[:12], columns[12:]                nothing: who knows what is parted there
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nb2prod.model import Program, Statement
from nb2prod.nesting import own_parts, span_of
from nb2prod.plan.graph import in_function
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.shares import PART
from nb2prod.walking import walk

FEW = 10  # smaller numbers are everywhere


@dataclass(frozen=True)
class Part:
    """`train = df.iloc[:712]`: rows before the one, or from there on; counted from the end where `last` is true."""

    statement: Statement
    number: ast.Constant
    whole: str  # "df.iloc"
    before: bool
    last: bool
    trains: bool

    @property
    def place(self) -> tuple[int, bool]:
        """Where the rows are parted."""
        assert isinstance(self.number.value, int)
        return self.number.value, self.last


def row_split(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Each place of the number, where nothing else says it."""
    parts = [part for s in kept if not in_function(program, s) for part in _parts(s)]
    for place in dict.fromkeys(part.place for part in parts):
        same = [part for part in parts if part.place == place]
        sides = {(part.whole, part.before, part.trains) for part in same}
        parted = all((p.whole, not p.before, not p.trains) in sides and p.trains == p.before for p in same)
        if not parted or _said_elsewhere(kept, same):
            continue
        last = place[1]
        for part in same:
            yield Candidate(
                "n_test" if last else "n_train", part.number.value, part.statement.cell, span_of(part.number),
                f"Number of {'last rows to test' if last else 'first rows to train'} on.", "rows",
                "the row at which training and testing are parted", alike=("rows", *place), whole=True,
            )  # fmt: skip


def _parts(statement: Statement) -> Iterator[Part]:
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield from _part(statement, name, value)
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            for target, value in zip(targets, values, strict=False):
                yield from _part(statement, target.id if isinstance(target, ast.Name) else "", value)


def _part(statement: Statement, name: str, value: ast.expr) -> Iterator[Part]:
    kind = PART.search(name)
    for node in walk(value) if kind else ():
        match node:
            case (
                ast.Subscript(value=whole, slice=ast.Slice() as cut)
                | ast.Subscript(value=whole, slice=ast.Tuple(elts=[ast.Slice() as cut, *_]))
            ):
                found = _number(cut)
                if found is not None and kind is not None:
                    number, last = found
                    trains = kind[0].lower() == "train"
                    yield Part(statement, number, ast.unparse(whole), cut.upper is not None, last, trains)


def _number(cut: ast.Slice) -> tuple[ast.Constant, bool] | None:
    """The one bound of the slice, and whether it is counted from the end."""
    if cut.step is not None or (cut.lower is None) == (cut.upper is None):
        return None
    match cut.lower or cut.upper:
        case ast.Constant(value=int() as number) as node if number >= FEW:
            return node, False
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number) as node) if number >= FEW:
            return node, True
    return None


def _said_elsewhere(kept: Iterable[Statement], parts: list[Part]) -> bool:
    """Whether another place in the code holds the number as well."""
    own, value = {id(part.number) for part in parts}, parts[0].number.value
    return any(
        isinstance(node, ast.Constant) and node.value == value and type(node.value) is int and id(node) not in own
        for statement in kept
        for node in own_parts(statement.node)
    )
