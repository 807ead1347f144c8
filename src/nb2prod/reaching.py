"""Which functions and classes of copied modules anything may call, as far as names tell; which imports they can spare.

# figures.py                                 # the notebook
def show(model): ...                         from figures import show
def old(model): SGDClassifier(n_iter=9)      show(model)             nothing names `old`: it never runs
try: import astroML
except ImportError: astroML = None           the module copes without it
if os.environ.get("SDK") == "on":
    import sdk                               runs only where the environment asks for it

A name counts wherever it stands, whatever it means there; where code puts names together, everything counts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from nb2prod.model import Module, Statement

Defining = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
IMPORTS = (ast.Import, ast.ImportFrom)
ANY = frozenset({"getmembers", "import_module", "__import__", "globals", "vars", "dir", "eval", "exec"})
CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})
ASKS = frozenset({"os.getenv", "os.environ.get", "environ.get", "getenv"})
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
        elif not _exports(node) and not _asleep(node):
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
        if not _asleep(node) and (names is None or not _waits(node) or node.name in names):
            yield from ast.walk(node)


def spared(tree: ast.Module, names: frozenset[str] | None) -> frozenset[int]:
    """The imports, by `id`, that a module copes without, or that only run under a condition or where nobody calls."""
    found = {id(node) for node in ast.walk(tree) if isinstance(node, IMPORTS)}
    found -= {id(node) for node in running(tree, names)}
    for node in ast.walk(tree):
        match node:
            case ast.Try(body=body, handlers=handlers) if any(map(_catches, handlers)):
                parts: list[ast.stmt] = body
            case ast.If(test=test, body=body) if _unset(test, tree) or _asleep(node):
                parts = body
            case _:
                continue
        found |= {id(inner) for part in parts for inner in ast.walk(part) if isinstance(inner, IMPORTS)}
    return frozenset(found)


def _waits(node: ast.stmt) -> TypeGuard[Defining]:
    """Whether it only defines something: who decorates it may keep it for later."""
    return isinstance(node, Defining) and not node.decorator_list


def _exports(node: ast.stmt) -> bool:
    """`__all__ = ["show", "old"]`."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _spoken(node: ast.AST) -> Iterator[str]:
    """Names, attributes, and the words of texts; an import alone speaks of nothing, nor does a docstring."""
    docs = {id(part.value) for part in ast.walk(node) if isinstance(part, ast.Expr)}
    for part in ast.walk(node):
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
    for node in (part for each in nodes for part in ast.walk(each) if isinstance(part, ast.ImportFrom)):
        for alias in node.names:
            found.setdefault(alias.asname or alias.name, set()).add(alias.name)
    return found


def _catches(handler: ast.ExceptHandler) -> bool:
    named = [part.id for part in ast.walk(handler.type) if isinstance(part, ast.Name)] if handler.type else []
    raises = any(isinstance(part, ast.Raise) for statement in handler.body for part in ast.walk(statement))
    return (handler.type is None or bool(CAUGHT & {*named})) and not raises


def _asleep(node: ast.AST) -> bool:
    """`if TYPE_CHECKING:`, and `if __name__ == "__main__":`, which a copied module is not."""
    match node:
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"), orelse=[]):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()]), orelse=[]):
            return True
    return False


def _unset(test: ast.expr, tree: ast.Module) -> bool:
    """Whether it holds only where a variable of the environment is set."""
    if isinstance(test, ast.Name):
        made = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and _binds(node, test.id)]
        stored = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == test.id and not _loaded(n)]
        return len(made) == len(stored) == 1 and _unset(made[0].value, tree)
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=str())]):
            return _asks(left)
        case ast.Compare(left=ast.Constant(), ops=[ast.In()], comparators=[where]):
            return ast.unparse(where) in ("os.environ", "environ")
    return _asks(test)


def _asks(node: ast.expr) -> bool:
    """`os.environ.get("SDK")`, without another value for where it is not set."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ASKS and len(node.args) == 1 and not node.keywords


def _binds(node: ast.Assign, name: str) -> bool:
    return [name] == [target.id if isinstance(target, ast.Name) else "" for target in node.targets]


def _loaded(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def parsed(modules: Iterable[Module]) -> Iterator[tuple[Module, ast.Module]]:
    """Those whose text is Python; the others say so themselves when they are imported."""
    for module in (each for each in modules if each.path.endswith(".py")):
        try:
            yield module, ast.parse(module.text)
        except (SyntaxError, ValueError, RecursionError):
            continue
