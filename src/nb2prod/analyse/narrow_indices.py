"""A sparse table of a DictVectorizer for an estimator that wants indices of 32 bits: scikit-learn 1.9 refuses it.

X = DictVectorizer().fit_transform(rows)                    its indices have 64 bits there (measured with 1.9.1)
LogisticRegression(solver="liblinear").fit(X, y)            the run stops here
X = dv.fit_transform(rows).toarray()                        a dense one, which they all take
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.analyse.chained import Here
from nb2prod.knowledge.versions import Gone
from nb2prod.walking import walk

MAKER = "DictVectorizer"
WIDE = Gone("a sparse DictVectorizer that every estimator takes", "scikit-learn", "1.9", "sparse=False")
NARROW = frozenset(  # those that take no wider ones, and with which solvers; none: whatever is set
    "Lasso ElasticNet SGDClassifier SGDRegressor Perceptron PassiveAggressiveClassifier PassiveAggressiveRegressor"
    " SVC SVR NuSVC NuSVR LinearSVC LinearSVR OneClassSVM KMeans MiniBatchKMeans".split()
)
SOLVED = "LogisticRegression"
SOLVERS = frozenset({"liblinear", "sag", "saga"})


def narrow_indices(parts: Iterable[ast.AST], here: Here) -> Iterator[Gone]:
    """`parts`: of the statement that makes the vectorizer."""
    if "sklearn" not in here.tops or not any(_sparse(part) for part in parts):
        return
    names = {part for call in here.onward(through=True) if call.startswith("sklearn.") for part in call.split(".")}
    around = [part for node in here.around() for part in walk(node)]
    solved = SOLVED in names and any(map(_solved, around))
    if (solved or names & NARROW) and not _dense(around):
        yield WIDE


def _dense(nodes: Iterable[ast.AST]) -> bool:
    """Whether all tables that it makes are made dense on the spot."""
    made, dense = set[int](), set[int]()
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call() as table, attr="toarray" | "todense")):
                dense.add(id(table))
            case ast.Call(func=ast.Attribute(attr="fit_transform" | "transform")):
                made.add(id(node))
    return bool(made) and made <= dense


def _sparse(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), keywords=given) if name == MAKER:
            dense = (k for k in given if k.arg == "sparse" and isinstance(k.value, ast.Constant) and not k.value.value)
            return not any(dense)
    return False


def _solved(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), keywords=given) if name == SOLVED:
            texts = (k.value.value for k in given if k.arg == "solver" and isinstance(k.value, ast.Constant))
            return any(text in SOLVERS for text in texts)
    return False
