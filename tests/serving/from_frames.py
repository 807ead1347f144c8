"""Notebooks whose rows cannot be followed back to their file: from one of their frames on they can."""

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
RANKED = "df['rank'] = df['income'].rank()\n" + TARGET
WORDS = """
from sklearn.feature_extraction.text import CountVectorizer
import csv
texts = []
with open("data.csv") as file:
    for row in csv.DictReader(file):
        texts.append(row["text"])
table = pd.DataFrame(data=texts, columns=["said"])
vectorizer = CountVectorizer()
counted = vectorizer.fit_transform(table["said"])
X = pd.DataFrame(counted.toarray(), columns=vectorizer.get_feature_names_out())
y = df["left"]
"""
FROM_FRAMES: dict[str, Shape] = {
    "before_the_scaler": Shape(
        HEAD + RANKED + "features = df[['rank', 'visits', 'left']].fillna(2)\n"
        "X = features.drop(columns='left')\ny = features['left']\n" + SCALED,
        raw="features.loc[X_test.index]",
    ),
    "before_the_vectorizer": Shape(
        HEAD + WORDS + SPLIT + LOGISTIC + "model = LogisticRegression(max_iter=500).fit(X_train, y_train)\n"
        "y_pred = model.predict(X_test)\n",
        raw="table.loc[X_test.index]",
    ),
    "a_frame_under_two_names": Shape(
        HEAD + RANKED + "df = df[['rank', 'visits', 'left']].fillna(2)\nkept = df.copy()\ny = df.pop('left')\nX = df\n"
        "df['visits'] = df['visits'] / 10\n" + SCALED,
        raw="kept.loc[X_test.index]",
    ),
}
JOINED = {  # these begin with the file
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
__all__ = ["FROM_FRAMES", "JOINED"]
