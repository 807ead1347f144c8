"""Open what the user named: regular files only, of bounded size, never waiting for a pipe."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PurePosixPath

from nb2prod.errors import ExitCode
from nb2prod.read.refusals import stop

LIMIT = 256 * 1024 * 1024
_KINDS = (
    (stat.S_ISDIR, "folder"),
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
    (stat.S_ISSOCK, "socket"),
)
# What the user can cure by naming another file; every other error is the environment's.
_REFUSED = {errno.ENOENT: "missing", errno.ENOTDIR: "missing", errno.ELOOP: "loop", errno.ENAMETOOLONG: "missing"}


def read_file(path: Path) -> bytes:
    """Give the bytes of a notebook; raises Stop where it is no regular file, too large or unreadable."""
    try:
        # O_NONBLOCK: opening a pipe must not wait for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:
        raise stop(path.name, "missing") from error
    except OSError as error:
        key = _REFUSED.get(error.errno or 0)
        if key:
            raise stop(path.name, key) from error
        raise _kind_or_unreadable(path, error) from error
    try:
        return _read(descriptor, path)
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        os.close(descriptor)


def _read(descriptor: int, path: Path) -> bytes:
    status = os.fstat(descriptor)
    for is_kind, what in _KINDS:
        if is_kind(status.st_mode):
            raise stop(path.name, "not a file", what=what)
    if status.st_size > LIMIT:
        raise stop(path.name, "too large", limit=LIMIT // 2**20)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read(LIMIT + 1)


def _kind_or_unreadable(path: Path, error: OSError) -> Exception:
    """A socket or a device without a driver fails at opening already."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return _unreadable(path, error)
    what = next((name for is_kind, name in _KINDS if is_kind(mode)), "")
    return stop(path.name, "not a file", what=what) if what else _unreadable(path, error)


def _unreadable(path: Path, error: OSError) -> Exception:
    reason = error.strerror or type(error).__name__
    return stop(path.name, "unreadable", code=ExitCode.ENVIRONMENT, reason=reason)


def text_beside(folder: Path, relative: str) -> str | None:
    """Give the text of a module beside the notebook, or None where there is none that can be read."""
    path = folder.joinpath(*PurePosixPath(relative).parts)
    try:
        if not path.is_file() or path.stat().st_size > LIMIT:
            return None
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        return None
