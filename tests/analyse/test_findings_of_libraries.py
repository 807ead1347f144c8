"""What is gone, what is not known, whose columns, what never ran. Each row: cells, and the codes with a piece of each."""

import pytest

from tests.notebooks import code, planned, program

PANDAS = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"


def told(code_, *cells):
    return [f for f in program(*cells).findings if f.code == code_]


PERSONAL = [
    (PANDAS + "print(df['email'])", "email"),
    (PANDAS + "df = df.drop(columns=['SSN', 'n'])", "SSN"),
    (PANDAS + "df = df[['firstName', 'last_name']]", "firstName, last_name"),
    (PANDAS + "df = df.drop(['Name', 'x'], axis=1)\nprint(df['Age'])", "Name"),
    ("import pandas as pd\ndf = pd.read_csv('a.csv', usecols=['date_of_birth'])", "date_of_birth"),
    (PANDAS + "print(df['User_ID'])", "User_ID"),
]
NOBODY = [
    PANDAS + "print(df['name'])",  # of a product, perhaps
    PANDAS + "print(df['email_count'], df['phone_price'], df['address_length'])",
    "fields = ['email', 'phone']",
    PANDAS + "terms = df.index.to_series(name='Name')\nprint(df['Age'], terms['Name'])",  # of no person
    "print('email')",
]


@pytest.mark.parametrize(("source", "columns"), PERSONAL)
def test_personal_columns(source, columns):
    assert [f.text for f in told("NB108", source)] == [f"columns named as what tells who a person is: {columns}"]


@pytest.mark.parametrize("source", NOBODY)
def test_columns_of_nobody(source):
    assert told("NB108", source) == []


def test_cells_that_never_ran():
    cells = (code("a = 1", count=1), code("b = 2"), code("# nothing"), code("c = 3", count=2), code("d = 4"))
    assert [(f.cell, f.text.partition(":")[0][-10:]) for f in told("NB103", *cells)] == [(1, "cells 2, 5")]
    assert told("NB103", "a = 1", "b = 2") == []  # nothing is known: no cell has a count
    assert told("NB103", code("a = 1", count=1), code("b = 2", count=2)) == []


def test_definitions_of_one_name():
    assert [f.cell for f in told("NB109", "def f(): return 1", "def f(): return 2", "def f(): return 3")] == [1]
    assert told("NB109", "def f(): return 1", "def f():  return 1  # again") == []
    assert told("NB109", "if True:\n    def f(): return 1\nelse:\n    def f(): return 2", "f()") == []


def test_libraries_that_nobody_knows():
    found = told("NB115", "import strangelib, otherlib\nx = strangelib.run(1)\ny = otherlib.go(x)\nz = len([x, y])")
    assert [f.text.split(" are ")[0] for f in found] == ["calls of otherlib, strangelib"]
    assert told("NB115", PANDAS + "df.describe()\nimport strangelib") == []


SKLEARN = "from sklearn.ensemble import RandomForestClassifier\n"
UNSEEDED = [
    ("import numpy as np\nx = np.random.rand(3)\nprint(x)", 2, "np.random.rand"),
    ("import pymc as pm\nwith pm.Model():\n    trace = pm.sample(9)", 3, "pm.sample"),
    ("import random\nx = random.random()\nprint(x)", 2, "random.random"),
    (
        "from sklearn.feature_extraction.text import CountVectorizer\nfrom sklearn.model_selection import train_test_split\n"
        "X = CountVectorizer().fit_transform(['a b', 'c'])\na, b = train_test_split(X)\nprint(a)",
        4,
        "train_test_split",  # whatever its rows were made with
    ),
    (SKLEARN + "m = RandomForestClassifier().fit([[1], [2]], [0, 1])", 2, "RandomForestClassifier().fit"),
    (
        "from keras import Sequential, layers\nfrom own import X, y\nm = Sequential()\nm.add(layers.Conv2D(4, 3))\n"
        "m.add(layers.MaxPool2D())\nm.compile('adam', 'mse')\nh = m.fit(X, y)\nprint(h.history)",
        7,
        "m.fit",  # it shows what the making of its layers drew
    ),
    ("import numpy as np\nimport random\nrandom.seed(0)\nx = np.random.rand(3)\nprint(x)", 4, "np.random.rand"),
]
SEEDED = [
    "import numpy as np\nnp.random.seed(0)\nx = np.random.rand(3)\nprint(x)",
    SKLEARN + "m = RandomForestClassifier(random_state=0).fit([[1], [2]], [0, 1])",
    "import numpy as np\nrng = np.random.default_rng(0)\nx = rng.normal()\nprint(x)",
    PANDAS + "df.sample(3)",  # a look that goes
    "import strangelib\nx = strangelib.run()\nprint(x)",  # nobody knows
    "from sklearn.model_selection import GridSearchCV\nfrom strangelib import Near\nfrom somewhere import X, y\n"
    "knn = Near()\ng = GridSearchCV(knn, {'k': [1]})\ng.fit(X, y)",
    "import numpy as np\nimport matplotlib.pyplot as plt\nfor i in np.random.permutation(9):\n    plt.plot([i])",
    "import strangelib as st\nst.plot_posterior(trace)\nx = 1\nprint(x)",
    "import pymc as pm\nwith pm.Model():\n    trace = pm.sample(9, random_seed=1)",
    PANDAS
    + "from sklearn.tree import DecisionTreeRegressor\nX = df[['a']].values\nt = DecisionTreeRegressor()\nt.fit(X, df['b'])",
]


