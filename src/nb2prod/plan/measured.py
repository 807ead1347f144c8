"""Numbers that measure the model: where they have a name it is used, where they are only shown they get one.

print("accuracy", accuracy_score(y_test, y_pred))    accuracy = accuracy_score(...); logged, and in metrics.json
print("Train RMSE:", rmse(y, p))                     train_rmse = rmse(y, p)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.model import Measure, Span, Statement
from nb2prod.plan.names import GENERATED, allowed, identifier, unique, words

SHORT = {
    "accuracy_score": "accuracy", "roc_auc_score": "roc_auc", "f1_score": "f1", "precision_score": "precision",
    "recall_score": "recall", "mean_squared_error": "mse", "mean_absolute_error": "mae", "r2_score": "r2",
    "log_loss": "log_loss", "score": "score", "silhouette_score": "silhouette", "root_mean_squared_error": "rmse",
}  # fmt: skip


def measures(
    kept: list[Statement], taken: frozenset[str], definite: frozenset[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[Measure, ...]]:
    """Metrics as (key, name in the workflow), and the expressions that get a name for it.

    `definite`: names that are surely bound when the workflow ends.
    """
    found: dict[str, str] = {}
    hoisted: list[Measure] = []
    used = set(taken) | GENERATED
    own = frozenset().union(*(statement.facts.metrics for statement in kept))
    for statement in kept:
        for name in sorted(statement.facts.metrics & definite):
            if not name.startswith("_"):
                found[name] = name
        if statement.facts.display in ("print", "report") and statement.parent is None:
            for span, qualified in statement.facts.measures:
                root, short = qualified.startswith("sqrt:"), qualified.rpartition(".")[2]
                short = f"root_{short}" if root else short
                said = _said(statement, span) or identifier(SHORT.get(short, short), "metric")
                name = _bound(said, used)
                used.add(name)
                hoisted.append(Measure(statement.id, span, name))
                found[name if said in own or said in found else said] = name
    return tuple(sorted(found.items())), tuple(hoisted)


def _bound(said: str, used: set[str]) -> str:
    """The variable for a metric: its own name, else `..._value` where the notebook has that for something else."""
    return said if allowed(said, used) else unique(f"{said}_value" if f"{said}_value" not in used else said, used)


def _said(statement: Statement, span: Span) -> str:
    """What the print calls the number: the words right before it, `print("Train RMSE:", ...)` as `train_rmse`."""
    before: list[str] = []
    arguments = statement.node.value.args if _is_print(statement.node) else []  # type: ignore[attr-defined]
    for part in (part for argument in arguments for part in _parts(argument)):
        if isinstance(part, str):
            before = words(re.sub(r"\([^)]*\)", " ", part).strip().split("\n")[-1]) or before
        elif (part.lineno, part.col_offset) == span[:2]:
            name = identifier(" ".join(before), "")
            return name if 0 < len(before) <= 4 and len(name) <= 30 and name.isidentifier() else ""
        else:
            before = []
    return ""


def _is_print(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def _parts(node: ast.expr) -> Iterator[str | ast.expr]:
    """A printed expression as texts and the values between them, in the order in which they are shown."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield from (shown for part in parts for shown in _parts(part))
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
