"""Relations of inference: a project that keeps them all, and edits of its inference of which each must break one."""

import importlib
import json
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import LabelEncoder, StandardScaler

from nb2prod.emit.project import project_files
from nb2prod.model import Inference, Reading, Serving
from nb2prod.verify import given as verify_given
from nb2prod.verify import serving as verify_serving
from nb2prod.verify.inside import features, predictions, serving, workflow
from tests.emit.test_project_inference import PLAN
from tests.notebooks import planned

PACKAGE = "served_rows"
INFERENCE = """
import sys
import numpy as np
import pandas as pd
from pathlib import Path
from served_rows import artifacts
from served_rows.rows import read_rows


def build(df, learned):
    df = df[df["plan"].notna()].copy()
    for col in ["sex", "city"]:
        encoder = learned["encoders"][col]
        df = df[df[col].isin(encoder.classes_)].copy()
        df[col] = encoder.transform(df[col])
    df["pay"] = df["pay"].fillna(learned["median"])
    df = pd.get_dummies(df, columns=["plan"])
    df["rate"] = df["pay"] / (df["months"] + 1)
    return df.reindex(columns=learned["columns"], fill_value=0)


def predict(df, learned):
    X = build(df.copy(), learned)
    result = pd.DataFrame(index=X.index, columns=["prediction", "probability"])
    if len(X):
        X[["pay", "months"]] = learned["scaler"].transform(X[["pay", "months"]])
        result["probability"] = learned["model"].predict_proba(X)[:, 1]
        result["prediction"] = (result["probability"] > 0.4).astype(int)
    return result.reindex(df.index)


if __name__ == "__main__":
    given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
    trained = Path(given["--artifacts"])
    rows = pd.concat(read_rows(given["--input"], artifacts.load_schema(trained)))
    predict(rows, artifacts.load(trained)).to_csv(given["--output"], index=False)
"""


def customers():
    draw = np.random.default_rng(3)
    size = 240
    df = pd.DataFrame(
        {
            "id": [f"c{number}" for number in range(size)],
            "sex": draw.choice(["f", "m"], size),
            "city": draw.choice(["a", "b", "c"], size),
            "plan": draw.choice(["one", "two", "year"], size),
            "pay": draw.normal(50, 20, size).round(2),
            "months": draw.integers(0, 60, size),
        }
    )
    df.loc[draw.choice(size, 20, replace=False), "pay"] = None
    df.loc[draw.choice(size, 6, replace=False), "plan"] = None
    score = df["pay"].fillna(50) / 20 - df["months"] / 15 + (df["plan"] == "year") - (df["city"] == "b")
    return df.assign(y=(score + draw.normal(0, 0.5, size) > 1).astype(int))


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """What a notebook, and the training made of it, leave: files, and the spec that names them."""
    folder = tmp_path_factory.mktemp("served")
    reading = Reading(0, 0, (1, 0, 1, 1), "read_csv", (("sep", "';'"),), (), (), "test")
    served = Serving("df", 0, None, ("y",), (), False, "", (), "model.predict(df)", 0, False, None, (), (), "")
    inference = Inference("raw", "because", "df", model="model", reading=reading, optional=("y",), serving=served)
    home = folder / "src" / PACKAGE
    home.mkdir(parents=True)
    for file in project_files(replace(PLAN, package=PACKAGE, inference=inference)):
        if file.path.endswith(("__init__.py", "metrics.py", "rows.py", "schema.py", "/artifacts.py")):
            (home / file.path.split("/")[-1]).write_text(file.text, encoding="utf-8")
    (home / "inference.py").write_text(INFERENCE, encoding="utf-8")
    sys.path.insert(0, str(folder / "src"))
    artifacts, schema = (importlib.import_module(f"{PACKAGE}.{name}") for name in ("artifacts", "schema"))
    raw = customers()
    seen, df = schema.remember(raw), raw.copy()
    learned = {"median": df["pay"].median(), "encoders": {}}
    df = df[df["plan"].notna()].copy()
    df["pay"] = df["pay"].fillna(learned["median"])
    for col in ["sex", "city"]:
        learned["encoders"][col] = LabelEncoder().fit(df[col])
        df[col] = learned["encoders"][col].transform(df[col])
    df = pd.get_dummies(df.drop(columns="id"), columns=["plan"])
    df["rate"] = df["pay"] / (df["months"] + 1)
    matrix, y = df.drop(columns="y"), df["y"]
    learned["columns"] = list(matrix.columns)
    learned["scaler"] = StandardScaler().fit(matrix[["pay", "months"]])
    matrix[["pay", "months"]] = learned["scaler"].transform(matrix[["pay", "months"]])
    learned["model"] = LogisticRegression().fit(matrix[60:], y[60:])
    needed = list(raw.columns.drop("y"))
    artifacts.save(folder / "artifacts", learned, metrics={}, config={}, seen=seen, needed=needed)
    expected = (learned["model"].predict_proba(matrix[:60])[:, 1] > 0.4).astype(int)
    (folder / "rows.pickle").write_bytes(pickle.dumps(raw))
    (folder / "served.pickle").write_bytes(
        pickle.dumps(
            {
                "matrix": matrix[:60],
                "expected": expected,
                "labels": [matrix[:60].index],
                "asked": [matrix[:60]],
                "staying": matrix.index,
                "exports": [raw.loc[matrix[:60].index, ["id"]].assign(y_pred=expected)],
            }
        )
    )
    spec = {"served": "served.pickle", "rows": "rows.pickle", "artifacts": "artifacts", "out": "out.json", "folder": ""}
    spec = {key: str(folder / name) for key, name in spec.items()}
    spec |= {"package": PACKAGE, "model": "model", "history": "", "dates": False, "csv": {"sep": ";"}, "arguments": []}
    yield home / "inference.py", spec
    sys.path.remove(str(folder / "src"))


