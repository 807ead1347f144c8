"""Numbers and files that several places must agree on; what the notebook itself says of a constant; settings in dict(...)."""

import pytest

from tests.notebooks import planned, project

TEXT = "from sklearn.feature_extraction.text import CountVectorizer\nfrom sklearn.linear_model import Lasso\nfrom somewhere import t, y"
KERAS = "from tensorflow import keras\nfrom somewhere import X, y"
OS = "import os, urllib.request"


def lifted(*cells):
    return {p.name: p.default for p in planned(*cells).parameters}


AGREE = [  # cells, the parameters
    (("from keras.datasets import reuters\n" + KERAS, "(a, b), (c, d) = reuters.load_data(num_words=1000)",
      "net = keras.Sequential([keras.layers.Embedding(1000, 120)])\nnet.fit(a, b)\nprint(net.evaluate(c, d))"), {}),
    (("from keras.datasets import reuters\n" + KERAS, "(a, b), (c, d) = reuters.load_data(num_words=1000)",
      "net = keras.Sequential([keras.layers.Embedding(2000, 120)])\nnet.fit(a, b)\nprint(net.evaluate(c, d))"), {"num_words": 1000}),
    (("from sklearn.datasets import make_blobs\nfrom sklearn.cluster import KMeans",
      "X, y = make_blobs(centers=4)\nm = KMeans(n_init=4).fit(X)\nprint(m.inertia_)"), {"centers": 4, "n_init": 4}),
    ((TEXT, "m = Lasso(alpha=3).fit(CountVectorizer(min_df=9).fit_transform(t), y)\np = m.predict(t)"), {"alpha": 3, "min_df": 9}),
    ((TEXT + "\n" + KERAS, "net = keras.Sequential([keras.layers.Input(shape=(183,))])\n"  # what is 183 wide
      "net.fit(CountVectorizer(min_df=9).fit_transform(t), y, epochs=5)\nprint(net.evaluate(X, y))"), {"epochs": 5}),
    ((OS, "target = 'a.gz'", "if not os.path.isfile('a.gz'):\n    urllib.request.urlretrieve('http://h/a.gz', target)"),
     {"target": "a.gz", "urlretrieve_url": "http://h/a.gz"}),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), AGREE, ids=[row[0][1][:60] for row in AGREE])
def test_what_must_agree_is_one_parameter_or_none(cells, expected):
    found = lifted(*cells)
    assert set(found.values()) == set(expected.values())


def test_the_same_file_said_twice_is_one_parameter():
    cells = OS, "target = 'a.gz'", "if not os.path.isfile('a.gz'):\n    open(target, 'w').write('x')"
    code = project(*cells)["src/paper/run.py"].replace('"', "'")
    assert "'a.gz'" not in code and code.count("isfile(target)") == 1


CHECKED = "%%writefile checks.py\ndef check(df):\n    return df.sample(frac=0.2, random_state=3)"
DATA = "import pandas as pd\nimport checks\ndf = pd.read_csv('x/a.csv')"


def test_what_the_checks_of_a_lesson_expect_stays():
    drawn = "part = df.sample(frac=0.2, random_state=3)\nprint(part.mean())"
    assert lifted(CHECKED, DATA, drawn + "\nexec('print(part)')") == {"data_path": "x/a.csv"}
    assert lifted(CHECKED, DATA, drawn) == {"data_path": "x/a.csv", "frac": 0.2, "random_state": 3}  # no lesson


MAPPED = [  # what is set in a mapping, however it is written
    ("CFG = dict(size=(9, 9), batch=16, epochs=5)", "net = keras.Sequential()\nnet.fit(X, y, epochs=CFG['epochs'])\nprint(net.evaluate(X, y))", {"epochs": 5}),
    ("CFG = {'batch': 16, 'epochs': 5}", "net = keras.Sequential()\nnet.fit(X, y, epochs=CFG['epochs'])\nprint(net.evaluate(X, y))", {"epochs": 5}),
    ("CFG = dict(size=(9, 9), epochs=5)", "net = keras.Sequential()\nnet.fit(X, y, size=CFG['size'])\nprint(net.evaluate(X, y))", {"size": (9, 9)}),
    ("CFG = dict(epochs=5)", "CFG['epochs'] = 6\nnet = keras.Sequential()\nnet.fit(X, y, epochs=CFG['epochs'])\nprint(net.evaluate(X, y))", {}),
    ("CFG = dict(k=3, share=0.5)", "from sklearn.neighbors import KNeighborsClassifier\nprint(KNeighborsClassifier(n_neighbors=CFG['k']).fit(X, y).score(X, y), X.sample(frac=CFG['share']))", {"k": 3, "share": 0.5}),
    ("AGE = dict(old=65)", "print(X, AGE['old'])", {}),  # a table, no settings
]  # fmt: skip


