"""Roles that only the flow of values tells. Each row: cells, the last statement's own roles, those from the flow."""

import pytest

from nb2prod import report
from nb2prod.analyse.walk import Walker
from tests.notebooks import planned, program

SETUP = """
import pandas as pd
import numpy as np
import matplotlib.pyplot as plt
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score
from sklearn.model_selection import cross_val_score
df = pd.read_csv("a.csv")
"""
OWN = "class Mean:\n    def fit(self, X, y): self.w = y.mean(); return self\n    def predict(self, X): return X * 0 + self.w\n"
FITTED = OWN + "X, y = df[['a']], df['y']\nmodel = Mean().fit(X, y)\n"
FIT = "X, y = df[['a']], df['y']\nmodel = LogisticRegression().fit(X, y)\n"

FLOW = [
    ("hours = [t / 3600 for t in df['t']]", "other", "clean"),
    ("n = len(df)", "other", ""),  # a number of it is no table
    ("names = ['a', 'b']", "parameter", ""),
    ("k = 2 * 3", "other", ""),
    ("models = [LogisticRegression(), Ridge()]", "other", "train"),
    (FIT + "p = model.predict(X)\nlate = p.round()", "other", "predict"),
    (FIT + "scores = cross_val_score(model, X, y)\nbest = max(scores)", "other", "evaluate"),
    (FIT + "scores = cross_val_score(model, X, y)\nprint(list(scores))", "evaluate", ""),
    (FIT + "h = LogisticRegression().fit(X, y)\nw = h.classes_\nw", "display", "evaluate"),
    (FIT + "w = model.coef_", "other", "evaluate"),
    ("df['b'] = df['a'] * 2", "feature", "clean"),
    ("df['a'] = df['a'] * 2", "clean", ""),
    ("df['b'] = 1", "clean", ""),
    (OWN + "model = Mean()", "train", ""),
    (OWN + "model = Mean()\nmodel.fit(df[['a']], df['y'])", "train", ""),
    (FITTED + "p = model.predict(X)", "predict", ""),
    (FITTED.replace("predict", "asks") + "p = model.asks(X)", "other", "clean"),
]


@pytest.mark.parametrize(("source", "own", "flow"), FLOW, ids=[row[0][-40:] for row in FLOW])
def test_flow(source, own, flow):
    facts = program(SETUP, source).statements[-1].facts
    assert (" ".join(facts.roles), " ".join(facts.flow)) == (own, flow)
    assert len(facts.evidence) == len(facts.roles)
    assert all(facts.evidence)


def roles(*cells):
    return [tuple(s["roles"]) for s in report.explain_json(planned(SETUP, *cells))["statements"]]


def test_columns_that_a_model_sees_are_features_and_others_are_not():
    seen = program(SETUP, "Z = df.drop(columns=['y'])", "m = LogisticRegression().fit(Z, df['y'])").statements
    assert "feature" in seen[-2].facts.flow
    assert "feature" not in program(SETUP, "Z = df.drop(columns=['y'])").statements[-1].facts.flow


def test_what_only_plots_read_belongs_to_them():
    drawn = program(SETUP, "x = np.linspace(0, 1)\nwave = x * 2", "plt.plot(x, wave)").statements
    assert [s.facts.flow for s in drawn[-3:-1]] == [("clean",), ("plot",)]  # the first makes data
    used = program(SETUP, "x = np.linspace(0, 1)", "plt.plot(x)", "total = x.sum()").statements
    assert used[-3].facts.flow == ("clean",)


def test_a_function_and_a_loop_have_the_roles_of_their_bodies():
    assert roles("def tidy(t):\n    return t.dropna()\n", "df = tidy(df)")[-2:] == [("clean",), ("clean",)]
    assert roles("for c in ['a']:\n    df[c] = df[c].fillna(0)\n    df.hist()")[-1] == ("clean", "plot")


def test_columns_by_a_name_that_nothing_binds():
    assert program("X = df[columns]", "m = Ridge().fit(X, y)").statements[0].facts.flow == ()


def test_no_edges_are_looked_for_inside_a_function_that_is_followed(monkeypatch):
    asked, edges = [], Walker._edges
    monkeypatch.setattr(Walker, "_edges", lambda self, at, *rest: asked.append(at) or edges(self, at, *rest))
    found = program("def f(a):\n    b = a + 1\n    return b\nx = f(1)\ny = f(x)")
    assert min(asked) == 0
    assert {(e.source, e.target, e.name) for e in found.edges} >= {(0, 3, "f"), (3, 4, "x")}
