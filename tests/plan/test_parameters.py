"""What a person may change, under which name; and what must stay code."""

import pytest

from nb2prod.plan.parameters import unsaved
from tests.notebooks import code, planned, project, text

PD = "import pandas as pd"
LOAD = "df = pd.read_csv('a.csv')"
SK = "from sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import train_test_split"

KERAS = "from tensorflow import keras\nnet = keras.Sequential()"
OS = "import os\nfrom pathlib import Path"
GRID = "from sklearn.model_selection import GridSearchCV"


def lifted(*cells):
    return {p.name: p.default for p in planned(*cells).parameters}


LIFTED = [
    (("rate = 0.2", "x = 1 * rate"), {"rate": 0.2}),
    (("n = 3  # how many", "x = [n]"), {"n": 3}),
    (("flag = True", "x = [flag]"), {"flag": True}),
    (("shift = -1", "x = [shift]"), {"shift": -1}),
    (("path = 'a.csv'", "x = open(path)"), {"path": "a.csv"}),
    (("n = 7", "x = [n]", "n = 7", "y = [n]"), {"n": 7}),  # set once more, to the same
    (("start = '2019-01-31'", "x = [start]"), {"start": "2019-01-31"}),
    (("with open('a.txt') as f: x = f.read()",), {"file_path": "a.txt"}),
    (("with open('a.txt', 'w') as f: f.write('x')",), {"output_path": "a.txt"}),
    (("with open('a.bin', mode='wb') as f: f.write(b'')",), {"output_path": "a.bin"}),
    (("data_dir = 'in'", "x = data_dir + 'b'"), {"data_dir": "in"}),
    ((PD, LOAD, "print(len(df))"), {"data_path": "a.csv"}),
    ((PD, "dataset = pd.read_csv('a.csv')", "print(len(dataset))"), {"data_path": "a.csv"}),
    ((PD, "df = pd.read_csv('a.csv', sep=';')", "print(len(df))"), {"data_path": "a.csv", "sep": ";"}),
    ((PD, LOAD, "df.to_csv('out.csv')"), {"data_path": "a.csv", "df_path": "out.csv"}),
    ((PD, "base = {3: 4}\npd.to_pickle(base, 'out.pkl')"), {"base_path": "out.pkl"}),
    ((PD, LOAD, "a = df[['a']].sample(frac=0.1)\nb = df.b.sample(frac=0.1)"), {"data_path": "a.csv", "frac": 0.1}),
    (
        (PD, "train_df = pd.read_csv('a.csv')\ntest_df = pd.read_csv('b.csv')", "print(len(train_df), len(test_df))"),
        {"train_path": "a.csv", "test_path": "b.csv"},
    ),
    ((PD, "def load(p): return pd.read_csv(p)\nd = load('in/d.csv')", "print(len(d))"), {"d_path": "in/d.csv"}),
    (
        (PD, "d = pd.concat([pd.read_csv('x/a.csv'), pd.read_csv('x/b.csv')])", "print(len(d))"),
        {"a_path": "x/a.csv", "b_path": "x/b.csv"},
    ),
    ((PD, "a = pd.read_csv('./a.csv')\nb = pd.read_csv('a.csv')", "print(len(a), len(b))"), {"a_path": "./a.csv"}),
    (  # a number of folds is no size
        (
            "from sklearn.model_selection import KFold\nN_SPLITS = 10",
            "s = KFold(N_SPLITS)",
            "for i in range(10): print(i, s)",
        ),
        {"N_SPLITS": 10},
    ),
    (  # files of one name, in folders of their own
        ("import numpy as np", "d = np.load('one/a.npz')\nx = d['x']\nd = np.load('two/a.npz')\nprint(x, d['x'])"),
        {"one_path": "one/a.npz", "two_path": "two/a.npz"},
    ),
    ((PD, "d = []\nfor p in ['a.csv', 'b.csv']:\n    d.append(pd.read_csv(p))"), {"data_paths": ["a.csv", "b.csv"]}),
    (("from pathlib import Path", "ROOT = Path('data/in')", "x = ROOT / 'a'"), {"root": "data/in"}),
    (("import sqlite3", "con = sqlite3.connect('a.db')"), {"database_path": "a.db"}),
    ((PD, "a = pd.read_csv('a.csv')\nb = pd.read_csv('a.csv')", "print(len(a), len(b))"), {"a_path": "a.csv"}),
    (
        (PD, SK, LOAD, "parts = train_test_split(df, test_size=0.2, random_state=1)"),
        {"data_path": "a.csv", "test_size": 0.2, "random_state": 1},
    ),
    ((SK, "m = LogisticRegression(C=0.5, max_iter=9).fit(X, y)"), {"C": 0.5, "max_iter": 9}),
    (
        (code("names = ['a']\nlabel = 'y'\nopts = {'k': 1}", "parameters"), "x = [names, label, opts]"),
        {"names": ["a"], "label": "y", "opts": {"k": 1}},
    ),
    (("import numpy as np\nnp.random.seed(4)", "x = np.random.rand(2)"), {"seed": 4}),
    (
        (
            SK,
            "m = LogisticRegression(solver='saga', random_state=1)\n"
            "n = LogisticRegression(solver='saga', random_state=1).fit(X, y)",
        ),
        {"solver": "saga", "random_state": 1},
    ),
    (
        (SK, GRID, "g = GridSearchCV(LogisticRegression(), {'C': [0.1, 1]}, cv=3).fit(X, y)"),
        {"param_grid": {"C": [0.1, 1]}, "cv": 3},
    ),
    (
        (SK, GRID, "space = {'C': [0.1, 1]}\ng = GridSearchCV(LogisticRegression(), param_grid=space)\ng.fit(X, y)"),
        {"space": {"C": [0.1, 1]}},
    ),
    ((SK, "options = {'C': 0.5}\nm = LogisticRegression(**options).fit(X, y)"), {"options": {"C": 0.5}}),
    (
        (
            SK,
            "from contextlib import suppress\nwith suppress(OSError):\n    options = dict(C=0.5)\n    m = LogisticRegression(**options).fit(X, y)",
        ),
        {"model_options": {"C": 0.5}},
    ),
    (
        (
            SK,
            "from contextlib import suppress\nwith suppress(OSError):\n    c = 0.5\n    m = LogisticRegression(C=c).fit(X, y)",
        ),
        {"model_c": 0.5},
    ),
    (
        (
            "import xgboost as xgb\nfrom somewhere import d",
            "from contextlib import suppress\nwith suppress(OSError):\n    best = {'eta': 0.5}\n    m = xgb.train(params=best, dtrain=d)",
            "print(m.predict(d))",
        ),
        {"model_best": {"eta": 0.5}},
    ),
    (  # a number that a mapping holds, where a model takes it
        (SK, "CFG = {'C': 0.5, 'far': 1}\nm = LogisticRegression(C=CFG['C']).fit(X, y)\np = m.predict(X)"),
        {"C": 0.5},
    ),
    (  # beside names of columns: each entry where it is looked up
        (
            SK,
            "CFG = {'C': 0.5, 'cols': ['a']}\nm = LogisticRegression(C=CFG['C']).fit(X[CFG['cols']], y)\np = m.predict(X)",
        ),
        {"C": 0.5},
    ),
    (
        (
            PD,
            "CFG = {'path': 'a.csv', 'cut': {'top': 3, 'name': 'x'}}\ndf = pd.read_csv(CFG['path'])\nx = df[: CFG['cut']['top']]",
        ),
        {"data_path": "a.csv", "top": 3},
    ),
    (("CFG = {'top': 3, 'name': 'x'}\ndef cut(t): return t[: CFG['top']]", "y = cut('abc')"), {}),
    (  # of a mapping that is shown nothing is lifted
        (
            SK,
            "CFG = {'C': 0.5, 'cols': ['a']}\nm = LogisticRegression(C=CFG['C']).fit(X[CFG['cols']], y)\np = m.predict(X)\nprint(CFG)",
        ),
        {},
    ),
    (  # a mapping that changes is none
        (
            SK,
            "CFG = {'C': 0.5}\nCFG['C'] = 2\nm = LogisticRegression(C=CFG['C']).fit(X, y)\np = m.predict(X)",
        ),
        {},
    ),
    (  # another mapping may say it as well
        (
            SK,
            "over = {'C': 2}\nCFG = {'C': 0.5, 'cols': ['a'], **over}\nm = LogisticRegression(C=CFG['C']).fit(X[CFG['cols']], y)\np = m.predict(X)",
        ),
        {},
    ),
    (  # another key may be the same one
        (
            SK,
            "KEY = 'C'\nCFG = {'C': 0.5, 'cols': ['a'], KEY: 2}\nm = LogisticRegression(C=CFG['C']).fit(X[CFG['cols']], y)\np = m.predict(X)",
        ),
        {},
    ),
    (  # what is handed out may be changed
        (
            SK,
            "CFG = {'model': {'C': 0.5}, 'cols': ['a']}\nCFG['model'].update(C=2)\nm = LogisticRegression(C=CFG['model']['C']).fit(X[CFG['cols']], y)\np = m.predict(X)",
        ),
        {},
    ),
    (
        (
            SK,
            "CFG = {'model': {'C': 0.5}, 'cols': ['a']}\nm = LogisticRegression(C=CFG['model']['C']).fit(X[CFG['cols']], y)\np = m.predict(X)",
        ),
        {"C": 0.5},
    ),
    (  # no setting of a model
        (SK, "AGE = {'old': 65}\nm = LogisticRegression().fit(X, y)\nprint(AGE['old'])\np = m.predict(X)"),
        {},
    ),
    ((SK, "options = dict(C=0.5)\nm = LogisticRegression(**options).fit(X, y)"), {"options": {"C": 0.5}}),
    ((SK, "how = 'l1'\nm = LogisticRegression(penalty=how).fit(X, y)"), {"how": "l1"}),
    ((SK, "y_hat = model.predict_proba(X)[:, 1] > 0.35\nprint(y_hat)"), {"threshold": 0.35}),
    (("import keras\nm = keras.Sequential()", "m.fit(X, y, epochs=20, batch_size=8)"), {"epochs": 20, "batch_size": 8}),
    ((code("unused = 1", "parameters"), "x = 2\nprint(x)"), {"unused": 1}),
    # paths put together from pieces
    ((OS, PD, "df = pd.read_csv(os.path.join('in', 'raw', 'a.csv'))", "n = len(df)"), {"data_path": "in/raw/a.csv"}),
    ((OS, PD, "df = pd.read_csv('in/' + 'a.csv')", "n = len(df)"), {"data_path": "in/a.csv"}),
    ((OS, PD, "df = pd.read_csv(Path('in') / 'a.csv')", "n = len(df)"), {"data_path": "in/a.csv"}),
    ((OS, PD, "p = os.path.join('in', 'a.csv')", "df = pd.read_csv(p)", "n = len(df)"), {"p": "in/a.csv"}),
    (
        (OS, PD, "base = 'in'\ndf = pd.read_csv(os.path.join(base, 'a.csv'))", "n = len(df)"),
        {"base": "in", "data_file": "a.csv"},
    ),
    ((OS, PD, "day = 'mon'\ndf = pd.read_csv(f'in/{day}.csv')", "n = len(df)"), {"day": "mon"}),
    ((OS, PD, "out = 'res'", "df = pd.DataFrame()\ndf.to_csv(out + '/a.csv')"), {"out": "res"}),
    (
        (OS, PD, "if not os.path.exists('a.csv'):\n    get('a.csv')\ndf = pd.read_csv('a.csv')", "n = len(df)"),
        {"data_path": "a.csv"},
    ),
    ((OS, "there = os.path.exists('a.csv')", "x = [there]"), {}),
    # models and checkpoints that are written, and read back
    ((KERAS, "net.save('net.h5')"), {"net_path": "net.h5"}),
    ((KERAS, "net.save_weights(filepath='w.h5')"), {"net_path": "w.h5"}),
    (
        (
            KERAS,
            "saver = keras.callbacks.ModelCheckpoint('best.h5', save_best_only=True)",
            "net.load_weights('best.h5')",
        ),
        {"checkpoint_path": "best.h5"},
    ),
    ((KERAS, "net.save('a name')"), {}),
    # the notebook's own functions and classes, models of libraries that nobody knows
    (("def build(d, max_len=512):\n    return d[:max_len]\nb = build('abc', max_len=2)", "n = len(b)"), {"max_len": 2}),
    (("def build(d, max_len):\n    return d[:max_len]\nb = build('abc', 2)", "n = len(b)"), {"max_len": 2}),
    (
        (
            "class Ridge2:\n    def __init__(self, alpha): self.alpha = alpha\n    def fit(self, X, y): return self\n"
            "    def predict(self, X): return X",
            "from somewhere import X, y",
            "m = Ridge2(alpha=100)\nm.fit(X, y)\np = m.predict(X)",
        ),
        {"alpha": 100},
    ),
    (
        (
            "from tpot import TPOTClassifier\nfrom somewhere import X, y",
            "pot = TPOTClassifier(generations=10, verbosity=2)\npot.fit(X, y)\np = pot.predict(X)",
        ),
        {"generations": 10},
    ),
    (
        (
            SK,
            "from sklearn.neural_network import MLPClassifier\nm = MLPClassifier(hidden_layer_sizes=(9, 5)).fit(X, y)",
        ),
        {"hidden_layer_sizes": (9, 5)},
    ),
    (
        (
            "class Data:\n    def __init__(self, data_path, kind='x'): self.p = data_path\nd = Data(data_path='./in', kind='y')",
            "n = [d.p]",
        ),
        {"data_path": "./in"},
    ),
    (  # nothing but a description of itself reads it
        (
            "class Data:\n    def __init__(self, size, n_min):\n        self.s = size\n        self.n_min = n_min\n"
            "    def get_config(self): return {'n_min': self.n_min}\nd = Data(size=8, n_min=4)",
            "n = [d.s]",
        ),
        {"size": 8},
    ),
    # data that is made, fetched, parted; rounds
    (
        ("from sklearn.datasets import make_moons\nX, y = make_moons(n_samples=50, noise=0.3)", "n = len(X)"),
        {"n_samples": 50, "noise": 0.3},
    ),
    (
        ("import yfinance as yf\nd = yf.download('SPY', start='2001-01-01')", "n = len(d)"),
        {"tickers": "SPY", "start_date": "2001-01-01"},
    ),
    (
        ("import mlflow\nmlflow.set_tracking_uri('http://h:1')\nmlflow.set_experiment('e')",),
        {"tracking_uri": "http://h:1", "experiment_name": "e"},
    ),
    (
        ("import os\nfrom scipy.io import loadmat\nd = loadmat(os.path.join('Data', 'e.mat'))", "n = len(d)"),
        {"d_path": "Data/e.mat"},
    ),
    (("from elsewhere import fetch\nfetch('https://h/houses.csv')",), {"houses_url": "https://h/houses.csv"}),
    ((PD, LOAD, "n_train = int(len(df) * 0.8)", "a = df[:n_train]"), {"data_path": "a.csv", "train_share": 0.8}),
    ((PD, LOAD, "train = df[: -int(len(df) * 0.2)]"), {"data_path": "a.csv", "test_share": 0.2}),
    ((PD, LOAD, "test = df[-int(len(df) * 0.2) :]"), {"data_path": "a.csv", "test_share": 0.2}),
    (
        (PD, LOAD, "train = df[:int(len(df) * 0.7)]\ntest = df[int(len(df) * 0.7):]"),
        {"data_path": "a.csv", "train_share": 0.7},
    ),
    (
        (PD, LOAD, "val = df[int(len(df) * 0.7):int(len(df) * 0.9)]"),
        {"data_path": "a.csv", "validation_begins_at": 0.7, "validation_ends_at": 0.9},
    ),
    (
        (PD, "def load():\n    return pd.read_csv('https://h/get/7')\nd = load()", "n = len(d)"),
        {"d_path": "https://h/get/7"},
    ),
    (
        (PD, "def load(url='https://h/get/7'):\n    return pd.read_csv(url)\nd = load()", "n = len(d)"),
        {"d_path": "https://h/get/7"},
    ),
    (
        (
            PD,
            "def load():\n    return pd.concat([pd.read_csv('a.csv'), pd.read_csv('b.csv')])\nd = load()",
            "n = len(d)",
        ),
        {},
    ),
    (
        (PD, "def load():\n    return pd.read_csv('a.csv')\ndef both():\n    return load()\nd = both()", "n = len(d)"),
        {},
    ),
    (
        (
            SK,
            "from sklearn.cluster import KMeans\nk = KMeans(n_clusters=7, tol=0.1).fit(X)",
            "for i in range(7):\n    print(X[k.labels_ == i])",
        ),
        {"tol": 0.1},
    ),
    (
        (
            "from sklearn.ensemble import RandomForestClassifier\nm = RandomForestClassifier(warm_start=True, max_depth=3).fit(X, y)\np = m.predict(X)",
        ),
        {"max_depth": 3},
    ),
    (("from somewhere import step", "for epoch in range(30):\n    step()"), {"n_epochs": 30}),
    (("def draw(i): return i\nd = [draw(i) for i in range(101)]", "n = len(d)"), {"draw_rounds": 101}),
    (("from pool import each\ndef draw(i): return i\nd = each(draw, range(101))", "n = len(d)"), {"draw_rounds": 101}),
    (
        (KERAS, "from keras.layers import Dropout\nnet.add(Dropout(0.5))\nnet.add(Dropout(rate=0.5))", "net.fit(X, y)"),
        {"dropout_rate": 0.5},
    ),
    ((KERAS, "net.compile(keras.optimizers.Adam(0.01), 'mse')", "net.fit(X, y)"), {"learning_rate": 0.01}),
    (("IMG_SIZE = (64, 32)", "x = [IMG_SIZE]"), {"IMG_SIZE": (64, 32)}),
    (("MODEL_NAME = 'bert-base'", "x = [MODEL_NAME]"), {"MODEL_NAME": "bert-base"}),
    # grids that are not one literal
    ((SK, GRID, "g = GridSearchCV(LogisticRegression(), dict(C=[1, 2])).fit(X, y)"), {"param_grid": {"C": [1, 2]}}),
    (
        (SK, GRID, "g = GridSearchCV(LogisticRegression(), {'m__C': [1, 2], 'm__tol': make()}).fit(X, y)"),
        {"C_values": [1, 2]},
    ),
    (
        (SK, GRID, "s = [{'C': [1]}, {'tol': [2]}]\ng = GridSearchCV(LogisticRegression(), s)\ng.fit(X, y)"),
        {"s": [{"C": [1]}, {"tol": [2]}]},
    ),
]


