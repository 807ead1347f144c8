"""How rows of inference are read, and which predictions of the notebook it can be held to."""

import pytest

from nb2prod import analyse
from nb2prod.plan import plan
from nb2prod.plan.models.reading import reading_of
from tests.notebooks import notebook, planned, project

START = "import csv\nimport pandas as pd\nfrom sklearn.linear_model import LinearRegression"
FIT = "X = df[['a']]\nm = LinearRegression().fit(X, df['y'])"

READ = [  # the load, options of the file, of dates, what is left out
    ("df = pd.read_csv('a.csv')", {}, {}, ()),
    ("df = pd.read_csv('a.csv', sep=';', decimal=',', nrows=9)", {"sep": "config.sep", "decimal": "','"}, {}, ()),
    ("df = pd.read_csv('a.csv', ';')", {"sep": "config.sep"}, {}, ()),
    ("SEP = ';'\ndf = pd.read_csv('a.csv', sep=SEP)", {"sep": "config.SEP"}, {}, ()),
    ("gaps = ['?', ' ']\ndf = pd.read_csv('a.csv', na_values=gaps)", {"na_values": "['?', ' ']"}, {}, ()),
    ("gaps = ['?']\ngaps.append(' ')\ndf = pd.read_csv('a.csv', na_values=gaps)", {}, {}, ("na_values",)),
    ("df = pd.read_csv('a.csv', quoting=csv.QUOTE_NONE)", {}, {}, ("quoting",)),
    ("df = pd.read_table('a.txt')", {"sep": "'\\t'"}, {}, ()),
    ("df = pd.read_table('a.txt', sep='|')", {"sep": "config.sep"}, {}, ()),
    ("df = pd.read_excel('a.xlsx', skiprows=2)", {"skiprows": "2"}, {}, ()),
    ("df = pd.read_csv('a.csv', names=['a', 'y'], header=None)", {"names": "['a', 'y']", "header": "None"}, {}, ()),
    ("df = pd.read_csv('a.csv', parse_dates=['a'], dayfirst=True, dtype={'b': str})", {}, {"dayfirst": "True"}, ()),
    ("df = pd.read_csv('a.csv', date_format='%d.%m.%y')", {}, {"format": "'%d.%m.%y'"}, ()),
    ("df = pd.read_csv('a.csv', on_bad_lines='skip')", {"on_bad_lines": "'skip'"}, {}, ()),
    ("df = pd.read_csv('a.csv', converters={'a': lambda t: float(t)})", {}, {}, ("converters",)),
    ("old = pd.read_csv('a.csv', decimal='.')\nnew = pd.read_csv('b.csv', comment='#')\ndf = old.dropna()", {"decimal": "'.'"}, {}, ()),
]  # fmt: skip


@pytest.mark.parametrize("load, options, dates, left_out", READ, ids=[row[0] for row in READ])
def test_reading(load, options, dates, left_out):
    planned = plan(analyse.analyse(notebook(START, load, FIT, "p = m.predict(X)")))
    program, user = planned.program, next(s for s in planned.program.statements if s.source.startswith("X = "))
    found = reading_of(program, "df", user, (planned.parameters, planned.edits), raw=True)
    assert (dict(found.options), dict(found.dates), found.left_out) == (options, dates, left_out)
    shown = program.notebook.cells[found.cell].python.splitlines()[found.span[0] - 1][found.span[1] : found.span[3]]
    assert shown.startswith("pd.read_") and shown.endswith(")")


def test_options_of_columns_say_nothing_about_a_matrix():
    load = "df = pd.read_csv('a.csv', decimal=',', names=['a', 'y'], converters={'a': len})"
    found = plan(analyse.analyse(notebook(START, load, FIT)))
    assert dict(found.inference.reading.options)["decimal"] == "','"
    assert not [finding for finding in found.findings if finding.code == "NB113"]
    left = plan(analyse.analyse(notebook(START, "df = pd.read_csv('a.csv', quoting=csv.QUOTE_ALL)", FIT)))
    assert [(f.level, f.cell, f.line) for f in left.findings if f.code == "NB113"] == [("warning", 1, 1)]


PARTS = "from sklearn.pipeline import Pipeline, make_pipeline\nfrom sklearn.preprocessing import StandardScaler\ndf = pd.read_csv('a.csv')"
SCALED = (
    "X = df[['a']]\nscaler = StandardScaler()\nZ = scaler.fit_transform(X)\nm = LinearRegression()\nm.fit(Z, df['y'])\n"
)


