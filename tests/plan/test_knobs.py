"""What is no option because no other value would do, or none would do anything; and what an option says of itself."""

import pytest

from tests.notebooks import planned, project, text

MOONS = (
    "import numpy as np\nfrom sklearn.datasets import make_moons\nfrom sklearn.linear_model import LogisticRegression"
)
FIT = "m = LogisticRegression().fit(X, y)\np = m.predict(X)"
SVM = "from sklearn.svm import SVC, LinearSVC\nfrom somewhere import X, y"
FOLDS = "from sklearn.model_selection import KFold, cross_val_score\nfrom sklearn.svm import SVC\nfrom somewhere import X, y"
SEARCH = "from sklearn.model_selection import GridSearchCV\nfrom sklearn.pipeline import Pipeline\nfrom sklearn.svm import SVC\nfrom somewhere import X, y"
KERAS = "from tensorflow import keras\nfrom somewhere import X, y"


def lifted(*cells):
    return {p.name: p.default for p in planned(*cells).parameters}


def said(*cells):
    return {p.name: p.help for p in planned(*cells).parameters}


MADE = "X, y = make_moons(n_samples=100, noise=0.25)"
SIZES = [  # code with a size, what is lifted
    ((MOONS, MADE, FIT), {"n_samples": 100, "noise": 0.25}),
    (
        (
            "import cv2\nfrom somewhere import net, im\nside = 128",
            "print(net(input_shape=(side, side, 3)))",
            "print(cv2.resize(im, (128, 128)))",
        ),
        {},
    ),
    (("from somewhere import net\nside = 128", "print(net(input_shape=(side, side, 3)))"), {"side": 128}),
    ((MOONS, MADE, "def step(X):\n    return X[np.random.randint(0, 100)]", "print(step(X))", FIT), {"noise": 0.25}),
    ((MOONS, MADE, "t = 0\nfor i in range(100):\n    t = t + X[i]\nprint(t.sum())", FIT), {"noise": 0.25}),
    ((MOONS, MADE, "print(X[:70].sum(), X[70:99].sum())", FIT), {"n_samples": 100, "noise": 0.25}),
    ((MOONS, MADE, "a = X[:100]\nprint(a.sum())", FIT), {"noise": 0.25}),
    ((MOONS, MADE, "print('noise of 100 rows', X.std())", FIT), {"n_samples": 100, "noise": 0.25}),
    ((MOONS, f"{MADE}\nprint('noise of 100 rows', X.std())", FIT), {"noise": 0.25}),
    (("import numpy as np\nrows = 50", "a = np.zeros(rows)\nfor i in range(50):\n    a[i] = i\nprint(a.sum())"), {}),
    (("import numpy as np\nrows = 50", "a = np.zeros(rows)\nprint(a.sum(), 50)"), {"rows": 50}),
    # what is said beside it as a text
    ((SVM, "mlflow.log_param('C', 0.5)\nm = SVC(C=0.5, tol=0.1).fit(X, y)", "print(m.score(X, y))"), {"tol": 0.1}),
    ((SVM, "mlflow.log_param('C', 2)\nm = SVC(C=0.5).fit(X, y)", "print(m.score(X, y))"), {"C": 0.5}),
    ((KERAS, "m = keras.Sequential()\nm.save('a/k.h5')", "!converter --to x a/k.h5 out"), {}),
    ((KERAS, "m = keras.Sequential()\nm.save('a/k.h5')", "!converter --to x a/j.h5 out"), {"m_path": "a/k.h5"}),
]


@pytest.mark.parametrize(("cells", "expected"), SIZES, ids=[str(n) for n in range(len(SIZES))])
def test_a_size_that_code_says_again_is_none(cells, expected):
    assert lifted(*cells) == expected


BATCHES = "g = keras.preprocessing.image.ImageDataGenerator()\nt = g.flow_from_directory('in/train', batch_size=16)"


def test_folds_that_a_table_numbers_are_none():
    cells = (
        "from sklearn.model_selection import cross_val_score\nfrom sklearn.svm import SVC\nfrom somewhere import X, y\nimport pandas as pd",
        "s = cross_val_score(SVC(), X, y, cv=5)",
    )
    table = "t = pd.DataFrame({{'fold': {}, 's': s}})\nprint(t.s.mean())"
    assert "cv" not in lifted(*cells, table.format("range(5)"))
    assert "cv" in lifted(*cells, table.format("range(len(s))"))


