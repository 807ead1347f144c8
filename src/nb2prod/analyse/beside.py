"""What importing a module that goes with the notebook does by itself: its top level runs then.

# setup_run.py                      import setup_run
random.seed(5)                      seeds python's stream, and changes the environment
os.environ["MODE"] = "fast"
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from nb2prod import knowledge
from nb2prod.model import Cell, Facts, Module, Notebook, Program, Statement
from nb2prod.reaching import parsed
from nb2prod.replacing import replace
from nb2prod.walking import walk

RUN_TEXT = frozenset({"exec", "eval", "compile"})  # nobody knows what


def acting_modules(modules: Iterable[Module], analyse: Callable[[Notebook], Program]) -> dict[str, Facts]:
    """The seeds, draws and effects of each module's top level and of the modules that it imports in turn."""
    own: dict[str, Facts] = {}
    imported: dict[str, set[str]] = {}
    for module, tree in parsed(modules):
        imported[module.name] = {name for node in walk(tree) for name in _names(node)}
        if any(map(_may_act, tree.body)) and not knowledge.inert(module.name):
            program = analyse(Notebook(module.name, module.path, (Cell(0, "code", module.text, module.text),)))
            own[module.name] = _together(_own(s) for s in program.statements if _runs(program, s))
        else:
            own[module.name] = Facts()
    return {name: _together(own[each] for each in sorted(_reached(name, imported))) for name in own}


def of_import(node: ast.stmt, known: dict[str, Facts]) -> Facts | None:
    """What this import statement runs of them; None where that is nothing."""
    names = _names(node)
    parts = {name.rpartition(".")[0] for name in names} | names
    found = _together(known[name] for name in sorted(parts & known.keys()))
    return found if found.effects or found.draws or found.seeds else None


def _reached(name: str, imported: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [name]
    while todo:
        each = todo.pop()
        if each not in found:
            found.add(each)
            todo += imported[each] & imported.keys()
    return found


def _together(facts: Iterable[Facts]) -> Facts:
    every = list(facts)
    nothing: frozenset[str] = frozenset()
    return Facts(
        effects=nothing.union(*(f.effects for f in every)) - {"print", "raise"},
        draws=nothing.union(*(f.draws for f in every)),
        seeds=nothing.union(*(f.seeds for f in every)),
    )


def _own(statement: Statement) -> Facts:
    """Its facts; `dir()` and `globals()` see the names of the module, and no other."""
    words = {part.id for part in walk(statement.node) if isinstance(part, ast.Name)}
    facts = statement.facts
    return facts if words & RUN_TEXT else replace(facts, effects=facts.effects - {"barrier"})


def _runs(program: Program, statement: Statement) -> bool:
    """Whether it runs when the module is imported: no body of a function, nothing under `if __name__ == ...`."""
    while True:
        if statement.body == "function" or (isinstance(statement.node, ast.If) and _asks_name(statement.node)):
            return False
        if statement.parent is None:
            return True
        statement = program.statements[statement.parent]


def _asks_name(node: ast.If) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "__name__" for part in walk(node.test))


def _names(node: ast.AST) -> frozenset[str]:
    """The modules that an import may name."""
    if isinstance(node, ast.Import):
        return frozenset(alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        return frozenset({base, *(f"{base}.{alias.name}".lstrip(".") for alias in node.names)})
    return frozenset()


def _may_act(node: ast.stmt) -> bool:
    """Whether there is anything to follow: most modules hold imports, definitions and constants."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return bool(node.decorator_list)
    stores = any(isinstance(t, (ast.Subscript, ast.Attribute)) for t in getattr(node, "targets", ()))
    return stores or any(isinstance(part, ast.Call) for part in walk(node))
