"""Literals that several steps read stand at module level; what changes, or is read by one step alone, does not."""

import pytest

from tests.notebooks import code, planned, text

TWO = text("## Two")
USE = "print(COLS)"
CASES = {
    "a list": (["COLS = ['a', 'b']", TWO, USE], ["COLS"]),
    "a mapping, a text, a tuple": (["COLS = {'a': 1}\nT = 'abc'\nu = (1, 2)", TWO, "print(COLS, T, u)"], ["COLS", "T", "u"]),
    "a text in small letters": (["t = 'abc'", TWO, "print(t)"], []),
    "read by its own step only": (["COLS = ['a']\nprint(COLS)"], []),
    "read by a function": (["COLS = ['a']\ndef f(): return COLS\nprint(f())"], ["COLS", "f"]),
    "read by a function of a function": (["COLS = ['a']\ndef f(): return COLS\ndef g(): return f()\nprint(g())"], ["COLS", "f", "g"]),
    "changed": (["COLS = ['a']", TWO, "COLS.append('b')\nprint(COLS)"], []),
    "changed through another name": (["COLS = ['a']", TWO, "d = COLS\nd.append('b')\nprint(COLS)"], []),
    "changed by a function": (["COLS = ['a']\ndef f(): COLS.append(1)\ng = [f]", TWO, "f()\nprint(COLS)"], []),
    "changed by an element": (["COLS = [['a']]", TWO, "COLS[0].append(1)\nprint(COLS)"], []),
    "handed to what may change it": (["import somewhere\ncols = ['a']", TWO, "somewhere.f(cols)\nprint(cols)"], []),
    "put together": (["a = ['x']\nb = ['y']\nCOLS = a + b + ['z']", TWO, USE], ["a", "b", "COLS"]),
    "a list many times": (["colours = ['a', 'b'] * 9", TWO, "print(colours)"], ["colours"]),
    "a constant of a module": (["import tensorflow as tf\nAUTO = tf.data.AUTOTUNE", TWO, "print(AUTO)"], ["AUTO"]),
    "what a module holds": (["import tensorflow as tf\nAUTO = tf.data.Dataset", TWO, "print(AUTO)"], []),
    "a constant of an object": (["from somewhere import make\na = make()\nAUTO = a.AUTO", TWO, "print(AUTO)"], []),
    "put together of what changes": (["a = ['x']\nCOLS = a + ['z']", TWO, USE, "a.append(1)\nprint(a)"], []),
    "capitals, handed to what nobody knows": (["import somewhere\nC = ['a']", TWO, "m = somewhere.M(c=C)\nprint(m, C)"], ["C"]),
    "capitals, changed all the same": (["import somewhere\nC = ['a']", TWO, "somewhere.f(C.append(1))\nprint(C)"], []),
    "capitals, changed by a function": (["C = ['a']\ndef f(c): c.append(1)", TWO, "f(C)\nprint(C)"], ["f"]),
    "bound twice": (["COLS = ['a']", TWO, USE, "COLS = ['b']"], []),
    "deleted": (["COLS = ['a']", TWO, USE, "del COLS\ntry:\n    COLS\nexcept NameError:\n    print(1)"], []),
    "under a condition": (["if len('a'):\n    COLS = ['a']", TWO, USE], []),
    "computed": (["COLS = [len('a')]", TWO, USE], []),
    "bases of a class": (["from sklearn.base import BaseEstimator, ClassifierMixin\nimport sklearn",
        "B = (ClassifierMixin, BaseEstimator) if sklearn.__version__ >= '0.16' else (BaseEstimator, ClassifierMixin)\nclass Vote(*B): pass",
        TWO, "v = [Vote()]"], ["B", "Vote"]),
    "bases of a class that others read, too": (["from sklearn.base import BaseEstimator",
        "B = (BaseEstimator,)\nclass Vote(*B): pass", TWO, "v = [Vote(), B]"], []),
    "empty, to be filled": (["COLS = []", TWO, USE], []),
    "a parameter": (["SIZE = 3", TWO, "print(SIZE)"], []),
    "read before it is bound": (["try:\n    print(COLS)\nexcept NameError:\n    pass", TWO, "COLS = ['a']", text("## Three"), USE], []),
    "hides a builtin": (["max = ['a']", TWO, "print(max)"], []),
    "hides a name of ours": (["config = ['a']", TWO, "print(config)"], []),
    "a cell with a tag of its own": ([code("COLS = ['a']", "nb2prod:step=one"), code(USE, "nb2prod:step=two")], []),
    "an estimator keeps it as it is": (
        ["from sklearn.compose import ColumnTransformer\nCOLS = ['a']", TWO,
         "m = ColumnTransformer([('x', 'passthrough', COLS)])\nm.fit(len)"], ["COLS"]),
    "a secret inside": (["COLS = {'k': 'AKIA" + "IOSFODNN7EXAMPLF'}", TWO, USE], []),
    "exec": (["COLS = ['a']", TWO, USE, "exec('COLS = 3')"], []),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "names"), CASES.values(), ids=list(CASES))
def test_fixed(cells, names):
    assert [d.name for d in planned(*cells).definitions if d.importable] == names
