"""The committed projects are what the notebooks give; they run, and compute what Jupyter computes.

CONTRIBUTING.md ("The examples") says how to make the projects again.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import nbclient
import nbformat
import pandas as pd
import pytest

from nb2prod import pipeline
from nb2prod.errors import ExitCode

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
LEFT_BY_RUNS = {"__pycache__", ".pytest_cache", "artifacts", ".venv", "build", "dist"}


class Example(NamedTuple):
    """What must come out of both: names in metrics.json, tables, files; raw rows, and what the notebook predicts."""

    workflow: str
    metrics: tuple[str, ...] = ()  # "name", or "key=expression of the notebook"
    tables: tuple[str, ...] = ()
    matrices: tuple[str, ...] = ()  # of the classes of y_test: rows are what was, columns what was predicted
    files: tuple[str, ...] = ()
    rows: str = ""
    predicted: str = ""


TABLE = {
    "bike_returns": Example(
        "train",
        metrics=(
            "accuracy",
            "roc_auc",
            "scores",
            "classification_report=classification_report(y_test, y_pred, output_dict=True)",
        ),
        matrices=("cm",),
        rows="pd.read_csv('data/rentals.csv').loc[X_test.index].drop(columns='returned_late')",
        predicted="y_pred",
    ),
    "house_rents": Example(
        "train",
        metrics=(
            "baseline_rmse",
            "best_model_rmse=rmse",
            "best_model_mae=mae",
            "best_model_r2=r2",
            "grid_best_params=grid.best_params_",
            "mean_known_rents=train['rent'].mean()",
            "mean_predicted_rents=submission['rent'].mean()",
        ),
        files=("submission.csv",),
        rows="pd.read_csv('data/score.csv')",
        predicted="submission['rent']",
    ),
    "energy_report": Example(
        "run",
        tables=("by_site",),  # monthly is a file that the notebook writes
        files=("report/monthly.csv", "report/by_site.csv", "report/summary.json"),
    ),
}


def test_every_example_is_in_the_table():
    assert {path.parent.name for path in EXAMPLES.glob("*/*.ipynb")} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_committed_project_is_what_the_notebook_gives(name, tmp_path):
    [outcome] = pipeline.convert([EXAMPLES / name / f"{name}.ipynb"], pipeline.Options(output=tmp_path))
    assert outcome.code is ExitCode.DONE, outcome.sentences
    made, committed = files_below(tmp_path), files_below(EXAMPLES / name / "project")
    assert sorted(made) == sorted(committed)
    assert [path for path in made if made[path] != committed[path]] == []


def files_below(folder):
    inner = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {path.as_posix(): full.read_bytes() for path, full in inner.items() if not LEFT_BY_RUNS & {*path.parts}}


@pytest.mark.parametrize("name", TABLE)
def test_committed_project_computes_what_jupyter_computes(name, tmp_path):
    example = TABLE[name]
    jupyter, project = (scratch_copy(name, tmp_path / where) for where in ("jupyter", "project"))
    run_notebook(name, jupyter)
    run_module(project, f"{name}.{example.workflow}")

    assert metrics_of(project) == json.loads((jupyter / "metrics.json").read_text("utf-8"))
    assert [file for file in example.files if (project / file).read_bytes() != (jupyter / file).read_bytes()] == []
    for table in (*example.tables, *example.matrices):
        written = project / "artifacts" / "results" / f"{table}.csv"
        assert written.read_text("utf-8") == (jupyter / f"{table}.csv").read_text("utf-8")
    if example.rows:
        (project / "rows.csv").write_bytes((jupyter / "rows.csv").read_bytes())
        said = run_module(project, f"{name}.inference", "--input", "rows.csv", "--output", "predictions.csv")
        assert said.startswith("level: raw - ")
        predicted, expected = (pd.read_csv(folder / "predictions.csv")["prediction"] for folder in (project, jupyter))
        assert predicted.tolist() == pytest.approx(expected.tolist(), rel=1e-12)


@pytest.mark.parametrize("name", TABLE)
def test_committed_project_passes_its_own_tests(name, tmp_path):
    folder = scratch_copy(name, tmp_path / name)
    run_module(folder / "project", "pytest", "-q", "-p", "no:cacheprovider")


def scratch_copy(name, folder):
    """The example with its data and its project: whatever runs may write here."""
    return shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns(*LEFT_BY_RUNS))


def run_notebook(name, folder):
    """*Restart & Run All* in a real kernel, with one more cell that writes down what is compared."""
    notebook = nbformat.read(folder / f"{name}.ipynb", 4)
    # the kernel's `pip` may be that of another environment, and would ask the network
    notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith("!pip install")]
    notebook.cells.append(nbformat.v4.new_code_cell(writing_down(TABLE[name])))
    metadata = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=metadata).execute()


def writing_down(example):
    shown = [name.partition("=") for name in example.metrics]
    metrics = ", ".join(f"{key!r}: {value or key}" for key, _, value in shown)  # numpy's floats, and mappings of them
    lines = [
        "import json, pathlib",
        f"pathlib.Path('metrics.json').write_text(json.dumps({{{metrics}}}, default=float))",
    ]
    lines += [f"{table}.to_csv('{table}.csv')" for table in example.tables]
    lines += ["classes = sorted({*y_test})"] if example.matrices else []
    lines += [
        f"pd.DataFrame({name}, classes, classes).to_csv('{name}.csv', index_label='actual / predicted')"
        for name in example.matrices
    ]
    if example.rows:
        lines.append(f"{example.rows}.to_csv('rows.csv', index=False)")
        predictions = f"pd.DataFrame({{'prediction': {example.predicted}}})"
        lines.append(f"{predictions}.to_csv('predictions.csv', index=False)")
    return "\n".join(lines)


def run_module(folder, module, *arguments):
    """Run `python -m MODULE` as the project's owner would, without installing; its standard error."""
    source = folder / "src" if (folder / "src").is_dir() else folder / "project" / "src"
    environment = {**os.environ, "PYTHONPATH": str(source), "MPLBACKEND": "agg"}
    command = [sys.executable, "-m", module, *arguments]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stderr


def metrics_of(folder):
    file = folder / "artifacts" / "metrics.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


@pytest.mark.parametrize(
    "label, suffix", [("before", ".ipynb"), ("after", "src/bike_returns/train.py"), ("after", "config.yaml")]
)
def test_readme_shows_what_is_there(label, suffix):
    """Every line of the README's example stands in the file that it is taken from; `...` stands for what is left out."""
    readme = (ROOT / "README.md").read_text("utf-8")
    example = EXAMPLES / "bike_returns"
    if suffix == ".ipynb":
        text = "\n".join(cell.source for cell in nbformat.read(example / "bike_returns.ipynb", 4).cells)
    else:
        text = (example / "project" / suffix).read_text("utf-8")
    [block] = re.findall(rf"<!-- {label}: \S*{re.escape(suffix)} -->\n```\w+\n(.*?)```", readme, re.DOTALL)
    shown = [line for line in block.splitlines() if line.strip("# .")]
    assert len(shown) > 2
    assert [line for line in shown if line not in text.splitlines()] == []