@pytest.mark.parametrize(("cells", "expected"), LIFTED, ids=[str(row[1]) for row in LIFTED])
def test_lifted(cells, expected):
    found = lifted(*cells)
    # an output path may be called after the frame or plainly
    if "df_path" in expected:
        assert sorted(map(str, found.values())) == sorted(map(str, expected.values()))
    else:
        assert {k: found.get(k) for k in expected} == expected and (found == expected or "x" in found)


STAYS_CODE = [
    ("target = 'label'", "x = [target]"),  # a column's name is logic
    ("cols = ['a', 'b']", "x = cols + []"),
    ("n = 3", "y = [n]", "n = 4", "x = [n]"),  # bound twice
    ("n = 3", "y = [n]", "if y:\n    n = 3", "x = [n]"),
    ("n = 3", "y = [n]", "for n in y:\n    pass", "x = [n]"),
    ("n = 0\nfor i in [1]:\n    n += i", "x = [n]"),
    ("rows = [1]", "rows.append(2)"),
    ("if True:\n    n = 3", "x = [n]"),
    (PD + "\ndf = pd.DataFrame()", "df = df.fillna(0)"),
    (PD + "\ndf = pd.DataFrame()", "df = df.drop('a', axis=1)"),
    ("def f(): return open('a.csv')", "x = f()"),
    ("n = 3",),  # nobody reads it: a result
    ("import matplotlib.pyplot as plt\nn = 3", "for i in range(9)[:n]:\n    plt.plot([i])"),  # only plots go by it
    (KERAS, "from keras.layers import Dropout\nnet.add(Dropout(0.5))\nnet.add(Dropout(0.2))", "net.fit(X, y)"),
    ("_n = 3", "x = [_n]"),
    ("text = '''two\nlines.csv'''", "x = [text]"),
    ("n = 3\ndef up():\n    global n\n    n = 4", "up()", "x = [n]"),
    ("z = 1j", "x = [z]"),
    ("pair = (1, 2)", "x = [pair]"),
    ("b = b'a.csv'", "x = [b]"),
    ("class C:\n    n = 3", "x = C.n"),
    ("n, m = 1, 2", "x = [n, m]"),
    ("from somewhere import rows", "for i in range(30):\n    print(rows[i])"),  # a place
    ("def look(n): print(n)", "look(3)\nlook(7)\nlook(12)"),  # tries
    (
        SK + "\nfrom contextlib import suppress",
        "with suppress(OSError):\n    o = dict(C=0.5)\n    o['tol'] = 1\n    m = LogisticRegression(**o)",
    ),
    (SK, "for n in [1, 2]:\n    o = dict(C=0.5)\n    m = LogisticRegression(**o)"),
    ("def price(age, rooms): return age * rooms", "price(47, 1)"),
    ("from somewhere import fit\nVERBOSE = 0", "m = fit(verbose=VERBOSE)"),  # how much is printed
    ("from somewhere import names\nbest = 4", "x = names[best]"),  # which of several is looked at
    ("print('https://host/a')",),
    (OS, "x = os.path.join('a', 'b').upper()"),
    (OS, "class os:\n    pass", "p = os.path.join('a', 'b.csv')", "x = [p]"),
    (PD + "\nfrom io import StringIO", "text = 'a,b'", "df = pd.read_csv(StringIO(text))", "n = len(df)"),
    ("from somewhere import display_wrong\nfew = 5", "print(1)\ndisplay_wrong(3, few)"),
    ("few = 5", "print(1)", "x = [0] * few"),  # something is told, and nothing of this
    (
        SK + "\nfrom sklearn.model_selection import KFold",
        "total = 7\nfor a, b in KFold(n_splits=5).split(X): total += a[0]",
        "print(total / 5)",
    ),
    (
        "from somewhere import proba, t\ndef cut(probs): return probs >= 0.35",
        "a = proba > 0.35\nprint(a)",
        "print(cut(t))",
    ),
    (
        "from sklearn.model_selection import GridSearchCV\n" + SK,
        "g = GridSearchCV(LogisticRegression(), {'C': [1, 2][:n]}, pre_dispatch='all').fit(X, y)\nprint(g.best_score_)",
    ),
]


