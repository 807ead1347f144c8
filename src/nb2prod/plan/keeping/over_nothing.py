"""Printed headings of which nothing is left but the heading: what came next showed data, and goes.

print("--- Missing values ---")            goes with the next line
print(df.isnull().sum())
print("Training finished")                 stays, whatever follows: it tells what was done
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from itertools import pairwise

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.keeping.quiet import is_rule

HEADING = "a heading over what is left out"
TELLS = re.compile(
    r"\b(?:done|finish\w*|complet\w*|success\w*|saved?|saving|load\w*|start\w*|begin\w*|ready|train(?:ed|ing)?|fitt\w*"
    r"|creat\w*|writ\w*|wrote|download\w*|remov\w*|drop\w*|clean\w*|all|no|not|end|fail\w*|using|warning|error)\b",
    re.I,
)
FRAME = " \n\t-=_*#~."


def over_nothing(graph: Graph, kept: Collection[int], partly: Collection[int]) -> set[int]:
    """Those among the statements that stay; `partly`: of which something does."""
    if any("stdout" in s.source for s in graph.program.statements):  # what is printed may be written to a file
        return set()
    top = [s for s in graph.program.statements if s.parent is None and not is_rule(s)]
    found: set[int] = set()
    for statement, after in pairwise(top):
        shell = after.id in kept and _is_a_shell(graph, after, kept)
        left = (after.id in kept and not shell) or after.id in partly or after.cell != statement.cell
        if statement.id in kept and not left and _heads(statement) and (shell or _shows(after)):
            found.add(statement.id)
    return found


def _is_a_shell(graph: Graph, loop: Statement, kept: Collection[int]) -> bool:
    """Whether of a loop that showed something only its variable is left."""
    inside = [graph.program.statements[i] for i in graph.inside(loop.id)]
    showed = any(s.facts.display in ("print", "look", "plot") for s in inside if s.id not in kept)
    stays = any(s.id in kept and not isinstance(s.node, ast.Pass) for s in inside)
    return isinstance(loop.node, ast.For) and showed and not stays


def _heads(statement: Statement) -> bool:
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), keywords=[], args=[
            ast.Constant(value=str(text)) | ast.JoinedStr(values=[ast.Constant(value=str(text))])
        ])):  # fmt: skip
            told = text.strip()
            if not any(letter.isalpha() for letter in told):
                return False
            framed = told[:2] == told[-2:] and not told[:2].strip(FRAME)
            return statement.facts.display == "print" and (told.endswith(":") or framed or not TELLS.search(told))
    return False


def _shows(after: Statement) -> bool:
    """Whether it is there to be looked at: a bare expression, a print, a plot."""
    match after.node:
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)):
            return not all(isinstance(part, ast.Constant) for part in args)
    return isinstance(after.node, ast.Expr)
