"""What a step works out and nobody takes: which names it hands back all the same."""

import pytest

from tests.notebooks import planned, text

HEAD = (
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import accuracy_score\n"
    "from sklearn.model_selection import train_test_split",
    "df = pd.read_csv('a.csv')",
    "X, y = df[['a']], df['b']\nmodel = LogisticRegression()\nmodel.fit(X, y)",
)
GIVEN = [  # the last cell, what its step hands back
    ("pred_ci = pd.DataFrame(model.predict_proba(X))", ("pred_ci",)),
    ("seen = X.copy()\nseen['p'] = model.predict(X)\nlast = seen.nlargest(9, 'p')", ("last",)),
    ("low, high = X.min(), X.max()", ("low", "high")),
    ("half = len(X)\nprint('half: {}'.format(half / 2))", ()),  # said
    ("last = X.nlargest(9, 'a')\nprint(last.round(2))", ("last",)),  # a log holds the ends of a table
    ("last = X.nlargest(9, 'a')\nprint(len(last))", ()),
    ("y_pred = model.predict(X)\nprint(accuracy_score(y, y_pred))", ("y_pred", "train_accuracy")),  # as a person would
    ("other = LogisticRegression(C=9)\nother.fit(X, y)\nprint(other.coef_.shape)", ("other",)),
    ("size = (9, 9)\nprint(len(X))", ()),  # a setting
    ("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot(X)\nprint(len(X))", ()),
    ("for last in X['a']:\n    print(last)", ()),
    ("if len(X):\n    last = X.nlargest(9, 'a')\nprint(1)", ()),  # perhaps there is none
    ("_ = X.nlargest(9, 'a')\nprint(1)", ()),
    ("where = 'a' + str(len(X))\nprint(1)", ()),  # a text
]


@pytest.mark.parametrize(("source", "given"), GIVEN, ids=[row[0] for row in GIVEN])
def test_what_nobody_takes_is_handed_back(source, given):
    plan = planned(*HEAD, text("# Then"), source)
    cell = len(HEAD) + 1
    [step] = [s for s in plan.steps if cell in s.cells]
    assert step.outputs == given


def test_a_name_that_another_step_binds_is_not_passed_through():
    plan = planned(
        *HEAD,
        "p = model.predict(X)\nprint(accuracy_score(y, p))",
        "with open('a') as f:\n    p = model.predict(X)\n    print(p)",
    )
    assert not any("p" in step.inputs for step in plan.steps)


def test_the_step_keeps_its_name():
    *_, last = planned(*HEAD, text("# Then"), "print(df['a'].mean())\nlast = df.nlargest(9, 'a')").steps
    assert last.outputs == ("last",)
    assert "last" not in last.name
