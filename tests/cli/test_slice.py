"""`nb2prod slice`: the script on standard output, and the sentences where there is none."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from nb2prod.cli import app
from tests.notebooks import code, document, text

PD = "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2]})"
TOKEN = "ghp_" + "a1B2" * 8


@pytest.fixture
def cut(tmp_path):
    """Slice a notebook of these cells: its exit code, the script, what was said."""

    def call(cells, *arguments):
        path = tmp_path / "note book.ipynb"
        path.write_bytes(document(*cells))
        result = CliRunner().invoke(app, ["slice", str(path), *arguments])
        return result.exit_code, result.stdout, result.stderr

    return call


def run(script, folder, **env):
    """The script in a process of its own: its exit code, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": "agg", **env},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout


def test_the_script(cut):
    cells = (
        text("# Prices"), "import os, sys\n" + PD, "# what we pay\ndf['b'] = df['a'] * 2  # twice\ndf.head()",
        "df.to_csv('out.csv')\nprint(df)", "for c in df:\n    df[c].hist()\n    print(c)\n    df[c] += 1", "total = int(df['b'].sum())",
    )  # fmt: skip
    code_, script, said = cut(cells, "total")
    assert (code_, said) == (0, "")
    assert script == (
        "# What computes total in note book.ipynb, cut out by nb2prod slice.\n# Run it in the notebook's folder.\n\n"
        '# cell 2\nimport pandas as pd\n\ndf = pd.DataFrame({"a": [1, 2]})\n\n'
        '# cell 3\n# what we pay\ndf["b"] = df["a"] * 2  # twice\n\n'
        "# cell 5\nfor c in df:\n    df[c] += 1\n\n"
        '# cell 6\ntotal = int(df["b"].sum())\n'
    )


def test_several_names(cut):
    _, script, _ = cut(("a = 1", "b = 2", "c = 3"), "c", "a")
    assert script.startswith("# What computes c, a in")
    assert "a = 1" in script and "c = 3" in script and "b = 2" not in script


RUNS = {  # cells, name, what printing it gives
    "waiting outside a function": (("import asyncio\nasync def get(v):\n    await asyncio.sleep(0)\n    return v", "task = asyncio.ensure_future(get(3))", "r = await task\nr += 1"), "r", "4"),
    "a module that a cell writes": (("%%writefile nb_slice_helper.py\nK = 3\n", "from nb_slice_helper import K", "r = K + 1"), "r", "4"),
    "bound by exec": (("x = 2", "exec('r = x * 2')"), "r", "4"),
    "bound by a star import": (("from math import *",), "floor(4.2)", "4"),
    "shell lines": (("!printf 4 > four.txt", "r = open('four.txt').read()"), "r", "4"),
    "the future": (("x = 1", "from __future__ import annotations\ndef f(v: Nowhere): return v", "r = f(4)"), "r", "4"),
    "only what is wanted of an import": (("from math import floor, nowhere_at_all", "r = 4"), "r", "4"),
    "a function": (("k = 3\ndef f(v): return v + k", "k = 2", "k = 1"), "f(3)", "4"),
    "a class": (("def one(): return 1\nclass A:\n    def n(self): return one() + k", "k = 3"), "A().n()", "4"),
}  # fmt: skip


@pytest.mark.parametrize("case", RUNS)
def test_it_runs(case, cut, tmp_path):
    cells, name, value = RUNS[case]
    _, script, said = cut(cells, name.partition("(")[0])
    assert said == ""
    assert run(f"{script}\nprint({name})", tmp_path) == (0, f"{value}\n")


def test_a_figure_comes_with_what_is_drawn_on_it(cut):
    plots = (
        "import matplotlib.pyplot as plt\nplt.style.use('ggplot')",
        "fig, ax = plt.subplots()\nax.plot([1])\nplt.title('t')",
        "other, ax2 = plt.subplots()\nax2.plot([2])",
    )
    _, script, _ = cut(plots, "fig")
    assert "ax.plot([1])" in script and "plt.title" in script and "plt.style" in script and "ax2" not in script


SECRETS = {
    "a token": (f"KEY = '{TOKEN}'\nr = len(KEY)", 'KEY = os.environ["KEY"]'),
    "in a function": (f"def f(): return '{TOKEN}'\nr = f()", 'return os.environ["GITHUB_TOKEN"]'),
    "a password": ("r = dict(password='hunter2secret')", 'password=os.environ["PASSWORD"]'),
    "in a comment": (f"r = 1  # {TOKEN}", "# (a secret stood here)"),
    "two of them": (f"r = ['{TOKEN}', '{TOKEN[::-1][4:]}', 'AKIA{'A' * 16}']", 'os.environ["AWS_KEY"]'),
}


@pytest.mark.parametrize("case", SECRETS)
def test_no_secret_is_shown(case, cut):
    source, shown = SECRETS[case]
    _, script, _ = cut((source,), "r")
    assert shown in script
    assert not any(secret in script for secret in (TOKEN, "hunter2secret", "AKIA" + "A" * 16))
    assert script.count("import os") == ("os.environ" in script)


def test_a_secret_is_read_from_the_environment(cut, tmp_path):
    _, script, _ = cut((f"r = '{TOKEN}'.upper()",), "r")
    assert run(f"{script}\nprint(r)", tmp_path, GITHUB_TOKEN="abc") == (0, "ABC\n")


REFUSED = {  # cells, name, piece of the sentence
    "unknown": (("prices = 1", "total = prices"), "price", "does not bind price; nearest are prices"),
    "nothing like it": (("a = 1",), "zzz", "it holds a"),
    "deleted": (("x = 1\ny = x", "del x"), "x", "cell 2 deletes it"),
    "in a dropped cell": ((code("q = 1", "nb2prod:drop"), "y = 2"), "q", "stands only in cell 1, which is left out: the cell is tagged nb2prod:drop"),
    "local": (("def f():\n    inside = 1\n    return inside", "y = f()"), "inside", "does not bind inside"),
    "no name": (("a = 1",), "a.b", "does not bind a.b"),
    "a slip beside a star import": (("from math import *\nprices = 1",), "pricess", "nearest are prices"),
    "a bad cell": (("x = 1", "print 'a'"), "x", "cell 2, line 1"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case, cut):
    cells, name, piece = REFUSED[case]
    exit_code, script, said = cut(cells, name)
    assert (exit_code, script) == (2, "")
    assert piece in said


def test_bad_cells_can_be_skipped(cut):
    exit_code, script, _ = cut(("x = 1", "print 'a'", "y = x + 1"), "y", "--skip-bad-cells")
    assert exit_code == 0 and "y = x + 1" in script
    _, _, said = cut(("x = 1", "z = 1; print 'a'"), "z", "--skip-bad-cells")
    assert "stands only in cell 2, which is left out" in said


def test_the_same_bytes_every_time(cut):
    cells = (PD, "df['b'] = [1, 2]", "a = df['a'].sum()", "b = a + df['b'].sum()")
    assert cut(cells, "b") == cut(cells, "b")
