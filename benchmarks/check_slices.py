"""Slices checked by running them: each name that a notebook holds at its end, by its slice alone, in its own process.

python benchmarks/check_slices.py FOLDER... [--json FILE] [--only TEXT] [--timeout S]

FOLDER holds one folder per notebook: the notebook and the data that it reads. The notebook is run twice from the same
random state; what differs between the two is not comparable. Then `nb2prod slice` of each name runs alone in a copy of
the folder, and what it leaves in that name is compared with the notebook's value. A server process imports the usual
libraries once and forks for each run, so that a run costs little and leaves nothing behind: neither options, nor files,
nor the working directory. This executes the notebooks: give it only folders that you trust. Exits 1 on a wrong slice.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import types
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import picture
from run_projects import wanted

from nb2prod import analyse, plan, read
from nb2prod.emit.script import unformatted
from nb2prod.errors import Stop
from nb2prod.knowledge.figures import ends_with_cells
from nb2prod.model import Notebook, Plan

Place = tuple[Path | None, str]  # a folder that is copied, and the path inside it where code runs
LIMIT = 60  # seconds for one run
LARGE = 5_000_000  # bytes; larger files are linked into a scratch folder, not copied
USUAL = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "sklearn.ensemble",
    "sklearn.pipeline",
)  # children need not import them
QUIET = {"PYTHONHASHSEED": "0", "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1", "PIP_NO_INDEX": "1"}


# ----------------------------------------------------------------------------------------------------------- one check


# What Jupyter's own backend does: it closes all figures behind each cell, and where a cell shows them.
PYPLOT = "__import__('matplotlib.pyplot').pyplot"
DRAWS = "'matplotlib.pyplot' in __import__('sys').modules"
CLOSED = f"{DRAWS} and {PYPLOT}.close('all')"
SHOWN = f"{DRAWS} and setattr({PYPLOT}, 'show', lambda *given, **more: {PYPLOT}.close('all'))"


@dataclass
class Checked:
    """What became of the slices of one notebook."""

    notebook: str
    error: str = ""  # the notebook itself does not run, or is refused
    slices: int = 0
    wrong: dict[str, str] = field(default_factory=dict)  # name -> what is wrong
    unstable: list[str] = field(default_factory=list)  # the notebook does not agree with itself
    kept: list[float] = field(default_factory=list)  # share of statements, by slice


def check(made: Notebook, server: Server, place: Place = (None, "")) -> Checked:
    """Run a notebook twice, and the slice of every name that it holds at its end once."""
    result = Checked(made.file)
    implicit = sorted({module for cell in made.cells for module in cell.imports})
    written = [f"open({m.path!r}, 'w').write({m.text!r})" for m in made.modules if m.cell is not None]
    cells = [cell.python for cell in made.cells if cell.kind == "code" and not cell.dropped]
    closing = ends_with_cells(cells)
    cells = [text for cell in cells for text in ([cell, CLOSED] if closing else [cell])]
    whole = [*([SHOWN] if closing else []), *written, *(f"import {module}" for module in implicit), *cells]
    first, second = server.run(whole, place), server.run(whole, place)
    if "error" in first:
        result.error = first["error"]
        return result
    program = analyse.analyse(made)
    decided: dict[str, Plan] = {}
    same_text: dict[str, list[str]] = {}
    for name, value in first["values"].items():
        if name in implicit and value == ["opaque", "module"]:
            continue
        if "error" in second or not picture.same(value, second["values"].get(name)):
            result.unstable.append(name)
            continue
        result.slices += 1
        try:
            decided[name] = plan.slice_of(program, [name])
        except Stop as refused:
            result.wrong[name] = str(refused)
        else:
            text = unformatted(decided[name], [name]).split("\n", 1)[1]  # the first line says the name
            same_text.setdefault(text, []).append(name)
            result.kept.append(share(decided[name]))
    for text, names in same_text.items():
        result.wrong |= compare(names, first["values"], server.run([text], place, names))
    return result


def compare(names: Sequence[str], values: Mapping[str, picture.Picture], got: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with each name."""
    if "error" in got:
        return dict.fromkeys(names, str(got["error"]))
    wrong = {}
    for name in names:
        if name not in got["values"]:
            wrong[name] = "unbound"
        elif not picture.same(values[name], got["values"][name]):
            wrong[name] = " instead of ".join(difference(got["values"][name], values[name]))
    return wrong


def difference(one: picture.Picture, other: picture.Picture) -> tuple[str, str]:
    """The first place where two pictures differ, with what stands just before it."""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for before, a, b in zip([None, *one], one, other, strict=False):
            if not picture.same(a, b):
                inner = difference(a, b)
                return (f"{before}: {inner[0]}", inner[1]) if isinstance(before, str) else inner
    if isinstance(one, list) and isinstance(other, list):
        keys = [{str(pair[0]) for pair in side if isinstance(pair, list) and pair} for side in (one, other)]
        if keys[0] != keys[1]:
            return f"without {sorted(keys[1] - keys[0])}"[:150], f"without {sorted(keys[0] - keys[1])}"[:150]
    return str(one)[:150], str(other)[:150]


def share(decided: Plan) -> float:
    """How many of the notebook's statements a slice keeps, of all."""
    return sum(choice.fate != "dropped" for choice in decided.choices) / max(1, len(decided.choices))


# -------------------------------------------------------------------------------------------------------------- server


