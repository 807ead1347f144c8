"""What a number that measures a model is called: as the print beside it says, else after what it is made of.

print("Train RMSE:", rmse(y, p))                          train_rmse
print(mean_squared_error(y, p) ** 0.5)                    rmse
print(1 - accuracy_score(y, p))                           error_rate
print(cross_val_score(m, X, y, scoring="f1").mean())      mean_f1
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator, Sequence

from nb2prod.model import Span, Statement
from nb2prod.nesting import expression_at, span_of
from nb2prod.plan.graph import Graph
from nb2prod.plan.measuring.forms import chooses
from nb2prod.plan.measuring.metric_words import MEASURES, general
from nb2prod.plan.measuring.slips import is_slip
from nb2prod.plan.measuring.subjects import PARTS, curve, hard
from nb2prod.plan.measuring.subjects import given as given_words
from nb2prod.plan.names import identifier, words
from nb2prod.walking import last_of, walk

SHORT = {
    "accuracy_score": "accuracy", "roc_auc_score": "roc_auc", "f1_score": "f1", "precision_score": "precision",
    "recall_score": "recall", "mean_squared_error": "mse", "mean_absolute_error": "mae", "r2_score": "r2",
    "log_loss": "log_loss", "score": "score", "silhouette_score": "silhouette", "root_mean_squared_error": "rmse",
    "mean_absolute_percentage_error": "mape", "mean_squared_log_error": "msle", "median_absolute_error": "median_error",
    "best_score_": "best_score", "oob_score_": "oob_score", "balanced_accuracy_score": "balanced_accuracy",
    "average_precision_score": "average_precision", "matthews_corrcoef": "matthews", "cohen_kappa_score": "kappa",
    "evaluate": "evaluation",
}  # fmt: skip
ROOTS = {"mse": "rmse", "mean_squared_error": "rmse", "msle": "rmsle", "mean_mse": "rmse_of_the_mean"}
FOUND = frozenset({  # what a fit found: it means nothing without its model
    "coef_", "intercept_", "feature_importances_", "params", "pvalues", "tvalues", "bse", "best_params_",
    "explained_variance_ratio_", "explained_variance_", "n_components_", "inertia_", "best_score_",
})  # fmt: skip
VAGUE = frozenset({"best", "result", "results", "value", "values", "found"})
ANSWERS = frozenset({"answer", "answers", "ans", "output", "result"})  # a label that says nothing of a measure
AVERAGES = ("weighted", "macro", "micro")
VAGUE_MEASURES = frozenset({"error", "score", "loss", "cost"})  # print("Accuracy:", score)
SHORTER = frozenset({"acc", "err", "cv", "avg", "r", "scores", "errors"})
TIMES = frozenset("time seconds sec secs minutes hours took elapsed duration runtime speed progress".split())
TRAILING = frozenset("from out is are was were of the for a an to on with at equals equal using".split())
ADJUSTED = re.compile(r"1 - \(1 - \w+\) \* .*- 1\b.*/.*- 1\)*$")
VERBS = r"^(?:get|compute|calculate|calc|make|show|print|display)_(?=.)"  # get_confusion_matrix
JUDGING = r"^(?:evaluate|validate|assess)_(?=.)"
AREAS = ("roc_auc", "auc", "auc_score", "roc_auc_score")
SHARES = frozenset(
    "accuracy acc score precision recall f1 r2 r2adj auc share rate mape error percent ratio jaccard kappa".split()
)
UNITS = " \n£$€₹¥~≈"  # what stands between a label and its number
MOST = 4  # words of a label
FOLDS = ("cross_val_score", "cross_validate")


def named(statement: Statement, span: Span, made: str) -> str:
    """The name of the measurement at `span`, which display.measured describes as `made`: `sqrt:mean:r2_score`."""
    *done, call = made.split(":")
    short = call.rpartition(".")[2]
    name = shortened(short)
    if name in ROOTS and _rooted(statement, span, short):
        name = ROOTS[name]
    said, node = label(statement, span), expression_at(statement.node, span)
    match node:
        case ast.Attribute(value=ast.Name(id=owner)) if said in VAGUE:  # print(f"Value: {trial.value}")
            return identifier(f"{owner} {short.strip('_')}", "")
    said = "" if said in ANSWERS else said
    slips = is_slip(said, ROOTS.get(name, name) if "sqrt" in done else name, done)
    vague = short in FOUND and (said.rpartition("_")[2] if short.startswith("best") else said) in VAGUE  # "SVM best:"
    if said and not slips and not vague:
        whole = identifier(f"{said} {name}", "") if said in PARTS and MEASURES & {*name.split("_")} else said
        return in_percent(whole, node)
    match node:
        case ast.Subscript(value=ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(key)))):
            name = key  # found["share"][0]
    if short in FOLDS and (scored := _scoring(statement, span)):
        name = f"cv_{scored}"
    if "change" in done:  # nobody could say what it is
        formula = node is not None and ADJUSTED.match(ast.unparse(node))
        return "adjusted_r2" if formula else identifier(said, "")
    parts_only = node is not None and chooses(node)
    for step in reversed(done):
        name = _changed("selected" if step == "table" and parts_only else step, name)
    return identifier(name.strip("_"), "metric")


def shortened(call: str) -> str:
    """What a function measures, by its name: `accuracy_score` accuracy, `get_lift` lift."""
    if (judged := re.sub(JUDGING, "", call)) != call and not MEASURES & {*judged.split("_")}:
        return SHORT["evaluate"]  # evaluate_classifications: no measure's name
    return SHORT.get(call, re.sub(VERBS, "", judged))


def told_apart(graph: Graph, statement: Statement, node: ast.expr, name: str, made: str) -> str:
    """`name`, where nothing else is computed under it: the area under which curve, and of what."""
    call = made.rpartition(":")[2].rpartition(".")[2]
    if call == "roc_auc_score" and name in AREAS and hard(graph, statement, node):
        return "roc_auc_of_hard_predictions"
    if call == "auc" and name in AREAS:
        told = {"precision_recall_curve": "pr_auc", "roc_curve": "roc_auc"}.get(curve(graph, statement, node), name)
        points = {*given_words(node)}
        return "pr_auc" if told == "auc" and ("recall" in points or points >= {"p", "r"}) else told
    return name


def averaged(name: str, node: ast.AST | None) -> str:
    """`name` with how the classes are averaged, where it is only a measure's: `f1_score(y, p, average="macro")`."""
    calls = [part for part in walk(node) if isinstance(part, ast.Call)] if node is not None else []
    given = [k.value for call in calls for k in call.keywords if k.arg == "average"]
    said = {value.value for value in given if isinstance(value, ast.Constant) and value.value in AVERAGES}
    how = str(said.pop()) if len(said) == 1 == len(given) else ""
    return f"{how}_{name}" if how and general(name) and how not in name else name


