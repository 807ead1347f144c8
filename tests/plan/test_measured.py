"""Numbers that measure a model: which of them reach metrics.json, and under which names."""

import pytest

from tests.notebooks import planned

HEAD = (
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import cross_val_score",
    "df = pd.read_csv('a.csv')\nX, y = df[['a']], df['b']",
    "models = {'weak': LogisticRegression(C=0.1), 'plain': LogisticRegression()}",
)
LOOPS = [
    (
        "for name, model in models.items():\n    model.fit(X, y)\n    print(name, model.score(X, y))",
        ["score_by_name"],
    ),
    (  # the notebook has a mapping of its own
        "scores = {}\nfor name, model in models.items():\n    scores[name] = cross_val_score(model, X, y).mean()\n    print(f'{name}: {scores[name]:.3f}')",
        ["scores"],
    ),
]


@pytest.mark.parametrize(("loop", "expected"), LOOPS)
def test_what_a_loop_shows_in_each_turn(loop, expected):
    assert [key for key, _ in planned(*HEAD, loop).metrics] == expected
