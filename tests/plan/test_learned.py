"""Which fitted object is the model, what measures it, and what inference gets."""

import pytest

from tests.notebooks import planned

SK = """
import pandas as pd, joblib
from sklearn.linear_model import LogisticRegression, LinearRegression
from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline
from sklearn.model_selection import GridSearchCV
from sklearn.metrics import accuracy_score, f1_score, mean_squared_error
df = pd.read_csv("a.csv")
X, y = df[["a"]], df["y"]
"""

OWN = (
    "class Mean:\n    def fit(self, X, y):\n        self.m = y.mean()\n        return self\n"
    "    def predict(self, X): return X.mul(0) + self.m\n"
)
LINE = "import matplotlib.pyplot as plt\nline = LinearRegression().fit(X, y)\n"
CLUSTERS = "k = KMeans(3)\ndf['group'] = k.fit_predict(df[['a']])\n"
MODELS = [
    (  # labels of groups are a column that the model with a target learns from, and that is only cross-validated
        (
            CLUSTERS,
            "from sklearn.model_selection import cross_val_score\nX2 = df[['a', 'group']]\n"
            "g = GridSearchCV(LogisticRegression(), {'C': [1, 2]})\ng.fit(X2, y)\n"
            "print(cross_val_score(g.best_estimator_, X2, y).mean())",
        ),
        "g",
    ),
    ((CLUSTERS + "joblib.dump(k, 'k.joblib')", "LogisticRegression().fit(df[['a', 'group']], y)"), "k"),  # as it says
    (("a = LogisticRegression().fit(X, y)\nprint(a.coef_)", CLUSTERS), "k"),  # nothing learns from these labels
    (  # what only makes rows for others is none of them
        (
            "from sklearn.discriminant_analysis import LinearDiscriminantAnalysis as LDA",
            "a = LogisticRegression().fit(X, y)\nprint(a.coef_)",
            "lda = LDA(n_components=1)\nlda.fit(X, y)\nprint(lda.transform(X)[0])",
        ),
        "a",
    ),
    (  # a function gives the best of a search
        (
            "from sklearn.model_selection import GridSearchCV",
            "def fit(X, y):\n    grid = GridSearchCV(LogisticRegression(), {'C': [1, 2]})\n    grid = grid.fit(X, y)\n"
            "    return grid.best_estimator_",
            "reg = fit(X, y)\nfor p in reg.predict([[1, 2]]):\n    print(p)",
        ),
        "reg",
    ),
    (("m = LogisticRegression().fit(X, y)",), "m"),
    (("m = LogisticRegression()\nm.fit(X, y)",), "m"),
    (("a = LogisticRegression().fit(X, y)", "b = RandomForestClassifier().fit(X, y)"), "b"),
    (("a = LogisticRegression().fit(X, y)", "b = RandomForestClassifier().fit(X, y)", "p = a.predict(X)"), "a"),
    (
        (
            "a = LogisticRegression().fit(X, y)",
            "b = RandomForestClassifier().fit(X, y)",
            "joblib.dump(a, 'a.joblib')",
            "p = b.predict(X)",
        ),
        "a",
    ),
    (  # the best of a loop, also behind another one that was asked before
        (
            "a = LogisticRegression().fit(X, y)\np = a.predict(X)",
            "best, high = None, 0\nfor d in (1, 2):\n    m = RandomForestClassifier(max_depth=d)\n    m.fit(X, y)\n"
            "    s = accuracy_score(y, m.predict(X))\n    if s > high:\n        high = s\n        best = m\nprint(high)",
        ),
        "best",
    ),
    (
        (
            "models = {'a': LogisticRegression(), 'b': RandomForestClassifier()}\nscores = {}\nfor name, m in models.items():\n"
            "    m.fit(X, y)\n    scores[name] = accuracy_score(y, m.predict(X))",
            "first = max(scores, key=scores.get)\nchosen = models[first]\nworth = scores[first]\nprint(first, worth)",
        ),
        "chosen",
    ),
    (  # q is a slip: nothing reads it
        (
            "a = LogisticRegression().fit(X, y)\nb = RandomForestClassifier().fit(X, y)",
            "p = a.predict(X)\nq = b.predict(X)",
            "sub = pd.DataFrame()\nsub['y'] = p\nsub.to_csv('p.csv')",
        ),
        "a",
    ),
    (  # what a file gets comes before what is only measured later
        (
            "a = LogisticRegression().fit(X, y)\nsub = pd.DataFrame({'y': a.predict(X)})",
            "sub.to_csv('p.csv')",
            "b = RandomForestClassifier().fit(X, y)\nprint(accuracy_score(y, b.predict(X)))",
        ),
        "a",
    ),
    (  # a loop writes a file of each candidate
        (
            "for name, m in {'a': LogisticRegression(), 'b': RandomForestClassifier()}.items():\n    m.fit(X, y)\n"
            "    pd.DataFrame({'y': m.predict(X)}).to_csv(name)",
            "c = RandomForestClassifier().fit(X, y)\nprint(accuracy_score(y, c.predict(X)))",
        ),
        "c",
    ),
    (  # another model learns from what the file gets
        (
            "km = KMeans(3).fit(X)\ndf['group'] = km.predict(X)\ndf.to_csv('p.csv')",
            "b = RandomForestClassifier().fit(X, df['group'])\np = b.predict(X)",
        ),
        "b",
    ),
    (("a = LogisticRegression().fit(X, y)", "best = a", "p = best.predict(X)"), "best"),
    (("pipe = make_pipeline(StandardScaler(), LogisticRegression())\npipe.fit(X, y)",), "pipe"),
    (
        (
            "search = GridSearchCV(LogisticRegression(), {'C': [1]}).fit(X, y)",
            "best = search.best_estimator_",
            "p = best.predict(X)",
        ),
        "best",
    ),
    (("km = KMeans(3).fit(X)",), "km"),
    (  # what the notebook picks out of its models
        (
            "models = {'a': LogisticRegression(), 'b': RandomForestClassifier()}\nscores = {}",
            "for name, m in models.items():\n    m.fit(X, y)\n    scores[name] = m.score(X, y)",
            "best = models[max(scores, key=scores.get)]\nprint(best.score(X, y))",
        ),
        "best",
    ),
    (  # a line that is only drawn is no result; the model whose score is shown is
        ("a = LinearRegression()\na.fit(X, y)\nscore = a.score(X, y)\nscore", f"{LINE}plt.plot(X, line.predict(X))"),
        "a",
    ),
    (("a = LinearRegression().fit(X, y)\nprint(a.coef_)", f"{LINE}z = line.predict(X)\nplt.plot(X, z)"), "a"),
    (  # nothing is known of the other one either
        ("a = LinearRegression().fit(X, y)", f"{LINE}plt.plot(X, line.predict(X))"),
        "line",
    ),
    (  # drawn, and measured
        (
            "a = LinearRegression().fit(X, y)\nprint(a.score(X, y))",
            f"{LINE}plt.plot(X, line.predict(X))\nprint(line.score(X, y))",
        ),
        "line",
    ),
    (("a = LinearRegression().fit(X, y)\nprint(a.score(X, y))", f"{LINE.strip()}"), "line"),  # nobody draws it
    (("scaler = StandardScaler()\nXs = scaler.fit_transform(X)", "m = LinearRegression().fit(Xs, y)"), "m"),
    (  # a function of the notebook fits it, and another one predicts with it
        (
            "def fit(X, y):\n    m = LogisticRegression()\n    m.fit(X, y)\n    return m\ndef ask(m, X): return m.predict(X)",
            "a = fit(X, y)\np = ask(a, X)",
            "b = LogisticRegression()\nb.fit(X, y)",
        ),
        "a",
    ),
    (("def fit(m):\n    m.fit(X, y)\n    return m.score(X, y)", "a = RandomForestClassifier()\ns = fit(a)"), "a"),
    (
        (
            "def train(X, y):\n    sc = StandardScaler()\n    return sc, LogisticRegression().fit(sc.fit_transform(X), y)",
            "def again(X, y): return train(X, y)",
            "sc, own = train(X, y)",
            "p = own.predict(sc.transform(X))",
        ),
        "own",
    ),
    (  # models of folds come and go; the one that is asked outside of a loop is it
        (
            "m = RandomForestClassifier()\nm.fit(X, y)\np = m.predict(X)",
            "for part in range(3):\n    fold = LogisticRegression()\n    fold.fit(X[part:], y[part:])\n    q = fold.predict(X[:part])",
        ),
        "m",
    ),
    (  # what `fit` of statistics returns is fitted; another model of that name is one by itself
        (
            "import statsmodels.api as sm\nm = sm.OLS(y, X)\nres = m.fit()\np = res.predict(X)",
            "m = LogisticRegression()\nm.fit(X, y)\nq = m.predict(X)",
        ),
        "m",
    ),
    (  # candidates of a loop led to the one that is fitted after it
        (
            "for k in range(2, 5):\n    trial = KMeans(k)\n    q = trial.fit_predict(X)",
            "final = KMeans(3).fit(X)\nlabels = final.labels_",
        ),
        "final",
    ),
    (  # what is pickled beside it is no model
        (
            "m = LogisticRegression()\nm.fit(X, y)\np = m.predict(X)",
            "import pickle\nwith open('x', 'wb') as f:\n    pickle.dump(X, f)",
        ),
        "m",
    ),
    (  # the best of several, kept in a dict
        (
            "models, scores = {}, {}\nfor k, m in {'a': LogisticRegression(), 'b': RandomForestClassifier()}.items():\n    m.fit(X, y)\n    models[k] = m\n    scores[k] = m.score(X, y)",
            "for k, e in models.items():\n    print(k, e.predict(X).mean())",
            "top = max(scores, key=scores.get)\nbest = models[top]\njoblib.dump(best, 'best.joblib')",
        ),
        "best",
    ),
    (("import strange\nm = strange.Boosting(3).fit(X, y)\np = m.predict(X)",), "m"),
    ((OWN + "m = Mean().fit(X, y)\np = m.predict(X)",), "m"),
    (  # another one is only asked
        (
            "m = LogisticRegression().fit(X, y)\nprint(m.score(X, y))",
            "import pickle\nold = pickle.load(open('x', 'rb'))\np = old.predict(X)\nbare = RandomForestClassifier()\nq = bare.predict(X)",
        ),
        "m",
    ),
    ((OWN + "m = Mean()\nm.fit(X, y)\np = m.predict(X)",), "m"),
    (
        (
            "class Trainer:\n    def __init__(self, inner): self.inner = inner\n    def run(self, X, y):\n        self.inner.fit(X, y)\n        return self\n"
            "    def predict(self, X): return self.inner.predict(X)",
            "t = Trainer(LogisticRegression()).run(X, y)\np = t.predict(X)",
        ),
        "t",
    ),
    (  # known by its protocol alone
        ("import strange\nm = strange.Boosting(3)\nm.train(x='a', frame=df)\np = m.predict(df)",),
        "m",
    ),
    (  # what the model is held against is none
        (
            "from sklearn.dummy import DummyRegressor",
            "m = LinearRegression().fit(X, y)\nprint(m.predict(X))",
            "d = DummyRegressor().fit(X, y)\nprint(d.predict(X))",
        ),
        "m",
    ),
    (  # the one of a list that scores best, in a loop of its own
        (
            "models = [LogisticRegression(), RandomForestClassifier()]\nfor each in models:\n    each.fit(X, y)",
            "top, best = 0, None\nfor n, m in enumerate(models):\n    if m.score(X, y) > top:\n"
            "        top = m.score(X, y)\n        best = m\n        place = n",
            "print(top, place)",
        ),
        "best",
    ),
    (  # names that a loop goes through take the variable
        (
            "m = KMeans(3)\nprint(m.fit_predict(X))",
            "k = KMeans(4)\ndf['k'] = k.fit_predict(X)\nnames = ['k', 'y']\nfor k in names:\n    print(df[k].sum())",
        ),
        "m",
    ),
    (  # a scaler saved beside the model is none
        (
            "scaler = StandardScaler()\nXs = scaler.fit_transform(X)",
            "m = LinearRegression().fit(Xs, y)",
            "joblib.dump(m, 'm.joblib')\njoblib.dump(scaler, 's.joblib')",
        ),
        "m",
    ),
]


