"""Whether a model can be asked about rows of a table; the columns of the matrix where they are written out."""

import pytest

from nb2prod.plan.models.axes import axes
from nb2prod.plan.models.fitted_on import given_to_fit
from tests.notebooks import planned, program, project

START = (
    "import pandas as pd\nimport somewhere\nfrom tensorflow import keras\nfrom tensorflow.keras import layers\n"
    "from sklearn.preprocessing import StandardScaler\nfrom sklearn.svm import SVC\n"
    "from sklearn.model_selection import train_test_split\ndf = pd.read_csv('a.csv')"
)
OWN = "class Own:\n    def fit(self, X, y):\n        self.m = y.mean()\n    def predict({given}):\n        {body}\n"
FIT = "m = Own()\nm.fit(somewhere.columns(df), df.y)\n"
SILENT = [  # cells, what is said of the model
    (
        ("X = somewhere.LabelledRows(df)\nm = somewhere.Corrector(3)\nm.fit(X)\np = m.predict(X)",),
        "m is fitted on a LabelledRows of its own library",
    ),
    (  # a model of an unknown library that learns a series, and says how it goes on
        (
            "s = somewhere.series()\nm = somewhere.Fuzzy(3)\nm.fit(s[:20], order=1)\np = m.predict(s[20:], steps_ahead=1)",
        ),
        "m is asked with `steps_ahead=`",
    ),
    ((OWN.format(given="X", body="pass") + FIT,), "cannot be given rows"),
    ((OWN.format(given="self, X", body="print(X)") + FIT,), "gives nothing back"),
    (
        ("from statsmodels.tsa.api import ThetaModel\nm = ThetaModel(df.a)\nres = m.fit()\nprint(res.forecast(3))",),
        "never asked about rows",
    ),
    (("m = somewhere.Ensemble(data=df.a).fit()\nm.predict(steps=3)\nm.predict(steps=4)",), "never asked about rows"),
    (
        (
            "X = somewhere.pictures()\nm = keras.Sequential([layers.Conv2D(8, 3), layers.Dense(1)])\nm.compile('adam')\n"
            "m.fit(X, df.y)",
        ),
        "has the layer `Conv2D`",
    ),
    (  # what is made of rows that are not followed begins no rows
        (
            "(X, y), (X2, y2) = keras.datasets.cifar10.load_data()\nX = X / 255.0",
            "m = keras.Sequential([layers.Conv2D(8, 3), layers.Dense(1)])\nm.compile('adam')\nm.fit(X, y)\nm.predict(X2)",
        ),
        "takes arrays of 4 dimensions",
    ),
    (  # who made the layers is not seen, what it is asked about is
        (
            "X, m = somewhere.both()",
            "def show(n):\n    return m.predict(X[n].reshape((1, 28, 28, 1)))[0]",
            "m.fit(X, df.y, epochs=2)\nprint(show(1))",
        ),
        "m takes arrays of 4 dimensions",
    ),
    (
        (
            "X = somewhere.words()\nm = keras.Sequential([layers.Embedding(9, 2), layers.MaxPooling1D()])\n"
            "m.compile('adam')\nm.fit(X, df.y)",
        ),
        "has the layer `Embedding`",
    ),
    (
        (
            "X = somewhere.words()\nm = keras.Sequential([layers.MaxPooling1D(), layers.Dense(1)])\n"
            "m.compile('adam')\nm.fit(X, df.y)",
        ),
        "has the layer `MaxPooling1D`",
    ),
    (
        (
            "data = keras.utils.image_dataset_from_directory('a')\nmore = data.map(somewhere.twice)\n"
            "m = keras.Sequential([layers.Dense(1)])\nm.compile('adam')\nm.fit(more)",
        ),
        "stream of batches",
    ),
    (
        (
            "def encode(texts):\n    return somewhere.ids(texts), somewhere.masks(texts)\nX = encode(df.text)\n"
            "m = keras.Model(somewhere.a, somewhere.b)\nm.compile('adam')\nm.fit(X, df.y)",
        ),
        "several inputs at once",
    ),
    (  # its inputs by their names
        (
            "inputs = {'a': df.a.values, 'b': df.b.values}\nm = keras.Model(somewhere.a, somewhere.b)\nm.compile('adam')\n"
            "m.fit(inputs, df.y)",
        ),
        "several inputs at once",
    ),
    (  # each of them is one number, though a layer would take sequences of such
        (
            "def make():\n    return keras.Model([layers.Embedding(3, 2)], layers.Dense(1))\nm = make()\nm.compile('adam')\n"
            "m.fit((df['a'], df['b']), df.y)",
        ),
        "several inputs at once",
    ),
    (  # a stream that functions of functions of the notebook make
        (
            "import tensorflow as tf\ndef read(names):\n    return tf.data.TFRecordDataset(names)\n"
            "def train():\n    return read(['a']).batch(9)\ndata = train()\nm = keras.Sequential([layers.Dense(1)])\n"
            "m.compile('adam')\nm.fit(data, epochs=2)",
        ),
        "stream of batches",
    ),
]


