"""Which models an expression asks, by name and by class.

forest.score(X, y)               forest
cross_val_score(SVC(), X, y)     an SVC without a name
report(forest, X)                forest: a function of the notebook is given it
"""

from __future__ import annotations

import ast
import re

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.names import identifier
from nb2prod.walking import walk

ASKED = frozenset({  # methods that say what a model makes of rows
    "predict", "predict_proba", "decision_function", "predict_log_proba", "predict_classes", "fit_predict", "score",
    "evaluate", "evaluate_generator", "auc", "aucpr", "rmse", "mse", "mae", "r2", "logloss", "accuracy", "gini",
    "forecast", "score_samples", "bic", "aic",
})  # fmt: skip
FIRST = frozenset({"cross_val_score", "cross_validate", "cross_val_predict", "permutation_importance"})
OF_THE_DATA = frozenset({"classes_", "feature_names_in_", "n_features_in_", "categories_"})  # names for a report
FAMILIES = ("sklearn.Classifier", "sklearn.Regressor", "sklearn.Clusterer", "sklearn.Detector", "keras.Model")


def models_asked(graph: Graph, at: Statement, node: ast.expr) -> list[tuple[str, str, frozenset[int]]]:
    """The models that answer in `node`: the variable, the class as words, the statements that made it."""
    found = []
    turns = {n.id for part in walk(node) if isinstance(part, ast.comprehension) for n in _names(part.target)}
    for part in walk(node):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) | ast.Attribute(value=ast.Name(id=name)) if (
                name in turns
            ):  # [m.score(X, y) for m in models]: no m of the cells
                continue
            case ast.Call(func=ast.Attribute(attr=attr, value=value), args=args) if attr in ASKED:
                judged = _judges(graph, at, value)
                found += [m for arg in args for m in _answered(graph, at, arg)] if judged else []
                found += models_named(graph, at, value) if not judged else []
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in FIRST:
                found += models_named(graph, at, first)
            case ast.Call(func=ast.Attribute(attr=name), args=[first, *_]) if name in FIRST:
                found += models_named(graph, at, first)
            case ast.Attribute(value=ast.Name() as value, attr=attr) if (
                attr.endswith("_") and attr not in OF_THE_DATA
            ) or _results(graph, at, value):
                found += models_named(graph, at, value)
            case ast.Attribute(value=ast.Call(func=ast.Attribute(attr="fit")) as value, attr=attr) if attr[-1:] == "_":
                found += models_named(graph, at, value)
    handed = [name for name in given_to_calls(node) if not (isinstance(name, ast.Name) and name.id in turns)]
    return found or [one for name in handed if _can_predict(graph, at, name) for one in models_named(graph, at, name)]


def _judges(graph: Graph, at: Statement, value: ast.expr) -> bool:
    """Whether something that judges predictions is asked, and no model: `evaluator = BinaryEvaluator()`."""
    makers = _makers(graph, at, value.id) if isinstance(value, ast.Name) else ()
    return any(call.endswith("Evaluator") for i in makers for call in graph.program.statements[i].facts.calls)


def _fitted_from(graph: Graph, made: frozenset[int], name: str) -> str:
    """What gave the model when it was fitted, as Spark does it: `forest` in `model = forest.fit(train)`."""
    for at in sorted(made):
        match graph.program.statements[at].node:
            case ast.Assign(
                targets=[ast.Name(id=target)], value=ast.Call(func=ast.Attribute(attr="fit", value=ast.Name(id=source)))
            ) if target == name != source:
                return identifier(source, "")
    return ""


def _answered(graph: Graph, at: Statement, node: ast.expr) -> list[tuple[str, str, frozenset[int]]]:
    """The model whose answers a variable holds, as Spark gives them: `predictions = model.transform(test)`."""
    found = []
    for identity in sorted(_makers(graph, at, node.id)) if isinstance(node, ast.Name) else ():
        maker = graph.program.statements[identity]
        match getattr(maker.node, "value", None):
            case ast.Call(func=ast.Attribute(attr="transform" | "predict", value=ast.Name() as model)):
                found += models_named(graph, maker, model)
    return found


