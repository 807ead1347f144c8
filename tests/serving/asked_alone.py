"""Columns that only the target is made of, columns by their place, and rows that are odd in one column."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape

FIT = """
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
m = LogisticRegression().fit(X_train, y_train)
y_pred = m.predict(X_test)
"""
CAST = """
df["plan"] = df["plan"].astype("category")
df["left"] = df["left"].astype("category")
"""

ASKED_ALONE: dict[str, Shape] = {
    "a_target_that_is_cast_is_no_column_of_its_dummies": Shape(
        HEAD
        + CAST
        + """
df["old"] = pd.cut(df["age"], bins=[0, 30, 50, 100], labels=["a", "b", "c"], right=False)
names = ["visits", "plan", "left", "old"]
df = pd.get_dummies(df[names], drop_first=True)
chosen = ["visits", "plan_plus", "old_b"]
X = df[chosen]
y = df["left_yes"]
"""
        + FIT
    ),
    "a_target_that_is_cast_stays_beside_dummies": Shape(
        HEAD
        + CAST
        + """
df = df[["age", "visits", "plan", "left"]].fillna({"age": 1})
df = pd.get_dummies(df, columns=["plan"], drop_first=True)
X = df.drop("left", axis=1)
y = df["left"]
"""
        + FIT
    ),
    "a_column_by_its_place": Shape(
        HEAD + "X = df.iloc[:, 2].values.reshape(-1, 1)\ny = df.iloc[:, -2]\n" + FIT,
        raw="df0",
        expected="m.predict(X)",
    ),
}
RECODED = Shape(
    HEAD
    + """
df = df[["age", "visits", "plan", "city", "left"]].dropna()
df["city"] = df.city.replace({"Rome": 1, "Oslo": 2, "Bonn": 3, "Lyon": 4}).astype(int)
X = pd.get_dummies(df.drop("left", axis=1))
y = df["left"]
"""
    + FIT
)
CODED = Shape(
    HEAD
    + """
df = df[["age", "visits", "plan", "city", "left"]].dropna()
df["city"] = df["city"].astype("category")
df["city"] = df["city"].cat.codes
df["plan"], plans = pd.factorize(df["plan"])
X = df.drop("left", axis=1)
y = df["left"]
"""
    + FIT
)
ASKED_ALONE["columns_by_an_array_of_their_names"] = Shape(
    HEAD + "names = np.array(['visits', 'income'])\nX = df[names]\ny = df['left']\n" + FIT
)
FIRST_LETTERS = Shape(
    HEAD
    + """
df["plan"] = df["plan"].apply(lambda text: text if isinstance(text, str) else np.nan)
df["plan"] = df["plan"].str[0].fillna("none")
df = pd.get_dummies(df[["visits", "plan", "left"]], columns=["plan"])
X = df.drop("left", axis=1)
y = df["left"]
"""
    + FIT
)
ASKED_ALONE["dummies_of_the_rows_that_were_fitted_on"] = Shape(
    HEAD
    + """
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(df[["visits", "plan", "city"]], df["left"], random_state=0)
X_test = X_test[X_test["city"] != "Lyon"]
for c in ["plan", "city"]:
    X_train = pd.concat([X_train, pd.get_dummies(X_train[c], prefix=c)], axis=1)
    X_test = pd.concat([X_test, pd.get_dummies(X_test[c], prefix=c)], axis=1)
X_train = X_train.drop(["plan", "city"], axis=1)
X_test = X_test.drop(["plan", "city"], axis=1)
X_test["city_Lyon"] = 0
m = LogisticRegression().fit(X_train, y_train)
y_pred = m.predict(X_test[X_train.columns])
""",
    raw="df0.loc[X_train.index]",
    expected="m.predict(X_train)",
)
ASKED_ALONE["what_is_done_with_the_answer_about_dummies_of_their_own"] = Shape(
    HEAD
    + """
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
stays = (df["left"] == "yes").astype(int)
X_train, X_test, y_train, y_test = train_test_split(df[["visits", "plan", "city"]], stays, random_state=0)
X_train = pd.get_dummies(X_train)
X_test = pd.get_dummies(X_test).reindex(columns=X_train.columns, fill_value=0)
m = LinearRegression().fit(X_train, y_train)
y_pred = (m.predict(X_test) > 0.5).astype(int)
""",
    raw="df0.loc[X_test.index]",
    expected="y_pred",
)
OWN_CLASS = """
class Line:
    def fit(self, X, y):
        self.w_ = np.linalg.lstsq(X, y, rcond=None)[0]
        return self
    def net_input(self, X):
        return np.dot(X, self.w_)
    def activation(self, X):
        return X
    def predict(self, X):
        return np.where(self.activation(self.net_input(X)) >= 0.1, 1, 0)
