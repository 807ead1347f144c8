"""What a measurement must not know: tables of notebooks that leak, with the finding and its line, and of those that do not."""

from __future__ import annotations

import pytest

from tests.notebooks import planned

HEAD = """\
import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split, cross_val_score, KFold
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler, LabelEncoder, OneHotEncoder, scale
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.compose import make_column_transformer
from sklearn.feature_selection import SelectKBest
from sklearn.utils import resample
from imblearn.over_sampling import SMOTE
df = pd.read_csv("a.csv")
model = LogisticRegression()
"""
SPLIT = """\
y = df["t"]
X = df.drop("t", axis=1)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
"""
FIT = """\
model.fit(X_train, y_train)
y_pred = model.predict(X_test)
print(model.score(X_test, y_test))
"""

LEAKS = {
    "what a flag lets in": (
        "NB124",
        "TRY = False\nTRY = len(df) > 9\nif TRY:\n    df['a'] = StandardScaler().fit_transform(df[['a']])\n"
        + SPLIT
        + FIT,
    ),
    "a statistic before the split": ("NB124", 'df["a"] = df["a"].fillna(df["a"].mean())\n' + SPLIT + FIT),
    "in place": ("NB124", 'df["a"].fillna(df["a"].median(), inplace=True)\n' + SPLIT + FIT),
    "another split than that of the fit": (
        "NB161",
        "X_train, X_test, y_train, y_test = train_test_split(df[['a']], df['y'])\n"
        "m = LogisticRegression().fit(X_train, y_train)\n"
        "X_train, X_test, y_train, y_test = train_test_split(df[['a']], df['y'], test_size=0.1)\nprint(m.score(X_test, y_test))",
    ),
    "with a name between": ("NB124", 'm = np.mean(df["a"])\ndf["a"] = df["a"].fillna(m)\n' + SPLIT + FIT),
    "of all rows, after the split": (
        "NB124",
        SPLIT + 'X_train["a"] = X_train["a"].fillna(df["a"].mean())\n' + FIT,
    ),
    "by hand": ("NB124", SPLIT.replace("X_train,", "X = (X - X.mean()) / X.std()\nX_train,") + FIT),
    "smallest and largest": (
        "NB124",
        SPLIT.replace("X_train,", "X = (X - X.min()) / (X.max() - X.min())\nX_train,") + FIT,
    ),
    "a window around a row": ("NB124", 'df["w"] = df["a"].rolling(7, center=True).mean()\n' + SPLIT + FIT),
    "a window of rows to come": ("NB124", 'df["w"] = df["a"].shift(-7).rolling(7).mean()\n' + SPLIT + FIT),
    "a window in a group that is scaled by the group": (
        "NB124",
        'df["w"] = df.groupby("k")["a"].transform(lambda s: s.rolling(7).mean() / s.mean())\n' + SPLIT + FIT,
    ),
    "learned anew where nothing is given": (
        "NB126",
        SPLIT + "def prep(d, m=None):\n    if m is None:\n        m = d.median()\n    return d.fillna(m), m\n"
        "X_train, m = prep(X_train)\nX_test, _ = prep(X_test)\n" + FIT,
    ),
    "a scaler": ("NB124", SPLIT.replace("X_train,", "X = StandardScaler().fit_transform(X)\nX_train,") + FIT),
    "fitted and used apart": (
        "NB124",
        SPLIT.replace("X_train,", "s = StandardScaler()\ns.fit(X)\nX = s.transform(X)\nX_train,") + FIT,
    ),
    "a function of the library": ("NB124", SPLIT.replace("X_train,", "X = scale(X)\nX_train,") + FIT),
    "the best columns": ("NB124", SPLIT.replace("X_train,", "X = SelectKBest().fit_transform(X, y)\nX_train,") + FIT),
    "the target of a group": ("NB124", 'df["m"] = df["k"].map(df.groupby("k")["t"].mean())\n' + SPLIT + FIT),
    "in groups": ("NB124", 'df["a"] = df["a"].fillna(df.groupby("k")["a"].transform("mean"))\n' + SPLIT + FIT),
    "quantiles": ("NB124", 'df["a"] = pd.qcut(df["a"], 4, labels=False)\n' + SPLIT + FIT),
    "in a function of the notebook": (
        "NB124",
        "def clean(d):\n    d['a'] = d['a'].fillna(d['a'].mean())\n    return d\ndf = clean(df)\n" + SPLIT + FIT,
    ),
    "both files put together": (
        "NB124",
        'test = pd.read_csv("b.csv")\nn = len(df)\nboth = pd.concat([df, test])\n'
        'both["a"] = both["a"].fillna(both["a"].mean())\ntrain, test = both[:n], both[n:]\n'
        'model.fit(train[["a"]], train["t"])\np = model.predict(test[["a"]])\nprint(p)\n',
    ),
    "before folds": (
        "NB124",
        SPLIT.partition("X_train")[0]
        + "X = scale(X)\nfor i, j in KFold().split(X):\n    model.fit(X[i], y[i])\n    print(model.score(X[j], y[j]))\n",
    ),
    "before a cross-validation": (
        "NB124",
        SPLIT.partition("X_train")[0] + "X = scale(X)\nprint(cross_val_score(model, X, y))\n",
    ),
    "several models": (
        "NB124",
        SPLIT.replace("X_train,", "X = scale(X)\nX_train,")
        + "for name, m in {'a': LogisticRegression()}.items():\n    m.fit(X_train, y_train)\n"
        "    print(m.score(X_test, y_test))\n",
    ),
    "column by column": (
        "NB124",
        'df[["a", "b"]] = df[["a", "b"]].apply(lambda c: c.fillna(c.mean()))\n' + SPLIT + FIT,
    ),
    "copies of rows": (
        "NB125",
        SPLIT.replace("X_train,", "X, y = SMOTE().fit_resample(X, y)\nX_train,") + FIT,
    ),
    "drawn with replacement": (
        "NB125",
        "few = resample(df[df['t'] == 1], n_samples=900)\ndf = pd.concat([df[df['t'] == 0], few])\n" + SPLIT + FIT,
    ),
    "copies before a cross-validation": (
        "NB125",
        SPLIT.partition("X_train")[0] + "X, y = SMOTE().fit_resample(X, y)\nprint(cross_val_score(model, X, y))\n",
    ),
    "anew for the test": (
        "NB126",
        SPLIT + "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.fit_transform(X_test)\n" + FIT,
    ),
    "one function for each part": (
        "NB126",
        "def clean(d):\n    d['a'] = d['a'].fillna(d['a'].mean())\n    return d\n"
        + SPLIT
        + "X_train = clean(X_train)\nX_test = clean(X_test)\n"
        + FIT,
    ),
    "another file": (
        "NB126",
        'test = pd.read_csv("b.csv")\ndf["a"] = df["a"].fillna(df["a"].mean())\n'
        'test["a"] = test["a"].fillna(test["a"].mean())\nmodel.fit(df[["a"]], df["t"])\nprint(model.predict(test[["a"]]))\n',
    ),
    "fitted on everything": ("NB127", SPLIT + "model.fit(X, y)\nprint(model.score(X_test, y_test))\n"),
    "the target stays": ("NB128", SPLIT.replace('df.drop("t", axis=1)', "df") + FIT),
    "the target is listed": ("NB128", SPLIT.replace('df.drop("t", axis=1)', 'df[["a", "t"]]') + FIT),
    "a feature is made of the target": (
        "NB128",
        'df["code"] = df["t"].map({1: 0, 2: 1})\nX = df[["a", "code"]]\ny = df["t"]\nX_train, X_test, y_train, y_test = '
        "train_test_split(X, y)\n" + FIT,
    ),
    "one way is not scaled": ("NB129", SPLIT + "X_train = StandardScaler().fit_transform(X_train)\n" + FIT),
    "a row that is written out is scaled": (
        "NB129",
        SPLIT
        + "s = StandardScaler().fit(X_train)\n"
        + FIT
        + "row = s.transform(np.asarray((1, 2)).reshape(1, -1))\nprint(model.predict(row))\n",
    ),
    "the other is not": ("NB129", SPLIT + "s = StandardScaler().fit(X_train)\nX_test = s.transform(X_test)\n" + FIT),
}
CLEAN = {
    "what a flag leaves out": "TRY = False\nif TRY:\n    df['a'] = StandardScaler().fit_transform(df[['a']])\n"
    + SPLIT
    + FIT,
    "a row that is written out, scaled as all are": SPLIT
    + "s = StandardScaler().fit(X_train)\nX_train = s.transform(X_train)\n"
    "X_test = s.transform(X_test)\n"
    + FIT
    + "print(model.predict(s.transform([[1, 2]])))\nprint(model.predict([[0.1, 0.2]]))\n",
    "a model for each split": "for n in range(3):\n"
    "    X_train, X_test, y_train, y_test = train_test_split(df[['a']], df['y'])\n"
    "    m = LogisticRegression().fit(X_train, y_train)\n    print(m.score(X_test, y_test))",
    "a statistic of each row": "df['s'] = df[['a', 'b']].skew(axis=1)\n" + SPLIT,
    "a split of a part of a split": "X_train, X_test, y_train, y_test = train_test_split(df[['a']], df['y'])\n"
    "X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train)\n"
    "m = LogisticRegression().fit(X_fit, y_fit)\nprint(m.score(X_val, y_val), m.score(X_test, y_test))",
    "two splits with seeds": "X_train, X_test, y_train, y_test = train_test_split(df[['a']], df['y'], random_state=1)\n"
    "m = LogisticRegression().fit(X_train, y_train)\n"
    "X_new, X_test, y_new, y_test = train_test_split(df[['a']], df['y'], test_size=0.1, random_state=1)\nprint(m.score(X_test, y_test))",
    "a window of the rows before": 'df["u"] = (-df["a"]).rolling(7).mean()\ndf["w"] = df["a"].shift(1).rolling(7).mean()\ndf["v"] = df["a"].rolling(window=7).std()\n'
    + SPLIT
    + FIT,
    "windows in groups": (
        'df["w"] = df.groupby("k")["a"].transform(lambda s: s.shift(1).rolling(7).mean())\n'
        'df["v"] = df.groupby("k")["a"].rolling(3).mean().values\n' + SPLIT + FIT
    ),
    "what training learned is handed in": (
        SPLIT + "def prep(d, m=None):\n    if m is None:\n        m = d.median()\n    return d.fillna(m), m\n"
        "X_train, m = prep(X_train)\nX_test, _ = prep(X_test, m)\n" + FIT
    ),
    "a flag says whether to learn": (
        SPLIT + "s = StandardScaler()\ndef prep(d, fit):\n    if fit:\n        return s.fit_transform(d)\n"
        "    return s.transform(d)\nX_train = prep(X_train, True)\nX_test = prep(X_test, fit=False)\n" + FIT
    ),
    "nothing is learned": SPLIT + FIT,
    "learned from the rows of training": SPLIT
    + "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.transform(X_test)\n"
    + FIT,
    "a value of training for both": SPLIT
    + 'm = X_train["a"].mean()\nX_train["a"] = X_train["a"].fillna(m)\nX_test["a"] = X_test["a"].fillna(m)\n'
    + FIT,
    "a pipeline": SPLIT + "model = make_pipeline(StandardScaler(), LogisticRegression())\n" + FIT,
    "an unused scaler": "Z = scale(df)\n" + SPLIT + FIT,
    "a column that goes again": 'df["b"] = df["a"].fillna(df["a"].mean())\n'
    + SPLIT.replace('df.drop("t", axis=1)', 'df.drop(["t", "b"], axis=1)')
    + FIT,
    "lists of categories": 'df["k"] = LabelEncoder().fit_transform(df["k"])\n'
    + SPLIT.replace("X_train,", "X = OneHotEncoder().fit_transform(X)\nX_train,")
    + FIT,
    "a constant for gaps": SPLIT.replace(
        "X_train,", "X = SimpleImputer(strategy='constant', fill_value=0).fit_transform(X)\nX_train,"
    )
    + FIT,
    "lists of categories by column": SPLIT.replace(
        "X_train,", "X = make_column_transformer((OneHotEncoder(), ['k'])).fit_transform(X)\nX_train,"
    )
    + FIT,
    "how many rows, and which columns": "n = len(df)\nc = df.columns\ngone = df.isnull().sum()\n"
    'df = df.drop(gone[gone > 5].index, axis=1)\nprint(df["a"].mean(), df.corr())\n' + SPLIT + FIT,
    "of one row": 'df["s"] = df[["a", "b"]].mean(axis=1)\n' + SPLIT + FIT,
    "of one cell": 'df["s"] = df["k"].apply(lambda s: sum(c.isupper() for c in s) / len(s))\n' + SPLIT + FIT,
    "of one cell, by a function": "def f(s):\n    return np.mean([len(w) for w in s.split()])\n"
    + 'df["s"] = df["k"].map(f)\n'
    + SPLIT
    + FIT,
    "of each cell in turn": 'df["s"] = [sum(c.isupper() for c in s) / len(s) for s in df["k"]]\n' + SPLIT + FIT,
    "of one row, by a function": 'df["s"] = df[["a", "b"]].apply(lambda r: r.sum() / 2, axis=1)\n' + SPLIT + FIT,
    "of the row before": 'df["s"] = df.groupby("k")["a"].shift(1)\n' + SPLIT + FIT,
    "the age of the oldest date": 'df["d"] = (df["d"] - df["d"].min()).dt.days\n' + SPLIT + FIT,
    "rows of training added to": SPLIT + "X_train, y_train = SMOTE().fit_resample(X_train, y_train)\n" + FIT,
    "rows left out": 'df = df[df["a"] < df["a"].quantile(0.99)]\n' + SPLIT + FIT,
    "a row for each group": 'df = df.groupby("user").agg("mean")\n' + SPLIT + FIT,
    "a last fit on everything": SPLIT
    + FIT
    + "model.fit(X, y)\nnew = pd.read_csv('b.csv')\nprint(model.predict(new))\n",
    "what it says of its own rows": SPLIT.partition("X_train")[0] + "model.fit(X, y)\nprint(model.score(X, y))\n",
    "a glance at some rows": SPLIT.partition("X_train")[0] + "model.fit(X, y)\nprint(model.predict(X.sample(5)))\n",
    "parts by position": 'train, test = df[0:-6], df[-6:]\nmodel.fit(train[["a"]], train["t"])\n'
    'print(model.score(test[["a"]], test["t"]))\n',
    "parts by condition": "train = df[df['year'] < 2020]\ntest = df[df['year'] >= 2020]\n"
    "s = StandardScaler()\nA = s.fit_transform(train[['a']])\nmodel.fit(A, train['t'])\n"
    "print(model.score(s.transform(test[['a']]), test['t']))\n",
    "the rest of a sample": "train = df.sample(frac=0.8, random_state=1)\ntest = df.drop(train.index)\n"
    "s = StandardScaler()\nA = s.fit_transform(train[['a']])\nmodel.fit(A, train['t'])\n"
    "print(model.score(s.transform(test[['a']]), test['t']))\n",
    "the target goes in place": SPLIT.replace('df.drop("t", axis=1)', 'df\ny = X.pop("t")') + FIT,
    "the target is deleted": SPLIT.replace('df.drop("t", axis=1)', 'df.copy()\ndel X["t"]') + FIT,
    "columns by position": SPLIT.replace('df.drop("t", axis=1)', "df.iloc[:, :-1]") + FIT,
    "a list in a name": 'features = ["a", "b"]\n' + SPLIT.replace('df.drop("t", axis=1)', "df[features]") + FIT,
    "a target of another kind": SPLIT.replace('df["t"]', 'np.log(df["a"])').replace('drop("t"', 'drop("a"') + FIT,
    "a way that is not known": "import strange\n"
    + SPLIT
    + "X_train, X_test = strange.prepare(X_train, X_test)\n"
    + FIT,
    "a model of the notebook's own takes what it wants": "class Own:\n    def fit(self, d, y):\n        self.m = y.mean()\n"
    "        return self\n    def predict(self, d):\n        return d['a'] * self.m\n"
    "m = Own().fit(df, df['t'])\nprint(m.predict(pd.read_csv('test.csv')))\n",
    "a class of the notebook": "class Clean:\n    def fit(self, X):\n        return self\n"
    "    def transform(self, X):\n        return X\n"
    + SPLIT
    + "X_train = Clean().fit(X_train).transform(X_train)\n"
    + FIT,
}


