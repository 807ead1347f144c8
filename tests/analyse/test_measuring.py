"""Measurements worked out by hand: which names hold a metric, and which looks at one measure the model."""

import pytest

from tests.notebooks import planned

MODEL = """import numpy as np, pandas as pd
from sklearn.linear_model import LinearRegression
df = pd.read_csv('a.csv')
X, y = df[['a']], df['b']
model = LinearRegression().fit(X, y)
pred = model.predict(X)"""

METRICS = [
    ("m = np.mean((y - pred) ** 2)", True),
    ("m = (pred == y).mean()", True),
    ("m = np.sqrt(((pred - y) ** 2).mean())", True),
    ("m = sum(pred == y) / len(y)", True),
    ("m = 1 - ((y - pred) ** 2).sum() / ((y - y.mean()) ** 2).sum()", True),
    ("def rmse(a, b):\n    return np.sqrt(np.mean((a - b) ** 2))\nm = rmse(y, pred)", True),
    ("wrong = y != pred\nm = wrong.sum()", True),
    ("m = (pred > 0.5).sum()", False),  # a prediction is cut at a threshold, nothing is compared with the truth
    ("m = pred.mean()", False),
    ("m = (y - y.mean()).sum()", False),
    ("m = np.mean((y - pred) ** 2, axis=0)", False),  # may be an array
    ("m = y - pred", False),
]


@pytest.mark.parametrize(("source", "measures"), METRICS)
def test_a_number_made_of_errors_is_a_metric(source, measures):
    plan = planned(MODEL, source, "m")
    assert ("m" in dict(plan.metrics)) is measures


def test_a_prediction_that_is_looked_at_stays_and_one_that_feeds_a_plot_goes():
    plan = planned(MODEL, "import matplotlib.pyplot as plt\nshown = model.predict(X)", "plt.plot(shown)", "pred[:5]")
    fates = {s.source: c.fate for s, c in zip(plan.program.statements, plan.choices, strict=True)}
    assert (fates["pred = model.predict(X)"], fates["shown = model.predict(X)"]) == ("both", "dropped")


def test_a_bare_measurement_is_logged():
    plan = planned(MODEL, "np.mean((y - pred) ** 2)")
    assert plan.choices[-1].fate == "train"
