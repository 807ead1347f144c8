"""Steps: where the notebook is cut, what a step takes and gives, what cannot be a function and why, what it is called."""

import keyword

import pytest

from nb2prod.plan import package_name
from nb2prod.read import read_notebook
from tests.notebooks import code, document, notebook, planned, text

PD = "import pandas as pd"
LOAD = "df = pd.read_csv('a.csv')"
SPLIT = "from sklearn.model_selection import train_test_split\nX_train, X_test, y_train, y_test = train_test_split(df[['a']], df['y'])"
FIT = "from sklearn.svm import SVC\nmodel = SVC()\nmodel.fit(X_train, y_train)"


def shape(*cells):
    return [(set(s.inputs), set(s.outputs)) for s in planned(*cells).steps if not s.inline]


SHAPES = [  # cells, what goes into each step and what comes out
    ((PD, LOAD, "df = df.dropna()", "n = len(df)\nprint(n)"), [("", "df"), ("df", "df")]),
    ((PD, LOAD, text("## Clean up"), "df = df.dropna()", text("## Count"), "n = len(df)\nprint(n)"), [("", "df"), ("df", "df"), ("df", "")]),
    ((PD, LOAD, "other = pd.read_csv('b.csv')", "both = df.merge(other)\nprint(len(both))"), [("", "df"), ("", "other"), ("df other", "")]),
    ((PD, LOAD, SPLIT, FIT), [("", "df"), ("df", "X_train X_test y_train y_test"), ("X_train y_train", "model")]),
    ((text("# One"), "a = [1]", text("# Two"), "a.append(2)", text("# Three"), "print(a)"), [("", "a"), ("a", ""), ("a", "")]),
    ((text("# One"), "a = [len('x')]\nb = 2", text("# Two"), "c = a + [3]\nprint(c)"), [("", "a"), ("a", "")]),
    ((text("# One"), "a = ['x']\nb = 2\nprint(b)", text("# Two"), "c = a + [3]\nprint(c)"), [("", "")]),  # b and what is said of it are no step
    (  # what a call reads before the step binds it comes in
        (text("# One"), "n = len('ab')\nprint(n)", text("# Two"), "class Box:\n    def __init__(self):\n        self.n = n\nbox = Box()\nn = 1\nprint(box.n)"),
        [("", "n"), ("n", "n")],
    ),
    (("x = 1", "y = x + 1"), [("", "y")]),  # nobody takes y: it is what the notebook works out
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), SHAPES, ids=range(len(SHAPES)))
def test_what_crosses(cells, expected):
    assert shape(*cells) == [(set(given.split()), set(made.split())) for given, made in expected]


NAMES = [
    ((PD, LOAD), ["load_data"]),
    ((PD, "sales_df = pd.read_csv('a.csv')"), ["load_sales"]),
    ((PD, LOAD, SPLIT, FIT), ["load_data", "split_data", "train_model"]),
    ((PD, LOAD, text("## 2.1 Clean up!"), "df = df.dropna()\nprint(len(df))"), ["load_data", "clean_up"]),
]


@pytest.mark.parametrize(("cells", "expected"), NAMES, ids=[" ".join(row[1]) for row in NAMES])
def test_names_of_steps(cells, expected):
    assert [step.name for step in planned(*cells).steps] == expected


INLINE = [
    (
        (
            text("# A"),
            "k = 3\ndef f(v): return v * k",
            text("# B"),
            "a = [*map(f, [1])]",
            text("# C"),
            "k = 10",
            text("# D"),
            "b = f(1)",
        ),
        "k",
    ),
    ((text("# A"), "n = 0\ndef up():\n    global n\n    n += 1", text("# B"), "up()", text("# C"), "m = n"), "n"),
    (
        (
            text("# A"),
            "import random\nif random.random() > 0.5:\n    x = 1",
            text("# B"),
            "try:\n    y = x\nexcept NameError:\n    y = 0",
        ),
        "whether `x` is bound there is not certain",
    ),
    (  # the second cell still runs, the third stops
        (
            text("# A"),
            PD,
            "again = None",
            "if again:\n    x = again.a",
            text("# B"),
            f"{LOAD}\nprint(df.a.mean())",
            text("# C"),
            "print(x.sum())",
        ),
        "whether `x` is bound there is not certain",
    ),
    (
        (
            PD,
            LOAD,
            "m = df.a.apply(lambda v: (lambda: v + len(df)))",
            text("# B"),
            "df = df.dropna()",
            text("# C"),
            "n = [f() for f in m]\nprint(n, len(df))",
        ),
        "uses `df`, which a later cell",
    ),
]