def _changed(step: str, name: str) -> str:
    if step.startswith((".", "times_")):  # an attribute of it; twice a deviation
        return f"{name}_{step.lstrip('.')}"
    if step == "sqrt":
        return ROOTS.get(name, f"root_{name}")
    if step == "negative" and "negative_" in name:
        return name.replace("negative_", "", 1)
    if step == "rest":  # 1 - x
        return "error_rate" if name in ("accuracy", "score") else f"one_minus_{name}"
    if step == "percent":
        return f"{name}_times_100" if SHARES.isdisjoint(name.split("_")) else _percent(name)  # an amount, a share
    return f"{name}_{step}" if step in ("table", "selected", "share", "part") else f"{step}_{name}"


def in_percent(name: str, node: ast.AST | None) -> str:
    """`name` with its unit, where the value is a hundred times a share: `round(accuracy_score(y, p) * 100, 2)`."""
    if (share := share_of(node)) is None:
        return name
    said = [name, *(shortened(ast.unparse(n.func)) for n in walk(share) if isinstance(n, ast.Call))]
    return _percent(name) if SHARES & {*re.split(r"[_. ]", " ".join(said))} else name


def share_of(node: ast.AST | None) -> ast.expr | None:
    """What it is a hundred times of, rounded or not."""
    match node:
        case (
            ast.Call(func=ast.Name(id="round" | "float") | ast.Attribute(attr="round" | "around"), args=[of, *_])
            | ast.Call(func=ast.Attribute(value=of, attr="round"))
        ):
            return share_of(of)
        case (
            ast.BinOp(left=ast.Constant(value=100 | 100.0), op=ast.Mult(), right=of)
            | ast.BinOp(left=of, op=ast.Mult(), right=ast.Constant(value=100 | 100.0))
        ):
            return of
    return None


