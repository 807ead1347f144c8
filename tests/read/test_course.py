"""What grades the exercises of a course. Each row: cells, and the Python that is left of them; then what stays as it is."""

import json
import random
import sys
import types

import pytest

from nb2prod import pipeline
from nb2prod.read import read_bytes

CORE = "from learntools.core import binder; binder.bind(globals())"
SET = f"{CORE}\nfrom learntools.machine_learning.ex5 import *"
TREES = """
from sklearn.tree import DecisionTreeRegressor
from learntools.core import *
class Best(EqualityCheckProblem):
    _solution = CS("np.random.seed(1)")
class Fit(CodingProblem):
    def check(self, model):
        assert model.score(1) > 0.9
qvars = bind_exercises(globals(), [Best, None, Fit], var_format="step_{n}")
__all__ = list(qvars)
"""
GONE = [
    ((SET, "x = 1\nstep_1.check()"), ("\n", "x = 1\n")),
    (("from learntools.core import binder\nbinder.bind(globals())", "from learntools.nlp.ex1 import *\nq_1"), ("\n", "\n")),
    ((SET, "# why\nstep_1.a.hint(2)\n# step_1.solution()\nx = 2"), ("\n", "# why\n\n# step_1.solution()\nx = 2")),
    ((SET, "step_2.assert_check_passed(); x = 3"), ("\n", "x = 3")),
    ((SET, "step_1.hint(); step_1.solution()  # both"), ("\n", "")),
    ((f"{SET}\nprint('\\nSetup Complete.')", "print('Setup Complete', 1)\nprint('Setup')"), ("\n\n", "print('Setup Complete', 1)\nprint('Setup')")),
    ((SET, "best = ____"), ("\nfrom learntools.core import ____", "best = ____")),
    ((f"{SET}\nfrom learntools.time_series.style import *  # looks", "x = 1"), ("\n\nfrom learntools.time_series.style import plot_params", "x = 1")),
    ((SET, "step = 1\nstep_x = step"), ("\n", "step = 1\nstep_x = step")),
    ((SET, "print(vars(thing), dir(thing))"), ("\n", "print(vars(thing), dir(thing))")),
    ((SET, "import random\nrandom.seed(1)"), ("\n", "import random\nrandom.seed(1)")),
    ((SET, "%matplotlib inline\nstep_1.check()"), ("\n", "\n")),
    ((SET, "def f(v):\n    return v.fit()"), ("\n", "def f(v):\n    return v.fit()")),
    ((SET.replace("machine_learning", "time_series"), "class B:\n    def fit(self, X):\n        self.m.fit(X)\nq_1.check()"),
     ("\n", "class B:\n    def fit(self, X):\n        self.m.fit(X)\n")),
]  # fmt: skip
STAY = [
    (SET, "step_1 = 3"),
    (SET, "print(step_1)"),
    (SET, "ok = step_1.check()"),
    (SET, "if True:\n    step_1.check()"),
    (SET, "step_1.simulate()"),
    (SET, "step_1.hint(load())"),
    (SET, "import a as step_1"),
    (SET, "def step_2(): pass"),
    (SET, "for n in 'ab':\n    globals()[n] = 1"),
    (SET, "exec('step_1.check()')"),
    (SET, "keep(binder)"),
    (SET, "step_1.check()\ntop = plt.ylim()[1]"),
    (SET, "step_1.check(\n); x = 1"),
    (f"import random\nrandom.seed(1)\n{SET}", "x = random.random()"),
    (CORE, "x = 1"),
    (CORE, "from learntools.data_cleaning.ex1 import *"),
    (SET, "from learntools.nlp.ex2 import *"),
    (CORE, "from learntools.machine_learning.ex5 import step_1"),
    (CORE, "from other.machine_learning.ex5 import *"),
    (SET.replace("machine_learning", "time_series"), "def f():\n    return random.random()\nq_1.check()"),
    (
        SET.replace("machine_learning", "time_series"),
        "class B:\n    def fit(self, X):\n        Forest().fit(X)\nq_1.check()",
    ),
    (SET.replace("machine_learning", "time_series"), "def f(v):\n    SEEN.append(v)\nq_1.check()"),
    (SET.replace("machine_learning", "time_series"), "def f(v):\n    v.to_csv('a.csv')\nq_1.check()"),
    (SET.replace("machine_learning", "time_series"), "def f(v):\n    return v + rng.normal()\nq_1.check()"),
    (SET.replace("machine_learning", "time_series"), "def f():\n    return next(it)\nq_1.check()"),
    (SET.replace("machine_learning", "time_series"), "def f():\n    return deck.deal()\nq_1.check()"),
    (SET.replace("machine_learning", "time_series"), "def f(v):\n    global n\n    n = v\nq_1.check()"),
]


