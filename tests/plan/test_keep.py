"""What stays and what goes. Each row: cells, and the source of every top-level or nested statement that goes."""

import re

import pytest

from tests.notebooks import code, planned, project

NP = "import numpy as np"
PD = "import pandas as pd\ndf = pd.read_csv('a.csv')"
PLT = "import matplotlib.pyplot as plt"
SNS = "import seaborn as sns"
SLACK = "from slacker import Slacker\nslack = Slacker('x')"
GONE = {"dropped"}


def first_line(source):
    return source.split("\n")[0].strip()


def gone(*cells):
    plan = planned(*cells)
    return [
        first_line(s.source) for s, c in zip(plan.program.statements, plan.choices, strict=True) if c.fate == "dropped"
    ]


def fates(*cells):
    plan = planned(*cells)
    return {first_line(s.source): c.fate for s, c in zip(plan.program.statements, plan.choices, strict=True)}


FIT = "import numpy as np\nfrom sklearn.mixture import GaussianMixture\nX = np.load('x.npy')"
RC = "matplotlib.rcParams['font.size'] = 12"
FORM = "pd.set_option('float_format', '{:f}'.format)"
KMF = "from lifelines import KaplanMeierFitter\nkmf = KaplanMeierFitter()\nkmf.fit(df['t'])"
GAUGE = (
    "def turned(n):\n    return n + 1\ndef gauge(colors=['r', 'g'], file=False):\n    fig, ax = plt.subplots()\n"
    "    parts = []\n    for c in colors:\n        parts.append(Wedge((0, 0), turned(4), 0, 9, facecolor=c))\n"
    "    [ax.add_patch(p) for p in parts]\n    if file:\n        fig.savefig(file)"
)
PDP = "p = pdp.pdp_isolate(m, df, ['a'], 'a')"
ASK = "def ask():\n    print(open('a.txt').read(), e.get())"
SEEDED = "import numpy as np\nx = np.random.rand()"
BEST = """import pandas as pd
df = pd.read_csv('a.csv')
table = df[['a']]
best = 0
for depth in range(3):
    score = rate(depth)
    table.loc[depth, 'a'] = score
    if best < score:
        best = score
        which = depth"""
SK_TREE = "import numpy as np\nfrom sklearn.cluster import AgglomerativeClustering as A\ntree = A().fit(df)"
PLOTS_TREE = """def show(tree, **options):
    counts = np.zeros(9)
    for merge in tree.children_:
        total = 0
        for child in merge:
            total += counts[child]
        counts[merge] = total
    plt.plot(counts, **options)"""

