"""A model of made-up rows is not served where the notebook fits others on data; what opens data tells which rows come."""

import pytest

from tests.notebooks import planned

START = (
    "import numpy as np\nimport pandas as pd\nfrom sklearn.linear_model import LinearRegression\n"
    "from sklearn.datasets import make_regression, fetch_openml\n"
)
DATA = "df = pd.read_csv('a.csv')\nX, y = df[['a']], df['y']\na = LinearRegression().fit(X, y)\np = a.predict(X)"
LINE = "t = np.linspace(0, 1, 9)[:, None]\n{0} = LinearRegression().fit(t, 2 * t.ravel())\nq = {0}.predict(t)"
DRAWN = "A, z = make_regression(9)\nb = LinearRegression().fit(A, z)\nq = b.predict(A)"
OTHER = "A = np.loadtxt('a.txt')\nb = LinearRegression().fit(A, A[:, 0])\nq = b.predict(A)"
LOADED = "it makes the last prediction of those that are fitted on loaded data"
CHOSEN = {  # cells, the model, why
    "a line behind the data": ((DATA, LINE.format("b")), "a", LOADED),
    "a generator": ((DATA, DRAWN), "a", LOADED),
    "a file of numbers": ((DATA, OTHER), "b", "it makes the last prediction"),
    "nothing else": ((LINE.format("b"),), "b", "it makes the last prediction"),
    "one name": ((DATA, LINE.format("a")), "a", "it makes the last prediction"),
}


@pytest.mark.parametrize("cells, model, because", CHOSEN.values(), ids=CHOSEN)
def test_the_model_of_the_data(cells, model, because):
    made = planned(START, *cells)
    reasons = {
        artifact.name: artifact.because.removeprefix("the model: ").partition("; of ")[0] for artifact in made.artifacts
    }
    assert made.inference is not None
    assert (made.inference.model, reasons[model]) == (model, because)


def test_what_the_settings_name_is_taken():
    found = planned(START, DATA, LINE.format("b"), final_model="b").inference
    assert found is not None and found.model == "b"


OPENED = {  # how a loader of sklearn is asked, whether its rows are an array; None: only running tells
    "as_frame=True": False,
    "as_frame=False": True,
    "version=1": None,
}


@pytest.mark.parametrize("asked, array", OPENED.items(), ids=OPENED)
def test_rows_of_openml_are_frames_where_it_is_asked_for_them(asked, array):
    fit = f"d = fetch_openml('iris', {asked})\nX, y = d.data, d.target\nm = LinearRegression().fit(X, y)"
    found = planned(START, fit).inference
    assert found is not None
    serving = found.serving
    assert (serving.table.array if serving is not None and serving.table is not None else None) is array
    assert (found.level == "raw") is (array is not None)