@pytest.mark.parametrize(("made", "used", "expected"), MAPPED)
def test_settings_in_a_mapping(made, used, expected):
    assert lifted(KERAS, made, used) == expected


ABOVE = [  # lines above `fast = True`, whether they say what it is
    ("# Set fast=False to include every model.", "Set fast=False to include every model."),
    (
        "# Keep it short.\n# Set fast=False to include every model.",
        "Keep it short. Set fast=False to include every model.",
    ),
    ("# fast = False", "Used in `if fast`."),
    ("# Now it goes fast from here", "Now it goes fast from here"),
    ("# Whether we want to be quick", "Used in `if fast`."),  # x follows: it may speak of both
    ("# Make it all quick", "Used in `if fast`."),
]


@pytest.mark.parametrize(("above", "said"), ABOVE)
def test_a_comment_that_names_the_constant_speaks_of_it(above, said):
    assert planned(f"{above}\nfast = True\nx = [2]", "if fast:\n    print(x)").parameters[0].help == said


def test_whether_we_do_it_says_what_it_is():
    cells = "# Whether we need to normalize data or not.\nscaled = False", "print([scaled])"
    assert planned(*cells).parameters[0].help == "Whether we need to normalize data or not."


GRID = "from sklearn.model_selection import GridSearchCV\nfrom sklearn.linear_model import LogisticRegression\nfrom somewhere import X, y, words"


def test_one_value_is_no_search():
    grid = "grid = [{'C': [1.0, 9.0], 'penalty': ['l2'], 'tol': words}, {'C': [2.0, 9.0], 'fit_intercept': [None], 'tol': words}]"
    plan = planned(GRID, grid, "m = GridSearchCV(LogisticRegression(), grid).fit(X, y)\np = m.predict(X)")
    assert {p.name: (p.default, p.help) for p in plan.parameters} == {
        "C_values": ([1.0, 9.0], "Values of C to try, in mapping 1 of grid."),
        "grid_C_values": ([2.0, 9.0], "Values of C to try, in mapping 2 of grid."),
    }


def test_a_file_below_a_folder_is_one_wherever_its_name_is_made():
    cells = ("import os\nimport pandas as pd\nfrom pathlib import Path\nROOT = Path(os.environ['ROOT'])",
             "TABLE = ROOT / 'in' / 'table.csv'", "df = pd.read_csv(TABLE)\nprint(len(df))")  # fmt: skip
    assert lifted(*cells) == {"data_file": "table.csv"}
    assert "ROOT / 'in' / data_file" in project(*cells)["src/paper/run.py"].replace('"', "'")


def test_what_is_written_out_though_it_is_the_default_is_no_choice():
    read = "df = pd.read_csv('a.csv', sep=',', encoding='utf-8')\nprint(len(df))"
    assert lifted("import pandas as pd", read) == {"data_path": "a.csv"}


def test_no_option_ends_in_a_dash():
    cells = "def cost(t, lambda_): return t * lambda_", "lambda_ = 10\nx = [cost(3.5, lambda_)]\nprint(x)"
    assert '"--lambda"' in project(*cells)["src/paper/run.py"]


def test_a_size_that_a_shape_repeats_is_no_constant_to_set():
    net = "net = keras.Sequential([keras.layers.Flatten(input_shape=[28, 28])])\nnet.fit(X, y, epochs=5)\nprint(net.evaluate(X, y))"
    assert lifted(KERAS, "rows = 28\nX2 = X.reshape(-1, rows)\nprint(X2)", net) == {"epochs": 5}
    assert lifted(KERAS, "rows = 29\nX2 = X.reshape(-1, rows)\nprint(X2)", net) == {"rows": 29, "epochs": 5}


SEARCH = "import optuna\nfrom somewhere import goal\nstudy = optuna.create_study()"


def test_how_long_a_study_takes():
    assert lifted(SEARCH, "study.optimize(goal, timeout=60 * 30)\nprint(study.best_value)") == {"timeout": 1800}
    assert lifted("import requests", "r = requests.get('http://h/a', timeout=5)\nprint(r.text)") == {
        "r_url": "http://h/a"
    }


