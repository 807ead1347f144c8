"""What a step may not be called or said to do, since nothing that remains in it bears that out; and what it is instead."""

import pytest

from nb2prod import analyse, plan
from tests.notebooks import notebook, text

PD = "import pandas as pd\nimport numpy as np"
LOAD = "df = pd.read_csv('a.csv')"
END = [text("## End"), "print(df.sum())"]
CASES = {  # cells after the load -> name and docstring of the step after it
    "the inputs of a net are not read": (
        ["from tensorflow.keras.applications.xception import preprocess_input\nX = preprocess_input(df.values)", text("## End"), "print(X)\nprint(X.sum())"],
        "preprocess_x", "Compute X with preprocess_input (cell 3)."),
    "interpolation of a curve fills nothing": (
        ["from scipy.interpolate import interp1d\nf = interp1d(df.a, df.b)\nlevel = f(0.4)", text("## End"), "print(level)\nprint(level + 1)"],
        "compute_level", "Compute f with interp1d and compute level (cell 3)."),
    "a look at what is sorted sorts nothing": (
        [text("## Correlations with the price"), "df.corr()['price'].sort_values()"],
        "log_corr_of_df", 'Log corr of df (cell 4, "Correlations with the price").'),
    "labels of another table are not taken from this one": (
        ["X, t = np.load('x.npy'), np.load('t.npy')\nX_train, X_valid = X[:-9], X[-9:]\ny_train, y_valid = t[:-9], t[-9:]", text("## End"), "print(X_train, X_valid, y_train, y_valid)"],
        "load_data_2", "Read X and t; take X_train and X_valid from X; take y_train and y_valid (cell 3)."),
    "a seed beside a value that nobody takes": (
        ["import sys\ncolab = 'google' in sys.modules\nnp.random.seed(3)\nrows = np.random.rand(3)", text("## End"), "print(rows)\nprint(rows.sum())"],
        "compute_rows", "Compute rows and seed the random numbers (cell 3)."),
    "a table of measures measures nothing": (
        [text("## Comparison"), "table = pd.DataFrame({'one': [df.a.max()]})", text("## End"), "print(table)\nprint(table.sum())"],
        "compute_table", 'Compute table from df (cell 4, "Comparison").'),
    "names that are chosen are no rows": (
        ["skewed = df.skew()\nskewed = skewed[abs(skewed) > 1].index\ndf[skewed] = np.log1p(df[skewed])", text("## End"), "print(df.sum(), skewed)"],
        "transform_columns", "Transform columns and compute skewed (cell 3)."),
    "who makes a detector finds nothing yet": (
        ["from made import Detector", text("## Find anomalies in the table"), "detector = Detector(df)", text("## End"), "print(detector)\nprint(detector.n)"],
        "build_detector", 'Set up detector as Detector (cell 5, "Find anomalies in the table").'),
    "the answer of what stood before": (
        [text("## Answer for question 3"), "df = df.drop(columns=['k'])", *END], "drop_columns", "Drop column k (cell 4)."),
    "a net by its section": (
        ["from tensorflow import keras", text("## Using CNN for classification"), "m = keras.Sequential([keras.layers.Dense(1)])\nm.fit(df, df.y)",
         text("## More"), "n = keras.Sequential([keras.layers.Dense(2)])\nn.fit(df, df.y)"],
        "train_cnn", 'Build m; fit m on df and df.y (cell 5, "Using CNN for classification").'),
    "a net that nobody takes is built all the same": (
        ["from tensorflow import keras\nnet = keras.Sequential([keras.layers.Dense(1)])\nwidth = 64\nfor n in [64, 128]:\n    net.add(keras.layers.Dense(n))\n    width = n", *END],
        "build_net", "Build net and call net.add in a loop (cell 3)."),
    "what rows are grouped by": (
        [text("## Sales"), "sales = df.groupby(['site', 'month']).amount.sum().reset_index()", text("## End"), "print(sales)\nprint(sales.sum())"],
        "aggregate_by_site_and_month", 'Aggregate by site and month (cell 4, "Sales").'),
    "checks": ([text("## Test"), "assert len(df) == 3\nassert df.a.min() > 0"], "check_df", 'Check df (cell 4, "Test").'),
    "a heading that is half a sentence": (
        [text("## This dataset consists of ratings that many thousand users gave to all of the films"), "print(len(df))"], "log_len_of_df", "Log len of df (cell 4)."),
    "many operations on one table are one": (
        ["df = df.fillna(0)\ndf['b'] = df.b.map({'x': 1})\ndf['c'] = df.a / df.b\ndf = df.drop_duplicates()\ndf = df.rename(columns={'a': 'q'})", *END],
        "prepare_data", "Fill missing values, recode b, derive c, drop duplicates and rename columns (cell 3)."),
    "what is saved on the way is not what is made": (
        ["import pickle\nfrom made import encode\nrows = encode(df)\npickle.dump(rows, open('r.bin', 'wb'))", text("## End"), "print(rows)\nprint(len(rows))"],
        "compute_rows", "Compute rows with encode and save rows (cell 3)."),
    "rows are added before they are parted": (
        ["from imblearn.over_sampling import SMOTE\nfrom sklearn.model_selection import train_test_split\nX, y = SMOTE().fit_resample(df[['a']], df.y)\nX_train, X_test, y_train, y_test = train_test_split(X, y)",
         text("## End"), "from sklearn.svm import SVC\nm = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))"],
        "balance_classes_and_split_data", "Balance the classes of df with SMOTE; split X and y into X_train, X_test, y_train and y_test (cell 3)."),
    "rows are added after they are parted": (
        ["from imblearn.over_sampling import SMOTE\nfrom sklearn.model_selection import train_test_split\nX_train, X_test, y_train, y_test = train_test_split(df[['a']], df.y)\nX_train, y_train = SMOTE().fit_resample(X_train, y_train)",
         text("## End"), "from sklearn.svm import SVC\nm = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))"],
        "split_data_and_balance_classes", "Split df into X_train, X_test, y_train and y_test; balance the classes of X_train with SMOTE (cell 3)."),
    "a file for each of many is more than what was read for it": (
        ["import cv2, os\nfor entry in os.scandir('in'):\n    crop = cv2.imread(entry.path)\n    cv2.imwrite('out/' + entry.name, crop)", text("## End"), "print(crop)\nprint(crop.sum())"],
        "save_crop", "Read crop and save crop in a loop (cell 3)."),
    "one image that is read is read": (
        ["import cv2\nimage = cv2.imread('a.png')", text("## End"), "print(image)\nprint(image.sum())"], "load_image", "Read image (cell 3)."),
    "another form of the same values is no preprocessing": (
        [text("## Preprocessing"), "rows = np.array(df)", text("## End"), "print(rows)\nprint(rows.sum())"], "compute_rows", 'Compute rows from df (cell 4, "Preprocessing").'),
    "what a person does by hand": (
        [text("## Manually examine the table and delete unwanted rows"), "names = {}\nfor d in df.a:\n    names[d] = len(d)", text("## End"), "print(names)\nprint(len(names))"],
        "compute_names", "Compute names from df (cell 4)."),
    "what is done by hand and seen to be done": (
        [text("## Manually drop columns"), "df = df.drop(columns=['k'])", *END], "drop_columns", 'Drop column k (cell 4, "Manually drop columns").'),
    "half a sentence further down a paragraph": (
        [text("## Images in the cropped folder can be used for model training. We will use these raw images along with the transformed ones"), "X = []\nfor d in df.a:\n    X.append(np.vstack((d, d)))", text("## End"), "print(X)\nprint(len(X))"],
        "compute_x", "Compute X from df (cell 4)."),
    "an imputer that is only fitted fills nothing": (
        ["from feature_engine.imputation import EndTailImputer", text("## Impute with the maximum value"), "imputer = EndTailImputer(imputation_method='max', variables=['a'])\nimputer.fit(df)\nprint(imputer.imputer_dict_)", "t = imputer.transform(df)\nt.hist()", *END],
        "fit_end_tail_imputer", 'Fit EndTailImputer on df (cell 5, "Impute with the maximum value").'),
    "an imputer that is asked fills": (
        ["from sklearn.impute import SimpleImputer", text("## Impute with the mean"), "imputer = SimpleImputer()\nX = imputer.fit_transform(df)", text("## End"), "print(X)\nprint(X.sum())"],
        "impute_with_mean", "Impute with the mean: fill missing values of df with SimpleImputer (cell 5)."),
    "what is filled gets another name": (
        ["df['b'] = df.a.fillna(0)\ndf['c'] = df.a.fillna(1)\ndf = df.drop(['b'], axis=1)", *END],
        "derive_b_and_c", "Derive b and c; drop column b (cell 3)."),
    "an empty table has no missing values": (
        ["found = pd.DataFrame(index=[1, 2], columns=['s'])\nfound = found.fillna(0)", text("## End"), "found.loc[1] = df.a.sum()\nprint(found.sum())"],
        "compute_found", "Compute found (cell 3)."),
    "rows by what was worked out of them": (
        ["import scipy\nz = np.abs(scipy.stats.zscore(df))\nclean = df[(z < 3).all(axis=1)]", text("## End"), "print(clean.sum())\nprint(clean.min())"],
        "filter_rows", "Filter rows (cell 3)."),
    "rows that are drawn again are no series": (
        ["from sklearn.utils import resample\nfrom scipy.stats import zscore\nfew = resample(df[df.y == 1], n_samples=9)\nboth = pd.concat([few, df[df.y == 0]])\nz = abs(zscore(both))\nclean = both[(z < 3).all(axis=1)]", text("## End"), "print(clean.sum())\nprint(clean.min())"],
        "prepare_clean", "Resample rows, combine tables and filter rows (cell 3)."),
    "who saves changes nothing": (
        ["df.text.apply(len).to_csv('b.csv')\ndf.text = df.text.apply(str.lower)", *END],
        "transform_text", "Write df to CSV and transform text (cell 3)."),
    "what is split is split again": (
        ["from sklearn.model_selection import train_test_split\nX, y = df[['a']], df.y\nX_train, X_temporary, y_train, y_temporary = train_test_split(X, y, test_size=0.4)\n"
         "X_valid, X_test, y_valid, y_test = train_test_split(X_temporary, y_temporary)", text("## End"), "from sklearn.svm import SVC\nm = SVC().fit(X_train, y_train)\nprint(m.score(X_valid, y_valid), m.score(X_test, y_test))"],
        "split_data", "Split X and y into X_train, X_temporary, y_train and y_temporary; split X_temporary and y_temporary into X_valid, X_test, y_valid and y_test (cell 3)."),
    "rows of a number that goes nowhere": (
        [text("## Share"), "found = df[df.a == 1]\nshare = len(found) / len(df)\nshare_percent = share * 100", *END],
        "compute_share_percent", 'Compute share_percent (cell 4, "Share").'),
}  # fmt: skip


