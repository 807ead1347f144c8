"""YAML and JSON by key, prose by word, everything else by line; and the marks."""

import pytest

from nb2prod.sync.lines import merge_lines
from nb2prod.sync.marks import Clash, clashes, marks, render
from nb2prod.sync.merging import merge
from nb2prod.sync.words import merge_prose

VALUES = """# Parameters of churn.

# load_data
path: "a.csv"       # cell 2: read_csv

# split_data
size: 0.25          # cell 3: split
seed: 42            # cell 3: split
names: [a, b]
deep:
  one: 1
  two: 2
rows:
- a
- b
"""

# what: by hand, by the notebook, merged (both applied to VALUES, or None: a clash)
YAML = {
    "a value, and its comment": ([("0.25 ", "0.3 ")], [("cell 3", "cell 4")], [("0.25 ", "0.3  "), ("cell 3", "cell 4")]),
    "a longer value, and its comment": (
        [("0.25          #", "0.123456789012345  #")],
        [("cell 3: split\nseed", "cell 4: split\nseed")],
        [("0.25          # cell 3", "0.123456789012345  # cell 4")],
    ),
    "two values": ([("0.25", "0.30")], [("42", "43")], [("0.25", "0.30"), ("42", "43")]),
    "the same value said another way": ([("0.25", "0.5 ")], [("0.25", ".5  ")], [("0.25", "0.5 ")]),
    "a key each": (
        [("seed: 42", "mine: 1  # why\nseed: 42")],
        [("seed: 42", "theirs: 2\nseed: 42")],
        [("seed: 42", "mine: 1  # why\ntheirs: 2\nseed: 42")],
    ),
    "a comment of a person stays": (
        [("size: 0.25", "# agreed with Ann\nsize: 0.25")],
        [("size: 0.25", "size: 0.35"), ("cell 2", "cell 9")],
        [("size: 0.25", "# agreed with Ann\nsize: 0.35"), ("cell 2", "cell 9")],
    ),
    "both commented": ([("# cell 2: read_csv", "# ours")], [("cell 2", "cell 9")], [("# cell 2: read_csv", "# ours")]),
    "a key deleted by hand, whose cell moved": (
        [("seed: 42            # cell 3: split\n", "")],
        [("cell 3", "cell 4")],
        [("seed: 42            # cell 3: split\n", ""), ("cell 3", "cell 4")],
    ),
    "a key that the notebook dropped": (
        [("0.25", "0.3 ")],
        [("seed: 42            # cell 3: split\n", "")],
        [("0.25", "0.3 "), ("seed: 42            # cell 3: split\n", "")],
    ),
    "the order of a person": (
        [("names: [a, b]\n", ""), ("# load_data\n", "names: [a, b]\n\n# load_data\n")],
        [("42", "43")],
        [("names: [a, b]\n", ""), ("# load_data\n", "names: [a, b]\n\n# load_data\n"), ("42", "43")],
    ),
    "inside a mapping": ([("one: 1", "one: 5")], [("two: 2", "two: 6\n  three: 3")], [("one: 1", "one: 5"), ("two: 2", "two: 6\n  three: 3")]),
    "inside a list": ([("- a\n", "- z\n- a\n")], [("- b\n", "- b\n- c\n")], [("- a\n", "- z\n- a\n"), ("- b\n", "- b\n- c\n")]),
    "kept": ([("0.25          # cell 3: split", "0.3  # nb2prod: keep")], [("0.25", "0.5 ")], [("0.25          # cell 3: split", "0.3  # nb2prod: keep")]),
    "one value, two ways": ([("0.25", "0.3 ")], [("0.25", "0.5 ")], None),
    "edited and dropped": ([("42", "43")], [("seed: 42            # cell 3: split\n", "")], None),
    "deleted and changed": ([("seed: 42            # cell 3: split\n", "")], [("42", "43")], None),
    "a list replaced by a value": ([("rows:\n- a\n- b\n", "rows: 3\n")], [("- b\n", "- b\n- c\n")], None),
}  # fmt: skip


def edited(text, pairs):
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("what", YAML)
def test_yaml(what):
    by_hand, by_notebook, wanted = YAML[what]
    yours, new = edited(VALUES, by_hand), edited(VALUES, by_notebook)
    merged = merge("config.yaml", VALUES, yours, new)
    assert clashes(merged) == (wanted is None), render(merged)
    if wanted is not None:
        assert render(merged) == edited(VALUES, wanted)


@pytest.mark.parametrize(
    "text", ["a: 1\na: 2\n", "- 1\n", "a: &x 1\nb: *x\n", "just text\n", "{a: 1}\n", "a: 1\r\nb: 2\r\n"]
)
def test_other_yaml_merges_by_line(text):
    assert render(merge("a.yaml", text, f"# mine\n{text}", f"{text}# theirs\n")) == f"# mine\n{text}# theirs\n"


def test_a_merge_that_is_no_yaml_is_a_clash():
    base = "- a:\n    b: 1\n    c: 1\n    d: 1\n    e: 1\n"
    yours = base.replace("    e: 1\n", "    e:\n      f: 1\n")
    new = base.replace("    d: 1\n", "  - d\n  -\n")
    merged = merge("a.yaml", base, yours, new)
    assert clashes(merged) and "f: 1" in render(merged)


