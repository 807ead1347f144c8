"""Modules that a course hands out go with the last import of them that stays.

from learntools.time_series.utils import make_lags       stays: the package, and what that module imports in turn
from learntools.core import ____                         goes: so does its module
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from nb2prod.fates import staying
from nb2prod.knowledge.shelf import load
from nb2prod.model import Module
from nb2prod.reaching import parsed, taken_from
from nb2prod.walking import walk

if TYPE_CHECKING:
    from nb2prod.plan.compose import Decisions


def unneeded_modules(plan: Decisions) -> frozenset[str]:
    """Paths of copied modules of a course that nothing imports which stays."""
    modules = plan.program.notebook.modules
    tops = {top for top in {module.name.partition(".")[0] for module in modules} if _hands_out(top)}
    own = [module for module in modules if module.name.partition(".")[0] in tops]
    if not own:
        return frozenset()
    kept = staying(plan.choices)
    asked = {item.module for item in plan.program.imports if item.statement in kept}
    asked |= {item.qualified for item in plan.program.imports if item.statement in kept}
    asked |= {name for module, tree in parsed(modules) if module not in own for name in _named(tree, module)}
    return frozenset(module.path for module in own) - _reached(asked, own)


def _hands_out(top: str) -> bool:
    library = load(top)
    return library is not None and bool(library.grades.modules)


def _reached(names: Iterable[str], modules: list[Module]) -> set[str]:
    """Paths of the modules that importing the names runs, the packages around them first."""
    there = {module.name: module for module in modules}
    trees = {module.name: tree for module, tree in parsed(modules)}
    todo, seen = [*names], set[str]()
    while todo:
        name = todo.pop()
        for length in range(1, name.count(".") + 2):
            part = ".".join(name.split(".")[:length])
            if part in there and part not in seen:
                seen.add(part)
                todo += _named(trees[part], there[part]) if part in trees else ()
    return {there[name].path for name in seen}


def _named(tree: ast.Module, module: Module) -> Iterator[str]:
    """The dotted names that the module's imports may mean."""
    inside = module.path.endswith("/__init__.py")
    for node in walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = taken_from(node, module.name, package=inside)
            yield base
            yield from (f"{base}.{alias.name}".lstrip(".") for alias in node.names if alias.name != "*")