OWN_ROWS = [  # how it is made, the level
    ("m = DBSCAN(eps=0.2)\np = m.fit_predict(X)", "none"),
    ("m = LocalOutlierFactor()\np = m.fit_predict(X)", "none"),
    ("m = LocalOutlierFactor(novelty=True)\nm.fit(X)\np = m.predict(X)", "features"),
]


@pytest.mark.parametrize("made, level", OWN_ROWS)
def test_models_that_label_only_what_they_are_fitted_on(made, level):
    start = "from sklearn.cluster import DBSCAN\nfrom sklearn.neighbors import LocalOutlierFactor\nX = df.rank()\n"
    found = planned(START, start + made).inference
    assert found is not None and found.level == level
    assert ("says nothing about rows that it was not fitted on" in found.because) is (level == "none")


@pytest.mark.parametrize("cells, said", SILENT)
def test_models_that_take_no_rows(cells, said):
    found = planned(START, *cells).inference
    assert found is not None and found.level == "none"
    assert said in found.because


ALONE = "class Own:\n    def fit(self, X, y):\n        self.w = y\n    def predict(self, X):\n        return {}\n"
COMPANY = [  # what a class of the notebook does in predict, whether an answer may depend on the other rows
    ("(X - np.mean(X, 0)) @ self.w", True),
    ("scaled(X) @ self.w", True),
    ("X.std(axis=0) * self.w", True),
    ("X.mean() * self.w", True),
    ("(X['a'] - X['a'].min()) * self.w", True),
    ("X.apply(lambda X: X.mean(), axis=1) * self.w", False),
    ("X.mean(axis=1) * self.w", False),
    ("X @ self.w", False),
]


@pytest.mark.parametrize("given, together", COMPANY)
def test_models_whose_answers_depend_on_the_company_of_a_row(given, together):
    start = "import numpy as np\ndef scaled(X):\n    return X / np.max(X, axis=0)\n"
    found = planned(
        START, start + ALONE.format(given), "X = df.rank()\n" + FIT.replace("somewhere.columns(df)", "X")
    ).inference
    assert found is not None
    assert ("may depend on the others" in found.because) is together
    assert (found.level == "none") is together


ASKED = [
    (OWN.format(given="self, X", body="return X") + FIT,),
    ("X = somewhere.columns(df)\nm = keras.Sequential([layers.Dense(1)])\nm.compile('adam')\nm.fit(X, df.y)",),
    ("X = somewhere.columns(df)\nm = SVC()\nm.fit(X, df.y)",),
    ("X = df.rank()\nm = somewhere.Groups(3)\nm.fit(X)\np = m.predict(X)",),  # a table, and no series
]


