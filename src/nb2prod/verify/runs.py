"""Runs the notebook and the workflow, each in a fresh process in a fresh scratch copy, and keeps what they leave."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nb2prod.errors import ExitCode, Stop
from nb2prod.knowledge.figures import ends_with_cells
from nb2prod.model import Plan
from nb2prod.verify.job import Failure, Job, Place
from nb2prod.verify.processes import MARK, Ended, run
from nb2prod.verify.scratch import Scratch
from nb2prod.verify.serving import kept_names, loads, relations_spec

HERE = Path(__file__).resolve().parent
INSIDE = str(HERE / "inside")
NEEDED = ("ipykernel", "typer", "pydantic", "yaml")  # of the notebook's Python: the kernel, and what projects import
DISTRIBUTIONS = {"yaml": "pyyaml"}
# No display, no colours, one order of sets; and what a notebook would install must not reach the environment.
QUIET = {"MPLBACKEND": "agg", "PIP_NO_INDEX": "1", "PIP_DRY_RUN": "1", "PYTHONHASHSEED": "0", "NO_COLOR": "1"}
QUIET |= {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200", "PYTHONUNBUFFERED": "1"}
INSTALLERS = ("pip", "pip3", "conda", "mamba", "uv", "apt", "apt-get", "brew", "sudo")
FAULT = 70  # how the driver ends when our own code failed in it
STARTUP = 120  # seconds that a kernel may take to answer


@dataclass
class Run:
    """What one run left: its folder with the pictures, the files that it wrote, and why it stopped."""

    folder: Path
    seconds: float
    failure: Failure | None = None
    returned: bool = True  # a workflow that failed may have computed its values before: saving them can fail
    files: dict[str, Path] = field(default_factory=dict)


def check_environment(python: str) -> str:
    """The version of the notebook's Python; raises Stop where it, or ours, lacks what the runs need."""
    try:
        command = [python, "-c", _PROBE, json.dumps(NEEDED)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=STARTUP, stdin=subprocess.DEVNULL)
        found = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise Stop(ExitCode.BAD_INPUT, f"--python {python}: that is no Python that starts.") from error
    version = ".".join(map(str, found["version"]))
    if found["version"] < [3, 9]:
        raise Stop(ExitCode.ENVIRONMENT, f"{python} is Python {version}: generated projects need 3.9 or later.")
    try:
        import nbclient  # noqa: F401 - asked for here, so that the answer is a sentence
    except ImportError as error:
        raise Stop(
            ExitCode.ENVIRONMENT, "Running notebooks needs nbclient: pip install 'nb2prod[verify]', then try again."
        ) from error
    if found["missing"]:
        names = [DISTRIBUTIONS.get(name, name) for name in found["missing"]]
        raise Stop(
            ExitCode.ENVIRONMENT,
            f"{python} lacks {', '.join(names)}, which running the notebook and its project needs: "
            f"{python} -m pip install {' '.join(names)}, or name another Python with --python.",
        )
    return version


_PROBE = """
import importlib.util, json, sys
needed = json.loads(sys.argv[1])
missing = [name for name in needed if importlib.util.find_spec(name) is None]
print(json.dumps({"version": list(sys.version_info[:3]), "missing": missing}))
"""


