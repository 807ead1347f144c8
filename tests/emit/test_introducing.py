"""The first paragraph of the README: the model that is delivered, and its title."""

import pytest

from nb2prod.emit import introducing
from nb2prod.report.summary import inference_line
from tests.notebooks import planned, project, text

SHOWN = [
    ("at *the* counter", "at the counter"),
    ("**bold** and _thin_ and ~~gone~~", "bold and thin and gone"),
    ("a [link](http://x.y)", "a link"),
    ("![picture](a.png) text", " text"),
    ("2 * 3 * 4, snake_case_name, `a*b*c`", "2 * 3 * 4, snake_case_name, `a*b*c`"),
]


@pytest.mark.parametrize("source, expected", SHOWN)
def test_emphasis_goes_and_text_stays(source, expected):
    assert introducing.plain(source) == expected


START = (
    "import pandas as pd\nfrom sklearn.svm import SVC\nfrom sklearn.linear_model import LogisticRegression\n"
    "from sklearn.model_selection import GridSearchCV\ndf = pd.read_csv('a.csv')\nX, y = df[['a']], df['y']"
)
CODE = [  # cells of a notebook of which no model is left, what the first sentence says of it
    (("df.describe().to_csv('b.csv')",), "Runs the code of `paper.ipynb`: it reads `a.csv` and writes `b.csv`."),
    (("def fitted(X, y):\n    return LogisticRegression().fit(X, y).score(X, y)", "print(fitted(X, y))"),
     "Runs the code of `paper.ipynb`: it reads `a.csv` and fits `LogisticRegression`."),
]  # fmt: skip


@pytest.mark.parametrize("cells, said", CODE)
def test_what_code_without_a_model_does(cells, said):
    assert said in project(START, *cells)["README.md"]


def test_a_fit_in_a_function_is_no_lack_of_models():
    fit = "def fitted(m):\n    m.fit(X, y)\n    return m.score(X, y)"
    assert inference_line(planned(START, "from somewhere import made", fit, "print(fitted(made()))")).startswith(
        "models are fitted in functions"
    )
    assert inference_line(planned(START, "print(df.a.sum())")).startswith("no model that predicts")


def test_models_of_which_none_is_kept_are_no_one_model():
    own = "SCALE = 2\nclass Tree:\n    def fit(self, X, y):\n        self.a = SCALE\n        return self\n    def predict(self, X):\n        return X * self.a"
    readme = project(START, own, "for n in range(3):\n    m = Tree()\n    m.fit(X, y)\n    print(m.predict(X).sum())")[
        "README.md"
    ]
    assert "Trains models on `a.csv` to predict `y`, and keeps none of them: `inference.py` says why." in readme


MODELS = [  # cells, what the first sentence says of the model
    (
        ("m = SVC()\nm.fit(X, y)\np = m.predict(X)",),
        "Predicts `y` with the model `m`, of class `SVC`, trained on `a.csv`.",
    ),
    (("m = SVC().fit(X, y)",), "the model `m`, of class `SVC`, trained on"),
    (
        ("import numpy as np\nm = SVC()\nm.fit(X, y)\np = np.exp(m.predict(X))\nprint(p)",),
        "Trains the model `m`, of class `SVC`, on `a.csv` to predict `y`.",
    ),
    (("m = LogisticRegression()\nm.fit(X, y)", "m = SVC()\nm.fit(X, y)\np = m.predict(X)"), "the model `m`, of class `SVC`, trained on"),
    (
        ("m = SVC()\nm.fit(X, y)\ng = GridSearchCV(SVC(), {}).fit(X, y)", "m = g.best_estimator_\np = m.predict(X)"),
        "the model `m`, the best estimator of `g`, trained on",
    ),
    (("import unknown\nm = unknown.Forest(3)\nm.fit(X, y)\np = m.predict(X)",), "the model `m`, of class `Forest`, trained on"),
    (("import unknown\nlab = unknown.Lab()\nm = lab.Forest(3)\nm.fit(X, y)\np = m.predict(X)",), "the model `m` trained on"),
    (("def RF(a, b):\n    m = SVC()\n    return m.fit(a, b)\nm = RF(X, y)\np = m.predict(X)",), "the model `m`, of class `SVC`, trained on"),
    (("import unknown\nm = unknown.forest(3)\nm.fit(X, y)\np = m.predict(X)",), "the model `m` trained on"),
    (("if len(df) > 9:\n    m = SVC()\nelse:\n    m = LogisticRegression()\nm.fit(X, y)",), "the model `m` trained on"),
]  # fmt: skip


