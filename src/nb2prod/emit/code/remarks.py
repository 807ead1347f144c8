"""The comments of the notebook above its statements, without those that the project has made untrue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import libcst as cst

from nb2prod.emit.code.cells import Source
from nb2prod.model import Plan, Statement
from nb2prod.rewrite.build import Line, tidy
from nb2prod.rewrite.comments import left, words
from nb2prod.rewrite.logs import ABOVE
from nb2prod.rewrite.spans import Place

SHOWING = ("plot", "look")


class Remarks:
    """Answers for one plan."""

    def __init__(self, plan: Plan, source: Source, edits: Mapping[int, Mapping[Place, str]]) -> None:
        """`edits`: by cell, the places where names stand for what the notebook has there."""
        self.source, self.edits = source, edits
        statements = plan.program.statements
        self.homes = {c.statement: c.step for c in plan.choices if c.fate != "dropped"}  # those of what stays
        self.beside: dict[tuple[int, int | None], list[Statement]] = {}
        for statement in statements:
            self.beside.setdefault((statement.cell, statement.parent), []).append(statement)
        fates = ("dropped", "pruned")
        gone = [statements[c.statement] for c in plan.choices if c.fate in fates]
        left = [statements[c.statement] for c in plan.choices if c.fate not in fates]
        drawn = {s.cell for s in left if s.facts.display == "plot"}
        everywhere = {s.cell for s in statements} if any(s.facts.display == "plot" for s in gone) else set()
        # cells whose remarks may announce what is gone: it showed there, or nothing is drawn there any more
        self.hushed = {s.cell for s in gone if s.facts.display in SHOWING} | (everywhere - drawn)

    def olds(self, statement: Statement) -> dict[Place, str]:
        """What stood where its lines have names now."""
        text, places = self.source.text.get(statement.cell, []), self.edits.get(statement.cell, {})
        inside = [p for p in places if p[0] == p[2] and statement.line <= p[0] <= statement.end_line]
        return {place: text[place[0] - 1][place[1] : place[3]] for place in inside}

    def above(self, statement: Statement, own: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
        """The lines above it: those at the top of its cell, and its `own`."""
        every = [*self.source.headers.get(statement.id, ()), *own]
        names = {*statement.facts.binds, *(call.rpartition(".")[2] for call in statement.facts.calls)}
        shows = statement.cell not in self.hushed
        return tidy(left(every, self.olds(statement).values(), shows, names, self._below(statement)))

    def _below(self, statement: Statement) -> tuple[str, str]:
        """Of what stands below the remark up to the next one: the code that goes or moves, and the code that stays."""
        lines = self.source.text.get(statement.cell, [])
        last = next((n for n in range(statement.end_line, len(lines)) if lines[n].lstrip().startswith("#")), len(lines))
        beside = self.beside.get((statement.cell, statement.parent), ())
        below = [s for s in beside if statement.line <= s.line <= last]
        home = self.homes.get(statement.id)
        other = [s for s in below if self.homes.get(s.id) != home and "import" not in s.facts.roles]
        away = [s for s in other if s.id in self.homes or not s.facts.display]  # that a look went belies no remark
        here = [s for s in below if self.homes.get(s.id) == home]
        return "\n".join(s.source for s in away), "\n".join(s.source for s in here)

    def told(self, statement: Statement) -> dict[str, str]:
        """What the comment right above a line of its own says, as log lines take it."""
        line = self.source.lines.get(statement.id)
        return {ABOVE: words(self.above(statement, line.leading_lines))} if line and len(line.body) == 1 else {}


def without_its_words(line: Line) -> Line:
    """A log line without the comment above it whose words it says itself."""
    match line:
        case cst.SimpleStatementLine(
            body=[cst.Expr(value=cst.Call(args=[cst.Arg(value=cst.SimpleString() as text), *_]))]
        ):
            told = words(line.leading_lines)
            if told and str(text.evaluated_value).startswith(told):
                return line.with_changes(leading_lines=line.leading_lines[:-1])
    return line
