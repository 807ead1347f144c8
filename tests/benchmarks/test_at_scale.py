"""The benchmark on notebooks without their data: it makes the data, and compares values and predictions."""

import json
import random
import sys
from pathlib import Path

import pytest

from tests.notebooks import code, document

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))  # its scripts import each other by name
import at_scale
import fabricate

SHOWN = "<table><tr><th></th><th>city</th><th>rent</th></tr><tr><th>0</th><td>Rome</td><td>NaN</td></tr><tr><th>1</th><td>Oslo</td><td>7.5</td></tr></table>"


INFO = """<class 'pandas.core.frame.DataFrame'>
RangeIndex: 500 entries, 0 to 499
Data columns (total 3 columns):
 #   Column  Non-Null Count  Dtype
---  ------  --------------  -----
 0   city    500 non-null    object
 1   size    450 non-null    float64
 2   rent    500 non-null    float64
"""
CELLS = (
    "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\nfrom sklearn.model_selection import train_test_split",
    "df = pd.read_csv('rents.csv')\ndf.info()",
    "df['size'] = df['size'].fillna(df['size'].mean())\nX = pd.get_dummies(df[['city', 'size']])\ny = df['rent']",
    "X_train, X_test, y_train, y_test = train_test_split(X, y)",
    "model = LinearRegression().fit(X_train, y_train)\ny_pred = model.predict(X_test)",
)


def test_a_notebook_without_its_data(tmp_path):
    cells = [code(cell) for cell in CELLS]
    cells[1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": INFO}]
    notebook = tmp_path / "rents.ipynb"
    notebook.write_bytes(document(*cells))
    line, said = at_scale.judge(notebook, tmp_path / "made", sys.executable, 120)
    assert (line.state, line.reason) == ("equal", ""), said
    assert (line.made, line.out, line.level) == (1, 0, "raw")
    assert line.values == line.equal > 5
    assert (line.predictions, line.predicted) == (30, 30)
    assert "rents" not in line.notebook


def test_what_shown_rows_and_the_source_tell():
    cells = [
        {"source": "df = pd.read_csv('a.csv')\ndf.head()", "outputs": [{"data": {"text/html": SHOWN}}]},
        {"source": "df['new'] = df['kind'].map({'a': 1, 'b': 2})\ny = df['rent']", "outputs": []},
    ]
    table = fabricate.survey(cells)["df"]
    assert list(table) == ["city", "rent", "kind"]
    assert table["city"].seen == ["Rome", "Oslo"]
    made = fabricate.make_table(table, "a.csv")
    assert made == fabricate.make_table(table, "a.csv")
    assert set(made["city"]) == {"Rome", "Oslo"} and set(made["kind"]) == {"a", "b"}
    assert None not in made["rent"]  # it is to be predicted


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (fabricate.Column(["2020-01-01", "2020-01-02"]), "2020-01-03"),
        (fabricate.Column(["1", "0", "1"], "int64"), (0, 1)),
        (fabricate.Column(["True"], "bool"), (False, True)),
        (fabricate.Column(["4.5"], span=(4.0, 5.0)), None),
    ],
)
def test_values_are_like_those_that_were_shown(told, expected):
    held = fabricate.values("x", told, random.Random(0))
    assert len(held) == fabricate.ROWS
    assert held[2] == expected if isinstance(expected, str) else set(held) == set(expected or held)
    assert not told.span or all(4 <= one <= 5 for one in held)


def test_a_statement_that_fails_is_taken_out_with_its_followers(tmp_path):
    notebook = tmp_path / "a.ipynb"
    notebook.write_bytes(document(*map(code, ["a = 1\nb = missing()\nc = b + 1", "d = a + 1; e = d", "!ls\nf = d"])))
    target = tmp_path / "made" / "nb" / "a" / "b" / "a.ipynb"
    assert at_scale.repair(notebook, target, sys.executable) == (0, 3, 2)
    sources = ["".join(cell["source"]) for cell in json.loads(target.read_text())["cells"]]
    assert sources == [f"{at_scale.SEED}\na = 1", "d = a + 1; e = d", "f = d"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("open('/content/drive/a.csv')", "open('a.csv')"),
        ("open(r'C:\\data\\a.csv')", "open(r'a.csv')"),
        ("get('https://a.b/c')", "get('https://a.b/c')"),
        ("read('https://a.b/c.csv?d=1')", "read('c.csv')"),
    ],
)
def test_a_path_that_leads_elsewhere(source, expected):
    assert at_scale.ELSEWHERE.sub(at_scale.beside, source) == expected
