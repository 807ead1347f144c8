"""Which functions are given the place that is written into them, and which stay as they are."""

import pytest

from nb2prod import analyse, plan
from tests.notebooks import notebook, project

PD = "import pandas as pd"
LOAD = "def load():\n    return pd.read_csv('https://h/a.csv')"
CASES = [
    ((PD, LOAD, "d = load()\nprint(d.a.sum())"), {"load": "data_path"}),
    ((PD, "def load(url='https://h/a.csv', n=3):\n    return pd.read_csv(url)[:n]", "d = load()\nprint(d.a.sum())"), {"load": "url"}),
    ((PD, LOAD, "data_path = 3\nd = load()\nprint(d.a.sum(), data_path)"), {}),  # the name is taken
    ((PD, LOAD, "def both(): return load()", "d = both()\nprint(d.a.sum())"), {}),  # it is called inside
    ((PD, LOAD, "d = [f() for f in [load]]\nprint(d)"), {}),  # it is handed on
    ((PD, LOAD, LOAD.replace("a.csv", "b.csv"), "d = load()\nprint(d.a.sum())"), {}),  # it is defined twice
    ((PD, "def load(n):\n    if n:\n        return pd.read_csv('a.csv')\n    return pd.read_csv('b.csv')", "d = load(1)\nprint(d.a.sum())"), {}),
    ((PD, "def load():\n    pd.read_csv(name).to_csv('a.csv')\n    return pd.read_csv('a.csv')", "name = 'b'\nd = load()\nprint(d.a.sum())"), {}),
    ((PD, "def cut(d, name='a'):\n    return d[name]", "d = cut(pd.read_csv('a.csv'))\nprint(d)"), {}),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), CASES)
def test_which_functions_take_their_place(cells, expected):
    found = plan.places_inside(plan.Decisions(analyse.analyse(notebook(*cells))))
    assert {name: inside.argument for name, inside in found.items()} == expected


def test_the_address_is_a_parameter_and_the_function_takes_it():
    files = project(PD, LOAD, "d = load()\nt = d.groupby('a').mean()\nt")
    assert "def load(data_path):" in files["src/paper/definitions.py"]
    assert "load(data_path=d_path)" in files["src/paper/run.py"]
    assert "d_path: https://h/a.csv" in files["config.yaml"].replace('"', "")
