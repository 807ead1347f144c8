"""Replace a project: stage everything, write the journal, do what it says."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import astuple
from functools import partial
from pathlib import Path

from nb2prod.disk.journal import Move, apply, sync_folder
from nb2prod.disk.lock import Generated, lock_text
from nb2prod.disk.places import (
    BASE,
    JOURNAL,
    LOCK,
    OWN,
    STAGE,
    attempt,
    inside,
    make_folders,
    read_text,
    remove_empty,
    sha,
)
from nb2prod.errors import ExitCode, Stop
from nb2prod.model import Tree


def write_tree(root: Path, write: Tree, delete: Iterable[str], generated: Generated, seen: Tree | None = None) -> None:
    """Replace and delete files, and make `generated` what the next run starts from; call it inside `hold`.

    `seen` is what stood there when this was decided. Raises Stop (environment) before anything visible has changed,
    also when a file is not what was seen.
    """
    texts: dict[str, str | None] = {file.path: file.text for file in write.files}
    texts |= dict.fromkeys(delete)
    texts |= _bookkeeping(root, generated)
    moves = [move for path, text in texts.items() if (move := _plan_move(root, path, text)) is not None]
    if seen is not None:
        _refuse_changed(root, seen, write, moves)
    if moves:
        _stage(root, moves, texts)
        apply(root, moves)


def _refuse_changed(root: Path, seen: Tree, write: Tree, moves: list[Move]) -> None:
    hashes = {file.path: sha(file.text) for file in seen.files}
    mine = {file.path for file in write.files}
    for move in moves:
        decided = not move.path.startswith(f"{OWN}/") and (move.path in mine or move.staged is None)
        if decided and move.old != hashes.get(move.path):
            sentence = f"{root / move.path} was changed while nb2prod was at work: nothing was written, try again."
            raise Stop(ExitCode.ENVIRONMENT, sentence)


def _bookkeeping(root: Path, generated: Generated) -> dict[str, str | None]:
    """The files under `.nb2prod/`: base copies, those that go, and the lock last."""
    copies: dict[str, str | None] = {f"{BASE}/{file.path}": file.text for file in generated.tree.files}
    there = (path for path in sorted((root / BASE).rglob("*")) if path.is_file())
    gone = (path.relative_to(root).as_posix() for path in there)
    return {path: None for path in gone if path not in copies} | copies | {LOCK: lock_text(generated)}


def _plan_move(root: Path, path: str, text: str | None) -> Move | None:
    target = inside(root, path)
    if target.is_dir():
        raise Stop(
            ExitCode.ENVIRONMENT, f"{target} is a folder, and a file is to be written there: nothing was changed."
        )
    there = read_text(target)
    if there == text:
        return None
    staged = None if text is None else f"{STAGE}/{hashlib.sha256(path.encode()).hexdigest()}"
    return Move(path, staged, None if there is None else sha(there), None if text is None else sha(text))


def _stage(root: Path, moves: list[Move], texts: dict[str, str | None]) -> None:
    """Everything that can fail happens here: folders, space, rights. The journal comes last, and whole."""
    shutil.rmtree(root / STAGE, ignore_errors=True)
    made: list[Path] = []
    try:
        made = make_folders(root, [root / STAGE, *((root / move.path).parent for move in moves if move.staged)])
        _refuse_read_only(root, moves)
        for move in moves:
            text = texts[move.path]
            if move.staged and text is not None:
                attempt(root, partial(_write_durably, root / move.staged, text))
        sync_folder(root / STAGE)
        journal = json.dumps([astuple(move) for move in moves])
        attempt(root, partial(_write_durably, root / STAGE / "journal", journal))
        attempt(root, lambda: os.replace(root / STAGE / "journal", root / JOURNAL))
        sync_folder(root / OWN)
    except BaseException:  # also when interrupted: what is not in the journal must not stay behind
        if not (root / JOURNAL).exists():
            shutil.rmtree(root / STAGE, ignore_errors=True)
            remove_empty(made)
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