@pytest.mark.parametrize(("source", "line", "call"), UNSEEDED)
def test_unseeded_randomness(source, line, call):
    found = [f for f in planned(source, "y = 1").findings if f.code == "NB107"]
    assert [(f.cell, f.line) for f in found] == [(0, line)]
    assert found[0].text.startswith(f"{call} draws from ") and "random numbers" in found[0].text


def test_of_several_draws_the_first_is_named_and_the_cells_of_the_others():
    made = "X, y = [[1], [2]], [0, 1]\nm = RandomForestClassifier()\nm.fit(X, y)\nprint(m.score(X, y))"
    [found] = [f for f in planned(SKLEARN, made, made).findings if f.code == "NB107"]
    assert found.cell == 1 and found.text.startswith(
        "m.fit (and cell 3) draws from numpy's random numbers, which nothing"
    )
    tree = (
        PANDAS
        + "from sklearn.tree import DecisionTreeRegressor\nX = df[['a', 'c']].values\nt = DecisionTreeRegressor()\nt.fit(X, df['b'])"
    )
    assert [f.code for f in planned(tree, "print(t.score(X, df['b']))").findings if f.code == "NB107"]


@pytest.mark.parametrize("source", SEEDED)
def test_seeded_randomness(source):
    assert [f for f in planned(source, "y = 1\nprint(y)").findings if f.code == "NB107"] == []


SMOTED = (
    "from imblearn.over_sampling import SMOTE\nfrom sklearn.preprocessing import StandardScaler\n"
    "Z = StandardScaler().fit_transform(df[['a']])\ns = SMOTE({})\nX, y = s.fit_resample(Z, df.y)"
)
CLUSTERED = (
    "import pandas as pd\nfrom sklearn.cluster import KMeans\nfrom sklearn.svm import SVC\n"
    "from sklearn.dummy import DummyClassifier\nfrom sklearn.model_selection import cross_val_score\n"
    "df = pd.read_csv('a.csv')"
)
OF_ITS_OWN = [  # what the rows came of has drawn there, or not; what is drawn from here, by cell
    ((PANDAS + SMOTED.format(""), "print(X.sum())"), {0}),
    ((PANDAS + SMOTED.format("random_state=1"), "print(X.sum())"), set()),
    (
        (
            CLUSTERED,
            "d = cross_val_score(DummyClassifier(strategy='constant', constant=0), df[['a']], df.y)",
            "print(d)",
        ),
        set(),
    ),
    (
        (CLUSTERED, "d = DummyClassifier(strategy='uniform')\nd.fit(df[['a']], df.y)", "print(d.predict(df[['a']]))"),
        {1},
    ),
    ((CLUSTERED, "m = SVC(probability=True, random_state=1)", "print(cross_val_score(m, df[['a']], df.y))"), set()),
    ((CLUSTERED, "m = SVC(probability=True)", "print(cross_val_score(m, df[['a']], df.y))"), {2}),
]


@pytest.mark.parametrize(("cells", "drawn"), OF_ITS_OWN)
def test_who_draws_is_the_estimator_itself(cells, drawn):
    found = [f for f in planned(*cells, "y = 1").findings if f.code == "NB107"]
    assert {f.cell for f in found} == drawn