JSON = [
    ('{"a": 1}', '{"a": 1, "b": 2}', '{"a": 3}', '{"a": 3, "b": 2}'),
    ('{"a": {"x": 1}}', '{"a": {"x": 1, "y": 2}}', '{"a": {"x": 1}, "c": [1]}', '{"a": {"x": 1, "y": 2}, "c": [1]}'),
    ('{"a": 1, "b": 1}', '{"b": 1}', '{"a": 1, "b": 2}', '{"b": 2}'),
    ('{\n  "a": 1\n}\n', '{\n  "z": "é",\n  "a": 1\n}\n', '{\n  "a": 2\n}\n', '{\n  "z": "é",\n  "a": 2\n}\n'),
]


@pytest.mark.parametrize("base, yours, new, merged", JSON)
def test_json(base, yours, new, merged):
    assert render(merge("a.json", base, yours, new)) == merged


def test_one_value_of_json_two_ways():
    merged = merge("a.json", '{\n"a": 1\n}\n', '{\n"a": 2\n}\n', '{\n"a": 3\n}\n')
    assert clashes(merged)


LINES = [
    ("a\nb\nc\n", "a\nx\nb\nc\n", "a\nb\nc\ny\n", "a\nx\nb\nc\ny\n"),
    ("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n"),
    ("a\n", "a", "a\n", "a"),
    ("a\nb\nc", "a\nb\nc\n", "x\nb\nc", "x\nb\nc\n"),
    ("", "a\n", "", "a\n"),
    ("a\x0cb\u2028c\n", "a\x0cb\u2028c\nd\n", "a\x0cb\u2028c\n", "a\x0cb\u2028c\nd\n"),
]


@pytest.mark.parametrize("base, yours, new, merged", LINES)
def test_lines(base, yours, new, merged):
    assert render(merge_lines(base, yours, new)) == merged


@pytest.mark.parametrize(
    "base, yours, new",
    [("a\nb\n", "a\nx\n", "a\ny\n"), ("a\nb\n", "x\nb\n", "a\ny\n"), ("a\n", "a\nx\n", "a\ny\n"), ("a\n", "", "b\n")],
)
def test_lines_that_clash(base, yours, new):
    assert clashes(merge_lines(base, yours, new))


def test_words():
    assert merge_prose("Clean (cell 3).\n", "Clean it (cell 3).\n", "Clean (cell 4).\n") == ("Clean it (cell 4).\n",)
    assert clashes(merge_prose("Clean up.\n", "Clean it.\n", "Clean all.\n"))


BESIDE = [
    ("| 1 |\n| 2 |\n", "| 1 |\n| 2 |\n\n## Ours\n", "| 2 |\n| 3 |\n", "| 2 |\n| 3 |\n\n## Ours\n"),
    ("| 1 |\n", "ours\n| 1 |\n", "| 2 |\n", "ours\n| 2 |\n"),
    ("a\n| 1 |\nb\n", "a\n| 1 | ours |\nb\n", "a\n| 1 |\n| 2 |\nb\n", "a\n| 1 | ours |\n| 2 |\nb\n"),
    ("| 1 |\n", "| 1 |\nours\n", "| 1 |\n\nnew\n", "| 1 |\nours\n\nnew\n"),
    ("| 1 |\n", "| 1 |\n\nours\n", "| 1 |\n\nnew\n", None),
    ("| 1 |\n", "| 1 |\nours\n", "| 1 |\n| 2 |\n", None),  # both write in one place: which comes first?
    ("| 1 |\n", "| 1 |\nours\n", "", None),  # what it stood beside is gone
    ("| 1 |\n", "", "| 1 |\n| 2 |\n", None),
    ("| 1 |", "| 1 |\nours", "| 2 |", None),
    ("| 1 |\n", "ours\n| 1 |\nours\n", "| 2 |\n", None),
]


@pytest.mark.parametrize("base, yours, new, merged", BESIDE)
def test_prose_beside_what_changed(base, yours, new, merged):
    made = merge_prose(base, yours, new)
    assert render(made) == merged if merged is not None else clashes(made)


def test_a_toml_that_would_not_parse_is_a_clash():
    base = 'a = [\n    "x",\n    "y",\n]\nb = 1\n'
    yours = base.replace("]\nb", '    "mine",\n]\nb')
    new = 'a = ["x"]\nb = 1\n'
    assert clashes(merge("pyproject.toml", base, yours, new))


def test_marks_are_gits():
    text = render((("a\n"), Clash("b\n", "y", "")))
    assert text == (
        "a\n<<<<<<< yours (edited by hand)\ny\n||||||| base (generated last)\nb\n=======\n>>>>>>> nb2prod (generated now)\n"
    )
    assert marks(text) == [2, 7]
    assert marks("a <<<<<<< b\n  <<<<<<< \n>>>>>>>>\n<<<<<<<\n>>>>>>> x\n") == [4, 5]
