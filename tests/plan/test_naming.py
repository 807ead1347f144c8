"""What steps are called: by headings, by what statements do, by what tells two of a kind apart."""

import pytest

from nb2prod import analyse, plan
from nb2prod.plan.naming.headline import headline
from tests.notebooks import notebook, text

HEADINGS = {
    "Load the data": "load_data",
    "2.3 Loading the data and a first look": "load_data",
    "2.EDA": None,
    "Step 3: Train the model": "train_model",
    "Building the modeling dataset": "build_modeling_dataset",
    "Data cleaning": "clean_data",
    "Train/test split with state grouping": "split_data",
    "Separate dataset into train and test": "separate_dataset",
    "Build and run the pipeline": "build_pipeline",
    "Label Encoding": "encode_label",
    "Random Forest": "random_forest",
    "Plot the ROC curve": None,
    "Visualizing the data": None,
    "Introduction": None,
    "What is machine learning?": None,
    "Model implementation": "model_implementation",
    "Import libraries": "set_up",
    "Setting up the model": "set_up_model",
    "Let's normalise `b` (see [docs](https://example.org))": "normalise_b",
    "!!!": None,
    "": None,
    "' + __import__('os').system('touch pwned') + '": "import_system",
}


@pytest.mark.parametrize(("said", "name"), HEADINGS.items(), ids=list(HEADINGS))
def test_headings(said, name):
    found = headline(said)
    assert (found.name if found else None) == name


PD = "import pandas as pd\nfrom sklearn.model_selection import train_test_split"
LOAD = "df = pd.read_csv('a.csv')"
STEPS = {
    "what is done": ([PD, LOAD, "df = df.fillna(0)", text("## Rest"), "df = pd.get_dummies(df)"],
                     ["load_data", "fill_missing_values", "encode_categories"]),
    "two loads": ([PD, LOAD, "other = pd.read_csv('b.csv')"], ["load_data", "load_other"]),
    "two loads of one name": ([PD, LOAD, "print(df.a.sum())", "df = pd.read_csv('in/houses.csv')"],
                              ["load_data", "report_results", "load_houses"]),
    "a comment on the cell": ([PD, LOAD, "# Remove the outliers\ndf = df[df.a < 3]\nprint(len(df))"],
                              ["load_data", "remove_outliers"]),
    "a heading about something else": ([PD, LOAD, text("## Setting the seed"), "df = df.fillna(0)\nprint(df.a.sum())"],
                                       ["load_data", "fill_missing_values"]),
    "several models": (
        [PD + "\nfrom sklearn.svm import SVC\nfrom sklearn.ensemble import RandomForestClassifier", LOAD,
         text("## One"), "a = SVC().fit(df, df.y)", text("## Two"), "b = RandomForestClassifier().fit(df, df.y)"],
        ["load_data", "train_svc", "train_random_forest"]),
    "the first of the kind has the heading's name": (
        [PD + "\nfrom sklearn.linear_model import Ridge", LOAD, text("## Fit the price model"),
         "df = df.dropna()\ny = df.pop('y')", "m = Ridge()\nm.fit(df, y)"],
        ["load_data", "drop_missing_rows", "fit_price_model"]),
    "a verb is proved": (  # no model, no prediction, nothing fitted: the headings do not decide
        [PD, LOAD, text("## Hyperparameter tuning"), "grid = {'C': [len(df)]}", text("## Predictions"),
         "curve = [df.a.sum() * n for n in range(3)]", text("## Model evaluation"), "shares = df.a.mean()"],
        ["load_data", "compute_grid", "compute_curve", "compute_shares"]),
    "a measure of columns is none of a model": (
        [PD + "\nfrom sklearn.metrics import mutual_info_score", LOAD, text("## Feature importance"),
         "score = mutual_info_score(df.a, df.y)\nprint(score)"], ["load_data", "compute_score"]),
    "the fit is the main thing": (
        [PD + "\nfrom sklearn.tree import DecisionTreeClassifier", LOAD, text("## Split the data"),
         "for n in range(3):\n    a, b = train_test_split(df)\n    tree = DecisionTreeClassifier().fit(a, a.y)"],
        ["load_data", "train_model"]),
    "a call that acts": (["import mlflow\nmlflow.set_tracking_uri('sqlite:///a.db')\nprint('ready')"], ["set_tracking_uri"]),
    "a function that makes models is no kind of model": (
        [PD + "\nfrom made import Net\ndef make_model(n):\n    return Net(n)", LOAD, "m = make_model(3)\nm.fit(df, df.y)", "m = make_model(4)\nm.fit(df, df.y)"],
        ["load_data", "train_model", "train_model_2"]),
    "two of one kind": (
        [PD + "\nfrom sklearn.svm import SVC", LOAD, text("## One"), "a = SVC().fit(df, df.y)\nprint(a.C)",
         text("## Two"), "a = SVC(C=2).fit(df, df.y)\nprint(a.C)"], ["load_data", "train_svc", "train_svc_for_two"]),
    "a model that leaves is trained, also where a plot fits it": (
        ["from sklearn.cluster import KMeans\nfrom made import X\ndef plot_kmeans(k, X):\n    k.fit(X)\n    print(k)", text("## Weak and strong points"),
         "kmeans = KMeans(4)\nplot_kmeans(kmeans, X)"], ["train_k_means"]),
    "no name twice": ([text("## Say it"), "print(1)", text("## Say that"), "print(2)"], ["say_it", "report_say"]),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "names"), STEPS.values(), ids=list(STEPS))
