"""What the several numbers are that a model says of one row, where the notebook gives them names.

y_pred = pd.DataFrame(model.predict(X), index=X.index, columns=y.columns)      `y.columns`, saved beside the model
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from nb2prod.model import Artifact, Program, Statement
from nb2prod.plan.names import unique

SAVED = "prediction_columns"


def named_outputs(
    program: Program,
    model: str,
    fit: Statement,
    kept: Collection[int],
    definite: Collection[str],
    taken: Collection[str],
) -> Artifact | None:
    """What training saves of their names; None where it gives none, or no longer has them when it ends."""
    for statement in reversed(program.statements[fit.id :]):
        surely = statement.id in kept and statement.parent is None  # it runs, and its names are those of the notebook
        owner = _columns_of(statement.node, model) if surely else ""
        if owner and owner in definite and max(program.exits.get(owner) or {-1}) < statement.id:
            later = program.statements[statement.id :]
            if not any(owner in s.facts.mutates for s in later):
                because = f"the names of what the model says of a row: {owner}.columns"
                return Artifact(unique(SAVED, {*taken}), "value", statement.cell, because, f"{owner}.columns")
    return None


def _columns_of(node: ast.stmt, model: str) -> str:
    """`y` of `p = pd.DataFrame(model.predict(X), columns=y.columns)`."""
    match node:
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="DataFrame"), args=[asked], keywords=keywords)):
            given = {keyword.arg: keyword.value for keyword in keywords}
        case _:
            return ""
    match asked, given.get("columns"):
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="predict")),
            ast.Attribute(value=ast.Name(id=owner), attr="columns"),
        ) if name == model:
            return owner
    return ""
