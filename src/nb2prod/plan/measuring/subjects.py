"""Whose measurement a number is: which model was asked, and on which part of the rows.

y_pred = forest.predict(X_test)
accuracy_score(y_test, y_pred)         of `forest`, on the test rows
cross_val_score(SVC(), X, y)           of an SVC without a name
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.models.models_asked import FIRST, fitted_on, given_to_calls, models_asked, models_named, types_of
from nb2prod.plan.names import words
from nb2prod.walking import walk

PARTS = {  # words for a part of the rows, in names
    "train": "train", "training": "train", "tr": "train", "trn": "train", "test": "test", "testing": "test",
    "tst": "test", "ts": "test", "val": "validation", "valid": "validation", "validation": "validation",
    "dev": "validation", "holdout": "holdout", "oof": "oof",
}  # fmt: skip
PARTING = FIRST | {"train_test_split", "KFold", "StratifiedKFold", "GroupKFold", "TimeSeriesSplit", "split"}
FORMS = frozenset({"values", "T", "loc", "iloc", "str", "dt", "cat", "reshape", "ravel", "flatten", "to_numpy"})
NUMBERS = {"int", "float", "str"}
GLUED = re.compile(r"^([xy])(train|test|val|valid)$")  # `ytest`
DEEP = 5  # how many assignments back a prediction is looked for


@dataclass(frozen=True)
class Subject:
    """The model that was measured, and the part of the rows; "" where that is not told, or there are several."""

    model: str = ""  # its variable
    kind: str = ""  # its class, as words
    made: frozenset[int] = frozenset()  # the statements that made that variable what it is there
    part: str = ""


def subject(graph: Graph, statement: Statement, node: ast.expr) -> Subject:
    """Whom and what the expression `node` of `statement` measures."""
    parts = frozenset(_parts(graph, statement, node))
    layer = [(statement, node)]
    for _ in range(DEEP):
        answers = [(at, expression, models_asked(graph, at, expression)) for at, expression in layer]
        asked = {one for _, _, models in answers for one in models}
        if asked:
            parts = parts or frozenset(part for at, expression in layer for part in _parts(graph, at, expression))
            name, kind, made = asked.pop() if len(asked) == 1 else ("", "", frozenset[int]())
            fitted = all(fitted_on(graph, at, expression, made) for at, expression, models in answers if models)
            return Subject(name, kind, made, "train" if name and fitted else _agreed(parts))
        layer = [found for at, expression in layer for found in _before(graph, at, expression)]
    return Subject(part=_agreed(parts))


def trainee(graph: Graph, statement: Statement, node: ast.expr) -> Subject | None:
    """The model that `node` fits: `model.fit(X, y)`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="fit" | "fit_generator", value=ast.Name() as value)):
            return next((Subject(*found) for found in models_named(graph, statement, value)), None)
    return None


def hard(graph: Graph, statement: Statement, node: ast.expr) -> bool:
    """Whether a curve is measured of predicted classes, where scores or probabilities belong."""
    given = node.args[1] if isinstance(node, ast.Call) and len(node.args) > 1 else None
    if isinstance(given, ast.Name):
        before = _before(graph, statement, given)
        given = before[0][1] if len(before) == 1 else None
    match given:
        case ast.Call(func=ast.Attribute(attr="predict", value=ast.Name(id=name))):
            types = {t for s in graph.program.statements for n, t in s.facts.types if n == name}
            return bool(types) and all(knowledge.is_a(t or "?", "sklearn.Classifier") for t in types)
    return False


def curve(graph: Graph, statement: Statement, node: ast.expr) -> str:
    """What made the points that `auc(x, y)` measures: `roc_curve` or `precision_recall_curve`."""
    found = {c for _, value in _before(graph, statement, node) for c in _called(value) if c.endswith("_curve")}
    return found.pop() if len(found) == 1 else ""


def given(node: ast.expr) -> tuple[str, ...]:
    """The words of the variables and columns that calls in `node` are given, in order."""
    names = [name for arg in given_to_calls(node) for part in walk(arg) for name in _said(part)]
    said = (word for name in names for word in words(name))
    return tuple(dict.fromkeys(part for word in said for part in GLUED.sub(r"\1 \2", word).split()))


def _said(node: ast.AST) -> list[str]:
    """The name of a variable or a column: `df`, `df.age`, `df["age"]`."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(attr=name) if name not in FORMS:
            return [name]
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return [name]
    return []


def _before(graph: Graph, at: Statement, node: ast.expr) -> list[tuple[Statement, ast.expr]]:
    """The values that the names in `node` were bound to, where one assignment did that."""
    found: list[tuple[Statement, ast.expr]] = []
    for name in dict.fromkeys(n.id for n in walk(node) if isinstance(n, ast.Name)):
        makers = graph.makers(at, name)
        bound = [s for s in makers if name in s.facts.binds]
        if len(bound) == 1 and isinstance(bound[0].node, ast.Assign) and _tells(bound[0]):
            found.append((bound[0], bound[0].node.value))
    return found


def _tells(statement: Statement) -> bool:
    """Whether its value may say which model answered: a prediction, a measurement, another form of one name."""
    roles = {*statement.facts.roles, *statement.facts.flow, *(("evaluate",) if statement.facts.metrics else ())}
    called = {id(n.func) for n in walk(statement.node) if isinstance(n, ast.Call)}
    read = (n for n in walk(statement.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    names = {n.id for n in read if id(n) not in called}
    return not roles & {"load", "split"} and (bool(roles & {"predict", "evaluate"}) or len(names) <= 2)


def _called(node: ast.AST) -> list[str]:
    calls = [part.func for part in walk(node) if isinstance(part, ast.Call)]
    return [f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in calls]


def _parts(graph: Graph, at: Statement, node: ast.expr) -> list[str]:
    """The parts of the rows that names speak of; folds of `train` are none: `cross_val_score(model, train, y)`.

    Nor are they where a function of the notebook does that: `score_dataset(X_train, y_train)`.
    """
    called = set(_called(node))
    if FIRST & called or _in_folds(graph, called & graph.own):
        return []
    places = {n for part in walk(node) if isinstance(part, ast.Subscript) for n in walk(part.slice)}
    names = [
        n.id
        for n in walk(node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n not in places  # df[train_length:]
        if n.id not in called
    ]
    rows = [name for name in names if not types_of(graph, at, name) & NUMBERS]  # len(df) - train_length
    return [PARTS[word] for name in rows for word in re.findall(r"[a-z]+", name.lower()) if word in PARTS]


def _in_folds(graph: Graph, functions: set[str]) -> bool:
    """Whether one of the notebook's functions measures on rows that it parts itself."""
    nodes = (s.node for s in graph.program.statements if isinstance(s.node, ast.FunctionDef))
    return any(PARTING & set(_called(node)) for node in nodes if node.name in functions)


def _agreed(parts: frozenset[str]) -> str:
    return next(iter(parts)) if len(parts) == 1 else ""