def test_names(cells, names):
    assert [step.name for step in plan.plan(analyse.analyse(notebook(*cells))).steps] == names


MODEL = "from sklearn.svm import SVC\nclf = SVC()\nclf.fit(df[['a']], df['y'])"
DOCSTRINGS = {  # cells after the load, docstring of the last step
    "what is fitted, and on what": (["X, y = df[['a']], df['y']", text("## Support vectors"),
                                     "from sklearn.svm import SVC\nclf = SVC()\nclf.fit(X, y)"],
                                    'Fit SVC on X and y (cell 5, "Support vectors").'),
    "a heading is no sentence": ([text("## DBSCAN, as in the book"), "total = df.a.sum()\nprint(total)"],
                                 'Compute and log total (cell 4, "DBSCAN, as in the book").'),
    "a verb of the notebook, and what it means": ([text("## Clean the data"), "df = df.drop('k', axis=1)\ndf = df.dropna()"],
                                                  "Clean the data: drop column k and drop missing rows (cell 4)."),
    "formulas are not quoted": ([text(r"## $$ \\frac{\\delta J}{\\delta x} $$"), "total = df.a.sum()\nprint(total)"],
                                "Compute and log total (cell 4)."),
    "underscores stay": ([text("## Split into X_train and y_train"),
                          "from sklearn.model_selection import train_test_split\n"
                          "X_train, X_test = train_test_split(df)\nprint(len(X_train), len(X_test))"],
                         "Split into X_train and y_train: split df into X_train and X_test (cell 4)."),
    "a prediction is one only where nothing else is done to it": ([MODEL, text("## Rest"), "rest = df.y - clf.predict(df[['a']])\nprint(rest.sum())"],
                                                                   'Predict for df with clf (cell 5, "Rest").'),
    "the main thing, not what falls off": ([MODEL + "\np = clf.predict(df)\nq = p + 1\nr = q + 1\ns = r * 2\nprint(s, r, q)"],
                                           "Predict p with clf (cell 3)."),
    "a model without a name": (["from sklearn.mixture import GaussianMixture as GMM", "gmm = GMM(4).fit(df[['a']])"], "Fit GaussianMixture on df (cell 4)."),
    "a booster": (["import lightgbm as lgb", "d = lgb.Dataset(df)\nm = lgb.train({}, d)"], "Fit m with lgb.train (cell 4)."),
    "what a function of the notebook gives": (["def clean(d):\n    return d[d.a > 0]", "df = clean(df)\nprint(df.a.sum())"],
                                              "Compute df with clean (cell 4)."),
    "a heading rather than a list": ([text("## Interest on interest"), "a = df.a.sum()\nb = a + 1\nc = b + 1\nd = c + 1\nprint(a, b, c, d)"],
                                     "Interest on interest (cell 4)."),
    "a verb that the code does not bear out": ([text("## Saving time"), "total = df.a.sum()\nprint(total)"],
                                               'Compute and log total (cell 4, "Saving time").'),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "doc"), DOCSTRINGS.values(), ids=list(DOCSTRINGS))
def test_docstrings(cells, doc):
    assert plan.plan(analyse.analyse(notebook(PD, LOAD, *cells))).steps[-1].doc == doc
