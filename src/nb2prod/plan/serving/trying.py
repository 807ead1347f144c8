"""A load that is tried: whichever branch reads the file, the rows are those of one file written in one way.

try: df = pd.read_csv(url)                      the load
except OSError: df = pd.read_csv("a.csv")       the same one, from elsewhere
except ValueError: print("no file")             nothing goes on without rows
"""

from __future__ import annotations

import ast


def load_tried(node: ast.Try) -> ast.Assign | None:
    """The load that stands for all branches; None where one of them does anything else than to say so."""
    first = _load_of(node.body)
    if first is None or node.orelse or node.finalbody:
        return None
    for handler in node.handlers:
        other = _load_of(handler.body)
        if other is None and not all(_only_tells(line) for line in handler.body):
            return None
        if other is not None and _written(other) != _written(first):
            return None
    return first


def _load_of(body: list[ast.stmt]) -> ast.Assign | None:
    """The one line that reads a file, where the others only tell or name it."""
    loads = [line for line in body if _reads(line)]
    rest = [line for line in body if not _reads(line)]
    match loads:
        case [ast.Assign() as load] if all(_only_tells(line) or _names(line) for line in rest):
            return load
    return None


def _reads(line: ast.stmt) -> bool:
    match line:
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Attribute(value=ast.Name(), attr=attr))):
            return attr.startswith("read_")
    return False


def _written(load: ast.Assign) -> str:
    """What it binds and how it reads, whatever file that is."""
    call = load.value
    assert isinstance(call, ast.Call)
    parts = [load.targets[0], call.func, *call.args[1:], *call.keywords]
    return " ".join(ast.dump(part) for part in parts)


def _only_tells(line: ast.stmt) -> bool:
    match line:
        case ast.Pass() | ast.Raise() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="print" | "exit" | "quit"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="sys"), attr="exit"))):
            return True
    return False


def _names(line: ast.stmt) -> bool:
    """`path = "a.csv"`."""
    return isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
