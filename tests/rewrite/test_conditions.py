"""A condition without its first branch says the opposite."""

import libcst as cst
import pytest

from nb2prod.rewrite.conditions import inverted

TABLE = [
    ("if a:\n    pass\nelse:\n    b = 1\n", "if not a:\n    b = 1\n"),
    ("if a and c:\n    pass\nelse:\n    b = 1\n", "if not (a and c):\n    b = 1\n"),
    ("if a.b(c):\n    pass\nelse:\n    b = 1\n", "if not a.b(c):\n    b = 1\n"),
    ("if a:\n    pass\nelif c:\n    b = 1\n", "if a:\n    pass\nelif c:\n    b = 1\n"),
]


@pytest.mark.parametrize(("before", "after"), TABLE)
def test_inverted(before, after):
    module = cst.parse_module(before)
    assert module.with_changes(body=[inverted(module.body[0])]).code == after
