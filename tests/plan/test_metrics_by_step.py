"""What several steps measure stands under their names in metrics.json."""

import pytest

from tests.notebooks import code, planned, project

HEAD = (
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression, Ridge\nfrom sklearn.metrics import accuracy_score\n"
    "df = pd.read_csv('a.csv')\nX, y = df[['a']], df['y']",
)
LINEAR = "m = LogisticRegression().fit(X, y)"
MEASURED = "print('Accuracy:', accuracy_score(y, m.predict(X)))"
CHECKED = "print('Accuracy:', accuracy_score(y, {}))"
BOTH = [  # cells, keys
    ((LINEAR, MEASURED), ["train_accuracy"]),  # one step: nothing to tell apart
    (
        (LINEAR, MEASURED, "n = Ridge().fit(X, y)", "print('R2:', n.score(X, y))"),
        ["evaluate_logistic_regression/train_accuracy", "evaluate_ridge/train_r2"],
    ),
    (  # two models in one step keep their names
        (LINEAR, "n = Ridge().fit(X, y)", "print(m.score(X, y), n.score(X, y))", "for c in (1, 2):\n    k = Ridge(c).fit(X, y)\n    print(c, k.score(X, y))"),
        ["evaluate_logistic_regression_and_ridge/m_train_score", "evaluate_logistic_regression_and_ridge/n_train_score", "train_ridge_over_alpha/score_by_c"],
    ),
    (  # a number tells two steps apart badly: what is given does
        (LINEAR, code(f"a = m.predict(X)\n{CHECKED.format('a')}", "nb2prod:step=check_1"), "m = Ridge().fit(X, y)", code(f"b = m.predict(X)\n{CHECKED.format('b')}", "nb2prod:step=check_2")),
        ["check_1/train_accuracy_a", "check_2/train_accuracy_b"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "keys"), BOTH)
def test_keys(cells, keys):
    assert [key for key, _ in planned(*HEAD, *cells).metrics] == keys


def test_a_step_records_what_it_measured():
    cells = (*HEAD, LINEAR, MEASURED, "n = Ridge().fit(X, y)", "print('R2:', n.score(X, y))")
    files = {path.rpartition("/")[2]: text for path, text in project(*cells).items()}
    assert 'measured["evaluate_ridge"] = {"train_r2": ' in files["train.py"]
    assert (
        "by step: `evaluate_logistic_regression` (`train_accuracy`), `evaluate_ridge` (`train_r2`)."
        in files["README.md"]
    )
