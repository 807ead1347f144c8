"""The generated inference at level `features`, with real models: what each kind of model makes of the same rows."""

import importlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import DBSCAN, KMeans
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

from nb2prod.emit.project import project_files
from nb2prod.model import Inference, Notebook, Plan, Program, Requirement
from tests.notebooks import project

PLAN = Plan(
    program=Program(Notebook("rows", "rows.ipynb", ()), (), (), (), {}),
    package="rows_for_inference",
    title="Rows",
    workflow="train",
    choices=(),
    steps=(),
    definitions=(),
    parameters=(),
    edits=(),
    measures=(),
    artifacts=(),
    metrics=(),
    inference=Inference("features", "because", model="model"),
    requirements=(Requirement("scikit-learn"), Requirement("not-installed-here")),
    findings=(),
)
X = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0] * 5, "b": [1.0, 0.0] * 15})
TWO, THREE = (X["a"] > 2).map({True: "yes", False: "no"}), X["a"] // 2
GAP = X.copy()
GAP.loc[[1, 4], "b"] = np.nan


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    root = tmp_path_factory.mktemp("rows")
    for file in project_files(PLAN):
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_text(file.text, encoding="utf-8")
    sys.path.insert(0, str(root / "src"))
    yield PLAN.package
    sys.path.remove(str(root / "src"))
    for name in [name for name in sys.modules if name.startswith(PLAN.package)]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def inference(package):
    return importlib.import_module(f"{package}.inference")


@pytest.fixture(scope="module")
def artifacts(package):
    return importlib.import_module(f"{package}.artifacts")


@pytest.fixture(scope="module")
def seen(package):
    return importlib.import_module(f"{package}.schema").remember(X)


FITTED = [  # model, columns that come out, rows without a prediction when rows 1 and 4 lack `b`
    (LogisticRegression().fit(X, TWO), ["prediction", "probability"], [1, 4]),
    (
        LogisticRegression().fit(X, THREE),
        ["prediction", "probability_0.0", "probability_1.0", "probability_2.0"],
        [1, 4],
    ),
    (make_pipeline(StandardScaler(), LogisticRegression()).fit(X, TWO), ["prediction", "probability"], [1, 4]),
    (LinearRegression().fit(X, X["a"] * 2), ["prediction"], [1, 4]),
    (LinearRegression().fit(X, X[["a", "b"]]), ["prediction"], [1, 4]),
    (SVC().fit(X, TWO), ["prediction"], [1, 4]),
    (KMeans(2, n_init=1, random_state=0).fit(X), ["prediction"], [1, 4]),
    (HistGradientBoostingClassifier(max_iter=2).fit(X, TWO), ["prediction", "probability"], []),
]


@pytest.mark.parametrize("model, columns, empty", FITTED)
def test_each_kind_of_model(inference, model, columns, empty):
    shuffled = X.assign(extra="x")[["extra", "b", "a"]].set_index(X["a"])
    result = inference.predict(shuffled, {"model": model})
    assert list(result.columns) == columns
    assert result.index.equals(shuffled.index)
    assert np.array_equal(np.array(result["prediction"].tolist()), model.predict(X))
    with_gaps = inference.predict(GAP, {"model": model})
    assert np.flatnonzero(with_gaps["prediction"].isna()).tolist() == empty
    for row in (0, 7):
        alone = inference.predict(X.iloc[[row]], {"model": model})["prediction"].iloc[0]
        assert (
            np.allclose(alone, result["prediction"].iloc[row])
            if not isinstance(alone, str)
            else alone == result["prediction"].iloc[row]
        )


def test_one_probability_a_row_is_a_column(inference, monkeypatch):
    model = LogisticRegression().fit(X, TWO)
    expected = model.predict_proba(X)[:, 1]
    monkeypatch.setattr(model, "predict_proba", lambda rows: expected[: len(rows)])
    assert np.allclose(inference.predict(X, {"model": model})["probability"], expected)


