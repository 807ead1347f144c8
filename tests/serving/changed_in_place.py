"""Rows that loops, functions and other names change in place, and parts of parts: new rows go through it once."""

from __future__ import annotations

from tests.serving.behind_the_fit import LINEAR
from tests.serving.harness import HEAD, Shape

SPLITTING = "from sklearn.model_selection import train_test_split\n"
WHOLE = HEAD + LINEAR + "df = df[['age', 'income', 'visits', 'spend']].fillna(0)\n# %%\n"
OF_ALL = "# %%\nX, y = df[['age', 'income']], df['spend']\nm = LinearRegression().fit(X, y)\ny_pred = m.predict(X)\n"
IN_PARTS = (
    HEAD
    + LINEAR
    + SPLITTING
    + "X, y = df[['age', 'income', 'visits']].fillna(0), df['spend']\n"
    + "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.5, random_state=0)\n# %%\n"
)
OF_PARTS = "# %%\nm = LinearRegression().fit(X_train, y_train)\ny_pred = m.predict(X_test)\n"
AGAIN = "X_val, X_test, y_val, y_test = train_test_split(X_test, y_test, test_size=0.5, random_state=0)\n"
PREPARE = "def prepare(d):\n    d['age'] = d['age'] / 10\n"


def parts(body: str) -> Shape:
    """Split, `body`, fit, predict the part that was kept apart."""
    return Shape(IN_PARTS + body + OF_PARTS, target=("spend", "left"))


def table(body: str) -> Shape:
    """Load, `body`, fit, predict all."""
    return Shape(WHOLE + body + OF_ALL, raw="df0", target=("spend", "left"))


CHANGED_IN_PLACE: dict[str, Shape] = {
    "a_loop_over_names_of_columns_that_are_collected": table(  # no rows are gone through
        "found = []\nfor c in df.select_dtypes('number').columns:\n    found.append(c)\n"
        "for n in range(len(df)):\n    found.append(n)\n"
    ),
    "a_part_that_is_split_again_keeps_its_name": parts(  # nothing is exchanged
        "X_test, X_val, y_test, y_val = train_test_split(X_test, y_test, test_size=0.5, random_state=0)\n"
        "X_val['age'] = X_val['age'] / 7\nX_test['income'] = X_test['income'] / 100\n"
        "X_train['income'] = X_train['income'] / 100\n"
    ),
    "a_part_that_is_split_again_and_asked_about": parts(
        AGAIN + "print(LinearRegression().fit(X_train, y_train).score(X_val, y_val))\n"
    ),
    "a_loop_over_two_parts": parts("for part in (X_train, X_test):\n    part['age'] = part['age'] / 10\n"),
    "a_loop_over_three_parts": parts(
        AGAIN
        + "for part in [X_train, X_val, X_test]:\n    part['age'] = part['age'] / 10\n"
        + "    part['both'] = part['age'] * part['income']\n"
    ),
    "a_list_of_two_parts": parts("both = [X_train, X_test]\nfor part in both:\n    part['age'] = part['age'] / 10\n"),
    "a_loop_that_replaces_in_two_parts": parts(
        "for part in [X_train, X_test]:\n    part.replace({4: 40}, inplace=True)\n    part.clip(upper=2000, inplace=True)\n"
    ),
    "a_loop_that_renames_in_two_parts": parts(
        "for part in [X_train, X_test]:\n    part.rename(columns={'age': 'years'}, inplace=True)\n"
        "    part['years'] = part['years'] / 10\nX_train, X_test = X_train[['years']], X_test[['years']]\n"
    ),
    "another_name_of_the_table": table("same = df\nsame.clip(upper=1000, inplace=True)\ndf['age'] = df['age'] + 1\n"),
    "a_function_that_gives_nothing": table(PREPARE + "prepare(df)\n"),
    "a_function_that_gives_nothing_of_each_part": parts(PREPARE + "prepare(X_train)\nprepare(X_test)\n"),
    "a_function_that_gives_nothing_in_a_loop": parts(PREPARE + "for d in [X_train, X_test]:\n    prepare(d)\n"),
    "a_function_that_is_called_by_another": table(
        PREPARE + "def all_of(d):\n    prepare(d)\n    print(1)\nall_of(df)\n"
    ),
    "a_function_with_what_training_fitted": parts(
        "from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler().fit(X_train)\n"
        "def scale(d, s):\n    d[['age', 'income', 'visits']] = s.transform(d)\nscale(X_train, scaler)\nscale(X_test, scaler)\n"
    ),
    "a_function_that_drops_a_column": table(
        "def prepare(d):\n    d.drop(columns='visits', inplace=True)\n    d['age'] = d['age'] ** 2\nprepare(df)\n"
    ),
    "a_function_that_drops_a_column_and_gives_the_rest": table(
        "def prepare(d):\n    d = d.drop(columns='visits')\n    d['age'] = d['age'] ** 2\n    return d\ndf = prepare(df)\n"
    ),
    "a_function_that_only_shows": table("def show(d):\n    print(d.shape)\nshow(df)\n"),
}

