"""What the files of a project say of each other: names that one imports from another."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from nb2prod.sync.renames import follow, imports_old, module_of, renamed
from nb2prod.sync.units import MANY, parse

Text = str | None


@dataclass(frozen=True)
class Sides:
    """The three texts of a file as they are merged; `was` is the path that it had until now."""

    base: Text
    yours: Text
    new: Text
    was: str = ""


def renamed_alike(sides: Mapping[str, Sides]) -> tuple[dict[str, Sides], dict[str, dict[str, str]]]:
    """Functions that one side renamed bear the new name on all sides, in every file that means them.

    With them, by path, what the notebook renamed in files with hand edits.
    """
    if not any(one.yours not in (None, one.base) and path.endswith(".py") for path, one in sides.items()):
        return dict(sides), {}
    ours: dict[str, dict[str, str]] = {}
    hand: dict[str, dict[str, str]] = {}
    for path, one in sides.items():
        module = module_of(path)
        if not module or one.base is None or one.yours is None or one.new is None:
            continue
        generated, edited = renamed(one.base, one.new), renamed(one.base, one.yours)
        both = generated.keys() & edited.keys()
        # What the other side dropped or moved away is no mere renaming: it is left to the merge.
        there, stays = _said(one.yours)[0], _said(one.new)[0]
        ours[module] = {old: new for old, new in generated.items() if old not in both and old in there}
        hand[module] = {old: new for old, new in edited.items() if old not in both and old in stays}
    ours, hand = ({module: names for module, names in known.items() if names} for known in (ours, hand))
    if not ours and not hand:
        return dict(sides), {}
    done: dict[str, Sides] = {}
    for path, one in sides.items():
        own = {
            module: names
            for module, names in hand.items()
            if module == module_of(path) or not _says_old(path, one, hand)
        }
        done[path] = replace(
            one,
            base=_with(path, _with(path, one.base, ours), own),
            yours=_with(path, one.yours, ours),
            new=_with(path, one.new, own),
        )
    moved = {path: ours[module] for path, one in sides.items() if (module := module_of(path)) in ours if _edited(one)}
    return done, moved


def _edited(one: Sides) -> bool:
    return one.yours is not None and one.yours != one.base


def _says_old(path: str, one: Sides, hand: Mapping[str, Mapping[str, str]]) -> bool:
    return one.yours is not None and imports_old(path, one.yours, hand)


def _with(path: str, text: Text, known: Mapping[str, Mapping[str, str]]) -> Text:
    return None if text is None else follow(path, text, known)


def torn(after: Mapping[str, str], sides: Mapping[str, Sides]) -> dict[str, frozenset[str]]:
    """Path -> names that a file of the merged project imports or should hold, and that no parent misses."""
    yours = _missing({path: one.yours for path, one in sides.items() if one.yours is not None})
    new = _missing({path: one.new for path, one in sides.items() if one.new is not None})
    found: dict[str, set[str]] = {}
    for lost in _missing(after) - yours - new:
        path, module, name = lost
        owners = [owner for owner in sides if module_of(owner) == module]
        for each in (path, *owners):
            found.setdefault(each, set()).add(name)
    return {path: frozenset(names) for path, names in found.items()}


def _missing(texts: Mapping[str, str]) -> frozenset[tuple[str, str, str]]:
    """(path, module, name) of what is imported from a module of the package that has no such name."""
    said = {path: _said(text) for path, text in texts.items() if path.endswith(".py")}
    modules = {module: names for path, (names, _) in said.items() if (module := module_of(path))}
    return frozenset(
        (path, module, name)
        for path, (_, imported) in said.items()
        for module, name in imported
        if module in modules and name not in ("*", *modules[module]) and f"{module}.{name}" not in modules
    )


@lru_cache(MANY)
def _said(text: str) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    """The names that other modules can import from this one, and (module, name) of what it imports itself."""
    tree = parse(text)
    names: set[str] = set()
    imported: list[tuple[str, str]] = []
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names |= {alias.asname or alias.name.partition(".")[0] for alias in aliases}
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            imported += ((node.module, alias.name) for alias in node.names)
    return frozenset(names), tuple(imported)
