"""A function under a new name: the other side's code follows.

    base                yours                       new                 yours, as it is merged
    def clean(df)       def clean(df)               def tidy(df)        def tidy(df)
                        def mine(df): clean(df)                         def mine(df): tidy(df)

Only names that certainly mean that function are changed, and only where the new name means nothing else yet.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from nb2prod.sync.checks import undefined
from nb2prod.sync.lines import split
from nb2prod.sync.matching import renames
from nb2prod.sync.units import DEFINITIONS, parse, read_units
from nb2prod.walking import walk

Renames = Mapping[str, Mapping[str, str]]  # module -> old name -> new name


def module_of(path: str) -> str:
    """`src/churn/train.py` is the module `churn.train`; "" for what is no module of the package."""
    parts = PurePosixPath(path).with_suffix("").parts
    if not path.endswith(".py") or len(parts) < 3 or parts[0] != "src":
        return ""
    return ".".join(part for part in parts[1:] if part != "__init__")


def renamed(base: str, side: str) -> dict[str, str]:
    """Functions and classes of `base` that `side` has under another name."""
    if base == side:
        return {}
    before, after = read_units(base), read_units(side)
    return {} if before is None or after is None else renames(before, after)


def follow(path: str, text: str, known: Renames) -> str:
    """The text with the new names."""
    if not known or not path.endswith(".py") or not any(old in text for names in known.values() for old in names):
        return text
    tree = parse(text)
    if tree is None:
        return text
    names = dict(known.get(module_of(path), {}))
    for node in _imports(tree):
        for alias in node.names:
            new = known.get(node.module or "", {}).get(alias.name)
            if new and alias.asname is None:
                names[alias.name] = new
    taken = _taken(tree)
    names = {old: new for old, new in names.items() if (new not in taken or new in names) and old not in _local(tree)}
    places = [*_names(tree, names, known), *_attributes(tree, known)]
    if not places:
        return text
    after = _replaced(text, places)
    renamed_tree = parse(after)
    # a call whose definition cannot follow would be a name that nothing binds: then the merge has to tell
    sound = renamed_tree is not None and not undefined(after, renamed_tree) - undefined(text, tree)
    return after if sound else text


def imports_old(path: str, text: str, known: Renames) -> bool:
    """Whether a text still reads an old name from the module that has it under a new one."""
    tree = parse(text) if path.endswith(".py") else None
    return tree is not None and any(
        alias.name in known.get(node.module or "", {}) for node in _imports(tree) for alias in node.names
    )


def _imports(tree: ast.Module) -> Iterator[ast.ImportFrom]:
    return (node for node in walk(tree) if isinstance(node, ast.ImportFrom) and not node.level)


def _taken(tree: ast.Module) -> frozenset[str]:
    names = {node.id for node in walk(tree) if isinstance(node, ast.Name)}
    names |= {node.name for node in walk(tree) if isinstance(node, DEFINITIONS)}
    names |= {alias.asname or alias.name for node in _imports(tree) for alias in node.names}
    return frozenset(names) | _local(tree)


def _local(tree: ast.Module) -> frozenset[str]:
    """Names that mean something else in some function: parameters, keywords, variables."""
    names = {node.arg for node in walk(tree) if isinstance(node, ast.arg)}
    names |= {node.arg or "" for node in walk(tree) if isinstance(node, ast.keyword)}
    stored = (node for node in walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load))
    return frozenset(names | {node.id for node in stored})


Place = tuple[int, int, str, str]  # line from 1, column in UTF-8 bytes, old name, new name


def _names(tree: ast.Module, names: Mapping[str, str], known: Renames) -> Iterator[Place]:
    for node in walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            yield node.lineno, node.col_offset, node.id, names[node.id]
        elif isinstance(node, DEFINITIONS) and node.name in names:
            yield node.lineno, node.col_offset, node.name, names[node.name]
    for found in _imports(tree):
        for alias in found.names:
            if alias.name in known.get(found.module or "", {}) and (alias.asname or alias.name in names):
                yield alias.lineno, alias.col_offset, alias.name, known[found.module or ""][alias.name]


def _attributes(tree: ast.Module, known: Renames) -> Iterator[Place]:
    """`train.clean(df)` after `from churn import train`."""
    modules = {
        alias.asname or alias.name: known[f"{node.module}.{alias.name}"]
        for node in _imports(tree)
        for alias in node.names
        if f"{node.module}.{alias.name}" in known
    }
    for node in walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            new = modules[node.value.id].get(node.attr)
            if new and node.end_lineno and node.end_col_offset is not None:
                yield node.end_lineno, node.end_col_offset - len(node.attr.encode()), node.attr, new


def _replaced(text: str, places: list[Place]) -> str:
    lines = [line.encode() for line in split(text)]
    for line, column, old, new in sorted(set(places), reverse=True):
        whole = lines[line - 1]
        rest = re.sub(rb"\b%s\b" % re.escape(old.encode()), new.encode(), whole[column:], count=1)
        lines[line - 1] = whole[:column] + rest
    return b"".join(lines).decode()
