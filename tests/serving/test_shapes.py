"""Shapes of notebooks: what inference predicts for raw rows is what the notebook predicts for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.serving.afterwards import AFTERWARDS, AFTERWARDS_LOWERED
from tests.serving.asked_alone import ASKED_ALONE, ASKED_ALONE_LOWERED, CODED, FIRST_LETTERS, RECODED, SAID_TWICE
from tests.serving.behind_the_fit import BEHIND_THE_FIT, BEHIND_THE_FIT_LOWERED
from tests.serving.by_place import BY_PLACE, BY_PLACE_LOWERED, KERAS, UNTOLD
from tests.serving.changed_in_place import CHANGED_IN_PLACE, CHANGED_IN_PLACE_LOWERED
from tests.serving.fitted_inside import FITTED_INSIDE, FITTED_INSIDE_LOWERED
from tests.serving.from_frames import FROM_FRAMES, JOINED
from tests.serving.harness import Shape, planned, predicted, ran, same, trained
from tests.serving.looking_back import LOOKING_BACK, LOOKING_BACK_LOWERED
from tests.serving.one_name import ONE_NAME
from tests.serving.own_rows import OWN_LOWERED, OWN_ROWS
from tests.serving.picked import IN_A_MAPPING, PICKED, PICKED_LOWERED
from tests.serving.read_outside import READ_OUTSIDE, READ_OUTSIDE_LOWERED
from tests.serving.refitted import REFITTED
from tests.serving.shapes import LOWERED, SHAPES
from tests.serving.trained_by import TRAINED_BY, TRAINED_BY_LOWERED
from tests.serving.written_otherwise import WRITTEN_OTHERWISE

EVERY = SHAPES | OWN_ROWS | READ_OUTSIDE | LOOKING_BACK | AFTERWARDS | TRAINED_BY | BEHIND_THE_FIT
EVERY |= WRITTEN_OTHERWISE | PICKED | IN_A_MAPPING | ASKED_ALONE | CHANGED_IN_PLACE | REFITTED | ONE_NAME | BY_PLACE
EVERY |= FITTED_INSIDE | JOINED | FROM_FRAMES
EVERY_LOWERED = (
    FITTED_INSIDE_LOWERED
    | LOWERED
    | OWN_LOWERED
    | READ_OUTSIDE_LOWERED
    | LOOKING_BACK_LOWERED
    | AFTERWARDS_LOWERED
    | TRAINED_BY_LOWERED
    | BEHIND_THE_FIT_LOWERED
    | PICKED_LOWERED
    | ASKED_ALONE_LOWERED
    | CHANGED_IN_PLACE_LOWERED
    | BY_PLACE_LOWERED
)


@pytest.mark.parametrize("name", EVERY)
def test_raw(name: str, folder: Path, tmp_path: Path) -> None:
    shape = EVERY[name]
    decided = planned(f"shape_{name}", shape, tmp_path)
    assert decided.inference is not None
    assert decided.inference.told == ("features" if name in FROM_FRAMES else "raw"), decided.inference.because
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    names = ran(shape, tmp_path)
    project = trained(decided, tmp_path)
    raw = eval(shape.raw, names)
    expected = np.asarray(eval(shape.expected, names)).ravel()
    _held(project, shape, raw, expected, tmp_path)


def _held(project: object, shape: Shape, raw: pd.DataFrame, expected: np.ndarray, folder: Path) -> None:
    whole = predicted(project, raw)["prediction"]
    assert int(whole.isna().sum()) == shape.empty
    same(whole.dropna() if shape.empty else whole, expected)
    bare = raw.drop(columns=[name for name in shape.target if name in raw.columns])
    same(predicted(project, bare)["prediction"], whole)
    same(predicted(project, bare.assign(further="x"))["prediction"], whole)
    if shape.each:
        turned = bare.sample(frac=1, random_state=0)
        same(predicted(project, turned)["prediction"].loc[bare.index], whole)
        some = bare.iloc[:: max(1, len(bare) // 12)]
        alone = [predicted(project, some.iloc[[number]])["prediction"].iloc[0] for number in range(len(some))]
        same(alone, whole.loc[some.index])
    bare.to_csv(folder / "again.csv", index=False)
    read = pd.concat(project.rows.read_rows(str(folder / "again.csv"), project.schema))
    same(predicted(project, read)["prediction"], whole)
    if shape.each:
        for number in range(0, len(bare), max(1, len(bare) // 5)):
            bare.iloc[[number]].to_csv(folder / "one.csv", index=False)
            read = pd.concat(project.rows.read_rows(str(folder / "one.csv"), project.schema))
            same(predicted(project, read)["prediction"], whole.iloc[[number]])


@pytest.mark.parametrize("name", EVERY_LOWERED)
def test_lowered(name: str, tmp_path: Path) -> None:
    """Where nothing can be proven the level goes down, and the statement that stopped it is named."""
    cells, said = EVERY_LOWERED[name]
    decided = planned(f"low_{name}", Shape(cells), tmp_path)
    assert decided.inference is not None
    assert decided.inference.told != "raw"
    assert said in decided.inference.because


def test_a_rule_asks_for_its_columns_but_for_the_target(tmp_path: Path) -> None:
    """`df.dropna()` leaves a row out that lacks any column: without all of them nobody knows, but without the target."""
    shape = PICKED["a_function_fits_to_variables_of_the_notebook"]
    decided = planned("shape_rule", shape, tmp_path)
    assert decided.inference is not None and decided.inference.serving is not None
    assert (decided.inference.serving.columns, decided.inference.serving.left_out) == (None, ("left",))


def test_a_row_alone_lacks_those_before_it(folder: Path, tmp_path: Path) -> None:
    shape = LOOKING_BACK["a_lag_with_gaps"]
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    project = trained(planned("shape_alone", shape, tmp_path), tmp_path)
    rows = pd.read_csv(folder / "data.csv")
    assert predicted(project, rows.iloc[[9]])["prediction"].isna().all()
    assert predicted(project, rows.iloc[8:10])["prediction"].isna().tolist() == [True, False]


def test_classes_of_a_column_are_that_column(tmp_path: Path) -> None:
    """`to_categorical(df["big"], 2)`: what the network learns to tell is `big`, which no new row has."""
    decided = planned("shape_classes", Shape(KERAS), tmp_path)
    assert decided.inference is not None and decided.inference.serving is not None
    assert decided.inference.serving.left_out == () and decided.inference.serving.columns == ("age", "plan")


def test_a_target_that_nobody_knows_is_demanded_of_no_row(tmp_path: Path) -> None:
    decided = planned("shape_untold", Shape(UNTOLD), tmp_path)
    assert decided.inference is not None and decided.inference.level == "features"
    assert "which column is to be predicted is not followed" in decided.inference.because


WHOLE_NUMBERS_AS_TEXT = Shape("""
import pandas as pd
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LinearRegression
df = pd.read_csv("data.csv")
df["visits"] = df["visits"].astype(str)
dv = DictVectorizer()
X = dv.fit_transform(df[["visits", "income"]].to_dict(orient="records"))
m = LinearRegression()
m.fit(X, df["spend"])
p = m.predict(X)
""")


def test_a_gap_in_a_column_of_whole_numbers_changes_no_other_row(folder: Path, tmp_path: Path) -> None:
    """pandas reads 7 as 7.0 beside a gap, and "7.0" is no value that training saw."""
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    decided = planned("shape_gap", WHOLE_NUMBERS_AS_TEXT, tmp_path)
    assert decided.inference is not None and decided.inference.level == "raw"
    project = trained(decided, tmp_path)
    rows = pd.read_csv(folder / "data.csv")[:9]
    whole = predicted(project, rows)["prediction"]
    rows.assign(visits=rows["visits"].astype(object).where(rows.index != 4)).to_csv(tmp_path / "gap.csv", index=False)
    (read,) = project.rows.read_rows(str(tmp_path / "gap.csv"), project.schema)
    assert read["visits"].dtype.kind == "f" and read["visits"].isna().sum() == 1
    found = predicted(project, read)["prediction"]
    same(found.drop(4), whole.drop(4))


ONE_FORM = Shape("""
import pandas as pd
from sklearn.tree import DecisionTreeClassifier
df = pd.read_csv("data.csv")
df = df[df["age"] > 20]
m = DecisionTreeClassifier(max_depth=2, random_state=0)
X = df[["age", "visits"]]
m.fit(X, (df["left"] == "yes").astype(int))
p = m.predict(X)
""")


def test_a_row_without_a_prediction_changes_the_form_of_no_other(folder: Path, tmp_path: Path) -> None:
    """1 stays 1 beside a row that the notebook's rule leaves out, and beside one with a gap among whole numbers."""
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    project = trained(planned("shape_form", ONE_FORM, tmp_path), tmp_path)
    rows = pd.read_csv(folder / "data.csv")[:30].assign(age=[10.0, *[50.0] * 29])
    rows["visits"] = rows["visits"].astype(object).where(rows.index != 4)
    rows.to_csv(tmp_path / "gap.csv", index=False)
    (read,) = project.rows.read_rows(str(tmp_path / "gap.csv"), project.schema)
    found = predicted(project, read)["prediction"]
    assert found.isna().to_numpy().nonzero()[0].tolist() == [0]
    assert set(found.to_csv(index=False, header=False).split()) <= {"0", "1", '""'}


