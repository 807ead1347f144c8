"""Keys of a history that no fit writes: what compile is told, the key that is read, whether it is told."""

import pytest

from tests.notebooks import planned

NET = "from tensorflow import keras\nm = keras.Sequential([keras.layers.Dense(1)])\n"
TABLE = [
    ("metrics=['MAE']", "val_mean_absolute_error", ["val_MAE"]),
    ("metrics=['accuracy']", "acc", ["accuracy"]),
    ("metrics=['acc']", "val_acc", []),
    ("metrics=['accuracy', 'acc']", "acc", []),
    ("metrics=[keras.metrics.MeanAbsoluteError()]", "mae", []),  # it has a name of its own
    ("metrics=['accuracy']", "val_loss", []),
    ("metrics=['accuracy']", "dense_mae", []),
    ("loss='mse'", "acc", []),
]


@pytest.mark.parametrize(("told", "key", "instead"), TABLE)
def test_keys_that_no_fit_writes(told, key, instead):
    source = f"{NET}m.compile('sgd', 'mse', {told})\nh = m.fit([[1]], [1])\nlast = h.history['{key}'][-1]\nprint(last)"
    source = source.replace("'mse', loss=", "loss=")
    assert [f.advice for f in planned(source).findings if f.code == "NB154"] == [f"read {one}" for one in instead]


def test_a_key_that_the_notebook_writes_is_there():
    source = f"{NET}m.compile('sgd', 'mse', metrics=['accuracy'])\nh = m.fit([[1]], [1])\n"
    source += "h.history['acc'] = h.history['accuracy']\nprint(h.history['acc'][-1])"
    assert [f for f in planned(source).findings if f.code == "NB154"] == []
