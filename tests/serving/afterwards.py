"""What notebooks do with predictions: blends, averages over folds, submissions. The result is what inference gives."""

from __future__ import annotations

from tests.serving.harness import Shape
from tests.serving.shapes import FILLED, PLAIN, SPLIT, TARGET

START = (
    FILLED
    + TARGET
    + PLAIN
    + SPLIT
    + "from sklearn.linear_model import LogisticRegression\nfrom sklearn.tree import DecisionTreeClassifier\n"
    + "from sklearn.model_selection import KFold\n"
    + "a = DecisionTreeClassifier(max_depth=3, random_state=0).fit(X_train, y_train)\n"
)
BOTH = START + "b = LogisticRegression(max_iter=500).fit(X_train, y_train)\n"
WRITTEN = "pd.DataFrame({'id': df.loc[X_test.index, 'id'], 'left': p}).to_csv('out.csv', index=False)\n"
FOLDS = "for i, (u, v) in enumerate(KFold(3).split(X_train)):\n    m = DecisionTreeClassifier(max_depth=3, random_state=0)\n"
NUMBERS = START + (
    "from sklearn.linear_model import LinearRegression\nfrom sklearn.metrics import accuracy_score\n"
    "m = LinearRegression().fit(X_train, np.column_stack([1 - y_train, y_train]))\n"
)
LOGGED = (
    FILLED
    + "from sklearn.linear_model import LinearRegression\nfrom sklearn.metrics import r2_score\n"
    + "X = df[['age', 'income', 'visits']]\ny = df['spend']\n"
    + SPLIT
    + "y_train = np.log(y_train)\ny_test = np.log(y_test)\nm = LinearRegression()\nm.fit(X_train, y_train)\n"
    + "p = m.predict(X_test)\n"
)
ERRORS = (
    FILLED
    + "from sklearn.linear_model import LinearRegression\nnew = pd.read_csv('new.csv')\nlabels = pd.read_csv('new.csv')\n"
    + "def off(one, other):\n    return np.mean(abs(one - other))\n# %%\n"
    + "X_test = new[['age', 'income']].fillna(30)\ny_test = np.array(labels['visits'])\n"
    + "m = LinearRegression().fit(df[['age', 'income']], df['visits'])\np = m.predict(X_test)\n"
)
CLUSTERS = (
    FILLED
    + "from sklearn.cluster import KMeans\nX = df[['age', 'income']]\nkm = KMeans(3, random_state=0)\n"
    + "p = km.fit_predict(X)\nsse = []\n# %%\n"
)

FILES = (
    "import numpy as np\nimport pandas as pd\ntrain = pd.read_csv('data.csv').fillna(0)\n"
    "test = pd.read_csv('new.csv').fillna(0)\nfrom sklearn.linear_model import LogisticRegression\n"
    "X = ['age', 'income']\nm = LogisticRegression(max_iter=500).fit(train[X], train['left'] == 'yes')\n"
)
SENT = "sub[['id', 'p']].to_csv('out.csv', index=False)\n"
OF_SUB: dict[str, str] = {"expected": "sub['p']", "raw": "df0", "file": "new.csv"}

