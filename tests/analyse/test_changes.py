"""What a statement may change in place. Each row: cells, and the names that the last statement of the notebook changes."""

import pytest

from tests.notebooks import program

FRAME = "import pandas as pd\ndf = pd.DataFrame({'a': [1]})"
ARRAY = "import numpy as np\nx = np.zeros((3, 3))"


def last(*cells):
    statements = program(*cells).statements
    return next(s for s in reversed(statements) if s.parent is None).facts


CHANGES = [
    # aliases
    (("a = [1]\nb = a", "b.append(2)"), "a b"),
    (("a = b = [1]", "b += [2]"), "a b"),
    (("a = [1]\nb = a\nc = b", "a.sort()"), "a b c"),
    (("a, b = [1], [2]\nc = a", "c.clear()"), "a c"),
    (("a = [1]\nb = a if n else None", "b.pop()"), "a b"),
    (("a = [1]\nb = a or []", "b.pop()"), "a b"),
    (("a = [1]\nif n:\n    b = a\nelse:\n    b = []", "b.append(1)"), "a b"),
    (("a = [1]\nfor i in range(2):\n    b = a", "b.append(1)"), "a b"),
    (("a = iter([1])", "n = min(a)"), "a"),  # it may be an iterator
    (("a = iter([1])", "n = max(*a, 3)"), "a"),
    # containers: what they hold can be reached through them
    (("a = [1]\nd = {'k': a}", "d['k'].append(2)"), "a d"),
    (("a = [1]\nrows = []\nrows.append(a)", "rows[0].append(2)"), "a rows"),
    (("a = [1]\nrows = [a]", "for row in rows:\n    row.append(2)"), "a rows row"),
    (("a = [1]\npair = (a, 2)", "pair[0].append(2)"), "a pair"),
    (("a = {'k': [1]}\nb = dict(a)", "b['k'].append(1)"), "a b"),
    (("a = [1]\nd = {}\nd['k'] = a\nb = d.get('k')", "b.append(1)"), "a b d"),
    (("a = [[1]]\nb = a[:]", "b[0].append(2)"), "a b"),
    (("a = [1]\nrows = [v for v in [a]]", "rows[0].append(1)"), "a rows"),
    # views
    ((ARRAY + "\ny = x[0]", "y[0] = 1"), "x y"),
    ((ARRAY + "\ny = x.T", "y[0, 0] = 1"), "x y"),
    ((ARRAY + "\ny = x.reshape(9)", "y[0] = 1"), "x y"),
    ((ARRAY + "\ny = x.ravel()", "y += 1"), "x y"),
    ((FRAME + "\nvalues = df.values", "values[0] = 1"), "df values"),
    # in place
    ((FRAME, "df['b'] = 1"), "df"),
    ((FRAME, "df.loc[0, 'a'] = 1"), "df"),
    ((FRAME, "df.columns = ['z']"), "df"),
    ((FRAME, "df.drop(columns='a', inplace=True)"), "df"),
    ((FRAME, "df.pop('a')"), "df"),
    ((FRAME, "del df['a']"), "df"),
    ((FRAME, "df.insert(0, 'b', 1)"), "df"),
    ((FRAME, "df['a'].fillna(0, inplace=True)"), "df"),
    ((FRAME + "\nother = df", "other['b'] = 1"), "df other"),
    ((ARRAY, "x[x > 0] = 1"), "x"),
    ((ARRAY, "x *= 2"), "x"),
    ((ARRAY, "np.random.shuffle(x)"), "x"),
    (("import random\nrows = [1, 2]", "random.shuffle(rows)"), "rows"),
    (("from sklearn.svm import SVC\nm = SVC()", "m.fit(X, y)"), "m"),
    # views see the data of a frame, not its columns
    ((FRAME + "\ns = df['a']", "df['a'] = 0"), "df"),
    ((FRAME + "\ns = df['a']", "df.loc[0, 'a'] = 0"), "df s"),
    ((FRAME + "\ns = df['a']", "df.drop(columns='a', inplace=True)"), "df"),
    ((FRAME + "\ns = df['a']", "s.iloc[0] = 5"), "df s"),
    ((FRAME + "\npart = df.loc[df['a'] > 0]", "part['b'] = 1"), "part"),
    ((FRAME + "\ng = df.groupby('a')", "df['b'] = 1"), "df g"),
    # iterators are used up by what reads them, with the iterators behind them; what they run over stays
    (("rows = [1]\nit = iter(rows)", "first = next(it)"), "it"),
    (("it = iter([1])\ng = (v for v in it)", "out = list(g)"), "g it"),
    (("rows = [1]\nz = zip(rows, rows)", "d = dict(z)"), "z"),
    (("it = iter([1, 2])", "a, b = it"), "it"),
    (("f = open('a')", "n = len(list(f))"), "f"),
    # copies are objects of their own, of the same elements
    (("a = [[1]]\nb = a[:]", "b.append(2)"), "b"),
    (("a = [[1]]\nb = sorted(a)", "b.append(2)"), "b"),
    (("a = [1]\nb = a + [2]", "b.append(2)"), "b"),
    # what writes into its arguments
    ((ARRAY, "np.exp(x, x)"), "x"),
    ((ARRAY, "np.add.at(x, [0], 1)"), "x"),
    ((ARRAY, "np.nan_to_num(x, copy=False)"), "x"),
    ((ARRAY, "np.nan_to_num(x)"), ""),
    (
        (
            ARRAY + "\nfrom sklearn.preprocessing import StandardScaler\ns = StandardScaler(copy=False)",
            "y = s.fit_transform(x)",
        ),
        "s x",
    ),
    # methods, lambdas and callbacks are followed
    (("class Box:\n    def put(self, rows): rows.append(1)\nbox = Box()\nitems = []", "box.put(items)"), "items"),
    (
        ("class Box:\n    def __init__(self, v): self.v = v\nitems = []\nbox = Box(items)", "box.v.append(1)"),
        "box items",
    ),
    (("def clear(rows): rows.clear()\nparts = [[1]]", "list(map(clear, parts))"), "parts"),
    (("from functools import reduce\nout = []", "reduce(lambda a, v: a.append(v) or a, [1], out)"), "out"),
    (("def put(*many):\n    for rows in many: rows.append(1)\na, b = [], []", "put(a, b)"), "a b"),
    # the notebook's own functions are followed
    (("def add(d): d['b'] = 1\ndf = {}", "add(df)"), "df"),
    (("def add(d): d['b'] = 1\ndef more(d): add(d)\ndf = {}", "more(df)"), "df"),
    (("rows = []\ndef add(v): rows.append(v)", "add(1)"), "rows"),
    (("def same(v): return v\na = []\nb = same(a)", "b.append(1)"), "a b"),
    (("def wrap(v): return {'k': v}\na = []\nb = wrap(a)", "b['k'].append(1)"), "a b"),
    (("a = []\ndef give(): return a\nb = give()", "b.append(1)"), "a b"),
    (("a = []\nadd = lambda v: a.append(v)", "add(1)"), "a add"),
    (("a = []\nadd = a.append", "add(1)"), "a"),
    (("class Box:\n    def __init__(self, v): self.v = v\na = []\nbox = Box(a)", "box.v.append(1)"), "a box"),
    (("class Box:\n    def put(self, v): self.v = v\nbox = Box()", "box.put(1)"), "box"),
    # nobody knows
    (("import mystery\na = []", "mystery.do(a)"), "a"),
    (("from mystery import do\na = []\nb = a", "do(b)"), "a b"),
]