def told(code: str) -> dict[str, int | None]:
    """Codes of leakage that a notebook gets, with the line of each."""
    made = planned(HEAD + code)
    return {f.code: f.line for f in made.findings if "NB124" <= f.code <= "NB129" or f.code == "NB161"}


@pytest.mark.parametrize("name", LEAKS)
def test_leaks_are_told(name: str) -> None:
    """Its own finding, and no other."""
    code, text = LEAKS[name]
    assert list(told(text)) == [code]


@pytest.mark.parametrize("name", CLEAN)
def test_clean_notebooks_have_none(name: str) -> None:
    """Not one, of any kind."""
    assert told(CLEAN[name]) == {}


def test_the_place_is_where_something_is_learned() -> None:
    """And the cells of the others stand in the text."""
    code = 'df["b"] = 1\ndf["a"] = df["a"].fillna(df["a"].mean())\n' + SPLIT + FIT
    assert told(code) == {"NB124": HEAD.count("\n") + 2}


MEASURED = [  # how a model is cross-validated on rows that all were scaled, and what the finding calls it
    ("lasso = Lasso()\nprint(cross_val_score(lasso, X, y))", "lasso", 1),
    ("lasso = make_pipeline(Lasso())\nprint(cross_val_score(lasso, X, y))", "lasso", 1),
    ("def cv(m, Z):\n    s = cross_val_score(m, Z, y)\n    return s.mean()", "lasso", 2),
    ("print(cross_val_score(make_pipeline(Lasso()), X, y))", "the model", 1),
    ("print(cross_val_score(Lasso(), X, y))", "Lasso", 1),
]