AFTERWARDS: dict[str, Shape] = {
    "weights_beside_models": Shape(
        BOTH
        + "w = [0.6, 0.4]\nms = [a, b]\n"
        + "p = sum(k * m.predict_proba(X_test)[:, 1] for k, m in zip(w, ms))\n"
        + WRITTEN,
        expected="p",
    ),
    "a_probability_made_over": Shape(
        START
        + "share = y_train.mean()\nq = a.predict_proba(X_test)[:, 1]\n"
        + "p = q * 0.2 / share / (q * 0.2 / share + (1 - q) * 0.8 / (1 - share))\n"
        + WRITTEN,
        expected="p",
    ),
    "a_blend_that_is_only_drawn": Shape(
        "import matplotlib.pyplot as plt\n"
        + BOTH
        + "p = a.predict_proba(X_test)[:, 1]\nprint(p[:3])\n"
        + "p = sum(m.predict_proba(X_test)[:, 1] for m in [a, b]) / 2\nplt.plot(p)\n",
        expected="sum(m.predict_proba(X_test)[:, 1] for m in [a, b]) / 2",
    ),
    "the_last_of_a_loop_over_models": Shape(
        START + "results = {}\nfor name, m in {'one': a, 'two': LogisticRegression(max_iter=500)}.items():\n"
        "    m.fit(X_train, y_train)\n    results[name] = m.predict(X_test)\nprint(results)\n",
        expected="m.predict(X_test)",
    ),
    "a_probability_only_looked_at": Shape(
        START + "from sklearn.metrics import roc_auc_score\nq = a.predict_proba(X_test)[:, 1]\n"
        "print(roc_auc_score(y_test, q))\n",
        expected="a.predict(X_test)",
    ),
    "a_class_of_several_numbers_that_only_a_measure_is_given": Shape(
        NUMBERS + "p = m.predict(X_test)\nprint(accuracy_score(y_test, np.argmax(p, axis=1)))\n",
        expected="np.argmax(p, axis=1)",
    ),
    "a_class_of_several_numbers_under_its_name": Shape(
        NUMBERS + "kinds = np.array(['stays', 'leaves'])\np = kinds[m.predict(X_test).argmax(axis=-1)]\n",
        expected="p",
    ),
    "a_log_that_only_a_measure_takes_back": Shape(
        LOGGED + "print(r2_score(np.exp(y_test), np.exp(p)))\n", expected="np.exp(p)", target=("spend",)
    ),
    "a_log_that_only_a_figure_takes_back": Shape(
        "import matplotlib.pyplot as plt\n" + LOGGED + "plt.hist(np.exp(m.predict(X_test)))\n",
        expected="np.exp(p)",
        target=("spend",),
    ),
    "a_log_that_nothing_takes_back": Shape(
        LOGGED + "print(r2_score(y_test, p), np.exp(y_test).mean())\n", expected="p", target=("spend",)
    ),
    "an_error_against_targets_of_a_file_of_their_own": Shape(
        ERRORS + "print(off(y_test, p))\nerrors = abs(p - y_test)\nprint(X_test.iloc[np.argmax(errors)])\n",
        raw="new",
        expected="p",
        target=("visits",),
    ),
    "added_up_over_folds": Shape(
        START + "p = np.zeros(len(X_test))\n" + FOLDS + "    m.fit(X_train.iloc[u], y_train.iloc[u])\n"
        "    p += m.predict_proba(X_test)[:, 1] / 3\n" + WRITTEN,
        expected="p",
    ),
    "a_class_of_chances_added_up_over_folds": Shape(
        START + "total = 0\n" + FOLDS + "    m.fit(X_train.iloc[u], y_train.iloc[u])\n"
        "    q = m.predict_proba(X_test)\n    total += q\np = np.argmax(total, axis=1)\n" + WRITTEN,
        expected="p",
    ),
    "a_rule_that_reads_no_prediction": Shape(
        FILES + "test['p'] = m.predict(test[X]).astype(int)\ntest.loc[test['visits'] > 4, 'p'] = 0\n"
        "sub = test\n" + SENT,
        **OF_SUB,
    ),
    "a_rule_over_labels_of_a_rule": Shape(
        FILES + "p = m.predict_proba(test[X])[:, 1]\ntest['p'] = 'low'\ntest.loc[p > 0.5, 'p'] = 'high'\n"
        "test.loc[test['city'].eq('Rome'), 'p'] = 'none'\nsub = test\n" + SENT,
        **OF_SUB,
    ),
    "a_table_that_takes_a_column_along": Shape(
        FILES + "sub = pd.DataFrame({'id': test['id']})\nsub['p'] = m.predict(test[X]).astype(int)\n"
        "sub.loc[test['city'] == 'Rome', 'p'] = 1\n" + SENT,
        **OF_SUB,
    ),
    "chances_that_a_rule_changes_and_that_are_clipped": Shape(
        FILES + "sub = pd.DataFrame({'id': test['id'], 'v': test['visits'], 'p': m.predict_proba(test[X])[:, 1]})\n"
        "sub.loc[sub['v'] > 4, 'p'] = 0.5\nsub['p'] = sub['p'].clip(0.1, 0.9)\n" + SENT,
        **OF_SUB,
    ),
    "chances_of_a_part_of_both_files": Shape(
        FILES + "full = pd.concat([train, test], ignore_index=True)\nfull['age'] = np.sqrt(full['age'])\n"
        "one, two = full[:len(train)], full[len(train):]\n"
        "m = LogisticRegression(max_iter=500).fit(one[X], one['left'])\np = m.predict_proba(two[X])[:, 1].round(2)\n"
        "sub = pd.DataFrame({'id': test['id'], 'p': p})\n" + SENT,
        **OF_SUB,
    ),
    "a_loop_behind_it_only_fits_others": Shape(
        CLUSTERS
        + "for k in range(1, 5):\n    km = KMeans(k, random_state=0)\n    km.fit(X)\n    sse.append(km.inertia_)\n",
        raw="df0",
        expected="p",
        target=(),
    ),
    "a_loop_behind_it_whose_last_one_is_asked": Shape(
        CLUSTERS
        + "for k in range(1, 5):\n    km = KMeans(k, random_state=0)\n    km.fit(X)\n    sse.append(km.inertia_)\n"
        "p = km.predict(X)\n",
        raw="df0",
        expected="p",
        target=(),
    ),
}
AFTERWARDS_LOWERED: dict[str, tuple[str, str]] = {
    "single_rows_of_answers": (
        FILES + "test['p'] = m.predict(test[X]).astype(int)\nfor i, r in test.iterrows():\n"
        "    if r['visits'] > 4:\n        test.at[i, 'p'] = 0\nsub = test\n" + SENT,
        "changes single rows of what was predicted",
    ),
    "less_what_another_file_says": (
        ERRORS + "adjusted = p - y_test\nprint(adjusted[:3])\n",
        "puts rows together that are not known to be the same",
    ),
    "models_of_folds": (
        START
        + "models = []\n"
        + FOLDS
        + "    m.fit(X_train.iloc[u], y_train.iloc[u])\n    models.append(m)\n"
        + "p = np.mean([m.predict_proba(X_test)[:, 1] for m in models], axis=0)\n"
        + WRITTEN,
        "answers of several models (models) are put together",
    ),
    "added_up_over_folds_with_weights": (
        START
        + "p = np.zeros(len(X_test))\n"
        + FOLDS
        + "    m.fit(X_train.iloc[u], y_train.iloc[u])\n    p += m.predict_proba(X_test)[:, 1] * i\n"
        + WRITTEN,
        "answers of several models (m) are put together",
    ),
    "a_column_for_each_fold": (
        START
        + "res = np.zeros((len(X_test), 3))\n"
        + FOLDS
        + "    m.fit(X_train.iloc[u], y_train.iloc[u])\n    res[:, i] = m.predict_proba(X_test)[:, 1]\n"
        + "p = res.mean(axis=1)\n"
        + WRITTEN,
        "answers of several models (m) are put together",
    ),
    "the_best_of_each_row": (
        START
        + "q = a.predict_proba(X_test)\ntop = np.argsort(q, axis=1)[:, ::-1][:, :1]\np = a.classes_[top[:, 0]]\n"
        + WRITTEN,
        "argsort",
    ),
}
