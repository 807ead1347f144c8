"""The pinned formatter: imports sorted, code laid out, the same bytes everywhere."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import ruff  # type: ignore[import-untyped]  # it ships no types

from nb2prod.model import File

TARGET = "py39"  # the oldest Python of a generated project: the formatter may use nothing newer
SORT_IMPORTS = ("check", "--select", "I", "--fix", "--exit-zero", "--quiet")  # newer syntax than TARGET is no error
LAY_OUT = ("format",)


def format_python(files: Sequence[File], *, sort_imports: bool = True) -> tuple[File, ...]:
    """Format the Python among `files`, all in two subprocess calls; other files come back as they are.

    `sort_imports=False` leaves every import where it stands, as in a script whose order is the notebook's.

    Raises:
        RuntimeError: ruff refused the text, so what was emitted is not Python: a fault of ours.
    """
    if not any(file.path.endswith(".py") for file in files):
        return tuple(files)
    with TemporaryDirectory(prefix="nb2prod-") as folder:
        root = Path(folder)
        python = [file for file in files if file.path.endswith(".py")]
        for file in python:
            (root / file.path).parent.mkdir(parents=True, exist_ok=True)
            (root / file.path).write_bytes(file.text.encode("utf-8"))
        first_party = sorted({Path(file.path).parts[1] for file in python if file.path.startswith("src/")})
        if sort_imports:
            _ruff(root, SORT_IMPORTS, "--config", f"lint.isort.known-first-party={first_party!r}")
        _ruff(root, LAY_OUT)
        done = {file.path: (root / file.path).read_bytes().decode("utf-8") for file in python}
    return tuple(replace(file, text=done.get(file.path, file.text)) for file in files)


def _ruff(root: Path, command: Sequence[str], *options: str) -> None:
    call = [ruff.find_ruff_bin(), *command, "--isolated", "--no-cache", "--target-version", TARGET, *options, "."]
    result = subprocess.run(call, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
    if result.returncode:
        raise RuntimeError(f"ruff {command[0]} refused emitted Python: {(result.stderr or result.stdout).strip()}")
