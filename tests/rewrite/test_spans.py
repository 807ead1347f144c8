"""Expressions at places are replaced, all others stay as they were written, comments and spaces included."""

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from nb2prod.rewrite.spans import expression_at, replace_places

TABLE = [
    ("f(C=0.7)", {(1, 4, 1, 7): "C"}, "f(C=C)"),
    ("f( 'a.csv' , sep = ';' )  # why", {(1, 3, 1, 10): "path", (1, 19, 1, 22): "sep"}, "f( path , sep = sep )  # why"),
    ("x = -1", {(1, 4, 1, 6): "shift"}, "x = shift"),
    ("'ééé', 7", {(1, 7, 1, 8): "k"}, "'ééé', k"),
    ("f(\n    1,\n    2,\n)", {(3, 4, 3, 5): "n"}, "f(\n    1,\n    n,\n)"),
    ("f(1, 1)", {(1, 5, 1, 6): "n"}, "f(1, n)"),
    ("f(\n    1,  # 1 of 9\n    2,  # 2\n)", {(2, 4, 2, 5): "n"}, "f(\n    n,\n    2,  # 2\n)"),
    ("f(\n    1,  # how many\n)", {(2, 4, 2, 5): "n"}, "f(\n    n,  # how many\n)"),
    ("f(r=(1, 2), m=3)", {(1, 4, 1, 10): "r"}, "f(r=r, m=3)"),
    ("f(r=( 1, ), m=(3, 4))", {(1, 14, 1, 20): "m"}, "f(r=( 1, ), m=m)"),
    ("f(r=(8,))", {(1, 4, 1, 8): "r"}, "f(r=r)"),
    ("f(r=(\n    1,\n    2,\n))", {(1, 4, 4, 1): "r"}, "f(r=r)"),
    ("f(1)", {}, "f(1)"),
    ("f(1)", {(9, 0, 9, 1): "n"}, "f(1)"),
]


def parsed(source):
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    found = wrapper.resolve(PositionProvider).items()
    return wrapper.module, {node: (p.start.line, p.start.column, p.end.line, p.end.column) for node, p in found}


@pytest.mark.parametrize(("before", "new", "after"), TABLE, ids=[row[2] for row in TABLE])
def test_replaced(before, new, after):
    module, places = parsed(before)
    changed, taken = replace_places(module, places, {place: cst.Name(name) for place, name in new.items()})
    assert changed.code == after
    assert set(taken) == {place for place in new if place[0] < 9}


def test_what_stood_there_is_found():
    module, places = parsed("f(g(1), 2)")
    found = expression_at(module, places, (1, 2, 1, 6))
    assert found is not None and module.code_for_node(found) == "g(1)"
    assert expression_at(module, places, (1, 0, 1, 1)) is not None
    assert expression_at(module, places, (2, 0, 2, 1)) is None
