"""Faults that a generator or a person could make in a generated inference.py, as edits of its text.

refit      a transformer fitted on the rows of the request
unfrozen   a learned value computed from the request instead
columns    columns in another order
dummy      a learned column that gets no values, or the learned columns forgotten
final      what the notebook does with a prediction: threshold, inverse of a transform, weight of a blend
turn       what another turn of a loop has learned
drop       a statement that changes what was there before
literal    a number, a comparison, an operator
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from faults import Fault, Source, columns, drops, literals, parses

PLUMBING = {"main", "predict"}  # the same in every project
FRAME = re.compile(r"\s*return prediction_table\(")  # lines of `answer` that are, too
INVERSES = {"expm1", "exp", "square", "inverse_transform", "round", "clip"}
LISTED = re.compile(r"cols|columns|features|numeric|numbers|names")  # names of lists of columns
MEANS = {"-": "{0}.mean()", "/": "{0}.std()"}


def learned_names(source: Source) -> set[str]:
    """Names of learned values, also as parameters of the functions they are handed to."""
    return set(re.findall(r'learned\["(\w+)"\]', source.text))


def is_learned(node: ast.expr, names: set[str]) -> bool:
    """`median`, `medians[col]`, `learned["median"]`."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "learned":
            return True
        node = node.value
    return isinstance(node, ast.Name) and node.id in names


def nodes(source: Source) -> Iterator[tuple[ast.stmt, ast.AST]]:
    """Every node of every statement that computes something, with its statement; a node comes once."""
    seen: set[int] = set()
    for statement in source.statements():
        for node in ast.walk(statement):
            if id(node) not in seen:
                seen.add(id(node))
                yield statement, node


def refits(source: Source) -> Iterator[Fault]:
    """`scaler.transform(X)` becomes `scaler.fit_transform(X)`."""
    for statement, node in nodes(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "transform":
            text = source.part(node).replace(
                f"{source.part(node.func)}(", f"{source.part(node.func.value)}.fit_transform("
            )
            yield source.fault("refit", node, source.part(statement), (node, text))


def unfrozen(source: Source) -> Iterator[Fault]:
    """A fill value, a mean, a deviation, a mapping, a list of categories: of the request instead of the training."""
    names = learned_names(source)
    for statement, node in nodes(source):
        whole = source.part(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner, first = source.part(node.func.value), node.args[0]
            new = {
                "fillna": f"{owner}.mode()[0]" if not owner.endswith("]]") else f"{owner}.mode().iloc[0]",
                "map": f"{owner}.value_counts()",
                "isin": f"{owner}.value_counts().index[:2]",
                "clip": f"{owner}.quantile(0.25)",
            }.get(node.func.attr)
            if new and is_learned(first, names):
                yield source.fault("unfrozen", first, whole, (first, new))
        elif isinstance(node, ast.BinOp) and is_learned(node.right, names):
            sign = {ast.Sub: "-", ast.Div: "/"}.get(type(node.op))
            left = node.left.left if isinstance(node.left, ast.BinOp) else node.left
            if sign:
                yield source.fault(
                    "unfrozen", node.right, whole, (node.right, MEANS[sign].format(f"({source.part(left)})"))
                )


def ordered(source: Source) -> Iterator[Fault]:
    """Lists of columns the other way round, written out or learned."""
    yield from columns(source)
    names = learned_names(source)
    for statement, node in nodes(source):
        if isinstance(node, ast.keyword) and node.arg == "columns" and is_learned(node.value, names):
            text = f"list({source.part(node.value)})[::-1]"
            yield source.fault("columns", node.value, source.part(statement), (node.value, text))
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name) and LISTED.search(node.slice.id):
            text = f"list({node.slice.id})[::-1]"
            yield source.fault("columns", node.slice, source.part(statement), (node.slice, text))


def dummies(source: Source) -> Iterator[Fault]:
    """One of the learned columns stays 0, another time the first; or only the request's own columns are there."""
    for statement, node in nodes(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reindex":
            given = [word.value for word in node.keywords if word.arg == "columns"]
            if given:
                name, text, whole = source.part(given[0]), source.part(node), source.part(statement)
                for place in (-1, -2, 0):
                    lost = f"{text}.assign(**{{list({name})[{place}]: 0}})"
                    yield source.fault("dummy", node, f"column {place} is 0: {whole}", (node, lost))
                yield source.fault("dummy", node, f"forgotten: {whole}", (node, source.part(node.func.value)))


def finals(source: Source) -> Iterator[Fault]:
    """The last steps of a prediction."""
    for statement, node in nodes(source):
        whole = source.part(statement)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in INVERSES
            and node.args
        ):
            yield source.fault("final", node, f"dropped: {whole}", (node, source.part(node.args[0])))
        elif isinstance(node, ast.Compare) and len(node.ops) == 1 and re.search(r"predict(_proba)?\(", whole):
            other = node.comparators[0]
            yield source.fault("final", other, f"another threshold: {whole}", (other, f"({source.part(other)} + 0.15)"))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and re.search(r"predict(_proba)?\(", whole):
            yield source.fault("final", node, f"a weight is lost: {whole}", (node, source.part(node.right)))


def turns(source: Source) -> Iterator[Fault]:
    """`encoders[col]` becomes the first encoder, or the last."""
    names = learned_names(source)
    for statement, node in nodes(source):
        inner = node.value if isinstance(node, ast.Subscript) else None
        if isinstance(inner, ast.Name) and inner.id in names and isinstance(getattr(node, "ctx", None), ast.Load):
            for place in (0, -1):
                text = f"{inner.id}[list({inner.id})[{place}]]"
                yield source.fault("turn", node, f"{place}: {source.part(statement)}", (node, text))


KINDS: tuple[Callable[[Source], Iterator[Fault]], ...] = (
    refits, unfrozen, ordered, dummies, finals, turns, drops, literals,
)  # fmt: skip


def inference_faults(file: str, text: str) -> list[list[Fault]]:
    """All faults of an inference.py that still parse, by kind."""
    source = Source(file, text)
    source.functions = [function for function in source.functions if function.name not in PLUMBING]
    lines = text.splitlines()
    piles = [[fault for fault in make(source) if parses(fault.text) and fault.text != text] for make in KINDS]
    return [[fault for fault in pile if not FRAME.match(lines[fault.line - 1])] for pile in piles]
