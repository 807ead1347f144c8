"""What metrics.json makes of numbers, tables and results, as the generated module writes them."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import linregress, ttest_ind
from sklearn.linear_model import LinearRegression

from nb2prod.emit.templates import render

MODULE = SimpleNamespace()
exec(render("src/PACKAGE/metrics.py.jinja", {"package": "paper"}), MODULE.__dict__)

TABLE = [
    (np.float64(0.5), 0.5),
    (np.int64(4), 4),
    (float("nan"), "nan"),
    ({"depth": np.int64(4), "fit": False}, {"depth": 4, "fit": False}),
    (np.array([1.0, 2.0]), [1.0, 2.0]),
    (pd.Series([0.5], index=["age"]), {"age": 0.5}),
    (pd.DataFrame({"a": [1, 2]}), [{"a": 1}, {"a": 2}]),
    (pd.DataFrame({"a": [1, 2]}, index=["x", "y"]), {"a": {"x": 1, "y": 2}}),
    (np.zeros((26, 20)), "ndarray of shape (26, 20), not written out"),
    (np.zeros(501), {"count": 501, "mean": 0.0, "min": 0.0, "max": 0.0, "last": 0.0}),
    ([0.5] * 1000, {"count": 1000, "mean": 0.5, "min": 0.5, "max": 0.5, "last": 0.5}),
    (["a"] * 102, ["a"] * 100 + ["and 2 more"]),
    ([np.float64(1.0), None], [1.0, None]),
    ([np.array([1.0, 2.0])] * 101, [[1.0, 2.0]] * 100 + ["and 1 more"]),
    ([np.array([1.0])] * 101, [[1.0]] * 100 + ["and 1 more"]),
    ([np.float32(0.5), np.array(0.5)] * 60, {"count": 120, "mean": 0.5, "min": 0.5, "max": 0.5, "last": 0.5}),
]


@pytest.mark.parametrize(("value", "written"), TABLE, ids=[type(row[0]).__name__ for row in TABLE])
def test_brief(value, written):
    assert MODULE.brief(value) == written


def test_only_metrics_are_shortened():
    """The columns that a row needs, rows of the sample and parameters are written down whole, by `plain`."""
    names = [f"x{number}" for number in range(1899)]
    assert MODULE.plain(names) == names and MODULE.plain({"row": [0.5] * 300}) == {"row": [0.5] * 300}


def test_the_result_of_a_test_keeps_its_names():
    found = MODULE.plain(linregress([0.0, 1.0, 2.0], [1.0, 3.0, 5.0]))
    assert found["slope"] == pytest.approx(2) and found["intercept"] == pytest.approx(1)


def test_what_a_result_keeps_for_itself_is_no_measure():
    """Private fields of it hold modules of this machine."""
    found = MODULE.plain(ttest_ind([0.0, 1.0, 2.0], [1.0, 3.0, 5.0]))
    assert found["pvalue"] > 0 and not any(name.startswith("_") for name in found)


def test_a_function_among_settings_stands_by_its_name(tmp_path):
    """Of `grid.best_params_` with a tokenizer in it, everything is written; an object by itself is no metric."""
    best = {"tokenizer": json.loads, "C": 10.0, "step": object()}
    MODULE.write_metrics(tmp_path, {"best": best, "thing": object(), "said": "found at 0x10"})
    written = json.loads((tmp_path / "metrics.json").read_text())
    assert written == {"best": {"tokenizer": "loads", "C": 10.0, "step": "object"}, "said": "found at 0x10"}


def test_a_fitted_model_is_no_metric(tmp_path):
    """Neither by itself nor beside its scores; one that a search has chosen says what it is."""
    fitted, chosen = LinearRegression().fit([[0.0], [1.0]], [0.0, 1.0]), LinearRegression()
    MODULE.write_metrics(tmp_path, {"m": fitted, "svm": {"r2": 0.5, "model": fitted}, "best": {"step": chosen}})
    written = json.loads((tmp_path / "metrics.json").read_text())
    assert written == {"svm": {"r2": 0.5}, "best": {"step": "LinearRegression()"}}