@pytest.mark.parametrize(("measuring", "model", "cells"), MEASURED)
def test_a_model_that_is_cross_validated_is_called_as_the_workflow_calls_it(measuring, model, cells) -> None:
    """And where the workflow does it, not where a function is defined."""
    head = (
        "import pandas as pd\nfrom sklearn.linear_model import Lasso\nfrom sklearn.pipeline import make_pipeline\n"
        "from sklearn.model_selection import cross_val_score\nfrom sklearn.preprocessing import scale\n"
        'df = pd.read_csv("a.csv")\nX, y = scale(df.drop("t", axis=1)), df["t"]'
    )
    last = ["lasso = make_pipeline(Lasso())\nprint(cv(lasso, X))"][: cells - 1]
    (found,) = [f for f in planned(head, measuring, *last).findings if f.code == "NB124"]
    assert f"rows that measure {model} (cell {1 + cells}), too" in found.text


def test_what_nobody_keeps_is_not_judged() -> None:
    """A model that no statement asks says nothing."""
    assert told("X = scale(df)\n" + SPLIT + "model.fit(X_train, y_train)\n") == {}


SCALED = "X_train = StandardScaler().fit_transform(X_train)\nprint(cross_val_score(model, X_train, y_train))\n"
MENDED = [  # code, what mends it
    (SPLIT + SCALED, "make it a step of a pipeline"),
    (SPLIT.replace("X_train,", "X = StandardScaler().fit_transform(X)\nX_train,", 1) + SCALED + FIT, "split first"),
]


@pytest.mark.parametrize(("code", "advice"), MENDED)
def test_what_is_learned_behind_the_split_is_no_split_that_comes_too_late(code, advice):
    [found] = [f for f in planned(HEAD, *code.splitlines()).findings if f.code == "NB124"]
    assert found.advice.startswith(advice) and "(and cell" not in found.text