@pytest.mark.parametrize(("cells", "word"), INLINE, ids=[row[1] for row in INLINE])
def test_what_cannot_be_a_function_says_why(cells, word):
    reasons = [step.because for step in planned(*cells).steps if step.inline]
    assert reasons and any(word in reason for reason in reasons)


FUNCTIONS = [
    (text("# A"), "a = [1]\nb = a", text("# B"), "b.append(2)", text("# C"), "n = len(a)"),
    (text("# A"), "k = 3", text("# B"), "def f(v): return v * k", text("# C"), "a = f(1)"),
    (text("# A"), "for i in range(3):\n    x = i", text("# B"), "y = x"),
    (text("# A"), "if 1 > 0:\n    x = 1\nelse:\n    x = 2", text("# B"), "y = x"),
    (text("# A"), "import os\nif os.sep:\n    x = 1\nelse:\n    raise ValueError(os.sep)", text("# B"), "y = x"),
    (text("# A"), "with open('a') as f:\n    x = f.read()", text("# B"), "y = x"),
    (text("# A"), "for i in open('a'):\n    x = i\n    print(x)", text("# B"), "for i in open('b'):\n    print(i)"),
    (
        PD,
        LOAD,
        "m = df.a.apply(lambda v: v + len(df))\nprint(m)",
        text("# B"),
        "df = df.dropna()",
        text("# C"),
        "n = len(df)\nprint(n)",
    ),
]


@pytest.mark.parametrize("cells", FUNCTIONS, ids=[row[1] for row in FUNCTIONS])
def test_what_can_be_functions(cells):
    assert [step.because for step in planned(*cells).steps if step.inline] == []


def test_every_kept_top_level_statement_is_in_one_step():
    for cells, _ in SHAPES:
        plan = planned(*cells)
        inside = [i for step in plan.steps for i in step.statements]
        assert sorted(inside) == inside and len(set(inside)) == len(inside)
        kept = {c.statement for c in plan.choices if c.fate in ("train", "both", "pruned")}
        tops = {s.id for s in plan.program.statements if s.parent is None}
        assert kept & tops == set(inside)


def test_names_of_steps_are_valid_unique_and_shadow_nothing():
    hostile = [
        text(f"# {t}")
        for t in (
            "class",
            "print",
            "1. 2. 3.",
            "Müller's `data`!",
            "import os; os.system('x')",
            "df",
            "",
            "数据",
            "run",
            "config",
        )
    ]
    cells = [cell for n, heading in enumerate(hostile) for cell in (heading, f"v{n} = [{n}]\nprint(v{n})")]
    names = [step.name for step in planned("df = 1\nprint(df)", *cells).steps]
    assert len(set(names)) == len(names)
    assert all(
        name.isidentifier() and not keyword.iskeyword(name) and name not in {"print", "df", "run", "config"}
        for name in names
    )


def test_a_tag_names_a_step():
    plan = planned(code("a = [1]", "nb2prod:step=first thing"), code("b = a + [2]", "nb2prod:step=second"))
    assert [step.name for step in plan.steps] == ["first_thing", "second"]


def test_documentation_is_one_line():
    plan = planned(
        text('# Clean """up"""\n\nWe *drop* what is [empty](http://x). And more.'), "a = sum([1, len('b')])\nprint(a)"
    )
    (step,) = plan.steps
    assert step.doc == "Compute a (cell 2)."  # nothing is cleaned


