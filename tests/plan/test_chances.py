"""Whether a model has `predict_proba`: settled by what the notebook writes out, or not known."""

import pytest

from nb2prod.plan.telling.chances import gives_chances
from tests.notebooks import planned

START = (
    "import somewhere\nfrom sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier\n"
    "from sklearn.svm import SVC, LinearSVC\nfrom sklearn.pipeline import Pipeline, make_pipeline\n"
    "from sklearn.preprocessing import StandardScaler\nfrom sklearn.ensemble import VotingClassifier\n"
    "from sklearn.model_selection import GridSearchCV\n"
)
CASES = [  # what m is made by, whether it has it
    ("m = LogisticRegression()", True),
    ("m = LinearRegression()", False),
    ("m = SVC()", False),
    ("m = SVC(probability=True)", True),
    ("m = SVC(probability=somewhere.wanted)", None),
    ("m = SVC(**somewhere.settings)", None),
    ("m = SVC()\nm.set_params(probability=True)", None),
    ("m = SVC().fit(X, y)", False),
    ("m = LinearSVC()", False),
    ("m = SGDClassifier()", False),
    ("m = SGDClassifier(loss='log_loss')", True),
    ("m = VotingClassifier([])", False),
    ("m = VotingClassifier([], voting='soft')", True),
    ("m = Pipeline([('s', StandardScaler()), ('c', SVC())])", False),
    ("m = Pipeline([('s', StandardScaler()), ('c', LogisticRegression())])", True),
    ("m = Pipeline(somewhere.steps)", None),
    ("steps = [('s', StandardScaler()), ('c', LogisticRegression())]\nm = Pipeline(steps)", True),
    ("c = LogisticRegression()\nm = make_pipeline(StandardScaler(), c)", True),
    ("m = make_pipeline(*somewhere.parts)", None),
    ("m = GridSearchCV(SVC(), {'C': [1]})", False),
    ("m = GridSearchCV(SVC(), {'probability': [True, False]})", None),
    ("p = make_pipeline(StandardScaler(), SVC())\nm = GridSearchCV(p, {'svc__probability': [True]})", None),
    ("g = GridSearchCV(LogisticRegression(), {'C': [1]})\ng.fit(X, y)\nm = g.best_estimator_", True),
    ("m = somewhere.model()", None),
    ("class Mine:\n    def predict(self, X):\n        return X\nm = Mine()", False),
    ("class Mine:\n    def predict_proba(self, X):\n        return X\nm = Mine()", True),
    ("class Mine(somewhere.Base):\n    def predict(self, X):\n        return X\nm = Mine()", None),
]


@pytest.mark.parametrize(("made", "gives"), CASES)
def test_whether_it_gives_probabilities(made, gives):
    cells = START + "X, y = somewhere.rows()", f"{made}\nprint(m.predict(X))"
    assert gives_chances(planned(*cells).program, "m") is gives