LINEAR = "from sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import cross_val_predict\n"
FOREST = "from sklearn.ensemble import RandomForestClassifier\n"
WALK = "import numpy as np\ndef walk(n):\n    return [np.random.randint(2) for _ in range(n)]\n"
KERAS = "from tensorflow import keras\n"
FITS = (
    "from sklearn.linear_model import Lasso\nfrom sklearn.pipeline import make_pipeline\n"
    "def fit_it(model):\n    model.fit(X, y)\n    print(model.score(X, y))\n"
)
PIPE = (
    "from somewhere import scale\nfrom sklearn.pipeline import Pipeline\nfrom sklearn.preprocessing import MinMaxScaler\n"
    "from sklearn.ensemble import RandomForestClassifier\n"
)
SEEDLESS = [  # whether the finding on unseeded randomness is due
    ("from sklearn.ensemble import RandomForestClassifier\nm = RandomForestClassifier().fit(X, y)", True),
    ("from sklearn.model_selection import KFold\nparts = list(KFold(n_splits=3).split(X))", False),
    ("from sklearn.model_selection import KFold\nparts = list(KFold(n_splits=3, shuffle=False).split(X))", False),
    (
        "from sklearn.model_selection import cross_val_predict\nfrom sklearn.linear_model import LinearRegression\n"
        "p = cross_val_predict(LinearRegression(), X, y, cv=10)",
        False,
    ),
    (
        "from sklearn.model_selection import cross_val_predict\nfrom sklearn.tree import DecisionTreeRegressor\n"
        "p = cross_val_predict(DecisionTreeRegressor(), X, y, cv=10)",
        True,
    ),
    ("for m in models():\n    m.fit(X, y)", False),  # of what nobody knows
    (LINEAR + "m = LogisticRegression(solver='liblinear', C=10).fit(X, y)", False),
    (LINEAR + "m = LogisticRegression(solver='liblinear', penalty='l1').fit(X, y)", True),
    (LINEAR + "m = LogisticRegression(solver='saga')\nm.fit(X, y)", True),
    (LINEAR + "m = LogisticRegression(solver='liblinear')\nm.fit(X, y)", False),
    (LINEAR + "p = cross_val_predict(LogisticRegression(solver='liblinear'), X, y)", False),
    ("from sklearn.decomposition import PCA\nm = PCA(n_components=2).fit(X)", False),
    ("from sklearn.decomposition import PCA\nm = PCA(2, svd_solver='randomized').fit(X)", True),
    ("from sklearn.svm import SVC\nm = SVC()\nm.fit(X, y)\np = m.predict(X)", False),
    ("from sklearn.svm import SVC\nm = SVC(probability=True).fit(X, y)", True),
    (
        LINEAR
        + FOREST
        + "for n, c in [('a', LogisticRegression()), ('b', RandomForestClassifier(random_state=0))]:\n    p = cross_val_predict(c, X, y)",
        False,
    ),
    (
        LINEAR
        + FOREST
        + "for n, c in [('a', LogisticRegression()), ('b', RandomForestClassifier())]:\n    p = cross_val_predict(c, X, y)",
        True,
    ),
    ("from imblearn.over_sampling import SMOTE\nsm = SMOTE(random_state=0)\nA, b = sm.fit_resample(X, y)", False),
    ("from imblearn.over_sampling import SMOTE\nsm = SMOTE()\nA, b = sm.fit_resample(X, y)", True),
    (WALK + "w = walk(3)", True),
    (
        LINEAR + "def fit(C):\n    m = LogisticRegression(solver='liblinear', C=C)\n    return m.fit(X, y)\nm = fit(3)",
        False,
    ),
    (LINEAR + "def fit(C):\n    m = LogisticRegression(solver='saga', C=C)\n    return m.fit(X, y)\nm = fit(3)", True),
    (WALK + "np.random.seed(1)\nw = walk(3)", False),
    # what a function hands to an unknown object may draw, or not
    (
        LINEAR
        + "def fit(ax):\n    m = LogisticRegression(solver='liblinear').fit(X, y)\n    ax.scatter(X, y)\n    return m\nm = fit(models)",
        False,
    ),
    (WALK + "from somewhere import dag\nplan = dag([walk])", True),  # somebody else calls it
    (WALK + "np.random.seed(1)\nfrom somewhere import dag\nplan = dag([walk])", False),
    (WALK, False),  # nobody calls it
    (
        "import numpy as np\ndef pick(w, known):\n    return known[w] if w in known else np.random.rand(3)\nv = pick('a', {'a': 1})",
        False,
    ),
    (
        KERAS
        + "import numpy as np\nimport tensorflow as tf\nnp.random.seed(4)\ntf.random.set_seed(4)\ndef net():\n    return keras.Sequential([keras.layers.Dense(1)])\nm = net()",
        False,
    ),
    (
        FOREST + "from sklearn.model_selection import RandomizedSearchCV\nC = {'seed': 4}\n"
        "s = RandomizedSearchCV(RandomForestClassifier(random_state=C['seed']), {}, random_state=C['seed'])\ns.fit(X, y)",
        False,
    ),
    (
        FOREST + "from sklearn.model_selection import RandomizedSearchCV\nC = {'seed': 4}\n"
        "s = RandomizedSearchCV(RandomForestClassifier(), {}, random_state=C['seed'])\ns.fit(X, y)",
        True,
    ),
    (FITS + "fit_it(make_pipeline(Lasso(alpha=0.1)))", False),
    (FITS + "fit_it(make_pipeline(Lasso(alpha=0.1, selection='random')))", True),
    (FITS + FOREST + "fit_it(RandomForestClassifier())", True),
    (FITS + FOREST + "fit_it(RandomForestClassifier(random_state=0))", False),
    ("import pandas as pd\ndf = pd.read_csv('a.csv')\nfew = df.sample(10)\nfew", False),  # it is only looked at
    ("import pandas as pd\ndf = pd.read_csv('a.csv')\nfew = df.sample(10)\nfew.to_csv('b.csv')", True),
    (KERAS + "m = keras.Sequential([keras.layers.Dense(1, kernel_initializer='ones')])", False),
    (KERAS + "m = keras.Sequential([keras.layers.Dense(1)])", True),
    (KERAS + "m = keras.Sequential([keras.layers.Dense(1, kernel_initializer='ones')])\nm.fit(X, y)", True),
    (PIPE + "p = Pipeline([('a', scale.Mapper(3)), ('b', MinMaxScaler())])\np.fit(X, y)", False),
    (PIPE + "p = Pipeline([('a', MinMaxScaler()), ('b', RandomForestClassifier())])\np.fit(X, y)", True),
    (
        "from tensorflow.keras import layers\nv = layers.TextVectorization()\nv.adapt(X)\nZ = v(X)\nprint(Z)",
        False,
    ),  # adapt fills it, and nothing is drawn
]