def fitted_on(graph: Graph, at: Statement, node: ast.expr, made: frozenset[int]) -> bool:
    """Whether a model answers for the rows that it was last fitted on: `forest.fit(X, y)`, `forest.score(X, y)`."""
    asked = [
        rows.id
        for part in walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in ASKED
        for rows in part.args[:1]
        if isinstance(rows, ast.Name)
    ]
    chained = _fitted_right_there(node)
    if chained:  # model.fit(X2, y2).predict(X1): whatever it was fitted on before
        return len(asked) == 1 and chained == asked
    makers = [graph.program.statements[i] for i in sorted(made)]
    fits = [
        (maker, rows.id)
        for maker in makers
        for part in walk(maker.node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "fit"
        for rows in part.args[:1]
        if isinstance(rows, ast.Name)
    ]
    if len(asked) != 1 or not fits or fits[-1][0] is not makers[-1]:
        return False
    maker, rows = fits[-1]
    return rows == asked[0] and _makers(graph, at, rows) == _makers(graph, maker, rows)


def _fitted_right_there(node: ast.expr) -> list[str]:
    """What the models are fitted on that are asked in the same breath: `SVC().fit(X, y).predict(Z)`."""
    found: list[str] = []
    for part in walk(node):
        match part:
            case ast.Call(
                func=ast.Attribute(attr=asked, value=ast.Call(func=ast.Attribute(attr="fit"), args=[rows, *_]))
            ) if asked in ASKED:
                found.append(ast.unparse(rows))
    return found


def _makers(graph: Graph, at: Statement, name: str) -> frozenset[int]:
    return frozenset(source for source, read in graph.sources.get(at.id, ()) if read == name)


def given_to_calls(node: ast.expr) -> list[ast.expr]:
    """What calls are given: `report(forest, X)` measures the forest."""
    return [arg for part in walk(node) if isinstance(part, ast.Call) for arg in part.args]


def types_of(graph: Graph, at: Statement, name: str) -> set[str]:
    """The types that a name may have at a statement."""
    return _types(graph, at, name)[1]


def _types(graph: Graph, at: Statement, name: str) -> tuple[frozenset[int], set[str]]:
    """Who made the name what it is at a statement, and the types that it got there."""
    made = _makers(graph, at, name)
    return made, {t for i in made for n, t in graph.program.statements[i].facts.types if n == name}


def _can_predict(graph: Graph, at: Statement, node: ast.expr) -> bool:
    types = _types(graph, at, node.id)[1] if isinstance(node, ast.Name) else set()
    return any(knowledge.is_a(t or "?", family) for t in types for family in FAMILIES)


def _inner(graph: Graph, made: frozenset[int], name: str) -> str:
    """What a search is over: the class in `GridSearchCV(SVC(), ...)`, the variable in `GridSearchCV(svc, ...)`."""
    for at in sorted(made):
        statement = graph.program.statements[at]
        calls = [n for n in walk(statement.node) if isinstance(n, ast.Call)]
        for call in calls if name in statement.facts.binds else ():
            named = [k.value for k in call.keywords if k.arg in ("estimator", "estimators")]
            match [*call.args[:1], *named][:1]:
                case [ast.Name(id=estimator)]:
                    return identifier(estimator, "")
                case [ast.Call(func=ast.Name(id=class_) | ast.Attribute(attr=class_))] if class_[:1].isupper():
                    return _words(class_)
    return ""


def models_named(graph: Graph, at: Statement, node: ast.expr) -> list[tuple[str, str, frozenset[int]]]:
    """The model that an expression is, as `models_asked` gives them: `forest`, `SVC()`, `SVC().fit(X, y)`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("fit", *ASKED):
        node = node.func.value  # SVC().fit(X, y).score(X, y)
    match node:
        case ast.Name(id=name):
            if (other := _stands_for(graph, at, name)) is not None:
                return models_named(graph, *other)
            made, types = _types(graph, at, name)
            if any(t.startswith(("ref:", "pandas.", "numpy.")) for t in types):
                return []
            known = {t for t in types if knowledge.is_a(t or "?", "sklearn.Estimator")}
            kind = known.pop() if len(known) == 1 else ""
            inner = _inner(graph, made, name) if knowledge.is_a(kind or "?", "sklearn.Search") else ""
            return [(name, inner or _words(kind) or _fitted_from(graph, made, name), made)]
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)) if name[:1].isupper():
            return [("", _words(name), frozenset())]
    return []


def _names(node: ast.expr) -> list[ast.Name]:
    return [part for part in walk(node) if isinstance(part, ast.Name)]


def _stands_for(graph: Graph, at: Statement, name: str) -> tuple[Statement, ast.Name] | None:
    """The variable that another one stands for by turns: `model_at_hand = tree`, and `model_at_hand = forest` later."""
    match [graph.program.statements[i] for i in _makers(graph, at, name)]:
        case [Statement(node=ast.Assign(targets=[ast.Name(id=bound)], value=ast.Name() as other)) as maker]:
            several = sum(name in s.facts.binds for s in graph.program.statements) > 1
            return (maker, other) if bound == name and several else None
    return None


def _results(graph: Graph, at: Statement, value: ast.Name) -> bool:
    return any(knowledge.is_a(t or "?", "statsmodels.Results") for t in _types(graph, at, value.id)[1])


def _words(type_: str) -> str:
    name = type_.rpartition(".")[2]
    return identifier(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name), "")
