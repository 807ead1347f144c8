"""Names and docstrings say what a step does: no part for the whole, no argument for what is made of it."""

import ast

import pytest

from nb2prod import analyse, plan
from nb2prod.plan.naming.phrases import phrase
from tests.notebooks import notebook, text

PD = "import pandas as pd\nfrom sklearn.model_selection import train_test_split"
LOAD = "df = pd.read_csv('a.csv')"
CASES = {  # cells after the load, the name of the step after it, its docstring without the cells
    "what is left of a function that drew measures": (
        ["import matplotlib.pyplot as plt\nfrom sklearn.svm import SVC\nfrom sklearn.metrics import accuracy_score\ndef plot_confusion(m, X, y):\n    p = m.predict(X)\n    print(accuracy_score(y, p))\n    plt.plot(p)\n    plt.show()",
         text("## Fit"), "Log = SVC()\nLog.fit(df, df.y)", text("## Result"), "plot_confusion(Log, df, df.y)"], 2, "evaluate_svc", "Call plot_confusion on Log"),
    "what is left of a function that drew measures no model": (
        ["import matplotlib.pyplot as plt\nfrom sklearn.metrics import confusion_matrix, accuracy_score\ndef plot_confusion_matrix(y, p):\n    plt.imshow(confusion_matrix(y, p))\n    plt.show()\n    print(accuracy_score(y, p))",
         text("## Baseline"), "plot_confusion_matrix(df.y, df.a)"], 1, "compute_confusion_matrix", "Call plot_confusion_matrix"),
    "values that are chosen are no rows": (
        ["skewed = df.skew()\nskewed = skewed[abs(skewed) > 0.5]", text("## End"), "print(skewed)", text("## Again"), "print(skewed.sum())"], 1, "compute_skewed", "Compute skewed from df"),
    "rows that are dropped by their axis": (
        ["odd = df[df.a > 3].index\ndf.drop(odd, axis=0, inplace=True)", text("## End"), "print(df)", text("## Again"), "print(df.sum())"], 1, "drop_rows", "Drop rows"),
    "a copy is searched for what it is a copy of": (
        ["import copy\nfrom sklearn.svm import SVC\nfrom sklearn.model_selection import GridSearchCV\npipeline = SVC()", text("## Search"), "s = GridSearchCV(copy.deepcopy(pipeline), {'C': [1, 2]})\ns.fit(df, df.y)", text("## End"), "print(s.predict(df))"],
        1, "tune_model", "Search parameters of pipeline with GridSearchCV on df and df.y"),
    "what nothing learns to answer is no target": (
        ["from sklearn.preprocessing import OneHotEncoder\nenc = OneHotEncoder()\nlabels = enc.fit_transform(df[['genre']])", text("## End"), "print(labels)", text("## Again"), "print(labels.sum())"],
        1, "encode_categories", "Encode df with OneHotEncoder"),
    "a module is not what is written": (
        ["base = df.dropna()", text("## End"), "pd.to_pickle(base, 'b.pkl')", text("## Again"), "print(base.sum())"], 2, "save_base", "Write base to a pickle"),
    "a method with a capital makes no object of a class": (
        ["from made import Learning\ndl = Learning()", text("## Net"), "net = dl.FastNN(3)\nnet.fit(df, df.y)", text("## End"), "print(net.predict(df))"], 2, "train_model", "Fit net on df and df.y"),
    "a comment that is code says nothing": (
        ["from sklearn.feature_extraction.text import TfidfVectorizer", text("## Texts"), "# count_vect = CountVectorizer()\nwords = TfidfVectorizer()\nX = words.fit_transform(df.a)", text("## End"), "print(X)", text("## Again"), "print(X.sum())"],
        1, "vectorize_text", "Vectorize df.a with TfidfVectorizer"),
    "a function that says so downloads": (
        ["def download_rows(name):\n    open(name, 'w').write('a')", "host = df.a.max() > 3\nif host:\n    download_rows('b.csv')\n    path = 'b.csv'\nelse:\n    path = 'c.csv'", text("## End"), "print(path)"],
        1, "download_data", "Download files and compute path"),
    "a function that works sets no options beside": (
        ["import warnings\ndef get_parts(d):\n    warnings.filterwarnings('ignore')\n    print(d.sum())", "get_parts(df)"], 1, "compute_parts", "Call get_parts on df"),
    "tables are joined": (
        ["more = pd.read_csv('b.csv')", text("## Both"), "both = more.set_index('id').join(df.set_index('id'))\nboth['one'] = 1\nX = both[['one', 'a']]\ny = both['y']", text("## End"), "print(both.sum(), X, y)"],
        2, "prepare_data", "Merge tables; take X and y from both"),
    "a folder to work in is no option": (["import os\nos.chdir('..')"], 1, "set_up", "Set the working directory"),
    "answers about a table that are sorted are none of its rows": (
        ["best = df.corr()['y'].sort_values().to_frame().reset_index()", text("## End"), "print(best)"], 1, "compute_correlations", "Compute best from df"),
    "what is read is not downloaded": (
        ["def take_in(name):\n    return pd.read_csv(name)", text("## Download data from the site"), "rows = take_in('b.csv')\nn = len(rows)", text("## End"), "print(rows, n)"],
        1, "load_rows", "Read rows with take_in"),
    "a helper beside work": (
        ["def half(v):\n    return v / 2", "df = df.drop_duplicates()\ndef third(v):\n    return v / 3\ndf['a'] = df.a.map(third)", text("## End"), "df['b'] = df.b.map(third)\nprint(df.sum())"],
        1, "drop_duplicates_and_transform_a", "Drop duplicates and transform a"),
    "a loop of fits that leaves nothing compares nothing": (
        ["from sklearn.cluster import KMeans", text("## Loop"), "X = df[['a', 'b']].values\nfor k in range(1, 9):\n    m = KMeans(n_clusters=k)\n    m.fit(X)", text("## End"), "c = KMeans(3).fit_predict(X)\nprint(c)"],
        1, "train_k_means_over_n_clusters", "Fit KMeans on X in a loop"),
    "an encoder is a part of what is evaluated": (
        ["from keras.models import load_model\nwhole = load_model('a')\nencoder = load_model('b')", text("## Codes"), "codes = encoder.predict(df)\nprint(whole.evaluate(df, df))\nprint(codes.shape)"],
        2, "evaluate_model", "Predict codes with encoder and evaluate whole on df"),
    "an autoencoder is a model": (
        ["from made import Autoencoder, set_seed", text("## Codes"), "set_seed(4)\nae = Autoencoder(3)\nae.fit(df)\nz = ae.transform(df)\nprint(z.shape)", text("## End"), "ae.decode(df)"],
        1, "train_model", "Fit Autoencoder on df and transform df with Autoencoder"),
    "a baseline asks no model": (
        ["import numpy as np\nfrom sklearn.metrics import mean_squared_error\nfrom sklearn.svm import SVR", text("## Always the mean"), "same = np.full(len(df), df.y.mean())\nprint(mean_squared_error(df.y, same))",
         text("## Model"), "m = SVR().fit(df, df.y)", text("## End"), "print(same.sum(), m)"], 1, "compute_same", "Compute mean squared error and same"),
    "a class that later steps have from it": (
        ["from functools import partial\nimport made\nLayer = partial(made.Layer, size=3)\nclass Net:\n    def __init__(self):\n        self.parts = [Layer(3)]", text("## End"), "n = Net()\nlast = Layer(7)\nprint(df)"],
        1, "define_net", "Define Net and compute Layer"),
    "sequences are padded": (
        ["from keras.utils import pad_sequences, to_categorical", text("## Ready"), "X = pad_sequences(df.x)\ny = to_categorical(df.y)", text("## Model"), "from sklearn.svm import SVC\nm = SVC().fit(X, y)\nprint(m.score(X, y))"],
        1, "pad_sequences_and_encode_target", "Pad sequences and encode the target"),
    "what is learned and not used transforms nothing": (
        ["from sklearn.preprocessing import PowerTransformer", text("## Powers"), "pt = PowerTransformer()\npt.fit(df)", text("## End"), "print(pt.lambdas_)"], 1, "fit_power_transformer", "Fit PowerTransformer on df"),
    "what a function fits is not what it is handed": (
        ["from sklearn.pipeline import Pipeline\nfrom sklearn.preprocessing import StandardScaler\nfrom sklearn.svm import SVC\nready = Pipeline([('a', StandardScaler())])\nout = ready.fit_transform(df)",
         "def judge_all(rows, ready):\n    m = SVC().fit(ready.transform(rows), rows.y)\n    m.score(rows, rows.y)\n    rows.to_csv('b.csv')", text("## All"), "judge_all(df, ready)", text("## One"), "k = SVC().fit(out, df.y)", text("## End"), "print(out, k)"],
        2, "run_judge_all", "Call judge_all, which fits a model"),
    "two jobs of one heading": (
        ["from sklearn.svm import SVC", text("## Train the model and evaluation"), "m = SVC().fit(df, df.y)", text("## Scores"), "print(m.score(df, df.y))"], 1, "train_model", "Fit SVC on df and df.y"),
    "all of many results": (
        ["a, b = df.a.sum(), df.b.sum()\nc = a / b\nd = b / a", text("## End"), "print(a + b + c + d)"], 1, "compute_d", "Compute a, b, c and d from df"),
    "a seed is said": (
        ["import numpy as np\nfrom sklearn.svm import SVC", text("## Fit"), "np.random.seed(3)\nX = df.values + np.random.rand(3)\nm = SVC().fit(X, df.y)", text("## End"), "print(m)"], 1, "train_model", "Fit SVC on X and df.y; seed the random numbers"),
    "what is logged is made of more": (["print(df.a.sum() / df.b.max() + 1)"], 1, "log_values", "Log values made of df"),
    "what comes in is not trained": (
        ["from sklearn.feature_extraction import DictVectorizer\nimport xgboost as xgb\ndv = DictVectorizer()\nX = dv.fit_transform(df.to_dict())", text("## Trees"),
         "d = xgb.DMatrix(X, feature_names=dv.get_feature_names_out())\nbooster = xgb.train({}, d)", text("## Lines"),
         "from sklearn.linear_model import Ridge\nm = Ridge().fit(X, df.y)", text("## End"), "print(booster, m)"],
        2, "train_booster", "Fit booster with xgb.train"),
    "a search creates no model": (
        ["from sklearn.svm import SVC\nfrom sklearn.model_selection import GridSearchCV", text("## Create model"), "g = GridSearchCV(SVC(), {'C': [1, 2]}).fit(df[['a']], df.y)", text("## End"), "print(g)"],
        1, "tune_model", "Search parameters of SVC with GridSearchCV"),
    "folds": (
        ["from sklearn.svm import SVC\nfrom sklearn.model_selection import KFold", text("## Scores"),
         "scores = []\nfor a, b in KFold(5).split(df):\n    m = SVC().fit(df.iloc[a], df.y.iloc[a])\n    scores.append(m.score(df.iloc[b], df.y.iloc[b]))", text("## End"), "print(scores)\nm = SVC().fit(df, df.y)"],
        1, "cross_validate_svc", "Cross-validate SVC on df fold by fold"),
    "a pipeline that only transforms is no model": (
        ["from sklearn.pipeline import Pipeline\nfrom sklearn.impute import SimpleImputer", text("## Gaps"), "pipe = Pipeline([('a', SimpleImputer())])\npipe.fit(df)", text("## Rows"), "rows = pipe.transform(df)\nprint(rows)"],
        1, "fit_pipe", "Fit pipe on df"),
    "rows for training and others": (
        ["n = int(0.7 * len(df))\ntrain = df[:n]\ntest = df[n:]", text("## End"), "print(train, test)"], 1, "split_data", "Take train and test from df"),
    "what a function of the notebook does to all": (
        ["def cap_all(d):\n    return d.clip(0, 9)", "df = df.drop_duplicates()\ndf = df.drop(columns=['id'])\ndf = cap_all(df)", text("## End"), "print(df)"],
        1, "prepare_data", "Drop duplicates, drop column id and compute df with cap_all"),
    "a function is handed table and column": (
        ["def cap(d, c, n):\n    return d[c].clip(0, n)", "df['age'] = cap(df, 'age', 90)", text("## End"), "print(df)"], 1, "transform_age", "Transform age"),
    "several models are set up": (
        ["from sklearn.linear_model import Lasso, Ridge", text("## Models"), "a = Lasso()\nb = Ridge()", text("## End"), "print(df.sum())"],
        1, "build_models", "Set up a as Lasso and set up b as Ridge"),
    "both objects of a heading": (
        [text("## Find numerical and categorical variables"), "found = [c for c in df.columns if df[c].dtype == 'O']\nprint(len(found))", text("## End"), "print(found)"],
        1, "find_numerical_and_categorical_variables", "Find numerical and categorical variables: compute found from df"),
    "the object is saved, not its path": (
        ["import torch\nfrom made import make, path\nnet = make()\nprint(net)", text("## End"), "torch.save(net, path)"], 2, "save_net", "Save net"),
    "constants name no computation": (["epochs = 9\nb = 0\nfor n in range(epochs):\n    gap = b - df.a.sum()\n    b = b - 0.1 * gap"], 1, "compute_gap", "Compute b and gap"),
    "a key is read, an object is made of it": (
        ["from slack import Client\nkey = open('key.txt').read()\nclient = Client(key)", text("## End"), "print(client)"], 1, "build_client", "Read key and set up client as Client"),
    "a getter of a transformer transforms nothing": (
        ["from sklearn.feature_extraction import DictVectorizer\ndv = DictVectorizer()\nX = dv.fit_transform(df.to_dict())", text("## Table"),
         "t = pd.DataFrame()\nt['name'] = dv.get_feature_names_out()\nt['n'] = 3", text("## End"), "print(t, X)"], 2, "compute_t", "Compute t"),
    "all measures": (
        ["from sklearn import metrics\nfrom sklearn.svm import SVR\nm = SVR().fit(df, df.y)\np = m.predict(df)", text("## Errors"), "print('a', metrics.mean_absolute_error(df.y, p))\nprint('b', metrics.r2_score(df.y, p))"],
        -1, "evaluate_model", "Compute mean absolute error and r2"),
    "too long with all objects": (
        ["from sklearn.impute import SimpleImputer\nfrom sklearn.preprocessing import PowerTransformer\nrows_of_the_first_of_all_tables, rows_of_second_table = df.head(9), df.tail(9)", text("## Both"),
         "im = SimpleImputer()\nfilled_first_table = im.fit_transform(rows_of_the_first_of_all_tables)\npt = PowerTransformer()\nstretched_first_table = pt.fit_transform(filled_first_table)", text("## End"), "print(stretched_first_table, rows_of_second_table)"],
        2, "compute_stretched_first_table", "Fill missing values of rows_of_the_first_of_all_tables with SimpleImputer and transform filled_first_table with PowerTransformer"),
    "a function on the way": (
        ["def lags(d, n):\n    return d.shift(n)", "a = lags(df, 1)\nb = lags(df, 2)\nX = pd.concat([a, b], axis=1)", text("## End"), "print(X)"], 1, "compute_x", "Compute a and b with lags; combine tables"),
    "a function that splits": (
        ["def split_rows(d):\n    return d[:9], d[9:]", "train, test = split_rows(df)", text("## End"), "print(train, test)"], 1, "split_train_and_test", "Compute train and test with split_rows"),
    "a list of names is no table": (
        ["shares = df.isnull().mean()\nshares = list(shares[shares > 0.1].index)", text("## End"), "print(shares)"], 1, "compute_shares", "Compute shares from df"),
    "an option of an object": (
        ["from made import Scale\ns = Scale()\ns.set_output(transform='pandas')\nrows = s.transform(df)", text("## End"), "print(rows)"], 1, "transform_features", "Transform df with Scale"),
    "what is taken before its column goes": (
        ["df = df.reset_index(drop=True)\ny = df.y.values\ndel df['y']", text("## End"), "from sklearn.svm import SVC\nm = SVC().fit(df, y)"], 1, "separate_target", "Take y from df and drop column y"),
    "rows by their label": (
        ["df = df.loc[(df['a'] > 1) | (df['b'] < 3)]\ndf.loc[df['a'] < 1, 'b'] *= 100", text("## End"), "print(df)"], 1, "filter_rows_and_transform_b", "Filter rows by a and b; transform b"),
    "models that are cross-validated": (
        ["from sklearn.model_selection import GridSearchCV, cross_val_score\nfrom sklearn.svm import SVC\ng = GridSearchCV(SVC(), {'C': [1, 2]}).fit(df, df.y)", text("## Best"),
         "best = g.best_estimator_\nscores = cross_val_score(best, df, df.y)\nprint(scores)"], 2, "cross_validate_model", "Cross-validate best on df and df.y"),
    "a part of a model is no second one": (
        ["from sklearn.pipeline import make_pipeline\nfrom sklearn.decomposition import PCA\nfrom sklearn.svm import SVC", text("## Model"), "pca = PCA()\nsvc = SVC()\nmodel = make_pipeline(pca, svc)", "print(df.a.sum())", text("## Fit"), "model.fit(df, df.y)"],
        1, "build_model", "Set up model as Pipeline of 2 steps"),
    "versions and seeds": (["import sys\nimport numpy as np\nassert sys.version_info >= (3, 5)\nnp.random.seed(42)", text("## End"), "print(df.a.sum())"], 1, "set_up", "Check versions and seed the random numbers"),
    "what selection is like is no object": (
        ["from sklearn.feature_selection import SelectKBest", text("## Univariate Selection"), "s = SelectKBest().fit(df, df.y)\nt = pd.DataFrame(s.scores_)\nprint(t)"], 1, "compute_t", "Fit SelectKBest on df and df.y; compute t"),
    "a table of counts": (["pd.crosstab(df.target, df['sex'])"], 1, "log_crosstab_of_df_target", "Log crosstab of df.target"),
    "a heading that says it in other words": (
        ["from sklearn.metrics import confusion_matrix\np = df.p", text("## Creating a confusion matrix"), "print(confusion_matrix(df.y, p))"], -1, "create_confusion_matrix", "Compute confusion matrix"),
    "a class at the end of a heading": (
        ["from sklearn.svm import SVC\nfrom sklearn.model_selection import GridSearchCV", text("## Tuning a model with GridSearchCV"), "g = GridSearchCV(SVC(), {'C': [1]})\ng.fit(df, df.y)"],
        -1, "tune_model_with_grid_search_cv", "Search parameters of SVC with GridSearchCV on df and df.y"),
    "operations before nothing": (
        [text("## Clean up"), "df['total_charges_of_customers'] = pd.to_numeric(df['total_charges_of_customers'])\ndf = df.dropna(subset=['payment_method_of_customers'])\n"
         "df['churn_of_customers_in_the_year'] = df['churn_of_customers_in_the_year'].map({'Yes': 1})\ndf['payment'] = df['payment'].fillna(0)\ndf = df.drop(columns=['id'])", text("## End"), "print(df)"],
        1, "clean_up", "Clean up: convert types, drop missing rows, recode values, fill missing values and drop columns"),
    "folds that are only shown": (
        ["from sklearn.model_selection import KFold", text("## Folds"), "for a, b in KFold(3).split([1, 2, 3]):\n    print(a, b)", text("## End"), "print(df)"], 1, "log_values", "Log a and b"),
    "a function that trains by its name": (
        ["import utils_of_course as utils", text("## Spam"), "m = utils.svmTrain(df, df.y)", text("## End"), "print(m)"], 1, "train_model", "Compute m with utils.svmTrain"),
    "what is made of what is read": (
        ["from made import load_mat, best_of", text("## Third"), "data = load_mat('a.mat')\nX = data['X']\nC, sigma = best_of(X)", text("## End"), "print(C, sigma)"], 1, "compute_c_and_sigma", "Read data with load_mat; compute C and sigma with best_of"),
    "drawn data are generated": (
        ["import numpy as np\nrng = np.random.default_rng(1)", text("## Generating data"), "x = np.linspace(0, 1, 9)\ny = x + rng.normal(size=9)", text("## End"), "print(x, y)"], -2, "generate_data", "Generate data: compute x and y from rng"),
    "both parts, though one is taken on": (
        ["from sklearn.preprocessing import StandardScaler\na, b = df[:9], df[9:]\nsc = StandardScaler().fit(a)", text("## Scale"), "a_std = sc.transform(a)\nb_std = sc.transform(b)", text("## End"), "print(b_std)"],
        2, "scale_features", "Scale a and b with StandardScaler"),
    "a function that reads": (
        ["def prepared(path):\n    return pd.read_csv(path).dropna()", text("## Other"), "other_df = prepared('b.csv')", text("## End"), "print(other_df.a.sum())"], 1, "load_other", "Read other_df with prepared"),
    "in the order of the code": (
        ["from sklearn.svm import SVC\ny = df.y\nX = (df - df.mean()) / df.std()\nm = SVC().fit(X, y)", text("## End"), "print(m, X)"], 1, "train_model", "Fit SVC on X and y"),
    "rows in another form are the rows": (
        ["import numpy as np\nfrom sklearn.svm import SVR\nX, y = df[['a']], df.y", "m = SVR()\nm.fit(X, np.ravel(y))\nprint(m.score(X, y))"], 1, "train_model", "Fit SVR on X and y"),
    "one name that begins like another": (
        ["from sklearn.pipeline import Pipeline\nfrom sklearn.feature_selection import RFE, RFECV\nfrom sklearn.svm import SVC\nX, y = df[['a']], df.y\nestimator = SVC()\nrfe = RFE(estimator)",
         "pipe_rfe = Pipeline([('rfe', rfe)])", "pipe_rfe.fit(X, y)", "print(pipe_rfe.score(X, y))",
         "rfecv = RFECV(estimator)\npipe_rfecv = Pipeline([('rfe', rfecv)])", "pipe_rfecv.fit(X, y)", "print(pipe_rfecv.score(X, y))"], 4, "train_pipe_rfecv", "Fit pipe_rfecv on X and y"),
    "what a reader gives is read, and not split": (
        ["from made import Prep\nprep = Prep(3)\ndata = prep.load_texts(seed=3)\nX_train, y_train = data.X_train, data.y_train\nX_val, y_val = data.X_val, data.y_val", "from sklearn.svm import SVC\nm = SVC()\nm.fit(X_train, y_train)\nprint(m.score(X_val, y_val))"],
        1, "load_texts", "Read data; take X_train, y_train, X_val and y_val from data"),
    "a function that loads, and a split": (
        ["import cv2\ndef load_videos(path):\n    return cv2.VideoCapture(path).read(), [1]\nX, y = load_videos('v')\nX_train, X_test, y_train, y_test = train_test_split(X, y)", "from sklearn.svm import SVC\nm = SVC()\nm.fit(X_train, y_train)\nprint(m.score(X_test, y_test))"],
        1, "load_and_split_data", "Read X and y with load_videos; split X and y into X_train, X_test, y_train and y_test"),
    "files that are moved and downloaded": (
        ["import os, shutil, subprocess\nos.makedirs('k', exist_ok=True)\nshutil.move('k.json', 'k/k.json')\nos.chmod('k/k.json', 600)\nsubprocess.run('kaggle datasets download -d a/b', shell=True)"],
        1, "download_data", "Move files and download files"),
    "files that are unpacked": (["import zipfile\nwith zipfile.ZipFile('a.zip', 'r') as z:\n    z.extractall('c')\nprint('done')"], 1, "unpack_files", "Unpack files"),
    "a file that is read and closed": (
        ["import codecs\ne = {}\nf = codecs.open('w.vec', encoding='utf-8')\nfor line in f:\n    e[line[0]] = line\nf.close()\ndf['v'] = df.a.map(e)", "print(df.v.sum())"], 1, "derive_columns", "Derive v"),
    "a row of a table of results": (
        ["from sklearn.svm import SVC\nm = SVC().fit(df[['a']], df.y)\na = m.score(df[['a']], df.y)\nresult = pd.DataFrame()", text("## Other"), "result = pd.concat([result, pd.DataFrame({'Model': ['Kernel SVC'], 'r2': [a]})])", text("## End"), "print(result)"],
        -2, "append_kernel_svc_to_result", "Append kernel svc to result"),
    "rows that an earlier step scaled": (
        ["from sklearn.svm import SVC\nfrom sklearn.decomposition import PCA\nfrom sklearn.preprocessing import StandardScaler\nX = StandardScaler().fit_transform(df[['a', 'b']])\ny = df.y\nprint(X.mean())", text("## A"), "m = SVC()\nm.fit(X, y)\nprint(m.C)",
         text("## B"), "parts = PCA(1).fit_transform(X)\nprint(parts.mean())", text("## C"), "m = SVC()\nm.fit(parts, y)\nprint(m.C)"], 2, "train_svc", "Fit SVC on X and y"),
    "answers that are scaled back": (
        ["from sklearn.linear_model import Ridge\nfrom sklearn.preprocessing import MinMaxScaler\nfrom sklearn.metrics import r2_score\nfrom tensorflow import keras\nX, y = df[['a']], df[['y']]\nscaler = MinMaxScaler()\ny = scaler.fit_transform(y)", "r = Ridge().fit(X, y)",
         "model = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile('adam', 'mse')\nmodel.fit(X, y)", text("## Check"), "p = scaler.inverse_transform(model.predict(X))\nprint(r2_score(scaler.inverse_transform(y), p))"],
        -1, "evaluate_model", "Compute r2"),
    "functions that are kept for later": (
        ["from sklearn.svm import SVC\ndef forecast(d, n):\n    return SVC().fit(d[['a']], d.y).predict(d[['a']])", "models = {'mean': lambda n: df.y[:n], 'svc': lambda n: forecast(df, n)}", text("## Run"), "for name in models:\n    print(models[name](3).mean())"],
        1, "compute_models", "Compute models from df"),
    "a comment on what is printed": (
        ["def part(d):\n    return d[:9], d[9:]", "# print to check dimensions\na, b = part(df)\nprint(len(a))\nprint(len(b))", text("## End"), "print(a.x.sum(), b.x.sum())"], 1, "compute_a_and_b", "Compute a and b with part"),
    "preprocessing as a part of a noun": (
        [text("## Preprocessing Consideration"), "df['total'] = pd.to_numeric(df['total'])", text("## End"), "print(df.total.sum())"], 1, "convert_types", "Convert the types of total"),
    "a table of results that is put right": (
        ["import made\na, b = made.score(df), made.score(df)\nprint(a)", text("## Comparing"), "results = pd.DataFrame({'a': a, 'b': b})\nresults = results.transpose()\nresults['accuracy'] = results['accuracy'] / 100\nresults.sort_values('accuracy')"],
        -1, "compute_results", "Compute results"),
    "what a function makes is no detail of a merge": (
        ["def features_of(d):\n    return {'low': d.a.min()}", "rows = []\nfor key, part in df.groupby('k'):\n    row = features_of(part)\n    rows.append(row)\nmore = pd.DataFrame(rows)\ndf = df.merge(more, on='k')\ndf['low'] = df['low'].fillna(0)", text("## End"), "print(df.a.sum(), df.low.max())"],
        1, "prepare_data", "Compute row with features_of, merge df with more and fill missing values of low"),
    "tables of values that are put together": (
        ["skews = {}\nfor c in ['a', 'b']:\n    skews[c] = df[c].skew()\nleft = pd.DataFrame(sorted(skews.items()), columns=['c', 's'])\nright = pd.DataFrame(sorted(skews), columns=['c'])\nboth = left.merge(right, on='c')", text("## End"), "print(both.s.sum(), both.c)"],
        1, "compute_both", "Merge left with right"),
    "columns that a loop derives": (
        ["import numpy as np\nhigh = df[df['a'] > 1]\nfor c in list(high['b']):\n    name = 'log_' + c\n    df[name] = np.log1p(df[c])", text("## End"), "print(df.sum(), df.max())"],
        1, "derive_columns", "Filter rows and derive columns"),
    "whom a function cross-validates": (
        ["from sklearn.svm import SVC\nfrom sklearn.model_selection import cross_val_score\nbest_svc = SVC()\nall_rows = df[['a']]\ndef results_of(models, X, y):\n    return pd.DataFrame({n: cross_val_score(m, X, y) for n, m in models.items()})", text("## Best"),
         "row = results_of({'best': best_svc}, df, df.y)\nall_rows = pd.concat([all_rows, row])", text("## End"), "print(all_rows.sum())\nbest_svc.fit(df, df.y)"],
        2, "cross_validate_best_svc", "Compute row with results_of, which cross-validates a model; combine tables; build best_svc"),
    "the best of scores measures nothing": (
        ["from sklearn.svm import SVC\nscores = []\nfor c in [1, 2]:\n    m = SVC(C=c).fit(df, df.y)\n    scores.append(m.score(df, df.y))", text("## Best"), "top_score = max(scores)\nprint(top_score)"], -1, "compute_top_score", "Compute top_score from scores"),
    "two models and one measure": (
        ["from sklearn.svm import SVR\nfrom sklearn.linear_model import Ridge\nfrom sklearn.metrics import r2_score\none = SVR().fit(df, df.y)\nprint(one.C)", "p = one.predict(df)", text("## Two"), "two = Ridge().fit(df, df.y)\nprint(two.coef_)", text("## Both"),
         "q = two.predict(df)\nhybrid = (p + q) / 2\nprint(r2_score(df.y, hybrid))"], -1, "evaluate_models", "Predict q with two and compute r2"),
    "a heading of plots that went": (
        [text("## Handling Outliers & Data Visualization"), "df['h'] = df['h'].replace(608, 108)\ny = df['y']", text("## End"), "print(df.sum(), y.sum())"], 1, "recode_h", "Recode h and take y from df"),
    "a heading that asks": ([text("## How many new customers?"), "number = df.a.nunique()\nshare = number / len(df)", text("## End"), "print(number, share)"], 1, "compute_number_and_share", "Compute number and share from df"),
    "epochs are no object": (
        ["from tensorflow import keras", text("## Train 2 epochs"), "net = keras.Sequential([keras.layers.Dense(1)])\nnet.fit(df, df.y, epochs=2)"], -1, "train_model", "Build net; fit net on df and df.y"),
    "a table that is cleaned and written": (["df = df.dropna()", text("## Save"), "df.to_csv('clean_data_of_all_the_years_until_now.csv')"], -1, "save_data", "Write df to CSV"),
    "an archive, and what is said of it": (["import zipfile\nz = zipfile.ZipFile('a.zip')\nz.extractall('a')\nprint('done')"], -1, "unpack_files", "Unpack files"),
    "a function that is called a test": (["def test_results(n):\n    print(n)", text("## Results"), "test_results(3)"], -1, "run_test_results", "Call test_results"),
    "a model that is made beside rows": (
        ["from made import Rbf\na, b = train_test_split(df)\nrbf = Rbf(3)\nrbf.fit(a, a.y)\nprint(rbf.test(b))"], 1, "split_data", "Split df into a and b; set up rbf as Rbf"),
    "what a function reads that is handed over": (
        ["import tensorflow as tf\ndef decode(p):\n    return tf.io.read_file(p)", "loader = tf.data.Dataset.from_tensor_slices(df.p)\ntrain_dataset = loader.map(decode).batch(3)\ntest_dataset = loader.map(decode)", text("## End"), "print(train_dataset, test_dataset)", text("## Again"), "print(train_dataset, test_dataset)"],
        1, "compute_train_dataset_and_test_dataset", "Compute train_dataset and test_dataset from df"),
    "files that a function writes": (
        ["def convert(a, b):\n    open(b, 'w').write(a)", "convert('x', 'y')"], -1, "run_convert", "Call convert"),
    "what a function gives that writes beside": (
        ["def best_of(a):\n    open('b', 'w').write('c')\n    return a.max()", "top = best_of(df)", text("## End"), "print(top)", text("## Again"), "print(top + 1)"], 1, "compute_top", "Compute top with best_of"),
    "a transformer of columns is only made": (
        ["from sklearn.compose import make_column_transformer\nfrom sklearn.preprocessing import StandardScaler\nprep = make_column_transformer((StandardScaler(), ['a'])).set_output(transform='pandas')", text("## End"), "print(prep)", text("## Again"), "print(prep.n)"],
        1, "build_prep", "Set up prep as ColumnTransformer"),
    "rows by a mask, and the others": (
        ["import numpy as np\nx, y = df[['a', 'b']], df.y", text("## Parts"), "some = np.random.rand(len(x)) < 0.8\nx_train, x_test, y_train, y_test = x[some], x[~some], y[some], y[~some]", text("## End"), "print(x_train, x_test, y_train, y_test)"],
        2, "split_data", "Split x and y into x_train, x_test, y_train and y_test"),
    "the class of whom is cross-validated": (
        ["from sklearn.svm import SVC\nfrom sklearn.linear_model import Ridge\nfrom sklearn.model_selection import cross_val_score\nm = SVC()\nprint(cross_val_score(m, df, df.y).mean())", text("## Ridge"), "m = Ridge()\nprint(cross_val_score(m, df, df.y).mean())"],
        -1, "cross_validate_model_with_ridge", "Cross-validate Ridge on df and df.y"),
    "a table of answers whose columns are renamed": (
        ["table = df.describe().drop('count').T.rename(columns=str.title)", text("## End"), "print(table)", text("## Again"), "print(table.a)"], 1, "compute_table", "Compute table from df"),
    "a name that only an import bears": (
        ["from sklearn.metrics import make_scorer, f1_score\nbest = make_scorer(f1_score)", text("## End"), "print(best)", text("## Again"), "print(best.n)"], 1, "make_best", "Compute best with make_scorer"),
    "a variable of a loop is no result": (
        ["total = 0\nfor i, n in enumerate([4, 5]):\n    total = total + n * i", text("## End"), "print(total, i)", text("## Again"), "print(total, i + 1)"], 1, "compute_total", "Compute total"),
    "what is given is said beside an operation": (
        ["one = pd.DataFrame([3])\nresults = pd.concat([one, df], axis=1)", text("## End"), "print(results)", text("## Again"), "print(results.sum())"], 1, "combine_tables", "Combine tables"),
    "a list that gets shorter": (
        ["left = list(df.columns)", text("## Rest"), "left.remove('y')", text("## End"), "print(left)"], 1, "compute_left", "Compute left from df"),
    "a helper beside what it gives": (
        ["keep = df.a.max() + 3\ndef more_of(d):\n    return d[d.a > keep]\nclean = more_of(df)", text("## End"), "print(clean, more_of(df), keep)", text("## Again"), "print(clean, more_of(clean), keep)"],
        1, "compute_keep_and_clean", "Compute clean with more_of and compute keep"),
    "what is removed is not what comes out": (
        ["def remove_blanks(d):\n    return d[d.a > 0]\nclean = remove_blanks(df)", text("## End"), "print(clean)", text("## Again"), "print(clean.a)"], 1, "compute_clean", "Compute clean with remove_blanks"),
    "what is worked out and sorted": (
        ["gap = abs(df.a.median() - df.b).sort_values()", text("## End"), "print(gap)", text("## Again"), "print(gap.max())"], 1, "compute_gap", "Compute gap from df"),
    "frames that are put together": (
        ["rows = pd.concat([pd.DataFrame({'a': [1], 'n': 0}), pd.DataFrame({'a': [2], 'n': 1}), pd.DataFrame({'a': [3], 'n': 2})])", text("## End"), "print(rows)", text("## Again"), "print(rows.a)"], 1, "combine_tables", "Combine tables"),
    "titles are part of a figure": (
        ["from made import axes\nfor i, c in enumerate(df):\n    axes[i].set_title(c)"], 1, "draw_figures", "Draw figures"),
    "two transformers in one line": (
        ["from sklearn.decomposition import PCA\nfrom sklearn.preprocessing import StandardScaler\npca = PCA(2)\nsc = StandardScaler()\nX = pd.DataFrame(pca.fit_transform(sc.fit_transform(df)))", text("## End"), "print(X.sum(), X.max())"],
        1, "scale_features_and_reduce_dimensions", "Scale df with StandardScaler and reduce the dimensions of df with PCA"),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "at", "name", "doc"), CASES.values(), ids=list(CASES))
def test_true_names(cells, at, name, doc):
    step = plan.plan(analyse.analyse(notebook(PD, LOAD, *cells))).steps[at]
    assert (step.name, step.doc.rpartition(" (cell")[0]) == (name, doc)


def test_what_is_displayed_is_said_by_its_name():
    assert phrase(ast.parse("display(scores.loc[rows])", mode="eval").body, ()) == ("scores",)
