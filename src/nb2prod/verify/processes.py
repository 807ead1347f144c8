"""Child processes that end when they are told to, with all that they started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MARK = "NB2PROD_VERIFY"  # in the environment of whatever is started, and of what that starts


@dataclass(frozen=True)
class Ended:
    """How a process ended: `code` is None when its time was up."""

    code: int | None
    seconds: float
    said: str


def run(command: Sequence[str], cwd: Path, env: Mapping[str, str], timeout: float | None, log: Path) -> Ended:
    """Run a command without input, in a process group of its own; whatever is left of it at the end is killed."""
    started = time.monotonic()
    with log.open("wb") as out:
        child = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        code: int | None = None
        try:
            code = child.wait(timeout)
        except subprocess.TimeoutExpired:
            pass
        finally:
            _kill_group(child.pid)
            child.wait()
            sweep(env[MARK], log.parent)
    return Ended(code, time.monotonic() - started, log.read_bytes().decode("utf-8", "replace"))


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            os.kill(group, signal.SIGTERM)
        else:
            os.killpg(group, signal.SIGKILL)


def sweep(mark: str, folder: Path) -> None:
    """Kill what is left: kernels have groups of their own, and notebooks start what they like."""
    for file in folder.glob("**/kernel.pid"):
        _kill_group(int(file.read_text("utf-8")))
        file.unlink()
    wanted = f"{MARK}={mark}".encode()
    for process in Path("/proc").glob("[0-9]*"):  # where the system shows it; elsewhere the groups must do
        with contextlib.suppress(OSError):
            if int(process.name) != os.getpid() and wanted in (process / "environ").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """End as Ctrl-C does when the system asks us to end: cleanly."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not the main thread: whoever runs us there ends us otherwise
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
