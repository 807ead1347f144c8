"""What a person is told. Each row: cells, and (code, cell from 0, line) of every finding."""

import pytest

from tests.notebooks import planned, program, text

FOUND = [
    (("reg_model = 1", "joblib = 2\n\nprint(reg)"), [("NB101", 1, 3)]),
    (("print(nowhere)",), [("NB101", 0, 1)]),
    (("def f():\n    return nowhere", "f()"), [("NB101", 0, 2)]),
    (("1 + 1", "print(_, Out[1], _12)"), [("NB130", 1, 1)] * 3),
    (("f = lambda v: nowhere",), [("NB101", 0, 1)]),
    (("class C:\n    def m(self):\n        return nowhere",), [("NB101", 0, 3)]),
    (("x = [nowhere for v in [1]]",), [("NB101", 0, 1)]),
    (("if n:\n    print(n)",), [("NB101", 0, 1)]),
    (
        ("rows = []\nfor r in routes:\n    rows.append(r)",),
        [("NB101", 0, 2)],
    ),  # going through it changes it, and binds nothing
    (("print(x)", "x = 1"), [("NB102", 0, 1)]),
    (("x = x + 1",), [("NB102", 0, 1)]),
    (("x = 1\ndel x\nprint(x)",), [("NB102", 0, 3)]),
    (("def f(): return x\nf()", "x = 1"), [("NB102", 0, 2)]),
    (("print(x, y)", "x = y = 1"), [("NB102", 0, 1)]),
    (("lazy = (v for v in k)", "k = [1]"), [("NB102", 0, 1)]),
    (("rows = list(v * k for v in [1])", "k = 1"), [("NB102", 0, 1)]),
    (("class N:\n    next: 'N'\n    last: M = 0", "M = 1"), [("NB102", 0, 3)]),
    (("from __future__ import annotations\nn: M = M", "M = 1"), [("NB102", 0, 2)]),
    (("try:\n    print(x)\nexcept ValueError:\n    x = 1",), [("NB102", 0, 2)]),
    (("from petal_helper import *", "x = tf.ones(3)\ny = [n for n in np.ones(3)]"), [("NB159", 0, 1)]),
    (("from petal.helper import *", "x = tf.ones(3)"), [("NB159", 0, 1)]),
    (("%%writefile mine.py\nimport os\na = 1", "from mine import *\nprint(os.sep, a, b)"), [("NB101", 1, 2)]),
    (
        (
            "%%writefile one.py\nfrom two import *",
            "%%writefile two.py\ndef f():\n    global a\n    a = 1",
            "from one import *\nf()\nprint(a, b)",
        ),
        [("NB101", 2, 3)],
    ),
    (("%%writefile mine.py\nglobals()['b'] = 1", "from mine import *\nprint(b)"), []),
    (("%%writefile mine.py\nfrom numpy import *", "from mine import *\nprint(b)"), []),
    (("def f(n):\n    if k < 1:\n        k = 1\n    return n * k", "f(1)"), [("NB163", 0, 2)]),
    (("def f(a):\n    with open(p) as p:\n        return p", "f(1)"), [("NB163", 0, 2)]),
    (
        ("def f(a, *, k=1): return a", "f(1)\nf(1, 2)\nf(1, j=2)\nf()"),
        [("NB155", 1, 2), ("NB155", 1, 3), ("NB155", 1, 4)],
    ),
    (("def f(a): return a", "def g(n):\n    return f(n, 1)", "g(2)"), [("NB155", 1, 2)]),
    (("def f(a): return a", "def g(n):\n    return f(n, 1)", "def f(a, b): return a", "g(2)"), [("NB109", 2, 1)]),
    (("%%writefile tool.py\ndef f(a): return a", "from tool import f\nf(1)\nf(1, 2)"), [("NB155", 1, 3)]),
    (
        ("%%writefile tool.py\nclass C:\n    def __init__(self, a): pass", "import tool as t\nt.C(1)\nt.C(b=1)"),
        [("NB155", 1, 3)],
    ),
    (
        ("%%writefile tool.py\nclass C:\n    def __init__(self, /, a): pass", "import tool\ntool.C(a=1)\ntool.C()"),
        [("NB155", 1, 3)],
    ),
    (
        ("def f(a):\n    if a: return 1, 2, a\n    return 3, 4, a", "a, b = f(1)\na, *b = f(1)\na, b, c = f(1)"),
        [("NB155", 1, 1)],
    ),
    (("def f(a):\n    if a: return 1, 2\n    return a", "a, b, c = f('abc')"), []),
    (("def f(a):\n    def g(): return 1, 2\n    yield g", "a, b, c = f(1)"), []),
    (
        ("%%writefile tool.py\ndef f(): return 1, 2", "from tool import *\nf(1)\na, b, c = f()"),
        [("NB155", 1, 2), ("NB155", 1, 3)],
    ),
    (("%%writefile tool.py\ndef f(a): return a", "from tool import *\ndef g(f): return f(1, 2)\ng(max)"), []),
    (("class C:\n    def plot(self): return 1", "c = C()\nc.plot()\nc.plott()"), [("NB146", 1, 3)]),
    (("class C: pass\nclass D(C):\n    def m(self): return 1", "D().m()\nd = D()\nd.n()"), [("NB146", 1, 3)]),
    (("name = input('who?')",), [("NB104", 0, 1)]),
    (("import getpass", "word = getpass.getpass()"), [("NB104", 1, 1)]),
    (
        ("from tool import cluster", "cluster().shutdown(prompt=True)\ncluster().shutdown(prompt=False)"),
        [("NB104", 1, 1), ("NB115", 1, 1)],
    ),
    (("exec('a = 1')",), [("NB105", 0, 1)]),
    (("a = eval(t)\nt = 1",), [("NB105", 0, 1)]),
    # exec may bind any name; what calls the function that holds it does not hold it itself
    (
        ("def f(v):\n    exec('global frame\\nframe = v')\n    return frame", "f(1)", "x = f(2)\nprint(x)"),
        [("NB105", 0, 2)],
    ),
    (
        ("def f(v):\n    total = sum(eval(k) for k in v)\n    return total", "f(['1'])", "x = f(['2'])\nprint(x)"),
        [("NB105", 0, 2)],
    ),
    (("exec('a = 1')\nprint(a)\nprint(b)", "b = 2"), [("NB105", 0, 1)]),
    (("exec('a = 1', {})\nprint(a)",), [("NB101", 0, 2)]),
    (("p = '/home/me/a.csv'",), [("NB106", 0, 1)]),
    (("p = 'C:\\\\data\\\\a.csv'",), [("NB106", 0, 1)]),
    (("p = '/content/drive/a.csv'",), [("NB106", 0, 1)]),
    (("p = '~/a.csv'",), [("NB106", 0, 1)]),
    (("a = [\n    1,\n    nowhere,\n]",), [("NB101", 0, 3)]),
    ((text("# T"), "print(nowhere)"), [("NB101", 1, 1)]),
]


