"""The facts of the analysis contain every change that really happens, and most of what they claim on known types is real."""

import importlib.util
import os
import random
import sys

import numpy as np
import pytest

from tests.laws.test_same_values import CASES as VALUES
from tests.notebooks import notebook
from tests.oracles.cases import ARRAYS, FUNCTIONS, PLAIN
from tests.oracles.cases_of_libraries import FRAMES, MODELS
from tests.oracles.mutations import check

OWN = {**PLAIN, **FUNCTIONS, **ARRAYS, **FRAMES, **MODELS}
OPTIONAL = ("xgboost", "lightgbm", "imblearn")  # too heavy to install for the tests alone: one of them brings CUDA
MISSING = [module for module in OPTIONAL if importlib.util.find_spec(module) is None]
OWN = {
    name: source
    for name, source in OWN.items()
    if not any(f"import {m}" in source or f"from {m}" in source for m in MISSING)
}
ALL = {
    **{name: (source,) for name, source in OWN.items()},
    **{f"same values: {name}": cells for name, (cells, _) in VALUES.items()},
}
PRECISION = 0.9  # of the claims on names of known type


def run(name, folder):
    before = os.getcwd(), dict(os.environ), list(sys.path)
    random.seed(0)
    np.random.seed(0)
    os.chdir(folder)
    os.environ["MPLBACKEND"] = "Agg"
    try:
        return check(notebook(*ALL[name]), folder=folder)
    finally:
        os.chdir(before[0])
        os.environ.clear()
        os.environ.update(before[1])
        sys.path[:] = before[2]


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_missed(name, tmp_path):
    report = run(name, tmp_path)
    assert report.error == ""
    assert report.missed == []


def test_most_claims_are_real(tmp_path, capsys):
    claims, changes = [], 0
    for number, name in enumerate(OWN):
        folder = tmp_path / str(number)
        folder.mkdir()
        report = run(name, folder)
        changes += report.observed
        claims += [claim for claim in report.known() if claim.named]
    real = sum(claim.real for claim in claims) / len(claims)
    with capsys.disabled():
        print(
            f"\n{len(OWN)} notebooks, {changes} changes seen, {len(claims)} claims on receivers of known type, {real:.1%} real"
        )
    assert len(OWN) >= 60 and changes > 1000
    assert real >= PRECISION
