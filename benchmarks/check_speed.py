"""How long `nb2prod check` takes on a repository of many notebooks: seconds of CPU, and of the clock.

    python benchmarks/check_speed.py [--notebooks N] [--json FILE]

It makes a repository in a scratch folder from the examples (each notebook many times, under other names), converts it,
and then checks it as a hook would, as a process of its own: unchanged; each with a section in the settings; saved again
with other outputs, ids and counts; with one generated file edited; with one cell changed. Exits 1 when an answer is
wrong, or when N unchanged notebooks take more CPU than promised.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*/*.ipynb"))
PROMISED = 0.03  # seconds of CPU for each unchanged notebook, and START once
START = 1.0


def main() -> int:
    """Measure, print a table, and hold the promise."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--notebooks", type=int, default=200, metavar="N")
    arguments.add_argument("--json", type=Path, metavar="FILE")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder)
        (repository / ".git").mkdir()
        notebooks = fill(repository, given.notebooks)
        print(f"converting {len(notebooks)} notebooks ...", file=sys.stderr)
        run(repository, "convert", ".")
        rows = [measure(repository, notebooks, *case) for case in CASES]
    print(f"{'':28}{'CPU s':>8}{'clock s':>9}  exit")
    for row in rows:
        print(f"{row['case']:28}{row['cpu']:8.2f}{row['clock']:9.2f}  {row['code']}")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    limit = START + PROMISED * len(notebooks)
    wrong = [row["case"] for row in rows if row["code"] != row["expected"]]
    slow = [row["case"] for row in rows[:3] if row["cpu"] > limit]
    print(*(f"wrong: {case}" for case in wrong), *(f"slower than {limit:.1f} s: {case}" for case in slow), sep="\n")
    return int(bool(wrong or slow))


def fill(repository: Path, number: int) -> list[Path]:
    """The examples' notebooks under many names, with what they import from beside them."""
    made = []
    for index in range(number):
        source = EXAMPLES[index % len(EXAMPLES)]
        folder = repository / "notebooks" / source.stem
        folder.mkdir(parents=True, exist_ok=True)
        for module in source.parent.glob("*.py"):
            (folder / module.name).write_bytes(module.read_bytes())
        made.append(folder / f"{source.stem}_{index}.ipynb")
        made[-1].write_bytes(source.read_bytes())
    return made


def run(repository: Path, *arguments: str) -> int:
    """nb2prod as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "nb2prod", *arguments]
    return subprocess.run(command, cwd=repository, env=environment, capture_output=True).returncode


def cpu() -> float:
    """Seconds of CPU that all processes have taken that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(
    repository: Path, notebooks: list[Path], case: str, change: Callable[[list[Path]], None], expected: int
) -> dict[str, object]:
    """One row of the table."""
    change(notebooks)
    before, start = cpu(), time.perf_counter()
    code = run(repository, "check", ".")
    clock, taken = time.perf_counter() - start, cpu() - before
    return {"case": case, "cpu": round(taken, 3), "clock": round(clock, 3), "code": code, "expected": expected}


def save_again(notebooks: list[Path]) -> None:
    """As another frontend does: other ids, counts and outputs, another layout of the JSON."""
    for path in notebooks:
        document = json.loads(path.read_text("utf-8"))
        for index, cell in enumerate(document["cells"]):
            cell["id"] = f"saved-again-{index}"
            if cell["cell_type"] == "code":
                cell["execution_count"] = 900 + index
                cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 10_000}]
        path.write_text(json.dumps(document), "utf-8")


def edit_generated(notebooks: list[Path]) -> None:
    """A comment in one generated file."""
    root = next(folder for folder in notebooks[0].parents if (folder / ".git").exists())
    path = root / "prod" / notebooks[0].stem / "README.md"
    path.write_text(path.read_text("utf-8") + "\nMine.\n", "utf-8")


def change_a_cell(notebooks: list[Path]) -> None:
    """Another assignment in the first code cell of one notebook."""
    document = json.loads(notebooks[1].read_text("utf-8"))
    cell = next(cell for cell in document["cells"] if cell["cell_type"] == "code")
    cell["source"] = ["".join(cell["source"]), "\nadded = 1"]
    notebooks[1].write_text(json.dumps(document), "utf-8")


def list_all(notebooks: list[Path]) -> None:
    """Settings with a section for every notebook."""
    root = next(folder for folder in notebooks[0].parents if (folder / ".git").exists())
    sections = [f'  "{path.relative_to(root).as_posix()}": {{}}' for path in notebooks]
    (root / "nb2prod.yaml").write_text("\n".join(["notebooks:", *sections, ""]), "utf-8")


CASES = [
    ("unchanged", lambda notebooks: None, 0),
    ("unchanged, each in settings", list_all, 0),
    ("saved again", save_again, 0),
    ("a generated file edited", edit_generated, 0),
    ("a cell changed", change_a_cell, 1),
]

if __name__ == "__main__":
    sys.exit(main())
