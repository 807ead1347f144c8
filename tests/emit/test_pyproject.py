"""Names of distributions: (package, what it is installed as)."""

import pytest

from nb2prod.emit.pyproject import distribution_name

NAMES = [
    ("paper", "paper"),
    ("nb_05_bayes", "nb-05-bayes"),
    ("notebook", "notebook-project"),  # else pip takes Jupyter's own out
    ("jupyter", "jupyter-project"),
    ("xgboost", "xgboost-project"),
    ("scikit_learn", "scikit-learn-project"),
]


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_no_name_of_somebody_else(package, name):
    assert distribution_name(package) == name
