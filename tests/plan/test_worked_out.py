"""What a notebook shows as an outcome is found after a run, beside a model, too; what is none is no metric."""

import pytest

from tests.notebooks import planned

HEAD = """import pandas as pd
from sklearn.linear_model import LogisticRegression
df = pd.read_csv('a.csv')
m = LogisticRegression().fit(df[['a']], df['b'])"""
BY = "by = df.groupby('town').price.agg(['mean'])\n"
SHOWN = [  # beside a model: what a cell ends with, whether it stays, the files of tables
    (BY + "by[by['mean'] > 3].sort_values('mean')", True, ["by_selected"]),
    (BY + "by.loc[by['mean'] >= 0.1]", True, ["by_selected"]),
    (BY + "by.query('mean > 3').sort_values('mean').head(9)", True, ["by_selected"]),
    (BY + "by.to_csv('by.csv')\nby.head(9)", False, []),  # rows of that very file
    (BY + "by['a'] = 1\nby.to_csv('by.csv')\nby['b'] = 2\nby", True, ["by"]),
    (BY + "by['share'] = by['mean'] / 3\nby.nlargest(3, 'share')", True, ["by_nlargest"]),
    (BY + "by.pct_change().round(3)", True, ["by_pct_change"]),
    ("b = 100\nstep = 0.1 * df.price.sum()\nb = b - step\nb", True, []),
    ("total = df.price.sum()\n{'total': total, 'rows': len(df)}", True, []),
    ("scores = {}\nfor c in [1, 2]:\n    scores[c] = {'mae': abs(m.predict(df[['a']]) - c).mean()}\npd.DataFrame(scores).T", True, ["scores"]),
    ("found = {}\nfor c in df.town:\n    found[c] = len(c) / 2\npd.DataFrame.from_dict(found, orient='index')", True, ["found"]),
    ("vif = pd.DataFrame()\nvif['f'] = df.columns\nvif['v'] = [df[c].max() for c in df]\nvif", True, ["vif"]),
    ("import numpy as np\nconf = np.zeros((2, 2))\nfor i, j in zip(df.a, df.b):\n    conf[i, j] += 1\npd.DataFrame(conf, index=['x', 'y'])", True, ["conf"]),
    ("ci = {c: df[c].quantile([0.1, 0.9]) for c in df}\npd.DataFrame(ci).T", True, ["ci"]),
    ("pivot = df.pivot_table(index='a', values='b')\npivot.style.format('{:.1f}').background_gradient()", True, ["pivot"]),
    (BY + "by['kind'] = pd.qcut(by['mean'], 3)\nby['kind'].value_counts()", True, ["kind_counts"]),
    ("by = df.groupby('a').apply(lambda g: pd.Series({'x': g.b.mean()}))\nby", True, ["by"]),
    ("import statsmodels.api as sm\nimport statsmodels.formula.api as smf\nols = smf.ols('a ~ b', df).fit()\nanova = sm.stats.anova_lm(ols)\nanova", True, ["anova"]),
    ("from statsmodels.stats.multicomp import pairwise_tukeyhsd\ntold = pairwise_tukeyhsd(df.a, df.b)\ntold.summary()", True, []),
    ("found = {}\ndef rate(n, p):\n    found[n] = abs(p - df.b).mean()\nrate('m', m.predict(df[['a']]))\npd.Series(found)", True, ["found"]),
    ("from collections import defaultdict\nt = defaultdict(list)\nfor c in [1, 2]:\n    t['c'].append(c)\n    t['e'].append(abs(m.predict(df[['a']]) - c).mean())\nt = pd.DataFrame(t)\nt", True, ["t"]),
    ("import numpy as np\ncounts, edges = np.histogram(df.price, bins=5)\ndict(zip(edges, counts))", True, []),
    ("df['group'] = pd.cut(df.age, 4)\ndf['group'].value_counts()", True, ["group_counts"]),
    ("df['town'] = df['town'].str.strip()\ndf['town'].value_counts()", False, []),  # the same, cleaned
    ("df['group'] = pd.cut(df.age, 4)\nLogisticRegression().fit(df[['group']], df['b'])\ndf['group'].value_counts()", False, []),
    ("from autogluon.tabular import TabularPredictor\nt = TabularPredictor(label='b').fit(df)\nt.leaderboard()", True, ["t_leaderboard"]),
    ("import pymc3 as pm\npm.df_summary(pm.sample())", True, ["df_summary"]),
    ("import statsmodels.api as pm\npm.OLS(df.a, df.b).fit().summary()", True, []),  # a text
    (BY + "display('The largest ones', by.nlargest(3, 'mean'), 'smallest', by.sort_values('mean').head(3))", True, ["by", "by_nlargest"]),
    ("cols = []\nfor i in range(3):\n    cols.append(f'x{i}')\nt = pd.DataFrame(df.values, columns=cols)\nt.head()", False, []),
    ("names = []\nfor c in df.columns:\n    names.append(c)\nnames", False, []),
    ("pd.DataFrame(df.values).head()", False, []),
    ("seen = df.copy()\nseen['p'] = m.predict(df[['a']])\nseen.sort_values('p')[['a', 'p']].head(3)", True, ["seen"]),
    ("p = m.predict(df[['a']])\npd.Series(p).value_counts()", True, ["p_counts"]),
    ("{'rows': len(df), 'columns': df.columns}", False, []),
    ("port = df.town.mode()[0]\nport", True, []),
    ("(df.price * 2).sum()", True, []),
    ("(df.isnull().sum() / len(df)).max()", False, []),
    ("df[df.price > 3].sort_values('price')", False, []),  # rows of the data
    (BY + "X2 = by.reset_index()\nLogisticRegression().fit(X2[['mean']], X2['town'])\nX2.head()", False, []),
    ("seen = df.copy()\nseen['p'] = m.predict(df[['a']])\nseen.sort_values('p').head(3)", True, ["seen"]),
    ("seen = df.copy()\nseen['p'] = m.predict(df[['a']])\nseen.head(3)", True, ["seen"]),
    ("df['p'] = m.predict(df[['a']])\nLogisticRegression().fit(df[['p']], df['b'])\ndf.head(3)", False, []),  # rows for a model
    ("import numpy as np\ndf.loc[df.a.isnull(), 'a'] = m.predict(df[['a']])\ndf.head(3)", False, []),  # filled
    ("late = df.copy()\nlate - df", True, []),  # logged: no variable has it
    ("df['a'] / df['b']", True, []),  # logged: nothing says what it is
    ("df.isnull().sum() / len(df)", False, []),
    ("'a' + df['town']", False, []),
    ("df > 3", False, []),  # which rows
    ("pd.DataFrame({'c': df.columns, 'weight': m.coef_[0]})", True, ["m_coef"]),
    ("pd.DataFrame({'c': df.columns, 'd': m.classes_})", False, []),
    ("def top(d):\n    t = d.merge(df)\n    return t, t.head()\nseen, best = top(df)\nseen.head(15)", True, ["seen"]),
    ("def top(d):\n    t = d.merge(df)\n    return t, t.head()\nseen, best = top(df)\nbest", True, ["best"]),
    ("def top(d):\n    return d.merge(df)\nseen = top(df)\nLogisticRegression().fit(seen[['a']], seen.b)\nseen", False, []),
    ("def top(d):\n    return what(d)\nseen = top(df)\nseen", False, []),  # who knows what that is
    ("from prophet.diagnostics import performance_metrics\nfound = performance_metrics(df)\nfound.head()", True, ["found"]),
    ("from prophet.diagnostics import performance_metrics\nfound = performance_metrics(df)\nfound", False, []),  # who knows
    ("from somewhere import rows_of\nplace = 'x'\nfound = rows_of(place)\nfound.head()", False, []),  # loaded, perhaps
    ("w = pd.Series(m.coef_[0])\nw.index = ['a']\nw.sort_values(inplace=True)\nw.plot.bar()", False, ["w"]),
    (
        "r = pd.DataFrame(0, columns=['e'], index=[1, 2])\nfor d in [1, 2]:\n    r.loc[d, 'e'] = d / 2\nr.loc[:, ['e']].head(1)",
        True,
        ["r"],
    ),
]  # fmt: skip


