"""A model that the notebook picks of several: whoever fitted them, new rows come without what they are fitted to.

The rule that leaves rows with a gap out asks for all columns, the target among them: it is known by the fits alone.
"""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape
from tests.serving.shapes import SPLIT

WHOLE = (
    HEAD + "df = df.dropna()\ndf['city'] = (df['city'] == 'Rome') * 1\n"
    "X = df.drop(['left', 'id', 'text', 'plan', 'joined'], axis=1)\ny = df['left']\n" + SPLIT
)
MODELS = (
    "from sklearn.linear_model import LogisticRegression\nfrom sklearn.tree import DecisionTreeClassifier\n"
    "models = {'line': LogisticRegression(max_iter=500), 'tree': DecisionTreeClassifier(max_depth=4, random_state=0)}\n"
)
SCORED = "    scores[name] = m.score(X_test, y_test)\nbest = fitted[max(scores, key=scores.get)]\ny_pred = best.predict(X_test)\n"
LOOP = "scores, fitted = {}, {}\nfor name, m in models.items():\n"

PICKED: dict[str, Shape] = {
    "a_function_fits_to_variables_of_the_notebook": Shape(
        WHOLE + MODELS + "def trained(m):\n    m.fit(X_train, y_train)\n    return m\n"
        f"{LOOP}    fitted[name] = trained(m)\n{SCORED}"
    ),
    "a_function_fits_to_what_it_is_handed": Shape(
        WHOLE + MODELS + "def trained(m, rows, wanted):\n    m.fit(rows, wanted)\n    return m\n"
        f"{LOOP}    fitted[name] = trained(m, X_train, y_train)\n{SCORED}"
    ),
    "a_function_fits_to_arrays_of_them": Shape(
        WHOLE + MODELS + "def trained(m):\n    m.fit(X=X_train.values, y=y_train.to_numpy().ravel())\n    return m\n"
        f"{LOOP}    fitted[name] = trained(m)\n{SCORED}".replace("X_test", "X_test.values")
    ),
    "a_function_asks_another_one": Shape(
        WHOLE + MODELS + "def fit(m):\n    return m.fit(X_train, y_train)\ndef trained(m):\n    print(m)\n    return fit(m)\n"
        f"{LOOP}    fitted[name] = trained(m)\n{SCORED}"
    ),
    "a_loop_fits": Shape(WHOLE + MODELS + f"{LOOP}    fitted[name] = m.fit(X_train, y_train)\n{SCORED}"),
    "picked_by_its_name_and_never_asked": Shape(
        WHOLE + MODELS + "scores = {}\nfor name, m in models.items():\n    m.fit(X_train, y_train)\n"
        "    scores[name] = (m.predict(X_test) == y_test).mean()\nbest = models[min(scores, key=scores.get)]\n",
        expected="best.predict(X_test)",
    ),
    "the_best_so_far": Shape(
        WHOLE + MODELS + "best, best_score = None, 1\nfor depth in (9, 1, 5):\n"
        "    m = DecisionTreeClassifier(max_depth=depth, random_state=0)\n    m.fit(X_train, y_train)\n"
        "    score = (m.predict(X_test) != y_test).mean()\n    if score < best_score:\n        best_score = score\n"
        "        best = m\n",
        expected="best.predict(X_test)",
    ),
    "picked_of_a_table_of_results": Shape(
        WHOLE + MODELS + "def trained(m, name):\n    m.fit(X_train, y_train)\n    return m, m.score(X_test, y_test)\n"
        "found, fitted = [], {}\nfor name, m in models.items():\n    fitted[name], a = trained(m, name)\n"
        "    found.append({'model': name, 'acc': a})\nfound = pd.DataFrame(found).sort_values('acc', ascending=False)\n"
        "best = fitted[found.iloc[0]['model']]\ny_pred = best.predict(X_test)\n"
    ),
}  # fmt: skip

MAPPING = "CFG = {'features': ['age', 'income'], 'depth': 3, 'rows': len(df)}\n"
IN_A_MAPPING: dict[str, Shape] = {
    "columns_that_a_mapping_holds": Shape(  # its keys are no names of columns
        HEAD + MAPPING + "df['age'] = df['age'].fillna(30)\nX, y = df[CFG['features']], df['left']\n" + SPLIT + MODELS
        + "m = models['tree'].fit(X_train, y_train)\ny_pred = m.predict(X_test)\n"
    ),
    "settings_that_a_mapping_holds_beside_columns": Shape(
        HEAD + MAPPING.replace(", 'rows': len(df)", "") + "df['age'] = df['age'].fillna(30)\n"
        "from sklearn.tree import DecisionTreeClassifier\nX, y = df[CFG['features']], df['left']\n" + SPLIT
        + "m = DecisionTreeClassifier(max_depth=CFG['depth'], random_state=0)\nm.fit(X_train, y_train)\n"
        "y_pred = m.predict(X_test)\n"
    ),
}  # fmt: skip

PICKED_LOWERED: dict[str, tuple[str, str]] = {
    "nobody_sees_what_it_is_fitted_to": (
        WHOLE + MODELS + "def trained(m, d):\n    A, b = d.drop('left', axis=1), d['left']\n    m.fit(A, b)\n    return m\n"
        f"both = X.assign(left=y)\n{LOOP}    fitted[name] = trained(m, both)\n{SCORED}",
        "what the model was fitted to is not followed",
    ),
}  # fmt: skip
