"""Numbers that measure the model: where they have a name it is used, where they are only shown they get one.

print("accuracy", accuracy_score(y_test, y_pred))    accuracy = accuracy_score(...); logged, and in metrics.json
"""

from __future__ import annotations

from nb2prod.model import Measure, Statement
from nb2prod.plan.names import GENERATED, identifier, unique

SHORT = {
    "accuracy_score": "accuracy", "roc_auc_score": "roc_auc", "f1_score": "f1", "precision_score": "precision",
    "recall_score": "recall", "mean_squared_error": "mse", "mean_absolute_error": "mae", "r2_score": "r2",
    "log_loss": "log_loss", "score": "score", "silhouette_score": "silhouette", "root_mean_squared_error": "rmse",
}  # fmt: skip


def measures(
    kept: list[Statement], taken: frozenset[str], definite: frozenset[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[Measure, ...]]:
    """Metrics as (key, name in the workflow), and the expressions that get a name for it.

    `definite`: names that are surely bound when the workflow ends.
    """
    found: dict[str, str] = {}
    hoisted: list[Measure] = []
    used = set(taken) | GENERATED
    for statement in kept:
        for name in sorted(statement.facts.metrics & definite):
            if not name.startswith("_"):
                found[name] = name
        if statement.facts.display in ("print", "report") and statement.parent is None:
            for span, qualified in statement.facts.measures:
                root, short = qualified.startswith("sqrt:"), qualified.rpartition(".")[2]
                short = f"root_{short}" if root else short
                name = unique(identifier(SHORT.get(short, short), "metric"), used)
                used.add(name)
                hoisted.append(Measure(statement.id, span, name))
                found[name] = name
    return tuple(sorted(found.items())), tuple(hoisted)
