"""Comments beside code that is not what it was: which go, and which stay."""

import libcst as cst
import pytest

from nb2prod.rewrite.comments import code, left, outdated, words

OUTDATED = [  # the comment, literals that became names, whether it says one of them
    ("# multiply the std by 3", ["3"], True),
    ("# 20% of the data", ["0.2"], True),
    ("# proportions 80/20", ["0.8"], True),
    ("# value at right tail of distribution", ["'right'"], True),
    ("# seed of 42", ["42", "0.2"], True),
    ("# cv of 5", ["3"], False),
    ("# at version 1.5", ["5"], False),
    ("# column x3", ["3"], False),
    ("# the rightmost one", ["'right'"], False),
    ("# use a seed", ["42"], False),
    ("# x", ["'x'"], False),
    ("# True or 1", ["True"], False),
]


@pytest.mark.parametrize(("comment", "olds", "goes"), OUTDATED)
def test_what_says_an_old_value(comment, olds, goes):
    assert outdated(comment, olds) is goes


CODE = [
    ("# scaler = MinMaxScaler()", True),
    ("# df.head()", True),
    ("#print(x)", True),
    ("# df['time'] = time", True),
    ("# import numpy as np", True),
    ("# R2 = 1 - rest / total", False),
    ("# shape (n, 3)", False),
    ("# load the data", False),
    ("# O(n)", False),
    ("# https://example.org/a(b)", False),
    ("# noqa", False),
]


@pytest.mark.parametrize(("comment", "goes"), CODE)
def test_what_is_code(comment, goes):
    assert code(comment) is goes


LEFT = [  # the lines above, whether all that showed is there, what is left
    ("# read the data", True, ["# read the data"]),
    ("# transform and visualise the data", False, []),
    ("# transform and visualise the data", True, ["# transform and visualise the data"]),
    ("# split\n# 20% for testing", True, []),
    ("# split\n\n# 20% for testing", True, ["# split"]),
    ("# one\n# two, 20% of it\n# three", True, ["# one", "# two, 20% of it", "# three"]),
    ("# why so\n# x = make(3)", True, ["# why so"]),  # another form of the same
    ("# the same by hand:\n# y = make(3)", True, []),
    ("# one\n# y = make(3)\n# two", True, ["# two"]),
    ("# read it\n\n# y = make(3)", True, ["# read it"]),
    ("# $HIDE_INPUT$\n# _UNCOMMENT_IF(PROD)_\n# why so\n# ======", True, ["# why so"]),
    ("# this cell generates Figure 5", False, []),
    ("# this cell generates Figure 5", True, ["# this cell generates Figure 5"]),
]


@pytest.mark.parametrize(("above", "shows", "stays"), LEFT)
def test_what_is_left_above_a_statement(above, shows, stays):
    first = cst.parse_module(f"pass\n{above}\nx = f(0.2)\n").body[1]
    found = left(first.leading_lines, ["0.2"], shows, {"x", "f"})
    assert [line.comment.value for line in found if line.comment is not None] == stays


WORDS = [  # the lines above, what they say of the value below
    ("# check for gaps", "check for gaps"),
    ("# one\n# two", ""),
    ("# one\n\n# two:", "two"),
    ("# x = make(3)", ""),
    ("# what is this?", ""),
    ("# NOTE", ""),
    ("# " + "long " * 20, ""),
    ("", ""),
]


@pytest.mark.parametrize(("above", "said"), WORDS)
def test_what_a_comment_says_of_the_value_below(above, said):
    assert words(cst.parse_module(f"pass\n{above}\nx\n").body[1].leading_lines) == said


ELSEWHERE = [  # the remark, the code that went or moved, the code that stays, whether the remark does
    ("# transforming the training and testing data", "test_t = t.transform(X_test)", "train_t = t.transform(X)", False),
    ("# Using cross val score", "np.mean(cross_val_score(lr, X, y))", "pt = PowerTransformer()", False),
    ("# scale the rows", "test_t = t.transform(X_test)", "train_t = scale(X)", True),  # what went is not spoken of
    ("# cross validate", "cross_val_score(a, X, y)", "cross_val_score(b, X, y)", True),  # what stays is it, too
    ("# a test", "", "x = 1", True),
]


@pytest.mark.parametrize(("remark", "away", "here", "stays"), ELSEWHERE)
def test_what_is_said_of_code_that_stands_elsewhere(remark, away, here, stays):
    lines = [cst.EmptyLine(comment=cst.Comment(remark))]
    assert left(lines, [], True, (), (away, here)) == (lines if stays else [])
