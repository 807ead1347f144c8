"""The benchmark that changes parameters and literals: it changes what it says, and sees a parameter without effect."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nb2prod import emit, pipeline
from nb2prod.model import Parameter
from tests.notebooks import code, document

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))  # its scripts import each other by name
import changed_parameters as benchmark

CELLS = ("N = 3\nratio = 0.5", "values = list(range(N))", "total = sum(values) * ratio\ntotal")


@pytest.fixture
def folder(tmp_path):
    """A folder with one notebook that two numbers decide."""
    (tmp_path / "paper.ipynb").write_bytes(document(*map(code, CELLS)))
    return tmp_path


def lifted(default, **more):
    """A parameter with that value."""
    return Parameter("p", type(default).__name__, default, "", "step", 0, 1, "constant", "", **more)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (lifted(True), False),
        (lifted(3), 4),
        (lifted(0), None),
        (lifted(0.4), pytest.approx(0.3)),
        (lifted("text"), None),
        (lifted(3, required=True), None),
        (lifted(3, place="read"), None),
    ],
)
def test_another_value(parameter, value):
    assert benchmark.other(parameter) == value


def test_the_last_literal_of_a_line_is_changed_first():
    assert benchmark.changed_source("f(1, 20)\ng(1)", [((1, 2, 1, 3), "100"), ((1, 5, 1, 7), "2")]) == "f(100, 2)\ng(1)"


def test_a_project_follows_its_parameters(folder):
    (trial,) = benchmark.judge(folder, timeout=60)
    assert (trial.state, trial.parameters) == ("equal", ["N", "ratio"])
    assert trial.compared >= 2


def test_a_parameter_without_effect_is_seen(folder, monkeypatch):
    def deaf(plan):
        made = emit.emit(plan)
        return replace(made, files=tuple(replace(f, text=f.text.replace("config.ratio", "0.5")) for f in made.files))

    plan = pipeline.plan_notebook(folder / "paper.ipynb", skip_bad_cells=False)
    monkeypatch.setattr(benchmark, "emitted", deaf)
    trial = benchmark.attempt(folder, plan, {"ratio": 0.25}, timeout=60)
    assert (trial.state, trial.text) == ("differs", "ratio: 0.25 in the notebook, 0.5 in the project")
