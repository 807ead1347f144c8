"""Each kind of claim: cells that prove it, cells that do not, and its one wording."""

import typing

import pytest

from nb2prod.emit.claims import WORDINGS, worded
from nb2prod.model_claims import Claim, ClaimKind
from tests.notebooks import planned, text

START = (
    "import pandas as pd\nimport somewhere\nfrom sklearn.svm import SVC\n"
    "from sklearn.linear_model import LinearRegression, LogisticRegression\n"
    "from sklearn.model_selection import train_test_split\nfrom sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\n"
    "df = pd.read_csv('a.csv')\nX, y = df[['a', 'b']], df['y']"
)
OTHER_KIND = "m = somewhere.Net()\nm.fit(X, y)\np = m.predict(X)"
FIT = "m = SVC()\nm.fit(X, y)\np = m.predict(X)"
ONE = "a = SVC().fit(X, y)\nprint(a.score(X, y))"
VOTE = (
    "from sklearn.ensemble import VotingClassifier\na = ('a', LogisticRegression())\n"
    "m = VotingClassifier([a])\nm.fit(X, y)\np = m.predict(X)"
)
LOOP = "for c in (1, 2):\n    m = SVC(C=c)\n    m.fit(X, y)\n    print(m.score(X, y))"
READ = "import joblib\njoblib.dump(m, 'm.pkl')\nm = joblib.load('m.pkl')\nprint(m.predict(X))"
SCALED = "s = StandardScaler()\nZ = s.fit_transform(df.rank()[['a']])\nm = SVC().fit(Z, y)\nprint(m.predict(Z))"
IRIS = "from sklearn.datasets import load_iris\nX, y = load_iris(return_X_y=True)\nm = SVC().fit(X, y)\nprint(m.predict(X))"
MADE = "from sklearn.datasets import make_moons\nX, y = make_moons(99)\nm = SVC().fit(X, y)\nprint(m.predict(X))"
MORE = "df = df.merge(pd.read_csv('b.csv'))\nX = df[['a', 'b']]\n" + FIT
OTHERS = (  # the name held a model of other data before
    "from sklearn.datasets import load_digits, load_iris\nfrom sklearn.model_selection import GridSearchCV\n"
    "X, y = load_iris(return_X_y=True)\nm = SVC().fit(X, y)\nX, y = load_digits(return_X_y=True)\n"
    "grid = GridSearchCV(SVC(), {'C': [1, 2]})\ngrid.fit(X, y)\nm = grid.best_estimator_\nprint(m.predict(X))"
)
UNPACKED = (
    "import os\nif not os.path.exists('c.csv'):\n    pd.read_csv('c.csv.gz').to_csv('c.csv')\nX = pd.read_csv('c.csv')\n"
    + FIT
)
TWICE = "df = pd.concat([pd.read_csv('b.csv'), pd.read_csv(somewhere.name)])\nX = df[['a', 'b']]\n" + FIT
HOST = "def load():\n    return pd.read_csv('https://x.org/get/7')\ndf = load()\nX, y = df[['a', 'b']], df['y']\n" + FIT
VOTING = "from sklearn.ensemble import VotingClassifier\n"
NETWORK = (
    "from tensorflow import keras\nm = keras.Sequential([keras.layers.Dense(3)])\nm.compile(loss='mse')\nm.fit(X, y)\n"
)
SEARCH = "from sklearn.model_selection import GridSearchCV\n"
PICKED = (
    "top, best = -1, None\nfor m in [SVC(), LogisticRegression()]:\n    m.fit(X, y)\n    if m.score(X, y) > top:\n"
    "        top, best = m.score(X, y), m\np = best.predict(X)"
)

