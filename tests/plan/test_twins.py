"""What tells steps of one name apart: their settings, their data, their heading; and what tells no two apart."""

import pytest

from nb2prod import analyse, plan
from nb2prod.plan.twins.facts import Fact, alone, told_apart
from tests.notebooks import notebook, text

PD = "import pandas as pd\nfrom sklearn.svm import SVC\nfrom sklearn.datasets import make_blobs, make_circles"
X = "X, y = make_blobs(99)"

TREES = (
    PD
    + "\nfrom sklearn.tree import DecisionTreeClassifier\nfrom sklearn.ensemble import BaggingClassifier\nfrom sklearn.preprocessing import StandardScaler\nX, y = make_blobs(99)"
)
TREE = "dt = DecisionTreeClassifier()\ndt.fit(X, y)\nprint(dt.tree_)"
GIVEN = TREE.replace("X, y", "train_X, y[:9]")


def svc(given, data="X, y"):
    return f"m = SVC({given})\nm.fit({data})\nprint(m.C)"


AGE = "df['Age'] = df['Age'].fillna(0)\ndf = df.merge(df, on='k')\ndf['Age'] = pd.cut(df['Age'], 3)\ndf['Age'] = df['Age'] * 2"
SEX = "df['Sex'] = df['Sex'].map({'f': 1})\ndf = df.merge(df, on='k')\ndf['Sex'] = df['Sex'].fillna(2)\ndf['Sex'] = df['Sex'] * 2"


def steps(cells, verb):
    found = plan.plan(analyse.analyse(notebook(*cells))).steps
    return {step.name: step.doc.partition(" (cell")[0] for step in found if step.name.startswith(verb)}


APART = {  # cells -> the steps that fit, with what they say
    "settings that are parameters are in no name": (
        [PD, X, svc("kernel='linear'"), svc("kernel='rbf'")],
        {"train_svc": "Fit SVC on X and y", "train_svc_2": "Fit SVC on X and y"}),
    "settings that are no parameters neither": (
        [PD + "\nimport made", X, *(f"m = made.Net(mode={mode!r})\nm.fit(X, y)\nprint(m.rows)" for mode in ("wide", "deep"))],
        {"train_net": "Fit Net on X and y", "train_net_2": "Fit Net on X and y"}),
    "data tells, settings do not": (
        [PD, "X, y = make_blobs(99)", svc("kernel='linear'"), "X, y = make_circles(99)", svc("kernel='linear'"), svc("kernel='poly'")],
        {"train_svc_on_blobs": "Fit SVC on X and y", "train_svc": "Fit SVC on X and y",
         "train_svc_2": "Fit SVC on X and y"}),
    "columns": (
        [PD, "df = pd.read_csv('a.csv')\ny = df['y']", "X = df[['a']].values\n" + svc(""), "X = df[['b c']].values\n" + svc("")],
        {"train_svc_on_a": "Fit SVC on X and y", "train_svc_on_b_c": "Fit SVC on X and y"}),
    "in a loop over a setting": (
        [PD, X, svc(""), text("## More"), "for c in [1, 2]:\n    m = SVC(C=c)\n    m.fit(X, y)\n    print(m.C)"],
        {"train_svc": "Fit SVC on X and y", "train_svc_over_c": "Fit SVC on X and y in a loop"}),
    "settings in a variable": (
        ["import xgboost as xgb\nimport pandas as pd", "d = xgb.DMatrix(pd.read_csv('a.csv'))", "p = {'eta': 0.3}\nb = xgb.train(p, d)\nprint(b.best_score)",
         "p = {'eta': 0.1}\nb = xgb.train(p, d)\nprint(b.best_score)"],
        {"train_booster": "Fit b with xgb.train", "train_booster_again": "Fit b with xgb.train"}),
    "a heading that both speak of": (
        [PD, X, text("## Support vector machine"), svc("C=2"), text("## Vector machine"), svc("C=3")],
        {"train_svc": "Fit SVC on X and y", "train_svc_again": "Fit SVC on X and y"}),  # C is a parameter of each
    "an object that is only set up beside": (
        [TREES, TREE + "\nbag = BaggingClassifier(dt)", "print(bag)", text("## More"), "print(X.sum())", TREE],
        {"train_decision_tree": "Fit DecisionTreeClassifier on X and y", "train_dt": "Fit DecisionTreeClassifier on X and y"}),
    "a scaler of an earlier step is no part of the fit": (
        [TREES, TREE, text("## More"), "print(X.sum())", "scaler = StandardScaler()\nX = scaler.fit_transform(X)\n" + TREE],
        {"train_decision_tree": "Fit DecisionTreeClassifier on X and y", "train_decision_tree_2": "Fit DecisionTreeClassifier on X and y"}),
    "rows that are only held against it": (
        [TREES + "\ntrain_X, valid_X = X[:9], X[9:]", GIVEN, "def interpret(m, a, b):\n    for c in ['a']:\n        a[c] = a[c].astype(int)\n    print(m.predict(b))",
         "interpret(dt, train_X, valid_X)", GIVEN],
        {"train_decision_tree": "Fit DecisionTreeClassifier on train_X and y",
         "train_decision_tree_2": "Fit DecisionTreeClassifier on train_X and y"}),
    "a heading of one's own": (
        [PD, X, text("## Checkpoints"), svc("C=2"), text("## Small rows"), svc("C=3")],
        {"train_svc_for_checkpoints": "Fit SVC on X and y", "train_svc_for_small_rows": "Fit SVC on X and y"}),
    "word for word the same": (
        [PD, X, svc("C=2"), text("## More"), "print(X.sum())", text("## Rest"), svc("C=2")],
        {"train_svc": "Fit SVC on X and y", "train_svc_again": "Fit SVC on X and y"}),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "told"), APART.values(), ids=list(APART))
