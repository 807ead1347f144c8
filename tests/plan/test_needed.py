"""What has to be installed although nothing imports it."""

import pytest

from tests.notebooks import planned

PD = "import pandas as pd\n"
NEEDED = [
    (PD + "df = pd.read_excel('a.xls')", {"pandas", "xlrd"}),
    (PD + "df = pd.read_excel('a.xlsx')", {"pandas", "openpyxl"}),
    (PD + "p = 'b.XLS'\ndf = pd.read_excel(p)", {"pandas", "xlrd"}),
    (PD + "df = pd.read_gbq('select a from b.c')\nprint(df.a.sum())", {"pandas", "pandas-gbq"}),
    ("import keras\nfrom sklearn.svm import SVC\nfrom own import models\nfor m in models:\n    m.fit([[1], [2]], [1, 2])\n    print(m.score([[1]], [1]))", set()),  # whose fit, nobody knows
    (PD + "import sys\ndf = pd.read_excel(sys.argv[1])", {"pandas", "openpyxl"}),
    (PD + "df = pd.read_csv('a.csv')\ndf.to_parquet('b.parquet')", {"pandas", "pyarrow"}),
    (PD + "df = pd.read_csv('a.csv')\ntext = df.groupby('a').sum().to_markdown()", {"pandas", "tabulate"}),
    (PD + "df = pd.read_csv('a.csv')\ndf.to_excel('b.xlsx')", {"pandas", "openpyxl"}),
    ("!kaggle datasets download a/b\n" + PD + "df = pd.read_csv('a.csv')\ndf.sum()", {"pandas", "kaggle"}),
    (
        "import os\nos.environ['KERAS_BACKEND'] = 'jax'\nimport keras\nprint(keras.layers.Dense(1).units)",
        {"jax", "keras"},
    ),
    ("from transformers import pipeline\nask = pipeline('sentiment-analysis')\nprint(ask('fine'))", {"torch", "transformers"}),
    (PD + "df = pd.read_csv('a.csv')\ndf.to_csv('b.csv')", {"pandas"}),
    (PD + "df = pd.read_csv('a.csv')\nax = df.plot()\nprint(ax.get_title(), df.a.sum())", {"pandas", "matplotlib"}),
    ("import enigma, pandas\nax = enigma.table().plot()\nprint(ax.get_title())", {"pandas", "matplotlib"}),
    (PD + "df = pd.read_csv('a.csv')\ndf.plot()\nprint(df.a.sum())", {"pandas"}),
    ("from keras.models import Sequential\nm = Sequential()\nm.fit([1], [2])", {"keras", "tensorflow"}),
    ("from sklearn.datasets import load_sample_image\nphoto = load_sample_image('china.jpg')", {"scikit-learn", "pillow"}),
    ("from sklearn.datasets import load_iris\nflowers = load_iris()", {"scikit-learn"}),
    ("import torch\nfrom keras.models import Sequential\nm = Sequential()\nm.fit([1], [2])\nt = torch.ones(2)", {"keras", "torch"}),
    ("from catboost import CatBoostClassifier\nm = CatBoostClassifier().fit([[1]], [2], plot=True)", {"catboost", "ipywidgets"}),
    ("from catboost import CatBoostClassifier\nm = CatBoostClassifier().fit([[1]], [2])", {"catboost"}),
    ("from lightgbm import LGBMClassifier\nm = LGBMClassifier().fit([[1]], [2])", {"lightgbm", "scikit-learn"}),
    (PD + "df = pd.read_csv('a.csv')\ndf.round(2).style.set_caption('a').to_html('a.html')", {"pandas", "jinja2"}),
    (PD + "from sklearn.svm import SVC\nfrom own import X, y\nm = SVC().fit(X, y)\nt = pd.DataFrame(m.coef_)\n"
     "t.style.background_gradient(cmap='Blues')", {"pandas", "scikit-learn"}),
    (PD + "from own import table\nx = table(pd.read_csv('a.csv')).style.background_gradient()\nx.to_html('a.html')",
     {"pandas", "jinja2"}),
    (PD + "import matplotlib.pyplot as plt\ndf = pd.read_csv('a.csv')\nplt.style.use('ggplot')\nprint(df.a.sum())", {"pandas"}),
    ("from check import check_packages\nd = {'numpy': '1.21.2', 'matplotlib': '3.4.3', 'sklearn': '1.0'}\ncheck_packages(d)",
     {"numpy", "matplotlib", "scikit-learn"}),
    (PD + "d = {'holidays': '1.5', 'wikipedia': '0.5'}\nprint(pd.Series(d))", {"pandas"}),
    (PD + "d = {'pandas': '1.0', 'price': '1.5'}\nprint(pd.Series(d))", {"pandas"}),  # a table of something else
    (PD + "df = pd.read_csv('a.csv')\nc = df.corr(method='kendall')\ndf.interpolate('spline').to_csv('b.csv')\nprint(c)",
     {"pandas", "scipy"}),
    (PD + "df = pd.read_csv('a.csv')\nc = df.corr()\ndf.interpolate().to_csv('b.csv')\nprint(c)", {"pandas"}),
    ("from bs4 import BeautifulSoup\nprint(BeautifulSoup('<a>', 'lxml').get_text())", {"beautifulsoup4", "lxml"}),
    ("from bs4 import BeautifulSoup\nprint(BeautifulSoup('<a>', 'html.parser').get_text())", {"beautifulsoup4"}),
    ("from sklearn.datasets import fetch_openml\nX = fetch_openml('titanic')\nprint(X.frame)", {"scikit-learn", "pandas"}),
    ("from sklearn.datasets import load_iris\nX = load_iris(as_frame=True)\nprint(X.frame.mean())", {"scikit-learn", "pandas"}),
    ("from sklearn.datasets import load_iris\nX, y = load_iris(return_X_y=True)\nprint(X.mean())", {"scikit-learn"}),
    ("from sklearn.preprocessing import MinMaxScaler\ns = MinMaxScaler().set_output(transform='pandas')\nprint(s.fit_transform([[1.0]]))",
     {"scikit-learn", "pandas"}),
    (PD + "df = pd.read_csv('a.csv')\npd.read_html('a.html')[0].head()", {"pandas"}),  # a look that goes
]  # fmt: skip