@pytest.mark.parametrize(("cells", "found"), FOUND, ids=[str(row[0]) for row in FOUND])
def test_findings(cells, found):
    said = program(*cells).findings
    assert [(f.code, f.cell, f.line) for f in said] == found
    assert all(f.text and f.advice for f in said)


SILENT = [
    ("def f(a):\n    match a:\n        case [1, *rest] if rest:\n            return rest", "f([1])"),
    ("def f(p):\n    with open(p) as h, open(h.name) as g:\n        return g.read()", "f('a')"),
    ("def f(a):\n    lazy = (v * k for v in a)\n    k = 2\n    return list(lazy)", "f([1])"),
    ("def f(a):\n    n = n if 'n' in locals() else a\n    return n", "f(1)"),
    ("class C:\n    def m(self): return 1\n    again = m", "c = C()\nc.m()\nc.again()\nrepr(c).strip()\nc.__repr__()"),
    ("class C:\n    if 1:\n        def m(self): return 1", "C().m()"),
    ("class C: pass", "C.m = lambda self: 1", "C().m()"),
    ("class C:\n    def __init__(self): self.m = print", "c = C()\nc.m(1)"),
    ("class C:\n    def __getattr__(self, name): return print", "c = C()\nc.m(1)"),
    ("class C: pass", "c = C()\nsetattr(c, 'm', print)\nc.m(1)"),
    ("class C: pass", "c = C()\ntry:\n    c.m(1)\nexcept AttributeError:\n    print(1)"),
    ("import abc\nclass C(abc.ABC): pass", "c = C()\nc.register(1)"),
    ("from enum import Enum\nclass C(Enum):\n    A = 1", "print(C.A.title())"),
    ("print(__name__)",),
    ("def f(a): return a", "def g(n):\n    return f(n, 1)"),
    ("%%writefile tool.py\ndef f(a): return a", "from tool import f", "f = print", "f(1, 2)"),
    ("%%writefile tool.py\ndef f(a): return a", "import tool\ntool.f = max\ntool.f(1, 2)"),
    ("%%writefile tool.py\nclass C(dict):\n    def __init__(self, a): pass", "from tool import C\nC(1, 2)"),
    ("print(len([1]), True, ValueError)",),
    ("display(1)",),
    ("class _C:\n    def __own(self): return 1\nclass D(_C):\n    pass", "_C()._C__own()\nD()._C__own()"),
    ("def f(): return x", "x = 1", "f()"),
    ("def even(n): return n == 0 or odd(n - 1)\ndef odd(n): return n != 0 and even(n - 1)", "even(2)"),
    ("def f():\n    x = 1\n    return x", "f()"),
    ("from numpy import *", "print(anything)"),
    ("from petal_helper import *", "x = [len(n) for n in ['a']]"),
    ("from petal_helper import *", "display(1)\nmatch [1]:\n    case [a, *b]:\n        print(a, b)"),
    ("from petal_helper import *", "try:\n    unicode\nexcept NameError:\n    unicode = str"),
    ("from petal_helper import *\nfrom numpy import *", "x = tf.ones(3)"),
    ("x = [v for v in range(3)]",),
    ("for i in [1]:\n    pass\nprint(i)",),
    ("try:\n    x = 1\nexcept Exception as e:\n    print(e)",),
    ("try:\n    import json as j\nexcept ImportError:\n    j = None", "print(j)"),
    ("if True:\n    x = 1\nprint(x)",),  # perhaps unbound is no surely
    ("class C:\n    n = 1\n    m = n",),
    ("import os\nprint(os.path)",),
    ("n = 0\ndef up():\n    global n\n    n += 1", "up()"),
    ("def up():\n    global n\n    n = 1", "up()", "print(n)"),
    ("p = 'data/a.csv'",),
    ("p = 'a / b'",),
    ("url = 'https://example.org/home/a'",),
    ("with open('a') as f:\n    f.read()",),
    ("(n := 1)", "print(n)"),
    (
        "from __future__ import annotations\nclass N:\n    next: N | None = None\ndef f(v: Later) -> N: return v",
        "class Later: pass",
    ),
    ("x = 1\ndel x", "try:\n    y = x\nexcept NameError:\n    y = 0"),
    ("lazy = (v * k for v in [1, 2])", "k = 10\nr = list(lazy)"),
    ("try:\n    unicode\nexcept NameError:\n    unicode = str",),
    ("try:\n    place = nowhere\nexcept Exception:\n    place = ''",),
    ("match [1]:\n    case [a]:\n        print(a)",),
    ("del_ = 1\nprint(del_)",),
    ("x: int",),
    ("def f(a): return a", "g = lambda f: f(1, 2)\nf(a=1)\nf(*[1])\nf(**{'a': 1})"),
    ("def g(): return max", "def f(a): return a", "if g():\n    f = g\nf(1, 2)"),
    ("def f(a, *b, c=1, **d): return a", "f(1, 2, 3, c=2, e=4)"),
]