CASES = [  # kind, cells that prove it, cells that do not, words of its sentence
    ("learns from", (FIT,), (TWICE,), "on `a.csv`"),
    ("learns from", ("import kagglehub\npath = kagglehub.dataset_download('a/b')\ndf = pd.read_csv(f'{path}/c.csv')\nX = df[['a', 'b']]\n" + FIT,), (TWICE,), "on `a.csv` and `c.csv`"),
    ("learns from", (MORE,), ("df = df.merge(pd.read_csv(somewhere.name))\nX = df[['a', 'b']]\n" + FIT,), "on `a.csv` and `b.csv`"),
    ("learns from", (HOST,), ("df = pd.read_csv(NAME)\nX = df[['a', 'b']]\n" + FIT,), "on data of `x.org`"),
    ("predicts", (FIT,), ("X, y = df.values[:, :3], df.values[:, 3]\n" + FIT,), "`y`"),
    ("predicts", ("t = df['t'].astype(int).values[:9]\nm = SVC().fit(X[:9], t)\np = m.predict(X)",),
     ("t = df['t'].apply(lambda v: v > 3)\nm = SVC().fit(X, t)\np = m.predict(X)",), "`t`"),
    ("predicts", (text("# A"), "means = df.groupby('a').mean()", "m = SVC().fit(X, means['t'])"), ("m = SVC().fit(X, df.sum(axis=1))",), "`t`"),
    ("predicts", ("GOAL = 't'\ntrain, test = train_test_split(df)\nm = SVC().fit(train[['a']], train[GOAL])",), ("m = SVC().fit(X, df[somewhere.GOAL])",), "`t`"),
    ("predicts", ("a, b, c, d = train_test_split(X, df.t)\nm = SVC()\nm.fit(a, c)",), ("a, b, c, d = train_test_split(X, df.t > 3)\nm = SVC()\nm.fit(a, c)",), "`t`"),
    ("predicts", (FIT,), ("m = SVC().fit(X, df.index)",), "`y`"),
    ("predicts", ("df['t'] = df['t'].astype(int)\nm = SVC().fit(X, df['t'])",), ("df['t'] = df['t'] / 9\nm = SVC().fit(X, df['t'])",), "`t`"),
    ("aims at", ("df['t'] = df['t'] / 9\nZ = df.dropna()\nm = SVC().fit(X, Z['t'])",), ("df['u'] = df['t'] / 9\nm = SVC().fit(X, df['t'])",), "`t` (cell 2: `df['t'] = df['t'] / 9`)"),
    ("aims at", ("if len(df):\n    df['t'] *= 9\nm = SVC().fit(X, df.t)",), ("def f(df):\n    df['t'] = -df['t']\nm = SVC().fit(X, df.t)",), "`t` (cell 2)"),
    ("aims at", ("df.loc[df.a > 1, 't'] = 0\nm = SVC().fit(X, df[['t']])",), ("df.loc[df.t > 1, 'a'] = 0\nm = SVC().fit(X, df.t)",), "`t` (cell 2: `df.loc[df.a > 1, 't'] = 0`)"),
    ("predicts", (FIT,), ("for i in range(3):\n    u = v\n    v = u\nm = SVC()\nm.fit(X, u)",), "`y`"),  # bound to each other
    ("predicts", ("import numpy as np\nt = np.array(df['t'].head(9))\nm = SVC().fit(X[:9], t)",), ("m = SVC().fit(X, df['t'].cumsum())",), "`t`"),
    ("predicts", ("t = df['t'].to_numpy()\nm = SVC().fit(X, t)",), ("m = SVC().fit(X, df['t'] > 3)",), "`t`"),
    ("predicts", ("from imblearn.over_sampling import SMOTE\na, b = SMOTE().fit_resample(X, df.t)\nm = SVC().fit(a, b)",),
     ("a, b = somewhere.made(X, df.t)\nm = SVC().fit(a, b)",), "`t`"),
    ("last column", ("t = df.iloc[:, -1].values\na, b, c, d = train_test_split(X, t)\nm = SVC().fit(a, c)",),
     ("df['z'] = 1\nt = df.iloc[:, -1].values\nm = SVC().fit(X, t)",), "the last column of `df`"),
    ("aims at", ("v = StandardScaler().fit_transform(df[['t']])\nm = SVC().fit(X, v.ravel())",),
     ("t = df['t'] > 3\nm = SVC().fit(X[:9], t)",), "`t` (cell 2: `v = StandardScaler().fit_transform(df[['t']])`)"),
    ("holds", ("m = make_pipeline(StandardScaler(), SVC())\nm.fit(X, y)",), (FIT,), "with `SVC`"),
    ("holds", (VOTING + "parts = [('a', SVC()), ('b', LogisticRegression())]\nm = VotingClassifier(parts)\nm.fit(X, y)",),
     (VOTING + "parts = somewhere.made()\nm = VotingClassifier([*parts, ('a', SVC())])\nm.fit(X, y)",), "with `SVC`, `LogisticRegression`"),
    ("holds", (SEARCH + "inner = make_pipeline(StandardScaler(), SVC())\nm = GridSearchCV(inner, {})\nm.fit(X, y)",),
     (SEARCH + "inner = somewhere.made()\nm = GridSearchCV(inner, {})\nm.fit(X, y)",), "with `SVC`"),
    ("learns from", (FIT,), (UNPACKED,), "on `a.csv`"),
    ("learns from library", (IRIS,), (FIT,), "on the data of `load_iris`"),
    ("learns from library", (OTHERS,), (OTHERS.replace("X, y = load_digits(return_X_y=True)", "X, y = somewhere.rows()"),), "on the data of `load_digits`"),
    ("learns from maker", (MADE,), (IRIS,), "on data that `make_moons` makes"),
    ("learns from", (FIT,), (FIT, READ), "on `a.csv`"),  # of another run, perhaps
    ("one of several", (ONE, FIT), ("a = SVC()\nm = a.fit(X, y)\np = m.predict(X)",), "The notebook fits `a`, too: `final_model: NAME`"),
    ("one of several", (SEARCH + "grid = GridSearchCV(SVC(), {}).fit(X, y)\nprint(grid.score(X, y))\nmy_grid = GridSearchCV(SVC(), {}).fit(X, y)\n"
      "m = my_grid.best_estimator_\np = m.predict(X)",), (FIT,), "The notebook fits `grid`, too"),
    ("as of", (FIT, "m.fit(X[:9], y[:9])\nprint(m.dual_coef_)"), (FIT, "m.fit(X[:9], y[:9])\nq = m.predict(X)\nprint(q)"),
     "What is saved is `m` as it stands in cell 2; cell 3 fits it again."),
    ("as of", (FIT, "m = SVC(C=3)\nf = m.fit(X[:9], y[:9])\nprint(f.dual_coef_)"), (FIT,), "in cell 2; cell 3 gives that name to another one."),
    ("fitted again", (OTHER_KIND, "m = somewhere.Net()\nm.fit(X[:9], y[:9])\nprint(m.predict(X))"), (FIT,), "Cells 2 and 3 fit `m`: what is saved is what it holds in the end."),
    ("as of", (FIT, "print(m.fit(X[:9], y[:9]).dual_coef_)"), (FIT, "q = m.fit(X[:9], y[:9]).predict(X)\nprint(q)"), "in cell 2; cell 3 fits"),
    ("as of", (FIT, "f = m.fit(X[:9], y[:9])\nprint(f.dual_coef_)"), (FIT, "f = m.fit(X[:9], y[:9])\nprint(f.predict(X))"), "in cell 2; cell 3 fits"),
    ("asked last", (FIT, "m.fit(X[:9], y[:9])\nprint(m.dual_coef_)"), (FIT, "m.fit(X[:9], y[:9])\nq = m.predict(X)\nprint(q)"),
     "It is the last `m` that is asked for predictions outside of a loop."),
    ("asked last", (FIT, "m.fit(X[:9], y[:9])\nprint('m.predict', m.dual_coef_)"), (FIT,), "It is the last `m`"),
    ("last turn", (LOOP,), (FIT,), "`m` is another one in each turn of a loop (cell 2)"),
    ("last turn", (PICKED,), (FIT,), "`best` is one that the loop of cell 2 picks: what is saved is what it holds in the end."),
    ("from disk", (FIT, READ), (FIT, "import joblib\njoblib.dump(m, 'm.pkl')"), "In the end `m` is what cell 3 loads from disk, in place of what cell 2 fits."),
    ("comes from", (text("# A"), "Z = somewhere.made(df)", text("# B"), "m = SVC()\nm.fit(Z, y)"), (FIT,), ", `Z` of `"),
    ("chances", ("m = LogisticRegression()\nm.fit(X, y)\np = m.predict(X)",), ("m = LinearRegression()\nm.fit(X, y)\np = m.predict(X)",),
     "and probabilities"),
    ("chances", ("m = make_pipeline(StandardScaler(), LogisticRegression())\nm.fit(X, y)\np = m.predict(X)",),
     ("m = make_pipeline(StandardScaler(), LinearRegression())\nm.fit(X, y)\np = m.predict(X)",), "and probabilities"),
    ("chances", ("from sklearn.model_selection import GridSearchCV\nm = GridSearchCV(LogisticRegression(), {})\nm.fit(X, y)\np = m.predict(X)",),
     ("from sklearn.model_selection import GridSearchCV\nm = GridSearchCV(SVC(), {})\nm.fit(X, y)\np = m.predict(X)",), "and probabilities"),
    ("chances", (VOTE.replace("[a]", "[a], voting='soft'"),), (VOTE,), "and probabilities"),
    ("perhaps chances", ("m = make_pipeline(StandardScaler(), somewhere.made())\nm.fit(df.rank(), y)",),
     ("c = SVC()\nm = make_pipeline(StandardScaler(), c)\nm.fit(df.rank(), y)",), "and probabilities where the model gives them"),
    ("says numbers", (NETWORK + "p = m.predict(X)",), (NETWORK + "p = m.predict(X).argmax(axis=1)",), "or `prediction_0`, `prediction_1` and so on where it says several numbers of a row"),
    ("says numbers", ("m = somewhere.Net()\nm.fit(df.rank(), y, epochs=9)\np = m.predict(df.rank())",), (OTHER_KIND,), "or `prediction_0`, `prediction_1` and so on"),
    ("transformed", ("s = StandardScaler()\nZ, W = train_test_split(s.fit_transform(df.rank()))\nm = SVC().fit(Z, y[:len(Z)])",),
     ("s = StandardScaler()\ndf['z'] = s.fit_transform(df.rank())\nm = SVC().fit(df.rank(), y)",),
     "They come transformed: training saved `s`, which makes them, and inference does not call it."),
    ("from hosts", ("df = pd.read_csv('https://x.org/a.csv')\nX = df[['a', 'b']]\n" + FIT,), (HOST,), "The workflow reads over the network, from `x.org`."),
    ("not started", ("from sklearn.cross_validation import KFold\nprint(KFold(2))",), (FIT,), "The command does not start"),
    ("stops", ("print(later)", "later = 1\nprint(later)"), ("later", "later = 1\nprint(later)"), "it stops in cell 2, see below"),
    ("left out", ("later", "later = 1\nprint(later)"), ("print(later)", "later = 1"), "the notebook stops in cell 2; the workflow leaves out"),
]  # fmt: skip
COMPOSED = {  # kinds that inference for several models, or for an earlier fit, brings about
    "together": (Claim("together", ("a", "b")), "`a`, `b` predict together, and are saved."),
    "as of": (Claim("as of", ("m",), (3, 4), text="fits"), "as it stands in cell 3; cell 4 fits it again."),
}


