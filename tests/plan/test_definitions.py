"""Which functions and classes of the notebook can be imported, and what is in the way of the others."""

import pytest

from tests.notebooks import planned, project

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
    (("k = [len('abc')]", "def f(v): return v * k", "x = [f]"), "k"),
    (("k = [len('abc')]", "def f(v): return v * k", "def g(v): return f(v)", "x = [g]"), "it reads"),
    (("k = [len('abc')]", "def f(v=k): return v", "x = f()"), "k"),
    (("k = [len('abc')]", "class C:\n    n = k", "x = C.n"), "k"),
    (("n = 0\ndef up():\n    global n\n    n += 1", "up()"), "n"),
    (("def f(): return 1", "a = [f]", "def f(): return 2"), "more than once"),  # handed on, it shows its name
    (("def f(): return 1", "def g(): return f()", "a = g()", "def f(): return 2", "b = g()"), "more than once"),
    (("def f(): return 1", "if len('a'):\n    def f(): return 2", "a = f()"), "more than once"),
    (("def f(): return 1", "for n in range(2):\n    a = f()\n    def f(): return 2"), "more than once"),
    (("k = [len('abc')]", "def f(): return 1", "a = f()", "def f(): return k", "b = f()"), "another f"),
    (("def f(): return 1", "a = f()", "f = 3"), "more than once"),
    (("def f(): return 1", "exec('x = f()')"), "exec"),
    (("try:\n    import json as j\nexcept ImportError:\n    j = None", "def f(): return j", "x = f()"), "j"),
    (("k = [3]\ndef wrap(f): return lambda: (f(), k)", "@wrap\ndef g(): return 1", "x = g()"), "defining it"),
]


@pytest.mark.parametrize(("cells", "word"), CLOSED, ids=[" / ".join(row[0]) for row in CLOSED])
def test_closed_over(cells, word):
    reasons = [d.because for d in planned(*cells).definitions if not d.importable]
    assert reasons and any(word in reason for reason in reasons)


VERSIONS = [  # cells, what each function is called at module level, what the workflow calls
    (("def f(): return 1", "a = f()", "def f(): return 2", "b = f() + a"), ["f", "f_2"], ["f()", "f_2()"]),
    (("f_2 = 3", "def f(): return f_2", "def f(v): return v", "b = f(f_2)\nprint(b)"), ["f"], ["f(f_2)"]),
    (("def f(): return 1", "for n in range(3):\n    x = f()\n    y = [f() for _ in range(n)]", "def f(n): return n", "z = f(n=1)"),
     ["f", "f_2"], ["[f() for", "f_2(n=1)"]),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "names", "calls"), VERSIONS, ids=range(len(VERSIONS)))
def test_functions_of_one_name_stand_side_by_side(cells, names, calls):
    plan = planned(*cells)
    assert [d.called or d.name for d in plan.definitions if d.importable] == names
    files = project(*cells)
    run = next(text for path, text in files.items() if path.endswith("/run.py"))
    assert all(call in run for call in calls)


def test_a_constant_that_a_function_reads_keeps_it_in_the_workflow():
    # importable code could not see the value that a person sets in config.yaml, unless it is handed it
    (definition,) = planned("size = 3", "def f(): return size", "x = [f]").definitions
    assert not definition.importable
    (definition,) = planned("size = 3", "def f(): return size", "x = f()").definitions
    assert definition.importable


IN_PLACE = [  # cells, the import that must stay where it stands
    (("%%writefile late.py\nimport random\nrandom.seed(5)", "import random\nrandom.seed(1)", "import late", "print(random.random())"), "late"),
    (("%%writefile deep.py\nimport low", "%%writefile low.py\nimport os\nos.environ['A'] = 'b'", "import numpy as np\nnp.random.seed(1)", "import deep\nprint(deep)"), "deep"),
    (("!mkdir -p pk_nb\n!printf 'V = 7' > pk_nb/__init__.py", "import pk_nb\nv = pk_nb.V"), "pk_nb"),
    (("with open('made_nb.py', 'w') as f: f.write('V = 1')", "import made_nb\nv = made_nb.V"), "made_nb"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "name"), IN_PLACE, ids=[name for _, name in IN_PLACE])
def test_imports_that_stay_in_place(cells, name):
    module = next(text for path, text in project(*cells).items() if path.endswith("/run.py"))
    line = next(line for line in module.splitlines() if "import" in line and name in line)
    assert line.startswith("    ")


