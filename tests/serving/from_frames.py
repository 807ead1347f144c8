"""Notebooks whose rows pass a scaler behind what is done to a whole table."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape
from tests.serving.shapes import LOGISTIC, SPLIT, TARGET

SCALED = (
    SPLIT
    + LOGISTIC
    + """
from sklearn.preprocessing import StandardScaler
scaler = StandardScaler()
A, B = scaler.fit_transform(X_train), scaler.transform(X_test)
model = LogisticRegression(max_iter=500).fit(A, y_train)
y_pred = model.predict(B)
"""
)
JOINED = {
    "dummies_joined_under_a_prefix": Shape(
        HEAD
        + TARGET
        + "df = df.join(pd.get_dummies(df.plan).add_prefix('plan_')).drop(columns=['plan', 'city', 'text'])\n"
        "X = df[['visits', 'plan_pro', 'plan_plus']].fillna(1)\ny = df['left']\n" + SCALED
    ),
    "a_function_of_numpy_for_all_columns": Shape(
        HEAD + TARGET + "X = df[['visits', 'income']].fillna(1).apply(np.log1p)\ny = df['left']\n" + SCALED
    ),
}
__all__ = ["JOINED"]
