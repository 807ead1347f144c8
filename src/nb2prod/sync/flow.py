"""Two things that a merge may break without losing a name: the order in a function, and the fit of a call."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.sync.units import DEFINITIONS


def too_early(tree: ast.Module) -> Iterator[tuple[str, ...]]:
    """Variables of a function that stand there to be read before anything could have bound them."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        outer = {name for each in ast.walk(node) if isinstance(each, ast.Global | ast.Nonlocal) for name in each.names}
        given = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)} | outer
        for name, place in _first_reads(node).items():
            bound = _first_binding(node, name)
            if name not in given and bound is not None and place < bound:
                yield ("early", node.name, name)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """What is evaluated in the function itself, in no function, class or comprehension inside it."""
    for child in ast.iter_child_nodes(node):
        inner = (*DEFINITIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
        yield child
        if not isinstance(child, inner):
            yield from _own(child)


def _first_reads(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, int]:
    reads: dict[str, int] = {}
    for statement in function.body:
        for node in (statement, *_own(statement)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                reads[node.id] = min(reads.get(node.id, node.lineno), node.lineno)
    return reads


def _first_binding(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> int | None:
    places = [
        node.lineno
        for statement in function.body
        for node in (statement, *_own(statement))
        if (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store))
        or (isinstance(node, DEFINITIONS) and node.name == name)
        or (
            isinstance(node, ast.Import | ast.ImportFrom)
            and any((a.asname or a.name.partition(".")[0]) == name for a in node.names)
        )
        or (isinstance(node, ast.ExceptHandler) and node.name == name)
    ]
    return min(places, default=None)


def misfits(tree: ast.Module) -> Iterator[tuple[str, ...]]:
    """Calls of the module's own functions that do not fit their signature."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.Call) and called in functions and not _fits(node, functions[called].args):
            yield ("call", ast.dump(node), called)


def _fits(call: ast.Call, given: ast.arguments) -> bool:
    if any(isinstance(argument, ast.Starred) for argument in call.args) or any(
        word.arg is None for word in call.keywords
    ):
        return True
    positional = [*given.posonlyargs, *given.args]
    words = {word.arg for word in call.keywords}
    if len(call.args) > len(positional) and given.vararg is None:
        return False
    names = {argument.arg for argument in (*given.args, *given.kwonlyargs)}
    if given.kwarg is None and words - names:
        return False
    filled = {argument.arg for argument in positional[: len(call.args)]}
    if filled & words:
        return False
    optional = (
        {argument.arg for argument in positional[len(positional) - len(given.defaults) :]} if given.defaults else set()
    )
    optional |= {
        argument.arg
        for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
        if default is not None
    }
    needed = {argument.arg for argument in (*positional, *given.kwonlyargs)} - optional
    return needed <= filled | words
