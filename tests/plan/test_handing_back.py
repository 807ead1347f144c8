"""Functions that print what they measure: which of them hand it back in the project, and what stays as it is."""

import re

import pytest

from tests.notebooks import planned, project

HEAD = """import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error
df = pd.read_csv('a.csv')
X, y = df[['a']], df['b']
m = LinearRegression().fit(X, y)"""
PRINTS = """def evaluate(model, rows):
    p = model.predict(rows)
    error = mean_absolute_error(y, p)
    print('Error', error)
    print('Twice', mean_absolute_error(y, p) * 2)"""

TABLE = [  # cells behind HEAD, keys of metrics.json
    ((PRINTS, "evaluate(m, X)"), ["evaluation"]),
    ((PRINTS, "evaluate(m, X)", "n = LinearRegression().fit(X, y)\nevaluate(n, X)"), ["m_evaluation", "n_evaluation"]),
    ((PRINTS, "for k in range(2):\n    evaluate(m, X)"), ["evaluation_by_k"]),
    ((PRINTS.replace("evaluate", "train"), "train(m, X)"), ["evaluation"]),
    ((PRINTS, "r = evaluate(m, X)"), ["evaluation"]),
    ((PRINTS, "df['low'] = evaluate(m, X)", "df['high'] = evaluate(m, X)"), ["low_evaluation", "high_evaluation"]),
    ((PRINTS, "print(evaluate(m, X))"), ["evaluation"]),
    ((PRINTS, "evaluate(m, X)", "f = evaluate"), []),  # who calls f does not know of it
    ((PRINTS, "evaluate(m, X)", "r = [evaluate(m, X) for k in X]"), []),
    ((PRINTS, "def rate_line():\n    evaluate(m, X)\nrate_line()"), ["evaluation"]),  # it passes it on
    ((PRINTS + "\n    return p", "p = evaluate(m, X)"), ["evaluation"]),
    ((PRINTS + "\n    return error", "r = evaluate(m, X)"), ["r", "evaluation"]),  # what it gives needs no other place
    ((PRINTS.replace("):", ") -> None:", 1), "evaluate(m, X)"), ["evaluation"]),
    (
        ("from rows import rate\ndef run(k):\n    scores = [rate(k)]\n    print('mean/std', scores.mean())\nrun(3)",),
        ["evaluation"],
    ),
    (  # of a list that it is given, in percent
        (
            "from numpy import mean\ndef sum_up(scores):\n    print('Accuracy: mean=%.3f, n=%d' % (mean(scores) * 100, len(scores)))\nsum_up(X)",
        ),
        ["sum_up_evaluation"],
    ),
    (("from rows import rate\ndef run(k):\n    rows = [rate(k)]\n    print('mean/std', rows.mean())\nrun(3)",), []),
    (
        (
            "def fit_tree(rows):\n    n = LinearRegression().fit(rows, y)\n    print('Error', mean_absolute_error(y, n.predict(rows)))\n    return n",
            "n = fit_tree(X)",
        ),
        ["tree_evaluation"],
    ),
    ((PRINTS, "evaluate(m, X)", PRINTS, "evaluate(m, X)"), []),  # which of two
    (("def say(model):\n    print('a', 3)", "say(m)"), []),  # no measure
    (("def say(model):\n    if model:\n        print('Error', mean_absolute_error(y, X))", "say(m)"), ["evaluation"]),
    (
        ("def say(model):\n    for k in X:\n        print('Error', mean_absolute_error(y, X[k]))", "say(m)"),
        [],
    ),  # of which
    (
        (
            "def say(models):\n    for name, n in models.items():\n        off = mean_absolute_error(y, n.predict(X))\n        print('Off', off)",
            "say({'m': m})",
        ),
        ["say_evaluation"],
    ),
]


@pytest.mark.parametrize(("cells", "expected"), TABLE)
def test_where_nobody_could_see_a_difference(cells, expected):
    plan = planned(HEAD, *cells)
    assert [name for _, name in plan.metrics] == expected
    assert bool(plan.recording) is bool(expected)


def test_the_function_puts_what_it_prints_where_its_caller_says():
    made = project(HEAD, PRINTS + "\n    return p", "p = evaluate(m, X)", "if len(X):\n    evaluate(m, X)")
    train, functions = (
        next(t for path, t in made.items() if path.endswith(end)) for end in ("train.py", "definitions.py")
    )
    assert (
        'twice = mean_absolute_error(y, p) * 2\n    measured["twice"] = twice\n' in functions
        and "    return p\n" in functions
    )
    assert "def evaluate(model, rows, y, measured):" in functions
    assert "evaluation = {}\n    p = evaluate(m, X, y, measured=evaluation)\n" in train
    assert "evaluate(m, X, y, measured={})\n" in train  # of a call that may not be reached nobody can tell


