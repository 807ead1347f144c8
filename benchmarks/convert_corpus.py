"""Convert every notebook of a folder and say how much of it holds what the contract promises.

python benchmarks/convert_corpus.py FOLDER... [--json FILE] [--again] [--keep DIR] [--only TEXT] [--jobs N]

Each notebook is converted as a user would, `python -m nb2prod convert NOTEBOOK -o DIR`, in a process of its own with
a time limit; a refused one once more with `--skip-bad-cells`. Nothing of a notebook is run. The emitted files are then
read, never imported. Exits 1 when one of the `GOALS` is missed, so that a CI job can hold the line.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from project_facts import FAULTS, ProjectFacts, digest, inspect_project
from reference import Reference, read_reference

TIMEOUT = -1  # stands where an exit code would
QUOTED = 6  # lines of a message that are kept


@dataclass
class Result:
    """What became of one notebook."""

    notebook: str
    code: int = 0  # as it is
    skip_code: int = 0  # with --skip-bad-cells; equals `code` where that was 0
    seconds: float = 0.0  # CPU, of the conversion as it is
    bad_cells: list[tuple[int, str]] = field(default_factory=list)  # by the reference, cell from 1
    undefined_in_notebook: list[str] = field(default_factory=list)
    message: list[str] = field(default_factory=list)  # what was said when it was not converted, or broke
    faults: list[str] = field(default_factory=list)  # of the program: traceback, time limit, unsteady output
    project: ProjectFacts | None = None

    @property
    def refused_wrongly(self) -> bool:
        """Refused although every cell is Python 3."""
        return self.code == 2 and not self.bad_cells


@dataclass(frozen=True)
class Task:
    """One notebook and how to treat it; crosses to the worker process."""

    notebook: Path
    label: str
    out: Path
    timeout: int
    again: bool


def find_notebooks(folders: Iterable[Path], only: str) -> list[tuple[Path, str]]:
    """Notebooks below the folders with a label each, in order; hidden folders are left out, as `convert` does."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*.ipynb")):
            parts = path.relative_to(folder).parts
            if not any(part.startswith(".") for part in parts) and only in path.name:
                found.append((path, "/".join(parts)))
    return found