def test_a_grid_that_is_called_like_the_folds_is_no_number():
    grid = "cv = {'C': [1, 2]}\ns = GridSearchCV(SVC(), cv)\ns.fit(X, y)\nprint(s.best_score_)"
    assert lifted(SEARCH, grid) == {"cv": {"C": [1, 2]}}


def test_which_columns_stay_is_no_setting():
    made = "from sklearn.compose import ColumnTransformer\nfrom sklearn.preprocessing import StandardScaler\nfrom somewhere import X\n"
    assert (
        lifted(
            made
            + "c = ColumnTransformer([('s', StandardScaler(), ['a'])], remainder='passthrough')\nprint(c.fit_transform(X).sum())"
        )
        == {}
    )


def test_who_says_nothing_has_no_empty_text():
    made = project(
        "from somewhere import use\nYEAR = 2023\nsteps = 7\nx = use(open(f'in/a_{YEAR}.csv').read() * steps)\nprint(x)"
    )
    assert said("from somewhere import use\nYEAR = 2023\nx = open(f'in/a_{YEAR}.csv').read()\nprint(use(x))") == {
        "YEAR": "A part of the names of files."
    }
    assert "steps: int = Field(7)" in made["src/paper/config.py"] and 'help=""' not in made["src/paper/run.py"]


def test_a_batch_that_says_how_many_there_are_is_none():
    fit = "net = keras.Sequential()\nnet.fit(t, steps_per_epoch={})\nnet.save('n.h5')"
    assert "batch_size" not in lifted(KERAS, BATCHES, fit.format("t.samples // 16"))
    assert "batch_size" in lifted(KERAS, BATCHES, fit.format("t.samples // 32"))


def test_rows_that_decide_on_a_width_are_none():
    read = "import pandas as pd\nfrom sklearn.feature_extraction.text import CountVectorizer\nd = pd.read_csv('a.csv', nrows=900)\nX = CountVectorizer().fit_transform(d.a)"
    net = "net = keras.Sequential([keras.layers.Input(shape={}), keras.layers.Dense(1)])\nnet.fit(X, d.b)\nnet.save('n.h5')"
    assert "nrows" not in lifted(KERAS, read, net.format("(183,)"))
    assert "nrows" in lifted(KERAS, read, net.format("X.shape[1:]"))


TREE = "from sklearn.cluster import AgglomerativeClustering as A\nfrom somewhere import X"
ONE_WAY = [  # the only value is none; where another would do, it is one
    (
        (FOLDS, "k = KFold(5, shuffle=True, random_state=1)\nprint(cross_val_score(SVC(), X, y, cv=k))"),
        "shuffle",
        False,
    ),
    ((FOLDS, "k = KFold(5, shuffle=True)\nprint(cross_val_score(SVC(), X, y, cv=k))"), "shuffle", True),
    ((SVM, "m = SVC(probability=True).fit(X, y)\nprint(m.predict_proba(X))"), "probability", False),
    ((SVM, "m = SVC(probability=True).fit(X, y)\nprint(m.predict(X))"), "probability", True),
    ((TREE, "m = A(compute_distances=True).fit(X)\nprint(m.distances_)"), "compute_distances", False),
    ((SVM, "m = LinearSVC(penalty='l1', dual=False).fit(X, y)\nprint(m.score(X, y))"), "dual", False),
    ((SVM, "m = LinearSVC(dual=False).fit(X, y)\nprint(m.score(X, y))"), "dual", True),
    ((SVM, "m = SVC(kernel='linear').fit(X, y)\nprint(m.coef_)"), "kernel", False),
    ((SVM, "m = SVC(kernel='linear').fit(X, y)\nprint(m.score(X, y))"), "kernel", True),
]


@pytest.mark.parametrize(("cells", "name", "lifts"), ONE_WAY, ids=[row[0][1][:60] for row in ONE_WAY])
def test_what_can_have_one_value_only_is_none(cells, name, lifts):
    assert (name in lifted(*cells)) == lifts


