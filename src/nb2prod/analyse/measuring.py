"""Measurements that a notebook works out by hand: a number made of how predictions and the truth differ.

y_pred = model.predict(X)              a prediction
wrong = y_pred != y_test               compared with something: an error
np.mean((y_pred - y_test) ** 2)        an error over all rows: a metric
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from nb2prod import knowledge
from nb2prod.analyse.environment import Environment, Value
from nb2prod.analyse.formulas import by_hand
from nb2prod.analyse.scope import names_of
from nb2prod.analyse.views import CONTAINERS, MATRICES
from nb2prod.model import Effect
from nb2prod.replacing import replace
from nb2prod.walking import last_of

if TYPE_CHECKING:
    from nb2prod.analyse.arguments import Arguments
    from nb2prod.analyse.expressions import Evaluator
    from nb2prod.analyse.observed import Observed

NOTHING, PREDICTION, ERROR = 0, 1, 2  # what Value.predicted says
ARRANGING = frozenset({  # functions whose result is their argument in another form
    "pandas.DataFrame", "pandas.Series", "pandas.concat", "builtins.dict", "builtins.zip", "builtins.list",
    "builtins.sorted", "builtins.round", "builtins.abs", "builtins.float", "builtins.enumerate", "builtins.reversed",
    "numpy.round", "numpy.exp", "numpy.abs", "numpy.array", "numpy.sqrt", "numpy.sort", "numpy.ravel", "numpy.squeeze",
    "builtins.map", "builtins.filter", "builtins.tuple", "builtins.set", "numpy.around", "numpy.concatenate",
    "numpy.append",
})  # fmt: skip
SUMMING = frozenset(f"{m}.{f}" for m in ("numpy", "builtins") for f in ("sum", "max", "min", "mean", "cumsum"))
FITTED = frozenset({  # scikit-learn's protocol, on receivers of unknown type
    "coef_", "intercept_", "feature_importances_", "best_params_", "best_score_", "explained_variance_ratio_",
    "scores_", "pvalues_", "ranking_", "support_", "imputer_dict_", "encoder_dict_", "k_feature_idx_",
    "best_params", "best_score", "k_feature_names_", "k_score_", "features_to_drop_", "cluster_centers_", "statistics_",
    "lambda_dict_", "binner_dict_", "right_tail_caps_", "left_tail_caps_", "lambdas_",
    "feature_performance_", "performance_drifts_", "explained_variance_",
    "importances_mean", "importances_std", "concordance_index_", "p_value", "test_statistic", "median_survival_time_",
    "components_", "bin_edges_", "alpha_", "l1_ratio_",
})  # fmt: skip
FORECAST = frozenset({"predicted_mean", "fittedvalues"})  # of statsmodels: what its results foresee
ASKED = frozenset("evaluate auc aucpr rmse mse mae r2 logloss accuracy gini test validate".split())
FITS = frozenset({"fit", "fit_predict", "partial_fit", "fit_one_cycle", "fine_tune", "fit_generator"})
SETTINGS = ("fit", "transform", "get_params", "set_", "save", "plot", "summary", "compile", "get_feature_names")
PLACING = frozenset({"argsort", "argmax", "argmin", "idxmax", "idxmin"})  # where something stands, and no part of it
PLACES = frozenset({"loc", "iloc", "at", "iat", "ix"})
SHAPES = frozenset({"shape", "size", "ndim", "dtype", "dtypes"})
OF_THE_DATA = frozenset({"classes_", "feature_names_in_", "n_features_in_", "n_features_", "n_classes_"})
REMAKING = frozenset({"load", "split", "train"})  # roles of calls whose result is no news of a model
ACTING = frozenset({"load", "split", "train", "evaluate", "predict", "export", "plot"})  # grid.best_estimator_.predict
ANSWERING = re.compile(r"(?i:predict|classify)(?![a-z])(?!(?i:.*(?:plot|and_|eval|acc|score)))")  # functions
HOLDING = frozenset({"numpy.ndarray", "list", "dict", "pandas.Series"})  # a frame has other columns, too
KEYED = frozenset({"dict", "pandas.DataFrame"})  # a loop through them gets their keys
PLAIN = frozenset({"int", "float", "str", "bool", "None"})  # y_pred > 0.5 is a prediction still


def compared(result: Value, one: Value, other: Value) -> Value:
    """What `one - other` or `one == other` is."""
    plain = any(value.type in PLAIN and not value.predicted for value in (one, other))
    return result if plain or PREDICTION not in (one.predicted, other.predicted) else replace(result, predicted=ERROR)


def told(
    result: Value, effect: Effect, base: Value, mixed: Value, node: ast.Call, given: Arguments, evaluator: Evaluator
) -> Value:
    """`result` of a known call with what it says of a model; `mixed`: receiver and arguments together."""
    predicted, measures = called(effect, mixed, node, given, evaluator)
    metric = effect.kind == "metric" or measures or base.metric
    text = effect.kind == "report" or (mixed.text and effect.role not in ACTING)
    answers = effect.role in ("predict", "evaluate") or effect.kind in ("metric", "result") or text
    answers = answers or (_fitted(node, base, evaluator) and effect.role == "" and effect.kind == "compute")
    _note_fit(node, evaluator)
    places = any(call.rpartition(".")[2] in PLACING for call in evaluator.seen.calls[-1:])
    return replace(
        result,
        metric=metric or (mixed.metric and effect.role == "" and effect.kind == "compute" and not places),
        result=learned(effect, base, mixed, evaluator.seen.calls),
        text=text,
        predicted=predicted,
        modelled=answers or (mixed.modelled and effect.role not in REMAKING),
    )


def answered(function: str, result: Value) -> Value:
    """`result` of a function or a method of the notebook: `net.predict(X)`, `predict(X, weights)` give predictions."""
    predicts = ANSWERING.match(function) and not result.metric
    return replace(result, predicted=max(result.predicted, PREDICTION), modelled=True) if predicts else result


def told_as(source: Value, made: Value) -> Value:
    """`made`, a part of `source`, with what `source` says of a model."""
    return replace(made, metric=source.metric, result=source.result, modelled=source.modelled)


def _fitted(node: ast.Call, base: Value, evaluator: Evaluator) -> bool:
    """Whether something that was fitted is asked: `neighbors.kneighbors(x)`, not what it was made with."""
    match node.func:
        case ast.Attribute(attr=attr, value=ast.Name(id=name)) if name in evaluator.env.fitted:
            return base.type not in MATRICES and not attr.startswith(SETTINGS)
    return False


def _note_fit(node: ast.Call, evaluator: Evaluator) -> None:
    match node.func:
        case ast.Attribute(attr=attr, value=ast.Name(id=name)) if attr in FITS or attr.startswith("fit_one"):
            evaluator.env.fitted |= {name}


def called(effect: Effect, mixed: Value, node: ast.Call, given: Arguments, evaluator: Evaluator) -> tuple[int, bool]:
    """What a call gives, by what goes in: how it stems from a prediction, and whether it is a metric."""
    if effect.role == "predict":
        return PREDICTION, False
    number = effect.rows == "aggregate" and mixed.predicted == ERROR and not effect.returns
    measures = number and "axis" not in given.keywords and last_of(node) not in PLACING
    if measures and not evaluator.inner:
        evaluator.seen.measures.append((node, by_hand(node)))
    return mixed.predicted, measures


def found(seen: Observed, node: ast.Attribute, base: Value, effect: Effect | None, inner: int) -> Value:
    """`base` as its attribute `node` has it: a measurement, or what a fit found."""
    base = informed(seen, node.value, base)
    kind = effect.kind if effect is not None else "compute"
    if (effect is None or effect.kind == "compute") and node.attr in FITTED:
        kind = "metric" if node.attr in ("best_score_", "best_score") else "result"
    if kind in ("compute", "look") and node.attr in SHAPES:  # coef_.shape
        return replace(base, look=True, metric=False, result=False, text=False, modelled=False)
    if kind in ("metric", "result") and not inner:
        seen.measures.append((node, f"{base.type or '?'}.{node.attr}"))
    learnt = node.attr.endswith("_") and node.attr[0] != "_" and node.attr.islower() and node.attr not in OF_THE_DATA
    learnt = learnt or knowledge.is_a(base.type or "?", "statsmodels.Results")
    return replace(
        base, predicted=PREDICTION if node.attr in FORECAST else base.predicted, look=base.look or kind == "look",
        modelled=base.modelled or kind in ("metric", "result", "report") or (learnt and base.type not in MATRICES),
        metric=base.metric or kind == "metric", result=base.result or kind == "result",
        text=base.text or kind == "report",
    )  # fmt: skip


def informed(seen: Observed, node: ast.expr, base: Value) -> Value:
    """`slack.team.info().body` asks something else than a table, whose `info` only prints: who knows what it does."""
    match node:
        case ast.Call(func=ast.Attribute(attr="info")) if base.look:
            seen.effects.add("unknown")
            return replace(base, look=False)
    return base


def results(values: Iterable[Value], type_: str) -> bool:
    """Whether something made of `values` is a result: coefficients beside their names, not rows times coefficients."""
    every = list(values)
    rows = any(value.type in MATRICES and not value.result for value in every)
    return any(value.result for value in every) and (type_ in CONTAINERS or not rows)


def learned(effect: Effect, base: Value, mixed: Value, calls: list[str]) -> bool:
    """Whether a call gives what a fit found: by itself, or because its receiver or its arguments are that."""
    if effect.kind == "result":
        return True
    if effect.role in ACTING or effect.kind not in ("compute", "look"):
        return False
    if calls[-1:] and calls[-1].rpartition(".")[2] in PLACING:
        return False
    return base.result or (mixed.result and calls[-1:] != [] and calls[-1] in ARRANGING | SUMMING)


def starred(name: str, stars: Iterable[str]) -> str:
    """The function that measures and that a star import gives `name`; "" where another one may give it as well."""
    places = {module: knowledge.canonical(f"{module}.{name}") for module in stars}
    effects = {place: knowledge.function(place) for place in places.values()}
    measures = [place for place, effect in effects.items() if effect is not None and effect.kind == "metric"]
    others = [m for m, place in places.items() if place not in measures and knowledge.library(m) is None]
    return measures[0] if len(measures) == 1 and not others else ""


def stored(env: Environment, target: ast.Subscript | ast.Attribute, value: Value) -> None:
    """`scores["svm"] = accuracy_score(...)`, `scores.loc["svm"] = ...`: what is filled with metrics is one."""
    holder = target.value
    if isinstance(holder, ast.Attribute) and holder.attr in PLACES:
        holder = holder.value
    if isinstance(holder, ast.Name):
        env.metrics |= {holder.id} if value.metric else frozenset()
        env.modelled |= {holder.id} if value.modelled else frozenset()
        env.results |= {holder.id} if value.result else frozenset()
        if value.predicted == PREDICTION and env.types.get(holder.id) in HOLDING:  # oof[rows] = model.predict(X)
            env.predicted[holder.id] = PREDICTION


def asked(result: Value, node: ast.Call, evaluator: Evaluator) -> Value:
    """What a model of an unknown library says of itself: `model.auc(valid=True)`, `evaluator.evaluate(predictions)`."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    fitted = _fitted(node, result, evaluator) or name in FITS
    _note_fit(node, evaluator)
    result = replace(result, modelled=result.modelled or fitted)
    if name not in ASKED:
        return result
    if not evaluator.inner:
        evaluator.seen.measures.append((node, f"?.{name}"))
    return replace(result, metric=True)


