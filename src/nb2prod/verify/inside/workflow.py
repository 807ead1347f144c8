"""Run the workflow of a generated package and picture the values that it bound, under the notebook's names.

The names are read from the workflow function's own frame as it returns, and from those of the steps that it called; a
lifted parameter counts under its notebook name. Nothing of the package needs to know.
"""

from __future__ import annotations

import importlib
import json
import pickle
import runpy
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from . import guard
from .picture import Painter, paint_all
from .predictions import keep_served, predictions
from .store import Store
from .trail import Trail

GIVEN = 9  # objects whose matrices are kept
NAMESPACE = "notebook"  # the module that holds the variables of a notebook which cannot be taken apart


class Watch:
    """A trace function that keeps the locals of the workflow's frame and of the steps that it calls directly."""

    def __init__(self, spec: dict[str, Any], painter: Painter, trail: Trail | None) -> None:
        """Watch function `module` of module `package.module`."""
        package, self.module = spec["package"], spec["module"]
        self.homes = ("__main__", *(f"{package}.{name}" for name in (self.module, "features", NAMESPACE)))
        self.spec, self.painter, self.trail = spec, painter, trail
        self.workflow: FrameType | None = None
        self.steps: dict[str, object] = {}  # what steps bound; the last one wins
        self.failing = False
        self.lines: list[dict[str, Any]] | None = None
        self.predictions: list[dict[str, Any]] = []
        self.method = (spec.get("serving") or {}).get("watched")  # of a model: what it is given is kept
        self.given: list[tuple[Any, Any]] = []

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Follow a call when it is the workflow's or one of its steps'; let everything else run at full speed."""
        code, home = frame.f_code, frame.f_globals.get("__name__")
        if code.co_name == self.method and self.workflow is not None and code.co_argcount > 1:
            self.keep_given(*(frame.f_locals[name] for name in code.co_varnames[:2]))
        if home not in self.homes or getattr(frame.f_globals.get(code.co_name), "__code__", None) is not code:
            return None
        if self.workflow is None and code.co_name == self.module:
            self.workflow = frame
        elif frame.f_back is not self.workflow or self.workflow is None:
            return None
        frame.f_trace_lines = self.trail is not None
        if self.trail is not None:
            self.trail.enter(frame)
        return self.inside

    def inside(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Keep what a step bound; when the workflow returns, picture everything as it is by then."""
        if event == "exception" and frame is self.workflow:
            self.failing = True
        elif event == "line" and self.trail is not None:
            self.trail.line(frame)
        elif event == "return":
            if self.trail is not None:
                self.trail.leave(frame)
            if frame is not self.workflow:
                self.steps.update(frame.f_locals)
                if str(frame.f_globals.get("__name__")).endswith(f".{NAMESPACE}"):
                    self.steps.update(module_names(frame))
            elif arg is not None or not self.failing:
                sys.settrace(None)
                self.picture(frame)
        return self.inside

    def keep_given(self, owner: Any, matrix: Any) -> None:
        """The last matrix that an object was given, as it was then."""
        self.given = [pair for pair in self.given if pair[0] is not owner]
        if hasattr(matrix, "shape"):
            self.given = [*self.given[-GIVEN:], (owner, matrix.copy())]

    def picture(self, frame: FrameType) -> None:
        """Everything that bears a name of the notebook."""
        wanted = set(self.spec["names"])
        settings = {name: value for name, value in self.settings(frame.f_locals).items() if name in wanted}
        bound = {**module_names(frame), **self.steps, **frame.f_locals}
        values = {**settings, **{name: value for name, value in bound.items() if name in wanted}}
        self.lines = paint_all(self.painter, values)
        for line in self.lines:
            if line["name"] in settings:
                line["object"] = None  # a setting is a copy by design
        self.predictions = list(predictions(self.painter, values))
        if self.spec.get("serving"):
            keep_served(self.spec, values, self.given)

    def settings(self, workflow: dict[str, object]) -> dict[str, object]:
        """The fields of the configuration, by the names that the notebook has for them."""
        config = workflow.get("config_", workflow.get("config"))  # the underscore: `config` is the notebook's own
        fields = dict(vars(config)) if hasattr(config, "__dict__") else {}
        return {self.spec["constants"].get(name, name): value for name, value in fields.items()}


def module_names(frame: FrameType) -> dict[str, object]:
    """Names that the workflow's module binds: imports, definitions, constants of the notebook may stand there."""
    return {name: value for name, value in frame.f_globals.items() if not name.startswith("__")}


def keep_rows(spec: dict[str, Any]) -> None:
    """Keep the rows that no file holds, as training writes them down: the model was fitted on these and no others."""
    schema: Any = importlib.import_module(f"{spec['package']}.schema")
    remember = schema.remember

    def kept(rows: Any, *more: Any) -> Any:
        table = rows.reshape(len(rows), -1) if getattr(rows, "ndim", 0) > 2 else rows
        Path(spec["folder"], "rows.pickle").write_bytes(pickle.dumps(table))
        return remember(rows, *more)

    schema.remember = kept


def failure(problem: BaseException, spec: dict[str, Any]) -> dict[str, Any]:
    """Where the workflow stopped: the step, the innermost line of the package, and what was said."""
    own = str(Path(spec["source"]).resolve())
    frames = [f for f in traceback.extract_tb(problem.__traceback__) if str(Path(f.filename).resolve()).startswith(own)]
    names = [frame.name for frame in frames]
    after = names.index(spec["module"]) + 1 if spec["module"] in names else len(names)
    said = traceback.format_exception_only(type(problem), problem)[-1].strip()
    place = {"file": Path(frames[-1].filename).name, "line": frames[-1].lineno} if frames else {}
    return {"error": said, "step": names[after] if after < len(names) else "", **place}


def main(spec: dict[str, Any], arguments: list[str]) -> None:
    """Run the module as `python -m` would, under the watch."""
    guard.install(spec["work"])
    folder = Path(spec["folder"])
    store = Store(folder)
    painter = Painter(store, spec["package"])
    trail = Trail(painter, spec["names"], spec["diverging"]) if spec.get("diverging") is not None else None
    watch = Watch(spec, painter, trail)
    hidden = Path(
        f"{spec['package']}.py"
    ).exists()  # `python -m` finds that script, as NB117 says; values are asked here
    sys.path.insert(int(hidden), "")  # as `python -m` has it
    sys.argv = [f"{spec['package']}.{spec['module']}", *spec["arguments"]]
    problem: BaseException | None = None
    if (spec.get("serving") or {}).get("rows"):
        keep_rows(spec)
    sys.settrace(watch)
    try:
        runpy.run_module(f"{spec['package']}.{spec['module']}", run_name="__main__", alter_sys=True)
    except BaseException as raised:  # whatever ends it is what happened
        if not isinstance(raised, SystemExit) or raised.code not in (None, 0):
            problem = raised
    finally:
        sys.settrace(None)
    if trail is not None:
        trail.write(store)
    if watch.lines is not None:
        store.write("values.jsonl", watch.lines)
        store.write("predictions.jsonl", watch.predictions)
    if problem is not None:
        (folder / "error.json").write_text(json.dumps(failure(problem, spec)), encoding="utf-8")
        if isinstance(problem, SystemExit):
            raise problem
        traceback.print_exception(type(problem), problem, problem.__traceback__)
        sys.exit(1)