@pytest.mark.parametrize(("cells", "name"), MODELS, ids=[" / ".join(row[0]) for row in MODELS])
def test_the_model(cells, name):
    plan = planned(SK, *cells)
    assert plan.workflow == "train" and plan.inference is not None and plan.inference.model == name
    assert name in [a.name for a in plan.artifacts] and plan.inference.level in ("features", "raw")
    assert plan.inference.because and all(a.because for a in plan.artifacts)


def test_a_copy_of_a_pipeline_gives_probabilities():
    made = "import copy\nm = copy.deepcopy(make_pipeline(StandardScaler(), LogisticRegression()))"
    found = planned(SK, made, "m.fit(X, y)\nprint(m.predict(X))").inference
    assert found is not None and found.serving is not None and found.serving.probability == ("m", "X")


NONE = [
    ("import strange\nm = strange.Match()\nm.fit(X)", "Z = m.transform(X)\nprint(Z.sum())"),  # it only transforms
    (OWN + "m = Mean()", "print(m)"),
    ("import strange\nm = strange.Boosting(3).fit(X, y)", "print(m.summary())"),  # nobody asks it
    ("x = 1",),
    ("scaler = StandardScaler().fit(X)",),
    ("m = LogisticRegression()",),
    ("def f(v): return v", "f(1)"),
    ("import matplotlib.pyplot as plt", "plt.plot(LogisticRegression().fit(X, y).predict(X))"),
]


