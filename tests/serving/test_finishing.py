"""Level features: what the notebook makes of its model's answers is the prediction, or the README says that it is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nb2prod.model import Keep
from nb2prod.replacing import replace
from tests.notebooks import planned as planned_cells
from tests.notebooks import project as project_of
from tests.serving.harness import HEAD, Shape, data, planned, predicted, ran, same, trained

START = (
    HEAD
    + "from sklearn.linear_model import LinearRegression, LogisticRegression\n"
    + "from sklearn.preprocessing import LabelEncoder\nfrom sklearn.metrics import accuracy_score\n"
    + "df = df.fillna({'age': 40})\ndf['place'] = df['income'].rank()\nX = df[['place', 'age']]\ny = (df['left'] == 'yes').astype(int)\n"
    + "X_train, X_test, y_train, y_test = X[:120], X[120:], y[:120], y[120:]\n# %%\n"
)
LINE = "m = LinearRegression().fit(X_train, y_train)\n"
CLASS = "m = LogisticRegression().fit(X_train, y_train)\n"
NET = (  # stands for a network: a number for each class
    "from sklearn.metrics import accuracy_score, classification_report\nclass Net:\n    def fit(self, X, y):\n"
    "        self.feature_names_in_ = np.asarray(X.columns)\n        self.middle = float(np.mean(np.asarray(X)[:, 0]))\n"
    "        return self\n"
    "    def predict(self, X):\n        far = (np.asarray(X)[:, 0] - self.middle) / self.middle\n"
    "        return np.column_stack([0.5 - far / 2, 0.5 + far / 2])\n# %%\nm = Net().fit(X_train, y_train)\n"
)
FINISHED = {  # cells, the prediction, what training saves besides the model
    "rounded": (LINE + "p = m.predict(X_test)\np = np.round(p)", "p", ()),
    "threshold_of_chances": (
        CLASS + "p = m.predict_proba(X_test)[:, 1]\ny_pred = (p > 0.35).astype(int)\nprint((y_pred == y_test).mean())",
        "y_pred",
        (),
    ),
    "a_loop_over_answers": (
        LINE
        + "yp = m.predict(X_test)\nsaid = []\nfor v in yp:\n    if v > 0.5:\n        said.append('yes')\n    else:\n"
        "        said.append('no')",
        "said",
        (),
    ),
    "names_of_labels": (
        "le = LabelEncoder()\nkinds = le.fit_transform(df['left'])[:120]\nm = LogisticRegression().fit(X_train, kinds)\n"
        "p = m.predict(X_test)\nnamed = le.inverse_transform(p)",
        "named",
        ("le",),
    ),
    "inverse_of_a_log": (
        "m = LinearRegression().fit(X_train, np.log1p(df['spend'][:120]))\np = np.expm1(m.predict(X_test))",
        "p",
        (),
    ),
    "an_exponential_beside_an_error_of_a_formula": (
        "import statsmodels.formula.api as smf\ndf['cost'] = np.log(df['spend'])\ndf['place'] = df['income'].rank()\n"
        "train, test = df[:120], df[120:]\nm = smf.ols('cost ~ place + age', data=train).fit()\n"
        "p = np.exp(m.predict(test))\nerr = (p - test.spend).abs() / test.spend\nprint('MAPE %.3f' % err.mean())",
        "p",
        (),
    ),
    "a_threshold_that_was_learned": (
        LINE + "t = y_train.mean()\np = m.predict(X_test)\nflag = p > t",
        "flag",
        ("t",),
    ),
    "a_column_of_a_table_that_is_written": (
        LINE
        + "p = m.predict(X_test)\nsub = pd.DataFrame({'id': df['id'][120:], 'left': np.where(p > 0.5, 'yes', 'no')})\n"
        "sub.to_csv('sub.csv', index=False)\np = sub['left']",
        "p",
        (),
    ),
    "a_function_of_the_notebook": (
        "def named(values, limit=0.4):\n    return np.where(values > limit, 'high', 'low')\n# %%\n"
        + LINE
        + "p = named(m.predict(X_test))",
        "p",
        (),
    ),
    "a_class_that_only_a_measure_is_given": (
        NET + "p = m.predict(X_test)\nprint(accuracy_score(y_test, np.argmax(p, axis=1)))",
        "np.argmax(p, axis=1)",
        (),
    ),
    "a_class_of_a_report_by_another_call": (
        NET
        + "print(classification_report(y_test, m.predict(X_test).argmax(axis=-1)))\np = m.predict(X_test).argmax(1)",
        "p",
        (),
    ),
    "a_threshold_that_only_a_measure_is_given": (
        LINE + "p = m.predict(X_test)\nprint(accuracy_score(y_test, (p > 0.4).astype(int)))",
        "(p > 0.4).astype(int)",
        (),
    ),
    "a_rounded_answer_that_only_a_measure_is_given": (
        LINE + "p = m.predict(X_test)\nprint(accuracy_score(y_test, np.round(p)))",
        "np.round(p)",
        (),
    ),
    "the_class_of_one_row_that_is_printed": (
        NET + "p = m.predict(X_test)\nprint(np.argmax(p[0]), y_test.iloc[0])",
        "np.argmax(p, axis=1)",
        (),
    ),
    "the_name_of_a_class_printed_in_a_loop": (
        NET + "kinds = ['stays', 'leaves']\np = m.predict(X_test)\nfor i in range(4):\n"
        "    print(kinds[np.argmax(p[i])], np.argmax(p[i]))",
        "np.array(kinds)[np.argmax(p, axis=1)]",
        (),
    ),
    "the_name_of_each_class": (
        NET
        + "kinds = {0: 'stays', 1: 'leaves'}\np = np.argmax(m.predict(X_test), axis=1)\nnamed = [kinds[k] for k in p]",
        "named",
        (),
    ),
    "a_mean_over_the_models_of_a_loop": (
        "from sklearn.model_selection import KFold\ntotal = 0\nfor a, b in KFold(3).split(X_train):\n"
        "    m = LogisticRegression()\n    m.fit(X_train.iloc[a], y_train.iloc[a])\n"
        "    print(m.score(X_train.iloc[b], y_train.iloc[b]))\n    total += m.predict_proba(X_test)[:, 1]\n"
        "p = total / 3",
        "p",
        ("m_of_turns",),
    ),
    "a_mean_over_turns_whose_last_model_is_looked_at": (
        "p = 0.0\nfor n in (50, 90):\n    m = LogisticRegression().fit(X_train[:n], y_train[:n])\n"
        "    p += m.predict_proba(X_test)[:, 1]\nprint((m.predict(X_train) == y_train).mean())\np = p / 2",
        "p",
        ("m_of_turns",),
    ),
    "one_model_that_each_turn_fits_again": (
        "m = LinearRegression()\ntotal = np.zeros(len(X_test))\nfor n in (40, 60, 90):\n    m.fit(X_train[:n], y_train[:n])\n    total += m.predict(X_test) / 3\n"
        "p = np.where(total > 0.5, 'yes', 'no')",
        "p",
        ("m_of_turns",),
    ),
    "loops_in_a_loop": (
        "total = 0\nfor seed in (1, 2):\n    for n in (40, 90):\n        if seed == 1:\n            m = LogisticRegression(C=2)\n"
        "        else:\n            m = LogisticRegression(C=9)\n        m.fit(X_train[:n], y_train[:n])\n"
        "        total += m.predict_proba(X_test)\np = total[:, 1]",
        "p",
        ("m_of_turns",),
    ),
    "two_sums_of_one_loop_beside_a_name_of_the_notebook": (
        "a = np.zeros(len(X_test))\nb = 0\neach = 0.5\nfor n in (40, 60, 90):\n    m = LogisticRegression().fit(X_train[:n], y_train[:n])\n"
        "    a += m.predict_proba(X_test)[:, 1] * each\n    b += m.predict_proba(X_test)[:, 0]\np = a / 3 + b",
        "p",
        ("m_of_turns",),
    ),
    "a_class_by_the_chances_of_two_models": (
        "from sklearn.tree import DecisionTreeClassifier\nn = DecisionTreeClassifier(max_depth=2)\nn.fit(X_train, y_train)\n"
        + CLASS
        + "q, r = n.predict_proba(X_test), m.predict_proba(X_test)\np = np.argmax(q + r, axis=1)",
        "p",
        ("n",),
    ),
    "a_weighted_sum_of_two_models": (
        LINE
        + "n = LinearRegression().fit(X_train[:60], y_train[:60])\nw = 0.3\n"
        + "p = w * n.predict(X_test) + (1 - w) * m.predict(X_test)",
        "p",
        ("n",),
    ),
    "an_error_is_no_prediction": (LINE + "p = m.predict(X_test)\nerror = p - y_test\nworst = error.abs()", "p", ()),
    "one_row_written_out_is_no_end": (
        LINE + "p = m.predict(X_test) > 0.5\nprint(m.predict([[3.0, 40.0]]))\nq = m.predict([[9.0, 30.0]])",
        "p",
        (),
    ),
}


@pytest.mark.parametrize("name", FINISHED)
def test_finished(name: str, tmp_path: Path) -> None:
    cells, expected, saved = FINISHED[name]
    shape = Shape(START + cells)
    decided = planned(f"finish_{name}", shape, tmp_path)
    assert decided.inference is not None
    assert (decided.inference.level, decided.inference.unfinished) == ("features", "")
    assert {*saved} <= {artifact.name for artifact in decided.artifacts}
    data(tmp_path)
    names = ran(shape, tmp_path)
    made = trained(decided, tmp_path)
    rows, wanted = names["X_test"], np.asarray(eval(expected, names))
    same(predicted(made, rows)["prediction"], wanted)
    same(predicted(made, rows[["age", "place"]].assign(further=1))["prediction"], wanted)
    same([predicted(made, rows.iloc[[n]])["prediction"].iloc[0] for n in range(5)], wanted[:5])


CELLS = (START.replace("# %%\n", ""), LINE)
TURNS = "total = 0\nfor n in (40, 90):\n    m = LogisticRegression()\n    m.fit(X_train[:n], y_train[:n])\n"
OTHER_SUMS = [  # what is added up is no sum of one answer for each turn that serving could give again
    TURNS + "    total += m.predict_proba(X_test)[:, 1] * n\np = total / 2",  # weighted by what each turn has
    TURNS + "    if n > 50:\n        total += m.predict_proba(X_test)[:, 1]\np = total / 2",
    TURNS + "    total += m.predict_proba(X_test)[:, 1]\n    total += 1\np = total / 2",
    TURNS.replace("total = 0", "total = np.ones(60)") + "    total += m.predict_proba(X_test)[:, 1]\np = total / 2",
    TURNS.replace("total = 0", "total = np.add(np.zeros(60), 1)")
    + "    total += m.predict_proba(X_test)[:, 1]\np = total / 2",
    TURNS + "    total += m.predict_proba(X_test)[:, 1]\n    if n == 40:\n        total = total * 0\np = total / 2",
    "def sum(a):\n    return max(a)\n" + TURNS + "    total += m.predict_proba(X_test)[:, 1]\np = total / 2",
    TURNS + "    total += m.predict_proba(X_train[:n])[:, 1].mean()\np = m.predict(X_test) + total",
]


@pytest.mark.parametrize("cells", OTHER_SUMS)
def test_another_sum_over_turns_is_no_part_of_the_prediction(cells: str) -> None:
    found = planned_cells(CELLS[0], cells).inference
    assert found is not None and found.level == ("features" if ".mean()" in cells else "none"), found
    assert found.finish is None or not found.finish.rows


def test_a_list_of_columns_is_no_list_of_models() -> None:
    kept = Keep(0, "before", "columns", None, "[*numbers, 'city']", "columns")
    found = planned_cells(CELLS[0], LINE + "p = m.predict(X_test)").inference
    assert found is not None and not replace(found, own=(kept,)).of_turns


UNFINISHED = [  # what the notebook does with the answers, what is said of it
    (  # the threshold that measures best is not led back to what training keeps
        "best, best_t = 0, 0.5\nq = m.predict(X_test)\nfor t in [0.2, 0.4]:\n    f = ((q > t) == y_test).mean()\n"
        "    if f > best:\n        best, best_t = f, t\np = q > best_t",
        "p = q > best_t",
    ),
    ("import somewhere\np = m.predict(X_test)\nq = somewhere.smooth(p)", "q = somewhere.smooth(p)"),
    (
        "import somewhere\np = m.predict(X_test)\nq = somewhere.smooth(\n    p\n)",
        "what the notebook makes of it (cell 3)",
    ),
    ("p = m.predict(X_test)\nq = p - np.sort(X_test['age'])", "q = p - np.sort(X_test['age'])"),
    ("p = m.predict(X_test)\nq = np.where(X_test['age'] > 30, p, 0)", "q = np.where(X_test['age'] > 30, p, 0)"),
]


@pytest.mark.parametrize("after, said", UNFINISHED)
def test_what_is_not_followed_is_said(after: str, said: str) -> None:
    found = planned_cells(*CELLS, after).inference
    assert found is not None and found.finish is None
    assert said in found.unfinished
    readme = project_of(*CELLS, after)["README.md"]
    assert "`prediction` is what `predict` of `m` says" in readme and "is no part of it" in readme


PLAIN = [
    "p = m.predict(X_test)",
    "p = m.predict(X_test).reshape(-1)\nprint(abs(p - y_test).mean())",
    "p = m.predict(X_test)\nsure = X_test[p > 0.9]",
    "print(m.score(X_test, y_test))",
    # which threshold it is, nobody says
    "p = m.predict(X_test)\nprint(accuracy_score(y_test, p > 0.3), accuracy_score(y_test, p > 0.4))",
    "p = m.predict(X_test)\nfor t in (0.3, 0.4):\n    print(accuracy_score(y_test, p > t))",
    "p = m.predict(X_test)\nprint(np.argmax(p))",  # the row that says most
    "p = m.predict(X_test)\nprint(np.argmax(p[:5]))",
    # of other answers
    "q = m.predict(X_train)\nprint(accuracy_score(y_train, q > 0.5))\np = m.predict(X_test)",
]
NETWORK = (
    "from keras.models import Sequential\nfrom keras.layers import Dense\n"
    "m = Sequential([Dense(8, activation='relu'), Dense(2, activation='softmax')])\n"
    "m.compile(loss='sparse_categorical_crossentropy')\nm.fit(X_train, y_train, epochs=2)\n"
)
AFTER_A_NETWORK = [  # what the notebook does with its answers, the prediction
    ("y_pred = np.argmax(m.predict(X_test), axis=1)\nprint(accuracy_score(y_test, y_pred))", "np.argmax(said, axis=1)"),
    ("p = m.predict(X_test)\nprint(accuracy_score(y_test, p.argmax(axis=-1)))", "p.argmax(axis=-1)"),
    ("p = m.predict(X_test)\nprint(p[3].argmax())", "[row.argmax() for row in p]"),
    ("p = m.predict(X_test)\nprint(p[3])", ""),
    ("p = m.predict(X_test)\nprint(np.argmax(p))", ""),
    ("p = m.predict(X_test)\nprint(np.argmax(p[:3]))", ""),
    # another array may bear the name, another list
    ("p = m.predict(X_test)\nprint(np.argmax(p[0]))\np = [[1, 2]]\nprint(np.argmax(p[0]))", ""),
    ("k = ['a', 'b']\np = m.predict(X_test)\nprint(k[np.argmax(p[0])])\nk = ['b', 'a']", ""),
    # the function's own p
    ("p = m.predict(X_test)\ndef best(i, p):\n    return np.argmax(p[i])\nprint(best(0, [[1, 2]]))", ""),
]


@pytest.mark.parametrize("after, expected", AFTER_A_NETWORK)
def test_the_class_of_a_network(after: str, expected: str) -> None:
    found = planned_cells(CELLS[0], NETWORK, after).inference
    assert found is not None and found.level == "features"
    assert (found.finish.expression if found.finish is not None else "") == expected


FROM_RAW_ROWS = [
    ("y_pred = np.argmax(m.predict(X_test, verbose=0), axis=1)", "np.argmax(m.predict(X_test, verbose=0), axis=1)"),
    ("p = m.predict(X_test)\nprint(accuracy_score(y_test, np.argmax(p, axis=1)))", "np.argmax(p, axis=1)"),
    ("k = ['a', 'b']\np = m.predict(X_test)\nprint(k[np.argmax(p[0])])", "[k[np.argmax(row)] for row in p]"),
    ("p = m.predict(X_test)\nprint(accuracy_score(y_test, p > 0.4))", "p > threshold"),
    ("p = m.predict(X_test)\nprint(p[:3])", "m.predict(X_test)"),
    ("print(m.evaluate(X_test, y_test))", "m.predict(X_train)"),
]


@pytest.mark.parametrize("after, expected", FROM_RAW_ROWS)
def test_the_class_of_a_network_from_raw_rows(after: str, expected: str) -> None:
    found = planned_cells(CELLS[0].replace("df['income'].rank()", "df['income'] / 9"), NETWORK, after).inference
    assert found is not None and found.serving is not None
    assert found.serving.expression == expected


@pytest.mark.parametrize("after", PLAIN)
def test_an_answer_as_it_stands_is_the_prediction(after: str) -> None:
    found = planned_cells(*CELLS, after).inference
    assert found is not None and (found.finish, found.unfinished) == (None, "")
    assert "`prediction` is what `predict` of `m` says" in project_of(*CELLS, after)["README.md"]


def test_cells_that_stay_together_keep_no_line_for_it() -> None:
    """A threshold that only a line beside the cells could keep; one that has a name at the end is saved."""
    held = ("globals()['t' + '0'] = 3", *CELLS)
    found = planned_cells(*held, "p = m.predict(X_test) > y_train.mean()").inference
    assert found is not None and found.finish is None and "y_train.mean()" in found.unfinished
    found = planned_cells(*held, "t = y_train.mean()\np = m.predict(X_test) > t").inference
    assert found is not None and found.finish is not None and found.keeps == ()


NET_BESIDE = "import somewhere\nn = somewhere.Net()\nn.fit(X_train, y_train)\n"
BESIDE = "n = LogisticRegression().fit(X_train, y_train)\np = m.predict(X_test)\nq = n.predict(X_test)\n"
BLENDS = [
    NET_BESIDE + "p = 0.5 * n.predict(X_test) + 0.5 * m.predict(X_test)",
    NET_BESIDE
    + "q = np.expm1(n.predict(X_test))\np = np.expm1(m.predict(X_test))\nw = 0.7\nfinal = q * w + p * (1 - w)",
    "n = LogisticRegression().fit(X_train, y_train)\ndef mix(models, rows):\n"
    "    return np.column_stack([k.predict(rows) for k in models]).mean(axis=1)\nq = m.predict(X_test)\np = mix([n, m], X_test)",
    BESIDE
    + "out = X_test.copy()\nout['n'] = q\nout['m'] = p\nvote = out[['n', 'm']].mode(axis=1)[0]\nvote.to_csv('o.csv')",
    "said = []\nfor k in [LogisticRegression(), m]:\n    k.fit(X_train, y_train)\n    said.append(k.predict(X_test))\n"
    "final = np.where(0.3 * said[0] + 0.7 * said[1] > 0.4, 1, 0)\nprint(accuracy_score(y_test, final))",
]


@pytest.mark.parametrize("after", BLENDS)
def test_one_of_several_models_is_not_served_for_all(after: str) -> None:
    found = planned_cells(*CELLS, after).inference
    assert found is not None and found.level == "none", found
    assert (
        found.because.startswith("answers of ")
        and "put together in a way that is not followed (cell 3)" in found.because
    )


UNHELD = [  # a model of which only the answers are left gives what is written; m is but a baseline
    "def asked(k, rows):\n    k.fit(X_train, y_train)\n    p = k.predict(rows)\n    return np.exp(p) if len(p) else p\n"
    "p = asked(LogisticRegression(C=3), X_test)",
    "def made():\n    return LogisticRegression(C=3)\np = made().fit(X_train, y_train).predict(X_test)",
]

HELD = [  # a function is handed the model, or hands it back
    "def asked(k, rows):\n    k.fit(X_train, y_train)\n    return k.predict(rows)\np = asked(m, X_test)",
    "def asked(rows):\n    k = LogisticRegression(C=3).fit(X_train, y_train)\n    return k, k.predict(rows)\nm, p = asked(X_test)",
    "def asked(k, rows):\n    return k.predict(rows)\np = asked(m, X_test)",
    "p = sum(w * k.predict(X_test) for w, k in zip({'a': 1}.values(), [m]))",
]


@pytest.mark.parametrize("after, held", [*((one, False) for one in UNHELD), *((one, True) for one in HELD)])
def test_a_baseline_is_not_served_for_a_model_that_no_name_holds(after: str, held: bool) -> None:
    found = planned_cells(*CELLS, f"{after}\npd.DataFrame({{'p': p}}).to_csv('o.csv')").inference
    assert found is not None and (held or found.level == "none"), found
    assert (found.because == "a model that no name holds gives what is written (cell 3)") is not held


COMPARED = [
    "print(accuracy_score(y_test, p > 0.5))\nprint(accuracy_score(y_test, q))",
    "pd.DataFrame({'m': p, 'n': q}).to_csv('o.csv')",
    "print(pd.DataFrame({'model': ['m', 'n'], 'score': [accuracy_score(y_test, p > 0.5), accuracy_score(y_test, q)]}))",
    "print((p == q).mean(), np.mean(p - q))",
]


@pytest.mark.parametrize("after", COMPARED)
def test_models_that_are_compared_are_not_put_together(after: str) -> None:
    found = planned_cells(*CELLS, BESIDE + after).inference
    assert found is not None and found.level == "features", found


@pytest.mark.parametrize("place", ["df['income'].rank()", "df['income'] / 9"])  # level features, level raw
@pytest.mark.parametrize("after, several", [("print(p[:3])", True), ("p = p.argmax(axis=1)", False)])
def test_numbers_of_a_row_are_said_to_be_a_list(place: str, after: str, several: bool) -> None:
    first = CELLS[0].replace("df['income'].rank()", place)
    files = project_of(first, NETWORK, f"p = m.predict(X_test)\n{after}")
    inference = next(text for path, text in files.items() if path.endswith("/inference.py"))
    said = (
        "`prediction` is what `predict` of `m` says, or `prediction_0`, `prediction_1` and so on where it says several"
    )
    assert (said in files["README.md"]) is several
    assert ("A prediction is a list where the model says several numbers of a row." in inference) is several
    answering = next(text for path, text in files.items() if path.endswith("/answering.py"))
    assert ("predictions = in_columns(predictions)" in answering) is several
