"""What a run writes down of the rows that the model was fitted on, and what the README claims of it."""

import importlib
import sys

import pandas as pd
import pytest
from sklearn.svm import SVC

from nb2prod.emit import seen
from tests.notebooks import planned, project

START = (
    "import pandas as pd\nimport somewhere\nfrom sklearn.svm import SVC\nfrom sklearn.feature_extraction import DictVectorizer\n"
    "df = pd.read_csv('a.csv')\ny = df['y']\nranks = df.rank()"
)
ROWS = [  # cells, what is looked at, how sure that is
    (("X = df[['a']]\nm = SVC().fit(X, y)\np = m.predict(X)",), ("df", "yes")),  # raw
    (("X = ranks[['a']]\nm = SVC().fit(X, y)",), ("X", "yes")),
    (("X = somewhere.columns(df)\nm = SVC().fit(X, y)",), ("X", "table")),
    (("X = DictVectorizer().fit_transform(ranks.to_dict('records'))\nm = SVC().fit(X, y)",), ("ranks", "yes")),  # before it
    (("m = SVC().fit(somewhere.columns(df), y)",), ("", "")),
    (("m = SVC().fit(ranks[['a']], y)",), ("ranks[['a']]", "yes")),
    (
        ("X = ranks[['a']]\nfound = {}\nfor c in (1, 2):\n    t = SVC(C=c)\n    t.fit(X, y)\n    found[c] = t\nm = found[2]\np = m.predict(X)",),
        ("X", "yes"),
    ),
    (("X = ranks[['a']]\nfor c in (1, 2):\n    m = SVC(C=c)\n    m.fit(X, y)\n    X = X * 2",), ("", "")),
    (("for c in (1, 2):\n    X = ranks[['a']] * c\n    m = SVC(C=c)\n    m.fit(X, y)",), ("X", "yes")),
    (("X = ranks[['a']]\nfor c in (1, 2):\n    m = SVC(C=c)\n    m.fit(X, y)\n    X['a'] = c",), ("", "")),
    (("X = ranks[['a']]\nother = X\nfor c in (1, 2):\n    m = SVC(C=c)\n    m.fit(X, y)\n    other['b'] = c",), ("", "")),
    (  # what comes of a function that nobody knows may be anything; names say that it is not X
        (
            "rows, test = somewhere.split(df)\nX = rows[['a']]\nfound = []\nfor c in somewhere.costs():\n"
            "    m = somewhere.Model(c)\n    m.fit(X, rows['y'])\n    p = m.predict(test[['a']])\n"
            "    told = test[['a']].copy()\n    told['p'] = p\n    found.append(told)",
        ),
        ("X", "table"),
    ),
    (
        (
            "rows = somewhere.split(df)\nX = rows\nfor c in somewhere.costs():\n    m = somewhere.Model(c)\n"
            "    m.fit(X, df['y'])\n    rows['b'] = c",
        ),
        ("", ""),
    ),
    (
        (
            "from tensorflow import keras\nX = somewhere.words()\nm = keras.Sequential([keras.layers.Dense(1)])\n"
            "m.compile('adam')\nm.fit(X, y, callbacks=[keras.callbacks.ModelCheckpoint('m.h5')])\n"
            "best = keras.models.load_model('m.h5')\ne = best.evaluate(X, y)",
        ),
        ("X", "table"),
    ),
    (  # rows of X, drawn again and again
        (
            "from sklearn.utils import resample\nX = ranks[['a']]\nm = SVC()\nm.fit(X, y)\np = m.predict(X)\n"
            "errors = [m.fit(*resample(X, y)).score(X, y) for i in range(9)]",
        ),
        ("X", "yes"),
    ),
    (  # another file
        (
            "from tensorflow import keras\nX = somewhere.words()\nm = keras.Sequential([keras.layers.Dense(1)])\n"
            "m.compile('adam')\nm.fit(X, y)\nbest = keras.models.load_model('m.h5')\ne = best.evaluate(X, y)",
        ),
        ("", ""),
    ),
]  # fmt: skip


@pytest.mark.parametrize("cells, looked", ROWS)
def test_rows_that_are_written_down(cells, looked):
    assert seen.rows(planned(START, *cells)) == looked
    made = project(START, *cells)
    claims = "sample.jsonl`" in made["README.md"]
    assert claims is (looked[1] == "yes")
    assert ("remember(None)" in made["src/paper/train.py"]) is (not looked[0])


def test_columns_that_the_notebook_writes_out_are_asked_for_by_name(tmp_path, monkeypatch):
    """A model fitted on an array counts its columns; rows that bear their names may come in any order."""
    made = project(START, "X = ranks[['b', 'a']].values\nm = SVC()\nm.fit(X, y)", file="named_rows.ipynb")
    assert "in this order: `b`, `a`, picked by name." in made["README.md"]
    for path, content in made.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    inference, schema = (importlib.import_module(f"named_rows.{name}") for name in ("inference", "schema"))
    rows = pd.DataFrame({"a": [float(n) for n in range(40)], "b": [n % 7 for n in range(40)], "c": "x"})
    model = SVC().fit(rows[["b", "a"]].to_numpy(), rows["a"] > 19)
    expected = model.predict(rows[["b", "a"]].to_numpy()).tolist()
    assert inference.predict(rows, {"m": model})["prediction"].tolist() == expected
    with pytest.raises(ValueError, match="lack 1 of 2 columns: b"):
        inference.predict(rows[["a"]], {"m": model})
    by_place = pd.DataFrame(rows[["b", "a"]].to_numpy())
    assert inference.predict(by_place, {"m": model})["prediction"].tolist() == expected
    seen_rows = schema.remember(by_place.to_numpy(), ["b", "a"]).schema
    assert list(schema.conform(rows, seen_rows).columns) == ["b", "a"]
    with pytest.raises(schema.RowsError, match="1 of 2 columns are missing: b"):
        schema.conform(rows[["a"]], seen_rows)
    known = [column["name"] for column in schema.remember(by_place.to_numpy(), ["b", "a"]).schema["columns"]]
    assert known == ["b", "a"]
    assert [c["name"] for c in schema.remember(by_place.to_numpy(), ["b"]).schema["columns"]] == ["x0", "x1"]
    for name in [name for name in sys.modules if name.startswith("named_rows")]:
        del sys.modules[name]
