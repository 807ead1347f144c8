"""The first paragraph of the README: what the project delivers, and what the notebook says of itself.

model = SVC().fit(X, y)        Predicts `churn` with the model `model`, of class `SVC`.
df.head()                      Nothing of `looks.ipynb` is a result: ...
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from dataclasses import replace

from nb2prod.emit.claims import in_a_row, worded
from nb2prod.emit.templates import markdown_code, one_line, prose
from nb2prod.knowledge.data_files import holds_rows
from nb2prod.model import Inference, Plan
from nb2prod.model_claims import ClaimKind

LONGEST_INTRODUCTION = 400
FEWEST_WORDS = 6
MOST_FILES = 2
MOST_RESULTS = 3
OF_MODELS: tuple[ClaimKind, ...] = (
    "together", "fitted too", "chosen", "served", "as of", "fitted again", "asked for nothing", "last turn",
    "from disk",
)  # fmt: skip
OF_DATA: tuple[ClaimKind, ...] = ("from hosts", "said to come", "reads besides")
IDLE = ("NB118", "NB131")  # findings: nothing of the notebook is a result
PERHAPS_SECRET = re.compile(r"[\w+/-]{24,}|password|passwd|secret|token|api.?key", re.IGNORECASE)
OF_ITSELF = re.compile(  # words of a paragraph that says what this notebook is for, and not what anything else is
    r"\b(?:this|our) (?:\w+ ){0,2}(?:notebook|project|analysis|study|competition|kernel|report|experiment|script)\b|"
    r"\b(?:our|my|main|the) (?:goal|aim|objective|purpose|task)s?"
    r"(?: of (?:this|our|the) (?:\w+ ){0,2}(?:notebook|project|analysis|study|report|experiment|script|model))?"
    r" (?:is|are|was) to\b|"
    r"^(?:goal|aim|objective|purpose|task)s?:|"
    r"\bwe(?:'ll| will| want to| are going to| aim to|'re going to)? "
    r"(?:predict|analy[sz]e|classify|forecast|estimate|explore|cluster|detect|compare|investigate)\b|"
    r"^(?:predict|classify|forecast|detect|estimate)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(  # and of one that speaks to its reader, of other notebooks, or of the notebook's own fate
    r"\b(?:click|download|install|licen[cs]e|copyright|exercise|homework|solution|author|chapter|video|course|book|"
    r"lesson|lecture|tutorial|upvote|github|colab|kaggle|you|your|let'?s|please|import|below|above|following|http|"
    r"disclaimer|note|support|thanks?|i|i'm|seeds?|reproducibility|(?:an)?other notebook|"
    r"previous|series|originally|module|part \d|steps? \d|figure|cell|folder)\b",
    re.IGNORECASE,
)
NOT_PROSE = re.compile(r"#|!|<|\||```|---|\$\$|=|[-*+]\s|\d+[.)]|\[[^\]]*\]\(#")  # headings, items, tables, formulas
WHOLE = re.compile(r"[^a-z\s].*[.!?]['\")]?$")  # sentences from the first to the last
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


def summary(plan: Plan, secrets: Collection[str]) -> str:
    """What the workflow makes, in which steps, which model it serves, and what the notebook says of itself."""
    sentences = [_delivers(plan), worded(plan.claims, *OF_MODELS)]
    sentences += [worded(plan.claims, *OF_DATA)] if not _idle(plan) else []
    said = introduction(plan, secrets)
    sentences += [f"The notebook says of itself: {prose(plain(said))}"] if said else []
    return " ".join(filter(None, sentences))


def _idle(plan: Plan) -> bool:
    """Whether nothing of the notebook is a result."""
    return plan.inference is None and any(finding.code in IDLE for finding in plan.findings)


def _delivers(plan: Plan) -> str:
    notebook = markdown_code(plan.program.notebook.file)
    found = plan.inference
    if _idle(plan):
        fits = worded(plan.claims, "fits")
        return (
            f"Nothing of {notebook} is a result: its tables and figures are looks, which the project leaves out. "
            "Tag the cells that are wanted `nb2prod:keep` and convert it again."
            f"{f' It {fits}.' if fits else ''}"
        )
    if found is None:
        does = [
            worded(plan.claims, "reads"),
            worded(plan.claims, "loads"),
            _fits(plan),
            worded(plan.claims, "uses"),
            _works_out(plan),
        ]
        written = _written(plan)
        does += [f"writes {written}"] if written else []
        aim = f"it {in_a_row([*filter(None, does)])}." if any(does) else worded(plan.claims, "parts")
        return f"Runs the code of {notebook}{': ' if any(does) else '. '}{aim}".rstrip()
    lost = "" if plan.artifacts else f" {markdown_code(found.model)} is not saved; `inference.py` says why."
    read = worded(plan.claims, "reads")
    return f"{_model(plan, found)}.{f' The workflow {read}.' if read else ''}{lost}".rstrip()


def _fits(plan: Plan) -> str:
    fits = worded(plan.claims, "fits")
    return f"{fits} (which no artifact holds)" if fits else ""


def _model(plan: Plan, found: Inference) -> str:
    """What is predicted, by what, learned from what; where nothing is predicted, only what is trained."""
    holds, on, target = worded(plan.claims, "holds"), _on(plan), worded(plan.claims, "predicts", "aims at")
    kind = f", {found.kind}{' ' + holds if holds else ''}," if found.kind else ""
    model = f"the model {markdown_code(found.model)}{kind}{_saved_as(plan)}"
    if found.from_disk:
        fits = any(claim.kind == "from disk" and claim.cells[1:] for claim in plan.claims)
        return f"{'Trains and loads' if fits else 'Loads'} {model}".rstrip(" ,")
    if target and found.level != "none" and plan.artifacts and not _says_it(found):
        return f"Predicts with {model} fitted to predict {target} {on}".rstrip()
    if target and found.level != "none" and plan.artifacts:
        return f"Predicts {target} with {model} {'trained ' + on if on else ''}".rstrip(" ,")
    return " ".join(filter(None, [f"Trains {model}", on, f"to predict {target}" if target else ""])).rstrip(" ,")


def _says_it(found: Inference) -> bool:
    """Whether a prediction is the model's answer, and nothing that is made of it: no `np.exp(model.predict(X))`."""
    if found.serving is None:
        return found.finish is None
    match ast.parse(found.serving.expression, mode="eval").body:
        case ast.Call(func=ast.Attribute(attr="predict")):
            return True
    return False


