"""Hold projects against public notebooks whose data is not there: values and predictions, on data made for them.

python benchmarks/at_scale.py LIST FOLDER [--csv FILE] [--python PATH] [--timeout S]

LIST is a file with the path of a notebook in each line. Its data is copied, or made by `fabricate.py`, in FOLDER; what
does not run on it is taken out. Then `nb2prod verify` runs what is left, the project and its inference. The CSV names a
notebook by a hash only. This executes the notebooks: list only those that you trust. Exits 1 unless all are equal.
"""

from __future__ import annotations

import argparse
import ast
import csv
import hashlib
import json
import os
import re
import shutil
import sys
from collections import Counter
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from fabricate import MADE
from nbclient import NotebookClient
from nbformat import v4

from nb2prod import emit, pipeline, verify
from nb2prod.errors import Stop
from nb2prod.verify.drive import Manager
from nb2prod.verify.runs import STARTUP

HERE = Path(__file__).resolve().parent
ROUNDS, PATIENCE, LARGE = 4, 30, 8_000_000  # runs; seconds of a statement; bytes of a file that is not copied
DATA = frozenset(".csv .xlsx .xls .txt .data .tsv .json .py .names .parquet .dat .db .sqlite".split())
ELSEWHERE = re.compile(
    r"""(["'])((?:https?://|/(?:kaggle|content|home|Users|mnt|data)/|[A-Za-z]:[\\/]|drive/)[^"'\n]*)\1"""
)
MAGIC, SHELL = re.compile(r"\s*[%!?]|\S.*\?$"), re.compile(r"\s*!|\s*%(?:pip|conda|cd|run)|%%")
SEED = "import numpy as np\nnp.random.seed(0)"  # so that what is drawn is the same twice
SLOW = {"status": "error", "ename": "TimeoutError", "evalue": "it takes too long", "traceback": []}
BENIGN = frozenset({"equal", "skipped", "refused", "notebook fails"})
COMPARED = ("exact", "approximate")
ASKED = "the notebook's predictions"


@dataclass
class Line:
    """What became of one notebook."""

    notebook: str  # a hash
    state: str = "skipped"  # or "refused", "notebook fails", "project fails", "different", "equal", "fault"
    made: int = 0  # files of data that were not there
    left: int = 0  # statements that run
    out: int = 0  # statements that were taken out
    values: int = 0  # compared
    equal: int = 0
    level: str = ""  # of inference
    predictions: int = 0  # compared
    predicted: int = 0  # equal
    relations: int = 0  # of inference that hold
    reason: str = ""


def repair(notebook: Path, target: Path, python: str) -> tuple[int, int, int]:
    """Copy the notebook, without the statements that fail, with its data: files made, statements left and taken out."""
    shutil.rmtree(target.parents[2], ignore_errors=True)
    files = [one for one in notebook.parent.rglob("*") if one.suffix.lower() in DATA and one.stat().st_size < LARGE]
    for file in files:
        copy = target.parent / file.relative_to(notebook.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, copy)
    target.parent.mkdir(parents=True, exist_ok=True)
    book = json.loads(notebook.read_text(encoding="utf-8", errors="replace"))
    cells = [one for one in book.get("cells", ()) if one["cell_type"] == "code"]
    for cell in cells:
        cell["source"] = ELSEWHERE.sub(beside, "".join(cell["source"]))
    target.write_text(json.dumps(book), encoding="utf-8")
    root, parts = target.parents[2], [(place, one) for place, cell in enumerate(cells) for one in statements(cell)]
    kept, total = listed(root), len(parts)
    Manager.command, made = (python, "-m", "ipykernel_launcher", "--log-level=ERROR"), set[Path]()
    for _ in range(ROUNDS):
        failed = run([SEED, *(text for _, text in parts)], target)
        parts = [part for number, part in enumerate(parts) if number not in failed]
        made |= {Path(text) for text in (root / MADE).read_text(encoding="utf-8").splitlines()}
        for file in listed(root) - kept - made:
            file.unlink()  # the notebook wrote it
        if not failed:
            break
    for place, cell in enumerate(cells):
        cell["source"] = "\n".join([SEED] * (not place) + [text for at, text in parts if at == place])
    target.write_text(json.dumps(book), encoding="utf-8")
    return len(made), len(parts), total - len(parts)


def listed(folder: Path) -> set[Path]:
    """All files of a folder."""
    return {one for one in folder.rglob("*") if one.is_file()}


def beside(found: re.Match[str]) -> str:
    """A path that leads elsewhere, as the name of a file beside the notebook."""
    quote, text = found.groups()
    name = re.split(r"[\\/]+", re.sub(r"[?#].*$", "", text).rstrip("/\\"))[-1]
    keep = name.startswith("{") or (text.startswith("http") and Path(name).suffix not in DATA)
    return found.group(0) if keep else f"{quote}{name}{'/' if text.endswith('/') else ''}{quote}"


