"""Where all figures are closed in front of what stays. Each row: cells, and the first lines of those statements."""

import pytest

from tests.notebooks import planned

PD = "import pandas as pd\nimport matplotlib.pyplot as plt\ndf = pd.read_csv('a.csv')"
HIST = "counts, edges, bars = plt.hist(df.a)\nprint(counts.sum())"
LINE = "ax = df.b.plot()\nprint(ax.get_ylim())"
TURN = "for k in (1, 2):\n    ax = df.b.plot()\n    print(ax.get_ylim())"
CASES = {
    "another cell": ((PD, HIST, LINE), ["ax = df.b.plot()"]),
    "one cell": ((PD, f"{HIST}\n{LINE}"), []),
    "shown in between": ((PD, f"{HIST}\nplt.show()\n{LINE}"), ["ax = df.b.plot()"]),
    "a figure in between that goes": ((PD, f"{HIST}\nplt.figure(figsize=(9, 9))\n{LINE}"), ["ax = df.b.plot()"]),
    "a plot before it that goes": ((PD, "plt.plot(df.a)", LINE), []),
    "a figure of its own": ((PD, HIST, "fig, ax = plt.subplots()\nax.plot(df.b)\nprint(ax.get_ylim())"), []),
    "a figure by its number": ((PD, HIST, "fig = plt.figure(1)\nprint(len(fig.axes))"), ["fig = plt.figure(1)"]),
    "axes of another cell": ((PD, "fig, ax = plt.subplots()", "ax.plot(df.a)\nprint(ax.get_ylim())"), []),
    "shown in each turn": ((PD, f"{TURN}\n    plt.show()"), ["ax = df.b.plot()"]),
    "all turns on one figure": ((PD, TURN), []),
    "figures by their number, asked for": ((PD, HIST, "n = len(plt.get_fignums())"), ["n = len(plt.get_fignums())"]),
    "figures by their label, asked for": ((PD, HIST, "n = len(plt.get_figlabels())"), ["n = len(plt.get_figlabels())"]),
    "a function that draws": (
        (PD, "def top(s):\n    return plt.hist(s)[0].max()", "print(top(df.a))", "print(top(df.b))"),
        ["print(top(df.b))"],
    ),
    "a function whose plots go": (
        (PD, "def mean(s):\n    plt.hist(s)\n    return s.mean()", "a = mean(df.a)", HIST),
        [],
    ),
    "figures in windows": (("%matplotlib qt", PD, HIST, LINE), []),
    "figures inline": (("%matplotlib inline", PD, HIST, LINE), ["ax = df.b.plot()"]),
    "no pyplot in the notebook": (
        (PD.replace("import matplotlib.pyplot as plt\n", ""), LINE, LINE.replace("b", "a")),
        ["ax = df.a.plot()"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_closed(case):
    cells, expected = CASES[case]
    plan = planned(*cells)
    found = [plan.program.statements[c.statement].source.split("\n")[0] for c in plan.choices if c.fresh]
    assert found == expected
    assert all("all are closed first" in c.because for c in plan.choices if c.fresh)


def test_the_name_of_pyplot_is_free():
    plan = planned("import pandas as pd\ndf = pd.read_csv('a.csv')\nplt = 3", LINE, f"{LINE}\nprint(plt)")
    assert [c.fresh for c in plan.choices if c.fresh] == ["pyplot"]
