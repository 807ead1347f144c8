"""Of several estimators that are tried nobody knows which one the saved model is: none is called its."""

import pytest

from tests.notebooks import planned, project

DATA = (
    "from sklearn.linear_model import Lasso, LogisticRegression, Ridge\nfrom sklearn.ensemble import RandomForestClassifier\n"
    "from sklearn.model_selection import GridSearchCV\nfrom sklearn.pipeline import Pipeline\n"
    "from sklearn.preprocessing import MinMaxScaler\nfrom somewhere import X, y"
)
PIPE = "p = Pipeline([('scale', MinMaxScaler(clip=True)), ('clf', LogisticRegression(max_iter=50))])"
SEARCH = "g = GridSearchCV(p, space)\ng.fit(X, y)\nout = g.predict(X)"
AVERAGE = "from sklearn.ensemble import VotingRegressor\na = Ridge(alpha=5)\nb = Ridge(alpha=7)\nm = VotingRegressor([('a', a), ('b', b)])\nm.fit(X, y)\nout = m.predict(X)"
ROWS = [  # cells, and of each parameter the end of what it says
    (
        (PIPE, "space = [{'clf': [LogisticRegression(C=2)]}, {'clf': [RandomForestClassifier(n_estimators=9)]}]", SEARCH),
        {"max_iter": "solver.", "C": "stronger.", "n_estimators": "trees."},
    ),
    (  # by a name
        (PIPE, "rf = RandomForestClassifier(n_estimators=9)\nspace = {'clf': [rf, LogisticRegression(C=2)]}", SEARCH),
        {"max_iter": "solver.", "C": "stronger.", "n_estimators": "trees."},
    ),
    (  # settings are tried, the part stays what it is
        (PIPE, "space = {'clf__C': [1, 2]}", SEARCH, "b = Lasso(alpha=3).fit(X, y)\nprint(b.score(X, y))"),
        {"max_iter": "Of the saved model.", "b_alpha": "Of the Lasso b."},
    ),
    (  # fitted before, and searched
        ("m = Ridge(alpha=5)\nm.fit(X, y)\nprint(m.score(X, y))", "g = GridSearchCV(m, {'alpha': [1, 2]}).fit(X, y)\nout = g.predict(X)"),
        {"alpha": "; the search tries others."},
    ),
    ((AVERAGE,), {"alpha": "Of the Ridge a, for the saved model.", "b_alpha": "Of the Ridge b, for the saved model."}),  # both are in it
    (  # whichever it was
        ("for m in [Ridge(alpha=5), Lasso(tol=0.1)]:\n    m.fit(X, y)\n    print(m.score(X, y))", "out = m.predict(X)"),
        {"ridge_alpha": "stronger.", "lasso_tol": "stops."},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "told"), ROWS)
def test_whose_a_setting_is(cells, told):
    found = {p.name: p.help for p in planned(DATA, *cells).parameters}
    assert {name: found.get(name, "")[-len(end) :] for name, end in told.items()} == told


def test_the_readme_shows_no_setting_that_may_be_another_models():
    readme = project(
        DATA, *ROWS[0][0], "h = GridSearchCV(Ridge(), {'alpha': [1, 2]}, cv=7)\nprint(h.fit(X, y).best_score_)"
    )["README.md"]
    assert "--max-iter" not in readme.partition("## ")[0]
