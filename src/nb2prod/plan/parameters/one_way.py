"""Settings of which the code takes one value only: what else is written stands against every other.

KFold(5, shuffle=True, random_state=1)                shuffle stays: without it a seed is refused
SVC(probability=True); m.predict_proba(X)             probability stays: without it there are none
LinearSVC(penalty="l1", dual=False)                   dual stays
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nb2prod.model import Span, Statement
from nb2prod.nesting import own_parts, span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import literal
from nb2prod.walking import values_given

GIVEN, ABSENT = object(), object()


@dataclass(frozen=True)
class Bound:
    """`keyword` of what is called so is bound, where the same call or code anywhere has what is named."""

    called: tuple[str, ...]  # ends of what is called, () for all
    keyword: str
    value: object  # GIVEN: any
    beside: Mapping[str, object]  # arguments of the same call
    asked: tuple[str, ...] = ()  # attributes and names that code asks for, one of them


FOLDS = ("KFold",)
BOUNDS = (
    Bound(FOLDS, "shuffle", True, {"random_state": GIVEN}),
    Bound(FOLDS, "random_state", GIVEN, {"n_folds": GIVEN, "shuffle": ABSENT}),  # it draws nothing
    Bound(("train_test_split",), "shuffle", True, {"stratify": GIVEN}),
    Bound((), "bootstrap", True, {"oob_score": True}),
    Bound((), "bootstrap", True, {"max_samples": GIVEN}),
    Bound((), "oob_score", True, {}, ("oob_score_", "oob_prediction_", "oob_decision_function_")),
    Bound((), "compute_distances", True, {}, ("distances_",)),
    Bound(("SVC",), "probability", True, {}, ("predict_proba", "predict_log_proba")),
    Bound(("LinearSVC",), "dual", False, {"penalty": "l1"}),
    Bound(("LinearSVC",), "dual", True, {"loss": "hinge"}),
    Bound(("LogisticRegression",), "dual", False, {"solver": ABSENT}),
    Bound(("LogisticRegression",), "dual", False, {"penalty": "l1"}),
    Bound(("VotingClassifier",), "voting", "soft", {}, ("predict_proba",)),
    Bound(("SVC", "SVR"), "kernel", "linear", {}, ("coef_", "RFE", "RFECV")),
    Bound(("ShuffleSplit",), "n_splits", GIVEN, {}, ("next",)),  # the first one, however many
    Bound(("AgglomerativeClustering",), "metric", GIVEN, {"linkage": ABSENT}),
    Bound(("AgglomerativeClustering",), "metric", GIVEN, {"linkage": "ward"}),
    Bound(("AgglomerativeClustering",), "affinity", GIVEN, {"linkage": ABSENT}),
    Bound(("AgglomerativeClustering",), "affinity", GIVEN, {"linkage": "ward"}),
)


def without_bound(kept: Iterable[Statement], found: list[Candidate]) -> list[Candidate]:
    """The candidates, without those that could only have the value that they have."""
    if not any(c.keyword in {b.keyword for b in BOUNDS} for c in found):
        return found
    kept = [*kept]
    calls = {(s.cell, span): call for s in kept for span, call in _arguments(s.node)}
    parts = [part for s in kept for part in own_parts(s.node)]
    asked = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    asked |= {part.id for part in parts if isinstance(part, ast.Name)}
    asked |= {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return [c for c in found if not any(_holds(bound, c, calls.get((c.cell, c.span)), asked) for bound in BOUNDS)]


def _holds(bound: Bound, candidate: Candidate, call: ast.Call | None, asked: set[str]) -> bool:
    if call is None or candidate.keyword != bound.keyword or candidate.constant is not None:
        return False
    if not candidate.origin.endswith(bound.called or ("",)):
        return False
    if bound.value is not GIVEN and (candidate.value != bound.value or type(candidate.value) is not type(bound.value)):
        return False
    if bound.asked and asked.isdisjoint(bound.asked):
        return False
    given = {k.arg: k.value for k in call.keywords if k.arg}
    return all(_stands(given.get(name), wanted) for name, wanted in bound.beside.items())


def _stands(node: ast.expr | None, wanted: object) -> bool:
    if wanted is ABSENT:
        return node is None
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return False
    return wanted is GIVEN or literal(node) == wanted


def _arguments(node: ast.stmt) -> Iterator[tuple[Span, ast.Call]]:
    for part in own_parts(node):
        if isinstance(part, ast.Call):
            yield from ((span_of(given), part) for given in values_given(part))