PACKAGES = [
    ("churn.ipynb", "churn"),
    ("Telco Churn-Analysis.ipynb", "telco_churn_analysis"),
    ("01_explore.ipynb", "nb_01_explore"),
    ("2024.ipynb", "nb_2024"),
    ("class.ipynb", "class_nb"),
    ("match.ipynb", "match_nb"),
    ("json.ipynb", "json_nb"),
    ("test.ipynb", "test_nb"),
    ("Statistics.ipynb", "statistics_nb"),
    ("pandas.ipynb", "pandas_nb"),
    ("Übung für Größe.ipynb", "ubung_fur_groe"),
    ("数据.ipynb", "notebook"),
    ("--.ipynb", "notebook"),
    ("a.b.c.ipynb", "a_b_c"),
    ("__init__.ipynb", "init"),
    ("typer.ipynb", "typer_nb"),
    ("tests.ipynb", "tests_nb"),
    ("x'; import os.ipynb", "x_import_os"),
    ("x" * 200 + ".ipynb", "x" * 80),
    ("None.ipynb", "none"),
    ("numpy.ipynb", "numpy_nb"),  # not imported by this notebook
]


def test_a_module_of_its_name_beside_the_notebook_would_be_found_first(tmp_path):
    (tmp_path / "Chapter 3.ipynb").write_bytes(document("x = 1\nprint(x)"))
    path = tmp_path / "Chapter 3.ipynb"
    assert package_name(read_notebook(path)) == "chapter_3"
    (tmp_path / "chapter_3.py").write_text("x = 1")  # exported from it
    assert package_name(read_notebook(path)) == "chapter_3_nb"


@pytest.mark.parametrize(("file", "package"), PACKAGES)
def test_package_names(file, package):
    found = package_name(notebook("import pandas as pd", file=file))
    assert found == package or (file.startswith("Ü") and found.isascii() and found.isidentifier())
    assert found.isidentifier() and not keyword.iskeyword(found)


LATE = "import sys\nsys.path.append('..')"
REPEATED = [  # cells, the imports that the last step repeats, or "" where what they bind is handed on
    ((LATE, text("## A"), "from helpers import clean", text("## B"), "x = clean([3])\nprint(x)"), "clean"),
    ((LATE, text("## A"), "from helpers import Model", text("## B"), "x = [Model]\nprint(x)"), "Model"),
    ((LATE, text("## A"), "from helpers import rate", text("## B"), "x = rate + 1\nprint(x)"), ""),
    ((LATE, text("## A"), "import helpers", text("## B"), "helpers.rate = 2\nprint(helpers.rate)"), ""),
    ((LATE, text("## A"), "from helpers import clean\nclean = len", text("## B"), "x = clean([3])\nprint(x)"), ""),
]


@pytest.mark.parametrize(("cells", "names"), REPEATED, ids=range(len(REPEATED)))
def test_functions_of_late_imports_do_not_travel(cells, names):
    plan = planned(*cells)
    last = plan.steps[-1]
    assert " ".join(plan.program.imports[n].name for n in last.imports) == names
    assert not (set(names.split()) & {n for step in plan.steps for n in (*step.inputs, *step.outputs)})


SK = "from sklearn.svm import SVC\nfrom sklearn.preprocessing import StandardScaler\nfrom sklearn.metrics import accuracy_score"
SMALL = [  # cells after the split, how many steps there are in all
    (
        ("model = SVC()\nmodel.fit(X_train, y_train)\nprint(model.score(X_test, y_test))",),
        4,
    ),  # one measure, in the cell of the fit
    (("model = SVC()\nmodel.fit(X_train, y_train)", "print(model.score(X_test, y_test))"), 4),  # in a cell of its own
    (("model = SVC()\nmodel.fit(X_train, y_train)\np = model.predict(X_test)\nprint(accuracy_score(y_test, p))",), 4),
    (
        (
            "scaler = StandardScaler()\nscaler.fit(X_train)\nX_train = scaler.transform(X_train)",
            "model = SVC()\nmodel.fit(X_train, y_train)",
        ),
        4,
    ),
    (("model = SVC()", text("## Fit"), "model.fit(X_train, y_train)"), 3),  # the model is made where it is fitted
    # one line below a heading of its own goes on with the one above it; that of a section stands alone
    ((text("### Mean"), "m = df['a'].mean()", text("### Replace"), "df['a'] = df['a'].fillna(m)"), 3),
    ((text("## Mean"), "m = df['a'].mean()", text("## Replace"), "df['a'] = df['a'].fillna(m)"), 4),
    ((text("### Mean"), "m = df['a'].mean()", text("### Other"), "k = df['b'].mean()\nprint(k)"), 4),
]