HOLDER = (
    "class Table:\n    def __init__(self, d):\n        self.d = d\n"
    "    def run(self):\n        self.d['age'] = self.d['age'] / 10\n"
)
FITTER = "class Centre:\n    def fit(self, d):\n        d['age'] = d['age'] - 3\n        return self\n"
CHANGED_IN_PLACE_LOWERED: dict[str, tuple[str, str]] = {
    "a_method_of_what_holds_the_table": (
        WHOLE + HOLDER + "held = Table(df)\nheld.run()\n" + OF_ALL,
        "held.run() may change rows",
    ),
    "a_method_that_is_handed_the_table": (
        WHOLE + FITTER + "c = Centre().fit(df)\n" + OF_ALL,
        "c = Centre().fit(df) may change rows",
    ),
    "a_scaler_that_writes_into_what_it_gets": (
        WHOLE
        + "from sklearn.preprocessing import FunctionTransformer\n"
        + PREPARE
        + "    return d\nkept = FunctionTransformer(prepare)\nkept.fit_transform(df)\n"
        + OF_ALL,
        "fit_transform(df) may change rows",
    ),
    "a_pipe_that_changes_what_it_gets": (  # up to pandas 2 the table, later a copy of it
        WHOLE + PREPARE + "df.pipe(prepare)\n" + OF_ALL,
        "df.pipe(prepare)",
    ),
    "a_numbered_loop_over_parts": (
        IN_PARTS + "for i, part in enumerate([X_train, X_test]):\n    part['age'] = part['age'] / 10\n" + OF_PARTS,
        "a loop over enumerate([X_train, X_test]) may change what it holds",
    ),
    "a_loop_over_a_mapping_of_parts": (
        IN_PARTS + "for k, d in {'a': X_train, 'b': X_test}.items():\n    d['age'] = d['age'] / 10\n" + OF_PARTS,
        "may change what it holds",
    ),
    "a_mapping_asked_by_its_keys": (
        IN_PARTS
        + "both = {'a': X_train, 'b': X_test}\nfor k in both:\n    both[k]['age'] = both[k]['age'] / 10\n"
        + OF_PARTS,
        "both[k]['age'] changes rows in a way that is not followed",
    ),
    "a_function_that_is_mapped": (
        IN_PARTS + PREPARE + "list(map(prepare, [X_train, X_test]))\n" + OF_PARTS,
        "may change rows in a way that is not followed",
    ),
    "a_function_that_calls_one_that_changes": (
        IN_PARTS + PREPARE + "def outer(d):\n    prepare(d)\nlist(map(outer, [X_train, X_test]))\n" + OF_PARTS,
        "may change rows in a way that is not followed",
    ),
    "a_function_that_is_mapped_and_knows_the_table": (
        WHOLE + "def prepare(x):\n    df['age'] = df['age'] / 10\n    return x\nq = list(map(prepare, [1]))\n" + OF_ALL,
        "may change rows in a way that is not followed",
    ),
    "a_function_that_fits_and_changes": (
        WHOLE
        + "from sklearn.preprocessing import StandardScaler\ndef prepare(d):\n    s = StandardScaler()\n"
        + "    d[['age']] = s.fit_transform(d[['age']])\n    return s\ns = prepare(df)\n"
        + OF_ALL,
        "prepare(df) may change rows, and gives what only training has",
    ),
    "a_function_that_binds_outside": (
        WHOLE + "def prepare():\n    global df\n    df = df.assign(age=df['age'] / 10)\nprepare()\n" + OF_ALL,
        "prepare() binds df",
    ),
    "a_text_that_is_evaluated": (
        WHOLE + "df.eval('age = age / 10', inplace=True)\n" + OF_ALL,
        "df.eval('age = age / 10', inplace=True) is not followed",
    ),
}