def test_model_of_a_plain_array_takes_columns_by_position(inference):
    model = LogisticRegression().fit(X.to_numpy(), TWO)
    assert inference.predict(X, {"model": model})["prediction"].tolist() == model.predict(X.to_numpy()).tolist()
    with pytest.raises(ValueError, match="takes 2 columns by position, the rows have 3"):
        inference.predict(X.assign(c=1), {"model": model})


def test_a_file_whose_names_nothing_knows_goes_by_position_only_where_it_numbers_them(inference):
    model = LogisticRegression().fit(X.to_numpy(), TWO)
    X.attrs["unknown"] = True  # as `conform` says
    try:
        with pytest.raises(ValueError, match="takes 2 columns in the order of training, which the header must number"):
            inference.predict(X, {"model": model})
        numbered = inference.predict(X.set_axis(["0", "1"], axis=1), {"model": model})["prediction"]
        assert numbered.tolist() == model.predict(X.to_numpy()).tolist()
    finally:
        X.attrs.clear()


def test_model_that_no_longer_knows_its_number_of_columns_is_asked(inference):
    """One of catboost that was loaded from its own file."""
    model = LinearRegression().fit(X.to_numpy(), X["a"])
    loaded = type("Loaded", (), {"n_features_in_": 0, "predict": lambda self, rows: model.predict(rows)})()
    assert inference.predict(X, {"model": loaded})["prediction"].round(9).tolist() == X["a"].tolist()


def test_model_of_texts_takes_texts(inference):
    texts = pd.Series(["good day", "bad day"] * 4)
    model = make_pipeline(CountVectorizer(), MultinomialNB()).fit(texts, texts)
    assert inference.predict(texts.to_frame("text"), {"model": model})["prediction"].tolist() == texts.tolist()


REFUSED = [
    ({"model": LogisticRegression().fit(X, TWO)}, X[["b"]], "lack 1 of 2 columns: a"),
    ({"model": LogisticRegression().fit(X, TWO)}, X.assign(a="x"), "could not convert"),
    ({"model": DBSCAN().fit(X)}, X, "has no predict"),
    ({}, X, "hold no model"),
]


@pytest.mark.parametrize("learned, rows, expected", REFUSED)
def test_what_cannot_be_predicted_is_said(inference, learned, rows, expected):
    with pytest.raises(ValueError, match=expected):
        inference.predict(rows, learned)


def test_categories_that_the_model_refuses(inference):
    texts = pd.DataFrame({"kind": list("abab"), "size": [1.0, 2.0, 3.0, 4.0]})
    columns = ColumnTransformer([("kind", OneHotEncoder(), ["kind"])], remainder="passthrough")
    model = make_pipeline(columns, LogisticRegression()).fit(texts, [0, 1, 0, 1])
    rows = pd.DataFrame({"kind": list("axbbx"), "size": [1.0, 2.0, 3.0, np.nan, 5.0]}, index=list("vwxyz"))
    result = inference.predict(rows, {"model": model})
    assert result.index.tolist() == list("vwxyz") and result["prediction"].isna().tolist() == [0, 1, 0, 1, 1]
    assert result["prediction"].dropna().tolist() == model.predict(rows.loc[["v", "x"]]).tolist()
    assert inference.predict(rows[1:2], {"model": model})["prediction"].isna().all()


def test_artifacts_of_real_models(artifacts, seen, tmp_path):
    model = LogisticRegression().fit(X, TWO)
    metrics = {"f1": np.float32(0.5), "matrix": np.eye(2), "by": TWO.value_counts(), "frame": X, "n": np.int64(3)}
    artifacts.save(tmp_path, {"model": model, "columns": X.columns}, metrics=metrics, config={"seed": 7}, seen=seen)
    assert (artifacts.load(tmp_path)["model"].predict(X) == model.predict(X)).all()
    written = json.loads((tmp_path / "metrics.json").read_text())
    assert written["f1"] == 0.5 and written["matrix"] == [[1, 0], [0, 1]] and written["n"] == 3
    assert (
        written["by"] == {"no": 15, "yes": 15}
        and len(written["frame"]) == 30
        and written["frame"][0] == {"a": 0.0, "b": 1.0}
    )
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["libraries"]["not-installed-here"] == "not installed"


