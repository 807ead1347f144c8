"""Kill runs at random moments: after the next start a project must be the old one or the new one, never a mixture.

python benchmarks/kills.py [--kills N] [--seed S] [--slow MS]

A child process (a fork) brings a project from one version to another, as `convert` does, and is killed with SIGKILL at
a random moment; `--slow` waits that many milliseconds before every rename, so that more kills fall between two of them.
Then the next run starts, which only recovers. Exits 1 when a project is neither old nor new, or a stage is left behind.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from nb2prod import delivery, disk
from nb2prod.delivery import Draft, Options
from nb2prod.model import File, Tree

FILES = 12


def draft(version: str) -> Draft:
    """A project of some files; one of each version is missing in the other."""
    paths = [f"src/p/m{number}.py" for number in range(FILES)] + [f"src/p/only_{version}.py", "config.yaml"]
    text = f"version: '{version}'\n" * 40
    files = tuple(
        File(path, f"# {text}" if path.endswith(".py") else text[: len(text) // 40]) for path in sorted(paths)
    )
    return Draft("p", Tree(files), version, (), 0)


def state(root: Path) -> dict[str, str]:
    """Every file of a project, with what lies under `.nb2prod`."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape") for path in files}


def write(root: Path, version: str) -> None:
    """As `convert` writes it."""
    delivery.deliver(Path("p.ipynb"), draft(version), root, Options())


def start(root: Path) -> None:
    """As the next run begins."""
    with disk.hold(root):
        pass


def killed(action: Callable[[], object], moment: float, slow: float) -> bool:
    """Do it in a child process, and kill that after `moment` seconds; whether it was still alive."""
    child = os.fork()
    if child == 0:
        real = os.replace

        def replace(source: str, target: str) -> None:
            time.sleep(slow)
            real(source, target)

        os.replace = replace  # type: ignore[assignment]
        action()
        os._exit(0)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def timed(action: Callable[[], object]) -> float:
    """How many seconds it takes."""
    begun = time.monotonic()
    action()
    return time.monotonic() - begun


def main() -> int:
    """Kill, recover, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--slow", type=float, default=2)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        states = {}
        for version in ("one", "two"):
            write(Path(folder, version), version)
            states[version] = state(Path(folder, version))
        root = Path(folder, "p")
        write(root, "one")
        span = timed(lambda: write(root, "two")) + given.slow / 1000 * (2 * FILES + 6)
        mixed = alive = twice = bad = old = 0
        for _ in range(given.kills):
            now = "one" if state(root) == states["one"] else "two"
            other = "two" if now == "one" else "one"
            alive += killed(partial(write, root, other), chance.random() * span, given.slow / 1000)
            mixed += state(root) not in states.values()
            if chance.random() < 0.3:
                twice += killed(partial(start, root), chance.random() * span / 2, given.slow / 1000)
            start(root)
            after = state(root)
            bad += after not in states.values()
            old += after == states[now]
    print(
        f"{given.kills} kills, {alive} before the end, {twice} of the next starts killed too: {mixed} mixed "
        f"right after, {bad} after a start that lived; {old} old, {given.kills - old - bad} new"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
