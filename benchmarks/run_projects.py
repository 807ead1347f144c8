"""Run notebooks and the projects made of them, and compare every value that both of them hold at the end.

python benchmarks/run_projects.py FOLDER... [--json FILE] [--keep DIR] [--only TEXT] [--timeout S]

FOLDER holds one folder per notebook: the notebook and the data that it reads. Each is copied twice; nbclient runs the
notebook in one copy, the generated `train` or `run` module runs in the other. What differs is compared once more with a
second run of the notebook, and left out where the notebook does not agree with itself. This executes the notebooks:
give it only folders that you trust. Exits 1 unless every notebook that runs has a project that runs and is equal.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from picture import Picture, opaque, same

HERE = Path(__file__).resolve().parent
PROBE = (
    "import sys as _sys; _sys.path.insert(0, {here!r}); import picture as _p; _p.write_pictures(globals(), {file!r})"
)
FIGURES = frozenset({".png", ".jpg", ".jpeg", ".svg", ".pdf", ".html", ".gif", ".pyc", ".log"})
# No display; and what a notebook would install must not reach this environment.
QUIET = {"MPLBACKEND": "agg", "PIP_NO_INDEX": "1", "PYTHONHASHSEED": "0", "NO_COLOR": "1", "COLUMNS": "200"}
BENIGN = frozenset({"equal", "notebook fails"})


@dataclass
class Outcome:
    """What became of one folder; `state` is the first thing that went wrong, or "equal"."""

    folder: str
    state: str = "equal"  # "notebook fails", "not converted", "fails", "differs"
    error: str = ""
    compared: int = 0
    differs: list[str] = field(default_factory=list)
    unstable: list[str] = field(default_factory=list)  # the notebook does not agree with itself
    missing: list[str] = field(default_factory=list)  # at the notebook's end, but nowhere in the workflow
    lost_files: list[str] = field(default_factory=list)  # written by the notebook only, figures aside


def find_notebook(folder: Path) -> Path:
    """The one notebook of a folder, relative to it."""
    found = sorted(p.relative_to(folder) for p in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
    if len(found) != 1:
        raise SystemExit(f"{folder}: one notebook is wanted, {len(found)} are there")
    return found[0]


def run_notebook(notebook: Path, pictures: Path, timeout: int) -> str:
    """Execute `notebook` where it lies and write the pictures of its final values; "" or the last line of the error."""
    document = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    probe = PROBE.format(here=str(HERE), file=str(pictures))
    document.cells.append(nbformat.v4.new_code_cell(probe))  # type: ignore[no-untyped-call]
    place = {"metadata": {"path": str(notebook.parent)}}
    try:
        client = NotebookClient(document, timeout=timeout, kernel_name="python3", resources=place)
        client.extra_arguments = ["--log-level=ERROR"]
        client.execute(env={**os.environ, **QUIET})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as problem:
        return last_line(str(problem))
    return ""


def last_line(text: str) -> str:
    """The last line that says something, without colours."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()
    return lines[-1][:300] if lines else "nothing said"