def answered(served, frame):
    """What the command writes, without the seconds that a process takes."""
    return served.ask(frame)


def relations(home, spec, monkeypatch, old="", new="", command=answered):
    monkeypatch.setattr(serving, "command", command)
    assert not old or old in INFERENCE, old
    home.write_text(INFERENCE.replace(old, new) if old else INFERENCE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(home.parents[1]))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]
    importlib.invalidate_caches()
    serving.main(spec, [])
    with open(spec["out"], encoding="utf-8") as file:
        return {line["relation"]: line for line in json.load(file)}


def test_all_hold(trained, monkeypatch):
    found = relations(*trained, monkeypatch, command=serving.command)
    assert {line["verdict"] for line in found.values()} == {"holds"}, found
    assert list(found) == list(serving.RELATIONS) and found["the notebook's predictions"]["text"] == "60 rows"


GIVEN = "the notebook's features"


@pytest.mark.parametrize("lost", [None, "labels", "numbers"])
def test_rows_are_found_again(trained, monkeypatch, lost):
    """Counted anew after rows were dropped, or with no labels at all."""
    home, spec = trained
    with open(spec["served"], "rb") as file:
        served = pickle.load(file)
    if lost == "labels":  # of those that are left, as reset_index gives them: the first 60 answered rows
        served["matrix"] = served["matrix"].reset_index(drop=True)
        served["labels"] = [served["matrix"].index]
    elif lost == "numbers":  # shuffled, and an array: only the numbers tell
        order = np.random.default_rng(0).permutation(60)
        numbers = served["matrix"].to_numpy()[order]
        served = {"matrix": numbers, "expected": served["expected"][order], "labels": [], "asked": [numbers]}
    path = home.parents[2] / f"served_{lost}.pickle"
    path.write_bytes(pickle.dumps(served))
    name = "the notebook's predictions"
    found = relations(home, {**spec, "served": str(path)}, monkeypatch)
    assert found[name]["verdict"] == found[GIVEN]["verdict"] == "holds", found
    edit = ('fillna(learned["median"])', "fillna(0)")
    assert relations(home, {**spec, "served": str(path)}, monkeypatch, *edit)[name]["verdict"] == "differs"