@pytest.mark.parametrize("cells", STAYS_CODE, ids=[" / ".join(row) for row in STAYS_CODE])
def test_stays_code(cells):
    assert lifted(*cells) == {}


NOT_DRAWN = [  # seeds that nothing is drawn with
    ("import numpy as np\nnp.random.seed(3)", "x = [1]\nprint(x)"),
    (SK, "parts = train_test_split([1, 2], shuffle=False, random_state=3)"),
    (SK, "m = LogisticRegression(random_state=3).fit(X, y)"),
]


@pytest.mark.parametrize("cells", NOT_DRAWN, ids=[row[-1] for row in NOT_DRAWN])
def test_a_seed_that_nothing_uses_stays_code(cells):
    assert not {"seed", "random_state"} & set(lifted(*cells))


NUMBERS = [  # one that nothing demands whole may get a fraction
    (("slope = 2", "x = 1.5 * slope"), "Union[int, float]"),
    (("n_rounds = 2", "x = [n_rounds]"), "int"),
    (("stop = 2", "x = list(range(stop))"), "int"),
    (("at = 2", "x = [1, 2, 3][at], at"), "int"),
    (("upto = 2", "x = [1, 2, 3][:upto]"), "int"),
    (("def draw(k, error=1.0): return k * error", "x = draw(2.5, error=1)"), "Union[int, float]"),
    (("def draw(k, rounds): return [k for _ in range(rounds)]", "x = draw(2.5, rounds=1)"), "int"),
    (
        ("LOOKBACK = 2", "def wrap(t, back):\n    return [t[i] for i in range(back)]", "x = wrap('abc', LOOKBACK)"),
        "int",
    ),
    (
        ("LOOKBACK = 2", "def wrap(t, back):\n    return [back * i for i in t]", "x = wrap('abc', LOOKBACK)"),
        "Union[int, float]",
    ),
    (("import a_library", "LOOKBACK = 2", "x = a_library.Input(shape=(LOOKBACK, 1))"), "int"),
    (("limit = 0.5", "x = [limit]"), "float"),
]


OF_LIBRARIES = [  # what a library takes: a count is one, although another class takes a share under that name
    ("sklearn.mixture", "GaussianMixture(n_components=4)", "int"),
    ("sklearn.decomposition", "PCA(n_components=4)", "Union[int, float]"),
    ("sklearn.linear_model", "LogisticRegressionCV(Cs=4)", "int"),
    ("sklearn.linear_model", "LogisticRegression(C=4)", "Union[int, float]"),
    ("sklearn.feature_extraction.text", "TfidfVectorizer(max_features=4)", "int"),
    ("sklearn.feature_extraction.text", "TfidfVectorizer(max_df=4)", "Union[int, float]"),
    ("sklearn.ensemble", "RandomForestClassifier(max_features=4)", "Union[int, float, str]"),
    ("sklearn.ensemble", "RandomForestClassifier(max_features='sqrt')", "Union[int, float, str]"),
    ("sklearn.svm", "SVC(gamma=4)", "Union[int, float, str]"),
    ("sklearn.svm", "SVC(gamma='auto')", "Union[int, float, str]"),
    ("sklearn.svm", "SVC(kernel='rbf')", "str"),
    ("sklearn.feature_selection", "SelectFromModel(threshold='median')", "Union[int, float, str]"),
    ("sklearn.feature_extraction.text", "TfidfVectorizer(stop_words='english')", "Optional[str]"),
    ("sklearn.preprocessing", "OneHotEncoder(max_categories=4)", "int"),
    ("feature_engine.transformation", "PowerTransformer(exp=2)", "Union[int, float]"),
]


@pytest.mark.parametrize(("module", "made", "type_"), OF_LIBRARIES, ids=[row[1] for row in OF_LIBRARIES])
def test_a_count_is_whole_where_a_share_means_nothing(module, made, type_):
    name = made.partition("(")[0]
    cells = f"from {module} import {name}\nfrom somewhere import X, y", f"m = {made}\nprint(m.fit(X, y))"
    assert [p.type for p in planned(*cells).parameters] == [type_]


@pytest.mark.parametrize(("cells", "type_"), NUMBERS, ids=[row[0][-1] for row in NUMBERS])
def test_what_must_be_whole(cells, type_):
    assert planned(*cells).parameters[-1].type == type_


WORDS = [
    (
        ("def cut(t, top):\n    \"\"\"Cut it.\n\n    top: rows that are kept.\n    \"\"\"\n    return t[:top]", "x = cut('abc', 2)"),
        "Rows that are kept.",
    ),
    (("def cut(t, top):\n    return t[:top]", "x = cut('abc', 2)"), "Used in `t[:top]`."),
    (("def cut(t, top):\n    return [t, top]", "x = cut('abc', 2)"), "top of cut."),
    ((SK, "reg = 0.5\nm = LogisticRegression(C=1 / reg).fit(X, y)"), "Used in `LogisticRegression(C=1 / reg).fit(X, y)`."),
    (("from somewhere import load", "n = 3\nx = load('hunter2', n=n)"), "Used in `load(..., n=n)`."),
    (("from somewhere import load", "n = 3\nx = load('hunter2', n)"), "Used in `load(..., n)`."),
    (("fast = True", "x = 1\nif fast:\n    x = 2\n    print(x)"), "Used in `if fast`."),
    (("n = 3\nprint(f'{n}', n)\nx = f'{n}'",), "The notebook's n."),
    (("import pyreadr", "open('x/b.rda', 'wb').write(b'')\nd = pyreadr.read_r('x/b.rda')\nn = len(d)"), "Path of a file that is written, and read again."),
    ((OS, PD, "os.symlink('in/a.csv', 'out/a.csv')\ndf = pd.read_csv('out/a.csv')\nn = len(df)"), "Path of the file that df is read from."),
    (("name = 'C://Users//me//a.csv'", "with open(name) as f:\n    x = f.read()"), "Path of the file that x is read from."),
    (("fast = True", "if fast:\n    print(1)"), "Used in `if fast`."),
    (("fast = True", "x = [3 if fast else 9]"), "Used in `3 if fast else 9`."),
    (("import pickle\na = {}\npickle.dump(a, open('m.bin', 'wb'))",), "Path of the file that a is written to."),
    ((PD, "a = {}\npd.to_pickle(a, 'm.bin')"), "Path of the file that a is written to."),
    (("from glob import glob\nnames = glob('in/*.csv')\nprint(len(names))",), "Pattern of the paths that names holds."),
    ((OS, "p = 'a.csv'\nif os.path.exists(p):\n    os.remove(p)", "open(p, 'w').write('x')", "t = open(p).read()"), "Path of a file that is written, and read again. The run deletes the one that is there before."),
    (("try:\n    from xgboost import XGBClassifier\nexcept ImportError:\n    print(1)", "from somewhere import X, y\nm = XGBClassifier(max_depth=3).fit(X, y)"), "Most levels of each tree; more fit finer detail."),
    (("import numpy as np\nfrom sklearn.svm import SVC\nfrom somewhere import X, y\nS = 4\nnp.random.seed(S)\nm = SVC(random_state=S, probability=True).fit(X, y)\nprint(np.random.rand())",), "Seed of the random numbers."),
    (("from keras.layers import Dense\ndef net(n):\n    return Dense(n, activation='relu')", "x = net(8)"), "Number of units of the layer."),
    ((OS, PD, "p = 'a.csv'\nif os.path.exists(p):\n    print(1)\ndf = pd.read_csv(p)"), "Path of the file that df is read from."),
    ((PD, "a = pd.read_csv('x/a.csv')\nb = pd.read_csv('x/a.csv').dropna()\nn = len(a) + len(b)"), "Path of the file that a and b are read from."),
    (("import pickle\na, b = {}, []\nwith open('m.bin', 'wb') as f:\n    pickle.dump((a, b), f)",), "Path of the file that a and b are written to."),
    ((PD, "p = 'a.csv'\ndf = pd.DataFrame({'a': [1]})\ndf.to_csv(p)"), "Path of the file that df is written to."),
    ((PD, "p = 'a.csv'\ndf = pd.DataFrame({'a': [1]})\ndf.to_csv(p)\ne = pd.read_csv(p)\nn = len(e)"), "Path of the file that df is written to, and that is read again later."),
    ((PD, "df = pd.DataFrame({'a': [1]})\ndf.to_csv('x/b.csv')\ne = pd.read_csv('x/b.csv')\nn = len(e)"), "Path of the file that df is written to, and that is read again later."),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "said"), WORDS, ids=[row[1] for row in WORDS])
def test_its_own_words_come_first(cells, said):
    assert planned(*cells).parameters[0].help == said


INSIDE = (
    "from sklearn.pipeline import Pipeline\nfrom sklearn.impute import SimpleImputer",
    "cat = Pipeline([('imputer', SimpleImputer(strategy='constant'))])\n"
    "num_transformer = Pipeline([('imputer', SimpleImputer(strategy='mean'))])\nx = [cat.fit(X), num_transformer.fit(X)]",
)


