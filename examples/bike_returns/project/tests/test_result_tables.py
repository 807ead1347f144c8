"""Tables as files: one for each, with the index where it says something."""

import pandas as pd

from bike_returns.result_tables import write_tables


def test_each_table_is_a_file(tmp_path):
    by_town = pd.Series(
        [1.5, 2.0], index=pd.Index(["a", "b"], name="town"), name="price"
    )
    rows = pd.DataFrame({"x": [1, 2]})
    write_tables(
        tmp_path / "results",
        {
            "by_town": by_town,
            "rows": rows,
            "of_each": {"a b": rows, "a/b": rows, "c" * 300: rows},
        },
    )
    written = {
        path.name: path.read_text().split() for path in (tmp_path / "results").iterdir()
    }
    assert written["by_town.csv"] == ["town,price", "a,1.5", "b,2.0"]
    assert (
        written["rows.csv"]
        == written["of_each_a_b.csv"]
        == written["of_each_a_b_2.csv"]
        == ["x", "1", "2"]
    )
    assert len(written) == 5