def run(command: list[str], cwd: Path, timeout: int, **env: str) -> str:
    """Run a command; "" when it ended well, else the last line that it said."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            timeout=timeout,
            env={**os.environ, **QUIET, **env},
            capture_output=True,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"time limit of {timeout} s"
    return "" if done.returncode == 0 else f"exit {done.returncode}: {last_line(done.stdout + done.stderr)}"


def find_workflow(project: Path) -> tuple[str, str]:
    """Package and module of the generated workflow; raises FileNotFoundError where there is none."""
    for module in ("train", "run"):
        for file in sorted(project.glob(f"src/*/{module}.py")):
            return file.parent.name, module
    raise FileNotFoundError("neither train.py nor run.py")


def judge(folder: Path, scratch: Path, timeout: int) -> Outcome:
    """Run one notebook and its project, and compare."""
    outcome = Outcome(folder.name)
    notebook = find_notebook(folder)
    theirs, ours, project = scratch / "notebook", scratch / "run", scratch / "project"
    shutil.copytree(folder, theirs)
    shutil.copytree(folder, ours)
    if error := run_notebook(theirs / notebook, scratch / "notebook.json", timeout):
        return stopped(outcome, "notebook fails", error)
    home = (ours / notebook).parent
    command = [sys.executable, "-m", "nb2prod", "convert", str(ours / notebook), "-o", str(project)]
    if error := run(command, home, timeout):
        return stopped(outcome, "not converted", error)
    try:
        package, module = find_workflow(project)
    except FileNotFoundError as problem:
        return stopped(outcome, "not converted", str(problem))
    command = [sys.executable, str(HERE / "watch.py"), package, module, str(scratch / "project.json")]
    command += ["--config", str(project / "config.yaml"), "--artifacts", str(scratch / "artifacts")]
    if error := run(command, home, timeout, PYTHONPATH=str(project / "src")):
        return stopped(outcome, "fails", error)
    if not (scratch / "project.json").exists():
        return stopped(outcome, "fails", f"function {module} was never called")
    compare(outcome, read(scratch / "notebook.json"), read(scratch / "project.json"))
    if outcome.differs:
        excuse_unstable(outcome, folder, scratch, timeout)
    new = {path.name for path in theirs.rglob("*") if path.is_file() and path.suffix not in FIGURES}
    have = {path.name for place in (ours, scratch / "artifacts") for path in place.rglob("*")}
    outcome.lost_files = sorted(new - have)
    outcome.state = "differs" if outcome.differs else "equal"
    return outcome


def stopped(outcome: Outcome, state: str, error: str) -> Outcome:
    """The outcome of a folder that never came to comparing."""
    outcome.state, outcome.error = state, error
    return outcome


def read(file: Path) -> dict[str, Picture]:
    """Pictures by name."""
    return dict(json.loads(file.read_text(encoding="utf-8")))


def compare(outcome: Outcome, notebook: dict[str, Picture], project: dict[str, Picture]) -> None:
    """Fill in what differs and what is missing; opaque values are not counted."""
    telling = {name: shown for name, shown in notebook.items() if not opaque(shown)}
    common = [name for name in telling if name in project]
    outcome.compared = len(common)
    outcome.differs = sorted(name for name in common if not same(telling[name], project[name]))
    outcome.missing = sorted(set(telling) - set(project))


def excuse_unstable(outcome: Outcome, folder: Path, scratch: Path, timeout: int) -> None:
    """Run the notebook once more; what then differs from its own first run says nothing about the project."""
    again = scratch / "again"
    shutil.copytree(folder, again)
    run_notebook(again / find_notebook(folder), scratch / "again.json", timeout)
    if (scratch / "again.json").exists():
        first, second = read(scratch / "notebook.json"), read(scratch / "again.json")
        outcome.unstable = [name for name in outcome.differs if not same(first[name], second.get(name))]
        outcome.differs = [name for name in outcome.differs if name not in outcome.unstable]


def render(outcome: Outcome) -> str:
    """One line for a folder, and one more for each thing to look at."""
    notes = {
        "error": [outcome.error],
        **{n: getattr(outcome, n) for n in ("differs", "unstable", "missing", "lost_files")},
    }
    lines = [f"{outcome.state:15} {outcome.compared:4} values  {outcome.folder}"]
    return "\n".join([*lines, *(f"    {note}: {', '.join(names)}" for note, names in notes.items() if any(names))])


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--json", type=Path, help="also write everything as JSON to this file")
    parser.add_argument("--keep", type=Path, help="leave copies and projects in this (new) folder, to be read")
    parser.add_argument("--only", default="", help="only folders whose name contains this")
    parser.add_argument(
        "--timeout", type=int, default=300, help="seconds for a cell of the notebook, and for the workflow"
    )
    return parser.parse_args()


def main() -> int:
    """Judge all folders, report each as it is done; 1 unless all are well."""
    given = options()
    found = [p for parent in given.folders for p in sorted(parent.iterdir()) if p.is_dir() and given.only in p.name]
    root = given.keep.resolve() if given.keep else Path(tempfile.mkdtemp(prefix="run_projects_"))
    outcomes = []
    try:
        for folder in found:
            scratch = root / folder.name
            scratch.mkdir(parents=True)
            outcomes.append(judge(folder.resolve(), scratch, given.timeout))
            print(render(outcomes[-1]), flush=True)
    finally:
        if not given.keep:
            shutil.rmtree(root, ignore_errors=True)
    states = Counter(outcome.state for outcome in outcomes)
    print(", ".join(f"{count} {state}" for state, count in states.most_common()) or "no folders")
    if given.json:
        given.json.write_text(json.dumps([asdict(outcome) for outcome in outcomes], indent=1) + "\n", encoding="utf-8")
    return 0 if outcomes and set(states) <= BENIGN else 1


if __name__ == "__main__":
    sys.exit(main())
