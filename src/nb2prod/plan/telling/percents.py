"""Texts that are filled with `%` and have another number of places than values: the run stops there, for certain.

print("cost: 303.99" % 7)          no place for 7: TypeError
print("%d of %d" % (n, m, k))      two places for three values
print("cost: 303.99" % J)          nothing is said: where J is a number of NumPy, an array or a dict, all is well
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Statement
from nb2prod.nesting import PERHAPS, own_parts

PLACE = re.compile(r"%(?P<key>\([^)]*\))?[-#0 +]*(?P<width>\*|\d+)?(?:\.(?P<precision>\*|\d+))?[hlL]?(?P<kind>.)", re.S)


def percents(statement: Statement) -> Iterator[Finding]:
    """One for each such text that the statement surely fills."""
    for node in own_parts(statement.node, PERHAPS):
        match node:
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text)), right=right):
                if wrong := _wrong(text, right):
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
    return f"no place for {ast.unparse(right)}" if isinstance(right, ast.Constant) and not places else ""


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