def test_importances_by_which_features_are_chosen_are_a_finding():
    """Whoever is given them: `print(weights)` shows no rows."""
    shown = "w = pd.Series(m.coef_[0], index=['a']).sort_values()\nprint(w)\ntop = w.index[:1].tolist()"
    plan = planned(HEAD, f"{shown}\nn = LogisticRegression().fit(df[top], df['b'])\nprint(n.score(df[top], df['b']))")
    assert [key for key, _ in plan.tables] == ["w"]


@pytest.mark.parametrize(("source", "stays", "files"), SHOWN, ids=[row[0] for row in SHOWN])
def test_what_no_model_is_given_is_a_finding_beside_one(source, stays, files):
    plan = planned(HEAD, source)
    assert (plan.choices[-1].fate != "dropped") is stays
    assert [key for key, _ in plan.tables] == files


PREPARED = """import pandas as pd
from sklearn.model_selection import train_test_split
from feature_engine.imputation import MeanMedianImputer
df = pd.read_csv('a.csv')
imputer = MeanMedianImputer()
imputer.fit(df)"""
MADE = [  # without a model, rows that a transformer made are rows: the cell, whether its last line stays, the files of tables
    ("t = imputer.transform(df)\nt.head()", False, []),
    ("t = imputer.transform(df)\nt[['a']].sample(5)", False, []),
    ("t = imputer.transform(df)\nt[['a']].isnull().sum()", False, []),
    ("t = imputer.transform(df)\nt.a.value_counts()", False, []),
    ("t = imputer.transform(df)\nprint(t['a'].unique())", False, []),
    ("t = imputer.transform(df)\nback = imputer.inverse_transform(t)\nback.head()", False, []),
    ("t = imputer.transform(df)\nboth = pd.concat([df[['a']], t[['a']]], axis=1)\nboth.columns = ['x', 'y']\nboth.head()", False, []),
    ("both = pd.concat([df[['a']], df[['b']]], axis=1)\nboth.head()", False, []),
    ("t = imputer.transform(df)\nprint(len(df) - len(t), 'rows are gone')", True, []),
    ("print(df.isnull().sum() / len(df))", False, []),
    ("t = imputer.transform(df)\n[c for c in t.columns if t[c].isnull().sum() > 0]", False, []),
    ("df = imputer.transform(df)\ndf.head()", False, []),  # rows on their way
    ("t = imputer.transform(df)\nt.shape", False, []),
    ("t = imputer.transform(df)\nt.dtypes", False, []),
    ("df.isnull().sum()", False, []),
    (
        "frames = []\nfor q in [1, 2]:\n    frames.append(pd.read_csv(f'{q}.csv'))\nall = pd.concat(frames)\nall.head()",
        False,
        [],
    ),
    ("a = df.groupby('a').b.mean()\npd.concat([a, df.groupby('a').b.max()], axis=1)", True, ["a"]),
    ("t = imputer.transform(df)\nt['a'] = 1\nt.head()", False, []),  # another table since
    ("t = df.copy()\nt.head()", False, []),
    ("from sklearn.datasets import load_iris\niris = load_iris()\nt = pd.DataFrame(iris.data)\nt['y'] = iris.target\nt.head()", False, []),
    ("t = df.groupby('a').b.transform('mean')\nt.head()", True, ["t"]),
    ("g = df.groupby('a')\nt = g.transform('mean')\nt.head()", True, ["t"]),
    ("t = imputer.transform(df)\nt.filter(regex='a').head()", False, []),
    ("t = imputer.transform(df)\nt.filter(regex='a')", False, []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "stays", "files"), MADE, ids=[row[0] for row in MADE])
