"""Comments behind lines: those that move above them, and those that stay."""

import pytest

from nb2prod.rewrite.trailing import above

LONG = "# " + "word " * 16 + "end"
MOVED = [
    (f"def f():\n    row = df.iloc[0]  {LONG}\n", f"def f():\n    {LONG}\n    row = df.iloc[0]\n"),
    (f"if x:  {LONG}\n    y = 1\n", f"{LONG}\nif x:\n    y = 1\n"),
    (f"a = 1\nx = 'a # b'  {LONG}\n", f"a = 1\n{LONG}\nx = 'a # b'\n"),
]
STAY = [
    "x = 1  # short\n",
    f"{LONG * 2}\nx = 1\n",  # it has a line of its own
    f"x = f(\n    1,  {LONG}\n)\n",  # inside of a statement
    f"x = f(  {LONG}\n    1,\n)\n",
    f"x = f(1)  # noqa: E501 {LONG}\n",
    f"x = '''\n{LONG}  # {LONG}\n'''\n",
    f"x = (  {LONG}\n",  # no Python
]


@pytest.mark.parametrize(("text", "moved"), MOVED)
def test_a_comment_that_breaks_its_line_moves_above_it(text, moved):
    assert above(text) == moved and above(moved) == moved


@pytest.mark.parametrize("text", STAY)
def test_a_comment_that_stays(text):
    assert above(text) == text
