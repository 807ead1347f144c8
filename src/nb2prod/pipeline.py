"""The whole process, as compositions of the stages.

Told once, on a notebook `churn.ipynb` of three cells::

    In[1]  df = pd.read_csv("churn.csv")
    In[2]  df.hist()
    In[3]  model = LogisticRegression(C=0.7).fit(df[["age"]], df["left"])

1. `read` makes a Notebook: three cells of plain Python, magics lowered, bad cells refused all at once.
2. `analyse` makes a Program: three statements, with the edges 0 -> 1 and 0 -> 2, both named `df`.
3. `plan` makes a Plan: the steps `load_data` and `train_model`; statement 1 is dropped because it only draws;
   "churn.csv" and 0.7 become the parameters `data_path` and `C`; `model` is an artifact. `explain` shows each choice
   and its reason.
4. `emit` makes a Tree: `src/churn/train.py`, `config.yaml` and the rest, as values.
5. Only when every notebook has come so far are the trees looked at together (two of one name are refused) and compared
   with the disk: `sync` decides file by file on (last generated, yours, new), `disk` writes a whole project or nothing.

1 to 4 touch nothing: `--dry-run` and `--diff` are the same path with another end, and drafts are made side by side.
"""

from __future__ import annotations

import difflib
import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import nb2prod
from nb2prod import analyse, disk, emit, plan, read, report, settings, sync, verify
from nb2prod.errors import ExitCode, Stop
from nb2prod.model import Cell, Notebook, Plan, Tree

T = TypeVar("T")
TARGETS: tuple[str, ...] = ()  # what `--with` knows; each target is one line here and one file in emit/targets


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


@dataclass(frozen=True)
class Draft:
    """A converted notebook that is not on disk yet. No plan in it: it crosses processes, and a plan is large."""

    package: str
    tree: Tree
    identity: str
    summary: tuple[str, ...]
    errors: int  # findings of that level


@dataclass(frozen=True)
class Outcome:
    """What became of one notebook: a code, sentences for people, and the diff when it was asked for."""

    code: ExitCode
    sentences: tuple[str, ...]
    diff: str = ""


# ------------------------------------------------------------------------------------------------------------- stages


def plan_notebook(path: Path, skip_bad_cells: bool) -> Plan:
    """Steps 1 to 3; raises Stop for a notebook that cannot be converted."""
    settled = settings.load_settings(path.parent).notebook(path)
    _check_targets(settled.targets)
    notebook = in_order(read.read_notebook(path, skip_bad_cells=skip_bad_cells), settled.order)
    wishes = {"package": settled.package, "final_model": settled.final_model}
    return plan.plan(analyse.analyse(notebook), **{key: wish for key, wish in wishes.items() if wish})


def draft(path: Path, skip_bad_cells: bool) -> Draft:
    """Steps 1 to 4; raises Stop for a notebook that cannot be converted."""
    return _drafted(plan_notebook(path, skip_bad_cells))


def _drafted(decided: Plan) -> Draft:
    return Draft(
        package=decided.package,
        tree=emit.emit(decided),
        identity=decided.program.notebook.identity,
        summary=tuple(report.summary(decided)),
        errors=sum(finding.level == "error" for finding in decided.findings),
    )


def verify_notebook(
    path: Path, output: Path | None, python: str, timeout: float | None, say: Callable[[str], None] = lambda text: None
) -> verify.Report:
    """Steps 1 to 4, then run the notebook and its project: the one on disk, else the one that 4 made.

    This executes both, in a scratch copy. `timeout` is in seconds, for each run. Raises Stop where nothing can be run.
    """
    decided = plan_notebook(path, skip_bad_cells=False)
    it = _drafted(decided)
    repository = settings.load_settings(path.parent).root
    root = target_of(path, it, output, alone=True)
    stands = any(root.glob("src/*/train.py")) or any(root.glob("src/*/run.py"))
    stale = stands and disk.read_generated(root).identity not in ("", it.identity)
    job = verify.Job(path, decided, repository, it.tree, root if stands else None, stale, python, timeout)
    return verify.verify(job, say)


def slice_notebook(path: Path, names: Sequence[str], skip_bad_cells: bool) -> str:
    """The script that computes `names` at the notebook's end; raises Stop for a name that it does not hold there."""
    settled = settings.load_settings(path.parent).notebook(path)
    notebook = in_order(read.read_notebook(path, skip_bad_cells=skip_bad_cells), settled.order)
    return emit.script(plan.slice_of(analyse.analyse(notebook), names), names)


def in_order(notebook: Notebook, order: settings.Order) -> Notebook:
    """The cells in document order, or in that of their execution counts: text stays before the code that it introduces.

    A cell that was never executed stays behind the one before it.
    """
    if order == "document":
        return notebook
    keys: list[float] = []
    after: float = float("inf")  # text at the end introduces nothing
    before: float = 0
    for cell in notebook.cells:
        before = cell.count if cell.count is not None else before
        keys.append(before)
    for position in range(len(keys) - 1, -1, -1):
        if notebook.cells[position].kind == "code":
            after = keys[position]
        else:
            keys[position] = after
    ordered = sorted(zip(keys, notebook.cells, strict=True), key=_count)
    return replace(notebook, cells=tuple(cell for _, cell in ordered))


def _count(keyed: tuple[float, Cell]) -> float:
    return keyed[0]


def _check_targets(targets: Iterable[str]) -> None:
    unknown = [target for target in targets if target not in TARGETS]
    if unknown:
        known = f"known are {', '.join(TARGETS)}" if TARGETS else "this version has none yet"
        raise Stop(ExitCode.BAD_INPUT, f"Unknown target {', '.join(unknown)}: {known}.")


# ------------------------------------------------------------------------------------------------------------- convert


