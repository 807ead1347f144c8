"""What changes when module-level code moves into a function: (before, after), and what stays."""

import libcst as cst
import pytest

from nb2prod.rewrite.scoping import Scoping, named
from nb2prod.rewrite.visiting import visited


def scoped(source, builtins=(), shared=()):
    return visited(cst.parse_module(source), Scoping(builtins, shared)).code


TABLE = [
    ("max(rows)", {"max"}, "builtins.max(rows)"),
    ("max = max(rows)", {"max"}, "max = builtins.max(rows)"),
    ("n = list(map(max, rows))", {"max", "map"}, "n = list(builtins.map(builtins.max, rows))"),
    ("f(max=max(1, 2))", {"max"}, "f(max=builtins.max(1, 2))"),
    ("x.max(max)", {"max"}, "x.max(builtins.max)"),
    ("if __name__ == '__main__': pass", (), "if \"__main__\" == '__main__': pass"),
    ("f(__name__)", (), 'f("__main__")'),
]


@pytest.mark.parametrize(("before", "builtins", "after"), TABLE, ids=[row[0] for row in TABLE])
def test_names(before, builtins, after):
    assert scoped(before, builtins) == after


STAYS = [
    ("x.max()", {"max"}),
    ("f(max=1)", {"max"}),
    ("max = 1", {"max"}),
    ("max, min = 1, 2", {"max", "min"}),
    ("lambda max: 1", {"max"}),
    ("max(rows)", ()),
    ("x.__name__", ()),
    ("for max in rows: pass", {"max"}),
    ("with f() as max: pass", {"max"}),
    ("del max", {"max"}),
    ("[1 for max in rows]", {"max"}),
    ("(max := 1)", {"max"}),
    ("max: int = 1", {"max"}),
    ("max += 1", {"max"}),
    ("'max'", {"max"}),
]


@pytest.mark.parametrize(("source", "builtins"), STAYS, ids=[row[0] for row in STAYS])
def test_stays(source, builtins):
    assert scoped(source, builtins) == source


def test_globals_of_the_notebook_are_variables_of_the_workflow():
    assert (
        scoped("def f():\n    global a, b\n    a = 1\n", shared={"a", "b"})
        == "def f():\n    nonlocal a, b\n    a = 1\n"
    )
    assert scoped("def f():\n    global a\n    a = 1\n") == "def f():\n    global a\n    a = 1\n"


NAMED = [
    ("class P:\n    x: int\n", "class P:\n    __qualname__ = 'P'\n    x: int\n"),
    ("class P: x = 1\n", "class P:\n    __qualname__ = 'P'\n    x = 1\n"),
    ('class P:\n    """Help."""\n    x = 1\n', 'class P:\n    """Help."""\n    __qualname__ = \'P\'\n    x = 1\n'),
]


@pytest.mark.parametrize(("before", "after"), NAMED)
def test_a_class_calls_itself_as_in_a_module(before, after):
    module = cst.parse_module(before)
    assert module.with_changes(body=[named(module.body[0])]).code == after
