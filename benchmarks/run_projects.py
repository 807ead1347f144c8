"""Run notebooks and the projects made of them, and compare every value that both of them hold at the end.

python benchmarks/run_projects.py FOLDER... [--json FILE] [--keep DIR] [--only TEXT] [--timeout S]

FOLDER holds one folder per notebook: the notebook and the data that it reads. This is `nb2prod verify` over all of
them, with a project freshly generated for each. It executes the notebooks: give it only folders that you trust. Exits 1
unless every notebook that runs has a project that runs and is equal.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nb2prod import emit, pipeline, verify
from nb2prod.errors import Stop
from nb2prod.model import Tree

BENIGN = frozenset({"equal", "notebook fails"})
STATES = {"different": "differs", "project fails": "fails"}


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
    report: list[str] = field(default_factory=list)  # what `nb2prod verify` says


def find_notebook(folder: Path) -> Path:
    """The one notebook of a folder; other folders of the project's own are not looked at."""
    found = sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    if len(found) != 1:
        raise SystemExit(f"{folder}: one notebook is wanted, {len(found)} are there")
    return found[0]


def make_job(folder: Path, timeout: float) -> verify.Job:
    """A job for the notebook of `folder`, with a project generated now; raises Stop when it cannot be converted."""
    notebook = find_notebook(folder)
    plan = pipeline.plan_notebook(notebook, skip_bad_cells=False)
    return verify.Job(notebook, plan, folder, emit.emit(plan), python=sys.executable, timeout=timeout)


def write_tree(tree: Tree, folder: Path) -> None:
    """Write a generated project."""
    for file in tree.files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, encoding="utf-8")


def compared(report: verify.Report) -> int:
    """How many values both of them hold at the end."""
    return sum(value.verdict in ("exact", "approximate", "different") for value in report.values)


def judge(folder: Path, project: Path, timeout: float) -> Outcome:
    """Run one notebook and its project, and compare."""
    outcome = Outcome(folder.name)
    try:
        job = make_job(folder, timeout)
    except Stop as stop:
        outcome.state, outcome.error = "not converted", stop.sentences[0]
        return outcome
    write_tree(job.tree, project)
    with verify.Referee(job) as referee:
        report = referee.hold(project)
    outcome.state = STATES.get(report.result, report.result)
    outcome.error = report.failure.text if report.failure else ""
    for failed in (one for one in report.divergences if one.kind == "error"):
        outcome.state, outcome.error = "fails", failed.text
    outcome.compared = compared(report)
    told = {kind: [one.name for one in report.divergences if one.kind == kind] for kind in ("missing", "file")}
    outcome.missing, outcome.lost_files = told["missing"], told["file"]
    outcome.differs = [one.name for one in report.divergences if one.kind in ("value", "object", "metric")]
    outcome.unstable = list(report.unstable)
    outcome.report = list(verify.sentences(report))
    return outcome


def render(outcome: Outcome) -> str:
    """One line for a folder, and one more for each thing to look at."""
    names = ("differs", "unstable", "missing", "lost_files")
    notes = {"error": [outcome.error], **{name: getattr(outcome, name) for name in names}}
    lines = [f"{outcome.state:15} {outcome.compared:4} values  {outcome.folder}"]
    return "\n".join([*lines, *(f"    {note}: {', '.join(said)}" for note, said in notes.items() if any(said))])


def wanted(given: argparse.Namespace) -> list[Path]:
    """The folders of notebooks that the command line names."""
    return [p for parent in given.folders for p in sorted(parent.iterdir()) if p.is_dir() and given.only in p.name]


def common_options(description: str | None) -> argparse.ArgumentParser:
    """The command line of what runs notebooks and their projects."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--json", type=Path, help="also write everything as JSON to this file")
    parser.add_argument("--only", default="", help="only folders whose name contains this")
    parser.add_argument("--timeout", type=int, default=300, help="seconds for each run of the notebook, the workflow")
    return parser


def tell(found: Sequence[Any], otherwise: str, file: Path | None) -> Counter[str]:
    """Print how many ended in which state, `otherwise` where there are none, and write all to `file`."""
    states = Counter[str](one.state for one in found)
    print(", ".join(f"{count} {state}" for state, count in states.most_common()) or otherwise)
    if file:
        file.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n", encoding="utf-8")
    return states


def main() -> int:
    """Judge all folders, report each as it is done; 1 unless all are well."""
    parser = common_options(__doc__)
    parser.add_argument("--keep", type=Path, help="leave the projects in this (new) folder, to be read")
    given = parser.parse_args()
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="run_projects_") as temporary:
        root = given.keep.resolve() if given.keep else Path(temporary)
        for folder in wanted(given):
            try:
                outcomes.append(judge(folder.resolve(), root / folder.name / "project", given.timeout))
            except Exception as problem:  # a fault of ours is one line of the result; the other folders count as well
                outcomes.append(Outcome(folder.name, "fault of nb2prod", repr(problem)[:300]))
            print(render(outcomes[-1]), flush=True)
    states = tell(outcomes, "no folders", given.json)
    return 0 if outcomes and set(states) <= BENIGN else 1


if __name__ == "__main__":
    sys.exit(main())
