"""Tables that the notebook works out and shows: which of them become files, under which names."""

import pytest

from tests.notebooks import planned, project

HEAD = "import pandas as pd\ndf = pd.read_csv('a.csv')"
FILES = [  # cells, the files of tables and the variables that hold them
    (
        "def details(t):\n    return pd.DataFrame({'n': t.nunique(), 'a': t.mean()})\ndetails(df)",
        {"details_of_df": "details_of_df"},
    ),
    ("by = df.groupby('town').price.mean()\nby", {"by": "by"}),
    ("by = df.groupby('town').price.mean()\nby.sort_values().head()", {"by": "by"}),
    ("by = df.groupby('town').price.mean()\nby.head(9)", {"by": "by"}),  # the whole of it
    ("df.groupby('town')['price'].mean()", {"mean_price_by_town": "mean_price_by_town"}),
    ("print(df.groupby(['town', 'kind']).size())", {"count_by_town_and_kind": None}),
    ("df.pivot_table(values='price', index='town').style.background_gradient()", {"price_by_town": None}),
    ("pd.crosstab(df.town, df['kind'])", {"town_by_kind": None}),
    ("pd.crosstab(index=df.town, columns=df.kind)", {"town_by_kind": "town_by_kind"}),
    ("df.corr()['price'].sort_values()", {"correlations_with_price": None}),
    ("print(df.groupby('town').price.mean().to_string())", {"mean_price_by_town": None}),
    ("by = df.groupby('town').price.agg(['mean'])\nby\nprint(by)\nby['more'] = 1", {"by": "by_table"}),
    ("for c in ['town', 'kind']:\n    print(df.groupby(c).price.mean())", {"mean_price_by_c": None}),
    ("for c in ['town', 'kind']:\n    g = df.groupby(c).price.mean()\n    print(g)", {"g_by_c": "g_by_c"}),
    (
        "tables = [pd.read_csv(p) for p in names]\nall = pd.concat(tables)\nall.groupby('town').price.sum()",
        {"sum_price_by_town": None},
    ),
    ("print(df.groupby('town').price.mean().loc['a'])", {}),  # a number
    ("x = df.groupby('town').price.mean().loc['a']\nx", {}),
    ("df['price'].agg('mean')", {}),
    ("last = df.groupby('town').tail(5)\nlast.head(3)", {}),  # rows that are picked
    ("ranks = df.groupby('town').price.rank()\nranks", {}),  # something of each row
    ("scaled = (df - df.min()) / (df.max() - df.min())\nscaled", {}),  # rows
    ("df.groupby('town')['price'].agg('mean')", {"price_by_town": None}),
    ("cv = list(df.a)\ncv\ncv = cv.mean()\ncv", {}),
    ("for turn in range(3):\n    by = by.round(2)\n    print(by)", {}),  # made of itself
    ("import numpy as np\nnp.round(df.groupby('town').price.mean().values, 2)", {}),
    (
        "from rates import euros\nby = df.groupby('town').price.agg(['mean'])\nprint(by)\nfor t, row in by.iterrows():\n    print(t, euros(row['mean']))",
        {"by": "by"},
    ),
    ("best = df.groupby('town').price.mean().idxmax()\nprint(best)\nbest = 3", {}),  # the name of a group
    ("for c in ['town', 'kind']:\n    best = df.groupby(c).price.mean().max()\n    print(best)", {}),
    (
        "import numpy as np\nprint(np.random.rand(), df.sample(9).groupby('town').price.mean())",
        {},
    ),  # drawn in this order
    ("view = df.groupby('town').price.sum().to_frame('b')\nshown = view\nshown", {"shown": "shown"}),
    (
        "from sklearn.svm import SVC\nr = pd.DataFrame(index=[1, 2], columns=['r'])\nfor c in [1, 2]:\n    m = SVC(C=c)"
        "\n    m.fit(df[['a']], df.b)\n    r.loc[c, 'r'] = m.score(df[['a']], df.b)\nr.plot()",
        {"r": "r"},
    ),  # measures that are drawn
    ("df.price.to_frame()", {}),  # rows of the data
    ("df.head()", {}),
    (  # a look at what is merged and written
        "by = df.groupby('town').price.sum().reset_index()\nby.head(9)\ndf = df.merge(by, on='town')\ndf.to_csv('b.csv')",
        {},
    ),
    ("print(df)", {}),  # as it was loaded
    ("df.describe()", {}),
    ("df.price.mean()", {}),  # a number
    ("print(df.town.value_counts())", {}),
    ("by = df.groupby('town').price.mean()", {}),  # not shown
    ("if len(df):\n    print(df.groupby('town').price.mean())", {}),  # perhaps there is none
    ("import pyspark\nds = pyspark.read('a')\nds.groupby('town').mean()", {}),  # no frame of pandas, perhaps
]


