"""What the classes are called whose numbers a classifier predicts: inference answers with both."""

import pytest

from tests.notebooks import planned, project

HEAD = """
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder
from sklearn.model_selection import GridSearchCV, train_test_split
df = pd.read_csv("a.csv")
"""
FIT = "m = LogisticRegression().fit(df[['a']], df['y'])\np = m.predict(df[['a']])"
NUMBERED = "le = LabelEncoder()\ndf['y'] = le.fit_transform(df['y'])"
OF_COLUMN = "dict(enumerate(df['y'].astype('category').cat.categories))"

NAMED = [  # what makes the target and fits the model, the expression that gives the names, and where; None: nothing tells them
    ((NUMBERED, FIT), "dict(enumerate(le.classes_))"),
    ((NUMBERED, FIT, "z = le.fit_transform(df['z'])\nprint(z)"), "dict(enumerate(le.classes_))"),  # as they were then
    (("df['y'] = LabelEncoder().fit_transform(df['y'])", FIT), "dict(enumerate(LabelEncoder().fit(df['y']).classes_))"),
    (("df['y'] = df['y'].map({'no': 0, 'yes': 1})", FIT), "{0: 'no', 1: 'yes'}"),
    (("kinds = {'no': 0, 'yes': 1}\ndf['y'] = df['y'].map(kinds).astype(int)", FIT), "{0: 'no', 1: 'yes'}"),
    (("df['y'] = df['y'].map({'no': 0, 'never': 0, 'yes': 1})", FIT), None),  # one number of two names
    (("df['y'] = df['y'].replace({2: 1})", FIT), None),  # 1 was there before
    (("df['y'] = df['y'].astype('category').cat.codes", FIT), OF_COLUMN),
    (("le = LabelEncoder()\ndf = df.apply(le.fit_transform)", FIT), "dict(enumerate(LabelEncoder().fit(df['y']).classes_))"),
    (("import numpy as np", NUMBERED, FIT.replace("df['y'])\n", "np.ravel(df['y']))\n")), "dict(enumerate(le.classes_))"),
    (
        (NUMBERED, "s = GridSearchCV(LogisticRegression(), {'C': [1, 2]})\ns.fit(df[['a']], df['y'])\nm = s.best_estimator_\np = m.predict(df[['a']])"),
        "dict(enumerate(le.classes_))",
    ),
    (("df['y'] = pd.factorize(df['y'])[0]", FIT), "dict(enumerate(pd.factorize(df['y'])[1]))"),
    ((NUMBERED, "df.loc[df['y'] == 2, 'y'] = 1", FIT), None),
    ((NUMBERED, "df.iloc[:, -1] = 1 - df.iloc[:, -1]", FIT), None),
    ((NUMBERED, "df.replace(2, 1, inplace=True)", FIT), None),
    ((NUMBERED, "t = 'y'\ndf[t] = df[t] > 1", FIT), None),
    ((NUMBERED, "def merge(d):\n    d['y'] = d['y'].clip(0, 1)\nmerge(df)", FIT), None),
    ((NUMBERED, "df[['a', 'b']] = df[['a', 'b']] / 2\ndf.loc[df['a'] > 1, 'b'] = 1\ndf.dropna(inplace=True)", FIT), "dict(enumerate(le.classes_))"),
    ((NUMBERED, "for c in ['a', 'y']:\n    df[c] = df[c] + 1", FIT), None),
    ((NUMBERED.replace("'y'", "'a'"), FIT), None),  # of a feature
    ((NUMBERED, FIT.replace("LogisticRegression", "RandomForestRegressor")), None),
    ((NUMBERED, FIT.replace("LogisticRegression()", "GridSearchCV(LogisticRegression(), {'C': [1, 2]})")), "dict(enumerate(le.classes_))"),
    ((NUMBERED, FIT.replace("p =", "p = le.inverse_transform(") + ")"), None),  # the notebook does it itself
    ((NUMBERED, FIT.replace("df['y'])\n", "df[['y']].values.ravel())\n")), "dict(enumerate(le.classes_))"),
    (
        ("le = LabelEncoder()\nfor c in ['b', 'y']:\n    df[c] = le.fit_transform(df[c])", FIT),
        "dict(enumerate(LabelEncoder().fit(df['y']).classes_)) if 'y' in ['b', 'y'] else {}",
    ),
    (
        ("for c in ['b', 'y']:\n    if c == 'b' or c == 'y':\n        df[c] = LabelEncoder().fit_transform(df[c])", FIT),
        "dict(enumerate(LabelEncoder().fit(df['y']).classes_)) if 'y' in ['b', 'y'] and ('y' == 'b' or 'y' == 'y') else {}",
    ),
    (("for c in ['b', 'y']:\n    df[c] = df[c].str.lower()\n    df[c] = LabelEncoder().fit_transform(df[c])", FIT), None),
    (("for c in ['b', 'y']:\n    if c == 'y':\n        df[c] = df[c].fillna('?')\n    df[c] = LabelEncoder().fit_transform(df[c])", FIT), None),
    (("from sklearn.preprocessing import MinMaxScaler\nsc = MinMaxScaler()\nfor c in ['b', 'y']:\n    df[c] = sc.fit_transform(df[c])", FIT), None),
    (
        (
            "coders = {}\nfor c in df.columns:\n    if df[c].dtype == 'object':\n        coders[c] = LabelEncoder()\n"
            "        df[c] = coders[c].fit_transform(df[c].astype(str))", FIT,
        ),
        "dict(enumerate(LabelEncoder().fit(df['y'].astype(str)).classes_)) if 'y' in df.columns and df['y'].dtype == 'object' else {}",
    ),
    (
        (
            "def train(X, y):\n    m = LogisticRegression()\n    m.fit(X, y)\n    return m\nle = LabelEncoder()\n"
            "labels = le.fit_transform(df['y'])\nX_train, X_test, y_train, y_test = train_test_split(df[['a']], labels)\n"
            "m = train(X_train, y_train)\np = m.predict(X_test)",
        ),
        "dict(enumerate(le.classes_))",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "names"), NAMED, ids=[" / ".join(row[0])[:90] for row in NAMED])
def test_the_names_of_classes(cells, names):
    found = planned(HEAD, *cells)
    assert found.inference is not None
    assert [keep.text for keep in found.inference.own] == ([names] if names else [])
    assert ("class_names" in {artifact.name for artifact in found.artifacts}) is bool(names)


@pytest.mark.parametrize("level", ["raw", "features"])
def test_inference_answers_with_the_names(level):
    head = HEAD if level == "raw" else HEAD + "import somewhere\ndf = somewhere.rows(df)\n"
    files = project(head, *NAMED[0][0])
    answers = next(text for path, text in files.items() if path.endswith("/inference.py"))
    assert f'LEVEL = "{level}' in answers and "return labelled(found, learned" in answers
    assert "the number of a class, and `label` the name of that class" in files["README.md"]
