"""Uses of what newer versions of a library no longer have. Each row: cells, and the names with the first version."""

import pytest

from tests.notebooks import program

PD = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"
KERAS = "from tensorflow.keras.models import Sequential\nm = Sequential()\n"
LINEAR = "from sklearn.linear_model import LinearRegression\nfrom sklearn.pipeline import Pipeline, make_pipeline\n"
ROWS = (
    "from sklearn.feature_extraction import DictVectorizer\nfrom sklearn.linear_model import LogisticRegression\n"
    "dv = DictVectorizer()\nX = dv.fit_transform([{'a': 1}])\n"
)
SEARCH = "import numpy as np\nfrom scipy.optimize import minimize\n"
TITANIC = "import numpy as np\n" + PD + "df = df.replace('?', np.nan)\n"
WIDE = "a sparse DictVectorizer that every estimator takes"
MODEL = "from sklearn.linear_model import LinearRegression\nm = LinearRegression().fit([[1]], [1])\n"
JIT = "from numba import jit\n@jit\ndef gini(y, p): return p\n"
SEX = "df['s'] = df['s'].map({'male': 0, 'female': 1})"
CORR = "the old default of numeric_only in DataFrame.corr"
L1 = "from sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import GridSearchCV\n"
SOLVER = "the old default of solver in linear_model.LogisticRegression"
COUNTED = 'the column "index" of value_counts().reset_index()'
JITTED = "an object of pandas given to what numba.jit compiles"
SCORES = "from rows import y, p\nfrom sklearn.metrics import f1_score, roc_auc_score\n"
PLAIN = "a measure as a number of numpy"
ONE = "a number of an array that holds one, as in float(values)"
GONE = [
    (PD + "n = df['a'].value_counts().reset_index().rename(columns={'index': 'a', 'a': 'n'})", COUNTED, "2.0"),
    (PD + "n = df.a.value_counts().reset_index()\nprint(n['index'])", COUNTED, "2.0"),
    ("from geopy.distance import vincenty\nprint(vincenty((1, 2), (3, 4)))", "distance.vincenty", "2.0"),
    ("import xgboost as xgb\nfrom sklearn.feature_extraction import DictVectorizer\ndv = DictVectorizer()\nX = dv.fit_transform([{'a': 1}])\n"
     "n = dv.get_feature_names_out()\nd = xgb.DMatrix(X, label=[1], feature_names=n)", "xgboost.DMatrix(feature_names=an array or index)", "2.0"),
    (PD + "df = df.append(df)", "DataFrame.append", "2.0"),
    (PD + "every = '3M'\nm = df.groupby(pd.Grouper(key='d', freq=every)).a.sum()", "pandas.Grouper(freq=M)", "3.0"),
    (PD + "every = 'M'\nm = df.resample(every).sum()", 'DataFrame.resample("M")', "3.0"),
    ("import matplotlib.pyplot as plt\nplt.style.use('seaborn-whitegrid')", 'pyplot.style.use("seaborn-whitegrid")', "3.8"),
    (TITANIC + "df['a'] = df['a'].astype('float').fillna(df.a.median())", "the median of a column of text", "2.0"),
    (SEARCH + "t = np.zeros((3, 1))\nr = minimize(print, t)", "optimize.minimize(x0 with two dimensions)", "1.11"),
    (
        SEARCH + "def go(X, t):\n    return minimize(fun=print, x0=t)\nr = go(1, np.array([1]).reshape(-1, 1))",
        "optimize.minimize(x0 with two dimensions)",
        "1.11",
    ),
    (
        "import statsmodels.api as sm\nm = sm.tsa.statespace.SARIMAX([1]).fit()\np = m.get_prediction(1, full_results=True)",
        "Results.get_prediction(full_results)",
        "0.15",
    ),
    (PD + "print(df.ix[0])", "DataFrame.ix", "1.0"),
    (
        "from torch.optim.lr_scheduler import ReduceLROnPlateau\ns = ReduceLROnPlateau(1, verbose=True)",
        "optim.lr_scheduler.ReduceLROnPlateau(verbose)",
        "2.7",
    ),
    ("from transformers import TrainingArguments as T\na = T('o', evaluation_strategy='epoch')", "transformers.TrainingArguments(evaluation_strategy)", "4.46"),
    ("import keras.backend as K\nm = K.mean([1])", "backend.mean", "3.0"),
    ("from keras.constraints import maxnorm\nc = maxnorm(3)", "constraints.maxnorm", "3.0"),
    ("import tensorflow as tf\ns = tf.train.Saver()", "train.Saver", "2.0"),
    ("from statsmodels.tsa.stattools import acf\na = acf([1], unbiased=True)", "tsa.stattools.acf(unbiased)", "0.15"),
    ("import plotly.graph_objects as go\nf = go.Figure()\nf.update_layout(xaxis=dict(titlefont_size=3))\nf.write_html('a')", "titlefont_size", "6.0"),
    ("import geopandas as gpd\np = gpd.datasets.get_path('a')", "geopandas.datasets", "1.0"),
    (PD + "a = pd.to_numeric(df['a'], errors='ignore')", "pandas.to_numeric(errors=ignore)", "3.0"),
    (PD + "b = df['a'].between(1, 2, inclusive=True)", "Series.between(inclusive=True)", "2.0"),
    (PD + "t = pd.read_html(str(df))", "pandas.read_html(positional argument 1=a text)", "3.0"),
    (PD + "g = df.groupby('a').agg({'b': {'c': 'sum'}})", "GroupBy.agg(positional argument 1=a mapping of mappings)", "1.0"),
    (PD + "g = df.groupby('a')['b'].agg({'c': 'sum'})", "agg of one column by a mapping", "1.0"),
    (PD + "import numpy as np\ndf['m'] = df['t'] / np.timedelta64(1, 'M')", "a span of time divided by months or years", "2.0"),
    (PD + "from scipy import stats\nm = stats.mode(df['a'])[0][0]", "the mode as an array, as in mode(x)[0][0]", "1.11"),
    (PD + "df.to_excel('a.xlsx', 'Sheet1')", "DataFrame.to_excel(positional argument 2)", "3.0"),
    (PD + "r = df.set_index('d').rolling('3H').sum()", 'DataFrame.rolling("H")', "3.0"),
    (PD + "print(df.style.applymap(str).to_html())", "Styler.applymap", "3.0"),
    (L1 + "g = GridSearchCV(1, {'criterion': ['mse', 'entropy']})", "criterion=mse", "1.2"),
    (PD + "c = df.apply(lambda x: float(x.sample()))", "a number of a Series that holds one, as in float(series)", "3.0"),
    ("import matplotlib.pyplot as plt\ndef f(c, ax):\n    plt.clabel(c, axes=ax)", "pyplot.clabel(axes)", "3.3"),
    ("from statsmodels.tsa.ar_model import AutoReg as A\nm = A([1], 1, old_names=False)", "tsa.ar_model.AutoReg(old_names)", "0.15"),
    ("from sklearn.linear_model import LogisticRegressionCV\nm = LogisticRegressionCV(scoring='f1_macro')", "linear_model.LogisticRegressionCV(scoring=f1_macro)", "1.9"),
    ("from sklearn.model_selection import cross_val_predict as p\np(1, [1], cv=3, method='transform')", "model_selection.cross_val_predict(method=transform)", "1.4"),
    ("from sklearn.utils.class_weight import compute_class_weight as w\nc = w('balanced', [0, 1], [0, 1])", "utils.class_weight.compute_class_weight(positional argument 2)", "1.0"),
    (PD + "if len(df) < 2:\n    df = df.append(df)", "DataFrame.append", "2.0"),
    ("from sklearn.feature_selection import RFE\nr = RFE(1, 5)", "feature_selection.RFE(positional argument 2)", "1.0"),
    ("from sklearn.linear_model import Lars\nm = Lars(normalize=True)", "linear_model.Lars(normalize)", "1.4"),  # its source tells
    ("from sklearn.cluster import Birch\nm = Birch().fit([[1]])\nprint(m.partial_fit_)", "cluster.Birch.partial_fit_", "1.2"),
    (PD + "def f(X):\n    X.iloc[:, 0] = X.iloc[:, 0].dt.hour\n    return X\nf(df)", "numbers in the place of dates by loc or iloc", "3.0"),
    (PD + "df.loc[:, 'a'] = df['a'].dt.hour", "numbers in the place of dates by loc or iloc", "3.0"),
    (PD + "df['a'] = df['a'].fillna(method='ffill')", "Series.fillna(method)", "3.0"),
    (PD + "for c, s in df.iteritems(): print(c)", "DataFrame.iteritems", "2.0"),
    (PD + "df = df.drop('a', 1)", "DataFrame.drop(positional argument 2)", "2.0"),
    (PD + "w = df.index.week", "index.week", "2.0"),
    (PD + "df['a'].fillna(0, inplace=True)", "a change in place through a column", "3.0"),
    (PD + "df.a.replace(1, 2, inplace=True)", "a change in place through a column", "3.0"),
    (PD + "df['a'][0] = 1", "a change in place through a column", "3.0"),
    (PD + "df['a'].loc[df['a'] > 1] = 1", "a change in place through a column", "3.0"),
    (PD + "for c in ['a', 'b']:\n    df[c].fillna(0, inplace=True)", "a change in place through a column", "3.0"),
    (PD + "c = [c for c in df if df[c].dtype == 'O']", 'the dtype "object" of text columns', "3.0"),
    (PD + "for c in df:\n    if df[c].dtypes == object:\n        print(c)", 'the dtype "object" of text columns', "3.0"),
    (PD + "df.loc[:, 'a'].fillna(0, inplace=True)", "a change in place through a column", "3.0"),
    (PD + "s = df['a']\ns.fillna(0, inplace=True)", "a change in place through a column", "3.0"),
    (PD + "s = df['a']\ns[0] = 1", "a change in place through a column", "3.0"),
    (PD + "s = df.a\ns += 1", "a change in place through a column", "3.0"),
    (PD + "def f(X):\n    X['a'][X['a'] > 1] = 0\nf(df)", "a change in place through a column", "3.0"),
    ("import pandas as pd\nfrom x import table\ntable['a'].fillna(0, inplace=True)", "a change in place through a column", "3.0"),
    ("import pandas as pd\nfrom x import table\nt = table.fillna(method='ffill')", "fillna(method)", "3.0"),
    ("import pandas as pd\ndf = pd.read_csv('a.csv', error_bad_lines=False)", "pandas.read_csv(error_bad_lines)", "2.0"),
    ("import numpy as np\nx = np.float(1)", "numpy.float", "1.24"),
    ("import numpy as np\nx = [np.NaN]", "numpy.NaN", "2.0"),
    ("from sklearn.cross_validation import KFold", "sklearn.cross_validation", "0.20"),
    ("from sklearn.cross_validation import train_test_split, KFold", "sklearn.cross_validation", "0.20"),
    ("from sklearn.externals import six", "externals.six", "0.23"),
    ("from sklearn.datasets import load_boston\nb = load_boston()", "datasets.load_boston", "1.2"),
    (
        "from sklearn.preprocessing import OneHotEncoder\ne = OneHotEncoder(sparse=False)",
        "preprocessing.OneHotEncoder(sparse)",
        "1.4",
    ),
    (
        "from sklearn.ensemble import RandomForestClassifier as R\nm = R(max_features='auto')",
        "ensemble.RandomForestClassifier(max_features=auto)",
        "1.3",
    ),
    (
        "import sklearn.linear_model as l\nm = l.LogisticRegression(multi_class='ovr')",
        "linear_model.LogisticRegression(multi_class)",
        "1.8",
    ),
    ("import numpy as np\nfrom sklearn.linear_model import SGDRegressor\nm = SGDRegressor(tol=-np.inf)", "linear_model.SGDRegressor(tol=-inf)", "1.2"),
    (KERAS + "import tensorflow_addons as tfa", "what tensorflow_addons is made for", "2.16"),
    (KERAS + "from tensorflow.keras.callbacks import ModelCheckpoint as C, ModelCheckpoint\nc = ModelCheckpoint(f'{1}.h5', save_weights_only=True)",
     "ModelCheckpoint(save_weights_only) of such a path", "2.16"),
    ("import featuretools as ft\ne = ft.EntitySet()\ne = e.entity_from_dataframe('a', 1)", "EntitySet.entity_from_dataframe", "1.0"),
    ("import xgboost\np = {'tree_method': 'gpu_hist'}\nm = xgboost.XGBClassifier(**p)", "tree_method=gpu_hist", "3.1"),
    ("import xgboost\nm = xgboost.XGBClassifier(gpu_id=0)", "xgboost.XGBClassifier(gpu_id)", "3.1"),
    ("import xgboost as x\nm = x.XGBClassifier()\nm.fit([[1]], [1], early_stopping_rounds=3)", "XGBClassifier.fit(early_stopping_rounds)", "2.1"),
    ("import keras\nm = keras.Sequential()\nm.fit_generator(None)", "Sequential.fit_generator", "3.0"),
    (KERAS + "m.fit_generator(None)", "Sequential.fit_generator", "2.16"),  # the version of TensorFlow that brings it
    (KERAS + "from tensorflow.keras.optimizers import Adam\nm.compile(Adam(lr=0.1))", "optimizers.Adam(lr)", "2.11"),
    ("from sklearn.ensemble import RandomForestRegressor\ngrid = {'rf__max_features': ['auto', 'sqrt']}", "max_features=auto", "1.3"),
    # a hyperparameter that a search tries, of a step that is called like its class or has a name of its own
    (LINEAR + "p = make_pipeline(LinearRegression())\ngrid = {'linearregression__normalize': [True]}", "linear_model.LinearRegression(normalize)", "1.2"),
    (LINEAR + "p = Pipeline([('lr', LinearRegression())])\ngrid = {'all__lr__normalize': [True]}", "linear_model.LinearRegression(normalize)", "1.2"),
    ("from sklearn.svm import SVC\np = Pipeline([('c', SVC())])\ngrid = {'c': [own()], 'c__min_impurity_split': [None]}", "min_impurity_split", "1.0"),
    ("from sklearn.ensemble import RandomForestRegressor\nmax_features = ['auto', 'sqrt']", "max_features=auto", "1.3"),
    ("import shap\ne = shap.TreeExplainer(None, check_additivity=False)", "shap.TreeExplainer(check_additivity)", "0.45"),
    ("import pkg_resources\nv = pkg_resources.parse_version('1')", "pkg_resources", "82"),
    ("import pytorch_lightning as pl\nt = pl.Trainer(gpus=1)", "pytorch_lightning.Trainer(gpus)", "2.0"),
    (PD + "def fill(series):\n    series.fillna(0, inplace=True)\nfill(df['a'])", "a change in place through a column", "3.0"),
    (PD + "d = pd.date_range('2020', periods=3, freq='M')", "pandas.date_range(freq=M)", "3.0"),
    (PD + "x = df['a'].resample('M').mean()", 'Series.resample("M")', "3.0"),
    (PD + "x = df['a'].resample('15T').mean()", 'Series.resample("T")', "3.0"),
    (PD + "x = df['t'].dt.floor('H')", 'dt.floor("H")', "3.0"),
    (PD + "x = df['t'].str.split(' ', 1)", "str.split(positional argument 2)", "2.0"),
    (PD + "def f(c):\n    return c.str.split(' ', 1)\nf(df['t'])", "str.split(positional argument 2)", "2.0"),
    (PD + "df.to_csv('b.csv', ';')", "DataFrame.to_csv(positional argument 2)", "3.0"),
    (PD + "x = (df['t'] - df['u']).astype('timedelta64[D]')", "Series.astype(\"timedelta64[D]\")", "2.0"),
    ("import pandas as pd\ndf = pd.read_csv('a.csv', parse_dates=[['a', 'b']])", "pandas.read_csv(parse_dates=lists in a list)", "3.0"),
    ("from tensorflow.keras.layers import Input\nx = Input(3)", "layers.Input(positional argument 1=a number)", "2.16"),
    ("from keras.layers import Input\nx = Input(shape=len([1]))", "layers.Input(shape=a number)", "3.0"),
    (PD + "x = df.groupby('a')['b', 'c'].mean()", "choosing columns of a groupby by a tuple", "2.0"),
    (PD + "df['a'] = df['a'].str.replace(r'\\D+', '')", "str.replace with a regular expression by default", "2.0"),
    (PD + "import statsmodels.api as sm\nX = pd.get_dummies(df)\nZ = X.dropna()\nm = sm.OLS([1], Z)", "get_dummies that gives numbers by default", "2.0"),
    (PD + "df.ix[0, 'a'] = 1", "DataFrame.ix", "1.0"),  # through no column
    (PD + "x = df['a'][:, None]", "Series[:, None]", "2.0"),
    (PD + "x = df.iloc[0][1]", "an item of a labelled row by its place, as in row[0]", "3.0"),
    (PD + "def f(t):\n    return t.iloc[0][t.columns.get_loc('a')]\nx = f(df)",
     "an item of a labelled row by its place, as in row[0]", "3.0"),
    (PD + "X = df.drop(columns='a', axis=1)", "drop with axis=1 beside columns= or index=", "3.0"),
    (PD + "X = df.drop(index=0, axis=1)", "drop with axis=1 beside columns= or index=", "3.0"),
    (PD + "x = df.mean()[0]", "an item of a labelled row by its place, as in row[0]", "3.0"),
    (PD + "x = df.apply(lambda row: row[0], axis=1)", "an item of a labelled row by its place, as in row[0]", "3.0"),
    (PD + "df.values[0] = 1", "writing into the values of a frame", "3.0"),
    (PD + "x = df.iloc[:, 1:].values\nx[:, 0] = 1", "writing into the values of a frame", "3.0"),
    (PD + "df.loc[df['a'] > 9, 'a'] = 'many'", "putting text into a column of numbers", "3.0"),
    (PD + "df.loc[df['a'] == 'no', 'a'] = 0", "putting a number into a column of text", "3.0"),
    (PD + "df['a'] = df['a'].replace({'no': 0, 'yes': 1})", "replace that makes numbers of text", "3.0"),
    (PD + "df.replace({'a': {'no': 0}}, inplace=True)", "replace that makes numbers of text", "3.0"),
    (PD + "df = df.replace(['no', 'yes'], [0, 1])", "replace that makes numbers of text", "3.0"),
    (PD + "df['a'] = df['a'].replace(['no', 'yes'], [int(0), int(1)])", "replace that makes numbers of text", "3.0"),
    (PD + "df['a'] = df['a'].replace('no', value=0)", "replace that makes numbers of text", "3.0"),
    (PD + "df['a'] = df['a'].replace({'no': 0}).astype(object)", "replace that makes numbers of text", "3.0"),
    (PD + "df['b'] = df['a'].replace('no', 0) + df['b'].astype(int)", "replace that makes numbers of text", "3.0"),
    (PD + "c = [c for c in df if df[c].dtype.name in ['object', 'category']]", 'the dtype "object" of text columns', "3.0"),
    (PD + "c = [c for c in df if str(df[c].dtype) == 'object']", 'the dtype "object" of text columns', "3.0"),
    ("from pandas.api.types import is_object_dtype\nx = is_object_dtype([1])", "api.types.is_object_dtype", "3.0"),
    (PD + "x = df['t'].astype('int64') // 10**9", "times as whole nanoseconds", "3.0"),
    (ROWS + "m = LogisticRegression(solver='liblinear')\nm.fit(X, [1])", WIDE, "1.9"),
    (ROWS + "from sklearn.svm import LinearSVC\nm = LinearSVC().fit(X, [1])", WIDE, "1.9"),
    (ROWS.partition("\n")[0] + "\nfrom sklearn.linear_model import LogisticRegression\ndef train(rows):\n    dv = DictVectorizer()\n"
     "    X = dv.fit_transform(rows)\n    m = LogisticRegression(solver='liblinear', C=1)\n    m.fit(X, [1])\n    return m", WIDE, "1.9"),
    (KERAS + "m.save('models/first')", "Sequential.save(a path without an ending)", "2.16"),
    (KERAS + "m.save_weights('a/b.h5')", 'Sequential.save_weights("*.h5")', "2.16"),
    ("from keras.callbacks import ModelCheckpoint\nc = ModelCheckpoint(filepath='w.{epoch:02d}.hdf5')", "callbacks.ModelCheckpoint(filepath=*.hdf5)", "3.0"),
    ("import nltk\nnltk.download('punkt')\nw = nltk.word_tokenize('a b')", 'reading what nltk.download("punkt") brings', "3.9"),
    ("from keras.layers import Merge", "layers.Merge", "2.2"),
    ("import emoji\nx = emoji.emojize(':a:', use_aliases=True)", "emoji.emojize(use_aliases)", "2.0"),
    ("from feature_engine.encoding import DecisionTreeEncoder\ne = DecisionTreeEncoder()\nx = e.encoder_",
     "encoding.DecisionTreeEncoder.encoder_", "1.8"),
    ("from feature_engine.preprocessing import MatchVariables\nm = MatchVariables()\nx = m.input_features_",
     "input_features_", "1.3"),
    (SCORES + "print(roc_auc_score(y, p).round(3))", PLAIN, "1.7"),
    (SCORES + "a = f1_score(y, p, average='macro')\nprint(a.round(3))", PLAIN, "1.6"),
    (MODEL + "print(m.score([[1]], [1]).round(2))", PLAIN, "1.5"),
    (MODEL + "x = float(m.predict([[2]]))", ONE, "2.4"),
    (MODEL + "p = m.predict([[2]])\nx = int(p - 1)", ONE, "2.4"),
    (MODEL + "p = m.predict([[2]])\nx = 'about %.2f' % p", ONE, "2.4"),
    (PD + "x = float(df.loc[df['a'] > 1, 'b'].values)", ONE, "2.4"),
    (PD + "x = '%d%%' % df['a'].values", ONE, "2.4"),
    (PD + "x = int(df[df.a == 1]['b'])", "a number of a Series that holds one, as in float(series)", "3.0"),
    (PD + "s = df['a'].dropna()\nx = float(s)", "a number of a Series that holds one, as in float(series)", "3.0"),
    (PD + "c = df.corr()\nprint(c)\ndf = df.dropna()\n" + SEX, CORR, "2.0"),
    (PD + "n = df['s'].str.len()\ndf = df[df.a > 1]\nc = df.corr()", CORR, "2.0"),
    (PD + "c = df.corr()\nm = df[~df['s'].isin(['SP', 'ES'])]", CORR, "2.0"),
    ("import pandas as pd\nn = ['AAPL', 'GOOG']\nd = pd.DataFrame({'a': [1, 2], 'n': n})\nc = d.corr()", CORR, "2.0"),
    (PD + "c = df.corr()\ndf['s'] = le.fit_transform(df['s'])", CORR, "2.0"),
    (PD + "c = df.corr()\nfor k in ['s', 't']:\n    df[k] = le.fit_transform(df[k])", CORR, "2.0"),
    (PD + "df.loc[:, 't'] = pd.to_datetime(df['t'])\nm = df['t'].dt.month", "dates in the place of texts by loc", "2.0"),
    (PD + "c = df.groupby('a').mean()\nprint(c)\nm = df[df['s'] == 'male']", "the old default of numeric_only in GroupBy.mean", "2.0"),
    (L1 + "g = GridSearchCV(LogisticRegression(), {'C': [1], 'penalty': ['l1', 'l2']})", SOLVER, "0.22"),
    (PD + JIT + "x = gini(df['a'], 3)", JITTED, "0.59"),
    (PD + JIT + "y = df['a']\nx = gini(p=3, y=y)", JITTED, "0.59"),
    (PD + "x = df['a'].reshape(-1, 1)", "Series.reshape", "1.0"),
    ("from sklearn.preprocessing import *\ne = [OneHotEncoder(sparse=False)]", "preprocessing.OneHotEncoder(sparse)", "1.4"),
    (PD + "x = df.groupby('a').pad()", "GroupBy.pad", "2.0"),
    (PD + "x = df.groupby('a').pad()\ng = df.groupby('a')\ny = g.b.mean()", "GroupBy.pad", "2.0"),  # the mean of a column
    ("import numpy as np\nx = np.array([1, 3]).ptp()", "ndarray.ptp", "2.0"),
    ("import scipy as sp\nx = sp.maximum(1, 2)", "scipy.maximum", "1.12"),
    ("import statsmodels.api as sm\nx = sm.tsa.seasonal_decompose([1, 2], freq=1)", "api.tsa.seasonal_decompose(freq)", "0.13"),
    ("import random\nseen = set()\nseen.add(1)\nx = random.sample(seen, 1)", "random.sample of a set", "3.11"),
    ("import distutils.version\nv = distutils.version.LooseVersion('1')", "distutils", "3.12"),
    ("import collections\nx = collections.Iterable", "collections.Iterable", "3.10"),
]  # fmt: skip
THERE = [
    SCORES + "k = {'average': None}\nf = f1_score(y, p, **k).round(2)",
    SCORES + "f1_score(y, p, average=None).round(2)\nround(roc_auc_score(y, p), 3)\ny.mean()\nroc_auc_score(y, p).real",
    PD + "import random\nc = float(df['a'].sample().iloc[0]) + float(df['a'].sample(1).iloc[0]) + random.random()",
    PD + "df.loc[:, 'a'] = df['b'].dt.hour\ndf.loc[3, 'a'] = df['a'].dt.hour[3]",
    PD + "df.loc[:, 'n'] = df['n'] + df['a'].dt.hour\ndf.loc[:, 'a'] = df['a'].dt.normalize()",
    PD + "df.loc[:, 'b'] = df['b'].where(df['b'].dt.year > 2000)",
    "import pandas, gym\nenv = gym.make('a')\nx = int(env.action_space.sample())",
    "import sklearn\nfrom keras import losses\ne = losses.mean_squared_error([1], [1])\nprint(e.shape)",
    "import sklearn\ndef r2_score(y, p):\n    return (y * p).sum()\nr = r2_score(1, 2).round(3)",
    "from numpy import *\nx = float(3) + int(array([1])[0])",
    PD + "n = pd.Series([1]).value_counts().reset_index().rename(columns={'index': 'a'})",  # without a name
    PD + "n = df['a'].value_counts().rename_axis('b').reset_index().rename(columns={'index': 'a'})",
    PD + "n = df['a'].value_counts().reset_index().rename(columns={'count': 'n'})",
    "from tensorflow.keras import backend as K\nm = K.mean([1])\nfrom tensorflow.keras.preprocessing.sequence import skipgrams",
    PD
    + "g = df.groupby('a').agg({'b': 'sum'})\nb = df['a'].between(1, 2, inclusive='both')\nt = pd.read_html('a.html')",
    PD
    + "import numpy as np\nfrom scipy import stats\ndf['m'] = df['t'] / np.timedelta64(1, 'D')\nm = stats.mode(df['a'])[0]",
    PD + "g = df.groupby('a')['b'].agg(['sum', 'mean'])\nprint(df.any(axis=1), df.to_excel('a.xlsx', sheet_name='b'))",
    L1 + "g = GridSearchCV(LogisticRegression(), {'penalty': ['l1', 'l2'], 'solver': ['saga']}, cv=5)",
    L1 + "g = GridSearchCV(LogisticRegression(), {'penalty': ['l2', None]}, cv=5)",
    PD + SEX + "\nc = df.corr()",  # they are numbers by now
    PD + "c = df.corr()\ndf = df.merge(pd.read_csv('b.csv'))\n" + SEX,
    PD + "c = df.corr()\ndf['s'] = names\n" + SEX,
    PD + "c = df.corr()\nprepare(df)\n" + SEX,
    PD + "df['s'] = df['s'].str.strip()\ndf = df.drop('s', axis=1)\nc = df.corr()",
    PD + "df['s'] = df['s'].str.strip()\ndf = df.select_dtypes('number')\nc = df.corr()",
    PD + "c = df.groupby('s').mean()\nm = df[df['s'] == 'male']",
    PD + "c = df.corr(numeric_only=True)\n" + SEX,
    PD + "c = df.corr()\nX = sc.fit_transform(df[['s']])",
    "import pandas as pd\nd = pd.DataFrame({'a': [1, 2], 'n': ['x1', 'x2']})\nd['n'] = d['a'] * 2\nc = d.corr()",
    "import pandas as pd\nd = pd.DataFrame({'a': [1, 2], 'n': ['AA', 'BB']})\nd['n'] = d['a'] * 2\nc = d.corr()",
    PD + "df.loc[:, 't'] = pd.to_datetime(df['u'])\nm = df['t'].dt.month",
    PD + "df.loc[:, 't'] = pd.to_datetime(df['t'])\nprint(df)",
    PD + "c = df.corr()\nn = df.columns.str.strip()",
    PD + "c = df.corr()\nm = df[df['day'] == '2017-01-01']",
    PD + JIT + "x = gini(df['a'].values, 3)",
    PD + JIT.replace("@jit", "@jit(forceobj=True)") + "x = gini(df['a'], 3)",
    PD + "x = df['a'].values.reshape(-1, 1)\nimport numpy as np\ny = np.ptp(x)",
    "import random\nseen = [1]\nx = random.sample(seen, 1) + random.sample(sorted({1, 2}), 1)",
    KERAS
    + "from tensorflow.keras.callbacks import ModelCheckpoint\nc = ModelCheckpoint('a.weights.h5', save_weights_only=True)\nd = ModelCheckpoint('a.h5')",
    "import xgboost as x\nimport lightgbm as l\nd = l.Dataset([[1]])\nm = x.train({}, x.DMatrix([[1]]), early_stopping_rounds=3)",
    PD + "X = df.drop(columns='a').drop('b', axis=1)\ny = df.drop(columns='a', axis=0)",
    PD + "X = df.set_index('t').to_period('D')\nX['week'] = X.index.week",
    MODEL + "x = float(m.predict([[2]])[0])\ny = int(m.score([[1]], [1]))\nz = '%s' % m.predict([[2]])",
    PD + "x = float(df['a'].values[0])\ny = int(df['a'].sum())\nz = '%d %s' % (3, df['a'])\nw = float(df.loc[0, 'a'])",
    PD + "x = float(df['a'].values @ df['b'].values)\ny = '%s%% for all' % df['a']\nz = '%s%% done' % df['a'].values",
    PD + "x = '%s%% days %s' % (df['a'], 3)\ny = float('%s' % df['a'].values)",
    PD + "df['a'] = df['a'].replace({'no': 0, 'yes': 1}).astype(int)",  # of numbers after all
    PD + "df['a'] = df['a'].replace('no', 0).replace('yes', 1).astype('int64')",
    PD + "df['a'] = pd.to_numeric(df['a'].replace({'no': 0, 'yes': 1}))",
    LINEAR + "p = make_pipeline(LinearRegression())\ngrid = {'linearregression__fit_intercept': [True]}",
    LINEAR + "min_impurity_split = 3",
    LINEAR + "p = make_pipeline(LinearRegression())\ngrid = {'tfidf__normalize': [True]}",  # of another step
    LINEAR + "p = Pipeline([('m', LinearRegression())])\nq = Pipeline([('m', own())])\ngrid = {'m__normalize': [True]}",
    "import pandas as pd\nd = pd.date_range('2020', periods=3, freq='ME')\np = pd.period_range('2020', periods=3, freq='M')",
    "from sklearn.cross_validation import train_test_split",  # imported from where it is now
    "from collections import Iterable",
    ROWS + "m = LogisticRegression(C=1)\nm.fit(X, [1])",
    ROWS.replace("DictVectorizer()", "DictVectorizer(sparse=False)")
    + "m = LogisticRegression(solver='liblinear')\nm.fit(X, [1])",
    ROWS + "from sklearn.svm import SVC\nm = SVC().fit([[1]], [1])",  # of other rows
    ROWS.replace("}])", "}]).toarray()") + "from sklearn.svm import SVC\nm = SVC().fit(X, [1])",
    "import matplotlib.pyplot as plt\nplt.style.use('seaborn-v0_8-whitegrid')\nplt.style.use('ggplot')",
    TITANIC + "df['a'] = df['a'].astype('float')\ndf['a'] = df['a'].fillna(df.a.median())",  # of numbers by then
    PD + "df['a'] = df['a'].astype('float').fillna(df.a.median())",  # so they may have been before
    SEARCH + "t = np.zeros(3)\nr = minimize(print, t)\ns = minimize(print, [1, 2])",
    SEARCH + "t = np.zeros((3, 1))\nr = minimize(print, t.ravel())",
    SEARCH + "def go(t):\n    return minimize(print, t)\nr = go(np.zeros((3, 1)))\ns = go(np.zeros(3))",  # not surely
    ROWS + "m = LogisticRegression()\nm.fit(X, [1])\nn = LogisticRegression(solver='liblinear').fit([[1]], [1])",
    KERAS + "m.save('a.keras')\nm.save('b.h5')\nm.save_weights('c.weights.h5')",
    "from keras.callbacks import ModelCheckpoint\nc = ModelCheckpoint('w.keras', monitor='loss')",
    "import nltk\nnltk.download('punkt_tab')\nnltk.download('stopwords')",
    "import tensorflow as tf\nx = tf.keras.backend.sum([1])",  # which the keras of its own no longer has
    "try:\n    from sklearn.externals import joblib\nexcept ImportError:\n    import joblib\njoblib.dump(1, 'a')",
    PD + "if pd.__version__ < '1.3':\n    df = df.append(df)\nelse:\n    df = pd.concat([df, df])",
    PD
    + "from packaging import version\nif version.parse(pd.__version__) >= version.parse('1.3.2'):\n    df = pd.concat([df])\nelse:\n    df = df.append(df)",
    PD + "if hasattr(df, 'append'):\n    df = df.append(df)",
    "import sklearn.tree\nm = sklearn.tree.DecisionTreeClassifier()",  # which binds sklearn
    "rows = []\nrows.append(1)",
    "rows = []\nrows.append(1)\nimport pandas as pd\nrows = pd.Series(rows)",  # another object under that name, later
    "import numpy as np\nx = np.float64(1)\ny = np.bool_(True)",
    PD + "df = df.fillna(0)\ndf['ix'] = 1\nprint(df['ix'])",
    PD + "df = df.map(str)\ndf['a'] = df['a'].fillna(0)\ndf.fillna(0, inplace=True)\ndf.loc[0, 'a'] = 1",
    PD + "parts = {'a': df['a']}\nparts['a'].fillna(0, inplace=True)\nparts['b'] = [0]\nparts['b'][0] = 1",
    PD + "x = df.values\nx[0][1] = 2\nprint(df.shape == (1, 2))",
    "from sklearn.preprocessing import OneHotEncoder\ne = OneHotEncoder(sparse_output=False)",
    "from sklearn.ensemble import RandomForestClassifier as R\nm = R(max_features='sqrt')",
    "import tensorflow.compat.v1 as tf\ns = tf.Session()\nx = tf.placeholder(tf.float32)",
    "from sklearn.svm import SVC\ngrid = {'max_features': ['sqrt'], 'a': 'auto'}\nmax_features = 'auto'",
    PD + "def total(series):\n    return series.sum()\ntotal(df['a'])",
    PD + "x = df.groupby('a')[['b', 'c']].mean()\ny = df.groupby('a')['b'].mean()",
    PD
    + "x = df['t'].str.replace('a.b', '')\ny = df['t'].str.replace(r'\\D', '', regex=True)\nz = df['t'].str.split(' ')",
    PD + "X = pd.get_dummies(df)",
    PD + "import statsmodels.api as sm\nX = pd.get_dummies(df)\nX.sum()\nm = sm.OLS([1], [2])",  # these get none of it
    PD + "import statsmodels.api as sm\nX = pd.get_dummies(df)\nZ = X.astype(float)\nm = sm.OLS([1], Z)",
    PD + "from scipy.stats import pearsonr\nX = pd.get_dummies(df)\nr, p = pearsonr(X['a'], X['b'])",
    "import pandas as pd\nimport keras\nX = pd.get_dummies([1], dtype=int)",
    PD + "x = df.values\ny = x[0]\nx = x.copy()\nx[0] = 1\nz = df['a'].to_numpy()[:, None]",
    PD + "x = df.iloc[0]['a']\ny = df['a'].mode()[0]\nz = df.iloc[0:2][1]\nw = df.apply(lambda row: row['a'], axis=1)",
    PD + "df = df.replace({1: 2, 'x': 'y'})\ndf = df.replace('?', float('nan'))\nx = 'a'.replace('a', 'b')",
    PD + "df.loc[df['a'] == 'x', 'a'] = 'many'\ndf.loc[df['a'] > 9, 'b'] = 'many'\ndf.loc[df['a'] > 9, 'a'] = 9",
    PD + "x = df['a'].astype('int64') // 100\ny = df.resample('15min').mean()",
    "from keras.layers import Input\nx = Input(shape=(3,))\ny = Input((3,))",
    PD + "s = df['a'].copy()\ns[0] = 1\ns += 1\ns.fillna(0, inplace=True)\nt = df['a']\nt = t + 1",
    PD + "def f(X):\n    X['a'][0] = 0\n    X[0][1] = 2\nf([[1]])",
    "import pandas as pd\nd = pd.DataFrame({'a': [1]}, index=[5])\nm = d['a'].argmin()",  # may mean the place
    # a default that has changed says nothing of a notebook that may be newer than the change
    PD + "c = df.corr()\nm = df.mean()\nfrom sklearn.cluster import KMeans\nk = KMeans(3)",
    "rows = {}\nfor a, b in rows.iteritems(): print(a)",  # no pandas here
]


