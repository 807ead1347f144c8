"""The generated reading of rows at level `raw`: files as the notebook reads its own, and what is wrong with them in one sentence."""

import io
import json
import sys
from types import SimpleNamespace

import pandas as pd
import pytest

from nb2prod.model import Inference, Reading
from nb2prod.model_inference import Serving
from tests.emit.rows_modules import rows_modules

SEEN = pd.DataFrame(
    {
        "code": ["007", "8", "x9"],
        "size": [1.5, 2.0, None],
        "rooms": [1, 2, 3],
        "lift": [True, False, True],
        "built": pd.to_datetime(["2001-02-03", "2004-05-06", None]),
        "kind": pd.Categorical(["b", "a", "b"]),
        "rent": [100, 200, 300],
    }
)
CSV = "code,size,rooms,lift,built,kind,rent\n007,1.5,1,True,2001-02-03,b,100\n8,2,2,False,2004-05-06,a,200\nx9,,3,True,,b,300\n"


def package(folder, name, options=(), dates=(), function="read_csv", history=""):
    reading = Reading(0, 0, (1, 0, 1, 1), function, options, dates, (), "test")
    serving = Serving("df", 0, None, ("rent",), (), False, "", (), "model.predict(df)", 0, False, None, (), (), history)
    inference = Inference(
        "raw", "because", "df", model="model", reading=reading, optional=("rent",), history=history, serving=serving
    )
    schema, rows = rows_modules(folder, name, inference)
    known = json.loads(json.dumps(schema.remember(SEEN).schema))
    known["needed"] = list(SEEN.columns.drop("rent"))
    return SimpleNamespace(
        schema=schema, rows=rows, read=lambda path: list(rows.read_rows(str(path), known)), known=known
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return package(tmp_path_factory.mktemp("plain"), "plain_rows")


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def assert_as_seen(read, expected=SEEN):
    """What no prediction needs is left out, whatever it holds."""
    frame = pd.concat(read).reset_index(drop=True)
    pd.testing.assert_frame_equal(frame, expected.drop(columns="rent"))


def test_every_kind_of_file(plain, tmp_path, monkeypatch):
    assert_as_seen(plain.read(write(tmp_path / "x.csv", CSV)))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CSV.encode())))
    assert_as_seen(plain.read("-"))
    SEEN.to_parquet(tmp_path / "x.parquet")
    assert_as_seen(plain.read(tmp_path / "x.parquet"))
    SEEN.to_json(tmp_path / "x.jsonl", orient="records", lines=True, date_format="iso")
    assert_as_seen(plain.read(tmp_path / "x.jsonl"))


def test_chunks_and_single_rows_have_the_same_types(plain, tmp_path, monkeypatch):
    monkeypatch.setattr(plain.rows, "CHUNK", 1)
    read = plain.read(write(tmp_path / "x.csv", CSV))
    assert [len(chunk) for chunk in read] == [1, 1, 1]
    assert_as_seen(read)
    header, *lines = CSV.splitlines()
    for number, line in enumerate(lines):
        assert_as_seen(
            plain.read(write(tmp_path / "one.csv", f"{header}\n{line}\n")),
            SEEN[number : number + 1].reset_index(drop=True),
        )


def test_columns_in_any_order_with_others_and_without_the_target(plain, tmp_path):
    frame = pd.read_csv(io.StringIO(CSV), dtype=str).iloc[:, ::-1].assign(other="x").drop(columns="rent")
    frame.to_csv(tmp_path / "x.csv", index=False)
    read = pd.concat(plain.read(tmp_path / "x.csv"))
    pd.testing.assert_frame_equal(read[SEEN.columns.drop("rent")], SEEN.drop(columns="rent"))
    assert "other" not in read and "rent" not in read


WRONG = {
    "no file content": ("", "empty"),
    "missing columns": ("code,rent\n1,2\n", "5 of 6 columns are missing: size, rooms, lift, built, kind"),
    "a text for a number": (CSV.replace("2,2,False", "big,2,False"), "row 2, column size: 'big' is no number"),
    "no boolean": (CSV.replace("2,False", "2,perhaps"), "row 2, column lift: 'perhaps' is no boolean"),
    "no date": (CSV.replace("2004-05-06", "spring"), "row 2, column built: 'spring' is no date"),
    "too many fields": (CSV + "1,2,3,4,5,6,7,8\n", "Expected 7 fields in line 5, saw 8"),
}