@pytest.mark.parametrize(("cells", "count"), SMALL, ids=range(len(SMALL)))
def test_small_ends_join_their_neighbour(cells, count):
    assert len(planned(PD, SK, LOAD, SPLIT, *cells).steps) == count


MADE = "from sklearn.model_selection import GridSearchCV"
CUTS = [  # cells after the split, the names that each step binds at its end
    (("search = GridSearchCV(SVC(), {'C': [1]})\nsearch.fit(X_train, y_train)\ngrid = GridSearchCV(SVC(), {'C': [2]})",
      "grid.fit(X_train, y_train)\nprint(grid.best_score_)"), ["df", "X_train X_test y_train y_test", "search", "grid"]),
    (("search = GridSearchCV(SVC(), {'C': [1]})\nsearch.fit(X_train, y_train)", "model = SVC(C=3)\ngrid = GridSearchCV(model, {'C': [2]})",
      "grid.fit(X_train, y_train)\nprint(grid.best_score_)"), ["df", "X_train X_test y_train y_test", "search", "model grid"]),
    (("model = SVC()\nmodel.fit(X_train, y_train)\nX_new = X_test[:2]", "print(model.predict(X_new))"),
     ["df", "X_train X_test y_train y_test", "model X_new", ""]),  # data stays where it is made
    ((text("## Scale"), "k = len(df)\ndef scaled(d): return d * k", "a = scaled(X_train)\nb = a.sum()", text("## Fit"),
      "model = SVC()\nmodel.fit(b, y_train)"), ["df", "X_train X_test y_train y_test", "k a b", "model"]),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "bound"), CUTS, ids=range(len(CUTS)))
def test_what_is_made_for_the_next_step_stands_there(cells, bound):
    plan = planned(PD, SK, MADE, LOAD, SPLIT, *cells)
    given = [{n for i in step.statements for n in plan.program.statements[i].facts.binds} for step in plan.steps]
    assert given == [set(names.split()) for names in bound]


def test_a_context_of_mlflow_is_a_step_like_any_other():
    cells = (
        "import mlflow",
        "lr = 3",
        text("## Run"),
        "with mlflow.start_run():\n    lr = SVC()\n    lr.fit(X_train, y_train)",
        text("## Ask"),
        "print(lr.predict(X_test))",
    )
    plan = planned(PD, SK, LOAD, SPLIT, *cells)
    assert not [step.name for step in plan.steps if step.inline]
    assert [step.inputs for step in plan.steps if "lr" in step.outputs][-1:] == [("X_train", "y_train")]


def test_a_literal_that_nobody_reads_is_no_step():
    cells = (text("## Columns"), "cat_columns = ['a']", text("## Fit"), "model = SVC()\nmodel.fit(X_train, y_train)")
    plan = planned(PD, SK, LOAD, SPLIT, *cells)
    sources = [plan.program.statements[i].source for i in plan.steps[-1].statements]
    assert sources[0] == "cat_columns = ['a']" and len(plan.steps) == 3


def test_imports_that_steps_repeat_are_no_step():
    late = (
        "import sys\nsys.path.append('..')",
        text("## A"),
        "from mine import Box, Bag",
        text("## B"),
        "a = Box(1)",
        text("## C"),
        "b = Bag(a)",
    )
    assert not [step for step in planned(*late).steps if step.cells == (2,)]


def test_a_seed_stands_with_the_step_that_draws_by_it():
    cells = ("import numpy as np", "df = df.dropna()\ndf['b'] = df.a * 2\ndf['c'] = df.b + 1\nnp.random.seed(3)", SPLIT)
    plan = planned(PD, LOAD, *cells)
    assert [step.name for step in plan.steps if "seed" in step.parameters] == ["split_data"]


