"""Run the workflow of a generated package and write pictures of the values that it bound, under the notebook's names.

python watch.py PACKAGE train|run FILE [command line arguments of that module]

The names are read from the workflow function's own frame as it returns, and from those of the steps that it called;
a parameter counts under its own name. Nothing of the package needs to know.
"""

from __future__ import annotations

import runpy
import sys
from types import FrameType
from typing import Any

from picture import write_pictures


class Watch:
    """A trace function that keeps the locals of one function's frame and of the frames that it calls directly."""

    def __init__(self, package: str, module: str, file: str) -> None:
        """Watch function `module` of module `package.module`; write the pictures to `file`."""
        self.homes = ("__main__", f"{package}.{module}", f"{package}.features")
        self.module, self.file = module, file
        self.workflow: FrameType | None = None
        self.steps: dict[str, object] = {}  # what steps bound; the last one wins

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Follow a call when it is the workflow's or one of its steps'; let everything else run at full speed."""
        if frame.f_globals.get("__name__") not in self.homes:
            return None
        if self.workflow is None and frame.f_code.co_qualname == self.module:
            self.workflow = frame
        elif frame.f_back is not self.workflow or frame.f_code.co_name.startswith("<"):
            return None
        frame.f_trace_lines = False
        return self.returned

    def returned(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Keep what a step bound; when the workflow returns, picture everything as it is by then."""
        if event == "return" and frame is not self.workflow:
            self.steps.update(frame.f_locals)
        elif event == "return":
            sys.settrace(None)
            write_pictures(
                {**parameters(frame.f_locals), **module_constants(frame), **self.steps, **frame.f_locals}, self.file
            )
        return self.returned


def parameters(workflow: dict[str, object]) -> dict[str, object]:
    """The fields of the workflow's configuration."""
    config = workflow.get("config_", workflow.get("config"))  # the underscore: `config` is the notebook's own
    return dict(vars(config)) if hasattr(config, "__dict__") else {}


def module_constants(frame: FrameType) -> dict[str, object]:
    """Names that the workflow's module binds: constants of the notebook may stand there."""
    return {name: value for name, value in frame.f_globals.items() if not name.startswith("_")}


def main() -> None:
    """Run the module as `python -m` would, under the watch."""
    package, module, file, *arguments = sys.argv[1:]
    sys.path[0] = ""  # as `python -m` has it, instead of this file's folder
    sys.argv = [f"{package}.{module}", *arguments]
    sys.settrace(Watch(package, module, file))
    runpy.run_module(f"{package}.{module}", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