def collected(env: Environment, node: ast.Call, base: Value, given: Iterable[Value]) -> None:
    """`scores.append(model.score(X, y))`: a container that is filled with metrics is one."""
    holder = node.func.value if isinstance(node.func, ast.Attribute) else None
    values = list(given)
    if isinstance(holder, ast.Name) and base.type in CONTAINERS:
        env.metrics |= {holder.id} if any(value.metric for value in values) else frozenset()
        env.modelled |= {holder.id} if any(value.modelled for value in values) else frozenset()
        if any(value.predicted == PREDICTION for value in values):
            env.predicted[holder.id] = PREDICTION


def tell_turns(target: ast.expr, node: ast.expr, value: Value, evaluator: Evaluator) -> None:
    """Say of a loop's variables what they are of a model: of several sequences each its own, of a mapping the values.

    `value`: of `node`, as it was before the loop bound them.

    for name, weight in zip(X.columns, model.coef_)      weight, and no name
    for k in scores, for k, s in scores.items()          s, and no k
    """
    told = dict(_each_turn(target, node, evaluator, value))
    for name in names_of(target).binds:
        evaluator.env.tell(name, told.get(name, Value()))


def _each_turn(
    target: ast.expr, node: ast.expr, evaluator: Evaluator, known: Value | None = None
) -> Iterator[tuple[str, Value]]:
    match node, target:
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]), ast.Tuple(elts=[_, second]):
            yield from _each_turn(second, inner, evaluator)
        case ast.Call(func=ast.Name(id="zip"), args=parts), ast.Tuple(elts=targets) if len(parts) == len(targets):
            for one, part in zip(targets, parts, strict=True):
                yield from _each_turn(one, part, evaluator)
        case ast.Call(func=ast.Attribute(attr="items" | "iterrows", value=inner), args=[]), ast.Tuple(elts=[_, second]):
            yield from ((name, evaluator.value(inner)) for name in names_of(second).binds)
        case ast.Call(func=ast.Attribute(attr="keys")), _:
            return
        case _:
            value = evaluator.value(node) if known is None else known
            yield from ((name, value) for name in names_of(target).binds if value.type not in KEYED)
