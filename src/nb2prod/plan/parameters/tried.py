"""Settings of which nobody knows whether the saved model has them: several estimators are tried, one is left.

grid = {"clf": [SVC(C=2), RandomForestClassifier(n_estimators=9)]}      the best of the two is saved
pipe = Pipeline([("clf", LogisticRegression(max_iter=50))])             the grid puts those in its place
for m in [SVC(C=2), Lasso(alpha=3)]: m.fit(X, y)                        the last one, or the best
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nb2prod.model import Program, Span
from nb2prod.nesting import span_of
from nb2prod.plan.names import identifier
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import within
from nb2prod.walking import walk

SEVERAL = 2


@dataclass(frozen=True)
class Tried:
    """Where the estimators stand of which one is left."""

    places: tuple[tuple[int, Span], ...] = ()  # cell and span
    names: frozenset[str] = frozenset()  # variables that hold one of them
    labels: frozenset[str] = frozenset()  # parts of a pipeline that a search puts others in the place of

    @staticmethod
    def of(program: Program, statements: Iterable[int]) -> Tried:
        """Those in `statements`, which the saved model is made in."""
        places: list[tuple[int, Span]] = []
        names, labels = set[str](), set[str]()
        run_over = _run_over(program)
        for statement in (program.statements[i] for i in statements):
            for label, value in _alternatives(statement.node, run_over):
                places.append((statement.cell, span_of(value)))
                elements = value.elts if isinstance(value, (ast.List, ast.Tuple)) else []
                names |= {element.id for element in elements if isinstance(element, ast.Name)}
                labels |= {identifier(label.rpartition("__")[2], "")} if elements and label else set()
        return Tried(tuple(places), frozenset(names), frozenset(labels))

    def holds(self, candidate: Candidate) -> bool:
        """Whether it is a setting of one of them."""
        inside = within((candidate.cell, candidate.span), self.places)
        return (
            (bool(candidate.keyword) and inside) or candidate.of in self.names or candidate.label in self.labels - {""}
        )


def _alternatives(node: ast.stmt, run_over: frozenset[str]) -> Iterator[tuple[str, ast.expr]]:
    """The values of mappings that make an estimator, with their keys; lists of several that a loop runs over."""
    for part in walk(node):
        if isinstance(part, ast.Dict):
            for key, value in zip(part.keys, part.values, strict=True):
                if _makes(value):
                    yield key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else "", value
    match node:
        case ast.For(iter=ast.List() | ast.Tuple() as made):
            listed = [made]
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.List() | ast.Tuple() as made) if name in run_over:
            listed = [made]
        case _:
            listed = []
    yield from (("", made) for made in listed if sum(_makes(element) for element in made.elts) >= SEVERAL)


def _makes(node: ast.expr) -> bool:
    """`SVC(C=2)`, a pipeline of it, a list of those."""
    calls = (ast.unparse(part.func).rpartition(".")[2] for part in walk(node) if isinstance(part, ast.Call))
    return any(name[:1].isupper() or name.startswith("make_") for name in calls)


def _run_over(program: Program) -> frozenset[str]:
    """Names that loops run over as they are: `for name, m in models`."""
    found = (s.node.iter for s in program.statements if isinstance(s.node, ast.For))
    return frozenset(each.id for each in found if isinstance(each, ast.Name))
