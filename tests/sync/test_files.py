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
    ("b", "y", "n", "merge"),
    ("b", "<<<<<<< yours\ny\n>>>>>>> nb2prod\n", "n", "marked"),
    ("b", "<<<<<<< yours\ny\n>>>>>>> nb2prod\n", "b", "marked"),
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


THREE = list(itertools.product([None, "1", "2", "3"], repeat=3))


def after(decided, yours):
    texts = {file.path: file.text for file in yours.files} | {file.path: file.text for file in decided.write.files}
    return Tree(tuple(File(path, text) for path, text in sorted(texts.items()) if path not in decided.delete))


@pytest.mark.parametrize("base, yours, new", THREE)
def test_nothing_of_yours_is_lost(base, yours, new):
    now = after(reconcile(tree(base), tree(yours), tree(new)), tree(yours))
    assert yours in (None, base) or (yours in now.files[0].text and now.files[0].path == "a")


@pytest.mark.parametrize("base, yours, new", THREE)
def test_a_second_run_changes_nothing(base, yours, new):
    first = reconcile(tree(base), tree(yours), tree(new))
    second = reconcile(first.base, after(first, tree(yours)), tree(new), first.waiting)
    assert not second.changes
    assert (second.base, second.waiting, second.conflicts) == (first.base, first.waiting, first.conflicts)


def test_what_both_changed_is_marked():
    decided = reconcile(tree("b"), tree("y"), tree("n"))
    assert (decided.base, decided.conflicts) == (tree("n"), True)
    assert decided.write.files[0].text.splitlines() == [
        "<<<<<<< yours (edited by hand)", "y", "||||||| base (generated last)", "b", "=======", "n",
        ">>>>>>> nb2prod (generated now)",
    ]  # fmt: skip


def test_a_marked_file_waits_for_a_person_and_its_base_with_it():
    marked = reconcile(tree("b"), tree("y"), tree("n")).write
    later = reconcile(tree("n"), marked, tree("m"))
    assert (later.changes, later.conflicts, later.base, later.waiting) == (False, True, tree("n"), ())


def test_an_edit_whose_generation_stayed_is_no_conflict():
    decided = reconcile(tree("b"), tree("y"), tree("b"))
    assert (decided.changes, decided.conflicts, decided.kept, decided.edited) == (False, False, (), ("a",))


def test_a_foreign_file_waits_until_it_is_accepted():
    decided = reconcile(tree(None), tree("y"), tree("n"))
    assert (decided.changes, decided.conflicts, decided.waiting) == (False, True, (("a", "foreign"),))
    later = reconcile(decided.base, tree("y"), tree("m"), decided.waiting)
    assert (later.changes, later.conflicts, later.base) == (False, True, tree("m"))
    accepted = reconcile(decided.base, tree("y"), tree("n"))
    assert (accepted.changes, accepted.conflicts) == (False, False)
    assert reconcile(decided.base, tree(None), tree("n"), decided.waiting).write == tree("n")


def test_a_removed_file_is_a_note():
    assert not reconcile(tree("b"), tree(None), tree("n")).conflicts


def test_line_ends_of_an_editor_are_no_edit_and_stay():
    decided = reconcile(tree("a\nb\n"), tree("a\r\nb\r\n"), tree("a\nc\n"))
    assert decided.write == tree("a\r\nc\r\n")
    assert not reconcile(tree("a\nb\n"), tree("a\r\nb\r\n"), tree("a\nb\n")).changes


def test_a_byte_order_mark_is_an_editors_matter():
    decided = reconcile(tree("a\nb\nc\n"), tree("\ufeffx\r\nb\r\nc\r\n"), tree("a\nb\nd\n"))
    assert (decided.write, decided.conflicts) == (tree("\ufeffx\r\nb\r\nd\r\n"), False)
    assert reconcile(tree("a\nb\n"), tree("\ufeffa\nb\n"), tree("a\nc\n")).write == tree("\ufeffa\nc\n")
    assert not reconcile(tree("a\nb\n"), tree("\ufeffa\nb\n"), tree("a\nb\n")).changes


def test_what_cannot_be_read_waits():
    three = [Tree((File("a.py", text),)) for text in ("x = 1\n", "x = (\n", "x = 2\n")]
    decided = reconcile(*three)
    assert (decided.changes, decided.base, decided.waiting) == (False, three[0], (("a.py", "unreadable"),))
    assert decided.kept[0].because.startswith("line 1 of it is no Python")
