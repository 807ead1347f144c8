r"""What IPython gives a name beside Python's own values: captured output, and lines of a shell command.

%%capture said                 with contextlib.redirect_stdout(io.StringIO()) as said:
print("hi")              ->        print("hi")
text = said.stdout             text = said.getvalue()
parse(said)                    said = types.SimpleNamespace(stdout=said.getvalue(), stderr=""), behind the block

files = !ls                    a plain list of lines, so
files.n                  ->    "\n".join(files)
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nb2prod.read.call import Outcome
from nb2prod.read.session import Replacement, span_of
from nb2prod.walking import children

CAPTURE = re.compile(r"^%%capture[ \t]+(?:--?[\w-]+[ \t]+)*([A-Za-z_]\w*)", re.MULTILINE)
LINES = re.compile(r"^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(?:!|%sx\b|%system\b)", re.MULTILINE)
OTHERWISE = re.compile(r"^[ \t]*([A-Za-z_]\w*)[ \t]*=(?![ \t]*(?:[!=]|%s))", re.MULTILINE)
JOINED = {"s": " ", "spstr": " ", "n": "\n", "nlstr": "\n"}
IMPORTS = frozenset({"contextlib", "io"})
WHOLE = frozenset({"types"})  # besides, where the object itself goes on


@dataclass(frozen=True)
class Special:
    """Names of a notebook that hold such a value."""

    captured: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()  # of the captured ones, those that are handed on as they are


def special_names(sources: Sequence[str]) -> Special:
    """The names, without those that some cell binds to something else as well."""
    captured, lines, otherwise = (
        {name for source in sources for name in pattern.findall(source)} for pattern in (CAPTURE, LINES, OTHERWISE)
    )
    captured, lines = captured - otherwise - lines, lines - otherwise - captured
    whole = {name for name in captured if any(_handed_on(name, source) for source in sources)}
    return Special(frozenset(captured), frozenset(lines), frozenset(whole))


def _handed_on(name: str, source: str) -> bool:
    """Whether the name is used otherwise than to ask for its text or to show it."""
    return re.search(rf"(?<![\w.]){name}\b(?!\s*(?:\.stdout\b|\.show\(|\(\)))", CAPTURE.sub("", source)) is not None


def wrapped(lines: Sequence[str], at: int, name: str, *, whole: bool = False) -> list[str]:
    """The lines of a cell with everything below line `at` in a block that keeps what is printed.

    `whole`: the name then holds an object that has it as IPython's does.
    """
    below = list(lines[at + 1 :])
    inside = _inside_strings("\n".join(below))
    body = [line if n in inside or not line.strip() else f"    {line}" for n, line in enumerate(below, 1)]
    empty = not any(line.strip() and not line.strip().startswith("#") for line in body)
    head = f"with contextlib.redirect_stdout(io.StringIO()) as {name}:{' pass' if empty else ''}"
    behind = [f'{name} = types.SimpleNamespace(stdout={name}.getvalue(), stderr="")'] if whole else []
    return [*lines[:at], head, *body, *behind]


def _inside_strings(text: str) -> set[int]:
    """Lines that begin inside a string: an indentation would be part of it."""
    found: set[int] = set()
    opened: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name == "FSTRING_START":  # since 3.12; before, an f-string is a STRING
            opened.append(token.start[0])
        if name in ("STRING", "FSTRING_END"):
            first = token.start[0] if name == "STRING" else opened.pop()
            found.update(range(first + 1, token.end[0] + 1))
    return found


def in_plain_python(tree: ast.Module, lines: Sequence[str], special: Special) -> Iterator[Replacement]:
    """What reads such values, as Python that reads the plain ones."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Expr) and _look(node.value, special):
            yield Replacement(*span_of(node, lines), True, outcome=Outcome("it only shows what was printed"))
        elif isinstance(node, ast.expr) and (python := _plain(node, special)):
            imports = frozenset({"re"}) if "re.search" in python else frozenset[str]()
            outcome = Outcome("it reads a value of IPython, which is a plain one here", python, imports=imports)
            yield Replacement(*span_of(node, lines), False, outcome=outcome)
        else:
            todo += children(node)


def _look(node: ast.expr, special: Special) -> bool:
    """`said.show()`, `said()`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="show") | ast.Name(id=name), args=[]):
            return name in special.captured
    return False


def _plain(node: ast.expr, special: Special) -> str:
    """`said.stdout`, `files.n`, `files.grep("csv")`, `files.fields(0)`."""
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr="stdout") if name in special.captured - special.whole:
            return f"{name}.getvalue()"
        case ast.Attribute(value=ast.Name(id=name), attr="l" | "list") if name in special.lines:
            return name
        case ast.Attribute(value=inner, attr=attribute) if attribute in JOINED and (of := _lines(inner, special)):
            return f"{JOINED[attribute]!r}.join({of})"
    return _lines(node, special) if isinstance(node, ast.Call) else ""


def _lines(node: ast.expr, special: Special) -> str:
    """A list of lines, by name or as a selection of another one."""
    match node:
        case ast.Name(id=name) if name in special.lines:
            return name
        case ast.Call(func=ast.Attribute(value=inner, attr=method), args=[ast.Constant(value=given)], keywords=[]):
            of = _lines(inner, special)
            if of and method == "grep" and isinstance(given, str):
                return f"[line for line in {of} if re.search({given!r}, line, re.IGNORECASE)]"
            if of and method == "fields" and isinstance(given, int):
                return f"[line.split()[{given}] for line in {of} if len(line.split()) > {given}]"
    return ""
