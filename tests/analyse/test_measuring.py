"""Measurements worked out by hand: which names hold a metric, and which looks at one measure the model."""

import pytest

from tests.notebooks import planned

MODEL = """import numpy as np, pandas as pd
from sklearn.linear_model import LinearRegression
df = pd.read_csv('a.csv')
X, y = df[['a']], df['b']
model = LinearRegression().fit(X, y)
pred = model.predict(df[['a']])"""

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
    assert (fates["pred = model.predict(df[['a']])"], fates["shown = model.predict(X)"]) == ("both", "dropped")


def test_a_bare_measurement_is_logged():
    plan = planned(MODEL, "np.mean((y - pred) ** 2)")
    assert plan.choices[-1].fate == "train"


SCORED = """from sklearn.metrics import accuracy_score, mean_squared_error, r2_score
from sklearn.model_selection import cross_val_score"""
KEYS = [  # what is shown, keys of metrics.json
    ("print(mean_squared_error(y, pred) ** 0.5)", ["rmse"]),
    ("print(np.sqrt(mean_squared_error(y, pred)))", ["rmse"]),
    ("print('Test error', 1 - accuracy_score(y, pred))", ["test_error"]),
    ("print(1 - accuracy_score(y, pred))", ["error_rate"]),
    ("print(accuracy_score(y, pred) * 100)", ["accuracy_percent"]),
    ("print(round(r2_score(y, pred), 2))", ["r2"]),
    ("print(f'{r2_score(y, pred):.2f}')", ["r2"]),
    ("(y == pred).mean()", ["accuracy"]),
    ("print(np.mean(y != pred))", ["error_rate"]),
    ("(pred > y).mean()", ["share"]),
    ("rest = y - pred\nprint(rest.sum())", ["sum_rest"]),
    ("(y - pred).max()", ["max_error"]),
    ("print(np.sqrt(((y - pred) ** 2).mean()))", ["rmse"]),
    ("print('Off by', np.mean(np.abs(y - pred)))", ["off_by"]),
    ("print(sum(y == pred) / len(y))", ["correct_share"]),
    ("print(r2_score(y, pred) - 0.1)", []),  # no word for what was done to it
    ("# Share of the best\nprint(r2_score(y, pred) / 0.8 - 0.1)", []),  # the comment names no metric
    ("r2 = r2_score(y, pred)\n1 - ((1-r2)*(40-1)/(40-1-1))", ["r2", "adjusted_r2"]),
    ("r2 = r2_score(y, pred)\n1 - (1 - r2) * ((len(y) - 1) / (len(y) - X.shape[1] - 1))", ["r2", "adjusted_r2"]),
    ("r2 = r2_score(y, pred)\n1 - (1 - r2) * (len(y) / 40)", ["r2"]),  # not that formula
    ("print('MSE', r2_score(y, pred))", ["r2"]),  # a slip: what is called is right
    ("print('Accuracy:', r2_score(y, pred))", ["r2"]),
    ("print('MSE', np.sqrt(mean_squared_error(y, pred)))", ["rmse"]),
    ("print('RMSE', np.sqrt(mean_squared_error(y, pred)))", ["rmse"]),
    ("print('Test mean squared error', mean_squared_error(y, pred))", ["test_mean_squared_error"]),
    ("print('R-squared', model.score(X, y))", ["train_r_squared"]),
    ("print('Test loss', r2_score(y, pred))", ["test_loss"]),  # no metric's name
    ("print(-cross_val_score(model, X, y, scoring='neg_mean_squared_error').mean())", ["mean_cv_mse"]),
    ("print(cross_val_score(model, X, y, scoring='r2').std())", ["std_cv_r2"]),
    ("mse = mean_squared_error(y, pred)\nprint(mse ** 0.5)", ["mse", "rmse"]),
    ("def rmse(a, b):\n    return mean_squared_error(a, b) ** 0.5\nprint(rmse(y, pred))", ["rmse"]),
    ("def judge(m):\n    return {'r2': m.score(X, y)}\njudge(model)", ["judge"]),
    ("s = {}\ns['one'] = model.score(X, y)\npd.DataFrame(s, index=[0])", ["s"]),
    ("rows = []\nrows.append(model.score(X, y))\ntable = pd.DataFrame(rows)\ntable", []),  # it is a file
    ("for n, m in [('a', model)]:\n    print(n, m.score(X, y))", ["score_by_n"]),
    (
        "rows = []\nfor n in range(2):\n    rows.append({'n': n, 's': model.score(X, y)})\nt = pd.DataFrame(rows)\ndisplay(t)",
        [],  # it is a file
    ),
    ("display(df)", []),
    ("import h2o\nm = h2o.get()\nprint('Test AUC = %.4f' % m.auc(valid=True))", ["m_test_auc"]),
    ("import h2o\nm = h2o.get()\nm.rmse()", ["m_rmse"]),
    ("import h2o\nm = h2o.get()\nprint(m.auc(), m.rmse())", ["m_auc", "m_rmse"]),  # in the same order
    ("import h2o\nm = h2o.get()\nloss = m.evaluate(X)\nprint(loss)", ["loss"]),
    ("for n, m in [('a', model)]:\n    s = m.score(X, y)\n    print(f'{n}: {s}')", ["score_by_n"]),
    ("for m in [model]:\n    print(type(m).__name__, m.score(X, y))", ["score_by_m"]),
    ("for n in range(2):\n    if n:\n        print('R2:', model.score(X, y))", ["r2_by_n"]),
    ("for n in range(2):\n    s = model.score(X, y)", []),  # the last of several, and nobody is shown it
    ("for n in range(2):\n    s = model.score(X, y)\nprint(s)", ["s"]),
    ("for n in range(2):\n    for k in range(2):\n        print(n, k, model.score(X, y))", ["score_by_n_and_k"]),
    ("def show(m):\n    for n in range(2):\n        print(n, m.score(X, y))\nshow(model)", ["evaluation"]),
]


@pytest.mark.parametrize(("source", "keys"), KEYS)
def test_what_a_metric_is_called(source, keys):
    assert [key for key, _ in planned(MODEL, SCORED, source).metrics] == keys