def test_other_major_version_warns(artifacts, seen, tmp_path):
    artifacts.save(tmp_path, {}, metrics={}, config={}, seen=seen)
    text = (tmp_path / "manifest.json").read_text()
    version = json.loads(text)["libraries"]["scikit-learn"]
    (tmp_path / "manifest.json").write_text(text.replace(f'"{version}"', '"0.24.0"'))
    with pytest.warns(UserWarning, match=r"trained with scikit-learn 0\.24\.0, running with"):
        artifacts.load(tmp_path)


class Own:
    """A class that pickle finds only while this program runs."""


Own.__module__ = "__main__"


def test_what_no_module_has_is_kept_whole(artifacts, package, seen, tmp_path, monkeypatch):
    """A lambda, and an object of a class of the running program: another process loads both."""
    monkeypatch.setattr(sys.modules["__main__"], "Own", Own, raising=False)
    learned = {"own": [Own()], "square": lambda size: size**2, "size": 3}
    artifacts.save(tmp_path, learned, metrics={}, config={}, seen=seen)
    source = Path(artifacts.__file__).parents[1]
    asked = f"from {package} import artifacts; from pathlib import Path; it = artifacts.load(Path({str(tmp_path)!r})); "
    shown = asked + "print(type(it['own'][0]).__name__, it['square'](it['size']))"
    loaded = subprocess.run([sys.executable, "-c", shown], cwd=source, capture_output=True, text=True)
    assert (loaded.stdout, loaded.returncode) == ("Own 9\n", 0), loaded.stderr


def test_functions_of_another_python_are_refused_in_words(artifacts, seen, tmp_path):
    artifacts.save(tmp_path, {"square": lambda size: size**2, "size": 3}, metrics={}, config={}, seen=seen)
    path = tmp_path / "manifest.json"
    manifest = json.loads(path.read_text())
    assert "python" not in manifest["artifacts"]["size"]
    manifest["artifacts"]["square"]["python"] = "3.5"
    path.write_text(json.dumps(manifest))
    with pytest.raises(artifacts.ArtifactError, match=r"square\.joblib holds functions of Python 3\.5, and this is"):
        artifacts.load(tmp_path)


