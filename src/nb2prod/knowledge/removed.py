"""Names and parameters that a library once had and newer versions have not, as their sources say.

removed("sklearn.preprocessing.PolynomialFeatures.n_input_features_")     scikit-learn, 1.2
removed("xgboost.Booster.predict(ntree_limit)")                           xgboost, 2.0

The tables are `removals/*.json`, made by benchmarks/removed_names.py. What sources do not show, and what takes the
place of something, stands in `gone` of the libraries, which goes before: `versions.gone` asks both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def removed(qualified: str) -> tuple[str, str] | None:
    """The distribution, and the first version without it."""
    top, _, rest = qualified.partition(".")
    distribution, known = _table(top)
    version = known.get(rest)
    return (distribution, version) if version is not None else None


@cache
def _table(top: str) -> tuple[str, Mapping[str, str]]:
    """Name behind the library's own -> version; empty where no file is about it."""
    file = files("nb2prod.knowledge") / "removals" / f"{top}.json"
    if not top.isidentifier() or not file.is_file():
        return "", {}
    said = json.loads(file.read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for version, owners in said["gone"].items():
        for owner, names in owners.items():
            closing = ")" if owner.endswith("(") else ""
            found |= {f"{owner}{name}{closing}": version for name in names.split()}
    return said["distribution"], found
