"""Do a notebook and its project end with the same values?"""

import math
from itertools import combinations

import numpy as np
import pandas as pd

from tests.laws.running import run_notebook, run_project


def check(cells, gone, folder, package):
    """Run both; every name that is not in `gone` must be there, with an equal value, and aliases must be aliases."""
    (folder / "n").mkdir()
    (folder / "p").mkdir()
    expected = run_notebook(cells, folder / "n")
    got, _ = run_project(cells, folder / "p", package)
    wanted = {name: value for name, value in expected.items() if name not in gone.split()}
    assert sorted(wanted.keys() - got.keys()) == []
    assert {name: (got[name], value) for name, value in wanted.items() if not same(got[name], value)} == {}
    aliases = {pair for pair in combinations(sorted(wanted), 2) if shared(wanted, *pair)}
    assert {pair for pair in aliases if not shared(got, *pair)} == set()


def shared(values, one, other):
    return values[one] is values[other] and isinstance(values[one], (list, dict, set, np.ndarray, pd.DataFrame))


def same(one, other):
    """Equal in type and value, all the way down."""
    if type(one).__name__ != type(other).__name__:
        return False
    match one:
        case pd.DataFrame() | pd.Series():
            return one.equals(other) and list(one.index) == list(other.index)
        case pd.Index():
            return one.dtype == other.dtype and list(one) == list(other)
        case np.ndarray():
            return one.dtype == other.dtype and np.array_equal(one, other)
        case dict():
            return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
        case list() | tuple():
            return len(one) == len(other) and all(map(same, one, other))
        case float():
            return one == other or (math.isnan(one) and math.isnan(other))
    return (
        one == other
        or (hasattr(one, "__dict__") and type(one) is not type(other) and same(vars(one), vars(other)))
        or callable(one)
    )
