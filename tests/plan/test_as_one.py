"""Steps that are the same function, word for word. Each row: cells, and the names of the steps in their order."""

import pytest

from nb2prod.report.as_json import explain_json
from tests.notebooks import planned, project, text

PD = "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\ndf = pd.read_csv('a.csv')"
FIT = "lr = LinearRegression()\nlr.fit(X, y)"


def turn(row, fit=FIT):
    return (f"X = df.iloc[{row}:, 1:]\ny = df.iloc[{row}:, 0]", fit, f"print(lr.predict(df.iloc[:{row + 1}, 1:]))")


def fits(*cells):
    return [step.name for step in planned(*cells).steps if step.name.startswith("train")]


CASES = [
    ((PD, *turn(0), *turn(1)), ["train_linear_regression"] * 2),
    ((PD, *turn(0), *turn(1), *turn(2)), ["train_linear_regression"] * 3),
    ((PD, *turn(0), *turn(1, FIT.replace("()", "(fit_intercept=False)"))), 2),
    ((PD, *turn(0), *turn(1, f"# why\n{FIT}"), *turn(2)), 2),  # what a comment says is true of one of them
    ((PD, *turn(0), *turn(1, FIT.replace("lr", "other")), "print(other.coef_)", *turn(2)), 2),  # another name
    ((PD, *turn(0), *turn(1, f"{FIT}\nprint(lr.coef_)"), *turn(2)), 2),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "names"), CASES)
def test_one_function_for_all(cells, names):
    found = fits(*cells)
    assert found == names if isinstance(names, list) else len(set(found)) == names


def test_it_is_made_once_and_called_for_each():
    cells = CASES[0][0]
    files = project(*cells)
    module = files["src/paper/train.py"]
    assert module.count("def train_linear_regression(") == 1
    assert module.count("lr = train_linear_regression(X, y)") == 2
    assert '"""Fit LinearRegression on X and y (cells 3, 6)."""' in module
    assert "| `train_linear_regression` | 3, 6 | Fit LinearRegression on X and y. |" in files["README.md"]


def test_explain_names_it_for_all_of_its_cells():
    told = explain_json(planned(*CASES[0][0]))
    homes = {entry["step"] for entry in told["statements"] if entry["cell"] in (2, 5)}
    assert homes == {"train_linear_regression"}
    assert [step["cells"] for step in told["steps"] if step["name"] == "train_linear_regression"] == [[2], [5]]


def test_sentences_of_other_places_are_not_said_of_all():
    """A heading is about the cells below it: what only one of the steps is called stays with it."""
    cells = (PD, text("## Small rows"), *turn(0), text("## Large rows"), *turn(1), text("## All"), *turn(2))
    docs = {step.doc for step in planned(*cells).steps if step.name == "train_linear_regression"}
    assert docs == {"Fit LinearRegression on X and y (cells 4, 8, 12)."}


def test_numbers_follow_each_other():
    """`fit`, `fit_2` and `fit_3`, of which the first two are one: `fit` and `fit_2`."""
    cells = (PD, *turn(0), *turn(1), *turn(2, f"{FIT}\nk = 1"), *turn(3, f"{FIT}\nk = 2"))
    assert fits(*cells) == [*["train_linear_regression"] * 3, "train_linear_regression_2"]