SPARK = "from pyspark.ml.classification import LogisticRegression\nfrom pyspark.ml.tuning import CrossValidator, ParamGridBuilder\nfrom somewhere import t, e"
OVERRULED = [
    ((SEARCH, "g = GridSearchCV(SVC(C=3, tol=0.25), {'C': [1, 9]}).fit(X, y)\np = g.predict(X)"), {"tol"}),
    ((SEARCH, "s = SVC(C=3, tol=0.25)\ng = GridSearchCV(s, {'C': [1, 9]}).fit(X, y)\np = g.predict(X)"), {"tol"}),
    (  # it is fitted itself as well
        (SEARCH, "s = SVC(C=3, tol=0.25)\nprint(s.fit(X, y).score(X, y))\ng = GridSearchCV(s, {'C': [1, 9]}).fit(X, y)\np = g.predict(X)"),
        {"C", "tol"},
    ),
    ((SEARCH, "g = GridSearchCV(Pipeline([('s', SVC(C=3, tol=0.25))]), {'s__C': [1, 9]}).fit(X, y)\np = g.predict(X)"), {"tol"}),
    ((SEARCH, "g = GridSearchCV(SVC(C=3, tol=0.25), [{'C': [1]}, {'tol': [1]}]).fit(X, y)\np = g.predict(X)"), {"C", "tol"}),  # not in each
]  # fmt: skip


@pytest.mark.parametrize(("cells", "names"), OVERRULED, ids=[str(n) for n in range(len(OVERRULED))])
def test_what_a_search_sets_anew_is_none(cells, names):
    assert {name.rpartition("_")[2] for name in lifted(*cells)} & {"C", "tol", "maxIter", "regParam"} == names


def test_what_a_grid_of_spark_sets_anew_is_none():
    first = "lr = LogisticRegression(maxIter=9, regParam=0.25)\nfit = lr.fit(t)\nprint(fit.transform(t))"
    tuned = (
        "lr = LogisticRegression(maxIter=8, regParam=0.5)\ng = ParamGridBuilder().addGrid(lr.regParam, [0.1, 0.75]).build()\n"
        "cv = CrossValidator(estimator=lr, estimatorParamMaps=g, evaluator=e, numFolds=3)\nm = cv.fit(t)\nprint(m.transform(t))"
    )
    found = lifted(SPARK, first, tuned).values()
    assert {9, 0.25, 8} <= {*found} and 0.5 not in found


def test_settings_of_a_callback_that_no_training_is_given_are_none():
    made = "stop = keras.callbacks.EarlyStopping(patience=7, min_delta=0.25)\nnet = keras.Sequential()\n"
    assert lifted(KERAS, made + "net.fit(X, y)\nnet.save('n.h5')").keys() & {"patience", "min_delta"} == set()
    given = lifted(KERAS, made + "net.fit(X, y, callbacks=[stop])\nnet.save('n.h5')")
    assert (given["patience"], given["min_delta"]) == (7, 0.25)


NET = "net = keras.Sequential()\nhistory = net.fit(X, y, epochs={})"
LAST = "\nnet.save('n.h5')"


def test_several_trainings_are_told_apart_by_one_scheme():
    assert {n for n in lifted(KERAS, NET.format(5), NET.format(6) + LAST) if "epochs" in n} == {
        "net_epochs",
        "net_again_epochs",
    }
    two = NET.replace("net", "a").format(5), NET.replace("net", "b").format(6) + LAST.replace("net", "b")
    assert {n for n in lifted(KERAS, *two) if "epochs" in n} == {"a_epochs", "b_epochs"}
    headed = [text("## Wide"), NET.format(5), text("## Deep"), NET.format(6) + LAST]
    assert {n for n in lifted(KERAS, *headed) if "epochs" in n} == {"wide_epochs", "deep_epochs"}
    headed.insert(3, text("Now with more layers."))  # the heading does not stand right above
    assert {n for n in lifted(KERAS, *headed) if "epochs" in n} == {"net_for_wide_epochs", "net_for_deep_epochs"}


