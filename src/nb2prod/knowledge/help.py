"""What a keyword of a callable means, in one short sentence, for `--help` and the README of the generated project."""

from __future__ import annotations

from functools import cache

from nb2prod.knowledge.shelf import table

LIBRARIES = (("XGB", "xgboost"), ("LGBM", "lightgbm"), ("CatBoost", "catboost"))  # though the import is not sure


@cache
def _table() -> dict[str, str]:
    """Each sentence by its key, one owner in front at most: `A|B.tol` stands for `A.tol` and `B.tol`."""
    found: dict[str, str] = {}
    for key, sentence in table("help.yaml").items():
        *owners, last = key.split("|")
        owner, _, keyword = last.rpartition(".")
        found |= {f"{name}.{keyword}": sentence for name in owners} | {f"{owner}.{keyword}".lstrip("."): sentence}
    return found


def help_for(qualified: str, keyword: str) -> str:
    """What the keyword of the callable means; "" where the table does not know it of this callable."""
    owner = qualified.rpartition(".")[2]
    library = next((name for start, name in LIBRARIES if owner.startswith(start)), qualified.partition(".")[0])
    for key in (f"{owner}.{keyword}", f"{library}.{keyword}", keyword):
        if (sentence := _table().get(key)) is not None:
            return sentence
    return ""
