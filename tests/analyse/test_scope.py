"""Names by Python's own scope rules: each row is (source, what it reads now, reads late, binds)."""

import ast

import pytest

from nb2prod.analyse.scope import Names, bound_in, bound_in_passing, names_of

TABLE = [
    # source, reads, late, binds
    ("x = y", "y", "", "x"),
    ("x.a = y", "x y", "", ""),
    ("x[k] = y", "x k y", "", ""),
    ("x += y", "x y", "", "x"),
    ("x.a += y", "x y", "", ""),
    ("x: int = y", "int y", "", "x"),
    ("(a, *b), [c] = d", "d", "", "a b c"),
    ("print(n := len(rows))", "print len rows", "", "n"),
    ("import a.b", "", "", "a"),
    ("import a.b as c, d", "", "", "c d"),
    ("from a import b, c as e", "", "", "b e"),
    ("from a import *", "", "", ""),
    ("f = lambda v: v * k", "", "k", "f"),
    ("f = lambda v=k: v", "k", "", "f"),
    ("def f(v): return v * k", "", "k", "f"),
    ("def f(v=k): return v", "k", "", "f"),
    ("def f(v: T) -> R: pass", "T R", "", "f"),
    ("@wrap\ndef f(): pass", "wrap", "", "f"),
    ("def f():\n    x = 1\n    def g(): return x + y\n    return g", "", "y", "f"),
    ("def f():\n    for i in rows: pass\n    return i", "", "rows", "f"),
    ("def f(*args, **kw): return args, kw, free", "", "free", "f"),
    ("def f():\n    import a\n    return a.b", "", "", "f"),
    ("class C(B):\n    x = y\n    def m(self): return x, self.z", "B y", "x", "C"),
    ("class C:\n    n = 1\n    m = n + k", "k", "", "C"),
    # strings that are read as code
    ("part = df.query('a > @k')", "df k", "", "part"),
    ("def f(d, k): return d.query('a > @k and b < @m')", "", "m", "f"),
    ("n = [df.query('a > @k + @t') for t in rows]", "df k rows", "", "n"),
    # a class body reads the notebook's name until it has surely bound its own
    ("class C:\n    k = k + 1", "k", "", "C"),
    ("class C:\n    if a:\n        k = 1\n    m = k", "a k", "", "C"),
    ("class C:\n    if a:\n        k = 1\n    else:\n        k = 2\n    m = k", "a", "", "C"),
    ("class C:\n    for i in rows:\n        m = i", "rows", "", "C"),
    ("class C:\n    with a as b:\n        m = b\n    n = m", "a", "", "C"),
    ("class C:\n    try:\n        m = a\n    except E as e:\n        m = e", "a E", "", "C"),
    ("class C:\n    k = 1\n    del k\n    m = k", "k", "", "C"),
    ("class C:\n    n = 3\n    rows = [n for v in n]", "n", "", "C"),
    ("class C:\n    n = 3\n    rows = [[v for w in v] for v in n]", "", "", "C"),
    ("class C:\n    n = 3\n    rows = {v: m for v in [n for w in n]}", "m n", "", "C"),
    ("class C:\n    k = 1\n    class D:\n        m = k", "k", "", "C"),
    ("class C:\n    global k\n    k = 1", "", "", "C k"),
    ("class C:\n    x = 1\n    def m(self): return x, C", "", "x C", "C"),
    # __k is another name inside a class
    ("class C:\n    def m(self): return __k", "", "_C__k", "C"),
    ("class _C:\n    n = __k + __name__", "_C__k __name__", "", "_C"),
    # under `global` a name is the notebook's, whatever the functions around it call theirs
    ("def f():\n    k = 1\n    def g():\n        global k\n        return k", "", "k", "f"),
    ("def f():\n    global k\n    del k", "", "k", "f"),
    ("[v for v in rows if v > low]", "rows low", "", ""),
    ("[w for v in rows for w in v]", "rows", "", ""),
    ("x = [x for x in x]", "x", "", "x"),
    ("[y := v for v in rows]", "rows", "", "y"),
    ("{k: v for k, v in pairs}", "pairs", "", ""),
    ("f'{a:{width}} {b!r}'", "a b width", "", ""),
    ("for i, (a, b) in rows: use(a)", "rows use a", "", "i a b"),
    ("with open(p) as f, lock: f.read()", "open p lock f", "", "f"),
    ("try:\n    a()\nexcept E as e:\n    b(e)", "a E b e", "", "e"),
    (
        "match v:\n    case {'k': a, **rest}: pass\n    case [b, *c]: pass\n    case D(x=d) as e: pass",
        "v D",
        "",
        "a rest b c d e",
    ),
]


@pytest.mark.parametrize(("source", "reads", "late", "binds"), TABLE, ids=[row[0] for row in TABLE])
def test_names(source, reads, late, binds):
    found = names_of(*ast.parse(source).body)
    assert (found.reads, found.late, found.binds) == (set(reads.split()), set(late.split()), set(binds.split()))


OUTER = [
    ("def f():\n    global n\n    n = 1", "n"),
    ("def f():\n    global n\n    n += 1", "n"),
    ("def f():\n    def g():\n        global n\n        n = 1\n    g()", "n"),
    ("class C:\n    def m(self):\n        global n\n        n = 1", "n"),
    ("def f():\n    n = 0\n    def g():\n        global n\n        n = 1", "n"),
    ("def f():\n    global n\n    del n", "n"),
    # these rebind nothing of the notebook
    ("def f():\n    n = 1", ""),
    ("def f():\n    global n\n    return n", ""),
    ("def f():\n    n = 0\n    def g():\n        nonlocal n\n        n = 1\n    g()", ""),
]


@pytest.mark.parametrize(("source", "outer"), OUTER, ids=[row[0] for row in OUTER])
def test_names_that_functions_rebind(source, outer):
    assert names_of(*ast.parse(source).body).outer == set(outer.split())


WALRUS = [
    ("match v:\n    case [*n] if n:\n        pass", "n"),
    ("for n in n:\n    pass", ""),
    ("while (n := n - 1) > 0:\n    pass", ""),
    ("(n := 5) > n - 1", "n"),
    ("[n := v for v in rows]", "n"),
    ("(n := n)", ""),
    ("print(n := n + 1)", ""),
]


@pytest.mark.parametrize(("source", "names"), WALRUS, ids=[row[0] for row in WALRUS])
def test_names_that_are_bound_in_passing_before_they_are_read(source, names):
    assert bound_in_passing(ast.parse(source).body[0]) == set(names.split())


def test_deleting_is_neither_reading_nor_binding():
    assert names_of(ast.parse("del x, y[0]")) == Names(reads=frozenset("y"), deletes=frozenset("x"))


def test_names_bound_in_nested_blocks():
    source = "if a:\n    b = 1\nelse:\n    for c in d:\n        with e as f: g = 1\ntry: pass\nexcept E as h: pass"
    assert bound_in(ast.parse(source).body) == set("bcfgh")
    assert bound_in(ast.parse("def f():\n    inner = 1\n[v for v in w]").body) == {"f"}