y = np.where(df["left"] == "yes", 1, 0)
X = df[["income", "visits"]].values
X_std = np.copy(X)
X_std[:, 0] = (X[:, 0] - X[:, 0].mean()) / X[:, 0].std()
X_std[:, 1] = (X[:, 1] - X[:, 1].mean()) / X[:, 1].std()
m = Line().fit(X_std, y)
y_pred = m.predict(X_std)
"""
TRIED = """
import pandas as pd
import numpy as np
try:
    path = "nowhere.csv"
    df = pd.read_csv(path)
except OSError:
    path = "data.csv"
    print("from", path)
    df = pd.read_csv(path)
"""
ASKED_ALONE |= {
    "own_class_whose_methods_ask_each_other": Shape(HEAD + OWN_CLASS, raw="df0"),
    "own_class_that_tells_one_chance_for_each_row": Shape(
        HEAD
        + OWN_CLASS.replace(
            "    def predict", "    def predict_proba(self, X):\n        return self.net_input(X)\n    def predict"
        ),
        raw="df0",
    ),
    "a_load_that_is_tried": Shape(TRIED + "# %%\n" + OWN_CLASS, raw="df0"),
}
ASKED_ALONE_LOWERED: dict[str, tuple[str, str]] = {
    "a_load_that_is_tried_in_another_way": (
        TRIED.replace("(path)\nexcept", "(path, sep=';')\nexcept") + OWN_CLASS,
        "it stands inside try",
    ),
    "own_class_whose_method_changes_the_object": (
        HEAD + OWN_CLASS.replace("        return np.dot", "        self.seen = 1\n        return np.dot"),
        "self.net_input(X) is not known to work row by row",
    ),
}
ASKED_ALONE["a_measure_that_may_be_the_notebooks_own"] = Shape(
    HEAD
    + """
from sklearn.linear_model import LinearRegression
try:
    from sklearn.metrics import root_mean_squared_error
except ImportError:
    def root_mean_squared_error(labels, predictions):
        return ((labels - predictions) ** 2).mean() ** 0.5
X = df[["income", "visits"]]
y = df["spend"]
m = LinearRegression().fit(X, y)
y_pred = m.predict(X)
rmse = root_mean_squared_error(y, y_pred)
rmse
""",
    raw="df0",
    target=("spend",),
)
SAID_TWICE = Shape(
    HEAD
    + """
visits = df["visits"].copy()
df["age"] = df["age"].fillna(visits.mean())
df["income"] = df["income"] - visits.mean()
X = df[["age", "income"]]
y = df["left"]
"""
    + FIT
)
ASKED_ALONE["a_target_is_dropped_behind_the_dummies"] = Shape(
    HEAD
    + """
names = ["age", "visits", "plan", "city", "spend"]
df = df[names]
cols = ["visits"]
df[cols] = df[cols].fillna(0)
df["age"] = df["age"].fillna(df["age"].mean())
df.dropna(inplace=True)
df = pd.get_dummies(df, drop_first=True)
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
X = df.drop("spend", axis=1)
y = df["spend"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=2)
m = LinearRegression().fit(X_train, y_train)
y_pred = m.predict(X_test)
""",
    target=("spend",),
)
ASKED_ALONE["dummies_of_a_column_that_begins_like_the_target"] = Shape(
    HEAD
    + """
df["left_plan"] = df["plan"]
df = df[["visits", "left_plan", "left"]]
df = pd.get_dummies(df)
X = df[["visits", "left_plan_pro"]]
y = df["left_yes"]
"""
    + FIT
)
