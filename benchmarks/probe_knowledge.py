"""Hold what `nb2prod.knowledge` says against the libraries installed here: `python benchmarks/probe_knowledge.py`.

Prints one line per disagreement and exits 1 when there is one. Run by hand when a library has a new version; it needs
pandas and scikit-learn, which nb2prod itself does not.
"""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.utils import all_estimators

from nb2prod import knowledge

ROWS = np.random.RandomState(0).rand(40, 4)
TARGETS = ((ROWS[:, 0] > 0.5).astype(int), ROWS[:, 1], None)
# Said to draw though these forty rows do not show it: larger data or older versions do.
LARGER = {"TSNE", "LocallyLinearEmbedding", "KernelPCA", "SparsePCA", "NeighborhoodComponentsAnalysis"}
LARGER |= {"QuantileTransformer", "TargetEncoder"}  # more than 10,000 rows; fit_transform only


def draws(estimator: type) -> bool | None:
    """Whether fitting with default settings advances numpy's global stream; None when it cannot be fitted."""
    for target in TARGETS:
        np.random.seed(1)
        before = np.random.get_state(legacy=False)["state"]
        try:
            estimator().fit(ROWS, target)
        except (TypeError, ValueError, AttributeError, IndexError):
            continue
        after = np.random.get_state(legacy=False)["state"]
        return bool(before["pos"] != after["pos"] or (before["key"] != after["key"]).any())
    return None


def estimators() -> Iterator[str]:
    """Compare every estimator: whether it is listed, and whether its fit draws as said."""
    for name, estimator in all_estimators():
        full = knowledge.canonical(f"{estimator.__module__}.{name}")
        fit = knowledge.method(full, "fit")
        if fit is None or not knowledge.is_a(full, "sklearn.Estimator"):
            yield f"{full} is not listed"
            continue
        measured, said = draws(estimator), knowledge.draws(fit, (), (), parts_draw=False) == "numpy"
        if measured is not None and measured != said and name not in LARGER:
            yield f"{full}: fit {'draws' if measured else 'does not draw'}, the file says otherwise"


def frames() -> Iterator[str]:
    """Compare which pandas methods take `inplace`."""
    for frame in (pd.DataFrame, pd.Series):
        for name, member in inspect.getmembers(frame, inspect.isfunction):
            if name.startswith("_"):
                continue
            effect = knowledge.method(f"pandas.{frame.__name__}", name)
            said = effect is not None and "inplace" in effect.mutates_if
            if "inplace" in inspect.signature(member).parameters and not said:
                yield f"pandas.{frame.__name__}.{name} takes inplace"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    wrong = [*estimators(), *frames()]
    print("\n".join(wrong) or "nothing to correct")
    sys.exit(bool(wrong))
