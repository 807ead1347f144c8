"""Settings that only their cell tells apart are called after the step that takes them."""

import pytest

from tests.notebooks import planned, project

PD = "import pandas as pd\ndf = pd.read_csv('a.csv')\nX, y = df[['a', 'b']], df['t']"
FIT = "from sklearn.{} import {}\nm = {}.fit({}, y)\nprint(m.score({}, y))"


def fit(module, made, data="X"):
    return FIT.format(module, made.partition("(")[0], made, data, data)


TREES = (
    fit("ensemble", "RandomForestClassifier(n_estimators=30)"),
    fit("ensemble", "RandomForestClassifier(n_estimators=40)"),
)
SVM = fit("svm", "SVC(C=3)")
IMPUTED = (
    "from sklearn.impute import SimpleImputer\nimp = SimpleImputer(strategy='mean')\nprint(imp.fit_transform(X))",
    "from sklearn.pipeline import make_pipeline\nfrom sklearn.svm import SVC\n"
    "m = make_pipeline(SimpleImputer(strategy='mean'), SVC()).fit(X, y)\nprint(m.score(X, y))",
)
NAMES = [  # cells, names of the settings
    ((PD, *TREES, SVM), {"random_forest_n_estimators", "random_forest_cell_3_n_estimators", "C"}),
    ((PD, *IMPUTED), {"imp_strategy", "strategy"}),
    # the notebook has that name
    ((PD, "random_forest_n_estimators = df.shape", *TREES, SVM, "print(random_forest_n_estimators)"),
     {"random_forest_cell_3_n_estimators", "random_forest_cell_4_n_estimators", "C"}),
    # its own name looks like that, and stays
    (("cell_1_rate = 0.5\nprint(1 * cell_1_rate)",), {"cell_1_rate"}),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "names"), NAMES, ids=["twice", "filled", "taken", "own"])
def test_a_setting_is_called_after_its_step(cells, names):
    assert {p.name for p in planned(*cells).parameters} - {"data_path"} == names


def test_the_new_name_stands_everywhere():
    made = project(PD, *TREES, SVM)
    assert not [path for path, text in made.items() if "cell_2_n_estimators" in text]
    assert "config.random_forest_n_estimators" in made["src/paper/train.py"]
    assert "random_forest_n_estimators: 30" in made["config.yaml"]
