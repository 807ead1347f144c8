"""What runs in the notebook's Python must run there: an old one, without nb2prod."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nb2prod.verify import runs

INSIDE = Path(runs.INSIDE)
FILES = sorted(INSIDE.glob("*.py"))
OPTIONAL = {"numpy", "ipykernel", "joblib", "pandas"}  # imported where a value or a file shows that they are there


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_python_39(file):
    tree = ast.parse(file.read_text(), feature_version=(3, 9))
    assert not any(type(node).__name__ in ("Match", "TryStar") for node in ast.walk(tree))
    roots = {name.split(".")[0] for name in imports(tree)}
    assert roots - OPTIONAL <= set(sys.stdlib_module_names) - {"tomllib"}
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not {name.split(".")[0] for name in imports(ast.Module(top, []))} & OPTIONAL
    assert any(getattr(node, "module", "") == "__future__" for node in tree.body) or file.name == "__init__.py"


def test_the_driver_imports_nothing_of_ours():
    tree = ast.parse((INSIDE.parent / "drive.py").read_text())
    assert not any(name.startswith("nb2prod") for name in imports(tree))


def test_figures_end_where_they_are_shown():
    code = (
        "import sys, importlib.util as util\n"
        f"spec = util.spec_from_file_location('closing', {str(INSIDE / 'closing.py')!r})\n"
        "closing = util.module_from_spec(spec)\nspec.loader.exec_module(closing)\nclosing.prepare()\n"
        "assert 'matplotlib.pyplot' not in sys.modules\nimport matplotlib.pyplot as plt\nplt.plot([1])\n"
        "assert plt.get_fignums() == [1]\nplt.show()\nassert plt.get_fignums() == []\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "MPLBACKEND": "agg"})
