"""Which fitted transformers are saved beside a model that takes finished columns."""

import pytest

from tests.notebooks import planned, project

HEAD = """
import pandas as pd, somewhere
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler, LabelEncoder, OneHotEncoder
from sklearn.feature_extraction import DictVectorizer
from sklearn.model_selection import train_test_split
df = somewhere.rows(pd.read_csv("a.csv"))
"""
FIT = "m = LogisticRegression().fit(X_train, y_train)\np = m.predict(X_test)"
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
MATRIX = "X, y = df[['a', 'b']], df['y']"

SAVED = [
    (("y = df['y']\ndv = DictVectorizer()\nX = dv.fit_transform(df.to_dict(orient='records'))", SPLIT, FIT), ["dv"]),
    ((MATRIX, SPLIT, "sc = StandardScaler()\nX_train = sc.fit_transform(X_train)\nX_test = sc.transform(X_test)", FIT), ["sc"]),
    ((MATRIX, "sc = StandardScaler().fit(X)\nX = sc.transform(X)", SPLIT, FIT), ["sc"]),
    ((MATRIX, "a = StandardScaler()\nb = StandardScaler()\nX = b.fit_transform(a.fit_transform(X))", SPLIT, FIT), ["a", "b"]),
    (("le = LabelEncoder()\ndf['c'] = le.fit_transform(df['c'])", "X, y = df[['a', 'c']], df['y']", SPLIT, FIT), ["le"]),
    (("le = LabelEncoder()\ndf['y'] = le.fit_transform(df['y'])", MATRIX, SPLIT, FIT), ["class_names"]),  # of the target
    ((MATRIX, "le = LabelEncoder()\ny = le.fit_transform(y)", SPLIT, FIT), ["class_names"]),
    (  # fitted again for another column: what it learned for the first one is gone
        ("le = LabelEncoder()\ndf['a'] = le.fit_transform(df['a'])\ndf['b'] = le.fit_transform(df['b'])", MATRIX, SPLIT, FIT),
        [],
    ),
    ((MATRIX, SPLIT, FIT, "sc = StandardScaler()\nZ = sc.fit_transform(X)\nprint(Z.sum())"), []),  # of another matrix
    ((MATRIX, "sc = StandardScaler()\nX = sc.fit_transform(X)", SPLIT, FIT, "sc = 3\nprint(sc)"), []),  # gone at the end
    (  # an own one, whose class can be imported
        (
            "class Scale:\n    def fit(self, X):\n        self.m = X.mean()\n        return self\n    def transform(self, X): return X - self.m\n"
            "    def fit_transform(self, X): return self.fit(X).transform(X)",
            MATRIX, SPLIT, "sc = Scale()\nX_train = sc.fit_transform(X_train)\nX_test = sc.transform(X_test)", FIT,
        ),
        ["sc"],
    ),
    (
        (
            "def prepare(frame, y):\n    dv = DictVectorizer()\n    X = dv.fit_transform(frame.to_dict(orient='records'))\n"
            "    m = LogisticRegression()\n    m.fit(X, y)\n    return dv, m",
            "dv, m = prepare(df, df['y'])\np = m.predict(dv.transform(df.to_dict(orient='records')))",
        ),
        ["dv"],
    ),
    (  # a function of the notebook makes the matrix, and hands out what it learned
        (
            "def prepare(X, sc=None):\n    if sc is None:\n        sc = StandardScaler()\n        sc.fit(X)\n"
            "    return_ = sc.transform(X)\n    return return_, sc",
            MATRIX, "X, sc = prepare(X)", SPLIT, FIT,
        ),
        ["sc"],
    ),
    (
        ("def count(X):\n    n = len(X)\n    return X * 2, n", MATRIX, "X, n = count(X)", SPLIT, FIT),
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "names"), SAVED, ids=[" / ".join(row[0])[:90] for row in SAVED])
def test_what_is_saved_beside_the_model(cells, names):
    plan = planned(HEAD, *cells)
    assert plan.inference is not None and (plan.inference.level, plan.inference.model) == ("features", "m")
    assert [a.name for a in plan.artifacts] == ["m", *names]


def test_the_readme_names_them():
    text = project(HEAD, *SAVED[0][0])["README.md"]
    assert "what training learned (`m`, `dv`), `metrics.json`" in text


def test_what_the_rows_were_made_with_is_saved_without_a_level_too() -> None:
    cells = (
        "from tensorflow import keras\nfrom tensorflow.keras.preprocessing.text import Tokenizer",
        "x, y = list(df['a']), df['y']\ntok = Tokenizer()\ntok.fit_on_texts(x)\nA = tok.texts_to_sequences(x)",
        "m = keras.Model([keras.Input((3,)), keras.Input((3,))], keras.layers.Dense(1))\nm.compile(loss='mse')\nm.fit([A, A], y)",
    )
    plan = planned(HEAD, *cells)
    assert plan.inference is not None and plan.inference.level == "none"
    assert [artifact.name for artifact in plan.artifacts] == ["m", "tok"]