@pytest.mark.parametrize(
    "made, level",
    [
        ("full = Pipeline([('s', scaler), ('m', m)])", "features"),
        ("full = make_pipeline(scaler, m)", "features"),
        ("full = Pipeline([('s', StandardScaler()), ('m', m)])", "none"),
    ],
)
def test_a_pipeline_of_fitted_parts_takes_what_its_first_was_fitted_on(made, level):
    saved = "import joblib\njoblib.dump(full, 'full.joblib')"
    found = planned(START, PARTS, SCALED, made, saved).inference
    assert (found.model, found.level, found.source) == ("full", level, "X" if level == "features" else "")
    assert ("full is put together by" in found.because) == (level == "features")


PREDICTED = [  # what follows the fit, matrix, expected
    ("p = m.predict(X)", "X", "p"),
    ("p = m.predict(X)\np = p + 1", "X", ""),
    ("Z = df[['a']]\nprint(m.predict(Z))", "Z", ""),
    ("p = m.predict(X)\nq = m.predict([[3.0]])", "X", "p"),
    ("p = m.predict(X)\nq = m.predict(X[:5])", "X", "p"),
    ("m.score(X, df['y'])", "", ""),
]


@pytest.mark.parametrize("after, matrix, expected", PREDICTED)
def test_predictions_of_the_notebook(after, matrix, expected):
    found = plan(analyse.analyse(notebook(START, "df = pd.read_csv('a.csv')", FIT, after))).inference
    assert (found.matrix, found.expected) == (matrix, expected)


def test_a_matrix_that_is_bound_anew_is_no_witness():
    """At level features rows are asked for by the name of the matrix; at the end it must still be that matrix."""
    cells = [
        START,
        "df = pd.read_csv('a.csv')\nX = df[['a']].rank()\nm = LinearRegression().fit(X, df['y'])\np = m.predict(X)",
    ]
    found = plan(analyse.analyse(notebook(*cells))).inference
    assert found is not None and (found.level, found.matrix) == ("features", "X")
    found = plan(analyse.analyse(notebook(*cells, "X = df[['b', 'a']]"))).inference
    assert found is not None and (found.level, found.matrix) == ("features", "")


TWO = """
import pandas as pd
from sklearn.linear_model import LogisticRegression
train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
"""
LEARNED = "X, y = train.drop(columns=['y']), train['y']\nmodel = LogisticRegression()\nmodel.fit(X, y)\np = model.predict(test)"
ROWS = [  # the frame whose rows training writes down as its own, where it is not the one that is predicted
    ((TWO, LEARNED), ("test", "train")),
    ((TWO, "train['a'] = train['a'].fillna(0)\n" + LEARNED), ("test", "train")),
    ((TWO, LEARNED.replace("predict(test)", "predict(X)")), ("train", "")),
    ((TWO, "train['b'] = test['b']\n" + LEARNED.replace("predict(test)", "predict(X)")), None),  # of both
]


@pytest.mark.parametrize(("cells", "frames"), ROWS, ids=[row[0][1][:60] for row in ROWS])
def test_what_training_saw_are_rows_that_it_learned_from(cells, frames):
    plan = planned(*cells)
    assert plan.inference is not None
    if frames is None:
        assert plan.inference.rows == ""
        return
    assert (plan.inference.level, plan.inference.source, plan.inference.rows) == ("raw", *frames)
    assert f"seen = remember({frames[1] or frames[0]})" in project(*cells)["src/paper/train.py"]


def test_reasons_are_no_lines_of_code():
    long = ", ".join(f"argument_{n}=somewhere.value({n}, other={n})" for n in range(9))
    cells = (
        START,
        "import somewhere\ndf = pd.read_csv('a.csv')",
        f"X = somewhere.split(df, {long})",
        "m = LinearRegression().fit(X, df['y'])",
    )
    found = planned(*cells).inference
    assert found is not None and "a call of split: somewhere.split is not known" in found.because
    assert len(found.because) < 250


LEFT_OUT = [  # cells before the matrix is taken, whether training leaves rows out that inference answers
    ("df = df[df['y'] > 0]", True),
    ("df = df[df['y'] > 0]\ndf = df.reset_index(drop=True)", True),
    ("df = pd.concat([df[df['y'] > 0], df[df['y'] <= 0].sample(9, replace=True, random_state=1)])", False),
    ("part = df[df['y'] > 0]\ndf = pd.concat([part.head(5), part.tail(5)])", True),
    ("print(df.loc[df['y'] > 0, 'a'].mean())", False),
    ("part = df[df['y'] > 0]\nprint(part['a'].sum())", False),
    ("df = df[df['a'] > 0]", False),  # inference leaves them out, too
]


