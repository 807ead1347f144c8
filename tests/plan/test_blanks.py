"""Blanks of an exercise: the cells of all of them, and no claim that nothing fills them."""

import pytest

from tests.notebooks import planned

CASES = [
    (("x = ____", "y = 1", "z = ____"), "stand in cells 1, 3 (____)"),
    (("# YOUR CODE HERE\nx = None",), "stand in cell 1 (YOUR CODE HERE)"),
    (("# YOUR CODE HERE\nx = 3\nprint(x)",), ""),
    (("x = ____", "x = 3\nprint(x)"), ""),
    (("x = ____\nprint(x)", "x = 3\nprint(x)"), "stand in cell 1 (____)"),
    (("%%timeit\n# your code here", "x = 1"), ""),
    (
        (
            "def f():\n    a = []\n    # Your code goes here-----START\n    # layers\n    # Your code goes here-----END\n    return a",
        ),
        "stand in cell 1 (Your code goes here)",
    ),
    (
        (
            "def f():\n    a = []\n    # Your code goes here-----START\n    a.append(1)\n    # Your code goes here-----END\n    return a",
        ),
        "",
    ),
    (("def f(x):\n    return ____", "def f(x):\n    return x", "print(f(1))"), ""),
    (("def f(x):\n    return ____", "print(f(1))"), "stand in cell 1 (____)"),
    (("from learntools.core import ____", "x = ____", "x = 1\nprint(x)"), ""),  # filled in
    (("from learntools.core import ____", "x = ____", "y = ____", "x = 1\nprint(x)"), "stand in cell 3 (____)"),
    (("from learntools.core import ____", "x = ____\nx.columns = ____", "x = [1]\nprint(x)"), ""),
    (("from learntools.core import ____", "x = ____\nx.columns = 3", "y = ____"), "stand in cells 2, 3 (____)"),
    (("from learntools.core import ____", "x = ____\nprint('It is', x)\nx", "x = [1]\nprint(x)"), ""),
    (
        ("import pandas as pd\np = '....'", "df = pd.read_gbq('select a', project_id=p)\nprint(df.a.sum())"),
        "cell 1 (....)",
    ),
    (("import pandas as pd\np = '....'", "df = pd.read_gbq('select a', project_id='b')\nprint(df.a.sum(), p)"), ""),
    (("_ = 3", "for __ in range(3):\n    print(__)"), ""),
]


@pytest.mark.parametrize(("cells", "said"), CASES)
def test_blanks(cells, said):
    texts = [f.text for f in planned(*cells).findings if f.code == "NB132"]
    assert [said in text and "as unfinished as the notebook" in text for text in texts] == [True] * bool(said)


ENDING = [  # cells, a statement of them, whether it stays
    (("___ = sum([1])",), "___ = sum([1])", True),
    (("from somewhere import d", "____ = d.pop('a')"), "____ = d.pop('a')", True),
    (
        ("from learntools.core import ____", "x = ____\nx.columns = ____", "x = [1]\nprint(x)"),
        "x.columns = ____",
        False,
    ),
]


@pytest.mark.parametrize(("cells", "source", "stays"), ENDING)
def test_a_name_of_underscores_that_the_notebook_binds_is_a_name(cells, source, stays):
    decided = planned(*cells)
    at = next(s.id for s in decided.program.statements if s.source == source)
    assert (decided.choices[at].fate != "dropped") is stays


def test_what_is_printed_without_blanks_stays():
    decided = planned("x = [3].pop()", "print('It is', x)")
    assert "dropped" not in {choice.fate for choice in decided.choices}
