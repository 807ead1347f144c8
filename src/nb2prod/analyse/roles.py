"""What part of a workflow a statement plays, by what it calls, by types, and by its shape.

df = pd.read_csv(p)           load       df["a"] = df["b"] * 2        feature
df = df.dropna()              clean      X_train, X_test = ...split   split
"""

from __future__ import annotations

import ast
import re

from nb2prod import knowledge
from nb2prod.analyse.environment import Value
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.views import FRAME, MATRICES, SERIES
from nb2prod.model import Role

ORDER: tuple[Role, ...] = (
    "import", "install", "load", "split", "train", "evaluate", "predict", "export", "clean", "feature", "parameter",
    "setup", "plot", "explore", "display", "other",
)  # fmt: skip
CLEANING = frozenset({
    "dropna", "fillna", "drop", "drop_duplicates", "rename", "astype", "replace", "reset_index", "interpolate",
    "to_datetime", "to_numeric", "strip", "sort_values", "set_index",
})  # fmt: skip
FEATURES = frozenset({
    "get_dummies", "map", "apply", "cut", "qcut", "merge", "groupby", "pivot_table", "melt", "fit_transform",
    "transform", "factorize", "concat", "join", "shift", "rolling",
})  # fmt: skip

TABULAR = frozenset({"pandas", "sklearn", "?", "polars", "dask", "pyspark"})  # whose methods those words name
PREDICTORS = ("sklearn.Classifier", "sklearn.Regressor", "sklearn.Clusterer", "sklearn.Detector")
MATRIX_NAME = re.compile(r"^(?:[xXyY]|features?|targets?|labels?)$")


def roles_of(node: ast.stmt, value: Value, evaluator: Evaluator) -> tuple[Role, ...]:
    """Every role of the statement's own part, the strongest first."""
    found = {role for role in ORDER if role in evaluator.seen.roles}
    match node:
        case ast.Import() | ast.ImportFrom():
            return ("import",)
        case ast.Assign(targets=[ast.Name()], value=literal) if is_literal(literal):
            return ("parameter",)
        case ast.Assign(targets=[ast.Subscript(value=base)]) if _tabular(evaluator.value(base), base):
            found.add("feature" if not _cleans(evaluator) else "clean")
        case ast.Assign(targets=[ast.Name(id=name)], value=given):
            found.discard("explore")
            taken = isinstance(given, (ast.Subscript, ast.Call, ast.Attribute)) and value.type in MATRICES
            if MATRIX_NAME.match(name) and taken and not found & {"load", "split", "train", "predict"}:
                return ("split",)
            if isinstance(given, ast.Subscript) and value.type == FRAME:
                found.add("clean")
            if isinstance(given, ast.Call) and knowledge.is_a(value.type, "sklearn.Estimator"):
                found.add("train" if any(knowledge.is_a(value.type, kind) for kind in PREDICTORS) else "feature")
        case ast.Expr() if not found:
            found.add("display")
        case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
            return ("other",)
    names = {call.rpartition(".")[2] for call in evaluator.seen.calls if call.partition(".")[0] in TABULAR}
    if names & CLEANING and not found & {"load", "train", "split"}:
        found.add("clean")
    if names & FEATURES and not found & {"load", "train", "split"}:
        found.add("feature")
    if evaluator.seen.seeds:
        found.add("setup")
    return tuple(role for role in ORDER if role in found) or ("other",)


def is_literal(node: ast.AST) -> bool:
    """Whether `node` is a value written out: numbers, texts, and containers of them."""
    match node:
        case ast.Constant(value=value):
            return value is not Ellipsis
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant()):
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return all(is_literal(part) for part in parts)
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and is_literal(key) for key in keys) and all(is_literal(v) for v in values)
    return False


def _tabular(value: Value, node: ast.expr) -> bool:
    """Whether it is a frame, or a variable that may well be one."""
    return value.type in {FRAME, SERIES, "pandas.NDFrame"} or (
        isinstance(node, ast.Name) and value.type + value.ref == ""
    )


def _cleans(evaluator: Evaluator) -> bool:
    tabular = [call for call in evaluator.seen.calls if call.partition(".")[0] in TABULAR]
    return any(call.rpartition(".")[2] in CLEANING for call in tabular)
