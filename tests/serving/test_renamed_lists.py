"""Columns of a list that training knows and that a table renames: `@10@600` is list 10 as record 600 calls it."""

import ast

import pytest

from nb2prod.plan.serving.derive import _columns
from nb2prod.plan.serving.unselected import where_chosen
from nb2prod.plan.serving.values import Deps

RENAMED = Deps(frozenset({"@10@600"}))


def test_a_renamed_list_is_no_choice_of_columns():
    assert where_chosen(None, [], ast.Constant(1), "df", RENAMED) == ([], RENAMED)


@pytest.mark.parametrize("names", [{"@10@600"}, {"a@5"}, {"#3"}])
def test_whose_columns_nobody_can_name(names):
    assert _columns(None, Deps(frozenset(names)), None) == (None, ())
