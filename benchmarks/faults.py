"""Faults that a generator or a person could make in a generated module, as edits of its text.

drop      a statement that binds again, or changes in place, what was there before
swap      two neighbours of which the second reads what the first binds or changes
seed      random_state and seed arguments, and statements that seed
literal   a number, a comparison, an operator
refit     a model or a transformer fitted on less, or once more
columns   the order of a list of texts
copy      a copy that is none
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

SEEDS = ("random_state", "seed")
FITS = ("fit", "fit_transform", "partial_fit")
COMPARISONS = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="}
OPERATORS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*"}


@dataclass(frozen=True)
class Fault:
    """One edit of one file."""

    kind: str
    file: str
    line: int
    what: str  # for people
    text: str  # of the whole file, with the fault in it
    function: str = ""  # the one that it stands in


class Source:
    """A module and its edits by position."""

    def __init__(self, file: str, text: str) -> None:
        """Parse it, and find its functions; what stands in `main` or draws the command line is not touched."""
        self.file, self.text = file, text
        self.tree = ast.parse(text)
        self.lines = text.encode().splitlines(keepends=True)
        named = (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef) and n.name not in ("main", "save"))
        self.functions = list(named)

    def blocks(self) -> Iterator[list[ast.stmt]]:
        """Lists of statements inside functions, docstrings left out."""
        for function in self.functions:
            for node in ast.walk(function):
                for name in ("body", "orelse"):
                    body = getattr(node, name, None)
                    if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                        yield [s for s in body if not quiet(s)]

    def statements(self) -> Iterator[ast.stmt]:
        """Every statement inside functions that computes something."""
        seen: set[int] = set()
        for block in self.blocks():
            for statement in block:
                if id(statement) not in seen:
                    seen.add(id(statement))
                    yield statement

    def part(self, node: ast.AST) -> str:
        """The text of a node."""
        return ast.get_source_segment(self.text, node) or ""

    def edited(self, *edits: tuple[ast.AST, str]) -> str:
        """The text with nodes replaced."""
        raw = self.text.encode()
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        spans = []
        for node, text in edits:
            start, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
            spans.append((start, end, text))
        for start, end, text in sorted(spans, reverse=True):
            raw = raw[:start] + text.encode() + raw[end:]
        return raw.decode()

    def fault(self, kind: str, node: ast.AST, what: str, *edits: tuple[ast.AST, str]) -> Fault:
        """A fault at a node."""
        around = [f.name for f in self.tree.body if isinstance(f, ast.FunctionDef) and within(node, f)]
        return Fault(kind, self.file, node.lineno, what, self.edited(*edits), "".join(around))


def within(node: ast.AST, function: ast.FunctionDef) -> bool:
    """Whether a node stands in a function."""
    return function.lineno <= node.lineno <= (function.end_lineno or 0)


def quiet(statement: ast.stmt) -> bool:
    """Docstrings, log lines, `pass`, `return`: nothing that a value depends on."""
    if isinstance(statement, ast.Expr):
        if isinstance(statement.value, ast.Constant):
            return True
        call = statement.value.func if isinstance(statement.value, ast.Call) else None
        receiver = call.value if isinstance(call, ast.Attribute) else None
        return isinstance(receiver, ast.Name) and receiver.id.startswith("logger")
    return isinstance(statement, (ast.Pass, ast.Return, ast.Global, ast.AnnAssign))


def names(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    """Names that are read, or bound."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, context)}