DROPPED = [
    # a window waits for a person, and so does what its button calls
    (
        (
            "from tkinter import *",
            ASK,
            "root = Tk()",
            "e = Entry(root)",
            "Button(root, command=ask).grid()",
            "mainloop()",
            "x = 1",
        ),
        {
            "from tkinter import Button, Entry, Tk, mainloop",
            "def ask():",
            "print(open('a.txt').read(), e.get())",
            "root = Tk()",
            "e = Entry(root)",
            "Button(root, command=ask).grid()",
            "mainloop()",
        },
    ),
    # what draws no numbers by itself leaves nothing behind
    (
        (
            NP,
            PD,
            "from pdpbox import pdp\nm = df.mean()\nnp.random.seed(1)",
            PDP,
            "pdp.pdp_plot(p, 'a')",
            "x = np.random.rand()",
        ),
        {"from pdpbox import pdp", PDP, "pdp.pdp_plot(p, 'a')", "m = df.mean()"},
    ),
    # a function that draws, and may save what it draws: its defaults are its own affair
    (
        (PLT, "from matplotlib.patches import Wedge", GAUGE, "gauge()", "n = turned(1)"),
        {
            PLT,
            "from matplotlib.patches import Wedge",
            "def gauge(colors=['r', 'g'], file=False):",
            "fig, ax = plt.subplots()",
            "parts = []",
            "for c in colors:",
            "parts.append(Wedge((0, 0), turned(4), 0, 9, facecolor=c))",
            "[ax.add_patch(p) for p in parts]",
            "if file:",
            "fig.savefig(file)",
            "gauge()",
        },
    ),
    # what a model of an unknown library says, drawn at once
    (
        (
            PD,
            PLT,
            "from lifelines import CoxPHFitter\ncph = CoxPHFitter().fit(df, 't')",
            "ax = plt.subplot()\ncph.predict_survival_function(df).plot(ax=ax)",
        ),
        {PLT, "ax = plt.subplot()", "cph.predict_survival_function(df).plot(ax=ax)"},
    ),
    # a call of a function of which nothing stays, though it may use up what it goes through
    (
        (PD, SK_TREE, PLT, PLOTS_TREE, "show(tree, color='r')", "print(tree.children_)"),
        {
            PLT,
            "import numpy as np",
            PLOTS_TREE.partition("\n")[0],
            "show(tree, color='r')",
            "counts = np.zeros(9)",
            "total = 0",
            "for merge in tree.children_:",
            "for child in merge:",
            "total += counts[child]",
            "counts[merge] = total",
            "plt.plot(counts, **options)",
        },
    ),
    (("SHAPE = (1, 2)", "SHAPE + (3,)"), {"SHAPE = (1, 2)", "SHAPE + (3,)"}),
    (
        ("import sklearn\nsklearn.set_config(display='diagram')", "n = 1"),
        {"import sklearn", "sklearn.set_config(display='diagram')"},
    ),
    (
        ("from skimage import data, feature", PLT, "image = data.camera()\nhog = feature.hog(image)\nplt.imshow(hog)"),
        {
            "from skimage import data, feature",
            PLT,
            "image = data.camera()",
            "hog = feature.hog(image)",
            "plt.imshow(hog)",
        },
    ),
    # a load whose table nobody asks for before the next takes its name
    ((PD, "df.head()", "df = pd.read_csv('a.csv', header=None)"), {"df = pd.read_csv('a.csv')", "df.head()"}),
    # what shares data with what an unknown call is given, and is only drawn: the call cannot name it
    (
        (PLT, PD, "from somewhere import best", "n = df['a'].str.len()\nplt.hist(n)", "best.fit(df)"),
        {PLT, "n = df['a'].str.len()", "plt.hist(n)"},
    ),
    # a list of measures for the bars of a chart: each of them has its name
    (
        (
            PLT,
            "from sklearn.metrics import r2_score\nfrom somewhere import a, b",
            "r = r2_score(a, b)\nv = [r]\nplt.bar(['r'], v)",
        ),
        {PLT, "v = [r]", "plt.bar(['r'], v)"},
    ),
    # the places and the names at the axis of one
    (
        (
            PLT,
            "import pandas as pd, numpy as np\nfrom sklearn.metrics import r2_score\nfrom somewhere import a, b",
            "t = pd.DataFrame({'m': ['a', 'b'], 'r': [r2_score(a, b), 0.5]})\nt",
            "x = np.arange(len(t))\nnames = t['m'].tolist()\nplt.bar(x, t['r'])\nplt.xticks(x, names)",
        ),
        {PLT, "x = np.arange(len(t))", "names = t['m'].tolist()", "plt.bar(x, t['r'])", "plt.xticks(x, names)"},
    ),
    # an iterator that is used up for a plot, a transformer that is fitted for one
    (
        (PLT, "from somewhere import a, b", "z = zip(a, b)\nzs = sorted(z)", "plt.plot([v for v, _ in zs])"),
        {PLT, "from somewhere import a, b", "z = zip(a, b)", "zs = sorted(z)", "plt.plot([v for v, _ in zs])"},
    ),
    (
        (PLT, PD, "from sklearn.decomposition import PCA", "p = PCA()\np.fit(df)\nplt.plot(p.components_[0])"),
        {PLT, "from sklearn.decomposition import PCA", "p = PCA()", "p.fit(df)", "plt.plot(p.components_[0])"},
    ),
    # a function that draws what a function that it is handed gives, several calls deep
    (
        (
            PLT,
            "def f(x): return x + 1\ndef g(x): return f(x)\ndef h(x): return g(x)\ndef k(x): return h(x)",
            "def draw(rule):\n    z = rule(3)\n    plt.plot([z])",
            "draw(lambda v: k(v))",
        ),
        {PLT, "def draw(rule):", "plt.plot([z])", "z = rule(3)", "draw(lambda v: k(v))"},
    ),
    # a curve that is fitted to be drawn; how plots look in a notebook
    ((PD, KMF, "kmf.plot()"), {*KMF.split("\n"), "kmf.plot()"}),
    (
        ("from jupyterthemes import jtplot\njtplot.style(theme='onedork')", "n = 1"),
        {"from jupyterthemes import jtplot", "jtplot.style(theme='onedork')"},
    ),
    # settings of how plots look are no settings of texts; options of tables go by their short names, too
    (("import matplotlib", RC, "t = '{}'.format([1])"), {"import matplotlib", RC}),
    ((PD, FORM, "n = df['a'].sum()"), {FORM}),
    # an array has no plot: what is drawn is a column
    (
        (PD, "import a_library\nfound = a_library.fit(df)\npred = found.predict(df)", "pred.plot(color='C0')", "n = 1"),
        {"pred = found.predict(df)", "pred.plot(color='C0')"},
    ),
    # a figure's file that nobody takes
    (
        (SLACK, PLT, "plt.plot([1, 2])\nplt.savefig('a.png')", "r = slack.files.upload(file_='b.png')"),
        {PLT, "plt.plot([1, 2])", "plt.savefig('a.png')"},
    ),
    ((SLACK, "frame = slack.frame()", "print(frame.info())"), {"print(frame.info())"}),
    # plots by a name that nothing binds: all of them
    (
        (
            PD,
            "plt.figure()\nfor c in df:\n    ax = plt.subplot(2, 1, 1)\n    plt.imshow(df)\n    plt.gray()\nplt.show()",
        ),
        {"plt.figure()", "for c in df:", "ax = plt.subplot(2, 1, 1)", "plt.imshow(df)", "plt.gray()", "plt.show()"},
    ),
    # measures of several models, all alike, that only a plot shows
    (
        (FIT, PLT, "models = [GaussianMixture(k).fit(X) for k in (1, 2)]", "plt.plot([m.bic(X) for m in models])"),
        {PLT, "plt.plot([m.bic(X) for m in models])"},
    ),
    # a bar that shows how far it is: all of it, or nothing
    (
        (
            "import pyprind\nrows = []",
            "bar = pyprind.ProgBar(9)",
            "for n in range(9):\n    rows.append(n)\n    bar.update()",
            "m = len(rows)",
        ),
        {"import pyprind", "bar = pyprind.ProgBar(9)", "bar.update()"},
    ),
    # data that only plots show, beside a model that learns from others
    (
        (
            PD,
            "import plotly.express as px\nfrom sklearn.linear_model import LinearRegression",
            "model = LinearRegression().fit(df[['a']], df['b'])",
            "iris = px.data.iris()\npx.scatter(iris)",
        ),
        {"import plotly.express as px", "iris = px.data.iris()", "px.scatter(iris)"},
    ),
    # a loop that only shows, whose variable other loops and parameters of functions have as well
    (
        (
            PD,
            PLT,
            "def scale(frame, col):\n    frame[col] = frame[col] * 2",
            "for col in ['a', 'b']:\n    scale(df, col)",
            "for col in ['a', 'c']:\n    plt.plot(df[col])",
        ),
        {PLT, "for col in ['a', 'c']:", "plt.plot(df[col])"},
    ),
    # a function that draws rows by chance and plots them: its call stays for the next numbers, the plot goes
    (
        (
            "import random\nimport numpy as np",
            PLT,
            "def show(rows):\n    at = random.randint(0, 9)\n    plt.plot(rows[at])",
            "rows = np.load('x.npy')\nrandom.seed(1)\nshow(rows)\nx = random.random()",
        ),
        {PLT, "plt.plot(rows[at])"},
    ),
    # a plot that takes numbers which a later draw must not get
    (
        (
            PLT,
            "import tensorflow as tf\ntf.random.set_seed(1)\nx = tf.constant(3)",
            "plt.plot(tf.random.normal([3]))\nplt.plot(x)",
            "y = tf.random.normal([x])",
        ),
        {PLT, "plt.plot(x)"},
    ),
    # what is left of a function when its plot is gone has no effect
    (
        (
            "import joblib\nfrom sklearn.preprocessing import StandardScaler\nX = joblib.load('x')",
            PLT,
            "scaler = StandardScaler().fit(X)",
            "def show(n):\n    Z = scaler.transform(X)\n    plt.plot(n)",
            "show(3)",
            "Y = scaler.transform(X)",
        ),
        {PLT, "def show(n):", "Z = scaler.transform(X)", "plt.plot(n)", "show(3)"},
    ),
    # plots and widgets of libraries that nobody describes, by what their methods and functions are called
    (
        ("import h2o", "model = h2o.get_model('m')", "model.varimp_plot()", "n = model.ntrees"),
        {"model.varimp_plot()"},
    ),
    (
        (PD, "import cufflinks as cf", "df.groupby('a').count()['b'].iplot(kind='bar')"),
        {"import cufflinks as cf", "df.groupby('a').count()['b'].iplot(kind='bar')"},
    ),
    (
        ("from ipywidgets import interact", PLT, "def show(n=1):\n    plt.plot([n])", "interact(show, n=[1, 3])"),
        {"from ipywidgets import interact", PLT, "def show(n=1):", "plt.plot([n])", "interact(show, n=[1, 3])"},
    ),
    # axes of which a function does not know whether they were handed in
    (
        (
            PLT,
            "def show(v, ax=None):\n    if ax is None:\n        fig, ax = plt.subplots()\n    ax.set_xlabel('x')\n    return ax",
            "_ = show([1])",
        ),
        {
            PLT,
            "def show(v, ax=None):",
            "if ax is None:",
            "fig, ax = plt.subplots()",
            "ax.set_xlabel('x')",
            "return ax",
            "_ = show([1])",
        },
    ),
    # a loop variable of something that hangs on a plot, though the name holds a number before
    (
        (
            PLT,
            "for i in range(3):\n    print(i)",
            "ax = plt.gca()\nfor i in ax.spines.values():\n    i.set_visible(False)",
        ),
        {PLT, "ax = plt.gca()", "for i in ax.spines.values():", "i.set_visible(False)"},
    ),
    (
        (PD, SNS, "palette = sns.color_palette('viridis')", "print(1)"),
        {SNS, "palette = sns.color_palette('viridis')"},
    ),
    # a distribution that is drawn
    (
        (PD, "from empiricaldist import Cdf", "Cdf.from_seq(df['a']).plot(label='a')", "print(1)"),
        {"from empiricaldist import Cdf", "Cdf.from_seq(df['a']).plot(label='a')"},
    ),
    # dates of a table that nobody knows
    (
        (
            PLT,
            "from prophet import Prophet",
            "m = Prophet()\nt = m.make_future_dataframe(9)",
            "plt.plot(t['ds'].dt.to_pydatetime(), t['y'])",
            "print(t)",
        ),
        {PLT, "plt.plot(t['ds'].dt.to_pydatetime(), t['y'])"},
    ),
    # a path that a plotting function gives, and nobody sees: the cell goes on
    (
        (PLT, "def show(v):\n    plt.plot(v)\n    return [v]", "show(1)\nshow(2)\nn = show(3)"),
        {"show(1)", "show(2)", "plt.plot(v)", PLT},
    ),
    # a function that sets how plots look and draws; sums without a name; what a comprehension shows
    (
        (PLT, "def show(d):\n    plt.rcParams['figure.figsize'] = (9, 9)\n    plt.plot(d)", "show([1])", "print(1)"),
        {PLT, "def show(d):", "plt.rcParams['figure.figsize'] = (9, 9)", "plt.plot(d)", "show([1])"},
    ),
    (("2 + 3", "-(1.5 * 2)"), {"2 + 3", "-(1.5 * 2)"}),
    (("[3] * 2", "'a' * 2", "[n] * 2"), {"[3] * 2", "'a' * 2"}),
    (
        ("q = [1]\n[i for i, v in enumerate(q)]", "[(a, b) for a, b in zip(q, q)]", "print(q)"),
        {"[i for i, v in enumerate(q)]", "[(a, b) for a, b in zip(q, q)]"},
    ),
    # whatever hangs on a plot is one: axes in arrays, artists of axes, axes that went through a function
    (
        (
            PD,
            PLT,
            "fig, axes = plt.subplots(2, 2)",
            "for ax in axes.flat:\n    ax.grid()",
            "axes.ravel()[0].plot(df['a'])",
        ),
        {PLT, "fig, axes = plt.subplots(2, 2)", "for ax in axes.flat:", "ax.grid()", "axes.ravel()[0].plot(df['a'])"},
    ),
    (  # axes in a list, each by its place
        (
            PLT,
            "fig = plt.figure()",
            "axes = [fig.add_subplot(1, 2, i + 1) for i in range(2)]",
            "for i in range(2):\n    axes[i].set_title('a')",
        ),
        {
            PLT,
            "fig = plt.figure()",
            "axes = [fig.add_subplot(1, 2, i + 1) for i in range(2)]",
            "for i in range(2):",
            "axes[i].set_title('a')",
        },
    ),
    (
        (PD, SNS, "ax = sns.barplot(df)", "for p in ax.patches:\n    ax.annotate(str(p.get_height()), (p.get_x(), 1))"),
        {SNS, "ax = sns.barplot(df)", "for p in ax.patches:", "ax.annotate(str(p.get_height()), (p.get_x(), 1))"},
    ),
    (
        (PD, PLT, "def show(ax):\n    ax.grid()\n    return ax", "ax = show(plt.gca())", "ax.set_title('t')"),
        {PLT, "def show(ax):", "ax.grid()", "return ax", "ax = show(plt.gca())", "ax.set_title('t')"},
    ),
    # a loop that computes keeps its axes for counting; what later happens to `ax` still goes
    (
        (
            PD,
            PLT,
            "fig, axes = plt.subplots(1, 2)\nm = {}\nfor ax, c in zip(axes, df):\n    ax.hist(df[c])\n    m[c] = df[c].mean()",
            "ax = plt.gca()",
            "ax.grid()",
        ),
        {"ax.hist(df[c])", "ax = plt.gca()", "ax.grid()"},
    ),
    # a function that is handed a figure and only draws or saves it: what it prints is about that figure
    (
        (
            PD,
            PLT,
            "def save(fig, name):\n    fig.savefig(name)\n    print('saved', name)",
            "fig = plt.figure()",
            "save(fig, 'a.png')",
        ),
        {
            PLT,
            "def save(fig, name):",
            "fig.savefig(name)",
            "print('saved', name)",
            "fig = plt.figure()",
            "save(fig, 'a.png')",
        },
    ),
    # what only feeds a plot or a look goes with it
    (  # that what is taken out of names may be what the loop's variable held last does not make that a result
        (PD, PLT, "names = [*df]", "for name in names:\n    plt.plot(df[name])", "names.pop()"),
        {"for name in names:", "plt.plot(df[name])", PLT},
    ),
    ((PD, PLT, "corr = df.corr()", "plt.imshow(corr)"), {"corr = df.corr()", "plt.imshow(corr)", PLT}),
    (
        (PD, SNS, "corr = df.corr()\nmask = corr > 0", "sns.heatmap(corr, mask=mask)"),
        {"corr = df.corr()", "mask = corr > 0", SNS, "sns.heatmap(corr, mask=mask)"},
    ),
    ((PD, "small = df[['a']]", "small.head()"), {"small = df[['a']]", "small.head()"}),
    ((PD, "df.hist()", "df.head()", "df"), {"df.hist()", "df.head()", "df"}),
    (
        (PD, PLT, "fig, ax = plt.subplots()", "ax.plot(df['a'])", "fig.savefig('a.png')"),
        {PLT, "fig, ax = plt.subplots()", "ax.plot(df['a'])", "fig.savefig('a.png')"},
    ),
    ((PD, "for col in df.columns:\n    df[col].hist()"), {"for col in df.columns:", "df[col].hist()"}),
    ((PD, "if len(df):\n    df.hist()\nelse:\n    df.plot()"), {"if len(df):", "df.hist()", "df.plot()"}),
    (
        (PD, PLT, "with plt.style.context('ggplot'):\n    plt.plot(df['a'])"),
        {PLT, "with plt.style.context('ggplot'):", "plt.plot(df['a'])"},
    ),
    (
        (PD, PLT, "try:\n    plt.plot(df['a'])\nexcept ValueError:\n    plt.plot(df['b'])"),
        {PLT, "try:", "plt.plot(df['a'])", "plt.plot(df['b'])"},
    ),
    ((PD, "def show(d):\n    d.hist()", "show(df)"), {"def show(d):", "d.hist()", "show(df)"}),
    (
        (PD, "pd.set_option('display.max_columns', 9)", "pd.options.display.width = 3"),
        {"pd.set_option('display.max_columns', 9)", "pd.options.display.width = 3"},
    ),
    (("'a text'", "x = 1"), {"'a text'"}),
    ((PD, "%matplotlib inline\ndf.info()"), {"df.info()"}),
    # a heading over a look that goes; what tells of progress stays
    ((PD, "print('First rows:')\ndf.head()"), {"print('First rows:')", "df.head()"}),
    ((PD, "print('\\n=== Lowest Prices ===')\ndf.head()"), {"print('\\n=== Lowest Prices ===')", "df.head()"}),
    ((PD, "print('rows are loaded')\ndf.head()"), {"df.head()"}),
    ((PD, "df.to_csv('b.csv')\nprint('Everything Written')\ndf.head()"), {"df.head()"}),
    ((PD, "print('First rows:')\nprint(len(df))\ndf.head()"), {"df.head()"}),
    # a heading over a loop of which only its variable is left
    (
        (PD, "print('Shapes:')\nfor n in df:\n    print(df[n].shape)\nprint('Last:', n)"),
        {"print('Shapes:')", "print(df[n].shape)"},
    ),
    ((PD, "print('Sums:')\nfor n in df:\n    print(df[n].sum())\nprint('Last:', n)"), set()),
    # what a plotted table may share data with, no plot has used up by that
    (("from own import rate", BEST, "table.plot()"), {"table.plot()"}),
    # which files there are: read once, while the notebook is written; a command that acts is none
    (
        ("from subprocess import check_output\nprint(check_output(['ls', '../input']).decode('utf8'))", SEEDED),
        {"from subprocess import check_output", "print(check_output(['ls', '../input']).decode('utf8'))"},
    ),
    (("from subprocess import check_output\nprint(check_output(['rm', 'a']).decode('utf8'))",), set()),
    (("import os\nprint(os.listdir('../input'))", "x = 1"), {"import os", "print(os.listdir('../input'))"}),
    (
        (
            "import os\nfor d, _, files in os.walk('.'):\n    for f in files:\n        print(os.path.join(d, f))",
            "x = 1",
        ),
        {"import os", "for d, _, files in os.walk('.'):", "for f in files:", "print(os.path.join(d, f))"},
    ),
    (("import os\nfor d, _, files in os.walk('.'):\n    print(d, len(files))",), set()),
    # imports that nothing needs any more
    (("import os, sys", "import json", "x = json.dumps(1)"), {"import os, sys"}),
    (("import numpy as np", "def f(): return np.pi", "x = 1"), set()),
    # parts inside what stays
    ((PD, "n = 0\nfor col in df.columns:\n    df[col].hist()\n    n += 1"), {"df[col].hist()"}),
    (
        (PD, PLT, "def f(d):\n    plt.figure()\n    d.hist()\n    return len(d)", "n = f(df)"),
        {PLT, "plt.figure()", "d.hist()"},
    ),
    ((PD, "if len(df):\n    df.hist()\n    n = 1\nelse:\n    n = 2"), {"df.hist()"}),
    ((PD, PLT, "with open('a') as f:\n    plt.plot(df['a'])\n    n = f.read()"), {PLT, "plt.plot(df['a'])"}),
]


