"""Models that a function makes or trains: of statistics, and boosters in their library's own form."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape

START = HEAD + "df['age'] = df['age'].fillna(30)\n"
STATISTICS = START + "import statsmodels.api as sm\nimport statsmodels.formula.api as smf\n"
PARTS = (
    "from sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(df[['age', 'visits']], df['spend'], random_state=1)\n"
)

MADE = (
    "from sklearn.linear_model import LinearRegression\nfrom sklearn.pipeline import make_pipeline\n"
    "from sklearn.preprocessing import PolynomialFeatures\ndef poly(degree=2, **given):\n"
    "    return make_pipeline(PolynomialFeatures(degree), LinearRegression(**given))\n"
)

CUT = (
    "class Net:\n    def fit(self, X, y):\n        self.mean = X['age'].mean()\n        return self\n"
    "    def predict(self, X, cut=0.5):\n        return (X['age'] > self.mean * cut).astype(int)\n"
)

TRAINED_BY: dict[str, Shape] = {
    "a_class_of_the_notebook_that_is_asked_with_a_threshold": Shape(
        START + PARTS + CUT + "net = Net().fit(X_train, y_train)\ny_pred = net.predict(X_test, 1.25)",
        target=("spend",),
    ),
    "least_squares": Shape(
        STATISTICS + "X = sm.add_constant(df[['age', 'visits']])\nres = sm.OLS(df['spend'], X).fit()\ny_pred = res.predict(X)",
        raw="df0",
        target=("spend", "left"),
    ),
    "least_squares_of_new_rows": Shape(
        STATISTICS + PARTS + "model = sm.OLS(y_train, sm.add_constant(X_train))\nres = model.fit()\n"
        "print(res.summary())\ny_pred = res.predict(sm.add_constant(X_test))",
        target=("spend",),
    ),
    "formula": Shape(
        STATISTICS + "df['age2'] = df['age'] ** 2\nformula = 'spend ~ age + age2 + C(city) + visits:age'\n"
        "res = smf.ols(formula, data=df).fit()\ny_pred = res.predict(df)",
        raw="df0",
        target=("spend", "left", "id", "income"),
    ),
    "formula_of_a_logarithm": Shape(  # the target comes on the left alone, and is taken back
        STATISTICS + "df['cost'] = np.log(df['spend'])\ntrain, test = df[:120], df[120:]\n"
        "fit = smf.ols('cost ~ age + C(city) + np.log(visits + 2)', data=train).fit()\n"
        "pred = np.exp(fit.predict(test))\nerr = (pred - test.spend).abs() / test.spend\nprint('MAPE %.3f' % err.mean())",
        raw="df0[120:]",
        expected="pred",
        target=("spend", "left", "id", "income"),
    ),
    "formula_of_the_logarithm_of_the_target": Shape(
        STATISTICS + "train, test = df[:120], df[120:]\nfit = smf.ols('np.log(spend) ~ age + C(city)', data=train).fit()\n"
        "pred = np.exp(fit.predict(test))\nprint((pred - test['spend']).abs().mean())",
        raw="df0[120:]",
        expected="pred",
        target=("spend", "left", "id", "income"),
    ),
    "booster_of_lightgbm": Shape(
        START + "import lightgbm as lgb\n" + PARTS
        + "booster = lgb.train({'verbose': -1, 'min_data_in_leaf': 5}, lgb.Dataset(X_train, label=y_train), 10)\n"
        "y_pred = booster.predict(X_test)",
        target=("spend",),
    ),
    "the_last_model_of_a_loop": Shape(
        START + "from sklearn.linear_model import Ridge\n" + PARTS
        + "for alpha in [0.1, 1.0, 10.0]:\n    with open('log.txt', 'a') as log:\n        m = Ridge(alpha=alpha)\n"
        "        m.fit(X_train, y_train)\n        guess = m.predict(X_test)\n        print(alpha, guess.mean())\n",
        expected="m.predict(X_test)",
        target=("spend",),
    ),
    "the_best_of_a_search": Shape(
        START + "from sklearn.linear_model import Ridge\nfrom sklearn.model_selection import GridSearchCV\n" + PARTS
        + "search = GridSearchCV(estimator=Ridge(), param_grid={'alpha': [0.1, 9.0]}, cv=3)\nsearch.fit(X_train, y_train)\n"
        "best = search.best_estimator_\ndef told(model, X):\n    print(model.predict(X).mean())\ntold(best, X_test)\n",
        expected="best.predict(X_test)",
        target=("spend",),
    ),
    "fitted_anew_on_all_rows_and_saved": Shape(
        START + "import joblib\nfrom sklearn.linear_model import Ridge\n" + PARTS
        + "m = Ridge(alpha=2)\nm.fit(X_train, y_train)\np = m.predict(X_test)\nprint(((p - y_test) ** 2).mean())\n"
        "m.fit(df[['age', 'visits']], df['spend'])\njoblib.dump(m, 'm.joblib')\n",
        raw="df0",
        expected="m.predict(df[['age', 'visits']])",
        target=("spend",),
    ),
    "parts_that_a_function_puts_together": Shape(
        START + MADE + PARTS + "m = poly(2, fit_intercept=False).fit(X_train, y_train)\nprint(m.score(X_test, y_test))",
        expected="m.predict(X_test)",
        target=("spend",),
    ),
}  # fmt: skip
TRAINED_BY_LOWERED: dict[str, tuple[str, str]] = {
    "parts_of_a_class_of_the_notebook": (
        START
        + MADE.replace("PolynomialFeatures(degree)", "Centre()").replace(
            "def poly",
            "class Centre(PolynomialFeatures):\n    def transform(self, X):\n        return X - X.mean()\ndef poly",
        )
        + PARTS
        + "m = poly(2, fit_intercept=False).fit(X_train, y_train)\nprint(m.score(X_test, y_test))",
        "Centre.transform may take the mean of all rows",
    ),
    "a_formula_that_is_put_together": (
        STATISTICS + "names = ['age', 'visits']\n"
        "res = smf.ols('spend ~ ' + ' + '.join(names), data=df).fit()\nprint(res.predict(df.head(3)))",
        "what the formula of the model takes of a row is not followed",
    ),
    "a_model_of_rows_that_a_function_reads": (  # an earlier one of that name is not it
        START + "from sklearn.linear_model import Ridge\nm = Ridge().fit(df[['age']], df['spend'])\n"
        "print(m.predict(df[['age']]).mean())\ndef read(name):\n    new = pd.read_csv(name)\n    new = new.fillna(0)\n"
        "    return new\nnew = read('data.csv')\nm = Ridge(alpha=2)\nm.fit(new[['visits']], new['spend'])\n"
        "p = m.predict(new[['visits']])",
        "how new[['visits']] comes from rows that are loaded is not followed behind read('data.csv')",
    ),
    "a_formula_that_calls_functions": (
        STATISTICS + "res = smf.ols('spend ~ np.cumsum(visits)', data=df).fit()\nprint(res.predict(df.head(3)))",
        "what the formula of the model takes of a row is not followed",
    ),
}
