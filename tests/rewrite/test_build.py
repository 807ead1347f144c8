"""Python made as syntax: whatever text goes in, the same text comes out, as data."""

import ast

import libcst as cst
import pytest

from nb2prod.rewrite.build import (
    assign,
    bare_tuple,
    call,
    dictionary,
    docstring,
    dotted,
    function,
    line,
    parameter,
    returns,
    string,
)


def code(*nodes):
    return cst.Module(
        [
            node if isinstance(node, (cst.SimpleStatementLine, cst.BaseCompoundStatement)) else line(cst.Expr(node))
            for node in nodes
        ]
    ).code


TEXTS = [
    "plain",
    "",
    '"',
    "'",
    '"""',
    "'''",
    "\\",
    'ends with "',
    "ends with \\",
    'a """ b \\',
    "\n",
    "\r",
    "\x00",
    "\u2028",
    "\x85",
    "{x} %s",
    "é数据",
    "\ud800",
    "\\N{DASH}",
    '"""\nimport os\n"""',
]


@pytest.mark.parametrize("text", TEXTS, ids=map(ascii, TEXTS))
def test_strings_hold_any_text(text):
    assert ast.literal_eval(code(string(text)).strip()) == text


@pytest.mark.parametrize("text", [t for t in TEXTS if t], ids=[ascii(t) for t in TEXTS if t])
def test_docstrings_hold_any_text_and_nothing_else(text):
    source = cst.Module([function("f", [], [], text)]).code.encode("utf-8", "backslashreplace").decode()
    (made,) = ast.parse(source).body
    assert isinstance(made, ast.FunctionDef) and len(made.body) == 1
    assert isinstance(made.body[0], ast.Expr) and isinstance(made.body[0].value, ast.Constant)
    assert isinstance(code(docstring(text)), str)


TABLE = [
    (dotted("a.b.c"), "a.b.c"),
    (dotted("a"), "a"),
    (call("f.g", [cst.Name("x")], k=cst.Name("y")), "f.g(x, k=y)"),
    (assign([], cst.Name("x")), "x"),
    (assign(["a"], cst.Name("x")), "a = x"),
    (assign(["a", "b"], cst.Name("x")), "a, b = x"),
    # the parentheses of a call held its lines together
    (assign(["a"], cst.parse_expression("f(d\n.t\n[1]\n)").args[0].value), "a = d.t[1]"),
    (assign([], cst.parse_expression("f(d\n+ 1)").args[0].value), "d + 1"),
    (assign(["a"], cst.parse_expression("f(n for n in d)").args[0].value), "a = (n for n in d)"),
    (assign([], cst.parse_expression("f(a := 1)").args[0].value), "(a := 1)"),
    (bare_tuple(["a", "b"]), "a, b"),
    (dictionary([("k'", "v.w")]), '{"k\'": v.w}'),
    (dictionary([]), "{}"),
]


@pytest.mark.parametrize(("node", "source"), TABLE, ids=[row[1] for row in TABLE])
def test_built(node, source):
    assert ast.dump(ast.parse(code(node))) == ast.dump(ast.parse(source))


def test_functions():
    made = function(
        "f",
        [parameter("a", "int"), parameter("b", "", cst.Name("None"))],
        returns(["a", "b"]),
        "Doc.",
        "tuple[int, int]",
    )
    assert (
        cst.Module([made]).code.strip()
        == 'def f(a: int, b = None) -> tuple[int, int]:\n    """Doc."""\n    return a, b'
    )
    assert returns([]) == []
    assert cst.Module([function("f", [], [])]).code.strip() == "def f():\n    pass"