@pytest.mark.parametrize(
    ("cells", "expected"), DROPPED, ids=[" / ".join(str(c) for c in row[0])[-80:] for row in DROPPED]
)
def test_goes(cells, expected):
    assert set(gone(*cells)) == expected


STAYS = [
    # methods of tables and texts by name; of what nobody knows, and alone in a line, they act
    ("from own import make\nnet, pool = make()", "net.eval()\nnet.apply(make)\npool.join()\npool.get()\nprint(net(1))"),
    (PD, "n = df['a'].sum()", "df = pd.read_csv('a.csv', header=None)"),
    (PD, KMF, "print(kmf.median_survival_time_)"),
    (PD, FORM, "t = df.to_string()"),
    (PD, "from own import steps as plt", "plt.show()\nplt.imshow(df)"),  # a name of plots that something else has
    # a figure's file that goes to whoever takes it
    (SLACK, PLT, "plt.plot([1, 2])\nplt.savefig('a.png')", "r = slack.files.upload(file_='a.png')"),
    (SLACK, PLT, "path = 'a.png'\nplt.plot([1, 2])\nplt.savefig(path)", "r = slack.files.upload(content=path)"),
    # only a table's info is a look: it has nothing that could be asked of it
    (SLACK, "if slack.test():\n    print(f'at {slack.team.info().body}')\nelse:\n    print('no')"),
    (SLACK, "print(slack.team.info()['name'])"),
    # a table that a fitted transformer makes, looked at: a result, unlike one for a plot
    (
        "import numpy as np\nfrom sklearn.impute import SimpleImputer\nX = np.load('x.npy')",
        "imputer = SimpleImputer().fit(X)\nfilled = imputer.transform(X)\nprint(filled)",
    ),
    (
        PD,
        "test = pd.read_csv('test.csv')",
        "from sklearn.linear_model import Ridge\nmodel = Ridge().fit(df[['a']], df['b'])",
    ),
    # a look that draws from a stream that is set, by its own name or by that of somebody's function
    (PD, "import numpy as np\nnp.random.seed(1)", "df.sample(5)", "part = df.sample(9)"),
    (PD, "from tools import fix_seeds\nfix_seeds(1)", "df.sample(5)", "part = df.sample(9)"),
    # one fit is a result like the other, whatever its name holds in the end
    (
        "import numpy as np\nfrom sklearn.cluster import KMeans\nX = np.load('x.npy')",
        "kmeans = KMeans(4)\nlabels = kmeans.fit(X).predict(X)",
        "kmeans = KMeans(6).fit(X)",
    ),
    # two kinds of models in a list: what they are asked for, nobody knows
    (FIT, "import mine", "models = [mine.model(X)]\nmodels.append(GaussianMixture())", "[m.bic(X) for m in models]"),
    # a graph that a kept command reads
    (
        "from sklearn.tree import DecisionTreeClassifier, export_graphviz\nfrom pathlib import Path",
        "OUT = Path('images')\nt = DecisionTreeClassifier().fit([[1], [2]], [0, 1])\nexport_graphviz(t, out_file=str(OUT / 'iris_tree.dot'))",
        "!dot -Tpng images/iris_tree.dot -o images/iris_tree.png",
    ),
    # who wrote `shop` is not known, nor what its plots do beside drawing
    ("import mine", "model = mine.load()", "model.plot_all()"),
    ("import mine", "mine.plot_all()"),
    ("import h2o", "model = h2o.get_model('m')", "model.plotter()"),
    (PD, "total = df['a'].sum()"),  # nobody reads it: it is a result
    (PD, "corr = df.corr()"),
    (PD, "summary = df.describe()", "print(summary.loc['mean'])"),
    (PD, "df['b'] = 1"),
    (PD, "df.pop('a')"),
    (PD, "df.to_csv('out.csv')"),
    (PD, "print(len(df) * 2)"),
    ("import sys", "print('done', file=sys.stderr)"),
    ("f = open('a', 'w')", "print('done', file=f)"),
    (PD, "def f(d): return len(d)"),  # nobody calls it, but it may be what the notebook offers
    (PD, "unknown(df)"),
    ("import mystery", "mystery.start()"),
    ("import os", "os.makedirs('out', exist_ok=True)"),
    ("import warnings", "warnings.filterwarnings('error')"),
    ("x = 1", "assert x == 1"),
    ("x = 1", "if x > 1:\n    raise SystemExit"),
    ("for i in range(3):\n    pass",),
    ("rows = []", "rows.append(1)"),
    ("try:\n    import json as j\nexcept ImportError:\n    j = None", "x = j"),
    ("class C:\n    'doc'\n    x = 1",),
    ("import numpy as np", "np.random.seed(1)", "x = np.random.rand()"),
    ("def f():\n    'doc'\n    return 1", "x = f()"),
    ("x: int = 1", "y = x"),
]