def test_among_rows_of_another_table_nobody_knows_which_is_which(trained, monkeypatch):
    home, spec = trained
    with open(spec["served"], "rb") as file:
        served = pickle.load(file)
    matrix = pd.concat([served["matrix"], (served["matrix"] + 1000).set_axis(range(990, 1050))])
    matrix.index = [*matrix.index[:-1], matrix.index[0]]  # both tables count their rows from 0
    path = home.parents[2] / "served_table.pickle"
    expected = np.tile(served["expected"], 2)
    path.write_bytes(pickle.dumps({"matrix": matrix, "expected": expected, "labels": [matrix.index]}))
    assert relations(home, {**spec, "served": str(path)}, monkeypatch)[OWN]["verdict"] == "not asked"


def test_one_row_given_as_a_list_of_its_values_is_no_table(trained, monkeypatch):
    home, spec = trained
    with open(spec["served"], "rb") as file:
        served = pickle.load(file)
    path = home.parents[2] / "served_row.pickle"
    path.write_bytes(pickle.dumps({**served, "matrix": served["matrix"].iloc[0], "labels": []}))
    found = relations(home, {**spec, "served": str(path), "rows": ""}, monkeypatch)
    assert {line["verdict"] for line in found.values()} == {"not asked"}


OWN, ALONE, LEFT = "the notebook's predictions", "one row at a time", "rows that it leaves out"
FAULTS = {  # what is edited, and a relation that must say so
    "refit": ('learned["scaler"].transform', 'learned["scaler"].fit_transform', ALONE),
    "not frozen": ('fillna(learned["median"])', 'fillna(df["pay"].median())', ALONE),
    "another constant": ('fillna(learned["median"])', "fillna(0)", OWN),
    "columns in another order": ('columns=learned["columns"]', 'columns=learned["columns"][::-1]', OWN),
    "columns of the request": ('return df.reindex(columns=learned["columns"], fill_value=0)', 'return df[[c for c in learned["columns"] if c in df]]', ALONE),
    "a dummy is lost": ("fill_value=0)", 'fill_value=0).assign(plan_year=0)', OWN),
    "threshold": ("> 0.4", "> 0.5", OWN),
    "too little for another label": ('(df["months"] + 1)', '(df["months"] + 1.001)', OWN),
    "no threshold": ('(result["probability"] > 0.4).astype(int)', 'learned["model"].predict(X)', OWN),
    "encoder of another turn": ('learned["encoders"][col]', 'learned["encoders"]["city"]', OWN),
    "codes of the request": ("encoder.transform(df[col])", 'df[col].astype("category").cat.codes', ALONE),
    "rows are lost": ("return result.reindex(df.index)", "return result", OWN),
    "rows in another order": ("return result.reindex(df.index)", "return result.reindex(df.index)[::-1].set_axis(df.index)", "in another order"),
    "needs the target": ("df = df.copy()" if False else 'df["rate"] = ', 'df["z"] = df["y"]; df["rate"] = ', "without the target"),
    "uses all columns": ('learned["model"].predict_proba(X)[:, 1]', 'learned["model"].predict_proba(X)[:, 1] * (df.shape[1] > 3)', None),
    "a new category ends it": ('df = df[df[col].isin(encoder.classes_)].copy()', "assert df[col].isin(encoder.classes_).all()", "with a new category"),
    "a gap ends it": ('df = df[df["plan"].notna()].copy()', 'df["months"] = df["months"].map(lambda x: [1][0 if x == x else 5] * x)', "with a missing value"),
    "it does not import": ("import numpy as np", "import nothing_at_all", OWN),
    "it refuses everything": ("def predict(df, learned):", 'def predict(df, learned):\n    raise ValueError("no")', OWN),
    "it predicts the rows before": ('result["prediction"] =', 'result["prediction"] = 0 +', None),
    "a rule that leaves rows out is lost": ('df = df[df["plan"].notna()].copy()', 'df = df.copy()', LEFT),
    "only all rows are answered": ("def predict(df, learned):", "def predict(df, learned):\n    if len(df) < 240:\n        return pd.DataFrame(index=df.index, columns=['prediction', 'probability'])", "some of the rows"),
    "mean of the request": ('df["rate"] = df["pay"]', 'df["rate"] = df["pay"] - df["pay"].mean()', ALONE),
}  # fmt: skip


