"""What training saves is what inference loads, or nothing."""

import json

import pandas as pd
import pytest

from house_rents import artifacts
from house_rents.schema import remember

SEEN = remember(pd.DataFrame({"size": [1.5, 2.5], "kind": ["a", None]}))


def test_round_trip(tmp_path):
    learned = {"weights": [1.5, 2.5], "label": "yes"}
    artifacts.save(tmp_path, learned, metrics={"accuracy": 0.5}, config={}, seen=SEEN)
    assert artifacts.load(tmp_path) == learned
    assert json.loads((tmp_path / "metrics.json").read_text()) == {"accuracy": 0.5}
    assert artifacts.load_schema(tmp_path)["columns"][0]["max"] == 2.5
    assert (tmp_path / "sample.jsonl").read_text().splitlines()[
        1
    ] == '{"size": 2.5, "kind": null}'


def test_changed_file_is_refused(tmp_path):
    artifacts.save(tmp_path, {"weights": [1.5]}, metrics={}, config={}, seen=SEEN)
    (tmp_path / "weights.joblib").write_bytes(b"something else")
    with pytest.raises(artifacts.ArtifactError, match="changed since training"):
        artifacts.load(tmp_path)


def test_nothing_trained_is_said(tmp_path):
    with pytest.raises(artifacts.ArtifactError, match="no trained model"):
        artifacts.load(tmp_path)


def test_value_that_cannot_be_pickled_loses_nothing_else(tmp_path):
    learned = {"rows": (row for row in "ab"), "weights": [1.5]}
    with pytest.raises(artifacts.ArtifactError, match="rows"):
        artifacts.save(
            tmp_path, learned, metrics={"accuracy": 0.5}, config={}, seen=SEEN
        )
    assert artifacts.load(tmp_path) == {"weights": [1.5]}


def test_a_lambda_is_kept_whole(tmp_path):
    artifacts.save(
        tmp_path, {"double": lambda size: 2 * size}, metrics={}, config={}, seen=SEEN
    )
    assert artifacts.load(tmp_path)["double"](2) == 4
