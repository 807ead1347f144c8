"""The journal: what goes where, done by whoever finds it."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nb2prod.disk.places import BASE, JOURNAL, STAGE, inside, read_text, remove_empty, sha
from nb2prod.errors import ExitCode, Stop


@dataclass(frozen=True)
class Move:
    """A line of the journal: `staged` becomes `path` (None: delete), unless somebody changed `old` meanwhile."""

    path: str
    staged: str | None
    old: str | None
    new: str | None


def apply(root: Path, moves: list[Move]) -> None:
    """Do what the journal says; done twice, it does the same."""
    edited: set[str] = set()
    for move in moves:
        target = inside(root, move.path)
        there = read_text(target)
        if (None if there is None else sha(there)) not in (move.old, move.new):
            # Edited since the journal was written: yours stays. So does its base copy, which then is not what the lock
            # says: the next run knows that it cannot tell what you changed, and names the file.
            edited.add(f"{BASE}/{move.path}")
            continue
        if move.path in edited:
            continue
        if move.staged is None:
            target.unlink(missing_ok=True)
            remove_empty([parent for parent in reversed(target.parents) if root in parent.parents])
        elif (root / move.staged).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                shutil.copymode(target, root / move.staged)
            # a link stays a link: what it leads to is replaced, and `inside` made sure that this is in the project
            os.replace(root / move.staged, os.path.realpath(target))
    for folder in sorted({(root / move.path).parent for move in moves}):
        sync_folder(folder)
    (root / JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(root / STAGE, ignore_errors=True)


def recover(root: Path) -> None:
    """Finish what the journal of a killed run says, or clear what it left; raises Stop for a damaged journal."""
    text = read_text(inside(root, JOURNAL))
    if text is None:
        shutil.rmtree(inside(root, STAGE), ignore_errors=True)
        return
    try:
        moves = [Move(*line) for line in json.loads(text)]
        strange = [move.path for move in moves if move.staged and Path(move.staged).parent != Path(STAGE)]
        if strange:
            raise ValueError(strange[0])
    except (ValueError, TypeError) as error:
        raise Stop(
            ExitCode.ENVIRONMENT,
            f"{root / JOURNAL} is damaged: restore {root} from version control and delete that file.",
        ) from error
    apply(root, moves)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last through a power cut."""
    with suppress(OSError):  # a file system that cannot sync a folder is no reason to fail
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
