"""Where things lie in a project, and the smallest things done there."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from nb2prod.errors import ExitCode, Stop

OWN = ".nb2prod"
LOCK = f"{OWN}/lock.json"
BASE = f"{OWN}/base"
STAGE = f"{OWN}/stage"
JOURNAL = f"{OWN}/journal.json"


def inside(root: Path, path: str) -> Path:
    """Where `path` lies; raises Stop when a link or `..` leads out of the project."""
    # realpath: unlike resolve, it does not fail on a circle of links
    home, target = Path(os.path.realpath(root)), Path(os.path.realpath(root / path))
    if target != home and home not in target.parents:
        raise Stop(ExitCode.ENVIRONMENT, f"{root / path} leads out of {root}: remove that link, then try again.")
    return root / path


def read_text(path: Path) -> str | None:
    """The exact text of a file, None where there is none; raises Stop for a pipe or a device."""
    with suppress(FileNotFoundError, NotADirectoryError):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # of a folder, the system says it better
            raise Stop(ExitCode.ENVIRONMENT, f"{path} is no regular file: move it away, then try again.")
    # surrogateescape: a file that is not UTF-8 is somebody's edit, and comparing it must not fail
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return None


def sha(text: str) -> str:
    """The hash of a file's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def make_folders(root: Path, folders: Iterable[Path]) -> list[Path]:
    """Make the folders, and return those that were not there, outermost first."""
    made: list[Path] = []
    for folder in folders:
        for part in (*reversed(folder.parents), folder):
            if part.exists() and not part.is_dir():
                raise Stop(ExitCode.ENVIRONMENT, f"{part} is a file where a folder is needed: nothing was changed.")
            if not part.exists():
                attempt(root, part.mkdir)
                made.append(part)
    return made


def remove_empty(folders: list[Path]) -> None:
    """Remove the folders, given outermost first, that hold nothing."""
    for folder in reversed(folders):
        with suppress(OSError):  # not empty: it is in use
            folder.rmdir()


def attempt(root: Path, action: Callable[[], object]) -> None:
    """Do it, or raise Stop (environment) with what the system says."""
    try:
        action()
    except OSError as error:
        raise Stop(
            ExitCode.ENVIRONMENT, f"{root} cannot be written ({error.strerror or error}): nothing was changed."
        ) from error
