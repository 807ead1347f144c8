"""What a user installs holds what a checkout holds: templates and knowledge are data, and easily forgotten."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def expected() -> dict[str, Path]:
    package, templates = ROOT / "src" / "nb2prod", ROOT / "templates"
    files = {f"nb2prod/{path.relative_to(package).as_posix()}": path for path in package.rglob("*") if path.is_file()}
    files |= {
        f"nb2prod/templates/{path.relative_to(templates).as_posix()}": path
        for path in templates.rglob("*")
        if path.is_file()
    }
    return {name: path for name, path in files.items() if "__pycache__" not in name}


def test_every_file_is_in_the_wheel(wheel):
    assert sorted(set(expected()) - set(wheel.namelist())) == []


def test_nothing_else_is(wheel):
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert sorted(inside - set(expected())) == []


def test_the_command_is_declared(wheel):
    entry = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "nb2prod = nb2prod.cli:main" in wheel.read(entry).decode()


def test_dependencies_are_those_that_the_code_imports(wheel):
    metadata = wheel.read(next(name for name in wheel.namelist() if name.endswith("/METADATA"))).decode()
    needed = {
        line.split(":")[1].split(";")[0]
        for line in metadata.splitlines()
        if line.startswith("Requires-Dist") and "extra" not in line
    }
    assert any(line.strip().startswith("ruff==") for line in needed), "the formatter decides bytes, so it is pinned"
