"""The workflow is the notebook: every value that stays is the one that running all cells gives, aliases and random numbers included."""

import re

import pytest

from tests.laws.comparing import check, same
from tests.laws.running import run_notebook, run_project
from tests.notebooks import code, text

PLT = "import matplotlib.pyplot as plt"
NP = "import numpy as np"
PD = "import pandas as pd\ndf = pd.DataFrame({'a': [3, 1, 2], 'b': [1.0, None, 3.0], 'c': list('xyx')})"

# name -> (cells, names that may be gone)
CASES = {
    "one function for several cells": (
        ("rows = [*map(len, ['a'])]", text("## A"), "for v in (3, 4):\n    rows.append(v + len(rows))\nn = sum(rows)\nprint(n)", text("## B"), "for v in (3, 4):\n    rows.append(v + len(rows))\nn = sum(rows)\nprint(n)", text("## C"), "for v in (3, 4):\n    rows.append(v + len(rows))\nn = sum(rows)\nprint(n)\nlast = n + 1"), "",
    ),
    "one function for cells that draw": (
        (NP, text("## A"), "x = np.random.rand(2)\nx.sort()\nprint(x)", text("## B"), "y = x * 2\nprint(y)", text("## C"), "x = np.random.rand(2)\nx.sort()\nprint(x)", text("## D"), "z = x + y\nprint(z)"), "",
    ),
    "limits of a plot behind plots of other cells": (
        (f"{PD}\n{PLT}", "counts, edges, bars = plt.hist(df.a * 100)\nn = counts.sum()", "ax = df.groupby('c').a.mean().plot.bar()\ntop = ax.get_ylim()[1]\nprint(top)"), "counts edges bars ax",
    ),
    "limits of a plot behind one that was shown": (
        (f"{PD}\n{PLT}", "counts, edges, bars = plt.hist(df.a * 100)\nn = counts.sum()\nplt.show()\nax = df.a.plot()\ntop = ax.get_ylim()[1]\nprint(top)"), "counts edges bars ax",
    ),
    "limits of a plot without pyplot's name": (
        (PD, "ax = (df.a * 100).plot()\nfirst = ax.get_ylim()[1]", text("## Then"), "ax = df.a.plot()\nsecond = ax.get_ylim()[1]\nprint(first, second)"), "ax",
    ),
    "limits of plots in a loop": (
        (f"{PD}\n{PLT}", "tops = []\nfor k in (100, 1, 10):\n    ax = (df.a * k).plot()\n    tops.append(ax.get_ylim()[1])\n    plt.show()\nprint(tops)"), "ax",
    ),
    "limits of plots in a function": (
        (f"{PD}\n{PLT}", "def top(k):\n    ax = (df.a * k).plot()\n    plt.show()\n    return ax.get_ylim()[1]", "tops = [top(100), top(1)]\nlast = top(10)\nprint(tops, last)"), "",
    ),
    "limits of a figure that is drawn on in one cell": (
        (f"{PD}\n{PLT}", "counts, edges, bars = plt.hist(df.a * 100)\nplt.plot([900])\ntop = plt.ylim()[1]\nright = plt.xlim()[1]\nprint(top, right)"), "counts edges bars",
    ),
    "limits where figures stay open": (
        (f"{PD}\n{PLT}\nimport matplotlib\nmatplotlib.use('Agg')", "counts, edges, bars = plt.hist(df.a * 100)", "ax = df.a.plot()\ntop = ax.get_xlim()[1]\nprint(top)"), "counts edges bars ax",
    ),
    "one loop variable in several cells": (
        ("rows = [*map(len, ['a', 'bb'])]", text("## A"), "for v in rows:\n    t = v * 2\nprint(t)", text("## B"), "for v in rows[:1]:\n    u = v + 1\nprint(u)"), "",
    ),
    "a loop variable that is read behind a loop without turns": (
        ("rows = [*map(len, ['a', 'bb'])]", text("## A"), "for v in rows:\n    t = v * 2\nprint(t)", text("## B"), "for v in rows[:0]:\n    print(v)", text("## C"), "last = v + 1\nprint(last)"), "",
    ),
    "a name that is bound anew while its object goes on": (
        ("import copy\nbox = [[1]]\nrow = box[0]\nrow.append(2)", text("## B"), "row = box[0]\nrow.append(len(box))\nprint(row)", text("## C"), "row = copy.copy(row)\nrow.append(4)\nprint(box)"), "",
    ),
    "a function that is over with its statement": (
        (PD, "k = [2].pop()\na = df.a.apply(lambda v: v * k)\nprint(a)", text("## B"), "k = [5].pop()", text("## C"), "b = a + k\nprint(b)"), "",
    ),
    "functions that last in a column": (
        (PD, "k = [2].pop()\nfs = df.a.apply(lambda v: (lambda: v * k))", text("## B"), "k = [5].pop()", text("## C"), "b = [f() for f in fs]\nprint(b)"), "fs",
    ),
    "a constant that is set again to the same": (
        ("n = 3\ndef f(): return n", text("## A"), "a = [f()]", text("## B"), "n = 3\nb = [f() + n]", text("## C"), "c = [n, *b]"), "n",
    ),
    "numbers under names that functions have inside": (
        ("import numpy as np\ndef scale(rows, factor=1): return [row * factor for row in rows]", text("## A"), "a = scale([1, 2], factor=3)",
         text("## B"), "b = [scale([n], 4) for n in range(3)]", text("## C"), "c = scale(a, 3)\nd = [factor for factor in scale([1], 5)]"), "",
    ),
    "a late import that several steps use": (
        ("import sys\nsys.path.append('..')", text("## A"), "from packaging.version import parse, Version\na = str(parse('1.0'))", text("## B"),
         "b = str(parse(a + '1'))", text("## C"), "c = Version(b).micro"), "",
    ),
    "one name from two modules, late": (
        ("import sys\nsys.path.append('..')", text("## A"), "from packaging.version import parse\na = str(parse('1.0'))", text("## B"),
         "from packaging.tags import parse_tag as parse\nb = len(parse('py3-none-any'))", text("## C"), "c = len(parse('py2.py3-none-any'))"), "",
    ),
    "a model that is made long before it is fitted": (
        ("from sklearn.linear_model import Ridge\nimport numpy as np", "model = Ridge(alpha=2)\ngrid = {'alpha': range(3)}", text("## A"), "X = np.arange(8).reshape(4, 2)",
         "y = X.sum(axis=1)", text("## B"), "model.fit(X, y)\nfirst = float(model.predict(X)[0])\nn = len(grid['alpha'])"), "model grid",
    ),
    "a list that is filled three steps later": (
        (PD, text("## A"), "rows = []\nkept = rows", text("## B"), "other = []\nn = len(df)", text("## C"), "m = n + 1", text("## D"), "for k in range(2):\n    other.append(k)\n    rows.append(k)", "last = kept[-1]"), "",
    ),
    "a model that is rebound in between stays": (
        ("from sklearn.linear_model import Ridge\nimport numpy as np", "model = Ridge(alpha=2)", text("## A"), "X = np.arange(8).reshape(4, 2)\ny = X.sum(axis=1)\nkept = model",
         "model = Ridge(alpha=50)", text("## B"), "a, b = float(model.fit(X, y).predict(X)[0]), kept.alpha"), "model kept",
    ),
    "several models of a kind, of which a plot shows measures": (
        (f"{NP}\n{PLT}\nfrom sklearn.mixture import GaussianMixture", "X = np.arange(12.0).reshape(6, 2)\nmodels = [GaussianMixture(k, random_state=0).fit(X) for k in (1, 2)]",
         "plt.plot([m.bic(X) for m in models])", "n, = [len(models)]\na, b = [m.n_components for m in models]\nmodels = [m.means_ for m in models]"), "",
    ),
    "a model that only a plot shows is fitted all the same": (
        (f"{NP}\n{PLT}\nfrom sklearn.cluster import KMeans", "X = np.random.RandomState(0).rand(20, 2)\nnp.random.seed(1)", "labels = KMeans(3, n_init=1).fit(X).labels_\nplt.scatter(X[:, 0], X[:, 1], c=labels)",
         "labels = KMeans(2, n_init=1).fit(X).labels_\nnext_one = np.random.rand()"), "",
    ),
    "straight": (("x = 2", "y = x * 3", "z = [x, y]"), ""),
    "rebound": (("x = 1", "y = x + 1", "x = 10", "z = x + y", "x = x + z"), ""),
    "alias": (("a = [1]", "b = a", "b.append(2)", "n = len(a)"), ""),
    "alias under headings": ((text("# One"), "a = [1]\nb = a", text("# Two"), "b.append(2)", text("# Three"), "n = len(a)"), ""),
    "alias in a container": ((text("# One"), "a = [1]\nd = {'k': a}", text("# Two"), "d['k'].append(2)", text("# Three"), "n = sum(a)"), ""),
    "shallow copy": (("a = {'k': [1]}\nb = dict(a)", "b['k'].append(2)", "n = sum(a['k'])"), ""),
    "two outputs of one object": ((text("# Make"), "a = []\nb = a", text("# Use"), "a.append(1)", "b.append(2)"), ""),
    "closure over a rebound name": (("factor = 3\ndef scale(v): return v * factor", "first = scale(1)", "factor = 10", "second = scale(1)"), ""),
    "closure under headings": (
        (text("# A"), "factor = 3\ndef scale(v): return v * factor", text("# B"), "first = scale(1)", text("# C"), "factor = 10", text("# D"), "second = scale(1)"),
        "",
    ),
    "lambda over a loop variable": (("fs = [lambda: i for i in range(3)]", "out = [f() for f in fs]", "for i in range(2):\n    g = lambda: i", "i = 9", "last = g()"), "fs g"),
    "global": (("n = 0\ndef up():\n    global n\n    n += 1", "up()", "m = n", "up()\nup()"), ""),
    "global that nobody reads": (("n = 0\ndef up():\n    global n\n    n += 1", "up()"), ""),
    "global through another function": (("n = 0\ndef up():\n    global n\n    n += 1\ndef twice():\n    up()\n    up()", "twice()", "m = n"), ""),
    "global first bound in a function": (("def put():\n    global found\n    found = 5", "put()", "double = found * 2"), ""),
    "default argument": (("k = 1\ndef f(v, k=k): return v + k", "k = 100", "r = f(1)"), ""),
    "recursion": (("def fact(n): return 1 if n < 2 else n * fact(n - 1)", "r = fact(5)"), ""),
    "mutual recursion": (("def even(n): return n == 0 or odd(n - 1)\ndef odd(n): return n != 0 and even(n - 1)", "r = even(4)"), ""),
    "function defined twice": (("def f(): return 1", "a = f()", "def f(): return 2", "b = f()"), ""),
    "functions of one name": (
        ("def train(v): return v + 1", "a = [train(n) for n in range(3)]", "def train(v, k=2): return v * k", text("# B"),
         "for n in a:\n    b = train(v=n, k=train(1))", "def train(): return 5", "c = train() + b"), ""),
    "a function of several names": (("def f(): return 1", "g = f\na = g()", "def f(): return 2", "b = f() + g()"), "g"),
    "function changes a global list": (("seen = []\ndef note(v):\n    seen.append(v)\n    return v", "a = note(1)", text("# Later"), "b = note(2)", "n = len(seen)"), ""),
    "loops": (("total = 0\nfor i in range(4):\n    total += i", "k = i", "while total > 3:\n    total -= 2\nelse:\n    done = True"), ""),
    "loop that may not run": (("rows = []\nlast = None\nfor row in rows:\n    last = row", "found = last"), ""),
    "break and continue": (("out = []\nfor i in range(9):\n    if i % 2:\n        continue\n    if i > 5:\n        break\n    out.append(i)",), ""),
    "try": (("try:\n    v = int('x')\nexcept ValueError as problem:\n    v = -1\nelse:\n    v = 0\nfinally:\n    done = True", "w = v * 2"), ""),
    "try around a plot": ((PLT, "x = [1, 2]\ntry:\n    plt.plot(x)\n    ok = True\nexcept Exception:\n    ok = False", "y = ok"), "x"),
    "conditional binding": (("flag = True", "if flag:\n    a = 1\nelse:\n    b = 2", "c = 3"), ""),
    "conditional import": (("try:\n    import nowhere_at_all as js\nexcept ImportError:\n    import json as js", "r = js.dumps([1])"), ""),
    "builtin rebound": (("rows = [3, 1]", "max = max(rows)", "n = max + 1"), ""),
    "builtin rebound later": (("a = sum([1, 2])", "b = a", "sum = 5", "c = sum"), ""),
    "generated names": (("config = 1", "logger = config + 1", "train = logger + 1", "run = train + 1", "artifacts = run + 1", "print(artifacts)"), ""),
    "functions with generated names": (
        ("def train(v): return v + 1\ndef main(v): return train(v) * 2", text("# One"), "a = main(3)", text("# Two"), "b = train(a)\nfs = [train]\nfs.append(main)", text("# Three"), "c = fs[1](b)"), "fs",
    ),
    "a workflow function that a closure calls": (("k = 2\ndef run(v): return v * 2\ndef twice(v): return run(v) * k", "a = twice(3)", "k = 5", "b = twice(a)"), ""),
    "names of modules we use": (("Path = 1", "Any = Path + 1", "typer = Any + 1", "logging = typer + 1", "NamedTuple = logging", "Config = 3", "Results = 4\nprint(Results)"), ""),
    "names of steps": (("compute = 1", "load_data = compute + 1", "prepare_data = load_data + 1"), ""),
    "walrus and comprehension": (("rows = [1, 2, 3]", "big = [w for v in rows if (w := v * 2) > 2]", "last = w"), ""),
    "lazy generator": (("k = 2", "lazy = (v * k for v in [1, 2])", "k = 3", "out = list(lazy)"), "lazy"),
    "iterator used in two places": ((text("# A"), "it = iter([1, 2, 3])\nfirst = next(it)", text("# B"), "rest = list(it)"), "it"),
    "star arguments": (("def f(*a, **k): return a, k", "args, kw = [1, 2], {'z': 3}", "r = f(*args, **kw)"), ""),
    "class": (("class Box:\n    made = 0\n    def __init__(self, v):\n        Box.made += 1\n        self.v = v\n    def put(self, v):\n        self.v += v\n        return self", "box = Box([1])", "other = box.put([2])", "n = Box.made"), ""),
    "class body reads a variable": (("k = 3", "class C:\n    n = k\n    m = n + 1", "k = 4", "r = C.m"), ""),
    "class that reads a variable": (("k = 3\nclass C:\n    def m(self): return k", "c = C()\na = c.m()", "k = 4", "b = c.m()"), ""),
    "nested functions": (("def outer(n):\n    def inner():\n        nonlocal n\n        n += 1\n        return n\n    return inner", "step = outer(1)", "a = step()", "b = step()"), "step"),
    "paths in pieces": (
        (
            f"import os\nfrom pathlib import Path\n{PD}\nos.makedirs('in/raw', exist_ok=True)",
            "p = os.path.join('in', 'raw', 'a.csv')\ndf.to_csv(p)",
            "one = pd.read_csv(os.path.join('in', 'raw', 'a.csv'))",
            "two = pd.read_csv(Path('in') / 'raw' / 'a.csv')",
            "base = 'in'\nthree = pd.read_csv(os.path.join(base, 'raw', 'a.csv'))",
            "folder = Path('in')\nfour = pd.read_csv(folder / 'raw' / 'a.csv')",
            "five = pd.read_csv(f'{base}/raw/a.csv')\nsix = pd.read_csv('in/' + 'raw/a.csv')",
        ),
        "",
    ),
    "shaped for a plot": (
        (
            f"{NP}\n{PLT}\nnp.random.seed(1)",
            "xx, yy = np.meshgrid([1, 2], [3, 4])\nZ = np.random.normal(size=4)\nZ = Z.reshape(xx.shape)\nplt.contourf(xx, yy, Z)",
            "plt.figure()\nplt.plot([1, 2])\nlow, high = plt.ylim()\nlow -= 0.5\nplt.ylim(low, high)",
            "def show(v):\n    plt.plot(v)\ndef both(v):\n    show(v)\n    return v.sum()",
            "W = np.random.normal(size=4)\nW = W.reshape(2, 2)\ntotal = both(W)",
        ),
        "xx yy Z show",
    ),
    "deleted": (("a = 1", "b = a + 1", "del a", "c = b"), ""),
    "operators by their names": (
        ("rows = [1, 2, 3]\nd = {'a': 1}\ns = {1}", "rows.__setitem__(0, 'first')\nd.__delitem__('a')\nd.__setitem__('z', 1)", "s.__ior__({2})\nrows.__iadd__([9])\ntype(rows).append(rows, 4)", "n = [len(rows), len(d), len(s)]"),
        "",
    ),
    "deleted, then asked for": ((text("# A"), "n = [5]\nm = n * 2", text("# B"), "n.append(3)\nk = len(n)\ndel n", text("# C"), "try:\n    v = n\nexcept NameError:\n    v = k", text("# D"), "n = 7\nw = n"), ""),
    "a constant deleted, then asked for": ((text("# A"), "n = 1", "m = n + 1", text("# B"), "del n", text("# C"), "try:\n    n\n    there = True\nexcept NameError:\n    there = False"), ""),
    "deleted behind a function": ((text("# A"), "n = [5]\ndef get(): return n", text("# B"), "a = get()\ndel n", text("# C"), "try:\n    v = get()\nexcept NameError:\n    v = 3"), ""),
    "deleted and bound again": (("x = 1\ny = x", "del x", "x = 2", "z = x + y"), ""),
    "tuple swap": (("a, b = 1, 2", "a, b = b, a", "(c, *d), e = [1, 2, 3], 4"), ""),
    "augmented": (("rows = [1]", "same = rows", "rows += [2]", "rows *= 2"), ""),
    "chained assignment": (("a = b = []", "a.append(1)", "c = b"), ""),
    "match": (("v = {'kind': 'a', 'n': 2}", "match v:\n    case {'kind': 'a', 'n': n}:\n        r = n\n    case _:\n        r = 0"), ""),
    "semicolons": (("a = 1; b = a + 1; c = [a, b]; c.append(3); print(c)",), ""),
    "text with everything": (("s = 'é\\u2028\\x00 {x} %s \"\"\" \\\\'\nt = f'{s!r:>5} {{}}'\nb = b'\\xff'", "r = (s, t, b)"), ""),
    "columns after wide letters": (("s = 'ééé'; k = 7; import math; r = math.pow(k, 2); limit = 5; t = limit + k", "z = t"), ""),
    "constants": (("rate = 0.5\nsize = 3\nname = 'abc'\nflag = False\nitems = [1, 2]", "r = [rate * size, name, not flag, len(items)]"), ""),
    "constant that is changed": (("limits = {'a': 1}", "limits['b'] = 2", "r = len(limits)"), ""),
    "constant bound again": (("size = 3", "a = size", "size = 4", "b = size"), ""),
    "constants with option names": (("config = 'c.yaml'\ninput = 3\nhelp = 4\noutput = 5", "r = [config, input, help, output]"), ""),
    "tagged parameters": ((code("alpha = 0.5\nnames = ['a', 'b']\nn: int = 3", "parameters"), "r = alpha * n", "s = names + ['c']", "names2 = names"), ""),
    "main guard": (("r = 0\nif __name__ == '__main__':\n    r = 1", "s = r"), ""),
    "print changes": (("rows = [1, 2]", "print(rows.pop())", "n = len(rows)"), ""),
    "assert and display": (("x = 3", "assert x == 3", "x", "y = x"), ""),
    "seeded draws": ((NP, "np.random.seed(3)", "a = np.random.rand(2)", "b = np.random.rand(2)"), ""),
    "a plot that draws": ((NP, PLT, "np.random.seed(3)", "plt.hist(np.random.normal(size=5))", "a = np.random.rand(2)"), ""),
    "a function that plots rows which it draws": (
        (
            f"{NP}\n{PLT}\nimport random\nrandom.seed(3)\nnp.random.seed(3)",
            "def show(rows):\n    at = random.randint(0, 4)\n    fig, ax = plt.subplots()\n    ax.plot(rows[at], np.random.rand(2))\n    plt.show()",
            "rows = np.random.rand(5, 2)\nshow(rows)\na = random.random()\nb = np.random.rand(2)",
        ), "",
    ),
    "a plotted name that draws": ((NP, PLT, "np.random.seed(3)", "noise = np.random.normal(size=5)\nplt.plot(noise)", "a = np.random.rand(2)"), "noise"),
    "a look that draws": ((PD, NP, "np.random.seed(3)", "df.sample(2)", "a = np.random.rand(2)"), ""),
    "a plotting loop that draws": ((NP, PLT, "np.random.seed(3)\nfor i in range(3):\n    plt.plot(np.random.rand(2))", "a = np.random.rand(2)"), "i"),
    "a plotting function that draws": ((NP, PLT, "def show(n):\n    plt.plot(np.random.rand(n))\n    plt.show()", "np.random.seed(3)\nshow(4)", "a = np.random.rand(2)"), ""),
    "a plot under a condition that draws": ((NP, PLT, "np.random.seed(3)\nverbose = True", "if verbose:\n    plt.plot(np.random.rand(2))", "a = np.random.rand(2)"), ""),
    "python's own stream": (("import random", "rows = [1, 2, 3, 4]", "random.seed(1)\nrandom.shuffle(rows)", PLT, "plt.plot([random.random()])", "a = random.random()"), ""),
    "own generator": ((NP, PLT, "rng = np.random.default_rng(1)", "plt.plot(rng.normal(size=3))", "a = rng.normal(size=2)"), "rng"),
    "sampling without a seed": ((PD, "part = df.sample(2)", "df.sample(1).plot(y='a')", "other = df.sample(2)"), ""),
    "sampling behind a seed": ((PD, NP, "np.random.seed(2)", "part = df.sample(2)", "df.sample(1).plot(y='a')", "other = df.sample(2)"), ""),
    "a function that seeds itself": (
        (NP, PLT, "def make(n):\n    np.random.seed(1)\n    return np.random.rand(n)", "plt.plot(np.random.rand(3))", "a = make(2)", "b = np.random.rand(2)"), "",
    ),
    "a function that seeds itself too late": (
        (NP, PLT, "def make(n):\n    a = np.random.rand(n)\n    np.random.seed(1)\n    return a", "plt.plot(np.random.rand(3))", "a = make(2)", "b = np.random.rand(2)"), "",
    ),
    "a function that may seed itself": (
        (NP, PLT, "def make(n, seed=0):\n    if seed:\n        np.random.seed(seed)\n    return np.random.rand(n)", "plt.plot(np.random.rand(3))", "a = make(2)", "b = make(2, 5)"), "",
    ),
    "a plotting function that seeds itself": (
        (NP, PLT, "def show(n):\n    np.random.seed(1)\n    plt.plot(np.random.rand(n))", "show(3)", "a = np.random.rand(2)", "show(3)", "np.random.seed(2)\nb = np.random.rand()"), "",
    ),
    "a plotting loop over drawn numbers": (
        (NP, PLT, "np.random.seed(3)\nfor i in np.random.permutation(9)[:4]:\n    plt.plot([i])", "a = np.random.rand(2)"), "i",
    ),
    "a plotting loop over numbers that are drawn on the way": (
        (NP, PLT, "np.random.seed(3)\nfor i in (np.random.rand() for _ in range(3)):\n    plt.plot([i])", "a = np.random.rand(2)"), "i",
    ),
    "a plotting loop over what a function draws": (
        (NP, PLT, "def some(n):\n    return np.random.rand(n)\nnp.random.seed(3)\nfor i in some(len(np.random.rand(2))):\n    plt.plot([i])", "a = np.random.rand(2)"), "i",
    ),
    "a plotting loop whose variable is read later": (
        (NP, PLT, "np.random.seed(3)\nfor i in np.random.permutation(9)[:4]:\n    plt.plot([i])", "a = np.random.rand(2) + i"), "",
    ),
    "loops over folds and parts": (
        ("from sklearn.model_selection import KFold\nimport numpy as np\nX = np.arange(6)\nfolds = KFold(3)", text("## A"), "for i, (a, b) in enumerate(folds.split(X)):\n    m = a.sum()", text("## B"), "k = m + i",
         text("## C"), "for part in 'x,y'.split(','):\n    last = part", text("## D"), "w = last * 2\nlast = 0\nfor last in ''.split():\n    w = last", "v = (w, last)"), "folds",
    ),
    "loops over named literals": (
        ("degrees = [2, 5]\nnames = {'a': 1}", text("## A"), "for d in degrees:\n    m = d * 2", text("## B"), "for name, v in names.items():\n    k = v + m", text("## C"), "r = (m, k, d, name)"), "",
    ),
    "loops over a literal that was emptied": (
        ("degrees = [2, 5]\nm = 1", "degrees.clear()", text("## A"), "for d in degrees:\n    m = d * 2", text("## B"), "k = m + 1"), "",
    ),
    "functions that are handed what they read": (
        ("k = [3].pop()\nrows = []", "def f(v):\n    rows.append(v)\n    return v * k", text("## A"), "a = f(2)", text("## B"), "k = 5\nb = [f(v) for v in range(2)]", text("## C"),
         "def g(v, n=1): return f(v) + n", "k += 1\nc = g(3)\nrows = [0]\nd = g(v=2, n=4)", text("## D"), "e = f(*[9])\nn = len(rows)"), "",
    ),
    "a name that means another thing at the call": (
        ("k = [3].pop()", "def f(v): return v * k", text("## A"), "def g(k): return f(k)\na = g(2)", text("## B"), "b = [f(1) for k in range(2)]\nk = 7", text("## C"), "c = (lambda k: f(k))(4)"), "",
    ),
    "a function that reads a table and is handed it": (
        (PD, "def share(name):\n    return df[name].sum() / len(df)", text("## A"), "df['d'] = 1\na = share('a')", text("## B"), "df = df.dropna()\nb = share('a')", text("## C"),
         "def few(): return df.query('a < @limit')", "limit = 3\nc = len(few())", "limit = 2\nd = len(few())"), "",
    ),
    "a name that is declared global only to be read": (
        ("k = [3].pop()\nimport math", "def f(v):\n    global k, math\n    return math.floor(v) * k", text("## A"), "a = f(2)", text("## B"), "k = 5\nb = f(1)"), "",
    ),
    "functions that a table calls": (
        (PD, "n = [len(df)][0]\ndef more(v): return v + n", text("## A"), "df['m'] = df['a'].apply(more)", text("## B"), "n = 20\ndf['n'] = df['a'].map(more)", text("## C"),
         "def both(row): return row['a'] + row['n'] + n", "df['s'] = df.apply(both, axis=1)\nn = 0\nt = df['s'].apply(more).sum()"), "",
    ),
    "a function whose function reads": (
        ("k = [3].pop()", "def f(v): return v * k\ndef g(v): return f(v) + f(v=1)", "a = g(2)", text("## B"), "k = 5", "b = g(2)\nh = [g]\nk = 9", text("## C"), "c = h[0](1)"), "h",
    ),
    "a constant that a function reads": (
        ("RATE = 0.3\nSIZE = 4", "def make(n): return [n * RATE] * SIZE", text("## A"), "a = make(2)", text("## B"), "RATE = 0.5", "b = make(3)"), "RATE SIZE",
    ),
    "seed zero": ((PD, "from sklearn.model_selection import train_test_split", "l, r = train_test_split(df, test_size=1, random_state=0)", "df.sample(1, random_state=0).plot(y='a')", "other = df.sample(2)"), ""),
    "corr is only plotted": ((PD, PLT, "corr = df[['a', 'b']].corr()", "plt.imshow(corr)", "total = df['a'].sum()"), "corr"),
    "what a plot changes": ((PLT, "rows = [1]", "plt.plot(rows.pop())", "n = len(rows)"), ""),
    "a function that plots and changes": ((PD, "def show(d):\n    d['z'] = 1\n    d.plot(y='a')", "show(df)", "n = len(df.columns)"), ""),
    "a plotting loop that counts": ((PLT, "n = 0\nfor i in range(3):\n    plt.plot([i])\n    n += i", "m = n"), ""),
    "bins of a histogram": ((PLT, "counts, edges, bars = plt.hist([1, 2, 2])", "most = counts.max()"), "bars"),
    "a view of an array": ((NP, "x = np.zeros(4)", "half = x[:2]", text("# Change"), "half += 1", text("# Sum"), "s = x.sum()"), ""),
    "frames changed in place": ((PD, text("# Clean"), "df['d'] = df['a'] * 2\ndf.dropna(inplace=True)", text("# Count"), "n = len(df)\ncols = list(df.columns)"), ""),
    "frame alias": ((PD, "raw = df", text("# Change"), "df['d'] = 1", text("# Look"), "n = raw.shape[1]"), ""),
    "frame copy": ((PD, "raw = df.copy()", text("# Change"), "df['d'] = 1", text("# Look"), "n = raw.shape[1]"), ""),
    "column loops": ((PD, "for col in df.columns:\n    print(col)\n    df[col].hist() if col == 'a' else None", "for col in ['a', 'b']:\n    df[col] = df[col].fillna(0)", "n = col"), ""),
    "apply with a closure": ((PD, "shift = 10\ndef move(v): return v + shift", text("# A"), "df['m'] = df['a'].apply(move)", text("# B"), "shift = 20\ndf['n'] = df['a'].apply(move)"), ""),
    "grouping": ((PD, "means = df.groupby('c')['a'].mean()", "df['mean'] = df['c'].map(means)", "top = df.sort_values('a').head(2)"), ""),
    "display returns": ((PD, "df.head()", "df.describe()", "summary = df.describe()", "summary.head()"), "summary df"),
    "star import": (("from math import *", "r = floor(pi)", "e2 = e"), "e inf nan pi tau"),
    "shell-free magics": (("%matplotlib inline\nx = 1", "%time y = x + 1", "%%time\nz = y + 1"), ""),
    "module reused as name": (("import math", "r = math.floor(2.5)", "math = 3", "s = math"), ""),
    "import inside a function": (("def f():\n    import math\n    return math.floor(2.5)", "r = f()"), ""),
    "read before bound in a function": (("def f(): return late", "late = 4", "r = f()"), ""),
    "exec": (("x = 1", "exec('y = x + 1')", "z = 3"), "y"),
    "globals": (("x = 1", "n = 'x' in globals()"), ""),
    "with": (("import io", "with io.StringIO('a b') as f:\n    words = f.read().split()", "n = len(words)"), "f"),
    "files": (("with open('out.txt', 'w') as f:\n    f.write('abc')", "size = len(open('out.txt').read())"), "f"),
    "print into a file": (("import io", "f = io.StringIO()", "print('abc', file=f)", "text = f.getvalue()"), "f"),
    "print over many": (("import io\nf = io.StringIO()", "for i in range(3):\n    print(i, file=f, end=' ')", "text = f.getvalue()"), "f"),
    "long chain": (tuple(f"v{i + 1} = v{i} + 1" if i else "v1 = 1" for i in range(40)), ""),
    "continue": (("for p in [1, 2]:\n    if p == 2:\n        s = 'x'\n        continue\n    s = 'y'", "r = s"), ""),
    "break": (("for p in [1, 2, 3]:\n    if p == 2:\n        s = 'found'\n        break\n    s = 'no'", "r = s"), ""),
    "loop else after break": (("best = 0", "for k in [1, 2, 3]:\n    if k == 2:\n        break\nelse:\n    best = 9", "r = best"), ""),
    "while else": (
        ("i = 0\nacc = []", "while True:\n    i += 1\n    if i > 3:\n        break\n    acc.append(i)\nelse:\n    acc = None", "r = acc"),
        "",
    ),
    "walrus alone": (("(m := 5)", "n = [y := 3, y**2]"), ""),
    "a look in try decides": (("d = {}", "try:\n    d['a']\n    ok = True\nexcept KeyError:\n    ok = False", "r = ok"), ""),
    "a look alone in try decides": (("d = {}", "try:\n    d['a']\nexcept KeyError:\n    d['a'] = 1", "r = d['a']"), ""),
    "a look in with decides": (("import contextlib\nd = {}\nok = False", "with contextlib.suppress(KeyError):\n    d['a']\n    ok = True", "r = ok"), ""),
    "an unused value in try decides": (("d = {}\nr = 1", "try:\n    v = d['a']\n    v = 2\nexcept KeyError:\n    r = 0", "s = r"), "v"),
    "a loop variable after a plotting loop": ((PD, "for col in ['a', 'b']:\n    df[col].hist()", "print(col)", "kept = col"), "df"),
    "a plot's value": ((PD, "ax = df.plot(y='a', title='t')", "name = ax.get_title()", "n = len(name)"), "ax"),
    "a plot's lines": ((PLT, "lines = plt.plot([1, 2])", "n = len(lines)"), "lines"),
    "a function that plots and returns": ((PD, "def show(d):\n    ax = d.plot(y='a')\n    ax.set_title('t')\n    return d['a'].sum()", "n = show(df)"), ""),
    "a function that plots and notes": ((PLT, "notes = []\ndef show(v):\n    plt.plot(v)\n    notes.append(len(v))", "show([1, 2])", "n = sum(notes)"), ""),
    "a plot with a turn": ((PLT, "rows = [1]", "plt.plot(rows) and rows.append(2)", "n = len(rows)"), ""),
    "a conditional plot with a turn": ((PLT, "rows = [1]", "plt.plot(rows) if not rows else rows.append(2)", "n = len(rows)"), ""),
    "axes beside counts": ((PD, PLT, "fig, axes = plt.subplots(1, 2)\nused = []", "for ax, col in zip(axes.ravel(), ['a', 'b']):\n    ax.hist(df[col])\n    used.append(col)", "n = len(used)"), "fig axes ax df"),
    "counts that are plotted and used": ((PD, "counts = df['c'].value_counts()", "counts.plot(kind='bar')", "top = counts.index[0]"), ""),
    "attributes": (("class Box: pass", "box = Box()\nbox.v = [1]", "other = box.v", "box.v = 2", "n = len(other) + box.v"), ""),
    "index names": ((PD, "df.index.name = 'i'", "df.columns = ['x', 'y', 'z']", "n = df.reset_index().columns.tolist()"), ""),
    "values of a frame": ((NP, "import pandas as pd\ndf = pd.DataFrame({'a': [1.0, 2.0]})", "x = df.to_numpy(copy=True)", "x[0] = 9", "s = df['a'].sum(), x.sum()"), ""),
    "dict views": ((text("# A"), "d = {}\nkeys = d.keys()", text("# B"), "d['a'] = 1", text("# C"), "n = list(keys)"), "keys"),
    "lazy map": (("rows = [1]", "m = map(str, rows)", text("# Later"), "rows.append(2)", "out = list(m)"), "m"),
    "map over a function that is rebound": (("def f(v): return v", "m = map(lambda v: f(v), [1])", "def f(v): return -v", "out = list(m)"), "m"),
    "definition under a condition": (("if True:\n    def f(): return k\nelse:\n    def f(): return 0", "k = 2", "r = f()"), ""),
    "decorators": (("def twice(f):\n    def inner(v): return f(f(v))\n    return inner", "@twice\ndef up(v): return v + 1", "r = up(1)"), "up"),
    "decorator that registers": (("table = {}\ndef note(f):\n    table[f.__name__] = f\n    return f", "@note\ndef up(v): return v + 1", "r = table['up'](1)"), "table"),
    "generator function": (("def gen(n):\n    for i in range(n):\n        yield i", "out = list(gen(3))", "first = next(gen(2))"), ""),
    "inheritance": (("class A:\n    k = 1\n    def m(self): return self.k", "class B(A):\n    k = 2", "r = B().m() + A().m()", "B.k = 7", "s = B().m()"), ""),
    "function attributes": (("def f():\n    f.calls += 1", "f.calls = 0", "f()\nf()", "n = f.calls"), ""),
    "mutable default": (("def f(v, rows=[]):\n    rows.append(v)\n    return rows", "a = f(1)", "b = f(2)", "n = len(a)"), ""),
    "patched library": ((PD, "pd.DataFrame.twice = lambda self: self * 2", "r = df[['a']].twice()"), ""),
    "underscores": (("_, b = (1, 2)", "for _ in range(3):\n    b += 1", "_private = b", "r = _private + _"), ""),
    "unicode names": (("α = 1", "größe = α + 1", "ﬁ = größe", "r = fi + 1"), ""),
    "deleted items": (("rows = [1, 2, 3]", "del rows[0]", "d = {'a': 1}\ndel d['a']", "n = len(rows) + len(d)"), ""),
    "deleted in a loop": (("for i in [1, 2]:\n    t = i\n    del t", "n = i"), ""),
    "deleted after a plot": ((PLT, "x = [1, 2]", "plt.plot(x)", "del x", "n = 1"), ""),
    "test on a look": ((PD, "if df.isnull().sum().sum():\n    df = df.dropna()", "n = len(df)"), ""),
    "print in a function": (("def say(v):\n    print('v', v)\n    return v", "a = say(1)", "say(2)", "b = a"), ""),
    "while with a try": (("n = 0\nwhile True:\n    try:\n        n += 1\n        if n > 3:\n            break\n    finally:\n        m = n", "r = m"), ""),
    "seed in a function": ((NP, "def seed(): np.random.seed(1)", "seed()", "a = np.random.rand(2)"), ""),
    "seed in a loop": ((NP, "out = []\nfor i in range(2):\n    np.random.seed(i)\n    out.append(np.random.rand())", "n = len(out)"), ""),
    "shuffle a view": ((NP, "np.random.seed(0)\nx = np.arange(6)\ny = x[:3]", text("# Shuffle"), "np.random.shuffle(y)", text("# Use"), "s = x.tolist()"), ""),
    "a draw in an unused name": ((NP, "np.random.seed(1)", "unused = np.random.rand(3)", "a = np.random.rand(2)"), ""),
    "a draw that is only looked at": ((NP, "np.random.seed(1)", "np.random.rand(3)", "print(np.random.rand(1).shape)", "a = np.random.rand(2)"), ""),
    "a drawing default": ((NP, "np.random.seed(1)", "def f(v=np.random.rand()): return v", "a = f() + np.random.rand()"), ""),
    "a drawing apply": ((PD, NP, "np.random.seed(1)", "df['a'].apply(lambda v: v + np.random.rand()).plot()", "a = np.random.rand(2)"), ""),
    "a drawing comprehension in a plot": ((NP, PLT, "np.random.seed(1)", "plt.plot([np.random.rand() for _ in range(3)])", "a = np.random.rand(2)"), ""),
    "a model's draws between plots": (
        (PD, PLT, NP, "from sklearn.ensemble import RandomForestRegressor", "np.random.seed(1)\nm = RandomForestRegressor(n_estimators=2)\nm.fit([[1], [2], [3]], [1, 2, 3])",
         "plt.plot(RandomForestRegressor(n_estimators=2).fit([[1], [2]], [1, 2]).predict([[1]]))", "a = np.random.rand(2)"),
        "m",
    ),
    "environment": (("import os", "os.environ['CASE_X'] = 'abc'", "v = os.environ['CASE_X']"), ""),
    "parameter with the name of a module": (("import math\nrate = 2", "def area(math_=rate): return math_", "rate2 = area() * rate"), ""),
    "one constant in many steps": ((text("# A"), "size = 3\na = [size]", text("# B"), "b = [size] * size", text("# C"), "c = a + b + [size]"), ""),
    "constant used in a closure": (("size = 3\ndef f(): return size", text("# B"), "a = f()", text("# C"), "b = f() + size"), ""),
    "constants on one line": (("a = 1; b = 2.5; c = 'x'", "r = [a, b, c]"), ""),
    "infinite and tiny": (("big = 1e400\nsmall = 5e-324\nneg = -0.0\nhuge = 10 ** 30\nlong = 123456789012345678901234567890", "r = [big, small, neg, huge, long]"), ""),
    "numbers as keys": (("table = {1: 'a', (2, 3): 'b', None: 'c'}", "r = table[1] + table[2, 3]"), ""),
    "limits of the current figure": ((PLT + "\nimport numpy as np\nm = np.eye(3)", "plt.figure()\nplt.imshow(m)\nplt.title('t')\nlow, high = plt.ylim()\nlow += 0.5\nplt.ylim(low, high)", "plt.figure()\nplt.plot([1, 2])"), ""),
    "bound on one path, handed on": (
        ("flag = True\ny = 0\nk = 0\nn = 0", code("if not flag:\n    y = 1\nfor k in []:\n    n = 2", "nb2prod:step=two"), code("try:\n    n = 3 if flag else 1 / 0\nexcept ValueError:\n    k = 5", "nb2prod:step=three"), "r = [y, k, n]"),
        "",
    ),
    "a branch that only drew": ((PLT + "\nflag = True\ny = 0", code("if flag:\n    plt.show()\nelse:\n    y = 1", "nb2prod:step=two"), "result = y"), ""),
    "captured output that is handed on": (("%%capture said\nprint('hi')", "def parse(output):\n    return output.stdout.strip()", "text = parse(said)\nprint(text)"), "said"),
    "captured output": (("%%capture said\nprint('hi')\nx = 1\ndef f():\n    print(3)\n    return 4\nr = f()", "text = said.stdout\nsaid.show()", "y = x + r"), "said"),
    "tables that are shown, and change afterwards": (
        (PD, text("## A"), "by = df.groupby('c').a.agg(['sum'])\nby", text("## B"), "by['more'] = 1\nkept = by\nby.T", text("## C"), "kept.loc['z'] = 9\ndf.groupby('c')['a'].mean()",
         "for c in ['c', 'b']:\n    one = df.groupby(c).a.sum()\n    print(one)\n    one += 1", "n = len(by)"), "",
    ),
    "empty values": (("rows = []\nd = {}\ns = ''\nn = None\nt = ()", "r = [rows, d, s, n, t]"), ""),
    "constants with names of types": (("Optional = 8\nAny = 7\nPath = 6\nfields = 5\nField = 4.5\ndataclass = 3", "r = [Optional, Any, Path, fields, Field, dataclass]"), ""),
    "constants with names of builtins": (("int = 3\nfloat = 2.5\nstr = True\nlist = 4\ndict = 5", "r = [int, float, str, list, dict]"), ""),
    "a list in two parameters": (("a = [1, 2]\nb = a", "b2 = b + [3]", "same = a is b"), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_same_values(case, tmp_path):
    cells, gone = CASES[case]
    check(cells, gone, tmp_path, "case_" + re.sub(r"\W+", "_", case))


def test_tables_are_handed_on_as_they_were_shown(tmp_path):
    cells = (
        PD,
        "by = df.groupby('c').a.agg(['sum'])\nby",
        "by['sum'] = 0\nlast = by.a if 'a' in by else df.groupby('c').a.sum()",
        "for c in ['c', 'b']:\n    one = df.groupby(c).a.sum()\n    print(one)\n    one += 1",
        "last",
    )
    _, made = run_project(cells, tmp_path, "tables_shown")
    assert made.results["by"]["sum"].to_dict() == {"x": 5, "y": 1}
    assert {key: table.to_dict() for key, table in made.results["one_by_c"].items()} == {
        "c": {"x": 5, "y": 1},
        "b": {1.0: 3, 3.0: 2},
    }


MODEL = """
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
df = pd.DataFrame({"a": range(40), "b": [i % 3 for i in range(40)], "y": [i > 20 for i in range(40)]})
"""


def test_a_model_and_its_metrics(tmp_path):
    cells = (
        MODEL,
        "X_train, X_test, y_train, y_test = train_test_split(df[['a', 'b']], df['y'], random_state=0)",
        "model = LogisticRegression(C=0.5).fit(X_train, y_train)",
        "pred = model.predict(X_test)",
        "acc = model.score(X_test, y_test)",
        "print(acc)",
    )
    expected = run_notebook(cells, tmp_path)
    got, result = run_project(cells, tmp_path, "case_model")
    assert all(same(got[name], expected[name]) for name in ("X_train", "y_test", "pred", "acc"))
    assert (got["model"].coef_ == expected["model"].coef_).all()
    assert set(result.learned) == {"model"} and result.metrics == {"acc": expected["acc"]}


def test_what_loops_show_of_models_is_collected(tmp_path):
    cells = (
        MODEL,
        "X, y = df[['a', 'b']], df['y']\nscores = {}",
        "for c in [0.1, [1.0]]:\n    model = LogisticRegression(C=c if isinstance(c, float) else c[0]).fit(X, y)\n"
        "    s = model.score(X, y)\n    scores[str(c)] = s\n    print(c, 'gives', s)\n    print(f'{c}: {1 - model.score(X, y):.2f}')",
        "for c, model in {}.items():\n    print(c, model.score(X, y))",
    )
    expected = run_notebook(cells, tmp_path)
    got, result = run_project(cells, tmp_path, "case_loop_metrics")
    assert got["s"] == expected["s"] and got["scores"] == expected["scores"]
    rest = {key: 1 - value for key, value in expected["scores"].items()}
    scores = expected["scores"]
    measured = {"score_by_c": scores, "error_rate_by_c": rest, "scores": scores}
    made = {step: {k: v for k, v in found.items() if k != "s"} for step, found in result.metrics.items()}
    assert made == {"train_model": measured, "evaluate_model": {"score_by_c": {}}}


def test_findings_beside_a_model_are_handed_on_as_they_were_shown(tmp_path):
    cells = (
        MODEL,
        "X, y = df[['a', 'b']], df['y']\nmodel = LogisticRegression().fit(X, y)",
        "by = df.groupby('b').a.agg(['sum', 'mean'])\nby['share'] = by['sum'] / by['sum'].sum()\nby[by['share'] > 0.33].sort_values('share')",
        "by['share'] = 0",
        "step = df.a.sum() / 2\nb = 100\nb = b - step\nb",
        "scores = []\nfor c in [0.1, 1.0]:\n    for n in [50, 90]:\n        score = LogisticRegression(C=c, max_iter=n).fit(X, y).score(X, y)\n"
        "        scores.append((c, n, score))\nfound = pd.DataFrame(scores, columns=['c', 'n', 'score'])",
        "found[::2]",
        "def rate(d, more=False):\n    m = LogisticRegression().fit(d[['a']], d.y)\n    if more:\n        return m.score(d[['a']], d.y)\nrate(df)",
    )
    expected = run_notebook(cells, tmp_path)
    got, result = run_project(cells, tmp_path, "case_findings")
    assert got["b"] == expected["b"] and same(got["found"], expected["found"])
    share = expected["df"].groupby("b").a.sum() / expected["df"].a.sum()
    assert result.results["by_selected"]["share"].to_dict() == share[share > 0.33].sort_values().to_dict()
    assert set(result.results) == {"by_selected", "found"} and result.metrics == {}
