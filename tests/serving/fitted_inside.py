"""A function of the notebook fits the model that it is handed, and asks it."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape
from tests.serving.picked import WHOLE

TREE = "from sklearn.tree import DecisionTreeClassifier\nm = DecisionTreeClassifier(max_depth=4, random_state=0)\n"
FIT = "    model.fit(X, y)\n"
RUN = "def run(model, X, y, rows):\n"
CALL = "run(m, X_train, y_train, X_test)\n"

FITTED_INSIDE: dict[str, Shape] = {
    "it_only_prints": Shape(
        WHOLE + TREE + RUN + FIT + "    print(model.predict(rows)[:3])\n" + CALL + "y_pred = m.predict(X_test)\n"
    ),
    "on_variables_of_the_notebook": Shape(
        WHOLE + TREE + "def run(model):\n    model.fit(X_train, y_train)\n    print(model.score(X_test, y_test))\nrun(m)\n",
        raw="df0.loc[X_train.index]",
        expected="m.predict(X_train)",
    ),
    "it_gives_the_answers_and_a_measure": Shape(
        WHOLE + TREE + RUN + FIT + "    said = model.predict(rows)\n    return said, (said == 'yes').mean()\n"
        "y_pred, share = " + CALL + "print(share)\n"
    ),
    "it_gives_the_model_that_was_made_in_the_call": Shape(
        WHOLE + TREE + RUN + FIT + "    return model, model.score(X, y)\n"
        "m, score = run(DecisionTreeClassifier(max_depth=3, random_state=0), X_train, y_train, X_test)\ny_pred = m.predict(X_test)\n"
    ),
    "it_makes_a_class_of_a_probability": Shape(
        WHOLE + TREE + RUN + FIT + "    chance = model.predict_proba(rows)[:, 1]\n    return (chance > 0.3).astype(int)\n"
        "y_pred = " + CALL
    ),
    "each_of_a_list": Shape(
        WHOLE + "from sklearn.linear_model import LogisticRegression\n" + TREE
        + "def run(model):\n    model.fit(X_train, y_train)\n    print(model.score(X_test, y_test))\n"
        "for m in [LogisticRegression(max_iter=500), DecisionTreeClassifier(max_depth=3, random_state=0)]:\n    run(m)\n",
        raw="df0.loc[X_train.index]",
        expected="m.predict(X_train)",
    ),
    "each_of_a_list_learns_from_texts": Shape(  # a fit changes no table of its caller
        WHOLE.replace("'text', ", "") + "from sklearn.linear_model import LogisticRegression\n" + TREE
        + "from sklearn.feature_extraction.text import CountVectorizer\ntrain, test = df[:120], df[120:]\n"
        "words, more = [], []\nfor t in train['text']:\n    words.append(t.upper())\n"
        "for t in test['text']:\n    more.append(t.upper())\nv = CountVectorizer()\n"
        "a, b = v.fit_transform(words), v.transform(more)\n"
        "for model in [LogisticRegression(max_iter=500), DecisionTreeClassifier(max_depth=3, random_state=0)]:\n"
        "    fit = model.fit(a, train['left'])\n    y_pred = fit.predict(b)\n    print((y_pred == test['left']).mean())\n",
        raw="df0.dropna()[120:]",
    ),
    "encoders_of_chosen_columns_in_a_loop": Shape(  # an encoder for each, made anew in each turn; the target is among them
        WHOLE.split("df['city']")[0] + TREE + "from sklearn.preprocessing import LabelEncoder\n"
        "cd = df.loc[:, ['left', 'age', 'city', 'plan']]\ntexts = list(cd.select_dtypes(exclude='number').columns)\n"
        "for f in texts:\n    encoder = LabelEncoder()\n    cd[f] = encoder.fit_transform(cd[f])\n"
        "X, y = cd.iloc[:, 1:], cd.iloc[:, 0]\nm.fit(X, y)\ny_pred = m.predict(X)\n",
        raw="df0.dropna()",
    ),
    "places_of_columns_that_were_chosen_by_name": Shape(
        HEAD + TREE + "df['age'] = df['age'].fillna(30)\ndata = df[['visits', 'age', 'left']]\n"
        "X, y = data.iloc[:, :-1], data.iloc[:, 2]\nm.fit(X, y)\ny_pred = m.predict(X)\n",
        raw="df0",
        target=("left", "id", "plan"),
    ),
    "columns_chosen_and_functions_of_values": Shape(
        WHOLE + TREE + "X = pd.DataFrame(df, columns=['age', 'visits'])\nX['wave'] = X['age'].apply(np.cos)\n"
        "Z = np.reshape(X['wave'].values, (-1, 1))\nm.fit(Z, df['left'])\ny_pred = m.predict(Z)\n",
        raw="df0.dropna()",
    ),
}  # fmt: skip

FITTED_INSIDE_LOWERED: dict[str, tuple[str, str]] = {
    "what_it_makes_of_the_answers_is_not_followed": (
        WHOLE + TREE + RUN + FIT + "    said = model.predict(rows)\n    for k in range(3):\n        said[k] = 'no'\n"
        "    return said\ny_pred = " + CALL,
        "",
    ),
    "it_changes_the_rows_before": (
        WHOLE + TREE + RUN + "    X['age'] = X['age'] * 2\n" + FIT + CALL,
        "",
    ),
}  # fmt: skip
