"""The notebook's kernel: IPython as always, and beside it a session that the notebook does not see."""

from __future__ import annotations

import json
import os
import pickle
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from . import guard
from .closing import end_figures, prepare
from .picture import Painter, paint_all
from .predictions import predictions
from .store import Store
from .trail import Naming, Recording, Trail

SESSION = "_nb2prod_session"
LOADED = "loaded rows"  # the place in a spec, not a name of a notebook


TOP = ("<module>", "<cell line", "<timed")  # how the code of a cell calls itself


class Session:
    """Told by the driver, between the cells, where it is; keeps the values at the end."""

    def __init__(self, spec: dict[str, Any], shell: Any) -> None:
        """Before the first cell."""
        self.spec, self.shell = spec, shell
        self.folder = Path(spec["folder"])
        self.hidden = dict(shell.user_ns)
        self.store = Store(self.folder)
        self.painter = Painter(self.store, spec["package"])
        self.cell = -1
        self.measured: dict[str, Any] = {}
        self.loaded: Any = None  # the rows that inference takes
        self.naming = Naming(f"__import__('sys').modules[{SESSION!r}].measure({{name!r}}, 0)", SESSION)
        shell.ast_transformers.append(self.naming)
        self.shift = 0
        self.trail: Trail | None = None
        self.recording = Recording(f"__import__('sys').modules[{SESSION!r}].after({{line}})")
        if spec.get("diverging") is not None:
            self.trail = Trail(self.painter, spec["names"], spec["diverging"])
            shell.ast_transformers.append(self.recording)
        shell.events.register("post_run_cell", self.ran)
        if spec.get("closes"):
            prepare()

    def begin(self, cell: int, shift: int) -> None:
        """The next cell; its lines are `shift` lines further down than Python thinks."""
        self.cell, self.shift, self.recording.active = cell, shift, True
        found = [m for m in [*self.spec["measures"], *self.spec["loads"]] if m["cell"] == cell]
        self.naming.names = {
            (m["span"][0] - shift, *m["span"][1:2], m["span"][2] - shift, m["span"][3]): m["name"] for m in found
        }

    def after(self, line: int) -> None:
        """A statement of the cell is done."""
        if self.trail is not None:
            self.trail.note([self.cell, line + self.shift], self.values())

    def end(self, last: int) -> None:
        """The cell is done; `last` is the line of its last statement."""
        self.recording.active = False
        if self.trail is not None:
            self.trail.note([self.cell, last], self.values())
        if self.spec.get("closes"):
            end_figures()

    def ran(self, result: Any) -> None:
        """Keep where a cell failed: the driver asks for it when the failure is one."""
        problem = result.error_before_exec or result.error_in_exec
        if problem is not None:
            line = self.line_of(problem)
            text = f"{type(problem).__name__}: {problem}".strip().splitlines()
            said = {"error": text[0][:500] if text else "", "line": line, "name": type(problem).__name__}
            missing = problem.name if isinstance(problem, ModuleNotFoundError) else None
            (self.folder / "error.json").write_text(json.dumps({**said, "module": missing}), encoding="utf-8")

    def line_of(self, problem: BaseException) -> int | None:
        """The line of the cell that failed."""
        trace, line = problem.__traceback__, None
        while trace is not None:
            frame = trace.tb_frame  # below a cell magic, the cell's own code comes last
            if frame.f_globals is self.shell.user_ns and frame.f_code.co_name.startswith(TOP):
                line = trace.tb_lineno
            trace = trace.tb_next
        line = getattr(problem, "lineno", None) if line is None else line
        return line + self.shift if isinstance(line, int) else None

    def values(self) -> dict[str, Any]:
        """What the notebook has bound by now."""
        known = set(self.spec["names"])
        found = {}
        for name, value in list(self.shell.user_ns.items()):
            own = name in known or (not name.startswith("_") and not lent(name, value))
            if own and not (name in self.hidden and self.hidden[name] is value):
                found[name] = value
        return {**found, **self.measured}

    def measure(self, name: str, value: Any) -> Any:
        """Keep a figure that has no name in the notebook, or rows as they are loaded, and hand it on."""
        if name == LOADED:
            rows = value
            for part in self.spec["loads"][0].get("taken", ()):  # iris.data, the first of a tuple
                rows = rows[part] if isinstance(part, int) else getattr(rows, part)
            rows = rows.reshape(len(rows), -1) if getattr(rows, "ndim", 0) > 2 else rows  # pictures
            self.loaded = rows.copy() if hasattr(rows, "copy") else rows
        else:
            self.measured[name] = value
        return value

    def finish(self) -> None:
        """Picture the values at the end."""
        values = self.values()
        self.store.write("values.jsonl", paint_all(self.painter, values))
        if self.trail is not None:
            self.trail.write(self.store)
        self.store.write("predictions.jsonl", list(predictions(self.painter, values)))
        if self.loaded is not None:
            (self.folder / "rows.pickle").write_bytes(pickle.dumps(self.loaded))


def lent(name: str, value: Any) -> bool:
    """Whether a name that the analysis does not know came with a library: `%pylab` brings hundreds."""
    modules = [module for key, module in list(sys.modules.items()) if key != "__main__"]
    return any(vars(module).get(name) is value for module in modules if isinstance(module, ModuleType))


def main(spec: dict[str, Any], arguments: list[str]) -> None:
    """Serve until the driver shuts the kernel down."""
    (Path(spec["folder"]) / "kernel.pid").write_text(str(os.getpid()), encoding="utf-8")
    guard.install(spec["work"])
    from ipykernel.kernelapp import IPKernelApp

    application = IPKernelApp.instance()
    application.initialize(arguments)  # type: ignore[no-untyped-call, unused-ignore]
    sys.modules[SESSION] = Session(spec, application.shell)  # type: ignore[assignment]
    application.start()  # type: ignore[no-untyped-call, unused-ignore]