def test_settings_of_one_name_all_say_whose_they_are():
    assert {p.name: p.help.partition(". ")[2] for p in planned(*INSIDE).parameters} == {
        "cat_imputer_strategy": "Of the SimpleImputer in cat.",
        "num_imputer_strategy": "Of the SimpleImputer in num_transformer.",
    }


def test_what_is_written_is_not_called_like_what_is_read():
    cells = (PD, "test = pd.read_csv('in/test.csv')", "test = test.dropna()\ntest.to_csv('out/test.csv')")
    assert lifted(*cells) == {"test_path": "in/test.csv", "test_output_path": "out/test.csv"}


def test_seconds_that_are_written_as_a_product():
    cells = (
        "from autogluon.tabular import TabularPredictor",
        "p = TabularPredictor(label='y').fit(d, time_limit=3600 * 5)",
    )
    assert lifted(*cells) == {"time_limit": 18000}


def test_two_of_one_name_get_prefixes():
    cells = (
        SK,
        "first = LogisticRegression(C=0.5)\nsecond = LogisticRegression(C=2.0)",
        "first.fit(X, y); second.fit(X, y)\nprint(first.score(X, y))",
    )
    found = lifted(*cells)
    assert sorted(found.values()) == [0.5, 2.0] and len(found) == 2
    assert set(found) == {"C", "first_C"}  # the plain one is of the model that is saved


SPLIT_MODEL = "m = LogisticRegression().fit(X_train, y_train)\nprint(m.score(X_test, y_test), m.score(X_val, y_val))"


def test_settings_of_one_cell_say_in_which_line_they_stand():
    make = "s = KFold(n_splits={})\nprint(list(s.split(X)))"
    found = planned(
        "from sklearn.model_selection import KFold\nfrom somewhere import X", f"{make.format(4)}\n{make.format(5)}"
    )
    assert {p.help for p in found.parameters} == {f"Number of folds, in cell 2, line {line}." for line in (1, 3)}


def test_two_splits_say_which_they_are():
    split = "X_{}, X_test, y_{}, y_test = train_test_split({}, {}, test_size={})"
    cells = (split.format("train", "train", "X", "y", 0.25), split.format("val", "val", "X_train", "y_train", 0.5))
    found = planned(SK, "from somewhere import X, y", *cells, SPLIT_MODEL).parameters
    assert {p.name: p.help.partition(" The saved")[0] for p in found} == {
        "test_size": "Share (or number) of rows kept for testing.",
        "val_test_size": "Share (or number) of the rows of X_train kept for testing.",
    }


def test_splits_that_keep_the_same_share_for_the_same_use_are_one():
    split = "a{0}, b{0}, c{0}, d{0} = train_test_split(X, y, test_size={1})\nprint(len(b{0}))"
    several = [split.format(1, 0.25), split.format(2, 0.25), split.format(3, 0.5)]
    again = "e, f = train_test_split(a1, test_size=0.25)\nprint(len(f))"
    found = planned(SK, "from somewhere import X, y", *several, again).parameters
    assert [(p.default, p.cells) for p in found] == [(0.25, (2, 3)), (0.5, (4,)), (0.25, (5,))]


@pytest.mark.parametrize(
    ("made", "name"),
    [
        ("Pipeline([('one', LogisticRegression(C=1.5)), ('two', LogisticRegression(C=2.5))])", "two_C"),
        ("[LogisticRegression(C=1.5), {'low': LogisticRegression(C=2.5)}]", "low_C"),
        (
            "train_test_split(d, test_size=0.5), 1\na, held = train_test_split(d, test_size=2.5)\nprint(held)",
            "held_test_size",
        ),
    ],
)
def test_what_stands_in_front_of_a_name_that_is_taken(made, name):
    assert lifted(SK, "from sklearn.pipeline import Pipeline", f"m = {made}\nprint(m)")[name] == 2.5


def test_a_number_may_get_a_fraction_where_the_library_takes_one():
    first, second = planned(SK, "m = LogisticRegression(C=1, max_iter=100).fit(X, y)").parameters
    assert (first.type, first.default, second.type) == ("Union[int, float]", 1, "int")


def test_a_name_of_the_notebook_is_not_taken():
    found = lifted(SK, "test_size = len('abc')\nparts = train_test_split([1], test_size=0.5)")
    assert list(found.values()) == [0.5] and "test_size" not in found


@pytest.mark.parametrize("name", ["config", "artifacts", "output"])
def test_names_of_options_get_a_prefix(name):
    assert lifted(f"{name} = 7", f"x = [{name}]") == {f"nb_{name}": 7}


@pytest.mark.parametrize("name", ["help", "input", "int", "list"])
def test_no_parameter_hides_a_builtin(name):
    assert name not in lifted(f"{name} = 7", f"x = [{name}]")


@pytest.mark.parametrize(
    "name", ["class_", "match", "case", "type", "α", "model_config", "json", "load", "copy", "dict", "schema"]
)
def test_awkward_names_still_make_a_config(name):
    parameters = planned(f"{name} = 7", f"x = [{name}]").parameters
    assert all(p.name.isidentifier() for p in parameters)


def test_each_says_where_it_comes_from():
    (parameter,) = planned("x = []", "rate = 0.2  # share of rows", "x.append(rate)").parameters
    assert (parameter.cell, parameter.line, parameter.help, parameter.type) == (1, 1, "share of rows", "float")
    assert parameter.because and parameter.step


HELP = [
    (("# rows to look at\nlimit = 100", "x = [limit]"), "rows to look at"),
    (("limit = 100  # rows to look at", "x = [limit]"), "rows to look at"),
    (("# both of them\nlimit = 100\nother = 'a'", "x = [limit, other]"), "The notebook's limit."),
    (("# limit = 200\nlimit = 100", "x = [limit]"), "The notebook's limit."),
    (
        (SK, "n = 9\nm = LogisticRegression(max_iter=n).fit(X, y)"),
        "Most iterations of the solver (max_iter of LogisticRegression).",
    ),
    (
        ("def cost(t, lambda_): return t * lambda_\nreg = 10", "x = cost(3.5, reg)", "y = [x]"),
        "Used in `cost(3.5, reg)`.",
    ),
    (("TEST_SIZE = 0.2", "x = [TEST_SIZE]"), "Share (or number) of rows kept for testing."),
    (
        (SK, "X_train, X_val = train_test_split(X, test_size=0.2)", "print(X_val)"),
        "Share (or number) of rows kept for validation.",
    ),
    (
        (SK, "a, X_val = train_test_split(X, test_size=0.4)", "X_val, b = train_test_split(X_val)\nprint(X_val)"),
        "Share (or number) of rows kept apart from those for training.",
    ),
    (
        (SK, "_, _, a, y_val = train_test_split(X, y, test_size=0.2)", "print(y_val)"),
        "Share (or number) of rows kept for validation.",
    ),
    (
        (SK, "X_train, X_temp = train_test_split(X, test_size=0.2)", "print(X_temp)"),
        "Share (or number) of rows kept apart from those for training.",
    ),
    (
        (SK, "X_train, X_test = train_test_split(X, test_size=0.2)", "print(X_test)"),
        "Share (or number) of rows kept for testing.",
    ),
    (("rate = 0.2", "x = [rate]"), "The notebook's rate."),
    (("# We will wait for 20 rounds, until rounds is over\nrounds = 20", "x = [rounds]"), "The notebook's rounds."),
    (("size = 9", "x = [i for i in range(2, size)]"), "Used in `range(2, size)`."),
    (
        (
            "from sklearn.decomposition import PCA\nfrom somewhere import X",
            "def shrink(X, n):\n    return PCA(n_components=n).fit_transform(X)",
            "x = shrink(X, n=3)",
        ),
        "Number of components that are kept, or (below 1) the share of the variance that they keep.",
    ),
    (
        (PD, "with pd.ExcelWriter('out/report.xlsx') as w:\n    pd.DataFrame([1]).to_excel(w)"),
        "Path of the file that is written.",
    ),
    ((PD, "with open('report.txt') as f:\n    print(f.read())"), "Path of the data to read."),
    (
        (
            "import lightgbm as lgb\nfrom somewhere import X, y, rank",
            "params = dict(seed=4, metric=rank())\nb = lgb.train(params, lgb.Dataset(X, y))\np = b.predict(X)",
        ),
        "Seed of the random numbers.",
    ),
    (
        ("import sklearn.svm", "m = sklearn.svm.SVC(gamma=0.5).fit(X, y)"),
        "Reach of a single row's influence; higher is more local.",
    ),
    (
        ("from sklearn.linear_model import Lasso", "m = Lasso(alpha=0.5).fit(X, y)"),
        "Strength of the L1 penalty; larger sets more coefficients to zero.",
    ),
]


@pytest.mark.parametrize(("cells", "expected"), HELP, ids=[row[1] for row in HELP])
def test_what_it_says_of_itself(cells, expected):
    assert planned(*cells).parameters[0].help == expected


TOLD_APART = [
    (("np.random.seed(3)\na = np.random.rand()\nnp.random.seed(4)\nb = np.random.rand()",), {"seed": 3, "b_seed": 4}),
    (
        ("np.random.seed(3)\na = np.random.rand()\nnp.random.seed(4)\nprint(np.random.rand())",),
        {"seed": 3, "numpy_seed": 4},
    ),
    (
        (
            "a, test = train_test_split(d, test_size=0.1)\nprint(a)",
            "a, test = train_test_split(d, test_size=0.2)\nprint(a)",
        ),
        {"test_size": 0.1, "split_test_size": 0.2},
    ),
    (
        (
            "np.random.seed(3)\na = np.random.rand()",
            text("## Second try"),
            "np.random.seed(4)\nb = np.random.rand()",
            text("## End"),
            "c = a + b",
        ),
        {"seed": 3, "b_seed": 4},
    ),
    (
        ("a = pd.read_csv('1.csv')\nb = pd.read_csv('x/2203.csv')", "a, b = b, a"),
        {"a_path": "1.csv", "b_path": "x/2203.csv"},
    ),
]


@pytest.mark.parametrize(("cells", "expected"), TOLD_APART, ids=[str(row[1]) for row in TOLD_APART])
def test_no_name_says_a_word_twice(cells, expected):
    assert lifted("import numpy as np\n" + PD, SK, *cells) == expected


