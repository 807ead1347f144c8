"""Convert notebooks and count what a reviewer of the generated code would object to; nothing is run.

python benchmarks/review.py NOTEBOOK|FOLDER... [--json FILE] [--show COUNT] [--only TEXT] [--jobs N]

Only what can be counted without opinion (`objections.py`): a count that falls is no proof of better code, one that
rises asks for a look. `--json` writes a line per notebook, with the places behind each count; `--show "plots"` prints
those of one count. A notebook that is refused is counted as refused and nothing else.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path, PurePosixPath

from convert_corpus import find_notebooks
from objections import COUNTS, Module, objections

from nb2prod import emit, pipeline
from nb2prod.errors import Stop
from nb2prod.model import Plan, Tree

REVIEWED = ("train.py", "run.py", "notebook.py", "definitions.py", "features.py")
Review = dict[str, object]


def review(found: tuple[Path, str]) -> Review:
    """One notebook: `refused`, or its level, its number of steps, and `counts` with the places behind each."""
    path, label = found
    try:
        plan = pipeline.plan_notebook(path, skip_bad_cells=True)
        tree = emit.emit(plan)
    except Stop as stop:
        return {"notebook": label, "refused": stop.sentences[0]}
    counts = objections(modules_of(plan, tree), module(tree, plan, "config.py"), [key for key, _ in plan.metrics])
    because = {d.name: d.because for d in plan.definitions}
    counts["nested functions"] = [f"{name}: {because.get(name, '')}" for name in counts["nested functions"]]
    counts["one namespace"] = [plan.namespace] if plan.namespace else []
    level = plan.inference.level if plan.inference is not None else "run"
    return {"notebook": label, "level": level, "steps": len(plan.steps), "counts": counts}


def modules_of(plan: Plan, tree: Tree) -> list[Module]:
    """The modules that hold the notebook's own work."""
    steps = frozenset(step.name for step in plan.steps if not step.inline)
    package = PurePosixPath("src") / plan.package
    files = [f for f in tree.files if PurePosixPath(f.path).parent == package]
    parsed = [(PurePosixPath(f.path).name, f.text) for f in files if PurePosixPath(f.path).name in REVIEWED]
    return [Module(name, ast.parse(text), steps, plan.workflow) for name, text in parsed]


def module(tree: Tree, plan: Plan, name: str) -> ast.Module:
    """One module of the package; an empty one where it has none of the name."""
    text = next((f.text for f in tree.files if f.path == f"src/{plan.package}/{name}"), "")
    return ast.parse(text)


def table(reviews: list[Review]) -> str:
    """How often each count was made, in how many notebooks, and the levels."""
    done = [r for r in reviews if "counts" in r]
    levels = Counter(str(r["level"]) for r in done)
    lines = [f"{len(done)} notebooks, {len(reviews) - len(done)} refused; {sum(r['steps'] for r in done)} steps"]
    lines += ["levels: " + ", ".join(f"{level} {levels[level]}" for level in sorted(levels)), ""]
    lines += [f"{'':22}{'places':>8}{'notebooks':>11}"]
    for count in COUNTS:
        found = [r["counts"][count] for r in done]
        lines.append(f"{count:22}{sum(map(len, found)):>8}{sum(map(bool, found)):>11}")
    return "\n".join(lines)


def notebooks(given: list[Path], only: str) -> list[tuple[Path, str]]:
    """The notebooks meant, with a label each: files as they are, folders with all that is below them."""
    named = [(path, path.name) for path in given if path.is_file() and only in path.name]
    return named + find_notebooks([path for path in given if path.is_dir()], only)


def main() -> int:
    """Count and report; 2 when there was nothing to review."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--json", type=Path, help="also write a line of JSON per notebook to this file")
    parser.add_argument("--show", default="", choices=["", *COUNTS], help="print the places behind this count")
    parser.add_argument("--only", default="", help="only notebooks whose file name contains this")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    found = notebooks(given.notebooks, given.only)
    if not found:
        print("no notebooks there", file=sys.stderr)
        return 2
    with ProcessPoolExecutor(given.jobs) as pool:
        reviews = list(pool.map(review, found))
    if given.json:
        given.json.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in reviews), encoding="utf-8")
    for r in reviews if given.show else []:
        places = r.get("counts", {}).get(given.show, [])
        print("\n".join([f"{r['notebook']}", *(f"    {place}" for place in places)])) if places else None
    print(table(reviews))
    return 0


if __name__ == "__main__":
    sys.exit(main())