@pytest.mark.parametrize("old, new, relation", FAULTS.values(), ids=FAULTS)
def test_faults_are_caught(trained, monkeypatch, old, new, relation):
    found = relations(*trained, monkeypatch, old, new)
    wrong = [name for name, line in found.items() if line["verdict"] == "differs"]
    assert relation in wrong if relation else not wrong, found


LABELS = ("return result.reindex(df.index)", 'return result[["prediction"]].reindex(df.index)')
HIDDEN = {  # faults that no label of these rows shows, and where they are only labels
    "a constant": ('(df["months"] + 1)', '(df["months"] + 1.001)'),
    "what a gap is filled with": ('fillna(learned["median"])', 'fillna(learned["median"] + 0.01)'),
    "a column that weighs nothing": ("fill_value=0)", 'fill_value=0).assign(plan_year=lambda d: d["plan_year"] * (1 + 1e-5))'),
}  # fmt: skip


@pytest.mark.parametrize("old, new", HIDDEN.values(), ids=HIDDEN)
def test_labels_do_not_hide_a_fault(trained, monkeypatch, old, new):
    home, spec = trained
    monkeypatch.setitem(globals(), "INFERENCE", INFERENCE.replace(*LABELS))
    found = relations(home, spec, monkeypatch)
    assert {line["verdict"] for line in found.values()} == {"holds"}, found
    found = relations(home, spec, monkeypatch, old, new)
    assert found[OWN]["verdict"] == "holds" and found[GIVEN]["verdict"] == "differs", found


LOST = ('df = df[df["plan"].notna()].copy()', "df = df.copy()")
WRITTEN = {  # what the notebook writes down, and the verdict
    "by its labels": (lambda df, said: df[["id"]].assign(y=said), "holds"),
    "by identifiers": (lambda df, said: df[["id"]].assign(y=said).sample(frac=1, random_state=0).reset_index(drop=True), "holds"),
    "only some": (lambda df, said: pd.DataFrame({"y": said}, index=df.index)[5:20], "holds"),
    "something else": (lambda df, said: df[["id"]].assign(y=1 - said), "differs"),
    "one of two": (lambda df, said: df[["id"]].assign(y=said, z=said), "not asked"),
    "counted anew": (lambda df, said: pd.DataFrame({"y": 1 - said}), "not asked"),
    "nothing": (lambda df, said: None, "not asked"),
}  # fmt: skip


@pytest.mark.parametrize("make, verdict", WRITTEN.values(), ids=WRITTEN)
def test_what_the_notebook_writes_down(trained, monkeypatch, make, verdict):
    home, spec = trained
    with open(spec["served"], "rb") as file:
        served = pickle.load(file)
    here = served["matrix"].index
    path = home.parents[2] / "served_written.pickle"
    path.write_bytes(pickle.dumps({**served, "exports": [make(customers().loc[here], served["expected"])]}))
    assert relations(home, {**spec, "served": str(path)}, monkeypatch)["what it writes down"]["verdict"] == verdict


