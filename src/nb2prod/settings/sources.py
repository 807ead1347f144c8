"""The files that settings stand in, read as they are."""

from __future__ import annotations

import tomllib
from pathlib import Path

from nb2prod.errors import ExitCode, Stop

YAML, TOML = "nb2prod.yaml", "pyproject.toml"


def read_settings(root: Path) -> tuple[Path | None, object]:
    """The file with the settings of this folder, and what it holds; None where there is none."""
    yaml_file, toml_file = root / YAML, root / TOML
    table = _read_table(toml_file) if toml_file.is_file() else None
    if not yaml_file.is_file():
        return (None, {}) if table is None else (toml_file, table)
    if table is not None:
        raise Stop(ExitCode.BAD_INPUT, f"{root} has settings in {YAML} and in {TOML}: keep one of them.")
    return yaml_file, _read_yaml(yaml_file)


def _read_yaml(path: Path) -> object:
    import yaml  # only where there is such a file

    try:
        values: object = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Stop(ExitCode.BAD_INPUT, f"{path} is not YAML: {' '.join(str(error).split())}") from error
    return {} if values is None else values


def _read_table(path: Path) -> object:
    text = path.read_text("utf-8", "replace")
    if "tool" not in text or "nb2prod" not in text:
        return None  # whatever else is wrong with somebody's pyproject.toml is not our business
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise Stop(ExitCode.BAD_INPUT, f"{path} is not TOML: {error}") from error
    return tool.get("nb2prod") if isinstance(tool, dict) else None
