"""Two things that a merge may break without losing a name: the order in a function, and the fit of a call."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.sync.units import DEFINITIONS


def too_early(tree: ast.Module) -> Iterator[tuple[str, ...]]:
    """Variables of a function that stand there to be read before anything could have bound them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            reads: dict[str, int] = {}
            bound: dict[str, int] = {}
            outer = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
            for each in _own(node):
                if isinstance(each, ast.Global | ast.Nonlocal):
                    outer |= set(each.names)
                elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load):
                    reads[each.id] = min(reads.get(each.id, each.lineno), each.lineno)
                else:
                    bound |= {name: min(bound.get(name, line), line) for name, line in _bound(each)}
            early = (name for name, line in reads.items() if line < bound.get(name, line) and name not in outer)
            yield from (("early", node.name, name) for name in early)


def _own(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """What is evaluated in the function itself, in no function, class or comprehension inside it."""
    inner = (*DEFINITIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, inner):
            todo += ast.iter_child_nodes(node)


def _bound(node: ast.AST) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, node.lineno
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from ((alias.asname or alias.name.partition(".")[0], node.lineno) for alias in aliases)
        case ast.ExceptHandler(name=str(name)):
            yield name, node.lineno


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