@pytest.mark.parametrize("cells", SILENT, ids=[str(row) for row in SILENT])
def test_nothing_to_say(cells):
    assert program(*cells).findings == ()


LIKELY = [
    (("accuracy = 1", "print(acuracy)"), "accuracy"),
    (("X_train = 1", "print(X_trian)"), "X_train"),
]


@pytest.mark.parametrize(("cells", "name"), LIKELY, ids=[row[1] for row in LIKELY])
def test_the_likely_name(cells, name):
    (finding,) = program(*cells).findings
    assert finding.code == "NB101" and finding.level == "error" and name in finding.advice.replace(",", " ").split()


def test_no_likely_name_is_made_up():
    (finding,) = program("alpha = 1", "print(zzz)").findings
    assert "alpha" not in finding.advice


def test_an_import_is_proposed_only_of_a_name_that_is_known():
    (finding,) = program("from matplotlib.animation import FuncAnimation", "print(num_epochs)").findings
    assert "import" not in finding.advice
    (finding,) = program("from tensorflow import keras", "print(confusion_matrix)").findings
    assert finding.advice.endswith("from sklearn.metrics import confusion_matrix")


def test_each_name_is_said_once():
    assert len(program("print(nowhere)", "print(nowhere)", "def f(): return nowhere").findings) == 1


