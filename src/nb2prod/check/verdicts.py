"""One project against its draft, and why it is not in step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import nb2prod
from nb2prod import delivery, disk, settings
from nb2prod.check.answer import Verdict
from nb2prod.delivery import Draft, Outcome
from nb2prod.errors import ExitCode
from nb2prod.repository import Owned, Project


def judged(path: Path, it: Draft | Outcome, root: Path | None, projects: tuple[Project, ...]) -> Verdict:
    """What is so about one notebook; what goes wrong with it becomes its code."""
    if isinstance(it, Outcome) or root is None:
        outcome = it if isinstance(it, Outcome) else Outcome(ExitCode.FAULT, ())
        return Verdict(str(path), "", outcome.code, outcome.sentences)
    verdict = delivery.attempt(partial(_compared, path, it, root, projects), about=f"{path}: ")
    return verdict if isinstance(verdict, Verdict) else Verdict(str(path), str(root), verdict.code, verdict.sentences)


def _compared(path: Path, it: Draft, root: Path, projects: tuple[Project, ...]) -> Verdict:
    with disk.look(root):
        decided, diff = delivery.compare(root, it)
        interrupted, merged = disk.is_interrupted(root), disk.read_generated(root).merged
    conflicts = [file for file in decided.kept if file.conflict]
    verdict = Verdict(
        str(path),
        str(root),
        max(
            ExitCode.CONFLICT if conflicts else ExitCode.DONE,
            ExitCode.DIFFERENT if decided.changes or interrupted or merged else ExitCode.DONE,
        ),
        write=tuple(file.path for file in decided.write.files),
        delete=decided.delete,
        conflicts=tuple(file.path for file in conflicts),
        diff=diff,
    )
    if verdict.code is ExitCode.DONE:
        return verdict
    because = ["a run that was killed has to be finished"] if interrupted else []
    because += ["two branches that converted it were merged: converting again brings them together"] if merged else []
    cells: tuple[Mapping[str, object], ...] = ()
    if decided.changes:
        words, cells = _why(path, it, root, projects)
        because += words
    because += [f"{root / file.path}: {file.because}" for file in conflicts]
    return replace(verdict, because=tuple(because), cells=cells)


def _why(
    path: Path, it: Draft, root: Path, projects: tuple[Project, ...]
) -> tuple[list[str], tuple[Mapping[str, object], ...]]:
    from nb2prod.report import stale  # not in step: words may cost

    generated = disk.read_generated(root)
    if not generated.tree.files and not generated.version:
        elsewhere = [os.path.relpath(each.root) for each in projects if each.origin and each.root != root.resolve()]
        advice = [f"{each} was made from it: name that folder as its `output` in {settings.YAML}" for each in elsewhere]
        return ["; ".join((f"there is no project in {root} yet", *advice))], ()
    found = stale.staleness(generated.origin, it.origin, it.parts, generated.tree, it.tree)
    words = stale.sentences(found)
    if generated.version != nb2prod.__version__:
        words.append(f"nb2prod {generated.version} made it, and this is {nb2prod.__version__}")
    if not words:
        words.append("generated files differ from what the notebook gives")
    cells = tuple(
        {"change": each.change, "cell": each.cell, "was": each.was, "stale": list(each.stale)} for each in found.cells
    )
    return words, cells


def without_notebooks(owned: Owned) -> Iterable[Verdict]:
    """About projects and settings that no notebook belongs to."""
    for orphan in owned.orphans:
        yield Verdict(
            orphan.notebook, os.path.relpath(orphan.root) if orphan.root else "", ExitCode.DIFFERENT, (orphan.sentence,)
        )
