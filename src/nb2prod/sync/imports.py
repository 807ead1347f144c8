"""Imports merge name by name: who added one gets it, who dropped one is rid of it unless the merged code needs it.

base                    yours                   new                     merged
from a import b, c      from a import b, c, d   from a import c         from a import c, d
import os                                       import os               import os   if code that is new here uses it
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nb2prod.sync.units import Unit, parse
from nb2prod.walking import walk

WIDTH = 88  # as the formatter of the generated code has it


@dataclass(frozen=True)
class Name:
    """One imported name."""

    module: str  # with its leading dots
    name: str  # "" for `import module`
    alias: str

    @property
    def bound(self) -> str:
        """The name that it binds."""
        return self.alias or self.name or self.module.partition(".")[0]


def names_of(unit: Unit) -> tuple[Name, ...]:
    """What an import unit imports."""
    match unit.node:
        case ast.Import(names=names):
            return tuple(Name(alias.name, "", alias.asname or "") for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            return tuple(Name(f"{'.' * level}{module or ''}", alias.name, alias.asname or "") for alias in names)
    return ()


def is_import(unit: Unit) -> bool:
    """Whether a unit is an import."""
    return isinstance(unit.node, (ast.Import, ast.ImportFrom))


def wanted(base: Sequence[Unit], yours: Sequence[Unit], new: Sequence[Unit], code: str) -> frozenset[Name]:
    """The names that the merged module imports; `code` is everything else in it."""
    before, mine, theirs = (
        frozenset(name for unit in units for name in names_of(unit)) for units in (base, yours, new)
    )
    words = _read(code)
    certain = (mine & theirs) | (mine - before) | (theirs - before)
    bound = {name.bound for name in certain}
    # One side dropped what the other still has: it stays where the merged code reads it and nobody else gives it.
    return certain | {name for name in (mine ^ theirs) & before if name.bound in words and name.bound not in bound}


def _read(code: str) -> frozenset[str]:
    """The names that code reads; every word of it where it does not parse, as when it holds both sides of a clash."""
    tree = parse(code)
    if tree is None:
        return frozenset(re.findall(r"\w+", code))
    names = {node.id for node in walk(tree) if isinstance(node, ast.Name)}
    notes = [getattr(node, field, None) for node in walk(tree) for field in ("annotation", "returns")]
    quoted = (each for note in notes if note is not None for each in walk(note) if isinstance(each, ast.Constant))
    exported = (each for node in tree.body if _is_all(node) for each in walk(node) if isinstance(each, ast.Constant))
    texts = (
        each.value for each in (*quoted, *exported) if isinstance(each.value, str) and _EXPRESSION.match(each.value)
    )
    return frozenset(names.union(*(re.findall(r"\w+", text) for text in texts)))


_EXPRESSION = re.compile(r"[A-Za-z_][\w.]*(?:\[.*\])?\Z")  # `pd.DataFrame`, `list[Row]`; no sentence


def _is_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)


def clashing(names: frozenset[Name]) -> frozenset[Name]:
    """Names that two imports would give."""
    by_name: dict[str, set[Name]] = {}
    for name in names:
        by_name.setdefault(name.bound, set()).add(name)
    return frozenset(
        name
        for several in by_name.values()
        for name in several
        if len({(each.module, each.name) for each in several if each.name or each.alias}) > 1
    )


def rendered(names: Sequence[Name]) -> str:
    """One statement that imports `names` of one module, or several modules."""
    first = names[0]
    parts = [f"{name.name or name.module}{f' as {name.alias}' if name.alias else ''}" for name in names]
    if not first.name:
        return f"import {', '.join(parts)}\n"
    line = f"from {first.module} import {', '.join(parts)}\n"
    if len(line) <= WIDTH + 1:
        return line
    return f"from {first.module} import (\n{''.join(f'    {part},{chr(10)}' for part in parts)})\n"


def statement(names: frozenset[Name], yours: Unit | None, new: Unit | None) -> str:
    """One import statement of a merged module: those of its names that are in `names`.

    The text of a side that says just this is taken as it stands; what a person commented is added to, never made anew.
    """
    given = [name for unit in (yours, new) if unit is not None for name in names_of(unit)]
    order = [name for name in dict.fromkeys(given) if name in names]
    for unit in (yours, new):
        if unit is not None and set(names_of(unit)) == set(order):
            return unit.inner
    if yours is not None and "#" in yours.inner and order:
        added = [name for name in order if name not in names_of(yours)]
        return yours.inner + (rendered(added) if added else "")
    return rendered(sorted(order, key=_as_sorted)) if order else ""


def _as_sorted(name: Name) -> tuple[int, str]:
    """Constants, classes, the rest: the order in which the formatter puts them."""
    text = name.name or name.module
    return (0 if text.isupper() and len(text) > 1 else 1 if text[:1].isupper() else 2, text)