@pytest.mark.parametrize(
    "name, shape, column, value, answered",
    (
        ("odd_value", RECODED, "city", "Kiel", False),
        ("gap", FIRST_LETTERS, "plan", None, True),
        ("no_category", CODED, "city", "Kiel", False),
        ("nothing_factorized", CODED, "plan", "max", False),
    ),
)
def test_an_odd_row_alone_and_beside_others(
    name: str, shape: Shape, column: str, value: object, answered: bool, folder: Path, tmp_path: Path
) -> None:
    """A value that no rule of the notebook takes, or a gap: the other rows get what they get without it."""
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    decided = planned(f"shape_{name}", shape, tmp_path)
    assert decided.inference is not None and decided.inference.level == "raw", decided.inference.because
    project = trained(decided, tmp_path)
    rows = pd.read_csv(folder / "data.csv").dropna()[:12].reset_index(drop=True)
    expected = predicted(project, rows)["prediction"]
    odd = rows.assign(**{column: rows[column].where(rows.index != 0, value)})
    found = predicted(project, odd)["prediction"]
    same(found[1:], expected[1:])
    assert found.notna()[0] == answered
    same(predicted(project, odd[:1])["prediction"], found[:1])


def test_a_fault_of_the_code_is_told(folder: Path, tmp_path: Path) -> None:
    """A column that the code misses is no matter of a row, however few they are."""
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    project = trained(planned("shape_code", FIRST_LETTERS, tmp_path), tmp_path)
    less = {name: value for name, value in project.learned.items() if name != "dummy_columns"}
    for rows in (2, 30):
        with pytest.raises(ValueError, match="each row fails alike: KeyError: 'dummy_columns'"):
            predicted(replace(project, learned=less), pd.read_csv(folder / "data.csv")[:rows])