SCALE = "from sklearn.preprocessing import StandardScaler\nX = StandardScaler().fit_transform(df)"
SCORE = "from sklearn.metrics import f1_score\nf = f1_score(df['a'], df['b'])"
TYPES = [  # cells, what the last step says of its inputs
    (("import a_library\ndata = a_library.folder()\npath = data / 'a.csv'", text("## B"), "print(path)"), {}),
    (("from pathlib import Path\npath = Path('d') / 'a.csv'", text("## B"), "print(path)"), {"path": "pathlib.Path"}),
    # what numpy's functions give is of the kind that went in
    ((PD, LOAD, "import numpy as np\ny = np.log1p(df['a'])", text("## B"), "print(y)"), {"y": "pandas.Series"}),
    ((PD, LOAD, "import numpy as np\ny = np.log1p(df['a'].values)", text("## B"), "print(y)"), {"y": "numpy.ndarray"}),
    ((PD, LOAD, "import numpy as np\ny = np.sort(df['a'])", text("## B"), "print(y)"), {"y": "numpy.ndarray"}),
    ((PD, LOAD, "import numpy as np\ny = np.mean(df['a'].values)", text("## B"), "print(y)"), {"y": "float"}),
    ((PD, LOAD, "import numpy as np\ny = np.mean(df)", text("## B"), "print(y)"), {}),
    # a number about a column, known by its name
    ((PD, LOAD, "m = df['a'].mean() + 3 * df.a.std()", text("## B"), "print(m)"), {"m": "float"}),
    ((PD, LOAD, "m = df[['a', 'b']].mean()", text("## B"), "print(m)"), {"m": "pandas.Series"}),
    ((PD, LOAD, "s = df['a'].str.split(',', expand=True)", text("## B"), "print(s)"), {"s": "pandas.DataFrame"}),
    ((PD, LOAD, "k = 'a'\ns = df[k]", text("## B"), "print(s)"), {"s": "pandas.Series"}),
    ((PD, LOAD, "from b import k\ns = df[k]", text("## B"), "print(s)"), {}),  # of one column, or of several
    # a scaler's answer has no sparse form, a vectorizer's may
    ((PD, LOAD, SCALE, text("## B"), "print(X)"), {"X": "numpy.Dense"}),
    ((PD, LOAD, SCALE.replace("StandardScaler", "OneHotEncoder"), text("## B"), "print(X)"), {}),
    # one number for each class
    ((PD, LOAD, SCORE, text("## B"), "print(f)"), {"f": "float"}),
    ((PD, LOAD, SCORE.replace(")", ", average=None)"), text("## B"), "print(f)"), {"f": "numpy.ndarray"}),
    ((PD, LOAD, SCORE.replace(")", ", multioutput='uniform_average')"), text("## B"), "print(f)"), {}),
    ((PD, LOAD, "class Box:\n    pass\nb = Box()", text("## B"), "print(b)"), {"b": "class:Box"}),
    (
        ("from keras.datasets import mnist\n(a, b), (c, d) = mnist.load_data()", text("## B"), "print(a)"),
        {"a": "numpy.ndarray"},
    ),
]


@pytest.mark.parametrize(("cells", "types"), TYPES, ids=range(len(TYPES)))
def test_types_of_what_crosses(cells, types):
    assert planned(*cells).steps[-1].types == types


