"""The parameters of the workflow: command line, then environment, then config.yaml, then the notebook's values."""

import os
from dataclasses import asdict, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Optional, Union

import yaml
from pydantic import ConfigDict, Field, ValidationError
from pydantic.dataclasses import dataclass

PREFIX = "ENERGY_REPORT_"


class ConfigError(ValueError):
    """A parameter is unknown, missing or of the wrong type; the text says which."""


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Config:
    """Every parameter of energy_report; unknown names and wrong types are refused."""

    DATA_DIR: str = Field("data", description="Folder in the paths of files.")
    YEAR: int = Field(2023, description="A part of the names of files.")
    OUTPUT_DIR: str = Field("report", description="Folder in the paths of files.")
    BASE_TEMPERATURE: float = Field(
        15.0, description="heating starts below this (degrees C)"
    )
    MAX_GAP: Union[int, float] = Field(
        4, description="fill at most this many missing readings in a row"
    )
    sites_file: str = Field(
        "sites.csv", description="Name of the file that sites is read from."
    )
    weather_file: str = Field(
        "weather.csv", description="Name of the file that weather is read from."
    )

    @classmethod
    def load(cls, path: Optional[Path] = None, /, **overrides: Any) -> "Config":
        """Read `path` (YAML); the environment wins over it, `overrides` win over both.

        Raises:
            ConfigError: naming each unknown, missing or ill-typed parameter.
        """
        values = _read(path) if path else {}
        for name in (field.name for field in fields(cls)):
            if (variable := PREFIX + name.upper()) in os.environ:
                values[name] = os.environ[variable]
        for name, value in overrides.items():
            if value is not None:
                values[name] = value
        try:
            return cls(**values)
        except ValidationError as problem:
            raise ConfigError("; ".join(map(_sentence, problem.errors()))) from None


def shown(config: Config) -> dict[str, Any]:
    """The parameters that may be written down, by name."""
    return asdict(config)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise ConfigError(
            f"cannot read {path}: {' '.join(str(problem).split())}"
        ) from None
    if not isinstance(values or {}, dict):
        raise ConfigError(f"{path} holds no parameters: expected lines `name: value`")
    return {str(name): value for name, value in (values or {}).items()}


def _sentence(error: Any) -> str:
    name = str(error["loc"][0]) if error["loc"] else "config"
    known = [field.name for field in fields(Config)]
    if name not in known:
        close = get_close_matches(name, known, n=1)
        return f"unknown parameter {name}" + (
            f": did you mean {close[0]}?" if close else ""
        )
    return f"{name}: {error['msg'].lower()}, not {error['input']!r}"
