"""Rows of training, kept beside the trained model, get the predictions that they got then - in whatever company they come."""

import io
import json

import pandas as pd
import pytest
from conftest import ROOT

from bike_returns import artifacts
from bike_returns.inference import predict
from bike_returns.rows import read_rows

TRAINED = ROOT / "artifacts"


def nothing_to_compare() -> str:
    """Why, or "" where a training run left rows and their predictions."""
    if not (TRAINED / "manifest.json").exists():
        return "nothing is trained: run `python -m bike_returns.train` in the project's root first"
    if not (TRAINED / "sample.jsonl").exists():
        return "training remembered no rows: nothing is compared"
    return ""


WHY = nothing_to_compare()
pytestmark = pytest.mark.skipif(bool(WHY), reason=WHY)


@pytest.fixture(scope="module")
def learned():
    return artifacts.load(TRAINED)


@pytest.fixture(scope="module")
def rows():
    schema = artifacts.load_schema(TRAINED)
    return pd.concat(
        read_rows(str(TRAINED / "sample.jsonl"), schema), ignore_index=True
    )


def as_written(frame):
    """What a file holds of it; several numbers of one prediction in columns of their own."""
    table = pd.read_csv(io.StringIO(frame.to_csv()), index_col=0)
    said = table["prediction"].map(str)
    lists = said[
        said.map(
            lambda text: (
                text.startswith("[") and set(text) <= set("[] 0123456789-+.,einfa")
            )
        )
    ]
    if lists.empty:
        return table
    numbers = [json.loads(text.replace("nan", "NaN")) for text in lists]
    return table.drop(columns="prediction").join(
        pd.DataFrame(numbers, lists.index).add_prefix("prediction_")
    )


def same(result, expected):
    """Equal but for the last digits, on the same rows, as a file holds them."""
    result, expected = as_written(result), as_written(expected)
    pd.testing.assert_frame_equal(result, expected, check_dtype=False, rtol=1e-6)


def test_as_in_training(rows, learned):
    expected = pd.read_csv(TRAINED / "sample_predictions.csv")
    assert len(predict(rows, learned)) == len(expected)
    same(predict(rows, learned), expected)


def test_one_row_at_a_time(rows, learned):
    alone = [predict(rows[number : number + 1], learned) for number in range(len(rows))]
    same(pd.concat(alone), predict(rows, learned))


def test_in_another_order(rows, learned):
    turned = rows.iloc[::-1]
    same(predict(turned, learned).sort_index(), predict(rows, learned))


def test_an_odd_row_alone_and_beside_others(rows, learned):
    """A gap, or a text that training never saw: what becomes of that row and of the others does not depend on each other."""
    expected = predict(rows, learned)
    for column in artifacts.load_schema(TRAINED)["columns"]:
        name, odd = column["name"], rows.copy()
        if (
            name not in odd
            or not len(odd)
            or not (column["missing"] or column["type"] == "text")
        ):
            continue
        odd[name] = odd[name].where(
            odd.index != 0, None if column["missing"] else "never seen"
        )
        found = predict(odd, learned)
        same(found[1:], expected[1:])
        same(
            predict(odd[:1], learned)["prediction"].to_frame(),
            found[:1]["prediction"].to_frame(),
        )


def test_further_columns_are_ignored(rows, learned):
    same(predict(rows.assign(further="x"), learned), predict(rows, learned))


def test_target_is_not_needed(rows, learned):
    same(
        predict(rows.drop(columns=["returned_late"], errors="ignore"), learned),
        predict(rows, learned),
    )