def test_values_that_a_model_tries_itself():
    cells = (
        "from sklearn.linear_model import RidgeCV\nfrom somewhere import X, y",
        "m = RidgeCV(alphas=[0.1, 1.0]).fit(X, y)\np = m.predict(X)",
    )
    assert lifted(*cells) == {"alphas": [0.1, 1.0]}


def test_an_address_that_ends_in_a_number_gives_no_name():
    read = "df = pd.read_csv('https://h.org/get_csv/1682/phpMYE')\nprint(len(df))"
    assert set(lifted("import pandas as pd", read)) == {"data_path"}


def test_two_files_of_one_cell_say_whose_format_it_is():
    read = "a = pd.read_csv('a.csv', sep=';')\nb = pd.read_csv('b.csv', sep='|')\nprint(len(a) + len(b))"
    said = [p.help for p in planned("import pandas as pd", read).parameters if "sep" in p.name]
    assert said == ["Character between two columns for a.", "Character between two columns for b."]


SEEDED = [  # cells, the parameters
    ("from feature_engine.imputation import RandomSampleImputer\nfrom somewhere import X", "m = RandomSampleImputer(seed='general', random_state=3).fit(X)\nm.transform(X).to_csv('a.csv')",
     {"random_state": 3, "m_path": "a.csv"}),
    ("from somewhere import plot_steps, X", "plot_steps(X, learning_rate=0.5)\nprint(X)", {}),
    ("from sklearn.datasets import make_moons", "X, y = make_moons(90, noise=0.5)\nprint(X.sum())\nX, y = make_moons(90, noise=0.5)\nprint(X.std())",
     {"n_samples": 90, "noise": 0.5}),
    ("from sklearn.neighbors import KNeighborsClassifier\nfrom somewhere import a, b, y, z",
     "print(KNeighborsClassifier(1).fit(a, y).score(b, z), KNeighborsClassifier(1).fit(b, z).score(a, y))", {"n_neighbors": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("imports", "cell", "expected"), SEEDED, ids=[row[1][:40] for row in SEEDED])
def test_one_thing_is_one_parameter(imports, cell, expected):
    assert sorted(map(str, lifted(imports, cell).values())) == sorted(map(str, expected.values()))


def test_a_class_of_the_notebook_is_no_class_of_a_library():
    own = "class SGDRegressor:\n    def __init__(self, learning_rate):\n        self.rate = learning_rate\n    def fit(self, X, y):\n        self.w = self.rate\n        return self\n    def predict(self, X):\n        return X * self.w"
    plan = planned(
        "from somewhere import X, y", own, "m = SGDRegressor(learning_rate=0.5)\nm.fit(X, y)\np = m.predict(X)"
    )
    assert [p.help for p in plan.parameters] == ["Size of each learning step."]


def test_an_address_says_what_is_read_from_it():
    cells = "import pandas as pd", "url = 'https://h.org/a.csv'\ndf = pd.read_csv(url)\nprint(len(df))"
    assert planned(*cells).parameters[0].help == "Address that df is read from."


SHOWN = [  # what becomes of the table, whether anybody gets something of the setting
    ("", {}),
    ("print(t)", {"n_bins": 4}),
    ("np.savetxt('x/a.csv', t)", {"n_bins": 4, "t_path": "x/a.csv"}),
]


@pytest.mark.parametrize(("end", "expected"), SHOWN)
def test_a_demonstration_that_goes_nowhere_has_no_settings(end, expected):
    made = "t = KBinsDiscretizer(n_bins=4).fit_transform(X)"
    imports = "import numpy as np\nfrom sklearn.preprocessing import KBinsDiscretizer\nfrom somewhere import X"
    assert sorted(map(str, lifted(imports, made, end).values())) == sorted(map(str, expected.values()))


def test_two_generators_part_the_images_alike():
    imports = "from keras.preprocessing.image import ImageDataGenerator"
    made = "a = ImageDataGenerator(validation_split=0.25)\nb = ImageDataGenerator(rescale=2, validation_split=0.25)"
    used = "print(a.flow_from_directory('in/x', subset='training'), b.flow_from_directory('in/x', subset='validation'))"
    assert sorted(map(str, lifted(imports, made, used).values())) == ["0.25", "in/x"]