def convert(paths: Iterable[Path], options: Options, tick: Callable[[int], None] = lambda total: None) -> list[Outcome]:
    """Convert every notebook, in the order given; one that fails does not stop the others.

    `tick` is called with the number of notebooks, once before the first and after each. Raises Stop, and nothing is
    written, for an unknown target and for two notebooks of one name.
    """
    _check_targets(options.targets)
    given = list(paths)
    found = {path: find_notebooks(path) for path in given}
    notebooks = list(dict.fromkeys(notebook for several in found.values() for notebook in several))
    drafts = dict(zip(notebooks, _draft_all(notebooks, options, tick), strict=True))
    alone = len(given) == 1 and not given[0].is_dir()
    targets = {path: target_of(path, it, options.output, alone) for path, it in drafts.items() if isinstance(it, Draft)}
    _refuse_clashes({path: it for path, it in drafts.items() if isinstance(it, Draft)}, targets)
    empty = [
        Outcome(ExitCode.BAD_INPUT, (f"{path}: no notebooks in this folder.",)) for path in given if not found[path]
    ]
    return empty + [
        it
        if isinstance(it, Outcome)
        else attempt(partial(_deliver, path, it, targets[path], options), about=f"{path}: ")
        for path, it in drafts.items()
    ]


def find_notebooks(path: Path) -> list[Path]:
    """The notebook itself, or those in a folder, sorted; hidden folders (and `.ipynb_checkpoints`) are left out."""
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, inner, files in os.walk(path):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        found += (Path(folder, name) for name in sorted(files) if name.endswith(".ipynb") and not name.startswith("."))
    return found


def target_of(path: Path, it: Draft, output: Path | None, alone: bool) -> Path:
    """Where the project of a notebook goes (contract, section 2)."""
    if output is not None:
        return output if alone else output / it.package
    settled = settings.load_settings(path.parent)
    own = settled.notebook(path).output
    target = settled.root / (own or f"{settled.output}/{it.package}")
    return Path(os.path.relpath(target)) if target.is_relative_to(Path.cwd()) else target


def _refuse_clashes(drafts: dict[Path, Draft], targets: dict[Path, Path]) -> None:
    same: dict[str, list[Path]] = defaultdict(list)
    for path, it in drafts.items():
        same[f"the package name {it.package}"].append(path)
        same[f"the folder {targets[path]}"].append(path)
    clashes = tuple(
        f"{' and '.join(map(str, paths))} would both get {what}: rename one, or give it a `package` and an "
        f"`output` in {settings.YAML}. Nothing was written."
        for what, paths in same.items()
        if len(paths) > 1
    )
    if clashes:
        raise Stop(ExitCode.BAD_INPUT, *clashes)


def _draft_all(paths: list[Path], options: Options, tick: Callable[[int], None]) -> Iterator[Draft | Outcome]:
    tick(len(paths))
    work = partial(_attempt_draft, skip_bad_cells=options.skip_bad_cells)
    workers = min(options.jobs, len(paths))
    if workers < 2:
        yield from _ticking(map(work, paths), tick, len(paths))
        return
    # spawn: the progress bar has a thread, and a forked child may inherit a lock that this thread holds
    with ProcessPoolExecutor(workers, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        try:
            yield from _ticking(pool.map(work, paths), tick, len(paths))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _ticking(drafts: Iterable[Draft | Outcome], tick: Callable[[int], None], total: int) -> Iterator[Draft | Outcome]:
    for it in drafts:
        tick(total)
        yield it


def _attempt_draft(path: Path, skip_bad_cells: bool) -> Draft | Outcome:
    return attempt(partial(draft, path, skip_bad_cells), about=f"{path}: ")


# ------------------------------------------------------------------------------------------------------------- deliver


def _deliver(path: Path, it: Draft, root: Path, options: Options) -> Outcome:
    """Step 5 for one project."""
    if options.dry_run or options.diff:
        decided, diff = _compare(root, it)
    else:
        with disk.hold(root):
            decided, diff = _compare(root, it)
            disk.write_tree(root, decided.write, decided.delete, _generated(decided, it))
    codes = [
        ExitCode.CONFLICT if decided.conflicts else ExitCode.DONE,
        ExitCode.DIFFERENT if options.fail_on_change and decided.changes else ExitCode.DONE,
        ExitCode.DIFFERENT if options.strict and it.errors else ExitCode.DONE,
    ]
    kept = [f"  {'kept' if file.conflict else 'note'}: {root / file.path}: {file.because}." for file in decided.kept]
    sentences = (f"{path} -> {root}: {_did(decided, options)}", *it.summary, *kept)
    return Outcome(max(codes), sentences, diff if options.diff else "")


def _compare(root: Path, it: Draft) -> tuple[sync.Reconciled, str]:
    if root.exists() and not root.is_dir():
        raise Stop(ExitCode.ENVIRONMENT, f"{root} is a file, and a project is a folder: nothing was changed.")
    base = disk.read_generated(root).tree
    yours = disk.read_tree(root, [file.path for file in (*base.files, *it.tree.files)])
    decided = sync.reconcile(base, yours, it.tree)
    return decided, diff_text(root, yours, decided)


def _generated(decided: sync.Reconciled, it: Draft) -> disk.Generated:
    return disk.Generated(decided.base, it.identity, nb2prod.__version__)


def _did(decided: sync.Reconciled, options: Options) -> str:
    if not decided.changes:
        return "nothing to change"
    would = "would be " if options.dry_run or options.diff else ""
    written, deleted = len(decided.write.files), len(decided.delete)
    parts = [(written, "written"), (deleted, "deleted")]
    return ", ".join(f"{number} file{'s' * (number != 1)} {would}{verb}" for number, verb in parts if number)


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