CV = "from sklearn.feature_extraction import DictVectorizer"
PARTS = {  # cells behind the load of df (cell 3) and its split (cell 4), the cells of each further step
    "what begins the next section is no part of the last one": (
        [text("## Build"), "import keras\na = keras.Input(shape=(1,))\nout = keras.layers.Dense(1)(a)\nnet = keras.Model(inputs=a, outputs=out)",
         text("## Train"), "net.compile('sgd')\nnet.fit(X_train, y_train)"], ["6", "8"]),
    "a prediction is not joined with what has nothing to do with it": (
        ["both = (df, 3)", "model = SVC()\nmodel.fit(X_train, y_train)\nX_new = [[3]]\nprint(model.predict(X_new))", "one, two = both\nprint(one, two)"],
        ["5", "6", "6", "7"]),
    "a loop of fits behind measures": (
        ["model = SVC()\nmodel.fit(X_train, y_train)\nprint(model.score(X_test, y_test))",
         "for c in [1, 2]:\n    other = SVC(C=c)\n    other.fit(X_train, y_train)\n    print(other.score(X_test, y_test))"], ["5", "5", "6"]),
    "what only the load does not need stands apart": (
        ["import mine\nrun = mine.start()\nrun.log('a')", "import pandas as pd\nfrom sklearn.datasets import load_diabetes\nX, y = load_diabetes(return_X_y=True)", "print(X)"],
        ["5", "6 7"]),
    "rows for a prediction": (["model = SVC()\nmodel.fit(X_train, y_train)", "rows = [[3]]\nrows = rows + [[4]]", "found = model.predict(rows)\nprint(found)"], ["5", "6 7"]),
    "a setting between layers and fit": (["model = SVC()", "a = X_train\nb = y_train", "model.fit(a, b)"], ["5 6 7"]),
    "data that a fit reads": (["X = df.a.values\ny = df.b.values\nX_new = df.c.values", "model = SVC()\nmodel.fit(X, y)\nprint(X_new)"], ["5", "6"]),
    "a model stays with its fit": (["a = 3\nmodel = SVC(C=len(df))\nprint(model.get_params())", "model.fit(X_train, y_train)"], ["5 6"]),
    "two pieces of work on data": (
        ["n = df.dropna()\nn['a'] = n.a * 2\nn['b'] = n.a + 1", "m = df.dropna()\nm['a'] = m.a * 3\nm['b'] = m.a + 1", "print(m)"], ["5", "6 7"]),
    "few steps of one piece of work": (["n = df.dropna()\nn['a'] = n.a * 2", "n['b'] = n.a + 1", "print(n)"], ["5 6 7"]),
    "what the fit found": (["model = SVC()\nmodel.fit(X_train, y_train)\nprint(model.support_)"], ["5"]),
    "what the search found, in the next cell": (
        [MADE, "grid = GridSearchCV(SVC(), {'C': [1]})\ngrid.fit(X_train, y_train)", "print(f'best: {grid.best_params_}')\nprint(grid.best_score_)",
         "p = grid.predict(X_test)\nprint(accuracy_score(y_test, p))"], ["6 7", "8"]),
    "what is changed for a second fit": (
        ["import keras\nnet = keras.Sequential([keras.layers.Dense(1)])\nnet.compile('sgd')\nnet.fit(X_train, y_train)", "print(len(net.layers))", "net.trainable = False",
         "net.compile('adam')", "net.fit(X_train, y_train)"], ["5 6", "7 8 9"]),
    "data that are made and named": (
        ["from sklearn.datasets import make_moons\nimport pandas as pd\nA, b = make_moons(9)\nA = pd.DataFrame(A, columns=['a', 'c'])\nb = pd.Series(b)\nA['d'] = A.a * 2",
         "model = SVC()\nmodel.fit(A, b)"], ["5", "6"]),
    "what a measure is made of, in two cells": (
        ["model = SVC().fit(X_train, y_train)", "p = model.predict(X_test)\nprint(accuracy_score(y_test, p))", text("## Table"), "right = (y_test == 1)\nwrong = (y_test == 0)",
         "yes = (p > 0.5)\nno = (p <= 0.5)", "tp = (right & yes).sum()\nacc = accuracy_score(right, yes)\nprint(acc, tp, (wrong & no).sum())"], ["5", "6", "8 9 10"]),
    "a long piece of work behind data that are made": (
        ["from sklearn.datasets import make_moons\nimport pandas as pd\nA, b = make_moons(9)\nA = pd.DataFrame(A, columns=['a', 'c'])\n"
         + "\n".join(f"A['d{n}'] = A.a * {n}" for n in range(8)), "model = SVC()\nmodel.fit(A, b)"], ["5", "5", "6"]),
    "a table of measures, and its look": (
        ["model = SVC().fit(X_train, y_train)\ns = model.score(X_test, y_test)", "other = SVC(C=2).fit(X_train, y_train)",
         "t = pd.DataFrame({'s': [s]})\nt['u'] = t.s * 2\nt['v'] = t.u + 1", "t"], ["5", "5", "6", "7 8"]),
    "data between two fits of a cell": (
        ["from sklearn.preprocessing import StandardScaler\nmodel = SVC().fit(X_train, y_train)\nprint(model.n_iter_)\nscaler = StandardScaler()\nX_s = scaler.fit_transform(X_train)\n"
         "other = SVC().fit(X_s, y_train)\nprint(other.n_iter_)"], ["5", "5"]),
    "what is saved beside a fit": (
        ["import pickle\nmodel = SVC()\nmodel.fit(X_train, y_train)\ninner = [model]\nwith open('m.pkl', 'wb') as f:\n    pickle.dump(inner, f)"], ["5", "5"]),
    "rows that a measure reads": (
        [CV, "t = X_train.to_dict(orient='records')\ndv = DictVectorizer()\nA = dv.fit_transform(t)\nmodel = SVC()\nmodel.fit(A, y_train)\n"
         "v = X_test.to_dict(orient='records')\nB = dv.transform(v)\np = model.predict(B)\nprint(accuracy_score(y_test, p))"], ["6", "6", "6"]),
    "what becomes of predictions": (
        ["model = SVC()\nmodel.fit(X_train, y_train)", "t = X_test.copy()\nt['p'] = model.predict(X_test)\nt['d'] = t.p * 2\nt = t.sort_values('d')\nprint(t)"], ["5", "6"]),
    "data for the next model": (
        ["model = SVC()\nmodel.fit(X_train, y_train)", "print(model.score(X_test, y_test))", "folds = [df.sample(9, random_state=n) for n in range(3)]\nprint(len(folds))",
         "for fold in folds:\n    m = SVC().fit(fold[['a']], fold.y)\n    print(m.score(X_test, y_test))"], ["5", "6", "7 8"]),
    "a model that is made to be cross-validated, behind a measure of another": (
        ["from sklearn.model_selection import cross_val_score\nmodel = SVC().fit(X_train, y_train)", "p = model.predict(X_test)\nprint(accuracy_score(y_test, p))",
         "print(cross_val_score(SVC(C=9), X_test, y_test).mean())", "print(cross_val_score(model, X_test, y_test).mean())"], ["5", "6", "7 8"]),
    "a comparison of what was measured": (
        ["a = SVC().fit(X_train, y_train)\ns, t = a.score(X_test, y_test), 1\nu, v = 2 * s, 3 * s", "b = SVC(C=2).fit(X_train, y_train)\nw = b.score(X_test, y_test)",
         "table = {'s': s, 't': t, 'u': u, 'v': v, 'w': w}\nprint(table)"], ["5", "5", "6", "6", "7"]),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), PARTS.values(), ids=list(PARTS))
