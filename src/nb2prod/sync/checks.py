"""What a merge may have broken although every line of it is somebody's: found by comparing with both parents.

generated now       yours                   merged
                    b = 2                               the notebook dropped b,
print(a)            print(a, b)             print(a, b)    a person uses it: `b` is lost
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections import Counter
from collections.abc import Iterator

from nb2prod.sync.flow import misfits, too_early, uses
from nb2prod.sync.units import DEFINITIONS, parse
from nb2prod.walking import walk

IMPLICIT = frozenset(dir(builtins)) | {
    "__file__",
    "__name__",
    "__doc__",
    "__path__",
    "__spec__",
    "__package__",
    "__class__",
}


def worse(merged: str, yours: str, new: str) -> frozenset[str]:
    """The names that the merged module lost, has twice or calls wrongly, and that no parent does; empty if it is sound.

    A module that does not parse lost everything: every name of it.
    """
    trees = [parse(text) for text in (yours, new)]
    tree = parse(merged)
    if tree is None:
        return frozenset(node.id for parent in trees if parent for node in walk(parent) if isinstance(node, ast.Name))
    parents = [_faults(parent, text) for parent, text in zip(trees, (yours, new), strict=True) if parent is not None]
    return frozenset(fault[-1] for fault in _faults(tree, merged) if not any(fault in parent for parent in parents))


def _faults(tree: ast.Module, text: str) -> frozenset[tuple[str, ...]]:
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    lost = (("undefined", name) for name in undefined(text, tree))
    return frozenset((*lost, *_twice(tree), *too_early(tree), *misfits(uses(tree), functions)))


def undefined(text: str, tree: ast.Module) -> frozenset[str]:
    """Names that nothing in the module binds."""
    try:
        table = symtable.symtable(text, "merged", "exec")
    except (SyntaxError, ValueError):
        return frozenset()
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in walk(tree)):
        return frozenset()
    bound = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
    }
    read: set[str] = set()
    for inner in _tables(table):
        for symbol in inner.get_symbols():
            outer = symbol.is_global() or inner is table
            if outer and symbol.is_declared_global() and symbol.is_assigned():
                bound.add(symbol.get_name())
            if outer and symbol.is_referenced():
                read.add(symbol.get_name())
    return frozenset(read - bound - IMPLICIT)


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _twice(tree: ast.Module) -> Iterator[tuple[str, ...]]:
    """Definitions of one name in one place."""
    for where, body in _bodies(tree):
        counts = Counter(node.name for node in body if isinstance(node, DEFINITIONS))
        for name, count in counts.items():
            yield from (("twice", where, str(number), name) for number in range(2, count + 1))


def _bodies(tree: ast.Module) -> Iterator[tuple[str, list[ast.stmt]]]:
    yield "", tree.body
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name, node.body
