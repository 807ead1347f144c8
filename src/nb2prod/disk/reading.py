"""Read what stands in a project, and what was generated last."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from nb2prod.disk.lock import Generated, parse_lock
from nb2prod.disk.places import BASE, JOURNAL, LOCK, inside, read_text, sha
from nb2prod.errors import Stop
from nb2prod.model import File, Origin, Tree


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
    return None if text is None else parse_lock(root, text).origin


def is_interrupted(root: Path) -> bool:
    """Whether a run was killed here, so that the next one that writes has to finish its work first."""
    return (root / JOURNAL).exists()


def read_generated(root: Path) -> Generated:
    """What was generated last, empty without a lock; raises Stop for one that is broken or newer than we are."""
    text = read_text(inside(root, LOCK))
    if text is None:
        return Generated(Tree(()))
    said = parse_lock(root, text)
    copies = {path: read_text(inside(root, f"{BASE}/{path}")) for path in sorted(said.hashes)}
    # git merges a file also where one branch gave it another name: a copy is gone then, and its text went elsewhere
    mixed = frozenset(copies) if said.merged and None in copies.values() else said.mixed
    found = [
        _mixed(root, path, copy, said.hashes[path]) if path in mixed else _intact(path, copy, said.hashes[path])
        for path, copy in copies.items()
        if copy is not None
    ]
    intact = Tree(tuple(file for file in found if file is not None))
    whole = said.whole and len(intact.files) == len(copies)
    return Generated(intact, said.identity, said.version, said.origin, whole, said.waiting, said.merged)


def _intact(path: str, copy: str, hashes: frozenset[str]) -> File | None:
    """The base copy, None where it is not what the lock says; git may have given it other line ends."""
    return next((File(path, text) for text in (copy, _plain(copy)) if sha(text) in hashes), None)


def _mixed(root: Path, path: str, copy: str, hashes: frozenset[str]) -> File:
    """What git made of a base copy that both branches changed, just as it merged the file that it is a copy of.

    What differs between the two is still what a person wrote. Where somebody took the file of one branch instead, and
    nobody had edited it there, that file is what was generated.
    """
    there = _plain(read_text(inside(root, path)) or "")
    return File(path, there) if sha(there) in hashes else _intact(path, copy, hashes) or File(path, _plain(copy))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")
