"""What a training run writes down of the rows that its model was fitted on, and beside which statement.

df = pd.read_csv("a.csv")          level raw: df as it is loaded
model.fit(X_train, y)              level features: X_train as it is fitted on
model = fit_all(rows)              nothing that bears a name: nothing is written down
"""

from __future__ import annotations

import ast

from nb2prod.emit.serving import serves
from nb2prod.model import Plan, Step
from nb2prod.nesting import bound_inside
from nb2prod.walking import walk

TABLES = ("pandas.DataFrame", "pandas.Series", "pandas.NDFrame")
ARRAYS = ("numpy.ndarray", "numpy.Arraylike", "numpy.Dense", "", "?")  # of two dimensions or more, who knows


def place(plan: Plan) -> int | None:
    """The statement beside which the rows are looked at: their load, at level features the fit."""
    found = plan.inference
    if found is None or found.level == "none" or found.namer or (found.level == "raw" and found.reading is None):
        return None
    named = found.source or (found.level == "features" and found.shown)
    if plan.namespace or not named:  # the cells stay as they are: no line stands between them
        return None
    loaded = found.reading.statement if found.level == "raw" and found.reading is not None else found.beside
    if found.rows and any(found.loaded in s.statements for s in plan.steps):
        return found.loaded
    home = next((step for step in plan.steps if loaded in step.statements), None)
    if home is None or (found.level == "features" and not _has(plan, home, found.source or found.shown)):
        return None
    return loaded


def _has(plan: Plan, step: Step, text: str) -> bool:
    """Whether the step has what `text` reads: `lgb.train(params, data)` has no X, though `data` was made of it."""
    names = {part.id for part in walk(ast.parse(text, mode="eval")) if isinstance(part, ast.Name)}
    bound = bound_inside(plan.program.statements, step.statements)
    known = {*step.inputs, *bound, *(item.name for item in plan.program.imports)}
    return step.inline or names <= known


def at_the_end(plan: Plan, held: set[str]) -> str:
    """The name that still holds them when the workflow ends, "" where none does; `held`: names that it has then."""
    found = plan.inference
    if found is None or found.level != "features" or found.source not in held or found.beside == -2 or found.namer:
        return ""
    return "" if any(found.source in step.perhaps for step in plan.steps) else found.source


def rows(plan: Plan) -> tuple[str, str]:
    """The name of what is written down, and how sure that is: "yes", "table" (where it is one), "" (nothing is)."""
    found = plan.inference
    if found is None or not serves(plan):
        return "", ""
    beside = found.rows or found.source or found.shown
    name = beside if place(plan) is not None else at_the_end(plan, held_names(plan))
    if found.serving is not None and found.serving.table is not None and not found.rows:
        name = found.serving.table.rows  # iris.data
    if not name or found.level == "raw":
        return name, "yes" if name else ""
    kinds = {kind for s in plan.program.statements for bound, kind in s.facts.types if bound == name}
    if (found.columns and name == found.source) or _picks(name):  # X = df[["a", "b"]]
        return name, "yes"
    if kinds and kinds <= {*TABLES}:
        return name, "yes"
    return (name, "table") if not kinds or kinds & {*TABLES, *ARRAYS} else ("", "")


def _picks(text: str) -> bool:
    """Whether it is some columns of a table, by their names: `df[["a", "b"]]`."""
    try:
        body = ast.parse(text, mode="eval").body
    except SyntaxError:
        return False
    match body:
        case ast.Subscript(slice=ast.List(elts=[ast.Constant(value=str()), *_])):
            return True
    return False


def held_names(plan: Plan) -> set[str]:
    """Names that the workflow function has at its end."""
    held = {name for step in plan.steps for name in step.outputs}
    inline = (identity for step in plan.steps if step.inline for identity in step.statements)
    return held | bound_inside(plan.program.statements, inline)
