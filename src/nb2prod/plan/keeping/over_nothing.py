"""Printed headings of which nothing is left but the heading: what came next showed data, and goes.

print("--- Missing values ---")            goes with the next line
print(df.isnull().sum())
plt.show(); print("Plot 4: ages")       so does the words below a figure
print("Training finished")                 stays, whatever follows: it tells what was done
print("-" * 40)                            goes, in functions too: lines between other lines, no news in a log
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.keeping.quiet import is_rule

HEADING = "a heading over what is left out"
TELLS = re.compile(
    r"\b(?:done|finish\w*|complet\w*|success\w*|saved?|saving|load\w*|start\w*|begin\w*|ready|train(?:ed|ing)?|fitt\w*"
    r"|creat\w*|writ\w*|wrote|download\w*|remov\w*|drop\w*|clean\w*|all|no|not|end|fail\w*|using|warning|error)\b",
    re.I,
)
CAPTION = re.compile(r"print\(f?['\"]\W*(?:plot|figure|fig|chart|graph)\b\.?\s*\d*\s*:", re.I)
MORE = 2  # statements that stay in a body
FRAME = " \n\t-=_*#~."


def over_nothing(graph: Graph, kept: Collection[int], partly: Collection[int]) -> set[int]:
    """Those among the statements that stay, and lines between them; `partly`: statements of which something does."""
    statements = graph.program.statements
    if any("stdout" in s.source or "captured" in s.facts.effects for s in statements):  # what is printed may be read
        return set()
    bodies: dict[tuple[int | None, str], list[Statement]] = {}
    for one in statements:
        bodies.setdefault((one.parent, one.body), []).append(one)
    found: set[int] = set()
    for every in bodies.values():
        body = [s for s in every if not is_rule(s)]
        left = sum(s.id in kept for s in body)
        found |= {s.id for s in every if left and s.id in kept and is_rule(s)}
        if every[0].parent is not None and left < MORE:
            continue  # something must be left there
        for before, statement, after in zip([None, *body], body, [*body[1:], None], strict=False):
            if statement.id not in kept or not _heads(statement):
                continue
            if before is not None and _is_caption(before, statement) and before.id not in {*kept, *partly}:
                found.add(statement.id)
            elif after is not None and after.cell == statement.cell and after.id not in partly:
                shell = after.id in kept and _is_a_shell(graph, after, kept)
                if shell or (after.id not in kept and _shows(after)):
                    found.add(statement.id)
        here = {s.id for s in every if s.id in kept}
        if every[0].parent is not None and here and here <= found:
            asks = _asks_a_flag(statements[every[0].parent].node)
            found = found | {every[0].parent} if asks else found - here  # no body is left empty
    return found


def _asks_a_flag(node: ast.stmt) -> bool:
    """`if verbose:`, and nothing else."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and not node.orelse


def _is_caption(before: Statement, statement: Statement) -> bool:
    """`plt.show()`, and then `print("Plot 4: correlations")`."""
    shown = before.facts.display == "plot" and before.cell == statement.cell
    return shown and bool(CAPTION.match(statement.source))


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
    if after.facts.display == "plot":
        return True
    match after.node:
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)):
            return not all(isinstance(part, ast.Constant) for part in args)
    return isinstance(after.node, ast.Expr)
