"""`check`: what `convert` would do, said and not done.

It owns the notebooks that `repository` finds. One whose origin is what it was, made by this version, needs no analysis:
what was generated last is what would be generated now, and only the files on disk are compared. Every other one is
drafted as `convert` drafts it. Both go through `delivery.compare`, the one that decides what `convert` writes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

import nb2prod
from nb2prod import delivery, disk, read, settings
from nb2prod.delivery import Draft, Outcome
from nb2prod.errors import ExitCode
from nb2prod.model import Origin, Tree
from nb2prod.repository import Orphan, Owned, Project, sort_out

MOST = 6  # files in one sentence
Tick = Callable[[int], None]


@dataclass(frozen=True)
class Verdict:
    """About one notebook: whether its project is in step, and if not, why and what would change."""

    notebook: str
    project: str
    code: ExitCode
    because: tuple[str, ...] = ()
    cells: tuple[Mapping[str, object], ...] = ()
    write: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    diff: str = ""


@dataclass(frozen=True)
class Answer:
    """About everything that was asked for."""

    verdicts: tuple[Verdict, ...] = ()
    left_alone: tuple[str, ...] = ()
    quick: int = field(default=0, compare=False)  # how many verdicts needed no analysis

    @property
    def code(self) -> ExitCode:
        """The highest of all codes."""
        return max((verdict.code for verdict in self.verdicts), default=ExitCode.DONE)


def check(given: Iterable[Path], output: Path | None, tick: Tick = lambda total: None) -> Answer:
    """Compare every owned notebook among `given` with its project. Writes nothing.

    Raises Stop for wrong settings, and where two notebooks would become one project.
    """
    paths = list(given)
    alone = len(paths) == 1 and not paths[0].is_dir()
    owned = sort_out(paths, output)
    drafts = {path: _unchanged(path, projects, output, alone) for path, projects in owned.notebooks}
    quick = sum(it is not None for it in drafts.values())
    missing = {path: projects for path, projects in owned.notebooks if drafts[path] is None}
    done: dict[Path, Draft | Outcome] = {path: it for path, it in drafts.items() if it is not None}
    done |= _drafted(missing, tick)
    ready = {path: it for path, it in done.items() if isinstance(it, Draft)}
    targets = {path: delivery.target_of(path, it.package, output, alone) for path, it in ready.items()}
    delivery.refuse_clashes(ready, targets)
    verdicts = [_judged(path, done[path], targets.get(path), projects) for path, projects in owned.notebooks]
    return Answer((*verdicts, *_without_notebooks(owned)), tuple(map(str, owned.left_alone)), quick)


# -------------------------------------------------------------------------------------------------------------- drafts


def _unchanged(path: Path, projects: tuple[Project, ...], output: Path | None, alone: bool) -> Draft | None:
    """The draft of a notebook that is what it was when its project was made: what was generated then; else None."""
    for project in projects:
        if project.origin is None:
            continue
        found = delivery.attempt(partial(_from_last_time, path, project.root, project.origin))
        if isinstance(found, Draft) and _same_place(path, found, project.root, output, alone):
            return found
    return None


def _from_last_time(path: Path, root: Path, before: Origin) -> Draft | None:
    settled = settings.load_settings(path.parent).notebook(path)
    asked = [name for name, _ in before.beside]
    skipped = _skipped(before)
    if delivery.located(read.read_origin(path, settled.order, asked), path, skipped) != before:
        return None
    generated = disk.read_generated(root)
    if not generated.whole or generated.version != nb2prod.__version__ or generated.origin != before:
        return None
    return Draft(
        _package(generated.tree), generated.tree, generated.identity, (), 0, before, exceptions=settled.exceptions
    )


def _package(tree: Tree) -> str:
    return next(parts[1] for file in tree.files if (parts := PurePosixPath(file.path).parts)[0] == "src")


def _same_place(path: Path, it: Draft, root: Path, output: Path | None, alone: bool) -> bool:
    return Path(os.path.realpath(delivery.target_of(path, it.package, output, alone))) == root


def _skipped(origin: Origin) -> bool:
    return dict(origin.settings).get("skip_bad_cells") == "true"


def _drafted(missing: Mapping[Path, tuple[Project, ...]], tick: Tick) -> dict[Path, Draft | Outcome]:
    """Draft as `convert` does: each with the option that it was converted with last."""
    if not missing:
        return {}
    from nb2prod import pipeline  # all that is heavy

    done: dict[Path, Draft | Outcome] = {}
    for skip in (False, True):
        mine = [
            path
            for path, projects in missing.items()
            if any(project.origin is not None and _skipped(project.origin) for project in projects) is skip
        ]
        options = delivery.Options(jobs=os.cpu_count() or 1, skip_bad_cells=skip)
        done |= zip(mine, pipeline.draft_all(mine, options, tick), strict=True) if mine else ()
    return done


# ------------------------------------------------------------------------------------------------------------ verdicts


def _judged(path: Path, it: Draft | Outcome, root: Path | None, projects: tuple[Project, ...]) -> Verdict:
    if isinstance(it, Outcome) or root is None:
        outcome = it if isinstance(it, Outcome) else Outcome(ExitCode.FAULT, ())
        return Verdict(str(path), "", outcome.code, outcome.sentences)
    verdict = delivery.attempt(partial(_compared, path, it, root, projects), about=f"{path}: ")
    return verdict if isinstance(verdict, Verdict) else Verdict(str(path), str(root), verdict.code, verdict.sentences)


def _compared(path: Path, it: Draft, root: Path, projects: tuple[Project, ...]) -> Verdict:
    decided, diff = delivery.compare(root, it)
    interrupted = disk.is_interrupted(root)
    conflicts = [file for file in decided.kept if file.conflict]
    verdict = Verdict(
        str(path),
        str(root),
        max(
            ExitCode.CONFLICT if conflicts else ExitCode.DONE,
            ExitCode.DIFFERENT if decided.changes or interrupted else ExitCode.DONE,
        ),
        write=tuple(file.path for file in decided.write.files),
        delete=decided.delete,
        conflicts=tuple(file.path for file in conflicts),
        diff=diff,
    )
    if verdict.code is ExitCode.DONE:
        return verdict
    because = ["a run that was killed has to be finished"] if interrupted else []
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


def _without_notebooks(owned: Owned) -> Iterable[Verdict]:
    for folder in owned.empty:
        yield Verdict(str(folder), "", ExitCode.BAD_INPUT, (f"{folder}: no notebooks in this folder.",))
    for orphan in owned.orphans:
        yield Verdict(orphan.notebook, str(orphan.root or ""), ExitCode.DIFFERENT, (_lost(orphan),))


def _lost(orphan: Orphan) -> str:
    if orphan.root is None:
        return f"{orphan.source} lists it, and it is not there: remove its section, or bring the notebook back"
    if orphan.renamed:
        return (
            f"it is not there, and {orphan.renamed} looks like it: if it was renamed, convert that one, take your "
            f"edits over and delete {orphan.root}"
        )
    return f"it is not there, and {orphan.root} was made from it: delete that folder, or bring the notebook back"


# --------------------------------------------------------------------------------------------------------------- words


def sentences(answer: Answer) -> list[str]:
    """What people read: nothing but a count where all is in step."""
    said: list[str] = []
    for verdict in answer.verdicts:
        if verdict.code is ExitCode.DONE:
            continue
        if verdict.code not in (ExitCode.DIFFERENT, ExitCode.CONFLICT):
            said += verdict.because
            continue
        where = f" -> {verdict.project}" if verdict.project else ""
        state = "needs a person" if verdict.code is ExitCode.CONFLICT else "not in step"
        said.append(f"{verdict.notebook}{where}: {state}")
        said += [f"  {reason}." for reason in verdict.because]
        said += [f"  would be written: {_some(verdict.write)}"] if verdict.write else []
        said += [f"  would be deleted: {_some(verdict.delete)}"] if verdict.delete else []
    good = sum(verdict.code is ExitCode.DONE for verdict in answer.verdicts)
    said.append(f"{good} of {_count(len(answer.verdicts), 'project')} in step.")
    if answer.left_alone:
        several = len(answer.left_alone) > 1
        listed = answer.left_alone[0] if not several else f"{len(answer.left_alone)} notebooks"
        said.append(
            f"{listed} {'were' if several else 'was'} never converted, and no settings list "
            f"{'them' if several else 'it'}: left alone."
        )
    return said


def _some(paths: tuple[str, ...]) -> str:
    more = len(paths) - MOST
    return ", ".join(paths[:MOST]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def as_json(answer: Answer, with_diff: bool) -> dict[str, object]:
    """The same for programs; cells count from 0."""
    return {
        "schema": 1,
        "nb2prod": nb2prod.__version__,
        "code": int(answer.code),
        "notebooks": [
            {
                "notebook": verdict.notebook,
                "project": verdict.project,
                "code": int(verdict.code),
                "in_step": verdict.code is ExitCode.DONE,
                "because": list(verdict.because),
                "cells": list(verdict.cells),
                "write": list(verdict.write),
                "delete": list(verdict.delete),
                "conflicts": list(verdict.conflicts),
                **({"diff": verdict.diff} if with_diff else {}),
            }
            for verdict in answer.verdicts
        ],
        "left_alone": list(answer.left_alone),
    }
