"""Texts that are filled with `%` and have another number of places than values: the run stops there, for certain.

print("cost: 303.99" % J)          no place for J: TypeError
print("%d of %d" % (n, m, k))      two places for three values
print("%(a)s" % values)            by name: nothing is said
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Statement
from nb2prod.walking import walk

PLACE = re.compile(r"%(?P<key>\([^)]*\))?[-#0 +]*(?P<width>\*|\d+)?(?:\.(?P<precision>\*|\d+))?[hlL]?(?P<kind>.)", re.S)
VALUES = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript, ast.BinOp, ast.List)


def percents(kept: Iterable[Statement]) -> Iterator[Finding]:
    """One for each such text in what stays."""
    seen: set[tuple[int, int, int]] = set()
    for statement in kept:
        for node in walk(statement.node):
            match node:
                case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text)), right=right):
                    place = (statement.cell, node.lineno, node.col_offset)
                    if place not in seen and (wrong := _wrong(text, right)):
                        seen.add(place)
                        what = f"the text {text.strip()!r} has {wrong} behind its %"
                        advice = "give it as many places (%s) as values, or drop the %"
                        where = {"cell": statement.cell, "line": node.lineno}
                        yield finding("NB155", **where, what=what, error="a TypeError", advice=advice)


def _wrong(text: str, right: ast.expr) -> str:
    """What does not fit; "" where it does, or where only running tells."""
    places = [match for match in PLACE.finditer(text) if match["kind"] != "%"]
    if any(match["key"] or "*" in (match["width"], match["precision"]) for match in places):
        return ""
    if isinstance(right, ast.Tuple) and not any(isinstance(part, ast.Starred) for part in right.elts):
        count = len(right.elts)
        return "" if count == len(places) else f"{_count(len(places), 'place')} for {_count(count, 'value')}"
    alone = isinstance(right, VALUES) and not places
    return f"no place for {ast.unparse(right)}" if alone else ""


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
