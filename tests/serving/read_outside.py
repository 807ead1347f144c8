"""Functions of the notebook that read its variables: constants, settings, what was learned."""

from __future__ import annotations

from tests.serving.harness import Shape
from tests.serving.shapes import FILLED, FIT, HEAD, LOGISTIC, SPLIT, TARGET, classified

NUMBERS = "X = df[['age', 'income', 'n']]\ny = df['left']\n"
READ = "df['age'] = df['age'].fillna(40)\n" + TARGET + "df['n'] = df['text'].apply(count)\n" + NUMBERS
RARE = (
    "words = df['text'].str.split().explode().value_counts()\nrare = set(words[words < 150].index)\n"
    "def count(t):\n    return len([w for w in t.split() if w in rare])\n"
)
FRAMES = """
medians = df[['age', 'income']].median()
LOWEST = 2
def narrow(t):
    return len(t) > LOWEST
def prepare(d):
    d = d.copy()
    d['age'] = d['age'].fillna(medians['age'])
    d['n'] = d['plan'].fillna('').apply(narrow).astype(int)
    return d
df = prepare(df)
"""
DECODED = """
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
names = np.array(['no', 'yes'])
codes = {'no': 0, 'yes': 1}
def decode(p):
    return names[p]
X = df[['income', 'visits']]
y = df['left'].map(codes)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1)
model = LogisticRegression(max_iter=500)
model.fit(X_train, y_train)
y_pred = decode(model.predict(X_test))
"""

READ_OUTSIDE: dict[str, Shape] = {
    "a_list_of_columns_whose_dummies_come_beside_an_empty_frame": classified(
        "df = df[df.age.notna()]\nnamed = ['city', 'plan']\ndf['plan'] = df['plan'].fillna('none')\nX = pd.DataFrame()\n"
        "for c in named:\n    X = pd.concat([X, pd.get_dummies(df[c], prefix=c, drop_first=True)], axis=1)\n"
        "X = pd.concat([df[['age', 'income']], X], axis=1)\ny = df['left']\n"
    ),
    "what_a_function_fits_on_that_it_is_handed": Shape(
        FILLED + "train = df[['visits', 'age', 'income']]\nX_train = train.iloc[:, 1:]\n"
        "def fitted(X, y, model):\n    model.fit(X, y)\n    return model\n# %%\n"
        + LOGISTIC
        + "m = fitted(X_train, df['left'], LogisticRegression())\n",
        raw="df0",
        expected="m.predict(X_train)",
    ),
    "rows_that_a_splitter_numbers": Shape(
        HEAD
        + "from sklearn.model_selection import ShuffleSplit\ndf['age'] = df['age'].fillna(30)\nhalves = ShuffleSplit(1, random_state=0)\n"
        "for a, b in halves.split(df):\n    first = list(a)\n# %%\n" + LOGISTIC + "X_test = df[['age', 'income']]\n"
        "model = LogisticRegression().fit(df.loc[first, ['age', 'income']], df.loc[first, 'left'])\n"
        "y_pred = model.predict(X_test)\n",
        raw="df0",
    ),
    "a_set_that_is_made": classified(
        "stop = set('good bad'.split())\ndef count(t):\n    return len([w for w in t.split() if w not in stop])\n"
        + READ
    ),
    "a_compiled_pattern": classified(
        "import re\npattern = re.compile('[aeo]')\ndef count(t):\n    return len(pattern.findall(t))\n" + READ
    ),
    "a_translation": classified(
        "import string\ndef count(t):\n    return len(t.translate(str.maketrans('', '', 'aeiou')))\n" + READ
    ),
    "a_setting": classified("least = 3\ndef count(t):\n    return sum(len(w) > least for w in t.split())\n" + READ),
    "what_was_learned": classified(RARE + READ),
    "words_counted": classified(
        "from collections import Counter\nwords = Counter(w for t in df['text'] for w in t.split())\n"
        "often = {w for w, n in words.items() if n > 140}\n"
        "def count(t):\n    return len([w for w in t.split() if w in often])\n" + READ
    ),
    "one_function_in_another": classified(
        RARE.replace("count(t)", "those(t)") + "def count(t):\n    return those(t.lower()) + 1\n" + READ
    ),
    "row_by_row": classified(
        "by_city = df.groupby('city')['age'].median().to_dict()\n"
        "def filled(r):\n    return by_city[r['city']] if np.isnan(r['age']) else r['age']\n"
        "df['age'] = df.apply(filled, axis=1)\n" + TARGET + "df['n'] = 1\n" + NUMBERS
    ),
    "a_function_of_frames": classified(FRAMES + TARGET + NUMBERS),
    "one_for_both_parts": Shape(
        HEAD
        + TARGET
        + "from sklearn.model_selection import train_test_split\n"
        + "train, test = train_test_split(df, test_size=0.3, random_state=1)\n"
        + "train, test = train.copy(), test.copy()\nmiddle = train['age'].median()\n"
        + "def filled(a):\n    return middle if np.isnan(a) else a\n"
        + "for part in (train, test):\n    part['age'] = part['age'].apply(filled)\n"
        + LOGISTIC
        + "model = LogisticRegression(max_iter=500).fit(train[['age', 'income']], train['left'])\n"
        + "y_pred = model.predict(test[['age', 'income']])\n",
        raw="df0.loc[test.index]",
    ),
    "what_decodes": Shape(HEAD + "# %%\n" + DECODED),
    "decoded_by_what_training_counted": Shape(
        HEAD
        + "# %%\n"
        + DECODED.replace("np.array(['no', 'yes'])", "df['left'].unique()").replace(
            "{'no': 0, 'yes': 1}", "{name: number for number, name in enumerate(names)}"
        )
    ),
}
READ_OUTSIDE_LOWERED: dict[str, tuple[str, str]] = {
    "rows_read": (
        HEAD + "def count(t):\n    return len(t) / df['age'].max()\n" + READ + SPLIT + FIT,
        "reads df, which has rows",
    ),
    "remembers": (
        HEAD + "seen = []\ndef count(t):\n    seen.append(t)\n    return len(seen)\n" + READ + SPLIT + FIT,
        "may remember one row in the next",
    ),
}