def _percent(name: str) -> str:
    return name if {"percent", "percentage", "pct"} & {*name.lower().split("_")} else f"{name}_percent"


def _rooted(statement: Statement, span: Span, call: str) -> bool:
    """`mean_squared_error(..., squared=False)` is the root of it."""
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] == call
        and span[:2] <= (node.lineno, node.col_offset) < span[2:]
        and any(k.arg == "squared" and isinstance(k.value, ast.Constant) and not k.value.value for k in node.keywords)
        for node in walk(statement.node)
    )


def _scoring(statement: Statement, span: Span) -> str:
    """`cross_val_score(..., scoring="f1")` measures that."""
    for node in walk(statement.node):
        inside = isinstance(node, ast.Call) and span[:2] <= (node.lineno, node.col_offset) < span[2:]
        for given in node.keywords if isinstance(node, ast.Call) and inside else ():
            if given.arg == "scoring" and isinstance(given.value, ast.Constant) and isinstance(given.value.value, str):
                scored = given.value.value.removeprefix("neg_")
                shown = SHORT.get(scored) or SHORT.get(f"{scored}_score", scored)
                return f"negative_{shown}" if given.value.value.startswith("neg_") else shown
    return ""


def label(statement: Statement, span: Span) -> str:
    """What the print calls the number: the words right before it, `print("Train RMSE:", ...)` as `train_rmse`."""
    return _as_name(_words_before(statement, span)) or ""


def labelled(statement: Statement, span: Span) -> str:
    """The label of a number that is shown behind a colon: `print("Average Winkler:", np.mean(scores))`; no times."""
    before = ""
    for part in printed(statement):
        if isinstance(part, str):
            before = part
        elif (part.lineno, part.col_offset) == span[:2]:
            said = label(statement, span) if before.rstrip(UNITS).endswith((":", "=")) else ""
            return "" if TIMES & {*said.split("_")} else said
        else:
            before = ""
    return ""


def overwritten(statement: Statement) -> bool:
    """Whether the next print writes over it, and it only shows how it goes."""
    ends = (k for node in walk(statement.node) if isinstance(node, ast.Call) for k in node.keywords if k.arg == "end")
    return any(isinstance(end.value, ast.Constant) and end.value.value == "\r" for end in ends)


def shown_as_number(statement: Statement, span: Span) -> bool:
    """Whether a text shows it with decimals, as only numbers can be: `f"{coverage:.4f}"`."""
    spec = next(
        (
            ast.unparse(node.format_spec).strip("f'\"")
            for node in walk(statement.node)
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None and span_of(node.value) == span
        ),
        "",
    )
    return bool(re.search(r"\.\d+[feg%]?$", spec)) or spec.endswith("%")


def telling_words(statement: Statement, span: Span) -> str | None:
    """A label of its telling words alone: "mean of the known rents:" mean_known_rents; "": none, None: too many."""
    return _as_name([word for word in _words_before(statement, span) if word not in TRAILING])


def _as_name(said: Sequence[str]) -> str | None:
    """The words as a name, None where they are too many for one."""
    name = identifier(" ".join(said), "")
    return name if not said or (len(said) <= MOST and len(name) <= 30 and name.isidentifier()) else None


def measure_said(statement: Statement, span: Span, name: str) -> str:
    """The one measure that a print speaks of in front of a variable whose `name` tells none; "" else."""
    if ((MEASURES | SHORTER) - VAGUE_MEASURES) & {*name.lower().split("_")}:
        return ""
    before = _words_before(statement, span)
    said = [*dict.fromkeys(word for word in before if word in MEASURES - VAGUE_MEASURES)]
    return said[0] if len(said) == 1 and not chosen_by(statement, span) else ""


