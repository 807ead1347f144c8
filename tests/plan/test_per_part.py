"""A model for each part of the rows is served by none of them alone."""

import pytest

from tests.notebooks import planned, project

START = (
    "import pandas as pd\nimport somewhere\nfrom sklearn.linear_model import LinearRegression\n"
    "df = somewhere.table()\nX = ['a', 'b']\nmodels = {}\n"
)
LOOP = (
    "for store, g in df.groupby('store'):\n    m = LinearRegression()\n    m.fit(g[X], g['y'])\n    models[store] = m\n"
)
SELECTED = (
    "for store in stores:\n    part = df[df.store == store]\n    m = LinearRegression().fit(part[X], part['y'])\n"
    "    models[store] = m\n"
)
ASKED = "for store, g in df.groupby('store'):\n    p = models[store].predict(g[X])\n"
SAME_ROWS = "for store in stores:\n    m = LinearRegression()\n    m.fit(df[X], df['y'])\n    models[store] = m\n"


@pytest.mark.parametrize(
    "loop, asked, level",
    ((LOOP, ASKED, "none"), (SELECTED, ASKED, "none"), (LOOP, "", "features"), (SAME_ROWS, ASKED, "features")),
)
def test_a_model_for_each_part(loop, asked, level):
    found = planned(START + "stores = df['store'].unique()\n" + loop, asked).inference
    assert found is not None and found.level == level, found.because
    assert ("models holds the models that a loop fits (cell 1)" in found.because) == (level == "none")


def test_all_of_them_are_saved():
    made = project(START + LOOP, ASKED)
    assert '"models": models' in made["src/paper/train.py"] and '"m": m' not in made["src/paper/train.py"]
    assert "Trains the model `models`, the models that a loop fits" in made["README.md"]
    assert "turn of a loop" not in made["README.md"]


BY_KEY = "models = {'a': LinearRegression(), 'b': LinearRegression()}\nfor k in models:\n    models[k].fit(X, y)\n"
SCALED = "kept = {'a': StandardScaler()}\nfor k in kept:\n    kept[k].fit(X)\n"


def test_models_that_are_fitted_and_asked_by_key_are_saved():
    start = START + "from sklearn.preprocessing import StandardScaler\nX, y = train[['a']], train['b']\n"
    plan = planned(start + BY_KEY, "p = models['b'].predict(X)\nprint(p)")
    assert plan.inference is not None and plan.inference.level == "none"
    assert plan.inference.because.startswith("models holds several models (cell 1)")
    assert [artifact.name for artifact in plan.artifacts] == ["models"]
    assert planned(start + SCALED, "print(kept['a'].transform(X))").inference is None
