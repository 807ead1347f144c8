"""Functions of modules beside the notebook that only draw: each with a call, and whether it is a plot."""

import pytest

from tests.notebooks import program

HEAD = "%%writefile helper.py\nimport numpy as np\nimport matplotlib.pyplot as plt\n"
GRID = """def show(X, size=3):
    if X.ndim > 2:
        raise ValueError("rows of pixels are wanted")
    m = len(X)
    fig, axes = plt.subplots(m, size)
    axes = [axes] if m == 1 else axes.ravel()
    for row, ax in zip(X, axes):
        ax.imshow(row.reshape(size, size))
        ax.axis("off")
"""
TABLE = [
    (GRID, True),
    ("def show(X, *, colour):\n    plt.plot(X, c=plt.cm.viridis(colour))\n", True),
    ("def show(X):\n    X[0] = 1\n    plt.plot(X)\n", False),
    ("def show(X):\n    plt.plot(X)\n    return X.sum()\n", False),
    ("def show(X):\n    plt.plot(np.random.rand(3))\n", False),
    ("def show(X):\n    print(X)\n    plt.plot(X)\n", False),
    ("def show(X):\n    open('a.txt', 'w').write('a')\n    plt.plot(X)\n", False),
    ("def show(X):\n    return X\n", False),
    ("@wrapped\ndef show(X):\n    plt.plot(X)\n", False),
]


@pytest.mark.parametrize(("text", "draws"), TABLE, ids=[row[0] for row in TABLE])
def test_only_draws(text, draws):
    found = program(HEAD + text, "import helper\nX = [1]\nhelper.show(X)")
    call = found.statements[-1].facts
    assert (call.display == "plot") == draws
    assert draws != bool(call.effects)


def test_a_module_that_does_not_parse_or_draws_nothing():
    for text in ("%%writefile helper.py\ndef show(:", "%%writefile helper.py\ndef show(X):\n    X.plot()\n"):
        assert program(text, "import helper\nX = [1]\nhelper.show(X)").statements[-1].facts.effects


@pytest.mark.parametrize(
    ("text", "hidden"), [("x = dir()", False), ("x = globals()", False), ("exec('x = 1')", True), ("eval(f)", True)]
)
def test_what_a_module_does_to_its_own_names(text, hidden):
    """`dir()` in a module sees the names of the module, not those of the notebook; nobody knows what `exec` does."""
    found = program(f"%%writefile helper.py\n{text}\n", "import helper\ny = 1")
    assert any("barrier" in statement.facts.effects for statement in found.statements) == hidden