def of(kind, cells):
    return [claim for claim in planned(START, *cells).claims if claim.kind == kind]


@pytest.mark.parametrize(("kind", "proved", "not_proved", "said"), CASES, ids=[case[0] for case in CASES])
def test_only_what_is_proved_is_claimed(kind, proved, not_proved, said):
    (claim,) = of(kind, proved)
    assert said in worded([claim], kind)
    assert of(kind, not_proved) == []


@pytest.mark.parametrize("claim, said", COMPOSED.values(), ids=COMPOSED)
def test_claims_of_inference_are_worded(claim, said):
    assert said in worded([claim], claim.kind)


def test_a_model_taken_out_of_a_search_predicts_with_the_other():
    search = "s = GridSearchCV(SVC(), {'C': [1, 2]})\ns.fit(X, y)\nt = s.best_estimator_\nm = LinearRegression()\nm.fit(X, y)"
    both = (SEARCH + search, "p = 0.5 * t.predict(X) + 0.5 * m.predict(X)\nprint(p.mean())")
    alone = (SEARCH + search, "q = t.predict(X)\nprint(q.mean())\np = m.predict(X)\nprint(p.mean())")
    assert [claim.names for claim in of("together", both)] == [("m", "t")]
    assert of("together", alone) == []
    assert len(of("one of several", alone)) == 1


