"""Each outside library is imported in one place."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "nb2prod"

# library -> where it may be imported: files, or folders with a slash; the number of files where that is limited
DOORS = {
    "nbformat": (("read/", "verify/drive.py"), None),
    "nbclient": (("verify/",), 2),  # the second one only asks whether it is there,
    "jinja2": (("emit/",), 1),
    "click": (("cli.py",), 1),
    "typer": ((), 0),
    "rich": (("cli.py", "report/table.py"), 2),
    "yaml": (("settings/", "knowledge/", "sync/", "init/"), None),
    "fcntl": (("disk/holding.py",), 1),
    "nbconvert": ((), 0),
    "detect_secrets": (("knowledge/secrets/forms.py",), None),  # imported by name, when a text could hold a token
}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("library", DOORS)
def test_one_door(library):
    doors, most = DOORS[library]
    users = [path.relative_to(SOURCE).as_posix() for path in sorted(SOURCE.rglob("*.py")) if library in imported(path)]
    assert [user for user in users if not user.startswith(doors)] == [] if doors else users == []
    assert most is None or len(users) <= most
