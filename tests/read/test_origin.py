"""What a project was made from: read quickly and read in full are one, and only what counts is in it."""

import json

import pytest

from nb2prod.read import read_notebook, read_origin

CELLS = [
    {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Title"},
    {"cell_type": "code", "id": "b", "metadata": {}, "source": ["import helper\n", "x = helper.f()"], "outputs": [], "execution_count": 2},
    {"cell_type": "code", "id": "c", "metadata": {"tags": ["mine"]}, "source": "import numpy\ny = 2", "outputs": [], "execution_count": 1},
]  # fmt: skip


def write(folder, cells=CELLS, name="n.ipynb", **changes):
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | changes
    (folder / name).write_text(json.dumps(document), "utf-8")
    return folder / name


def quick(path, asked, order="document"):
    return read_origin(path, order, asked)


def both(path):
    """The origin of a full reading, and that of the quick one which looks again for what the first asked for."""
    full = read_notebook(path).origin
    return full, quick(path, [name for name, _ in full.beside])


@pytest.mark.parametrize(
    "beside", [{}, {"helper.py": "import numpy as np\n"}, {"helper/__init__.py": "", "numpy.py": ""}]
)
def test_quick_and_full_are_one(tmp_path, beside):
    for name, text in beside.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    full, again = both(write(tmp_path))
    assert full == again
    assert len(full.cells) == 3
    assert {name for name, key in full.beside if key} == set(beside)


def changed(index, **values):
    return [cell | values if number == index else cell for number, cell in enumerate(CELLS)]


SAME = [
    ("ids", {"cells": changed(1, id="other")}),
    ("outputs", {"cells": changed(1, outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}])}),
    ("counts", {"cells": changed(1, execution_count=99)}),
    ("text in lines", {"cells": changed(1, source="import helper\nx = helper.f()")}),
    ("line ends", {"cells": changed(1, source="import helper\r\nx = helper.f()")}),
    ("other tags", {"cells": changed(1, metadata={"tags": ["slideshow"], "collapsed": True})}),
    ("the kernel", {"metadata": {"language_info": {"name": "python", "version": "3.9.1"}}}),
    ("the format", {"nbformat_minor": 4}),
]  # fmt: skip
OTHER = [
    ("a source", {"cells": changed(1, source="import helper\nx = 1")}),
    ("a tag of ours", {"cells": changed(1, metadata={"tags": ["nb2prod:keep"]})}),
    ("the kind", {"cells": changed(2, cell_type="raw")}),
    ("the order", {"cells": CELLS[::-1]}),
    ("a cell less", {"cells": CELLS[1:]}),
    ("what is said about the file", {"nbformat_minor": 77}),
]


@pytest.mark.parametrize("what, change, same", [(*row, True) for row in SAME] + [(*row, False) for row in OTHER])
def test_only_what_counts(tmp_path, what, change, same):
    before, _ = both(write(tmp_path))
    after, again = both(write(tmp_path, **change))
    assert after == again
    assert (before == after) is same


def test_a_module_that_appears_changes_or_goes(tmp_path):
    path = write(tmp_path)
    seen = []
    for text in (None, "a = 1\n", "a = 2\n", None):
        (tmp_path / "helper.py").unlink(missing_ok=True)
        if text is not None:
            (tmp_path / "helper.py").write_text(text)
        full, _ = both(path)
        assert not seen or quick(path, [name for name, _ in seen[-1].beside]) != seen[-1]
        seen.append(full)
    assert seen[0] == seen[3]


def test_that_a_module_bears_its_name_counts_and_not_what_stands_in_it(tmp_path):
    path = write(tmp_path)
    free, _ = both(path)
    (tmp_path / "n.py").write_text("x = 1")
    hidden, again = both(path)
    assert hidden == again != free
    (tmp_path / "n.py").write_text("x = 2")
    assert both(path) == (hidden, hidden)


def test_order_of_execution(tmp_path):
    path = write(tmp_path)
    assert (quick(path, ()).order, quick(path, (), "execution").order) == ((), (2, 0, 1))
    before = quick(path, (), "execution")
    write(tmp_path, cells=changed(1, execution_count=50))
    assert quick(path, (), "execution") == before
    write(tmp_path, cells=changed(1, execution_count=0))
    assert quick(path, (), "execution").order == (0, 1, 2)