@pytest.mark.parametrize("cells", STAYS, ids=[" / ".join(row)[-60:] for row in STAYS])
def test_stays(cells):
    # a docstring, a bare text, a `pass` are no loss
    assert [line for line in gone(*cells) if not line.startswith("'") and line != "pass"] == []


def test_a_matrix_that_measures_the_model_stays_though_it_is_only_drawn():
    made = "from sklearn.metrics import confusion_matrix\nfrom somewhere import y, p"
    assert fates(PLT, made, "cm = confusion_matrix(y, p)\nplt.imshow(cm)")["cm = confusion_matrix(y, p)"] == "train"


PRUNED = [
    ((PD, "n = 0\nfor col in df.columns:\n    df[col].hist()\n    n += 1"), "for col in df.columns:"),
    # without these loops col and _ would end with other values than in the notebook
    (
        (
            PD,
            "cols = chosen(df)\nfor col in cols:\n    df[col] = encoder.fit_transform(df[col])",
            "for col in cols[:3]:\n    df[col].hist()",
        ),
        "for col in cols[:3]:",
    ),
    (
        (PD, "_, total = divmod(len(df), 9)", "for name, _ in df.items():\n    df[name].hist()"),
        "for name, _ in df.items():",
    ),
    ((PD, "if len(df):\n    df.hist()\n    n = 1"), "if len(df):"),
    (
        (PD, PLT, "with plt.style.context('ggplot'):\n    plt.plot(df['a'])\n    n = 1"),
        "with plt.style.context('ggplot'):",
    ),
    (
        ("import numpy as np", PLT, "np.random.seed(1)", "plt.hist(np.random.rand(3))", "x = np.random.rand()"),
        "plt.hist(np.random.rand(3))",
    ),
]


