"""Python as units: imports, functions, classes, statements, each with its comments; together they are the text again.

    import os                     Unit(("import", "os"))

    # how many                    lead
    def count(rows):              Unit(("def", "count")): head
        "Count rows."             doc
        return len(rows)          body

A class has units of its own as `members`. Nothing is built from syntax: a unit is a slice of what somebody wrote.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from nb2prod.sync.lines import split

Key = tuple[str, ...]
KEEP = "# nb2prod: keep"
MANY = 200  # texts of one project, on three sides: each is asked for several times
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Unit:
    """One unit: the parts in the order in which they stand."""

    key: Key
    gap: str = ""  # blank lines in front of it
    lead: str = ""  # comments directly above it
    head: str = ""  # of a definition: decorators and signature; else the whole text
    doc: str = ""
    body: str = ""
    members: tuple[Unit, ...] = ()
    node: ast.stmt | None = field(default=None, compare=False, repr=False)

    @property
    def inner(self) -> str:
        """All but the lead and the gap."""
        return f"{self.head}{self.doc}{self.body}{''.join(member.text for member in self.members)}"

    @property
    def own(self) -> str:
        """All but the gap."""
        return f"{self.lead}{self.inner}"

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.gap}{self.own}"

    @property
    def kept(self) -> bool:
        """Whether a person said that it stays as it stands: in the comment above it, or on its first line."""
        first = self.inner.partition("\n")[0]
        return any(
            line.partition("#")[2].strip() == "nb2prod: keep" for line in (*split(self.lead), first[first.rfind("#") :])
        )


@lru_cache(MANY)
def read_units(text: str) -> tuple[Unit, ...] | None:
    """The units of a module, None where it cannot be read."""
    tree = parse(text)
    if tree is None or "\r" in text:
        return None
    lines = split(text)
    units = _numbered(_units(lines, 0, len(lines), tree.body, 0))
    return units if "".join(unit.text for unit in units) == text else None


@lru_cache(MANY)
def parse(text: str) -> ast.Module | None:
    """The syntax tree, None where this is no Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # as ast.parse has it for what people write
        return None


def _units(lines: Sequence[str], start: int, end: int, body: Sequence[ast.stmt], column: int) -> Iterable[Unit]:
    """The units of `lines[start:end]`, whose statements are `body`, indented by `column`."""
    at = start
    for group in _groups(body):
        first = _first_line(group[0]) - 1
        last = _absorb(lines, max(node.end_lineno or node.lineno for node in group), end, column)
        loose, lead = _above(lines, at, first)
        yield from loose
        gap, comments = lead
        yield replace(_unit(lines, first, last, group), gap=gap, lead=comments)
        at = last
    loose, (gap, comments) = _above(lines, at, end)
    yield from loose
    if gap or comments:
        yield Unit(("end",) if not comments else ("#", comments), gap, "", comments)


def _groups(body: Sequence[ast.stmt]) -> list[list[ast.stmt]]:
    """Statements that share a line stay together."""
    groups: list[list[ast.stmt]] = []
    for node in body:
        if groups and _first_line(node) <= (groups[-1][-1].end_lineno or 0):
            groups[-1].append(node)
        else:
            groups.append([node])
    return groups


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, DEFINITIONS) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _absorb(lines: Sequence[str], last: int, end: int, column: int) -> int:
    """Comments after a block that are indented deeper belong to it."""
    at = last
    while at < end and (not lines[at].strip() or (_indent(lines[at]) > column and lines[at].lstrip().startswith("#"))):
        at += 1
        if lines[at - 1].strip():
            last = at
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _above(lines: Sequence[str], start: int, first: int) -> tuple[list[Unit], tuple[str, str]]:
    """Blocks of comments that stand alone, and the gap and the comments of what follows."""
    loose: list[Unit] = []
    gap = block = ""
    for line in lines[start:first]:
        if line.strip():
            block += line
        elif block:
            loose.append(Unit(("#", block), gap, "", block))
            gap, block = line, ""
        else:
            gap += line
    return loose, (gap, block)


def _unit(lines: Sequence[str], first: int, last: int, group: list[ast.stmt]) -> Unit:
    node = group[0]
    whole = "".join(lines[first:last])
    if len(group) > 1:
        return Unit(("statement", whole), head=whole)
    if not isinstance(node, DEFINITIONS):
        return Unit(_key(node, whole), head=whole, node=node)
    key: Key = ("class" if isinstance(node, ast.ClassDef) else "def", node.name)
    inner = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    starts = _first_line(node.body[0]) - 1
    head_end = _header_end(lines, node, starts)
    if starts < head_end or (
        inner and inner is not node.body and _first_line(inner[0]) <= (node.body[0].end_lineno or 0)
    ):
        return Unit(key, head=whole, node=node)  # on one line, or the docstring shares one
    doc_end = head_end if inner is node.body else (node.body[0].end_lineno or 0)
    head, doc = "".join(lines[first:head_end]), "".join(lines[head_end:doc_end])
    if isinstance(node, ast.ClassDef):
        members = _numbered(_units(lines, doc_end, last, inner, node.body[0].col_offset))
        return Unit(key, head=head, doc=doc, members=members, node=node)
    return Unit(key, head=head, doc=doc, body="".join(lines[doc_end:last]), node=node)


def _header_end(lines: Sequence[str], node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, starts: int) -> int:
    """The line after the colon: comments between it and the first statement belong to the body."""
    at = starts
    while at > node.lineno and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    return max(at, node.lineno)


def _key(node: ast.stmt, text: str) -> Key:
    match node:
        case ast.Import(names=names):
            return ("import", ", ".join(alias.name for alias in names))
        case ast.ImportFrom(module=module, level=level):
            return ("from", f"{'.' * level}{module or ''}")
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return ("=", name)
        case ast.Expr(value=ast.Constant(value=str())):
            return ("doc",)
        case ast.If(test=test):
            return ("if", ast.unparse(test))
    return ("statement", text.strip())


def _numbered(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """The second unit of one key is another one."""
    seen: Counter[Key] = Counter()
    numbered = []
    for unit in units:
        seen[unit.key] += 1
        count = seen[unit.key]
        numbered.append(unit if count == 1 else replace(unit, key=(*unit.key, str(count))))
    return tuple(numbered)


def substance(unit: Unit) -> str:
    """What it does: without comments, layout, docstring."""
    if unit.node is None:
        return unit.inner.strip()
    if (
        isinstance(unit.node, DEFINITIONS)
        and len(unit.node.body) > 1
        and ast.get_docstring(unit.node, clean=False) is not None
    ):
        body = unit.node.body
        unit.node.body = body[1:]
        dumped = ast.dump(unit.node)
        unit.node.body = body
        return dumped
    return ast.dump(unit.node)


def same_but_layout(one: Unit, other: Unit) -> bool:
    """Whether two units differ in line breaks and blanks only."""
    if one.node is None or other.node is None:
        return one.own.split() == other.own.split()
    return ast.dump(one.node) == ast.dump(other.node) and _comments(one.own) == _comments(other.own)


def _comments(text: str) -> list[str]:
    try:
        return [
            token.string
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        ]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return [text]
