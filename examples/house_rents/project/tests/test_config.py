"""Parameters: config.yaml holds the notebook's values, and what is stronger wins."""

from pathlib import Path

import pytest

from house_rents.config import PREFIX, Config, ConfigError

CONFIG = Path(__file__).resolve().parents[1] / "config.yaml"


def test_config_yaml_is_accepted():
    assert isinstance(Config.load(CONFIG), Config)


def test_unknown_parameter_is_refused():
    with pytest.raises(ConfigError, match="no_such_parameter"):
        Config.load(None, no_such_parameter=1)


def test_file_that_holds_no_mapping_is_refused(tmp_path):
    (tmp_path / "config.yaml").write_text("just text")
    with pytest.raises(ConfigError, match="holds no parameters"):
        Config.load(tmp_path / "config.yaml")


def test_command_line_then_environment_then_file(tmp_path, monkeypatch):
    (tmp_path / "config.yaml").write_text("SEED: 1")
    assert Config.load(tmp_path / "config.yaml").SEED == 1
    monkeypatch.setenv(PREFIX + "SEED", "2")
    assert Config.load(tmp_path / "config.yaml").SEED == 2
    given = {"SEED": 3}
    assert Config.load(tmp_path / "config.yaml", **given).SEED == 3
