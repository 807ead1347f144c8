"""Which functions and classes of the notebook can be imported, and what is in the way of the others."""

import pytest

from tests.notebooks import planned

IMPORTABLE = [
    ("def f(v): return v + 1",),
    ("import math\ndef f(v): return math.floor(v)",),
    ("def f(v): return v", "def g(v): return f(v)"),
    ("def even(n): return n == 0 or odd(n - 1)\ndef odd(n): return n != 0 and even(n - 1)",),
    ("class C:\n    def m(self): return 1",),
    ("class A: pass", "class B(A): pass"),
    ("k = 3", "def f(k): return k", "x = k"),
    ("def f():\n    k = 1\n    return k",),
    ("import functools\n@functools.cache\ndef f(v): return v",),
]


@pytest.mark.parametrize("cells", IMPORTABLE, ids=[" / ".join(row) for row in IMPORTABLE])
def test_importable(cells):
    plan = planned(*cells, "print(1)")
    assert plan.definitions and all(d.importable and d.because for d in plan.definitions)
    assert {c.fate for c in plan.choices if c.statement in {d.statement for d in plan.definitions}} == {"module"}


CLOSED = [
    (("k = [len('abc')]", "def f(v): return v * k", "x = f(1)"), "k"),
    (("k = [len('abc')]", "def f(v): return v * k", "def g(v): return f(v)", "x = g(1)"), "it reads"),
    (("k = [len('abc')]", "def f(v=k): return v", "x = f()"), "k"),
    (("k = [len('abc')]", "class C:\n    n = k", "x = C.n"), "k"),
    (("n = 0\ndef up():\n    global n\n    n += 1", "up()"), "n"),
    (("def f(): return 1", "a = f()", "def f(): return 2"), "more than once"),
    (("def f(): return 1", "a = f()", "f = 3"), "more than once"),
    (("def f(): return 1", "exec('x = f()')"), "exec"),
    (("try:\n    import json as j\nexcept ImportError:\n    j = None", "def f(): return j", "x = f()"), "j"),
    (("k = [3]\ndef wrap(f): return lambda: (f(), k)", "@wrap\ndef g(): return 1", "x = g()"), "defining it"),
]


@pytest.mark.parametrize(("cells", "word"), CLOSED, ids=[" / ".join(row[0]) for row in CLOSED])
def test_closed_over(cells, word):
    reasons = [d.because for d in planned(*cells).definitions if not d.importable]
    assert reasons and any(word in reason for reason in reasons)


def test_a_constant_that_a_function_reads_keeps_it_in_the_workflow():
    # importable code could not see the value that a person sets in config.yaml
    (definition,) = planned("size = 3", "def f(): return size", "x = f()").definitions
    assert not definition.importable
