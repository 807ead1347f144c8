"""Generated source of small notebooks, compared as text: (cells, the functions that they become)."""

import pytest

from tests.notebooks import code, project, text

PD = "import pandas as pd"


def functions(*cells):
    """The part of run.py between the result class and the command line."""
    whole = project(*cells)["src/paper/run.py"]
    start = whole.index("    metrics: dict[str, Any]\n") + len("    metrics: dict[str, Any]\n")
    return whole[start : whole.index("def main(")].strip()


RUN = '''

def run(config: Config) -> Results:
    """Run the whole workflow; variables keep their notebook names."""
'''

TABLE = {
    "a value": (
        ("x = [1]", "y = x + [2]\nprint(y)"),
        '''def compute_y() -> None:
    """Compute y (cells 1, 2)."""
    x = [1]
    y = x + [2]
    logger.info("y %s", y)
'''
        + RUN
        + """    compute_y()
    return Results(metrics={})""",
    ),
    "comments stay where they stood": (
        ("# above\nx = [1]  # behind\n\n\n# between\ny = x", "# of the next cell\nprint(y)"),
        '''def compute_y() -> None:
    """Compute y (cells 1, 2)."""
    # above
    x = [1]  # behind
    # between
    y = x
    # of the next cell
    logger.info("y %s", y)
'''
        + RUN
        + """    compute_y()
    return Results(metrics={})""",
    ),
    "a plot goes from a loop": (
        ("import matplotlib.pyplot as plt\nn = []", "for i in range(3):\n    n.append(i)\n    plt.plot(n)\nprint(n)"),
        '''def compute_n() -> None:
    """Compute n (cells 1, 2)."""
    n = []
    for i in range(3):
        n.append(i)
    logger.info("n %s", n)
'''
        + RUN
        + """    compute_n()
    return Results(metrics={})""",
    ),
    "a branch of which only the else stays": (
        (
            "import matplotlib.pyplot as plt\nn = [1]",
            "if n and len(n) > 1:\n    plt.plot(n)\nelse:\n    n.append(2)\nprint(n)",
        ),
        '''def compute_n() -> None:
    """Compute n (cells 1, 2)."""
    n = [1]
    if not (n and len(n) > 1):
        n.append(2)
    logger.info("n %s", n)
'''
        + RUN
        + """    compute_n()
    return Results(metrics={})""",
    ),
    "random numbers of a plot": (
        (
            "import numpy as np\nimport matplotlib.pyplot as plt",
            code(
                "np.random.seed(1)\nplt.hist(np.random.rand(3), bins=4)\nx = np.random.rand()\nprint(x)",
                "nb2prod:step=draw",
            ),
        ),
        '''def draw(seed: int) -> None:
    """Draw: compute x and seed the random numbers (cell 2)."""
    np.random.seed(seed)
    # a plot stood here: the random numbers it took are still drawn
    np.random.rand(3)
    x = np.random.rand()
    logger.info("x %s", x)
'''
        + RUN
        + """    draw(config.seed)
    return Results(metrics={})""",
    ),
    "prints": (
        (
            "n = [3]\nprint('rows', n)\nprint(f'{n} rows')\nprint('100%')\nprint()",
            "import sys\nprint(n, file=sys.stderr)",
        ),
        '''def log_values() -> None:
    """Log n (cells 1, 2)."""
    n = [3]
    logger.info("rows %s", n)
    logger.info("%s rows", n)
    logger.info("100%")
    print(n, file=sys.stderr)
'''
        + RUN
        + """    log_values()
    return Results(metrics={})""",
    ),
    "a load that can be handed in": (
        (PD, "df = pd.read_csv('a.csv')", text("## Clean up"), "df = df.dropna()\nprint(len(df))"),
        '''def load_data(data_path: str) -> pd.DataFrame:
    """Read df from CSV (cell 2)."""
    return pd.read_csv(data_path)


def clean_up(df: pd.DataFrame) -> pd.DataFrame:
    """Clean up: drop missing rows (cell 4)."""
    df = df.dropna()
    logger.info("length of df %s", len(df))
    return df


def run(config: Config, df: Optional[pd.DataFrame] = None) -> Results:
    """Run the whole workflow; variables keep their notebook names.

    Args:
        config: the parameters.
        df: data at hand; if given, it is copied, and `load_data` is not called.
    """
    df = load_data(config.data_path) if df is None else df.copy()
    df = clean_up(df)
    return Results(metrics={})''',
    ),
    "global becomes nonlocal": (
        ("n = 0\ndef up():\n    global n\n    n += 1", "up()\nprint(n)"),
        '''def run(config: Config) -> Results:
    """Run the whole workflow; variables keep their notebook names."""
    n = 0

    def up():
        nonlocal n
        n += 1

    up()
    logger.info("n %s", n)
    return Results(metrics={})''',
    ),
    "a constant": (
        ("size = 3", "x = [size]\nprint(x)"),
        '''def compute_x(size: int) -> None:
    """Compute x (cell 2)."""
    x = [size]
    logger.info("x %s", x)
'''
        + RUN
        + """    compute_x(config.size)
    return Results(metrics={})""",
    ),
    "a list as parameter is copied": (
        (code("names = ['a']", "parameters"), "x = names\nprint(x)"),
        '''def compute_x(names: list) -> None:
    """Compute x (cell 2)."""
    x = names
    logger.info("x %s", x)
'''
        + RUN
        + """    compute_x(list(config.names))
    return Results(metrics={})""",
    ),
    "generated names give way": (
        ("config = [1]\nlogger = [2]", "print(config, logger)"),
        '''def log_config_and_logger() -> None:
    """Log config and logger (cells 1, 2)."""
    config = [1]
    logger = [2]
    logger_.info("config %s, logger %s", config, logger)


def run(config_: Config) -> Results:
    """Run the whole workflow; variables keep their notebook names."""
    log_config_and_logger()
    return Results(metrics={})''',
    ),
    "a builtin that is rebound": (
        ("rows = [1]\nmax = max(rows)", "print(max)"),
        '''def compute_max() -> None:
    """Compute max (cells 1, 2)."""
    rows = [1]
    max = builtins.max(rows)
    logger.info("max %s", max)
'''
        + RUN
        + """    compute_max()
    return Results(metrics={})""",
    ),
    "several statements on a line": (
        ("a = [1]; b = a; b.append(2)  # three", "print(a)"),
        '''def compute_b() -> None:
    """Compute a (cells 1, 2)."""
    a = [1]
    b = a
    b.append(2)  # three
    logger.info("a %s", a)
'''
        + RUN
        + """    compute_b()
    return Results(metrics={})""",
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_functions(case):
    cells, expected = TABLE[case]
    assert functions(*cells) == expected.strip()


HEADS = [
    # cells, lines that the head of run.py has, lines that it has not
    (
        ("import os, sys\nimport json as j", "print(j.dumps(1), sys.path)"),
        ["import sys", "import json as j"],
        ["import os"],
    ),
    (("from os.path import join, split as cut", "print(cut('a'))"), ["from os.path import split as cut"], ["join"]),
    (("import os.path", "print(os.path.sep)"), ["import os.path"], []),
    (("from math import *", "print(floor(2.5))"), ["from math import *"], []),
    (("from __future__ import annotations", "print(1)"), ["from __future__ import annotations"], []),
    (("from __future__ import division", "print(1)"), [], ["__future__"]),
    (("import matplotlib.pyplot as plt", "plt.plot([1])", "x = [1]\nprint(x)"), [], ["matplotlib"]),
    (("def f(): return 1", "print(f())"), ["from paper.definitions import f"], ["def f"]),
    (
        ("from tqdm.notebook import tqdm", "for i in tqdm([1]): print(i)"),
        ["from tqdm import tqdm"],
        ["notebook import"],
    ),
    (("x = [1]", "display(x)\ny = [display]\nprint(y)"), ["from IPython.display import display"], []),
]


@pytest.mark.parametrize(("cells", "there", "absent"), HEADS, ids=[row[0][0] for row in HEADS])
def test_heads(cells, there, absent):
    head = project(*cells)["src/paper/run.py"].split("class Results")[0]
    assert [line for line in there if line not in head.split("\n")] == []
    assert [word for word in absent if word in head] == []


def test_imports_of_one_name_stay_in_the_notebook_s_order():
    dump = "root = 'a' + '.pkl'\ndef dump(m):\n    with open(root, 'wb') as f:\n        pickle.dump(m, f)\ndump(3)"
    made = functions(
        "from copyreg import pickle",
        f"# the real one\nimport pickle\n{PD}\npd.options.mode.chained_assignment = None",
        dump,
    )
    assert "from copyreg import pickle\n\n    # the real one\n    # in the notebook's order" in made
    assert "    # isort: split\n    import pickle\n" in made


SAID = "import logging\n\nlogger = logging.getLogger(__name__)\n\n\n"
DEFINITIONS = [
    (
        "import math\ndef f(v):\n    '''Half.'''\n    return math.floor(v / 2)",
        'import math\n\n\ndef f(v):\n    """Half."""\n    return math.floor(v / 2)',
    ),
    (
        "class A:\n    k = 1\n    def m(self): return self.k",
        "class A:\n    k = 1\n\n    def m(self):\n        return self.k",
    ),
    (
        "import matplotlib.pyplot as plt\ndef f(v):\n    plt.plot(v)\n    return len(v)",
        'def f(v):\n    """What it drew in the notebook is left out."""\n    return len(v)',
    ),
    (
        "import numba\ndef f(v):\n    print('v', v)\n    return v",
        'def f(v):\n    print("v", v)\n    return v',
    ),  # compiled, or elsewhere
    (
        "import sys\nout = sys.stdout\ndef f(v):\n    print('v')\n    return v",
        'def f(v):\n    print("v")\n    return v',
    ),
    ("def f(v):\n    print(v)\n    return v", SAID + 'def f(v):\n    logger.info("%s", v)\n    return v'),
    ("def f(v):\n    print('v', v)\n    return v", SAID + 'def f(v):\n    logger.info("v %s", v)\n    return v'),
]


@pytest.mark.parametrize(("source", "expected"), DEFINITIONS, ids=[row[0] for row in DEFINITIONS])
def test_definitions(source, expected):
    name = "A" if "class A" in source else "f"
    made = project(source, f"r = [{name}([1])]\nprint(r)" if name == "f" else "r = [A().m()]\nprint(r)")[
        "src/paper/definitions.py"
    ]
    assert made.partition('"""\n')[2].strip() == expected


MODEL = """
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
df = pd.read_csv("a.csv")
"""


def test_measures_get_a_name():
    made = project(
        MODEL,
        "m = LogisticRegression(C=0.5).fit(df[['a']], df['y'])",
        "print('acc', accuracy_score(df['y'], m.predict(df[['a']])))\nm.score(df[['a']], df['y'])",
    )["src/paper/train.py"]
    assert 'acc = accuracy_score(df["y"], m.predict(df[["a"]]))' in made
    assert 'logger.info("acc %s", acc)' in made and "logger.info" in made.split("score = ")[1]
    assert "LogisticRegression(C=C)" in made
    assert "measured.update(acc=acc, score=score)" in made.replace('"', "'").replace("\n", "").replace("    ", "")
    assert 'learned={"m": m}' in made


def test_a_value_without_words_is_called_as_the_comment_above_it_says():
    gaps = (
        "# check for gaps\nprint([c for c in df.columns if df[c].isnull().sum() > 0 and c not in ['a', 'bb', 'ccc']])"
    )
    made = functions("import pandas as pd\ndf = pd.read_csv('a.csv')", gaps, "# of all\nprint(df['a'].mean())")
    assert 'logger.info("check for gaps %s"' in made.replace("(\n        ", "(") and "# check for gaps" not in made
    assert 'logger.info("mean_a %s"' in made and "# of all" in made


def test_what_has_no_known_type_is_any():
    made = functions("import a_library\nx = a_library.make()", text("## Use"), "y = x + 1\nprint(y)")
    assert "(x: Any) -> None:" in made and "() -> Any:" in made


SCALED = "df = pd.read_csv('a.csv')\nX = StandardScaler().fit_transform(df)"
NOTES = [  # imports, cells, what the functions say of their types, the imports that this takes
    (
        "import pandas as pd\nfrom sklearn.preprocessing import StandardScaler\nimport numpy as np",
        (SCALED, text("## Use"), "print(np.sum(X))"),
        ("-> np.ndarray:", "(X: np.ndarray)"),
    ),
    (
        "import pandas as pd\nfrom sklearn.preprocessing import StandardScaler\nimport numpy as np",
        (SCALED.replace("er()", "er().set_output(transform='pandas')"), text("## Use"), "print(np.sum(X))"),
        ("-> Any:", "(X: Any)"),
    ),
    (
        "from tensorflow.keras import models",
        ("net = models.Sequential()", text("## Use"), "print(net)"),
        ("-> models.Sequential:", "(net: models.Sequential)"),
    ),
    ("class Box:\n    pass", ("box = Box()", text("## Use"), "print(box)"), ("-> Box:", "(box: Box)")),
]


@pytest.mark.parametrize(("imports", "cells", "said"), NOTES, ids=[row[2][0] for row in NOTES])
def test_what_functions_say_of_their_types(imports, cells, said):
    made = functions(imports, *cells)
    assert [note for note in said if note not in made] == []


def test_measures_say_their_types_and_numpy_is_imported_for_them():
    made = project(
        MODEL,
        "m = LogisticRegression(C=0.5).fit(df[['a']], df['y'])",
        text("## Evaluate"),
        "print('acc', accuracy_score(df['y'], m.predict(df[['a']])))\nprint('w', m.coef_)",
    )["src/paper/train.py"]
    assert "import numpy as np" in made and "-> tuple[float, np.ndarray]:" in made


def test_display_that_stays_needs_its_library():
    assert '"ipython",' in project("x = [1]", "display(x)\ny = [display]\nprint(y)")["pyproject.toml"]
    assert '"ipython",' not in project("x = [1]", "display(x)\nprint(x)")["pyproject.toml"]


def test_shown_results_are_logged_with_what_they_are():
    made = project(
        MODEL + "from IPython.display import display",
        "m = LogisticRegression(C=0.5).fit(df[['a']], df['y'])",
        "display(pd.Series(m.coef_[0], index=['a']))",
        "p = m.predict(df[['a']])\nacc = accuracy_score(df['y'], p)\nprint(acc)",
        "m = LogisticRegression(C=2).fit(df[['a']], df['y'])\np = m.predict(df[['a']])",
        "acc = accuracy_score(df['y'], p)\nprint(acc)",
    )["src/paper/train.py"]
    assert 'logger.info("first_m_coef:\\n%s", first_m_coef)' in made and "display" not in made
    assert "accuracy_score" in made and '{"acc": acc}' in made  # the last one keeps the variable's name


def test_what_gives_nothing_is_not_logged_as_a_value():
    made = functions(
        "def half(n):\n    return n / 2\nz = half(9)",
        "print('a shape of', z.shape)",
        "from net import make\nm = make()\nm.summary()",
    )
    assert "print %s" not in made and "summary" in made and "summary of m" not in made
    shown = functions("from curves import between\nxs = [1, 2]", "between(xs, xs)(1.5)")
    assert 'logger.info("between(xs, xs)(1.5) %s", between(xs, xs)(1.5))' in shown


def test_what_only_stays_for_its_random_numbers_says_so():
    def made_of(first):
        return functions(first, "sns.stripplot(x=x)", "y = np.random.rand(3)\nprint(y)")

    unseeded = made_of("import numpy as np\nimport seaborn as sns\nx = np.arange(9)")
    assert "sns.stripplot(x=x)" in unseeded  # whoever runs it may seed numpy
    said = "# stays: it may advance the random stream that cell 3 draws from"
    seeded = made_of("import numpy as np\nimport seaborn as sns\nnp.random.seed(1)\nx = np.arange(9)")
    assert f"{said}\n    sns.stripplot(x=x)" in seeded
    fits = "from feature_engine.outliers import OutlierTrimmer\no = OutlierTrimmer()\no.fit(x)\nprint(o.variables_)"
    seed = "import numpy as np\nimport seaborn as sns\nnp.random.seed(1)\nx = np.arange(9)"
    made = project(seed, "sns.stripplot(x=x)", fits)["src/paper/train.py"]
    assert said.replace("draws", "may draw") in made  # of a class nobody knows


def test_a_plot_that_measured_drew_no_random_numbers():
    fit = "model = LogisticRegression().fit([[1], [2]], [0, 1])\np = model.predict([[1]])"
    twice = "plt.title(accuracy_score([0], p))\naccuracy = accuracy_score([0], p)\nprint(accuracy)"
    head = "from sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import accuracy_score"
    written = project(f"{head}\nimport matplotlib.pyplot as plt", f"{fit}\n{twice}")["src/paper/train.py"]
    assert "    accuracy_score([0], p)\n" in written and "a plot stood here" not in written


def test_no_value_that_the_notebook_shows_is_thrown_away():
    made = functions("import a_library\nx = a_library.make()", "x.get_support()", "x.get_parts()[0]", "x.start()")
    assert 'logger.info("x.get_parts()[0] %s", x.get_parts()[0])' in made and "    x.start()" in made
    assert "x.get_support())" in made
    made = functions("import pandas as pd\ndf = pd.read_csv('a.csv')", "df['a'].interpolate(inplace=True)", "print(df)")
    assert '    df["a"].interpolate(inplace=True)' in made  # it gives nothing


def test_reports_and_epochs_stand_beside_what_shows_them():
    made = project(
        MODEL + "from sklearn.metrics import classification_report\nfrom tensorflow.keras.models import Sequential",
        "m = LogisticRegression(C=0.5).fit(df[['a']], df['y'])\np = m.predict(df[['a']])\ny = df['y']",
        "print(classification_report(y, p, digits=3))",
        "net = Sequential()\nnet.compile(loss='mse', metrics=['mae'])\nhistory = net.fit(df[['a']], y)\nnet.evaluate(df[['b']], y)",
    )["src/paper/train.py"]
    assert "classification_report(y, p, digits=3, output_dict=True)" in " ".join(made.split())
    assert "history_value = {name: [*values] for name, values in history.history.items()}" in made
    assert 'dict(zip(("loss", "mae"), net_evaluation))' in made


def test_a_loop_of_which_nothing_is_left_does_not_claim_that_it_showed_something():
    cells = ("a = (n for n in [1])", "b = [0, 0]", "for i in a: b[i] = 2", "b = 3\nprint(b, list(a))")
    assert "# the loop is only gone through" in functions(*cells)
