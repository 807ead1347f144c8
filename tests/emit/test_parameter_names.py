"""A parameter may bear any name that the generated functions use themselves: it still reaches the run."""

import json
import os
import subprocess
import sys

from tests.notebooks import project

NAMES = (  # parameters and local names of templates' functions
    "path", "cls", "self", "overrides", "values", "name", "value", "settings", "result", "problem", "directory", "file",
    "artifacts_dir", "config", "artifacts", "learned", "metrics", "main", "run", "variable", "fields", "load", "shown",
    "launch", "stop", "load_config", "write_metrics", "logger", "help", "input", "output", "typer", "Path", "json",
)  # fmt: skip


def test_every_name_can_be_a_parameter(tmp_path):
    constants = "\n".join(f"{name} = {number}" for number, name in enumerate(NAMES, 1))
    total = " + ".join(NAMES)
    use = (
        "from sklearn.metrics import accuracy_score\nscore = accuracy_score([1, 1], [1, 1]) * ("
        + total
        + ")\nprint(score)"
    )
    for where, text in project(constants, use).items():
        (tmp_path / where).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / where).write_text(text, encoding="utf-8")
    config = (tmp_path / "config.yaml").read_text(encoding="utf-8")
    lifted = [name for name in NAMES if f"\n{name}: " in config or f"\nnb_{name}: " in config]
    assert len(lifted) == len(NAMES)
    options = [
        part
        for name in NAMES
        for part in (f"--{'nb-' if f'{chr(10)}nb_{name}: ' in config else ''}{name.replace('_', '-')}", "100")
    ]
    command = [sys.executable, "-m", "paper.run", "--config", "config.yaml", *options]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "artifacts" / "metrics.json").read_text())["score"] == 100.0 * len(NAMES)