EXPORTS = {  # the last cell, and the frames with predictions that are written
    "a frame": ("out = pd.DataFrame({'id': df.index, 'y': model.predict(X)})\nout.to_csv('o.csv')", ["out"]),
    "a part of one": ("df['p'] = model.predict(X)\ndf[['a', 'p']].to_csv('o.csv')", ["df[['a', 'p']]"]),
    "changed later": ("df['p'] = model.predict(X)\ndf.to_csv('o.csv')\ndf['p'] = 1\nprint(df)", []),
    "without predictions": ("df.to_csv('o.csv')\nsaid = model.predict(X)", []),
}


@pytest.mark.parametrize("cell, frames", EXPORTS.values(), ids=EXPORTS)
def test_frames_that_are_written(cell, frames):
    assert verify_given.exports(planned(*START, cell)) == frames


STAYING = {  # what tells which rows stay, whether only of rows without gaps, what is said, and of a lost rule
    "labels": (lambda df: df.index[df["plan"].notna()], False, "holds", "differs"),
    "how many": (lambda df: int(df["plan"].notna().sum()), False, "holds", "differs"),
    "labels, and the target has gaps": (lambda df: df.index[df["plan"].notna() & (df.index > 50)], True, "holds", "differs"),
    "labels, and nobody knows of the target": (lambda df: df.index[df["plan"].notna() & (df.index > 50)], False, "differs", "differs"),
    "none is left out": (lambda df: df.index, False, "not asked", "not asked"),
    "labels of other rows": (lambda df: df.index[df["plan"].notna()] + 1000, False, "not asked", "not asked"),
    "nothing": (lambda df: None, False, "not asked", "not asked"),
}  # fmt: skip


@pytest.mark.parametrize("tells, whole, said, lost", STAYING.values(), ids=STAYING)
def test_rows_that_the_notebook_leaves_out(trained, monkeypatch, tells, whole, said, lost):
    home, spec = trained
    with open(spec["served"], "rb") as file:
        served = pickle.load(file)
    raw = customers()
    path, rows = home.parents[2] / "served_staying.pickle", home.parents[2] / "rows_staying.pickle"
    path.write_bytes(pickle.dumps({**served, "staying": tells(raw)}))
    rows.write_bytes(pickle.dumps(raw.assign(y=raw["y"].where(raw.index > 50)) if whole else raw))
    spec = {**spec, "served": str(path), "rows": str(rows), "whole_rows": whole}
    assert relations(home, spec, monkeypatch)[LEFT]["verdict"] == said
    assert relations(home, spec, monkeypatch, *LOST)[LEFT]["verdict"] == lost


START = (
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression",
    "df = pd.read_csv('a.csv')\nX, y = df[['a', 'b']], df['y']\nX_test = X[5:]",
    "model = LogisticRegression().fit(X[:5], y[:5])",
)
ASKED = {  # how the notebook predicts, and the name that surely holds what it gave the model
    "a name": ("said = model.predict(X_test)", "X_test"),
    "a threshold": ("proba = model.predict_proba(X_test)[:, 1]\nsaid = (proba > 0.3).astype(int)", "X_test"),
    "what is written for it": ("said = model.predict(X_test[['a', 'b']])", ""),
    "changed later": ("said = model.predict(X_test)\nX_test = X_test * 2\nprint(X_test)", ""),
    "two of them": ("said = model.predict(X_test) + model.predict(X)", ""),
    "in a function": ("def ask(X_test):\n    return model.predict(X_test)\nsaid = ask(X_test + 1)", ""),
    "by a function of rows": (
        "def more(X):\n    return X + 1\nX_test = more(X_test)\nsaid = model.predict(X_test)",
        "X_test",
    ),
    "with a setting": ("said = model.predict_proba(X_test, check=False)[:, 1]", ""),
    "of a lambda": ("said = X_test.pipe(lambda X: model.predict(X))", ""),
}


@pytest.mark.parametrize("cell, name", ASKED.values(), ids=ASKED)
def test_what_the_model_was_given(cell, name):
    program = planned(*START, cell).program
    last = max(one.id for one in program.statements if one.parent is None and "said =" in one.source)
    assert verify_serving._asked(SimpleNamespace(program=program), "model", last) == name


