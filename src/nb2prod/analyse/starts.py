"""A search of scipy's that begins with a table: `x0` must have one dimension from scipy 1.11 on.

theta = np.zeros((3, 1))
minimize(cost, theta)                                       the run stops here

def descend(data, start): minimize(cost, start)             so it does if some call hands it such a one:
descend(data, np.copy(theta).reshape((n, 1)))
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from nb2prod.knowledge.versions import Gone
from nb2prod.walking import last_of, walk

TABLE = Gone("optimize.minimize(x0 with two dimensions)", "scipy", "1.11", "x0.ravel()")
MINIMIZE = "scipy.optimize.minimize"
SHAPED = frozenset({"zeros", "ones", "full", "empty"})
DEEP = 3


def tables_to_start_with(nodes: Iterable[ast.AST], modules: Mapping[str, str]) -> Iterator[ast.Call]:
    """The calls of `minimize` that get one; `nodes`: all of a module or notebook; `modules`: what names stand for."""
    nodes = list(nodes)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    found = [call for call in calls if dotted(call.func, modules) == MINIMIZE]
    if not found:
        return
    places = _Places(nodes)
    for call in found:
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        start = given.get("x0") or (call.args[1] if len(call.args) > 1 else None)
        if start is not None and places.table(start, call, DEEP):
            yield call


class _Places:
    """Where names get their values: in assignments of the same function, or as arguments of it."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        """Index functions, and what stands in them."""
        self.calls = [node for node in nodes if isinstance(node, ast.Call)]
        self.around: dict[int, ast.FunctionDef | None] = {}
        functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
        for function in functions:  # inner ones come later, and win
            self.around |= {id(part): function for part in walk(function) if part is not function}
        self.made = [node for node in nodes if isinstance(node, ast.Assign)]

    def table(self, value: ast.expr, at: ast.AST, deep: int) -> bool:
        """Whether the value surely has two dimensions, wherever it comes from."""
        if not isinstance(value, ast.Name):
            return _two(value)
        if not deep:
            return False
        function = self.around.get(id(at))
        here = [node for node in self.made if self.around.get(id(node)) is function and _binds(node, value.id)]
        if here:
            return all(_two(node.value) for node in here)
        if function is None:
            return False
        handed = [(given, call) for call in self.calls for given in _handed(call, function, value.id)]
        return bool(handed) and all(self.table(given, call, deep - 1) for given, call in handed)


def _handed(call: ast.Call, function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """What a call of the function gives for its parameter."""
    called = last_of(call)
    asked = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    if called != function.name or name not in asked:
        return
    bound = isinstance(call.func, ast.Attribute) and asked[:1] == ["self"]
    place = asked.index(name) - bound
    yield from (keyword.value for keyword in call.keywords if keyword.arg == name)
    if 0 <= place < len(call.args) and not any(isinstance(each, ast.Starred) for each in call.args[: place + 1]):
        yield call.args[place]


def _two(value: ast.expr) -> bool:
    """`x.reshape((n, 1))`, `x.reshape(-1, 1)`, `np.zeros((n, 1))`, `np.random.rand(n, 1)`."""
    match value:
        case ast.Call(func=ast.Attribute(attr="reshape"), args=[ast.Tuple(elts=[_, _])] | [_, _]):
            return True
        case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Tuple(elts=[_, _]), *_]) if attr in SHAPED:
            return True
        case ast.Call(func=ast.Attribute(attr="rand" | "randn"), args=[_, _]):
            return True
    return False


def _binds(node: ast.Assign, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for target in node.targets for part in walk(target))


def dotted(node: ast.AST, modules: Mapping[str, str]) -> str:
    """The full name of what `np.zeros` names; "" where that begins with no module."""
    match node:
        case ast.Name(id=name):
            return modules.get(name, "")
        case ast.Attribute(value=value, attr=attr):
            return f"{base}.{attr}" if (base := dotted(value, modules)) else ""
    return ""
