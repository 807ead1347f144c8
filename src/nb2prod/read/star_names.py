"""Star imports of modules whose names are known import what is read behind them, by name.

from tkinter import *                from tkinter import Entry, Tk
root = Tk(); e = Entry(root)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from nb2prod.knowledge.python import UNSEEN
from nb2prod.knowledge.shelf import load
from nb2prod.model import Cell
from nb2prod.nesting import DEFINING
from nb2prod.read.compiling import parse
from nb2prod.read.course import without
from nb2prod.walking import walk

STAR = re.compile(r"\bimport[\s\\]*\*")  # most notebooks have none, and need no reading anew


def with_star_names(cells: Iterable[Cell]) -> Mapping[int, Cell]:
    """The cells that hold such imports, with the names, by their index; none where code may look through all names."""
    code = [cell for cell in cells if cell.kind == "code" and not cell.dropped]
    if not any(STAR.search(cell.python) for cell in code):
        return {}
    trees = {cell.index: tree for cell in code if isinstance(tree := parse(cell.python), ast.Module)}
    body = [node for tree in trees.values() for node in tree.body]
    instead = dict(_named(body))
    if not instead or any(isinstance(part, ast.Name) and part.id in UNSEEN for node in body for part in walk(node)):
        return {}
    found = {cell.index: without(cell, trees[cell.index], {}, instead) for cell in code if cell.index in trees}
    return {index: cell for index, cell in found.items() if cell is not None}


def _named(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Each of them, and the import that stands for it; one that gives nothing imports the first name."""
    for at, node in enumerate(body):
        match node:
            case ast.ImportFrom(module=str(module), level=0, names=[ast.alias(name="*")]):
                library = load(module)
                if library is not None and library.star:
                    read = _read(body[at + 1 :], body[:at])
                    names = sorted(read.intersection(library.star)) or library.star[:1]
                    yield node, f"from {module} import {', '.join(names)}"


def _read(behind: Iterable[ast.stmt], before: Iterable[ast.stmt]) -> set[str]:
    """Names that stand behind it, and in what is defined before it: that may be called behind it, through anything."""
    nodes = [*behind, *(node for node in before if isinstance(node, DEFINING))]
    return {part.id for node in nodes for part in walk(node) if isinstance(part, ast.Name)}
