"""The cells as concrete syntax: for each statement of the program the node that a person wrote, comments and all."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from nb2prod.model import Program, Span
from nb2prod.rewrite.spans import Place


@dataclass
class Source:
    """Syntax of all cells. `nodes`: statement id -> its node; `lines`: id -> the line node of a small statement."""

    nodes: dict[int, cst.CSTNode] = field(default_factory=dict)
    lines: dict[int, cst.SimpleStatementLine] = field(default_factory=dict)
    places: dict[cst.CSTNode, Place] = field(default_factory=dict)
    headers: dict[int, Sequence[cst.EmptyLine]] = field(default_factory=dict)  # comments at the top of a cell
    text: dict[int, list[str]] = field(default_factory=dict)

    def place(self, cell: int, span: Span) -> Place:
        """A span of `ast` (columns in bytes) as a place of libcst (columns in characters)."""
        return place_of(span, self.text[cell])

    def at(self, cell: int, place: Place) -> str:
        """What stands at such a place."""
        return text_at(place, self.text[cell])


def place_of(span: Span, lines: Sequence[str]) -> Place:
    """A span of `ast` (columns in bytes) as a place of libcst (columns in characters)."""
    start = len(lines[span[0] - 1].encode()[: span[1]].decode())
    end = len(lines[span[2] - 1].encode()[: span[3]].decode())
    return span[0], start, span[2], end


def text_at(place: Place, lines: Sequence[str]) -> str:
    """What stands at such a place."""
    first, *more = lines[place[0] - 1 : place[2]]
    lines = [first, *more[:-1], more[-1][: place[3]]] if more else [first[: place[3]]]
    return "\n".join([lines[0][place[1] :], *lines[1:]])


class _Wrapper(MetadataWrapper):
    def visit_batched(self, visitors: Iterable[cst.BatchableCSTVisitor], *hooks: Any, **named: Any) -> cst.CSTNode:
        """Not through a whole cell for no visitor, as libcst does it for positions."""
        given = [*visitors]
        return super().visit_batched(given, *hooks, **named) if given else self.module


def read_cells(program: Program) -> Source:
    """Parse every cell that has a statement."""
    source = Source()
    number = {statement.node: statement.id for statement in program.statements}
    by_cell: dict[int, list[ast.stmt]] = {}
    for statement in program.statements:
        if statement.parent is None:
            by_cell.setdefault(statement.cell, []).append(statement.node)
    cells: Mapping[int, str] = {cell.index: cell.python for cell in program.notebook.cells}
    for cell, nodes in by_cell.items():
        wrapper = _Wrapper(cst.parse_module(cells[cell]), unsafe_skip_copy=True)
        for node, found in wrapper.resolve(PositionProvider).items():
            source.places[node] = (found.start.line, found.start.column, found.end.line, found.end.column)
        source.text[cell] = cells[cell].split("\n")
        module = wrapper.module
        _pair(source, number, nodes, module.body)
        if nodes:
            source.headers[number[nodes[0]]] = module.header
    return source


def _pair(
    source: Source, number: Mapping[ast.stmt, int], nodes: Sequence[ast.stmt], body: Sequence[cst.CSTNode]
) -> None:
    """Both parsers saw the same text, so their statements come in the same order."""
    for node, (concrete, line) in zip(nodes, _flat(body), strict=True):
        identity = number.get(node)
        if identity is not None:
            source.nodes[identity] = concrete
            if line is not None:
                source.lines[identity] = line
            for inner, block in _blocks(node, concrete):
                _pair(source, number, inner, block)


def _flat(body: Sequence[cst.CSTNode]) -> Iterator[tuple[cst.CSTNode, cst.SimpleStatementLine | None]]:
    for part in body:
        if isinstance(part, cst.SimpleStatementLine):
            for small in part.body:
                yield small, part
        else:
            yield part, None


def _blocks(node: ast.stmt, concrete: cst.CSTNode) -> Iterator[tuple[list[ast.stmt], Sequence[cst.CSTNode]]]:
    """Each nested statement list in both syntaxes."""
    match node:
        case ast.Match():
            assert isinstance(concrete, cst.Match)
            for case, other in zip(node.cases, concrete.cases, strict=True):
                yield case.body, statements(other.body)
            return
        case ast.ClassDef():
            return
    for part in ("body", "orelse", "finalbody"):
        inner = getattr(node, part, None)
        if not inner:
            continue
        if part == "body":
            yield inner, statements(concrete.body)  # type: ignore[attr-defined]  # every compound node has one
        else:
            other = getattr(concrete, part)
            yield inner, [other] if isinstance(other, cst.If) else statements(other.body)
    for handler, other in zip(getattr(node, "handlers", ()), getattr(concrete, "handlers", ()), strict=True):
        yield handler.body, statements(other.body)


def statements(block: cst.BaseSuite) -> Sequence[cst.CSTNode]:
    """The statements of a suite, `if x: a; b` included."""
    return list(block.body)
