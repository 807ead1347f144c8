"""Notebooks that are what they were when their project was made: known without reading their code.

What was generated last is then what would be generated now, so that only the files on disk have to be compared.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path, PurePosixPath

import nb2prod
from nb2prod import delivery, disk, read, settings
from nb2prod.delivery import Draft
from nb2prod.model import Origin, Tree
from nb2prod.repository import Project


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
    with disk.look(root):
        generated = disk.read_generated(root)
    if not generated.whole or generated.version != nb2prod.__version__ or generated.origin != before:
        return None
    return Draft(
        _package(generated.current),
        generated.current,
        generated.identity,
        (),
        0,
        before,
        exceptions=settled.exceptions,
        last_time=True,
    )


def _package(tree: Tree) -> str:
    return next(parts[1] for file in tree.files if (parts := PurePosixPath(file.path).parts)[0] == "src")


def _same_place(path: Path, it: Draft, root: Path, output: Path | None, alone: bool) -> bool:
    return Path(os.path.realpath(delivery.target_of(path, it.package, output, alone))) == root
