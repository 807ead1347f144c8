"""Paths of one machine, or of one system: of a parameter its name is said; what stands in code that goes is no matter.

df = pd.read_csv("/home/me/a.csv")      a path of one machine is the value of data_path - give yours with --data-path
df = pd.read_csv(r"..<data<a.csv")     a path of Windows, < for a backslash
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator

from nb2prod.knowledge.data_files import ABSOLUTE
from nb2prod.knowledge.findings import finding
from nb2prod.model import Choice, Edit, Finding, Parameter, Program
from nb2prod.plan.telling.dated import ESCAPED, is_escaped
from nb2prod.walking import walk

WINDOWS = re.compile(r"[\w. -]+(?:\\+(?![dwsDWSbB]\.)[\w-][\w. -]*)+")  # a path, if it is one at all
JOINED = re.compile(r"(?:\\+\w[\w. -]+)+\\*")  # behind a folder: os.getcwd() + r"<data<a.csv"
FOLDER = re.compile(r"cwd|path|dir|folder|root", re.IGNORECASE)
FILE = re.compile(r".*\.[A-Za-z]\w{1,7}|\.{1,2}\\.*", re.DOTALL)  # what is one by its form: it ends in a kind of file


def machine_paths(
    program: Program, choices: Iterable[Choice], parameters: Iterable[Parameter], edits: Iterable[Edit]
) -> Iterator[Finding]:
    """The findings of the analysis, those about such paths as the plan sees them."""
    gone = {choice.statement for choice in choices if choice.fate == "dropped"}
    paths = {p.name for p in parameters if isinstance(p.default, str) and ABSOLUTE.match(p.default)}
    lifted: dict[tuple[int, int], list[str]] = {}
    for edit in (edit for edit in edits if edit.name in paths):
        for line in range(edit.span[0], edit.span[2] + 1):
            lifted.setdefault((edit.cell, line), []).append(edit.name)
    lines = {(s.cell, line): s.id for s in program.statements for line in range(s.line, s.end_line + 1)}
    first: Finding | None = None
    names: dict[str, None] = {}
    for found in program.findings:
        place = (found.cell or 0, found.line or 0)
        if found.code != "NB106":
            yield found
        elif place in lifted:
            first = first or found
            names |= dict.fromkeys(lifted[place])
        elif lines.get(place) not in gone:
            yield found
    if first is not None:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in names)
        where = f"is the value of {', '.join(names)}"
        yield finding("NB106", cell=first.cell, line=first.line, where=where, advice=f"give yours with {options}")


def windows_paths(program: Program, kept: Collection[int], parameters: Iterable[Parameter]) -> Iterator[Finding]:
    """The first of them: one that is a parameter, or stands in a statement that reads or writes a file."""
    for parameter in parameters:
        given = isinstance(parameter.default, str) and parameter.place
        if given and is_escaped(str(parameter.default), _code(program, parameter)):
            shown = repr(parameter.default)[1:-1]  # "models\ag": \a is a bell
            yield finding("NB157", cell=parameter.cell, line=parameter.line, path=shown, advice=ESCAPED)
            return
        if parameter.place and isinstance(parameter.default, str) and WINDOWS.fullmatch(parameter.default):
            advice = f"write it with /, or give yours with --{parameter.name.replace('_', '-')}"
            yield finding("NB157", cell=parameter.cell, line=parameter.line, path=parameter.default, advice=advice)
            return
    for statement in (s for s in program.statements if s.id in kept):
        files = bool(statement.facts.effects & {"read", "write"})
        for part in walk(statement.node):
            match part:
                case ast.Constant(value=str(text)) if files and WINDOWS.fullmatch(text) and FILE.fullmatch(text):
                    pass
                case ast.BinOp(left, ast.Add(), ast.Constant(value=str(text))) if JOINED.fullmatch(text):
                    if not FOLDER.search(ast.unparse(left)):
                        continue
                case _:
                    continue
            yield finding("NB157", cell=statement.cell, line=part.lineno, path=text, advice="write it with /")
            return


def _code(program: Program, parameter: Parameter) -> str:
    """The statements that stand where its value does."""
    there = (s for s in program.statements if s.cell == parameter.cell)
    return "\n".join(s.source for s in there if s.line <= parameter.line <= s.end_line)
