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
    ("if y.ndim == 2:\n    " + NAMED, False),  # may not run
    ("def table(y):\n    " + NAMED + "    return p\nprint(table(df[['a']]))", False),  # another y
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
    said = "in `prediction_0` and so on: `prediction_columns`, which is saved, names them in their order (`y.columns`)"
    assert said in " ".join(made["README.md"].split())


RAW = (
    "import numpy as np\nimport pandas as pd\nfrom sklearn.linear_model import LinearRegression\ndf = pd.read_csv('a.csv')\n"
    "X = df[['a', 'b']]\nm = LinearRegression()\nm.fit(X, df.y)\n"
)
MADE = [  # what is made of the answers, what is said of a prediction
    ("p = m.predict(X)", "`prediction` is what `predict` of `m` says."),
    ("p = m.predict(X.to_numpy())", "`prediction` is what `predict` of `m` says"),
    ("p = np.expm1(m.predict(X))", "`prediction` is `np.expm1(m.predict(X))` of new rows, as cell 2 makes it."),
    ("q = m.predict(X)\np = q > 0.5", "`prediction` is `q > 0.5` of new rows, as cell 2 makes it."),
]


@pytest.mark.parametrize("cell, said", MADE)
def test_what_is_made_of_an_answer_at_level_raw_is_told(cell, said):
    readme = " ".join(project(RAW, cell)["README.md"].split())
    assert "**Level `raw`**" in readme
    assert said in readme
