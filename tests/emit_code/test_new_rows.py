"""inference.py speaks of new rows: names, copies and functions; what may change an object keeps its copy."""

import pytest

from nb2prod.emit.code.new_rows import for_new_rows, plainly, task
from nb2prod.model import Serving

NAMES = [
    ("X_train", "X"), ("X_test", "X"), ("xtest", "x"), ("X_train_scaled", "X_scaled"), ("test", "df"),
    ("df_train", "df"), ("test_features", "features"), ("X_val2", "X"), ("trained", "trained"), ("contest", "contest"),
    ("latest_rows", "latest_rows"), ("X", "X"), ("train_in", "train_in"), ("test_2020", "test_2020"),
]  # fmt: skip


@pytest.mark.parametrize("name, plain", NAMES)
def test_names_do_not_say_which_rows_of_training(name, plain):
    assert plainly(name) == plain


def serving(source, lines, expression):
    return Serving(source, 0, None, (), (), False, "", tuple(enumerate(lines)), expression, 0, False, None, (), (), "")


REWRITTEN = [  # source, lines, expression, what they become
    ("df", ["X = df[['a']]", "X_test = X.copy()"], "m.predict(X_test)", ["X = df[['a']]"], "m.predict(X)"),
    ("df", ["X = df.copy()", "xtest = X.copy()"], "m.predict(xtest)", [], "m.predict(df)"),
    ("df", ["X = df", "X['b'] = X['a'] / 2"], "m.predict(X)", ["df['b'] = df['a'] / 2"], "m.predict(df)"),
    ("df", ["X_train = df[['a']]"], "m.predict(X_train)", ["X = df[['a']]"], "m.predict(X)"),
    ("test", ["X = test.copy().rename(columns=str)"], "m.predict(X)", ["X = df.rename(columns=str)"], "m.predict(X)"),
    ("df", ["X = df.copy().to_numpy()"], "m.predict(X)", ["X = df.to_numpy()"], "m.predict(X)"),
]
KEPT = [  # source, lines, expression, a line that must stay
    ("df", ["X = df.copy()", "X['a'] = X['a'] / 2"], "m.predict(X)", "X = df.copy()"),
    ("df", ["X = df.copy()", "df.drop('a', inplace=True)"], "m.predict(X)", "X = df.copy()"),
    ("df", ["X = df.copy()", "clean(X)"], "m.predict(X)", "X = df.copy()"),
    ("df", ["X = df.copy()", "Z = X", "Z['a'] = 1"], "m.predict(X)", "X = df.copy()"),
    ("df", ["X = df.copy()", "X = X.dropna()"], "m.predict(X)", "X = df.copy()"),
    ("df", ["X = df.copy(deep=False)"], "m.predict(X)", "X = df.copy(deep=False)"),
    ("df", ["X = df.copy().to_numpy()", "X[0] = 1"], "m.predict(X)", "X = df.copy().to_numpy()"),
    ("df", ["X = df.a", "X_train = scaler.transform(X)"], "m.predict(X_train)", "X_new = scaler.transform(X)"),
    ("df", ["X_train = df.query('a > @X_train')"], "m.predict(X_train)", "X_train = df.query('a > @X_train')"),
    ("df", ["X_train = df.apply(lambda X: X + 1)"], "m.predict(X_train)", "X_new = df.apply(lambda X: X + 1)"),
]  # fmt: skip


@pytest.mark.parametrize("source, lines, expression, after, end", REWRITTEN)
def test_copies_and_names_of_training_go(source, lines, expression, after, end):
    made, _ = for_new_rows(serving(source, lines, expression), (), {})
    assert ([text for _, text in made.lines], made.expression) == (after, end)


@pytest.mark.parametrize("source, lines, expression, line", KEPT)
def test_what_may_be_changed_stays_a_copy_and_no_name_is_taken_twice(source, lines, expression, line):
    made, _ = for_new_rows(serving(source, lines, expression), (), {})
    assert line in [text for _, text in made.lines]


@pytest.mark.parametrize("reads, name", [(["X"], "X"), (["Z"], "X_new")])
def test_a_name_that_is_another_matrix_in_the_notebook_is_not_taken(reads, name):
    """X_train, X_test = split(X): X_test is X here; X_test = t.transform(Z) beside X = s.transform(Z) is not."""
    made, _ = for_new_rows(serving("df", ["X_test = df[['a']]"], "m.predict(X_test)"), (), {"X": [], "X_test": reads})
    assert made.lines == ((0, f"{name} = df[['a']]"),)


def test_a_learned_name_is_not_taken():
    made, called = for_new_rows(serving("df", ["X_train = df[['a']]"], "m.predict(X_train)"), {"X"}, {})
    assert made.lines == ((0, "X_new = df[['a']]"),) and called == {"X_new": "X_train"}


TASKS = [
    (["p = np.expm1(lasso.predict(X))", "q = gbm.predict(X)"], "build_features", "ask_models"),  # a blend
    (["X = df[['a']]"], "split_data", "select_features"),
    (["X = df.drop(columns=['y']).to_numpy()"], "prepare_data", "select_features"),
    (["X = df[df.a > 3]"], "split_data", "prepare_features"),
    (["Z = scaler.transform(X)"], "train_model", "transform_features"),
    (["df['a'] = df['a'] / 2"], "split_data", "prepare_features"),
    (["df['a'] = df['a'] / 2"], "clean_up", "clean_up"),
    (["df['kind'] = p"], "select_kind", "prepare_features"),
    (["df['a'] = codes.transform(df['a'])"], "drop_kind_and_encode_categories", "encode_categories"),  # the labels went
    (["df['a'] = df['a'] / 2"], "derive_a_and_drop_b", "derive_a"),
    (["df['a'] = df['a'] / 2"], "drop_columns", "prepare_features"),
    (["df['a'] = df['a'] / 2"], "encode_categories_and_balance_classes", "encode_categories"),  # rows of training alone
    (["df['a'] = df['a'] / 2"], "apply_smote_2", "prepare_features"),
    (["df = df.drop(columns=['b'])", "df['a'] = df['a'] / 2"], "derive_a_and_drop_b", "derive_a_and_drop_b"),
]


@pytest.mark.parametrize("lines, step, name", TASKS)
def test_functions_are_named_by_what_they_do_to_new_rows(lines, step, name):
    assert task(lines, step) == name
