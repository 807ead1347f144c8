"""What a project was made from, in hashes: read again without parsing any code, it tells that nothing changed.

    {"cell_type": "code", "source": "x = 1", "id": "7d", "outputs": [...]}    ->  "0c2f..."
    the same cell with another id, count and outputs, saved elsewhere          ->  "0c2f..."

Whatever reading looks at is in here, so that equal origins give equal projects; nothing else is, so that a notebook
that was only run again is the notebook that it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import Literal, Protocol

from nb2prod.knowledge.python import file_identifier
from nb2prod.model import Origin
from nb2prod.read.document import Document, RawCell, parse_document
from nb2prod.read.files import read_file, text_beside
from nb2prod.read.tags import ours


class Counted(Protocol):
    """A cell, as far as its place goes."""

    @property
    def kind(self) -> str:
        """Code, markdown or raw."""
        ...

    @property
    def count(self) -> int | None:
        """Its stored execution count."""
        ...


def positions(cells: Sequence[Counted], order: Literal["document", "execution"]) -> list[int]:
    """The places of the cells in document order, or in that of their execution counts.

    Text stays before the code that it introduces; a cell that was never executed stays behind the one before it.
    """
    if order == "document":
        return list(range(len(cells)))
    keys: list[float] = []
    after: float = float("inf")  # text at the end introduces nothing
    before: float = 0
    for cell in cells:
        before = cell.count if cell.count is not None else before
        keys.append(before)
    for position in range(len(keys) - 1, -1, -1):
        if cells[position].kind == "code":
            after = keys[position]
        else:
            keys[position] = after
    return sorted(range(len(keys)), key=keys.__getitem__)


def read_origin(path: Path, order: Literal["document", "execution"], asked: Iterable[str]) -> Origin:
    """The origin of a notebook as it stands now, with the files beside it that were asked for before; raises Stop."""
    document = parse_document(read_file(path), path.name)
    places = tuple(positions(document.cells, order))
    return Origin(
        cells=cell_keys(document),
        order=() if order == "document" else places,
        beside=tuple((name, _beside_key(path.parent, name)) for name in sorted(asked)),
        form=form_of(document, hidden_by(path.name, partial(text_beside, path.parent))),
    )


def cell_keys(document: Document) -> tuple[str, ...]:
    """A hash for each cell, in document order."""
    return tuple(_cell_key(cell) for cell in document.cells)


def form_of(document: Document, hidden: str) -> str:
    """What reading remarked about the file as a whole, and about its name."""
    return " ".join([*(finding.code for finding in document.findings), *(["hidden"] if hidden else [])])


def hidden_by(file: str, beside: Callable[[str], str | None]) -> str:
    """The module beside a notebook that bears its name, as one that was exported from it does; "" for none."""
    stem, suffix = PurePath(file).stem, PurePath(file).suffix
    return name if suffix == ".ipynb" and beside(f"{(name := file_identifier(stem))}.py") is not None else ""


def beside_keys(looked: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    """What was looked for beside the notebook and found, or not: one entry for a module of which nothing is there."""
    there = {".", ".."} | {_top(path) for path, text in looked.items() if text is not None}
    keys = {(path if _top(path) in there else _top(path)): _text_key(text) for path, text in looked.items()}
    return tuple(sorted(keys.items()))


def _beside_key(folder: Path, name: str) -> str:
    if name.endswith(".py"):
        return _text_key(text_beside(folder, name))
    return "something" if (folder / name).exists() or (folder / f"{name}.py").exists() else ""


def _top(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


def _text_key(text: str | None) -> str:
    return "" if text is None else _short(text)


def _cell_key(cell: RawCell) -> str:
    refused = cell.refusal.text if cell.refusal else ""
    return _short(json.dumps([cell.kind, cell.source, sorted(filter(ours, cell.tags)), refused], ensure_ascii=True))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
