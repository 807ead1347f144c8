"""Each count of benchmarks/review.py can rise, and stays where nothing is to be objected to."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.objections import COUNTS, Module, objections
from tests.notebooks import document

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"

FLOW = "def train(config):\n    load(config.a)\n"
RISES = [
    ("unread locals", "def f():\n    x = 1\n    y = g()\n    return y"),
    ("idle arguments", "def f(a):\n    return g()"),
    ("idle arguments", "def f(a):\n    a = g()\n    return a"),
    ("steps without effect", "def f(a):\n    b = a + 1"),
    ("bare expressions", "def f(a):\n    a.head()\n    return a"),
    ("bare expressions", "def f(a):\n    a[0]\n    return a"),
    ("plots", "def f(a):\n    plt.plot(a)\n    return a"),
    ("plots", "def f(a):\n    bar = pyprind.ProgBar(3)\n    return g(a, bar)"),
    ("nested functions", "def f(a):\n    def h():\n        return a\n    return h()"),
    ("imports inside", "def f(a):\n    import os\n    return os.listdir(a)"),
    ("long steps", "def f(a):\n" + "    a.append(1)\n" * 60 + "    return a"),
    ("wide steps", "def f(a, b, c, d, e, f_, g_, h):\n    return a + b + c + d + e + f_ + g_ + h"),
    ("wide steps", "def f(a):\n    return a, a, a, a, a, a, a, a"),
    ("equal steps", "def f(a):\n    b = h(a)\n    return b\n\ndef g(x):\n    y = h(x)\n    return y"),
    ("equal blocks", "def f(a):\n" + "    a = h(a)\n" * 5 + "    return a\n\ndef g(a):\n" + "    a = h(a)\n" * 5 + "    return [a]"),
    ("numbered steps", "def f_2(a):\n    return a"),
    ("Any", "def f(a: Any):\n    return a"),
    ("long docstrings", f'def f(a):\n    """{"word " * 25}"""\n    return a'),
    ("labels of code", 'def f(a):\n    logger.info("a.mean() %s", a.mean())\n    return a'),
]  # fmt: skip
CLEAN = [
    "def f(a):\n    x, y = g(a)\n    return y",  # one value of two is wanted
    "def f(a):\n    a = a + 1\n    return a",
    "def f(a):\n    a['b'] = 1",
    'def f(a):\n    """Text."""\n    a.fit()\n    logger.info("mean of a %s", a.mean())\n    return a',
    "def f(a):\n    bar = ProgBar(3)\n    for x in a:\n        bar.update()\n    return g(a)",
    "def f(a):\n    return h(a)\n\ndef g(a):\n    return k(a)",
]
CONFIG = "class Config:\n    a: int = 1\n"


def counted(text, config=CONFIG, metrics=("rmse",)):
    tree = ast.parse(f"{text}\n\n{FLOW}")
    steps = frozenset(n.name for n in tree.body if isinstance(n, ast.FunctionDef)) - {"train"}
    found = objections([Module("train.py", tree, steps, "train")], ast.parse(config), metrics)
    return {count: places for count, places in found.items() if places}


@pytest.mark.parametrize(("count", "text"), RISES)
def test_a_count_rises(count, text):
    assert count in counted(text)


@pytest.mark.parametrize("text", CLEAN)
def test_nothing_is_objected_to(text):
    assert counted(text) == {}


def test_what_other_files_show():
    assert counted("", CONFIG + "    b_2: int = 2\n", ("rmse_2",)) == {
        "unread options": ["b_2"],
        "numbered options": ["b_2"],
        "numbered metrics": ["rmse_2"],
    }
    assert counted("", metrics=()) == {"no metrics": ["metrics.json is empty"]}


def test_a_notebook(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(document("import pandas as pd\ndf = pd.read_csv('a.csv')", "n = len(df)\nn + 1"))
    (tmp_path / "b.ipynb").write_bytes(document("print 1 +"))
    command = [sys.executable, BENCHMARKS / "review.py", tmp_path, "--jobs", "1", "--json", tmp_path / "out.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "levels: run 2" in done.stdout and all(count in done.stdout for count in COUNTS)
    first, _ = map(json.loads, (tmp_path / "out.json").read_text().splitlines())
    assert first["notebook"] == "a.ipynb" and first["steps"] >= 1 and first["counts"]["plots"] == []
