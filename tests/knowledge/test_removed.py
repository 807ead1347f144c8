"""What the sources of libraries show to be gone: the tables, and how they are made."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from nb2prod.knowledge.removed import removed
from nb2prod.knowledge.versions import Gone, gone

BENCHMARKS = str(Path(__file__).parents[2] / "benchmarks")
GONE = [
    ("sklearn.preprocessing.PolynomialFeatures.n_input_features_", ("scikit-learn", "1.2")),
    ("sklearn.linear_model.LinearRegression(normalize)", ("scikit-learn", "1.2")),
    ("sklearn.feature_selection.RFE(#2)", ("scikit-learn", "1.0")),
    ("sklearn.mixture.GMM", ("scikit-learn", "0.20")),
    ("sklearn.ensemble.RandomForestClassifier.base_estimator_", ("scikit-learn", "1.4")),
    ("xgboost.Booster.predict(ntree_limit)", ("xgboost", "2.0")),
    ("xgboost.XGBModel.predict(ntree_limit)", ("xgboost", "2.0")),
    ("pandas.DataFrame.fillna(method)", ("pandas", "3.0")),
    ("sklearn.linear_model.LinearRegression", None),
    ("sklearn.linear_model.LinearRegression(fit_intercept)", None),
    ("sklearn.preprocessing.PolynomialFeatures.powers_", None),
    ("sklearn.cluster.KMeans.feature_names_in_", None),  # given from outside of the class
    ("pandas.DataFrame.fillna(value)", None),
    ("unheard.of", None),
    ("../pandas.DataFrame", None),
]


@pytest.mark.parametrize(("name", "expected"), GONE)
def test_the_tables(name, expected):
    assert removed(name) == expected


def test_what_somebody_wrote_goes_before():
    assert gone("xgboost.XGBRegressor.predict(ntree_limit)").instead == "iteration_range"
    name = "sklearn.linear_model.Lars(normalize)"
    assert gone(name) == Gone(name, "scikit-learn", "1.4", "")


OLD = {
    "lib/__init__.py": b"from lib._a import Model, old, same\nfrom lib import sub\n",
    "lib/_a.py": b"""
from lib._b import Base
def old(): ...
def same(a, b, c, d): ...
def steady(a, b): ...
class Model(Base):
    def __init__(self, size, depth=1): self.size_ = size
    def fit(self, X, y, weight=None, **more): self.coef_ = X; self.names_ = y
    def gone(self): ...
""",
    "lib/_b.py": b"class Base:\n    def inherited(self): ...\n    def predict(self, X, limit=0): ...\n",
    "lib/sub.py": b"",
    "lib/lazy.py": b"def one(): ...\ndef two(): ...\n",
    "lib/open.py": b"def three(): ...\n",
    "lib/python2.py": b"def four(): ...\n",
    "lib/fitted.py": b"""
from sklearn.base import BaseEstimator
class Fitted(BaseEstimator):
    def fit(self): self.once_ = 1
    def score(self): ...
""",
    "lib/left.py": b"def five(): ...\n",
    "lib/several.py": b"from lib._b import Base as Way\nclass Chosen(Way): ...\n",
    "lib/called.py": b"class A:\n    def f(self, x): ...\n",
    "lib/part/__init__.py": b"from . import inner\n",
    "lib/part/inner.py": b"def six(a, b): ...\n",
}
NEW = {
    "lib/__init__.py": b"from lib._a import Model, same\n",
    "lib/_a.py": b"""
from lib._b import Base
from elsewhere import renamed
@renamed("c", "e")
def same(a, b, e, *, f): ...
class Model(Base):
    def __init__(self, size): self.size_ = size
    def fit(self, X, y, **more): self.coef_ = X; name(self, y)
def name(model, names): model.names_ = names
""",
    "lib/_b.py": b"class Base:\n    def predict(self, X): ...\n",
    "lib/lazy.py": b"def __getattr__(name):\n    if name in ('one',): return make(name)\n",
    "lib/open.py": b"from elsewhere import *\n",
    "lib/python2.py": b"print 'four'\n",
    "lib/several.py": b"""
if size(): from lib._b import Base as Way
else: from lib._c import Base as Way
class Chosen(Way): ...
""",
    "lib/_c.py": b"class Base: ...\n",
    "lib/called.py": b"class A:\n    @property\n    def f(self): return lambda x: x\n",
    "lib/part/__init__.py": b"from . import inner\n",
    "lib/part/inner.py": b"def six(a): ...\n",
    "lib/diamond.py": b"""
class Top:
    def f(self, x): ...
class Left(Top): ...
class Right(Top):
    def f(self, x, y): ...
class Both(Left, Right): ...
""",
    "lib/fitted.py": b"from sklearn.base import BaseEstimator\nclass Fitted(BaseEstimator):\n    def fit(self): self.now_ = 1\n",
    "lib/left.py": b"try:\n    from lib._a import five\nexcept ImportError:\n    pass\n",
}
STATUS = {
    "lib.old": "absent",
    "lib.sub": "absent",
    "lib.Model.gone": "absent",
    "lib.Model.inherited": "absent",
    "lib.Model(depth)": "absent",
    "lib.Model(#2)": "absent",
    "lib.Model.predict(limit)": "absent",
    "lib.same(d)": "absent",
    "lib.lazy.two": "absent",
    "lib.diamond.Both.f(y)": "present",
    "lib.part.inner.six(b)": "absent",
    "lib.fitted.Fitted.once_": "absent",
    "lib.fitted.Fitted.score": "unknown",  # a class of sklearn.base may have it
    "lib.called.A.f(x)": "unknown",  # a property: what it gives may take it
    "lib.same(c)": "unknown",  # its decorator names it
    "lib.same(#4)": "unknown",  # and may take more
    "lib.Model.fit(weight)": "unknown",  # **more
    "lib.Model.names_": "unknown",  # set by a function
    "lib.lazy.one": "unknown",  # __getattr__ may make it
    "lib.open.three": "unknown",  # from elsewhere import *
    "lib.python2.four": "unknown",
    "lib.several.Chosen.inherited": "unknown",  # there are two bases of that name
    "lib.left.five": "present",
    "lib.Model.coef_": "present",
    "lib.Model.predict(X)": "present",
}


@pytest.fixture
def api(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    sources, apis, tables = (import_module(name) for name in ("library_source", "library_api", "removed_names"))
    yield lambda files: apis.Api(sources.Library.read(files)), tables
    for name in ("library_source", "library_api", "removed_names"):
        sys.modules.pop(name)


def test_what_a_version_surely_has_not(api):
    new = api[0](NEW)
    assert {key: new.status(key).value for key in STATUS} == STATUS


def test_what_was_surely_there_and_surely_is_no_longer(api):
    make, tables = api
    versions = [("1.0", make(OLD)), ("1.1", make(OLD)), ("1.2", make(NEW)), ("1.3", make(NEW))]
    found = tables.removed(versions, "lib")
    absent = [key for key, status in STATUS.items() if status == "absent"]
    assert found == {"1.2": sorted([*absent, "lib.Model.fit(#3)", "lib.Model.predict(#2)", "lib.part.inner.six(#2)"])}


def test_what_comes_back_is_not_gone(api):
    make, tables = api
    found = tables.removed([("1.0", make(OLD)), ("1.1", make(NEW)), ("1.2", make(OLD))], "lib")
    assert found == {"1.2": ["lib.diamond", "lib.fitted.Fitted.now_", "lib.same(e)", "lib.same(f)"]}