BOUND = "X_train, X_test = X[:5], X[5:]\nmodel = LogisticRegression().fit(X_train, y[:5])"
GIVEN_ROWS = {  # a notebook that binds no prediction: matrices that are still there, and the method that is watched
    "a score": ("model.score(X_test, y[5:])", ["X_test"], ""),
    "a list of one row": ("model.predict([[1, 2]])", ["X_train"], ""),
    "some of its rows": ("model.predict(X_test[:2])", ["X_test[:2]"], ""),
    "what is written for it": ("model.predict(df[['a', 'b']])", ["df[['a', 'b']]"], ""),
    "another matrix bears the name": ("model.predict(X_test)\nX_test = X[2:]\nprint(X_test)", [], "predict"),
    "and the model is asked twice": ("model.predict(X_test)\nX_test = X[2:]\nmodel.predict(X_test * 2)\nX_test = 1\nprint(X_test)", [], ""),
    # what is served is a copy of the model as it answered: at the end nobody can ask that one
    "of a model that is fitted again": ("model.predict(X_test)\nmodel.fit(X * 2, y)\nprint(model.coef_)", [], ""),
    "more than the model says": ("said = (model.predict_proba(X_test)[:, 1] > 0.3).astype(int)", [], ""),
    "rows that are made": ("from imblearn.over_sampling import SMOTE\nsmote = SMOTE()\nX2, y2 = smote.fit_resample(X, y)\nmodel = LogisticRegression().fit(X2, y2)\nprint(model.coef_)", [], ""),
}  # fmt: skip


@pytest.mark.parametrize("cell, given, watched", GIVEN_ROWS.values(), ids=GIVEN_ROWS)
def test_matrices_of_the_notebook_s_own_rows(cell, given, watched):
    plan = planned(*START[:2], BOUND, cell)
    assert plan.inference.level == "raw", plan.inference.because
    assert (verify_given.given_rows(plan), verify_given.method_to_watch(plan)) == (given, watched)


LEAVING = {  # rules that leave rows out, and what tells at the end which rows they left
    "by a column": ("df = df[df['a'].notna()]", ("X.index", False)),
    "in place": ("df.dropna(subset=['a'], inplace=True)", ("X.index", False)),
    "two of them": ("df = df[df['a'] > 0]\ndf = df[df['b'] > 0]", ("X.index", False)),
    "gaps of any column": ("df = df.dropna()", ("X.index", True)),
    "counted anew": ("df = df[df['a'] > 0].reset_index(drop=True)", ("len(X)", False)),
    "of the target": ("df = df[df['y'].notna()]", ("", False)),
    "of the target first": ("df = df[df['y'].notna()]\ndf = df[df['a'] > 0]", ("", False)),
    "of the target last": ("df = df[df['a'] > 0]\nclean = df\ndf = df[df['y'].notna()]", ("clean.index", False)),
    "of a column that is made of the target": ("df['a2'] = df['y'] * 2\ndf = df.dropna()", ("", False)),
    "none": ("", ("", False)),
}


@pytest.mark.parametrize("cell, tells", LEAVING.values(), ids=LEAVING)
def test_what_tells_which_rows_stay(cell, tells):
    first, _, second = START[1].partition("\n")
    plan = planned(START[0], first, cell, second.replace("X_test = X[5:]", "X_test = X.copy()"), START[2])
    assert plan.inference.level == "raw", plan.inference.because
    assert plan.inference.serving.staying == tells


def test_matrices_of_the_right_columns():
    """At level features any will do; what is written out is none, and a name in a function is another one."""
    plan = planned(
        "from sklearn.datasets import load_iris\nfrom sklearn.svm import SVC\nX, y = load_iris(return_X_y=True)",
        "def ask(Z):\n    return model.predict(Z)",
        "model = SVC()\nmodel.fit(X[:, :2], y)\nmodel.predict([[1, 2]])\nmodel.score(X[:9, :2], y[:9])\nask(X[:, :2])",
    )
    assert verify_given.given_columns(plan, "model") == ["X[:9, :2]", "X[:, :2]"]