def _works_out(plan: Plan) -> str:
    """The tables and figures that it gives, where they are few enough to be read; else how many."""
    tables, figures = [name for name, _ in plan.tables], [name for name, _ in plan.metrics]
    names = [*dict.fromkeys((*tables, *figures))]
    if 0 < len(names) <= MOST_RESULTS:
        return f"works out {in_a_row([*map(markdown_code, names)])}"
    said = [
        f"{len(found)} {kind}{'s' * (len(found) > 1)}"
        for found, kind in ((tables, "table"), (figures, "value"))
        if found
    ]
    return f"works out {in_a_row(said)}" if said else ""


def _on(plan: Plan) -> str:
    return worded(plan.claims, "learns from", "learns from library", "learns from maker")


def _written(plan: Plan) -> str:
    """The files that are written, without those that the model does not depend on; "" for too many."""
    found = [p for p in plan.parameters if p.place == "written" and not p.apart and isinstance(p.default, str)]
    files = dict.fromkeys(re.split(r"[/\\]", str(p.default).partition("?")[0])[-1] for p in found)
    known = all(holds_rows(file) for file in files) and len(files) <= MOST_FILES
    return " and ".join(map(markdown_code, files)) if known else ""


def heading(plan: Plan) -> str:
    """The notebook's title; behind a file name what is predicted."""
    target = next((claim.names for claim in plan.claims if claim.kind == "predicts"), ())
    said = plan.inference is not None and _says_it(plan.inference)
    said &= "predict" not in plan.title.lower()  # "price prediction" says it
    about = "" if plan.titled or len(target) != 1 or not said else f": prediction of {one_line(target[0])}"
    return f"{plain(plan.title)}{about}"


def description(plan: Plan) -> str:
    """What the project is, in one line of plain text: the notebook's title; where it has none, what it makes."""
    found = plan.inference
    if plan.titled or found is None:
        return plain(plan.title)
    named = replace(plan, claims=tuple(claim for claim in plan.claims if claim.kind != "aims at"))
    said = _model(named, found).replace("the model ", "").replace("`", "")
    return one_line(said)


def _saved_as(plan: Plan) -> str:
    """The artifact's name, where the notebook gives the model's own to something else in the end."""
    found = plan.inference
    names = {artifact.name for artifact in plan.artifacts}
    if found is None or found.serving is None or found.model in names:
        return ""
    asked = re.match(r"(\w+)\.", found.serving.expression)
    return f" saved as {markdown_code(asked[1])}," if asked and asked[1] in names else ""


def introduction(plan: Plan, secrets: Collection[str]) -> str:
    """The first paragraph before any code that says in whole sentences what the notebook is for."""
    for cell in plan.program.notebook.cells:
        if cell.kind == "code":
            break
        for paragraph in re.split(r"\n\s*\n|(?<=\n)(?=#)|(?<=^)(?=#)", cell.source):
            lines = [line.strip().removeprefix(">").lstrip() for line in paragraph.strip().splitlines()]
            lines = lines[1:] if lines and lines[0].startswith("#") else lines
            text = one_line(" ".join(lines))
            if _quotable(text, [NOT_PROSE.match(line) is None for line in lines], secrets):
                return text
    return ""


def _quotable(text: str, prosaic: list[bool], secrets: Collection[str]) -> bool:
    if not text or not all(prosaic) or len(text) > LONGEST_INTRODUCTION or len(text.split()) < FEWEST_WORDS:
        return False
    if PERHAPS_SECRET.search(text) or any(secret in text for secret in secrets):
        return False
    shown = plain(text)
    return bool(WHOLE.match(shown) and OF_ITSELF.search(shown)) and not BESIDE.search(shown)
