"""One run at a time per project."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nb2prod.disk.journal import recover
from nb2prod.disk.places import OWN, inside, make_folders, remove_empty
from nb2prod.errors import ExitCode, Stop

PATIENCE = 5.0  # seconds that a second run waits for the first


@contextmanager
def hold(root: Path) -> Iterator[None]:
    """Be the only run on `root`, and finish what an earlier one could not; raises Stop when another run stays."""
    made = make_folders(root, [inside(root, OWN)])
    try:
        handle = os.open(root / OWN, os.O_RDONLY)
        try:
            _wait_for(handle, root)
            recover(root)
            yield
        finally:
            os.close(handle)  # gives the lock back
    finally:
        remove_empty(made)


@contextmanager
def look(root: Path) -> Iterator[None]:
    """Read `root` while nobody writes it; who writes longer than `PATIENCE` is looked at all the same.

    This changes nothing: several may look at once, and a run that wants to write waits for them.
    """
    try:
        handle = os.open(root / OWN, os.O_RDONLY)
    except OSError:  # no project yet
        yield
        return
    try:
        _wait_to_look(handle)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":  # no flock there; two runs at a time are then the user's to avoid

    def _wait_for(handle: int, root: Path) -> None: ...

    def _wait_to_look(handle: int) -> None: ...

else:
    import fcntl

    def _wait_for(handle: int, root: Path) -> None:
        # The lock is on the folder itself: a lock file would be one more thing to ignore or to commit.
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise Stop(
                        ExitCode.ENVIRONMENT, f"Another nb2prod is writing {root}: try again when it is done."
                    ) from None
                time.sleep(0.05)

    def _wait_to_look(handle: int) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                return fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.02)
            except OSError:  # a file system without locks
                return
