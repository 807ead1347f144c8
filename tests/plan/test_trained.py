"""Models that are trained by a function, by a loop, or by a library with an interface of its own."""

import importlib
import sys

import lightgbm
import pandas as pd
import pytest

from tests.notebooks import planned, project

HEAD = """\
import pandas as pd
df = pd.read_csv("a.csv")
X, y = df[["a", "b"]], df["y"]
"""
TRAINED = {  # notebook, model, level, the table whose columns it takes
    "xgboost": (
        "import xgboost as xgb\nd = xgb.DMatrix(X, label=y)\nbst = xgb.train({}, d)\np = bst.predict(xgb.DMatrix(X))\n",
        ("bst", "features", "X"),
    ),
    "lightgbm": (
        "import lightgbm as lgb\nd = lgb.Dataset(X, y)\nbst = lgb.train({}, train_set=d)\np = bst.predict(X)\n",
        ("bst", "features", "X"),
    ),
    "results that predict": (
        "import statsmodels.api as sm\nres = sm.OLS(y, sm.add_constant(X)).fit()\np = res.predict(sm.add_constant(X))\n",
        ("res", "features", "X"),
    ),
    "a formula": (
        "import statsmodels.formula.api as smf\nres = smf.ols('y ~ a', data=df).fit()\np = res.predict(df)\n",
        ("res", "features", "df"),
    ),
    "a loop of torch": (
        "import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.line = nn.Linear(2, 1)\n    def forward(self, x):\n        return self.line(x)\n"
        "net = Net()\nloss_fn = nn.MSELoss()\noptimizer = torch.optim.SGD(net.parameters(), lr=0.1)\n"
        "x, t = torch.tensor(X.values), torch.tensor(y.values)\nfor epoch in range(3):\n    optimizer.zero_grad()\n"
        "    loss = loss_fn(net(x), t)\n    loss.backward()\n    optimizer.step()\nprint(loss.item())\n",
        ("net", "none", ""),
    ),
}
NO_MODEL = {
    "results that only report": "import statsmodels.api as sm\nres = sm.OLS(y, X).fit()\nprint(res.summary())\n",
    "a forecast of a series": "from statsmodels.tsa.arima.model import ARIMA\nres = ARIMA(y).fit()\np = res.predict(5)\n",
    "gradients of a tensor": "import torch\nw = torch.ones(1, requires_grad=True)\n(w * 2).sum().backward()\nprint(w.grad)\n",
}


@pytest.mark.parametrize("code, expected", TRAINED.values(), ids=TRAINED)
def test_the_model_is_kept(code, expected):
    found = planned(HEAD + code)
    assert found.workflow == "train"
    assert expected[0] in {artifact.name for artifact in found.artifacts}
    inference = found.inference
    if inference.level != "raw":  # where the derivation comes further, so much the better
        assert (inference.model, inference.level, inference.source) == expected
        assert inference.because


def test_what_catboost_takes_is_the_table_in_it():
    code = (
        "from catboost import CatBoostClassifier, Pool\nm = CatBoostClassifier(verbose=0)\n"
        "m.fit(Pool(X, y, cat_features=['a']))\np = m.predict(Pool(data=X, label=y, cat_features=['a']))\n"
    )
    inference = planned(HEAD + code).inference
    assert inference.level == "raw", inference.because
    assert inference.serving.expression == "m.predict(Pool(X, cat_features=['a']))"


def test_what_is_given_answers_and_the_target_only_measures():
    code = (
        "from sklearn.linear_model import LogisticRegression\nimport somewhere\n"
        "m = LogisticRegression().fit(X, y)\np = m.predict(X)\nprint(somewhere.report(y, p))\n"
    )
    assert planned(HEAD + code).inference.level == "raw"


def test_a_name_that_nothing_binds_is_said_to_be_so():
    code = (
        "from sklearn.linear_model import LogisticRegression\nX = reduce(max, X)\n"
        "m = LogisticRegression().fit(X, y)\np = m.predict(X)\n"
    )
    assert "reduce is bound nowhere" in planned(HEAD + code).inference.because


def test_keras_models_fit_as_others_do():
    code = (
        "from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import Dense\n"
        "model = Sequential([Dense(1)])\nmodel.compile(loss='mse')\nmodel.fit(X, y, epochs=2)\np = model.predict(X)\n"
    )
    found = planned(HEAD + code)
    assert (found.workflow, found.inference.model) == ("train", "model")
    assert found.inference.level in ("raw", "features")


@pytest.mark.parametrize("code", NO_MODEL.values(), ids=NO_MODEL)
def test_what_says_nothing_about_new_rows_is_no_model(code):
    assert planned(HEAD + code).inference is None


def test_a_booster_answers_by_the_names_of_its_columns(tmp_path, monkeypatch):
    files = project(HEAD + "X = X.rank()\n" + TRAINED["lightgbm"][0], file="boosted_rows.ipynb")
    assert "names_of" in files["src/boosted_rows/answering.py"], "another level: ask a notebook that stays at features"
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    inference = importlib.import_module("boosted_rows.inference")
    rows = pd.DataFrame({"a": [float(n) for n in range(60)], "b": [n % 5 for n in range(60)]})
    model = lightgbm.train({"verbose": -1, "min_data_in_leaf": 2}, lightgbm.Dataset(rows, rows["a"] * 2), 5)
    answers = inference.predict(rows[["b", "a"]].assign(c="x"), {"bst": model})
    assert answers["prediction"].tolist() == model.predict(rows).tolist()
    with pytest.raises(ValueError, match="lack 1 of 2 columns: a"):
        inference.predict(rows[["b"]], {"bst": model})
    by_place = lightgbm.train(
        {"verbose": -1, "min_data_in_leaf": 2}, lightgbm.Dataset(rows.to_numpy(), rows["a"] * 2), 5
    )
    assert (
        inference.predict(rows, {"bst": by_place})["prediction"].tolist() == by_place.predict(rows.to_numpy()).tolist()
    )
    del sys.modules["boosted_rows.inference"]


def test_a_pipeline_that_only_transforms_is_no_model():
    made = planned(
        HEAD
        + "from sklearn.pipeline import Pipeline\nfrom sklearn.preprocessing import StandardScaler\n"
        + "pipe = Pipeline([('s', StandardScaler())])\npipe.fit(X)\nX = pipe.transform(X)\nX.shape\n"
    )
    assert made.inference is None
    assert [f.code for f in made.findings if f.code == "NB119"] == []
