"""Why a project is not in step any more: which cells changed, and what of the project follows from them.

cells before   a b c d        cells now   a B c        cell 2 changed: `build_features` is stale
                                                       cell 4 is gone: `clean_up` is stale
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from nb2prod.listing import in_a_row
from nb2prod.model import Origin, Tree

Parts = Sequence[tuple[str, Sequence[int]]]  # steps, definitions, parameters: name -> the cells that they come from
MOST = 6  # names in one sentence


@dataclass(frozen=True)
class CellChange:
    """A cell that is not what it was; `cell` counts from 0 in the notebook, `was` in the one that was converted."""

    change: Literal["changed", "new", "moved", "gone"]
    cell: int | None
    was: int | None
    stale: tuple[str, ...] = ()


@dataclass(frozen=True)
class Staleness:
    """What changed since the last conversion."""

    cells: tuple[CellChange, ...] = ()
    stale: tuple[str, ...] = ()  # what changed in the project without a cell of its own that did
    reasons: tuple[str, ...] = ()  # settings, modules, versions


def staleness(before: Origin, now: Origin, parts: Parts, generated: Tree, draft: Tree) -> Staleness:
    """Compare what the project was made from, and what was made of it, with now."""
    cells = list(cell_changes(before.cells, now.cells))
    stale = {*_changed(_functions(generated), _functions(draft)), *_changed(_values(generated), _values(draft))}
    told: set[str] = set()
    for index, change in enumerate(cells):
        mine = tuple(name for name, places in parts if change.cell in places and name in stale)
        told |= {*mine}
        cells[index] = replace(change, stale=tuple(dict.fromkeys(mine)))
    rest = tuple(sorted(stale - told))
    gone = [index for index, change in enumerate(cells) if change.change == "gone"]
    if len(gone) == 1:  # of several gone cells nobody knows which one it was
        cells[gone[0]] = replace(cells[gone[0]], stale=rest)
        rest = ()
    return Staleness(tuple(cells), rest, tuple(_reasons(before, now)))


def cell_changes(before: Sequence[str], now: Sequence[str]) -> Iterator[CellChange]:
    """The cells that changed, came, went or moved, in the order of the notebook as it is now."""
    moved: dict[str, list[int]] = {}
    steps = SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    for _, start, end, new_start, new_end in (step for step in steps if step[0] in ("delete", "replace")):
        for place in range(start, end):
            if before[place] not in now[new_start:new_end]:
                moved.setdefault(before[place], []).append(place)
    came = {now[place] for kind, _, _, start, end in steps if kind != "equal" for place in range(start, end)}
    for kind, start, end, new_start, new_end in steps:
        if kind == "equal":
            continue
        old = [place for place in range(start, end) if before[place] not in came]
        for place in range(new_start, new_end):
            if moved.get(now[place]):
                yield CellChange("moved", place, moved[now[place]].pop(0))
            elif old:
                yield CellChange("changed", place, old.pop(0))
            else:
                yield CellChange("new", place, None)
        for place in old:
            yield CellChange("gone", None, place)


def sentences(it: Staleness) -> list[str]:
    """The same for people, who count cells from 1."""
    said = [f"{_cell(change)}{_stale(change.stale)}" for change in it.cells]
    said += it.reasons
    return [*said, f"also{_stale(it.stale).removeprefix(':')}"] if it.stale and said else said


def _cell(change: CellChange) -> str:
    match change.change, change.cell, change.was:
        case "new", int(cell), _:
            return f"cell {cell + 1} is new"
        case "moved", int(cell), int(was):
            return f"cell {cell + 1} was cell {was + 1} before"
        case "changed", int(cell), int(was):
            return f"cell {cell + 1} changed" + (f" (it was cell {was + 1})" if was != cell else "")
    return f"what was cell {(change.was or 0) + 1} is gone"


def _stale(names: Sequence[str]) -> str:
    if not names:
        return ""
    quoted = [f"`{name}`" for name in names[:MOST]]
    quoted += [f"{len(names) - MOST} more"] if len(names) > MOST else []
    return f": {in_a_row(quoted)} {'is' if len(quoted) == 1 else 'are'} stale"


def _reasons(before: Origin, now: Origin) -> Iterator[str]:
    if before.order != now.order:
        yield "the cells count in another order"
    if before.notebook != now.notebook:
        yield f"it was made from {before.notebook}"
    if before.form != now.form:
        yield "the notebook is stored in another form"
    old, new = dict(before.settings), dict(now.settings)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield f"`{key}` was {old.get(key, 'not set')} and is {new.get(key, 'not set')}"
    was, is_ = dict(before.beside), dict(now.beside)
    for name in sorted(key for key in was.keys() | is_.keys() if was.get(key, "") != is_.get(key, "")):
        change = "is new" if not was.get(name) else "is gone" if not is_.get(name) else "changed"
        yield f"{name} beside the notebook {change}"


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterable[str]:
    return (name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _functions(tree: Tree) -> dict[str, str]:
    """The functions and classes of the package without their docstrings, where cells are counted."""
    found: dict[str, str] = {}
    for file in tree.files:
        if not (file.path.startswith("src/") and file.path.endswith(".py")) or file.path.endswith("/config.py"):
            continue
        for node in ast.parse(file.text).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                if ast.get_docstring(node) is not None:
                    node.body = node.body[1:]
                found[node.name] = ast.dump(node)
    return found


def _values(tree: Tree) -> dict[str, str]:
    """The lines of config.yaml by parameter, without the comments, where cells are counted."""
    text = next((file.text for file in tree.files if file.path == "config.yaml"), "")
    return dict(re.findall(r"^(\w+):[ ]*(.*?)(?:[ ]+# .*)?$", text, re.MULTILINE))
