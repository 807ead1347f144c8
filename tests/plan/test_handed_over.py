"""Which functions are handed the variables that they read, and which keep their place in the workflow."""

import pytest

from tests.notebooks import planned

K = "k = [3].pop()"

HANDED = [
    # cells, the function, what it is handed
    ((K, "def f(v): return v * k", "a = f(2)"), "f", ("k",)),
    (
        (K, "n = [len('a')]\ndef f(v): return v * k + n[0]", "a = [f(i) for i in range(2)]\nk = 4\nb = f(1)"),
        "f",
        ("k", "n"),
    ),
    ((K, "def f(v): return k * v\ndef g(v): return f(v) + 1", "a = g(2)", "k = 5", "b = g(2)"), "g", ("k",)),
    ((K, "def f(v): return k if v < 1 else f(v - 1)", "a = f(2)"), "f", ("k",)),
    (
        (
            K,
            "def f(v): return [v * k for v in range(v)]",
            "class Box:\n    def put(self): return f(2)",
            "a = Box().put()",
        ),
        "f",
        ("k",),
    ),
    ((K, "import mine\nt = mine.load()", "def f(v): return v * k", "a = t.apply(f, axis=1)"), "f", ("k",)),
    ((K, "def f(v):\n    global k\n    return v * k", "a = f(1)"), "f", ("k",)),
    ((K, "def f(v): return v * k", "h = lambda v: f(v)", "a = h(1)"), "f", ("k",)),
]


@pytest.mark.parametrize(("cells", "name", "names"), HANDED, ids=[" / ".join(row[0])[-70:] for row in HANDED])
def test_handed(cells, name, names):
    (found,) = [d for d in planned(*cells).definitions if d.name == name]
    assert found.importable
    assert found.because == f"it is handed {', '.join(names)}; everything else it reads can be imported"


STAYS = [
    (K, "def f(v): return v * k", "def g(v): return f(v)", "def h(v): return f(v)"),  # nobody calls them
    (K, "def f(v): return v * k", "a = list(map(f, [2]))"),  # somebody else calls it
    (K, "def f(v): return v * k", "g = f\na = g(2)"),
    (K, "def f(v): return v * k", "def g(k): return f(1)", "a = g(2)"),  # k is another one there
    (K, "def f(v): return v * k", "a = [f(1) for k in range(2)]"),
    (K, "def f(v): return v * k", "g = lambda k: f(k)", "a = g(7)"),
    (K, "def make(): return lambda v: v * k", "g = make()", "k = 5", "a = g(1)"),  # it reads k later
    (K, "def rows():\n    yield k", "a = list(rows())"),
    ("def f(flag): return later if flag else 0", "a = f(False)", "later = [5].pop()", "b = f(True)"),  # not set yet
    (K, "def f(v): return v * k", "a = f(1)", "del k"),
    (K, "def up():\n    global k\n    k += 1", "def f(v): return v * k", "a = f(1)", "up()", "b = f(1)"),
    (K, "def f(v=k): return v * k", "a = f()"),  # a default is read where it is defined
    (K, "def f(v): return v * k", "def f(v): return v + k", "a = f(1)"),
    ("a, b, c, d, e = [range(5)].pop()", "def f(v): return v + a + b + c + d + e", "r = f(1)"),
    (K, "def f(v, **kw): return v * k", "more = {}", "a = f(1, **more)"),
    (K, "import mine\nt = mine.load()", "def f(v): return v * k", "a = t.apply(f, meta=int)"),
    (K, "import mine\nt = mine.load()", "def f(v, n=1): return v * k", "a = t.apply(f)"),
    (K, "import mine\nt = mine.load()", "def f(v): return v * k", "a = t.apply([f])"),
    (K, "def f(v):\n    global k\n    k = k + 1\n    return v * k", "a = f(1)"),
    (K, "f = lambda v: v * k", "a = f(1)"),
    ("if [1].pop():\n    k = 3", "def f(v): return v * k", "a = f(1)"),
]


@pytest.mark.parametrize("cells", STAYS, ids=[" / ".join(row)[-70:] for row in STAYS])
def test_stays(cells):
    assert not [d for d in planned(*cells).definitions if "handed" in d.because]