def test_what_a_loop_picks_is_no_other_model():
    assert of("one of several", (PICKED,)) == []


OTHERS_THAN = [  # cells behind the search `s`; names of models that are no other ones
    ("best = s.best_estimator_\np = best.predict(X)", ("s",)),
    ("found = {}\nfound['a'] = s.best_estimator_\nbest = found['a']\np = best.predict(X)", ("s",)),
    ("a = SVC().fit(X, y)\nbest, score = a, s.score(X, y)\np = best.predict(X)", ("a",)),
    ("a = SVC()\nb = SVC(C=2)\nb = a.fit(X, y)\np = b.predict(X)", ("a", "b")),
]


@pytest.mark.parametrize(("cell", "same"), OTHERS_THAN, ids=[row[0][:40] for row in OTHERS_THAN])
def test_what_a_search_or_a_fit_hands_on_is_no_other_model(cell, same):
    told = of("one of several", (SEARCH + "s = GridSearchCV(SVC(), {'C': [1, 2]})\ns.fit(X, y)", cell))
    assert not {*same} & {name for claim in told for name in claim.names}


def test_of_regressors_alone_no_probabilities_are_told():
    loop = "for m in [LinearRegression(), {}()]:\n    m.fit(df.rank(), y)\n    print(m.score(df.rank(), y))"
    ridge = "from sklearn.linear_model import Ridge\n" + loop.format("Ridge")
    assert of("perhaps chances", (ridge,)) == [] and of("chances", (ridge,)) == []
    assert len(of("perhaps chances", (loop.format("LogisticRegression"),))) == 1
    piped = "from sklearn.pipeline import Pipeline\n" + ridge.replace(
        "    m.fit", "    m = make_pipeline(StandardScaler(), m)\n    m.fit"
    )
    assert of("perhaps chances", (piped,)) == []
    both = loop.replace("LinearRegression", "LogisticRegression").format("LogisticRegression")
    assert len(of("chances", (both,))) == 1 and of("perhaps chances", (both,)) == []


def test_of_several_that_a_table_holds_no_one_is_told():
    table = "models = {'a': SVC(), 'b': LogisticRegression()}\n"
    assert of("holds", (SEARCH + table + "m = make_pipeline(StandardScaler(), models['a'])\nm.fit(X, y)",)) == []


def test_every_kind_has_a_wording_and_a_test():
    kinds = set(typing.get_args(ClaimKind))
    assert set(WORDINGS) == kinds == {case[0] for case in CASES} | set(COMPOSED)


def test_other_kinds_are_left_out():
    assert worded([Claim("stops", cells=(1,)), Claim("chances")], "chances") == "and probabilities"
