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
