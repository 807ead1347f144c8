"""`python DIR TOOL SPEC ...` runs `main(spec, arguments)` of one of the files beside this one; SPEC is a JSON file."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

NAME = "_nb2prod_inside"  # no module of a notebook is called so


def load(tool: str) -> Any:
    """Import a tool as part of a package of a name of its own, whatever the notebook's folder holds."""
    home = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(NAME, home / "__init__.py", submodule_search_locations=[str(home)])
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)
    return importlib.import_module(f"{NAME}.{tool}")


if __name__ == "__main__":
    del sys.path[0]  # this folder: nothing of it may be imported by accident
    tool, file, *arguments = sys.argv[1:]
    load(tool).main(json.loads(Path(file).read_text(encoding="utf-8")), arguments)
