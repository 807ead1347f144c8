"""New rows have the types that training saw, whatever file they come in and whatever company they keep."""

import json

import pandas as pd
import pytest

from house_rents.rows import read_rows
from house_rents.schema import RowsError, conform, remember, unseen

SEEN = pd.DataFrame(
    {
        "code": ["007", "x"],
        "size": [1.5, None],
        "day": pd.to_datetime(["2024-01-31", "2024-02-01"]),
    }
)
SCHEMA = json.loads(json.dumps(remember(SEEN).schema))


def read(path):
    return pd.concat(read_rows(str(path), SCHEMA))


def test_json_lines(tmp_path):
    (tmp_path / "rows.jsonl").write_text(
        '{"code": "007", "size": 1, "day": "2024-01-31"}\n'
    )
    row = read(tmp_path / "rows.jsonl").iloc[0]
    assert (row["code"], row["size"], row["day"]) == ("007", 1.0, SEEN["day"][0])


def test_types_do_not_hang_on_the_other_rows():
    one = conform(
        pd.DataFrame({"code": [7], "size": [2], "day": ["2024-01-31"]}), SCHEMA
    )
    assert (one["code"][0], one["size"].dtype, one["day"][0]) == (
        "7",
        "float64",
        SEEN["day"][0],
    )


@pytest.mark.parametrize(
    "text, said",
    [("", None), ("no JSON", "line 1 is no JSON"), ("[1]", "no JSON object")],
)
def test_damaged_file_is_one_sentence(tmp_path, text, said):
    (tmp_path / "rows.jsonl").write_text(text)
    if said is None:
        assert len(read(tmp_path / "rows.jsonl")) == 0
    else:
        with pytest.raises(RowsError, match=said):
            read(tmp_path / "rows.jsonl")


def test_empty_csv_is_one_sentence(tmp_path):
    (tmp_path / "rows.csv").write_text("")
    with pytest.raises(RowsError, match="empty"):
        read(tmp_path / "rows.csv")


def test_wrong_type_is_one_sentence():
    with pytest.raises(RowsError, match="row 2, column size: 'big' is no number"):
        conform(
            pd.DataFrame(
                {"code": ["a", "b"], "size": ["1", "big"], "day": [None, None]}
            ),
            SCHEMA,
        )


def test_missing_column_is_one_sentence():
    with pytest.raises(RowsError, match="columns are missing: code, size"):
        conform(SEEN.filter(["day"]), SCHEMA)


def test_columns_that_no_prediction_needs_may_hold_anything():
    one = conform(SEEN.assign(size="big"), {**SCHEMA, "needed": ["code", "day"]})
    assert list(one) == ["code", "day"]


def test_values_that_training_never_saw_are_counted():
    assert unseen(SEEN.assign(code=["x", "new"]), SCHEMA) == {"code": 1}
    assert unseen(SEEN.assign(code=["x", None]), SCHEMA) == {"code": 1}
    assert unseen(SEEN, SCHEMA) == {}
