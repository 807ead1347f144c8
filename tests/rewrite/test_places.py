"""Functions take the place that they load from, their calls say it; lines stay."""

import pytest

from nb2prod.rewrite.places import Taken, with_places

URL = "https://h/a.csv"
NEW, OLD = {"load": Taken("data_path", URL)}, {"load": Taken("url", URL, 1)}
TABLE = [
    (NEW, f"def load():\n    return read('{URL}')\nd = load()", f"def load(data_path):\n    return read(data_path)\nd = load(data_path='{URL}')"),
    (NEW, f"def load(n, m=3):\n    return read('{URL}')\nd = load(\n    2,\n)", f"def load(n, m=3, *, data_path):\n    return read(data_path)\nd = load(\n    2,\ndata_path='{URL}')"),
    (OLD, f"def load(n, url='{URL}'):\n    return read(url)\nd = load(2)", f"def load(n, url='{URL}'):\n    return read(url)\nd = load(2, url='{URL}')"),
    (OLD, "d = load(2, 'b.csv')\ne = load(2, url='c.csv')\nf = load(*g)", "d = load(2, 'b.csv')\ne = load(2, url='c.csv')\nf = load(*g)"),
    (NEW, "class load:\n    pass\nother('x')", "class load:\n    pass\nother('x')"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "before", "after"), TABLE)
def test_places(given, before, after):
    made = with_places({0: before, 1: "x = 1"}, given)
    assert {**{0: before}, **made}[0].replace('"', "'") == after
    assert after.count("\n") == before.count("\n") and 1 not in made
