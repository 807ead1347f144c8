"""What is gone from which version, and what older ones need. The tables are `gone` of the libraries, and wheels.yaml."""

import pytest

from nb2prod.knowledge.versions import Gone, Wheels, gone

NAMES = [
    ("pandas.DataFrame.append", Gone("pandas.DataFrame.append", "pandas", "2.0", "pandas.concat")),
    ("keras.Sequential.predict_classes", Gone("keras.Sequential.predict_classes", "keras", "2.6", "argmax of predict")),
    ("xgboost.Booster.predict(ntree_limit)", Gone("xgboost.Booster.predict(ntree_limit)", "xgboost", "2.0", "iteration_range")),
    ("xgboost.?.best_ntree_limit", Gone("xgboost.?.best_ntree_limit", "xgboost", "2.0", "best_iteration")),
    ("sklearn.tree.DecisionTreeClassifier.n_features_", Gone("sklearn.tree.DecisionTreeClassifier.n_features_", "scikit-learn", "1.2", "n_features_in_")),
    ("sklearn.feature_selection.RFE.n_features_", None),
    ("imp", Gone("imp", "python", "3.12", "importlib")),
    ("sklearn.metrics.accuracy_score", None),
    ("unheard.of", None),
    ("rows", None),
]  # fmt: skip
ALLOWED = [  # distribution, specifier, newest Python, whether no wheel fits, what is needed beside it
    ("pandas", "", "", False, ()),
    ("pandas", "<2.0", "3.11", False, ("numpy<2",)),
    ("pandas", "<3.0", "", False, ()),
    ("pandas", "==1.2.*", "3.9", False, ("numpy<2",)),
    ("pandas", "~=2.1.0", "3.12", False, ("numpy<2",)),
    ("pandas", ">=1.0", "", False, ()),
    ("Scikit_Learn", "==1.0.2", "3.10", False, ("numpy<1.24", "scipy<1.11")),
    ("scikit-learn", "<0.20", "", True, ("numpy<1.24", "scipy<1.9")),
    ("seaborn", "<0.12", "3.11", False, ("matplotlib<3.8", "pandas<2.0")),
    ("tensorflow", "<2.11", "3.10", False, ("numpy<2",)),
    ("keras", "<2.12", "", False, ("tensorflow<2.12",)),
    ("nobody-knows", "<2.0", "", False, ()),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_what_is_gone(name, expected):
    assert gone(name) == expected


def test_a_class_lacks_the_same_wherever_it_is_imported_from():
    assert gone("keras.layers.convolutional.Convolution2D(border_mode)").version == "2.4"
    assert gone("keras.layers.convolutional.Convolution2D(padding)") is None


def test_keras_counts_as_the_tensorflow_that_brings_it():
    assert gone("keras.Model.fit_generator", "tensorflow").version == "2.16"
    assert gone("tensorflow.keras.Model.fit_generator").distribution == "tensorflow"
    assert gone("keras.Model.fit_generator").version == "3.0"


def test_what_another_library_lost_may_still_be_there():
    assert gone("tensorflow.keras.preprocessing.text.Tokenizer") is None
    assert gone("keras.preprocessing.text").version == "3.0"
    assert gone("tensorflow.keras.losses.mean_squared_error").version == "2.16"
    assert gone("keras.losses.mean_squared_error") is None


@pytest.mark.parametrize(("name", "specifier", "python", "missing", "beside"), ALLOWED)
def test_wheels(name, specifier, python, missing, beside):
    assert Wheels.of(name, specifier) == Wheels(python, missing, beside)
