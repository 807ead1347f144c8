"""A file that `init` looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nb2prod.disk import read_file_text
from nb2prod.errors import IncompleteError


@dataclass(frozen=True)
class Change:
    """What becomes of a file and why; `text` is None where it stays as it is."""

    path: str  # from the root of the repository
    because: str
    text: str | None = None
    advice: tuple[str, ...] = ()  # what a person has to do


def template(name: str, **values: str) -> str:
    """A file of `files/`, with its values filled in."""
    path = Path(__file__).parent / "files" / name
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise IncompleteError(path) from error
    for key, value in values.items():
        text = text.replace(f"@{key.upper()}@", value)
    return text


def own_file(root: Path, path: str, text: str, advice: tuple[str, ...] = ()) -> Change:
    """A file that is only ours: written where it is not there, left alone where somebody changed it."""
    there = read_file_text(root, path)
    if there is None:
        return Change(path, "written", text, advice)
    if there == text:
        return Change(path, "there already")
    return Change(path, "there already, and not what this version writes; left as it is")
