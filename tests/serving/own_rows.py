"""Notebooks whose rows come from no file of a table: loaders of libraries, generators, arrays and frames written out."""

from __future__ import annotations

from tests.serving.harness import Shape
from tests.serving.shapes import FIT, HEAD, LOGISTIC, SPLIT, TARGET

NUMPY = "import numpy as np\nimport pandas as pd\nnp.random.seed(0)\n"
LINEAR = "from sklearn.linear_model import LinearRegression\n"
IRIS = "import pandas as pd\nfrom sklearn.datasets import load_iris\niris = load_iris()\n"
NUMBERED = (
    NUMPY + LINEAR + "data = np.array([[1, 5, 2, 9], [2, 3, 1, 7], [4, 4, 4, 12], [7, 1, 2, 11], [8, 2, 1, 4]])\n"
)
CLASS = """
class Line:
    def __init__(self):
        self.w = None

    def fit(self, X, y):
        self.w = np.linalg.pinv(X).dot(y)

    def predict(self, X):
        return np.dot(X, self.w) + 1
"""
GENERATE = """
def generate(n):
    X = np.sort(np.random.rand(n)).reshape((n, 1))
    return X, X.ravel() * 3
"""


def own(cells: str, raw: str, expected: str, **given: object) -> Shape:
    """A notebook with `raw`, its rows as a table, and `expected`, the predictions for them."""
    return Shape(cells, raw=raw, expected=expected, **given)  # type: ignore[arg-type]  # fields of Shape


READER = (
    "import pandas as pd\nfrom sklearn.feature_extraction import DictVectorizer\n"
    + LINEAR
    + "def read_frame(name):\n    if name.endswith('.csv'):\n        df = pd.read_csv(name)\n        {first}\n"
    "    elif name.endswith('.parquet'):\n        df = pd.read_parquet(name)\n"
    "    df['old'] = df['visits'] > 3\n    df = df[df['income'] > 100]\n    return df\n# %%\n"
    "train = read_frame('data.csv')\nnew = read_frame('new.csv')\n# %%\nuse = ['city', 'visits', 'old']\ndv = DictVectorizer()\n"
    "X = dv.fit_transform(train[use].to_dict(orient='records'))\nm = LinearRegression().fit(X, train['spend'])\n"
    "p = m.predict(dv.transform(new[use].to_dict(orient='records')))\n"
)

