"""Which of what is saved keeps the rows that it was trained on: whoever has the artifact has them.

knn = KNeighborsClassifier().fit(X, y)                      its neighbours are the rows
class Mine: def fit(self, X, y): self.X_train = X           so are they here
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Claim, Plan
from nb2prod.plan.graph import binders
from nb2prod.reaching import parsed
from nb2prod.walking import walk

OF_ROWS = frozenset({  # classes that keep rows, or some of them
    "KNeighborsClassifier", "KNeighborsRegressor", "RadiusNeighborsClassifier", "RadiusNeighborsRegressor",
    "NearestNeighbors", "GaussianProcessClassifier", "GaussianProcessRegressor", "KernelRidge", "KNNImputer",
    "LocalOutlierFactor", "LabelPropagation", "LabelSpreading",
})  # fmt: skip
KEPT_AS = frozenset({"data", "X", "x", "X_", "X_train", "x_train", "train_X", "training_data", "rows"})


def keeping_rows(plan: Plan) -> Iterator[Claim]:
    """The artifacts whose class is known to keep rows."""
    own = {node.name for node in _classes(plan) if _keeps(node)}
    names = tuple(a.name for a in plan.artifacts if not _made(plan, a.name).isdisjoint(own | OF_ROWS))
    if names:
        yield Claim("keeps rows", names)


def _made(plan: Plan, name: str) -> set[str]:
    """The classes of which it is, or is made."""
    found: set[str] = set()
    for statement in binders(plan.program, name):
        found |= {call.rpartition(".")[2] for call in statement.facts.calls}
    return found


def _classes(plan: Plan) -> Iterator[ast.ClassDef]:
    yield from (s.node for s in plan.program.statements if isinstance(s.node, ast.ClassDef))
    for _, tree in parsed(plan.program.notebook.modules):
        yield from (node for node in walk(tree) if isinstance(node, ast.ClassDef))


def _keeps(node: ast.ClassDef) -> bool:
    """Whether an object of it holds what it is fitted on, or made of, under a name that rows have."""
    for method in (part for part in node.body if isinstance(part, ast.FunctionDef)):
        if method.name not in ("fit", "__init__", "train"):
            continue
        for part in walk(method):
            match part:
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=attr)], value=ast.Name()):
                    if attr in KEPT_AS:
                        return True
    return False
