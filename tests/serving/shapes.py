"""Notebooks of one idea each, over the files that the harness writes."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape

LOGISTIC = "from sklearn.linear_model import LogisticRegression\n"
SPLIT = """
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1)
"""
FIT = (
    LOGISTIC
    + """
model = LogisticRegression(max_iter=500)
model.fit(X_train, y_train)
y_pred = model.predict(X_test)
"""
)
TARGET = "df['left'] = df['left'].map({'yes': 1, 'no': 0})\n"
PLAIN = "X = df[['age', 'income', 'visits']]\ny = df['left']\n"
UPPER = "X = df[['AGE', 'INCOME', 'VISITS']].fillna(30)\ny = df['LEFT']\n"
FILLED = HEAD + "df['age'] = df['age'].fillna(30)\n"

TWO = (
    FILLED
    + TARGET
    + PLAIN
    + SPLIT
    + LOGISTIC
    + """
from sklearn.tree import DecisionTreeClassifier
a = LogisticRegression(max_iter=500).fit(X_train, y_train)
b = DecisionTreeClassifier(max_depth=3, random_state=0).fit(X_train, y_train)
"""
)
ASKED = (
    "import numpy as np\nimport pandas as pd\ndf = pd.read_csv('data.csv').fillna(0)\nnew = pd.read_csv('new.csv').fillna(0)\n"
    + LOGISTIC
    + "a = LogisticRegression(max_iter=500).fit(df[['age', 'income']], df['left'])\nasked = pd.read_csv('new.csv')[['id']]\n"
)
NEW = {"raw": "df0", "file": "new.csv", "target": ("id",)}


def classified(body: str, rest: str = "", **given: object) -> Shape:
    """Load, `body`, split, fit, predict, `rest`."""
    return Shape(HEAD + "# %%\n" + body + "# %%\n" + SPLIT + FIT + rest, **given)  # type: ignore[arg-type]  # fields of Shape


def after(body: str, rest: str, **given: object) -> Shape:
    """Load, fill, split, then `body` between the split and the model."""
    start = FILLED + TARGET + PLAIN + "# %%\n" + SPLIT + "# %%\n"
    return Shape(start + body + "# %%\n" + rest, **given)  # type: ignore[arg-type]  # fields of Shape


NUMBERS = "from sklearn.linear_model import LinearRegression\ndf = df.drop(columns=['text', 'city', 'plan', 'joined', 'left'])\ndf = df.fillna(0)\n"
BY_LIST = (
    "\ntrain, test = df[:120], df[120:]\nm = LinearRegression().fit(train[X], train[y])\ny_pred = m.predict(test[X])\n"
)


def by_list(names: str) -> Shape:
    """A notebook that chooses the columns of its matrix by a condition on their names."""
    return Shape(HEAD + NUMBERS + names + BY_LIST, raw="df0[120:]", target=("spend",))


PARTING = "from sklearn.model_selection import train_test_split\ndef part(frame, names, target='left'):\n"
PARTED = "    a, b, c, d = train_test_split(X, y, stratify=y, random_state=1)\n    return a, b, c, d\n"
CALLED = "X_train, X_test, y_train, y_test = part(df, ['age', 'income'])\n"

SHAPES: dict[str, Shape] = {
    "a_function_that_parts_the_rows": Shape(
        FILLED + TARGET + PARTING + "    X = frame[names]\n    y = frame[target]\n" + PARTED + CALLED + FIT
    ),
    "a_function_that_returns_the_parts": Shape(
        FILLED
        + TARGET
        + PARTING
        + "    return train_test_split(frame[names], frame[target], random_state=1)\n"
        + CALLED
        + FIT
    ),
    "parts_of_a_frame_that_holds_the_target": Shape(
        HEAD
        + "from sklearn.linear_model import LinearRegression\ndf = df[['age', 'income', 'visits', 'spend']].fillna(0)\n"
        + "X, y = ['age', 'income', 'visits'], 'spend'"
        + BY_LIST,
        raw="df0[120:]",
        target=("spend",),
    ),
    "a_renamed_target_is_kept_out_of_a_list": by_list(
        "df = df.rename(columns={'spend': 'SPEND'})\ny = 'SPEND'\nX = [n for n in df.columns if n not in [y, 'id']]"
    ),
    "a_made_target_is_kept_out_of_a_list": by_list(
        "df['big'] = df['spend'] * 2\ny = 'big'\nX = [n for n in df.columns if n != y and n not in ('id', 'spend')]"
    ),
    "a_list_is_given_what_its_condition_kept_out": by_list(
        "df['old'] = df['age'] * 2\ny = 'spend'\nX = [n for n in df.columns if n not in ['id', y, 'old']]\nX[0] = 'old'"
    ),
    "a_function_gives_a_list_what_its_condition_kept_out": by_list(
        "df['old'] = df['age'] * 2\ny = 'spend'\n\ndef more(names):\n    names.append('old')\n\n"
        "X = [n for n in df.columns if n not in ['id', y, 'old']]\nmore(X)"
    ),
    "a_condition_lets_through_what_half_of_it_keeps_out": by_list(
        "df['old'] = df['age'] * 2\ny = 'spend'\nX = [n for n in df.columns if n not in ['id', y, 'old'] or n == 'old']"
    ),
    "median": classified("df['age'] = df['age'].fillna(df['age'].median())\n" + TARGET + PLAIN),
    "mean_named": classified("m = df['age'].mean()\ndf['age'] = df['age'].fillna(m)\n" + TARGET + PLAIN),
    "inplace": classified("df.fillna({'age': df['age'].mean()}, inplace=True)\n" + TARGET + PLAIN),
    "inplace_column": classified(
        "df['age'].fillna(df['age'].mean(), inplace=True)\n"
        + TARGET
        + PLAIN.replace("['age', 'income', 'visits']", "['age', 'income', 'visits']")
        + "from sklearn.impute import SimpleImputer\nX = pd.DataFrame(SimpleImputer(strategy='constant').fit_transform(X), columns=X.columns)\n"
    ),
    "whole_frame": classified("df = df.fillna(df.median(numeric_only=True))\n" + TARGET + PLAIN),
    "medians_in_loop": classified(
        "for c in ['age', 'income']:\n    df[c] = df[c].fillna(df[c].median())\n" + TARGET + PLAIN
    ),
    "mode": classified(
        "df['plan'] = df['plan'].fillna(df['plan'].mode()[0])\ndf['age'] = df['age'].fillna(0)\n"
        + TARGET
        + "df['plan'] = df['plan'].map({'basic': 0, 'plus': 1, 'pro': 2})\n"
        "X = df[['age', 'income', 'plan']]\ny = df['left']\n"
    ),
    "filter": classified(
        "df = df[df['plan'].notna()]\ndf['age'] = df['age'].fillna(df['age'].mean())\n" + TARGET + PLAIN
    ),
    "filter_reset": classified(
        "df = df[df['plan'].notna()].reset_index(drop=True)\ndf['age'] = df['age'].fillna(df['age'].mean())\n"
        + TARGET
        + PLAIN,
        raw="df0[df0['plan'].notna()].reset_index(drop=True).loc[X_test.index]",
    ),
    "the_other_side_of_a_filter_is_learned_from": Shape(
        FILLED
        + "df['joined'] = pd.to_datetime(df['joined'])\nday = pd.to_datetime('2021-06-01')\n"
        + "train = df[df.joined < day]\ntest = df[df.joined >= day]\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=500).fit(train[['age', 'income']], train['left'])\n"
        + "y_pred = model.predict(test[['age', 'income']])\n",
        raw="df0",
        expected="model.predict(df[['age', 'income']])",
    ),
    "the_other_side_of_a_mask_is_learned_from": Shape(
        FILLED
        + "late = df['joined'] > '2021-06-01'\nX, y = df[['age', 'income']], df['left']\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=500).fit(X[~late], y[~late])\ny_pred = model.predict(X[late])\n",
        raw="df0",
        expected="model.predict(X)",
    ),
    "each_side_of_a_filter_has_its_own_model": Shape(
        FILLED
        + "rome = df[df.city == 'Rome']\noslo = df[df.city == 'Oslo']\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=500)\nmodel.fit(rome[['age', 'income']], rome['left'])\n"
        + "model.fit(oslo[['age', 'income']], oslo['left'])\ny_pred = model.predict(oslo[['age', 'income']])\n",
        raw="df0",
        empty=131,
    ),
    "a_comprehension_over_what_a_lambda_puts_in_order": classified(
        FILLED.removeprefix(HEAD)
        + "count = {}\nfor c in df['city']:\n    count[c] = count.get(c, 0) + 1\n"
        + "rare = [c for c, n in sorted(count.items(), key=lambda kv: kv[1])][:2]\n"
        + "df['rare'] = df['city'].isin(rare).astype(int)\nX = df[['age', 'income', 'rare']]\ny = df['left']\n"
    ),
    "dummies_of_a_frame_with_a_column_that_is_dropped_later": classified(
        FILLED.removeprefix(HEAD)
        + "df['sum'] = df['visits'].cumsum()\ny = df['left']\ndf = pd.get_dummies(df, columns=['plan'])\n"
        + "X = df.drop(columns=['sum', 'left', 'text', 'city', 'joined', 'id', 'spend'])\n"
    ),
    "filtered_rows_are_empty": classified(
        "df = df[df['plan'].notna()]\ndf['age'] = df['age'].fillna(df['age'].mean())\n"
        + TARGET
        + PLAIN
        + "df_all = df.copy()\n",
        raw="df0",
        expected="model.predict(df_all[['age', 'income', 'visits']])",
        empty=6,
    ),
    "filter_by_quantile": classified(
        "df['age'] = df['age'].fillna(30)\nq = df['income'].quantile(0.95)\ndf = df[df['income'] < q]\n"
        + TARGET
        + PLAIN
    ),
    "filter_on_target": classified(
        "df['age'] = df['age'].fillna(30)\ndf = df[df['left'] != 'maybe']\n" + TARGET + PLAIN
    ),
    "dropna": classified("df = df.dropna()\n" + TARGET + PLAIN),
    "dropna_subset": classified("df = df.dropna(subset=['age', 'left'])\n" + TARGET + PLAIN),
    "dropna_inplace": classified("df.dropna(inplace=True)\n" + TARGET + PLAIN),
    "made_only_to_look": classified(
        "df['age'] = df['age'].fillna(30)\ndf['band'] = pd.cut(df['age'], 5)\ndf['twice'] = df['age'] * 2\ndf['more'] = df['twice'] + df['visits']\n"
        "print(df['band'].value_counts())\ndf = df.drop(['band', 'text', 'twice'], axis=1)\ndf['look'] = df['age'] > 40\nprint(df['look'].mean())\n"
        "df.drop(columns='look', inplace=True)\n"
        + TARGET
        + "X = df.drop(columns=['left', 'id', 'city', 'plan', 'joined', 'spend'])\ny = df['left']\n"
    ),
    "renamed": classified("df['age'] = df['age'].fillna(30)\ndf.columns = df.columns.str.upper()\n" + UPPER),
    "renamed_by_a_comprehension": classified("df.columns = [c.strip().upper() for c in df.columns]\n" + UPPER),
    "renamed_by_rename": classified("df = df.rename(columns=str.upper)\n" + UPPER),
    "renamed_by_a_lambda": classified(
        "df.rename(columns=lambda c: c.upper().replace(' ', '_'), inplace=True)\n" + UPPER
    ),
    "renamed_by_map": classified("df.columns = list(map(str.upper, df.columns))\n" + UPPER),
    "renamed_by_a_mapping": classified("df = df.rename(columns={c: c.upper() for c in df.columns})\n" + UPPER),
    "renamed_by_a_function": classified(
        "def long(name):\n    return (name + '_of_customer')[:40]\n\ndf.columns = [long(c) for c in df.columns]\n"
        "X = df[['age_of_customer', 'income_of_customer']].fillna(30)\ny = df['left_of_customer']\n"
    ),
    "renamed_twice": classified(
        "df.columns = df.columns.str.upper()\ndf['OLD'] = df['AGE'] > 50\ndf.columns = df.columns.str.replace('VISIT', 'TIME').str.lower()\n"
        "X = df[['age', 'times', 'old']].fillna(30)\ny = df['left']\n"
    ),
    "chosen_and_renamed": classified(
        "df = df[['age', 'income', 'visits', 'left', 'spend']]\ndf = df.rename(columns={'visits': 'number visits'})\n"
        "df.columns = df.columns.str.replace(' ', '_').str.upper()\ndf['NUMBER_VISITS'] = df['NUMBER_VISITS'] + 1\n"
        "X = df.drop(columns=['LEFT', 'SPEND']).fillna(30)\ny = df['LEFT']\n"
    ),
    "renamed_and_dropped": classified(
        "df.columns = df.columns.str.upper()\ndf['AGE'] = df['AGE'].fillna(df['AGE'].median())\n"
        "X = df.drop(columns=['LEFT', 'ID', 'CITY', 'PLAN', 'TEXT', 'JOINED', 'SPEND'])\ny = df['LEFT']\n"
    ),
    "renamed_and_dummies": classified(
        "df.columns = df.columns.str.upper()\ndf['AGE'] = df['AGE'].fillna(30)\ndf = df.drop(['TEXT', 'JOINED', 'ID', 'SPEND'], axis=1)\n"
        "y = df.pop('LEFT')\nX = pd.get_dummies(df)\n"
    ),
    "renamed_and_cleaned": classified(
        "from sklearn.feature_extraction import DictVectorizer\ndf['income'] = pd.to_numeric(df['income'], errors='coerce').fillna(0)\n"
        "df.columns = df.columns.str.upper().str.replace(' ', '_')\nwords = [c for c in df.columns if not pd.api.types.is_numeric_dtype(df[c])]\n"
        "for c in words:\n    df[c] = df[c].str.lower().str.replace(' ', '_')\ndf['LEFT'] = (df['LEFT'] == 'yes').astype(int)\n"
        "chosen = ['CITY', 'INCOME', 'VISITS']\ndv = DictVectorizer(sparse=False)\n"
        "X = pd.DataFrame(dv.fit_transform(df[chosen].to_dict(orient='records')), index=df.index)\ny = df['LEFT']\n"
    ),
    "words_of_columns_that_nothing_needs": classified(
        "words = [c for c in df.columns if not pd.api.types.is_numeric_dtype(df[c])]\nfor c in words:\n    df[c] = df[c].str.upper()\n"
        "df['rome'] = (df['city'] == 'ROME').astype(int)\nX = df[['rome', 'income']]\ny = df['left']\n"
    ),
    "parts_in_a_dict": after(
        "",
        LOGISTIC
        + "data = {'train': {'X': X_train, 'y': y_train}, 'test': {'X': X_test, 'y': y_test}}\nmodel = LogisticRegression(max_iter=500)\n"
        "model.fit(data['train']['X'], data['train']['y'])\ny_pred = model.predict(data['test']['X'])\n",
    ),
    "empty_frame": classified(
        "df['age'] = df['age'].fillna(30)\nX = pd.DataFrame()\nX[['age', 'visits']] = df[['age', 'visits']]\nX['rich'] = df['income'] > 3000\n"
        + TARGET
        + "y = df['left']\n"
    ),
    "empty_frame_of_arrays": classified(
        "df['age'] = df['age'].fillna(30)\nX = pd.DataFrame()\nfor c in ['age', 'income']:\n    X[c] = np.log1p(df[c].values)\n"
        + TARGET
        + "y = df['left']\n"
    ),
    "means_of_groups_by_hand": classified(
        TARGET
        + "df['age'] = df['age'].fillna(30)\nrates = []\ngroups = df.groupby('city').agg({'left': 'mean'})\nfor val in df['city']:\n    rates.append(groups.loc[val, 'left'])\n"
        "df['city_left'] = rates\ncols = ['age', 'income', 'city_left']\nX = pd.DataFrame()\nX[cols] = df[cols]\nfor c in X.columns:\n    X[c] = X[c].astype(np.float32)\ny = df['left']\n"
    ),
    "duplicates": classified("df['age'] = df['age'].fillna(30)\ndf = df.drop_duplicates()\n" + TARGET + PLAIN),
    "dummies": classified(
        "df['age'] = df['age'].fillna(30)\ndf = pd.get_dummies(df, columns=['city', 'plan'], drop_first=True)\n"
        + TARGET
        + "X = df.drop(columns=['left', 'id', 'text', 'joined', 'spend'])\ny = df['left']\n",
        target=("left", "spend", "id"),
    ),
    "dummies_of_a_list_that_nothing_else_reads": classified(
        "df['age'] = df['age'].fillna(30)\ncols = ['city', 'plan']\ndf = pd.get_dummies(df, columns=cols, drop_first=True)\n"
        + TARGET
        + "X = df.drop(columns=['left', 'id', 'text', 'joined', 'spend'])\ny = df['left']\n",
        target=("left", "spend", "id"),
    ),
    "dummies_of_all": classified(
        "df['age'] = df['age'].fillna(30)\n"
        + TARGET
        + "df = df.drop(['id', 'text', 'joined', 'spend'], axis=1)\ndf = pd.get_dummies(df)\n"
        "X = df.drop('left', axis=1)\ny = df['left']\n",
        target=("left", "spend", "id"),
    ),
    "dummies_joined": classified(
        "df['age'] = df['age'].fillna(30)\nd = pd.get_dummies(df['city'], prefix='city')\n"
        + TARGET
        + "df = pd.concat([df, d], axis=1)\nX = df.drop(['left', 'id', 'city', 'plan', 'text', 'joined', 'spend'], axis=1)\n"
        "y = df['left']\n"
    ),
    "label_codes": classified(
        "from sklearn.preprocessing import LabelEncoder\nle = LabelEncoder()\ndf['age'] = df['age'].fillna(30)\n"
        "df['city'] = le.fit_transform(df['city'])\n" + TARGET + "X = df[['age', 'income', 'city']]\ny = df['left']\n"
    ),
    "label_codes_twice": classified(
        "from sklearn.preprocessing import LabelEncoder\nle = LabelEncoder()\ndf['age'] = df['age'].fillna(30)\n"
        "df['plan'] = df['plan'].fillna('none')\n"
        "df['city'] = le.fit_transform(df['city'])\ndf['plan'] = le.fit_transform(df['plan'])\ndf['left'] = le.fit_transform(df['left'])\n"
        "X = df[['age', 'income', 'city', 'plan']]\ny = df['left']\n"
    ),
    "label_codes_in_loop": classified(
        "from sklearn.preprocessing import LabelEncoder\ndf['age'] = df['age'].fillna(30)\ndf['plan'] = df['plan'].fillna('none')\n"
        "for c in ['city', 'plan', 'left']:\n    df[c] = LabelEncoder().fit_transform(df[c])\n"
        "X = df[['age', 'income', 'city', 'plan']]\ny = df['left']\n"
    ),
    "label_codes_of_objects": classified(
        "from sklearn.preprocessing import LabelEncoder\ndf['age'] = df['age'].fillna(30)\ndf['plan'] = df['plan'].fillna('none')\n"
        "le = LabelEncoder()\ndf = df.drop(columns=['text', 'joined'])\n"
        "for c in df.columns:\n    if not pd.api.types.is_numeric_dtype(df[c]):\n        df[c] = le.fit_transform(df[c])\n"
        "X = df.drop(columns=['left', 'spend', 'id'])\ny = df['left']\n",
        target=("left", "spend", "id"),
    ),
    "encoders_in_dict": classified(
        "from sklearn.preprocessing import LabelEncoder\ndf['age'] = df['age'].fillna(30)\ndf['plan'] = df['plan'].fillna('none')\n"
        "encoders = {}\nfor c in ['city', 'plan']:\n    encoders[c] = LabelEncoder()\n    df[c] = encoders[c].fit_transform(df[c])\n"
        + TARGET
        + "X = df[['age', 'income', 'city', 'plan']]\ny = df['left']\n"
    ),
    "factorize": classified(
        "df['age'] = df['age'].fillna(30)\ndf['city'] = pd.factorize(df['city'])[0]\n"
        + TARGET
        + "X = df[['age', 'income', 'city']]\ny = df['left']\n"
    ),
    "category_codes": classified(
        "df['age'] = df['age'].fillna(30)\ndf['city'] = df['city'].astype('category').cat.codes\n"
        + TARGET
        + "X = df[['age', 'income', 'city']]\ny = df['left']\n"
    ),
    "cut_fixed": classified(
        "df['age'] = df['age'].fillna(30)\ndf['band'] = pd.cut(df['age'], bins=[0, 30, 50, 99], labels=[0, 1, 2]).astype(int)\n"
        + TARGET
        + "X = df[['band', 'income']]\ny = df['left']\n"
    ),
    "cut_learned": classified(
        "df['age'] = df['age'].fillna(30)\ndf['band'] = pd.cut(df['age'], 4, labels=False)\n"
        + TARGET
        + "X = df[['band', 'income']]\ny = df['left']\n"
    ),
    "qcut": classified(
        "df['age'] = df['age'].fillna(30)\ndf['band'] = pd.qcut(df['income'], 5, labels=False)\n"
        + TARGET
        + "X = df[['band', 'age']]\ny = df['left']\n"
    ),
    "group_median": classified(
        "df['age'] = df['age'].fillna(df.groupby('city')['age'].transform('median'))\n" + TARGET + PLAIN
    ),
    "target_encoding": classified(
        "df['age'] = df['age'].fillna(30)\n" + TARGET + "means = df.groupby('city')['left'].mean()\n"
        "df['city_mean'] = df['city'].map(means)\nX = df[['age', 'income', 'city_mean']]\ny = df['left']\n"
    ),
    "counts": classified(
        "df['age'] = df['age'].fillna(30)\n" + TARGET + "df['city_n'] = df['city'].map(df['city'].value_counts())\n"
        "X = df[['age', 'income', 'city_n']]\ny = df['left']\n"
    ),
    "top_categories": classified(
        "df['age'] = df['age'].fillna(30)\n" + TARGET + "top = df['city'].value_counts().index[:2]\n"
        "df['city'] = df['city'].where(df['city'].isin(top), 'other')\n"
        "X = pd.get_dummies(df[['age', 'income', 'city']])\ny = df['left']\n"
    ),
    "by_hand": classified(
        "df['age'] = df['age'].fillna(30)\n"
        + TARGET
        + "X = df[['age', 'income', 'visits']]\nX = (X - X.mean()) / X.std()\ny = df['left']\n"
    ),
    "min_max_by_hand": classified(
        "df['age'] = df['age'].fillna(30)\n"
        + TARGET
        + "df['income'] = (df['income'] - df['income'].min()) / (df['income'].max() - df['income'].min())\n"
        + PLAIN
    ),
    "apply_function": classified(
        "def band(a):\n    if a < 30:\n        return 0\n    return 1 if a < 50 else 2\n\n"
        "df['age'] = df['age'].fillna(30)\ndf['band'] = df['age'].apply(band)\n"
        + TARGET
        + "X = df[['band', 'income']]\ny = df['left']\n"
    ),
    "apply_rows": classified(
        "df['age'] = df['age'].fillna(30)\n"
        "df['rome_age'] = df.apply(lambda r: r['age'] if r['city'] == 'Rome' else 0, axis=1)\n"
        + TARGET
        + "X = df[['rome_age', 'income']]\ny = df['left']\n"
    ),
    "lambda_with_learned": classified(
        "df['age'] = df['age'].fillna(30)\nmost = df['income'].max()\ndf['part'] = df['income'].apply(lambda v: v / most)\n"
        + TARGET
        + "X = df[['age', 'part']]\ny = df['left']\n"
    ),
    "dates": classified(
        "df['age'] = df['age'].fillna(30)\ndf['joined'] = pd.to_datetime(df['joined'])\ndf['month'] = df['joined'].dt.month\n"
        "df['days'] = (pd.Timestamp('2023-01-01') - df['joined']).dt.days\n"
        + TARGET
        + "X = df[['age', 'month', 'days']]\ny = df['left']\n"
    ),
    "days_since_last": classified(
        "df['age'] = df['age'].fillna(30)\ndf['joined'] = pd.to_datetime(df['joined'])\n"
        "df['days'] = (df['joined'].max() - df['joined']).dt.days\n"
        + TARGET
        + "X = df[['age', 'days']]\ny = df['left']\n"
    ),
    "strings": classified(
        "df['age'] = df['age'].fillna(30)\ndf['words'] = df['text'].str.count('good')\ndf['first'] = df['text'].str.split().str[0].eq('good').astype(int)\n"
        + TARGET
        + "X = df[['age', 'words', 'first']]\ny = df['left']\n"
    ),
    "where": classified(
        "df['age'] = df['age'].fillna(30)\ndf['rome'] = np.where(df['city'] == 'Rome', 1, 0)\n"
        + TARGET
        + "X = df[['age', 'rome']]\ny = df['left']\n"
    ),
    "loc_mask": classified(
        "df['age'] = df['age'].fillna(30)\ndf['high'] = 0\ndf.loc[df['income'] > df['income'].mean(), 'high'] = 1\n"
        + TARGET
        + "X = df[['age', 'high']]\ny = df['left']\n"
    ),
    "log_of_feature": classified(
        "df['age'] = df['age'].fillna(30)\ndf['income'] = np.log1p(df['income'])\n" + TARGET + PLAIN
    ),
    "rename": classified(
        "df = df.rename(columns={'age': 'years'})\ndf['years'] = df['years'].fillna(30)\n"
        + TARGET
        + "X = df[['years', 'income']]\ny = df['left']\n"
    ),
    "new_names": classified(
        "df.columns = ['id', 'a', 'b', 'city', 'plan', 'text', 'joined', 'n', 'y', 'z']\ndf['a'] = df['a'].fillna(30)\n"
        "X = df[['a', 'b', 'n']]\ny = df['y']\n",
        target=(),
    ),
    "positions": Shape(
        HEAD
        + "df['age'] = df['age'].fillna(0)\n# %%\nX = df.iloc[:, [1, 2, 7]].values\ny = df.iloc[:, 8].to_numpy(dtype=object)\nrows = np.arange(len(df))\n"
        "from sklearn.model_selection import train_test_split\n"
        "X_train, X_test, y_train, y_test, r_train, r_test = train_test_split(X, y, rows, random_state=1)\n" + FIT,
        raw="df0.iloc[r_test]",
    ),
    "one_hot": classified(
        "from sklearn.preprocessing import OneHotEncoder\ndf['age'] = df['age'].fillna(30)\nohe = OneHotEncoder(handle_unknown='ignore')\n"
        "codes = pd.DataFrame(ohe.fit_transform(df[['city']]).toarray(), columns=ohe.get_feature_names_out())\n"
        "df = pd.concat([df, codes], axis=1)\n"
        + TARGET
        + "X = df.drop(columns=['left', 'id', 'city', 'plan', 'text', 'joined', 'spend'])\ny = df['left']\n"
    ),
    "scaler": after(
        "from sklearn.preprocessing import StandardScaler\nsc = StandardScaler()\nX_train_s = sc.fit_transform(X_train)\nX_test_s = sc.transform(X_test)\n",
        LOGISTIC + "model = LogisticRegression()\nmodel.fit(X_train_s, y_train)\ny_pred = model.predict(X_test_s)\n",
    ),
    "scaler_before_split": Shape(
        FILLED
        + TARGET
        + PLAIN
        + "from sklearn.preprocessing import StandardScaler\nX = pd.DataFrame(StandardScaler().fit_transform(X), columns=X.columns)\n"
        + SPLIT
        + FIT
    ),
    "scaler_reused_name": after(
        "from sklearn.preprocessing import MinMaxScaler\nsc = MinMaxScaler()\nX_train = sc.fit_transform(X_train)\nrows = X_test.index\nX_test = sc.transform(X_test)\n",
        FIT,
        raw="df0.loc[rows]",
    ),
    "imputer": Shape(
        HEAD
        + TARGET
        + PLAIN
        + SPLIT
        + "from sklearn.impute import SimpleImputer\nim = SimpleImputer(strategy='median')\nA = im.fit_transform(X_train)\nB = im.transform(X_test)\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=400).fit(A, y_train)\ny_pred = model.predict(B)\n"
    ),
    "pca": after(
        "from sklearn.preprocessing import StandardScaler\nfrom sklearn.decomposition import PCA\nsc = StandardScaler()\npca = PCA(n_components=2)\n"
        "A = pca.fit_transform(sc.fit_transform(X_train))\nB = pca.transform(sc.transform(X_test))\n",
        LOGISTIC + "model = LogisticRegression().fit(A, y_train)\ny_pred = model.predict(B)\n",
    ),
    "selection": after(
        "from sklearn.feature_selection import SelectKBest, f_classif\nsel = SelectKBest(f_classif, k=2).fit(X_train, y_train)\n"
        "cols = X_train.columns[sel.get_support()]\nX_train, X_test = X_train[cols], X_test[cols]\n",
        FIT,
    ),
    "columns_by_correlation": after(
        "corr = X_train.corr().abs()\nkeep = [c for c in X_train.columns if corr[c].drop(c).max() < 0.99]\nX_train = X_train[keep]\nX_test = X_test[keep]\n",
        FIT,
    ),
    "made_target_chosen_by_correlation": classified(
        "df['y'] = (df.pop('left') == 'yes').astype(int)\ndf['age'] = df['age'].fillna(df['age'].median())\n"
        "corr = df[['age', 'income', 'visits', 'y']].corr()['y'].abs()\n"
        "best = corr.drop('y').sort_values(ascending=False).head(2).index.tolist()\nX = df[best]\ny = df['y']\n"
    ),
    "made_target_dropped_from_choice": classified(
        "df['y'] = df['left'].map({'yes': 1, 'no': 0})\ndf = df.drop(columns='left')\n"
        "df['age'] = df['age'].fillna(df['age'].median())\ncorr = df.corr(numeric_only=True)['y'].abs()\n"
        "df = df[corr[corr > 0.01].index]\nX = df.drop('y', axis=1)\ny = df['y']\n"
    ),
    "column_of_the_same_source_as_the_target_chosen": Shape(  # the target is not made of it: rows bring its source
        HEAD
        + "df = df[['id', 'age', 'income', 'spend']].fillna(30)\ndf['tens'] = df['spend'] // 10\ndf['y'] = df['spend'] % 10\n"
        + "corr = df[['age', 'income', 'tens', 'y']].corr()['y'].abs()\nbest = corr.drop('y').index.tolist()\nX = df[best]\ny = df['y']\n"
        + SPLIT
        + "from sklearn.linear_model import LinearRegression\nm = LinearRegression().fit(X_train, y_train)\ny_pred = m.predict(X_test)\n",
        target=(),
    ),
    "pipeline": Shape(
        HEAD
        + TARGET
        + "from sklearn.pipeline import Pipeline\nfrom sklearn.compose import ColumnTransformer\nfrom sklearn.impute import SimpleImputer\n"
        "from sklearn.preprocessing import OneHotEncoder, StandardScaler\n"
        + LOGISTIC
        + "X = df.drop(columns=['left', 'id', 'text', 'joined', 'spend'])\ny = df['left']\n"
        + SPLIT
        + "num = ['age', 'income', 'visits']\ncat = ['city', 'plan']\n"
        "pre = ColumnTransformer([('n', Pipeline([('i', SimpleImputer()), ('s', StandardScaler())]), num),\n"
        "    ('c', OneHotEncoder(handle_unknown='ignore'), cat)])\n"
        "clf = Pipeline([('pre', pre), ('lr', LogisticRegression())])\nclf.fit(X_train, y_train)\ny_pred = clf.predict(X_test)\n"
    ),
    "types_of_columns": Shape(
        HEAD
        + TARGET
        + "from sklearn.pipeline import make_pipeline\nfrom sklearn.compose import make_column_transformer\nfrom sklearn.impute import SimpleImputer\n"
        "from sklearn.preprocessing import OneHotEncoder\n"
        + LOGISTIC
        + "X = df.drop(['left', 'id', 'text', 'joined', 'spend'], axis=1)\ny = df['left']\n"
        "num = X.select_dtypes(include='number').columns\ncat = X.select_dtypes(exclude='number').columns\n"
        + SPLIT
        + "pre = make_column_transformer((SimpleImputer(), num), (OneHotEncoder(handle_unknown='ignore'), cat))\n"
        "clf = make_pipeline(pre, LogisticRegression(max_iter=500))\nclf.fit(X_train, y_train)\ny_pred = clf.predict(X_test)\n"
    ),
    "grid": after(
        "from sklearn.model_selection import GridSearchCV\nfrom sklearn.tree import DecisionTreeClassifier\n"
        "grid = GridSearchCV(DecisionTreeClassifier(random_state=0), {'max_depth': [2, 3]}, cv=3)\ngrid.fit(X_train, y_train)\n",
        "best = grid.best_estimator_\ny_pred = best.predict(X_test)\n",
    ),
    "models_in_dict": after(
        LOGISTIC
        + "from sklearn.tree import DecisionTreeClassifier\nmodels = {'lr': LogisticRegression(max_iter=300), 'tree': DecisionTreeClassifier(max_depth=3, random_state=0)}\n"
        "scores = {}\nfor name, m in models.items():\n    m.fit(X_train, y_train)\n    scores[name] = m.score(X_test, y_test)\n",
        "best_name = max(scores, key=scores.get)\nbest = models[best_name]\ny_pred = best.predict(X_test)\n",
    ),
    "best_in_loop": after(
        LOGISTIC + "from sklearn.tree import DecisionTreeClassifier\nbest_score, best_model = 0, None\n"
        "for m in [LogisticRegression(max_iter=300), DecisionTreeClassifier(max_depth=3, random_state=0)]:\n    m.fit(X_train, y_train)\n"
        "    s = m.score(X_test, y_test)\n    if s > best_score:\n        best_score, best_model = s, m\n",
        "y_pred = best_model.predict(X_test)\n",
    ),
    "threshold": after(
        "",
        LOGISTIC
        + "model = LogisticRegression(max_iter=300).fit(X_train, y_train)\nproba = model.predict_proba(X_test)[:, 1]\ny_pred = (proba >= 0.35).astype(int)\n",
    ),
    "tuned_threshold": after(
        "",
        LOGISTIC
        + "from sklearn.metrics import f1_score\nmodel = LogisticRegression(max_iter=300).fit(X_train, y_train)\nproba = model.predict_proba(X_test)[:, 1]\n"
        "best_t, best_f = 0.5, 0\nfor t in np.arange(0.2, 0.8, 0.05):\n    f = f1_score(y_test, (proba >= t).astype(int))\n"
        "    if f > best_f:\n        best_f, best_t = f, t\ny_pred = (proba >= best_t).astype(int)\n",
    ),
    "labels_decoded": Shape(
        FILLED
        + "X = df[['age', 'income', 'visits']]\nfrom sklearn.preprocessing import LabelEncoder\nle = LabelEncoder()\ny = le.fit_transform(df['left'])\n"
        + SPLIT
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300)\nmodel.fit(X_train, y_train)\ncodes = model.predict(X_test)\ny_pred = le.inverse_transform(codes)\n"
    ),
    "log_target": Shape(
        FILLED
        + "X = df[['age', 'income', 'visits']]\ny = np.log1p(df['spend'])\n"
        + SPLIT
        + "from sklearn.linear_model import Ridge\nmodel = Ridge(alpha=2.0)\nmodel.fit(X_train, y_train)\ny_pred = np.expm1(model.predict(X_test))\n",
        target=("left", "spend"),
    ),
    "blend": Shape(
        FILLED
        + "X = df[['age', 'income', 'visits']]\ny = df['spend']\n"
        + SPLIT
        + "from sklearn.linear_model import Ridge\nfrom sklearn.tree import DecisionTreeRegressor\na = Ridge().fit(X_train, y_train)\n"
        "b = DecisionTreeRegressor(max_depth=3, random_state=0).fit(X_train, y_train)\npa = a.predict(X_test)\npb = b.predict(X_test)\ny_pred = 0.6 * pa + 0.4 * pb\n",
        target=("left", "spend"),
    ),
    "clusters": Shape(
        FILLED
        + "X = df[['age', 'income']]\nfrom sklearn.preprocessing import StandardScaler\nfrom sklearn.cluster import KMeans\nsc = StandardScaler()\n"
        "Z = sc.fit_transform(X)\nkm = KMeans(n_clusters=3, n_init=5, random_state=0)\ndf['cluster'] = km.fit_predict(Z)\n",
        raw="df0",
        expected="df['cluster']",
        target=("left", "spend"),
    ),
    "text": Shape(
        HEAD
        + TARGET
        + "from sklearn.feature_extraction.text import TfidfVectorizer\nX = df['text']\ny = df['left']\n"
        + SPLIT
        + "vec = TfidfVectorizer()\nA = vec.fit_transform(X_train)\nB = vec.transform(X_test)\nfrom sklearn.naive_bayes import MultinomialNB\n"
        "model = MultinomialNB()\nmodel.fit(A, y_train)\ny_pred = model.predict(B)\n",
        target=("left", "spend", "age"),
    ),
    "text_cleaned": Shape(
        HEAD
        + TARGET
        + "import re\ndef clean(t):\n    t = re.sub('[^a-z ]', '', t.lower())\n    return ' '.join(w for w in t.split() if w != 'fine')\n\n"
        "# %%\ndf['text'] = df['text'].apply(clean)\nfrom sklearn.feature_extraction.text import CountVectorizer\n"
        "vec = CountVectorizer()\nX = vec.fit_transform(df['text']).toarray()\ny = df['left'].values\nrows = np.arange(len(df))\n"
        "from sklearn.model_selection import train_test_split\nX_train, X_test, y_train, y_test, a, b = train_test_split(X, y, rows, random_state=2)\n"
        "from sklearn.naive_bayes import GaussianNB\nmodel = GaussianNB().fit(X_train, y_train)\ny_pred = model.predict(X_test)\n",
        raw="df0.iloc[b]",
        target=("left", "spend", "age"),
    ),
    "own_function_over_both": Shape(
        HEAD
        + "new = pd.read_csv('new.csv')\nmedian = df['age'].median()\ndef prepare(frame, age):\n    out = frame.copy()\n"
        "    out['age'] = out['age'].fillna(age)\n    out['rome'] = (out['city'] == 'Rome').astype(int)\n    return out\n\n"
        "df = prepare(df, median)\nnew = prepare(new, median)\nX = df[['age', 'income', 'rome']]\ny = df['left']\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300).fit(X, y)\nnew['left'] = model.predict(new[['age', 'income', 'rome']])\n"
        "new[['id', 'left']].to_csv('out.csv', index=False)\n",
        raw="df0",
        expected="new['left']",
        file="new.csv",
        target=("id", "plan"),
    ),
    "put_together_and_cut": Shape(
        "import numpy as np\nimport pandas as pd\ntrain = pd.read_csv('data.csv')\ntest = pd.read_csv('new.csv')\nn = len(train)\n"
        "y = train['left']\nboth = pd.concat([train.drop(columns=['left', 'spend']), test], ignore_index=True)\n"
        "both['age'] = both['age'].fillna(both['age'].median())\nboth = pd.get_dummies(both.drop(columns=['text', 'joined', 'id']))\n"
        "X = both[:n]\nX_test = both[n:]\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300)\nmodel.fit(X, y)\npred = model.predict(X_test)\n"
        "out = pd.DataFrame({'id': test['id'], 'left': pred})\nout.to_csv('out.csv', index=False)\n",
        raw="df0",
        expected="pred",
        file="new.csv",
        target=("id", "text"),
    ),
    "loop_over_both": Shape(
        "import numpy as np\nimport pandas as pd\ntrain = pd.read_csv('data.csv')\ntest = pd.read_csv('new.csv')\ncombine = [train, test]\n"
        "for d in combine:\n    d['age'] = d['age'].fillna(d['age'].median())\n    d['rome'] = (d['city'] == 'Rome').astype(int)\n"
        "X = train[['age', 'income', 'rome']]\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300)\nmodel.fit(X, train['left'])\n"
        "pred = model.predict(test[['age', 'income', 'rome']])\nout = pd.DataFrame({'id': test['id'], 'left': pred})\nout.to_csv('out.csv', index=False)\n",
        raw="df0",
        expected="pred",
        file="new.csv",
        target=("id", "text"),
    ),
    "look_up": classified(
        "cities = pd.read_csv('cities.csv')\ndf['age'] = df['age'].fillna(30)\ndf = df.merge(cities, on='city', how='left')\n"
        + TARGET
        + "X = df[['age', 'income', 'people']]\ny = df['left']\n"
    ),
    "group_merge": classified(
        "df['age'] = df['age'].fillna(30)\n"
        + TARGET
        + "g = df.groupby('city')['income'].mean().reset_index().rename(columns={'income': 'city_income'})\n"
        "df = df.merge(g, on='city', how='left')\nX = df[['age', 'income', 'city_income']]\ny = df['left']\n"
    ),
    "own_transformer": Shape(
        "from sklearn.base import BaseEstimator, TransformerMixin\nclass Ratio(BaseEstimator, TransformerMixin):\n    def fit(self, X, y=None):\n        self.most_ = X['income'].max()\n        return self\n"
        "    def transform(self, X):\n        X = X.copy()\n        X['ratio'] = X['income'] / self.most_\n        return X\n\n# %%\n"
        + FILLED
        + TARGET
        + PLAIN
        + SPLIT
        + "from sklearn.pipeline import Pipeline\n"
        + LOGISTIC
        + "pipe = Pipeline([('r', Ratio()), ('m', LogisticRegression(max_iter=300))])\npipe.fit(X_train, y_train)\ny_pred = pipe.predict(X_test)\n",
    ),
    "weights": after(
        "",
        LOGISTIC
        + "model = LogisticRegression(max_iter=300)\nmodel.fit(X_train, y_train, sample_weight=np.where(y_train == 1, 2, 1))\ny_pred = model.predict(X_test)\n",
    ),
    "oversampled": after(
        "from sklearn.utils import resample\ntr = X_train.copy()\ntr['y'] = y_train\nmore = tr[tr['y'] == 1]\nless = tr[tr['y'] == 0]\n"
        "more = resample(more, n_samples=len(less), random_state=0)\ntr = pd.concat([less, more])\nX_train, y_train = tr.drop('y', axis=1), tr['y']\n",
        FIT,
    ),
    "shuffled": classified(
        "df['age'] = df['age'].fillna(30)\ndf = df.sample(frac=1, random_state=3)\n" + TARGET + PLAIN
    ),
    "regression_columns": Shape(
        FILLED
        + "y = df.pop('spend')\nX = df.drop(columns=['id', 'city', 'plan', 'text', 'joined', 'left'])\n"
        + SPLIT
        + "from sklearn.ensemble import RandomForestRegressor\nrf = RandomForestRegressor(n_estimators=12, random_state=1)\nrf.fit(X_train, y_train)\ny_pred = rf.predict(X_test)\n",
        target=("left", "spend", "text"),
    ),
    "only_fitted": Shape(
        FILLED
        + TARGET
        + PLAIN
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300)\nmodel.fit(X, y)\nprint(model.score(X, y))\n",
        raw="df0",
        expected="model.predict(X)",
    ),
    "predicted_in_metric": after(
        "",
        LOGISTIC
        + "from sklearn.metrics import accuracy_score\nmodel = LogisticRegression(max_iter=300)\nmodel.fit(X_train, y_train)\nprint(accuracy_score(y_test, model.predict(X_test)))\n",
        expected="model.predict(X_test)",
    ),
    "predicted_in_function": after(
        "def report(m, A, b):\n    p = m.predict(A)\n    print((p == b).mean())\n\n",
        LOGISTIC
        + "model = LogisticRegression(max_iter=300)\nmodel.fit(X_train, y_train)\nreport(model, X_test, y_test)\n",
        expected="model.predict(X_test)",
    ),
    "index_column": Shape(
        "import numpy as np\nimport pandas as pd\ndf = pd.read_csv('data.csv', index_col='id')\ndf['age'] = df['age'].fillna(df['age'].mean())\n"
        + TARGET
        + PLAIN
        + SPLIT
        + FIT,
        raw="df0[df0['id'].isin(X_test.index)].set_index('id').loc[X_test.index].reset_index()",
    ),
    "lags": Shape(
        HEAD
        + "df['before'] = df['spend'].shift(1)\ndf['mean3'] = df['income'].rolling(3).mean()\ndf = df.dropna(subset=['before', 'mean3'])\n"
        "X = df[['before', 'mean3', 'visits']]\ny = df['spend']\nfrom sklearn.linear_model import LinearRegression\nmodel = LinearRegression()\nmodel.fit(X, y)\ny_pred = model.predict(X)\n",
        raw="df0",
        each=False,
        empty=2,
        target=("left",),
    ),
    "encoder_fitted_on_a_list": classified(
        "from sklearn.preprocessing import LabelEncoder\ndf['age'] = df['age'].fillna(30)\ndf['plan'] = df['plan'].fillna('none')\n"
        "for c in ('city', 'plan'):\n    lbl = LabelEncoder()\n    lbl.fit(list(df[c].values))\n    df[c] = lbl.transform(list(df[c].values))\n"
        + TARGET
        + "X = df[['age', 'income', 'city', 'plan']]\ny = df['left']\n"
    ),
    "dummies_picked_by_importance": classified(
        "df['age'] = df['age'].fillna(30)\ndf = pd.get_dummies(df.drop(columns=['id', 'text', 'joined', 'spend']), columns=['city', 'plan'])\n"
        + TARGET
        + "X = df.drop('left', axis=1)\ny = df['left']\nfrom sklearn.ensemble import RandomForestClassifier\n"
        "rf = RandomForestClassifier(n_estimators=9, random_state=0).fit(X, y)\n"
        "best = pd.Series(rf.feature_importances_, index=X.columns).sort_values().tail(6).index.tolist()\nX = X[best]\n",
        target=("left", "spend"),
    ),
    "dropna_of_all_but_few_used": Shape(
        HEAD
        + "df = df[['left', 'age', 'income', 'plan']]\ndf.dropna(inplace=True)\n"
        + TARGET
        + "X = df.iloc[:, 1:3]\ny = df.iloc[:, 0]\n"
        + SPLIT
        + FIT,
        target=("spend", "text"),
    ),
    "threshold_found_in_a_list": after(
        "",
        LOGISTIC
        + "from sklearn.metrics import f1_score\nmodel = LogisticRegression(max_iter=300).fit(X_train, y_train)\nproba = model.predict_proba(X_test)[:, 1]\n"
        "steps = np.arange(0.2, 0.8, 0.02)\nscores = [f1_score(y_test, (proba >= t).astype(int)) for t in steps]\n"
        "best = steps[np.argmax(scores)]\ny_pred = (proba >= best).astype(int)\n",
    ),
    "blend_in_a_function": Shape(
        FILLED
        + "X = df[['age', 'income', 'visits']]\ny = np.log1p(df['spend'])\n"
        + SPLIT
        + "from sklearn.linear_model import Ridge\nfrom sklearn.tree import DecisionTreeRegressor\na = Ridge().fit(X_train, y_train)\n"
        "b = DecisionTreeRegressor(max_depth=3, random_state=0).fit(X_train, y_train)\nprint(a.predict(X_test).mean())\n"
        "def blend(X):\n    return 0.6 * a.predict(X) + 0.4 * b.predict(X)\n\n# %%\ny_pred = np.floor(np.expm1(blend(X_test)))\n",
        target=("left", "spend"),
    ),
    "functions_with_generated_names": Shape(
        FILLED
        + LOGISTIC
        + "def unseen(v):\n    return v * 2\n\n# %%\ndef train(X, y):\n    return LogisticRegression(max_iter=500).fit(X, y)\n\n"
        "def predict(X, model):\n    return model.predict_proba(X)[:, 1]\n\n# %%\ndf['age'] = df['age'].apply(unseen)\n"
        + TARGET
        + PLAIN
        + SPLIT
        + "model = train(X_train, y_train)\ny_pred = predict(X_test, model) >= 0.4\n",
    ),
    "group_median_by_lambda": classified(
        "df['age'] = df.groupby('city')['age'].transform(lambda x: x.fillna(x.median()))\n" + TARGET + PLAIN
    ),
    "group_median_of_two": classified(
        "df['plan'] = df['plan'].fillna('none')\ndf['age'] = df['age'].fillna(df.groupby(['city', 'plan'])['age'].transform('median'))\n"
        + TARGET
        + PLAIN
    ),
    "categories_of_several": classified(
        "df = df.drop(columns=['id', 'spend', 'text'])\ndf['age'] = df['age'].fillna(30)\ncats = [c for c in df.columns if not pd.api.types.is_numeric_dtype(df[c])]\n"
        "df[cats] = df[cats].astype('category')\ndf[cats] = df[cats].apply(lambda s: s.cat.codes)\n"
        "X = df.drop('left', axis=1)\ny = df['left']\n",
        target=("left", "spend", "id"),
    ),
    "inner_joins": classified(
        "cities = pd.read_csv('cities.csv')\ncities = cities[cities['people'] > 0.4]\nplans = pd.DataFrame({'plan': ['basic', 'plus', 'pro'], 'price': [5, 9, 20]})\n"
        "df['age'] = df['age'].fillna(30)\ndf = df.merge(cities, on='city').merge(plans, on='plan')\n"
        + TARGET
        + "X = df[['age', 'income', 'people', 'price']]\ny = df['left']\n",
        raw="df0[(df0['city'] != 'Bonn') & df0['plan'].notna()].reset_index(drop=True).loc[X_test.index]",
    ),
    "only_scored": Shape(
        "import numpy as np\nimport pandas as pd\ntrain = pd.read_csv('data.csv')\ntest = train.iloc[120:]\ntrain = train.iloc[:120]\n"
        "train = train[train['income'] < 9000]\nfrom sklearn.pipeline import make_pipeline\nfrom sklearn.impute import SimpleImputer\n"
        + LOGISTIC
        + "cols = ['age', 'income', 'visits']\nmodel = make_pipeline(SimpleImputer(), LogisticRegression(max_iter=300))\n"
        "model.fit(train[cols], train['left'])\nprint(model.score(test[cols], test['left']))\n",
        raw="df0.iloc[120:]",
        expected="model.predict(test[cols])",
    ),
    "filled_up_columns": Shape(
        "import numpy as np\nimport pandas as pd\ndf = pd.read_csv('data.csv')\nm = df['age'].mean()\ndf['age'] = df['age'].fillna(m)\ndf = df.dropna()\n"
        "X = pd.concat([df[['age', 'income']], pd.get_dummies(df[['city']])], axis=1)\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300).fit(X, df['left'])\nnew = pd.read_csv('new.csv')\nnew['age'] = new['age'].fillna(m)\n"
        "N = pd.concat([new[['age', 'income']], pd.get_dummies(new[['city']])], axis=1)\nN = N.reindex(columns=X.columns, fill_value=0)\n"
        "out = new[['id']].copy()\nout['left'] = model.predict(N)\nout.to_csv('out.csv', index=False)\n",
        raw="df0",
        expected="out['left']",
        file="new.csv",
        target=("id", "plan"),
    ),
    "columns_aligned": Shape(
        "import numpy as np\nimport pandas as pd\ndf = pd.read_csv('data.csv')\nnew = pd.read_csv('new.csv')\n"
        "X = pd.get_dummies(df[['income', 'city', 'plan']])\nN = pd.get_dummies(new[['income', 'city', 'plan']])\n"
        "X, N = X.align(N, join='left', axis=1, fill_value=0)\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300).fit(X, df['left'])\npred = model.predict(N)\n"
        "pd.DataFrame({'id': new['id'], 'left': pred}).to_csv('out.csv', index=False)\n",
        raw="df0",
        expected="pred",
        file="new.csv",
        target=("id", "text"),
    ),
    "loaded_by_a_function": Shape(
        "import numpy as np\nimport pandas as pd\ndef load(path):\n    return pd.read_csv(path)\n\n# %%\n"
        "df = load('data.csv')\nnew = load('new.csv')\nm = df['age'].mean()\ndf['age'] = df['age'].fillna(m)\nnew['age'] = new['age'].fillna(m)\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300).fit(df[['age', 'income']], df['left'])\npred = model.predict(new[['age', 'income']])\n"
        "pd.DataFrame({'id': new['id'], 'left': pred}).to_csv('out.csv', index=False)\n",
        raw="df0",
        expected="pred",
        file="new.csv",
        target=("id", "text"),
    ),
    "loaded_by_a_function_that_says_so": Shape(
        "import numpy as np\nimport pandas as pd\ndef load(path):\n    read = pd.read_csv(path)\n    print('rows', read.shape)\n"
        "    return read\n\n# %%\ndf = load('data.csv')\nnew = load('new.csv')\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300).fit(df[['visits', 'income']], df['left'])\n"
        "pred = model.predict(new[['visits', 'income']])\n"
        "pd.DataFrame({'id': new['id'], 'left': pred}).to_csv('out.csv', index=False)\n",
        raw="df0",
        expected="pred",
        file="new.csv",
        target=("id", "text"),
    ),
    "fitted_before_the_name_is_bound_anew": after(
        LOGISTIC
        + "model = LogisticRegression(max_iter=300)\nmodel.fit(X_train, y_train)\ny_pred = model.predict(X_test)\n",
        "from sklearn.model_selection import cross_val_score\nmodel = LogisticRegression(C=3)\nprint(cross_val_score(model, X, y, cv=2))\n",
    ),
    "gaps_left_by_labels": classified("df['age'] = df['age'].dropna()\ndf = df[df['age'].notna()]\n" + TARGET + PLAIN),
    "looked_at_by_a_function": classified(
        "def show(frame):\n    for c in frame:\n        if frame[c].dtypes == 'float64':\n            print(c, frame[c].unique()[:3])\n\n"
        "show(df)\ndf['age'] = df['age'].fillna(30)\nshow(df)\n" + TARGET + PLAIN
    ),
    "saved_and_read_back": after(
        "import joblib\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300)\nmodel.fit(X_train, y_train)\njoblib.dump(model, 'm.joblib')\n",
        "again = joblib.load('m.joblib')\ny_pred = again.predict(X_test)\n",
    ),
    "list_made_in_a_loop": classified(
        "import re\ndf['age'] = df['age'].fillna(30)\nwords, marks = [], []\n"
        "for i in range(0, len(df)):\n    t = re.sub('[^a-z ]', ' ', df['text'][i])\n    t = [w for w in t.split() if w != 'fine']\n"
        "    if 'bad' in t:\n        marks.append(1)\n    else:\n        marks.append(0)\n    words.append(len(t))\n"
        "df['words'] = words\ndf['bad'] = marks\n" + TARGET + "X = df[['age', 'words', 'bad']]\ny = df['left']\n"
    ),
    "target_encoding_in_loops": classified(
        "df['age'] = df['age'].fillna(30)\n"
        + TARGET
        + "sums, counts = {}, {}\nfor _, row in df.iterrows():\n    c = row['city']\n    sums[c] = sums.get(c, 0) + row['left']\n"
        "    counts[c] = counts.get(c, 0) + 1\nrates = {c: sums[c] / counts[c] for c in sums}\ncoded = []\n"
        "for i in range(len(df)):\n    coded.append(rates[df.loc[i, 'city']])\ndf['rate'] = coded\nX = df[['age', 'rate']]\ny = df['left']\n"
    ),
    "a_dummy_is_dropped_by_name": classified(
        "df['age'] = df['age'].fillna(30)\nX = df.drop(columns=['left', 'id', 'plan', 'text', 'joined', 'spend'])\nd = pd.get_dummies(X.city)\n"
        "X = pd.concat([X, d], axis='columns')\nX = X.drop(['city', 'Rome'], axis='columns')\n"
        + TARGET
        + "y = df['left']\n"
    ),
    "a_dummy_is_read_by_name": classified(
        "df['age'] = df['age'].fillna(30)\ndf = pd.concat([df, pd.get_dummies(df['city'])], axis=1)\n"
        + TARGET
        + "X = df[['age', 'Oslo', 'Bonn']]\ny = df['left']\n"
    ),
    "prepared_with_what_training_had": Shape(
        "import numpy as np\nimport pandas as pd\ndef prepare(data, medians=None):\n    data = data.copy()\n    if medians is None:\n"
        "        medians = data[['age', 'income']].median()\n    data[['age', 'income']] = data[['age', 'income']].fillna(medians)\n    return data, medians\n\n# %%\n"
        "df = pd.read_csv('data.csv')\nnew = pd.read_csv('new.csv')\ndf, medians = prepare(df)\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=300).fit(df[['age', 'income']], df['left'])\nnew, _ = prepare(new, medians)\n"
        "pred = model.predict(new[['age', 'income']])\npd.DataFrame({'id': new['id'], 'left': pred}).to_csv('out.csv', index=False)\n",
        raw="df0",
        expected="pred",
        file="new.csv",
        target=("id", "text"),
    ),
    "an_encoder_for_each_column": classified(
        "from sklearn.preprocessing import LabelEncoder\nkinds = ['city', 'plan']\n"
        "df[kinds] = df[kinds].fillna('none').apply(LabelEncoder().fit_transform)\n"
        + TARGET
        + "X = df[['income', 'city', 'plan']]\ny = df['left']\n"
    ),
    "pieces_of_a_text": classified(
        "parts = df['text'].str.split(' ', n=2, expand=True)\ndf['first'] = parts[0]\n"
        "df['second'] = df['text'].str.split(' ', expand=True)[1]\n"
        "df[['third', 'rest']] = df['text'].str.split('o', n=1, expand=True)\n"
        "df['rest'] = df['rest'].fillna('').str.len()\n"
        + TARGET
        + "X = pd.get_dummies(df[['income', 'first', 'second', 'rest']], columns=['first', 'second'], dtype=float)\n"
        "y = df['left']\n"
    ),
    "records": classified(
        "from sklearn.feature_extraction import DictVectorizer\ndf['age'] = df['age'].fillna(30)\ndf['plan'] = df['plan'].fillna('none')\n"
        "dv = DictVectorizer(sparse=False)\nrows = df[['age', 'income', 'city', 'plan']].to_dict(orient='records')\n"
        + TARGET
        + "X = pd.DataFrame(dv.fit_transform(rows), columns=dv.get_feature_names_out())\ny = df['left']\n"
    ),
    "conditions_in_a_list": classified(
        "df['age'] = df['age'].fillna(30)\nconditions = [df['age'] < df['age'].mean(), df['age'] < 60]\n"
        "choices = [df['income'].min(), df['visits']]\ndf['g'] = np.select(conditions, choices, default=2)\n"
        + TARGET
        + "X = df[['g', 'income']]\ny = df['left']\n"
    ),
    "conditions_appended": classified(
        "df['age'] = df['age'].fillna(30)\nc = []\nc.append(df['age'] < 30)\nc.append(df['age'] < 50)\n"
        "df['g'] = np.select(c, [0, 1], default=2)\ndf['both'] = sum([df['age'], df['income']])\n"
        + TARGET
        + "X = df[['g', 'both']]\ny = df['left']\n"
    ),
    "mean_of_listed_models": Shape(
        TWO + "final = np.mean([m.predict_proba(X_test)[:, 1] for m in [a, b]], axis=0)\n", expected="final"
    ),
    "threshold_in_a_comprehension": Shape(
        TWO + "p = b.predict_proba(X_test)[:, 1]\nfinal = [1 if v > 0.3 else 0 for v in p]\n", expected="final"
    ),
    "threshold_in_a_loop": Shape(
        TWO
        + "p = b.predict_proba(X_test)[:, 1]\nfinal = []\nfor v in p:\n    if v > 0.3:\n        final.append('yes')\n    else:\n        final.append('no')\n",
        expected="final",
    ),
    "threshold_in_place": Shape(
        TWO + "final = b.predict_proba(X_test)[:, 1]\nfinal[final > 0.3] = 1\nfinal[final <= 0.3] = 0\n",
        expected="final",
    ),
    "put_beside_and_written": Shape(
        TWO
        + "final = pd.Series(np.where(b.predict_proba(X_test)[:, 1] > 0.3, 'y', 'n'))\npd.concat([X_test['age'].reset_index(drop=True), final], axis=1).to_csv('o.csv')\n",
        expected="final",
    ),
    "put_into_another_file": Shape(
        ASKED
        + "asked['left'] = np.where(a.predict_proba(new[['age', 'income']])[:, 1] > 0.3, 'y', 'n')\nasked.to_csv('o.csv')\n",
        expected="asked['left']",
        **NEW,  # type: ignore[arg-type]  # fields of Shape
    ),
    "mean_of_a_filled_frame": Shape(
        TWO
        + "P = pd.DataFrame()\nP['a'] = a.predict_proba(X_test)[:, 1]\nP['b'] = b.predict_proba(X_test)[:, 1]\nfinal = P.mean(axis=1)\n",
        expected="final",
    ),
    "columns_beside_each_other": Shape(
        TWO
        + "out = np.c_[X_test['age'], (b.predict_proba(X_test)[:, 1] > 0.3).astype(int)]\nnp.savetxt('o.csv', out)\n",
        expected="out[:, 1].astype(int)",
    ),
    "pairs_of_columns": classified(
        "from itertools import combinations\ndf['age'] = df['age'].fillna(30)\nbase = ['age', 'income', 'visits']\n"
        "for a, b in combinations(base, 2):\n    df[f'{a}_x_{b}'] = df[a] * df[b]\n"
        "for a, b in [(a, b) for a in ['age', 'income'] for b in ['visits']]:\n    df[f'{a}_by_{b}'] = df[a] / (df[b] + 1)\n"
        + TARGET
        + "X = df[['age_x_income', 'age_x_visits', 'income_x_visits', 'age_by_visits', 'income_by_visits']]\ny = df['left']\n"
    ),
    "pairs_by_two_loops": classified(
        "df['age'] = df['age'].fillna(30)\nbase = ['age', 'income', 'visits']\n"
        "for a in base:\n    for b in base:\n        if a < b:\n            df[f'{a}_x_{b}'] = df[a] * df[b]\n"
        + TARGET
        + "X = df[['age_x_income', 'age_x_visits', 'income_x_visits']]\ny = df['left']\n"
    ),
    "a_table_of_probabilities": Shape(
        FILLED
        + "X = df[['age', 'income', 'visits']]\ny = df['city']\n"
        + SPLIT
        + LOGISTIC
        + "pipe = LogisticRegression(max_iter=200).fit(X_train, y_train)\nproba = pipe.predict_proba(X_test)\n"
        "sub = pd.DataFrame(proba, columns=pipe.classes_, index=X_test.index)\nsub['label'] = sub.idxmax(axis=1)\n"
        "sub.loc[sub[pipe.classes_].max(axis=1) < 0.4, 'label'] = 'unknown'\nsub.to_csv('s.csv')\n",
        expected="sub['label']",
        target=("city",),
    ),
    "a_row_looks_up": classified(
        "df['plan'] = df['plan'].fillna('none')\nm = df.groupby('city')['age'].median()\n"
        "df['age'] = df.apply(lambda r: m[r['city']] if pd.isna(r['age']) else r['age'], axis=1)\n" + TARGET + PLAIN
    ),
    "columns_with_few_gaps": classified(
        "df['plan'] = df['plan'].fillna('none')\ndf = df.loc[:, df.isnull().mean() < 0.3]\ndf = df.dropna(axis=1, thresh=90)\n"
        "df['age'] = df['age'].fillna(1)\n" + TARGET + PLAIN
    ),
    "the_rows_that_were_not_drawn": Shape(
        FILLED
        + TARGET
        + LOGISTIC
        + "tr = df.sample(frac=0.7, random_state=1)\nte = df[~df.index.isin(tr.index)]\nF = ['age', 'visits']\n"
        "model = LogisticRegression(max_iter=300).fit(tr[F], tr['left'])\ny_pred = model.predict(te[F])\n",
        raw="df0.loc[te.index]",
    ),
    "numbers_of_a_table_and_of_a_text": classified(
        "cities = pd.read_csv('cities.csv')\ndf['age'] = df['age'].fillna(30)\ndf = df.merge(cities, on='city', how='left')\n"
        "df['n'] = df['text'].str.len()\ndf['p'] = df['people'] * df['income']\n"
        + TARGET
        + "X = df.select_dtypes('number').drop(columns='left')\ny = df['left']\n"
    ),
    "grown_in_a_loop": classified(
        "total = 0\nfor k in [1, 3]:\n    total += k\ndf['t'] = df['income'] * total\n"
        + TARGET
        + "X = df[['t', 'visits']]\ny = df['left']\n"
    ),
    "analysed_but_not_made": Shape(
        TWO
        + "y_pred = b.predict(X_test)\np = b.predict_proba(X_test)[:, 1]\ntop = X_test.iloc[np.argsort(p)[::-1][:5]]\n"
        "wrong = []\nfor i, (u, v) in enumerate(zip(y_test, y_pred)):\n    if u != v:\n        wrong.append(i)\n"
    ),
}

LOWERED: dict[str, tuple[str, str]] = {
    "a_turn_of_a_loop_beside_a_star_import": (
        "from sklearn.metrics import *\n"
        + FILLED
        + TARGET
        + PLAIN
        + SPLIT
        + LOGISTIC
        + "models = {'one': LogisticRegression(), 'two': LogisticRegression(C=2)}\nout = pd.DataFrame()\n"
        "for n, m in models.items():\n    m.fit(X_train, y_train)\n    out[n] = m.predict_proba(X_test)[:, 1]\n"
        "out['mean'] = out.mean(axis=1)\np = (out['mean'] > 0.45).astype(int)\n",
        "answers of several models (m) are put together",
    ),
    "parts_in_a_dict_that_is_changed": (
        FILLED
        + TARGET
        + PLAIN
        + SPLIT
        + LOGISTIC
        + "data = {'X': X_train, 'Xt': X_test, 'y': y_train}\nX_test = None\nmodel = LogisticRegression().fit(data['X'], data['y'])\n"
        "y_pred = model.predict(data['Xt'])\n",
        "which a prediction would need, is training's alone",
    ),
    "rank": (
        HEAD + "df['r'] = df['income'].rank()\n" + TARGET + "X = df[['r', 'visits']]\ny = df['left']\n" + SPLIT + FIT,
        "rank",
    ),
    "names_that_only_running_tells": (  # of a column that was made before, by a function that nobody looks into
        HEAD
        + "def short(name):\n    return name[:3]\n\ndf['rich'] = df['income'] > 3000\ndf.columns = [short(c) for c in df.columns]\n"
        + "X = df[['ric', 'inc']]\ny = df['lef']\n"
        + SPLIT
        + FIT,
        "gives columns names that are not followed",
    ),
    "group_order": (
        HEAD
        + "df['n'] = df.groupby('city').cumcount()\n"
        + TARGET
        + "X = df[['n', 'visits']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "cumcount",
    ),
    "dbscan": (
        FILLED + "from sklearn.cluster import DBSCAN\nm = DBSCAN()\ndf['c'] = m.fit_predict(df[['age', 'income']])\n",
        "DBSCAN",
    ),
    "unknown_library": (
        HEAD
        + "import somelib\ndf['z'] = somelib.smooth(df['income'])\n"
        + TARGET
        + "X = df[['z', 'visits']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "somelib",
    ),
    "remembers": (
        HEAD
        + "seen = []\ndef first(c):\n    seen.append(c)\n    return len(seen)\n\ndf['n'] = df['city'].apply(first)\n"
        + TARGET
        + "X = df[['n', 'visits']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "first",
    ),
    "misaligned": (
        HEAD
        + "df = df[df['plan'].notna()]\nextra = pd.DataFrame({'z': np.asarray(df['income'])})\ndf['z'] = extra['z']\ndf['z'] = df['z'].fillna(0)\n"
        + TARGET
        + "X = df[['z', 'visits']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "labels that are not known to be the same",
    ),
    "drawn_for_each_row": (
        HEAD
        + "df['noise'] = np.random.random(180)\n"
        + TARGET
        + "X = df[['noise', 'visits']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "for each row of training",
    ),
    "counted_rows": (
        HEAD + "df['n'] = np.arange(len(df))\n" + TARGET + "X = df[['n', 'visits']]\ny = df['left']\n" + SPLIT + FIT,
        "for each row of training",
    ),
    "function_that_changes_and_parts": (
        FILLED
        + TARGET
        + PARTING
        + "    frame['age'] = frame['age'] * 2\n    X, y = frame[names], frame[target]\n"
        + PARTED
        + CALLED
        + FIT,
        "chooses rows for training",
    ),
    "function_that_cuts": (
        FILLED
        + TARGET
        + "def part(d):\n    n = int(len(d) * 0.8)\n    return d.iloc[:n], d.iloc[n:]\ntrain, test = part(df)\n"
        + "X_train, y_train = train[['age', 'income']], train['left']\nX_test = test[['age', 'income']]\n"
        + FIT,
        "chooses rows for training",
    ),
    "list_that_remembers": (
        HEAD
        + "seen = []\nlast = 0\nfor i in range(len(df)):\n    last = last + df['income'][i]\n    seen.append(last)\ndf['sum'] = seen\n"
        + TARGET
        + "X = df[['sum', 'visits']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "",
    ),
    "list_that_is_read_while_it_is_made": (
        HEAD
        + "seen = []\nfor c in df['city']:\n    seen.append(len([s for s in seen if s]))\ndf['sum'] = seen\n"
        + TARGET
        + "X = df[['sum', 'visits']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "",
    ),
    "threshold_not_followed": (
        FILLED
        + TARGET
        + PLAIN
        + SPLIT
        + LOGISTIC
        + "import somelib\nmodel = LogisticRegression().fit(X_train, y_train)\np = model.predict_proba(X_test)[:, 1]\n"
        "y_pred = p > somelib.cut(p)\n",
        "somelib",
    ),
    "ranks_of_predictions": (
        TWO + "p = pd.Series(a.predict_proba(X_test)[:, 1])\nq = pd.Series(b.predict_proba(X_test)[:, 1])\n"
        "out = pd.DataFrame({'p': (p.rank(pct=True) + q.rank(pct=True)) / 2})\nout.to_csv('o.csv')\n",
        "what is written (cell 1) is said by a and b, and not by b alone",
    ),
    "best_ten": (
        TWO + "p = b.predict_proba(X_test)[:, 1]\nfinal = np.zeros(len(p))\nfinal[np.argsort(-p)[:10]] = 1\n",
        "changes single rows",
    ),
    "mean_over_folds": (
        TWO + "from sklearn.model_selection import KFold\npreds = []\nfor tr, va in KFold(3).split(X_train):\n"
        "    a = LogisticRegression(max_iter=500).fit(X_train.iloc[tr], y_train.iloc[tr])\n    preds.append(a.predict_proba(X_test)[:, 1])\n"
        "final = np.mean(preds, axis=0)\n",
        "answers of several models (a) are put together",
    ),
    "names_looked_up": (
        TWO + "names = df['left'].unique()\nfinal = names[b.predict(X_test)]\n",
        "looks rows up one by one",
    ),
    "threshold_in_a_while": (
        TWO
        + "p = b.predict_proba(X_test)[:, 1]\nfinal = []\ni = 0\nwhile i < len(p):\n    final.append(int(p[i] > 0.3))\n    i += 1\n",
        "while",
    ),
    "rows_in_a_dict": (
        HEAD
        + "c = {'low': df['visits'] < 3, 'mid': df['visits'] < 5}\ndf['g'] = np.select(list(c.values()), [0, 1], default=2)\n"
        + TARGET
        + "X = df[['g', 'income']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "for each row of training",
    ),
    "pairs_of_learned_names": (
        HEAD
        + "from itertools import combinations\nfor a, b in combinations(df.select_dtypes('number').columns, 2):\n    df[f'{a}_x_{b}'] = df[a] * df[b]\n"
        + TARGET
        + "X = df[['income_x_visits', 'visits']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "",
    ),
    "rows_in_a_zip": (
        HEAD
        + "for name, c in zip(['a', 'b'], [df['visits'] < 3, df['visits'] < 5]):\n    df[name] = c.astype(int)\n"
        + TARGET
        + "X = df[['a', 'b', 'income']]\ny = df['left']\n"
        + SPLIT
        + FIT,
        "for each row of training",
    ),
}
