"""A run that stops half way leaves what it has measured by then, apart from what a finished run leaves."""

import importlib
import json
import sys

import pandas as pd
import pytest
import typer

from tests.notebooks import project

NAME = "stops_half_way"
CELLS = (
    "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\n"
    "from sklearn.metrics import mean_absolute_error\ndf = pd.read_csv('rows.csv')",
    "model = LinearRegression().fit(df[['a']], df['y'])\nmeasured = 1",
    "mae = mean_absolute_error(df['y'], model.predict(df[['a']]))\nprint(mae)",
    "print(model.score(df[['a']], df['y']))",
    "late = pd.read_csv('late.csv')\nprint(model.score(late[['a']], late['y']))",
)


def test_metrics_of_the_steps_that_ran(tmp_path, monkeypatch):
    for path, text in project(*CELLS, file=f"{NAME}.ipynb").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    rows = pd.DataFrame({"a": [1.0, 2.0, 3.0], "y": [1.0, 2.0, 4.0]})
    rows.to_csv(tmp_path / "rows.csv", index=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "src")
    train = importlib.import_module(f"{NAME}.train")
    artifacts = tmp_path / "artifacts"
    with pytest.raises(typer.Exit):
        train.main(config=None, artifacts_dir=artifacts)
    unfinished = artifacts / "metrics_of_unfinished_run.json"
    before = json.loads(unfinished.read_text())
    assert before.keys() == {"mae", "score_df"} and [*artifacts.iterdir()] == [unfinished]
    rows.to_csv(tmp_path / "late.csv", index=False)
    train.main(config=None, artifacts_dir=artifacts)
    whole = json.loads((artifacts / "metrics.json").read_text())
    assert before.items() < whole.items() and not unfinished.exists()
    for name in [name for name in sys.modules if name.startswith(NAME)]:
        del sys.modules[name]
