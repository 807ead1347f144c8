"""A number that may be a count or a share comes to the run as what was typed: 100 rows, or 0.25 of them."""

import json
import os
import subprocess
import sys

import pytest

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
    ((), {"PAPER_TEST_SIZE": "30"}, "", 30),
    ((), {"PAPER_TEST_SIZE": "0.25"}, "", 50),
    ((), {}, "test_size: 20\n", 20),
    ((), {}, "test_size: 0.75\n", 150),
    ((), {}, "", 40),
    (("--test-size", "many"), {}, "", None),
    ((), {"PAPER_TEST_SIZE": "many"}, "", None),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("numbers")
    for path, text in project(NOTEBOOK).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(("options", "environment", "config", "held"), GIVEN)
def test_counts_and_shares(root, tmp_path, options, environment, config, held):
    (tmp_path / "config.yaml").write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "paper.run", *options]
    environment = {**os.environ, **environment, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    if held is None:
        assert done.returncode == 2 and "many" in done.stderr
    else:
        assert done.returncode == 0, done.stderr
        metrics = json.loads((tmp_path / "artifacts" / "metrics.json").read_text())
        assert list(metrics.values()) == [held]
