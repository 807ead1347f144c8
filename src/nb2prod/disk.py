"""A project on disk: read what is there, and replace it so that a kill at any moment leaves the old or the new one.

Beside the generated files lies `.nb2prod/`, committed with them:

    .nb2prod/base/<path>    the last generated text of every file: what the next merge needs
    .nb2prod/lock.json      its hashes, the notebook's identity, the version that wrote it
    .nb2prod/stage/         only while writing: the new texts, on the same file system
    .nb2prod/journal.json   only while writing: what goes where; once it is there, the new project is true

A write stages everything, writes the journal, renames file by file with `lock.json` last, and removes the journal.
A start that finds a journal finishes it. The order makes it safe: before the journal nothing visible has changed, after
it nothing is missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nb2prod.errors import ExitCode, Stop
from nb2prod.model import File, Tree

FORMAT = 1
OWN = ".nb2prod"
LOCK = f"{OWN}/lock.json"
BASE = f"{OWN}/base"
STAGE = f"{OWN}/stage"
JOURNAL = f"{OWN}/journal.json"
PATIENCE = 5.0  # seconds that a second run waits for the first


@dataclass(frozen=True)
class Generated:
    """What the last run generated. A base copy that does not match its hash is left out: its file is then foreign."""

    tree: Tree
    identity: str = ""
    version: str = ""


@dataclass(frozen=True)
class Move:
    """A line of the journal: `staged` becomes `path` (None: delete), unless somebody changed `old` meanwhile."""

    path: str
    staged: str | None
    old: str | None
    new: str | None


# ------------------------------------------------------------------------------------------------------------- reading


def read_tree(root: Path, paths: Iterable[str]) -> Tree:
    """The files of `root` among `paths`, exactly as they stand; raises Stop where a path leads out of the project."""
    texts = ((path, _read(_inside(root, path))) for path in sorted(set(paths)))
    return Tree(tuple(File(path, text) for path, text in texts if text is not None))


def read_generated(root: Path) -> Generated:
    """What was generated last, empty without a lock; raises Stop for one that is broken or newer than we are."""
    text = _read(_inside(root, LOCK))
    if text is None:
        return Generated(Tree(()))
    hashes, identity, version = _parse_lock(root, text)
    copies = {path: _read(_inside(root, f"{BASE}/{path}")) for path in sorted(hashes)}
    intact = (File(path, copy) for path, copy in copies.items() if copy is not None and _sha(copy) == hashes[path])
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


def _read(path: Path) -> str | None:
    # surrogateescape: a file that is not UTF-8 is somebody's edit, and comparing it must not fail
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return None


def _inside(root: Path, path: str) -> Path:
    """Where `path` lies; raises Stop when a link or `..` leads out of the project."""
    home, target = root.resolve(), (root / path).resolve()
    if target != home and home not in target.parents:
        raise Stop(ExitCode.ENVIRONMENT, f"{root / path} leads out of {root}: remove that link, then try again.")
    return root / path


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


# ------------------------------------------------------------------------------------------------------------- holding


@contextmanager
def hold(root: Path) -> Iterator[None]:
    """Be the only run on `root`, and finish what an earlier one could not; raises Stop when another run stays."""
    made = _make_folders(root, [_inside(root, OWN)])
    try:
        handle = os.open(root / OWN, os.O_RDONLY)
        try:
            _wait_for(handle, root)
            _recover(root)
            yield
        finally:
            os.close(handle)  # gives the lock back
    finally:
        _remove_empty(made)


if sys.platform == "win32":  # no flock there; two runs at a time are then the user's to avoid

    def _wait_for(handle: int, root: Path) -> None: ...

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


def _make_folders(root: Path, folders: Iterable[Path]) -> list[Path]:
    """Make the folders, and return those that were not there, outermost first."""
    made: list[Path] = []
    for folder in folders:
        for part in (*reversed(folder.parents), folder):
            if part.exists() and not part.is_dir():
                raise Stop(ExitCode.ENVIRONMENT, f"{part} is a file where a folder is needed: nothing was changed.")
            if not part.exists():
                _attempt(root, part.mkdir)
                made.append(part)
    return made


def _remove_empty(folders: list[Path]) -> None:
    for folder in reversed(folders):
        with suppress(OSError):  # not empty: it is in use
            folder.rmdir()


def _attempt(root: Path, action: Callable[[], object]) -> None:
    try:
        action()
    except OSError as error:
        raise Stop(
            ExitCode.ENVIRONMENT, f"{root} cannot be written ({error.strerror or error}): nothing was changed."
        ) from error


# ------------------------------------------------------------------------------------------------------------- writing


def write_tree(root: Path, write: Tree, delete: Iterable[str], generated: Generated) -> None:
    """Replace and delete files, and make `generated` what the next run starts from; call it inside `hold`.

    Raises Stop (environment) before anything visible has changed.
    """
    texts: dict[str, str | None] = {file.path: file.text for file in write.files}
    texts |= dict.fromkeys(delete)
    texts |= _bookkeeping(root, generated)
    moves = [move for path, text in texts.items() if (move := _plan_move(root, path, text)) is not None]
    if moves:
        _stage(root, moves, texts)
        _apply(root, moves)


def _bookkeeping(root: Path, generated: Generated) -> dict[str, str | None]:
    """The files under `.nb2prod/`: base copies, those that go, and the lock last."""
    copies: dict[str, str | None] = {f"{BASE}/{file.path}": file.text for file in generated.tree.files}
    there = (path for path in sorted((root / BASE).rglob("*")) if path.is_file())
    gone = (path.relative_to(root).as_posix() for path in there)
    return {path: None for path in gone if path not in copies} | copies | {LOCK: lock_text(generated)}


def lock_text(generated: Generated) -> str:
    """The lock: sorted, one entry a line, nothing of this machine or this moment in it."""
    files = {file.path: _sha(file.text) for file in sorted(generated.tree.files, key=lambda file: file.path)}
    lock = {"format": FORMAT, "nb2prod": generated.version, "notebook": generated.identity, "files": files}
    return json.dumps(lock, indent=2, ensure_ascii=True) + "\n"


def _plan_move(root: Path, path: str, text: str | None) -> Move | None:
    target = _inside(root, path)
    if target.is_dir():
        raise Stop(
            ExitCode.ENVIRONMENT, f"{target} is a folder, and a file is to be written there: nothing was changed."
        )
    there = _read(target)
    if there == text:
        return None
    staged = None if text is None else f"{STAGE}/{hashlib.sha256(path.encode()).hexdigest()}"
    return Move(path, staged, None if there is None else _sha(there), None if text is None else _sha(text))


def _stage(root: Path, moves: list[Move], texts: dict[str, str | None]) -> None:
    """Everything that can fail happens here: folders, space, rights. The journal comes last, and whole."""
    shutil.rmtree(root / STAGE, ignore_errors=True)
    made: list[Path] = []
    try:
        made = _make_folders(root, [root / STAGE, *((root / move.path).parent for move in moves if move.staged)])
        _refuse_read_only(root, moves)
        for move in moves:
            text = texts[move.path]
            if move.staged and text is not None:
                _attempt(root, partial(_write_durably, root / move.staged, text))
        journal = json.dumps([[move.path, move.staged, move.old, move.new] for move in moves])
        _attempt(root, partial(_write_durably, root / STAGE / "journal", journal))
        _attempt(root, lambda: os.replace(root / STAGE / "journal", root / JOURNAL))
        _sync_folder(root / OWN)
    except BaseException:  # also when interrupted: what is not in the journal must not stay behind
        if not (root / JOURNAL).exists():
            shutil.rmtree(root / STAGE, ignore_errors=True)
            _remove_empty(made)
        raise


def _refuse_read_only(root: Path, moves: list[Move]) -> None:
    for folder in sorted({(root / move.path).parent for move in moves}):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise Stop(ExitCode.ENVIRONMENT, f"{folder} cannot be written (no permission): nothing was changed.")


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # a file system that cannot sync a folder is no reason to fail
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _apply(root: Path, moves: list[Move]) -> None:
    """Do what the journal says; done twice, it does the same."""
    for move in moves:
        target = _inside(root, move.path)
        there = _read(target)
        if (None if there is None else _sha(there)) not in (move.old, move.new):
            continue  # edited since the journal was written: yours stays, and the next run names it
        if move.staged is None:
            target.unlink(missing_ok=True)
            _remove_empty([parent for parent in reversed(target.parents) if root in parent.parents])
        elif (root / move.staged).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                shutil.copymode(target, root / move.staged)
            os.replace(root / move.staged, target)
    for folder in sorted({(root / move.path).parent for move in moves}):
        _sync_folder(folder)
    (root / JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(root / STAGE, ignore_errors=True)


def _recover(root: Path) -> None:
    text = _read(_inside(root, JOURNAL))
    if text is None:
        shutil.rmtree(_inside(root, STAGE), ignore_errors=True)
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
    _apply(root, moves)