@pytest.mark.parametrize("cells, said", MODELS, ids=[said for _, said in MODELS])
def test_model_is_named_with_what_it_is_at_the_end(cells, said):
    assert said in introducing.summary(planned(START, *cells))


def test_a_model_of_a_loop_is_that_of_its_last_turn():
    loop = "for c in (1, 2):\n    m = SVC(C=c)\n    m.fit(X, y)\n    print(m.score(X, y))"
    said = introducing.summary(planned(START, loop))
    assert "`m` is another one in each turn of a loop (cell 2): what is saved is the last one" in said


def test_of_several_models_the_readme_says_how_to_serve_another():
    first, second = "a = SVC().fit(X, y)", "b = LogisticRegression().fit(X, y)\np = b.predict(X)"
    said = introducing.summary(planned(START, first, second))
    assert "The notebook fits `a`, too: `final_model: NAME` in `nb2prod.yaml` chooses another." in said
    assert "final_model" not in introducing.summary(planned(START, second))
    again = "a = SVC()\nfitted = a.fit(X, y)\np = fitted.predict(X)"  # one object under two names
    assert "The notebook fits" not in introducing.summary(planned(START, again))


def test_a_data_set_of_a_library_is_named():
    cells = (
        "from sklearn.datasets import load_iris\nfrom sklearn.svm import SVC\nX, y = load_iris(return_X_y=True)",
        "m = SVC().fit(X, y)",
    )
    assert "of class `SVC`, on the data of `load_iris`." in introducing.summary(planned(*cells))


def test_a_heading_of_html_is_a_title_whatever_closes_it():
    assert (
        introducing.heading(planned(text("<h1 align='center'>K folds in Python</h2>"), "x = 1\nprint(x)"))
        == "K folds in Python"
    )


def test_a_file_name_is_followed_by_what_is_predicted():
    cells = ("import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')",
             "m = SVC().fit(df[['a']], df['t'])\nprint(m.predict(df[['a']]))")  # fmt: skip
    assert introducing.heading(planned(*cells)) == "paper: prediction of t"
    assert introducing.heading(planned(text("# The league"), *cells)) == "The league"


def test_a_model_loaded_from_disk_is_trained_on_nothing_that_is_read_here():
    cells = ("import pandas as pd\nimport joblib\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')\nm = SVC()",
             "m.fit(df[['a']], df['t'])", "m = joblib.load('old.pkl')\nprint(m.predict(df[['a']]))")  # fmt: skip
    assert not [claim for claim in planned(*cells).claims if claim.kind == "learns from"]


def test_of_a_target_that_is_no_column_nothing_is_said():
    said = introducing.summary(planned(START, "z = y * 2", "m = SVC().fit(X, z)"))
    assert said.startswith("Trains the model `m`, of class `SVC`, on `a.csv`.")


def test_a_title_begins_with_a_word():
    assert introducing.heading(planned(text("# 07 \u2013 Early signals"), "x = 1\nprint(x)")) == "Early signals"


def test_a_whole_sentence_is_no_title():
    made = project(text("# This notebook shows how to add some numbers."), "x = 1\nprint(x)")
    assert made["README.md"].startswith("# paper\n") and 'description = "paper"' in made["pyproject.toml"]


def test_a_list_of_models_is_not_called_a_model():
    loop = "models = [SVC(), LogisticRegression()]\nfor m in models:\n    m.fit(X, y)\nprint(models[0].predict(X))"
    said = introducing.summary(planned(START, loop))
    assert "class `list`" not in said
