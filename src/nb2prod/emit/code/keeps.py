"""The lines by which training keeps what inference needs, beside the notebook's own statements.

df["age"] = df["age"].fillna(df["age"].median())      age_median = df["age"].median()
                                                       df["age"] = df["age"].fillna(age_median)
"""

from __future__ import annotations

import ast
from collections.abc import Callable

import libcst as cst

from nb2prod.emit.code.cells import Source
from nb2prod.model import Keep, Plan
from nb2prod.rewrite.build import Line
from nb2prod.rewrite.spans import Place

OF_NUMBERS = frozenset({"mean", "median", "std", "var", "quantile"})  # of a column: one number


class Keeps:
    """What is kept beside each statement."""

    def __init__(self, plan: Plan, source: Source) -> None:
        """Sorted by statement and place."""
        serving = plan.inference.serving if plan.inference else None
        self.every: tuple[Keep, ...] = plan.inference.keeps if plan.inference else ()
        self.load = serving.load if serving else -1
        self.source = source
        self.cells = {statement.id: statement.cell for statement in plan.program.statements}

    def inside(self, identity: int) -> dict[Place, Keep]:
        """Expressions of the statement that get a name in front of it."""
        return {
            self.source.place(self.cells[identity], keep.span): keep
            for keep in self.every
            if keep.statement == identity and keep.where == "inside" and keep.span is not None
        }

    def named(self, identity: int) -> dict[Place, cst.BaseExpression]:
        """What stands in their place."""
        return {place: cst.parse_expression(keep.target) for place, keep in self.inside(identity).items()}

    def lines(
        self, identity: int, places: tuple[str, ...], change: Callable[[cst.BaseExpression], cst.BaseExpression]
    ) -> list[Line]:
        """The lines of some places; `change` renames what the scope calls otherwise."""
        found: list[Line] = []
        for where in places:
            for keep in self.every:
                if (keep.statement, keep.where) == (identity, where):
                    found.append(kept(keep.target, change(cst.parse_expression(keep.text))))
        return found


def kept(target: str, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    """`medians[col] = value`."""
    goal = cst.parse_expression(target)
    assert isinstance(goal, (cst.Name, cst.Subscript))
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(goal)], value)])


def kept_type(keep: Keep) -> str:
    """The annotation of what a line keeps, as far as the line itself tells it."""
    if keep.where == "first":
        return "dict[Any, Any]"
    match ast.parse(keep.text, mode="eval").body:
        case ast.List() | ast.ListComp() | ast.Call(func=ast.Name(id="list" | "sorted") | ast.Attribute(attr="tolist")):
            return "list[Any]"
        case ast.Dict() | ast.DictComp() | ast.Call(func=ast.Name(id="dict") | ast.Attribute(attr="to_dict")):
            return "dict[Any, Any]"
        case ast.Call(
            func=ast.Attribute(value=ast.Subscript(slice=ast.Constant(value=str())), attr=attr), args=[], keywords=[]
        ) if attr in OF_NUMBERS:
            return "float"
    return "Any"
