"""Slices checked by running them: every name that a notebook holds at its end, alone, in a process of its own.

A server process imports the libraries once and forks for each run, so that a run costs little and leaves nothing
behind: neither options, nor files, nor the working directory, nor patched libraries.
"""

import contextlib
import importlib.util
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
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 30  # seconds for one run


# ----------------------------------------------------------------------------------------------------------- one check


@dataclass
class Checked:
    """What became of the slices of one notebook."""

    slices: int = 0
    wrong: dict[str, str] = field(default_factory=dict)  # name -> what is wrong
    unstable: list[str] = field(default_factory=list)  # the notebook does not agree with itself
    error: str = ""  # the notebook itself does not run
    kept: list[float] = field(default_factory=list)  # share of statements, by slice


def check(made, server, folder=None):
    """Run a notebook (what `read` makes of it) twice, and the slice of every name that it holds at its end once."""
    from nb2prod import analyse, plan
    from nb2prod.emit.script import unformatted
    from nb2prod.errors import Stop

    cells = [cell.python for cell in made.cells if cell.kind == "code" and not cell.dropped]
    modules = sorted({module for cell in made.cells for module in cell.imports})
    written = [f"open({m.path!r}, 'w').write({m.text!r})" for m in made.modules if m.cell is not None]
    whole = [*written, *(f"import {module}" for module in modules), *cells]
    program = analyse.analyse(made)
    first, second = server.run(whole, folder), server.run(whole, folder)
    if "error" in first:
        return Checked(error=first["error"])
    result = Checked()
    for name, value in first["values"].items():
        if name in modules and value == ["opaque", "module"]:
            continue
        if "error" in second or not pictures().same(value, second["values"].get(name)):
            result.unstable.append(name)
            continue
        result.slices += 1
        try:
            decided = plan.slice_of(program, [name])
            got = server.run([unformatted(decided, [name])], folder, name)
        except Stop as refused:
            result.wrong[name] = str(refused)
            continue
        result.kept.append(share(decided))
        if "error" in got:
            result.wrong[name] = got["error"]
        elif name not in got["values"] or not pictures().same(value, got["values"][name]):
            result.wrong[name] = f"{str(got['values'].get(name, 'unbound'))[:200]} instead of {str(value)[:200]}"
    return result


def share(decided):
    """How many of the notebook's statements a slice keeps, of all."""
    return sum(choice.fate != "dropped" for choice in decided.choices) / max(1, len(decided.choices))


# -------------------------------------------------------------------------------------------------------------- server


class Server:
    """Runs texts; a context manager, for the process behind it."""

    def __enter__(self):
        here = [sys.executable, str(Path(__file__).resolve())]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def run(self, texts, folder=None, name=""):
        """The pictures of what is bound after running the texts in one namespace, in a copy of `folder`."""
        self.process.stdin.write(json.dumps([texts, str(folder or ""), name]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def pictures():
    """benchmarks/picture.py, which is no package."""
    if "nb2prod_picture" not in sys.modules:
        spec = importlib.util.spec_from_file_location("nb2prod_picture", ROOT / "benchmarks" / "picture.py")
        sys.modules["nb2prod_picture"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["nb2prod_picture"])
    return sys.modules["nb2prod_picture"]


def serve():
    """Answer one line of JSON with another, until the input ends."""
    import numpy

    for module in ("pandas", "matplotlib.pyplot", "sklearn.ensemble", "sklearn.pipeline"):  # children need not
        importlib.import_module(module)

    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        texts, folder, name = json.loads(line)
        scratch = Path(tempfile.mkdtemp(prefix="slices_"))
        place, file = scratch / "place", scratch / "values.json"
        shutil.copytree(folder, place) if folder else place.mkdir()
        child = os.fork()
        if not child:
            try:
                signal.alarm(LIMIT)
                os.chdir(place)
                random.seed(0)
                numpy.random.seed(0)
                file.write_text(json.dumps(_run(texts, name)))
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        answers.write((file.read_text() if file.exists() else json.dumps({"error": "it was killed"})) + "\n")
        answers.flush()
        shutil.rmtree(scratch, ignore_errors=True)


def _run(texts, name):
    module = types.ModuleType("__main__")
    namespace = module.__dict__
    sys.modules["__main__"] = module
    sys.path[0] = ""
    namespace["display"] = lambda *values: None
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for text in texts:
                exec(compile(text, "notebook", "exec", dont_inherit=True), namespace)
    except BaseException as problem:
        return {"error": f"{type(problem).__name__}: {problem}"[:300]}
    wanted = {k: v for k, v in namespace.items() if k != "display" and (not name or k == name)}
    sys.stdout = sys.stderr = io.StringIO()
    return {"values": _pictured(wanted)}


def _pictured(values):
    shown = {}
    for name, value in values.items():
        if not name.startswith("__"):
            try:
                shown[name] = json.loads(json.dumps(pictures().picture(value)))
            except Exception as problem:
                shown[name] = ["opaque", type(problem).__name__]
    return shown


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        serve()
