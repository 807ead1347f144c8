"""Code of which the notebook itself says that it fails: a lesson shows the error, a run of the project stops at it.

# This won't work since some numbers are missing        told, where what stands below stays
model.fit(X, y)

# will fail
# try: model.fit(X, y)                                  not told: nothing of it is code
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import tokenize
from collections.abc import Iterator, Sequence

from nb2prod.knowledge.findings import finding
from nb2prod.model import Cell, Finding, Program, Statement
from nb2prod.nesting import outwards

FAILS = re.compile(
    r"#+\s*(?:\w+:\s*)?(?:(?:this|it|the next line|the line below)\s+)?"
    r"(?:(?:doesn't|does not|won't|will not)\s+work"
    r"|will\s+(?:fail|error|crash|(?:raise|throw|give)\s+an?\s+\w*\s?error))\b.*"
    r"|#+\s*(?:raises|throws|gives)\s+an?\s+(?:\w*error|exception)\b.*"
    r"|#.*\((?:doesn't|does not|won't) work\)",
    re.I,
)
LONGEST = 120
LAST = 10**6
GUARDS = (ast.Try, ast.TryStar)


def said_to_fail(program: Program, kept: Sequence[Statement]) -> Iterator[Finding]:
    """The first such words of each cell, where what they are about stays and no `try` guards it."""
    stays = {s.id for s in kept if not any(isinstance(each.node, GUARDS) for each in outwards(program.statements, s))}
    for cell in program.notebook.cells:
        here = [s for s in program.statements if s.cell == cell.index]
        for line, last, said in _said(cell) if here else ():
            about = [s for s in here if s.line <= line <= s.end_line] or [s for s in here if line < s.line <= last]
            guarded = bool(about) and isinstance(about[0].node, GUARDS)
            if not guarded and any(s.id in stays for s in about):
                yield finding("NB151", cell=cell.index, line=line, said=said[:LONGEST])
                break


def _said(cell: Cell) -> Iterator[tuple[int, int, str]]:
    """Line, the last line before the next remark, and words; the second line of a longer one says nothing by itself."""
    remarks = [*_remarks(cell.source)] if cell.kind == "code" else []
    own = {line for line, alone, _ in remarks if alone}
    for line, alone, text in remarks:
        if FAILS.fullmatch(text) and not (alone and line - 1 in own):
            further = min((other for other in own if other > line + 1), default=LAST)
            yield line, further, text.strip("# ")


def _remarks(source: str) -> Iterator[tuple[int, bool, str]]:
    """Line, whether nothing else stands there, text; up to where it is no Python."""
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], not token.line[: token.start[1]].strip(), token.string.rstrip()
