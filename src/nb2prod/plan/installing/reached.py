"""Whether anything may get to a line of a module that goes with the notebook.

# plots.py                              from plots import scatter
def scatter(x): ...                     a line of it may be reached
def separator(x): SGD(n_iter=5)         nobody names separator: no run gets there
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from nb2prod.model import Module, Program, Removal
from nb2prod.nesting import DEFINING


def reached(program: Program, use: Removal) -> bool:
    """False only where the line stands in a function or class at the top that nothing outside of it names."""
    modules = [_parsed(module) for module in program.notebook.modules]
    own = next((tree for tree, path in modules if path == use.module), None)
    above = [node for node in getattr(own, "body", ()) if isinstance(node, DEFINING)]
    holding = next((node for node in above if node.lineno <= (use.line or 0) <= (node.end_lineno or 0)), None)
    if holding is None or holding.decorator_list or any(tree is None for tree, _ in modules):
        return True
    inside = {id(part) for part in ast.walk(holding)}
    inside |= {id(part) for tree, _ in modules for node in getattr(tree, "body", ()) for part in _as_a_script(node)}
    trees: list[ast.AST] = [s.node for s in program.statements]
    trees += [tree for tree, _ in modules if tree is not None]
    return any(holding.name in _named(node) for tree in trees for node in ast.walk(tree) if id(node) not in inside)


def _named(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            yield name


def _as_a_script(node: ast.stmt) -> Iterator[ast.AST]:
    """What a module does only where it is run itself: `if __name__ == "__main__":`."""
    match node:
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()]), orelse=[]):
            yield from ast.walk(node)


@cache
def _parsed(module: Module) -> tuple[ast.Module | None, str]:
    """Its tree, None where it is no Python, and its path."""
    try:
        return ast.parse(module.text if module.path.endswith(".py") else ""), module.path
    except (SyntaxError, ValueError):
        return None, module.path