@pytest.mark.parametrize("cells", NONE, ids=[" / ".join(row) for row in NONE])
def test_no_model(cells):
    plan = planned(SK, *cells)
    assert (plan.workflow, plan.inference, plan.artifacts) == ("run", None, ())


def test_the_settings_name_the_model():
    cells = (SK, "a = LogisticRegression().fit(X, y)", "b = RandomForestClassifier().fit(X, y)")
    assert planned(*cells, final_model="a").inference.model == "a"


METRICS = [
    (("acc = accuracy_score(y, p)",), {"acc"}),
    (("acc = accuracy_score(y, p)", "print(acc)"), {"acc"}),
    (("print('acc', accuracy_score(y, p))",), {"acc"}),
    (
        (
            "from sklearn.metrics import mean_squared_error, r2_score\nprint(f'Test R2: {r2_score(y, p):.2f}, RMSE = {mean_squared_error(y, p)}')",
        ),
        {"test_r2", "mse"},
    ),
    (("accuracy_score(y, p)",), {"accuracy"}),
    (("m.score(X, y)",), {"train_score"}),
    (("p = m.predict(X)", "acc = accuracy_score(y, p)"), {"acc"}),
    (("p = m.predict(X)", "X = X.dropna()", "print(accuracy_score(y, m.predict(X)))"), {"accuracy"}),
    (("accuracy = 3", "print(accuracy)", "print(accuracy_score(y, p))"), {"accuracy"}),
    (("a = f1_score(y, p)\nb = a ** 0.5",), {"a", "b"}),
    (("a = accuracy_score(y, p)", "a = 'text'", "print(a)"), {"a"}),
    (("n = len(p)", "print(n)"), set()),
    (("print(len(p))",), set()),
]


