"""Texts and lists of texts that stand in the notebook, put together as it does: names of columns above all.

["a", "b"] + ["c"]            ["a", "b", "c"]
[c for c in cols if c != "y"] the list without "y"
Nothing of the notebook runs here: a handful of operations over literals, everything else is None (not known).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping


def folded(node: ast.expr, values: Mapping[int, object], names: Mapping[str, object] | None = None) -> object:
    """The value of an expression over literals; `values`: those of its parts by identity, `names`: of free names."""
    try:
        return _fold(node, values, dict(names or {}))
    except (TypeError, ValueError, KeyError, RecursionError, IndexError):
        return None


def _fold(node: ast.expr, values: Mapping[int, object], names: dict[str, object]) -> object:
    if id(node) in values:
        return values[id(node)]
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return names.get(node.id)
        case ast.List() | ast.Tuple() | ast.Set():
            items = [_fold(item, values, names) for item in node.elts]
            if any(item is None for item in items):
                return None
            return items if isinstance(node, ast.List) else tuple(items) if isinstance(node, ast.Tuple) else set(items)
        case ast.Dict():
            keys = [_fold(key, values, names) if key is not None else None for key in node.keys]
            found = [_fold(value, values, names) for value in node.values]
            known = all(key is not None for key in keys)
            return dict(zip(keys, found, strict=True)) if known else None
        case ast.BinOp(op=ast.Add() | ast.Sub() as op):
            left, right = _fold(node.left, values, names), _fold(node.right, values, names)
            if isinstance(left, (str, list, tuple)) and type(left) is type(right) and isinstance(op, ast.Add):
                return left + right  # type: ignore[operator]  # of one type
            if isinstance(left, set) and isinstance(right, set) and isinstance(op, ast.Sub):
                return left - right
            return None
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.JoinedStr():
            return _text(node, values, names)
        case ast.ListComp(generators=[only]) if isinstance(only.target, ast.Name):
            return _listed(node, only, values, names)
    return None


def _text(node: ast.JoinedStr, values: Mapping[int, object], names: dict[str, object]) -> object:
    parts = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = _fold(part.value, values, names)
            if not isinstance(value, str) or part.format_spec is not None or part.conversion != -1:
                return None
            parts.append(value)
        elif isinstance(part, ast.Constant):
            parts.append(str(part.value))
    return "".join(parts)


def _listed(
    node: ast.ListComp, only: ast.comprehension, values: Mapping[int, object], names: dict[str, object]
) -> object:
    source = _fold(only.iter, values, names)
    if not isinstance(source, (list, tuple)) or not isinstance(only.target, ast.Name):
        return None
    found = []
    for item in source:
        inner = {**names, only.target.id: item}
        tests = [_test(test, values, inner) for test in only.ifs]
        if any(test is None for test in tests):
            return None
        if all(tests):
            element = _fold(node.elt, values, inner)
            if element is None:
                return None
            found.append(element)
    return found


def _test(node: ast.expr, values: Mapping[int, object], names: dict[str, object]) -> bool | None:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            a, b = _fold(left, values, names), _fold(right, values, names)
            if a is None or b is None:
                return None
            match op:
                case ast.Eq():
                    return a == b
                case ast.NotEq():
                    return a != b
                case ast.In() if isinstance(b, (list, tuple, set, dict, str)):
                    return a in b
                case ast.NotIn() if isinstance(b, (list, tuple, set, dict, str)):
                    return a not in b
    return None
