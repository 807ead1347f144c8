"""From drafts to the disk: where projects go, what a run does to them, and what became of it in words and codes.

A draft is a project as a value. It is compared with what stands on disk and with what was generated last; the answer
is written, or only said. `convert` and `check` share all of this, so that they cannot disagree. Nothing heavy is
imported here: `check` needs no more than this for a notebook that did not change.
"""

from __future__ import annotations

import difflib
import json
import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

import nb2prod
from nb2prod import disk, settings, sync
from nb2prod.errors import ExitCode, IncompleteError, Stop
from nb2prod.model import Origin, Tree

T = TypeVar("T")
UNLIKE = 0.3  # share of equal cells


@dataclass(frozen=True)
class Options:
    """What the command line of `convert` says."""

    output: Path | None = None
    targets: tuple[str, ...] = ()
    jobs: int = 1
    dry_run: bool = False
    diff: bool = False
    fail_on_change: bool = False
    strict: bool = False
    skip_bad_cells: bool = False
    owned: bool = False  # of folders, only the notebooks that `repository` calls owned


@dataclass(frozen=True)
class Draft:
    """A converted notebook that is not on disk yet. No plan in it: it crosses processes, and a plan is large."""

    package: str
    tree: Tree
    identity: str
    summary: tuple[str, ...]
    errors: int  # findings of that level
    origin: Origin = Origin()  # noqa: RUF009 - frozen
    parts: tuple[tuple[str, tuple[int, ...]], ...] = ()  # steps, definitions, parameters -> cells, from 0
    exceptions: tuple[str, ...] = ()  # files of the project that are nobody's but the user's
    last_time: bool = False  # `tree` is what was generated last: excepted files may be missing from it


@dataclass(frozen=True)
class Outcome:
    """What became of one notebook: a code, sentences for people, and the diff when it was asked for."""

    code: ExitCode
    sentences: tuple[str, ...]
    diff: str = ""


# -------------------------------------------------------------------------------------------------------------- places


def find_notebooks(path: Path) -> list[Path]:
    """The notebook itself, or those in a folder, sorted; hidden folders (and `.ipynb_checkpoints`) are left out."""
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, inner, files in os.walk(path):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        found += (Path(folder, name) for name in sorted(files) if name.endswith(".ipynb") and not name.startswith("."))
    return found


def target_of(path: Path, package: str, output: Path | None, alone: bool) -> Path:
    """Where the project of a notebook goes (contract, section 2)."""
    if output is not None:
        return output if alone else output / package
    settled = settings.load_settings(path.parent)
    own = settled.notebook(path).output
    return _from_here(settled.root / (own or f"{settled.output}/{package}"))


def _from_here(target: Path) -> Path:
    return Path(os.path.relpath(target)) if target.is_relative_to(Path.cwd()) else target


def refuse_clashes(drafts: Mapping[Path, Draft], targets: Mapping[Path, Path]) -> None:
    """Raise Stop (2) where two notebooks would become one project."""
    same: dict[tuple[Path, ...], str] = {}
    names = {path: (f"the package name {it.package}", f"the folder {targets[path]}") for path, it in drafts.items()}
    for kind in (0, 1):
        alike: dict[str, list[Path]] = defaultdict(list)
        for path in drafts:
            alike[names[path][kind]].append(path)
        for name, paths in alike.items():
            same.setdefault(tuple(paths), name)  # who shares a package shares the folder, mostly: said once
    clashes = tuple(
        f"{' and '.join(map(str, paths))} would both get {what}: rename one, or give it a `package` and an "
        f"`output` in {settings.YAML}. Nothing was written."
        for paths, what in same.items()
        if len(paths) > 1
    )
    if clashes:
        raise Stop(ExitCode.BAD_INPUT, *clashes)


def alike(one: Origin, other: Origin) -> float:
    """The share of equal cells, in their order."""
    return difflib.SequenceMatcher(None, one.cells, other.cells, autojunk=False).ratio()