def test_a_model_and_its_training_have_one_prefix():
    import_ = "from xgboost import XGBClassifier\nfrom somewhere import X, y, V"
    one = "{0} = XGBClassifier(n_estimators={1})\n{0}.fit(X, y, eval_set=V, early_stopping_rounds={1})\nprint({0}.score(X, y))"
    names = lifted(import_, one.format("a", 5), one.format("b", 6), one.format("c", 7) + "\np = c.predict(X)")
    assert {"a_n_estimators", "a_early_stopping_rounds", "b_n_estimators", "b_early_stopping_rounds"} <= set(names)


def test_a_seed_of_several_models_bears_the_name_of_none():
    cells = (
        "from sklearn.ensemble import RandomForestRegressor, ExtraTreesRegressor\nfrom somewhere import X, y",
        (
            "from sklearn.model_selection import train_test_split\nX, y, _, _ = train_test_split(X, y, random_state=1)\n"
            "a, b, c, d = train_test_split(X, y, random_state=1)\nforest = RandomForestRegressor(random_state=5).fit(X, y)\nprint(forest.score(X, y))\n"
            "trees = ExtraTreesRegressor(random_state=5).fit(X, y)\np = trees.predict(X)"
        ),
    )
    assert {n: v for n, v in lifted(*cells).items() if "random" in n} in (
        {"random_state": 1, "models_random_state": 5},
        {"random_state": 5, "split_random_state": 1},
    )


TAKEN = [  # how a constant is used, what it says: all places, not the first one
    ("a = KFold(5, random_state=S, shuffle=True)\nb = SVC(random_state=S)\nprint(cross_val_score(b, X, y, cv=a))", "Seed of KFold and SVC."),
    ("def f(q): return q\ndef g(r): return r\nprint(f(S), g(S))", "Used in `f(S)`."),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "expected"), TAKEN, ids=["seed", "own"])
def test_a_constant_says_all_that_takes_it(cell, expected):
    assert said(FOLDS, "S = 4", cell)["S"].startswith(expected.rstrip("."))


WHOLE = [
    ("few = 2", "print(t[t.a.count() >= few])", "int"),
    ("rseed = 2", "import numpy as np\nnp.random.seed(rseed)\nprint(np.random.rand())", "int"),
    ("slope = 2", "print(t.a >= slope)", "Union[int, float]"),
]


@pytest.mark.parametrize(("constant", "cell", "type_"), WHOLE)
def test_what_is_compared_with_a_count_is_whole(constant, cell, type_):
    (found,) = planned("from somewhere import t", constant, cell).parameters
    assert found.type == type_


def test_a_threshold_is_one_for_all_comparisons_of_one_thing():
    cells = (
        SVM,
        "m = SVC(probability=True).fit(X, y)\nq = m.predict_proba(X)[:, 1]",
        "print((q >= 0.5).mean())",
        "print((q >= 0.5).sum(), (X >= 0.5).sum())",
    )
    (found,) = [p for p in planned(*cells).parameters if p.name == "threshold"]
    assert (found.cells, found.help) == (
        (2, 3),
        "Value that the answer of m is compared with.",
    )
    (found,) = planned(SVM, "m = SVC().fit(X, y)", "print((m.predict(X) >= 0.5).sum())").parameters
    assert found.help == "Value that the answer of m is compared with."


def test_a_threshold_of_a_measure_is_that_of_the_answers_of_the_same_model():
    cells = (
        "from net import Net\nfrom somewhere import X, y, Z",
        "m = Net()\nm.fit(X, y)\nprint(((m.predict(X) > 0.5) == y).mean())",
        "p = m.predict(Z)\n(p > 0.5).astype(int).to_csv('answers.csv')",
    )
    (found,) = [p for p in planned(*cells).parameters if p.name == "threshold"]
    assert found.cells == (1, 2)


def test_the_latest_rows_are_no_rows_to_test():
    share = "from somewhere import d\n{0} = d[:int(len(d) * 0.75)]\nprint({0}.sum())"
    assert lifted(share.format("latest")) == {}
    assert lifted(share.format("train")) == {"train_share": 0.75}


