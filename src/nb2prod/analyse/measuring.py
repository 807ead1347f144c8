"""Measurements that a notebook works out by hand: a number made of how predictions and the truth differ.

y_pred = model.predict(X)              a prediction
wrong = y_pred != y_test               compared with something: an error
np.mean((y_pred - y_test) ** 2)        an error over all rows: a metric
"""

from __future__ import annotations

from dataclasses import replace

from nb2prod.analyse.environment import Value
from nb2prod.model import Effect

NOTHING, PREDICTION, ERROR = 0, 1, 2  # what Value.predicted says
PLAIN = frozenset({"int", "float", "str", "bool", "None"})  # y_pred > 0.5 is a prediction still


def compared(result: Value, one: Value, other: Value) -> Value:
    """What `one - other` or `one == other` is."""
    plain = one.type in PLAIN or other.type in PLAIN
    return result if plain or PREDICTION not in (one.predicted, other.predicted) else replace(result, predicted=ERROR)


def called(effect: Effect, mixed: Value) -> tuple[int, bool]:
    """What a call gives, by what goes in: how it stems from a prediction, and whether it is a metric."""
    if effect.role == "predict":
        return PREDICTION, False
    return mixed.predicted, effect.rows == "aggregate" and mixed.predicted == ERROR and not effect.returns