def test_what_a_model_is_given_while_the_workflow_runs():
    """The last matrix of each object, as it was then."""
    watch = workflow.Watch({"package": "p", "module": "train", "serving": {"watched": "predict"}}, None, None)

    class Model:
        def predict(self, rows):
            return rows

    first, second = Model(), Model()
    matrix = np.ones((2, 2))

    def train():
        first.predict(matrix * 2)
        first.predict(matrix)
        second.predict(matrix * 3)
        second.predict([[1]])
        matrix[:] = 7

    watch.workflow = sys._getframe()
    sys.settrace(watch)
    try:
        train()
    finally:
        sys.settrace(None)
    assert [owner for owner, _ in watch.given] == [first] and watch.given[0][1].tolist() == [[1, 1], [1, 1]]


SPLIT = (
    "from sklearn.model_selection import train_test_split\nX_train, X_test, y_train, y_test = train_test_split(X, y)"
)
SPLITS = {  # what is done after the split, and the names whose rows came the same way
    "nothing": ("said = 1", ["X_test", "X_train"]),
    "of training alone": ("X_train = X_train.clip(0, 1)\nprint(X_train)", ["X_test"]),
    "of what is predicted": ("X_test = X_test.clip(0, 1)\nprint(X_test)", ["X_test"]),
}


@pytest.mark.parametrize("cell, names", SPLITS.values(), ids=SPLITS)
def test_rows_of_the_same_split(cell, names):
    program = planned(START[0], START[1], SPLIT, cell).program
    assert verify_serving._with_split(SimpleNamespace(program=program), "X_test") == names
    assert verify_serving._with_split(SimpleNamespace(program=program), "") == []


def test_training_shows_what_no_predicted_row_has(trained, monkeypatch):
    """A gap that none of the predicted rows has."""
    home, spec = trained
    with open(spec["served"], "rb") as file:
        served = pickle.load(file)
    with open(spec["rows"], "rb") as file:
        raw = pickle.load(file)
    whole = [number for number, label in enumerate(served["matrix"].index) if raw["pay"].notna()[label]]
    few = served["matrix"].iloc[whole]
    path = home.parents[2] / "served_few.pickle"
    told = {"matrix": few, "expected": served["expected"][whole], "labels": [few.index]}
    verdicts = []
    for asked in ([few], [few, served["matrix"]]):
        path.write_bytes(pickle.dumps({**told, "asked": asked}))
        found = relations(home, {**spec, "served": str(path)}, monkeypatch, 'fillna(learned["median"])', "fillna(0)")
        verdicts.append((found[OWN]["verdict"], found[GIVEN]["verdict"]))
    assert verdicts == [("holds", "holds"), ("holds", "differs")]


APPLIED = {  # a notebook that binds no prediction: what its run holds, what is asked again, and how many rows
    "its own expression": ({"X": 1}, ["X[:60]"], [], 60),
    "the first that is still there": ({"X": 1}, ["gone", "X[:30]"], [], 30),
    "what it was seen to be given": ({}, ["X"], ["model"], 60),
    "what another model was given": ({}, [], ["another"], None),
    "a list of one row": ({"one": [[1, 2]]}, ["one"], [], None),
}