def test_equal_shares_of_two_networks_are_two():
    drop = "{0} = keras.layers.Dropout(0.25)(X)\nprint({0})"
    assert set(lifted(KERAS, drop.format("a"), drop.format("b"))) == {"layers_dropout_rate", "dropout_cell_3_rate"}
    assert set(lifted(KERAS, f"{drop.format('a')}\n{drop.format('b')}")) == {"dropout_rate"}


def test_a_place_written_into_a_function_is_noted_where_it_stands():
    from nb2prod import pipeline
    from tests.notebooks import notebook

    found = pipeline.decide(
        notebook(
            "import pandas as pd",
            "def load():\n    return pd.read_csv('https://h/a.csv')",
            "d = load()\nprint(d.a.sum())",
        )
    ).parameters
    assert [(p.cell, p.line, p.cells) for p in found] == [(1, 2, (1, 2))]


def test_a_shape_that_code_says_again_is_none():
    sizes = (
        "SIZE = (99, 99)",
        "net = keras.Sequential([keras.layers.Dense(1, input_shape={})])\nnet.fit(X, y, size=SIZE)",
    )
    assert "SIZE" in lifted(KERAS, sizes[0], f"{sizes[1].format('(*SIZE, 3)')}\nnet.save('n.h5')")
    assert "SIZE" not in lifted(KERAS, sizes[0], f"{sizes[1].format('(99, 99, 3)')}\nnet.save('n.h5')")


MORE = [  # cells, what each parameter says
    (
        ("from somewhere import Client\nc = Client(key='ENTER YOUR KEY HERE')\nprint(c)",),
        {"key": "key of Client: the notebook holds a text that stands for it."},
    ),
    (("from somewhere import f, d\nprint(f(d, key='sample_date'), f(d, key='change in price'), f(d, key='example_key'))",), {}),
    (  # the way in of a function stays where it is
        ("import pandas as pd\nD = '../in/deep'\ndef files(k):\n    return open('../in/deep/%s/' % k).read()", "t = pd.read_csv(D + '/a.csv')\nprint(t.a.sum(), files('b'))"),
        {"D": "Folder in the paths of files. The path inside files stays as it is."},
    ),
    (
        ("import xgboost as xgb\nfrom somewhere import d", *(f"p = {{'eta': {n}}}\nm = xgb.train(p, d)\nprint(m.predict(d).mean())" for n in (0.3, 0.1))),
        {"booster_p": "Hyperparameters of the booster, in cell 2.", "booster_again_p": "Hyperparameters of the booster, in cell 3."},
    ),
    (
        ("from sklearn.model_selection import train_test_split\nfrom somewhere import X", "a, b = train_test_split(X, train_size=0.75, test_size=0.25)\nprint(a.sum(), b.sum())"),
        {
            "train_size": "Share (or number) of rows used for training; with test_size at most all rows.",
            "test_size": "Share (or number) of rows kept for testing; with train_size at most all rows.",
        },
    ),
    (
        ("from tensorflow import keras\ng = keras.preprocessing.image.ImageDataGenerator()", "t = g.flow_from_directory('in/train')\nv = g.flow_from_directory('in/val')",
         "net = keras.Sequential()\nh = net.fit(t, validation_data=v, epochs=3, steps_per_epoch=50)\nnet.save('n.h5')"),
        {
            "train_dir": "Folder that t is read from.",
            "val_dir": "Folder that v is read from.",
            "epochs": "Number of epochs, of steps_per_epoch batches each.",
            "net_path": "Path of the file that net is written to.",
        },
    ),
    (("import pandas as pd\nt = pd.read_excel('a.xlsx', sheet_name='b')\nprint(t.a.sum())",), {"t_path": "Path of the file that t is read from.", "sheet_name": "Sheet that is read for t."}),
    (  # of two files under one name each says where
        ("import pandas as pd\nt = pd.read_csv('a.csv')\nprint(t.a.sum())", "t = pd.read_csv('b.csv')\nprint(t.a.sum())"),
        {"a_path": "Path of the file that t is read from, in cell 1.", "b_path": "Path of the file that t is read from, in cell 2."},
    ),
    (
        ("from tensorflow import keras\nread = keras.utils.image_dataset_from_directory", "root = 'in/x'\na, b = keras.utils.image_dataset_from_directory(root), keras.utils.image_dataset_from_directory('in/val')\nprint(a, b)"),
        {"root": "Folder of the data to read, in cell 2, line 1.", "val_dir": "Folder of the data to read, in cell 2. Of image_dataset_from_directory."},
    ),
    (("get = 'wget https://example.org/a.csv'", "import os\nos.system(get)"), {"get": "Used in `os.system(get)`."}),
    (("import pandas as pd\nuri = 's3://b/our data.csv'\nt = pd.read_csv(uri)\nprint(t.a.sum())",), {"uri": "Path of the file that t is read from."}),
    (("import pandas as pd\nfrom somewhere import a, b\na.to_csv('o.csv')\nb.to_csv('o.csv')",), {"a_path": "Path of the file that a and b are written to, one after the other."}),
    (
        ("import os\nimport pandas as pd\nfrom somewhere import here, d\nf = os.path.join(here, 'o.csv')", "if os.path.exists(f):\n    t = pd.read_csv(f)\nelse:\n    d.to_csv(f)\n    t = d\nprint(t.a.sum())"),
        {"t_file": "Name of a file that is both read and written."},
    ),
    (("import numpy as np\nrng = np.random.RandomState(3)\nprint(rng.rand(3))",), {"seed": "Seed of rng."}),
    (("import pandas as pd, io\nt = pd.read_csv(io.StringIO('a;b\\n1;2'), sep=';')\nprint(t.a.sum())",), {}),
    (("from somewhere import d\ni = 4\nprint(d.iloc[i])",), {}),  # a row that is looked at
    (("import os\nfrom somewhere import load\ninput_dir = 'in'\nprint(load(os.path.join(input_dir, 'a')))",), {"input_dir": "Used in `os.path.join(input_dir, ...)`."}),
    (("from tqdm import tqdm\nfrom somewhere import run\ngens = 7\nprint([g for g in tqdm(run(gens), total=gens)])",), {"gens": "Used in `tqdm(run(gens), total=gens)`."}),
    (("import numpy as np\nfrom somewhere import use\nn = 7\nz = np.zeros(n)\nprint(use(z))",), {"n": "Used in `np.zeros(n)`."}),
    (("import yaml\ndef run(config_path, n):\n    with open(config_path) as f:\n        return yaml.safe_load(f)['a'] + n", "print(run('config.yaml', 2))"), {"config_path": "Used in `open(config_path)`."}),
    (("from somewhere import low\n# Change the value of limit to see what happens\nlimit = 0.5\nprint(low(limit))",), {"limit": "Used in `low(limit)`."}),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), MORE, ids=[str(n) for n in range(len(MORE))])
