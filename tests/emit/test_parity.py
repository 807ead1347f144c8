"""How the generated test compares predictions: with those that the sample's file holds, whatever type they came in."""

import ast
import io
import json

import pandas as pd
import pytest

from tests.notebooks import project

CELLS = (
    "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\ndf = pd.read_csv('a.csv')",
    "model = LinearRegression().fit(df[['a']], df['y'])\nprint(model.predict(df[['a']]))",
)
ANSWERS = [
    pd.Series([0, 1, 2], dtype=object),
    pd.Series([1, None, 2], dtype=object),
    pd.Series([True, None, False], dtype=object),
    pd.Series(["a", None, "c"]),
    pd.Series([0.1, 0.123456789123456, 2e9]),
    pd.Series(["[1.0, 2.0]", "[3.0, 4.0]", None]),
]


@pytest.fixture(scope="module")
def same():
    tree = ast.parse(project(*CELLS)["tests/test_parity.py"])
    tree.body = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in ("as_written", "same")
    ]
    names = {"pd": pd, "io": io, "json": json}
    exec(compile(tree, "test_parity.py", "exec"), names)  # the code that this test is about
    return names["same"]


@pytest.mark.parametrize("answers", ANSWERS)
def test_an_answer_is_what_its_file_holds(same, answers):
    frame = pd.DataFrame({"prediction": answers})
    same(frame, pd.read_csv(io.StringIO(frame.to_csv(index=False))))
    same(pd.concat([frame[row : row + 1] for row in range(3)]), frame)
    same(frame[::-1].sort_index(), frame)


@pytest.mark.parametrize(
    ("one", "other"),
    [([1, 2], [1, 3]), ([[0.1, 0.2]], [[0.1, 0.3]]), ([1.0, 2.0], [1.0, None]), (["a", "b"], ["a", "c"])],
)
def test_another_answer_is_not_the_same(same, one, other):
    with pytest.raises(AssertionError):
        same(pd.DataFrame({"prediction": one}), pd.DataFrame({"prediction": other}))


def test_the_last_digit_of_several_numbers_does_not_count(same):
    one, other = [[0.90350848, 0.1], None], [[0.90350842, 0.1], None]
    same(pd.DataFrame({"prediction": one}), pd.DataFrame({"prediction": other}))


TARGETS = [  # how the matrix is made, the columns that the generated test takes away
    ("X = df[['a']]", "['y']"),
    ("df = df.rename(columns={'y': 'Y'})\ndf['y'] = df['Y']\nX = df[['a']]", "['y']"),
    ("df['b'] = df['y'] * 2\nX = df[['b']]", ""),  # what is served reads it
]


@pytest.mark.parametrize(("matrix", "taken"), TARGETS)
def test_the_target_itself_is_taken_away(matrix, taken):
    cells = (CELLS[0], matrix + "\nmodel = LinearRegression().fit(X, df['y'])\nprint(model.predict(X))")
    tree = ast.parse(project(*cells)["tests/test_parity.py"])
    said = {node.name: ast.unparse(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert (
        f"rows.drop(columns={taken}, errors='ignore')" in said.get("test_target_is_not_needed", "")
        if taken
        else ("test_target_is_not_needed" not in said)
    )
