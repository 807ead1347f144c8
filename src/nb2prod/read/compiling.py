"""Does the lowered cell compile as Python 3? If not: which line, why, and whether it is Python 2."""

from __future__ import annotations

import ast
import re
import warnings

from nb2prod.read.refusals import Refusal

_NESTED = Refusal("nested")
_PYTHON_2: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "print without parentheses",
        re.compile(r"^\s*print\b\s*(?![(=.,\[)\s])|^\s*print\s*$|:\s*print\s+[\"'\w]|^\s*print\s*>>"),
    ),
    ("except with a comma", re.compile(r"^\s*except\s+[\w.()]+(?:\s*,\s*[\w.]+)*\s*,\s*\w+\s*:")),
    ("exec without parentheses", re.compile(r"^\s*exec\s+[\"'\w]")),
    ("raise with a comma", re.compile(r"^\s*raise\s+[\w.]+\s*,\s*\S")),
    ("the operator <>", re.compile(r"[\w)\]]\s*<>\s*[\w('\"]")),
    ("backquotes", re.compile(r"`[^`]+`")),
    ("a number such as 0777 or 10L", re.compile(r"(?<![\w.])0\d+(?![\w.])|(?<![\w.])\d+L\b")),
    ("the prefix ur", re.compile(r"\b[uU][rR]['\"]")),
    ("a parameter in parentheses", re.compile(r"\b(?:lambda|def\s+\w+\()\s*\([\w, ]+\)\s*:")),
)


def parse(source: str) -> ast.Module | Refusal:
    """Parse a cell; every way in which CPython's parser gives up becomes a Refusal. Prints no warning."""
    if "\0" in source:
        return Refusal("nul", source[: source.index("\0")].count("\n") + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except UnicodeEncodeError as error:
            return Refusal("surrogate", source[: error.start].count("\n") + 1)
        except SyntaxError as error:
            return _syntax(source, error)
        except (RecursionError, MemoryError):
            return _NESTED
        except ValueError as error:
            return Refusal("syntax", None, str(error))


def check(tree: ast.Module) -> Refusal | None:
    """Compile what parses: `return` and `yield` outside a function are found only here; notebooks may `await` there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(tree, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except SyntaxError as error:
            return Refusal("outside", error.lineno, _reason(error))
        except (RecursionError, MemoryError):
            return _NESTED
        except (ValueError, TypeError) as error:
            return Refusal("syntax", None, str(error))
    return None


def _syntax(source: str, error: SyntaxError) -> Refusal:
    lines = source.split("\n")
    number = error.lineno or 1
    line = lines[number - 1] if number <= len(lines) else ""
    if (error.msg or "").startswith("Missing parentheses in call to"):
        word = "exec" if "'exec'" in error.msg else "print"
        return Refusal("python 2", number, f"{word} without parentheses")
    for name, pattern in _PYTHON_2:
        if pattern.search(line[:300].split("#")[0]):
            return Refusal("python 2", number, name)
    return Refusal("syntax", number, _reason(error))


def _reason(error: SyntaxError) -> str:
    """What Python says, without where it noticed: the last line of the cell for a text that is never closed."""
    return (error.msg or "invalid syntax").rstrip(".").partition(" (detected at line ")[0]
