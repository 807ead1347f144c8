"""The keys of the settings, and what their values must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """What the value of a key must be."""

    words: str
    fits: Callable[[object], bool]


def _is_inner_path(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not Path(value).is_absolute() and ".." not in Path(value).parts


def _is_package(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isidentifier() and value == value.lower()


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


PATH = Kind("a path below the root of the repository", _is_inner_path)
PACKAGE = Kind("a lower-case Python identifier", _is_package)
NAME = Kind("a name of the notebook", lambda value: isinstance(value, str) and value.isidentifier())
ORDER = Kind("`document` or `execution`", lambda value: value in ("document", "execution"))
PERSISTENCE = Kind("`joblib` or `skops`", lambda value: value in ("joblib", "skops"))
TEXTS = Kind("a list of texts", _is_texts)
SECTIONS = Kind(
    "a section for each notebook's path",
    lambda value: isinstance(value, dict) and all(isinstance(key, str) for key in value),
)

SETTINGS: Mapping[str, Kind] = {"output": PATH, "order": ORDER, "persistence": PERSISTENCE, "notebooks": SECTIONS}
NOTEBOOK: Mapping[str, Kind] = {
    "output": PATH,
    "package": PACKAGE,
    "final_model": NAME,
    "order": ORDER,
    "persistence": PERSISTENCE,
    "targets": TEXTS,
    "exceptions": TEXTS,
}
