"""A number that may be a count or a share comes to the run as what was typed: 100 rows, or 0.25 of them."""

import importlib
import json
import sys

import pytest
import typer
from typer.testing import CliRunner

from tests.notebooks import project

NOTEBOOK = """\
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
rest, held = train_test_split(list(range(200)), test_size=0.2, random_state=1)
print(mean_absolute_error([0], [len(held)]))
"""
GIVEN = [  # (command line, environment, config.yaml) and how many rows are held out; None: refused
    (("--test-size", "30"), {}, "", 30),
    (("--test-size", "0.5"), {}, "", 100),
    (("--test-size", "5e-2"), {}, "", 10),
    ((), {"COUNTS_AND_SHARES_TEST_SIZE": "30"}, "", 30),
    ((), {"COUNTS_AND_SHARES_TEST_SIZE": "0.25"}, "", 50),
    ((), {}, "test_size: 20\n", 20),
    ((), {}, "test_size: 0.75\n", 150),
    ((), {}, "", 40),
    (("--test-size", "many"), {}, "", None),
    ((), {"COUNTS_AND_SHARES_TEST_SIZE": "many"}, "", None),
]


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    """The generated command, in this process."""
    root = tmp_path_factory.mktemp("numbers")
    for path, text in project(NOTEBOOK, file="counts_and_shares.ipynb").items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(root / "src"))
    app = typer.Typer()
    app.command()(importlib.import_module("counts_and_shares.run").main)
    yield app
    sys.path.remove(str(root / "src"))
    for name in [name for name in sys.modules if name.startswith("counts_and_shares")]:
        del sys.modules[name]


@pytest.mark.parametrize(("options", "environment", "config", "held"), GIVEN)
def test_counts_and_shares(command, tmp_path, monkeypatch, options, environment, config, held):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(config, encoding="utf-8")
    done = CliRunner().invoke(command, options, env=environment)
    if held is None:
        assert done.exit_code == 2
    else:
        assert done.exit_code == 0, done.output
        metrics = json.loads((tmp_path / "artifacts" / "metrics.json").read_text())
        assert list(metrics.values()) == [held]
