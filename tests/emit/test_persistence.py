"""The setting `persistence: skops`: no pickle is written or read, and no type is loaded that nobody has looked at."""

import importlib
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier

from nb2prod.emit.project import project_files
from tests.emit.test_project_inference import PLAN

SKOPS = replace(PLAN, package="kept_by_skops", persistence="skops")


def written(folder, plan=SKOPS):
    for file in project_files(plan):
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_text(file.text, encoding="utf-8")
    return folder


def test_nothing_is_left_of_joblib():
    files = {file.path: file.text for file in project_files(SKOPS)}
    assert '"skops>=0.10"' in files["pyproject.toml"]
    kept = files["src/kept_by_skops/artifacts.py"]
    assert "skops.io.dump" in kept and "TRUSTED_TYPES: list[str] = []" in files["src/kept_by_skops/trusted_types.py"]
    for word in ("joblib", "pickle"):
        assert word not in kept.lower() and word not in files["pyproject.toml"]


def test_joblib_has_no_list_of_types():
    files = {file.path: file.text for file in project_files(PLAN)}
    assert not any("trusted" in path or "skops" in text.lower() for path, text in files.items())


def test_the_project_s_own_tests(tmp_path):
    pytest.importorskip("skops")
    written(tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_artifacts.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "6 passed" in done.stdout, done.stdout


def test_a_forest_is_loaded_when_its_trees_are_trusted(tmp_path, monkeypatch):
    pytest.importorskip("skops")
    monkeypatch.syspath_prepend(str(written(tmp_path) / "src"))
    artifacts, schema = (importlib.import_module(f"kept_by_skops.{name}") for name in ("artifacts", "schema"))
    rows = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0] * 5, "b": [0.0, 1.0, 0.0, 1.0] * 5})
    model = RandomForestClassifier(5, random_state=0).fit(rows, rows["b"] > 0)
    learned = {"model": model, "medians": {"a": rows["a"].median()}}
    with pytest.warns(UserWarning, match=r"model\.skops holds types that are not in TRUSTED_TYPES .*: sklearn\.tree"):
        artifacts.save(tmp_path, learned, metrics={}, config={}, seen=schema.remember(rows))
    with pytest.raises(artifacts.ArtifactError, match=r"sklearn\.tree\._tree\.Tree"):
        artifacts.load(tmp_path)
    monkeypatch.setattr(artifacts, "TRUSTED_TYPES", ["sklearn.tree._tree.Tree"])
    loaded = artifacts.load(tmp_path)
    assert (loaded["model"].predict_proba(rows) == model.predict_proba(rows)).all()
    assert loaded["medians"] == {"a": 2.5}


def test_what_skops_cannot_read_back_is_named_at_training(tmp_path, monkeypatch):
    pytest.importorskip("skops")
    monkeypatch.syspath_prepend(str(written(tmp_path) / "src"))
    artifacts, schema = (importlib.import_module(f"kept_by_skops.{name}") for name in ("artifacts", "schema"))
    seen = schema.remember(pd.DataFrame({"a": [1.0]}))
    with pytest.raises(artifacts.ArtifactError, match=r"cannot be saved by skops: rates \(Series"):
        artifacts.save(tmp_path, {"rates": pd.Series([1.0]), "k": 2}, metrics={}, config={}, seen=seen)
    assert artifacts.load(tmp_path) == {"k": 2}