@pytest.mark.parametrize(("source", "files"), FILES, ids=[row[0] for row in FILES])
def test_which_tables_are_files(source, files):
    plan = planned(HEAD, source)
    found = dict(plan.tables)
    assert [*found] == [*files] and not {*found} & {key for key, _ in plan.metrics}
    assert all(found[key] == name for key, name in files.items() if name)


MODEL = """from sklearn.linear_model import LogisticRegression
model = LogisticRegression().fit(df[['a']], df['b'])"""


def test_tables_of_a_model_are_files_and_no_metrics():
    scores = "scores = pd.DataFrame({'name': ['a'], 'score': [model.score(df[['a']], df['b'])]})\nscores"
    plan = planned(HEAD, MODEL, scores, "pd.Series(model.coef_[0], index=['a'])")
    assert [key for key, _ in plan.tables] == ["scores", "model_coef"]
    assert plan.metrics == ()  # one home for each


def test_a_table_of_what_a_loop_tried_is_a_file_though_only_a_plot_shows_it():
    loop = "A, B = [], []\nfor c in [1, 2]:\n    n = LogisticRegression(C=c).fit(df[['a']], df['b'])\n    A.append(c)\n"
    loop += "    B.append(n.score(df[['a']], df['b']))"
    plan = planned(HEAD, MODEL, loop, "found = pd.DataFrame([A, B]).T\nfound.columns = ['c', 'score']\nfound.plot()")
    assert plan.tables == (("found", "found"),)


def test_rows_that_a_loop_read_and_a_model_learns_from_are_no_result_where_a_plot_shows_them():
    fit = "model = LogisticRegression().fit(new[['a']], new['b'])\nprint(model.score(new[['a']], new['b']))"
    read = "rows = []\nfor line in open('a.txt'):\n    rows.append({'a': len(line), 'b': line[0] == 'x'})"
    plan = planned(HEAD, MODEL, read, "new = pd.DataFrame(rows)", "new['a'].plot.hist()", fit)
    assert plan.tables == ()


def test_a_list_that_became_a_table_is_one():
    made = "rows = [{'score': model.score(df[['a']], df['b'])}]\nrows = pd.DataFrame(rows)\nrows.query('score > 0')"
    plan = planned(HEAD, MODEL, made)
    assert {"rows_selected", "rows"} == {key for key, _ in plan.tables} and plan.metrics == ()


def test_a_table_that_gets_columns_later_is_one():
    made = (
        "rows = pd.DataFrame([{'score': model.score(df[['a']], df['b'])}])\nrows[::10]\nrows['more'] = rows.score * 2"
    )
    plan = planned(HEAD, MODEL, made)
    assert {"rows", "rows_final"} == {key for key, _ in plan.tables} and plan.metrics == ()  # as shown, as it ends


def test_a_column_that_is_made_a_table_is_one():
    rate = "from sklearn.metrics import mutual_info_score\ndef rate(s): return mutual_info_score(s, df.town)"
    made = "mi = df[['kind']].apply(rate)\nmi = mi.sort_values().to_frame(name='MI')\nmi"
    assert planned(HEAD, rate, made, MODEL).tables == (("mi", "mi"),)


def test_a_table_that_is_put_together_again_is_a_table():
    grown = "rows = pd.concat([rows, pd.DataFrame({'s': [model.score(df[['a']], df['b'])]})])\nrows.sort_values('s')"
    first = "rows = pd.concat([pd.DataFrame({'s': [model.score(df[['a']], df['b'])]})])\nrows"
    plan = planned(HEAD, MODEL, first, grown, "import numpy as np\nnp.round(model.predict(df[['a']]), 2)")
    assert dict(plan.tables) == {"rows": "rows"}  # the first rows stand in it


