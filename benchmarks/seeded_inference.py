"""Seed faults in generated inference, and count how many `nb2prod verify` catches.

python benchmarks/seeded_inference.py FOLDER... [--each N] [--seed S] [--only TEXT] [--json FILE] [--timeout S]

FOLDER holds one folder per notebook, as for run_projects.py (`serving_notebooks.py` writes six). Every notebook runs
twice and the workflow of its project once; then the relations of inference are asked of the unchanged project (one
that does not hold is a false alarm) and with one fault of `inference_faults.py` at a time. A fault that is not caught
is asked for predictions by `inference_witness.py`: where they are what they are without it, it changed nothing, and is
listed apart. Exits 1 unless at least 95 % of the others are caught and there is no false alarm.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from inference_faults import inference_faults
from run_projects import make_job, wanted, write_tree

from nb2prod import verify
from nb2prod.errors import Stop
from nb2prod.verify.runs import Run, find_workflow

WANTED = 0.95


@dataclass
class Seeded:
    """What became of one fault."""

    folder: str
    kind: str
    line: int
    what: str
    state: str = "caught"  # or "missed", "changes nothing"
    said: str = ""


def chosen(file: Path, each: int, chance: random.Random) -> list:
    """Faults of an inference.py: one of each kind in turn, until there are `each`."""
    piles = inference_faults(file.name, file.read_text(encoding="utf-8"))
    for pile in piles:
        chance.shuffle(pile)
    taken: list = []
    while any(piles) and len(taken) < each:
        for pile in piles:
            if pile and len(taken) < each:
                taken.append(pile.pop())
    return taken


def witness(referee: verify.Referee, run: Run, project: Path, out: Path) -> str:
    """What the inference of a project says of the notebook's rows, as text that two of them can be compared by."""
    package, _ = find_workflow(project, referee.plan.package)
    rows = referee.first.folder / "rows.pickle"
    command = [sys.executable, str(Path(__file__).with_name("inference_witness.py")), package]
    command += [str(run.folder / "artifacts"), str(rows), str(out)]
    env = {**os.environ, "PYTHONPATH": str(project / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    out.unlink(missing_ok=True)
    subprocess.run(command, cwd=referee.runner.cwd, env=env, capture_output=True, check=False)
    return out.read_text(encoding="utf-8") if out.exists() else "nothing"


def seed(folder: Path, given: argparse.Namespace, chance: random.Random) -> tuple[list[Seeded], str]:
    """All faults of one project; the second is a false alarm in words, or why nothing could be done."""
    try:
        job = make_job(folder, given.timeout)
    except Stop as stop:
        return [], f"not converted: {stop.sentences[0]}"
    found = job.plan.inference
    if found is None or found.level != "raw":
        return [], f"level {found.level if found else 'none'}: {found.because if found else ''}"
    with tempfile.TemporaryDirectory(prefix="seeded_inference_") as temporary, verify.Referee(job) as referee:
        project = Path(temporary, "project")
        write_tree(job.tree, project)
        if referee.failure is not None:
            return [], f"the notebook does not run: {referee.failure.text}"
        run = referee.runner.workflow("project", project, referee.held)
        relations = referee.serve(project, run) if run.failure is None else ()
        wrong = [f"{one.name}: {one.text}" for one in relations if one.verdict == "differs"]
        if wrong or not relations:
            return [], f"FALSE ALARM: {wrong or run.failure}"
        file = project / "src" / find_workflow(project, job.plan.package)[0] / "inference.py"
        text, without, results = file.read_text(encoding="utf-8"), "", []
        for fault in chosen(file, given.each, chance):
            result = Seeded(folder.name, fault.kind, fault.line, " ".join(fault.what.split())[:160])
            file.write_text(fault.text, encoding="utf-8")
            caught = [one for one in referee.serve(project, run, whole=False) if one.verdict == "differs"]
            result.said = f"{caught[0].name}: {caught[0].text}" if caught else ""
            if not caught:
                with_fault = witness(referee, run, project, Path(temporary, "with"))
                file.write_text(text, encoding="utf-8")
                without = without or witness(referee, run, project, Path(temporary, "without"))
                result.state = "missed" if with_fault != without else "changes nothing"
            file.write_text(text, encoding="utf-8")
            results.append(result)
            print(f"    {result.state:16} {result.kind:9} {result.line:4}: {result.what[:90]}", flush=True)
        return results, ""


def main() -> int:
    """Seed, count, and say what was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--each", type=int, default=20, help="faults in each project, at most")
    parser.add_argument("--seed", type=int, default=0, help="what chooses them")
    parser.add_argument("--only", default="", help="only folders whose name contains this")
    parser.add_argument("--json", type=Path, help="also write everything as JSON to this file")
    parser.add_argument("--timeout", type=int, default=300, help="seconds for each run")
    given = parser.parse_args()
    results: list[Seeded] = []
    alarms = []
    for folder in wanted(given):
        print(folder.name, flush=True)
        these, alarm = seed(folder.resolve(), given, random.Random(f"{given.seed} {folder.name}"))
        results += these
        alarms += [f"{folder.name}: {alarm}"] if alarm else []
        print(f"    {alarm}" if alarm else "", flush=True)
    states = Counter(result.state for result in results)
    real = states["caught"] + states["missed"]
    print(f"{len(results)} faults: {dict(states)}; caught {states['caught'] / max(real, 1):.1%} of {real}")
    for kind, number in sorted(Counter(result.kind for result in results if result.state != "changes nothing").items()):
        caught = sum(result.kind == kind and result.state == "caught" for result in results)
        print(f"    {kind:9} {caught} of {number}")
    for result in results:
        if result.state != "caught":
            print(f"{result.state}: {result.folder}, {result.kind}, line {result.line}: {result.what}")
    print("\n".join(alarms) or "no false alarm")
    if given.json:
        content = {"faults": [vars(result) for result in results], "alarms": alarms}
        given.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0 if real and states["caught"] >= WANTED * real and not alarms else 1


if __name__ == "__main__":
    sys.exit(main())