def test_settings_that_a_seed_is_put_into_are_seeded():
    made = "P = {'n_estimators': 3}\n{}m = RandomForestClassifier(**P)\nm.fit(X, y)"
    for line, due in (("", True), ("P.update(random_state=4)\n", False), ("P['random_state'] = 4\n", False)):
        found = planned("from somewhere import X, y", FOREST + made.replace("{}", line)).findings
        assert ("NB107" in {f.code for f in found}) is due


@pytest.mark.parametrize(("source", "due"), SEEDLESS)
def test_randomness_that_nobody_is_sure_of(source, due):
    plan = planned("from somewhere import X, y, models", source)
    assert ("NB107" in {finding.code for finding in plan.findings}) is due


@pytest.mark.parametrize(("shuffle", "draws"), [(True, True), (False, False)])
def test_splitters_draw_where_they_shuffle(shuffle, draws):
    made = program(
        "from sklearn.model_selection import KFold\nimport numpy as np\nX = np.zeros((3, 1))",
        f"parts = list(KFold(n_splits=3, shuffle={shuffle}).split(X))",
    )
    assert ("numpy" in made.statements[-1].facts.draws) is draws


def test_the_call_that_draws_is_named_and_not_what_is_done_with_its_result():
    source = (
        "from sklearn.ensemble import RandomForestClassifier\nfrom sklearn.model_selection import cross_val_score",
        "X, y = [[1], [2]] * 9, [0, 1] * 9\nscore = cross_val_score(RandomForestClassifier(), X, y).mean()",
    )
    [found] = [f for f in planned(*source).findings if f.code == "NB107"]
    assert "cross_val_score draws from numpy's" in found.text


def test_the_advice_seeds_every_stream_that_is_drawn_from():
    source = "import random\nimport numpy as np\na = random.random()\nb = np.random.rand(3)\nprint(a, b)"
    [found] = [f for f in planned(source).findings if f.code == "NB107"]
    assert "np.random.seed(0) and random.seed(0)" in found.advice


def test_of_a_network_only_what_every_version_draws_from_is_told():
    net = (
        KERAS
        + "import tensorflow as tf\ntf.random.set_seed(4)\nm = keras.Sequential([keras.layers.Dense(1)])\nm.fit(X, y)"
    )
    assert [f for f in planned("from somewhere import X, y", net).findings if f.code == "NB107"] == []


def test_who_hands_something_through_a_network_is_not_who_draws():
    base = "from tensorflow.keras.applications.xception import Xception\nb = Xception(weights='imagenet')\n"
    layers = "i = keras.Input(shape=(9, 9, 3))\nv = b(i, training=False)\no = keras.layers.Dense(1)(v)\nm = keras.Model(i, o)"
    [found] = [f for f in planned(KERAS + base + layers, "print(m.predict([1]))").findings if f.code == "NB107"]
    assert found.text.startswith("keras.layers.Dense draws from TensorFlow's")


def test_one_call_seeds_all_that_a_network_draws_from():
    net = KERAS + "m = keras.Sequential([keras.layers.Dense(1)])"
    [found] = [f for f in planned("from somewhere import X, y", net).findings if f.code == "NB107"]
    assert "keras.utils.set_random_seed(0)" in found.advice