HOISTED = [
    (("%%writefile calm.py\nfrom pathlib import Path\nK = Path('a')\nif __name__ == '__main__':\n    print(K)", "import numpy as np\nnp.random.seed(1)", "import calm\nprint(calm.K)"), "calm"),
    (("%%writefile early.py\nimport os\nos.environ['A'] = 'b'", "import early\nprint(early)"), "early"),
    (("!mkdir -p out", "import cv2\nprint(cv2)"), "cv2"),
    # one module, by whichever of its parts
    (("import lime", "import lime.lime_tabular\nprint(lime.lime_tabular)", "import lime\nprint(lime)"), "lime"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "name"), HOISTED, ids=[name for _, name in HOISTED])
def test_imports_that_move_to_the_head(cells, name):
    assert name in planned(*cells).hoisted


@pytest.mark.parametrize("other", ["from lime import lime", "import lime.lime_text as lime", "import limes as lime"])
def test_imports_of_other_things_do_not_move(other):
    assert "lime" not in planned("import lime", f"print(lime)\n{other}", "print(lime)").hoisted


def test_an_import_that_reads_the_backend_stays_behind_what_sets_it():
    sets = "import os\nos.environ['KERAS_BACKEND'] = 'jax'"
    assert "keras" not in planned(sets, "import keras\nprint(keras.backend.backend())").hoisted
    assert "keras" in planned("import keras\nprint(keras.backend.backend())", sets).hoisted


def test_an_import_for_what_it_does_alone_is_kept_and_says_so():
    cells = ("%%writefile setup_nb.py\nimport os\nos.environ['A'] = 'b'", "import setup_nb", "x = 1\nprint(x)")
    module = next(text for path, text in project(*cells).items() if path.endswith("/run.py"))
    assert "from paper import setup_nb  # noqa: F401" in module


def test_a_module_that_runs_for_what_it_does_is_imported_once():
    """What only its plots took of it goes with them."""
    helpers = "%%writefile helpers.py\nimport os\nos.environ['A'] = 'b'\ndef clean(x): return x\ndef draw(x): pass\ndef look(x): pass"
    cells = (helpers, "from helpers import clean, draw\nfrom helpers import look", "print(clean(1))")
    module = next(text for path, text in project(*cells).items() if path.endswith("/run.py"))
    assert "from paper.helpers import clean\n" in module and "draw" not in module
    module = next(text for path, text in project(*cells[:2], "x = 1\nprint(x)").items() if path.endswith("/run.py"))
    assert "from paper.helpers import clean  # noqa: F401\n" in module and "draw" not in module


def test_an_import_that_is_only_tried_says_so():
    cells = ("try:\n    import not_there\n    HAS = True\nexcept ImportError:\n    HAS = False",)
    module = next(text for path, text in project(*cells).items() if path.endswith("/run.py"))
    assert "import not_there  # noqa: F401" in module


def test_what_asks_how_many_variables_there_are_is_no_step_of_its_own():
    plan = planned("import numpy as np\na = np.arange(4)", "a.resize(6)", "print(a)")
    assert [step.inline for step in plan.steps if "resize" in step.because] == [True]


DRAWN = {  # function of the notebook -> its first lines in the project, below the head
    "its drawing went": (
        "def plot_means(v):\n    m = v.mean()\n    plt.plot(m)\n    return m",
        '    """What it drew in the notebook is left out."""\n    m = v.mean()\n'),
    "its own docstring stays": (
        "def plot_means(v):\n    '''The means.'''\n    m = v.mean()\n    plt.plot(m)\n    return m",
        '    """The means."""\n    # what it drew in the notebook is left out\n    m = v.mean()\n'),
    "in a condition": (
        "def plot_means(v, ax=None):\n    m = v.mean()\n    if ax is None:\n        plt.plot(m)\n    return m",
        '    """What it drew in the notebook is left out."""\n    m = v.mean()\n'),
    "it never drew": ("def plot_means(v):\n    m = v.mean()\n    return m", "    m = v.mean()\n"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "body"), DRAWN.values(), ids=list(DRAWN))
def test_what_a_function_drew_is_said_to_be_gone(function, body):
    files = project(
        "import numpy as np\nimport matplotlib.pyplot as plt\nv = np.load('v.npy')",
        function,
        "mean = plot_means(v)\nprint(mean)",
    )
    text = files["src/paper/definitions.py"]
    assert text.partition("def plot_means(")[2].partition(":\n")[2].startswith(body)