@pytest.mark.parametrize("cells", ASKED)
def test_models_that_do(cells):
    found = planned(START, *cells).inference
    assert found is not None and found.level == "features", found.because if found else ""


UNKNOWN = "y = somewhere.target(df)\nmixed = df.rank()\n"
COLUMNS = [  # how the matrix is made, its columns
    ("X = mixed[['a', 'b']]", ("a", "b")),
    ("X = mixed[['a', 'b']].values.reshape(-1, 2)", ("a", "b")),
    ("names = ['a', 'b']\nX = mixed[names].to_numpy()", ("a", "b")),
    ("one = 'a'\ntwo = 'b'\nX = mixed[[one, two]]", ("a", "b")),
    ("X = StandardScaler().fit_transform(mixed[['a', 'b']])", ("a", "b")),
    ("Z = mixed[['a', 'b']]\nX, X_test, y, y_test = train_test_split(Z, y)", ("a", "b")),
    ("names = ['a', 'b']\nnames.append('c')\nX = mixed[names]", ()),
    ("X = mixed[['a', 'b']]\nX['c'] = 1", ()),
    ("X = mixed.drop(columns=['y'])", ()),
    ("X = somewhere.columns(mixed[['a', 'b']])", ()),
]


@pytest.mark.parametrize("matrix, columns", COLUMNS)
def test_columns_of_the_matrix(matrix, columns):
    found = planned(START, UNKNOWN + matrix + "\nm = SVC()\nm.fit(X, y)").inference
    assert found is not None and found.told == "features"
    assert (found.columns if found.serving is None else found.serving.columns) == columns  # before the scaler


LAYERS = [
    ("layers.Dense(8), layers.Flatten()", "features"),
    ("layers.Flatten(), layers.Dense(8)", "features"),
    ("layers.LSTM(8)", "features"),
]


@pytest.mark.parametrize("made, level", LAYERS)
def test_what_a_first_layer_takes(made, level):
    fit = f"m = keras.Sequential([{made}, layers.Dense(1)])\nm.compile('adam')\nX = df.rank()\nm.fit(X, df.y)"
    found = planned(START, fit).inference
    assert found is not None and found.level == level


def test_layers_of_a_library_that_a_star_brings():
    cells = (
        "from somewhere_else import *\ndata = training()\n",
        (
            "m = tf.keras.Sequential([tf.keras.layers.Conv2D(8, 3), tf.keras.layers.Dense(1)])\nm.compile('adam')\nm.fit(data, epochs=2)"
        ),
    )
    found = planned(*cells).inference
    assert found is not None and found.level == "none" and "has the layer `Conv2D`" in found.because


FITTED_INSIDE = [  # the body of a function that is handed the table; the matrix: as it is loaded, where it is known
    ("    m = SVC()\n    m.fit(t, y)\n    return m", "T"),
    ("    return SVC().fit(X=t, y=y)", "T"),
    ("    X = StandardScaler().fit_transform(t)\n    m = SVC()\n    m.fit(X, y)\n    return m", ""),
    ("    t = StandardScaler().fit_transform(t)\n    m = SVC()\n    m.fit(t, y)\n    return m", ""),
    ("    m = SVC()\n    m.fit(t[['a']], y)\n    return m", ""),
]


@pytest.mark.parametrize("body, source", FITTED_INSIDE)
def test_the_matrix_of_a_function_that_fits(body, source):
    cells = ("T = pd.read_csv(somewhere.name())[somewhere.names()]", f"def train(t, y):\n{body}", "m = train(T, df.y)")
    found = planned(START, *cells).inference
    assert (found.level, found.source) == ("raw" if source else "features", source), found.because


