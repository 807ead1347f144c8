"""Predictions that are logarithms are said to be, and no others; the object that answered is said to be the saved one."""

import pytest

from tests.notebooks import planned

START = (
    "import numpy as np, pandas as pd\nfrom sklearn.linear_model import LinearRegression\nfrom sklearn.cluster import KMeans\n"
    "from sklearn.model_selection import train_test_split\ndf = pd.read_csv('a.csv')\nX, y = df[['a']], df['b']\n"
    "m = LinearRegression()"
)
LOGGED = "df['b'] = np.log1p(df.b)\ntrain, test = train_test_split(df)\ntrain = train.reset_index(drop=True)"
SEARCH = (
    "from sklearn.linear_model import Ridge\nfrom sklearn.metrics import r2_score\n"
    "from sklearn.model_selection import GridSearchCV\n"
    "search = GridSearchCV(Ridge(), {'alpha': [1, 2]}).fit(X, y)\nbest = search.best_estimator_\n"
)
CELLS = [  # cells, whether it is said
    (("y = np.log(y)\nm.fit(X, y)\np = m.predict(X)",), True),
    (("m.fit(X, np.log1p(y))\np = m.predict(X)",), True),
    (("df['b'] = np.log1p(df['b'])", "m.fit(df[['a']], df['b'].values)\np = m.predict(df[['a']])"), True),
    (
        (
            "y = np.log(df['b'])\nX_train, X_test, y_train, y_test = train_test_split(X, y)",
            "m.fit(X_train, y_train)\np = m.predict(X_test)",
        ),
        True,
    ),
    ((LOGGED, "m.fit(train[['a']], train.b.values)\np = m.predict(test[['a']])"), True),
    (  # what is served is the first one
        (
            "m.fit(X, y > 3)\np = m.predict(X)",
            "from sklearn.linear_model import Ridge\nm = Ridge()\nm.fit(X, np.log1p(y))\nprint(m.coef_)",
        ),
        False,
    ),
    ((LOGGED, "train['b'] = train['b'] / 2\nm.fit(train[['a']], train.b.values)\np = m.predict(test[['a']])"), False),
    ((LOGGED, "m.fit(train[['a']], train.c.values)\np = m.predict(test[['a']])"), False),
    (("y = np.log(y)\nm.fit(X, y)\np = np.exp(m.predict(X))",), False),
    (("y = np.log(y)\nm.fit(X, y)\np = m.predict(X)\nprint(np.exp(p).mean())",), False),
    (("z = np.log(y)\nm.fit(X, y)\np = m.predict(X)\nprint(z)",), False),
    (("y = np.log(y)\nm = LinearRegression().fit(X, y)\np = m.predict(X)",), True),
    (("y = np.log(y)", f"{SEARCH}p = best.predict(X)"), True),
    (("y = np.log(y)", f"{SEARCH}p = np.exp(best.predict(X))", "print(r2_score(y, best.predict(X)))"), False),
    (("m.fit(X, y)\np = m.predict(X)\ny = np.log(y)",), False),
    (("X = np.log(X)\nm.fit(X, y)\np = m.predict(X)",), False),
]


@pytest.mark.parametrize("cells, said", CELLS)
def test_logarithms(cells, said):
    found = planned(START, *cells).inference
    assert found is not None and found.level == "raw", found.because if found else ""
    assert ("a prediction is a logarithm" in found.because) is said


SCANS = [  # what stands in and behind the loop, whether the model of before it is saved
    ("m.fit(X)\n    s.append(m.inertia_)", True),
    ("m.fit(X)\n    s.append(m.inertia_)\nprint(m.cluster_centers_)", True),
    ("s.append(m.fit_predict(X))", True),
    ("m.fit(X)\n    s.append(m)", True),
    ("m.fit(X)\n    s.append(m)\nq = m.predict(X)", False),
]


@pytest.mark.parametrize("cells, earlier", SCANS)
def test_loops_that_only_fit(cells, earlier):
    first = "m = KMeans(3)\np = m.fit_predict(X)\ns = []\n"
    found = planned(START, f"{first}for k in range(1, 5):\n    m = KMeans(k)\n    {cells}\n").inference
    assert found is not None
    assert (found.as_of[0] >= 0) is earlier
    assert (found.looped == 0) is earlier
