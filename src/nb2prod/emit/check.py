"""The last look before anything leaves: emitted Python compiles, and imports nothing of the notebook's front end."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from nb2prod.errors import ExitCode, Stop
from nb2prod.model import File, Plan


def checked(plan: Plan, files: Sequence[File]) -> tuple[File, ...]:
    """The same files. Raises RuntimeError, naming the file, where one does not compile."""
    copied = {f"src/{plan.package}/{module.path}" for module in plan.program.notebook.modules}
    for file in files:
        if file.path.endswith(".py") and file.path not in copied:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                try:
                    compile(file.text, file.path, "exec")
                except (SyntaxError, ValueError) as wrong:
                    raise RuntimeError(f"{file.path} would not compile: {wrong}") from None
    return tuple(files)


def refuse_two_at_one_path(plan: Plan, files: Sequence[File]) -> None:
    """Raise Stop (2) where a module that the notebook imports or writes has the name of a generated one."""
    paths = [file.path for file in files]
    for module in plan.program.notebook.modules:
        if paths.count(f"src/{plan.package}/{module.path}") > 1:
            raise Stop(
                ExitCode.BAD_INPUT,
                f"{plan.program.notebook.file}: its module {module.path} would stand where the project has one of its "
                f"own; give it another name (settings_{module.path}, say), and import that",
            )