def found(*cells):
    return [(one.name, one.version) for one in program(*cells).removals]


@pytest.mark.parametrize(("source", "name", "version"), GONE, ids=[row[0][-50:] for row in GONE])
def test_what_is_gone(source, name, version):
    assert found(source) == [(name, version)]


OF_LONG_AGO = "from sklearn.cross_validation import train_test_split\nfrom sklearn.svm import SVC\nfrom sklearn.ensemble import RandomForestClassifier as R\n"
LONG_AGO = [
    (OF_LONG_AGO + "m = R()", ["the old default of n_estimators in ensemble.RandomForestClassifier"]),
    (OF_LONG_AGO + "m = R(50)\nn = R(n_estimators=5)\no = SVC(gamma=1)", []),
    (OF_LONG_AGO + "m = SVC()", ["the old default of gamma in svm.SVC"]),
    (OF_LONG_AGO + "m = SVC(kernel='rbf')", ["the old default of gamma in svm.SVC"]),
    (OF_LONG_AGO + "m = SVC(kernel='linear', C=3)", []),  # that has no gamma
    ("from sklearn.cross_validation import cross_val_score\nfrom sklearn.svm import LinearSVC\ns = cross_val_score(LinearSVC(), [1], [2])",
     ["the old default of cv in model_selection.cross_val_score"]),
    ("from sklearn.grid_search import GridSearchCV\nfrom sklearn.svm import LinearSVC\ns = GridSearchCV(LinearSVC(), {'C': [1]}, cv=5)", []),
    # nothing here is older than the change
    ("from sklearn.externals import joblib\nfrom sklearn.svm import SVC\nm = SVC()\njoblib.dump(m, 'a')", []),
    (PD + "d = df.append(df)\nfrom sklearn.svm import SVC\nm = SVC()", ["DataFrame.append"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "names"), LONG_AGO)
def test_defaults_of_long_ago(source, names):
    assert [name for name, _ in found(source)] == names


OLD = PD + "d = df.ix[0]\n"
DUMMIES = (
    "from sklearn.svm import SVC\nm = pd.get_dummies(df['a'])\nX = pd.concat([df[['b', 'c']], m], axis=1)\n"
    "s = SVC().fit(X, df['y'])\nprint([str(n) for n in list(X)])"
)
DEFAULTS = [
    ("c = df.corr()", "the old default of numeric_only in DataFrame.corr"),
    ("c = df.groupby('a').mean()", "the old default of numeric_only in GroupBy.mean"),
    ("c = df.groupby('a').b.mean()", None),
    ("X = pd.get_dummies(df)", None),  # nothing here takes booleans otherwise than numbers
    ("from sklearn.cluster import KMeans\nk = KMeans(3)", "the old default of n_init in cluster.KMeans"),
    ("names = ['a', 'b']\nc = df[names].corr()\nm = df.mean(axis=1)", None),
    ("names = df.select_dtypes(exclude='object').columns\nc = df[names].corr()", None),
    (
        "names = df.select_dtypes('object').columns\nc = df[names].corr()",
        "the old default of numeric_only in DataFrame.corr",
    ),
    ("c = df.drop('a', axis=1).corr()", "the old default of numeric_only in DataFrame.corr"),
    (
        "names = [n for n in df.columns if n != 'a']\nc = df[names].corr()",
        "the old default of numeric_only in DataFrame.corr",
    ),
    ("c = df.corr(numeric_only=False)\ng = df.groupby('a')['b'].mean()\nX = pd.get_dummies(df, dtype=int)", None),
    ("m = df['a'].mean()\nc = df.corr(**{})", None),
    (DUMMIES, "a fit on names of columns that may be numbers and texts"),
    (DUMMIES.replace(", m]", ", m.rename(columns=str)]"), None),
    (DUMMIES.replace("m = ", "df['a'] = df['a'].astype(str)\nm = "), None),
    (DUMMIES.replace("str(n)", "n"), None),
    ("names = ['a']\nc = df[['a', 'b']].corr()\nd = df[names + ['y']].corr()", None),  # chosen, so known
    ("c = df[df['a'] > 1].corr()", "the old default of numeric_only in DataFrame.corr"),
    ("t = df['a'].str.replace('$', '')\nu = df['a'].str.replace('Mr', '')", None),  # no pattern is meant
    (
        "import numpy as np\nd = pd.DataFrame({'a': [1]}, index=[5])\nm = np.argmin(d['a'])",
        "argmin and argmax of a Series as a label",
    ),
    ("import numpy as np\nd = pd.DataFrame({'a': [1]})\nm = np.argmin(d['a'])\nn = d.values.argmin()", None),
    ("t = df['a'].str.replace('U.S', '')", "the old default of regex in str.replace"),
]


@pytest.mark.parametrize(("source", "name"), DEFAULTS)
def test_a_default_that_has_changed_counts_where_another_use_shows_the_age(source, name):
    said = [one for one, _ in found(OLD + source) if one != "DataFrame.ix"]
    assert said == ([name] if name else [])


@pytest.mark.parametrize("source", THERE)
def test_what_is_still_there(source):
    assert [one for one in found(source) if one[1] != "0"] == []  # "0": it came later