@pytest.mark.parametrize(("cells", "names"), CHANGES, ids=[" / ".join(row[0]) for row in CHANGES])
def test_changed(cells, names):
    # a lambda or loop variable may be named as well: what matters is that nothing is missing that shares the object
    wanted = set(names.split()) - {"add", "row"}
    statements = program(*cells).statements
    top = max(s.id for s in statements if s.parent is None)
    assert wanted <= frozenset().union(*(s.facts.mutates for s in statements if s.id >= top))


STAYS = [
    (("a = [1]\nb = a\nb = [2]", "b.append(2)"), "a"),
    (("a = 1\nb = a", "b += 1"), "a"),
    (("a = 'x'\nb = a", "b += 'y'"), "a"),
    ((FRAME + "\nother = df.copy()", "other['b'] = 1"), "df"),
    ((FRAME + "\nother = df[df['a'] > 0]", "other['b'] = 1"), "df"),
    ((FRAME + "\nother = df[['a']]", "other['b'] = 1"), "df"),
    ((FRAME + "\nother = df.dropna()", "other['b'] = 1"), "df"),
    ((FRAME, "df.drop(columns='a')"), "df"),
    ((FRAME, "df.drop(columns='a', inplace=False)"), "df"),
    ((FRAME, "total = df['a'].sum()"), "df"),
    ((FRAME, "df.groupby('a').mean()"), "df"),
    ((ARRAY + "\ny = x + 1", "y[0] = 1"), "x"),
    (("from sklearn.svm import SVC\nm = SVC()", "m.fit(X, y)"), "X y"),
    (("from sklearn.svm import SVC\nm = SVC().fit(X, y)", "p = m.predict(X)"), "m X"),
    (("def total(d): return sum(d)\na = [1]", "n = total(a)"), "a"),
    (("def own(rows):\n    rows = []\n    rows.append(1)\nrows = [1]", "own(rows)"), "rows"),
    (("a = [1]", "print(a, len(a), max(a))"), "a"),
    (("a = [1]", "for v in a: print(v)"), "a"),
    (("import pandas as pd\na = pd.Series([1.5]).quantile(0.5)", "n = min(3, a)"), "a"),  # compared, not gone through
    (("import pandas as pd\na, b = pd.Series([1.5]).quantile([0.1, 0.5])", "f = lambda v: min(max(v, a), 9)"), "a"),
]


