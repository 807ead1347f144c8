"""One short sentence per frequent keyword, for `config.yaml` and `--help` of the generated project."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _table() -> dict[str, str]:
    text = (files("nb2prod.knowledge") / "help.yaml").read_text(encoding="utf-8")
    table: dict[str, str] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return table


def help_for(qualified: str, keyword: str) -> str:
    """What the keyword of the callable means, "" when nothing is known; an override is keyed `KMeans.tol`."""
    parts = qualified.split(".")
    for start in range(len(parts)):
        if sentence := _table().get(".".join([*parts[start:], keyword])):
            return sentence
    return _table().get(keyword, "")