def test_without_a_model_rows_that_a_transformer_made_are_a_look(source, stays, files):
    plan = planned(PREPARED, source)
    assert (plan.choices[-1].fate == "train") is stays
    assert [key for key, _ in plan.tables] == files


GRID = """scores = []
for c in [1, 2]:
    for d in [3, 4]:
        score = LogisticRegression(C=c * d).fit(df[['a']], df['b']).score(df[['a']], df['b'])
        scores.append((c, d, score))
"""
RATE = "def rmse(y, p):\n    return ((y - p) ** 2).mean() ** 0.5\np = m.predict(df[['a']])\n"
METRICS = [  # cells, the keys of metrics, the files of tables
    (RATE + "print('validation:', rmse(df.b, p))", ["validation_rmse"], []),
    (RATE + "for c in [1, 2]:\n    print(c, rmse(df.b, p * c))", ["rmse_by_c"], []),
    (RATE + "def say(y):\n    return 'b'\nprint('validation:', say(df.b))", [], []),
    (
        "def score_it(c):\n    return LogisticRegression(C=c).fit(df[['a']], df['b']).score(df[['a']], df['b'])\nfor c in [1, 2]:\n    mae = score_it(c)\n    print('Model %d MAE: %d' % (c, mae))",
        ["mae_by_c"],
        [],
    ),
]
METRICS += [  # cells, the keys of metrics, the files of tables
    (GRID + "found = pd.DataFrame(scores)", [], ["found"]),  # `score` is what the last turn left
    (GRID + "found = pd.DataFrame(scores)\nfound[::2]", [], ["found"]),
    (GRID + "print(score)", ["scores", "score"], []),
    ("def fit(d, scores=False):\n    k = LogisticRegression().fit(d[['a']], d['b'])\n    if scores:\n        return k.score(d[['a']], d['b'])\nfit(df)", [], []),
    ("def fit(d, scores=False):\n    k = LogisticRegression().fit(d[['a']], d['b'])\n    if scores:\n        return k.score(d[['a']], d['b'])\nfit(df, scores=True)", ["fit"], []),
    ("def fit(d, scores=True):\n    k = LogisticRegression().fit(d[['a']], d['b'])\n    if scores:\n        return k.score(d[['a']], d['b'])\nfit(df)", ["fit"], []),
    ("print('score %s: %.2f' % (m.metrics_names[1], 3 * 2))", [], []),
    ("from IPython.display import Markdown\ndef show(d):\n    return Markdown(str(d))\nshow(df)", [], []),
    ("def spread(d):\n    return d.b.max() - d.b.min()\nspread(df)", [], []),  # it measures the data: a log line
    ("def rmse(y, p):\n    return ((y - p) ** 2).mean() ** 0.5\nrmse(df.b, m.predict(df[['a']]))", ["rmse"], []),
    ("imps = pd.DataFrame({'n': ['a'], 'w': m.coef_[0]})\nimps.sort_values('w').head(5)", [], ["imps"]),
    ("import numpy as np\nprint('R^2: {:.2f}'.format(np.corrcoef(df.a, m.predict(df[['a']]))[0][1]))", ["r2"], []),
    ("s = abs(df.b - m.predict(df[['a']]))\ns = s.pipe(max)\nprint('Error: {:.2f}'.format(s))", ["s"], []),  # no table by then
    ("class Net:\n    def fit(self, X, y):\n        self.w = y.mean()\n        return self\n    def predict(self, X):\n        return X * self.w\nnet = Net()\nnet.fit(df[['a']], df.b)", [], []),
    ("base = abs(df.b - df.b.mean()).mean()\nprint('Baseline Error: {:.2f}'.format(base))", ["base"], []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "keys", "files"), METRICS, ids=[row[0] for row in METRICS])
