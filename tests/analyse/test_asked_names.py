"""Questions whether a name is bound: the cells, and the code of the last one after they are answered."""

import pytest

from nb2prod.analyse import analyse
from tests.notebooks import notebook

ANSWERED = [
    (("x = 1", "if 'x' not in globals():\n    x = 2\nprint(x)"), "print(x)"),
    (("x = 1", "n = 'x' in locals()"), "n = True"),
    (("x = 1", "if 'x' in dir():\n    # why\n    y = 1\n    if y:\n        y = 2\nelse:\n    y = 3"), "y = 1\nif y:\n    y = 2"),
    (("if 'y' in globals():\n    z = 1\nelif 'w' in globals():\n    z = 2\nelse:\n    z = 3",), "z = 3"),
    (("c = 1", "if c:\n    z = 1\nelif 'w' not in globals():\n    z = 2\nelse:\n    z = 3"), "if c:\n    z = 1\nelse:\n    z = 2"),
    (("c = 1", "if 'w' in globals():\n    z = 1\nelif c:\n    z = 2\nelse: z = 3"), "if c:\n    z = 2\nelse: z = 3"),
    (("x = 1", "if 0:\n    y = 1\nn = 'x' in globals()"), "if 0:\n    y = 1\nn = True"),
    (("for i in range(3):\n    if 'w' in globals():\n        print(i)",), "for i in range(3):\n    pass"),
    (("if 'w' not in globals(): w = 5",), "w = 5"),
    (("x = 2", "y = x if 'x' in globals() else None"), "y = x"),
    (("x = 2", "if 'x' not in globals() or x is None:\n    x = 3"), "if x is None:\n    x = 3"),
    (("if 'x' in globals() and x > 2:\n    x = 3",), ""),
    (("n = globals().get('depth', 3)",), "n = 3"),
    (("depth = 4", "n = globals().get('depth', 3) + 1"), "n = depth + 1"),
    (("if globals().get('cfg') is not None:\n    n = 1",), ""),
    (("globals()['k'] = 4\nm = globals()['k'] * eval('k + 1')",), "k = 4\nm = k * (k + 1)"),
    (("a = b = 1", "assert all(n in globals() for n in ('a', 'b'))"), "assert True"),
    (("lim = 3", "def f(a):\n    return a > lim if 'lim' in globals() else a"), "def f(a):\n    return a > lim"),
    (("r = '__file__' in globals()",), "r = False"),
    (("def f():\n    if 'q' in globals():\n        yield 1",), "def f():\n    if False:\n        yield 1"),
    (("x = 1", "def f():\n    if 'q' in globals():\n        global x\n    x = 2"), "def f():\n    if False:\n        global x\n    x = 2"),
    (("x = 1\nif 'x' in globals():\n    s = '''a\n    b'''",), "x = 1\nif True:\n    s = '''a\n    b'''"),
]  # fmt: skip
LEFT = [
    ("for i in range(3):\n    if 'rows' not in globals():\n        rows = []\n    rows.append(i)",),
    ("def f(a):\n    return lim if 'lim' in globals() else a", "lim = 3", "f(2)"),
    ("def put():\n    global z\n    z = 1", "put()", "n = 'z' in globals()"),
    ("x = 1\ndel x", "n = 'x' in globals()"),
    ("from numpy import *", "n = 'x' in globals()"),
    ("x = 1\nexec(code)", "n = 'x' in globals()"),
    ("if c:\n    x = 1\nn = 'x' in globals()",),
    ("n = globals()['x']",),
    ("def f(x):\n    return globals()['x']", "f(2)"),
    ("def f():\n    globals()['x'] = 3", "f()"),
    ("import runpy\nglobals().update(runpy.run_path('a.py'))", "n = 'x' in globals()"),
    ("k = 'x'\nn = k in globals()",),
    ("def f(a):\n    return 'a' in locals()", "f(2)"),
    ("n = '_x' in globals()",),
    ("n = 'In' in globals()",),
    ("def eval(t): return t", "n = eval('x')"),
    ("import builtins\nbuiltins.exec(code)", "n = 'x' in globals()"),
    ("import __main__\n__main__.x = 1", "n = 'x' in globals()"),
    ("import sys\nsetattr(sys.modules[__name__], 'x', 1)", "n = 'x' in globals()"),
    ("x = 1", "def f():\n    import math as x\n    return globals()['x']"),
]  # fmt: skip


def code(*cells):
    return [cell.python for cell in analyse(notebook(*cells)).notebook.cells]


def compact(text):
    return "\n".join(line for line in text.split("\n") if line.strip() and not line.strip().startswith("#"))


@pytest.mark.parametrize(("cells", "after"), ANSWERED, ids=[row[0][-1] for row in ANSWERED])
def test_a_question_that_the_notebook_answers(cells, after):
    made = code(*cells)[-1]
    assert compact(made) == after
    assert made.count("\n") == cells[-1].count("\n")


@pytest.mark.parametrize("cells", LEFT, ids=[row[-1] for row in LEFT])
def test_a_question_that_stays(cells):
    assert code(*cells) == [*cells]


def test_what_never_runs_is_told():
    cell = analyse(notebook("x = 1", "if 'x' not in globals():\n    x = 2")).notebook.cells[1]
    assert [(line.line, line.end_line, line.fate) for line in cell.lines] == [(1, 2, "dropped")]