PASSED = [  # a function that calls one that measures, what that one is handed
    ("def run(n):\n    evaluate(n, X)", ["measured"]),  # its only one
    (
        "def run(n):\n    evaluate(n, X)\n    evaluate(n, df[['b']])",
        ['measured.setdefault("evaluate_x", {})', 'measured.setdefault("evaluate_df", {})'],
    ),
    (
        "def run(n):\n    for a in range(3):\n        evaluate(n, X * a)",
        ['measured.setdefault(f"evaluate_{a}", {})'],
    ),
    (  # two loops of one variable
        "def run(n):\n    for a in range(3):\n        evaluate(n, X)\n    for a in range(3):\n        evaluate(n, X)",
        ['measured.setdefault(f"evaluate_{a}", {})', 'measured.setdefault(f"evaluate_2_{a}", {})'],
    ),
    ("def run(n):\n    for a in n.rows:\n        evaluate(n, a)", ["{}"]),  # rows tell no turns apart
    (
        "def twice(n):\n    evaluate(n, X)\n    evaluate(n, -X)\ndef run(n):\n    twice(n)",
        ['measured.setdefault("evaluate", {})', 'measured.setdefault("evaluate_2", {})', "measured"],
    ),
    (  # what the second hands on has the key of one that the caller measures itself
        "def through(n):\n    evaluate(n, X)\ndef run(n):\n    error = mean_absolute_error(y, X)\n    print('Error', error)\n"
        "    through(n)",
        ["measured", 'measured.setdefault("through", {})'],
    ),
]


@pytest.mark.parametrize(("calling", "handed"), PASSED)
def test_who_calls_it_hands_on_what_it_measures(calling, handed):
    made = project(HEAD, PRINTS, calling, "run(m)")["src/paper/definitions.py"]
    given = re.findall(r"measured=(.*?)\n?\s*\)\n", made)
    assert [text.rstrip(",") for text in given] == handed


def test_two_functions_in_one_line_are_handed_one_mapping_each():
    both = PRINTS.replace("evaluate", "rate") + "\ndef run(n):\n    return evaluate(n, X), rate(n, X)"
    made = project(HEAD, PRINTS, both, "run(m)")["src/paper/definitions.py"]
    assert re.findall(r"(\w+)\([^()]*measured=measured.setdefault\(\"(\w+)", made) == [("evaluate",) * 2, ("rate",) * 2]


def test_a_measure_that_only_a_plot_showed_is_handed_back():
    drawn = """import seaborn as sns
from sklearn.metrics import confusion_matrix
def rate(p):
    print('Matrix:')
    cm = confusion_matrix(y, p)
    sns.heatmap(cm)
rate(m.predict(X))"""
    made = project(HEAD, drawn)["src/paper/definitions.py"]
    assert 'cm = confusion_matrix(y, p)\n    measured["cm"] = cm\n' in made
    quiet = planned(HEAD, drawn.replace("    print('Matrix:')\n", ""))
    assert not quiet.metrics  # all that it did was to draw


def test_a_loop_in_a_function_hands_back_each_turn():
    body = "def say(models):\n    for name, n in models.items():\n        print('Error', mean_absolute_error(y, n.predict(X)))"
    made = project(HEAD, body, "say({'m': m})")
    assert 'measured[f"error_{name}"] = error' in "".join(made.values())


KEYS = [  # what the function prints, what it hands back
    ("print('Error: %.1f%%' % (100 * error))", {"error": "error"}),
    ("print('Error:', error * 100)", {"error": "error"}),
    ("print('Error:', mean_absolute_error(y, p))", {"error_value": "error_value"}),  # `error` is another value
    ("print('Off:', mean_absolute_error(y, p))", {"off": "off"}),
    ("print('Off:', 100 * mean_absolute_error(y, p))", {"off": "off"}),
    (
        "right = sum(p == rows)\n    print('Accuracy:', right)\n    print('Error:', error)",
        {"right": "right", "error": "error"},
    ),
    ("n = len(rows)\n    print('rows', n)\n    print('Error:', error)", {"error": "error"}),
    ("print('loss of', model)\n    print('Error:', error)", {"error": "error"}),  # what it was given
]


@pytest.mark.parametrize(("says", "given"), KEYS)
def test_a_key_is_that_of_its_value(says, given):
    body = f"def evaluate(model, rows):\n    p = model.predict(rows)\n    error = mean_absolute_error(y, p)\n    {says}"
    made = project(HEAD, body, "evaluate(m, X)")
    text = "".join(content for path, content in made.items() if path.endswith(".py"))
    put = dict(re.findall(r'measured\["(\w+)"\] = (\w+)', text))
    assert put == given | {"evaluation": "evaluation"}  # what training itself writes down


def test_inference_hands_in_what_nobody_reads():
    body = "def evaluate(model, rows):\n    p = model.predict(rows)\n    spread = p.std()\n    print('RMSE', spread)\n    return p"
    made = project(HEAD, body, "p = evaluate(m, X)", "pd.DataFrame({'p': p}).to_csv('out.csv')")
    asked = next(text for path, text in made.items() if path.endswith("/inference.py"))
    assert "evaluate(m, X, measured={})" in asked