def test_no_default_holds_a_secret():
    found = planned(
        SK, "options = {'C': 1, 'token': 'AKIA2E0A8F3B244C9986'}\nm = LogisticRegression(**options).fit(X, y)"
    )
    assert "AKIA2E0A8F3B244C9986" not in str([p.default for p in found.parameters])
    assert [p.required for p in found.parameters] == [True]


def test_a_file_that_a_function_of_ones_own_is_given_is_the_one_that_is_read():
    stream = "def stream(path):\n    with open(path) as f:\n        yield from f"
    cells = (PD, LOAD, "print(len(df))", stream, "lines = stream(path='a.csv')\nprint(next(lines))")
    assert lifted(*cells) == {"data_path": "a.csv"}
    other = (*cells[:-1], "lines = stream(path='b.csv')\nprint(next(lines))")
    assert set(lifted(*other).values()) == {"a.csv", "b.csv"}


def test_what_asks_for_a_file_asks_for_the_one_that_is_read():
    plan = planned(
        OS, PD, "if not os.path.exists('a.csv'):\n    raise SystemExit\ndf = pd.read_csv('a.csv')", "n = len(df)"
    )
    assert [edit.name for edit in plan.edits] == ["data_path", "data_path"]


SEVERAL = "from sklearn.linear_model import Lasso, Ridge\nfrom sklearn.ensemble import RandomForestRegressor\nfrom somewhere import X, y"
WHOSE = [  # settings of the model that is saved have the plain names
    (
        ("a = Lasso(alpha=5, tol=0.1)\na.fit(X, y)\nprint(a.score(X, y))", "b = Ridge(alpha=7)\nb.fit(X, y)\np = b.predict(X)"),
        {"a_alpha": "Of the Lasso a.", "a_tol": "Of the Lasso a.", "alpha": "Of the saved model."},
    ),
    (("a = Lasso(alpha=5).fit(X, y)\np = a.predict(X)",), {"alpha": ""}),  # the only one
    (
        ("m = Lasso(alpha=5)\nm.fit(X, y)\nprint(m.score(X, y))", "m = Lasso(alpha=7)\nm.fit(X, y)\np = m.predict(X)"),
        {"lasso_alpha": "Of the Lasso of cell 2.", "alpha": "Of the saved model."},
    ),
    (  # what a search is given is the searched model's
        (
            "from sklearn.model_selection import GridSearchCV\ng = GridSearchCV(Ridge(), {'alpha': [1, 2]}, cv=5)\ng.fit(X, y)\nprint(g.best_score_)",
            "h = GridSearchCV(Lasso(tol=3), {'alpha': [1, 2]}, cv=3)\nh.fit(X, y)\np = h.predict(X)",
        ),
        {"g_cv": "Of the GridSearchCV g.", "cv": "Of the saved model.", "tol": "Of the saved model.", "g_param_grid": "Of the GridSearchCV g.", "param_grid": "Of the saved model."},
    ),
    (  # a function of the notebook trains the saved one
        (
            "def train(X, y):\n    m = Ridge()\n    m.fit(X, y)\n    return m",
            "a = Lasso(alpha=5)\na.fit(X, y)\nprint(a.score(X, y))", "a = train(X, y)\np = a.predict(X)",
        ),
        {"lasso_alpha": "Of the Lasso of cell 3."},
    ),
    (("a = Ridge(alpha=7)\ng = a.fit(X, y)\np = g.predict(X)", "b = Lasso(alpha=5).fit(X, y)\nprint(b.score(X, y))"), {"alpha": "Of the saved model.", "b_alpha": "Of the Lasso b."}),
    (  # one seed of both
        ("a = RandomForestRegressor(random_state=1)\na.fit(X, y)", "b = RandomForestRegressor(random_state=1)\nb.fit(X, y)\np = b.predict(X)"),
        {"random_state": ""},
    ),
    (
        ("a = Lasso(alpha=5)\na.fit(X, y)\np = a.predict(X)", "a = Lasso(alpha=9)\nprint(a.get_params())"),  # never fitted
        {"alpha": "Of the saved model.", "lasso_alpha": ""},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "told"), WHOSE, ids=[row[0][0][:60] for row in WHOSE])
def test_a_setting_says_whose_it_is(cells, told):
    found = {p.name: p.help for p in planned(SEVERAL, *cells).parameters}
    assert set(found) == set(told)
    assert all(
        found[name].endswith(words) and (words or "saved model" not in found[name]) for name, words in told.items()
    )


WHOLE = [  # a path is a parameter in every place, a count in all or none
    ((PD, "df = pd.read_csv('images')", "n = df['images'].sum()"), {"images"}, "df['images']"),  # a folder, a column
    (
        (PD, "import os", "if not os.path.exists('in/a.csv'):\n    os.symlink('far/a.csv', 'in/a.csv')", "df = pd.read_csv('in/a.csv')", "print(len(df))"),
        {"in/a.csv"},
        "os.symlink('far/a.csv', config.",
    ),
    (
        (PD, SK + "\nfrom sklearn.model_selection import cross_val_score\nfrom somewhere import X, y, m",
         "t = pd.DataFrame({'s': cross_val_score(m, X, y, cv=10), 'm': ['Random Forest'] * 10})"),
        set(),
        "cv=10",
    ),
    (
        (PD, SK + "\nfrom sklearn.model_selection import cross_val_score\nfrom somewhere import X, y, m",
         "t = pd.DataFrame({'s': cross_val_score(m, X, y, cv=10), 'm': ['Random Forest'] * 3})"),
        {10},
        "cv=cv",
    ),
    (  # a module reads the same file: an option would move one of them
        ("%%writefile checks.py\nimport pandas as pd\nTABLE = pd.read_csv('in/a.csv')", PD, "import checks\ndf = pd.read_csv('in/a.csv')\ndf.to_csv('out/b.csv')"),
        {"out/b.csv"},
        "pd.read_csv('in/a.csv')",
    ),
    (  # a default is given by the caller
        ("%%writefile checks.py\nimport pandas as pd\ndef table(path='in/a.csv'):\n    return pd.read_csv(path)", PD, "import checks\ndf = pd.read_csv('in/a.csv')\ndf.to_csv('out/b.csv')"),
        {"in/a.csv", "out/b.csv"},
        "def load_data(data_path",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "values", "piece"), WHOLE)
def test_values_are_lifted_wholly(cells, values, piece):
    assert set(lifted(*cells).values()) == values
    text_ = project(*cells)["src/paper/run.py"]
    assert piece in text_.replace('"', "'") or piece.replace("config.", "") in text_.replace('"', "'")


SAVED = (
    "from sklearn.linear_model import Lasso\nfrom somewhere import X, y\nm = Lasso(alpha=7).fit(X, y)\np = m.predict(X)"
)
NO_EFFECT = [  # nothing that comes out is another one with another value, or no other value is possible
    ("from sklearn.cluster import KMeans\ngroups = KMeans(n_clusters=4).fit(X)",),
    ("rows = 200", "from sklearn.datasets import make_moons\na, b = make_moons(rows, noise=0.25)"),
    ("import os\nROOT = '.'", "os.makedirs(os.path.join(ROOT, 'images'))"),
    ("from somewhere import work\nN = 4", "w = work(N)"),  # who knows what it does: nobody takes what it gives
    (  # overwritten before the first fit
        "from sklearn.cluster import KMeans\ngroups = KMeans(n_clusters=4)\nfor n in range(2, 9):\n"
        "    groups.n_clusters = n\n    groups.fit(X)\n    print(groups.labels_)",
    ),
    (
        "from sklearn.feature_selection import SelectKBest\nbest = SelectKBest(k=5)\nbest.fit(X, y)\nprint(best.scores_)",
    ),
    (
        "from sklearn.feature_selection import SelectKBest\nbest = SelectKBest(k=5)\nranked = best.fit(X, y)\nprint(ranked.scores_)",
    ),
    ("from sklearn.feature_selection import SelectFromModel\nprint(SelectFromModel(m, prefit=True).transform(X))",),
    (
        "import pandas as pd\nfrom sklearn.decomposition import PCA\npca = PCA(n_components=2)\nnew = pca.fit_transform(X)\n"
        "print(pd.DataFrame(new, columns=['PC1', 'PC2']))",
    ),
]


@pytest.mark.parametrize("cells", NO_EFFECT, ids=[row[0][-60:] for row in NO_EFFECT])
def test_a_knob_without_effect_is_none(cells):
    assert lifted(SAVED, *cells) == {"alpha": 7}


EFFECT = [
    ("from sklearn.cluster import KMeans\nprint(KMeans(n_clusters=4).fit(X).labels_)",),
    (
        "from sklearn.feature_selection import SelectKBest\nbest = SelectKBest(k=4)\nopen('a.txt', 'w').write(str(best.fit_transform(X, y)))",
    ),
    (
        "import pandas as pd\nfrom sklearn.decomposition import PCA\npca = PCA(n_components=4)\npd.DataFrame(pca.fit_transform(X)).to_csv('a.csv')",
    ),
    ("from sklearn.cluster import KMeans\nk = KMeans(n_clusters=4)\nprint(k.fit(X).labels_)",),
    ("n = 4", "open('a.txt', 'w').write(str(n))"),
    (  # overwritten, but after a fit
        "from sklearn.cluster import KMeans\ngroups = KMeans(n_clusters=4)\ngroups.fit(X)\nprint(groups.labels_)\n"
        "groups.n_clusters = 5\ngroups.fit(X)\nprint(groups.labels_)",
    ),
    (  # overwritten perhaps
        "from sklearn.cluster import KMeans\nfrom somewhere import many\ngroups = KMeans(n_clusters=4)\n"
        "if many:\n    groups.n_clusters = 9\ngroups.fit(X)\nprint(groups.labels_)",
    ),
]


@pytest.mark.parametrize("cells", EFFECT, ids=[row[0][-60:] for row in EFFECT])
def test_a_knob_with_effect_is_one(cells):
    assert 4 in lifted(SAVED, *cells).values()