def convert(task: Task, out: Path, *options: str, seed: str = "0") -> tuple[int, str, float]:
    """Run the program once: exit code (or `TIMEOUT`), everything that it said, CPU seconds of it and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "nb2prod", "convert", str(task.notebook), "-o", str(out), *options]
    env = {**os.environ, "PYTHONHASHSEED": seed, "NO_COLOR": "1", "COLUMNS": "200"}
    # A session of its own, so that a time limit also ends what the program started.
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=task.out, start_new_session=True
    )
    try:
        said, code = process.communicate(timeout=task.timeout)[0], process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, code = process.communicate()[0], TIMEOUT
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return code, said.decode(errors="replace"), spent


def measure(task: Task) -> Result:
    """Convert one notebook in every way that was asked for, and inspect what was emitted."""
    task.out.mkdir(parents=True, exist_ok=True)
    original = task.notebook.read_bytes()
    result = Result(task.label)
    reference = _reference(task.notebook, result)
    project = task.out / "project"
    result.code, said, result.seconds = convert(task, project)
    note_faults(result, result.code, said)
    result.skip_code = result.code
    options: tuple[str, ...] = ()
    if result.code:
        result.message = said.strip().splitlines()[-QUOTED:]
        if project.exists():
            result.faults.append(f"exit {result.code}, and yet something was written")
            shutil.rmtree(project)
        options = ("--skip-bad-cells",)
        result.skip_code, said, _ = convert(task, project, *options)
        note_faults(result, result.skip_code, said)
        if result.skip_code:
            result.message = said.strip().splitlines()[-QUOTED:]
    if result.skip_code == 0:
        if task.again:
            check_steady(task, project, options, result)
        result.project = inspect_project(project, reference.undefined, reference.computes)
    if task.notebook.read_bytes() != original:
        result.faults.append("the notebook was written")
    return result


def _reference(notebook: Path, result: Result) -> Reference:
    """The notebook by itself; one that cannot be read counts as a bad cell 0, so that refusing it is right."""
    try:
        reference = read_reference(notebook)
    except (ValueError, KeyError, SyntaxError, RecursionError) as problem:
        reference = Reference("", ((0, f"no notebook: {type(problem).__name__}"),), frozenset(), False)
    result.bad_cells, result.undefined_in_notebook = list(reference.bad_cells), sorted(reference.undefined)
    return reference


def note_faults(result: Result, code: int, said: str) -> None:
    """Faults of the program itself, as opposed to a refusal: each with the last line that it said."""
    last = (said.strip().splitlines() or ["nothing said"])[-1][:200]
    if code == TIMEOUT:
        result.faults.append("time limit")
    elif "Traceback (most recent call last)" in said or re.search(r"^╭.*Traceback", said, re.MULTILINE):
        result.faults.append(f"traceback: {last}")
    elif code not in (0, 2):
        result.faults.append(f"exit {code}: {last}")


def check_steady(task: Task, project: Path, options: tuple[str, ...], result: Result) -> None:
    """A second run changes nothing, and a run elsewhere under another hash seed gives the same bytes."""
    first = digest(project)
    code, _, _ = convert(task, project, *options, "--fail-on-change")
    if code or digest(project) != first:
        result.faults.append(f"second run changes the project (exit {code})")
    elsewhere = task.out / "elsewhere" / "other name"
    convert(task, elsewhere, *options, seed="1")
    if digest(elsewhere) != first:
        result.faults.append("another place and hash seed give other bytes")


def title(fault: str) -> str:
    """The line of the table that counts the projects with this fault."""
    return f"{fault.replace('_', ' ')} (projects)"


def percent(part: int, whole: int) -> float:
    """A share in percent; of nothing, everything holds."""
    return 100.0 * part / whole if whole else 100.0


def quantile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def summarise(results: list[Result]) -> dict[str, float]:
    """The figures of the whole corpus, in the order of the table."""
    total = len(results)
    projects = [result.project for result in results if result.project]
    seconds = [result.seconds for result in results]
    return {
        "notebooks": total,
        "converted as they are %": percent(sum(r.code == 0 for r in results), total),
        "converted with --skip-bad-cells %": percent(sum(r.skip_code == 0 for r in results), total),
        "refused": sum(r.code == 2 for r in results),
        "refused though all cells are Python 3": sum(r.refused_wrongly for r in results),
        "accepted though a cell is not Python 3": sum(r.code == 0 and bool(r.bad_cells) for r in results),
        "faults of the program": sum(bool(r.faults) for r in results),
        "modules emitted": sum(p.modules for p in projects),
        "modules that compile %": percent(sum(p.compiled for p in projects), sum(p.modules for p in projects)),
        **{title(name): sum(bool(getattr(p, name)) for p in projects) for name in FAULTS},
        "plotting imports left (projects)": sum(bool(p.plotting) for p in projects),
        "train (projects)": sum(p.workflow == "train" for p in projects),
        "longest function, median": quantile([p.longest[0] for p in projects], 0.5),
        "longest function, max": max((p.longest[0] for p in projects), default=0),
        "CPU seconds, median": quantile(seconds, 0.5),
        "CPU seconds, p90": quantile(seconds, 0.9),
        "CPU seconds, max": max(seconds, default=0.0),
    }


GOALS: dict[str, Callable[[float], bool]] = {
    "converted as they are %": lambda share: share >= 88,
    "converted with --skip-bad-cells %": lambda share: share >= 99.5,
    "refused though all cells are Python 3": lambda count: count == 0,
    "faults of the program": lambda count: count == 0,
    "modules that compile %": lambda share: share == 100,
    **{title(name): (lambda count: count == 0) for name in FAULTS},
}


def render(results: list[Result], summary: dict[str, float]) -> Iterable[str]:
    """The report for people: the figures, then every notebook that is behind one of them."""
    for name, value in summary.items():
        verdict = "" if name not in GOALS else "ok" if GOALS[name](value) else "MISSED"
        yield f"{name:44} {f'{value:.2f}'.rstrip('0').rstrip('.'):>9}  {verdict}"
    reasons = [sorted({reason for _, reason in result.bad_cells}) for result in results if result.code == 2]
    refused = Counter(reason for several in reasons for reason in several)
    yield from (f"  refused for {reason:34} {count:>6}" for reason, count in refused.most_common())
    for result in results:
        lines = [f"fault: {fault}" for fault in result.faults]
        if result.refused_wrongly or result.skip_code:
            lines += [f"said: {line}" for line in result.message]
        if result.code == 0 and result.bad_cells:
            lines += [f"accepted, cell {cell} by the reference: {reason}" for cell, reason in result.bad_cells]
        if result.project:
            lines += [f"{name}: {line}" for name in FAULTS for line in getattr(result.project, name)]
            lines += [f"plotting: {line}" for line in result.project.plotting]
        if lines:
            yield f"\n{result.notebook}"
            yield from (f"    {line}" for line in lines)
    sized = sorted(((r.project.longest, r.notebook) for r in results if r.project), reverse=True)[:5]
    yield "\nlongest functions"
    yield from (f"    {length} lines: {name} of {notebook}" for (length, name), notebook in sized)


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--json", type=Path, help="also write everything as JSON to this file")
    parser.add_argument("--again", action="store_true", help="convert twice more: in place, and elsewhere")
    parser.add_argument("--keep", type=Path, help="leave the projects in this folder, to be read")
    parser.add_argument("--only", default="", help="only notebooks whose file name contains this")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=int, default=120, help="seconds for one conversion")
    return parser.parse_args()


def main() -> int:
    """Measure all notebooks and report; 1 when a goal is missed, 2 when there was nothing to measure."""
    given = options()
    found = find_notebooks(given.folders, given.only)
    if not found:
        print(f"no notebooks in {', '.join(map(str, given.folders))}", file=sys.stderr)
        return 2
    root = given.keep.resolve() if given.keep else Path(tempfile.mkdtemp(prefix="convert_corpus_"))
    tasks = [
        Task(path.resolve(), label, root / f"{number:04d}_{path.stem}", given.timeout, given.again)
        for number, (path, label) in enumerate(found)
    ]
    try:
        with ProcessPoolExecutor(given.jobs) as pool:
            results = list(pool.map(measure, tasks))
    finally:
        if not given.keep:
            shutil.rmtree(root, ignore_errors=True)
    summary = summarise(results)
    print("\n".join(render(results, summary)))
    if given.json:
        everything = {"summary": summary, "notebooks": [asdict(result) for result in results]}
        given.json.write_text(json.dumps(everything, indent=1) + "\n")
    return 0 if all(holds(summary[name]) for name, holds in GOALS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
