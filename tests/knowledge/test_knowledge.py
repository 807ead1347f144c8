"""The questions that the other stages ask, and what must stay unknown."""

from __future__ import annotations

import re

import pytest

from nb2prod import knowledge
from nb2prod.knowledge import shelf

CANONICAL = [
    ("pandas.core.frame.DataFrame", "pandas.DataFrame"),
    ("sklearn.linear_model.logistic.LogisticRegression", "sklearn.linear_model.LogisticRegression"),
    ("sklearn.ensemble._forest.RandomForestClassifier", "sklearn.ensemble.RandomForestClassifier"),
    ("sklearn.externals.joblib.dump", "joblib.dump"),
    ("pylab.hist", "matplotlib.pyplot.hist"),
    ("matplotlib.pylab.hist", "matplotlib.pyplot.hist"),
    ("tensorflow.python.keras.models.Sequential", "keras.Sequential"),
    ("builtins.list", "list"),
    # what must stay as it is
    ("pandas.read_csv", "pandas.read_csv"),
    ("numpy.random.rand", "numpy.random.rand"),
    ("numpy.ma.mean", "numpy.ma.mean"),
    ("unheard.of.Thing", "unheard.of.Thing"),
]


@pytest.mark.parametrize(("name", "expected"), CANONICAL)
def test_canonical(name: str, expected: str) -> None:
    assert knowledge.canonical(name) == expected
    assert knowledge.canonical(expected) == expected


UNKNOWN = ["unheard.of.function", "sklearn.no_such_function", "torch.compile", "os.fork", "numpy.no_such"]


@pytest.mark.parametrize("name", UNKNOWN)
def test_nothing_is_known(name: str) -> None:
    assert knowledge.function(name) is None


def test_unknown_type() -> None:
    assert knowledge.method("unheard.Of", "head") is None
    assert knowledge.attribute("", "shape") is None
    assert knowledge.item("unheard.Of") is None
    assert knowledge.bases("unheard.Of") == ()
    assert knowledge.default("unheard.Of") == "unknown"
    assert knowledge.library("unheard") is None


def test_estimators_inherit() -> None:
    svc = "sklearn.svm.classes.SVC"
    assert knowledge.bases(svc) == ("sklearn.Drawing", "sklearn.Classifier", "sklearn.Estimator")
    assert knowledge.is_a(svc, "sklearn.Estimator")
    assert knowledge.is_a("xgboost.XGBClassifier", "sklearn.Classifier")
    assert not knowledge.is_a(svc, "sklearn.Regressor")
    assert knowledge.default(svc) == "pure"


DRAWS = [
    ("sklearn.ensemble.RandomForestClassifier", ("n_estimators",), True, "numpy"),
    ("sklearn.ensemble.RandomForestClassifier", ("random_state",), True, ""),
    ("sklearn.linear_model.LogisticRegression", ("C",), True, ""),
    ("sklearn.linear_model.LogisticRegression", ("C", "solver"), True, "numpy"),
    ("sklearn.linear_model.LogisticRegression", ("solver", "random_state"), True, ""),
    ("sklearn.linear_model.LinearRegression", (), True, ""),
    ("sklearn.pipeline.Pipeline", (), True, "numpy"),
    ("sklearn.pipeline.Pipeline", (), False, ""),
    ("sklearn.model_selection.RandomizedSearchCV", ("random_state",), True, "numpy"),  # the estimator inside draws
    ("sklearn.model_selection.RandomizedSearchCV", ("random_state",), False, ""),
    ("sklearn.model_selection.RandomizedSearchCV", (), False, "numpy"),
    ("sklearn.multiclass.OutputCodeClassifier", ("random_state",), True, "numpy"),
    ("sklearn.multioutput.ClassifierChain", ("random_state",), True, ""),  # hands it on
]


@pytest.mark.parametrize(("estimator", "constructed", "parts_draw", "stream"), DRAWS)
def test_fit_draws(estimator: str, constructed: tuple[str, ...], parts_draw: bool, stream: str) -> None:
    fit = knowledge.method(estimator, "fit")
    assert fit is not None
    assert knowledge.draws(fit, (), constructed, parts_draw) == stream


