"""Find IPython syntax in a cell that does not parse as Python, logical line by logical line.

    text = f'''
    !not a shell line        <- inside a string: stays
    '''
    share = (7
             % 4)            <- inside a bracket: stays
    x = !ls                  <- found: Piece(kind="shell", target="x", text="ls")

A line of Python cannot start with `!`, `%` or `?` nor end with `?`, so at the start of a logical line these decide.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Piece:
    """One use of IPython syntax over the lines `line` to `end_line` (from 1)."""

    kind: Literal["magic", "shell", "help", "quiet"]
    line: int
    end_line: int
    indent: str
    text: str  # what follows the escape
    target: str = ""


@dataclass(frozen=True)
class State:
    """What is open at the end of a physical line."""

    quote: str = ""
    depth: int = 0
    continued: bool = False

    @property
    def starts_line(self) -> bool:
        """Whether the next physical line starts a logical one."""
        return not self.quote and self.depth == 0 and not self.continued


_OUTSIDE = re.compile(r"#|\\$|'''|\"\"\"|'|\"|[\[({]|[\])}]")
_INSIDE = {quote: re.compile(rf"\\.|\\$|{quote}") for quote in ("'''", '"""', "'", '"')}
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
# Only words that no Python line can start like this; IPython calls it automagic.
AUTOMAGIC = re.compile(
    r"^\s*(?P<name>pip|conda|mamba|cd|ls|ll|pwd|cat|mkdir|rm|rmdir|cp|mv|head|less|more|man|matplotlib|load_ext|run|timeit|time"
    r"|whos|who|reset|store|env|pylab|config|precision|cls|clear|history|autoreload|pinfo|pdoc|psource|lsmagic|debug)"
    r"(?:\s+(?P<text>(?![=(.,\[:<>!*/+%&|^]|in\b|is\b|and\b|or\b|not\b|if\b|for\b|as\b).*))?$"
)
# These magics run the Python after them, so the line is Python once they are gone.
RUNS_PYTHON = re.compile(
    r"^(?P<indent>\s*)%{1,2}\s*(?:time|prun|lprun|mprun|snakeviz|scalene|pyinstrument|heat)\b[ \t]*"
    r"(?P<options>(?:--?[A-Za-z][\w-]*(?:[ =](?=[\w.]+ +\S)[\w.]+)?\s+)*)(?P<rest>.*)$"
)


def unwrap(line: str) -> str:
    """Take `%time` and its kind off a line: what they time is Python, and binds its names."""
    while match := RUNS_PYTHON.match(line):
        line = (match["indent"] + match["rest"]) if match["rest"].strip() else ""
    target, text = _assignment(line)
    if target and re.match(r"%time\s+\S", text):
        return f"{line[: len(line) - len(text)]}{text[len('%time') :].lstrip()}"
    return line


def find(lines: list[str], automagic: bool = False) -> Iterator[Piece]:
    """Yield the IPython syntax in `lines`, top to bottom; with `automagic` also `pip install x` without an escape."""
    state = State()
    number = 0
    while number < len(lines):
        if not state.starts_line:
            state = scan_line(lines[number], state)
            number += 1
            continue
        piece = _piece_at(lines, number, automagic)
        if piece is None:
            state = scan_line(lines[number], state)
            number += 1
        else:
            yield piece
            number = piece.end_line


def scan_line(line: str, state: State) -> State:
    """Follow strings, brackets and a final backslash through one physical line."""
    quote, depth, continued, position = state.quote, state.depth, False, 0
    while match := (_INSIDE[quote] if quote else _OUTSIDE).search(line, position):
        token, position = match[0], match.end()
        if token == "#":
            break
        if token == "\\":
            continued = True
        elif token == quote:
            quote = ""
        elif token in _INSIDE:
            quote = token
        elif token in _DEPTH:
            depth = max(0, depth + _DEPTH[token])
    if len(quote) == 1 and not continued:
        quote = ""  # an unclosed string ends with its line; the parser will say so
    return State(quote, depth, continued)


def _piece_at(lines: list[str], start: int, automagic: bool) -> Piece | None:
    first = lines[start]
    stripped = first.lstrip()
    indent = first[: len(first) - len(stripped)]
    if stripped[:1] in ("!", "%"):
        text, end = _joined(lines, start)
        text = text.lstrip()
        kind: Literal["magic", "shell"] = "shell" if text[0] == "!" else "magic"
        return Piece(kind, start + 1, end, indent, text.lstrip(text[0]))
    if stripped[:1] == "?" or _asks_help(stripped):
        return Piece("help", start + 1, start + 1, indent, stripped)
    if stripped.rstrip() == ";":
        return Piece("quiet", start + 1, start + 1, indent, ";")
    text, end = _joined(lines, start)
    target, value = _assignment(text)
    if target and value.lstrip("!% \t"):
        kind = "shell" if value[0] == "!" else "magic"
        return Piece(kind, start + 1, end, indent, value.lstrip(value[0]), target)
    match = AUTOMAGIC.match(first) if automagic else None
    if match:
        return replace(Piece("magic", start + 1, end, indent, ""), text=text.lstrip())
    return None


def _asks_help(line: str) -> bool:
    """`f?`, `f.g??;` and `x = f?`: nothing in Python ends like that outside strings and comments."""
    code = line.partition("#")[0].rstrip().removesuffix(";").rstrip()
    return code.endswith("?") and not {"'", '"'} & set(code)


def _assignment(text: str) -> tuple[str, str]:
    """Split `x = !ls` into `x` and `!ls`; two empty strings for all that is Python."""
    head, _, value = text.partition("=")
    value = value.lstrip()
    if value[:1] not in ("!", "%") or {"!", "%", "#"} & set(head) or not _assignable(head.strip()):
        return "", ""
    return head.strip(), value


def _joined(lines: list[str], start: int) -> tuple[str, int]:
    """Join the lines that a final backslash continues; give the text and the number of its last line."""
    text, end = lines[start], start + 1
    while text.endswith("\\") and end < len(lines):
        text = text[:-1] + " " + lines[end].lstrip()
        end += 1
    return text, end


def _assignable(target: str) -> bool:
    try:
        tree = ast.parse(f"{target} = 0")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return len(tree.body) == 1 and isinstance(tree.body[0], ast.Assign)