def statements(cell: dict[str, Any]) -> list[str]:
    """The source of each statement with what stands above it; [] where it is not Python."""
    lines = cell["source"].split("\n")
    try:
        found = ast.parse("\n".join("" if MAGIC.match(line) else line for line in lines)).body
    except SyntaxError:
        return []
    ends = sorted({one.end_lineno or 0 for one in found})
    ends = [end for end in ends if not any(one.lineno <= end < (one.end_lineno or 0) for one in found)]
    texts = [lines[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    return ["\n".join(line for line in text if not SHELL.match(line)) for text in texts]


def run(parts: list[str], notebook: Path) -> set[int]:
    """The numbers of the statements that fail, or take too long, when all of them are run in turn."""
    start = f"__import__('sys').path.insert(0, {str(HERE)!r}); __import__('fabricate').install({notebook.name!r})"
    book = v4.new_notebook(cells=[v4.new_code_cell(text) for text in [start, "__import__('sys').path.pop(0)", *parts]])
    client = NotebookClient(
        book, kernel_manager_class=Manager, kernel_name="python3", startup_timeout=STARTUP,
        timeout_func=lambda cell: STARTUP if cell.source == start else PATIENCE, error_on_timeout=SLOW,
        interrupt_on_timeout=True, allow_errors=True, resources={"metadata": {"path": str(notebook.parent)}},
    )  # fmt: skip
    client.execute()
    said = [any(one.output_type == "error" for one in cell.outputs) for cell in book.cells]
    return {number for number, wrong in enumerate(said[3:]) if wrong}


def judge(notebook: Path, folder: Path, python: str, timeout: float) -> tuple[Line, list[str]]:
    """Fabricate, convert, run, compare; and what `nb2prod verify` says of it."""
    line = Line(hashlib.sha256(notebook.read_bytes()).hexdigest()[:12])
    repaired = folder / "nb" / "a" / "b" / notebook.name
    line.made, line.left, line.out = repair(notebook, repaired, python)
    if line.left <= line.out:
        line.reason = "most statements do not run here"
        return line, []
    try:
        plan = pipeline.plan_notebook(repaired, skip_bad_cells=True)
        job = verify.Job(repaired, plan, folder / "nb", emit.emit(plan), python=python, timeout=timeout)
    except Stop as stop:
        line.state, line.reason = "refused", stop.sentences[0]
        return line, []
    report = verify.verify(job)
    take(line, report)
    return line, list(verify.sentences(report))


def take(line: Line, report: verify.Report) -> None:
    """Take in what a report says."""
    inference = report.job.plan.inference
    line.state, line.level = report.result, inference.level if inference else ""
    verdicts = Counter(value.verdict for value in report.values)
    line.equal = sum(verdicts[one] for one in COMPARED)
    line.values = line.equal + verdicts["different"] + verdicts["missing"]
    said = {one.name: one for one in report.relations}
    line.relations = sum(one.verdict == "holds" for one in report.relations)
    asked = said.get(ASKED)
    if asked and asked.verdict == "holds":
        line.predictions = line.predicted = int(asked.text.split()[0])
    elif asked and asked.verdict == "differs":
        differ = re.search(r"\((\d+) of (\d+) differ\)", asked.text)
        line.predictions = int(differ.group(2)) if differ else 1
        line.predicted = line.predictions - (int(differ.group(1)) if differ else 1)
    reasons = [f"{one.name}: {one.text}" for one in report.divergences]
    reasons += [report.failure.text] if report.failure else []
    reasons += [f"predictions not asked: {asked.text}"] if asked and asked.verdict == "not asked" else []
    reasons += [inference.because] if inference and inference.level == "none" else []
    line.reason = "; ".join(reasons)[:400].replace("\n", " ")


def main() -> int:
    """Judge each notebook of the list, and write its line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path)
    parser.add_argument("folder", type=Path, help="what is made, and what verify says, stays here")
    parser.add_argument("--csv", type=Path, help="one line for each notebook")
    parser.add_argument("--python", default=sys.executable, help="the Python that has the notebooks' libraries")
    parser.add_argument("--timeout", type=int, default=60, help="seconds for each run of the notebook, the workflow")
    given = parser.parse_args()
    os.environ["MPLBACKEND"] = "agg"
    found: list[Line] = []
    for number, text in enumerate(given.list.read_text(encoding="utf-8").splitlines(), 1):
        folder = given.folder.resolve() / str(number)
        try:
            line, said = judge(Path(text), folder, given.python, given.timeout)
        except Exception as problem:  # a fault of ours is one line of the result; the other notebooks count as well
            line, said = Line(f"line {number}", "fault", reason=repr(problem)[-300:]), []
        if said:
            (folder / "said.txt").write_text("\n".join(said) + "\n", encoding="utf-8")
        print(number, *asdict(line).values(), flush=True)
        found.append(line)
        if given.csv:
            with given.csv.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(
                    [[one.name for one in fields(Line)], *(asdict(one).values() for one in found)]
                )
    states = Counter(line.state for line in found)
    print(", ".join(f"{count} {state}" for state, count in states.most_common()))
    counts = ("values", "equal", "predictions", "predicted")
    print(", ".join(f"{sum(getattr(line, name) for line in found)} {name}" for name in counts))
    return 0 if found and set(states) <= BENIGN else 1


if __name__ == "__main__":
    sys.exit(main())
