"""Targets that are known by their place alone: new rows come without them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.serving.harness import HEAD, Shape
from tests.serving.shapes import SPLIT

FIT = "from sklearn.linear_model import LinearRegression\nmodel = LinearRegression().fit(X_train, y_train)\n"
NUMBERS = "df = df.drop(columns=['text', 'city', 'plan', 'joined', 'left'])\n"
FIRST = "df = df[['spend', 'age', 'income', 'visits', 'plan']]\ndf['age'] = df['age'].fillna(30)\n"


def at(body: str, **given: Any) -> Shape:
    """Load, `body`, split, fit, predict; the target is `spend`, the last column of the file."""
    cells = HEAD + "# %%\n" + body + "# %%\n" + SPLIT + "# %%\n" + FIT + "y_pred = model.predict(X_test)\n"
    return replace(Shape(cells, raw="df0.loc[y_test.index]", target=("spend",)), **given)


def of_array(body: str) -> Shape:
    """The same of arrays, which have no labels."""
    shape = at(body)
    cells = shape.cells.replace("X_train, X_test, y_train, y_test =", "X_train, X_test, y_train, y_test, _, rest =")
    cells = cells.replace("train_test_split(X, y,", "train_test_split(X, y, df.index,")
    return Shape(cells, raw="df0.loc[rest]", target=("spend",))


KERAS = (
    HEAD
    + "from keras.models import Sequential\nfrom keras.layers import Dense\nfrom keras.utils import to_categorical\n"
    + "df = pd.get_dummies(df[['big', 'age', 'plan']], columns=['plan'])\nX = np.array(df)[:, 1:]\n"
    + "y = to_categorical(df['big'], 2)\nmodel = Sequential()\nmodel.add(Dense(2, activation='softmax'))\n"
    + "model.compile(loss='categorical_crossentropy')\nmodel.fit(X, y)\nprint(model.evaluate(X, y))\n"
)
UNTOLD = (
    HEAD
    + "from sklearn.linear_model import LinearRegression\nfrom keras.utils import to_categorical\n"
    + "df = df.fillna(0)\ny = to_categorical(df.max(axis=1))\nmodel = LinearRegression().fit(df, y)\n"
    + "y_pred = model.predict(df)\n"
)
MASK = (
    "wrong = np.zeros_like(y_pred)\nwrong[abs(y_test - y_pred) > 9] = 1\nfrom sklearn.metrics import mean_squared_error\n"
    + "print(mean_squared_error(np.zeros_like(y_pred), wrong))\n"
)

BY_PLACE: dict[str, Shape] = {
    "a_rule_about_all_columns": at(NUMBERS + "df = df.dropna()\nX, y = df.iloc[:, 1:-1], df.iloc[:, -1]\n"),
    "values_of_a_table": of_array(NUMBERS + "df = df.fillna(0)\ndata = df.values\nX = data[:, 1:4]\ny = data[:, 4]\n"),
    "an_array_of_the_rows_that_are_left": of_array(
        NUMBERS + "df = df.dropna()\ndata = np.array(df)\nX = data[:, :-1]\ny = data[:, -1]\n"
    ),
    "dummies_of_a_table": at(
        "df = df.drop(columns=['id', 'text', 'joined', 'left']).fillna(0)\n"
        "df['plan'] = df['plan'].astype(str)\ndf = pd.get_dummies(df, drop_first=True)\n"
        "X = df.iloc[:, 4:]\ny = df.iloc[:, 3]\n"
    ),
    "dummies_of_known_columns": at(
        FIRST + "df['old'] = df['age'] / 10\ndf = df.drop(['age'], axis=1)\ndf = pd.get_dummies(df, drop_first=True)\n"
        "X = df.iloc[:, 1:]\ny = df.iloc[:, 0]\n"
    ),
    "dropped_behind_places": at("X = df.iloc[:, :3]\nX = X.drop(['id'], axis=1).fillna(0)\ny = df.iloc[:, -1]\n"),
    "scaled_by_hand_with_the_target": at(
        "df = df[['age', 'income', 'visits', 'spend']].fillna(0)\nn = (df - df.mean()) / df.std()\n"
        "X = n.drop('spend', axis=1)\ny = n['spend']\n"
    ),
    "all_columns_scaled_by_hand": at(
        NUMBERS + "df = df.fillna(0)\ndf -= df.min()\nX = df / df.max()\ny = X.pop('spend')\n"
    ),
    "the_target_is_counted_before": at(  # the places do not hold it: no new row needs it
        "print(df['spend'].mean())\nX = df.iloc[:, :3].fillna(0)\ny = df.iloc[:, -1]\n"
    ),
    "known_columns": at(FIRST + "df = df.drop(['plan'], axis=1)\nX = df.iloc[:, 1:]\ny = df.iloc[:, 0]\n"),
    "zeros_like_a_prediction_hold_errors": replace(
        (known := at(FIRST + "df = df.drop(['plan'], axis=1)\nX = df.iloc[:, 1:]\ny = df.iloc[:, 0]\n")),
        cells=known.cells + MASK,
    ),
    "one_row_is_looked_at": Shape(
        HEAD + "from sklearn.linear_model import LinearRegression\nX = ['income', 'visits']\n"
        "model = LinearRegression().fit(df[X], df['spend'])\none = df[df['id'] == 1007]\nprint(model.predict(one[X]))\n",
        raw="df0",
        expected="model.predict(df[X])",
        target=("spend", "id"),
    ),
}

ARRAY = NUMBERS + "df = df.fillna(0)\ndata = df.values\n"
CHANGE, TAKE = "data[:, 1] = data[:, 1] / 9\n", "X = data[:, 1:4]\ny = data[:, 4]\n"
BY_PLACE_LOWERED = {
    "an_array_that_is_changed": (of_array(ARRAY + CHANGE + TAKE).cells, "data[:, 1:4] counts columns"),
    "an_array_that_is_changed_through_another": (
        of_array(ARRAY + TAKE + CHANGE).cells,
        "data[:, 1] = data[:, 1] / 9 may change rows of X, too",
    ),
}