TOGETHER = [  # (cells, name, cells that take the value, what it says)
    (
        (SK, "a = train_test_split(X, random_state=0)", "m = LogisticRegression(random_state=0).fit(X, y)"),
        ("random_state", (1, 2), "Seed of train_test_split and LogisticRegression."),
    ),
    (
        (SK + "\nimport numpy as np", "np.random.seed(4)\na = np.random.rand()", "def f():\n    np.random.seed(4)", "f()"),
        ("seed", (1,), "Seed of numpy's random numbers."),
    ),
    (
        (SK, "clf = LogisticRegression(C=0.5)\nclf.fit(X, y)\nprint(clf.score(X, y))", "clf = LogisticRegression(C=0.5)\nclf.fit(X, y)"),
        ("C", (1, 2), "Inverse strength of regularisation; smaller is stronger. Of the LogisticRegression of cell 2 and of the saved model."),
    ),
    (
        (SK + "\nfrom sklearn.model_selection import cross_val_score", "print(cross_val_score(m, X, y, cv=5))", "print(cross_val_score(n, X, y, cv=5))"),
        ("cv", (1, 2), "Number of folds of the cross-validation."),
    ),
    (
        ("def encode(t, max_len=9): return t[:max_len]\ndef build(max_len): return max_len", "a = encode('a', max_len=5)", "b = build(5)"),
        ("max_len", (1, 2), "max_len of encode and build."),
    ),
    (
        ("from keras.preprocessing.sequence import pad_sequences\nfrom somewhere import a, b", "x = pad_sequences(a, maxlen=9)", "y = pad_sequences(b, maxlen=9)"),
        ("maxlen", (1, 2), "Length that every sequence is brought to."),
    ),
    (
        ("from torch.utils.data import DataLoader\nfrom somewhere import a, b", "x = DataLoader(a, batch_size=9)", "y = DataLoader(b, batch_size=9)"),
        ("batch_size", (1, 2), "Rows per training step."),
    ),
    (("n = 3", "x = [n]", "y = [n]"), ("n", (0, 1, 2), "The notebook's n.")),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), TOGETHER, ids=[row[1][0] for row in TOGETHER])
def test_one_parameter_lists_every_place(cells, expected):
    (found,) = [p for p in planned(*cells).parameters if p.name == expected[0]]
    assert (found.name, found.cells, found.help) == expected


APART = [
    (
        SK,
        "a = LogisticRegression(C=0.5)",
        "b = LogisticRegression(C=0.5)\na.fit(X, y); b.fit(X, y)\nprint(a.score(X, y))",
    ),
    (
        "import xgboost as xgb\nfrom somewhere import X, y",
        "a = xgb.XGBClassifier(learning_rate=0.5)",
        "b = xgb.XGBClassifier(learning_rate=0.5)\na.fit(X, y); b.fit(X, y)\nprint(a.score(X, y))",
    ),
    (SK, "a, b = train_test_split(X, test_size=0.5)", "c, d = train_test_split(a, test_size=0.5)"),
    (SK, "a, b = train_test_split(X, random_state=1)", "c, d = train_test_split(a, random_state=2)"),
    (SK + "\n" + PD, "a = pd.read_csv('a.csv', sep=';')", "b = pd.read_csv('b.csv', sep=';')", "n = len(a) + len(b)"),
]


@pytest.mark.parametrize("cells", APART, ids=[row[-1] for row in APART])
def test_equal_by_accident_is_two(cells):
    assert len(lifted(*cells)) == (4 if "sep" in cells[1] else 2)


TRUE_HELP = [  # a keyword means what it means in that class; what nobody knows is only named
    ("feature_engine.encoding", "RareLabelEncoder(tol=0.5)", "Least share of rows of a category that keeps its name."),
    (
        "sklearn.decomposition",
        "PCA(n_components=0.9)",
        "Number of components that are kept, or (below 1) the share of the variance that they keep.",
    ),
    ("sklearn.preprocessing", "Binarizer(threshold=0.5)", "Values above it become 1, the others 0."),
    ("sklearn.neighbors", "KNeighborsClassifier(n_neighbors=5)", "Number of neighbours that vote."),
    ("sklearn.impute", "KNNImputer(n_neighbors=5)", "Number of neighbours whose values fill a gap."),
    (
        "sklearn.linear_model",
        "PassiveAggressiveClassifier(C=0.5)",
        "Largest step of an update; smaller regularises more.",
    ),
]


@pytest.mark.parametrize(("module", "made", "expected"), TRUE_HELP, ids=[row[1] for row in TRUE_HELP])
def test_help_is_true_of_that_class(module, made, expected):
    name = made.partition("(")[0]
    (found,) = planned(
        f"from {module} import {name}\nfrom somewhere import X, y", f"m = {made}\nprint(m.fit(X, y))"
    ).parameters
    assert found.help == expected


UNKNOWN = [  # nobody could say what they are for
    "from sklearn.discriminant_analysis import LinearDiscriminantAnalysis\nm = LinearDiscriminantAnalysis(tol=0.5)",
    "from sklearn.linear_model import Lasso\nm = Lasso(copy_X=True)",
    "from sklearn.decomposition import PCA\nm = PCA(n_components=1)",  # what takes one column
]


@pytest.mark.parametrize("made", UNKNOWN)
def test_no_parameter_without_a_word_of_what_it_is(made):
    assert planned("from somewhere import X, y", f"{made}\nprint(m.fit(X, y).transform(X))").parameters == ()


def test_what_only_code_takes_that_is_not_run_is_no_parameter():
    tried = "if TRY:\n    m = LogisticRegression(C=C, max_iter=9).fit(X, y)\n    print(m.score(X, y))"
    start = ("from somewhere import X, y", "C = 1.5")
    assert set(lifted(SK, *start, "TRY = False", tried)) == {"TRY"}
    assert set(lifted(SK, *start, "TRY = True", tried)) == {"TRY", "C", "max_iter"}


def test_what_only_a_dropped_plot_hands_on_is_no_parameter():
    shown = "n = 3\nt = told(df.head(n))\nax = df.head(n).plot()"
    start = "import pandas as pd\ndef told(t):\n    return t.describe()\ndf = pd.read_csv('a.csv')"
    assert set(lifted(start, shown, "print(df.a.sum())")) == {"data_path"}
    assert set(lifted(start, shown, "print(t)")) == {"data_path", "n"}


SETTLED = [  # what something else decides on
    "from xgboost import XGBClassifier\nm = XGBClassifier(objective='binary:logistic')\nm.fit(X, y)",
    "from keras.callbacks import LearningRateScheduler\nfrom keras.optimizers import Adam\nfrom somewhere import net\n"
    "net.compile(Adam(learning_rate=0.1), 'mse')\nnet.fit(X, y, callbacks=[LearningRateScheduler(lambda e: 0.2)])",
]


@pytest.mark.parametrize("cell", SETTLED)
def test_what_something_else_decides_on_is_no_parameter(cell):
    assert lifted("from somewhere import X, y", cell, "print(1)") == {}


NAMED = "from joblib import dump, load\nm = LogisticRegression(C=C).fit(X, y)\ndump(m, f'm_{C}.pkl')"


def test_a_file_that_is_named_after_a_constant_and_written_out_once_more_stays_with_it():
    start = (SK, "from somewhere import X, y", "C = 1.5\nn = 3", NAMED)
    assert set(lifted(*start, "p = load('m_1.5.pkl').predict(X)\nprint(p[:n])")) == {"n"}
    assert set(lifted(*start, "path = 'm_1.5.pkl'", "p = load(path).predict(X)\nprint(p[:n])")) == {"n"}
    assert {"C", "n"} <= set(lifted(*start, "p = m.predict(X)\nprint(p[:n])"))


def test_what_is_of_the_saved_model_has_the_plain_name():
    plan = planned(
        SEVERAL,
        "a = Lasso(alpha=5)\na.fit(X, y)\nprint(a.score(X, y))",
        "b = Ridge(alpha=7)\nb.fit(X, y)\np = b.predict(X)",
    )
    assert [p.name for p in plan.parameters] == ["a_alpha", "alpha"]


def test_a_local_name_of_a_function_is_no_reason_for_another_name():
    assert lifted(
        SK, "def f(test_size): return test_size", "a = train_test_split([1, 2], test_size=0.5)\nn = f(len(a))"
    ) == {"test_size": 0.5}


@pytest.mark.parametrize("comment", ["Set up how many rows", "what we want to see", "Extract labels and features"])
def test_what_a_comment_says_of_the_lines_below_is_no_help(comment):
    (found,) = planned(f"# {comment}\nlimit = 100", "x = [limit]").parameters
    assert found.help == "The notebook's limit."


def test_a_share_or_a_number_of_components():
    (found,) = planned(
        SK, "from sklearn.decomposition import PCA", "print(PCA(n_components=0.9).fit_transform(X))"
    ).parameters
    assert (found.type, found.default) == ("Union[int, float]", 0.9)


def test_the_seed_of_most_places_has_the_plain_name():
    cells = (
        "a = RandomForestRegressor(random_state=3)\na.fit(X, y)\nprint(a.score(X, y))",
        "b = RandomForestRegressor(random_state=3)\nb.fit(X, y)\np = b.predict(X)",
    )
    other = "from sklearn.model_selection import train_test_split\nX, y = train_test_split(X, random_state=1)"
    assert set(lifted(SEVERAL, other, *cells)) == {"random_state", "split_random_state"}


def test_where_no_model_is_saved_nothing_is_said_of_it():
    net = "from torch import nn\nmodel = nn.Linear(3, 1)\nfor epoch in range(9):\n    loss = model(x).sum()\n    loss.backward()"
    other = "from sklearn.linear_model import Lasso\na = Lasso(alpha=5)\na.fit(X, y)\nprint(a.score(X, y))"
    assert not any("saved" in p.help for p in unsaved(planned(SAVED, other.replace("alpha=5", "alpha=6")).parameters))
    plan = planned("from somewhere import X, y, x", other, net)
    assert bool(plan.artifacts) or not any("saved" in p.help for p in plan.parameters)


def test_one_name_for_two_models_is_two_trainings():
    made = "net = keras.Sequential()\nnet.fit(X, y, epochs=9)\nnet.save('{}.h5')"
    assert sorted(n for n in lifted(KERAS, made.format("one"), made.format("two")) if "epochs" in n) == [
        "net_again_epochs",
        "net_epochs",
    ]


def sections(*bodies):
    """A net under a heading of its own for each body; what is said of its training goes into metrics.json."""
    titles = ["Transfer learning", "Checkpointing", "Training a larger model"]
    return [part for title, body in zip(titles, bodies, strict=False) for part in (text(f"## {title}"), body)]


def test_each_section_tells_its_training_apart_from_the_others():
    fit = "net = keras.Sequential()\nhistory = net.fit(X, y, epochs={})"
    assert lifted(KERAS, *sections(*(fit.format(n) for n in (5, 6, 7)))) == {
        "transfer_learning_epochs": 5,
        "checkpointing_epochs": 6,
        "larger_model_epochs": 7,  # of the net that is saved: no bare name among several trainings
    }