def chosen_by(statement: Statement, span: Span) -> bool:
    """Whether it is what was chosen by a measure: `print("Best model by RMSE:", name)`, "meilleur modèle selon"."""
    what, by, measure = " ".join(_words_before(statement, span)).replace(" selon ", " by ").partition(" by ")
    return bool(by and MEASURES & {*measure.split()} and not MEASURES & {*what.split()})


def _words_before(statement: Statement, span: Span) -> list[str]:
    """The words of the text before a printed value, of the second in one text with the measure of the first.

    "MSE train: %.3f, test: %.3f" is `mse_train` and `mse_test`.
    """
    before: list[str] = []
    first: list[str] = []
    head: list[str] = []  # "MFE | net: %f | mean: %f" is `mfe_net` and `mfe_mean`
    for at, part in enumerate(printed(statement)):
        if isinstance(part, str):
            text = re.sub(r"^%+", "", part) if at else part  # the unit of what stands before it
            over, bar, _ = text.partition(" | ")
            head = words(over) if not at and bar and not re.search(r"[:=]", over) else head
            text = re.sub(r"(?<=[a-z]) {2,}(?=[a-z]\b)", "", text)  # a slip: "RMSE tes    t"
            text = unicodedata.normalize("NFKC", text)
            text = re.sub("[α-ω]", lambda letter: unicodedata.name(letter[0]).split()[-1].lower(), text)  # "β₁": beta1
            text = re.sub(r"(?i)\bstandard deviation( of( the)?)?\b", "std", text)
            text = re.sub(r"(?i)\bout.of.fold\b", "oof", text).replace("^2", "2").replace("%", " percentage ")
            said = words(re.sub(r"\([^)]*\)", " ", text).strip().split("\n")[-1])
            while said and said[-1] in TRAILING:
                said.pop()
            while said and said[0] in ("the", "with", "a", "an", "at"):
                said = said[1:]
            said = said and [*(word for word in head if word not in said), *said]
            before = (
                first if said and {*said} < {*first} and len(first) <= MOST else said or before
            )  # "wrong points of 9 points: 3"
            other = len(said) == 1 and said[0] in PARTS and [word for word in first if word in PARTS]
            if other and len(other) == 1 and MEASURES & {*first}:
                before = [said[0] if word in PARTS else word for word in first]
        elif (part.lineno, part.col_offset) == span[:2]:
            return before
        elif last_of(part) not in ("idxmax", "idxmin"):  # "MAE of {scores.idxmin()}: {scores.min()}"
            before, first = [], before or first
    return []


def printed(statement: Statement) -> list[str | ast.expr]:
    """What a `print` is given, or a text is put together of: texts, and the values between them."""
    node = statement.node
    if isinstance(node, ast.Assign):
        return [*_parts(node.value)] if is_text(node.value) else []
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return [part for argument in node.value.args for part in _parts(argument)]
    return []


def is_text(node: ast.expr) -> bool:
    """Whether a text is put together: `f"{name}: {score}"`, `"%s: %f" % (name, score)`, `"{}".format(score)`."""
    match node:
        case (
            ast.JoinedStr()
            | ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod())
            | ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format"))
        ):
            return True
    return False


def _parts(node: ast.expr) -> Iterator[str | ast.expr]:
    """A printed expression as texts and the values between them, in the order in which they are shown."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=every):
            yield from (shown for part in every for shown in _parts(part))
        case ast.FormattedValue(value=value):
            yield from _parts(value)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from (*_parts(left), *_parts(right))
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=right):
            values = right.elts if isinstance(right, ast.Tuple) else [right]
            yield from _filled(re.split(r"%[-+ #0-9.]*[a-zA-Z]", text), values)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"), args=args):
            yield from _filled(re.split(r"\{[^}]*\}", text), args)
        case ast.Call(func=ast.Name(id="str" | "round" | "repr"), args=[first, *_]):
            yield from _parts(first)
        case _:
            yield node


def _filled(texts: list[str], values: list[ast.expr]) -> Iterator[str | ast.expr]:
    for number, text in enumerate(texts):
        yield text
        if number < len(values):
            yield from _parts(values[number])
