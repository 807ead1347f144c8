"""What several steps measure stands under their names in metrics.json."""

import pytest

from tests.notebooks import planned, project

HEAD = (
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression, Ridge\nfrom sklearn.metrics import accuracy_score\n"
    "df = pd.read_csv('a.csv')\nX, y = df[['a']], df['y']",
)
LINEAR = "m = LogisticRegression().fit(X, y)"
AGAIN = "m = LogisticRegression(C=2).fit(X, y)"
MEASURED = "print('Accuracy:', accuracy_score(y, m.predict(X)))"
OTHER = ("n = Ridge().fit(X, y)", "print('R2:', n.score(X, y))")
BOTH = [  # cells, keys
    ((LINEAR, MEASURED), ["train_accuracy"]),  # one step: nothing to tell apart
    ((LINEAR, MEASURED, *OTHER), ["m_train_accuracy", "n_train_r2"]),  # their names say whose they are
    (
        (LINEAR, MEASURED, AGAIN, MEASURED, *OTHER),
        [
            "evaluate_logistic_regression/train_accuracy",
            "evaluate_logistic_regression_2/train_accuracy",
            "evaluate_ridge/n_train_r2",
        ],
    ),
    (  # lines of the workflow are no step that a reader finds
        (LINEAR, MEASURED, AGAIN, MEASURED, "def again():\n    global m\n    m = Ridge().fit(X, y)\nagain()"),
        ["first_m_train_accuracy", "m_train_accuracy"],
    ),
]


@pytest.mark.parametrize(("cells", "keys"), BOTH)
def test_keys(cells, keys):
    assert [key for key, _ in planned(*HEAD, *cells).metrics] == keys


def test_a_step_records_what_it_measured():
    cells = (*HEAD, LINEAR, MEASURED, AGAIN, MEASURED)
    files = {path.rpartition("/")[2]: text for path, text in project(*cells).items()}
    assert 'measured["evaluate_logistic_regression_2"] = {' in files["train.py"]
    assert "by step: `evaluate_logistic_regression` (`train_accuracy`), `evaluate_logistic" in files["README.md"]
