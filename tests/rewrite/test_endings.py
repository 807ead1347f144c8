"""How the body of a step ends: what it hands back."""

import libcst as cst
import pytest

from nb2prod.rewrite.endings import ended

TABLE = [  # body, outputs, names that are not the notebook's, the body as it ends
    ("df = read(p)", "df", "", "return read(p)"),
    ("df = read(p)\ndf.sort()", "df", "", "df = read(p)\ndf.sort()\nreturn df"),
    ("acc = score(m)\nm_acc = acc", "m_acc", "m_acc", "acc = score(m)\nreturn acc"),
    ("acc = score(m)\nm_acc = acc\nsay(acc)", "m m_acc", "m_acc", "acc = score(m)\nsay(acc)\nreturn m, acc"),
    ("m_acc = acc\nacc = 3", "m_acc", "m_acc", "m_acc = acc\nacc = 3\nreturn m_acc"),  # bound again
    ("m_acc = acc\nfor acc in x:\n    pass", "m_acc", "m_acc", "m_acc = acc\nfor acc in x:\n    pass\nreturn m_acc"),
    ("m_acc = acc\nimport acc", "m_acc", "m_acc", "m_acc = acc\nimport acc\nreturn m_acc"),
    ("m_acc = acc\nsay(m_acc)", "m_acc", "m_acc", "m_acc = acc\nsay(m_acc)\nreturn m_acc"),  # used
    ("b = a\nsay(a)", "b", "", "b = a\nsay(a)\nreturn b"),  # the notebook's own line
    ("m_acc = acc\nsay(1)", "acc m_acc", "m_acc", "m_acc = acc\nsay(1)\nreturn acc, m_acc"),
]


@pytest.mark.parametrize(("body", "outputs", "aliases", "expected"), TABLE)
def test_what_a_step_hands_back(body, outputs, aliases, expected):
    lines = ended(list(cst.parse_module(body).body), tuple(outputs.split()), aliases.split())
    assert cst.Module(lines).code.strip() == expected