def test_a_table_that_is_no_more_has_one_home_too():
    found = "w = pd.Series(model.coef_[0], index=['a'])\nprint(w)"
    plan = planned(HEAD, MODEL, found, "w = w * 2\nprint(w)")
    assert {key for key, _ in plan.tables} == {"w", "w_1"} and plan.metrics == ()
    assert len({m.name for m in plan.measures}) == len(plan.measures) == 1


COMPARED = [  # how a confusion matrix is made and shown, what goes with it
    ("cm = confusion_matrix(df['b'], p)\ncm", []),  # what is no variable
    ("real = df['b']\ncm = confusion_matrix(real, p)\nprint(cm)", ["(cm, real, p)"]),
    ("real = df['b']\nprint(confusion_matrix(real, p))", ["(confusion_matrix_value, real, p)"]),
    ("real = df['b']\ncm = confusion_matrix(real, p, labels=[0, 1])\ncm", []),
    ("real = df['b']\ncm = confusion_matrix(p, real)\ncm", []),  # its rows are what was predicted
    ("real, other = df['b'], df['c']\ncm = confusion_matrix(real, other)\ncm", []),  # who knows which is which
]


@pytest.mark.parametrize(("source", "texts"), COMPARED)
def test_a_confusion_matrix_goes_with_what_names_its_classes(source, texts):
    plan = planned(HEAD, MODEL, "from sklearn.metrics import confusion_matrix\np = model.predict(df[['a']])", source)
    assert [m.text for m in plan.measures if m.text] == texts and len(plan.tables) == 1


def test_what_columns_tell_of_the_target_is_a_result_beside_a_model():
    told = "from sklearn.metrics import mutual_info_score\nmi = df[['a', 'c']].apply(lambda c: mutual_info_score(c, df['b']))"
    shown = "mi.sort_values(ascending=False).round(2)"
    assert dict(planned(HEAD, told, shown, MODEL).tables) == {"mi": "mi"}


def test_rows_with_the_cluster_of_each_are_a_result():
    cells = (
        "import pandas as pd\nimport folium\nfrom sklearn.cluster import KMeans\ndf = pd.read_csv('a.csv')",
        "km = KMeans(3).fit(df[['a', 'b']])\nshort = df.copy()\nshort.insert(0, 'Cluster', km.labels_)",
        "every = df.join(short.set_index('town'), on='town')\nevery.head()",
        "for c in every['Cluster']:\n    folium.Marker(c)",
        "every.loc[every['Cluster'] == 0, every.columns[[1, 2]]]",
    )
    assert dict(planned(*cells).tables) == {"every": "every"}
    other = "from places import towns\nevery = df.merge(towns, on='town')\nevery['said'] = km.predict(df[['a', 'b']])\nevery.head()"
    assert dict(planned(cells[0], cells[1], other).tables) == {"every": "every"}


def test_several_under_one_name_are_told_apart():
    shown = "scores = df.groupby('town').price.mean()\nscores"
    plan = planned(HEAD, shown, shown.replace("mean", "max"), shown.replace("mean", "min"))
    assert [key for key, _ in plan.tables] == ["scores", "scores_1", "scores_2"]


def test_several_bear_the_columns_that_they_were_made_with():
    search = "from sklearn.linear_model import Ridge\ndef tried(X, y):\n    return [(a, Ridge(a).fit(X, y).score(X, y)) for a in (1, 2)]\nscores = tried(df, df.a)\n"
    made = "found = pd.DataFrame(scores, columns=['{}', 'rmse'])\nfound"
    names = planned(HEAD, search + made.format("max_depth"), search + made.format("size"))
    assert [file for file, _ in names.tables] == ["found", "found_by_max_depth"]


def test_several_of_one_form_bear_what_only_their_cells_read():
    shown = "rows = []\nfor k in [1, 2]:\n    rows.append({'k': k, 's': df_25.price.mean() + k})\nrows = pd.DataFrame(rows)\nrows"
    plan = planned(HEAD, "df_25, df_50 = df[:9], df[9:]", shown, shown.replace("25", "50"))
    assert dict(plan.tables) == {"rows_25": "rows_25", "rows_50": "rows"}


