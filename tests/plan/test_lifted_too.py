"""Settings of classes that nobody knows, and values that several places hold: all of the places, or none."""

import pytest

from tests.notebooks import planned

DATA = "import pandas as pd\ndf = pd.read_csv('a.csv')"
KERAS = "from tensorflow import keras\nimport numpy as np\nX, y = np.ones((9, 3)), np.ones(9)"
NET = "m = keras.Sequential([keras.layers.Dense(1)])\nm.fit(X, y, epochs=10)\n"
RIDGE = "from sklearn.linear_model import Ridge\n"
FIT = "m = Ridge(alpha=2).fit({0}[['a']], {0}.t)\nprint(m.score(df[['a']], df.t))"
LIFTED = [  # cells, what is lifted beside paths
    ((DATA, "from statsmodels.tsa.arima.model import ARIMA\nm = ARIMA(df.y, order=(1, 1, 2)).fit()\nprint(m.aic)"),
     {"order": (1, 1, 2)}),
    ((DATA, "from arch import arch_model\nm = arch_model(df.y, p=2, q=3)\nprint(m.fit().aic)"), {"p": 2, "q": 3}),
    ((DATA, "from rare import Grouping\nenc = Grouping(cols=['a'], threshold=0.01).fit(df)\nprint(enc.transform(df))"),
     {"threshold": 0.01}),
    ((DATA, "from gensim.models import LdaModel\nlda = LdaModel(list(df.words), num_topics=7)\nprint(lda.show_topics())"),
     {"num_topics": 7}),
    ((DATA, "from sklearn.feature_extraction.text import CountVectorizer\nv = CountVectorizer(encoding='utf8', min_df=3)\n"
      "print(v.fit_transform(df.a).sum())"), {"min_df": 3}),
    ((DATA, RIDGE + "strengths = [10, 1, 0.1]\nfor a in strengths:\n    print(Ridge(alpha=a).fit(df[['a']], df.t).coef_)"),
     {"strengths": [10, 1, 0.1]}),
    ((KERAS, NET + "h = keras.Sequential([keras.layers.Dense(1)])\nh.fit(X, y, epochs=9)\nm.save('m.h5')"),
     {"m_epochs": 10, "h_epochs": 9}),
    # one model, made twice in the same words
    ((DATA, "from sklearn.cluster import KMeans\nkm = KMeans(max_iter=99).fit(df)\nprint(km.labels_)",
      "km = KMeans(max_iter=99).fit(df.T)\nprint(km.labels_)"), {"max_iter": 99}),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), LIFTED, ids=[str(row[1]) for row in LIFTED])
def test_what_is_lifted(cells, expected):
    assert {p.name: p.default for p in planned(*cells).parameters if not p.name.endswith("_path")} == expected


SAVED = [  # how it is saved, how it is read
    ("m.save('trained')", "keras.models.load_model('trained')"),
    ("import os\nm.save(os.path.join('dnn', 'm.h5'))", "keras.models.load_model('dnn/m.h5')"),
    ("import os\nhere = 'dnn/'\nm.save(os.path.join(here, 'm.h5'))", "keras.models.load_model(os.path.join(here, 'm.h5'))"),
]  # fmt: skip


@pytest.mark.parametrize(("save", "load"), SAVED, ids=["name", "joined", "below"])
def test_what_is_written_and_read_is_one_path(save, load):
    plan = planned(KERAS, NET + save, f"again = {load}\nprint(again.evaluate(X, y))")
    (found,) = [p for p in plan.parameters if p.origin != "constant" and p.name.endswith(("_path", "_file"))]
    assert [edit.cell for edit in plan.edits if edit.name == found.name] == [1, 2]


def test_several_files_bear_their_own_names():
    read = RIDGE + "df = pd.read_csv('{}.csv')\n" + FIT.format("df")
    names = [p.name for p in planned("import pandas as pd", read.format("iris"), read.format("cars")).parameters]
    assert [name for name in names if name.endswith("_path")] == ["iris_path", "cars_path"]


def test_the_served_pipeline_has_the_plain_names():
    impute = "imp = SimpleImputer(strategy='median')\nprint(imp.fit_transform(df))"
    serve = "m = make_pipeline(SimpleImputer(strategy='mean'), Ridge()).fit(df[['a']], df.t)\nprint(m.score(df[['a']], df.t))"
    known = f"{RIDGE}from sklearn.impute import SimpleImputer\nfrom sklearn.pipeline import make_pipeline"
    found = {p.name: p.default for p in planned(DATA, known, impute, serve).parameters}
    assert (found["strategy"], found["imp_strategy"]) == ("mean", "median")


def test_help_speaks_of_where_a_number_is_handed_on():
    fit = "{0} = keras.Sequential([keras.layers.Dense(1)])\n{0}.fit(X, y, epochs={1})\n{0}.save('{0}.h5')"
    numbers = "first_epochs = 5\nlast_epochs = 3"
    cells = (KERAS, numbers, fit.format("a", "first_epochs"), "more = first_epochs + 4", fit.format("b", "last_epochs"))
    said = {p.name: p.help.partition(" Of ")[0] for p in planned(*cells, "print(more)").parameters}
    assert said["first_epochs"].partition(". ")[0].rstrip(".") == "How often training passes over its data, in cell 3"