def test_what_is_learned_twice_over_the_same_values_is_kept_once(tmp_path: Path) -> None:
    decided = planned("shape_once", SAID_TWICE, tmp_path)
    assert decided.inference is not None and decided.inference.serving is not None
    assert [keep.text for keep in decided.inference.serving.keeps] == ["visits.mean()"]
    changed = replace(
        SAID_TWICE, cells=SAID_TWICE.cells.replace('df["income"] =', 'visits = visits * 2\ndf["income"] =')
    )
    decided = planned("shape_anew", changed, tmp_path)
    assert decided.inference is not None and decided.inference.serving is not None
    assert len(decided.inference.serving.keeps) == 2


OF_A_CLASS = Shape(
    """
import pandas as pd
from sklearn.linear_model import LinearRegression
df = pd.read_csv("data.csv")
class Spending:
    def prepare(self, X, fit=False):
        X = X.copy()
        if fit:
            self.medians = X.select_dtypes("number").median()
        X = pd.get_dummies(X.fillna(self.medians), dtype=int)
        if fit:
            self.columns = X.columns
        return X.reindex(columns=self.columns, fill_value=0)
    def fit(self, X, y):
        self.model = LinearRegression().fit(self.prepare(X, fit=True), y)
        return self
    def predict(self, X):
        return self.model.predict(self.prepare(X))
X = df[["age", "income", "city"]]
m = Spending()
m.fit(X, df["spend"])
y_pred = m.predict(X)
"""
)


