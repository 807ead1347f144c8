"""What made the last prediction is served, whatever fits the model or gives its name away behind it."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape

START = (
    HEAD + "import joblib\nfrom sklearn.linear_model import LinearRegression, Ridge\n"
    "from sklearn.ensemble import RandomForestClassifier\nfrom sklearn.preprocessing import MinMaxScaler\n"
    "from sklearn.model_selection import GridSearchCV, KFold, train_test_split\nfrom sklearn.utils import resample\n"
    "df['age'] = df['age'].fillna(40)\n"
)
ROWS = "X, y = df[['age', 'income', 'visits']], df['spend']\n"
RANKED = "df['place'] = df['income'].rank()\nX, y = df[['place', 'age', 'visits']], df['spend']\n"
FIT = "model = LinearRegression()\nmodel.fit(X, y)\ny_pred = model.predict(X)\n# %%\n"
FUNCTIONS = (
    "def spread(m, X, y):\n    found = []\n    for i in range(9):\n        a, b = resample(X, y, random_state=i)\n"
    "        m.fit(a, b)\n        found.append(m.coef_)\n    return np.std(found, 0)\n"
    "def ask(m, rows):\n    return m.predict(rows)\n"
)
BEHIND = {  # what comes behind the prediction
    "a_bootstrap": "err = np.std([model.fit(*resample(X, y, random_state=i)).coef_ for i in range(9)], 0)",
    "a_learning_curve": "s = []\nfor n in (20, 40):\n    model.fit(X[:n], y[:n])\n    s.append(model.score(X, y))",
    "folds_by_hand": (
        "s = []\nfor a, b in KFold(3).split(X):\n    model.fit(X.iloc[a], y.iloc[a])\n"
        "    s.append(abs(model.predict(X.iloc[b]) - y.iloc[b]).mean())"
    ),
    "answers_of_a_bootstrap": (
        "b = np.array([model.fit(*resample(X, y, random_state=i)).predict(X) for i in range(5)])\nprint(b.std())"
    ),
    "a_function_that_fits": "err = spread(model, X, y)",
    "all_rows": "model.fit(X[:50], y[:50])",
    "other_columns": "X2 = df[['income']]\nmodel.fit(X2, y)\nprint(model.score(X2, y))",
    "a_new_one": "model = Ridge(3)\nmodel.fit(X[:50], y[:50])\nprint(model.score(X, y))",
    "a_function_that_calls_its_own_so": (
        "def tried(rows, model=Ridge(3)):\n    one = model\n    return one.fit(rows, y).coef_\n"
        "model = Ridge(9)\nprint(tried(X))"
    ),
    "an_import_that_takes_its_name": "import statistics as model\nprint(model.mean([1, 2]))",
    "a_loop_over_others": "for model in (Ridge(3), Ridge(9)):\n    model.fit(X[:50], y[:50])\n    print(model.score(X, y))",
}


def alone(cells: str, expected: str = "y_pred") -> Shape:
    """Cells of which the rows of df0 but `spend` are answered one by one."""
    return Shape(cells, raw="df0", target=("spend",), expected=expected)


REFITTED: dict[str, Shape] = (
    {f"behind_it_{name}": alone(START + FUNCTIONS + "# %%\n" + ROWS + FIT + cells) for name, cells in BEHIND.items()}
    | {
        "fitted_and_asked_in_one": alone(
            START
            + ROWS
            + "model = LinearRegression()\ny_pred = model.fit(X, y).predict(X)\n# %%\nmodel.fit(X[:30], y[:30])",
        ),
        "asked_for_probabilities_alone": alone(
            START
            + "X, y = df[['age', 'income', 'visits']], df['left']\nm = RandomForestClassifier(9, random_state=0)\n"
            "m.fit(X, y)\np = m.predict_proba(X)[:, 1]\nprint(p.mean())\n# %%\nfor i in range(3):\n"
            "    m.fit(*resample(X, y, random_state=i))\n    print(m.predict_proba(X).mean())",
            expected="RandomForestClassifier(9, random_state=0).fit(X, y).predict(X)",
        ),
        "a_threshold_before_it_is_fitted_anew": alone(
            START
            + "X, y = df[['age', 'income', 'visits']], df['left'] == 'yes'\nm = RandomForestClassifier(9, random_state=0)\n"
            "m.fit(X, y)\np = m.predict_proba(X)[:, 1]\ny_pred = (p > 0.7).astype(int)\nprint(y_pred.mean())\n# %%\n"
            "for i in range(3):\n    m.fit(*resample(X, y, random_state=i))\n    q = m.predict_proba(X)[:, 1] > 0.2\n    print(q.mean())",
        ),
        "asked_by_a_function": alone(
            START + FUNCTIONS + ROWS + "model = LinearRegression()\nmodel.fit(X, y)\ny_pred = ask(model, X)\n# %%\n"
            "err = spread(model, X, y)",
        ),
        "the_best_of_a_search": alone(
            START + ROWS + "g = GridSearchCV(Ridge(), {'alpha': [0.1, 1]})\ng.fit(X, y)\nmodel = g.best_estimator_\n"
            "y_pred = model.predict(X)\n# %%\nmodel.fit(X[:40], y[:40])",
        ),
        "what_is_saved_is_the_last_fit": alone(
            START + ROWS + "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
            "model = LinearRegression()\nmodel.fit(X_train, y_train)\np = model.predict(X_test)\nmodel.fit(X, y)\n"
            "joblib.dump(model, 'm.joblib')\n",
            expected="model.predict(X)",
        ),
        "what_is_saved_before_a_bootstrap": alone(
            START + ROWS + FIT + "joblib.dump(model, 'm.joblib')\n" + BEHIND["a_bootstrap"],
        ),
        "a_scaler_of_the_rows_to_be_predicted": Shape(
            START + "new = pd.read_csv('new.csv').fillna({'age': 40})\ncols = ['age', 'income', 'visits']\n"
            "scaler = MinMaxScaler()\nF = pd.DataFrame(scaler.fit_transform(df[cols]), columns=cols)\n"
            "m = RandomForestClassifier(9, random_state=0)\nm.fit(F, df['left'])\n"
            "G = pd.DataFrame(scaler.fit_transform(new[cols]), columns=cols)\ny_pred = m.predict(G)\n",
            raw="df0",
            file="new.csv",
            target=("id",),
        ),
        "a_model_fitted_to_what_another_says": alone(  # what it is fitted to is no column that new rows lack
            START
            + "picked = ['income', 'visits', 'spend']\nX = df[picked].iloc[:, 0:2].values\ny = df[picked]['spend']\n"
            + FIT
            + "for a in (1, 2):\n    other = Ridge(a)\n    other.fit(X, y)\n    y = other.predict(X)\n    print(y.mean())\n",
        ),
        "asked_as_the_best_of_a_search": alone(
            START
            + ROWS
            + "first = Ridge().fit(X, y)\np = first.predict(X)\ng = GridSearchCV(Ridge(), {'alpha': [1, 900]})\n"
            "g.fit(X, y)\ny_pred = g.best_estimator_.predict(X)\n",
        ),
        "a_loop_that_measures_several_answers": Shape(
            START
            + "from sklearn.metrics import roc_curve\nX, y = df[['age', 'income', 'visits']], (df['left'] == 'yes').astype(int)\n"
            "a = RandomForestClassifier(9, random_state=0).fit(X, y)\nm = RandomForestClassifier(5, random_state=1).fit(X, y)\n"
            "p, q = a.predict_proba(X)[:, 1], m.predict_proba(X)[:, 1]\nfor i, said in enumerate([p, q]):\n"
            "    fpr, tpr, limits = roc_curve(y, said)\n    print(i, fpr.mean())\ny_pred = m.predict(X)\n",
            raw="df0",
        ),
        "a_list_that_grows_behind": alone(
            START + "cols = list(df.columns[[1, 2, 7]])\nmodel = LinearRegression().fit(df[cols], df['spend'])\n"
            "y_pred = model.predict(df[cols])\n# %%\ncols.append('spend')\nprint(df[cols].mean())\n",
        ),
    }
)
RANKED_SHAPES = {
    name: Shape(START + FUNCTIONS + "# %%\n" + RANKED + FIT + cells, raw="X") for name, cells in BEHIND.items()
}