def test_a_name_that_was_deleted_is_said_to_be():
    texts = [f.text for f in program("x = 1", "del x", "print(x)").findings]
    assert texts == [
        "x is read where it is not bound (cell 2 deletes it): run from top to bottom, the notebook stops here"
    ]


def test_names_of_one_cell_that_one_cell_binds_are_said_together():
    texts = [f.text for f in program("print(x)\nprint(y, z)", "x = y = 1", "z = 2").findings]
    assert [text.partition(":")[0] for text in texts] == [
        "x and y are read where they are not bound (cell 2 binds them)",
        "z is read where it is not bound (cell 3 binds it)",
    ]


PLOTTING = "import matplotlib.pyplot as plt\nimport numpy as np"
DRAWN = "plt.plot([1])\nplt.title('a')\nplt.bar([1], [2])\nplt.show()"
IDLE = [  # whether the notebook only plots
    ((PLOTTING, "b = np.arange(3)", DRAWN), True),
    ((PLOTTING, "b = np.arange(3)\nprint(b.sum())", DRAWN), False),
    ((PLOTTING + "\nimport pandas as pd", "b = pd.read_csv('a.csv')", DRAWN), False),
    ((PLOTTING, "b = 1", "plt.plot([b])"), False),  # one plot
]


@pytest.mark.parametrize(("cells", "said"), IDLE)
def test_a_notebook_that_only_plots(cells, said):
    assert ("NB118" in {f.code for f in planned(*cells).findings}) is said


KEPT_BEYOND_ITS_NAME = """
for candidate in CANDIDATES:
    try:
        student, history, _, names = train()
    finally:
        del student
aggregate = table.groupby(["candidate"]).agg()
aggregate["rate"] = 1
aggregate["passes"] = aggregate.rate <= 0.35
chosen = next(item for item in CANDIDATES if item["name"] == wanted)
model, history, paths, names = train(chosen)
for step, path in paths.items():
    tried = build()
    scores = measure(tried, ids)
    rows.append({"step": step, "path": str(path), **scores})
    del tried
last = frame(rows).sort_values("step")
"""


def test_an_object_is_not_read_by_the_name_that_it_once_had():
    found = program(KEPT_BEYOND_ITS_NAME).findings
    assert [f.text for f in found if f.code == "NB102" and "tried" in f.text] == []


HINTS = [  # cells, what is advised
    ("from sklearn.model_selection import train_test_split\ncv_scores = cross_val_score", "perhaps its import is missing: sklearn has a cross_val_score"),
    ("from tensorflow.keras.preprocessing.text import Tokenizer\nt = Tokenizer()\nm = Model(t)", "define it, or remove"),
    ("from sklearn.metrics import accuracy_score\nm = Dense(accuracy_score)", "define it, or remove"),
    ("cv_scores = 1\nprint(cv_score)", "perhaps cv_scores is meant"),
    ("def f():\n    limit = 1\n    return limit\nprint(limit)", "define it, or remove what reads it"),
    ("print(cv_score)\ncv_scores = 1", "define it, or remove what reads it"),  # it is bound later
    ("train_loader = 1\nprint(train_pca)", "define it, or remove what reads it"),
    ("numeric_df = df.dropna()", "define it, or remove what reads it"),
    ("gpd = 1\nt = pd.DataFrame()", "perhaps its import is missing: import pandas as pd"),
    ("m = pickle.dumps(1)", "perhaps its import is missing: import pickle"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "advised"), HINTS)
def test_what_is_meant_by_a_name_that_nothing_binds(source, advised):
    [found] = [f for f in program(source).findings if f.code == "NB101"]
    assert advised in found.advice