def _refuse_another(root: Path, before: Origin | None, now: Origin) -> None:
    """Raise Stop (2) for a notebook of another name and with other cells: it would take the project's place."""
    if before is None or not before.cells or not before.notebook or before.notebook == now.notebook:
        return
    if alike(before, now) < UNLIKE:
        raise Stop(
            ExitCode.BAD_INPUT,
            f"{root} was made from {before.notebook}, and {now.notebook} is another notebook with other cells: give it "
            f"a folder of its own with -o or `output` in {settings.YAML}, or delete {root} first. Nothing was changed.",
        )


def located(origin: Origin, path: Path, skipped: bool = False) -> Origin:
    """The origin of a notebook with what is settled for it, and its path; output folders decide about no byte.

    `skipped`: cells were left out because the command line said so.
    """
    repository = settings.load_settings(path.parent)
    own = repository.notebook(path)
    values = {field.name: getattr(own, field.name) for field in fields(own) if field.name != "output"}
    usual = {field.name: field.default for field in fields(own)}
    decided = {key: value for key, value in values.items() if value != usual[key]}
    decided |= {"skip_bad_cells": True} if skipped else {}
    said = tuple((key, json.dumps(decided[key])) for key in sorted(decided))
    return replace(origin, notebook=repository.name_of(path), settings=said)


# ------------------------------------------------------------------------------------------------------------- deliver


def deliver(path: Path, it: Draft, root: Path, options: Options) -> Outcome:
    """Bring one project on disk up to its draft, or say what that would change."""
    if options.dry_run or options.diff:
        with disk.look(root):
            decided, diff = compare(root, it)
    else:
        with disk.hold(root):
            decided, diff = compare(root, it)
            disk.write_tree(root, decided.write, decided.delete, _generated(decided, it), decided.seen)
    codes = [
        ExitCode.CONFLICT if decided.conflicts else ExitCode.DONE,
        ExitCode.DIFFERENT if options.fail_on_change and decided.changes else ExitCode.DONE,
        ExitCode.DIFFERENT if options.strict and it.errors else ExitCode.DONE,
    ]
    kept = [
        f"  {'conflict' if file.conflict else 'note'}: {root / file.path}: {file.because}." for file in decided.kept
    ]
    sentences = (f"{path} -> {root}: {_did(decided, options)}", *it.summary, *kept)
    return Outcome(max(codes), sentences, diff if options.diff else "")


def compare(root: Path, it: Draft) -> tuple[sync.Reconciled, str]:
    """What bringing `root` up to the draft changes, and that as a diff. Reads only; raises Stop where it cannot."""
    if root.exists() and not root.is_dir():
        raise Stop(ExitCode.ENVIRONMENT, f"{root} is a file, and a project is a folder: nothing was changed.")
    last = disk.read_generated(root)
    base = last.tree
    if it.last_time and last.origin != it.origin:
        raise Stop(ExitCode.ENVIRONMENT, f"{root} was written while nb2prod looked at it: try again.")
    if not it.last_time:
        _refuse_idle(it, base)
        _refuse_another(root, last.origin, it.origin)
    known = {file.path for file in (*base.files, *it.tree.files)}
    yours = disk.read_tree(root, known)
    beside = disk.read_beside(root, known) if base != it.tree or last.waiting else Tree(())
    three = (_managed(it, base), _managed(it, yours), _managed(it, it.tree))
    own, instead = (tuple(file for file in tree.files if _excepted(it, file.path)) for tree in (yours, it.tree))
    decided = sync.reconcile(*three, last.waiting, Tree((*beside.files, *own)), Tree(instead))
    mine = tuple(file for file in base.files if _excepted(it, file.path))  # the merge after the exception starts here
    every = tuple(sorted((*decided.base.files, *mine), key=lambda file: file.path))
    return replace(decided, base=Tree(every)), diff_text(root, yours, decided)


def _excepted(it: Draft, path: str) -> bool:
    return any(fnmatchcase(path, each) or path.startswith(f"{each.rstrip('/')}/") for each in it.exceptions)


