"""The generated modules that read rows, imported from a package of their own."""

import importlib
import sys
from dataclasses import replace

from nb2prod.emit.project import project_files
from tests.emit.test_project_inference import PLAN

NEEDED = ("__init__.py", "metrics.py", "rows.py", "schema.py")


def rows_modules(folder, name, inference):
    """`schema` and `rows` of a project with that inference, in a package of that name below the folder."""
    for file in project_files(replace(PLAN, package=name, inference=inference)):
        if file.path.split("/")[-1] in NEEDED:
            (folder / name).mkdir(exist_ok=True)
            (folder / name / file.path.split("/")[-1]).write_text(file.text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        return tuple(importlib.import_module(f"{name}.{module}") for module in ("schema", "rows"))
    finally:
        sys.path.remove(str(folder))
