"""A model that is fitted anew behind its last prediction: that prediction is what inference gives, and it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod import emit
from tests.serving.harness import Shape, data, planned, predicted, ran, same, trained
from tests.serving.refitted import BEHIND, FIT, RANKED_SHAPES, REFITTED, ROWS, START


@pytest.fixture(scope="module", name="folder")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("refitted")
    data(folder)
    return folder


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


def _texts(shape: Shape, folder: Path) -> dict[str, str]:
    return {file.path: file.text for file in emit.emit(planned("told", shape, folder)).files}


def test_that_it_is_told(tmp_path: Path) -> None:
    files = _texts(RANKED_SHAPES["a_bootstrap"], tmp_path)
    told = "What is saved is `model` as it stands in cell 2, where it is asked about rows; cell 3 fits it anew."
    assert told in files["README.md"]
    assert 'learned={"model": served_model}' in files["src/told/train.py"]


def test_a_transformer_that_the_rows_to_be_predicted_fit_is_told(tmp_path: Path) -> None:
    files = _texts(REFITTED["a_scaler_of_the_rows_to_be_predicted"], tmp_path)
    told = "refitted_scaler is what cell 1 fits on the rows to be predicted, not what training gave the model"
    assert told in files["README.md"].replace("\\", "") and told in files["src/told/inference.py"]
    assert "refitted_scaler = scaler" in files["src/told/train.py"]


@pytest.mark.parametrize("start", [START, START + "import keras\n"])
def test_what_perhaps_cannot_be_copied(start: str, tmp_path: Path) -> None:
    """A model of an unknown kind beside a library whose models may refuse: its last fit is served, and it is said."""
    cells = start + ROWS + FIT.replace("LinearRegression()", "unknown()") + BEHIND["all_rows"]
    found = planned("copied", Shape("from somewhere import unknown\n" + cells), tmp_path).inference
    assert found is not None and found.as_of == (-1, -1) and not found.keeps
    assert "its last fit is saved" in found.chosen and found.expected == ""


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