class Server:
    """Runs texts; a context manager, for the process behind it."""

    def __init__(self, limit: int = LIMIT) -> None:
        """`limit`: seconds for one run."""
        self.limit = limit

    def __enter__(self) -> Server:
        """Start the process."""
        command = [sys.executable, str(Path(__file__).resolve()), "--serve", str(self.limit)]
        environment = {**os.environ, **QUIET}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def run(self, texts: Sequence[str], place: Place = (None, ""), names: Sequence[str] = ()) -> dict[str, Any]:
        """Run the texts in one namespace, in a copy of the place's folder, at the path inside it.

        Gives {"values": pictures of `names`, or of everything bound} or {"error": ...}.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([list(texts), str(place[0] or ""), place[1], list(names)]) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))


def serve(limit: int) -> None:
    """Answer each line of JSON with another, until the input ends."""
    for module in USUAL:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    for line in sys.stdin:
        texts, folder, inside, names = json.loads(line)
        scratch = Path(tempfile.mkdtemp(prefix="slices_"))
        place, file = scratch / "place", scratch / "values.json"
        copy(Path(folder), place) if folder else place.mkdir()
        place /= inside
        child = os.fork()
        if not child:
            try:
                file.write_text(json.dumps(_child(texts, names, place, limit)), encoding="utf-8")
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        killed = json.dumps({"error": f"it was killed, or took more than {limit} s"})
        print(file.read_text(encoding="utf-8") if file.exists() else killed, flush=True)
        shutil.rmtree(scratch, ignore_errors=True)


def copy(folder: Path, place: Path) -> None:
    """A copy of a folder, with links to what is large."""

    def one(source: str, target: str) -> None:
        if os.path.getsize(source) > LARGE:
            os.symlink(source, target)
        else:
            shutil.copy2(source, target)

    shutil.copytree(folder, place, copy_function=one)


def _child(texts: Sequence[str], names: Sequence[str], place: Path, limit: int) -> dict[str, Any]:
    signal.alarm(limit)
    os.chdir(place)
    random.seed(0)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(0)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    module = types.ModuleType("__main__")
    namespace = module.__dict__
    sys.modules["__main__"] = module
    sys.path[0] = ""
    namespace["display"] = lambda *values: None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for text in texts:
                _execute(text, namespace)
        except BaseException as problem:
            return {"error": f"{type(problem).__name__}: {problem}"[:300]}
        sys.stdout = sys.stderr = io.StringIO()
        wanted = {k: v for k, v in namespace.items() if k != "display" and (not names or k in names)}
        return {"values": {k: _pictured(v) for k, v in wanted.items() if not k.startswith("__")}}


def _execute(text: str, namespace: dict[str, Any]) -> None:
    code = compile(text, "notebook", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    if code.co_flags & 0x80:  # CO_COROUTINE: it waits outside a function
        import asyncio

        asyncio.get_event_loop().run_until_complete(eval(code, namespace))
    else:
        exec(code, namespace)


def _pictured(value: object) -> picture.Picture:
    try:
        return json.loads(json.dumps(picture.picture(value)))
    except Exception as problem:  # any class may raise anything when it is looked at
        return ["opaque", type(problem).__name__]


# ------------------------------------------------------------------------------------------------------------- command


def render(checked: Checked) -> str:
    """One line for a notebook, and one more for each wrong slice."""
    if checked.error:
        return f"does not run      {checked.notebook}: {checked.error}"
    mean = sum(checked.kept) / max(1, len(checked.kept))
    line = f"{checked.slices:4} slices, {len(checked.wrong)} wrong, {len(checked.unstable)} not comparable, "
    lines = [f"{line}{mean:5.1%} kept  {checked.notebook}"]
    return "\n".join([*lines, *(f"    {name}: {what[:300]}" for name, what in sorted(checked.wrong.items()))])


def judge(folder: Path, server: Server) -> Checked:
    """Check the one notebook of a folder, where it lies."""
    found = sorted(p for p in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
    if len(found) != 1:
        return Checked(folder.name, f"one notebook is wanted, {len(found)} are there")
    place = (folder, str(found[0].parent.relative_to(folder)))
    try:
        checked = check(read.read_notebook(found[0]), server, place)
    except Stop as refused:
        checked = Checked(folder.name, str(refused)[:300])
    checked.notebook = folder.name
    return checked


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--json", type=Path, help="also write everything as JSON to this file")
    parser.add_argument("--only", default="", help="only folders whose name contains this")
    parser.add_argument("--timeout", type=int, default=LIMIT, help="seconds for one run")
    parser.add_argument("--serve", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Check all folders, report each as it is done; 1 when a slice is wrong."""
    given = options()
    if given.serve:
        serve(given.serve)
        return 0
    done: list[Checked] = []
    found = wanted(given)
    with Server(given.timeout) as server:
        for folder in found:
            done.append(judge(folder.resolve(), server))
            print(render(done[-1]), flush=True)
    kept = [part for checked in done for part in checked.kept]
    ran = [checked for checked in done if not checked.error]
    print(
        f"{len(ran)} of {len(done)} notebooks run; {sum(c.slices for c in ran)} slices, "
        f"{sum(len(c.wrong) for c in ran)} wrong, {sum(len(c.unstable) for c in ran)} names not comparable; "
        f"a slice keeps {sum(kept) / max(1, len(kept)):.1%} of the statements on average"
    )
    if given.json:
        given.json.write_text(json.dumps([asdict(checked) for checked in done], indent=1) + "\n", encoding="utf-8")
    return 1 if any(checked.wrong for checked in ran) or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