def test_what_it_says_of_itself(cells, expected):
    found = {name: said_.partition(" The saved model")[0] for name, said_ in said(*cells).items()}
    assert found == expected


GRID = "params = {'alpha': [1, 2]}\ng = GridSearchCV(Ridge(), params)\ng.fit(X, y)\nprint(g.best_score_)\n"
SETS = [  # what becomes of a grid that two cells set, whether it is a parameter
    ("", True),
    ("print(params)\n", True),
    ("first = params\n", False),  # and later first["alpha"].append(3): the lists of a parameter are those of all places
    ("seen = [params]\nprint(seen)\n", False),
    ("seen = []\nseen.append(params)\n", False),
    ("g.param_grid['alpha'].append(3)\ng.fit(X, y)\nprint(g.best_score_)\n", False),
    ("g.get_params()['param_grid']['alpha'].append(3)\ng.fit(X, y)\nprint(g.best_score_)\n", False),
    ("def grid():\n    return params\nprint(grid())\n", False),
]


@pytest.mark.parametrize(("more", "is_one"), SETS)
def test_a_grid_that_is_set_anew_is_a_parameter_where_it_is_handed_to_libraries_alone(more, is_one):
    start = "from sklearn.linear_model import Ridge\nfrom sklearn.model_selection import GridSearchCV\nfrom somewhere import X, y"
    assert any("params" in name for name in lifted(start, GRID + more, GRID)) is is_one
    assert any("params" in name for name in lifted(start, GRID + more, GRID.replace("1, 2", "3, 4"))) is is_one


