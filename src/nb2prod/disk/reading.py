"""Read what stands in a project, and what was generated last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nb2prod.disk.places import BASE, LOCK, OWN, inside, read_text, sha
from nb2prod.errors import ExitCode, Stop
from nb2prod.model import File, Tree

FORMAT = 1


@dataclass(frozen=True)
class Generated:
    """What the last run generated. A base copy that does not match its hash is left out: its file is then foreign."""

    tree: Tree
    identity: str = ""
    version: str = ""


def read_tree(root: Path, paths: Iterable[str]) -> Tree:
    """The files of `root` among `paths`, exactly as they stand; raises Stop where a path leads out of the project."""
    texts = ((path, read_text(inside(root, path))) for path in sorted(set(paths)))
    return Tree(tuple(File(path, text) for path, text in texts if text is not None))


def read_generated(root: Path) -> Generated:
    """What was generated last, empty without a lock; raises Stop for one that is broken or newer than we are."""
    text = read_text(inside(root, LOCK))
    if text is None:
        return Generated(Tree(()))
    hashes, identity, version = _parse_lock(root, text)
    copies = {path: read_text(inside(root, f"{BASE}/{path}")) for path in sorted(hashes)}
    intact = (File(path, copy) for path, copy in copies.items() if copy is not None and sha(copy) == hashes[path])
    return Generated(Tree(tuple(intact)), identity, version)


def _parse_lock(root: Path, text: str) -> tuple[dict[str, str], str, str]:
    try:
        lock = json.loads(text)
        if lock["format"] > FORMAT:
            raise Stop(
                ExitCode.BAD_INPUT,
                f"{root / LOCK} was written by a newer nb2prod ({lock['nb2prod']}): update nb2prod to go on.",
            )
        return {str(path): str(sha) for path, sha in lock["files"].items()}, lock["notebook"], lock["nb2prod"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Stop(
            ExitCode.BAD_INPUT,
            f"{root / LOCK} cannot be read ({type(error).__name__}): restore it from version control, "
            f"or delete {root / OWN} and every file there will be treated as your own.",
        ) from error


def lock_text(generated: Generated) -> str:
    """The lock: sorted, one entry a line, nothing of this machine or this moment in it."""
    files = {file.path: sha(file.text) for file in sorted(generated.tree.files, key=lambda file: file.path)}
    lock = {"format": FORMAT, "nb2prod": generated.version, "notebook": generated.identity, "files": files}
    return json.dumps(lock, indent=2, ensure_ascii=True) + "\n"
