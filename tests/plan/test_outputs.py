"""The names of the several numbers that a model says of a row are saved, where the notebook gives them names."""

import pytest

from tests.notebooks import planned, project

START = (
    "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\ndf = pd.read_csv('a.csv')\n"
    "y = df.pivot(index='day', columns='shop', values='sold')\nX = df.rank()\nm = LinearRegression()\nm.fit(X, y)\n"
)
NAMED = "p = pd.DataFrame(m.predict(X), index=X.index, columns=y.columns)\n"
CASES = [  # what comes behind the fit, whether the names are saved
    (NAMED, True),
    (NAMED + "print(y.mean())", True),
    (NAMED + "y = y.rank()", False),
    (NAMED + "y.columns = range(3)", False),
    ("p = pd.DataFrame(m.predict(X), index=X.index)", False),
    ("p = pd.DataFrame(other(X), columns=y.columns)", False),
    ("p = m.predict(X)", False),
]


@pytest.mark.parametrize("cell, saved", CASES)
def test_names_of_outputs(cell, saved):
    plan = planned(START, cell)
    assert plan.inference is not None and plan.inference.level == "features"
    found = {artifact.name: artifact.value for artifact in plan.artifacts}
    assert found == ({"m": "", "prediction_columns": "y.columns"} if saved else {"m": ""})


def test_that_they_are_told():
    made = project(START, NAMED)
    assert '"prediction_columns": y.columns' in made["src/paper/train.py"]
    said = "a list of numbers: `prediction_columns`, which is saved, names them in their order (`y.columns`)"
    assert said in " ".join(made["README.md"].split())
