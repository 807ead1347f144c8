"""A model that is fitted anew behind its last prediction: that prediction is what inference gives, and it is told."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nb2prod import emit
from tests.notebooks import planned as planned_cells
from tests.serving.harness import Shape, planned, predicted, ran, same, trained
from tests.serving.refitted import BEHIND, FIT, RANKED_SHAPES, REFITTED, ROWS, START


@pytest.mark.parametrize("name", RANKED_SHAPES)
def test_level_features(name: str, folder: Path, tmp_path: Path) -> None:
    shape = RANKED_SHAPES[name]
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    decided = planned(f"refit_{name}", shape, tmp_path)
    assert decided.inference is not None and decided.inference.level == "features"
    assert "rank" in decided.inference.because
    names = ran(shape, tmp_path)
    project = trained(decided, tmp_path)
    same(predicted(project, names["X"])["prediction"], names["y_pred"])
    assert [column["name"] for column in project.schema["columns"]] == ["place", "age", "visits"]


NAMED = (
    START
    + """
from sklearn.feature_extraction import DictVectorizer
def fitted(rows, y):
    dv = DictVectorizer(sparse=False)
    A = dv.fit_transform(rows.to_dict(orient="records"))
    return dv, LinearRegression().fit(A, y)
Z = df[["visits", "city"]].assign(visits=df["visits"].rank())
for part in range(2):
    dv, m = fitted(Z[part::2], df["spend"][part::2])
    y_pred = m.predict(dv.transform(Z.to_dict(orient="records")))
"""
)


def test_a_matrix_of_a_dictvectorizer_goes_by_its_names(folder: Path, tmp_path: Path) -> None:
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    shape = Shape(NAMED)
    decided = planned("named", shape, tmp_path)
    assert decided.inference is not None and (decided.inference.level, decided.inference.namer) == ("features", "dv")
    names, project = ran(shape, tmp_path), trained(decided, tmp_path)
    matrix = pd.DataFrame(
        names["dv"].transform(names["Z"].to_dict(orient="records")), columns=names["dv"].feature_names_
    )
    same(predicted(project, matrix.iloc[:, ::-1])["prediction"], names["y_pred"])
    (tmp_path / "rows.csv").write_text("a,b,c,d,e\n1,2,3,4,5\n", encoding="utf-8")
    (rows,) = project.rows.read_rows(str(tmp_path / "rows.csv"), project.schema)
    with pytest.raises(ValueError, match=r"takes 5 columns in the order of training: city=Bonn, city=Lyon, .*, visits"):
        predicted(project, rows)
    assert "by the names in `feature_names_` of `dv`, as training saved it." in _texts(shape, tmp_path)["README.md"]


def _texts(shape: Shape, folder: Path) -> dict[str, str]:
    return {file.path: file.text for file in emit.emit(planned("told", shape, folder)).files}


def test_that_it_is_told(tmp_path: Path) -> None:
    files = _texts(RANKED_SHAPES["a_bootstrap"], tmp_path)
    told = "What is saved is `model` as it stands in cell 2; cell 3 fits it again. It is the last `model` that is asked for"
    assert told in files["README.md"]
    assert 'learned={"model": served_model}' in files["src/told/train.py"]


def test_a_transformer_that_the_rows_to_be_predicted_fit_is_told(tmp_path: Path) -> None:
    files = _texts(REFITTED["a_scaler_of_the_rows_to_be_predicted"], tmp_path)
    told = "refitted_scaler is saved as cell 1 fits it, on other rows than those of the model"
    assert told in files["README.md"].replace("\\", "") and told in files["src/told/inference.py"]
    assert "refitted_scaler = scaler" in files["src/told/train.py"]


def test_encoders_of_each_column_of_the_rows_to_be_predicted_are_told() -> None:
    cells = (
        "import pandas as pd\nfrom sklearn.preprocessing import LabelEncoder\nfrom sklearn.naive_bayes import CategoricalNB",
        "df, new = pd.read_csv('a.csv'), pd.read_csv('b.csv')\nle = LabelEncoder()",
        "df = df.apply(le.fit_transform)\nm = CategoricalNB().fit(df[['a']], df['y'])",
        "new = new.apply(le.fit_transform)\np = m.predict(new[['a']])\nprint(p)",
    )
    found = planned_cells(*cells).inference
    assert found is not None and found.level == "raw", found
    assert "label_encoders is saved as cell 4 fits it, on other rows than those of the model" in found.because


@pytest.mark.parametrize("start", [START, START + "import keras\n"])
def test_what_perhaps_cannot_be_copied(start: str, tmp_path: Path) -> None:
    """A model of an unknown kind beside a library whose models may refuse: its last fit is served."""
    cells = start + ROWS + FIT.replace("LinearRegression()", "unknown()") + BEHIND["all_rows"]
    found = planned("copied", Shape("from somewhere import unknown\n" + cells), tmp_path).inference
    assert found is not None and found.as_of == (-1, -1) and not found.keeps
    assert found.expected == ""


def test_another_model_that_was_asked_before_is_not_served_for_it(tmp_path: Path) -> None:
    cells = (
        START
        + "def line(**settings):\n    return LinearRegression(**settings)\n"
        + ROWS
        + "other = Ridge().fit(X, y)\n"
        "print(other.score(X, y), other.predict(X))\n# %%\nmodel = line()\nmodel.fit(X, y)\ny_pred = model.predict(X)\n# %%\n"
        "model = line(fit_intercept=False).fit(X, y)\nprint(model.coef_)"
    )
    found = planned("asked", Shape(cells), tmp_path)
    assert found.inference is not None and found.inference.model == "model"
    assert [(a.name, a.value) for a in found.artifacts if a.kind == "estimator"] == [("model", "served_model")]


ON = {  # what comes behind the first answer, where the same object answers on or is written down
    "it_goes_on_learning": "for i in range(9):\n    model.partial_fit(X, y)\n    print(model.score(X, y), model.predict(X))",
    "and_is_written_in_each_turn": "for i in range(9):\n    model.partial_fit(X, y)\n    joblib.dump(model, 'm.joblib')",
    "asked_row_by_row": "model.fit(X[:50], y[:50])\nfor i in range(9):\n    print(model.predict(X.iloc[[i]]))",
    "by_a_second_name": "model.fit(X[:50], y[:50])\nmodels = {'final': model}\nprint(models['final'].predict(X))",
}


@pytest.mark.parametrize("name", ON)
def test_a_model_that_answers_on_is_served_as_it_ends(name: str, tmp_path: Path) -> None:
    cells = (
        START
        + "from sklearn.linear_model import SGDRegressor\n"
        + ROWS
        + FIT.replace("LinearRegression", "SGDRegressor")
    )
    found = planned("on", Shape(cells + ON[name]), tmp_path)
    assert found.inference is not None and found.inference.as_of == (-1, -1)
    assert [keep.text for keep in found.inference.keeps if "copy" in keep.text] == []
    assert [(a.name, a.value) for a in found.artifacts if a.kind == "estimator"] == [("model", "")]


def test_rows_that_a_view_changes_are_not_taken_as_they_were(tmp_path: Path) -> None:
    cells = (
        "import numpy as np\nfrom sklearn.linear_model import LinearRegression\n"
        "data = np.loadtxt('rows.csv', delimiter=',')\nX = data[:, :2]\ny = data[:, 2]\nX *= 2\n"
        "model = LinearRegression()\nmodel.fit(X, y)\npred = model.predict(data[:, :2])\nprint(pred)"
    )
    files = _texts(Shape(cells), tmp_path)
    assert "return X * 2" in files["src/told/inference.py"]
