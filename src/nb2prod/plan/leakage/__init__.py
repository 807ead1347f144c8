"""Leakage: what a model, or its measurement, knows of rows that it should not know.

    X = scaler.fit_transform(X)                     learned from all rows of X ...
    X_train, X_test = train_test_split(X)           ... and X_test is a part of them
    model.fit(X_train, y_train).score(X_test, y_test)    so the score is too good: NB124

The notebook is gone through once, statement by statement, with rows and traces for values. Whatever is not known has no
rows, and nothing is said of it. The distinction of learning before a split, of learning from the rows to be predicted
and of copied rows follows Yang, Brower-Sinning, Lewis, Kästner: Data Leakage in Notebooks (ASE 2022).
"""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod.model import Finding, Program
from nb2prod.plan.leakage.judging import findings, leaks
from nb2prod.plan.leakage.state import Search, TooMuchError, Use
from nb2prod.plan.leakage.statements import execute

__all__ = ["Use", "asked", "leakage", "target"]


def asked(program: Program, kept: frozenset[int]) -> tuple[Use, ...]:
    """What statements that stay ask of models; nothing for a notebook that is too long."""
    search = Search.of(program)
    try:
        execute(search, [s.node for s in program.statements if s.parent is None])
    except (TooMuchError, RecursionError):
        return ()
    return tuple(use for use in search.uses if use.statement in kept)


def leakage(program: Program, uses: Iterable[Use]) -> tuple[Finding, ...]:
    """What leaks there."""
    return findings(program, leaks(uses))


def target(uses: Iterable[Use], model: str) -> str:
    """The column that the model was last fitted to predict; "" where that is not known."""
    return next(iter([use.training.target for use in uses if use.model == model][::-1]), "")
