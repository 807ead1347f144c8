"""Notebooks of which the project hands out nothing, and such as are not filled in: both say so."""

from dataclasses import replace

import pytest

from nb2prod.analyse import analyse
from nb2prod.model import Module
from nb2prod.plan import plan
from tests.notebooks import notebook, planned, project

START = "import pandas as pd\nimport somewhere\ndf = pd.read_csv('a.csv')"
IDLE = [  # cells, whether the project hands out nothing
    ((START, "df.head()", "df.describe()"), True),
    ((START, "kinds = somewhere.kinds(df)", "kinds[kinds.a > 3].head()"), True),
    ((START, "df.head()", "print(df.a.sum())"), False),
    ((START, "df.head()", "df.to_csv('b.csv')"), False),
    ((START, "df.head()", "somewhere.store(df)"), False),
    ((START, "b = df.a * 2"), False),  # nothing was shown
    (
        (START, "df.head()", "from sklearn.metrics import accuracy_score\nq = accuracy_score(df.a, df.b)\nq"),
        False,
    ),
    ((START, "df.head()", "from sklearn.svm import SVC\nm = SVC().fit(df[['a']], df.y)"), False),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "idle"), IDLE)
def test_only_looks(cells, idle):
    assert ("NB131" in {f.code for f in planned(*cells).findings}) is idle
    readme = project(*cells)["README.md"]
    assert ("`paper.ipynb`, in which no result was recognised: what it shows is left out." in readme) is idle
    assert any(said in readme for said in ("Runs the code", "Trains the model", "Predicts `")) is not idle


def test_fits_that_only_their_time_was_taken_of():
    fit = "from sklearn.svm import SVC\nX, y = [[1], [2]], [0, 1]"
    found = [f for f in planned(fit, "%%timeit\nSVC().fit(X, y)", "%%timeit\nsum(y)").findings if f.code == "NB134"]
    assert [(f.cell, f.text[:7]) for f in found] == [(1, "cell 2 ")]
    assert all(f.code != "NB134" for f in planned(fit, "%time\nm = SVC().fit(X, y)").findings)  # that is run


def test_a_module_beside_the_notebook_that_waits_for_a_person():
    plain = notebook("import grader\nprint(grader.grade())")
    texts = {"grader.py": "def grade():\n    return input('token')\n", "quiet.py": "def f():\n    return 1\n"}
    modules = tuple(Module(path[:-3], path, text, None, "beside it") for path, text in texts.items())
    decided = plan(analyse(replace(plain, modules=modules)))
    found = [f for f in decided.findings if f.code == "NB133"]
    assert [(f.level, "grader.py" in f.text) for f in found] == [("error", True)]


BLANKS = [  # a cell, whether there is a blank in it
    ("x = ____", True),
    ("# Your code here", True),
    ("def f(a):\n    # ====== YOUR CODE HERE ======\n\n    # ============\n    return a\nf(1)", True),
    ("### START CODE HERE ###\nw = None\n### END CODE HERE ###", True),
    ("# YOUR CODE HERE\nraise NotImplementedError()", True),
    ("# Your code here\nx = 5", False),
    ("### START CODE HERE ###\nw = 3\n### END CODE HERE ###", False),
    ("for _ in range(3):\n    print(1)", False),
    ("x = None  # nothing yet", False),
]


@pytest.mark.parametrize(("cell", "blank"), BLANKS)
def test_blanks_of_an_exercise(cell, blank):
    assert ("NB132" in {f.code for f in planned(cell).findings}) is blank
