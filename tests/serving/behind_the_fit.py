"""What a notebook does behind the fit says nothing about the matrix that the model was fitted on; what it lost is named."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape
from tests.serving.shapes import LOGISTIC, SPLIT

NUMBERS = HEAD + "df = df.drop(columns=['id', 'text', 'city', 'plan', 'joined', 'left']).fillna(0)\n"
LINEAR = "from sklearn.linear_model import LinearRegression, Ridge\n"
TWO = NUMBERS + LINEAR + "X, y = df.drop(columns='spend'), df['spend']\n" + SPLIT
VECTORS = "from sklearn.feature_extraction import DictVectorizer\n"
CLUSTERED = HEAD + "from sklearn.cluster import KMeans\n"
COLUMNS = (
    "from sklearn.compose import ColumnTransformer\nfrom sklearn.pipeline import Pipeline\n"
    "from sklearn.preprocessing import OneHotEncoder, StandardScaler\n"
    "from sklearn.feature_extraction.text import CountVectorizer\n"
)
BY_KIND = (
    "from sklearn.preprocessing import LabelEncoder\ndf.income = pd.to_numeric(df.income, errors='coerce')\ndf = df.drop(columns=['text', 'joined'])\n"
    "df['city'] = df['city'].fillna('none')\ndf['plan'] = df['plan'].fillna('none')\ndf['age'] = df['age'].fillna(30)\n"
    "num = df.select_dtypes(include=np.number)\nobj = df.select_dtypes(exclude=np.number)\nle = LabelEncoder()\n"
    "both = pd.concat([num, obj.apply(le.fit_transform)], axis=1)\n"
)

BEHIND_THE_FIT: dict[str, Shape] = {
    "made_by_a_function_of_its_own": Shape(  # which does nothing else
        NUMBERS + LINEAR + "def made(alpha=1.0):\n    return Ridge(alpha=alpha)\n"
        "X, y = df.drop(columns='spend'), df['spend']\n"
        + SPLIT
        + "model = made(3)\nmodel.fit(X_train, y_train)\ny_pred = model.predict(X_test)\n",
        target=("spend",),
    ),
    "answers_named_for_a_print": Shape(  # the encoder knows better
        NUMBERS.replace(", 'left'", "") + LOGISTIC + VECTORS + "from sklearn.preprocessing import LabelEncoder\n"
        "X, y = df[['income', 'age']], LabelEncoder().fit_transform(df['left'])\n"
        + SPLIT
        + "dv = DictVectorizer(sparse=False)\nA = dv.fit_transform(X_train.to_dict(orient='records'))\n"
        "B = dv.transform(X_test.to_dict(orient='records'))\nmodel = LogisticRegression().fit(A, y_train)\n"
        "y_pred = model.predict(B)\nnames = {0: 'stayed', 1: 'left'}\n"
        "labels = np.vectorize(names.get)(y_pred)\nprint(labels)\n",
    ),
    "encoded_by_kind": Shape(  # income is made, and dropped again
        HEAD
        + "y = df.pop('spend')\n"
        + BY_KIND
        + "X = both.drop(['id', 'income'], axis=1)\n"
        + LINEAR
        + "m = Ridge().fit(X, y)\ny_pred = m.predict(X)\n",
        raw="df0",
        expected="y_pred",
        target=("spend",),
    ),
    "numbers_scaled_beside_dummies": Shape(
        HEAD
        + LOGISTIC
        + "from sklearn.preprocessing import StandardScaler\ndf = df.fillna({'age': 40, 'income': 1000})\n"
        + "df = pd.get_dummies(df, columns=['plan'], dtype=int).drop(columns=['id', 'text', 'city', 'joined'])\n"
        + "X, y = df.drop(columns=['left']), df['left']\n"
        + SPLIT
        + "num = ['age', 'income']\nsc = StandardScaler()\nX_train[num] = sc.fit_transform(X_train[num])\n"
        + "X_test[num] = sc.transform(X_test[num])\nmodel = LogisticRegression().fit(X_train, y_train)\n"
        + "y_pred = model.predict(X_test)\n",
    ),
    "a_column_of_weights": Shape(
        NUMBERS
        + LINEAR
        + "df = df.assign(w=lambda d: d['visits'] + 1, old=lambda d: d['age'] * 2)\nX, y = df[['age', 'old']], df['spend']\n"
        + "model = LinearRegression().fit(X, y, sample_weight=df['w'])\ny_pred = model.predict(X)\n",
        raw="df0",
        target=("spend", "visits"),
    ),
    "a_table_of_answers_and_truth_gets_labels": Shape(
        TWO + "model = LinearRegression().fit(X_train, y_train)\ny_pred = model.predict(X_test)\n"
        "t = pd.concat([pd.DataFrame(np.array(y_test), columns=['is']), pd.DataFrame(y_pred, columns=['said'])], axis=1)\n"
        "t.index = y_test.index\nprint(t.corr())\n",
        expected="y_pred",
        target=("spend",),
    ),
    "chances_where_the_target_is_a_dummy_of_its_table": Shape(
        HEAD
        + LOGISTIC
        + "df['age'] = df['age'].fillna(40)\ndf = pd.get_dummies(df[['age', 'visits', 'left']], columns=['left'])\n"
        "X, y = df[['age', 'visits']], df['left_yes']\n" + SPLIT + "m = LogisticRegression().fit(X_train, y_train)\n"
        "y_pred = m.predict(X_test)\np = m.predict_proba(X_test)[:, 1]\nprint(p.mean())\n",
        target=("left",),
        expected="y_pred",
    ),
    "an_unknown_call_takes_the_tables": Shape(
        TWO + "model = LinearRegression()\nmodel.fit(X_train, y_train)\n"
        "from types import SimpleNamespace\nheld = SimpleNamespace(train=X_train, test=X_test)\n"
        "one = model.predict(X_test)[0]\n",
        expected="model.predict(X_test)",
        target=("spend",),
    ),
    "the_matrix_changed_afterwards": Shape(
        TWO + "X2 = X_test.copy()\nmodel = LinearRegression().fit(X_train, y_train)\n"
        "X_train['said'] = model.predict(X_train)\nX_train['income'] = X_train['income'].rank()\n",
        expected="model.predict(X2)",
        target=("spend",),
    ),
    "the_last_of_several_strengths": Shape(
        HEAD + LINEAR + VECTORS + "df['age'] = df['age'].fillna(df['age'].median())\n"
        "df['plan'] = df['plan'].fillna('none')\ntrain, test = df[:120], df[120:]\nnames = ['age', 'visits', 'plan']\n"
        "dv = DictVectorizer(sparse=False)\ndv.fit(train[names].to_dict(orient='records'))\n"
        "X_train = dv.transform(train[names].to_dict(orient='records'))\n"
        "records = test[names].to_dict(orient='records')\nX_val = dv.transform(records)\n"
        "for a in [0.1, 1, 10]:\n    model = Ridge(alpha=a)\n    model.fit(X_train, train['spend'])\n"
        "    y_pred = model.predict(X_val)\n    print(a, y_pred.mean())\n",
        raw="df0[120:]",
        target=("spend",),
    ),
    "a_loop_over_columns_of_two_tables": Shape(
        HEAD
        + LOGISTIC
        + "df['city'] = df['city'].fillna('none')\nX, y = df[['city', 'plan', 'visits']], df['left']\n"
        + SPLIT
        + "words = [c for c in X_train.columns if X_train[c].dtype != 'int64']\n"
        "for c in words:\n    often = X_train[c].value_counts().index[:2]\n"
        "    X_train[c] = np.where(X_train[c].isin(often), 1, 0)\n"
        "    X_test[c] = np.where(X_test[c].isin(often), 1, 0)\n"
        "model = LogisticRegression()\nmodel.fit(X_train, y_train)\ny_pred = model.predict(X_test)\n",
    ),
    "rows_without_gaps_in_named_columns": Shape(
        CLUSTERED + "numbers = ['age', 'visits']\ndata = df.dropna(subset=numbers).copy()\n"
        "M = data[['age', 'income']].to_numpy()\nmodel = KMeans(3, n_init=1, random_state=0).fit(M)\n"
        "y_pred = model.predict(M)\n",
        raw="df0",
        empty=12,
        target=(),
    ),
    "bins_without_an_end": Shape(
        HEAD + LOGISTIC + "ends = [-float('inf'), 30, 50, float('inf')]\n"
        "df['part'] = pd.cut(df['age'].fillna(40), bins=ends, labels=[0, 1, 2]).astype(int)\n"
        "X, y = df[['part', 'visits']], df['left']\n"
        + SPLIT
        + "model = LogisticRegression()\nmodel.fit(X_train, y_train)\ny_pred = model.predict(X_test)\n",
    ),
    "named_columns_of_a_table_that_holds_the_target": Shape(
        HEAD + LINEAR + COLUMNS + "df = df.fillna(0)\nnumbers = ['age', 'income']\n"
        "ct = ColumnTransformer([('n', StandardScaler(), numbers), ('t', CountVectorizer(), 'text')])\n"
        "pipe = Pipeline([('c', ct), ('m', Ridge())])\npipe.fit(df, df.spend.values)\ny_pred = pipe.predict(df)\n",
        raw="df0",
        target=("spend", "left"),
    ),
    "a_loop_over_the_columns_that_a_transformer_is_given": Shape(
        HEAD + LINEAR + COLUMNS + "from sklearn.base import BaseEstimator, TransformerMixin\n"
        "class Joined(BaseEstimator, TransformerMixin):\n    def fit(self, X, y=None):\n        return self\n"
        "    def transform(self, X):\n        columns = list(X.columns)\n        res = ''\n        for c in columns:\n"
        "            res = res + ' ' + c + '=' + X[c]\n        return res.str.strip()\n# %%\n"
        "df = df.fillna('none')\nwords = Pipeline([('j', Joined()), ('v', CountVectorizer(token_pattern=r'\\S+'))])\n"
        "ct = ColumnTransformer([('w', words, ['city', 'plan']), ('n', 'passthrough', ['visits'])])\n"
        "X = ct.fit_transform(df)\nmodel = Ridge().fit(X, df['spend'])\ny_pred = model.predict(X)\n",
        raw="df0",
        target=("spend",),
    ),
    "a_column_called_name": Shape(
        HEAD + LINEAR + COLUMNS + "df = df.rename(columns=lambda c: c.replace('text', 'name'))\n"
        "df.name = df.name.str.replace('good', 'bad')\ncv = CountVectorizer()\nX = cv.fit_transform(df.name)\n"
        "model = Ridge().fit(X, df['spend'])\ny_pred = model.predict(X)\n",
        raw="df0",
        target=("spend",),
    ),
    "a_scaler_of_new_rows_that_have_no_target": Shape(
        HEAD + LINEAR + "from sklearn.preprocessing import StandardScaler\nnew = pd.read_csv('new.csv')\n"
        "df = df[['age', 'income', 'visits', 'spend']].fillna(0)\nscaler = StandardScaler()\n"
        "X, y = df.drop(columns='spend'), df['spend']\nM = scaler.fit_transform(X)\nmodel = Ridge().fit(M, y)\n"
        "new = new.drop(columns=['id', 'text', 'city', 'plan', 'joined']).fillna(0)\n"
        "y_pred = model.predict(scaler.transform(new))\n",
        raw="df0",
        file="new.csv",
        target=("id",),
    ),
    "names_that_a_file_lists": Shape(
        HEAD + LINEAR + "pd.Series(['visits', 'income']).to_csv('names.csv', index=False)\n# %%\n"
        "names = pd.read_csv('names.csv')\nnames = names['0'].to_list()\n# %%\n"
        "X = df[names]\nmodel = Ridge().fit(X, df['spend'])\ny_pred = model.predict(X)\n",
        raw="df0",
        target=("spend",),
    ),
    "a_name_that_holds_something_else_at_the_end": Shape(
        HEAD
        + LINEAR
        + "X, y = df[['income', 'visits']], df['spend']\nlr = Ridge(alpha=2)\nlr.fit(X, y)\nprint(lr.coef_)\n"
        "# %%\ndef rate(t):\n    return 5 / (t + 50)\nslopes = []\nfor t in range(3):\n    lr = rate(t)\n    slopes.append(lr)\n",
        raw="df0",
        expected="Ridge(alpha=2).fit(X, y).predict(X)",
        target=("spend",),
    ),
}

BEHIND_THE_FIT_LOWERED: dict[str, tuple[str, str]] = {
    "encoded_by_kind_with_the_target": (
        HEAD + BY_KIND + "y = both['left']\nX = both.drop(['left', 'income'], axis=1)\n" + LINEAR + "m = Ridge().fit(X, y)\np = m.predict(X)\n",
        "which column is to be predicted is not followed",
    ),
    "scaled_with_the_target": (
        HEAD
        + LINEAR
        + "from sklearn.preprocessing import StandardScaler\nnum = df.select_dtypes('number').columns.tolist()\n"
        + "sc = StandardScaler()\ndf[num] = sc.fit_transform(df[num])\ndf = df.fillna(0)\n"
        + "X, y = df[['age', 'visits']], df['spend']\nm = Ridge().fit(X, y)\np = m.predict(X)\n",
        "spend may be among the columns, and a new row lacks it",
    ),
    "gaps_filled_in_the_order_of_the_target": (
        HEAD
        + LINEAR
        + "df = df.sort_values('spend').reset_index(drop=True)\ndf['age'] = df['age'].ffill().fillna(0)\n"
        + "X, y = df[['age', 'visits']], df['spend']\nm = Ridge().fit(X, y)\np = m.predict(X)\n",
        "new rows do not have what orders them",
    ),
    "rows_changed_behind_a_loop_of_fits": (
        HEAD
        + LINEAR
        + "df = df.fillna(0)\nX, y = df[['age', 'income']].copy(), df['spend']\na, b = Ridge(alpha=3), Ridge(alpha=2)\n"
        + "for m in (a, b):\n    m.fit(X, y)\nelse:\n    X['age'] = X['age'] * 2\np = b.predict(X)\nprint(p)\n",
        "a loop with an else",
    ),
    "rows_deleted_by_their_numbers": (
        HEAD
        + LINEAR
        + "import numpy as np\ndf = df.fillna(0)\nZ = np.delete(df[['age', 'income']].to_numpy(), 1, 0)\n"
        + "m = Ridge().fit(Z, df['spend'][1:])\np = m.predict(Z)\nprint(p)\n",
        "np.delete",
    ),
    "clusters_of_groups": (
        HEAD + LINEAR
        + "from sklearn.cluster import KMeans\ngrouped = df.groupby('city')[['age', 'income']].mean()\n"
        + "m = KMeans(2)\nfound = m.fit_predict(grouped)\nprint(found)\n",
        "how one row comes through df.groupby('city')[['age', 'income']].mean()",
    ),
    "rows_of_a_maker": (
        LINEAR + "from somewhere import load\nX, y = load()\nm = Ridge().fit(X, y)\np = m.predict(X)\n",
        "how X comes from rows that are loaded is not followed behind load() (cell 1)",
    ),
    "rows_put_together": (
        HEAD + CLUSTERED + "each = df.groupby('city').agg({'income': 'sum', 'visits': 'mean'})\n"
        "M = each.to_numpy()\nm = KMeans(2, n_init=1).fit(M)\n",
        "how one row comes through df.groupby('city').agg({'income': 'sum', 'visits': 'mean'}) is not followed",
    ),
    "rows_put_together_at_length": (  # a reason names what is called, and never cuts code
        HEAD + CLUSTERED + "each = df.groupby('city').agg({'income': ['sum', 'mean', 'max'], 'visits': ['sum', 'mean']})\n"
        "M = each.to_numpy()\nm = KMeans(2, n_init=1).fit(M)\n",
        "how one row comes through a call of agg is not followed",
    ),
    "columns_of_groups": (
        HEAD + CLUSTERED + "g = df.groupby('city')\nM = pd.DataFrame({'a': g['income'].sum(), 'b': g['visits'].mean()})\n"
        "m = KMeans(2, n_init=1).fit(M)\n",
        "how one row comes through the groups that M is made of is not followed",
    ),
    "columns_put_into_an_empty_table": (
        HEAD + CLUSTERED + "sums = df.groupby('city')['income'].sum()\nM = pd.DataFrame()\nM['a'] = sums / 2\n"
        "m = KMeans(2, n_init=1).fit(M)\n",
        "how one row comes through df.groupby('city')['income'].sum() is not followed",
    ),
    "fitted_in_a_function": (
        HEAD + CLUSTERED + "def fitted(rows):\n    m = KMeans(2, n_init=1)\n    rows = sorted(rows.tolist())\n"
        "    m.fit(rows)\n    return m\nm = fitted(df[['income']].to_numpy())\n",
        "m is fitted in fitted(df[['income']].to_numpy()), which is not followed",
    ),
    "loaded_as_a_whole": (  # what is read is a model, and no rows
        HEAD + CLUSTERED + "from tensorflow.keras.models import Sequential, load_model\nX = df[['income']].rank()\n"
        "net = Sequential()\nnet.fit(X, df['visits'])\nbest = load_model('best.h5')\n"
        "print(best.evaluate(X, df['visits']))\n",
        "best is loaded by load_model('best.h5'), and what it was fitted on is not followed",
    ),
    "its_own_matrix_before_its_prediction": (
        NUMBERS + LINEAR + "X, y = df.drop(columns='spend').rank(), df['spend']\nm = Ridge().fit(X, y)\n"
        "from types import SimpleNamespace\nZ = SimpleNamespace(rows=df)\np = m.predict(Z)\n",
        "rank",
    ),
    "a_scaler_that_saw_the_target": (  # a new row has none, and the scaler takes the table as it was
        NUMBERS + LINEAR + "from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler()\n"
        "F = pd.DataFrame(scaler.fit_transform(df), columns=df.columns)\nX, y = F.drop(columns='spend'), F['spend']\n"
        "m = Ridge().fit(X, y)\np = m.predict(X)\n",
        "something on the way to the prediction reads what is to be predicted",
    ),
    "a_function_that_predicts_and_measures": (  # it is handed the target, and a new row has none
        NUMBERS + LINEAR + "X, y = df[['income']], df['spend']\nm = Ridge().fit(X, y)\n"
        "def judged(model, rows, right):\n    p = model.predict(rows)\n    print((p - right).std())\n    return p\n"
        "p = judged(m, X, y)\n",
        "something on the way to the prediction reads what is to be predicted",
    ),
    "a_threshold_in_a_list": (
        NUMBERS + LOGISTIC + "from sklearn.preprocessing import binarize\nX, y = df[['income']], df['spend'] > 300\n"
        "m = LogisticRegression().fit(X, y)\np = m.predict_proba(X)[:, 1]\nz = binarize([p], threshold=0.3)[0]\n",
        "binarize([p], threshold=0.3) puts predictions together",
    ),
}  # fmt: skip
