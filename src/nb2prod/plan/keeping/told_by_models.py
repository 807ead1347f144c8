"""Tables that are put together of what models say, and no rows of the data: they are results, whole or their head.

p = forest.predict(X_test)
t = pd.DataFrame({"is": y_test, "said": p}); t.head()                   of answers
theta, history = own_model.train(0.1)
pd.DataFrame({"theta": theta.flatten()}).head()                         of what was learned
texts = ["evil queen", "horizon problem"]; X = vec.fit_transform(texts)
pd.DataFrame(X.toarray(), columns=vec.get_feature_names_out())          of texts that are written out: an example
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph, named
from nb2prod.plan.models.models_asked import types_of
from nb2prod.walking import walk

TABLES = frozenset({"DataFrame", "Series"})
FEW = frozenset({"head", "tail", "sample"})
ANSWERS = frozenset({"predict", "predict_proba", "decision_function"})
LEARNING = frozenset({"fit", "train"})
VECTORIZERS = "sklearn.feature_extraction."


def is_told_by_model(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether what is shown is such a table."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in FEW:
            node = value
    made = [(at, node)] if not isinstance(node, ast.Name) else _only_value(graph, at, node.id)
    return any(_is_table(value) and _is_of_model(graph, where, value) for where, value in made)


def _is_table(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in TABLES
    return False


def _is_of_model(graph: Graph, at: Statement, table: ast.expr) -> bool:
    values = [found for name in sorted(named(table)) for found in _values(graph, at, name)]
    told = any(_called(value) in (ANSWERS | LEARNING if several else ANSWERS) for _, value, several in values)
    return told or _is_example(graph, at, table)


def _is_example(graph: Graph, at: Statement, table: ast.expr) -> bool:
    """Counts of words in texts that the notebook itself writes out."""
    for part in walk(table):
        match part:
            case ast.Call(func=ast.Attribute(attr="toarray" | "todense", value=ast.Name(id=name)), args=[]):
                made = _only_value(graph, at, name)
                return any(_counts_written(graph, where, value) for where, value in made)
    return False


def _counts_written(graph: Graph, at: Statement, node: ast.expr) -> bool:
    match node:
        case ast.Call(
            func=ast.Attribute(attr="fit_transform", value=ast.Name(id=vectorizer)), args=[ast.Name(id=texts)]
        ):
            kinds = types_of(graph, at, vectorizer)
            written = [value for _, value in _only_value(graph, at, texts)]
            return bool(kinds and written) and all(k.startswith(VECTORIZERS) for k in kinds) and all(
                isinstance(value, ast.List) for value in written
            )  # fmt: skip
    return False


def _called(node: ast.expr) -> str:
    """The method that gives a value, "" where none does: of `np.exp(m.predict(X))[:, 1]`, predict."""
    while True:
        match node:
            case ast.Subscript(value=value):
                node = value
            case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy")), args=[inner, *_]):
                node = inner
            case ast.Call(func=ast.Attribute(attr="flatten" | "ravel" | "reshape" | "round", value=value)):
                node = value
            case ast.Call(func=ast.Attribute(attr=attr)):
                return attr
            case _:
                return ""


def _values(graph: Graph, at: Statement, name: str) -> Iterator[tuple[Statement, ast.expr, bool]]:
    """What a name was bound to, by whom, and whether it is one of several."""
    for maker in graph.makers(at, name):
        match maker.node:
            case ast.Assign(targets=[target], value=value) if name in maker.facts.binds:
                yield maker, value, isinstance(target, ast.Tuple)


def _only_value(graph: Graph, at: Statement, name: str) -> list[tuple[Statement, ast.expr]]:
    """The one value that a name holds, if nothing changed it since."""
    found = [(maker, value) for maker, value, several in _values(graph, at, name) if not several]
    return found if len(found) == len(graph.makers(at, name)) == 1 else []