def test_what_measures_is_a_metric_and_tables_are_files(source, keys, files):
    plan = planned(HEAD, source)
    assert [key for key, _ in plan.metrics] == keys
    assert [key for key, _ in plan.tables] == files


def test_a_table_of_which_some_rows_are_shown_is_written_whole():
    draw = "def draw(n):\n    return pd.DataFrame({'a': range(n)})\nrows = draw(10)\nrows.head(3)"
    plan = planned("import pandas as pd", draw)
    assert dict(plan.tables) == {"rows": "rows"} and not plan.measures


def test_rows_that_are_chosen_of_a_table_that_is_written_are_bound_under_their_name():
    plan = planned(HEAD, "w = pd.DataFrame(m.coef_, columns=['c'])\nw", "w[w['c'] != 0]")
    assert {name for _, name in plan.tables} <= {"w", *(measure.name for measure in plan.measures)}
    assert len(plan.tables) == 2


def test_of_picked_columns_all_rows_are_written_and_no_others():
    picked = "df['left'] = df.b - m.predict(df[['a']])\ndf.sort_values('left')[['b', 'left']].head(5)"
    plan = planned(HEAD, picked)
    statement = next(s for s in plan.program.statements if s.id == plan.measures[0].statement)
    row, start, _, end = plan.measures[0].span
    assert picked.splitlines()[row - 1][start:end] == "df.sort_values('left')[['b', 'left']]" and statement.cell == 1
    assert [key for key, _ in plan.tables] == ["df"]


def test_a_measure_that_an_unknown_call_may_read_is_one_though_only_plots_name_it():
    drawn = "from sklearn.metrics import confusion_matrix\nimport seaborn as sns\ncm = confusion_matrix(df.b, m.predict(df[['a']]))\nsns.heatmap(cm)"
    unknown = "from somewhere import explain\ndef told(k):\n    exec(explain(k))\ntold(3)"
    plan = planned(HEAD, drawn, unknown)
    assert ("cm", "cm") in plan.tables and ("cm", "cm") not in plan.metrics  # a table, of any size


