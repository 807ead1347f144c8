"""Models that a function makes or trains: of statistics, and boosters in their library's own form."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape

START = HEAD + "df['age'] = df['age'].fillna(30)\n"
STATISTICS = START + "import statsmodels.api as sm\nimport statsmodels.formula.api as smf\n"
PARTS = (
    "from sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(df[['age', 'visits']], df['spend'], random_state=1)\n"
)

TRAINED_BY: dict[str, Shape] = {
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
    "booster_of_lightgbm": Shape(
        START + "import lightgbm as lgb\n" + PARTS
        + "booster = lgb.train({'verbose': -1, 'min_data_in_leaf': 5}, lgb.Dataset(X_train, label=y_train), 10)\n"
        "y_pred = booster.predict(X_test)",
        target=("spend",),
    ),
}  # fmt: skip
TRAINED_BY_LOWERED: dict[str, tuple[str, str]] = {
    "a_formula_that_is_put_together": (
        STATISTICS + "names = ['age', 'visits']\n"
        "res = smf.ols('spend ~ ' + ' + '.join(names), data=df).fit()\nprint(res.predict(df.head(3)))",
        "what the formula of the model takes of a row is not followed",
    ),
    "a_formula_that_calls_functions": (
        STATISTICS + "res = smf.ols('spend ~ np.log1p(visits)', data=df).fit()\nprint(res.predict(df.head(3)))",
        "what the formula of the model takes of a row is not followed",
    ),
}
