"""The last look before anything leaves: emitted Python compiles, and imports nothing of the notebook's front end."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from nb2prod.emit.code.imports import path_inside
from nb2prod.model import File, Plan


def checked(plan: Plan, files: Sequence[File]) -> tuple[File, ...]:
    """The same files. Raises RuntimeError, naming the file, where one does not compile."""
    copied = {f"src/{plan.package}/{path_inside(plan, module)}" for module in plan.program.notebook.modules}
    for file in files:
        if file.path.endswith(".py") and file.path not in copied:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                try:
                    compile(file.text, file.path, "exec")
                except (SyntaxError, ValueError) as wrong:
                    raise RuntimeError(f"{file.path} would not compile: {wrong}") from None
    return tuple(files)
