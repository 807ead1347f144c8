"""Paths with the time of an earlier run: cells, and what is said to be read from one."""

import pytest

from tests.notebooks import planned

AG = "from autogluon.tabular import TabularPredictor\n"
PD = "import pandas as pd\n"
TABLE = [
    (
        AG + "p = TabularPredictor.load('models/ag-20240202_104215')\nprint(p.leaderboard())",
        ["models/ag-20240202_104215"],
    ),
    (PD + "df = pd.read_csv('run_20240202T1042.csv')\nprint(df.a.sum())", ["run_20240202T1042.csv"]),
    (
        AG + "p = TabularPredictor.load('models\\ag-20240202_104215')\nprint(p.leaderboard())",
        ["models\\x07g-20240202_104215"],
    ),
    # what is written, and what is only a date or a number
    (PD + "df = pd.read_csv('a.csv')\ndf.to_csv('run_20240202_1042.csv')", []),
    (PD + "df = pd.read_csv('sales_20240202.csv')\nprint(df.a.sum())", []),
    (PD + "df = pd.read_csv('a/120240202_104215.csv')\nprint(df.a.sum())", []),
]


@pytest.mark.parametrize(("source", "paths"), TABLE)
def test_dated_paths(source, paths):
    said = [f.text for f in planned(source).findings if f.code == "NB145"]
    advice = [f.advice for f in planned(source).findings if f.code == "NB145"]
    assert all(("raw string" in each) is ("\\x07" in path) for each, path in zip(advice, paths, strict=True))
    assert [text.partition(" bears")[0] for text in said] == paths


CHECKPOINTS = [  # source, whether one run's own checkpoint is named
    ("path = 'logs/version_0/checkpoints/epoch=8-step=7739.ckpt'\nprint(path)", True),
    ("path = 'logs/best.ckpt'\nprint(path)", False),
    ("path = 'logs/epoch=8-step=7739.ckpt'", True),
]


@pytest.mark.parametrize(("source", "named"), CHECKPOINTS)
def test_checkpoints_of_one_run(source, named):
    assert [f.code for f in planned(source).findings if f.code == "NB153"] == ["NB153"] * named
