"""One name for what stands in the notebook and, behind that, for what training learned."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape

START = HEAD + "from sklearn.linear_model import LinearRegression\nfrom sklearn.preprocessing import StandardScaler\n"
AGE = "df['age'] = df['age'].fillna(40)\n"
FILLED = (
    "guess = {}\nfor (a, b), part in df.groupby(['city', df.visits > 3]):\n    guess[(a, b)] = part['age'].median()\n"
)
LOOKED_UP = "guess[(row['city'], row['visits'] > 3)] if np.isnan(row['age']) else row['age']"


def _fitted(cells: str, *columns: str) -> Shape:
    fit = f"X, y = df[{list(columns)}], df['spend']\nmodel = LinearRegression().fit(X, y)\ny_pred = model.predict(X)\n"
    return Shape(START + cells + fit, raw="df0", target=("spend",))


ONE_NAME: dict[str, Shape] = {
    "a_dict_that_is_filled_for_a_function": _fitted(
        FILLED + f"def fill(row):\n    return {LOOKED_UP}\ndf['age'] = df.apply(fill, axis=1)\n", "age", "income"
    ),
    "a_dict_that_is_filled_for_a_lambda": _fitted(
        FILLED + f"df['age'] = df.apply(lambda row: {LOOKED_UP}, axis=1)\n", "age", "income"
    ),
    "a_dict_by_one_key_for_a_function": _fitted(
        "guess = {}\nfor c in df.city.unique():\n    guess[c] = df[df.city == c].age.median()\n"
        "def fill(row):\n    return guess[row['city']] if np.isnan(row['age']) else row['age']\n"
        "df['age'] = df.apply(fill, axis=1)\n",
        *("age", "income"),
    ),
    "a_number_and_then_a_learned_one": _fitted(
        AGE + "lo = 10\ndf['b'] = df.age - lo\nlo = df.income.min()\ndf['c'] = np.log1p(df.income - lo)\n", "b", "c"
    ),
    "an_item_and_then_a_learned_one": _fitted(
        AGE + "at = {'lo': 10}\ndf['b'] = df.age - at['lo']\nat['lo'] = df.income.min()\n"
        "df['c'] = np.log1p(df.income - at['lo'])\n",
        *("b", "c"),
    ),
    "a_number_and_then_a_scaler": _fitted(
        AGE + "s = 10\ndf['b'] = df.age - s\ns = StandardScaler()\ndf[['income']] = s.fit_transform(df[['income']])\n",
        *("b", "income"),
    ),
    "a_dict_with_learned_items_behind": _fitted(
        AGE + "g = {}\ng['a'] = 3\ndf['b'] = df.age - g['a']\nfor c in ['income', 'visits']:\n    g[c] = df[c].mean()\n"
        "for c in ['income', 'visits']:\n    df[c] = np.exp(-df[c] / g[c])\ndf['d'] = df.age ** 2 * g['a']\n",
        *("b", "income", "visits", "d"),
    ),
}