@pytest.mark.parametrize(("cells", "line"), PRUNED, ids=[row[1] for row in PRUNED])
def test_pruned(cells, line):
    assert fates(*cells)[line] == "pruned"


def test_the_guard_of_a_script_is_unwrapped():
    made = project("if __name__ == '__main__':\n    print('made')")["src/paper/run.py"]
    assert '    logger.info("made")\n' in made and "if __name" not in made.split("def main")[0]


def test_a_plotting_context_is_unwrapped():
    plan = planned(PD, PLT, "with plt.style.context('ggplot'):\n    plt.plot(df['a'])\n    n = 1")
    assert [c.unwrap for c in plan.choices if c.fate == "pruned"] == [True]


def test_of_a_plot_the_draws_remain():
    plan = planned(
        "import numpy as np", PLT, "np.random.seed(1)", "plt.hist(np.random.rand(3))", "x = np.random.rand()"
    )
    (choice,) = [c for c in plan.choices if c.remains]
    assert choice.remains == ((1, 9, 1, 26),)


SHOWN = "def look():\n    plt.hist(np.random.rand())\nfrom ipywidgets import interact"
DRAWS = [
    # cells, whether the plotted draw in the last cell but one stays
    (("import numpy as np", PLT, "plt.plot(np.random.rand(3))", "x = np.random.rand()"), True),
    (("import numpy as np", PLT, "plt.plot(np.random.rand(3))", "x = 1"), False),
    (("import numpy as np", PLT, "plt.plot(np.random.rand(3))", "np.random.seed(1); x = np.random.rand()"), False),
    (("import numpy as np\nimport random", PLT, "plt.plot(np.random.rand(3))", "x = random.random()"), False),
    (("import numpy as np\nimport random", PLT, "plt.plot(random.random())", "x = random.random()"), True),
    ((PD, SNS, "sns.stripplot(x=df['a'])", "part = df.sample(9)"), True),
    # a look that draws stays, a widget that does only where the notebook sets the stream
    ((PD, NP, "df.sample(2)", "part = df.sample(9)"), True),
    ((PD, NP, "t = df.dropna()\nt.sample(2)", "part = df.sample(9)"), True),
    ((PD, NP, f"{SHOWN}\nlook()", "part = df.sample(9)"), True),
    ((PD, NP, f"{SHOWN}\ninteract(look)", "part = df.sample(9)"), False),
    ((PD, NP, f"{SHOWN}\ninteract(look)", "np.random.seed(1)\npart = df.sample(9)"), False),
    ((PD, NP + "\nnp.random.seed(1)", f"{SHOWN}\ninteract(look)", "part = df.sample(9)"), True),
    # a library's own stream: only where something has set it before
    ((PLT, "import tensorflow as tf\nx = 3", "plt.plot(tf.random.normal([3]))", "y = tf.random.normal([x])"), False),
    (
        (
            PLT,
            "import tensorflow as tf\ntf.random.set_seed(1)",
            "plt.plot(tf.random.normal([3]))",
            "y = tf.random.normal([3])",
        ),
        True,
    ),
    (
        (
            PLT,
            "import tensorflow as tf\nfrom tools import fix_seed\nfix_seed(3)",
            "plt.plot(tf.random.normal([3]))",
            "y = tf.random.normal([3])",
        ),
        True,
    ),
    (
        (
            PLT,
            "import tensorflow as tf",
            "plt.plot(tf.random.normal([3]))",
            "y = tf.random.normal([3])\ntf.random.set_seed(1)",
        ),
        False,
    ),
    # what draws nothing tells nothing of the stream
    (
        (
            PLT,
            "import tensorflow as tf\ntf.random.set_seed(1)",
            "plt.plot(tf.random.normal([3]))",
            "pool = tf.keras.layers.MaxPool2D()\nx = pool(images)",
        ),
        False,
    ),
    (
        (
            PLT,
            "import tensorflow as tf\ntf.random.set_seed(1)",
            "plt.plot(tf.random.normal([3]))",
            "net = tf.keras.layers.Conv2D(2, 3)\nx = net(images)",
        ),
        True,
    ),
]


