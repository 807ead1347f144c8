"""What a copied module sets up of the notebook's front end goes. Each row: the module's text, and what is left of it."""

import pytest

from nb2prod.read.front_end import without_front_end

SHELL = "from IPython import get_ipython\n"
TEXTS = [
    (SHELL + "x = 1\nget_ipython().config.InlineBackend.figure_format = 'retina'\n", SHELL + "x = 1\n\n"),
    (SHELL + "get_ipython().run_line_magic('matplotlib', 'inline')\nx = 1\n", SHELL + "\nx = 1\n"),
    (SHELL + "get_ipython().magic('%matplotlib inline')  # here\n", SHELL + "\n"),
    ("import IPython\nIPython.get_ipython().config.A.b = (\n    1\n)\nx = 1\n", "import IPython\n\n\n\nx = 1\n"),
    (SHELL + "def f():\n    get_ipython().config.A.b = 1\n", SHELL + "def f():\n    pass\n"),
]  # fmt: skip
KEPT = [
    SHELL + "x = get_ipython().config.A.b\n",
    SHELL + "get_ipython().system('ls')\n",
    SHELL + "get_ipython().run_line_magic('run', 'a.py')\n",
    SHELL + "shell = get_ipython()\n",
    "config.InlineBackend.figure_format = 'retina'  # get_ipython()\n",
    SHELL + "x = 1; get_ipython().config.A.b = 1\n",
    "get_ipython(\n",
]


@pytest.mark.parametrize(("text", "left"), TEXTS)
def test_what_only_sets_up_the_front_end_goes(text, left):
    assert without_front_end(text) == left


@pytest.mark.parametrize("text", KEPT)
def test_all_else_stays(text):
    assert without_front_end(text) == text