OWN_ROWS: dict[str, Shape] = {
    "trees_of_what_the_last_one_left_asked_about_a_grid": own(
        NUMPY
        + "import matplotlib.pyplot as plt\nfrom sklearn.tree import DecisionTreeRegressor\n"
        + "X = np.random.rand(90, 1) - 0.5\ny = 3 * X[:, 0] ** 2 + 0.05 * np.random.randn(90)\n# %%\n"
        + "base = y.mean()\none = DecisionTreeRegressor(max_leaf_nodes=5).fit(X, y - base)\n"
        + "two = DecisionTreeRegressor(max_leaf_nodes=5).fit(X, y - base - one.predict(X))\n# %%\n"
        + "grid = np.linspace(-0.5, 0.5, 50)\n"
        + "p = base + sum(t.predict(grid.reshape(-1, 1)) for t in [one, two])\nplt.plot(grid, p)\nplt.show()\n",
        raw="pd.DataFrame(grid, columns=['x0'])",
        expected="p",
    ),
    "frame_of_a_loader": own(
        IRIS
        + "df = pd.DataFrame(iris.data, columns=iris.feature_names)\ndf['target'] = iris.target\n"
        + "df['name'] = df.target.apply(lambda x: iris.target_names[x])\n# %%\n"
        + "X = df.drop(['target', 'name'], axis='columns')\ny = df.target\n"
        + SPLIT
        + FIT,
        "pd.DataFrame(iris.data, columns=iris.feature_names).loc[X_test.index]",
        "y_pred",
    ),
    "columns_of_a_loader_by_position": own(
        IRIS
        + "df = pd.DataFrame(iris.data, columns=iris.feature_names)\ndf['target'] = iris.target\n"
        + "X = df.iloc[:, :4]\ny = df.iloc[:, -1]\n"
        + SPLIT
        + FIT,
        "pd.DataFrame(iris.data, columns=iris.feature_names).loc[X_test.index]",
        "y_pred",
    ),
    "targets_as_labels": own(
        "import pandas as pd\nfrom sklearn.datasets import load_digits\ndigits = load_digits()\n"
        "df = pd.DataFrame(digits.data, digits.target)\ndf['target'] = digits.target\n"
        "from sklearn.neighbors import KNeighborsClassifier\nX = df.drop('target', axis=1)\n"
        "knn = KNeighborsClassifier().fit(X.iloc[:300], df.target.iloc[:300])\n",
        "pd.DataFrame(digits.data, columns=digits.feature_names).iloc[:300]",
        "knn.predict(X.iloc[:300])",
    ),
    "pair_and_a_class_of_the_notebook": own(
        "import numpy as np\nimport pandas as pd\nfrom sklearn.datasets import load_diabetes\n"
        "X, y = load_diabetes(return_X_y=True)\n# %%\n" + CLASS + "# %%\n" + SPLIT + "# %%\n"
        "line = Line()\nline.fit(X_train, y_train)\ny_pred = line.predict(X_test)\n",
        "pd.DataFrame(X_test, columns=[f'x{n}' for n in range(10)])",
        "y_pred",
    ),
    "loader_gives_a_frame": own(
        "from sklearn.datasets import load_wine\nwine = load_wine(as_frame=True)\nX = wine.data[['alcohol', 'ash']]\n"
        + "y = wine['target']\n"
        + SPLIT
        + FIT,
        "wine.data.loc[X_test.index]",
        "y_pred",
    ),
    "generated_and_scaled": own(
        "import pandas as pd\nfrom sklearn.datasets import make_blobs\nfrom sklearn.preprocessing import StandardScaler\n"
        "X, y = make_blobs(n_samples=50, centers=2, random_state=0)\nscaler = StandardScaler()\nX2 = scaler.fit_transform(X)\n"
        + LOGISTIC
        + "model = LogisticRegression()\nmodel.fit(X2, y)\ny_pred = model.predict(X2)\n",
        "pd.DataFrame(X, columns=['x0', 'x1'])",
        "y_pred",
    ),
    "array_and_a_chain": own(
        NUMPY
        + LINEAR
        + "from sklearn.preprocessing import PolynomialFeatures\nx = np.random.rand(40) * 10 - 5\ny = np.sin(x) + np.random.randn(40)\n"
        "X = x[:, np.newaxis]\npoly = PolynomialFeatures(3)\nX2 = poly.fit_transform(X)\nmodel = LinearRegression().fit(X2, y)\n"
        "yfit = model.predict(X2)\n",
        "pd.DataFrame({'x0': x})",
        "yfit",
    ),
    "written_into_under_another_name": own(
        IRIS
        + LOGISTIC
        + "X = iris.data\niris.data[:, 0] = iris.data[:, 0] * 2\nmodel = LogisticRegression().fit(X, iris.target)\np = model.predict(X)\n",
        "pd.DataFrame(load_iris().data, columns=iris.feature_names)",
        "p",
    ),
    "rows_chosen_by_the_target_and_by_chance": own(
        NUMPY + "from sklearn.datasets import make_blobs\nfrom sklearn.cluster import KMeans\n"
        "X, y = make_blobs(60, random_state=1)\nX = X[y != 0]\nX = X[np.random.permutation(len(X))]\nm = KMeans(2, random_state=0)\n"
        "m.fit(X)\np = m.predict(X)\n",
        "pd.DataFrame(X, columns=['x0', 'x1'])",
        "p",
    ),
    "ones_counted_by_the_rows": own(
        "import numpy as np\nimport pandas as pd\nfrom sklearn.datasets import make_blobs\nX, y = make_blobs(60, random_state=1)\nn = X.shape[0]\n"
        + LOGISTIC
        + "Z = np.concatenate([np.ones((n, 1)), X / np.linalg.norm(X, axis=1).reshape(n, 1)], axis=1)\n"
        "model = LogisticRegression().fit(Z, y)\np = model.predict(Z)\n",
        "pd.DataFrame(X, columns=['x0', 'x1'])",
        "p",
    ),
    "pictures_in_one_line_each": own(
        "import pandas as pd\nfrom sklearn.datasets import load_digits\ndigits = load_digits()\nn = len(digits.images)\n"
        "data = digits.images.reshape((n, -1))\nfrom sklearn.neighbors import KNeighborsClassifier\n"
        "knn = KNeighborsClassifier().fit(data[:200], digits.target[:200])\np = knn.predict(data[200:240])\n",
        "pd.DataFrame(data[200:240], columns=[f'x{n}' for n in range(64)])",
        "p",
    ),
    "names_of_labels": own(
        IRIS
        + LOGISTIC
        + "X, y = iris.data, iris.target\nmodel = LogisticRegression(max_iter=300).fit(X, y)\np = iris.target_names[model.predict(X)]\n",
        "pd.DataFrame(iris.data, columns=iris.feature_names)",
        "p",
    ),
    "targets_side_by_side_with_rows": own(
        IRIS + LOGISTIC + "df = pd.concat([pd.DataFrame(iris.data, columns=iris.feature_names), "
        "pd.DataFrame(iris.target, columns=['target'])], axis=1)\nX = df.drop('target', axis=1)\n"
        "model = LogisticRegression(max_iter=300).fit(X, df['target'])\np = model.predict(X)\n",
        "pd.DataFrame(iris.data, columns=iris.feature_names)",
        "p",
    ),
    "a_column_becomes_the_labels": own(
        "import pandas as pd\n"
        + LINEAR
        + "df = pd.DataFrame({'id': [7, 8, 9, 4], 'a': [3.0, 1, 2, 5], 'y': [1, 2, 3, 4]})\ndf = df.set_index('id')\n"
        "X = df.drop(columns='y')\nmodel = LinearRegression().fit(X, df['y'])\np = model.predict(X)\n",
        "pd.DataFrame({'id': [7, 8, 9, 4], 'a': [3.0, 1, 2, 5]})",
        "p",
        target=("id",),
    ),
    "chosen_rows_and_their_targets_at_once": own(
        NUMPY
        + "from sklearn.datasets import make_blobs\nX, y = make_blobs(60, random_state=1)\ni = np.random.permutation(len(X))\nX, y = X[i], y[i]\n"
        + LOGISTIC
        + "model = LogisticRegression().fit(X[:40], y[:40])\np = model.predict(X[40:])\n",
        "pd.DataFrame(X[40:], columns=['x0', 'x1'])",
        "p",
    ),
    "rows_cut_off_with_all_their_columns": own(
        IRIS
        + LOGISTIC
        + "X, y = iris.data, iris.target\nX = X[40:, :]\ny = y[40:]\nX = X[5:, 1:]\ny = y[5:]\n"
        + "model = LogisticRegression(max_iter=300).fit(X, y)\np = model.predict(iris.data[:, 1:])\n",
        "pd.DataFrame(iris.data, columns=iris.feature_names)",
        "p",
    ),
    "last_turn_of_a_loop": own(
        NUMPY + LINEAR + "x = np.random.rand(30)\ny = x ** 3\nmodel = LinearRegression()\n"
        "for degree in [1, 3]:\n    model.fit(np.vander(x, degree + 1), y)\n    print(model.coef_)\n",
        "pd.DataFrame({'x0': x})",
        "model.predict(np.vander(x, 4))",
    ),
    "another_array_is_asked_about": own(
        NUMPY
        + LINEAR
        + "X = np.random.rand(30, 1)\ny = 3 * X.ravel() + 2\nmodel = LinearRegression()\nmodel.fit(X, y)\n"
        "X_new = np.linspace(0, 1, 20)\ny_new = model.predict(X_new.reshape(20, 1))\n",
        "pd.DataFrame({'x0': X_new})",
        "y_new",
    ),
    "whole_numbers_with_ones": own(
        NUMPY + LINEAR + "data = np.array([[1, 5], [2, 3], [4, 4], [7, 1], [8, 2]])\ny = np.array([1, 2, 4, 6, 9])\n"
        "X = np.c_[np.ones(data.shape[0]), data[:, 0], data]\nmodel = LinearRegression().fit(X[:, 1:], y)\np = model.predict(X[:, 1:])\n",
        "pd.DataFrame(data, columns=['x0', 'x1'])",
        "p",
    ),
    "columns_by_number": own(
        NUMBERED
        + "X = data[:, :2]\ny = data[:, 3]\nz = data[:, [0, 2]]\nmodel = LinearRegression().fit(X * 2, y)\np = model.predict(X * 2)\n",
        "pd.DataFrame(data, columns=['x0', 'x1', 'x2', 'x3'])",
        "p",
        target=("x2", "x3"),
    ),
    "all_columns_but_the_last": own(
        NUMBERED
        + "X, y = data[:, :-1], data[:, -1]\nmodel = LinearRegression()\nmodel.fit(X, y)\np = model.predict(X)\n",
        "pd.DataFrame(data, columns=['x0', 'x1', 'x2', 'x3'])",
        "p",
        target=("x3",),
    ),
    "two_columns_of_a_loader": own(
        IRIS
        + LOGISTIC
        + "X = iris['data'][:, [0, 3]]\nmodel = LogisticRegression().fit(X, iris.target)\np = model.predict(X)\n",
        "pd.DataFrame(iris.data, columns=iris.feature_names)",
        "p",
        target=("sepal width (cm)", "petal length (cm)"),
    ),
    "read_as_text": own(
        NUMPY
        + LINEAR
        + "np.savetxt('a.txt', np.random.rand(20, 3), delimiter=',')\n# %%\ndata = np.loadtxt('a.txt', delimiter=',')\n"
        "model = LinearRegression().fit(data[:, 0:2], data[:, 2])\np = model.predict(data[:, 0:2])\n",
        "pd.DataFrame(data, columns=['x0', 'x1', 'x2'])",
        "p",
        target=("x2",),
    ),
    "predictions_in_a_column": own(
        NUMPY
        + LINEAR
        + "X = np.random.rand(25, 1)\ny = 2 * X[:, 0] + np.random.randn(25)\ndf = pd.DataFrame()\ndf['a'] = X.reshape(25)\ndf['y'] = y\n"
        "model = LinearRegression()\nmodel.fit(df['a'].values.reshape(25, 1), df['y'].values)\n"
        "df['p'] = model.predict(df['a'].values.reshape(25, 1))\ndf['rest'] = df['y'] - df['p']\n",
        "pd.DataFrame(X, columns=['x0'])",
        "df['p']",
    ),
    "frame_written_out": own(
        NUMPY + LINEAR + "df = pd.DataFrame([[1, 5.5, 2], [2, 3, 1], [4, 4, 4], [7, 1, 2]], columns=['a', 'b', 'y'])\n"
        "df['c'] = df['a'] / df['b']\nmodel = LinearRegression().fit(df[['a', 'c']], df['y'])\np = model.predict(df[['a', 'c']])\n",
        "df[['a', 'b', 'y']]",
        "p",
        target=("y",),
    ),
    "function_that_generates": own(
        NUMPY
        + "from sklearn.tree import DecisionTreeRegressor\n# %%\n"
        + GENERATE
        + "# %%\nX_train, y_train = generate(30)\nX_test, y_test = generate(n=9)\n"
        "tree = DecisionTreeRegressor().fit(X_train, y_train)\np = tree.predict(X_test)\n",
        "pd.DataFrame(X_test, columns=['x0'])",
        "p",
    ),
    "empty_frame_filled": own(
        NUMPY
        + LINEAR
        + "X = np.random.rand(25, 2)\ny = X[:, 0] * 2\ndf = pd.DataFrame()\ndf['a'] = X[:, 0]\ndf['b'] = X[:, 1] ** 2\n"
        "model = LinearRegression().fit(df, y)\np = model.predict(df)\n",
        "pd.DataFrame(X, columns=['x0', 'x1'])",
        "p",
    ),
}

