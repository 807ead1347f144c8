"""Everything for which reading refuses a file or a cell, as one table: what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nb2prod.errors import ExitCode, Stop
from nb2prod.knowledge.findings import plain
from nb2prod.listing import in_a_row
from nb2prod.model import Cell

_SKIP = "repair the cell, tag it nb2prod:drop, or use --skip-bad-cells"
_PYTHON = "nb2prod converts Python notebooks"
_SAVE = "open the notebook in Jupyter and save it again"

REFUSALS: Mapping[str, tuple[str, str]] = {
    # the file
    "missing": ("there is no such file", "check the name"),
    "not a file": ("this is a {what}, not a file", "name a notebook"),
    "loop": ("the symbolic links go round in a circle", "name the notebook itself"),
    "unreadable": ("the file cannot be read ({reason})", "check the rights"),
    "too large": ("the file is larger than {limit} MB", "clear its outputs"),
    "empty": ("the file is empty", "save the notebook again"),
    "encoding": ("the file is not UTF-8: byte {offset} cannot be decoded", "save it as UTF-8"),
    "conflict": ("git's conflict markers stand in line {line}", "resolve the merge first"),
    "json": ("this is not JSON: line {line}, column {column}: {reason}", _SAVE),
    "json value": ("this JSON cannot be read: {reason}", _SAVE),
    "twice": ('the key "cells" stands twice in one object', _SAVE),
    "not a notebook": ("this JSON is not a notebook: {reason}", "name a .ipynb file"),
    "version": ("the format is nbformat {version}; supported are 3 and 4", "save the notebook as version 4 in Jupyter"),
    "upgrade": ("the notebook of nbformat 3 cannot be upgraded: {reason}", _SAVE),
    "language": ("the notebook is written in {language}", _PYTHON),
    "nothing": ("no code cell holds any code, so there is nothing to convert", "name a notebook with code"),
    # a cell
    "shape": ("{reason}", _SKIP),
    "nul": ("the code holds a NUL character", _SKIP),
    "surrogate": ("the code holds half a character (a lone surrogate)", _SKIP),
    "nested": ("the code is nested too deeply for Python's parser", "split the expression, or use --skip-bad-cells"),
    "python 2": ("this is Python 2 ({reason})", "port it with 2to3, tag it nb2prod:drop, or use --skip-bad-cells"),
    "syntax": ("this is not Python 3: {reason}", _SKIP),
    "outside": ("{reason}, so the cell cannot run", _SKIP),
}


@dataclass(frozen=True)
class Refusal:
    """Why one cell is refused; `line` counts from 1 inside the cell."""

    key: str
    line: int | None = None
    reason: str = ""

    @property
    def text(self) -> str:
        """What is wrong, as part of a sentence."""
        return REFUSALS[self.key][0].format(reason=plain(self.reason))

    @property
    def advice(self) -> str:
        """What to do, as part of a sentence."""
        return REFUSALS[self.key][1]


def stop(file: str, key: str, *, code: ExitCode = ExitCode.BAD_INPUT, **words: object) -> Stop:
    """Make the Stop for a whole file."""
    text, advice = REFUSALS[key]
    shown = {name: plain(str(word)) for name, word in words.items()}
    return Stop(code, f"{plain(file)}: {text.format(**shown)}; {advice}")


def sentences(file: str, refused: Sequence[tuple[Cell, Refusal]]) -> Iterator[str]:
    """Say for people which cells are refused and why: cells count from 1, with In[n] where it is stored.

    Cells with one fault in the same line are named together.
    """
    alike: dict[Refusal, list[Cell]] = {}
    for cell, refusal in refused:
        alike.setdefault(refusal, []).append(cell)
    for refusal, cells in alike.items():
        line = "" if refusal.line is None else f", line {refusal.line}" + (" of each" if len(cells) > 1 else "")
        yield f"{plain(file)}: {_named(cells)}{line}: {refusal.text}; {refusal.advice}"


def _named(cells: Sequence[Cell]) -> str:
    names = [f"{cell.index + 1}" + ("" if cell.count is None else f" (In[{cell.count}])") for cell in cells]
    return f"cell{'s' * (len(names) > 1)} {in_a_row(names)}"
