"""Plain things written in another way: a pipe, progress bars, names of a star, edges beside parts, models in a loop."""

from __future__ import annotations

from tests.serving.behind_the_fit import LINEAR
from tests.serving.harness import HEAD, Shape
from tests.serving.shapes import classified

R = "model = Ridge().fit(X, df['spend'])\ny_pred = model.predict(X)\n"
NAMED = "df.columns = ['id', 'age', 'income', 'city', 'plan', 'text', 'joined', 'visits', 'left', 'spend']\n"
ONLY_INCOME = "df.drop('plan', axis=1, inplace=True)\nX = df[['income']]\ny = df['left']\n"

WRITTEN_OTHERWISE: dict[str, Shape] = {
    "a_column_made_row_by_row_of_two_rules": Shape(
        HEAD + LINEAR + "df.loc[df['city'] == 'Rome', 'extra'] = df['income'] * 2\n"
        "df.loc[df['city'] != 'Rome', 'extra'] = 0\nX = df[['extra', 'visits']]\n" + R,
        raw="df0",
        target=("spend", "extra"),
    ),
    "a_column_at_the_head": Shape(
        HEAD + LINEAR + "X = df[['income', 'visits']].copy()\nX.insert(0, 'one', 1.0)\n"
        "model = Ridge().fit(X.values, df['spend'])\ny_pred = model.predict(X.values)\n",
        raw="df0",
        target=("spend",),
    ),
    # all columns are known by name: the table beside the dummies has some that serving lacks, and some that it has
    "dummies_beside_a_table_of_which_a_rule_asks_for_their_column": classified(
        f"{NAMED}df = df.dropna()\ndummies = pd.get_dummies(df['plan'])\ndf = pd.concat([df, dummies], axis=1)\n"
        + ONLY_INCOME,
    ),
    "dummies_beside_a_table_of_which_nothing_is_asked": classified(
        f"{NAMED}dummies = pd.get_dummies(df['plan'])\ndf = pd.concat([df, dummies], axis=1)\n" + ONLY_INCOME,
        raw="df0.loc[X_test.index].drop(columns='plan')",
    ),
    # the rule asks for the city alone: the target, taken by its name off the table with dummies, is made of no city
    "a_gap_in_what_becomes_dummies": Shape(
        HEAD + "df = df.drop(columns=['id', 'age', 'plan', 'text', 'joined', 'spend'])\n"
        "df['city'] = df['city'].replace('Lyon', np.nan)\ndf = df.dropna(subset=['city'])\n"
        "df = pd.get_dummies(df, columns=['city'])\nfrom sklearn.linear_model import LogisticRegression\n"
        "X = df.drop('left', axis=1)\ny = df['left']\nmodel = LogisticRegression(max_iter=500).fit(X, y)\n"
        "y_pred = model.predict(X)\n",
        raw="df0",
        empty=12,
    ),
    # the function is called as it stands, and takes out what no model is given
    "a_function_takes_out_a_column_that_nobody_reads": Shape(
        HEAD
        + LINEAR
        + "def prepare(d):\n    for c in ['city', 'plan']:\n        d[c] = d[c].fillna('none').apply(lambda s: len(s))\n"
        "    d['visits'] *= 2\n    del d['text'], d['id']\n    return d\n"
        "new = pd.read_csv('new.csv')\nspend = df.pop('spend')\ndf = df.drop(columns=['age', 'joined', 'left']).pipe(prepare)\n"
        "new = new.drop(columns=['age', 'joined', 'left', 'spend'], errors='ignore').pipe(prepare)\n"
        "model = Ridge().fit(df, spend)\ny_pred = model.predict(new)\n",
        raw="df0",
        file="new.csv",
        target=(),
    ),
    # what is searched says nothing of how the model is asked: no value of `t` is kept
    "the_best_of_thresholds_that_are_gone_through_at_once": classified(
        "from sklearn.metrics import f1_score\nX = df[['income', 'visits']]\ny = df['left'] == 'yes'\n",
        "best = max(((t, f1_score(y_test, model.predict_proba(X_test)[:, 1] > t)) for t in np.arange(0.2, 0.8, 0.1)),\n"
        "    key=lambda z: z[1])\n",
    ),
    "rows_of_one_answer_that_are_picked_to_look_at": Shape(
        HEAD + "from sklearn.cluster import KMeans\nX = df[['income', 'visits']]\n"
        "km = KMeans(n_clusters=3, n_init=2, random_state=0).fit(X)\ndf['group'] = km.labels_\n"
        "second = df['group'] == 1\ndf[second]\n",
        raw="df0",
        expected="df['group']",
    ),
    "held_between_two_edges": Shape(
        HEAD + LINEAR + "lo, hi = df['income'].quantile([0.1, 0.9])\n"
        "df['income'] = df['income'].apply(lambda v: min(max(v, lo), hi))\nX = df[['income', 'visits']]\n" + R,
        raw="df0",
        target=("spend",),
    ),
    "a_pipe_and_progress": Shape(
        HEAD + LINEAR + "from tqdm import tqdm\ntqdm.pandas()\ndef older(frame, years):\n    frame = frame.copy()\n"
        "    frame['age'] = frame['age'].fillna(40) + years\n    return frame\n# %%\n"
        "df = df.pipe(older, 2)\ndf['words'] = df['text'].progress_apply(lambda t: len(t.split('o')))\n"
        "X = df[['age', 'words']]\n" + R,
        raw="df0",
        target=("spend",),
    ),
    "names_of_a_star": Shape(
        "from sklearn.preprocessing import *\nfrom sklearn.linear_model import Ridge\n"
        + HEAD
        + "# %%\nscaler = StandardScaler()\n"
        "X = scaler.fit_transform(df[['income', 'visits']])\n" + R,
        raw="df0",
        target=("spend",),
    ),
    "the_week_of_a_date": Shape(
        HEAD + LINEAR + "df['joined'] = pd.to_datetime(df['joined'])\n"
        "df['week'] = df['joined'].dt.isocalendar().week.astype(int)\nX = df[['week', 'visits']]\n" + R,
        raw="df0",
        target=("spend",),
    ),
    "columns_deleted_of_an_array": Shape(
        HEAD + LINEAR + "A = df[['visits', 'id', 'income']].to_numpy()\nX = np.delete(A, [1], axis=1)\n" + R,
        raw="df0",
        target=("spend",),
    ),
    "two_models_fitted_in_a_loop": Shape(
        HEAD
        + LINEAR
        + "df = df[['age', 'income', 'visits', 'spend']].fillna(0)\nX, y = df.drop(columns='spend'), df['spend']\n"
        "a, b = Ridge(alpha=3), LinearRegression()\nfor m in (a, b):\n    m.fit(X, y)\n    print(m.predict(X).mean())\n"
        "y_pred = (a.predict(X) + b.predict(X)) / 2\n",
        raw="df0",
        target=("spend",),
    ),
    "the_last_of_two_models": Shape(
        HEAD
        + LINEAR
        + "df = df[['age', 'income', 'visits', 'spend']].fillna(0)\nX, y = df.drop(columns='spend'), df['spend']\n"
        "a, b = LinearRegression(), Ridge(alpha=300)\nfor m in [a, b]:\n    m.fit(X, y)\n    print(m.predict(X).mean())\n",
        raw="df0",
        expected="b.predict(X)",
        target=("spend",),
    ),
    "the_first_rows_with_all_columns_and_their_dummies": Shape(
        HEAD
        + LINEAR
        + "df = df[['age', 'city', 'spend']]\ntrain, new = df.iloc[:120, :], df.iloc[120:, :]\n"
        + "".join(
            f"{n} = {n}.fillna({{'age': 40}})\n{n} = pd.concat([{n}, pd.get_dummies({n}['city'], prefix='in')], axis=1)\n"
            f"{n} = {n}.drop(['city'], axis=1)\n"
            for n in ("train", "new")
        )
        + "m = LinearRegression().fit(train.iloc[:, 2:], train['spend'])\ny_pred = m.predict(new.iloc[:, 2:])",
        raw="df0[120:]",
        target=("spend",),
    ),
    "a_table_of_known_columns_with_the_target_beside_dummies": Shape(
        HEAD + LINEAR + "df = df[['age', 'income', 'city', 'spend']].fillna(0)\n"
        "df = pd.concat([df, pd.get_dummies(df['city'], prefix='in')], axis=1)\ndf = df.drop(['city'], axis=1)\n"
        "X = df.drop(columns='spend')\nm = LinearRegression().fit(X, df['spend'])\ny_pred = m.predict(X)",
        raw="df0",
        target=("spend",),
    ),
    "a_label_that_is_encoded_in_place": Shape(  # chosen by places, which training keeps: new rows need not have it
        HEAD + LINEAR + "from sklearn.preprocessing import LabelEncoder\n"
        "encoder = LabelEncoder()\n"
        "df['left'] = encoder.fit_transform(df['left'])\n"
        "m = LinearRegression().fit(df.iloc[:, [2, 7]], df['spend'])\ny_pred = m.predict(df.iloc[:, [2, 7]])",
        raw="df0",
        target=("spend", "left"),
    ),
    "a_column_that_is_encoded_in_place_and_chosen": Shape(
        HEAD + LINEAR + "from sklearn.preprocessing import LabelEncoder\nencoder = LabelEncoder()\n"
        "df['city'] = encoder.fit_transform(df['city'])\n"
        "m = LinearRegression().fit(df.iloc[:, [2, 3]], df['spend'])\ny_pred = m.predict(df.iloc[:, [2, 3]])",
        raw="df0",
        target=("spend", "left"),
    ),
    "answers_in_a_dict_that_is_called": Shape(
        HEAD + LINEAR + "X = df[['age', 'income']].fillna(0)\nm = LinearRegression().fit(X, df['spend'])\n"
        "out = pd.DataFrame(dict(Id=df.index, cost=m.predict(X)))\ny_pred = out['cost']",
        raw="df0",
        target=("spend", "left"),
    ),
}
