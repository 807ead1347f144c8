"""The function of inference that makes of the model's answers what the notebook makes of them, at level features.

def finished(p, learned):                      y_pred = (p > learned["threshold"]).astype(int) in the notebook
    return (p > learned["threshold"]).astype(int)
"""

from __future__ import annotations

import ast

import libcst as cst

from nb2prod.emit.code.imports import (
    defined_names,
    implicit_imports,
    notebook_imports,
    relocation,
    repeated_imports,
    used_names,
)
from nb2prod.emit.code.recorders import Recorders
from nb2prod.emit.code.serving import HEAD
from nb2prod.emit.templates import docstring, one_line
from nb2prod.listing import in_a_row
from nb2prod.model import Finish, Inference, Plan
from nb2prod.walking import walk


def finishing_values(plan: Plan) -> dict[str, object]:
    """What the template of inference.py needs; no function where the model's answers are the prediction."""
    finish = plan.inference.finish if plan.inference is not None else None
    asked = _asked(plan.inference) if plan.inference is not None else ""
    if finish is None:
        return {
            "imports": [],
            "function": "",
            "call": asked,
            "said": True,
            "np": False,
            "several": False,
            "alone": False,
        }
    learned = [artifact.name for artifact in finish.artifacts]
    *texts, expression = Recorders(plan).unread([*(text for _, text in finish.lines), finish.expression])
    body = [line for text in texts for line in text.split("\n")]
    body = [*(f'{name} = learned["{name}"]' for name in learned), *body, f"return {expression}"]
    given = [name for name in (finish.said, finish.chances, finish.rows) if name]
    arguments = ", ".join([*(f"{name}: Any" for name in given), *(["learned: dict[str, Any]"] if learned else [])])
    head = f"def finished({arguments}) -> Any:"
    plain = "\n".join([head, *(f"    {line}" for line in body)])
    used = used_names(cst.parse_module(plain).body)
    relocate = relocation(plan)
    module = [cst.Module([line]).code.strip() for line in notebook_imports(plan, used, relocate)]
    module += implicit_imports(plan, used)
    inside = [n for n, item in enumerate(plan.program.imports) if item.name in used - plan.hoisted]
    own = [cst.Module([line]).code.strip() for line in repeated_imports(plan, inside, relocate)]
    own += [f"from {plan.package}.definitions import {name}" for name in defined_names(plan, used)]
    text = [head, f'    """{_doc(plan, finish, given)}"""', *(f"    {line}" for line in [*own, *body])]
    answers = {finish.said: asked, finish.chances: "model.predict_proba(rows)", finish.rows: "rows"}
    call = ", ".join([*(answers[name] for name in given), *(["learned"] if learned else [])])
    return {
        "imports": [line for line in module if line not in HEAD],
        "function": "\n".join(text),
        "call": f"finished({call})",
        "said": bool(finish.said),
        "several": bool(finish.rows),
        "alone": given == [finish.rows],
        "np": "np" in used,
    }


def _asked(found: Inference) -> str:
    """`model.predict(rows)`, with what the notebook gives it besides."""
    more = ast.parse(f"f({found.asked_with})", mode="eval").body
    for part in walk(more):
        if isinstance(part, ast.Name) and part.id == found.model:
            part.id = "model"
    assert isinstance(more, ast.Call)
    given = [ast.Name("rows", ast.Load()), *more.args]
    call = ast.Call(ast.parse("model.predict", mode="eval").body, given, more.keywords)
    return ast.unparse(call)


def _doc(plan: Plan, finish: Finish, given: list[str]) -> str:
    """Where the notebook does it, and what comes in."""
    numbers = sorted({plan.program.statements[i].cell + 1 for i in (*(i for i, _ in finish.lines), finish.statement)})
    where = f"cell{'s' * (len(numbers) > 1)} {in_a_row([str(number) for number in numbers])}"
    said = {finish.said: "what the model predicts", finish.chances: "its probabilities"}
    said[finish.rows] = "what other models say of the rows" if len(given) > 1 else "what several models say of the rows"
    what = " and ".join(said[name] for name in given) if given else "nothing"
    name = f"`{finish.name}`" if finish.name else "the prediction"
    return docstring(one_line(f"Make {name} of {what}, as the notebook does ({where})."))
