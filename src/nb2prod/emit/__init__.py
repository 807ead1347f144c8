"""Plan -> Tree: every file of the project as a value; nothing here touches the disk."""

from __future__ import annotations

from nb2prod.emit.alike import alike
from nb2prod.emit.check import checked
from nb2prod.emit.code import code_files
from nb2prod.emit.format import format_python
from nb2prod.emit.project import project_files
from nb2prod.emit.pyproject import imported_only
from nb2prod.emit.script import script
from nb2prod.emit.secrets import closed, without_secrets
from nb2prod.knowledge.secrets import values
from nb2prod.model import File, Plan, Tree

__all__ = ["alike", "emit", "script"]


def emit(plan: Plan) -> Tree:
    """The whole project.

    Raises RuntimeError for a fault of nb2prod: emitted Python that is not what was planned. Raises Stop where a secret
    of the notebook cannot be kept out.
    """
    secrets = values(plan.program.notebook)
    plan = without_secrets(plan, secrets)
    code = code_files(plan)
    files = (*code, *project_files(imported_only(plan, code)))
    scripts = [File(script.path, script.text) for script in plan.program.notebook.scripts]
    formatted = closed(plan.program.notebook, checked(plan, format_python(files)), secrets)
    return Tree(tuple(sorted((*formatted, *scripts), key=lambda file: file.path)))