@pytest.mark.parametrize("values, given, seen, rows", APPLIED.values(), ids=APPLIED)
def test_the_model_is_asked_about_the_matrix_of_the_notebook(trained, monkeypatch, tmp_path, values, given, seen, rows):
    """Where only a score, or a list of one row, asks the notebook's model; and it tells faults."""
    home, spec = trained
    monkeypatch.setitem(globals(), "INFERENCE", INFERENCE.replace("> 0.4", "> 0.5"))
    with open(spec["served"], "rb") as file:
        matrix = pickle.load(file)["matrix"]
    model = joblib.load(next(Path(spec["artifacts"]).glob("model*")))
    values = {"model": model, **{name: matrix if one == 1 else one for name, one in values.items()}}
    names = {"model": "model", "matrix": "", "expected": "", "plain": False, "labels": [], "given": given}
    folder = tmp_path
    watched = [(model if name == "model" else object(), matrix) for name in seen]
    predictions.keep_served({"serving": names, "folder": str(folder)}, values, watched)
    path = folder / "served_applied.pickle"
    path.write_bytes((folder / "served.pickle").read_bytes())
    spec = {**spec, "served": str(path)}
    found = relations(home, spec, monkeypatch)
    assert found[OWN]["verdict"] == ("holds" if rows else "not asked"), found
    assert not rows or found[OWN]["text"] == f"{rows} rows"
    edit = ('fillna(learned["median"])', "fillna(0)")
    assert relations(home, spec, monkeypatch, *edit)[GIVEN]["verdict"] == ("differs" if rows else "not asked")


def test_a_model_that_is_fitted_anew_is_not_asked(tmp_path):
    """What its name holds at the end did not make the notebook's last prediction."""
    matrix = pd.DataFrame({"a": [1.0, 2.0, 3.0]})
    model = LinearRegression().fit(matrix, [1, 2, 3])
    names = {"model": "model", "matrix": "", "expected": "", "plain": True, "labels": [], "given": ["X"], "anew": True}
    predictions.keep_served({"serving": names, "folder": str(tmp_path)}, {"model": model, "X": matrix})
    kept = pickle.loads((tmp_path / "served.pickle").read_bytes())
    assert kept["expected"] is None and kept["why"] == "model is fitted anew behind its last prediction"


FRAME = pd.DataFrame({"a": [1, 2, 3], "b": ["x", None, "y"]})
NUMBERS = np.array([[1.0, np.nan], [0.1 + 0.2, 5.0]])
MATRICES = {  # what the notebook gave, what the project gives, what is said
    "rows of many, in another order": (FRAME[1:], [FRAME[::-1]], ""),
    "other types": (FRAME.astype({"a": bool}), [FRAME.assign(a=1.0)], ""),
    "gaps of another kind": (FRAME, [FRAME.where(FRAME.notna(), np.nan).astype("category")], ""),
    "in parts": (FRAME, [FRAME[:1], FRAME[1:]], ""),
    "columns by name": (FRAME, [FRAME[["b", "a"]]], ""),
    "one that the model does not need": (FRAME, [FRAME[["a"]].assign(c=1)], ""),
    "last digits": (NUMBERS, [np.array([[1.0, np.nan], [0.3, 5.0]])], ""),
    "around zero": (NUMBERS * 0 + 1e-17, [NUMBERS * 0 - 3e-18], ""),
    "an array for a frame": (pd.DataFrame(NUMBERS), [NUMBERS], ""),
    "of other widths": (NUMBERS, [NUMBERS[:, :1]], None),
    "nothing": (NUMBERS, [], None),
    "no column in common": (FRAME, [FRAME.add_prefix("z")], None),
    "a gap that was filled": (FRAME.fillna("none"), [FRAME], "row 2, b: 'none' in the notebook, nothing in the nearest row"),
    "another number": (NUMBERS, [NUMBERS + np.array([[0, 0], [0, 1e-3]])], "row 2, column 1: 5.0 in the notebook, 5.001 in the nearest row"),
    "columns in another order": (NUMBERS, [NUMBERS[:, ::-1]], "row 1, column 0: 1.0 in the notebook, nothing in the nearest row"),
}  # fmt: skip


@pytest.mark.parametrize("wanted, given, said", MATRICES.values(), ids=MATRICES)
def test_matrices_by_their_rows(wanted, given, said):
    assert features.unlike(wanted, given) == said
