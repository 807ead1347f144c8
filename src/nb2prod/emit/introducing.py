"""The first paragraph of the README: what the project delivers.

model = SVC().fit(X, y)        Predicts `churn` with the model `model`, of class `SVC`.
df.head()                      Made from `looks.ipynb`, in which no result was recognised: ...
"""

from __future__ import annotations

import ast
import re

from nb2prod import knowledge
from nb2prod.emit.claims import worded
from nb2prod.emit.templates import markdown_code, one_line
from nb2prod.fates import kept_statements
from nb2prod.knowledge.data_files import holds_rows
from nb2prod.listing import in_a_row
from nb2prod.model import Inference, Plan
from nb2prod.model_claims import ClaimKind

MOST_FILES = 2
PREDICTING = ("sklearn.Classifier", "sklearn.Regressor", "sklearn.Clusterer", "sklearn.Detector")
OF_MODELS: tuple[ClaimKind, ...] = (
    "together", "one of several", "as of", "asked last", "fitted again", "last turn", "from disk",
)  # fmt: skip
OF_SEVERAL = ("of class `list`", "of class `dict`", "of class `tuple`")  # kinds that are no model's
IDLE = ("NB118", "NB131")  # findings: nothing of the notebook is a result
EMPHASIS = (  # Markdown, and the plain text that it shows
    (re.compile(r"!\[[^\]]{0,200}\]\([^)]{0,200}\)"), ""),
    (re.compile(r"\[([^\]]{1,200})\]\([^)]{0,200}\)"), r"\1"),
    (re.compile(r"(\*{1,3}|~~)(?=\S)([^*~]+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])([^_]+?)(?<=[^\s_])\1(?!\w)"), r"\2"),
)


def plain(text: str) -> str:
    """`text` without Markdown's emphasis, links and pictures; `code` stays as it is."""
    parts = text.split("`")
    for number in range(0, len(parts), 2):
        for pattern, shown in EMPHASIS:
            parts[number] = pattern.sub(shown, parts[number])
    return "`".join(parts)


def summary(plan: Plan) -> str:
    """What the workflow makes, which model it serves, and where its rows come from."""
    sentences = [_delivers(plan), worded(plan.claims, *OF_MODELS)]
    sentences += [worded(plan.claims, "from hosts")] if not _idle(plan) else []
    return " ".join(filter(None, sentences))


def _idle(plan: Plan) -> bool:
    """Whether nothing of the notebook is a result."""
    return plan.inference is None and any(finding.code in IDLE for finding in plan.findings)


def _delivers(plan: Plan) -> str:
    notebook = markdown_code(plan.program.notebook.file)
    found = plan.inference
    if _idle(plan):
        return (
            f"Made from {notebook}, in which no result was recognised: what it shows is left out. "
            "Tag the cells that are wanted `nb2prod:keep` and convert it again."
        )
    if found is None:
        done = [_files(plan, "reads", "read"), _fits(plan), _files(plan, "writes", "written")]
        return f"Runs the code of {notebook}{f': it {in_a_row(said)}' if (said := [*filter(None, done)]) else ''}."
    if plan.artifacts:
        return f"{_model(plan, found)}."
    if (found.looped or found.others) and not found.from_disk:
        target = worded(plan.claims, "predicts", "last column")
        trains = " ".join(filter(None, ["Trains models", _on(plan), f"to predict {target}" if target else ""]))
        return f"{trains}, and keeps none of them: `inference.py` says why."
    kept = f"{markdown_code(found.model)} is not among what the run keeps in `artifacts/`; `inference.py` says why."
    return f"{_model(plan, found)}. {kept}"


def _model(plan: Plan, found: Inference) -> str:
    """What is predicted, by what, learned from what; where nothing is predicted, only what is trained."""
    holds, on, target = worded(plan.claims, "holds"), _on(plan), worded(plan.claims, "predicts", "last column")
    kind = f", {found.kind}{' ' + holds if holds else ''}," if found.kind else ""
    of_several = found.kind in OF_SEVERAL
    model = f"the model{'s of' * of_several} {markdown_code(found.model)}{'' if of_several else kind}{_saved_as(plan)}"
    if found.from_disk:
        fits = any(claim.kind == "from disk" and claim.cells[1:] for claim in plan.claims)
        return f"{'Trains and loads' if fits else 'Loads'} {model}".rstrip(" ,")
    if target and found.level != "none" and plan.artifacts and _says_it(found):
        return f"Predicts {target} with {model} {'trained ' + on if on else ''}".rstrip(" ,")
    trains = " ".join(filter(None, [f"Trains {model}", on, f"to predict {target}" if target else ""])).rstrip(" ,")
    aim = worded(plan.claims, "aims at")
    return f"{trains}; its target is {aim}" if aim else trains


def _says_it(found: Inference) -> bool:
    """Whether a prediction is the model's answer, and nothing that is made of it: no `np.exp(model.predict(X))`."""
    if found.serving is None:
        return found.finish is None
    match ast.parse(found.serving.expression, mode="eval").body:
        case ast.Call(func=ast.Attribute(attr="predict")):
            return True
    return False


def _on(plan: Plan) -> str:
    return worded(plan.claims, "learns from", "learns from library", "learns from maker")


def _fits(plan: Plan) -> str:
    """The classes of what is fitted, which no name holds at the end; "" for none, and for too many."""
    calls = (call for s in kept_statements(plan) for call in s.facts.calls)
    kinds = (call.rpartition(".")[2] for call in calls if any(knowledge.is_a(call, one) for one in PREDICTING))
    told = any(finding.code == "NB119" for finding in plan.findings)
    found = [*dict.fromkeys(kinds)] if told else []
    return f"fits {in_a_row([*map(markdown_code, found)])}" if 0 < len(found) <= MOST_FILES else ""


def _files(plan: Plan, does: str, place: str) -> str:
    """The files that are read, or written; "" for too many."""
    found = [p for p in plan.parameters if p.place == place and isinstance(p.default, str)]
    files = dict.fromkeys(re.split(r"[/\\]", str(p.default).partition("?")[0])[-1] for p in found)
    known = all(holds_rows(file) for file in files) and len(files) <= MOST_FILES
    return f"{does} {in_a_row([*map(markdown_code, files)])}" if known and files else ""


def heading(plan: Plan) -> str:
    """The notebook's title; behind a file name what is predicted."""
    target = next((claim.names for claim in plan.claims if claim.kind == "predicts"), ())
    said = plan.inference is not None and _says_it(plan.inference)
    said &= "predict" not in plan.title.lower()  # "price prediction" says it
    about = "" if plan.titled or len(target) != 1 or not said else f": prediction of {one_line(target[0])}"
    return f"{plain(plan.title)}{about}"


def _saved_as(plan: Plan) -> str:
    """The artifact's name, where the notebook gives the model's own to something else in the end."""
    found = plan.inference
    names = {artifact.name for artifact in plan.artifacts}
    if found is None or found.serving is None or found.model in names:
        return ""
    asked = re.match(r"(\w+)\.", found.serving.expression)
    return f" saved as {markdown_code(asked[1])}," if asked and asked[1] in names else ""
