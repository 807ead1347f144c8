"""Labels that say another metric than the one that is worked out: the function that is called is right.

print("MSE", r2_score(y, p))                    r2
print("MSE", np.sqrt(mean_squared_error(y, p)))    rmse
print("Test accuracy", accuracy_score(y, p))    as it says
"""

from __future__ import annotations

import re
from collections.abc import Sequence

METRICS = {  # words for metrics in labels; one that is none of them says nothing against a function
    "acc": "accuracy", "accuracy": "accuracy", "f1": "f1", "precision": "precision", "recall": "recall", "mse": "mse",
    "rmse": "rmse", "mae": "mae", "mape": "mape", "r2": "r2", "msle": "msle", "rmsle": "rmsle",
    "sensitivity": "sensitivity", "specificity": "specificity",
}  # fmt: skip
PHRASES = (
    ("root_mean_squared_error", "rmse"), ("root_mean_square_error", "rmse"), ("mean_squared_error", "mse"),
    ("mean_square_error", "mse"), ("mean_absolute_error", "mae"), ("r_squared", "r2"), ("r_2", "r2"), ("r2score", "r2"),
)  # fmt: skip
KNOWN = frozenset(METRICS.values())
SCALED = frozenset({"change", "share", "part"})  # what comes of such a step may be another metric


def is_slip(said: str, metric: str, done: Sequence[str]) -> bool:
    """Whether a label names other metrics than `metric`, to which the steps `done` were applied."""
    named = _metrics(said)
    return bool(named) and metric in KNOWN and metric not in named and not SCALED & {*done}


def _metrics(said: str) -> set[str]:
    found: set[str] = set()
    for phrase, metric in PHRASES:
        if re.search(rf"(?:^|_){phrase}(?:_|$)", said):
            found.add(metric)
            said = said.replace(phrase, "")
    return found | {METRICS[word] for word in said.split("_") if word in METRICS}