def test_a_table_of_what_is_loaded_is_read():
    load = (
        "from sklearn.datasets import load_diabetes\nd = load_diabetes()\ndf = pd.DataFrame(d.data)\ndf['y'] = d.target"
    )
    assert plan.plan(analyse.analyse(notebook(PD, load, *END))).steps[0].doc == "Read df and derive y (cell 2)."


@pytest.mark.parametrize(("cells", "name", "doc"), CASES.values(), ids=list(CASES))
def test_what_is_borne_out(cells, name, doc):
    step = plan.plan(analyse.analyse(notebook(PD, LOAD, *cells))).steps[1]
    assert (step.name, step.doc) == (name, doc)


def test_a_table_of_what_was_measured_before_is_no_evaluation():
    cells = [PD, LOAD, "from sklearn.svm import SVC\nfrom sklearn.metrics import r2_score\nm = SVC().fit(df[['a']], df.y)",
             text("## A"), "mae = r2_score(df.y, m.predict(df[['a']]))\nprint(mae)", text("## B"),
             "table = pd.DataFrame({'model': ['svc'], 'r2': [mae]})", text("## End"), "print(table)\nprint(table.sum())"]  # fmt: skip
    names = [step.name for step in plan.plan(analyse.analyse(notebook(*cells))).steps]
    assert names[1:4] == ["train_model", "evaluate_model", "compute_table"]


def test_what_is_only_read_is_not_said_to_change():
    cells = [PD, LOAD, "from made import make, scale\ntrace = make()\nprint(trace)\nprint(trace.n)", text("## Line"),
             "trace.rows['y'] = trace.rows['x'] * scale(df)", text("## End"), "print(df.sum(), trace)"]  # fmt: skip
    assert "Update trace (" in plan.plan(analyse.analyse(notebook(*cells))).steps[2].doc
