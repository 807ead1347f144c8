"""Two things that a merge may break without losing a name: the order in a function, and the fit of a call."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nb2prod.sync.units import DEFINITIONS
from nb2prod.walking import children, walk


def too_early(tree: ast.Module) -> Iterator[tuple[str, ...]]:
    """Variables of a function that stand there to be read before anything could have bound them."""
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            reads: dict[str, int] = {}
            bound: dict[str, int] = {}
            outer = {argument.arg for argument in walk(node.args) if isinstance(argument, ast.arg)}
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
            todo += children(node)


def _bound(node: ast.AST) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, node.lineno
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from ((alias.asname or alias.name.partition(".")[0], node.lineno) for alias in aliases)
        case ast.ExceptHandler(name=str(name)):
            yield name, node.lineno


@dataclass(frozen=True)
class Use:
    """A call of a function by its plain name, and what takes its result where that is one target."""

    called: str
    call: ast.Call
    target: ast.expr | None = None


def uses(tree: ast.Module) -> tuple[Use, ...]:
    """The calls of plain names in a module."""
    found: dict[int, Use] = {}
    for node in walk(tree):
        match node:
            case ast.Assign(targets=[target], value=ast.Call(func=ast.Name(id=called)) as call):
                found[id(call)] = Use(called, call, target)
            case ast.Call(func=ast.Name(id=called)):
                found.setdefault(id(node), Use(called, node))
    return tuple(found.values())


def misfits(calls: Iterable[Use], functions: Mapping[str, ast.FunctionDef]) -> Iterator[tuple[str, str, str]]:
    """Calls that do not fit the signature of `functions`, and what becomes of what they return."""
    for use in calls:
        function = functions.get(use.called)
        if function is not None and not _fits(use.call, function.args):
            yield ("call", ast.unparse(use.call), use.called)
        # written for a function that returned this many: a fault where neither parent has the two together
        if function is not None and use.target is not None and (number := _returned(function)) is not None:
            taken = _taken(use.target)
            if taken != str(number):
                yield ("result", f"{taken} of {number}", use.called)


def _taken(target: ast.expr) -> str:
    """Into how many variables a target takes a value apart, whatever they are called; else the target itself."""
    if isinstance(target, ast.Tuple | ast.List) and not any(isinstance(each, ast.Starred) for each in target.elts):
        return str(len(target.elts))
    return ast.unparse(target)


def _returned(function: ast.FunctionDef) -> int | None:
    """How many values a function hands back, each as one of a tuple or list (1: no such); None where that varies."""
    values = [node.value for node in _own(function) if isinstance(node, ast.Return)]
    numbers = {len(value.elts) if isinstance(value, ast.Tuple | ast.List) else 1 for value in values}
    generator = any(isinstance(node, ast.Yield | ast.YieldFrom) for node in _own(function))
    starred = any(isinstance(each, ast.Starred) for value in values if value is not None for each in walk(value))
    return numbers.pop() if len(numbers) == 1 and not generator and not starred else None


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
