"""Every name at a notebook's end, computed by its slice alone, in a process of its own: the value of the whole run."""

import shutil
from pathlib import Path

import pytest

from nb2prod import plan, read
from tests.laws.test_same_values import CASES
from tests.notebooks import notebook, program
from tests.oracles.slices import Server, check, share
from tests.oracles.tricky import TRICKY

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.ipynb"))
# A slice does not follow what earlier cells drew on a figure that stays open, as with %matplotlib qt: a known gap.
OPEN_FIGURES = "limits where figures stay open"
NOTEBOOKS = {**{f"law: {name}": cells for name, (cells, _) in CASES.items() if name != OPEN_FIGURES}, **TRICKY}


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


@pytest.mark.parametrize("case", NOTEBOOKS)
def test_every_slice_gives_the_value(case, server):
    checked = check(notebook(*NOTEBOOKS[case]), server)
    assert checked.error == ""
    assert checked.wrong == {}
    assert checked.unstable == []
    assert checked.slices


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples(path, server, tmp_path):
    shutil.copytree(path.parent, tmp_path / "beside", ignore=shutil.ignore_patterns("project"))
    checked = check(read.read_notebook(path), server, (tmp_path / "beside", "."))
    assert (checked.error, checked.wrong, checked.unstable) == ("", {}, [])


def test_slices_are_small():
    shares = []
    for cells in NOTEBOOKS.values():
        found = program(*cells)
        shares += [share(plan.slice_of(found, [name])) for name in found.exits if name.isidentifier()]
    assert sum(shares) / len(shares) < 0.65


def test_a_slice_waits_for_the_task_that_made_its_value():
    cells = ("import asyncio\nq = asyncio.Queue()", "async def put():\n    await q.put(1)\nt = asyncio.create_task(put())", "await t", "got = q.get_nowait()")  # fmt: skip
    found = program(*cells)
    kept = {found.statements[c.statement].source for c in plan.slice_of(found, ["got"]).choices if c.fate != "dropped"}
    assert {"await t", "got = q.get_nowait()", "t = asyncio.create_task(put())"} <= kept


def test_a_wrong_slice_is_caught(server, monkeypatch):
    """The oracle itself: without its closure over changes in place, `n` would be 1."""
    monkeypatch.setattr(
        plan.slicing.Slicer, "_needs", lambda self, statement, source, name: not statement.facts.mutates
    )
    checked = check(notebook("a = [1]\nb = a", "b.append(2)", "n = len(a)"), server)
    assert checked.wrong
