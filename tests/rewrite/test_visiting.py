"""Going through concrete syntax: what libcst's own visit gives, and the same object where nothing changes."""

import libcst as cst
import pytest

from nb2prod.rewrite.visiting import Transformer, visited

SOURCE = '''# first
import os, sys
def f(a, /, b: int = 1, *args, c=2, **more) -> int:
    """Doc."""  # end
    if a: return f"{b!r:>{c}}"
    for x in [1, *args]:
        with open(x) as y: pass
    else:
        del x
    return {**more, "k": (yield)} if not a < b <= c else [i for i in args if i]
'''


class Doubled(Transformer, cst.CSTTransformer):
    """Names are doubled, comments above go, imports are taken apart; for both ways through a tree."""

    def on_visit(self, node):
        return super().on_visit(node) and not isinstance(node, cst.Arg)

    def on_leave(self, original_node, updated_node):
        match updated_node:
            case cst.Name(value=value):
                return cst.Name(value * 2)
            case cst.Import(names=names):
                return cst.FlattenSentinel([cst.Import([cst.ImportAlias(a.name)]) for a in names])
            case cst.EmptyLine():
                return cst.RemoveFromParent()
        return super().on_leave(original_node, updated_node)


def test_it_changes_what_libcst_changes():
    module = cst.parse_module(SOURCE)
    made = visited(module, Doubled())
    assert made.code == module.visit(Doubled()).code
    assert "osos; import syssys" in made.code and "{bb!r:>{cc}}" in made.code


@pytest.mark.parametrize("source", [SOURCE, "", "x = 1\n"])
def test_what_does_not_change_stays_the_same_object(source):
    module = cst.parse_module(source)
    assert visited(module, Transformer()) is module


def test_only_the_way_to_a_change_is_new():
    module = cst.parse_module("f(a)\ng(1)\n")
    made = visited(module, Doubled())
    assert made.body[0] is not module.body[0]
    assert made.code == "ff(a)\ngg(1)\n"