def test_a_name_that_holds_no_probability_there_is_compared_with_a_number():
    cells = (SVM, "m = SVC(probability=True).fit(X, y)\np = m.predict_proba(X)[:, 1]\nprint((p > 0.5).mean())")
    other = "from scipy import stats\np = stats.ttest_ind(X, y).pvalue\nprint(p < 0.5)"
    (found,) = [p for p in planned(*cells, other).parameters if p.name == "threshold"]
    assert found.cells == (1,)


def test_a_label_that_begins_no_name_is_no_prefix():
    made = "ms = {'1-nn': KNeighborsClassifier(n_neighbors=1), 'b': KNeighborsClassifier(n_neighbors=3)}\n"
    start = "from sklearn.neighbors import KNeighborsClassifier\nfrom somewhere import X, y\n"
    fits = "for k, m in ms.items():\n    m.fit(X, y)\n    print(k, m.score(X, y))"
    found = lifted(start + made + fits)
    assert found and not [name for name in found if name.startswith("_")]


def test_what_parts_the_columns_of_a_file_that_the_run_writes_is_none():
    write = "with open('a.tsv', 'w') as f:\n    f.write('a\\tb\\n1\\t2')"
    read = "import pandas as pd\nt = pd.read_csv('{}.tsv', sep='\\t')\nprint(t.a.sum())"
    assert "sep" not in lifted(write, read.format("a"))
    assert "sep" in lifted(write, read.format("b"))


def test_the_patience_of_several_callbacks_is_told_apart_by_one_scheme():
    fit = "net = keras.Sequential()\nhistory = net.fit(X, y, callbacks=[keras.callbacks.EarlyStopping(patience={})])"
    found = lifted(KERAS, fit.format(5), fit.format(6) + LAST)
    assert {name for name in found if "patience" in name} == {"net_patience", "net_again_patience"}


CAT = "from catboost import CatBoostClassifier\nfrom somewhere import X, y\nm = CatBoostClassifier(depth=4, od_type='Iter', od_wait=40)"


def test_when_training_stops_early_is_set_only_where_rows_are_given_to_watch():
    assert lifted(f"{CAT}\nm.fit(X, y)\nprint(m.score(X, y))") == {"depth": 4}
    assert "od_wait" in lifted(f"{CAT}\nm.fit(X, y, eval_set=(X, y))\nprint(m.score(X, y))")


def test_the_name_of_an_archive_that_is_unpacked_is_none():
    get = "import os\nimport tensorflow as tf\nd = tf.keras.utils.get_file('f', origin='https://a.b/f.tgz'{})\nprint(os.listdir(d))"
    assert set(lifted(get.format(", untar=True"))) == {"data_url"}
    assert len(lifted(get.format(""))) == 2


def test_settings_of_one_estimator_of_a_list_have_one_prefix():
    each = "[SVC(kernel='linear', C=1.0), SVC(kernel='rbf', gamma=0.7, C=1.0), SVC(kernel='poly', gamma='auto', C=2.0)]"
    run = f"from sklearn.svm import SVC\nfrom somewhere import X, y\nfor m in {each}:\n    m.fit(X, y)\n    print(m.score(X, y))"
    found = lifted(run)
    rbf = next(name.removesuffix("kernel") for name, value in found.items() if value == "rbf")
    assert found[f"{rbf}gamma"] == 0.7 and found[f"{rbf}C"] == 1.0
    assert len({name.rpartition("_")[0] for name in found}) == 3


def test_a_mapping_calls_its_model_where_another_has_a_variable():
    start = "from sklearn.svm import SVC\nfrom somewhere import X, y"
    ask = "ms = {'plain': SVC(C=2.0, kernel='rbf')}\nfor k, m in ms.items():\n    m.fit(X, y)\n    print(k, m.score(X, y))"
    other = "base = SVC(kernel='rbf')\nbase.fit(X, y)\nprint(base.score(X, y))"
    last = "from sklearn.linear_model import Ridge\nlast = Ridge().fit(X, y)\nprint(last.score(X, y))"
    assert {name for name in lifted(start, ask, other, last) if "_" in name} == {
        "plain_C",
        "plain_kernel",
        "base_kernel",
    }
