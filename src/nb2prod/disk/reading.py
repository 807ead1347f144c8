"""Read what stands in a project, and what was generated last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nb2prod.disk.places import BASE, JOURNAL, LOCK, OWN, inside, read_text, sha
from nb2prod.errors import ExitCode, Stop
from nb2prod.model import File, Origin, Tree

FORMAT = 1


@dataclass(frozen=True)
class Generated:
    """What the last run generated. A base copy that does not match its hash is left out: its file is then foreign."""

    tree: Tree
    identity: str = ""
    version: str = ""
    origin: Origin = field(default_factory=Origin)
    whole: bool = False  # `current` is all that `version` makes of `origin`: no older copy among it, and none missing
    waiting: tuple[tuple[str, str], ...] = ()  # (path, why) of files that need a person

    @property
    def current(self) -> Tree:
        """`tree` without what is no longer generated and only waits for a person to let it go."""
        left = {path for path, why in self.waiting if why == "left over"}
        return Tree(tuple(file for file in self.tree.files if file.path not in left)) if left else self.tree


def is_project(root: Path) -> bool:
    """Whether nb2prod has written `root`."""
    return (root / LOCK).is_file()


def read_tree(root: Path, paths: Iterable[str]) -> Tree:
    """The files of `root` among `paths`, exactly as they stand; raises Stop where a path leads out of the project."""
    texts = ((path, read_text(inside(root, path))) for path in sorted(set(paths)))
    return Tree(tuple(File(path, text) for path, text in texts if text is not None))


def read_beside(root: Path, known: Iterable[str]) -> Tree:
    """The modules of a person in `root`: what lies in `src` and `tests` and is none of `known`, as far as readable."""
    files = []
    for place in sorted(path for folder in ("src", "tests") for path in (root / folder).rglob("*.py")):
        path = place.relative_to(root).as_posix()
        if path not in known and "__pycache__" not in place.parts:
            with suppress(OSError, Stop):  # a link that leads out or nowhere is no module of this project
                text = read_text(inside(root, path))
                files += [File(path, text)] if text is not None else []
    return Tree(tuple(files))


def read_origin(root: Path) -> Origin | None:
    """What the project in `root` was made from, None where there is none; raises Stop as `read_generated` does."""
    text = read_text(inside(root, LOCK))
    return None if text is None else _parse_lock(root, text).origin


def is_interrupted(root: Path) -> bool:
    """Whether a run was killed here, so that the next one that writes has to finish its work first."""
    return (root / JOURNAL).exists()


def read_generated(root: Path) -> Generated:
    """What was generated last, empty without a lock; raises Stop for one that is broken or newer than we are."""
    text = read_text(inside(root, LOCK))
    if text is None:
        return Generated(Tree(()))
    said = _parse_lock(root, text)
    copies = {path: read_text(inside(root, f"{BASE}/{path}")) for path in sorted(said.hashes)}
    found = [_intact(path, copy, said.hashes[path]) for path, copy in copies.items() if copy is not None]
    intact = Tree(tuple(file for file in found if file is not None))
    whole = said.whole and len(intact.files) == len(copies)
    return Generated(intact, said.identity, said.version, said.origin, whole, said.waiting)


def _intact(path: str, copy: str, wanted: str) -> File | None:
    """The base copy, None where it is not what the lock says; git may have given it other line ends."""
    texts = (copy, copy.replace("\r\n", "\n"))
    return next((File(path, text) for text in texts if sha(text) == wanted), None)


@dataclass(frozen=True)
class _Lock:
    hashes: dict[str, str]
    identity: str
    version: str
    origin: Origin
    whole: bool
    waiting: tuple[tuple[str, str], ...]


def _parse_lock(root: Path, text: str) -> _Lock:
    try:
        lock = json.loads(text)
        if lock["format"] > FORMAT:
            raise Stop(
                ExitCode.BAD_INPUT,
                f"{root / LOCK} was written by a newer nb2prod ({lock['nb2prod']}): update nb2prod to go on.",
            )
        hashes = {str(path): str(sha) for path, sha in lock["files"].items()}
        made = lock.get("made_from", {})
        waiting = tuple((str(path), str(why)) for path, why in lock.get("waiting", {}).items())
        return _Lock(hashes, lock["notebook"], lock["nb2prod"], _origin(made), made.get("whole") is True, waiting)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Stop(
            ExitCode.BAD_INPUT,
            f"{root / LOCK} cannot be read ({type(error).__name__}): restore it from version control, "
            f"or delete {root / OWN} and every file there will be treated as your own.",
        ) from error


def _origin(made: dict[str, Any]) -> Origin:
    return Origin(
        cells=tuple(map(str, made.get("cells", ()))),
        order=tuple(map(int, made.get("order", ()))),
        beside=tuple((str(path), str(key)) for path, key in made.get("beside", {}).items()),
        form=str(made.get("form", "")),
        notebook=str(made.get("notebook", "")),
        settings=tuple((str(key), json.dumps(value)) for key, value in made.get("settings", {}).items()),
    )


def lock_text(generated: Generated) -> str:
    """The lock: sorted, one entry a line, nothing of this machine or this moment in it."""
    files = {file.path: sha(file.text) for file in sorted(generated.tree.files, key=lambda file: file.path)}
    origin = generated.origin
    made_from = {
        "notebook": origin.notebook,
        "whole": generated.whole,
        "form": origin.form,
        "settings": {key: json.loads(value) for key, value in origin.settings},
        "cells": origin.cells,
        "order": origin.order,
        "beside": dict(origin.beside),
    }
    lock: dict[str, Any] = {"format": FORMAT, "nb2prod": generated.version, "notebook": generated.identity}
    lock |= {"made_from": made_from} if origin != Origin() else {}
    lock |= {"waiting": dict(sorted(generated.waiting))} if generated.waiting else {}
    lock |= {"files": files}
    return json.dumps(lock, indent=2, ensure_ascii=True) + "\n"
