"""Notebooks whose features look at the rows before: rows that lack these get no prediction."""

from __future__ import annotations

from tests.serving.harness import HEAD, Shape

MODELS = "from sklearn.linear_model import LinearRegression\nfrom sklearn.ensemble import RandomForestRegressor\n"
LINEAR = "model = LinearRegression().fit(X, y)\ny_pred = model.predict(X)\n"
FOREST = "model = RandomForestRegressor(n_estimators=5, random_state=0).fit(X, y)\ny_pred = model.predict(X)\n"


def back(body: str, empty: int, expected: str, fit: str = FOREST, raw: str = "df0") -> Shape:
    """Load, `body`, fit, predict: the first rows are empty."""
    cells = HEAD + MODELS + body + ("y = df['spend']\n" + fit if fit else "")
    return Shape(cells, raw=raw, expected=expected, empty=empty, each=False)


LOOKING_BACK: dict[str, Shape] = {
    "sorted_and_numbered_anew": Shape(
        HEAD + "from sklearn.linear_model import Ridge\n"
        "df = df.sort_values('income').reset_index(drop=True)\ndf['age'] = df['age'].ffill()\nX = df[['age', 'visits']]\n"
        "m = Ridge().fit(X, df['spend'])\np = m.predict(X)\n",
        raw="df0",
        expected="pd.Series(p, df['id']).sort_index()",
        target=("spend", "left"),
        each=False,
    ),
    "a_lag_with_gaps": back("df['b'] = df['spend'].shift(1)\nX = df[['b', 'visits']]\n", 1, "y_pred[1:]"),
    "a_difference_filled": back(
        "df['d'] = df['income'].diff().fillna(0)\nX = df[['d', 'visits']]\n", 1, "y_pred[1:]", LINEAR
    ),
    "lags_in_a_loop": back(
        "for k in [1, 3, 7]:\n    df[f'lag_{k}'] = df['spend'].shift(k)\ndf = df.fillna(0)\nX = df[['lag_1', 'lag_3', 'lag_7']]\n",
        7,
        "y_pred[7:]",
    ),
    "a_lag_and_a_window": back(
        "df['m'] = df['spend'].shift(1).rolling(7).mean()\nX = df[['m', 'visits']]\n", 7, "y_pred[7:]"
    ),
    "a_window_in_a_setting": back(
        "WINDOW = 5\ndf['m'] = df['spend'].rolling(WINDOW, min_periods=1).mean()\nX = df[['m', 'visits']]\n",
        4,
        "y_pred[4:]",
    ),
    "the_first_rows_cut": back(
        "df['m'] = df['spend'].rolling(5).mean()\ndf = df.iloc[4:]\nX = df[['m', 'visits']]\n", 4, "y_pred", LINEAR
    ),
    "sorted_and_counted_anew": back(
        "df = df.sort_values('income').reset_index(drop=True)\ndf['m'] = df['spend'].shift(1)\ndf['m'] = df['m'].fillna(0)\n"
        "X = df[['m', 'visits']]\n",
        1,
        "pd.Series(y_pred, index=df0.sort_values('income').index).iloc[1:].sort_index()",
    ),
    "sorted_where_it_is_read": back(
        "df = pd.read_csv('data.csv').sort_values('income')\ndf['age'] = df['age'].ffill()\ndf['m'] = df['spend'].shift(1)\n"
        "df['r'] = df['spend'].shift(1).rolling(7).mean()\ndf = df.dropna(subset=['m', 'r', 'age'])\nX = df[['m', 'age', 'r', 'visits']]\n"
        "y = df['spend']\ntrain, test = X.iloc[:100], X.iloc[100:]\nrf = RandomForestRegressor(n_estimators=5, random_state=0).fit(train, y[:100])\n"
        "pred = rf.predict(test)\n",
        7,
        "pd.Series(rf.predict(X), index=X.index).sort_index()",
        "",
    ),
    "rows_with_few_values": Shape(
        HEAD + MODELS + "df['left'] = (df['left'] == 'yes').astype(int)\n"
        "df = df[['age', 'income', 'visits', 'left']].dropna(thresh=3)\ndf['age'] = df['age'].fillna(df['age'].median())\n"
        "X = df[['age', 'visits']]\nmodel = LinearRegression().fit(X, df['left'])\ny_pred = model.predict(X)\n",
        raw="df0",
        expected="y_pred",
        target=("left",),
    ),
    "gaps_filled_in_place": back("df.ffill(inplace=True)\nX = df[['age', 'visits']]\n", 0, "y_pred", LINEAR),
    "gaps_filled_from_before": back("df['age'] = df['age'].ffill()\nX = df[['age', 'visits']]\n", 0, "y_pred", LINEAR),
    "the_next_value_is_the_target": back(
        "df['next'] = df['income'].shift(-1)\ndf = df.dropna(subset=['next'])\nX = df[['income', 'visits']]\ny = df['next']\n"
        + LINEAR,
        0,
        "y_pred",
        "",
        "df0.iloc[:-1]",
    ),
}
LOOKING_BACK_LOWERED: dict[str, tuple[str, str]] = {
    "a_sum_of_all_before": (
        HEAD + MODELS + "df['c'] = df['income'].cumsum()\nX = df[['c', 'visits']]\ny = df['spend']\n" + LINEAR,
        "df['income'].cumsum(): a row needs all from the first on",
    ),
    "a_place_in_the_file": (
        HEAD + MODELS + "df['i'] = df.index % 7\nX = df[['i', 'visits']]\ny = df['spend']\n" + LINEAR,
        "reads the labels of the rows",
    ),
    "a_place_as_it_is": (
        HEAD + MODELS + "df['i'] = df.index\nX = df[['i', 'visits']]\ny = df['spend']\n" + LINEAR,
        "gets the labels of the rows",
    ),
}