@pytest.mark.parametrize(("cells", "keys"), METRICS, ids=[" / ".join(row[0]) for row in METRICS])
def test_metrics(cells, keys):
    plan = planned(SK, "m = LogisticRegression().fit(X, y)\np = m.predict(X[:5])", *cells)
    assert {key for key, _ in plan.metrics} == keys


def test_a_model_of_a_class_that_cannot_be_imported_is_level_none():
    plan = planned(
        "from sklearn.base import BaseEstimator, TransformerMixin\nfrom sklearn.pipeline import make_pipeline\nfrom sklearn.linear_model import Ridge",
        "k = sum([1, 2])\nclass Add(BaseEstimator, TransformerMixin):\n    def fit(self, X, y=None): return self\n    def transform(self, X): return X + k",
        "X, y = [[1.0], [2.0]], [1, 2]\nmodel = make_pipeline(Add(), Ridge()).fit(X, y)",
    )
    assert plan.inference is not None
    assert (plan.inference.level, plan.artifacts) == ("none", ())
    assert "Add" in plan.inference.because


def test_the_best_of_a_loop_in_a_function_is_a_name_of_that_function():
    """Another model of the notebook bears the name that is fitted there."""
    search = (
        "def search(rows, y, found):\n    high, best = 0, None\n    for depth in found:\n"
        "        m = RandomForestClassifier(max_depth=depth)\n        m.fit(rows, y)\n"
        "        if m.score(rows, y) > high:\n            high = m.score(rows, y)\n            best = m\n    return best"
    )
    plan = planned(SK, search, "m = search(X, y, [2, 3])\nm.fit(X, y)\np = m.predict(X)")
    assert plan.inference is not None and plan.inference.model == "m"


