"""Strings in nested scopes get the variables that they name: (before, after), and what stays."""

import libcst as cst
import pytest

from nb2prod.knowledge.quoted import marked
from nb2prod.rewrite.handed import Handed
from nb2prod.rewrite.visiting import visited

TABLE = [
    (
        "def f(d): return d.query('a > @k')\n",
        "def f(d): return d.query('a > @k', local_dict={'k': k})\n",
    ),
    (
        "def f(d):\n    x = (d\n         .query\n         ('a > @k'))\n",
        "def f(d):\n    x = (d\n         .query\n         ('a > @k', local_dict={'k': k}))\n",
    ),
    ("f = lambda d: d.eval('b = a * @k')\n", "f = lambda d: d.eval('b = a * @k', local_dict={'k': k})\n"),
    (
        "n = [len(df.query('a > @k + @t')) for t in rows]\n",
        "n = [len(df.query('a > @k + @t', local_dict={'k': k, 't': t})) for t in rows]\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), TABLE)
def test_handed_in(before, after):
    assert visited(cst.parse_module(before), Handed({"k"}, marked)).code == after


STAYS = [
    "part = df.query('a > @k')\n",  # a local of the function that it stands in
    "def f(d): return d.query('a > @other')\n",
    "def f(d): return d.query('a > @k', local_dict={'k': 1})\n",
    "def f(d): return d.query('a > @k', **more)\n",
    "def f(d): return d.query('k > 1')\n",
    "def f(d): return d.mail('me@k')\n",
]


@pytest.mark.parametrize("source", STAYS)
def test_stays(source):
    assert visited(cst.parse_module(source), Handed({"k"}, marked)).code == source
