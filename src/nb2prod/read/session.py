"""IPython's shell object in plain Python: get_ipython().run_line_magic("cd", "data") is `%cd data`.

Exported scripts are full of it, and outside a notebook the name does not exist. What is no magic becomes None.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nb2prod.knowledge.findings import finding
from nb2prod.read.call import Outcome
from nb2prod.read.compiling import parse
from nb2prod.read.refusals import Refusal
from nb2prod.walking import children, walk

_NAME = "get_ipython"
# method -> how it is written as IPython syntax
_METHODS = {
    "magic": "magic", "run_line_magic": "magic", "run_cell_magic": "cell", "system": "shell", "getoutput": "shell",
    "run_cell": "cell", "ex": "cell",
}  # fmt: skip


@dataclass(frozen=True)
class Replacement:
    """One expression or statement over a span (columns in characters) that something else must stand for."""

    line: int
    column: int
    end_line: int
    end_column: int
    statement: bool
    method: str = ""  # "magic", "shell" or "cell"
    text: str = ""
    target: str = ""  # not empty when the value is used
    outcome: Outcome | None = None  # when it is no magic


def is_automagic(source: str, names: frozenset[str], pattern: re.Pattern[str]) -> bool:
    """Tell `ls` or `ls -l`, alone in its cell and never bound, from Python that looks the same."""
    match = pattern.match(source.strip()) if "\n" not in source.strip() else None
    return match is not None and match["name"] not in names


def replacements(tree: ast.Module, lines: Sequence[str], shells: frozenset[str]) -> Iterator[Replacement]:
    """Yield what to replace, outermost first and never one inside another."""
    for node in children(tree):
        yield from _visit(node, lines, shells)


def _visit(node: ast.AST, lines: Sequence[str], shells: frozenset[str]) -> Iterator[Replacement]:
    if isinstance(node, ast.Expr) and _rooted(node.value, shells):
        yield _replacement(node, node.value, lines, shells, statement=True)
    elif isinstance(node, ast.ImportFrom) and any(alias.name == _NAME for alias in node.names):
        yield _imported(node, lines)
    elif isinstance(node, ast.expr) and _rooted(node, shells):
        if not (isinstance(node, ast.Name) and node.id in shells):
            yield _replacement(node, node, lines, shells, statement=False)
    else:
        for child in children(node):
            yield from _visit(child, lines, shells)


def _rooted(node: ast.expr, shells: frozenset[str]) -> bool:
    """Tell whether this chain of attributes, calls and items starts at the shell object."""
    while True:
        if isinstance(node, ast.Name):
            return node.id == _NAME or (node.id in shells and isinstance(node.ctx, ast.Load))
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        else:
            return False


def _replacement(
    node: ast.stmt | ast.expr, value: ast.expr, lines: Sequence[str], shells: frozenset[str], *, statement: bool
) -> Replacement:
    span = span_of(node, lines)
    method, text = _as_syntax(value, shells)
    target = "" if statement else "the value"
    if method == "cell" and not statement:
        method = ""
    if method:
        return Replacement(*span, statement, method, text, target)
    shown = ast.unparse(value)
    report = finding("NB015", line=span[0], source=shown)
    outcome = Outcome(
        "IPython's shell object does not exist outside a notebook",
        python="" if statement else "None",
        roles=("other",),
        findings=(report,),
    )
    return Replacement(*span, statement, outcome=outcome)


def _imported(node: ast.ImportFrom, lines: Sequence[str]) -> Replacement:
    kept = [alias for alias in node.names if alias.name != _NAME]
    python = ast.unparse(ast.ImportFrom(node.module, kept, node.level)) if kept else ""
    because = "IPython's shell object does not exist outside a notebook"
    return Replacement(*span_of(node, lines), True, outcome=Outcome(because, python, roles=("import",)))


def _as_syntax(node: ast.expr, shells: frozenset[str]) -> tuple[str, str]:
    """Give the method's kind and its text as IPython syntax, or two empty strings."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.keywords):
        return "", ""
    root = node.func.value
    called = isinstance(root, ast.Call) and isinstance(root.func, ast.Name) and root.func.id == _NAME
    named = isinstance(root, ast.Name) and root.id in shells
    words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    texts = [word for word in words if isinstance(word, str)]
    if not (called or named) or not texts or len(texts) != len(node.args):
        return "", ""
    if node.func.attr == "run_cell_magic":
        return "cell", f"%%{texts[0]} {' '.join(texts[1:2])}".rstrip() + "\n" + "\n".join(texts[2:])
    return _METHODS.get(node.func.attr, ""), " ".join(texts).lstrip("%")


def span_of(node: ast.stmt | ast.expr, lines: Sequence[str]) -> tuple[int, int, int, int]:
    """Where a node stands, in characters."""
    end_line = node.end_lineno or node.lineno
    end = node.end_col_offset or 0
    return (
        node.lineno,
        _characters(lines[node.lineno - 1], node.col_offset),
        end_line,
        _characters(lines[end_line - 1], end),
    )


def _characters(line: str, offset: int) -> int:
    return len(line.encode()[:offset].decode(errors="ignore"))


def shell_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a notebook gives the shell object: `ip = get_ipython()`."""
    for node in walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            function = node.value.func
            if isinstance(function, ast.Name) and function.id == _NAME:
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def without_session(lines: list[str]) -> list[str]:
    """Take the name out of comments and of `"get_ipython" in globals()`: nobody may think that a notebook is needed.

    Such tests are false outside a notebook under either name; longer strings are text of the notebook and stay.
    """
    python = "\n".join(lines)
    if _NAME not in python or isinstance(parse(python), Refusal):
        return lines
    edited = list(lines)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(python).readline))):
        quoted = token.type == tokenize.STRING and token.string[1:-1] == _NAME
        if quoted or (token.type == tokenize.COMMENT and _NAME in token.string):
            (line, column), (_, end) = token.start, token.end
            text = edited[line - 1]
            edited[line - 1] = text[:column] + token.string.replace(_NAME, "ipython") + text[end:]
    return edited
