"""Comments behind a line that is too long with them: they move above it, before the formatter breaks the line.

row = df.iloc[0]  # a long remark ...        # a long remark ...
                                             row = df.iloc[0]
"""

from __future__ import annotations

import io
import tokenize

LONGEST = 88  # columns of the formatter
TOLD = ("# noqa", "# type:", "# fmt:", "# pragma")  # they belong to their line


def above(text: str) -> str:
    """The module with such comments on lines of their own, where a statement is one line."""
    lines = text.split("\n")
    if not any(len(line) > LONGEST and "#" in line for line in lines):
        return text
    moved: dict[int, tuple[int, str]] = {}
    first = True  # whether a statement begins with the next token
    begun = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            row = token.start[0]
            if token.type in (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
                first = first or token.type == tokenize.NEWLINE
            elif token.type != tokenize.COMMENT:
                begun, first = (row if first else begun), False
            elif not first and begun == row and len(lines[row - 1]) > LONGEST and not token.string.startswith(TOLD):
                moved[row] = (token.start[1], token.string)
    except (tokenize.TokenError, IndentationError):
        return text
    found: list[str] = []
    for row, line in enumerate(lines, 1):
        if row in moved and not line.rstrip().endswith("\\"):
            column, comment = moved[row]
            code = line[:column].rstrip()
            indent = code[: len(code) - len(code.lstrip())]
            found += [f"{indent}{comment}", code] if not code.endswith(("(", "[", "{")) else [line]
        else:
            found.append(line)
    return "\n".join(found)
