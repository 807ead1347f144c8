"""Inference from feature columns, with stand-ins for the trained model: one knows its columns by name, one counts them."""

import json

import numpy as np
import pandas as pd
import pytest

from bike_returns.answering import model_matrix
from bike_returns.inference import MODEL, predict
from bike_returns.rows import read_rows
from bike_returns.schema import RowsError, remember


class Model:
    """Says whether `a` is larger than `b`; takes no missing values."""

    feature_names_in_ = ["a", "b"]
    classes_ = [0, 1]

    def predict(self, X):
        if X.isna().any(axis=None):
            raise ValueError("missing values")
        return (X["a"] > X["b"]).astype(int)

    def predict_proba(self, X):
        positive = self.predict(X) * 0.8 + 0.1
        return pd.concat([1 - positive, positive], axis=1)


class Counting:
    """Says by how much its first column is larger than its second; knows no names."""

    def predict(self, X):
        return np.asarray(X)[:, 0] - np.asarray(X)[:, 1]


LEARNED = {MODEL: Model()}


def test_columns_are_found_by_name():
    rows = pd.DataFrame({"b": [1, 5], "other": ["x", "y"], "a": [2, 3]}, index=[7, 7])
    result = predict(rows, LEARNED)
    assert result["prediction"].tolist() == [1, 0]
    assert result["probability"].round(1).tolist() == [0.9, 0.1]
    assert result.index.tolist() == [7, 7]


def test_row_with_a_missing_value_gets_an_empty_prediction():
    result = predict(pd.DataFrame({"a": [2, None, 3], "b": [1, 1, 5]}), LEARNED)
    assert result["prediction"].isna().tolist() == [False, True, False]
    assert result["prediction"].dropna().tolist() == [1, 0]


def test_no_rows_give_no_predictions():
    assert len(predict(pd.DataFrame({"a": [], "b": []}), LEARNED)) == 0


def test_columns_of_one_name_are_taken_as_they_come():
    model = Model()
    model.feature_names_in_ = ["a", "b", "b"]
    one = pd.DataFrame({"a": [2], "b": [1], "b.1": [5]})
    assert list(model_matrix(one, model)) == ["a", "b", "b"]
    with pytest.raises(
        ValueError, match="several of the model's 3 columns bear one name"
    ):
        model_matrix(one.filter(["b", "a", "b.1"]), model)


def test_missing_column_is_named():
    with pytest.raises(ValueError, match="lack 1 of 2 columns: b"):
        predict(pd.DataFrame({"a": [1]}), LEARNED)


@pytest.mark.parametrize("names", (["left side", "right side"], [7, 3]))
def test_a_model_that_counts_its_columns_gets_them_in_the_order_of_training(
    tmp_path, names
):
    schema = json.loads(
        json.dumps(remember(pd.DataFrame({names[0]: [1.5], names[1]: [2.5]})).schema)
    )
    file = tmp_path / "rows.jsonl"
    given = [
        {names[1]: 1, "other": 9, names[0]: 4},
        {names[1]: 2, "other": 9, names[0]: 8},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in given))
    rows = pd.concat(read_rows(str(file), schema))
    assert list(rows) == names
    assert predict(rows, {MODEL: Counting()})["prediction"].tolist() == [3, 6]
    file.write_text(json.dumps({names[1]: 1, "other": 9}) + "\n")
    with pytest.raises(RowsError):
        pd.concat(read_rows(str(file), schema))


def test_command_says_its_level_first(command, tmp_path):
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    result = command("inference", "--input", "rows.csv", "--output", "predictions.csv")
    assert result.returncode == 2
    assert result.stderr.startswith("level: features - ")
    assert "no trained model" in result.stderr
