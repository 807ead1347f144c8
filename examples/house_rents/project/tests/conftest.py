"""Shared by the tests: the project's root, a way to run its commands, and an environment without its settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from house_rents.config import PREFIX

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Only what a test sets itself."""
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture
def command(tmp_path):
    """Run `python -m house_rents.<module> ...` in an empty folder."""

    def run(module, *arguments):
        return subprocess.run(
            [sys.executable, "-m", f"house_rents.{module}", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "MPLBACKEND": "agg"},
            capture_output=True,
            text=True,
        )

    return run
