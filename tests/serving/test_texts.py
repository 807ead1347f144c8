"""Networks of Keras that read texts: a new text is numbered as training's were, by the words of training."""

import pytest

from tests.notebooks import planned, project

START = (
    "import pandas as pd\nimport numpy as np\nfrom keras import Sequential\nfrom keras.layers import Dense, Embedding\n"
    "from keras.preprocessing.text import Tokenizer\nfrom keras.preprocessing.sequence import pad_sequences\n"
    "df = pd.read_csv('reviews.csv')\ntok = Tokenizer(num_words=90)\ntok.fit_on_texts(df['text'].str.lower())"
)
FIT = "m = Sequential([{}Dense(1)])\nm.compile('adam')\nm.fit(X, df['label'])\nprint(m.evaluate(X, df['label']))"
WORDS = "X = tok.texts_to_sequences(df['text'].str.lower())\n"
LENGTH = "longest = int(df['text'].str.len().mean())\n"
TEXTS = [  # how X comes, layers in front, level, what inference evaluates or the reason
    (WORDS + "X = pad_sequences(X, maxlen=9)", "Embedding(90, 4), ", "raw", "pad_sequences(X, maxlen=maxlen)"),
    (LENGTH + WORDS + "X = pad_sequences(X, longest)", "Embedding(90, 4), ", "raw", "pad_sequences(X, longest)"),
    ("X = tok.texts_to_matrix(df['text'].str.lower(), mode='count')", "", "raw", "mode='count')"),
    (WORDS + "X = pad_sequences(X)", "Embedding(90, 4), ", "features", "is as wide as the longest of the rows"),
    (WORDS + "X = pad_sequences(X, maxlen=None)", "", "features", "is as wide as the longest of the rows"),
]


@pytest.mark.parametrize(("made", "layers", "level", "said"), TEXTS)
def test_texts_of_new_rows(made, layers, level, said):
    cells = (START, made, FIT.format(layers))
    found = planned(*cells).inference
    assert found is not None and found.level == level
    inference = project(*cells)["src/paper/inference.py"].replace('"', "'")
    assert said in (inference if level == "raw" else found.because)
    assert ("learned['tok']" in inference) is (level == "raw")


def test_numbers_of_words_begin_no_rows():
    loop = "docs = []\nfor t in np.array(df['text']):\n    t = t.lower()\n    docs.append(t)"
    cells = (START, loop, "X = tok.texts_to_sequences(docs)", "X = pad_sequences(X)", FIT.format(""))
    found = planned(*cells).inference
    assert found is not None and found.level == "features"


def test_a_length_that_is_counted_out_is_no_rows():
    """The texts come of a loop that is not followed: the greatest length, an array to numpy, begins no rows."""
    loop = "docs = []\nfor t in df['text']:\n    docs.append(' '.join(w for w in t.split() if w not in docs))"
    length = "n = np.round(df['text'].str.len().mean()).astype(int)"
    cells = (START, loop, length, "X = pad_sequences(tok.texts_to_sequences(docs), maxlen=n)", FIT.format(""))
    found = planned(*cells).inference
    assert found is not None and found.level == "features"
