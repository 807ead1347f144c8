"""The scratch copy in which everything runs. The folder that it is made of is read, never written.

Every run finds the same paths: a fresh copy takes the place of the one before, so that a value which holds an absolute
path is the same in all of them. Large files are links; `inside/guard.py` gives a run its own copy before it writes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COPIED = 32 * 2**20  # bytes of a file that is copied; a larger one is linked
TOGETHER = 2**30  # bytes that are copied in all; what is beyond is linked
MANY = 20_000  # files of a repository that is copied whole; of a larger one, only the notebook's folder is
LEFT_OUT = frozenset({"node_modules", "__pycache__", "__pypackages__", "site-packages"})
FIGURES = frozenset({".png", ".jpg", ".jpeg", ".svg", ".pdf", ".gif", ".webp", ".eps", ".mp4", ".pyc"})

Stamp = tuple[int, int]  # size, time of the last change in nanoseconds


@dataclass(frozen=True)
class Original:
    """The folder that is copied, as it was found."""

    root: Path
    files: dict[str, Stamp]  # by path below the root
    whole: bool  # False: the repository is too large, and this is the notebook's own folder

    @property
    def linked(self) -> frozenset[str]:
        """The files that the copy has as links."""
        together, found = 0, set()
        for path, (size, _) in self.files.items():
            if size <= COPIED and together + size <= TOGETHER:
                together += size
            else:
                found.add(path)
        return frozenset(found)

    def changed(self) -> list[str]:
        """Linked files that are no longer what they were."""
        return [path for path in sorted(self.linked) if _stamp(self.root / path) != self.files[path]]


def find_original(root: Path, notebook: Path) -> Original:
    """What to copy: the repository of the notebook, or its own folder where there is none, or far too much in it."""
    home = Path(os.path.realpath(notebook.parent))
    root = Path(os.path.realpath(root))
    for folder in [root, home] if home == root or root in home.parents else [home]:
        files: dict[str, Stamp] = {}
        for path in _walk(folder, frozenset()):
            found = _stamp(folder / path)
            if found is not None:
                files[path] = found
            if len(files) > MANY and folder != home:
                break
        else:
            return Original(folder, files, whole=folder == root or root not in home.parents)
    raise AssertionError("the last folder always ends the loop")


def _walk(folder: Path, above: frozenset[str], inner: str = "") -> Iterator[str]:
    """Files by relative path; links to folders are followed, but not in circles."""
    here = os.path.realpath(folder / inner)
    if here in above:
        return
    try:
        entries = sorted(os.scandir(folder / inner), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{inner}{entry.name}"
        if entry.is_dir():
            hidden = entry.name.startswith(".") or entry.name in LEFT_OUT
            if not hidden and not (folder / path / "pyvenv.cfg").exists():
                yield from _walk(folder, above | {here}, f"{path}/")
        elif entry.is_file():
            yield path


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


class Scratch:
    """A temporary folder that goes when it is left, with everything in it."""

    def __init__(self, original: Original) -> None:
        """Copy nothing yet."""
        self.original = original

    def __enter__(self) -> Scratch:
        """Make the folder; only its owner can look into it."""
        self.folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="nb2prod-verify-")))
        self.work, self.temporary = self.folder / "work", self.folder / "tmp"
        return self

    def __exit__(self, *problem: object) -> None:
        """Remove it, also what a run made read-only."""
        for folder, inner, _ in os.walk(self.folder):
            for name in inner:
                path = os.path.join(folder, name)
                if not os.path.islink(path) and not os.access(path, os.W_OK | os.X_OK):
                    os.chmod(path, 0o700)
        shutil.rmtree(self.folder, ignore_errors=True)

    def refresh(self) -> None:
        """Put a fresh copy in place of what the last run left."""
        for folder in (self.work, self.temporary):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        linked = self.original.linked
        for path in self.original.files:
            source, target = self.original.root / path, self.work / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if path in linked:
                target.symlink_to(os.path.realpath(source))
                continue
            with contextlib.suppress(PermissionError):  # what cannot be read cannot be read by the notebook either
                shutil.copy2(source, target)

    def collect(self, folder: Path) -> dict[str, Path]:
        """Move what the run wrote into `folder`: relative path -> where it lies now. Figures and caches stay."""
        found: dict[str, Path] = {}
        for path in _walk(self.work, frozenset()):
            file = self.work / path
            if _stamp(file) != self.original.files.get(path) and file.suffix.lower() not in FIGURES:
                found[path] = folder / path
                found[path].parent.mkdir(parents=True, exist_ok=True)
                shutil.move(file, found[path])
        return found
