"""Which imports copied modules can spare.

try: import astroML
except ImportError: astroML = None           the module copes without it
if os.environ.get("SDK") == "on":
    import sdk                               runs only where the environment asks for it
def old(model): import sdk                   nothing names `old`: it never runs
"""

from __future__ import annotations

import ast

from nb2prod.reaching import asleep, running
from nb2prod.walking import walk

IMPORTS = (ast.Import, ast.ImportFrom)
CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})
ASKS = frozenset({"os.getenv", "os.environ.get", "environ.get", "getenv"})


def spared(tree: ast.Module, names: frozenset[str] | None) -> frozenset[int]:
    """The imports, by `id`, that a module copes without, or that only run under a condition or where nobody calls."""
    found = {id(node) for node in walk(tree) if isinstance(node, IMPORTS)}
    found -= {id(node) for node in running(tree, names)}
    for node in walk(tree):
        match node:
            case ast.Try(body=body, handlers=handlers) if any(map(_catches, handlers)):
                parts: list[ast.stmt] = body
            case ast.If(test=test, body=body) if _unset(test, tree) or asleep(node):
                parts = body
            case _:
                continue
        found |= {id(inner) for part in parts for inner in walk(part) if isinstance(inner, IMPORTS)}
    return frozenset(found)


def _catches(handler: ast.ExceptHandler) -> bool:
    named = [part.id for part in walk(handler.type) if isinstance(part, ast.Name)] if handler.type else []
    raises = any(isinstance(part, ast.Raise) for statement in handler.body for part in walk(statement))
    return (handler.type is None or bool(CAUGHT & {*named})) and not raises


def _unset(test: ast.expr, tree: ast.Module) -> bool:
    """Whether it holds only where a variable of the environment is set."""
    if isinstance(test, ast.Name):
        made = [node for node in walk(tree) if isinstance(node, ast.Assign) and _binds(node, test.id)]
        stored = [n for n in walk(tree) if isinstance(n, ast.Name) and n.id == test.id and not _loaded(n)]
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