def test_a_name_that_holds_nothing_fitted_at_the_end():
    """`m = SVC(); cross_val_score(m, X, y)` after the last prediction: the object that made it is kept."""
    again = "m = RandomForestClassifier()\nprint(m.get_params())"
    raw = planned(SK, "m = RandomForestClassifier()\nm.fit(X, y)\np = m.predict(X)", again)
    assert raw.inference is not None and raw.inference.level == "raw"
    assert "m" not in [a.name for a in raw.artifacts]
    features = planned(SK, "X = X.rank()\nm = RandomForestClassifier()\nm.fit(X, y)\np = m.predict(X)", again)
    assert features.inference is not None and features.inference.level == "features"
    assert [a.value for a in features.artifacts if a.name == "m"] == ["served_model"]
    unasked = planned(SK, "X = X.rank()\nm = RandomForestClassifier()\nm.fit(X, y)", again)
    assert unasked.inference is not None and unasked.inference.level == "none"
    assert "never fitted again" in unasked.inference.because


AGAIN = "m = RandomForestClassifier(max_depth=2)\n"


@pytest.mark.parametrize(
    "fitted",
    [
        "Z = DictVectorizer().fit_transform(late[['a']].to_dict(orient='records'))\nm.fit(Z, late['y'])\np = m.predict(Z)",
        "fit(m, late)\np = m.predict(late[['a']])",
    ],
    ids=["on rows that are not followed", "by a function"],
)
def test_a_new_model_is_not_taken_for_the_one_before(fitted):
    """Where only the earlier one can be followed to raw rows, serving must not silently give that one."""
    read = (
        "from sklearn.feature_extraction import DictVectorizer\n\ndef read(name):\n    if name.endswith('.csv'):\n        d = pd.read_csv(name)\n"
        "    elif name.endswith('.parquet'):\n        d = pd.read_parquet(name)\n    d = d[d.a > d.a.mean()]\n    return d\n\n"
        "def fit(model, rows):\n    model.fit(rows[['a']], rows['y'])\n\nlate = read('late.csv')"
    )
    first = "m = RandomForestClassifier()\nm.fit(X, y)\np = m.predict(X)\nprint((p == y).mean())"
    plan = planned(SK, first, read, AGAIN + fitted)
    assert plan.inference is not None
    served = [a.name for a in plan.artifacts if a.kind == "estimator"]
    assert (plan.inference.told, served[-1]) == ("features", "m")
    assert plan.inference.source in ("late", "") or served == ["m"]