def read(cells, beside=lambda path: None, *tags):
    cells = [{"cell_type": "code", "source": each, "metadata": {"tags": [*tags]}} for each in cells]
    return read_bytes(json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}).encode(), "a.ipynb", beside)


@pytest.mark.parametrize(("cells", "left"), GONE)
def test_checks_of_a_course_go(cells, left):
    assert tuple(cell.python for cell in read(cells).cells) == left


@pytest.mark.parametrize("cells", STAY)
def test_what_may_be_more_stays(cells):
    assert tuple(cell.python for cell in read(cells).cells) == cells


def test_a_tagged_cell_stays():
    assert read([SET, "step_1.check()"], lambda path: None, "nb2prod:keep").cells[1].python == "step_1.check()"


def test_each_is_told():
    lines = [line for cell in read([SET, "x = ____\nstep_1.check(); y = 2"]).cells for line in cell.lines]
    assert [(line.line, line.source, line.because.partition("only ")[2]) for line in lines] == [
        (1, CORE, "sets up the checks of the course"),
        (2, "from learntools.machine_learning.ex5 import *", "sets up the checks of the course"),
        (2, "step_1.check()", "asks the checks of the course"),
    ]


@pytest.mark.parametrize(
    ("text", "python"),
    [
        (TREES, ""),  # step_3 is the third of the list
        (TREES.replace("None, ", ""), "step_3.check()"),  # two: step_3 is somebody else's
        (TREES.replace("__all__ = list(qvars)", "__all__ = list(qvars) + ['load']"), "step_3.check()"),
        (TREES.replace("model.score(1)", "random.random()"), "step_3.check()"),
        ("import numpy as np\nnp.random.seed(0)" + TREES, "step_3.check()"),
        ("import random" + TREES, ""),  # nobody uses it
        ("from learntools.machine_learning.more import *" + TREES, "step_3.check()"),
        ("from learntools.machine_learning.less import *" + TREES, ""),
        ("def broken(", "step_3.check()"),
    ],
)
def test_its_own_text_decides_where_it_lies_beside_the_notebook(text, python):
    files = {
        "../learntools/machine_learning/ex5.py": text,
        "../learntools/machine_learning/more.py": "from numpy.random import shuffle\nshuffle([1])\n",
        "../learntools/machine_learning/less.py": "def load(): return 1\n",
    }
    found = read([SET, "step_3.check()"], files.get)
    assert found.cells[1].python == python
    assert dict(found.origin.beside)["../learntools/machine_learning/ex5.py"]


def test_the_notebook_becomes_an_ordinary_project():
    decided = pipeline.decide(
        read([SET, "x = [1, 2]\nstep_1.check()", "total = sum(x)\nprint(total)\nstep_2.solution()"])
    )
    assert "run_notebook" not in [step.name for step in decided.steps]
    assert not decided.requirements
    assert not [finding for finding in decided.findings if "learntools" in finding.text]


def test_values_and_random_numbers_are_those_of_the_notebook(monkeypatch):
    """Run as they stand, with what the course does, and as they are read."""

    class Step:
        def __getattr__(self, name):
            return (lambda *given: None) if len(name) > 1 else self

    names = {"binder": types.SimpleNamespace(bind=lambda names: None), "step_1": Step(), "step_2": Step(), "____": 0}
    for module in ("learntools", "learntools.core", "learntools.machine_learning", "learntools.machine_learning.ex5"):
        made = types.ModuleType(module)
        vars(made).update(names, __all__=["step_1", "step_2", "____"])
        monkeypatch.setitem(sys.modules, module, made)
    cells = [
        SET,
        "import random\nrandom.seed(3)\nstep_1.check()",
        "a = random.random(); step_1.a.hint()",
        "b = ____\nstep_2",
    ]
    ends = []
    for texts in (cells, [cell.python for cell in read(cells).cells]):
        namespace = {}
        for source in texts:
            exec(source, namespace)
        ends.append((namespace["a"], namespace["b"], random.random()))
    assert ends[0] == ends[1]
