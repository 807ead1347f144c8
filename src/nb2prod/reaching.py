"""Which functions and classes of copied modules anything may call, as far as names tell.

# figures.py                                 # the notebook
def show(model): ...                         from figures import show
def old(model): SGDClassifier(n_iter=9)      show(model)             nothing names `old`: it never runs

A name counts wherever it stands, whatever it means there; where code puts names together, everything counts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from nb2prod.model import Module, Statement
from nb2prod.walking import walk

Defining = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
ANY = frozenset({"getmembers", "import_module", "__import__", "globals", "vars", "dir", "eval", "exec"})
WORD = re.compile(r"[A-Za-z_]\w*")


def reached(cells: Iterable[ast.AST], modules: Iterable[ast.Module]) -> frozenset[str] | None:
    """All names that code which may run speaks of; None where anything may be called."""
    modules = list(modules)
    bodies: dict[str, list[ast.AST]] = {}
    todo: list[ast.AST] = list(cells)
    others = _aliases([*todo, *modules])
    for node in (node for tree in modules for node in tree.body):
        if _waits(node):
            bodies.setdefault(node.name, []).append(node)
        elif not _exports(node) and not asleep(node):
            todo.append(node)
    found: set[str] = set()
    while todo:
        for name in _spoken(todo.pop()):
            if name in ANY:
                return None
            for each in {name, *others.get(name, ())} - found:
                found.add(each)
                todo += bodies.get(each, ())
    return frozenset(found)


def beside(
    statements: Iterable[Statement], modules: Iterable[Module]
) -> tuple[list[tuple[Module, ast.Module]], frozenset[str] | None]:
    """The modules that go with a notebook, as far as they are Python, and the names `reached` of it and them."""
    trees = [*parsed(modules)]
    if not trees:
        return [], frozenset()
    return trees, reached([s.node for s in statements if s.parent is None], [tree for _, tree in trees])


def running(tree: ast.Module, names: frozenset[str] | None) -> Iterator[ast.AST]:
    """Every node of a module but those of functions and classes at its top that nothing names, nor what never runs."""
    for node in tree.body:
        if not asleep(node) and (names is None or not _waits(node) or node.name in names):
            yield from walk(node)


def _waits(node: ast.stmt) -> TypeGuard[Defining]:
    """Whether it only defines something: who decorates it may keep it for later."""
    return isinstance(node, Defining) and not node.decorator_list


def _exports(node: ast.stmt) -> bool:
    """`__all__ = ["show", "old"]`."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _spoken(node: ast.AST) -> Iterator[str]:
    """Names, attributes, and the words of texts; an import alone speaks of nothing, nor does a docstring."""
    docs = {id(part.value) for part in walk(node) if isinstance(part, ast.Expr)}
    for part in walk(node):
        match part:
            case ast.Call(func=ast.Name(id="getattr"), args=[_, name, *_]) if not isinstance(name, ast.Constant):
                yield "getmembers"
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.Constant(value=str(text)) if id(part) not in docs:
                yield from WORD.findall(text)


def _aliases(nodes: Iterable[ast.AST]) -> dict[str, set[str]]:
    """The names that imports hand on under others: `from figures import show as draw`."""
    found: dict[str, set[str]] = {}
    for node in (part for each in nodes for part in walk(each) if isinstance(part, ast.ImportFrom)):
        for alias in node.names:
            found.setdefault(alias.asname or alias.name, set()).add(alias.name)
    return found


def asleep(node: ast.AST) -> bool:
    """`if TYPE_CHECKING:`, and `if __name__ == "__main__":`, which a copied module is not."""
    match node:
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"), orelse=[]):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()]), orelse=[]):
            return True
    return False


def taken_from(node: ast.ImportFrom, module: str, *, package: bool) -> str:
    """The full name of what `from ..config import a` takes from; it stands in `module`, which may be a package."""
    parts = module.split(".")
    up = len(parts) - node.level + package
    return ".".join([*(parts[:up] if node.level else []), *([node.module] if node.module else [])])


def parsed(modules: Iterable[Module]) -> Iterator[tuple[Module, ast.Module]]:
    """Those whose text is Python; the others say so themselves when they are imported."""
    for module in (each for each in modules if each.path.endswith(".py")):
        try:
            yield module, ast.parse(module.text)
        except (SyntaxError, ValueError, RecursionError):
            continue
