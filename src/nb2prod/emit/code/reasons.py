"""Comments that say why something stays which looks as if it could go, and what a function no longer does."""

from __future__ import annotations

import libcst as cst

from nb2prod.model import Choice, Statement
from nb2prod.rewrite.build import line

Line = cst.SimpleStatementLine | cst.BaseCompoundStatement


def why_it_stays(choice: Choice, statement: Statement) -> list[cst.EmptyLine]:
    """Above a plot, or a fit that nobody uses, which only stays for the random numbers that it draws."""
    facts = statement.facts
    for_draws = bool(facts.draws) and "random stream" in choice.because
    if statement.parent is not None or not for_draws or facts.metrics:
        return []
    return [cst.EmptyLine(comment=cst.Comment(f"# stays: {choice.because}"))]


def saying(loses: str, body: list[Line]) -> list[Line]:
    """The body of a function that says first what it no longer does: its docstring, or a comment below its own one."""
    if not loses or not body:
        return body
    if not _only_says(body[0]):
        return [line(cst.Expr(cst.SimpleString(f'"""{loses}"""'))), *body]
    if len(body) == 1:
        return body
    note = cst.EmptyLine(comment=cst.Comment(f"# {loses[0].lower()}{loses[1:].rstrip('.')}"))
    return [body[0], body[1].with_changes(leading_lines=[note, *body[1].leading_lines]), *body[2:]]


def _only_says(statement: Line) -> bool:
    """Whether it is a string that stands alone, as a docstring does."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]):
            return True
    return False
