"""Imports that take numbers between a seed and a draw: cells, and whether it is told."""

import pytest

from tests.notebooks import planned

SEED = "import random\nrandom.seed(0)"
SVC = "from sklearn.svm import SVC"
DRAW = "x = random.random()\nprint(x)"
TABLE = [
    ((SEED, SVC, DRAW), True),
    ((SEED, "import pandas as pd", DRAW), False),  # it takes none
    ((SVC, SEED, DRAW), False),
    ((SVC, SEED, "from sklearn.linear_model import Lasso", DRAW), False),  # most of it is there
    ((SEED, SVC, SEED, DRAW), False),  # seeded again
    ((SEED, SVC, "x = 3\nprint(x)"), False),
    (("import numpy as np\nnp.random.seed(0)", SVC, "x = np.random.rand()\nprint(x)"), False),  # another stream
]


@pytest.mark.parametrize(("cells", "told"), TABLE)
def test_an_import_between_seed_and_draw_is_told(cells, told):
    found = [f for f in planned(*cells).findings if f.code == "NB149"]
    assert bool(found) == told
    assert all("sklearn" in f.text and "cell 1" in f.text and f.cell == 1 for f in found)
