"""What a step works out and nobody takes: the notebook's last values. They are handed back, and do not die in it.

pred = best.get_forecast(9)
pred_ci = pred.conf_int()          nobody reads it: the step gives it
pred_ci                            to be shown is no use
print("rows", n)                   n is said
figsize = (9, 9)                   nobody reads it, and it is nothing that was worked out
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import Protocol

from nb2prod.model import Program, Statement
from nb2prod.plan.cutting.segment import NO_VARIABLES
from nb2prod.plan.graph import Graph
from nb2prod.plan.keeping.drawn import draws_on
from nb2prod.walking import children

BINDING = (ast.Assign, ast.AnnAssign)
SHOWING = frozenset({"print", "report", "look"})
FORMS = frozenset({"print", "display", "round", "str", "float", "int", "format", "repr", "sorted", "list"})
TABLES = frozenset({"pandas.DataFrame", "pandas.Series"})
TEXTS = frozenset({"str", "pathlib.Path", "pathlib.PosixPath"})  # an address, the name of a file


class Kept(Protocol):
    """What the questions need to know of a plan."""

    @property
    def program(self) -> Program:
        """The notebook."""

    @property
    def graph(self) -> Graph:
        """Its edges."""

    @property
    def kept(self) -> frozenset[int]:
        """The statements that stay."""


def leads_nowhere(plan: Kept, own: Collection[int], name: str) -> bool:
    """Whether the value that `name` has at the end of the statements `own` was worked out there, and is at most shown.

    A prediction may also be measured in what is shown: `print(accuracy_score(y_test, y_pred))`.
    """
    makers = [s for s in _statements(plan, own) if name in s.facts.binds]
    if not makers or name.startswith("_") or not all(isinstance(m.node, BINDING) for m in makers):
        return False
    readers = {r for m in makers for r, read in plan.graph.outgoing.get(m.id, ()) if read == name and r in plan.kept}
    shows = [plan.program.statements[r] for r in sorted(readers)]
    predicted = "predict" in makers[-1].facts.roles
    said = any(s.facts.display == "print" for s in shows)  # a number in a line of text is told by that
    table = {kind for n, kind in makers[-1].facts.types if n == name} & TABLES
    if not all(s.facts.display in SHOWING and (predicted or name in {*_shown(s.node)}) for s in shows):
        return False
    return (predicted or bool(table) or not said) and _worked_out(plan, makers[-1])


def answers(plan: Kept, own: Collection[int], names: Collection[str]) -> set[str]:
    """Which of `names` hold a model that is fitted in the statements `own`, or what one answered there."""
    facts = [s.facts for s in _statements(plan, own)]
    fitted = {n for f in facts if "train" in f.roles for n in f.mutates | f.binds}
    last = {n: {*f.roles} for f in facts for n in f.binds}
    asked = {n for n, roles in last.items() if "predict" in roles}
    return {n for n in names if n in (fitted & last.keys()) | asked and not n.startswith("_")}


def _statements(plan: Kept, own: Collection[int]) -> list[Statement]:
    return [plan.program.statements[i] for i in sorted(own)]


def _shown(node: ast.AST) -> Iterator[str]:
    """The variables whose own values a statement shows: `total`, `print("total", total / 2)`, `table.round(2)`."""
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Call(func=ast.Attribute(attr="format"), args=parts):
            yield from (name for part in parts for name in _shown(part))
        case ast.Call(func=ast.Name(id=called), args=parts):
            yield from (name for part in parts if called in FORMS for name in _shown(part))
        case ast.Call(func=ast.Attribute(value=value)):
            yield from _shown(value)
        case _:
            yield from (name for part in children(node) for name in _shown(part))


def _worked_out(plan: Kept, statement: Statement) -> bool:
    """Whether the value is made of other values of the notebook: no setting that was written down, and no picture."""
    kinds = [kind for _, kind in statement.facts.types]
    if any(draws_on(kind) for kind in kinds) or {*kinds} <= TEXTS:
        return False
    sources = (plan.program.statements[i] for i, _ in plan.graph.sources.get(statement.id, ()))
    return bool(statement.facts.effects) or any(not isinstance(source.node, NO_VARIABLES) for source in sources)
