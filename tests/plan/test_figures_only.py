"""What serves only figures goes with them. Each row: cells, and pieces of the statements that stay."""

import pytest

from tests.notebooks import planned

PLT = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
SAVER = (
    PLT + "from pathlib import Path\nFOLDER = Path('figures')\nFOLDER.mkdir(exist_ok=True)\nCOUNT = 1\n"
    "def save(fig, name):\n    global COUNT\n    path = FOLDER / f'{COUNT}_{name}.png'\n    fig.savefig(path)\n"
    "    print(f'Saved figure: {path}')\n    COUNT += 1\n    return path\n"
)
GRID = (
    "import numpy as np\nimport matplotlib.pyplot as plt\nfrom sklearn.svm import SVC\nm = SVC().fit([[1, 2], [3, 4]], [0, 1])\n"
    "Z = np.zeros((2, 2))\nfor i in range(2):\n    for j in range(2):\n        Z[i][j] = m.predict([[i, j]])[0]\nplt.contour(Z)\n"
)
LEFT = [
    (SAVER + "save(fig, 'a')\nprint(1)", ["print(1)"]),
    (SAVER + "for k in range(2):\n    save(fig, k)\nprint(1)", ["print(1)"]),
    (SAVER + "save(fig, 'a')\nprint(COUNT)", ["COUNT = 1", "save(fig, 'a')", "print(COUNT)"]),  # the count is asked for
    (SAVER + "p = save(fig, 'a')\nprint(p.exists())", ["p = save(fig, 'a')", "print(p.exists())"]),
    (SAVER + "save(fig, 'a')\n(FOLDER / 'b.txt').write_text('x')", ["FOLDER.mkdir(exist_ok=True)"]),
    (SAVER.replace("COUNT += 1", "COUNT += 1\n    print('Loss', COUNT)") + "save(fig, 'a')", ["save(fig, 'a')"]),
    ("import os\nFOLDER = 'a'\nos.makedirs(FOLDER)\nprint(1)", ["os.makedirs(FOLDER)"]),  # nobody saves a figure there
    (
        PLT + "import os\nD = 'img'\nif not os.path.exists(D):\n    os.makedirs(D)\nplt.savefig(os.path.join(D, 'a.png'))\nprint(1)",
        ["print(1)"],
    ),
    (PLT + "from x import limits\n[plt.axvline(v) for v in limits]\nprint(1)", ["print(1)"]),
    (PLT + "from x import limits, use\n[use(v) for v in limits]\nprint(1)", ["[use(v) for v in limits]", "print(1)"]),
    (
        "from pathlib import Path\nimport matplotlib.pyplot as plt\nFOLDER = Path('../figures')\nFOLDER.mkdir(exist_ok=True)\n"
        "print(f'Figures path: {FOLDER}')\nplt.plot([1])\nout = FOLDER / 'a.png'\nplt.savefig(out)\nprint(1)",
        ["print(1)"],
    ),
    (
        "import numpy as np\nimport seaborn as sns\nfrom sklearn.metrics import confusion_matrix\ncm = confusion_matrix([0, 1], [1, 1])\n"
        "annot = np.empty_like(cm).astype(str)\nfor i in range(2):\n    for j in range(2):\n        annot[i, j] = f'{cm[i, j]} rows'\n"
        "sns.heatmap(cm, annot=annot)\nprint(1)",
        ["cm = confusion_matrix", "print(1)"],
    ),
    (GRID + "print(1)", ["m = SVC()", "print(1)"]),
    (GRID + "print(Z.sum())", ["Z = np.zeros((2, 2))", "Z[i][j] = m.predict", "print(Z.sum())"]),
    ("from x import load\nt = load()\nt.index.week.value_counts().plot.bar()\nprint(1)", ["t = load()", "print(1)"]),
    (
        "import pandas as pd\nfrom sklearn.svm import SVC\nm = SVC().fit([[1], [2]], [0, 1])\ndef show(m):\n    df = pd.DataFrame()\n    df['a'] = [1]\n    pd.Series(m.predict(df)).plot()\nshow(m)\nprint(1)",
        ["print(1)"],
    ),
    ("from x import fit\nr = fit()\nr.plot_diagnostics(figsize=(9, 9))\nprint(1)", ["r = fit()", "print(1)"]),
    ("import numpy as np\nimport pandas\nprint('numpy', np.__version__)\nprint(pandas.__version__)\nprint(1)", ["print(1)"]),
    ("import numpy as np\nv = np.__version__\nprint('numpy', v, np.e)\nprint(1)", ["print('numpy', v, np.e)", "print(1)"]),
    (
        "import pandas as pd\nfrom x import fit\ny = pd.read_csv('a.csv').a\nr = fit(y)\nax = y.plot()\nax.set_title('t')\n"
        "f = r.forecast(9)\nprint(f)",
        ["r = fit(y)", "f = r.forecast(9)"],
    ),
    (
        PLT + "from x import use\ny = [1]\nax = plt.plot(y)[0]\ndef g():\n    return ax.get_ydata()\nprint(g())",
        ["plt.plot(y)", "plt.", "print(g())"],
    ),
    ("from x import robot\nrobot.plot.course()\nprint(1)", ["robot.plot.course()", "print(1)"]),
    (
        PLT + "from datetime import datetime\nd = datetime(2020, 1, 1)\nplt.title(d.date().isoformat())\nprint(1)",
        ["print(1)"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "pieces"), LEFT, ids=[row[0][-45:] for row in LEFT])
def test_what_stays(source, pieces):
    plan = planned(source)
    left = [s.source for s, c in zip(plan.program.statements, plan.choices, strict=True) if c.fate != "dropped"]
    assert all(any(piece in text for text in left) for piece in pieces)
    asked = " ".join(pieces)
    for name in (
        "save(",
        "FOLDER.mkdir",
        "makedirs",
        "plt.",
        "Z[i][j]",
        "plot.bar",
        "show(",
        "plot_diagnostics",
        "__version__)",
    ):
        if name not in asked and not ("save(" in asked or "COUNT" in asked):
            assert not any(name in text and "write_text" not in text for text in left), name


PLOTTED = "import time\nfrom io import StringIO\nimport numpy as np\nimport matplotlib.pyplot as plt\nfrom sklearn.tree import DecisionTreeClassifier, export_graphviz\nX = np.load('x.npy')\nt = DecisionTreeClassifier().fit(X[:, :2], X[:, 2])"
REMAINS = [  # cell, the names of which nothing stays
    ("t0 = time.time()\nplt.plot(X)\nt1 = time.time()\nplt.title(t1 - t0)", {"t0", "t1"}),
    ("t0 = time.time()\nplt.plot(X)\nprint('took', time.time() - t0)", set()),
    ("t0 = time.time()", set()),  # what the notebook has in the end
    ("dot = StringIO()\nout = export_graphviz(t, out_file=dot)", {"dot", "out"}),
    ("dot = StringIO()\nexport_graphviz(t, out_file=dot)\nprint(dot.getvalue())", set()),
]


@pytest.mark.parametrize(("cell", "names"), REMAINS)
def test_what_only_served_a_figure_goes_with_it(cell, names):
    plan = planned(PLOTTED, cell)
    pairs = [(s, c) for s, c in zip(plan.program.statements, plan.choices, strict=True) if s.cell == 1]
    gone = {name for s, c in pairs if c.fate == "dropped" for name in s.facts.binds}
    assert gone - {name for s, c in pairs if c.fate != "dropped" for name in s.facts.binds} == names


CHECKED = (
    "from pathlib import Path\nimport plotly.express as px\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n"
    "def log():\n    open('x.txt', 'a').write('1')\ndef save(fig, name, folder=None):\n    folder = folder or Path('images')\n"
    "    if not isinstance(folder, Path):\n        raise TypeError('no path')\n    folder.mkdir(exist_ok=True)\n    fig.write_image(folder / name)\n"
)


@pytest.mark.parametrize(
    ("more", "fate"),
    [
        ("", "dropped"),
        ("    log()\n", "train"),
        ("    open('y.txt', 'w').write(name)\n", "train"),
        ("    if len(name) > 9:\n        raise ValueError(name)\n", "train"),
    ],
)
def test_a_function_that_makes_the_folder_of_a_figure_and_saves_it_goes(more, fate):
    plan = planned(CHECKED + more, "fig = px.histogram(df)\nfig.update_layout(height=3)\nsave(fig, 'a.png')")
    assert [c.fate for c in plan.choices][-1] == fate
