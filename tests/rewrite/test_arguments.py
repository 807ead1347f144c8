"""Functions that take more than they did, and their calls."""

import pytest

from nb2prod.rewrite.arguments import with_arguments

GIVEN = {"f": ("k", "n")}

TABLE = [
    ("def f(a): return a * k\nb = f(3)", "def f(a, k, n): return a * k\nb = f(3, k, n)"),
    ("def f(): return k\nf()", "def f(k, n): return k\nf(k, n)"),
    (
        "def f(a): return f(a - 1)\nx = [f(a=i) for i in r]",
        "def f(a, k, n): return f(a - 1, k, n)\nx = [f(a=i, k=k, n=n) for i in r]",
    ),
    ("def f(a, b=2): return k\nf(1)", "def f(a, b=2, *, k, n): return k\nf(1, k=k, n=n)"),
    ("def f(a, *b, c=1, **d): return k\nf(*r)", "def f(a, *b, c=1, k, n, **d): return k\nf(*r, k=k, n=n)"),
    ("def f(a, /): return k\nf(1)", "def f(a, /, *, k, n): return k\nf(1, k=k, n=n)"),
    ("def f(\n    a,\n):\n    return k\nf(\n    1,\n)", "def f(\n    a,\nk, n):\n    return k\nf(\n    1,\nk, n)"),
    (
        "def f(a): return k\nx = d.a.apply(f, axis=1)",
        "def f(a, k, n): return k\nx = d.a.apply(lambda a: f(a, k, n), axis=1)",
    ),
    ("def f():\n    global k, m\n    return k", "def f(k, n):\n    global m\n    return k"),
    ("def f():\n    global k; x = 1\n    return k", "def f(k, n):\n    pass; x = 1\n    return k"),
    # what stays as it is
    ("x.f(1)", "x.f(1)"),
    ("g(f)", "g(f)"),
    ("class A:\n    def f(self): return 1", "class A:\n    def f(self): return 1"),
    ("def g():\n    def f(a): return a\n    return 1", "def g():\n    def f(a): return a\n    return 1"),
]


@pytest.mark.parametrize(("before", "after"), TABLE, ids=[row[0] for row in TABLE])
def test_arguments(before, after):
    assert with_arguments({0: before}, GIVEN)[0] == after


def test_cells_of_one_notebook():
    found = with_arguments({0: "def f(a): return k", 1: "y = f(1)", 2: "z = 1"}, {"f": ("k",)})
    assert found == {0: "def f(a, k): return k", 1: "y = f(1, k)"}
