"""Run notebooks statement by statement, and hold what each really changed against what the analysis claims.

python benchmarks/check_mutations.py FOLDER... [--json FILE] [--only TEXT] [--timeout S] [--show]

FOLDER holds one folder per notebook: the notebook and the data that it reads. Each runs in a fresh process, in a copy
of its folder, with random streams seeded; it stops where the notebook fails or the time is up, and what ran until then
counts. Missed are changes (of names, random streams, files, the process) that no fact claims: there must be none.
Claims are counted where a statement ran of which everything is known, on names of known type: at least 90 % must be
real. This executes the notebooks: give it only folders that you trust. Exits 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PRECISION = 0.9
# No display, one order of sets; and what a notebook would install must not reach this environment.
QUIET = {"MPLBACKEND": "agg", "PIP_NO_INDEX": "1", "PYTHONHASHSEED": "0", "NO_COLOR": "1", "COLUMNS": "200"}
LARGE = 200_000_000  # bytes; a larger file is linked instead of copied


def notebooks(folder: Path) -> list[Path]:
    """The notebooks below a folder, checkpoints left out."""
    return sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


def run_here(notebook: str, deadline: float) -> None:
    """Check one notebook in the current folder and process; print the report as JSON."""
    sys.path.insert(1, str(ROOT))
    import numpy as np

    from nb2prod import read
    from tests.oracles.mutations import check

    random.seed(0)
    np.random.seed(0)
    sys.path[0] = ""
    report = check(read.read_notebook(Path(notebook)), folder=".", deadline=lambda: time.monotonic() > deadline)
    print("\n" + json.dumps(asdict(report)), file=sys.__stdout__, flush=True)
    os._exit(0)  # threads of the notebook do not matter any more


def run_apart(notebook: Path, folder: Path, timeout: int) -> dict[str, Any]:
    """Check one notebook in a copy of its folder and in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        copied = Path(scratch, "notebook")
        shutil.copytree(folder, copied, copy_function=_copy, symlinks=False, ignore_dangling_symlinks=True)
        place = copied / notebook.relative_to(folder)
        command = [sys.executable, str(Path(__file__).resolve()), "--here", place.name, "--timeout", str(timeout)]
        try:
            done = subprocess.run(
                command, cwd=place.parent, env={**os.environ, **QUIET}, capture_output=True, timeout=timeout + 60
            )
        except subprocess.TimeoutExpired:
            return {"error": "out of time, in one statement"}
    lines = done.stdout.decode(errors="replace").strip().splitlines()
    try:
        found = json.loads(lines[-1])
        return found if isinstance(found, dict) else {"error": "no report"}
    except (IndexError, ValueError):
        return {"error": f"no report: {done.stderr.decode(errors='replace')[-300:]}"}


def _copy(source: str, target: str) -> None:
    if os.path.getsize(source) > LARGE:
        os.symlink(source, target)
    else:
        shutil.copy2(source, target)


def summary(reports: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The figures over all notebooks."""
    claims = [claim for report in reports.values() for claim in report.get("claims", ())]
    known = [claim for claim in claims if claim["type"] and claim["certain"]]
    named = [claim for claim in known if claim["named"]]
    return {
        "notebooks": len(reports),
        "failed": sum(bool(report.get("error")) for report in reports.values()),
        "statements": sum(report.get("ran", 0) for report in reports.values()),
        "changes seen": sum(report.get("observed", 0) for report in reports.values()),
        "missed": sum(len(report.get("missed", ())) for report in reports.values()),
        "claims": len(claims),
        "claims on known types": len(known),
        "real among them": share(known),
        "claims on receivers of known types": len(named),
        "real among those": share(named),
    }


def share(claims: list[dict[str, Any]]) -> float:
    """How many of the claims are real, from 0 to 1."""
    return round(sum(claim["real"] for claim in claims) / len(claims), 4) if claims else 1.0


def main() -> int:
    """Check all folders; see the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--timeout", type=int, default=300)
    parser.add_argument("--show", action="store_true", help="print the claims that were not real, too")
    parser.add_argument("--here", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run_here(options.here, time.monotonic() + options.timeout)
    reports: dict[str, dict[str, Any]] = {}
    for folder in sorted(inner for outer in options.folders for inner in outer.iterdir() if inner.is_dir()):
        for notebook in notebooks(folder):
            name = notebook.relative_to(folder.parent).as_posix()
            if options.only in name:
                reports[name] = run_apart(notebook, folder, options.timeout)
                tell(name, reports[name], options.show)
    found = summary(reports)
    print(json.dumps(found, indent=1))
    if options.json:
        options.json.write_text(json.dumps({"summary": found, "notebooks": reports}, indent=1), encoding="utf-8")
    return int(found["missed"] > 0 or found["real among those"] < PRECISION)


def tell(name: str, report: dict[str, Any], show: bool) -> None:
    """One line per notebook, and one per missed change."""
    print(f"{name}: {report.get('ran', 0)} statements, {report['error'] or 'to its end'}", flush=True)
    for identity, what, changed, source in report.get("missed", ()):
        print(f"    missed: {what} {changed} at statement {identity}: {source.strip().splitlines()[0][:150]}")
    for claim in report.get("claims", ()) if show else ():
        if claim["type"] and claim["certain"] and not claim["real"]:
            print(
                f"    not real: {claim['name']} ({claim['type']}) at statement {claim['statement']}: {claim['source']}"
            )


if __name__ == "__main__":
    sys.exit(main())
