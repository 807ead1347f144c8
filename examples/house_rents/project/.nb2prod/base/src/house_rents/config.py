"""The parameters of the workflow: command line, then environment, then config.yaml, then the notebook's values."""

import os
from dataclasses import asdict, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Optional, Union

import yaml
from pydantic import ConfigDict, Field, ValidationError
from pydantic.dataclasses import dataclass

PREFIX = "HOUSE_RENTS_"
YAML_TEXT = {
    "param_grid",
}  # given as text, these are read as YAML


class ConfigError(ValueError):
    """A parameter is unknown, missing or of the wrong type; the text says which."""


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Config:
    """Every parameter of house_rents; unknown names and wrong types are refused."""

    SEED: int = Field(2024, description="Seed of the random numbers.")
    DATA: str = Field("data", description="A part of the paths of files.")
    test_size: Union[int, float] = Field(
        0.2, description="Share (or number) of rows kept for validation."
    )
    alpha: float = Field(
        2.0, description="Strength of regularisation; larger is stronger."
    )
    n_estimators: int = Field(150, description="Number of boosting rounds.")
    param_grid: dict = Field(
        {"model__learning_rate": [0.05, 0.1], "model__max_depth": [2, 3]},
        description="Values to try for each hyperparameter.",
    )
    cv: int = Field(4, description="Number of folds of the cross-validation.")
    submission_path: str = Field(
        "submission.csv", description="Path of the file that submission is written to."
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
                values[name] = _parsed(name, os.environ[variable])
        for name, value in overrides.items():
            if value is not None:
                values[name] = _parsed(name, value)
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


def _parsed(name: str, value: Any) -> Any:
    if name not in YAML_TEXT or not isinstance(value, str):
        return value
    try:
        return yaml.safe_load(value)
    except yaml.YAMLError:
        raise ConfigError(f"{name}: {value!r} is not YAML") from None


def _sentence(error: Any) -> str:
    name = str(error["loc"][0]) if error["loc"] else "config"
    known = [field.name for field in fields(Config)]
    if name not in known:
        close = get_close_matches(name, known, n=1)
        return f"unknown parameter {name}" + (
            f": did you mean {close[0]}?" if close else ""
        )
    return f"{name}: {error['msg'].lower()}, not {error['input']!r}"
