"""Models of libraries that take no matrix: no level is claimed for them, and a plain reason is given."""

import pytest

from tests.notebooks import planned, project

START = "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')\nX = df[['a', 'b']]\ny = df.y"
TABULAR = "from autogluon.tabular import TabularPredictor\n"
H2O = "import h2o\nfrom h2o.estimators.gbm import H2OGradientBoostingEstimator as Gbm\nframe = h2o.H2OFrame(df)\n"
FOREIGN = [  # the cell, what is said, names that are saved
    (TABULAR + "m = TabularPredictor(label='y').fit(df)\np = m.predict(df)", "m is a predictor of autogluon", []),
    (
        TABULAR + "m = TabularPredictor(label='y').fit(df)\nm = TabularPredictor.load('models/a')\np = m.predict(df)",
        "m, which cell 2 loads from disk, is a predictor of autogluon",
        [],
    ),
    (
        TABULAR + "class Several:\n    def fit(self, t):\n        self.m = TabularPredictor(label='y').fit(t)\n"
        "    def predict(self, t):\n        return self.m.predict(t)\nm = Several()\nm.fit(df)\np = m.predict(df)",
        "what m holds is a predictor of autogluon",
        [],
    ),
    (
        "from pyspark.ml import Pipeline\nfrom pyspark.ml.classification import GBTClassifier\n"
        "stages = Pipeline(stages=[GBTClassifier()])\nm = stages.fit(df)\nm.transform(df).show()",
        "m is a model of pyspark",
        [],
    ),
    (
        "from sagemaker.estimator import Estimator\ne = Estimator('image')\ne.fit('s3://a')\nm = e.deploy(1)\np = m.predict(df)",
        "m is a model of sagemaker, which holds it in a process of its own",
        [],
    ),
    (  # the specification knows nothing, what its fit gives does
        "from arch import arch_model\nplan = arch_model(y)\nm = plan.fit()\np = m.forecast(horizon=3)",
        "m is a model of arch",
        ["m"],
    ),
    (
        H2O
        + "models = []\nfor n in (1, 2):\n    models.append(Gbm(ntrees=n))\n    models[-1].train(y='y', training_frame=frame)\n"
        "m = models[0]\nm.train(y='y', training_frame=frame)\nfor m in models:\n    p = m.predict(frame)",
        "m, the last one of the loop in cell 2, is a model of h2o",
        [],
    ),
    (
        H2O
        + "def best(frame):\n    g = Gbm(ntrees=3)\n    g.train(y='y', training_frame=frame)\n    return h2o.get_model('a')\n"
        "m = best(frame)\nm.train(y='y', training_frame=frame)\np = m.predict(frame)",
        "m is a model of h2o, which holds it in a process of its own",
        [],
    ),
    (
        "from fastai.tabular import *\nm = tabular_learner(df, layers=[9])\nm.fit(3)\np = m.predict(df)",
        "m is a model of fastai: how it is asked about new rows is not derived",
        ["m"],
    ),
    (
        "import bambi\nm = bambi.Model('y ~ a', df)\ndraws = m.fit(draws=9)\ndraws.posterior['c'] = draws.posterior['a']",
        "m is a model of bambi, which predicts with the draws",
        ["m", "draws"],
    ),
    (
        "import keras_nlp\nm = keras_nlp.models.GemmaCausalLM.from_preset('a')\nm.fit(texts)\nprint(m.generate('b'))",
        "m is a model of keras_nlp: how it is asked",
        ["m"],
    ),
    (
        "from surprise import SVD\nm = SVD()\nm.fit(trainset)\np = m.test(testset)",
        "m is a model of surprise: how it is asked",
        ["m"],
    ),
    (
        "from supervised.automl import AutoML\nm = AutoML()\nm.fit(X, y)\np = m.predict(X)",
        "m is a model of supervised: how it is asked about new rows is not derived, ask it with supervised",
        [],
    ),
    (
        "from hmmlearn.hmm import GaussianHMM\nm = GaussianHMM(3)\nm.fit(X)\np = m.predict(X)",
        "m is a model of hmmlearn: how it is asked",
        ["m"],
    ),
    ("from prophet import Prophet\nm = Prophet()\nm.fit(df)\np = m.predict(df)", "m is a model of prophet", ["m"]),
]


@pytest.mark.parametrize("cell, said, saved", FOREIGN, ids=[said for _, said, _ in FOREIGN])
def test_models_that_take_no_matrix_claim_no_level(cell, said, saved):
    plan = planned(START, cell)
    assert plan.inference is not None and plan.inference.level == "none"
    assert plan.inference.because.startswith(said)
    assert [artifact.name for artifact in plan.artifacts] == saved


STAY = [  # models that take a matrix, whatever else the notebook does
    "from unknown import forest as m\nm = m.fit(X, y)\np = m.predict(X)",  # what gave it is itself: this ends
    "from surprise import SVD\nother = SVD()\nother.fit(trainset)\nm = SVC().fit(X, y)\np = m.predict(X)",
    "import unknown\nm = unknown.Forest(3)\nm.fit(X, y)\np = m.predict(X)",
    TABULAR + "old = TabularPredictor(label='y').fit(df)\nm = SVC().fit(X, y)\np = m.predict(X)",
    "from pyspark.ml.classification import NaiveBayes\nm = NaiveBayes()\nm = SVC()\nm.fit(X, y)\np = m.predict(X)",
    "from unknown import XLearner\nfrom fastai.tabular import *\nm = XLearner(3)\nm.fit(X, y)\np = m.predict(X)",
]


@pytest.mark.parametrize("cell", STAY)
def test_models_that_take_a_matrix_stay_as_they_are(cell):
    found = planned(START, cell).inference
    assert found is not None and (found.level, found.model) != ("none", "m")
    assert found.model == "m"


def test_a_model_that_is_given_nothing_and_asked_nothing():
    """`fit` may be given no table for many reasons: none of them is claimed."""
    found = planned(START, "import unknown\nm = unknown.Curve('y ~ a', df)\nr = m.fit()\nm.fit()\nprint(r)").inference
    assert found is not None and found.level == "none"
    assert "what it can say of new ones is not derived" in found.because and "series" not in found.because


def test_the_readme_says_that_a_model_comes_from_disk():
    def said(cell):
        return " ".join(project(START, cell)["README.md"].split())

    again = "import joblib\nm = SVC(C=2).fit(X, y)\njoblib.dump(m, 'm.pkl')\n{}p = m.predict(X)"
    assert "In the end `m` is what cell 2 loads from disk, in place of what cell 2 fits." in said(
        again.format("m = joblib.load('m.pkl')\n")
    )
    assert "from disk" not in said(again.format(""))
    assert "from disk" not in said(again.format("m = joblib.load('m.pkl')\nm.fit(X, y)\n"))  # it goes on learning
    either = "import joblib\nANEW = {}\nif ANEW:\n    m = SVC().fit(X, y)\nelse:\n    m = joblib.load('m.pkl')\n"
    assert "from disk" not in said(either.format(True) + "print(m.predict(X))")
    assert "loads from disk" in said(either.format(False) + "print(m.predict(X))")
    unkept = "`m` is not among what the run keeps in `artifacts/`"
    assert "Trains and loads the model `m`" in said(FOREIGN[1][0])
    assert unkept in said(FOREIGN[1][0]) and unkept in said(FOREIGN[3][0])
