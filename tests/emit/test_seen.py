"""What a run writes down of the rows that the model was fitted on, and what the README claims of it."""

import pytest

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
    (("X = DictVectorizer().fit_transform(ranks.to_dict('records'))\nm = SVC().fit(X, y)",), ("X", "table")),
    (("m = SVC().fit(somewhere.columns(df), y)",), ("", "")),
    (
        ("X = ranks[['a']]\nfound = {}\nfor c in (1, 2):\n    t = SVC(C=c)\n    t.fit(X, y)\n    found[c] = t\nm = found[2]\np = m.predict(X)",),
        ("X", "yes"),
    ),
    (("X = ranks[['a']]\nfor c in (1, 2):\n    m = SVC(C=c)\n    m.fit(X, y)\n    X = X * 2",), ("", "")),
]  # fmt: skip


@pytest.mark.parametrize("cells, looked", ROWS)
def test_rows_that_are_written_down(cells, looked):
    assert seen.rows(planned(START, *cells)) == looked
    made = project(START, *cells)
    claims = "sample.jsonl`" in made["README.md"]
    assert claims is bool(looked[0])
    assert ("remember(None)" in made["src/paper/train.py"]) is not claims
    assert (looked[1] == "table") is ("is a frame or a matrix of plain numbers" in made["README.md"])
