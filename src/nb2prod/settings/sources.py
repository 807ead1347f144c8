"""The files that settings stand in, read as they are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from nb2prod.errors import ExitCode, Stop

YAML, TOML = "nb2prod.yaml", "pyproject.toml"


def read_texts(root: Path) -> tuple[str | None, str | None]:
    """What stands in both files of this folder, None where there is none that could be about nb2prod; raises Stop."""
    toml = _read(root / TOML, "replace")
    # whatever else is wrong with somebody's pyproject.toml is not our business
    return _read(root / YAML, "strict"), toml if toml and "tool" in toml and "nb2prod" in toml else None


def _read(path: Path, errors: str) -> str | None:
    try:
        return path.read_text("utf-8", errors) if path.is_file() else None
    except UnicodeDecodeError as error:
        raise Stop(ExitCode.BAD_INPUT, f"{path} is not UTF-8 (byte {error.start}).") from error
    except OSError as error:
        raise Stop(ExitCode.ENVIRONMENT, f"{path} cannot be read ({error.strerror or error}).") from error


def parse_settings(root: Path, yaml_text: str | None, toml_text: str | None) -> tuple[Path | None, object]:
    """The file with the settings of a folder, and what it holds; None where there is none."""
    table = None if toml_text is None else _parse_table(root / TOML, toml_text)
    if yaml_text is None:
        return (None, {}) if table is None else (root / TOML, table)
    if table is not None:
        raise Stop(ExitCode.BAD_INPUT, f"{root} has settings in {YAML} and in {TOML}: keep one of them.")
    return root / YAML, _parse_yaml(root / YAML, yaml_text)


def _parse_yaml(path: Path, text: str) -> object:
    import yaml  # only where there is such a file

    def refuse_twice(node: yaml.Node | None) -> None:
        """YAML lets a second value win silently: then the first one has no effect."""
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        seen: set[str] = set()
        for key, value in pairs:
            if str(key.value) in seen:
                line = key.start_mark.line + 1
                raise Stop(ExitCode.BAD_INPUT, f"{path}, line {line}: `{key.value}` stands there twice: keep one.")
            seen.add(str(key.value))
            refuse_twice(value)

    try:
        refuse_twice(yaml.compose(text, Loader=yaml.SafeLoader))
        values: object = yaml.safe_load(text)
    except yaml.YAMLError as error:
        _refuse_marked(path, text)
        raise Stop(ExitCode.BAD_INPUT, f"{path} is not YAML: {' '.join(str(error).split())}") from error
    return {} if values is None else values


def _refuse_marked(path: Path, text: str) -> None:
    if found := re.search(r"^<{7}(?: |$)", text, re.MULTILINE):
        line = text.count("\n", 0, found.start()) + 1
        raise Stop(
            ExitCode.BAD_INPUT, f"{path}, line {line}: git's conflict markers stand there: resolve the merge first."
        )


def _parse_table(path: Path, text: str) -> object:
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        _refuse_marked(path, text)
        raise Stop(ExitCode.BAD_INPUT, f"{path} is not TOML: {error}") from error
    return tool.get("nb2prod") if isinstance(tool, dict) else None
