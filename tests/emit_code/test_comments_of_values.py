"""A comment beside a value that became a parameter: one that says a number goes, for it is the old one."""

import pytest

from tests.notebooks import project

START = "from sklearn.svm import SVC\nfrom somewhere import X, y"
COMMENTS = [  # the comment behind a lifted value, whether it stays
    ("not more than 7", False),
    ("how hard it tries", True),
]


@pytest.mark.parametrize(("comment", "stays"), COMMENTS)
@pytest.mark.parametrize("form", ["m = SVC(C=7.5)  # {}", "m = SVC(\n    C=7.5,  # {}\n    kernel='rbf',\n)"])
def test_a_comment_behind_a_lifted_value(form, comment, stays):
    made = project(START, form.format(comment) + "\nm.fit(X, y)\nprint(m.predict(X))")["src/paper/train.py"]
    assert "C=C" in made and (comment in made) is stays


def test_a_comment_behind_what_stays_is_kept():
    made = project(START, "m = SVC(C=7.5)\nm.fit(X, y)  # on 9 rows\nprint(m.predict(X))")["src/paper/train.py"]
    assert "# on 9 rows" in made


def test_a_comment_above_a_lifted_value_goes_with_it():
    form = "m = SVC(\n    # not less than 7.5\n    C=7.5,\n    # one that bends\n    kernel='rbf',\n)"
    made = project(START, form + "\nm.fit(X, y)\nprint(m.predict(X))")["src/paper/train.py"]
    assert "not less" not in made and "# one that bends" in made


def test_a_comment_above_a_statement_goes_where_it_says_what_was_lifted():
    cells = (START, "# C of 7.5\nm = SVC(C=7.5)\n# with 9 rows\nm.fit(X, y)\nprint(m.predict(X))")
    made = project(*cells)["src/paper/train.py"]
    assert "C of 7.5" not in made and "# with 9 rows" in made


PLOTS = "import matplotlib.pyplot as plt\n"


def test_a_comment_that_announces_plots_goes_where_none_is_left():
    cells = (
        PLOTS + START,
        "# columns to plot\nn = len(X)\nprint(n)",
        "m = SVC(C=7.5)\nm.fit(X, y)\nprint(m.predict(X))",
    )
    assert "# columns to plot" in project(*cells)["src/paper/train.py"]
    assert "# columns to plot" not in project(*cells, "plt.plot(X)")["src/paper/train.py"]