def test_a_step_is_of_one_section_and_does_one_thing(cells, expected):
    plan = planned(PD, SK, LOAD, SPLIT, *cells)
    assert [" ".join(str(cell + 1) for cell in step.cells) for step in plan.steps[2:]] == expected


def test_another_name_for_what_is_split_is_no_step():
    names = [s.name for s in planned(PD, LOAD, text("# One"), "V = df[['a']] * len(df)", text("# Two"), "X = V",
             SPLIT.replace("df[['a']]", "X"), FIT).steps]  # fmt: skip
    assert len(names) == 4


TITLE = "df['t'] = df.name.str.slice(0, 2)\ndf['t'] = df['t'].replace('Mr', 'M')\ndf['t'] = df['t'].replace('Ms', 'F')"
RANKS = "ranks = {\n    'M': 1,\n    'F': 2,\n    'D': 3,\n}\ndf['t'] = df['t'].map(ranks)"
AGE = "oldest = df['age'].max()\nmiddle = df['age'].median()\ndf['age'] = df['age'].fillna(middle)"
BANDS = "df.loc[df['age'] < 9, 'age'] = 0\ndf.loc[df['age'] >= 9, 'age'] = 1\ndf['age'] = df['age'].clip(0, oldest)"
COLUMNS = [  # cells of preparation, how many statements each step has
    ((TITLE, "print(df.groupby('t').mean())", RANKS, AGE, BANDS), [6, 6]),
    ((TITLE, RANKS, AGE), [8]),  # not long
    (tuple(f"df['{c}'] = df['{c}'].abs()" for c in "abcde"), [5]),  # a line of each is no step
    (tuple(f"df['a'] = df['a'] + {n}\ndf['a'] = df['a'].abs()" for n in range(9)), [18]),
]


@pytest.mark.parametrize(("cells", "sizes"), COLUMNS, ids=range(len(COLUMNS)))
def test_long_preparation_is_cut_where_it_turns_to_other_columns(cells, sizes):
    assert [len(step.statements) for step in planned(PD, LOAD, *cells).steps[1:]] == sizes