def test_a_setting_that_each_section_sets_anew_is_a_parameter_of_each():
    body = (
        "learning_rate = {}\nnet = keras.Sequential()\nnet.compile(keras.optimizers.Adam(learning_rate), 'mse')\n"
        "history = net.fit(X, y)"
    )
    found = lifted(KERAS, *sections(*(body.format(rate) for rate in (0.1, 0.2, 0.3))))
    assert found == {
        "transfer_learning_rate": 0.1,
        "checkpointing_learning_rate": 0.2,
        "larger_model_learning_rate": 0.3,
    }
    worked_out = body.format("0.1 * 2")  # then it is no plain setting of each section any more
    assert lifted(KERAS, *sections(body.format(0.1), worked_out)) == {}


def test_one_word_is_no_help():
    (found,) = planned("limit = 100  # gridsearchcv", "x = [limit]").parameters
    assert found.help == "The notebook's limit."


def test_a_name_that_a_loop_binds_anew_is_the_loops():
    first = "m = KMeans(n_clusters=4)\ndf['g'] = m.fit_predict(df[['a', 'b']])"
    loop = "for k in range(1, 9):\n    m = KMeans(n_clusters=k)\n    m.fit(df[['a', 'b']])\n    print(m.inertia_)"
    cells = (PD, LOAD, "from sklearn.cluster import KMeans", first, loop, "KMeans(max_iter=9).fit(df[['a']])")
    (found,) = [p for p in planned(*cells).parameters if p.name == "n_clusters"]
    assert "Of the saved model" not in found.help


def test_a_class_that_is_gone_has_the_name_that_the_code_uses():
    made = "from sklearn.mixture import GMM\nfrom somewhere import X\ng = GMM(4, n_iter=50).fit(X)\nprint(g.predict(X))"
    assert {p.name: p.origin for p in planned(made).parameters} == {"n_components": "GMM"}


def test_only_cells_that_pass_it_are_named():
    made = "def train(t, C):\n    return [t, C]"
    plan = planned(made, "C = 1.5", "a = train(3, C)\nprint(a)", "print(f'{C}')", "b = train(3, C=2.5)\nprint(b)")
    assert {p.name: p.help for p in plan.parameters if p.name.endswith("C")} == {
        "C": "Used in `train(3, C)`.",
        "train_C": "C of train.",
    }


def test_no_two_options_differ_by_case_only():
    found = lifted(KERAS, "EPOCHS = 7\nnet.fit(X, y, epochs=EPOCHS)", "net.fit(X, y, epochs=9)\nnet.save('n.h5')")
    assert found["EPOCHS"] == 7 and found["net_epochs"] == 9 and "epochs" not in found


def test_what_is_given_to_a_function_that_only_draws_is_none():
    draws = "import matplotlib.pyplot as plt\ndef draw(m, width):\n    p = m.predict(X)\n    plt.plot(p, lw=width)"
    assert lifted(SAVED, draws, "draw(m, 3)") == {"alpha": 7}


def test_all_settings_of_a_call_get_the_same_words_in_front():
    first = "first = LogisticRegression(C=0.5, max_iter=9)\nfirst.fit(X, y)\nprint(first.score(X, y))"
    cells = (
        SK,
        first,
        first.replace("first", "second").replace("0.5", "0.6"),
        first.replace("first", "third").replace("9", "8"),
    )
    assert set(lifted(*cells)) >= {"second_C", "second_max_iter"}


ONE_PREFIX = [  # cells, the names of all settings of each model
    (  # the second has a setting more
        "from sklearn.cluster import KMeans\nfrom somewhere import X",
        "a = KMeans(n_clusters=5).fit(X)\nprint(a.labels_)",
        "a = KMeans(n_clusters=6, max_iter=9).fit(X)\nprint(a.labels_)",
    ),
    (  # the name of one setting is the notebook's
        "from sklearn.cluster import KMeans\nfrom somewhere import X\nn_clusters = [5]",
        "a = KMeans(n_clusters=5, max_iter=9).fit(X)\nprint(a.labels_, n_clusters)",
    ),
    (  # what it is fitted on says nothing of it
        "from sklearn.cluster import KMeans\nfrom somewhere import parts",
        "a = [KMeans(n_clusters=5, max_iter=9).fit(part) for part in parts]\nprint(a)",
        "a = [KMeans(n_clusters=6, max_iter=8).fit(part) for part in parts]\nprint(a)",
    ),
]
NAMES = [
    {"k_means_n_clusters", "n_clusters", "max_iter"},
    {"a_n_clusters", "a_max_iter"},
    {"k_means_n_clusters", "k_means_max_iter", "k_means_again_n_clusters", "k_means_again_max_iter"},
]


def test_no_value_is_in_the_name_of_a_setting():
    cells = [
        f"s = SVC(kernel={kernel!r}, tol={tol}).fit(X, y)\nprint(s.score(X, y))"
        for kernel, tol in [("rbf", 1), ("poly", 2)]
    ]
    found = lifted(
        "from sklearn.svm import SVC\nfrom made import X, y", *cells, "s = SVC(tol=3).fit(y, y)\nprint(s.score(y, y))"
    )
    assert {"svc_kernel", "svc_tol", "svc_cell_3_kernel", "svc_cell_3_tol", "tol"} == set(found)


@pytest.mark.parametrize(("cells", "names"), zip(ONE_PREFIX, NAMES, strict=True), ids=["more", "taken", "data"])
def test_no_prefix_is_of_two_models(cells, names):
    assert set(lifted(*cells)) == names


ALSO = [  # cells, the parameters
    (  # one folder of several steps
        ("from keras.preprocessing.image import ImageDataGenerator\ng = ImageDataGenerator()",
         "a = g.flow_from_directory('in/train', seed=1)\nprint(a)", "b = g.flow_from_directory('in/train', seed=1)\nprint(b)"),
        {"train_dir": "in/train", "seed": 1},
    ),
    (  # what may be written into the settings of a booster
        ("import xgboost as xgb\nfrom somewhere import d, mean", "params = {'eta': 0.5, 'base_score': mean, 'objective': 'x'}",
         "m = xgb.train(params, d)\nprint(m.predict(d))"),
        {"eta": 0.5},
    ),
    ((KERAS, "net.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5, momentum=0.25))\nnet.fit(X, y)\nnet.save('n.h5')"),
     {"learning_rate": 0.5, "momentum": 0.25, "net_path": "n.h5"}),
    (  # said once more in its cell: how far a bar goes
        ("from somewhere import Bar, step", "bar = Bar(45)\nfor _ in range(45):\n    step(bar)\nprint(bar)"), {},
    ),
    (("from somewhere import step", "for _ in range(45):\n    step()"), {"n_rounds": 45}),
    (  # how many rows are made, said again in their shape
        ("from sklearn.datasets import make_regression", "X, y = make_regression(n_samples=100, n_features=1, noise=20.5)\nprint(X.reshape(100))"),
        {"noise": 20.5},
    ),
    (
        ("from sklearn.datasets import make_regression", "X, y = make_regression(n_samples=100, n_features=1, noise=20.5)\nprint(X.reshape(-1))"),
        {"n_samples": 100, "noise": 20.5},
    ),
    (
        ("from sklearn.datasets import make_regression", "X, y = make_regression(n_samples=100, n_features=2, noise=20.5)\nprint(X.sum())"),
        {"n_samples": 100, "noise": 20.5},
    ),
    (("import numpy as np\nfrom somewhere import p", "np.savetxt('out.csv', p)"), {"out_path": "out.csv"}),
    (  # the separator of one file
        ("import numpy as np\nd = np.arange(9)", "np.savetxt('a.csv', d, delimiter=';')\ne = np.loadtxt('a.csv', delimiter=';')\nprint(e)"),
        {"output_path": "a.csv", "delimiter": ";"},
    ),
    (  # a constant says it, too
        ("import mlflow\nmlflow.set_tracking_uri('http://h/x')", "URI = 'http://h/x'\nfrom somewhere import Client\nprint(Client(URI))"),
        {"URI": "http://h/x"},
    ),
    ((PD, "d = pd.read_csv('in/a.csv')\nPLACE = 'in/a.csv'\nopen('b.txt', 'w').write(PLACE + str(len(d)))"),
     {"PLACE": "in/a.csv", "output_path": "b.txt"}),
    (  # which of two constants, nothing tells
        (PD, "ONE = 'in/a.csv'\nTWO = 'in/a.csv'\nd = pd.read_csv('in/a.csv')\nprint(len(d), ONE, TWO)"),
        {"ONE": "in/a.csv", "TWO": "in/a.csv", "d_path": "in/a.csv"},
    ),
    ((OS, "comp_dir = Path('in/a')\nprint([f for f in comp_dir.iterdir()])"), {"comp_dir_path": "in/a"}),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), ALSO, ids=[str(row[1])[:40] for row in ALSO])
def test_what_is_a_parameter_too(cells, expected):
    assert lifted(*cells) == expected


REMARKS = ["this is crucial here", "Setup the parameters grid", "a 70%/30% train split", "rows of 25 that are kept"]


@pytest.mark.parametrize("comment", REMARKS)
def test_a_remark_is_no_help(comment):
    assert planned(f"limit = 100  # {comment}", "x = [limit]").parameters[0].help == "The notebook's limit."


def test_what_says_the_same_of_itself_says_where():
    plan = planned(KERAS, "net.fit(X, y, epochs=7)", "net.fit(X, y, epochs=9)\nnet.save('n.h5')")
    assert [p.help for p in plan.parameters if "epochs" in p.name] == [
        "How often training passes over its data, in cell 2. Of the saved model.",
        "How often training passes over its data, in cell 3. Of the saved model.",
    ]


def test_two_seeds_say_where():
    plan = planned(
        "import numpy as np", "np.random.seed(3)\na = np.random.rand()", "np.random.seed(4)\nb = np.random.rand()"
    )
    assert [p.help for p in plan.parameters] == [
        "Seed of numpy's random numbers, in cell 2.",
        "Seed of numpy's random numbers, in cell 3.",
    ]


def test_a_comment_that_says_the_value_is_no_help():
    assert planned("size = 25  # 25 hidden units", "x = [size]").parameters[0].help == "The notebook's size."


KMEANS = "from sklearn.cluster import KMeans\nimport pandas as pd\nX = pd.read_csv('a.csv')"
APART = [  # cells, names of parameters that no hyphen tells apart
    (
        (KMEANS, "kmeans = KMeans(n_clusters=3)\nprint(kmeans.fit_predict(X))", "print(KMeans(n_clusters=4).fit_predict(X))",
         "other = KMeans(n_clusters=5)\nprint(other.fit_predict(X))"),
        {"kmeans_n_clusters": 3, "k_means_cell_3_n_clusters": 4, "n_clusters": 5},
    ),
    (
        (KMEANS, "a = KMeans(n_clusters=3)\nprint(a.fit_predict(X))", "b = KMeans(n_clusters=4)\nprint(b.fit_predict(X))"),
        {"a_n_clusters": 3, "n_clusters": 4},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), APART, ids=[str(row[1]) for row in APART])
