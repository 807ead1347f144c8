"""What the generated inference command makes of files of every kind: a defined answer, or one sentence and exit code 2."""

import importlib
import io
import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
import typer

from tests.notebooks import project

ROWS = pd.DataFrame(
    {
        "id": range(100, 124),
        "kind": ["a", "b", "c", "d"] * 6,
        "size": [float(n % 7) for n in range(24)],
        "y": [int(n % 4 > 1) for n in range(24)],
    }
)
NOTEBOOK = """\
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder
df = pd.read_csv("rows.csv", sep=";")
codes = LabelEncoder()
df["kind"] = codes.fit_transform(df["kind"])
df["size"] = df["size"].fillna(df["size"].mean())
X, y = df[["kind", "size"]], df["y"]
model = LogisticRegression().fit(X, y)
pred = model.predict(X)
print(model.score(X, y))
"""
NAME = "inputs_of_inference"


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The inference module of a project that was trained, with the folder of its artifacts."""
    root = tmp_path_factory.mktemp("inputs")
    for path, text in project(NOTEBOOK, file=f"{NAME}.ipynb").items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    ROWS.to_csv(root / "rows.csv", index=False, sep=";")
    sys.path.insert(0, str(root / "src"))
    train, inference = (importlib.import_module(f"{NAME}.{module}") for module in ("train", "inference"))
    config = importlib.import_module(f"{NAME}.config")
    train.main(config=None, artifacts_dir=root / "artifacts", data_path=str(root / "rows.csv"))
    assert config.Config().data_path == "rows.csv"
    yield inference, root / "artifacts"
    sys.path.remove(str(root / "src"))
    for name in [name for name in sys.modules if name.startswith(NAME)]:
        del sys.modules[name]


@pytest.fixture
def ask(trained, tmp_path, capsys):
    """Run the command on a file: what it wrote, None where it stopped; and its lines on standard error."""
    inference, artifacts = trained

    def run(file, artifacts=artifacts, output="out.csv"):
        (tmp_path / output).unlink(missing_ok=True)
        capsys.readouterr()
        try:
            inference.main(input=str(file), output=tmp_path / output, artifacts_dir=artifacts, config=None)
        except typer.Exit as stopped:
            assert stopped.exit_code == 2 and not (tmp_path / output).exists()
        lines = capsys.readouterr().err.splitlines()
        assert lines[0].startswith("level: raw - ")
        done = (tmp_path / output).exists()
        return pd.read_csv(tmp_path / output, skip_blank_lines=False) if done else None, lines[1:]

    return run


def written(folder, frame, name="in.csv"):
    frame.to_csv(folder / name, index=False, sep=";")
    return folder / name


def changed(column, row, value):
    return ROWS.astype({column: object}).assign(**{column: [*ROWS[column][:row], value, *ROWS[column][row + 1 :]]})


ANSWERED = {  # rows, which of them get no prediction, what is said besides
    "as it is": (ROWS, [], []),
    "the other way round": (ROWS[ROWS.columns[::-1]], [], []),
    "without the target": (ROWS.drop(columns="y"), [], []),
    "without what nobody needs": (ROWS[["kind", "size"]], [], []),
    "anything in what nobody needs": (ROWS.assign(y="?", id="x"), [], []),
    "with further columns": (ROWS.assign(further=1), [], []),
    "a gap that is filled": (changed("size", 3, None), [], []),
    "only gaps": (ROWS.assign(size=None), [], []),
    "a category that is new": (changed("kind", 3, "new"), [3], ["1 row has a value of kind", "1 of 24 rows have no"]),
    "only new ones": (ROWS.assign(kind="new"), [*range(24)], ["24 rows have a value of kind", "24 of 24 rows have no"]),
    "a missing category": (
        changed("kind", 0, None),
        [0],
        ["1 row has a value of kind, or a gap,", "1 of 24 rows have no"],
    ),
    "one row": (ROWS[:1], [], []),
    "no rows": (ROWS[:0], [], []),
}


@pytest.mark.parametrize("rows, empty, said", ANSWERED.values(), ids=ANSWERED)
def test_every_row_has_its_line(ask, tmp_path, rows, empty, said):
    expected, _ = ask(written(tmp_path, ROWS))
    found, lines = ask(written(tmp_path, rows))
    assert found["prediction"].isna().to_numpy().nonzero()[0].tolist() == empty
    others = [row for row in range(len(rows)) if row not in empty]
    assert found["prediction"][others].tolist() == expected["prediction"][others].tolist()
    assert len(lines) == len(said) and all(text in line for text, line in zip(said, lines, strict=True))


@pytest.mark.parametrize("rows", [ROWS, ROWS[:0], ROWS.assign(kind="new")], ids=["all", "none", "only new ones"])
def test_the_columns_are_the_same_for_any_rows(ask, tmp_path, rows):
    assert list(ask(written(tmp_path, rows))[0]) == ["prediction", "probability"]


def test_predictions_on_standard_output(trained, ask, tmp_path, capsys, monkeypatch):
    inference, artifacts = trained
    expected, _ = ask(written(tmp_path, ROWS))
    monkeypatch.chdir(tmp_path)
    inference.main(input=str(tmp_path / "in.csv"), output=Path("-"), artifacts_dir=artifacts, config=None)
    pd.testing.assert_frame_equal(pd.read_csv(io.StringIO(capsys.readouterr().out)), expected)
    assert not (tmp_path / "-").exists()


REFUSED = {
    "nothing": ("", "it is empty, without even the names of columns"),
    "a missing column": ("id;size\n1;2\n", "1 of 2 columns are missing: kind"),
    "another separator": ("kind,size\na,1\n", "2 of 2 columns are missing: kind, size"),
    "a text for a number": ("kind;size\na;1\na;big\n", "row 2, column size: 'big' is no number"),
    "too many fields": ("kind;size\na;1\na;1;2\n", "Expected 2 fields in line 3, saw 3"),
    "no text": (b"kind;size\n\xff;1\n", "can't decode byte 0xff"),
}


@pytest.mark.parametrize("content, said", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_one_sentence(ask, tmp_path, content, said):
    file = tmp_path / "in.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    found, lines = ask(file)
    assert found is None and len(lines) == 1
    assert lines[0].startswith(f"error: {file}: ") and said in lines[0]


def test_files_and_folders_that_are_not_there(ask, tmp_path):
    assert ask(tmp_path / "none.csv")[1] == [f"error: {tmp_path / 'none.csv'}: No such file or directory"]
    assert "Is a directory" in ask(tmp_path)[1][0]
    assert "nowhere" in ask(written(tmp_path, ROWS), output="nowhere/out.csv")[1][0]


def manifest(text):
    return lambda folder: (folder / "manifest.json").write_text(text)


BROKEN = {
    "no folder": (shutil.rmtree, "holds no trained model: run `python -m"),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "holds no trained model"),
    "no JSON": (manifest("{"), "manifest.json is damaged"),
    "another JSON": (manifest("{}"), "manifest.json is damaged"),
    "a list": (manifest("[1]"), "manifest.json is damaged"),
    "a changed value": (lambda folder: (folder / "codes.joblib").write_bytes(b"x"), "codes.joblib is missing or was"),
    "a lost value": (lambda folder: (folder / "codes.joblib").unlink(), "codes.joblib is missing or was"),
}


@pytest.mark.parametrize("spoil, said", BROKEN.values(), ids=BROKEN)
def test_artifacts_that_are_not_those_of_training(ask, trained, tmp_path, spoil, said):
    folder = shutil.copytree(trained[1], tmp_path / "artifacts")
    spoil(folder)
    found, lines = ask(written(tmp_path, ROWS), artifacts=folder)
    assert found is None and len(lines) == 1 and said in lines[0]


def test_other_kinds_of_files_and_chunks(ask, trained, tmp_path, monkeypatch):
    expected, _ = ask(written(tmp_path, ROWS))
    ROWS.to_json(tmp_path / "in.jsonl", orient="records", lines=True)
    ROWS.to_parquet(tmp_path / "in.parquet")
    monkeypatch.setattr(importlib.import_module(f"{NAME}.rows"), "CHUNK", 5)
    for name in ("in.csv", "in.jsonl", "in.parquet"):
        found, lines = ask(tmp_path / name)
        pd.testing.assert_frame_equal(found, expected)
        assert lines == []


def test_columns_that_stand_there_twice(trained):
    inference, artifacts = trained
    learned = importlib.import_module(f"{NAME}.artifacts").load(artifacts)
    twice = pd.concat([ROWS, ROWS[["kind"]]], axis=1)
    with pytest.raises(ValueError, match="columns that stand there twice: kind"):
        inference.predict(twice, learned)
    assert inference.columns_needed(learned) == ["kind", "size"]


def test_the_manifest_says_what_training_saw(trained):
    found = json.loads((trained[1] / "manifest.json").read_text())
    assert found["schema"]["needed"] == ["kind", "size"]
    columns = {column["name"]: column for column in found["schema"]["columns"]}
    assert (columns["size"]["min"], columns["size"]["max"]) == (0.0, 6.0)
    assert columns["kind"]["categories"] == ["a", "b", "c", "d"]
    assert {"joblib", "pandas", "scikit-learn"} <= found["libraries"].keys()