def test_models_with_a_format_of_their_own(tmp_path):
    catboost, xgboost = pytest.importorskip("catboost"), pytest.importorskip("xgboost")
    required = tuple(Requirement(name) for name in ("catboost", "scikit-learn", "xgboost"))
    plan = replace(PLAN, package="own_formats", requirements=required)
    given = {file.path.split("/")[-1]: file.text for file in project_files(plan) if "/own_formats/" in file.path}
    folder = tmp_path / "own_formats"
    folder.mkdir()
    for name in ("__init__.py", "artifacts.py", "metrics.py", "schema.py"):
        (folder / name).write_text(given[name], encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    try:
        artifacts = importlib.import_module("own_formats.artifacts")
        seen = importlib.import_module("own_formats.schema").remember(X)
    finally:
        sys.path.remove(str(tmp_path))
    gaps = X.replace(5.0, -1.0)
    models = {
        "x": xgboost.XGBClassifier(n_estimators=3, missing=-1.0).fit(gaps, TWO == "yes"),
        "b": xgboost.train({}, xgboost.DMatrix(X, X["a"]), 3),
        "c": catboost.CatBoostClassifier(iterations=3, verbose=0, allow_writing_files=False).fit(X, TWO),
        "s": StandardScaler().fit(X),
    }
    artifacts.save(tmp_path / "out", models, metrics={}, config={}, seen=seen)
    loaded = artifacts.load(tmp_path / "out")
    assert sorted(p.suffix for p in (tmp_path / "out").glob("[a-z].*")) == [".cbm", ".joblib", ".ubj", ".ubj"]
    assert np.array_equal(loaded["x"].predict_proba(gaps), models["x"].predict_proba(gaps))
    assert loaded["x"].get_params()["missing"] == -1.0 and list(loaded["x"].classes_) == [0, 1]
    assert np.array_equal(*(each["b"].predict(xgboost.DMatrix(X)) for each in (loaded, models)))
    assert loaded["c"].predict(X).tolist() == models["c"].predict(X).tolist()
    (tmp_path / "out" / "x.ubj").write_bytes(b"another model")
    with pytest.raises(artifacts.ArtifactError, match="changed since training"):
        artifacts.load(tmp_path / "out")


def test_a_booster_of_lightgbm_is_kept_as_text(tmp_path, monkeypatch):
    import lightgbm

    plan = replace(PLAN, package="kept_boosters", requirements=(Requirement("lightgbm"),))
    for file in project_files(plan):
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.path).write_text(file.text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    artifacts, schema = (importlib.import_module(f"kept_boosters.{name}") for name in ("artifacts", "schema"))
    rows = pd.DataFrame({"a": np.arange(60.0), "b": pd.Categorical(["x", "y", "z"] * 20)})
    few = {"verbose": -1, "min_data_in_leaf": 2}
    booster = lightgbm.train(few, lightgbm.Dataset(rows, rows["a"] * 2), 5)
    of_classes = lightgbm.LGBMClassifier(n_estimators=3, verbose=-1).fit(rows[["a"]], rows["a"] > 30)
    learned = {"booster": booster, "of_classes": of_classes}
    artifacts.save(tmp_path / "out", learned, metrics={}, config={}, seen=schema.remember(rows))
    assert (tmp_path / "out" / "booster.lgb").read_text().startswith("tree")
    assert (tmp_path / "out" / "of_classes.joblib").exists()  # its labels stand in no booster
    loaded = artifacts.load(tmp_path / "out")
    assert np.array_equal(loaded["booster"].predict(rows), booster.predict(rows))
    assert loaded["of_classes"].predict(rows[["a"]]).tolist() == of_classes.predict(rows[["a"]]).tolist()


def test_a_model_that_writes_its_columns_without_blanks(tmp_path, monkeypatch):
    import lightgbm

    plan = replace(PLAN, package="without_blanks", requirements=(Requirement("lightgbm"),))
    for file in project_files(plan):
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.path).write_text(file.text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    inference = importlib.import_module("without_blanks.inference")
    rows = X.rename(columns={"a": "of a year", "b": "of_b"})
    model = lightgbm.LGBMClassifier(n_estimators=3, min_child_samples=2, verbose=-1).fit(rows, TWO)
    assert model.feature_names_in_.tolist() == ["of_a_year", "of_b"]
    turned = rows[["of_b", "of a year"]].assign(further=1)
    assert inference.predict(turned, {"model": model})["prediction"].tolist() == model.predict(rows).tolist()


def test_functions_that_come_into_being_when_the_notebook_runs_are_kept_whole(tmp_path, monkeypatch):
    cells = (
        "import pickle\nimport pandas as pd\nfrom sklearn.pipeline import make_pipeline\nfrom sklearn.linear_model import LinearRegression\n"
        "from sklearn.preprocessing import FunctionTransformer",
        "k = [2].pop()\ndef f(v): return v * k",
        "df = pd.DataFrame({'a': [1., 2., 3.], 'y': [2., 4., 6.]})\nm = make_pipeline(FunctionTransformer(f), LinearRegression())\nm.fit(df[['a']], df['y'])",
        "s = pickle.dumps(f)\np = m.predict(df[['a']])",
    )
    for path, text in project(*cells).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "src")
    train = [sys.executable, "-m", "paper.train", "--artifacts", "out"]
    trained = subprocess.run(train, capture_output=True, text=True)
    assert trained.returncode == 0, trained.stderr
    (tmp_path / "src" / "rows.csv").write_text("a\n5\n")
    asked = [sys.executable, "-m", "paper.inference", "--input", "rows.csv", "--output", "-", "--artifacts", "out"]
    said = subprocess.run(asked, capture_output=True, text=True)
    assert said.stdout.split() == ["prediction", "10.0"], said.stderr


