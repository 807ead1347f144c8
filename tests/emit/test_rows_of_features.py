"""The generated reading of rows at level `features`, where training's columns bear numbers: by name, else by position."""

import importlib
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import typer

from nb2prod.model import Inference, Reading
from tests.emit.rows_modules import rows_modules
from tests.notebooks import project

X = pd.DataFrame({0: [0.5, 1.5, 2.5], 1: [4, 5, 6], 2: ["007", "8", "x9"]})


def package(folder, name, options=(), function="read_csv", columns=()):
    reading = Reading(0, 0, (1, 0, 1, 1), function, options, (), (), "test")
    inference = Inference("features", "because", model="model", reading=reading, columns=columns)
    schema, rows = rows_modules(folder, name, inference)
    return SimpleNamespace(
        schema=schema, rows=rows, of=lambda seen: json.loads(json.dumps(schema.remember(seen).schema))
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return package(tmp_path_factory.mktemp("numbered"), "numbered_rows")


def read(made, text, folder, seen=X):
    (folder / "rows.csv").write_text(text, encoding="utf-8")
    return pd.concat(made.rows.read_rows(str(folder / "rows.csv"), made.of(seen))).reset_index(drop=True)


TAKEN = {  # as the text of the file
    "its names": X.to_csv(index=False),
    "in another order": X[[2, 0, 1]].to_csv(index=False),
    "with others": X.assign(other="x")[["other", 1, 0, 2]].to_csv(index=False),
    "with the index": X.to_csv(),
    "without a header": X.to_csv(index=False, header=False),
    "without a header, a gap first": X.to_csv(index=False, header=False).replace("0.5", "", 1),
}


@pytest.mark.parametrize("text", TAKEN.values(), ids=TAKEN)
def test_columns_are_the_same_however_they_come(made, tmp_path, text, monkeypatch):
    expected = X if "0.5" in text else X.assign(gap=[np.nan, 1.5, 2.5])[["gap", 1, 2]].set_axis([0, 1, 2], axis=1)
    pd.testing.assert_frame_equal(read(made, text, tmp_path), expected, check_column_type=False)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    streamed = pd.concat(made.rows.read_rows("-", made.of(X)))
    pd.testing.assert_frame_equal(streamed, expected, check_column_type=False)


def test_one_column_may_bear_any_name(made, tmp_path):
    pd.testing.assert_frame_equal(read(made, "a\n0.5\n1.5\n2.5\n", tmp_path, X[[0]]), X[[0]])


REFUSED = {
    "a column too many": (X.assign(d=1).to_csv(index=False, header=False), "has 4 columns without the names of training's 3"),
    "own names": ("a,b,c\n1,2,3\n", r"3 of 3 columns are missing \(training's bear no names: number them in its order\): 0, 1, 2"),
    "own names, too many": ("a,b,c,d\n1,2,3,4\n", "has 4 columns without the names"),
    "a column is missing": (X[[0, 1]].to_csv(index=False), "1 of 3 columns are missing: 2"),
    "a header or values": ("0,1,5\n0.5,4,007\n", "first row may be a header or values: let it begin with the header 0,1,2"),
    "a name that is no value": ("a,5,c\n0.5,4,007\n", "row 1, column 0: 'a' is no number"),
}  # fmt: skip


@pytest.mark.parametrize("text, said", REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused(made, tmp_path, text, said):
    with pytest.raises(made.schema.RowsError, match=said):
        read(made, text, tmp_path)


def test_texts_alone_do_not_tell_a_header(made, tmp_path):
    texts = pd.DataFrame({0: ["good day", "bad day"]})
    with pytest.raises(made.schema.RowsError, match="may be a header or values: let it begin with the header 0"):
        read(made, "good day\nbad day\n", tmp_path, texts)
    assert read(made, "0\ngood day\nbad day\n", tmp_path, texts).equals(texts)


def test_a_frame_in_another_order_or_number(made):
    schema = made.of(X)
    pd.testing.assert_frame_equal(made.schema.conform(X[[1, 2, 0]].set_axis(list("120"), axis=1), schema), X)
    with pytest.raises(made.schema.RowsError, match="3 of 3 columns are missing"):
        made.schema.conform(pd.DataFrame({"a": [1.0], "b": [2]}), schema)
    with pytest.raises(made.schema.RowsError, match="1 of 3 columns are missing: 2"):
        made.schema.conform(X[[1, 0]], schema)


def test_columns_whose_own_names_are_x1_and_x2_are_picked_by_name(made, tmp_path):
    frame = pd.DataFrame({"x1": [1.5, 2.5], "x2": [3.5, 4.5]})
    assert read(made, frame.assign(y=0)[["y", "x2", "x1"]].to_csv(index=False), tmp_path, frame).equals(frame)


@pytest.mark.parametrize("header", [True, False])
def test_the_file_is_read_with_the_notebooks_separator(tmp_path, header):
    ours = package(tmp_path, f"separated_{header}".lower(), (("sep", "';'"), ("decimal", "','")))
    frame = pd.DataFrame({0: [0.5, 1.5, 2.5], 1: [0.25, 0.5, 0.75]})
    text = frame.to_csv(index=False, header=header, sep=";", decimal=",")
    pd.testing.assert_frame_equal(read(ours, text, tmp_path, frame), frame)


@pytest.mark.parametrize("header", [True, False])
def test_sheets(tmp_path, header):
    pytest.importorskip("openpyxl")
    ours = package(tmp_path, f"sheets_{header}".lower(), function="read_excel")
    X.to_excel(tmp_path / "rows.xlsx", index=False, header=header)
    (found,) = ours.rows.read_rows(str(tmp_path / "rows.xlsx"), ours.of(X))
    pd.testing.assert_frame_equal(found, X)


def test_readme_says_what_is_done():
    start = "import numpy as np\nimport pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv', header=None)\ny = df[4]\n"
    text = project(start + "X = df.rank()\nm = SVC()\nm.fit(X, y)")["README.md"]
    assert "**Level `features`**" in text
    assert "picked by name. An example, once trained: `artifacts/sample.jsonl`" in text
    named = project(start + "X = df.rank()[['b', 'a']].values\nm = SVC()\nm.fit(X, y)")["README.md"]
    assert "in this order: `b`, `a`, picked by name." in named
    array = project(start + "X = np.argsort(df.rank().values)\nm = SVC()\nm.fit(X, y)")["README.md"]
    assert "by position, in the order that training had them: the header numbers them from 0." in array
    scaler = "from sklearn.preprocessing import StandardScaler\nX = StandardScaler().fit_transform(df.rank())\n"
    scaled = project(start + scaler + "m = SVC()\nm.fit(X, y)")["README.md"]
    assert "by position, in the order that training had them" in scaled
    unknown = project(start + "import somewhere\nX = somewhere.made(df)\nm = SVC()\nm.fit(X, y)")["README.md"]
    assert "by name where it was fitted on named ones, else by position, numbered from 0 in the header." in unknown


FORMULA = """\
import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
df = pd.read_csv("rows.csv")
df["cost"] = np.log(df["price"])
names = ["size", "C(kind)"]
fit = smf.ols("cost ~ " + " + ".join(names), data=df).fit()
p = fit.predict(df)
"""


def test_rows_need_what_the_right_side_of_a_formula_names(tmp_path, monkeypatch, capsys):
    for path, text in project(FORMULA, file="by_formula.ipynb").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    rows = pd.DataFrame({"price": [2.0, 3.0, 5.0, 8.0], "size": [1, 2, 3, 4], "kind": list("abab"), "note": "x"})
    rows.to_csv(tmp_path / "rows.csv", index=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    importlib.import_module("by_formula.train").main(config=None, artifacts_dir=tmp_path / "artifacts", data_path=None)
    inference = importlib.import_module("by_formula.inference")
    assert inference.LEVEL.startswith("features")

    def asked(frame):
        frame.to_csv("new.csv", index=False)
        capsys.readouterr()
        inference.main(input="new.csv", output=Path("-"), artifacts_dir=tmp_path / "artifacts", config=None)
        return pd.read_csv(io.StringIO(capsys.readouterr().out))["prediction"].tolist()

    assert asked(rows[["kind", "size"]]) == asked(rows.assign(cost=0, note=None)) != []
    with pytest.raises(typer.Exit):
        asked(rows[["kind"]])
    assert "1 of 2 columns are missing: size" in capsys.readouterr().err


def test_an_array_of_pictures_has_no_columns_that_a_file_could_give(made, tmp_path):
    with pytest.raises(made.schema.RowsError, match="took an array of 3 dimensions in training: a table has two"):
        read(made, "0,1\n1,2\n", tmp_path, np.zeros((2, 3, 3)))