FITS = "from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.callbacks import EarlyStopping\nnet = Sequential()\n{}\nhistory = net.fit(df, df, epochs=9{})"
MATRICES = [  # what is shown, whether it has two dimensions
    ("confusion_matrix(df.b, p)", True),
    ("print(confusion_matrix(df.b, p))", True),
    ("cm = confusion_matrix(df.b, p)\ncm / cm.sum()", True),
    ("cm = confusion_matrix(df.b, p)\nnp.round(cm.T, 2)", True),
    ("hits = ((p == 1) & (df.b == 1)).sum()\nhits = np.array([[hits, 3], [4, 5]])\nhits", True),
    ("cm = confusion_matrix(df.b, p)\nprint('share', np.trace(cm) / cm.sum())", False),
    ("cm = confusion_matrix(df.b, p)\nprint('recall', cm[0, 0] / cm[0].sum())", False),
]


@pytest.mark.parametrize(("source", "two"), MATRICES, ids=[row[0] for row in MATRICES])
def test_an_array_of_two_dimensions_is_a_table(source, two):
    given = "import numpy as np\nfrom sklearn.metrics import confusion_matrix\np = m.predict(df[['a']])\n"
    plan = planned(HEAD, given + source)
    assert (len(plan.tables) == 1 and not plan.metrics) if two else plan.metrics


LEFT = [  # behind a loop, whether what it leaves is a metric
    ("1", False),
    ("print(hits)", True),
]


@pytest.mark.parametrize(("after", "kept"), LEFT)
def test_what_a_loop_leaves_is_a_metric_where_it_is_shown(after, kept):
    before = "p = m.predict(df[['a']])\nhits = (p == df.b).mean()\nbig = hits > 3"
    loop = "for t in [1, 2]:\n    hits = (p == df.b + t).mean()"
    assert ("hits" in dict(planned(HEAD, before, loop, after).metrics)) is kept


SAME = [  # cells, the keys of metrics
    (["best = grid.best_params_\nprint(best)", "print(grid.best_params_)"], ["best"]),
    (["x, y, _ = roc_curve(df.b, p)\nauc(x, y)", "x, y, _ = roc_curve(df.b, p)\nauc(x, y)"], ["roc_auc"]),
    (["auc(*roc_curve(df.b, p)[:2])", "p = p * 2\nauc(*roc_curve(df.b, p)[:2])"], ["roc_auc", "roc_auc_2"]),
]


@pytest.mark.parametrize(("cells", "keys"), SAME)
def test_one_value_has_one_key(cells, keys):
    head = "from sklearn.model_selection import GridSearchCV\nfrom sklearn.metrics import auc, roc_curve\np = m.predict(df[['a']])\ngrid = GridSearchCV(m, {'C': [1, 2]}).fit(df[['a']], df.b)"
    found = [key for key, _ in planned(HEAD, head, *cells).metrics]
    assert len(found) == len(keys)


def test_one_text_with_options_of_their_own_gives_two_values():
    head = "from sklearn.model_selection import cross_val_score\nfrom sklearn.neighbors import KNeighborsClassifier"
    once = "cross_val_score(KNeighborsClassifier(n_neighbors=3), df[['a']], df.b, cv=9)"
    plan = planned(HEAD, head, f"scores = {once}\nscores.mean()", once)
    assert len(plan.metrics) == 3 if len({e.name for e in plan.edits}) > 2 else len(plan.metrics) == 2


UNNAMED = [  # a fit without a name, whether its epochs are kept
    ("net.fit(df, df)", True),
    ("net.fit(df, df, verbose=2)", True),
    ("net.fit(df, df, verbose=0)", False),  # it shows nothing
    ("net.fit(df, df, **more)", False),  # who knows
    ("for turn in range(2):\n    net.fit(df, df)", False),
    ("other.fit(df, df)", False),
]


@pytest.mark.parametrize(("fit", "kept"), UNNAMED)
def test_what_a_fit_of_keras_shows_is_kept_though_it_has_no_name(fit, kept):
    plan = planned(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nfrom tensorflow.keras.models import Sequential\nnet = Sequential()",
        fit,
    )
    assert [key for key, _ in plan.metrics] == (["history"] if kept else [])