@pytest.mark.parametrize("rule, due", LEFT_OUT)
def test_rows_that_training_leaves_out_and_inference_answers(rule, due):
    made = project(START, "df = pd.read_csv('a.csv')", rule, FIT, "p = m.predict(X)")["README.md"]
    assert (
        "Training leaves rows out by `df[df['y'] > 0]` (cell 3); inference does not apply this rule." in made
    ) is due
    found = planned(START, "df = pd.read_csv('a.csv')", rule, FIT, "p = m.predict(X)").findings
    assert ("NB121" in {f.code for f in found}) is due


AGAIN = [  # what a function makes of the parts of two classes, whether rows are left out
    ("pd.concat([a] + [b] * 3), pd.concat([c] + [d] * 3)", False),
    ("pd.concat([a] + [a] * 3), pd.concat([c] + [c] * 3)", True),
]


@pytest.mark.parametrize(("returned", "due"), AGAIN)
def test_rows_that_are_put_together_again_are_left_out_by_nobody(returned, due):
    parts = "    a = X[y == 0]\n    b = X[y == 1]\n    c = y[y == 0]\n    d = y[y == 1]\n"
    more = f"def more(X, y):\n{parts}    return {returned}"
    fit = "X, y = more(df[['a']], df['y'])\nm = LinearRegression().fit(X, y)\np = m.predict(df[['a']])"
    found = planned(START, "df = pd.read_csv('a.csv')", more, fit).findings
    assert ("NB121" in {f.code for f in found}) is due


def test_answers_that_are_parted_by_the_truth_are_no_rule_of_training():
    cells = (
        "import pandas as pd\nfrom sklearn.feature_extraction import DictVectorizer\n"
        "from sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import train_test_split",
        "def fit(d, y):\n    dv = DictVectorizer()\n    X = dv.fit_transform(d[['a']].to_dict(orient='records'))\n"
        "    m = LogisticRegression()\n    m.fit(X, y)\n    return dv, m",
        "def ask(d, dv, m):\n    X = dv.transform(d[['a']].to_dict(orient='records'))\n"
        "    return m.predict_proba(X)[:, 1]",
        "df = pd.read_csv('a.csv')\ntrain, val = train_test_split(df, random_state=1)\ny = train['y'].values\n"
        "y_val = val['y'].values",
        "dv, m = fit(train, y)\np = ask(val, dv, m)\nprint(p[y_val == 0].mean())",
        "dv, m = fit(df, df['y'].values)\np = ask(val, dv, m)",
    )
    assert not [f for f in planned(*cells).findings if f.code == "NB121"]


def test_a_matrix_that_is_handed_over_by_name_is_remembered():
    fit = "import somewhere\nX_train = somewhere.rows('a')\ny = somewhere.rows('b')\nm = LinearRegression()\n"
    made = project(START, fit + "m.fit(X=X_train, y=y)")
    assert "remember(X_train)" in made["src/paper/train.py"]
    assert "takes the columns of X_train" in made["README.md"]


GIVEN = {  # what else is given answers and what they should be: what that may change is unknown behind it
    "judged.rate(y, p)": "raw",
    "judged.rate(X, y, p)": "features",
}


@pytest.mark.parametrize("judged, level", GIVEN.items(), ids=GIVEN)
def test_who_gets_answers_and_the_target_measures_and_changes_neither(judged, level):
    found = planned(
        "import judged\nimport pandas as pd\nfrom sklearn.linear_model import LinearRegression\ndf = pd.read_csv('a.csv')\n"
        f"X, y = df[['a']], df['y']\nm = LinearRegression().fit(X, y)\np = m.predict(X)\n{judged}\nm.fit(X, y)\nq = m.predict(X)"
    ).inference
    assert found is not None and found.level == level


def test_a_statement_behind_the_model_is_about_its_answers():
    cells = (
        "both = pd.concat([train.drop(['y'], axis=1), test], axis=0)\nboth.a = both.a.astype('category').cat.codes\n"
        "X, rest = both.loc[both.b == 1], both.loc[both.b == 0]\nm = LinearRegression()\nm.fit(X, train['y'])",
        "p = pd.Series(m.predict(rest))\nanswers = pd.concat([rest.id, p], axis=1)\nanswers.to_csv('s.csv')",
    )
    read = ("train = pd.read_csv('a.csv')", "test = pd.read_csv('b.csv')")
    found = planned(START, *read, *cells).inference
    assert found.level == "features" and "following what becomes of its answers stopped at this" in found.because
