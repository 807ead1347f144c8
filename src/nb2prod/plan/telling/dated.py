"""Paths that bear the time of an earlier run, which no new run writes.

trainer.fit(ckpt_path="checkpoints/epoch=8-step=7739.ckpt")      of one run, by its steps
predictor = TabularPredictor.load("AutogluonModels/ag-20240202_104215")
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program, Statement
from nb2prod.walking import walk

TIME = re.compile(r"(?<!\d)20\d\d[01]\d[0-3]\d[-_T][0-2]\d[0-5]\d([0-5]\d)?(?!\d)")
CHECKPOINT = re.compile(r"\bepoch=\d+-step=\d+\b.*\.ckpt$")  # as lightning names them
ESCAPED = "a backslash in it is an escape: write it as a raw string, or with /"


def of_earlier_runs(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """What is said of paths that belong to one run."""
    yield from _dated_paths(program, kept)
    yield from _checkpoints(program, kept)


def _dated_paths(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """One for each that something is read from."""
    for statement, text in _texts(s for s in program.statements if s.id in kept and "load" in s.facts.roles):
        if TIME.search(text):
            escaped = is_escaped(text, statement.source)
            advice = ESCAPED if escaped else "load what this run makes, or a copy under a name that stays"
            shown = repr(text)[1:-1] if escaped else text
            yield finding("NB145", cell=statement.cell, line=statement.line, path=shown, advice=advice)


def is_escaped(text: str, source: str) -> bool:
    r"""Whether a backslash of the code made a letter of it that no path has: "models\ag-2024...", \a is a bell."""
    return "\\" in source and any(unicodedata.category(letter) == "Cc" for letter in text)


def _checkpoints(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """One for each checkpoint that is named by what one run counted."""
    for statement, text in _texts(s for s in program.statements if s.id in kept):
        if CHECKPOINT.search(text):
            yield finding("NB153", cell=statement.cell, line=statement.line, path=text)


def _texts(statements: Iterable[Statement]) -> Iterator[tuple[Statement, str]]:
    """Each text that stands in them, with the first that it stands in."""
    said: set[str] = set()
    for statement in statements:
        for part in walk(statement.node):
            match part:
                case ast.Constant(value=str(text)) if text not in said:
                    said.add(text)
                    yield statement, text
