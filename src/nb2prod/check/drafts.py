"""The projects that there should be: from last time where nothing changed, else drafted as `convert` does."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath

import nb2prod
from nb2prod import delivery, disk, read, settings
from nb2prod.delivery import Draft, Outcome
from nb2prod.model import Origin, Tree
from nb2prod.repository import Project

Tick = Callable[[int], None]


def unchanged(path: Path, projects: tuple[Project, ...], output: Path | None, alone: bool) -> Draft | None:
    """The draft of a notebook that is what it was when its project was made: what was generated then; else None."""
    for project in projects:
        if project.origin is None:
            continue
        found = delivery.attempt(partial(_from_last_time, path, project.root, project.origin))
        if isinstance(found, Draft) and _same_place(path, found, project.root, output, alone):
            return found
    return None


def _from_last_time(path: Path, root: Path, before: Origin) -> Draft | None:
    settled = settings.load_settings(path.parent).notebook(path)
    asked = [name for name, _ in before.beside]
    if delivery.located(read.read_origin(path, settled.order, asked), path) != before:
        return None
    generated = disk.read_generated(root)
    if not generated.whole or generated.version != nb2prod.__version__ or generated.origin != before:
        return None
    return Draft(
        _package(generated.tree), generated.tree, generated.identity, (), 0, before, exceptions=settled.exceptions
    )


def _package(tree: Tree) -> str:
    return next(parts[1] for file in tree.files if (parts := PurePosixPath(file.path).parts)[0] == "src")


def _same_place(path: Path, it: Draft, root: Path, output: Path | None, alone: bool) -> bool:
    return Path(os.path.realpath(delivery.target_of(path, it.package, output, alone))) == root


def drafted(paths: list[Path], tick: Tick) -> dict[Path, Draft | Outcome]:
    """Draft as `convert` does."""
    if not paths:
        return {}
    from nb2prod import pipeline  # all that is heavy

    options = delivery.Options(jobs=os.cpu_count() or 1)
    return dict(zip(paths, pipeline.draft_all(paths, options, tick), strict=True))