def test_names_of_two_models_differ_by_more_than_a_hyphen(cells, expected):
    found = lifted(*cells)
    assert {name: value for name, value in found.items() if name.endswith("n_clusters")} == expected


ENTRIES = [  # lines of the docstring, what the parameter says
    ("n: The number of points across the domain of xs for which\n       to search, default 10.",
     "The number of points across the domain of xs for which to search, default 10."),
    ("n: Number of samples.\n    other: Whether to inject missing values into\n           them.", "Number of samples."),
    ("n : int\n        the number of samples\n        that are drawn", "The number of samples that are drawn."),
    ("n: int, optional\n        the number of samples", "The number of samples."),
    ("n (int): the number of samples that\n        are drawn", "The number of samples that are drawn."),
    (":param n: the number of samples\n    :param other: more", "The number of samples."),
    ("n: the number of samples. " + "More of it " * 15 + "is said.", "The number of samples."),
    ("n: the number of samples that\n    are drawn", "Used in `draw(count)`."),  # where it ends is not clear
    ("n: the number of samples " + "and more " * 20, "Used in `draw(count)`."),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "said"), ENTRIES, ids=[row[0][:60] for row in ENTRIES])
def test_a_docstring_gives_whole_sentences_or_nothing(entry, said):
    draw = f'def draw(n, other=1):\n    """Draw.\n\n    {entry}\n    """\n    return [1] * n'
    (found,) = [p for p in planned(draw, "count = 9\nprint(draw(count))").parameters if p.name == "count"]
    assert found.help == said


OF_SEVERAL = (
    "models = [SVC(C=2, kernel='poly'), Ridge(alpha=9)]\nfor m in models:\n    m.fit(X, y)\n    print(m.score(X, y))"
)


def test_settings_in_a_list_of_estimators_say_whose_they_are():
    found = lifted(
        "from sklearn.svm import SVC\nfrom sklearn.linear_model import Ridge\nfrom somewhere import X, y", OF_SEVERAL
    )
    assert found == {"svc_C": 2, "svc_kernel": "poly", "ridge_alpha": 9}


TO_FILL_IN = [  # a text, whether it is an option, the first one
    ("'........'", True),
    ("'xxxxxx'", True),
    ("'your-project'", True),
    ("'<your project>'", True),
    ("'--------'", False),
    ("'<unk>'", False),
    ("'shop'", False),
]


@pytest.mark.parametrize(("text", "option"), TO_FILL_IN)
def test_what_a_person_must_fill_in_comes_first(text, option):
    cells = (
        "import pandas as pd\nn = 3",
        f"project = {text}",
        "df = pd.read_gbq('select 1', project)\nprint(df.a.mean() * n)",
    )
    assert [*lifted(*cells)] == (["project", "n"] if option else ["n"])


@pytest.mark.parametrize("line", ["sep = '......'", "mask = 'XXXX'", "message = 'Your score is'"])
def test_a_text_that_the_notebook_writes_stands_for_nothing(line):
    name = line.partition(" ")[0]
    found = planned(line, f"from somewhere import write\nwrite({name})").parameters
    assert not any("stands for it" in parameter.help for parameter in found)


def test_one_seed_drives_every_place_of_it():
    imports = (
        "from sklearn.model_selection import RandomizedSearchCV\nfrom sklearn.linear_model import LogisticRegression"
    )
    split = "X, a, y, b = train_test_split(X, y, random_state=4)"
    search = (
        "m = RandomizedSearchCV(LogisticRegression(random_state=4), {'C': [1, 2]}, random_state=4).fit(X, y)\n"
        "p = m.predict(a)"
    )
    (found,) = (p for p in planned(SEVERAL, SK, imports, split, search).parameters if p.name == "random_state")
    assert found.help == "Seed of train_test_split, LogisticRegression and RandomizedSearchCV."
    alone = planned(SEVERAL, SK, imports, search.replace("(random_state=4)", "()")).parameters
    assert "random_state" in {p.name for p in alone}  # what is drawn is the candidates


def test_what_stands_where_a_table_belongs_is_no_setting():
    cells = (PD, "more_rows = False\nn = df.a.sum()", "if more_rows:\n    n = more_rows.iloc[0].a\nprint(n)")
    assert lifted(*cells) == {}
    assert lifted(*cells[:2], "if more_rows:\n    n = 0\nprint(n)") == {"more_rows": False}


SHUFFLED = "from sklearn.model_selection import GroupShuffleSplit\nfrom sklearn.svm import SVC\nfrom sklearn.feature_selection import RFE"
ONE_VALUE = [
    ("cut = GroupShuffleSplit(n_splits=3)\na, b = next(cut.split(df))\nprint(df.loc[a])", "n_splits"),
    ("a, b = next(GroupShuffleSplit(n_splits=3).split(df))\nprint(df.loc[a])", "n_splits"),
    ("m = SVC(kernel='linear')\nr = RFE(m).fit(X, y)\nprint(r.score(X, y))", "kernel"),
    ("m = SVC(probability=True).fit(X, y)\nprint(m.predict_proba(X))", "probability"),
]


@pytest.mark.parametrize(("cells", "name"), ONE_VALUE)
def test_what_has_one_value_that_works_is_no_option(cells, name):
    assert name not in lifted(PD, LOAD, SHUFFLED, "X, y = df[['a']], df.b", cells)
    free = "for a, b in GroupShuffleSplit(n_splits=3).split(X): print(a)\nm = SVC(kernel='linear', probability=True).fit(X, y)\nprint(m.score(X, y))"
    assert name in lifted(PD, LOAD, SHUFFLED, "X, y = df[['a']], df.b", free)


def test_a_setting_that_the_saved_model_keeps_is_no_option_of_another():
    mixture = "from sklearn.mixture import GaussianMixture"
    first = "a = GaussianMixture(n_components=2).fit(X)\nprint(a.score(X))"
    saved = "m = GaussianMixture(n_components=3).fit(X)\nfor k in range(3): print((m.predict(X) == k).sum())"
    assert not any("n_components" in name for name in lifted(PD, LOAD, mixture, "X = df[['a']]", first, saved))
    assert any("n_components" in name for name in lifted(PD, LOAD, mixture, "X = df[['a']]", first))


def test_no_name_says_both_training_and_testing():
    split = "a, b = train_test_split(X, {})\nprint(a, b)"
    cells = (
        "X_train, X_test = train_test_split(X, train_size=0.8)\nprint(X_train, X_test)",
        split.format("train_size=0.5"),
    )
    found = lifted("from sklearn.model_selection import train_test_split\nfrom somewhere import X", *cells)
    assert len(found) == 2 and "test_train_size" not in found


def test_the_saved_model_has_the_plain_split():
    cells = (
        "a, b, c, d = train_test_split(df[['a']], df.t, test_size=0.2)\nother = LogisticRegression().fit(a, c)",
        "print(other.score(b, d))\nX, Z, y, z = train_test_split(df[['b']], df.u, test_size=0.3)",
        "m = LogisticRegression().fit(X, y)\nprint(m.score(Z, z))",
    )
    assert lifted(PD, LOAD, SK, *cells)["test_size"] == 0.3


def test_a_comment_that_defines_the_value_says_what_it_is():
    helps = {
        p.name: p.help
        for p in planned(
            "# Define the rate of success afterwards\nsuccess_rate = 0.3\n\nprint([success_rate])"
        ).parameters
    }
    assert helps["success_rate"] == "The rate of success afterwards"


def test_a_text_of_which_the_words_are_known_takes_no_other():
    cells = ("from sklearn.feature_extraction.text import TfidfVectorizer\nfrom sklearn.svm import SVC\nimport pandas as pd",
             "df = pd.read_csv('a.csv')\nv = TfidfVectorizer(stop_words='english')\nX = v.fit_transform(df.text)",
             "m = SVC(kernel='poly').fit(X, df.t)\nprint(m.predict(v.transform(df.text)))")  # fmt: skip
    made = project(*cells)["src/paper/config.py"]
    assert 'kernel: Literal["linear", "poly", "rbf", "sigmoid"] = Field(' in made
    assert 'stop_words: Optional[Literal["english"]] = Field(' in made
    assert planned(cells[0], cells[1], cells[2].replace("poly", "mine")).parameters[-1].choices == ()


WRITTEN = [
    (
        "import numpy as np\nnp.savetxt('out/a_longer_name_of_numbers.csv', predicted)",
        "a_longer_name_of_numbers_path",
        "Path of the file that predicted is written to.",
    ),
    (
        "import joblib\njoblib.dump(g.best_estimator_, 'best.pkl')",
        "best_path",
        "Path of the file that g.best_estimator_ is written to.",
    ),
    ("pd.DataFrame(scaled).to_csv('scaled.csv')", "scaled_path", "Path of the file that scaled is written to."),
]


@pytest.mark.parametrize(("cell", "name", "help_"), WRITTEN)
def test_what_is_written_is_named(cell, name, help_):
    made = planned(f"{PD}\nfrom somewhere import g, predicted, scaled", cell).parameters
    assert [(p.name, p.help) for p in made] == [(name, help_)]


def test_a_constant_that_seeds_says_what():
    made = planned(
        "from sklearn.decomposition import PCA\nfrom somewhere import X\nRS = 4",
        "Z = PCA(2, random_state=RS).fit_transform(X)\nprint(Z)",
    )
    assert {p.name: p.help for p in made.parameters}["RS"] == "Seed of PCA."


def test_days_of_a_download_say_so():
    cells = (
        "import yfinance as yf\nstart = '2019-01-31'",
        "df = yf.download('A', start=start)\nprint(df.Close.mean())",
    )
    assert {p.name: p.help for p in planned(*cells).parameters}["start"] == "First day of the data."


def test_no_setting_of_another_model_is_called_as_if_it_were_the_saved_ones():
    cells = (
        "o = Lasso(alpha=5).fit(X, y)\nprint(o.score(X, y))",
        "m = RandomForestRegressor().fit(X, y)\np = m.predict(X)",
    )
    assert [*lifted(SEVERAL, *cells)] == ["o_alpha"]


def test_a_word_that_says_where_time_begins_is_no_path():
    assert not lifted("import pandas as pd", "days = pd.to_datetime([3, 4], unit='D', origin='unix')\nprint(days)")