def test_why_this_model_of_several():
    """The reason stands with the artifact, at level raw as well, and says that a setting picks another."""
    plan = planned(SK, "a = LogisticRegression().fit(X, y)", "b = RandomForestClassifier().fit(X, y)\np = b.predict(X)")
    assert plan.inference is not None and plan.inference.level == "raw"
    told = next(a.because for a in plan.artifacts if a.name == "b")
    assert told.startswith("the model: it makes the last prediction;")
    assert "of 2 fitted models" in told and "final_model" in told
    grid = "import matplotlib.pyplot as plt\nplt.plot([m.predict(X) for m in (a, b)][0])"
    drawn = planned(
        SK, "a = LogisticRegression().fit(X, y)\np = a.predict(X)", "b = RandomForestClassifier().fit(X, y)", grid
    )
    told = next(a.because for a in drawn.artifacts if a.name == "a")
    assert told.startswith("the model: it makes the last prediction that is not only drawn;")
    loop = "for n in (1, 2):\n    b = RandomForestClassifier(n).fit(X, y)\n    q = b.predict(X)\nprint(q)"
    candidates = planned(SK, "a = LogisticRegression().fit(X, y)\np = a.predict(X)", loop)
    told = next(a.because for a in candidates.artifacts if a.name == "a")
    assert told.startswith("the model: it makes the last prediction outside of loops;")
    alone = planned(SK, "a = LogisticRegression().fit(X, y)\np = a.predict(X)")
    assert "final_model" not in next(a.because for a in alone.artifacts if a.name == "a")


HELD = [
    "from h2o.estimators import H2OGradientBoostingEstimator\nm = H2OGradientBoostingEstimator(ntrees=3)\nm.train(x='a', y='y', training_frame=df)\np = m.predict(df)",
    "from pyspark.ml.classification import LogisticRegression\nlr = LogisticRegression(maxIter=3)\nm = lr.fit(df)\nm.transform(df).show()\np = m.predict(df)",
]


@pytest.mark.parametrize("source", HELD)
def test_a_model_that_another_process_holds(source):
    plan = planned("import somewhere\ndf = somewhere.frame()", source)
    assert plan.workflow == "train" and plan.artifacts == () and plan.inference is not None
    assert plan.inference.level == "none" and "process of its own" in plan.inference.because


def test_a_specification_is_not_what_was_learned():
    told = "from arch import arch_model\nam = arch_model(df['r'], vol='Garch')\nres = am.fit(disp='off')\nprint(res.summary())"
    plan = planned("import somewhere\ndf = somewhere.frame()", told)
    assert [artifact.name for artifact in plan.artifacts] == ["res"]


def test_why_the_model_that_is_not_only_drawn():
    shown = "a = LinearRegression().fit(X, y)\nprint(a.score(X, y))"
    plan = planned(SK, shown, f"{LINE}plt.plot(X, line.predict(X))")
    assert "more than a figure uses" in next(a.because for a in plan.artifacts if a.name == "a")


def test_a_model_that_no_name_holds():
    fit = "def fit(m):\n    m.fit(X, y)\n    return m.score(X, y)\nprint(fit(LogisticRegression()))"
    plan = planned(SK, fit)
    assert plan.inference is None
    assert [(f.code, f.cell, f.line) for f in plan.findings if f.code == "NB119"] == [("NB119", 1, 2)]
    idle = planned(SK, "def try_out(m):\n    m.fit(X, y)\n    return m.score(X, y)", fit)
    assert [(f.cell, f.line) for f in idle.findings if f.code == "NB119"] == [(2, 2)]  # nothing calls the first
    assert "NB119" not in {f.code for f in planned(SK, "m = LogisticRegression().fit(X, y)").findings}
    assert "NB119" not in {f.code for f in planned(SK, "s = StandardScaler().fit(X)\nprint(s.mean_)").findings}


