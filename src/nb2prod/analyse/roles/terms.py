"""What the rules of roles speak of: a statement's own part, words that mean the same everywhere, models, tables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

from nb2prod import knowledge
from nb2prod.analyse.environment import Value
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.views import FRAME, SERIES
from nb2prod.model import Role

Said = tuple[Role, str]  # a role, and why

ORDER: tuple[Role, ...] = (
    "import", "install", "load", "split", "train", "evaluate", "predict", "export", "feature", "clean", "parameter",
    "setup", "plot", "explore", "display", "other",
)  # fmt: skip
CLEANING = frozenset({
    "dropna", "fillna", "drop", "drop_duplicates", "rename", "astype", "replace", "reset_index", "interpolate",
    "to_datetime", "to_numeric", "strip", "sort_values", "set_index", "merge", "join", "concat", "append", "melt",
    "groupby", "pivot", "pivot_table", "stack", "unstack", "sort", "isin",
})  # fmt: skip
FEATURES = frozenset({
    "get_dummies", "map", "apply", "cut", "qcut", "fit_transform", "transform", "factorize", "shift", "rolling",
})  # fmt: skip
TABULAR = frozenset({"pandas", "sklearn", "?", "polars", "dask", "pyspark"})  # whose methods those words name
TABLES = frozenset({FRAME, SERIES, "pandas.NDFrame"})
MODELS = (
    "sklearn.Classifier", "sklearn.Regressor", "sklearn.Clusterer", "sklearn.Detector", "sklearn.Pipe",
    "sklearn.Search", "keras.Model", "statsmodels.Model", "xgboost.Booster", "lightgbm.Booster", "catboost.CatBoost",
    "torch.nn.Module",
)  # fmt: skip
MATRIX_NAME = re.compile(r"^(?:[xXyY]|features?|targets?|labels?)$")
DECIDED = frozenset({"load", "train", "split"})  # beside them, a word in a call says nothing more


@dataclass(frozen=True)
class Part:
    """What the rules look at: a statement's own part, its value, and what evaluating it showed."""

    node: ast.stmt
    value: Value
    evaluator: Evaluator
    display: str

    @property
    def words(self) -> frozenset[str]:
        """Names of the methods and functions that it calls on tables, or on what may be one."""
        calls = self.evaluator.seen.calls
        return frozenset(call.rpartition(".")[2] for call in calls if call.partition(".")[0] in TABULAR)


def in_order(said: Iterable[Said]) -> tuple[Said, ...]:
    """Each role once, with its first evidence, the strongest first."""
    first: dict[Role, str] = {}
    for role, because in said:
        first.setdefault(role, because)
    return tuple((role, first[role]) for role in ORDER if role in first)


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


def models(types: Iterable[str]) -> list[str]:
    """Those that can predict."""
    return [type_ for type_ in types if any(knowledge.is_a(type_, kind) for kind in MODELS)]


def flat(target: ast.expr) -> list[ast.expr]:
    """The targets inside a tuple of targets."""
    return [t for part in target.elts for t in flat(part)] if isinstance(target, (ast.Tuple, ast.List)) else [target]


def tabular(part: Part, node: ast.expr) -> bool:
    """Whether it is a table, or a variable that may well be one."""
    value = part.evaluator.value(node)
    return value.type in TABLES or (isinstance(node, ast.Name) and value.type + value.ref == "")
