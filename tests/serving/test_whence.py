"""What a reason says of code: short code as it stands, else what is called, and no piece of it."""

import pytest

from nb2prod.plan.serving.bound import unfollowed
from nb2prod.plan.serving.whence import plainly
from tests.notebooks import planned

LONG = "{'a': 'sum', 'b': 'mean', 'c': ['max', 'min'], 'd': 'first'}"
REASONS = [
    ("rows.rank() is not known to work row by row", "rows.rank() is not known to work row by row"),
    (f"g.groupby('k').agg({LONG}).reset_index() is not known", "a call of reset_index is not known"),
    (f"split(df, {LONG}): its arguments are not followed", "a call of split: its arguments are not followed"),
    (
        f"how one row comes through df.agg({LONG}) is not followed",
        "how one row comes through a call of agg is not followed",
    ),
    (f"df[{LONG}[name_of_the_column]] changes rows", "what is made of df changes rows"),
    ("which rows a filter leaves is not followed, and a prediction may ask for them", None),
]


@pytest.mark.parametrize(("reason", "said"), REASONS, ids=[row[0][:30] for row in REASONS])
def test_no_piece_of_code_is_a_reason(reason, said):
    assert plainly(reason) == (said or reason)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("from beside import *", "what NAMES is, an import of * says alone"),
        ("import beside", "NAMES is bound nowhere"),
        ("with beside() as NAMES:\n    print(NAMES)", "how NAMES is made is not followed"),
    ],
)
def test_a_name_that_nobody_knows(cell, said):
    assert unfollowed(planned(cell, "print(NAMES)").program, "NAMES") == said
