"""Notebooks that are not what their project was made from: said, never guessed away.

prod/a was made from a.ipynb, and now b.ipynb is converted to it        is it that one, renamed?
prod/a.ipynb is gone, and b.ipynb holds its cells                       was it renamed?
a.ipynb holds the cells that prod/b was made from                       were the two swapped?
prod/a was made from a.ipynb, which is settled to go to services/a now  are edits left behind?
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from nb2prod import disk, settings
from nb2prod.delivery import UNLIKE, Draft, alike
from nb2prod.errors import Stop
from nb2prod.model import Origin
from nb2prod.repository import sort_out

ALIKE = 0.5  # share of equal cells


def remarks(
    drafts: Mapping[Path, Draft], targets: Mapping[Path, Path], settled: bool = True
) -> dict[Path, tuple[str, ...]]:
    """What a person should know before the project of a notebook is written, for each notebook.

    `settled`: where projects go was not said on the command line.
    """
    before = {path: _origin(targets[path]) for path in drafts}
    fresh = [path for path in drafts if settled and before[path] is None]
    left = {path: tuple(_left_behind(path, targets[path])) for path in fresh}
    return {path: (*left.get(path, ()), *_remarks(path, it, targets, before)) for path, it in drafts.items()}


def _left_behind(path: Path, target: Path) -> Iterator[str]:
    """Its first project here, and there is one elsewhere: looked for only then, since it takes a walk."""
    for _, projects in sort_out([path], None).notebooks:
        for project in projects:
            if project.origin is not None and project.origin.notebook and project.root != target.resolve():
                there = os.path.relpath(project.root)
                yield (
                    f"{there} was made from this notebook, too, and what was edited there stays there: to take it "
                    f"along, delete {target}, move {there} to it, and convert again"
                )


def _remarks(
    path: Path, it: Draft, targets: Mapping[Path, Path], before: Mapping[Path, Origin | None]
) -> Iterator[str]:
    own, target = before[path], targets[path]
    now = it.origin
    if own is None:
        for folder, origin in _orphans_beside(path, target):
            if alike(origin, now) >= ALIKE:
                yield (
                    f"{folder} was made from {origin.notebook}, which is not there any more, and this notebook looks "
                    f"like it: if it was renamed, delete {target}, move {folder} to it, convert again, and your edits "
                    f"move along"
                )
        return
    if own.notebook and now.notebook and own.notebook != now.notebook:
        yield (
            f"{target} was made from {own.notebook}, and this is {now.notebook}: if that is not the same notebook "
            f"under a new name, give it a folder of its own"
        )
    if own.cells and alike(own, now) < UNLIKE:
        for other, another in before.items():
            if other != path and another is not None and alike(another, now) >= ALIKE:
                yield (
                    f"it holds the cells that {targets[other]} was made from, and not those of {target}: if two "
                    f"notebooks were swapped by mistake, swap them back and convert again"
                )


def _origin(root: Path) -> Origin | None:
    try:
        return disk.read_origin(root)
    except (Stop, OSError):  # whoever writes it says so
        return None


def _orphans_beside(path: Path, target: Path) -> Iterator[tuple[Path, Origin]]:
    home = settings.load_settings(path.parent).root
    try:
        folders = sorted(Path(entry.path) for entry in os.scandir(target.parent) if entry.is_dir())
    except OSError:
        return
    for folder in folders:
        origin = _origin(folder)
        if origin is None or not origin.notebook:
            continue
        if not any((place / origin.notebook).exists() for place in (home, path.parent)) and not _beside(
            origin, path, home
        ):
            yield folder, origin


def _beside(origin: Origin, path: Path, home: Path) -> bool:
    """Outside a repository a project knows no more of its notebook than the name: whether a folder beside holds it."""
    if "/" in origin.notebook or (home / ".git").exists():
        return False
    return any(path.resolve().parent.parent.glob(f"*/{glob.escape(origin.notebook)}"))
