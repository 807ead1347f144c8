"""Remarks of the notebook that its own code fails: the cell, and what is told of it."""

import pytest

from tests.notebooks import planned

TABLE = [
    (
        "# EXAMPLE: This doesn't work because of the text\nx = float('a')",
        ["EXAMPLE: This doesn't work because of the text"],
    ),
    ("# This won't work since numbers are missing\nx = float('a')", ["This won't work since numbers are missing"]),
    ("# Raises an error because of the shapes\nx = float('a')", ["Raises an error because of the shapes"]),
    ("# This will error as the shapes differ\nx = float('a')", ["This will error as the shapes differ"]),
    ("# Predict the price (doesn't work)\nx = float('a')", ["Predict the price (doesn't work)"]),
    ("x = float('a')  # this doesn't work...", ["this doesn't work..."]),
    ("# This won't work\n# x = float('a')", []),  # nothing of it is code
    ("try:\n    x = float('a')  # raises an error\nexcept ValueError:\n    x = 0", []),
    ("# Error of the first model\nx = 1", []),
    ("# what is not found\n# will fail later\nx = 1", []),  # the end of a longer remark
    ("x = len('a')  # but mean() won't work since it is a text", []),
    ('text = "# this won\'t work"\nx = text', []),
]


@pytest.mark.parametrize(("cell", "said"), TABLE)
def test_what_the_notebook_says_of_its_own_code(cell, said):
    found = [f.text for f in planned(f"x = 1\n{cell}\n\n# what came of it\nprint(x)").findings if f.code == "NB151"]
    assert [text.partition('"')[2].partition('"')[0] for text in found] == said
