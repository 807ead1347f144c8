"""Functions that print what they measure: which of them hand it back in the project, and what stays as it is."""

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
    ((PRINTS, "if len(X):\n    evaluate(m, X)"), []),  # a statement of its own at top level or of a loop there
    ((PRINTS, "evaluate(m, X)", "r = evaluate(m, X)"), []),
    ((PRINTS, "evaluate(m, X)", "print(evaluate(m, X))"), []),
    ((PRINTS, "evaluate(m, X)", "f = evaluate"), []),
    ((PRINTS, "evaluate(m, X)", "def g():\n    evaluate(m, X)\ng()"), []),
    ((PRINTS + "\n    return None", "evaluate(m, X)"), []),
    ((PRINTS.replace("):", ") -> None:", 1), "evaluate(m, X)"), []),
    ((PRINTS, "evaluate(m, X)", PRINTS, "evaluate(m, X)"), []),  # which of two
    (("def say(model):\n    print('a', 3)", "say(m)"), []),  # no measure
    (("def say(model):\n    if model:\n        print('Error', mean_absolute_error(y, X))", "say(m)"), []),  # perhaps
]


@pytest.mark.parametrize(("cells", "expected"), TABLE)
def test_where_nobody_could_see_a_difference(cells, expected):
    plan = planned(HEAD, *cells)
    assert [key for key, _ in plan.metrics] == expected
    assert bool(plan.handed_back) is bool(expected)


def test_the_function_returns_what_it_prints_and_the_call_gives_it_a_name():
    made = project(HEAD, PRINTS, "evaluate(m, X)")
    body = next(t for path, t in made.items() if path.endswith("train.py")) + made.get("src/paper/definitions.py", "")
    assert 'return {"error": error, "twice": twice}' in body and "twice = mean_absolute_error(y, p) * 2" in body
    assert (
        "    return evaluate(m, X, y)\n" in body
        and "evaluation = evaluate_model(m, X, y)\n" in body
        and "evaluation %s" not in body
    )


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
    assert "return {" + ", ".join(f'"{key}": {name}' for key, name in given.items()) + "}" in text