def test_a_class_that_is_fitted_on_a_table_is_handed_one(folder: Path, tmp_path: Path) -> None:
    """`X["age"]` in its `predict`: an array of the same numbers has no names."""
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    decided = planned("shape_class", OF_A_CLASS, tmp_path)
    assert decided.inference is not None and decided.inference.level == "features"
    project = trained(decided, tmp_path)
    rows = pd.read_csv(folder / "data.csv")[["age", "income", "city"]]
    same(predicted(project, rows)["prediction"], ran(OF_A_CLASS, tmp_path)["y_pred"])


RENAMED = Shape(
    """
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
df = pd.read_csv("data.csv")
# the following is necessary on some computers
df = df.rename(columns={"5": "text", "1": "age", "plan": "tariff"})
X_train, X_test = df.loc[:120, "text"].values, df.loc[120:, "text"].values
words = CountVectorizer()
m = LogisticRegression().fit(words.fit_transform(X_train), df.loc[:120, "left"].values)
y_pred = m.predict(words.transform(X_test))
""",
    raw="df0.loc[120:]",
)


@pytest.mark.parametrize("as_numbers", [False, True])
def test_a_name_that_is_renamed_need_not_be_there(as_numbers: bool, folder: Path, tmp_path: Path) -> None:
    """Training finds out whether the file has column "5" or column "text"; inference asks for that one."""
    rows = pd.read_csv(folder / "data.csv")
    asked = {"5"} if as_numbers else {"text"}
    rows.rename(columns={"text": "5", "age": "1"} if as_numbers else {}).to_csv(tmp_path / "data.csv", index=False)
    names = ran(RENAMED, tmp_path)
    decided = planned(f"shape_renamed_{'numbers' if as_numbers else 'names'}", RENAMED, tmp_path)
    assert decided.inference is not None and decided.inference.level == "raw", decided.inference
    project = trained(decided, tmp_path)
    raw = names["df0"].loc[120:, [*asked]]
    same(predicted(project, raw)["prediction"], names["y_pred"])
    assert {*project.inference.columns_needed(project.learned)} == asked


SUBMITTED = """
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import MinMaxScaler
df, new = pd.read_csv("data.csv"), pd.read_csv("new.csv")
cols = ["income", "visits"]
scaler = MinMaxScaler().fit(df[cols])
m = RandomForestClassifier(20, random_state=0)
m.fit(scaler.transform(df[cols]), df["left"])
X_new = scaler.transform(new[cols])
other = RandomForestClassifier(5, random_state=1).fit(scaler.transform(df[cols]), df["left"])
y_pred = other.predict(X_new)
out = pd.DataFrame({"id": new["id"], "left": y_pred})
out.to_csv("other.csv", index=False)
y_pred = m.predict(X_new)
CHANGED
out = pd.DataFrame({"id": new["id"], "left": y_pred})
out.to_csv("out.csv", index=False)
"""


@pytest.mark.parametrize("change", ["", "print(X_new.mean())", "y_pred[y_pred == 'no'] = 'maybe'"])
def test_probabilities_of_answers_that_bear_a_name(change: str, folder: Path, tmp_path: Path) -> None:
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    shape = Shape(SUBMITTED.replace("CHANGED", change), raw="new")
    names = ran(shape, tmp_path)
    decided = planned(f"shape_named_answers_{'x'.join(c for c in change if c.isalpha())[:9]}", shape, tmp_path)
    assert decided.inference is not None and decided.inference.level == "raw"
    found = predicted(trained(decided, tmp_path), names["new"])
    same(found["prediction"], names["y_pred"])
    assert ("probability" in found.columns) is ("maybe" not in change)
    if "maybe" not in change:
        same(found["probability"], names["m"].predict_proba(names["X_new"])[:, 1])
