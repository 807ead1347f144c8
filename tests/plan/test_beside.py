"""That the notebook answers with other models than the served one, or with several, is said in the level's reason."""

import pytest

from tests.notebooks import planned

START = (
    "import numpy as np, pandas as pd\nfrom sklearn.linear_model import LinearRegression, Ridge\nfrom sklearn.metrics import r2_score\n"
    "from sklearn.model_selection import train_test_split\ndf = pd.read_csv('a.csv')\nX, y = df[['a']], df['b']"
)
TWO = "a = Ridge().fit(X, y)\nb = LinearRegression().fit(X, y)\n"
MODELS = (
    "models = [Ridge(), LinearRegression()]\nfor m in models:\n    m.fit(X, y)\n    print(r2_score(y, m.predict(X)))\n"
)
STACK = "def stack(X, y):\n    m = Ridge()\n    m.fit(X, y)\n    return m.predict(X)\n"
TOLD = [  # cells, what is said; "": nothing of that kind
    (f"{MODELS}out = pd.DataFrame({{'p': models[1].predict(X)}})\nout.to_csv('o.csv')", "asks models[1], which may be another"),
    (f"{MODELS}best = models[1]\np = best.predict(X)\nprint(p)", ""),
    (f"{TWO}s = pd.Series({{'a': a.score(X, y), 'b': b.score(X, y)}})\nprint(s.idxmax())\np = b.predict(X)\nprint(p)", "picks one of several"),
    (f"{TWO}print(df['a'].idxmax())\np = b.predict(X)\nprint(p)", ""),
    (f"{TWO}p = b.predict(X)\nprint(r2_score(y, p))\n{STACK}q = stack(X, y)\nprint(r2_score(y, q))", "models that stack fits for itself"),
    (
        "total = np.zeros(len(X))\nfor i in range(3):\n    m = Ridge(i)\n    m.fit(X[i:], y[i:])\n    total += m.predict(X) * i\nprint(total)",
        "answers of several models (m) are put together",
    ),
]  # fmt: skip
WORDS = ("may be another", "picks one of", "for itself", "answers of several")


@pytest.mark.parametrize("cells, said", TOLD)
def test_other_models_that_answer(cells, said):
    found = planned(START, cells).inference
    assert found is not None and said in found.because
    assert bool(said) is any(word in found.because for word in WORDS)


def test_a_function_that_calls_itself_in_a_list_is_followed_only_so_far():
    flat = "def flat(x):\n    return [flat(each) for each in x] if isinstance(x, list) else x"
    found = planned(START, flat, "tree = flat([1, [2, 3]])\nprint(tree)", f"{TWO}p = b.predict(X)\nprint(p)").inference
    assert found is not None and found.model == "b" and found.level != "none"


def test_a_model_that_stands_among_starred_arguments_is_held_by_no_name():
    ask = "def ask(m, X):\n    m.fit(X, y)\n    return m.predict(X)"
    cells = f"{TWO}print(b.predict(X))\npair = (Ridge(), X)\np = ask(*pair)\npd.DataFrame({{'p': p}}).to_csv('o.csv')"
    found = planned(START, ask, cells).inference
    assert found is not None and "a model that no name holds gives what is written" in found.because