@pytest.mark.parametrize(("cells", "names"), STAYS, ids=[" / ".join(row[0]) for row in STAYS])
def test_unchanged(cells, names):
    bound = "X = [[1]]\ny = [1]"
    assert not set(names.split()) & last(bound, *cells).mutates


READS = [
    # cells, names that the last statement reads though its own text does not
    (("k = 2\ndef f(v): return v * k", "n = f(1)"), "k"),
    (("k = 2\ndef f(v): return v * k\ndef g(v): return f(v)", "n = g(1)"), "k f"),
    (("k = 2\nf = lambda v: v * k", "n = f(1)"), "k"),
    (("k = 2\ndef f(v): return v * k", "n = list(map(f, [1]))"), "k"),
    (("k = 2\ndef f(v): return v * k\ntable = {'f': f}", "n = table['f'](1)"), "k"),
    (("k = 2\nclass C:\n    def m(self): return k", "n = C().m()"), "k"),
    (("k = 2\nclass C:\n    def m(self): return k\nc = C()", "n = c.m()"), "k"),
    (("k = 2\nlazy = (v * k for v in [1])", "n = list(lazy)"), "k"),
    (("k = 2\ndef outer():\n    def inner(): return k\n    return inner\nf = outer()", "n = f()"), "k"),
    (("import functools\nk = 2\ndef f(a, v): return v * k\ng = functools.partial(f, 1)", "n = g(1)"), "k"),
]


@pytest.mark.parametrize(("cells", "names"), READS, ids=[" / ".join(row[0]) for row in READS])
def test_called_functions_read(cells, names):
    assert set(names.split()) <= last(*cells).reads


def test_merely_defining_a_function_reads_nothing():
    facts = last("k = 2", "def f(v): return v * k")
    assert facts.reads == set() and facts.late == {"k"}


OUTER = [
    (("n = 0\ndef up():\n    global n\n    n += 1", "up()"), "n"),
    (("n = 0\ndef up():\n    global n\n    n += 1\ndef twice():\n    up()\n    up()", "twice()"), "n"),
    (("n = 0\ndef up(v):\n    global n\n    n += v", "list(map(up, [1]))"), "n"),
]


@pytest.mark.parametrize(("cells", "names"), OUTER, ids=[" / ".join(row[0]) for row in OUTER])
def test_called_functions_rebind(cells, names):
    assert last(*cells).outer == set(names.split())


EDGES = [
    # cells, (source, target, name) that must be there, (source, target, name) that must not
    (("x = 1", "y = x", "x = 2", "z = x"), {(0, 1, "x"), (2, 3, "x")}, {(0, 3, "x")}),
    (("x = 1", "if x:\n    x = 2", "y = x"), {(0, 3, "x"), (2, 3, "x")}, set()),
    (("x = 1", "if x:\n    x = 2\nelse:\n    x = 3", "y = x"), {(2, 4, "x"), (3, 4, "x")}, {(0, 4, "x")}),
    (("a = []", "a.append(1)", "b = a"), {(0, 1, "a"), (0, 2, "a"), (1, 2, "a")}, set()),
    (("s = 0\nfor i in [1]:\n    t = s\n    s = t + i",), {(0, 2, "s"), (3, 2, "s"), (2, 3, "t")}, set()),
    (("try:\n    x = f()\nexcept OSError:\n    x = 0", "y = x"), {(1, 3, "x"), (2, 3, "x")}, set()),
    (("x = 1", "del x", "x = 2", "y = x"), {(2, 3, "x")}, {(0, 3, "x")}),
    (("n = 0\ndef up():\n    global n\n    n += 1", "up()", "m = n"), {(4, 5, "n")}, set()),
]


@pytest.mark.parametrize(("cells", "there", "absent"), EDGES, ids=[" / ".join(row[0]) for row in EDGES])
def test_edges(cells, there, absent):
    edges = {(edge.source, edge.target, edge.name) for edge in program(*cells).edges}
    assert there <= edges and not absent & edges


def test_exits_are_what_bound_or_changed_a_name_last():
    exits = program("a = [1]\na = [2]", "b = a", "b.append(3)", "c = 1", "del c").exits
    assert exits["a"] == {1, 3} and exits["b"] == {2, 3} and "c" not in exits