@pytest.mark.parametrize(("source", "names"), NEEDED, ids=[row[0][-60:] for row in NEEDED])
def test_what_calls_take(source, names):
    assert {r.name for r in planned(source).requirements} == names


def test_a_pin_of_the_notebook_stays():
    found = planned("!pip install xlrd==1.2.0\n" + PD + "df = pd.read_excel('a.xls')").requirements
    assert [(r.name, r.specifier) for r in found] == [("pandas", ""), ("xlrd", "==1.2.0")]


def test_a_pin_stays_where_only_a_call_takes_what_it_pins():
    lines = (
        "!pip install openpyxl==3.0.10\nimport openpyxl\n" + PD + "openpyxl.__version__\ndf = pd.read_excel('a.xlsx')"
    )
    found = planned(lines + "\nprint(df.a.sum())").requirements
    assert [(r.name, r.specifier) for r in found] == [("openpyxl", "==3.0.10"), ("pandas", "")]


ASKED = [
    ("!pip install raiwidgets==0.36.0\nfrom raiwidgets import ExplanationDashboard\n" + PD
     + "df = pd.read_csv('a.csv')\ndf.head()\nprint(df.a.sum())\nif False:\n    ExplanationDashboard(df)", {"pandas"}),
    ("!pip install squarify somelib\nimport squarify\nimport matplotlib.pyplot as plt\n" + PD
     + "df = pd.read_csv('a.csv')\nprint(df.a.sum())\nsquarify.plot(df.a)\nplt.show()", {"pandas", "somelib"}),
    ("!pip install missingno psycopg2\nimport psycopg2\nimport missingno\n" + PD
     + "df = pd.read_csv('a.csv')\nprint(df.a.sum())\nmissingno.matrix(df)", {"pandas", "psycopg2"}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "names"), ASKED)
def test_what_only_dropped_code_uses_is_not_asked_for(source, names):
    assert {r.name for r in planned(source).requirements} == names


ABSENT = [  # cells, the modules of which nobody knows where they come from
    ("import enigma\nprint(enigma.go())", ["enigma"]),
    ("import enigma\nfrom enigma.en import go\nprint(go())", ["enigma"]),
    ("import enigma\nimport mystery\nprint(mystery.go())", ["mystery"]),
    ("import enigma\nimport pandas as pd\nprint(pd.read_csv('a.csv').mean())", []),
    ("!pip install enigma-client-v4==1.0\nimport enigma_client\nprint(enigma_client.go())", []),
    ("from enigma import go\nfor n in [1, 2]:\n    print(go(n))", ["enigma"]),
    ("def asked(n):\n    import enigma\n    return enigma.go(n)\nprint(asked(3))", ["enigma"]),
]


@pytest.mark.parametrize(("source", "modules"), ABSENT)
def test_a_module_that_nobody_knows_is_told_where_its_import_stays(source, modules):
    found = [f.text for f in planned(source).findings if f.code == "NB035"]
    assert len(found) == len(modules) and all(module in text for module, text in zip(modules, found, strict=True))