def test_steps_of_one_kind(cells, told):
    assert steps(cells, "train_") == told


A, B = Fact(("SVC", "kernel"), "'rbf'", "rbf", setting=True), Fact(("data",), "a", "a", how="on")
CALLED, OTHER = Fact(("SVC", "()"), ""), Fact(("SVC", "kernel"), "'poly'", "poly", setting=True)


@pytest.mark.parametrize(("own", "others", "found"), [
    ([A], [[CALLED, OTHER]], (A,)),
    ([A], [[CALLED]], ()),  # rbf is what it is by default
    ([A], [[B]], ()),  # another thing is called there
    ([B], [[A]], (B,)),
    ([A, B], [[CALLED, A], [CALLED, OTHER, B]], (A, B)),
    ([B], [[B]], ()),
])  # fmt: skip
def test_what_is_true_of_one_alone(own, others, found):
    assert alone(own, others) == found


def test_what_is_left_is_told_from_what_is_left():
    c, d = Fact(("data",), "c", "c", how="on"), Fact(("data",), "d", "d", how="on")
    assert told_apart([[B], [B, c], [d]]) == [(), (c,), (d,)]
    assert told_apart([[B], [B, c, d], [d]]) == [(B,), (c,), (d,)]


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ([AGE, SEX], ["prepare_age", "prepare_sex"]),
        ([AGE, AGE.replace("fillna(0)", "fillna(9)")], ["prepare_data", "prepare_data_2"]),  # both are about one column
    ],
)  # fmt: skip
def test_preparation_is_told_apart_by_the_columns_that_most_of_it_writes(cells, named):
    parts = [part for n, cell in enumerate(cells) for part in (text(f"## {n + 1}"), cell)]
    found = steps(
        [PD, "df = pd.read_csv('a.csv')", *parts, "m = SVC()\nm.fit(df[['Age', 'Sex']], df['y'])\nprint(m.C)"],
        "prepare",
    )
    assert [*found] == named