@pytest.mark.parametrize(("cells", "stays"), DRAWS, ids=[" / ".join(row[0][2:]) for row in DRAWS])
def test_draws_inside_plots(cells, stays):
    assert (fates(*cells)[first_line(cells[2])] != "dropped") == stays


PUT_OTHERWISE = [  # a cell behind the loading of df, and whether its first line goes
    ("days = df['d'].tolist()\ndays = [int(d) for d in days]\nplt.plot(days, df.a)", True),
    ("days = df['d'].tolist()\ndays = [int(d) for d in days]\nplt.plot(days, df.a)\nprint(days)", False),
    ("t = df.dropna()\nt = t.sort_values('a')\nt.plot()", False),  # a table that is made is a work of its own
    ("n = 1\nn = n + 1", False),
    ("t = df.to_numpy()\nt = pd.DataFrame(t, columns=['a'])\nt.plot()", True),
    ("names = unheard.get_feature_names_out()\nplt.bar(names, 1)", True),
]


@pytest.mark.parametrize(("cell", "goes"), PUT_OTHERWISE)
def test_plain_values_in_another_form_for_a_plot(cell, goes):
    assert (fates(f"{PD}\n{PLT}", cell)[first_line(cell)] == "dropped") == goes


HUSHED = "import warnings\nimport numpy as np\nwith warnings.catch_warnings():\n    warnings.simplefilter('{}')\n    x = np.log(2)"


@pytest.mark.parametrize(("action", "unwrapped"), [("ignore", True), ("error", False)])
def test_a_context_that_only_hushes_warnings_goes(action, unwrapped):
    plan = planned(HUSHED.format(action), "print(x)")
    [choice] = [c for c in plan.choices if plan.program.statements[c.statement].source.startswith("with")]
    assert choice.unwrap is unwrapped


HEADINGS = [  # a cell behind the loading of df, and whether its first line goes
    ("print('Class distribution:')\nnp.bincount(df['a'].values)", True),
    ("print('Percent of missing data')\ndf[0:10]", True),
    ("print(f'Missing values:')\nprint(df.isnull().sum())\nprint(df.a.mean())", True),
    ("print('--- Missing values ---')\nprint(df.isnull().sum().sum())\nprint(df.a.mean())", True),
    ("print('Distribution of a')\nplt.hist(df.a)", True),
    ("print('Training finished')\ndf.head()", False),  # it tells what was done
    ("print('Mean:')\nprint(df.a.mean())", False),
    ("print('Shape')\nx = df.shape[0]", False),
    ("print('Rows of', df.a.sum())\ndf.head()", False),
    ("print('100%')\ndf.head()", False),
    ("print('Rows of a')\nprint()", False),
    ("print('Ridge')\nprint('-' * 40)\nprint('Mean:', df.a.mean())", False),  # a rule between is no look
    ("print('Missing values')\nprint('-' * 40)\nprint(df.isnull().sum())", True),
    ("plt.hist(df.a)\nprint('Plot 4: ages')", True),  # what stands below a figure
    ("print('Plot 4: ages')", False),
    ("for c in df:\n    print('Sum:', df[c].sum())\n    print('Some values:')\n    print(df[c].head())", True),
]


@pytest.mark.parametrize(("cell", "goes"), HEADINGS)
def test_a_heading_goes_with_what_it_stands_over(cell, goes):
    alone = [line.strip() for line in cell.split("\n") if re.match(r" *print\(f?'[^,]*'\)$", line)]
    heading = alone[0] if alone else first_line(cell)
    assert (fates(f"{PD}\n{NP}\n{PLT}", cell)[heading] == "dropped") == goes


IN_A_FUNCTION = """def told(y, p):
    print('Accuracy:', (y == p).mean())
    print('-' * 70)
    print('Confusion Matrix:')
    cmd = ConfusionMatrixDisplay.from_predictions(y, p)
    if verbose:
        print('Shape:')
        df.head()
        print('Rows:')
        df.head()
"""


def test_headings_and_lines_go_in_functions_too():
    found = fates(
        f"{PD}\nfrom sklearn.metrics import ConfusionMatrixDisplay\nverbose = len(df) > 9",
        IN_A_FUNCTION,
        "told(df.a, df.b)",
    )
    kept = [line for line in map(str.strip, IN_A_FUNCTION.split("\n")) if found.get(line, "dropped") != "dropped"]
    assert kept == ["def told(y, p):", "print('Accuracy:', (y == p).mean())"]


def test_headings_in_functions_stay_where_what_is_printed_is_read():
    assert (
        fates(f"import sys\n{PD}", IN_A_FUNCTION, "out = sys.stdout\ntold(df.a, df.b)")["print('-' * 70)"] != "dropped"
    )


def test_a_heading_that_is_written_to_a_file_stays():
    found = fates(f"{PD}\nimport sys\nsys.stdout = open('log.txt', 'w')", "print('Report:')\ndf.head()")
    assert found["print('Report:')"] != "dropped"


def test_a_tag_keeps():
    assert gone(PD, code("df.hist()", "nb2prod:keep")) == []


def test_every_choice_has_a_reason_of_one_line():
    for cells, _ in DROPPED:
        assert all(c.because and "\n" not in c.because for c in planned(*cells).choices)


def test_reasons_name_cells_as_people_count_them():
    plan = planned(PD, PLT, "corr = df.corr()", "plt.imshow(corr)")
    (choice,) = [
        c for c, s in zip(plan.choices, plan.program.statements, strict=True) if s.source == "corr = df.corr()"
    ]
    assert "cell 4" in choice.because


MODEL = """import numpy as np
import matplotlib.pyplot as plt
from sklearn.svm import SVC
X = np.arange(8.0).reshape(4, 2)
model = SVC().fit(X, [0, 1, 0, 1])"""