RAW = (
    "import pandas as pd\nfrom sklearn.preprocessing import StandardScaler\nfrom sklearn.linear_model import LogisticRegression",
    "df = pd.read_csv('a.csv')",
    "df['age'] = df['age'].fillna(df['age'].median())\ndf['fare'] = df['fare'].fillna(0)\nX = df[['age', 'fare']]\nprint(len(X))",
    "y = df['y']\nfrom sklearn.model_selection import train_test_split\nX_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
    "scaler = StandardScaler()\nX_train_s = scaler.fit_transform(X_train)\nX_test_s = scaler.transform(X_test)",
    "model = LogisticRegression()\nmodel.fit(X_train_s, y_train)",
    "print(model.predict(X_test_s))",
)


def test_inference_says_what_each_function_makes_and_of_which_class_its_learned_values_are():
    text = project(*RAW)["src/paper/inference.py"]
    assert "scaler: StandardScaler" in text and "from sklearn.preprocessing import StandardScaler" in text
    assert "of new rows with scaler, as training saved it (cell 5)." in text
    assert "def split_data" not in text  # all that it does to new rows is a copy
    assert "    return scaler.transform(X)" in text


def test_what_a_scaler_makes_of_a_frame_is_not_called_one():
    cells = (
        "import pandas as pd\nfrom sklearn.svm import SVC\nfrom sklearn.preprocessing import MinMaxScaler, StandardScaler\n"
        "from sklearn.model_selection import train_test_split\ndf = pd.read_csv('a.csv')",
        "X = df.drop('y', axis=1)\ny = df['y']",
        "X_train, X_test, y_train, y_test = train_test_split(X, y)",
        "low = MinMaxScaler()\nlow.fit(X_train)\nX_train = low.transform(X_train)\nX_test = low.transform(X_test)",
        "even = StandardScaler()\neven.fit(X_train)\nX_train = even.transform(X_train)\nX_test = even.transform(X_test)",
        "m = SVC()\nm.fit(X_train, y_train)\nprint(m.predict(X_test))",
    )
    files = project(*cells)
    text = files["src/paper/inference.py"]
    assert "(X: pd.DataFrame, low: MinMaxScaler, even: StandardScaler) -> Any:" in text
    assert "what training learned (`even`, `low`, `m`, `raw_columns`)" in files["README.md"]


TYPED = [  # how X is taken from df, its annotation
    (
        "import numpy as np\nz = np.abs(zscore(df))\nkept = df[(z < 3).all(axis=1)]\nX = kept.drop('y', axis=1)",
        "X: pd.DataFrame",
    ),
    ("kept = df[wanted(df)]\nX = kept.drop('y', axis=1)", "X: Any"),
]


@pytest.mark.parametrize("taken, annotation", TYPED)
def test_a_table_is_called_a_column_only_where_it_is_one(taken, annotation):
    start = "import pandas as pd\nfrom somewhere import wanted\nfrom scipy.stats import zscore\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')"
    text = project(start, f"{taken}\ny = df['y']\nprint(X.shape)", "m = SVC()\nm.fit(X, y)", "print(m.score(X, y))")
    assert f"({annotation}, y: pd.Series) -> SVC:" in text["src/paper/train.py"]