@pytest.mark.parametrize(
    "asked, said",
    [
        ("m.predict(d, ntree_limit=m.best_ntree_limit)", "ntree_limit=m.best_ntree_limit"),
        (
            "m.predict(d, iteration_range=(0, m.best_iteration + 1))",
            "iteration_range=(0, m.best_iteration + 1)",
        ),
        ("m.predict(d, iteration_range=(0, limit))", None),
        ("m.predict(d)", ""),
        ("m.predict(d, iteration_range=(0, 3))\nq = m.predict(d)", ""),
    ],
)
def test_a_booster_that_is_asked_with_a_part_of_its_trees(asked, said):
    cells = ("import xgboost as xgb\nX = somewhere.columns(df)\nd = xgb.DMatrix(X, df.y)\nm = xgb.train({}, d, 9)",)
    found = planned(START, *cells, f"p = {asked}").inference
    assert found.level == "features"
    assert ("inference with all trees" in found.because) == (said is None)
    assert found.asked_with == (said or "")


@pytest.mark.parametrize(
    "asked, said",
    [
        ("Z, 0.45", "0.45"),
        ("Z, t=0.45", "t=0.45"),
        ("Z", ""),
        ("Z, cut", None),
        ("X=Z", ""),
        ("t=0.45, X=Z", "t=0.45"),
        ("*[Z, 0.45]", None),
    ],
)
def test_what_a_class_of_the_notebook_is_given_besides_rows(asked, said):
    own = OWN.format(given="self, X, t=0.5", body="return X[:, 0] > t")
    found = planned(
        START, own, FIT, f"cut = somewhere.cut()\nZ = somewhere.columns(df)\np = m.predict({asked})"
    ).inference
    assert (found.level, found.asked_with) == ("features", said or "")
    assert ("inference without: the answers differ" in found.because) == (said is None)


def test_inference_gives_it_too():
    own = OWN.format(given="self, X, t=0.5", body="return X[:, 0] > t")
    made = project(START, own, FIT, "Z = somewhere.columns(df)\np = m.predict(Z, 0.45)")
    assert "model.predict(rows, 0.45)" in made["src/paper/inference.py"]


def test_inference_asks_a_booster_with_the_part_of_its_trees_that_the_notebook_asks():
    cells = ("import xgboost as xgb\nX = somewhere.columns(df)\nd = xgb.DMatrix(X, df.y)\nm = xgb.train({}, d, 9)",)
    made = project(START, *cells, "p = m.predict(d, iteration_range=(0, m.best_iteration + 1))")
    assert "model.predict(rows, iteration_range=(0, model.best_iteration + 1))" in " ".join(
        made["src/paper/inference.py"].split()
    )


AXES = [  # how the matrix is made, the axes that are told
    ("X = df[['a', 'b']]", 2),
    ("X = df[['a', 'b']].to_numpy().reshape(-1, 2, 1)", 3),
    ("X = StandardScaler().fit_transform(df)", 2),
    ("(X, y), (X2, y2) = keras.datasets.fashion_mnist.load_data()\nX = X / 255.0", 3),
    ("(X, y), (X2, y2) = keras.datasets.cifar10.load_data()\nX = X.astype('float32')", 4),
    ("(X, y), (X2, y2) = keras.datasets.mnist.load_data()\nX = X.reshape(60000, 784) / 255", 2),
    ("(X, y), (X2, y2) = keras.datasets.mnist.load_data()\nX = X[:500, :, :, None]", 4),
    ("(X, y), (X2, y2) = keras.datasets.mnist.load_data()\nX = X[:, 3]", 0),
    ("(X, y), (X2, y2) = keras.datasets.imdb.load_data()", 0),
    ("X = somewhere.columns(df)", 0),
    ("(), X = somewhere.parts(df)", 0),
    ("X, X_test = train_test_split(df[['a']])", 2),
    ("X = df[['a']]\nif somewhere.flag():\n    X = somewhere.columns(df)", 0),
    ("shape = somewhere.shape()\nX = df.to_numpy().reshape(shape)", 0),
]


@pytest.mark.parametrize("made, number", AXES)
def test_axes_of_a_matrix(made, number):
    read = program(START, f"{made}\nm = SVC()\nm.fit(X, df.y)")
    fit = read.statements[-1]
    assert axes(read, fit, given_to_fit(fit)) == number


