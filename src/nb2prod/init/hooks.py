"""The entry for pre-commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nb2prod.disk import read_file_text
from nb2prod.errors import ExitCode, Stop
from nb2prod.init.change import Change, template
from nb2prod.init.extending import Plain, UnclearError, parsed, with_item, with_line

FILE = ".pre-commit-config.yaml"
IDS = ("nb2prod-check", "nb2prod-convert")
EXCLUDE = template("pre-commit-config.yaml").splitlines()[0]


def hook_change(root: Path, requirement: str) -> Change:
    """One more entry in `.pre-commit-config.yaml`, unless there is one; raises Stop (2) where it is not clear how."""
    entry = _entry(requirement)
    there = read_file_text(root, FILE)
    if there is None:
        return Change(FILE, "written", with_item(template("pre-commit-config.yaml"), "repos", entry), _INSTALL)
    try:
        _, said = parsed(there)
        if any(identity in IDS for identity in _ids(said)):
            return Change(FILE, "there already, with an entry for nb2prod")
        changed = with_item(there, "repos", entry)
        has_exclude = isinstance(said, dict) and "exclude" in said
        changed = changed if has_exclude else with_line(changed, "repos", EXCLUDE)
    except UnclearError as error:
        text = "\n".join((f"- {entry[0]}", *(f"  {line}" for line in entry[1:])))
        raise Stop(
            ExitCode.BAD_INPUT, f"{root / FILE} stays as it is: {error}. Add this to its `repos` by hand:\n{text}"
        ) from error
    exclude = ("its `exclude` should also match what lies below .nb2prod/",) if has_exclude else ()
    return Change(FILE, "one entry added", changed, (*exclude, *_INSTALL))


_INSTALL = ("pre-commit install   # once in every clone",)


def _entry(requirement: str) -> list[str]:
    """As in `.pre-commit-hooks.yaml`; local, so that hook and CI name one version in the same way."""
    return [
        "repo: local",
        "hooks:",
        "  - id: nb2prod-check",
        "    name: nb2prod (projects are in step with their notebooks)",
        "    entry: nb2prod check",
        '    args: ["."]',
        "    language: python",
        f'    additional_dependencies: ["{requirement}"]',
        "    always_run: true",
        "    pass_filenames: false",
        "    require_serial: true",
    ]


def _ids(said: Plain) -> Iterator[str]:
    """The ids of all hooks, whatever else is wrong with the file."""
    match said:
        case {"id": str(identity)}:
            yield identity
        case dict():
            for value in said.values():
                yield from _ids(value)
        case list():
            for value in said:
                yield from _ids(value)
