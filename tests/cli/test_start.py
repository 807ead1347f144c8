"""The program as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import nb2prod

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(nb2prod.__file__).parents[1])}


def run(*arguments, **options):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=ENVIRONMENT, **options)


def test_module_and_command_are_one_program():
    assert run("-m", "nb2prod", "--version").stdout.startswith("nb2prod ")


@pytest.mark.parametrize("heavy", ["libcst", "nbformat", "jinja2", "yaml", "IPython", "rich", "pydantic"])
def test_starting_imports_nothing_heavy(heavy):
    code = f"import sys, nb2prod.cli; sys.exit({heavy!r} in sys.modules)"
    assert run("-c", code).returncode == 0


def test_notebooks_side_by_side(tmp_path):
    done = run("-m", "nb2prod", "convert", "one.ipynb", "two.ipynb", "--jobs", "2", cwd=tmp_path)
    assert done.returncode in (2, 5)
    assert "one.ipynb" in done.stderr and "two.ipynb" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
