"""What serving needs besides the model: how rows are read, and which predictions of the notebook it can be held to.

train = pd.read_csv("a.csv", sep=";")       reading: sep=";"
model.fit(X_train, y_train)                 source: X_train at level features, train at level raw
y_pred = model.predict(X_test)              matrix: X_test, expected: y_pred
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

from nb2prod.model import Finding, Inference, Program, Statement
from nb2prod.plan.models.reading import Lifted, reading_of
from nb2prod.plan.models.which_fit import fitted_behind
from nb2prod.walking import walk


def served(program: Program, found: Inference, kept: list[Statement], lifted: Lifted) -> Inference:
    """The same inference with what is not decided yet: reading, matrix and expected."""
    if found.level == "none":
        return found
    until = [s for s in kept if found.as_of[0] < 0 or s.id <= found.as_of[0]]
    last = _last_prediction(found.model, until)
    if last is not None and fitted_behind(program, until, found.model, last[0].id):
        last, found = None, replace(found, matrix="", expected="")  # what is served says something else
    if last is not None and not found.matrix:
        statement, matrix = last
        later = found.level == "features" and max(program.exits.get(matrix) or {-1}) > statement.id
        if later:  # another matrix bears the name at the end: the notebook's rows are not at hand then
            matrix = ""
        found = replace(found, matrix=matrix, expected=found.expected or _kept_as(program, statement))
    if found.reading is None:
        name = found.source or found.model
        users = [s for s in kept if name in s.facts.names | s.facts.binds]
        raw = found.level == "raw"
        found = replace(found, reading=reading_of(program, name, users[-1], lifted, raw=raw) if users else None)
    return found


def reading_findings(found: Inference | None) -> tuple[Finding, ...]:
    """What the notebook says about its file and the inference command cannot repeat."""
    reading = found.reading if found else None
    if reading is None or not reading.left_out:
        return ()
    options = " and ".join(f"`{name}`" for name in reading.left_out)
    text = f"the inference command reads rows without {options} of {reading.function}, which needs the notebook's state"
    return (Finding("NB113", "warning", text, "give it a literal value", reading.cell, reading.span[0]),)


def _last_prediction(model: str, kept: Iterable[Statement]) -> tuple[Statement, str] | None:
    """The last `model.predict(NAME)` that stays, and NAME."""
    found = None
    for statement in kept:
        for node in walk(statement.node):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="predict"), args=[ast.Name(id=matrix), *_]
                ) if name == model:
                    found = statement, matrix
    return found


def _kept_as(program: Program, statement: Statement) -> str:
    """The name that holds exactly this prediction at the notebook's end, or ""."""
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="predict"))):
            return name if program.exits.get(name) == frozenset({statement.id}) else ""
    return ""
