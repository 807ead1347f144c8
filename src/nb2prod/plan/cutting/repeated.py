"""Imported names that a step imports again instead of being handed them: modules and classes do not travel.

import sys; sys.path.append("..")      an import behind this line cannot stand at the module's head
from helpers import clean              the step that calls `clean` says so itself: the module is loaded once anyway

Only where a second import surely gives the same object: nothing but imports at top level binds the name, no function
reads it, and nobody sets an attribute of a module or reloads one.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from nb2prod.model import Program, Statement
from nb2prod.walking import walk

IMPORTS = (ast.Import, ast.ImportFrom)
CHANGING = frozenset({"reload", "setattr", "delattr", "import_module", "patch"})
ANYTHING = frozenset({"exec", "eval", "builtins.exec", "builtins.eval"})


def repeatable(program: Program, kept: frozenset[int], bound: Mapping[str, list[int]]) -> frozenset[str]:
    """Names whose import may stand once more in each step that reads them."""
    statements = program.statements
    imported = {item.name for item in program.imports if item.name != "*"}
    if not imported or any(_changes_modules(statements[i], imported) for i in kept):
        return frozenset()
    read_later = frozenset().union(*(statements[i].facts.late | statements[i].facts.outer for i in kept))
    called = _called(program, kept)
    found = set()
    for item in program.imports:
        name = item.name
        binders = [statements[i] for i in bound.get(name, ())]
        plain = binders and all(s.parent is None and isinstance(s.node, IMPORTS) for s in binders)
        steady = not item.attribute or name[:1].isupper() or name in called
        if plain and steady and name not in read_later and name != "*" and item.module != "__future__":
            found.add(name)
    unsteady = {i.name for i in program.imports if i.attribute and not (i.name[:1].isupper() or i.name in called)}
    return frozenset(found - unsteady)


def _changes_modules(statement: Statement, imported: set[str]) -> bool:
    """Whether a statement may make an import give something else: `config.rate = 2`, `reload(helpers)`."""
    if any(call.rpartition(".")[2] in CHANGING or call in ANYTHING for call in statement.facts.calls):
        return True
    for node in walk(statement.node):
        match node:
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if name in imported:
                return True
            case ast.Attribute(value=ast.Name(id="sys"), attr="modules"):
                return True
    return False


def _called(program: Program, kept: frozenset[int]) -> frozenset[str]:
    """Names that the notebook does nothing with but call them: functions, which their modules do not bind again."""
    called: set[str] = set()
    otherwise: set[str] = set()
    for identity in kept:
        node = program.statements[identity].node
        functions = {id(part.func) for part in walk(node) if isinstance(part, ast.Call)}
        for part in walk(node):
            if isinstance(part, ast.Name):
                (called if id(part) in functions else otherwise).add(part.id)
    return frozenset(called - otherwise)
