"""What the notebook holds at its end, the workflow's module holds, too: also a fixed value that only functions read."""

import ast

import pytest

from tests.notebooks import project

FIND = "def find(item):\n    return prices.get(item, 0)"
CASES = [  # the last cell, what run.py imports from definitions.py
    ("x = find('fish')\nprint(x)", {"find", "prices"}),
    ("x = find('fish')\nprint(x, prices)", {"find", "prices"}),
]


@pytest.mark.parametrize(("last", "names"), CASES)
def test_fixed_values_are_held(last, names):
    module = ast.parse(project("prices = {'fish': 8}", FIND, last)["src/paper/run.py"])
    imports = [node for node in module.body if isinstance(node, ast.ImportFrom) and node.module == "paper.definitions"]
    assert {alias.name for node in imports for alias in node.names} == names