NEW = "new = pd.read_csv('b.csv')\nout = pd.DataFrame({'id': new['id']})\n"
WRITTEN = [  # cells, what the last file tells of the level; "": inference gives what is written
    (f"{TWO}{NEW}out['p'] = b.predict(new[['a']])\nout.to_csv('o.csv')", "", ""),
    (f"{TWO}{NEW}out['p'] = b.predict(new[['a']]).round(1)\nout.to_csv('o.csv')", "", ""),
    (
        f"{TWO}class Ask:\n    def __init__(self, m): self.m = m\n    def go(self, X): return self.m.predict(X)\n"
        f"ask = Ask(a)\n{NEW}out['p'] = ask.go(new[['a']])\nout.to_csv('o.csv')\nprint(b.score(X, y))",
        "none", "is said by ask, and not by b alone",
    ),
    (
        f"from sklearn.cluster import KMeans\nkm = KMeans(2).fit(X)\n{NEW}models = {{}}\nfor k, g in df.groupby(km.labels_):\n"
        "    models[k] = Ridge().fit(g[['a']], g['b'])\nnew['k'] = km.predict(new[['a']])\n"
        "out['p'] = [models[r.k].predict([[r.a]])[0] for r in new.itertuples()]\nout.to_csv('o.csv')",
        "none", "is said by models, and not by km alone",
    ),
    (
        f"{NEW}total = np.zeros(len(new))\nfor i in range(3):\n    m = Ridge(i).fit(X[i:], y[i:])\n"
        "    total += rank(m.predict(new[['a']]))\nout['p'] = total\nout.to_csv('o.csv')",
        "none", "answers of several models (m) are put together",
    ),
    (
        f"from sklearn.linear_model import LogisticRegression\nm = LogisticRegression().fit(X, y)\n{NEW}"
        "both = pd.concat([df, new], keys=['x', 'z'])\nout['p'] = m.predict_proba(both.loc['z', ['a']])[:, 1]\nout.to_csv('o.csv')",
        "features", "",
    ),
    (  # errors beside the answers are none
        "frames = []\nfor m in (Ridge(), LinearRegression()):\n    m.fit(X, y)\n    f = df[['b']].copy()\n    f['p'] = m.predict(X)\n"
        "    f['e'] = (f['b'] - f['p']).abs()\n    frames.append(f)\nout = pd.concat(frames)\nout.to_csv('o.csv')",
        "features", "",
    ),
    (f"{TWO}{NEW}p = b.predict(new[['a']])\np[new['a'].rank() > 3] = 0\nout['p'] = p\nout.to_csv('o.csv')", "features", "changes single rows"),
]  # fmt: skip


@pytest.mark.parametrize("cells, level, said", WRITTEN)
def test_what_is_written_last_decides(cells, level, said):
    found = planned(START, cells).inference
    assert found is not None and said in found.because and found.level == (level or "raw"), found
    assert said or "writes" not in found.because
    assert "predict_proba" not in cells or (found.finish is not None and found.finish.chances)


def test_a_model_that_is_changed_after_its_answers_is_served_as_it_gave_them():
    cells = f"{TWO}{NEW}p = b.predict(new[['a']])\nb.coef_ = b.coef_ * 2\nout['p'] = p\nout.to_csv('o.csv')"
    plan = planned(START, cells)
    assert plan.inference is not None and any("copy.deepcopy(b)" in keep.text for keep in plan.inference.keeps)


def test_a_blend_is_told_where_nothing_can_be_asked():
    cells = "from tensorflow import keras\nn = keras.Sequential([keras.layers.LSTM(3)])\nn.compile(loss='mse')\nn.fit(Z, y)\nr = n.predict(Z)"
    found = planned(
        START,
        "Z = X.values.reshape(-1, 1, 1)\na = Ridge().fit(X, y)\nq = a.predict(X)",
        cells,
        "p = 0.5 * q + 0.5 * r.ravel()\nprint(p)",
    ).inference
    assert found is not None and found.level == "none" and "answers of a and n are put together" in found.because


def test_columns_that_a_table_is_filled_up_with_are_dropped_again():
    cells = (
        "new = pd.read_csv('b.csv')\ndf = pd.get_dummies(df, columns=['c'])\nnew = pd.get_dummies(new, columns=['c'])\n"
        "df, new = df.align(new, join='left', axis=1, fill_value=0)\nnew = new.drop(['b'], axis=1)",
        "m = Ridge().fit(df.drop(['b'], axis=1), df['b'])\np = m.predict(new)\nprint(p)",
    )
    found = planned(START, *cells).inference
    assert found is not None and found.serving is not None, found
    assert any(".drop(" in line for _, line in found.serving.lines)


def test_the_target_is_said_to_be_what_a_feature_is_made_of():
    cells = "df['z'] = np.log1p(df['b'])\nX = df.drop(columns=['b'])\nm = Ridge().fit(X, df['b'])\np = m.predict(X)"
    found = planned(START, cells).inference
    assert found is not None and (found.level == "raw" or "it is what is to be predicted" in found.because)
