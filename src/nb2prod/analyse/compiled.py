"""Tables that are given to what numba compiles: it knows arrays, and ran the rest as plain Python before 0.59.

@jit
def gini(y, p): ...
gini(df["y"], p)              a TypingError from numba 0.59 on
gini(df["y"].values, p)       an array
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping

from nb2prod.analyse.chained import FRAMES, SERIES, Here
from nb2prod.analyse.starts import dotted
from nb2prod.knowledge.versions import Gone
from nb2prod.model import Statement
from nb2prod.walking import values_given

TABLE = Gone("an object of pandas given to what numba.jit compiles", "numba", "0.59", "its .values")


def compiled_functions(statements: Iterable[Statement], modules: Mapping[str, str]) -> frozenset[str]:
    """Functions under a plain `@jit` or `@jit()`, which does not say what to do with what it does not know."""
    functions = (s.node for s in statements if isinstance(s.node, ast.FunctionDef))
    return frozenset(f.name for f in functions if any(_compiles(each, modules) for each in f.decorator_list))


def _compiles(decorator: ast.expr, modules: Mapping[str, str]) -> bool:
    match decorator:
        case ast.Call(func=func, args=[], keywords=[]):
            return dotted(func, modules) == "numba.jit"
    return dotted(decorator, modules) == "numba.jit"


def given_tables(parts: Iterable[ast.AST], here: Here, compiled: Collection[str]) -> Iterator[Gone]:
    """`parts`: of a statement."""
    for part in parts:
        match part:
            case ast.Call(func=ast.Name(id=name)) if name in compiled:
                if any(_table(given, here) for given in values_given(part)):
                    yield TABLE


def _table(given: ast.expr, here: Here) -> bool:
    if isinstance(given, ast.Name):
        return here.types.get(given.id) in (*FRAMES, SERIES)
    return isinstance(given, ast.Subscript) and here.frame(given)