class Runner:
    """Knows how to run what a job names; the runs of one runner see the same paths."""

    def __init__(self, job: Job, scratch: Scratch) -> None:
        """Prepare what all runs share."""
        self.job, self.scratch = job, scratch
        self.plan: Plan = job.plan
        self.names = sorted(job.plan.program.exits)
        cells = {statement.id: statement.cell for statement in job.plan.program.statements}
        had = [m for m in job.plan.measures if not m.silent and (not m.text or m.text.isidentifier())]
        self.measures = [(cells[m.statement], m.span, m.name) for m in had]
        home = os.path.relpath(os.path.realpath(job.notebook.parent), scratch.original.root)
        self.cwd = Path(os.path.normpath(scratch.work / home))
        self.shims = scratch.folder / "bin"
        self.shims.mkdir()
        for name in INSTALLERS:
            shim = self.shims / name
            shim.write_text("#!/bin/sh\nexit 0\n", "utf-8")
            shim.chmod(0o755)

    # --------------------------------------------------------------------------------------------------------- notebook

    def notebook(self, label: str, diverging: Iterable[str] | None = None) -> Run:
        """Run the notebook; with `diverging`, note the values of names after each statement."""
        folder, spec = self._begin(label, diverging)
        spec |= {
            "cells": self._cells(),
            "python": self.job.python,
            "inside": INSIDE,
            "cwd": str(self.cwd),
            "patience": STARTUP,
            "names": self.names,
            "measures": [{"cell": cell, "span": span, "name": name} for cell, span, name in self.measures],
            "loads": loads(self.plan),
            "closes": self._closes(),
        }
        ended = self._run([sys.executable, str(HERE / "drive.py")], folder, spec, self._env())
        result = Run(folder, ended.seconds, self._notebook_failure(folder, ended))
        result.files = self.scratch.collect(folder / "files")
        return result

    def _closes(self) -> bool:
        """Whether the notebook may draw, and its figures end with their cells."""
        sources = [cell.source for cell in self.plan.program.notebook.cells if cell.kind == "code"]
        return any("plot" in source or "seaborn" in source for source in sources) and ends_with_cells(sources)

    def _cells(self) -> list[dict[str, Any]]:
        """The code cells in the plan's order; what is dropped for good in the project is not run here either."""
        tags = _tags(self.job.notebook)
        last: dict[int, int] = {}
        for statement in self.plan.program.statements:
            if statement.parent is None:
                last[statement.cell] = statement.line
        found = []
        for cell in self.plan.program.notebook.cells:
            if cell.kind == "code" and not cell.dropped and cell.source.strip():
                source = {"index": cell.index, "source": cell.source, "tags": sorted(tags.get(cell.index, ()))}
                found.append({**source, "shift": _shift(cell.source), "last": last.get(cell.index, 1)})
        return found

    def _notebook_failure(self, folder: Path, ended: Ended) -> Failure | None:
        at = _read(folder / "at")
        cell = int(at) if at else None
        if ended.code is None:
            return Failure(f"it was still running after {self.job.timeout:g} s (--timeout)", Place(cell))
        how = json.loads(_read(folder / "ended.json") or "null")
        if how is None and ended.code == FAULT:
            raise RuntimeError(ended.said[-3000:])
        if how is None:
            return Failure(f"its kernel did not start or stopped answering: {last_line(ended.said)}", Place(cell))
        if not how:
            return None
        said = json.loads(_read(folder / "error.json") or "{}")
        if said.get("name") != how["name"]:
            said = {}
        text = said.get("error") or how["error"].strip().splitlines()[0]
        return Failure(text, Place(how["cell"], said.get("line")), said.get("module") or "")

    # --------------------------------------------------------------------------------------------------------- workflow

    def workflow(self, label: str, project: Path, names: Iterable[str], diverging: Iterable[str] | None = None) -> Run:
        """Run the workflow of `project`, which is copied; `names` are those that the notebook held at its end."""
        package, module = find_workflow(project, self.plan.package)
        copy = self.scratch.folder / "project"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(project / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
        if (project / "config.yaml").exists():
            shutil.copy2(project / "config.yaml", copy)
        folder, spec = self._begin(label, diverging)
        artifacts = folder / "artifacts"
        arguments = ["--artifacts", str(artifacts)]
        if (copy / "config.yaml").exists():
            arguments += ["--config", str(copy / "config.yaml")]
        spec |= {
            "package": package,
            "module": module,
            "source": str(copy / "src"),
            "arguments": arguments,
            "names": sorted({*self.names, *names}),
            "constants": {p.name: p.constant for p in self.plan.parameters if p.constant},
            "serving": kept_names(self.plan),
        }
        paths = [str(copy / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
        env = {k: v for k, v in self._env().items() if not k.startswith(f"{package.upper()}_")}
        env |= {"PYTHONPATH": os.pathsep.join(paths), **self._secrets(package)}
        ended = self._run([self.job.python, INSIDE, "workflow"], folder, spec, env)
        result = Run(folder, ended.seconds, self._workflow_failure(folder, ended, module))
        result.returned = (folder / "values.jsonl").exists()
        result.files = {
            **{path.relative_to(artifacts).as_posix(): path for path in sorted(artifacts.rglob("*")) if path.is_file()},
            **self.scratch.collect(folder / "files"),
        }
        return result

    def _workflow_failure(self, folder: Path, ended: Ended, module: str) -> Failure | None:
        if ended.code is None:
            return Failure(f"it was still running after {self.job.timeout:g} s (--timeout)")
        if ended.code == 0:
            held = (folder / "values.jsonl").exists()
            return None if held else Failure(f"the function {module} was never called, or never returned")
        said = json.loads(_read(folder / "error.json") or "{}")
        text = said.get("error", "")
        if not text or text.startswith("SystemExit"):
            text = last_line(ended.said)
        place = Place(step=said.get("step", ""), file=said.get("file", ""), file_line=said.get("line"))
        return Failure(text, place)

    def _secrets(self, package: str) -> dict[str, str]:
        """Required settings get the notebook's values, in the environment of this one process."""
        return {f"{package.upper()}_{name.upper()}": value for name, value in secrets(self.plan).items()}

    # ------------------------------------------------------------------------------------------------------------- both

    def _begin(self, label: str, diverging: Iterable[str] | None) -> tuple[Path, dict[str, Any]]:
        folder = self.scratch.folder / "runs" / label
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.scratch.refresh()
        spec: dict[str, Any] = {"work": str(self.scratch.work), "folder": str(folder), "package": self.plan.package}
        return folder, spec | {"diverging": None if diverging is None else sorted(diverging)}

    def _run(self, command: list[str], folder: Path, spec: dict[str, Any], env: Mapping[str, str]) -> Ended:
        file = folder / "spec.json"
        file.write_text(json.dumps(spec), "utf-8")
        return run([*command, str(file)], self.cwd, env, self.job.timeout, folder / "log")

    def _env(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("JPY_", "PYTEST_", "COV_"))}
        scratch, temporary = self.scratch.folder, str(self.scratch.temporary)
        beside = str(Path(self.job.python).parent)
        path = os.pathsep.join([str(self.shims), beside, own.get("PATH", "")])
        places = {"TMPDIR": temporary, "TEMP": temporary, "TMP": temporary, "IPYTHONDIR": str(scratch / "ipython")}
        places |= {"JUPYTER_RUNTIME_DIR": str(scratch / "jupyter"), "JUPYTER_CONFIG_DIR": str(scratch / "jupyter")}
        return {**own, **QUIET, **places, "PATH": path, MARK: scratch.name}

    def judge(self, one: Run, other: Run, **more: Any) -> dict[str, Any]:
        """Compare two runs, in the notebook's Python: only it can read what they hold."""
        place = self.scratch.folder / "judge"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        common = sorted(set(one.files) & set(other.files))
        spec: dict[str, Any] = {"one": str(one.folder), "other": str(other.folder), "out": str(place / "out.json")}
        spec |= {"scratch": str(place), "package": self.plan.package}
        spec["files"] = [{"path": p, "one": str(one.files[p]), "other": str(other.files[p])} for p in common]
        (place / "spec.json").write_text(json.dumps(spec | more), "utf-8")
        self._inside("judge", place, self._env(), self.scratch.folder)
        return dict(json.loads((place / "out.json").read_text("utf-8")))

    def serve(self, notebook: Run, workflow: Run, project: Path, whole: bool = True) -> list[dict[str, str]]:
        """Hold the inference of `project` against the notebook's rows, with what its workflow has left.

        `whole`: ask on after the first relation that does not hold.
        """
        package, _ = find_workflow(project, self.plan.package)
        spec = relations_spec(self.plan, notebook.folder, workflow.folder)
        if spec is None or not (project / "src" / package / "rows.py").exists():
            return []
        copy, place = self.scratch.folder / "project", self.scratch.folder / "serving"
        for folder in (copy, place):
            shutil.rmtree(folder, ignore_errors=True)
        place.mkdir()
        shutil.copytree(project / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
        spec |= {"package": package, "folder": str(place), "out": str(place / "out.json"), "arguments": []}
        spec["whole"] = whole
        if (project / "config.yaml").exists():
            shutil.copy2(project / "config.yaml", copy)
            spec["arguments"] = ["--config", str(copy / "config.yaml")]
        (place / "spec.json").write_text(json.dumps(spec), "utf-8")
        env = {k: v for k, v in self._env().items() if not k.startswith(f"{package.upper()}_")}
        paths = [str(copy / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
        env |= {"PYTHONPATH": os.pathsep.join(paths), **self._secrets(package)}
        self._inside("serving", place, env, self.cwd)
        return list(json.loads((place / "out.json").read_text("utf-8")))

    def _inside(self, tool: str, place: Path, env: Mapping[str, str], cwd: Path) -> None:
        command = [self.job.python, INSIDE, tool, str(place / "spec.json")]
        ended = run(command, cwd, env, None, place / "log")
        if ended.code != 0:
            raise RuntimeError(f"the comparison failed: {ended.said[-2000:]}")


def find_workflow(project: Path, package: str) -> tuple[str, str]:
    """Package and module of the workflow, the package of that name first; raises FileNotFoundError without one."""
    for module in ("train", "run"):
        found = sorted(project.glob(f"src/*/{module}.py"), key=lambda file: (file.parent.name != package, file))
        if found:
            return found[0].parent.name, module
    raise FileNotFoundError(f"{project}: neither train.py nor run.py")


def secrets(plan: Plan) -> dict[str, str]:
    """What the notebook has where the project asks the environment."""
    required = {p.name for p in plan.parameters if p.required}
    cells = {cell.index: cell.python.splitlines() for cell in plan.program.notebook.cells}
    modules = {module.path: module.text.splitlines() for module in plan.program.notebook.modules}
    found = {}
    for edit in plan.edits:
        if edit.name in required:
            first, start, last, end = edit.span
            text = modules[edit.module] if edit.module else cells[edit.cell]
            lines = [line.encode() for line in text[first - 1 : last]]
            lines[-1] = lines[-1][:end]
            lines[0] = lines[0][start:]
            with suppress(ValueError):  # an f-string: what it holds only the notebook's run could tell
                found[edit.name] = str(ast.literal_eval(b"\n".join(lines).decode()))
    return found


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "nothing was said"


def _shift(source: str) -> int:
    """How many lines further down a line stands than IPython says: it skips empty ones above, and a magic's own."""
    lines = source.splitlines()
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    return first + 1 if lines and lines[first].startswith("%%") else first


def _tags(notebook: Path) -> dict[int, set[str]]:
    """All tags by cell: `raises-exception` is Jupyter's own."""
    document = json.loads(notebook.read_bytes().decode("utf-8-sig"))
    found = {}
    for index, cell in enumerate(document.get("cells", ())):
        tags = cell.get("metadata", {}).get("tags", ()) if isinstance(cell, dict) else ()
        found[index] = {tag for tag in tags if isinstance(tag, str)} if isinstance(tags, list) else set()
    return found


def _read(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