def changed(statement: ast.stmt) -> set[str]:
    """Names that a statement binds, or whose object it seems to change."""
    found = names(statement, ast.Store)
    targets = [t for t in ast.walk(statement) if isinstance(t, (ast.Subscript, ast.Attribute)) and not is_load(t)]
    found |= {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        receiver = statement.value.func
        found |= names(receiver, ast.Load) if isinstance(receiver, ast.Attribute) else names(statement.value, ast.Load)
    return found


def is_load(node: ast.expr) -> bool:
    """Whether an expression is read."""
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def drops(source: Source) -> Iterator[Fault]:
    """Statements without which the module still runs, most likely."""
    for statement in source.statements():
        simple = isinstance(statement, (ast.Assign, ast.AugAssign, ast.Expr, ast.Delete))
        again = changed(statement) <= names(statement, ast.Load) | subscripted(statement)
        if simple and (again or isinstance(statement, ast.AugAssign)):
            yield source.fault("drop", statement, source.part(statement), (statement, "pass"))


def subscripted(statement: ast.stmt) -> set[str]:
    """`df["x"] = 1` changes a df that was there before."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return {n.id for t in targets if not isinstance(t, ast.Name) for n in ast.walk(t) if isinstance(n, ast.Name)}


def swaps(source: Source) -> Iterator[Fault]:
    """Neighbours whose order matters."""
    for block in source.blocks():
        for one, other in pairwise(block):
            plain = all(isinstance(s, (ast.Assign, ast.AugAssign, ast.Expr)) for s in (one, other))
            depends = changed(one) & (names(other, ast.Load) | changed(other))
            if plain and depends and source.part(one) != source.part(other):
                edits = (one, source.part(other)), (other, source.part(one))
                yield source.fault("swap", one, f"{source.part(one)}  <->  {source.part(other)}", *edits)


def seeds(source: Source) -> Iterator[Fault]:
    """Seeds that are lost."""
    for statement in source.statements():
        for node in ast.walk(statement):
            if isinstance(node, ast.keyword) and node.arg in SEEDS:
                yield source.fault("seed", node.value, source.part(statement), (node.value, "None"))
        text = source.part(statement)
        if isinstance(statement, ast.Expr) and ".seed(" in text:
            yield source.fault("seed", statement, text, (statement, "pass"))


def literals(source: Source) -> Iterator[Fault]:
    """Numbers, comparisons, operators."""
    for statement in source.statements():
        whole = source.part(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                more = repr(node.value + 1 if isinstance(node.value, int) else round(node.value * 1.5 + 0.01, 6))
                yield source.fault("literal", node, f"{node.value} -> {more} in {whole}", (node, more))
            elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
                sign = COMPARISONS[type(node.ops[0])]
                text = f"{source.part(node.left)} {sign} {source.part(node.comparators[0])}"
                yield source.fault("literal", node, f"{sign} in {whole}", (node, text))
            elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS and "'" not in whole and '"' not in whole:
                sign = OPERATORS[type(node.op)]
                text = f"{source.part(node.left)} {sign} {source.part(node.right)}"
                yield source.fault("literal", node, f"{sign} in {whole}", (node, text))


def refits(source: Source) -> Iterator[Fault]:
    """Models fitted on less, transformers fitted where they should only transform."""
    for statement in source.statements():
        for node in ast.walk(statement):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            whole = source.part(statement)
            if node.func.attr in FITS and node.args and all(isinstance(a, ast.Name) for a in node.args):
                edits = [(argument, f"{source.part(argument)}[: -2]") for argument in node.args]
                yield source.fault("refit", node, f"on less: {whole}", *edits)
            elif node.func.attr == "transform" and len(node.args) == 1:
                text = f"{source.part(node.func.value)}.fit_transform({source.part(node.args[0])})"
                yield source.fault("refit", node, f"once more: {whole}", (node, text))


def columns(source: Source) -> Iterator[Fault]:
    """Lists of texts in another order."""
    for statement in source.statements():
        for node in ast.walk(statement):
            if isinstance(node, ast.List) and len(node.elts) > 1 and all(is_text(e) for e in node.elts):
                turned = ", ".join(source.part(e) for e in [*node.elts[1:], node.elts[0]])
                yield source.fault("columns", node, source.part(statement), (node, f"[{turned}]"))


def is_text(node: ast.expr) -> bool:
    """Whether a node is a text written out."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def copies(source: Source) -> Iterator[Fault]:
    """`b = a.copy()` becomes `b = a`."""
    for statement in source.statements():
        for node in ast.walk(statement):
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "copy"
            if call and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
                text = source.part(node.func.value)
                if "is None" not in source.part(statement):  # a frame that the caller gives: not the notebook's copy
                    yield source.fault("copy", node, source.part(statement), (node, text))


KINDS: tuple[Callable[[Source], Iterator[Fault]], ...] = (drops, swaps, seeds, literals, refits, columns, copies)


def faults(file: str, text: str) -> list[list[Fault]]:
    """All faults of a module that still parse, by kind."""
    source = Source(file, text)
    return [[fault for fault in make(source) if parses(fault.text) and fault.text != text] for make in KINDS]


def parses(text: str) -> bool:
    """Whether it is Python."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
