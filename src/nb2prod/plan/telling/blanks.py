"""Blanks of an exercise that nobody has filled in: what the project computes is as unfinished as they are.

predictors = ____                       a name of underscores alone
read_gbq(query, project_id="....")      dots where a service is told who asks
# YOUR CODE HERE                        and nothing below it, `pass`, `x = None` or `raise NotImplementedError`
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from nb2prod.knowledge.findings import finding
from nb2prod.listing import in_cells
from nb2prod.model import Cell, Finding, Notebook, Program, Statement
from nb2prod.nesting import own_parts
from nb2prod.plan.graph import binders, top_of

BLANK = re.compile(r"_{3,}$")
DOTS = re.compile(r"[._]{3,}|x{4,}", re.I)
MARKER = re.compile(
    r"\s*#.*\b(?:your (?:code|answer|solution)(?: goes)? here|start code here|fill (?:this )?in)\b", re.I
)
END = re.compile(r"\s*#+ *(?:=+|-+|end\b)", re.I)
LAST = re.compile(r"^\s*#.*[-=\s]end\W*$", re.I)  # the comment behind what is to be filled in
MEASURED = re.compile(r"\s*%%(timeit|memit)\b")
EMPTY = re.compile(r"\s*(?:pass|\.\.\.|raise NotImplementedError.*|return None|[\w, ]+= *None)\s*(?:#.*)?$")


def blanks(program: Program, kept: Sequence[Statement]) -> Iterator[Finding]:
    """The first of them, with the cells of all."""
    places = sorted({*_names(program, kept), *_given(program, kept), *_marked(program.notebook)})
    if places:
        cell, line, _ = places[0]
        cells = in_cells([*dict.fromkeys(at for at, _, _ in places)])
        shown = ", ".join(dict.fromkeys(text for _, _, text in places))
        yield finding("NB132", cell=cell, line=line, shown=shown, cells=cells)


def _names(program: Program, kept: Iterable[Statement]) -> Iterator[tuple[int, int, str]]:
    """Names of underscores alone that are read, but where all that is bound there is bound anew before it is read."""
    if any(BLANK.match(item.name) for item in program.imports):  # a course binds it: nothing else of it stays
        yield from ((s.cell, s.line, "____") for s in kept if any(map(BLANK.match, s.facts.names)))
        return
    blank = {s.id for s in program.statements if any(BLANK.match(name) for name in s.facts.names)}
    used = {edge.source for edge in program.edges}
    filled: set[str] = set()  # from the end
    around = {i: program.statements[top_of(program, i)] for i in blank}
    blanked = {whole.id for whole in around.values()}
    for statement in reversed(program.statements):
        whole = around.get(statement.id, statement)
        if statement.id in blank and (whole.id in used or not whole.facts.binds or not whole.facts.binds <= filled):
            yield statement.cell, statement.line, "____"
        elif statement.parent is None and statement.id not in blanked:
            filled |= statement.facts.binds


def _given(program: Program, kept: Iterable[Statement]) -> Iterator[tuple[int, int, str]]:
    """Dots and the like that something outside is given under a keyword, as they are or by a name."""
    for statement in (s for s in kept if "network" in s.facts.effects):
        for given in (part.value for part in own_parts(statement.node) if isinstance(part, ast.keyword)):
            named = binders(program, given.id) if isinstance(given, ast.Name) else []
            for at, value in (
                (statement, given),
                *((s, getattr(s.node, "value", None)) for s in named if len(named) == 1),
            ):
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and DOTS.fullmatch(value.value):
                    yield at.cell, at.line, value.value


def _marked(notebook: Notebook) -> Iterator[tuple[int, int, str]]:
    """Comments that ask for code, and none follows; of cells that are measured nothing is run."""
    for cell in notebook.cells:
        lines = cell.source.splitlines() if cell.kind == "code" and not cell.dropped and not timed(cell) else []
        for number, line in enumerate(lines):
            if not MARKER.match(line) or LAST.search(line):
                continue
            below = next((other for other in lines[number + 1 :] if not _only_tells(other)), "# end")
            if END.match(below) or LAST.search(below) or EMPTY.match(below):
                yield cell.index, number + 1, re.split(r"[-=#]{2,}", line.strip("#=- "))[0].strip()


def _only_tells(line: str) -> bool:
    """Whether it is empty, or a comment that does not end what is to be filled in."""
    text = line.strip()
    return not text or (text.startswith("#") and not END.match(text) and not LAST.search(text))


def timed(cell: Cell) -> bool:
    """Whether the cell is measured, and nothing of it is run: `%%timeit`."""
    return bool(MEASURED.match(cell.source)) and any("measures time" in line.because for line in cell.lines)
