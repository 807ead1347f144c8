"""Tables as files, as the generated module writes them."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from nb2prod.emit.templates import render
from tests.notebooks import project

MODULE = SimpleNamespace()
exec(render("src/PACKAGE/result_tables.py.jinja", {"package": "paper"}), MODULE.__dict__)

WRITTEN = [  # a table, its file's lines
    (pd.DataFrame({"a": [1, 2]}), ["a", "1", "2"]),
    (pd.DataFrame({"a": [1]}, index=["x"]), [",a", "x,1"]),
    (pd.DataFrame({"a": [1]}, index=pd.RangeIndex(1, name="row")), ["row,a", "0,1"]),
    (pd.Series([0.5], index=["x"]), [",it", "x,0.5"]),
    (pd.Series([0.5], name="price"), ["price", "0.5"]),
    (pd.Series([0.5], index=pd.MultiIndex.from_tuples([("x", "y")], names=["a", "b"]), name="p"), ["a,b,p", "x,y,0.5"]),
    (pd.DataFrame({"a": [1], "image": [np.zeros((2, 2))]}), ["a", "1"]),  # no cell holds an array
    (np.array([[1, 2], [3, 4]]), ["1,2", "3,4"]),
    (np.array([0.5, 2]), ["it", "0.5", "2.0"]),
    (np.array(0.5), ["it", "0.5"]),  # one value after all
    (  # a confusion matrix with what was compared
        (np.array([[1, 0], [2, 3]]), pd.Series(["cat", "dog"]), np.array(["dog", "dog"])),
        ["actual / predicted,cat,dog", "cat,1,0", "dog,2,3"],
    ),
    (SimpleNamespace(numpy=lambda: np.array([[0.5]])), ["0.5"]),  # a tensor
]


@pytest.mark.parametrize(("table", "lines"), WRITTEN)
def test_what_a_file_holds(table, lines, tmp_path):
    MODULE.write_tables(tmp_path / "results", {"it": table})
    assert (tmp_path / "results" / "it.csv").read_text().splitlines() == lines


def test_tables_of_each_turn_and_what_is_none(tmp_path):
    one = pd.DataFrame({"a": [1]})
    MODULE.write_tables(tmp_path, {"by": {"a/b": one, "../c": one}, "number": 0.5, "nothing": None})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["by_.._c.csv", "by_a_b.csv", "number.csv"]


def test_only_projects_with_tables_write_them():
    head = "import pandas as pd\ndf = pd.read_csv('a.csv')"
    shown = project(head, "df.groupby('town').price.mean()")
    assert "src/paper/result_tables.py" in shown and "tests/test_result_tables.py" in shown
    assert 'write_tables(artifacts_dir / "results", result.results)' in shown["src/paper/run.py"]
    assert "`artifacts/results/` as CSV: `mean_price_by_town`" in shown["README.md"]
    without = project(head, "print(df.price.mean())")
    assert not any("table" in path for path in without) and "results=" not in without["src/paper/run.py"]
