"""How the texts of one file merge: by its kind, and with a last look at what came out."""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Callable
from pathlib import PurePosixPath

import yaml

from nb2prod.sync.json import merge_json
from nb2prod.sync.lines import merge_lines, side_by_side
from nb2prod.sync.marks import Merged, clashes, render
from nb2prod.sync.python import merge_python
from nb2prod.sync.words import merge_prose
from nb2prod.sync.yaml import merge_yaml

Read = Callable[[str], object]
Merge = Callable[[str, str, str], Merged | None]

# ending -> (what it is called, how it is read, how it merges)
KINDS: dict[str, tuple[str, Read, Merge]] = {
    ".py": ("Python", ast.parse, merge_python),
    ".yaml": ("YAML", yaml.safe_load, merge_yaml),
    ".yml": ("YAML", yaml.safe_load, merge_yaml),
    ".json": ("JSON", json.loads, merge_json),
    ".toml": ("TOML", tomllib.loads, merge_lines),
    ".md": ("text", str, merge_prose),
}


def unreadable(path: str, text: str) -> str:
    """Why a hand-edited file cannot be merged; empty if it can."""
    name, read, _ = _kind(path)
    try:
        read(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else getattr(error, "lineno", None)
        return f"{f'line {line} of it' if line else 'it'} is no {name}"
    return ""


def merge(path: str, base: str, yours: str, new: str) -> Merged:
    """The merged text; a merge that could not be read, while yours can, is a clash wherever the notebook changed it."""
    merged = _kind(path)[2](base, yours, new)
    if merged is None:
        merged = merge_lines(base, yours, new)
    if not clashes(merged) and unreadable(path, render(merged)) and not unreadable(path, yours):
        return side_by_side(base, yours, new)
    return merged


def _kind(path: str) -> tuple[str, Read, Merge]:
    return KINDS.get(PurePosixPath(path).suffix, ("text", str, merge_lines))
