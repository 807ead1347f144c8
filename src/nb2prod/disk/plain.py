"""Single files that belong to no project, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from nb2prod.disk.places import attempt, inside, make_folders, read_text, remove_empty
from nb2prod.errors import ExitCode, Stop


def read_file_text(root: Path, path: str) -> str | None:
    """The exact text of one file, None where there is none; raises Stop where it cannot be read or leads out."""
    place = inside(root, path)
    try:
        return read_text(place)
    except OSError as error:
        raise Stop(ExitCode.ENVIRONMENT, f"{place} cannot be read ({error.strerror or error}).") from error


def write_files(root: Path, texts: Mapping[str, str]) -> None:
    """Write each file through a temporary one beside it; raises Stop (5) before the first where a folder is missing."""
    targets = {inside(root, path): text for path, text in texts.items()}
    made = make_folders(root, [target.parent for target in targets])
    staged: list[tuple[str, Path]] = []
    try:
        for target, text in targets.items():
            attempt(root, partial(_stage, target, text, staged))
        for temporary, target in staged:
            attempt(root, partial(os.replace, temporary, target))
    finally:
        for temporary, _ in staged:
            with suppress(OSError):
                os.unlink(temporary)
        remove_empty(made)


def _stage(target: Path, text: str, staged: list[tuple[str, Path]]) -> None:
    if target.is_dir():
        raise IsADirectoryError(21, f"{target} is a folder")
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    staged.append((temporary, target))
    with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
        stream.write(text)
    mode = target.stat().st_mode & 0o777 if read_text(target) is not None else 0o666 & ~_umask()
    os.chmod(temporary, mode)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