@pytest.mark.parametrize("made, number", [(made, number) for made, number in AXES if number != 2])
def test_level_features_only_where_the_matrix_is_not_surely_another_one(made, number):
    fit = "m = keras.Sequential([layers.Dense(8)])\nm.compile('adam')\nm.fit(X, df.y)\np = m.predict(X)"
    found = planned(START, f"{made}\n{fit}").inference
    assert (found.level == "none") is (number > 2)
    assert (f"takes arrays of {number} dimensions" in found.because) is (number > 2)


SCORED = "X = df[['a', 'b']]\nm = SVC()\nm.fit(X, df.y)\n{}m = SVC(C=3)\n"
AS_SCORED = [
    ("print(m.score(X, df.y))\n", "raw"),
    ("print(m.support_)\n", "none"),
    ("for i in (1, 2):\n    print(m.score(X, df.y))\n", "none"),
]


@pytest.mark.parametrize("asked, level", AS_SCORED)
def test_a_model_that_is_only_scored_and_made_anew_then_is_served_as_it_was_scored(asked, level):
    plan = planned(START, SCORED.format(asked) + "print(m.C)")
    assert plan.inference is not None and plan.inference.level == level, plan.inference.because
    assert bool(plan.artifacts) is (level == "raw")
    assert (plan.inference.as_of[0] >= 0) is (level == "raw")


def test_a_stream_that_is_given_as_an_expression():
    cells = "import tensorflow_datasets as tfds\ndata = tfds.load('a')\nm = keras.Sequential([layers.Dense(1)])\n"
    found = planned(START, cells + "m.compile('adam')\nm.fit(x=data.repeat(), epochs=2)").inference
    assert found is not None and found.level == "none" and "a stream of batches" in found.because


def test_a_model_without_a_level_is_saved_as_it_answered():
    made = "X = somewhere.words()\nm = keras.Sequential([layers.Embedding(9, 2)])\nm.compile('adam')\nm.fit(X, df.y)\np = m.predict(X)\n"
    again = "m = keras.Sequential([layers.Dense(1)])\nm.compile('adam')\nm.fit(X, df.y)"
    plan = planned(START, made, again)
    assert plan.inference is not None and plan.inference.level == "none"
    assert [(a.name, a.value) for a in plan.artifacts] == [("m", "served_model")]
    train = project(START, made, again)["src/paper/train.py"]
    assert "served_model = m" in train and '"m": served_model' in train


OF_A_MODULE = "%%writefile own_models.py\nclass Base:\n    def fit(self, X, y):\n        self.w = y\nclass Own(Base):\n    def {}(self, X):\n        return X"
NEVER = [  # cells that bring the class, how it is asked, the level
    ((OF_A_MODULE.format("predict_value"), "from own_models import Own"), "predict_value", "none"),
    ((OF_A_MODULE.format("predict"), "from own_models import Own"), "predict", "raw"),
    (("Own = somewhere.Own",), "predict_value", "none"),
    (("Own = somewhere.Own",), "predict", "raw"),
]  # fmt: skip


@pytest.mark.parametrize("made, method, level", NEVER)
def test_a_model_that_has_no_predict_is_not_asked_with_it(made, method, level):
    fit = f"X = df[['a']]\nm = Own()\nm.fit(X, df['y'])\np = m.{method}(X)\nprint(p)"
    found = planned(START, *made, fit).inference
    assert found is not None and found.level == level, found.because
    assert "`predict`" in found.because or level != "none"


def test_a_model_that_is_given_more_axes_than_a_table_has():
    read = "X = somewhere.windows(df)\nprint(X.shape[2])\nm = SVC()\nm.fit(X, df.y)\np = m.predict(X)"
    found = planned(START, read).inference
    assert found is not None and found.level == "none" and "arrays of 3 dimensions" in found.because
