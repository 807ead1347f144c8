"""The parameters of the workflow: command line, then environment, then config.yaml, then the notebook's values."""

import os
from dataclasses import asdict, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Optional, Union

import yaml
from pydantic import ConfigDict, Field, ValidationError
from pydantic.dataclasses import dataclass

PREFIX = "BIKE_RETURNS_"


class ConfigError(ValueError):
    """A parameter is unknown, missing or of the wrong type; the text says which."""


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Config:
    """Every parameter of bike_returns; unknown names and wrong types are refused."""

    data_path: str = Field(
        "data/rentals.csv", description="Path of the file that df is read from."
    )
    test_size: Union[int, float] = Field(
        0.25, description="Share (or number) of rows kept for testing."
    )
    random_state: int = Field(
        42, description="Seed of train_test_split and RandomForestClassifier."
    )
    logistic_max_iter: int = Field(
        1000,
        description="Most iterations of the solver. Of the LogisticRegression in candidates.",
    )
    forest_n_estimators: int = Field(
        60, description="Number of trees. Of the RandomForestClassifier in candidates."
    )
    cv: int = Field(5, description="Number of folds of the cross-validation.")
    n_estimators: int = Field(120, description="Number of trees. Of the saved model.")
    max_depth: int = Field(
        8,
        description="Most levels of each tree; more fit finer detail. Of the saved model.",
    )
    min_samples_leaf: Union[int, float] = Field(
        4, description="Fewest rows in a leaf. Of the saved model."
    )
    class_weight: str = Field(
        "balanced",
        description='Weight of each class; "balanced" makes rare classes count more. Of the saved model.',
    )
    model_path: str = Field(
        "bike_returns_model.joblib",
        description="Path of the file that model is written to.",
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