@pytest.mark.parametrize(
    "keeps", ["models[k] = LogisticRegression().fit(X, y)", "models.append(LogisticRegression().fit(X, y))"]
)
def test_several_models_in_one_name(keeps):
    start = "models = {}" if "[k]" in keeps else "models = []"
    plan = planned(SK, f"{start}\nfor k in (1, 2):\n    {keeps}")
    assert plan.inference is not None and plan.inference.level == "none"
    assert "models holds several models (cell 2)" in plan.inference.because
    assert [a.name for a in plan.artifacts] == ["models"]


def test_what_hands_out_parts_of_the_rows_is_no_model():
    plan = planned(SK, "import own\nd = own.Loader(X)\ntrain, test = d.fit(0.8, 0.2)\nprint(len(train), len(test))")
    assert plan.inference is None


BEHIND = [  # what comes behind the prediction, whether the model is served as it was there
    (("b = RandomForestClassifier().fit(X, y)", "a = LogisticRegression(C=2)\na.fit(X, y)\nw = a.coef_"), True),
    (("b = RandomForestClassifier().fit(X, y)", "a.fit(X, y)\np = a.predict(X)"), False),
    (("b = RandomForestClassifier().fit(X, y)",), False),
    (("a = RandomForestClassifier()\na.fit(X, y)\nprint(a.feature_importances_)",), False),  # the notebook ends with it
]


@pytest.mark.parametrize("cells, earlier", BEHIND)
def test_a_model_that_is_fitted_behind_its_prediction(cells, earlier):
    found = planned(SK, "a = LogisticRegression()\na.fit(X, y)\np = a.predict(X)", *cells).inference
    assert found is not None and found.model == "a"
    assert (found.as_of[0] >= 0) is earlier


def test_what_a_fit_gives_back_is_no_model_of_its_own():
    for name in ("_", "fitted"):
        found = planned(SK, f"m = LogisticRegression()\n{name} = m.fit(X, y)").inference
        assert found is not None and (found.model, found.others) == ("m", ())


LOST = [  # what comes behind the fit, whether the name is a model's no more
    ("a = 0.1", True),
    ("for t in range(3):\n    a = 1 / (t + 1)", True),
    ("def rate(t):\n    return 5 / (t + 1)\nfor t in range(3):\n    a = rate(t)", True),
    ("def again(m):\n    return m\na = again(a)", False),
    ("a = joblib.load('a.joblib')", False),
    ("a = LogisticRegression(C=2)\na.fit(X, y)", False),
]


@pytest.mark.parametrize("cell, lost", LOST)
def test_a_name_that_is_given_to_something_else(cell, lost):
    found = planned(SK, "a = LogisticRegression()\na.fit(X, y)", cell).inference
    assert found is not None and (found.level == "raw" or not lost)
    saved = {keep.name for keep in found.keeps if keep.text == "a"}
    assert bool(saved) is lost  # the model that the fit left under the name
    second = planned(
        SK, "a = LogisticRegression().fit(X, y)\nb = RandomForestClassifier().fit(X, y)\nb = 3", cell
    ).inference
    assert second is not None and second.model == ("b" if lost else "a")


@pytest.mark.parametrize("use", ["plt.figure()\nxgb.plot_tree(m, ax=plt.gca())", "xgb.show()"])
def test_an_import_does_not_take_the_name_of_the_model(use):
    fit = "from xgboost import XGBClassifier\nxgb = XGBClassifier()\nxgb.fit(X, y)\nprint(xgb.score(X, y))"
    found = planned(SK, fit, f"import matplotlib.pyplot as plt\nimport xgboost as xgb\n{use}")
    assert found.inference.model == "xgb" and found.inference.level == "raw"
    dropped = (
        next(c.fate for c in found.choices if found.program.statements[c.statement].source.endswith("xgboost as xgb"))
        == "dropped"
    )
    assert dropped or found.inference.as_of is not None or found.inference.keeps
