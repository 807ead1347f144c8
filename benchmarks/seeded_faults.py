"""Seed faults in generated workflows, and count how many `nb2prod verify` catches.

python benchmarks/seeded_faults.py FOLDER... [--each N] [--seed S] [--locate] [--only TEXT] [--json FILE] [--timeout S]

FOLDER holds one folder per notebook, as for run_projects.py. Every notebook runs twice, its unchanged project once (a
difference there is a false alarm), then the project with one fault at a time. A fault that is not caught is run once
more under `witness.py`: where every value has the pickle that it has without the fault (but for those whose pickle
differs between two runs without it), it changed nothing, and is listed apart. Exits 1 unless at least 95 % of the
others are caught and there is no false alarm.
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

from faults import Fault, faults
from run_projects import make_job, wanted, write_tree

from nb2prod import verify
from nb2prod.errors import Stop
from nb2prod.verify.runs import find_workflow

WANTED = 0.95
MODULES = ("train.py", "run.py", "features.py", "definitions.py", "notebook.py")


@dataclass
class Seeded:
    """What became of one fault."""

    folder: str
    kind: str
    place: str
    what: str
    state: str  # "caught", "missed", "changes nothing"
    said: str = ""
    located: bool | None = None  # with --locate: the first difference is put into the step that has the fault


def chosen(project: Path, each: int, chance: random.Random) -> list[Fault]:
    """Faults of a project: one of each kind in turn, until there are `each`."""
    piles: list[list[Fault]] = []
    for file in sorted(project.glob("src/*/*.py")):
        if file.name in MODULES:
            found = faults(str(file.relative_to(project)), file.read_text(encoding="utf-8"))
            piles = found if not piles else [a + b for a, b in zip(piles, found, strict=True)]
    for pile in piles:
        chance.shuffle(pile)
    taken: list[Fault] = []
    while any(piles) and len(taken) < each:
        for pile in piles:
            if pile and len(taken) < each:
                taken.append(pile.pop())
    return taken


def witness(referee: verify.Referee, project: Path, out: Path) -> dict[str, str]:
    """The hashes of what a project computes, in a fresh copy of the notebook's folder."""
    package, module = find_workflow(project, referee.plan.package)
    referee.scratch.refresh()
    out.unlink(missing_ok=True)
    command = [sys.executable, str(Path(__file__).with_name("witness.py")), str(project / "src"), package, module]
    command += [str(out), "--config", str(project / "config.yaml"), "--artifacts", str(out.parent / "artifacts")]
    env = {**os.environ, "MPLBACKEND": "agg", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, cwd=referee.runner.cwd, env=env, capture_output=True, check=False)
    return dict(json.loads(out.read_text(encoding="utf-8"))) if out.exists() else {"": "no values"}


def seed(folder: Path, given: argparse.Namespace, chance: random.Random) -> tuple[list[Seeded], str]:
    """All faults of one project; the second is a false alarm in words, or why nothing could be done."""
    try:
        job = make_job(folder, given.timeout)
    except Stop as stop:
        return [], f"not converted: {stop.sentences[0]}"
    with tempfile.TemporaryDirectory(prefix="seeded_faults_") as temporary, verify.Referee(job) as referee:
        project = Path(temporary, "project")
        write_tree(job.tree, project)
        unchanged = referee.hold(project)
        if unchanged.failure is not None:
            return [], f"the notebook does not run: {unchanged.failure.text}"
        if unchanged.divergences:
            return [], f"FALSE ALARM: {[(one.name, one.text) for one in unchanged.divergences[:3]]}"
        results = []
        for fault in chosen(project, given.each, chance):
            results.append(judged(referee, project, fault, Path(temporary), given.locate))
            results[-1].folder = folder.name
            print(f"    {results[-1].state:16} {fault.kind:8} {results[-1].place}: {' '.join(fault.what.split())[:90]}")
        return results, ""


def judged(referee: verify.Referee, project: Path, fault: Fault, temporary: Path, locate: bool) -> Seeded:
    """One fault, put in and taken out again."""
    file = project / fault.file
    before = file.read_text(encoding="utf-8")
    result = Seeded("", fault.kind, f"{Path(fault.file).name}:{fault.line}", fault.what, "caught")
    try:
        file.write_text(fault.text, encoding="utf-8")
        report = referee.hold(project, locate=locate)
        if report.divergences:
            first = report.divergences[0]
            result.said = f"{first.name}, {first.place}: {first.text}"
            steps = {step.name for step in referee.plan.steps if not step.inline}
            if locate and fault.function in steps:
                result.located = first.place.step == fault.function
            return result
        with_fault = witness(referee, project, temporary / "with.json")
    finally:
        file.write_text(before, encoding="utf-8")
    without, again = (witness(referee, project, temporary / "without.json") for _ in range(2))
    clocks = {name for name in without if without[name] != again.get(name)}
    apart = sorted(n for n in {*with_fault, *without} - clocks if with_fault.get(n) != without.get(n))
    result.state, result.said = ("missed", ", ".join(apart)) if apart else ("changes nothing", "")
    return result


def main() -> int:
    """Seed, count, and say what was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--each", type=int, default=10, help="faults in each project, at most")
    parser.add_argument("--seed", type=int, default=0, help="what chooses them")
    parser.add_argument("--only", default="", help="only folders whose name contains this")
    parser.add_argument("--json", type=Path, help="also write everything as JSON to this file")
    parser.add_argument("--locate", action="store_true", help="also ask where, and whether that is the faulty step")
    parser.add_argument("--timeout", type=int, default=300, help="seconds for each run")
    given = parser.parse_args()
    results: list[Seeded] = []
    alarms = []
    for folder in wanted(given):
        print(folder.name, flush=True)
        these, alarm = seed(folder.resolve(), given, random.Random(f"{given.seed} {folder.name}"))
        results += these
        if alarm:
            alarms.append(f"{folder.name}: {alarm}")
            print(f"    {alarm}", flush=True)
    return told(results, alarms, given)


def told(results: list[Seeded], alarms: list[str], given: argparse.Namespace) -> int:
    """The figures, and the exit code."""
    states = Counter(result.state for result in results)
    real = states["caught"] + states["missed"]
    print(f"{len(results)} faults: {dict(states)}; caught {states['caught'] / max(real, 1):.1%} of {real}")
    placed = [result for result in results if result.located is not None]
    if placed:
        print(f"put into the right step: {sum(bool(result.located) for result in placed)} of {len(placed)}")
    for result in placed:
        if not result.located:
            print(f"elsewhere: {result.folder}, {result.kind}, {result.place}: {result.what} ({result.said})")
    for result in results:
        if result.state != "caught":
            print(f"{result.state}: {result.folder}, {result.kind}, {result.place}: {result.what} ({result.said})")
    print("\n".join(alarms) or "no false alarm")
    if given.json:
        content = {"faults": [vars(result) for result in results], "alarms": alarms}
        given.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0 if real and states["caught"] >= WANTED * real and not alarms else 1


if __name__ == "__main__":
    sys.exit(main())