OWN_LOWERED: dict[str, tuple[str, str]] = {
    "a_place_among_columns_with_the_target": (  # without it the others stand elsewhere
        "import pandas as pd\n"
        + LINEAR
        + "df = pd.read_csv('data.csv')[['age', 'spend', 'income', 'visits']].fillna(0)\nx = df.to_numpy()\n"
        + "df['more'] = x[:, 2] * 2\nm = LinearRegression().fit(df[['more']], df['spend'])\np = m.predict(df[['more']])\n",
        "x[:, 2] counts columns, and new rows lack one of them, the target",
    ),
    "codes_of_letters_of_a_loaded_column": (  # the array is no beginning: each of its rows comes from one of the file
        "import numpy as np\nimport pandas as pd\n" + LINEAR + "df = pd.read_csv('data.csv')\n"
        "codes = {c: i for i, c in enumerate(sorted(set(''.join(df['city']))))}\n"
        "X = np.array([[codes[c] for c in t[:3]] for t in df['city']])\n"
        "m = LinearRegression().fit(X, df['spend'])\np = m.predict(X)\n",
        "''.join(df['city']) is not known to work row by row",
    ),
    "windows_of_rows_that_are_scaled_before": (  # a row of the array is no row of the file
        "import numpy as np\nimport pandas as pd\nfrom sklearn.preprocessing import StandardScaler\n"
        + LINEAR
        + "def windows(frame, size):\n    found = []\n    for at in range(0, len(frame) - size, size):\n"
        "        found.append(frame.values[at : at + size].ravel())\n    return np.array(found)\n# %%\n"
        "parts = []\nfor name in ['data.csv']:\n    part = pd.read_csv(name)\n    parts.append(part)\n"
        "df = pd.concat(parts)[['income', 'visits']]\ndf.loc[:, ['income']] = StandardScaler().fit_transform(df[['income']])\n"
        "# %%\nX = windows(df, 5)\nm = LinearRegression().fit(X, X[:, 0])\np = m.predict(X)\n",
        "X that it was fitted on",
    ),
    "an_array_of_two_lists_that_a_loop_fills": (
        "import numpy as np\n"
        + LINEAR
        + "X, y = [], []\nfor n in range(9):\n    X.append(np.ones(3) * n)\n    y.append(n)\n# %%\n"
        "X = np.array(X)\nm = LinearRegression().fit(X, y)\np = m.predict(X)\n",
        "X that it was fitted on",
    ),
    "a_reader_that_looks_at_all_rows": (
        READER.format(first="df['visits'] = df['visits'] - df['visits'].mean()"),
        "those of train as cell 2 makes it; how these come of rows that are loaded is not followed",
    ),
    "needs_its_target": (
        "import numpy as np\nfrom sklearn.datasets import make_blobs\nX, y = make_blobs(50, random_state=0)\n"
        + LOGISTIC
        + "Z = np.c_[X, y]\nmodel = LogisticRegression().fit(Z, y)\np = model.predict(Z)\n",
        "what is to be predicted",
    ),
    "asked_about_an_array_but_fitted_on_a_file": (
        HEAD
        + "df['r'] = df['income'].rank()\n"
        + TARGET
        + LOGISTIC
        + "model = LogisticRegression()\nmodel.fit(df[['r', 'visits']].values, df['left'])\nsample = np.array([[3, 4]])\n"
        "p = model.predict(sample)\n",
        "rank",
    ),
    "sorted": (
        NUMPY
        + LINEAR
        + "x = np.random.rand(40)\nx = np.sort(x)\nmodel = LinearRegression().fit(x.reshape(-1, 1), x * 2)\n"
        "p = model.predict(x.reshape(-1, 1))\n",
        "np.sort(x)",
    ),
    "a_value_for_each_row": (
        NUMPY
        + LINEAR
        + "X = np.random.rand(40, 1)\nZ = X + np.random.rand(40, 1)\nmodel = LinearRegression().fit(Z, X)\np = model.predict(Z)\n",
        "for each row of training",
    ),
    "one_value_for_each_row_written_out": (
        NUMPY
        + LINEAR
        + "x = np.random.rand(4)\nz = x + np.array([0, 1, 2, 3])\nmodel = LinearRegression().fit(z.reshape(-1, 1), x)\n"
        "p = model.predict(z.reshape(-1, 1))\n",
        "for each row of training",
    ),
    "two_values_of_each_row": (
        NUMPY
        + LINEAR
        + "X = np.random.rand(20, 2)\ny = X.flatten()\nmodel = LinearRegression().fit(X.reshape(40, 1), y)\n"
        "p = model.predict(X.reshape(40, 1))\n",
        "may put rows into other rows",
    ),
    "a_column_that_only_training_has": (
        "import numpy as np\nfrom sklearn.datasets import make_blobs\nX, y = make_blobs(60, random_state=1)\n"
        + LOGISTIC
        + "Z = np.hstack([np.ones((60, 1)), X])\nmodel = LogisticRegression().fit(Z, y)\np = model.predict(Z)\n",
        "puts rows beside what is not followed",
    ),
    "learned_where_it_is_made": (
        NUMPY
        + LINEAR
        + "from sklearn.preprocessing import StandardScaler\nX = StandardScaler().fit_transform(np.random.rand(30, 2))\n"
        "model = LinearRegression().fit(X, X[:, 0])\np = model.predict(X)\n",
        "how X comes from rows that are loaded is not followed behind",
    ),
    "a_reader_that_changes_what_it_reads": (
        READER.format(first="df['city'] = df['city'].astype(str)"),
        "those of train as cell 2 makes it; how these come of rows that are loaded is not followed",
    ),
    "frames_of_a_function_that_reads": (
        "import pandas as pd\n"
        + LINEAR
        + "def load():\n    frames = [pd.read_csv(name) for name in ('data.csv', 'new.csv')]\n    return pd.concat(frames).fillna(0)\n\n# %%\n"
        "df = load()\nmodel = LinearRegression().fit(df[['age', 'income']], df['visits'])\np = model.predict(df[['age', 'income']])\n",
        "",
    ),
    "kind_of_model_that_a_loop_picks": (
        NUMPY
        + "from sklearn.cluster import DBSCAN, KMeans\nX = np.random.rand(40, 2)\nfor est in [KMeans(2), DBSCAN()]:\n    est.fit(X)\n    print(est.labels_)\n",
        "DBSCAN has no `predict` for new rows",
    ),
    "loader_inside_a_branch": (
        "from sklearn.datasets import load_iris\n"
        + LOGISTIC
        + "if True:\n    X, y = load_iris(return_X_y=True)\nmodel = LogisticRegression().fit(X, y)\np = model.predict(X)\n",
        "load_iris",
    ),
    **{
        f"digits_{name}": (
            "import numpy as np\nfrom sklearn.datasets import load_digits\n"
            + LOGISTIC
            + f"d = load_digits()\n{cells}X, y = d.data, d.target\nm = LogisticRegression().fit(X, y)\np = m.predict(X)\n",
            said,
        )
        for name, (cells, said) in {
            "divided_in_the_loaders_object": ("d.data /= 16.0\n", "may get other rows than the loader gives"),
            "put_into_it": (
                "d['data'] = d['data'] / 16\n",
                "how X comes from rows that are loaded is not followed behind",
            ),
            "divided_under_another_name": ("Z = d.data\nZ /= 16\n", "may change rows that have another name, too"),
            "written_over": ("np.divide(d.data, 16.0, out=d.data)\n", "may change rows"),
        }.items()
    },
    "a_division_behind_what_nobody_knows": (
        "import numpy as np\nfrom somewhere import load, kinds\n"
        + LOGISTIC
        + "rows = load()\nX = np.array(rows) / 255\nm = LogisticRegression().fit(X, kinds)\np = m.predict(X)\n",
        "how X comes from rows that are loaded is not followed behind load()",
    ),
    "a_division_behind_an_open_file": (
        "import numpy as np\n"
        + LOGISTIC
        + "with open('a.npy', 'rb') as f:\n    rows = np.load(f)\nX = np.array(rows) / 255\n"
        "m = LogisticRegression().fit(X[:, 1:], X[:, 0])\np = m.predict(X[:, 1:])\n",
        "np.load(f)",
    ),
}
__all__ = ["OWN_LOWERED", "OWN_ROWS"]
