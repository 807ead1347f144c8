import pytest

from nb2prod.emit.format import format_python
from nb2prod.model import File

FORMATTED = [
    ("x = { 'a':1 }", 'x = {"a": 1}\n'),
    ("import os\nimport ast", "import ast\nimport os\n"),
    ("from mine import a\nimport pandas", "import pandas\n\nfrom mine import a\n"),
    ("match x:\n  case 1: pass", "match x:\n    case 1:\n        pass\n"),
    ("type A[T] = list[T]", "type A[T] = list[T]\n"),
    ("x = 'Größe \U0001f600'", 'x = "Größe \U0001f600"\n'),
    ("import os  # noqa: F401\n", "import os  # noqa: F401\n"),
]


@pytest.mark.parametrize("source, expected", FORMATTED)
def test_formatted_and_stable(source, expected):
    once = format_python([File("src/mine/x.py", source)])
    assert once == (File("src/mine/x.py", expected),)
    assert format_python(once) == once


def test_other_files_and_the_order_stay():
    files = (
        File("z.md", "x  =  1"),
        File("src/mine/b.py", "b  = 1"),
        File("a.yaml", "a:   1"),
        File("tests/a.py", "a  = 1"),
    )
    done = format_python(files)
    assert [file.path for file in done] == [file.path for file in files]
    assert [file.text for file in done] == ["x  =  1", "b = 1\n", "a:   1", "a = 1\n"]


def test_nothing_to_format():
    assert format_python([]) == ()


def test_what_is_not_python_is_our_fault():
    with pytest.raises(RuntimeError, match=r"bad\.py"):
        format_python([File("src/mine/bad.py", "x = (")])
