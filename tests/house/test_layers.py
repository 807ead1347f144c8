"""The diagram of the house is a failing test when it lies."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_stages_meet_only_in_the_model():
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