@pytest.mark.parametrize("text, said", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("size", [1, 20_000])
def test_what_is_wrong_is_one_sentence(plain, tmp_path, monkeypatch, text, said, size):
    monkeypatch.setattr(plain.rows, "CHUNK", size)
    with pytest.raises(ValueError, match=said):
        plain.read(write(tmp_path / "x.csv", text))


def test_header_alone_is_no_rows(plain, tmp_path):
    read = pd.concat(plain.read(write(tmp_path / "x.csv", CSV.splitlines()[0])))
    assert len(read) == 0 and list(read) == list(SEEN.columns.drop("rent"))


def test_schema_is_what_was_seen(plain):
    columns = {column["name"]: column for column in plain.known["columns"]}
    assert [column["type"] for column in columns.values()] == [
        "text",
        "number",
        "number",
        "boolean",
        "date",
        "category",
        "number",
    ]
    assert (columns["size"]["missing"], columns["size"]["min"], columns["size"]["max"]) == (1, 1.5, 2.0)
    assert columns["code"]["categories"] == ["007", "8", "x9"] and columns["kind"]["categories"] == ["a", "b"]
    assert columns["built"]["max"] == "2004-05-06T00:00:00"
    new = plain.schema.conform(SEEN.assign(code=["007", "y", None]), plain.known)
    assert plain.schema.unseen(new, plain.known) == {"code": 2}  # one of them a gap, where training had none
    for gaps in (1, 2, 3):
        known = {"columns": [{**columns["code"], "missing": gaps}]}
        assert plain.schema.unseen(new, known) == {"code": 1}


def test_separator_decimal_and_dates_of_the_notebook(tmp_path):
    text = (
        CSV.replace("2001-02-03", "03/02/2001")
        .replace("2004-05-06", "06/05/2004")
        .replace(",", ";")
        .replace("1.5", "1,5")
    )
    options = (("sep", "';'"), ("decimal", "','"))
    ours = package(tmp_path, "german_rows", options, (("dayfirst", "True"),))
    assert_as_seen(ours.read(write(tmp_path / "x.csv", text)))


HEADERLESS = {
    "as in the notebook": lambda lines: lines[1:],
    "with a header all the same": lambda lines: lines,
    "without the target": lambda lines: [line.rpartition(",")[0] for line in lines[1:]],
    "with a header, without the target": lambda lines: [line.rpartition(",")[0] for line in lines],
}


@pytest.mark.parametrize("make", HEADERLESS.values(), ids=HEADERLESS)
@pytest.mark.parametrize("stream", [False, True])
def test_file_without_a_header(tmp_path, monkeypatch, make, stream):
    name = f"headerless_{abs(hash(tmp_path))}"
    ours = package(tmp_path, name, (("names", str(list(SEEN))), ("header", "None")))
    text = "\n".join(make(CSV.splitlines()))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    read = pd.concat(ours.read("-" if stream else write(tmp_path / "x.csv", text)))
    pd.testing.assert_frame_equal(read.drop(columns="rent", errors="ignore"), SEEN.drop(columns="rent"))
    with pytest.raises(ValueError, match="has 2 columns"):
        ours.read(write(tmp_path / "y.csv", "1,2\n"))


def test_index_of_the_notebook(plain):
    frame = SEEN.set_index("rooms")
    known = json.loads(json.dumps(plain.schema.remember(frame).schema))
    given = frame.reset_index().astype({"rooms": str})
    pd.testing.assert_frame_equal(plain.schema.conform(given, known), frame)
    pd.testing.assert_frame_equal(
        plain.schema.conform(frame.reset_index(drop=True), known), frame.reset_index(drop=True)
    )


def test_sample_is_spread_or_in_a_row(tmp_path):
    many = pd.DataFrame({"n": range(100)})
    spread, together = (package(tmp_path, f"sample_{n}", history=history) for n, history in enumerate(("", "a shift")))
    assert spread.schema.remember(many).sample["n"].tolist() == list(range(0, 100, 5))
    assert together.schema.remember(many).sample["n"].tolist() == list(range(20))
