"""Loops that surely run: over a literal with elements, `range(3)`, `folds.split(X)`, or those numbered."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable

THROUGH = frozenset({"enumerate", "reversed", "sorted", "list", "tuple", "tqdm", "trange"})  # as many as what they get


def never_empty(node: ast.expr, bound: Container[str] = ()) -> bool:
    """Whether going through it gives at least one element; `bound`: names of the notebook, which hide builtins."""
    match node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return any(not isinstance(part, ast.Starred) for part in parts)
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.Dict(keys=keys):
            return any(key is not None for key in keys)
        case ast.Call(func=ast.Attribute(value=ast.Dict() as table, attr="items" | "keys" | "values"), args=[]):
            return never_empty(table, bound)
        case ast.Call(func=ast.Attribute(attr="split", value=owner), args=[first, *_]):  # folds, or a text's parts
            column = isinstance(owner, ast.Attribute) and owner.attr == "str"
            return not column and not (isinstance(first, ast.Constant) and first.value is None)
        case ast.Call(func=ast.Name(id="zip"), args=[_, *_] as args, keywords=[]) if "zip" not in bound:
            return all(never_empty(argument, bound) for argument in args)
        case ast.Call(func=ast.Name(id="range"), args=args, keywords=[]) if "range" not in bound:
            return _counts(args)
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in THROUGH:
            return (name in ("tqdm", "trange") or name not in bound) and never_empty(first, bound)
    return False


def _counts(args: list[ast.expr]) -> bool:
    try:
        return len(range(*(ast.literal_eval(argument) for argument in args))) > 0
    except (ValueError, TypeError, SyntaxError, OverflowError):
        return False


# Contexts of libraries that nobody describes and that let every exception pass; ? stands for whatever has the method.
PASSING = frozenset({"mlflow.start_run", "wandb.init", "?.scope", "?.as_default"})


def lets_pass(calls: Iterable[str]) -> bool:
    """Whether a `with` that makes these calls surely swallows no exception, whatever else they do."""
    made = [*calls]
    return bool(made) and PASSING.issuperset(made)
