"""Paths of one machine: what is said of them when the plan is made."""

import pytest

from tests.notebooks import planned

START = "import pandas as pd\nimport matplotlib.pyplot as plt"
CASES = [  # cell, what the findings say
    ("df = pd.read_csv('/home/me/a.csv')\nprint(df)", ["a path of one machine is the value of data_path"]),
    ("df = pd.read_csv('/home/me/a.csv', sep=';')\nprint(df)", ["a path of one machine is the value of data_path"]),
    (
        "df = pd.read_csv('/home/me/a.csv')\nother = pd.read_csv('/home/me/b.csv')\nprint(df, other)",
        ["a path of one machine is the value of data_path, other_path"],
    ),
    ("print(len('/home/me/a.csv'))", ["a path of one machine stands in the code"]),
    ("plt.imshow(plt.imread('/home/me/a.png'))", []),
    ("df = pd.read_csv('a.csv')\nprint(df)", []),
]


@pytest.mark.parametrize(("cell", "said"), CASES, ids=[cell for cell, _ in CASES])
def test_a_path_of_one_machine(cell, said):
    found = [f for f in planned(START, cell).findings if f.code == "NB106"]
    assert [f.text for f in found] == said
    assert all(("--data-path" in f.advice) is ("data_path" in f.text) for f in found)


GIVE = "write it with /, or give yours with --data-path"
WINDOWS = [
    (r"df = pd.read_csv(r'..\data\x.csv')", GIVE),
    (r"df = pd.read_csv('data\\x.csv', sep=r'\s+')", GIVE),
    (r"df = pd.concat([pd.read_csv(f) for f in [r'd\x.csv', r'd\y.csv']])", "write it with /"),
    (
        r"import os\ncwd = os.getcwd()\nhere = cwd + '\\In\\'\ndf = pd.read_csv(here + 'a.csv')".replace(r"\n", "\n"),
        "write it with /",
    ),
    (r"name = 'a'\ndf = pd.read_csv('a.csv').a.str.contains(name + r'\son\w')".replace(r"\n", "\n"), ""),
    (r"df = pd.read_csv('x.csv', sep=r'\s+')", ""),
    (r"df = pd.read_csv('x.csv').a.str.replace(r'x\.csv', '')", ""),
    (r"df = pd.read_csv(r'C:\data\x.csv')", ""),  # that is one of one machine
    (r"df = pd.read_csv('data\a.csv')", "a backslash in it is an escape: write it as a raw string, or with /"),
    (r"df = pd.read_csv('data\t1.csv')", "a backslash in it is an escape: write it as a raw string, or with /"),
    ("df = pd.read_csv('my\u00a0data.csv')", ""),  # a space of its own kind, and no backslash
    ("df = pd.read_csv('my\u00addata.csv')", ""),
    (r"df = pd.read_csv('my\u00a0data.csv')", ""),  # an escape, and a letter of a name
]


@pytest.mark.parametrize(("cell", "advice"), WINDOWS, ids=[cell for cell, _ in WINDOWS])
def test_a_path_of_windows(cell, advice):
    found = [f.advice for f in planned(START, f"{cell}\nprint(df)").findings if f.code == "NB157"]
    assert found == [advice] * bool(advice)
