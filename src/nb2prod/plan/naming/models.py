"""The model of a step: of which class, in which variable, and whether it is fitted there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.cutting.interfaces import Interface
from nb2prod.plan.names import identifier

MODELS = frozenset(
    """
    adaboost ann autoencoder bagging baseline bayes bert boosting catboost classifier cnn dnn elasticnet ensemble
    estimator forest gan gbm gnb gru kmeans knn lasso lightgbm logistic lstm means mlp model models naive neighbors net
    network networks perceptron regression regressor ridge rnn sgd stacking svc svm svr tree trees vgg voting xgb
    xgboost
    """.split()
)
OF_MODELS = MODELS | frozenset(
    """
    support vector machine machines neural learning classification gradient random logistic linear
    a and example for in learn our python scikit simple sklearn the using with
    """.split()
)
TOLD = 2  # letters of a class without its suffix that say nothing: GDRegressor
KINDS_OF_MODEL = ("classifier", "regressor", "regression_cv", "cv", "model", "wrapper")
WITHOUT_KIND = frozenset(  # classes that hold any model: their names say nothing
    """
    pipeline make_pipeline grid_search randomized_search halving_grid_search sequential model column_transformer
    build_model create_model make_model get_model load_model best_estimator_ fit clone
    """.split()
)


def about_model(topic: str) -> bool:
    """Whether a heading's topic names a kind of model and nothing else, so that "train" and "evaluate" go with it."""
    said = set(topic.split("_"))
    return bool((MODELS | {"vector"}) & said) and said <= OF_MODELS


def model_type(interface: Interface, statements: Sequence[Statement], name: str) -> str:
    """The estimator class that a name of the step holds; "" where it holds none."""
    local = (type_ for s in statements for bound, type_ in s.facts.types if bound == name)
    found = interface.types.get(name, "") or next(local, "")
    return found if found and is_estimator(found) else ""


def is_estimator(type_: str) -> bool:
    """Whether objects of that type are fitted."""
    return knowledge.is_a(type_, "sklearn.Estimator")


def called(interface: Interface, statements: Sequence[Statement]) -> tuple[str, str]:
    """What the one model of a step is called by its class and by its variable; "" where it has none, or several."""
    crossing = [n for n in (*interface.outputs, *interface.inputs) if model_type(interface, statements, n)]
    local = [n for s in statements for n, _ in s.facts.types if model_type(interface, statements, n)]
    every = list(dict.fromkeys(crossing or local))
    if len(every) != 1:
        return "", ""
    kind = snake(model_type(interface, statements, every[0]).rpartition(".")[2])
    return "" if kind in WITHOUT_KIND else kind, identifier(every[0], "")


def snake(name: str) -> str:
    """A class of models as part of a name: "RandomForestClassifier" -> "random_forest"."""
    kind = underscored(name.replace("H2O", "H2o"))
    for suffix in KINDS_OF_MODEL:
        kind = kind.removesuffix(f"_{suffix}") if len(kind.removesuffix(f"_{suffix}")) > TOLD else kind
    return kind


def underscored(name: str) -> str:
    """A name in camel case as one of this language: "normalizeRatings" -> "normalize_ratings"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