def _managed(it: Draft, tree: Tree) -> Tree:
    return Tree(tuple(file for file in tree.files if not _excepted(it, file.path))) if it.exceptions else tree


def _refuse_idle(it: Draft, base: Tree) -> None:
    paths = sorted({file.path for file in (*base.files, *it.tree.files)})
    for each in it.exceptions:
        if not any(_excepted(replace(it, exceptions=(each,)), path) for path in paths):
            near = difflib.get_close_matches(each, paths, 1, 0.5)
            advice = f"did you mean `{near[0]}`?" if near else "name it as it stands in the project's folder."
            raise Stop(ExitCode.BAD_INPUT, f"The exception `{each}` is no file of the project {it.package}; {advice}")


def _generated(decided: sync.Reconciled, it: Draft) -> disk.Generated:
    left = {path for path, why in decided.waiting if why == "left over"}
    current = Tree(tuple(file for file in decided.base.files if file.path not in left))
    whole = _managed(it, current) == _managed(it, it.tree)
    return disk.Generated(decided.base, it.identity, nb2prod.__version__, it.origin, whole, decided.waiting)


def _did(decided: sync.Reconciled, options: Options) -> str:
    would = "would be " if options.dry_run or options.diff else ""
    merged = set(decided.merged) & {file.path for file in decided.write.files}
    parts = [
        (len(decided.write.files), f"{would}written" + (f" ({len(merged)} merged with hand edits)" if merged else "")),
        (len(decided.delete), f"{would}deleted"),
        (len(decided.edited), "edited by hand stay as they are" if len(decided.edited) > 1 else "edited by hand stays"),
        (sum(file.conflict for file in decided.kept), "in conflict"),
    ]
    said = [f"{number} file{'s' * (number != 1)} {verb}" for number, verb in parts if number]
    return ", ".join(said if decided.changes else ["nothing to change", *said])


def diff_text(root: Path, yours: Tree, decided: sync.Reconciled) -> str:
    """What would change, as a unified diff that `git apply` and `patch` understand."""
    old = {file.path: file.text for file in yours.files}
    new = {file.path: file.text for file in decided.write.files} | dict.fromkeys(decided.delete)
    return "".join(_diff((root / path).as_posix(), old.get(path), new[path]) for path in sorted(new))


def _diff(name: str, old: str | None, new: str | None) -> str:
    sides = ("/dev/null" if old is None else f"a/{name}", "/dev/null" if new is None else f"b/{name}")
    before, after = ((text or "").splitlines(keepends=True) for text in (old, new))
    lines = difflib.unified_diff(before, after, *sides)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


# ------------------------------------------------------------------------------------------------------------- failing


def attempt(action: Callable[[], T], about: str = "") -> T | Outcome:
    """The result of `action`, or the outcome that its exception means: the one place where exceptions become codes."""
    try:
        return action()
    except Exception as error:  # the boundary: whatever went wrong inside, the user gets a sentence and a code
        outcome = failed(error, about)
        if outcome.code is ExitCode.FAULT and os.environ.get("NB2PROD_DEBUG") == "1":
            raise
        return outcome


def failed(error: Exception, about: str) -> Outcome:
    """The exit code and the sentences for an exception; those of a Stop name their place themselves."""
    match error:
        case Stop():
            return Outcome(error.code, error.sentences)
        case IncompleteError():
            return Outcome(ExitCode.FAULT, (f"{error} Nothing was changed.",))
        case RecursionError():
            text = "an expression or a chain of elif is nested too deeply to be read; write it as a loop or a table."
            return Outcome(ExitCode.BAD_INPUT, (f"{about}{text}",))
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return Outcome(ExitCode.ENVIRONMENT, (f"{where}{error.strerror or error}.",))
    return Outcome(
        ExitCode.FAULT,
        (
            f"{about}This is a fault of nb2prod ({type(error).__name__}), not of your notebook: nothing was changed.",
            "Please report it with the notebook, or with what NB2PROD_DEBUG=1 shows when you run the command again.",
        ),
    )