def test_tables_are_told_by_pandas_beside_tensors():
    plan = planned(
        HEAD,
        "import tensorflow as tf",
        "by = pd.DataFrame(list(df.price)).groupby('a', as_index=False).mean()\ndisplay(by)",
    )
    assert dict(plan.tables) == {"by": "by"}


def test_tables_of_one_form_bear_what_they_are_worked_out_of():
    shown = "df.groupby('town').price.mean()"
    plan = planned(HEAD, "train_df = df[:9]\n" + shown, f"train_{shown}")
    assert [key for key, _ in plan.tables] == ["df_mean_price_by_town", "train_df_mean_price_by_town"]


def test_what_becomes_of_it_is_said():
    plan = planned(HEAD, "df.groupby('town').price.mean()")
    assert plan.choices[-1].because.endswith("the table goes to results/mean_price_by_town.csv")


def test_a_table_that_changes_later_is_copied():
    plan = planned(HEAD, "by = df.groupby('town').price.agg(['mean'])\nby", "by['more'] = 1")
    assert [(m.name, m.text) for m in plan.measures] == [("by_table", "by.copy()")]
    plan = planned(HEAD, "by = df.groupby('town').price.agg(['mean'])\nby.T")
    assert [m.copied for m in plan.measures] == [True]


FITTED = (
    "import matplotlib.pyplot as plt\nimport seaborn as sns\nfrom sklearn import metrics\nfrom sklearn.linear_model import LogisticRegression\n"
    "from sklearn.metrics import confusion_matrix, roc_auc_score, roc_curve\nX, y = df[['a']], df['b']\n"
    "m = LogisticRegression().fit(X, y)\np = m.predict(X)"
)
PLOTTED = [  # a plot that goes, the metrics and the files of what it showed
    ("sns.heatmap(confusion_matrix(y, p), annot=True)", [], ["train_confusion_matrix"]),
    (
        "metrics.ConfusionMatrixDisplay(metrics.confusion_matrix(y, m.predict(X))).plot()",
        [],
        ["train_confusion_matrix"],
    ),
    ("plt.plot(X)\nplt.title(f'AUC {roc_auc_score(y, p):.3f}')", ["train_roc_auc_of_hard_predictions"], []),
    ("plt.plot(*roc_curve(y, p)[:2])", [], []),  # a curve is only drawn
    ("plt.plot([roc_auc_score(y, p + k) for k in range(3)])", [], []),
    ("if len(p):\n    sns.heatmap(confusion_matrix(y, p))", [], []),
    ("sns.heatmap(df.corr())", [], []),
]


@pytest.mark.parametrize(("plot", "keys", "files"), PLOTTED)
def test_what_a_plot_shows_of_a_model_stays_and_the_plot_goes(plot, keys, files):
    made = planned(HEAD, FITTED, plot)
    assert ([key for key, _ in made.metrics], [key for key, _ in made.tables]) == (keys, files)
    assert not any(c.fate == "train" for c in made.choices if made.program.statements[c.statement].cell == 2)


def test_what_a_plot_showed_is_logged_under_its_name():
    train = project(HEAD, FITTED, PLOTTED[0][0])["src/paper/train.py"]
    assert "    train_confusion_matrix = confusion_matrix(y, p)\n    logger.info(" in train
    assert "train_confusion_matrix_and_labels = (train_confusion_matrix, y, p)\n" in train
    assert "seaborn" not in train and "heatmap" not in train


ROUNDS = """def rounds(text):
    return pd.DataFrame([line.split() for line in text])
scores = {}
scores['eta=1'] = rounds(df.a)
scores['eta=2'] = rounds(df.b)
import matplotlib.pyplot as plt
plt.plot(scores['eta=1'][0])
print(scores.keys())"""


def test_tables_by_name_that_are_only_drawn_are_a_file_each():
    assert planned(HEAD, ROUNDS).tables == (("scores", "scores"),)
    assert not planned(HEAD, ROUNDS.replace("scores", "parts")).tables