OPTIONS = [
    ("pandas.set_option", "display.max_columns", True),
    ("pandas.set_option", "mode.chained_assignment", False),
    ("pandas.options.display.max_rows", "", True),
    ("pandas.options.mode.chained_assignment", "", False),
    ("warnings.filterwarnings", "ignore", True),
    ("warnings.filterwarnings", "error", False),
    ("warnings.filterwarnings", "", False),
    ("matplotlib.pyplot.rcParams", "", True),
    ("matplotlib.pyplot.style.use", "ggplot", True),
    ("numpy.set_printoptions", "", True),
    ("numpy.seterr", "", False),
    ("unheard.of", "", False),
]


@pytest.mark.parametrize(("name", "first", "expected"), OPTIONS)
def test_display_option(name: str, first: str, expected: bool) -> None:
    assert knowledge.display_option(name, first) is expected


def test_plotting_libraries() -> None:
    plotting = {name for name in shelf.known() if (found := shelf.load(name)) and found.plotting}
    assert {"matplotlib", "seaborn", "plotly", "bokeh", "altair", "missingno"} <= plotting
    assert not plotting & {"pandas", "numpy", "sklearn", "tqdm", "builtins"}


def test_functions_that_draw_are_of_libraries_that_nobody_describes() -> None:
    listed = (words for key, words in shelf.table("drawing.yaml").items() if key in ("functions", "sampling"))
    described = {name for words in listed for name in words.split() if name.partition(".")[0] in shelf.known()}
    assert described == {"IPython.html.widgets.*"}  # which became ipywidgets: IPython.yaml says nothing of it


def test_unbound_method_names_its_first_argument() -> None:
    insert = knowledge.function("pandas.DataFrame.insert")
    assert insert is not None
    assert insert.mutates == ("0",)


HELP = [
    ("sklearn.linear_model.LogisticRegression", "max_iter", "Most iterations of the solver."),
    ("sklearn.svm.SVC", "max_iter", "Most iterations before giving up."),
    ("sklearn.model_selection.train_test_split", "test_size", "Share (or number) of rows kept for testing."),
    ("unheard.of", "no_such_keyword", ""),
]


@pytest.mark.parametrize(("name", "keyword", "sentence"), HELP)
def test_help(name: str, keyword: str, sentence: str) -> None:
    assert knowledge.help_for(name, keyword) == sentence


REFUSED = [
    ("plots: {}", "unknown key 'plots'"),
    ("otherwise: perhaps", "'perhaps' is none of"),
    ("functions: {x: {explode: f}}", "'explode' is not part of the notation"),
    ("functions: {x: {as lunch: f}}", "'lunch' is none of"),
    ("functions: {x: {draws dice: f}}", "'dice' is none of"),
    ("functions: {x: {draws numpy dice: f}}", "'dice' is none of"),
    ("functions: {x: {seeds: f}}", "is not part of the notation"),
    ("functions: {x: {mutates 1 unless copy: f}}", "only 'mutates 0' can have an 'unless'"),
    ("functions: {x: {reads, writes: f}}", "must be one text"),
    ('functions: {x: {"reads, writes": f}}', "says again"),
    ("functions: {x: {pure: f f}}", "'f' is listed twice"),
    ("functions: {x: {pure: f, plot: f}}", "'f' is listed twice"),
    ("functions: {x: {pure: f(}}", "cannot read the names"),
    ('functions: {x: {"-> DataFrme": f}}', "'DataFrme' is neither a builtin type"),
    ('functions: {x: {"-> ": f}}', "is no type"),
    ("functions: [x]", "must be a mapping"),
    ("types: {x.T: {metods: {}}}", "unknown key 'metods'"),
    ("rng: numpy\nrng: torch", "given twice"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(knowledge.KnowledgeError) as stopped:
        shelf.parse("some", text)
    assert message in str(stopped.value)
    assert "some.yaml" in str(stopped.value)


def test_every_type_that_is_named_is_known() -> None:
    libraries = [found for name in shelf.known() if (found := shelf.load(name))]
    known = {full for library in libraries for full in library.types}
    bases = {base for library in libraries for kind in library.types.values() for base in kind.bases}
    effects = [fact.effect for library in libraries for fact in library.functions.values()]
    for library in libraries:
        for kind in library.types.values():
            effects += [fact.effect for fact in (*kind.methods.values(), *kind.attributes.values())]
    returned = {name for effect in effects for name in re.findall(r"[\w.]+", effect.returns)} - {"self", "same", "item"}
    assert bases | returned <= known