ONLY_FOR_PLOTS = [  # what goes beside the plot itself
    (
        "xx, yy = np.meshgrid([1, 2], [3, 4])\nZ = model.predict(np.c_[xx.ravel(), yy.ravel()])\n"
        "Z = Z.reshape(xx.shape)\nplt.contourf(xx, yy, Z)",
        {
            "xx, yy = np.meshgrid([1, 2], [3, 4])",
            "Z = model.predict(np.c_[xx.ravel(), yy.ravel()])",
            "Z = Z.reshape(xx.shape)",
        },
    ),
    ("print('A plot of it:')\nplt.plot(X)", {"print('A plot of it:')"}),
    ("t = f'R2 {model.score(X, X[0])}'\nplt.title(t)", {"t = f'R2 {model.score(X, X[0])}'"}),
    (
        "from sklearn.decomposition import PCA\npca = PCA(2)\nZ = pca.fit_transform(X)\nplt.scatter(Z[:, 0], Z[:, 1])",
        {"pca = PCA(2)", "Z = pca.fit_transform(X)"},
    ),
    (
        "import shap\ntold = shap.Explainer(model, X)\nv = told(X, check_additivity=False)\nshap.plots.bar(v[0])",
        {"told = shap.Explainer(model, X)", "v = told(X, check_additivity=False)"},
    ),
    (  # trees are explained without drawing
        "import shap\nfrom sklearn.tree import DecisionTreeClassifier\nt = DecisionTreeClassifier().fit(X, [0, 1, 0, 1])\n"
        "told = shap.Explainer(t, X)\nv = told(X)\nshap.plots.bar(v[0])\nprint(np.random.rand())",
        {"told = shap.Explainer(t, X)", "v = told(X)"},
    ),
    (
        "from sklearn.metrics import roc_curve\nfpr, tpr, _ = roc_curve([0, 1], model.predict(X))\nplt.plot(fpr, tpr)",
        {"fpr, tpr, _ = roc_curve([0, 1], model.predict(X))"},
    ),
    ("a = X[0]\na = a[a > 0]\nplt.plot(a)", {"a = X[0]", "a = a[a > 0]"}),
    ("low, high = 0, 1\nlow -= 0.5\nplt.ylim(low, high)", {"low, high = 0, 1", "low -= 0.5"}),
    (
        "import seaborn as sns\nsns.set_style('white')\ndef show(x):\n    print(len(x))\n    c = sns.color_palette()\n    plt.plot(x, c=c)\nshow(X)",
        {"import seaborn as sns", "sns.set_style('white')", "c = sns.color_palette()", "plt.plot(x, c=c)"},
    ),
    (
        "m = X == 0\nfor k, color in zip(f(model), g(model)):\n    if k:\n        color = [0, 0, 0]\n"
        "    part = X[m]\n    plt.plot(part, c=tuple(color))",
        {"m = X == 0", "color = [0, 0, 0]", "part = X[m]", "plt.plot(part, c=tuple(color))"},
    ),
    (
        "t = f(X)\nt.iloc[0].groupby(list(t)[0]).mean().plot(ax=plt.gca())\nprint(t)",
        {"t.iloc[0].groupby(list(t)[0]).mean().plot(ax=plt.gca())"},
    ),
    ("for c in open('a'):\n    plt.gca().set(xlabel=c)", {"for c in open('a'):"}),
    ("import pandas as pd\nt = pd.read_csv('t.csv')\nt", {"t = pd.read_csv('t.csv')"}),
    ("def show(x):\n    plt.plot(x)\nshow(X)", {"def show(x):", "plt.plot(x)", "show(X)"}),
    ("def show(x):\n    plt.plot(x)", {"def show(x):", "plt.plot(x)"}),
    (
        "def show(x):\n    plt.plot(x)\ndef both(x):\n    show(x)\n    return len(x)\nn = both(X)",
        {"def show(x):", "plt.plot(x)", "show(x)"},
    ),
    (
        "def add(x):\n    total = x.sum()\n    plt.plot(total)\n    return x\nk = add(X)",
        {"total = x.sum()", "plt.plot(total)"},
    ),
    ("plt.plot(X)\nplt.savefig('a.png')\nprint('Saved figure to a.png')", {"print('Saved figure to a.png')"}),
    ("path = 'a.png'\nplt.savefig(path)\nprint('saved', path)", {"path = 'a.png'", "print('saved', path)"}),
    ("cmap = plt.cm.get_cmap('jet')\ncolors = cmap(X)\nplt.imshow(colors)", {"cmap = plt.cm.get_cmap('jet')"}),
    (
        "q = np.poly1d(np.polyfit([1, 2], [3, 4], 1))\nplt.plot([1, 2], q([1, 2]))",
        {"q = np.poly1d(np.polyfit([1, 2], [3, 4], 1))"},
    ),
    (
        "from scipy.interpolate import interp1d\nf = interp1d([1, 2], [3, 4])\nplt.plot([1], f([1]))",
        {"f = interp1d([1, 2], [3, 4])"},
    ),
    ("for image in unknown(X):\n    plt.imshow(image.squeeze().numpy())", {"plt.imshow(image.squeeze().numpy())"}),
    (  # what was a list before may be an iterator now, and the loop takes all that it gives
        "r = [1]\nr = unknown(r)\nfor one in r:\n    plt.plot(one)\nprint(list(r))",
        {"plt.plot(one)"},
    ),
    (
        "fig, axes = plt.subplots(1, len(X))\nif len(X) == 1:\n    axes = [axes]\nfor i in range(2):\n    axes[i].grid(True)",
        {"fig, axes = plt.subplots(1, len(X))", "axes = [axes]", "axes[i].grid(True)"},
    ),
    (
        "fig, axes = plt.subplots(1, 2)\naxes = np.atleast_1d(axes)\nfor i, a in enumerate(axes.ravel()):\n    a.set_title(i)",
        {"fig, axes = plt.subplots(1, 2)", "axes = np.atleast_1d(axes)", "a.set_title(i)"},
    ),
    (
        "fig, a = plt.subplots()\nb = a.twinx()\nlines = a.get_lines() + b.get_lines()\na.legend(lines, [l.get_label() for l in lines])",
        {"fig, a = plt.subplots()", "b = a.twinx()", "lines = a.get_lines() + b.get_lines()"},
    ),
    (
        "r = {}\ntry:\n    r['a'] = model.score(X, X[0])\n    plt.plot(X)\n    plt.show()\nexcept Exception:\n    r['a'] = 'Error'\nprint(r)",
        {"plt.plot(X)", "plt.show()"},
    ),
]
AND_WHAT_STAYS = [
    "Z = model.predict(X)\nZ = Z.reshape(2, 2)\nplt.contourf(Z)\nprint(Z)",
    "Z = model.predict(X)\nZ = Z.reshape(2, 2)",  # nobody plots it: a result
    "from sklearn.decomposition import PCA\npca = PCA(2)\nZ = pca.fit_transform(X)\nplt.plot(Z)\nprint(pca.n_components_)",
    "t = f'R2 {model.score(X, X[0])}'\nplt.title(t)\nprint(t)",
    "from sklearn.metrics import roc_curve\nfpr, tpr, cut = roc_curve([0, 1], model.predict(X))\nplt.plot(fpr, tpr)",  # nobody plots cut
    "from sklearn.metrics import roc_curve\nfpr, tpr, cut = roc_curve([0, 1], model.predict(X))\n"
    "plt.plot(fpr, tpr)\nbest = cut[0]",
    "from sklearn.decomposition import PCA\npca = PCA(2)\nX = pca.fit_transform(X)\nplt.plot(X)",
    "a = model.predict(X)\na = a + 1\nplt.plot(a)",  # changed, not shaped
    "a = X[0]\na = a + 1\nplt.plot(a)\nb = a + 1",
    "import pandas as pd\nt = pd.DataFrame({'a': X[0]})\nt['b'] = t['a'] + 1\nplt.plot(t)",
    "def cost(x):\n    return x.sum()\nt = []\nfor k in (1, 2):\n    t.append(cost(X[k]))\nplt.plot(t)",
    "def cost(x):\n    return x.sum()\nc = cost(X)\nc = c / 2\nplt.plot(c)",
    "t = []\nfor k in (1, 2):\n    t.append(SVC(C=k).fit(X, [0, 1, 0, 1]).score(X, [0, 1, 0, 1]))\nplt.plot(t)",
    "import seaborn as sns\nsns.set_style('white')\ndef show(x):\n    print(len(x))\n    return sns.color_palette()\nk = show(X)",
    "def show(x):\n    plt.plot(x)\ntable = {'show': show}",  # called through it
    "def nothing(x):\n    return None",
    "plt.plot(X)\nplt.savefig('a.png')\nprint('saved', len(X))",
    "np.save('x.npy', X)\nplt.savefig('a.png')\nprint('saved all')",
    "plt.savefig('a.png')\nprint('model done')",
    "import shap\ntold = shap.Explainer(model, X)\nv = told(X)\nplt.plot(v[0])\nprint(np.random.rand())",
    "print('Saved figure')",
    "print('A plot of it:')\nn = len(X)\nplt.plot(X)",
    "print('rows in the plot', len(X))\nplt.plot(X)",
    "n, bins, patches = plt.hist(X)\nk = np.array(n)\nprint(k, n + bins)",
]


