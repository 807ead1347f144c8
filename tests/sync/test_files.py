"""The table of decisions, and the laws of merging that already hold."""

import itertools

import pytest

from nb2prod.model import File, Tree
from nb2prod.sync import decide, reconcile

TABLE = [
    # base, yours, new, decision
    (None, None, "n", "write"),
    (None, "n", "n", "same"),
    (None, "y", "n", "foreign"),
    ("b", "b", "n", "write"),
    ("b", "b", "b", "same"),
    ("b", "n", "n", "same"),
    ("b", "y", "n", "edited"),
    ("b", "y", "b", "edited"),
    ("b", None, "n", "removed"),
    ("b", None, "b", "removed"),
    ("b", "b", None, "delete"),
    ("b", None, None, "same"),
    ("b", "y", None, "left over"),
]


def tree(text):
    return Tree(()) if text is None else Tree((File("a", text),))


@pytest.mark.parametrize("base, yours, new, decision", TABLE)
def test_table(base, yours, new, decision):
    assert decide(base, yours, new) == decision


@pytest.mark.parametrize("base, yours, new", list(itertools.product([None, "1", "2", "3"], repeat=3)))
def test_nothing_of_yours_is_lost(base, yours, new):
    decided = reconcile(tree(base), tree(yours), tree(new))
    touched = bool(decided.write.files or decided.delete)
    assert not touched or yours in (None, base)


@pytest.mark.parametrize("base, yours, new", list(itertools.product([None, "1", "2", "3"], repeat=3)))
def test_a_second_run_changes_nothing(base, yours, new):
    first = reconcile(tree(base), tree(yours), tree(new))
    after = first.write if first.write.files else Tree(()) if first.delete else tree(yours)
    second = reconcile(first.base, after, tree(new))
    assert not second.changes
    assert (second.base, second.kept) == (first.base, first.kept)


def test_a_kept_file_keeps_its_base():
    decided = reconcile(tree("b"), tree("y"), tree("n"))
    assert decided.base == tree("b")
    assert [(kept.path, kept.conflict) for kept in decided.kept] == [("a", True)]


def test_a_foreign_file_gets_no_base():
    decided = reconcile(tree(None), tree("y"), tree("n"))
    assert (decided.base, decided.conflicts) == (tree(None), True)


def test_a_removed_file_is_a_note():
    assert not reconcile(tree("b"), tree(None), tree("n")).conflicts
