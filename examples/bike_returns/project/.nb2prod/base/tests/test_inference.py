"""Inference from feature columns, with a stand-in for the trained model."""

import pandas as pd
import pytest

from bike_returns.inference import MODEL, predict


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


def test_missing_column_is_named():
    with pytest.raises(ValueError, match="lack 1 of 2 columns: b"):
        predict(pd.DataFrame({"a": [1]}), LEARNED)


def test_command_says_its_level_first(command, tmp_path):
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    result = command("inference", "--input", "rows.csv", "--output", "predictions.csv")
    assert result.returncode == 2
    assert result.stderr.startswith("level: features - ")
    assert "no trained model" in result.stderr