@pytest.mark.parametrize(("source", "expected"), ONLY_FOR_PLOTS)
def test_what_only_plots_used_goes_with_them(source, expected):
    assert expected <= set(gone(MODEL, source))


@pytest.mark.parametrize("source", AND_WHAT_STAYS)
def test_what_else_is_used_stays(source):
    shown = {line for line in gone(MODEL, source) if not line.startswith(("plt.", "import matplotlib"))}
    assert shown == set()


def test_a_figure_file_that_cannot_be_written_keeps_no_plot():
    cells = (
        "import matplotlib.pyplot as plt",
        "plt.scatter([1], [2])\nplt.title('t')",
        "try:\n    plt.savefig('/no/such/folder/f.png')\nexcept Exception:\n    failed = True",
    )
    plan = planned(*cells)
    assert {choice.fate for choice in plan.choices} == {"dropped"}


WATCHED = [  # who is handed all names may read any of them later
    (("from tool import binder\nbinder.bind(globals())", "answer = 1", "answer = 2"), set()),
    (("from tool import binder\nbinder.bind(globals())", PD, "df.head()"), {"df.head()"}),
    (("x = [1]\nprint(len(globals()))", PLT, "y = [2]", "plt.plot(y)"), {PLT, "y = [2]", "plt.plot(y)"}),
    (("from tool import binder", PLT, "y = [2]\nplt.plot(y)", "binder.bind(globals())"), None),
]


@pytest.mark.parametrize(("cells", "dropped"), WATCHED)
def test_names_that_are_handed_on(cells, dropped):
    found = set(gone(*cells))
    assert found == dropped if dropped is not None else "plt.plot(y)" in found


PRINTED = [  # a line of the notebook, whether it stays
    ("print(low), print(high)", True),
    ("print(df.head()), print(df.shape)", False),
    ("shows(model, df)", False),
]


@pytest.mark.parametrize(("line", "stays"), PRINTED)
def test_prints_side_by_side_are_prints_and_a_function_that_only_drew_says_nothing(line, stays):
    head = (
        "import pandas as pd\nimport matplotlib.pyplot as plt\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')"
    )
    made = "def shows(m, d):\n    p = m.predict(d)\n    plt.plot(p)\nmodel = SVC().fit(df, df.y)\nlow, high = df.a.mean(), df.b.mean()"
    assert (planned(head, made, line).choices[-1].fate == "train") is stays


BLENDS = [  # after two models are fitted: what only a plot shows, whether it stays all the same
    ("p = 1 + sum(m.predict(X) for m in [a, b])\nplt.plot(p)", True),
    ("models = [a, b]\np = np.mean([m.predict(X) for m in models], axis=0)\nplt.plot(p)", True),
    ("p = 0.4 * a.predict(X) + 0.6 * b.predict(X)\nplt.plot(p)", True),
    ("p = a.predict(X)\nplt.plot(p)", False),
    ("p = a.predict(X) - a.predict(X + 1)\nplt.plot(p)", False),
    ("p = [name for name in dir(a)]\nplt.plot(len(p))", False),
]


@pytest.mark.parametrize("after, stays", BLENDS)
def test_one_prediction_of_several_models_stays(after, stays):
    start = "import numpy as np\nfrom sklearn.svm import SVR\nX, y = df[['a']], df['y']"
    fits = "a = SVR(C=1).fit(X, y)\nb = SVR(C=2)\nb.fit(X, y)"
    made = fates(PD, PLT, start, fits, after)
    assert any(source.startswith("p = ") and fate != "dropped" for source, fate in made.items()) is stays


ROWS = """from sklearn.feature_extraction.text import CountVectorizer
from sklearn.svm import SVC
vectorizer = CountVectorizer()
X = vectorizer.fit_transform(['a b', 'b'])
print(X.toarray())
vectorizer = CountVectorizer()
X = vectorizer.fit_transform(df['text'])
y = df['y']
model = SVC().fit(X, y)
p = model.predict(X)"""
PRINTED_ROWS = [  # a cell behind a fit, whether it goes
    ("print('Features:', X)", True),
    ("print(df['text'][0])", True),
    ("print(X.toarray()[:3])", True),
    ("print(vectorizer.get_feature_names_out())", True),
    ("print(type(X))", True),
    ("from sklearn.datasets import load_iris\niris = load_iris()\nprint(iris.DESCR)", True),
    ("print(p)", False),
    ("print(df['y'].mean())", False),
    ("print(y, p)", False),
    ("q = p.reshape(-1, 1)\nprint(q)", False),
]


@pytest.mark.parametrize(("cell", "goes"), PRINTED_ROWS)
def test_prints_of_what_a_model_is_given(cell, goes):
    assert (cell.split("\n")[-1] in gone(PD, ROWS, cell)) is goes


def test_an_example_that_only_prints_goes_with_what_it_prints():
    assert gone(PD, ROWS) == ROWS.split("\n")[2:5]


def test_without_a_model_rows_that_are_printed_are_what_the_notebook_is_for():
    assert gone(PD, "print(df)") == []
