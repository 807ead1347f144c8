import ast
import sys
import tokenize
import tomllib
from io import StringIO

import pytest
import yaml
from jinja2 import UndefinedError

from nb2prod.delivery import attempt
from nb2prod.emit import templates
from nb2prod.emit.templates import (
    comment,
    docstring,
    markdown,
    markdown_code,
    prose,
    python_literal,
    render,
    template_root,
    toml_string,
    yaml_value,
)
from nb2prod.errors import ExitCode

TEXTS = [
    "",
    "plain words",
    'ends with "',
    '"""',
    'a """ b',
    "back \\",
    '\\""" + __import__(\'os\').getcwd() + """',
    "line\nline\rline\x0bline\x85line\u2028line\u2029end",
    "\x00\x07\x1b[0m\x7f",
    "right \u202e to left",
    "emoji \U0001f600, Größe, 漢字",
    "half \ud800 pair",
    "{{ x }} [[ x ]] [% x %] [# x #] ${x} $(x) %s",
    "# heading",
    "a: b #c",
    "- item",
    "yes",
    "1e3",
    "0x10",
    "2020-01-01",
    "~",
    "'",
    "|",
    "!!python/object:os.system x",
    "x" * 5000,
]
NUMBERS = [0, -1, 10**40, True, False, None, 0.1, 1e-05, 1e16, 1.5e300, -0.0, float("inf"), float("-inf")]
CONTAINERS = [
    [],
    {},
    [1, [2.0, ["x"]]],
    {"a": {"b": [None, True]}},
    {1: "int", "1": "str"},
    {"k" * 3000: 1},
    TEXTS,
]


@pytest.mark.parametrize("value", [*TEXTS, *NUMBERS, *CONTAINERS], ids=lambda value: ascii(value)[:20])
def test_yaml_and_python_give_the_value_back(value):
    text = yaml_value(value)
    assert text.isascii() and "\n" not in text
    back = yaml.safe_load(f"key: {text}")["key"]
    assert back == value and type(back) is type(value)
    assert python_literal(value).isprintable()
    assert eval(python_literal(value)) == value


def test_yaml_of_what_yaml_has_otherwise():
    assert yaml.safe_load(yaml_value((1, (2,)))) == [1, [2]]
    assert yaml.safe_load(yaml_value({"b", "a"})) == ["a", "b"]
    assert yaml.safe_load(yaml_value(b"\x00\xff")) == b"\x00\xff"
    assert yaml_value(float("nan")) == ".nan" and python_literal(float("nan")) == 'float("nan")'


@pytest.mark.parametrize("value", [{(1, 2): 3}, object(), 1j])
def test_yaml_refuses_what_it_cannot_say(value):
    with pytest.raises(ValueError):
        yaml_value(value)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_docstring_and_comment_cannot_be_left(text):
    (only,) = ast.parse(f'"""Of {docstring(text)}"""\n').body
    assert isinstance(only, ast.Expr) and isinstance(only.value, ast.Constant)
    marks = {token.type for token in tokenize.generate_tokens(StringIO(comment(text) + "\n").readline)}
    assert marks <= {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}
    assert comment(text).replace("\n", "").isprintable() and yaml.safe_load(comment(text)) is None


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_toml_gives_the_text_back(text):
    assert tomllib.loads(f"x = {toml_string(text)}")["x"] == text.replace("\ud800", "?")


MARKDOWN = [
    ("plain_name and 3.5", "plain_name and 3.5"),
    ("*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"),
    ("<b> & [a](b) | c", "\\<b\\> & \\[a\\](b) \\| c"),
    ("&lt; &#60; D&D", "&amp;lt; &amp;#60; D&D"),
    ("# no heading", "\\# no heading"),
    ("3 apples, 0.5 pears", "3 apples, 0.5 pears"),
    ("- no item", "\\- no item"),
    ("1. no list", "1\\. no list"),
    ("two\nlines", "two lines"),
]


@pytest.mark.parametrize("text, expected", MARKDOWN)
def test_markdown_shows_text_as_it_is(text, expected):
    assert markdown(text) == expected


CODE = [("x", "`x`"), ("a|b", "`a\\|b`"), ("`", "`` ` ``"), ("", "`  `"), ("a\nb", "`a b`")]


@pytest.mark.parametrize("text, expected", CODE)
def test_code_span_is_fenced_by_more_backticks(text, expected):
    assert markdown_code(text) == expected


PROSE = [
    ("`x` is *read*", "`x` is \\*read\\*"),
    ("read `x`", "read `x`"),
    ("one ` alone", "one \\` alone"),
    ("`a` `b`", "`a` `b`"),
]


@pytest.mark.parametrize("text, expected", PROSE)
def test_prose_keeps_code_spans(text, expected):
    assert prose(text) == expected


def test_undefined_name_in_a_template_raises():
    with pytest.raises(UndefinedError):
        render("README.md.jinja", {})


def test_a_template_that_is_gone_is_a_fault_of_ours():
    outcome = attempt(lambda: render("src/gone.py.jinja", {}), "a.ipynb: ")
    assert outcome.code == ExitCode.FAULT
    assert outcome.sentences[0].startswith(f"nb2prod's own file {template_root() / 'src/gone.py.jinja'} is missing")


@pytest.mark.parametrize("writable", [True, False])
def test_compiled_templates_are_kept_beside_them_where_one_can_write(writable, tmp_path, monkeypatch):
    monkeypatch.setattr(templates, "template_root", lambda: tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    if not writable:
        (tmp_path / "__pycache__").write_text("no folder")
    for text, rendered in (("a [[ 1 ]]", "a 1"), ("a [[ 1 ]]", "a 1"), ("b [[ 1 ]]", "b 1")):  # new, kept, changed
        (tmp_path / "x").write_text(text)
        templates._environment.cache_clear()
        assert templates.render("x", {}) == rendered
        assert len([*tmp_path.glob("__pycache__/*")]) == writable
    templates._environment.cache_clear()
