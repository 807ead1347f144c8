"""Texts and lists of texts that stand in the notebook, put together as it does: names of columns above all.

["a", "b"] + ["c"]            ["a", "b", "c"]
[c for c in cols if c != "y"] the list without "y"
Nothing of the notebook runs here: a handful of operations over literals, everything else is None (not known).
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Mapping


def folded(node: ast.expr, values: Mapping[int, object], names: Mapping[str, object] | None = None) -> object:
    """The value of an expression over literals; `values`: those of its parts by identity, `names`: of free names."""
    try:
        return _fold(node, values, dict(names or {}))
    except (TypeError, ValueError, KeyError, RecursionError, IndexError):
        return None


MOST_NAMES, MOST = 12, 400


def counted(name: str, values: list[object]) -> object:
    """What a function of Python that pairs gives for literals: `combinations(["a", "b"], 2)`; None: not known."""
    whole = [value for value in values if isinstance(value, int)]
    listed = [value for value in values if isinstance(value, (list, tuple))]
    found: object = None
    if name in ("combinations", "permutations") and len(listed) == len(whole) == 1 and len(listed[0]) <= MOST_NAMES:
        found = list(getattr(itertools, name)(listed[0], whole[0])) if 0 <= whole[0] <= 3 else None
    elif not listed or len(listed) < len(values):
        found = None
    elif name == "product":
        found = list(itertools.product(*listed)) if len(listed) <= 3 and max(map(len, listed)) <= MOST_NAMES else None
    elif name == "zip":
        found = list(zip(*listed, strict=False))
    elif len(listed) == 1:
        found = list(enumerate(listed[0])) if name == "enumerate" else list(reversed(listed[0]))
    return found


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
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = _fold(operand, values, names)
            return -number if isinstance(number, (int, float)) else None
        case ast.JoinedStr():
            return _text(node, values, names)
        case ast.ListComp():
            elements: list[object] = []
            return elements if _listed(node, 0, values, names, elements) else None
        case ast.Compare():
            return _test(node, values, names)
    return None


def _text(node: ast.JoinedStr, values: Mapping[int, object], names: dict[str, object]) -> object:
    parts = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = _fold(part.value, values, names)
            plain = isinstance(value, str) or type(value) is int
            if not plain or part.format_spec is not None or part.conversion != -1:
                return None
            parts.append(str(value))
        elif isinstance(part, ast.Constant):
            parts.append(str(part.value))
    return "".join(parts)


def _listed(
    node: ast.ListComp, at: int, values: Mapping[int, object], names: dict[str, object], found: list[object]
) -> bool:
    """Put the elements into `found`, generator by generator; whether all are known."""
    if at == len(node.generators):
        found.append(_fold(node.elt, values, names))
        return found[-1] is not None and len(found) <= MOST
    only = node.generators[at]
    source = _fold(only.iter, values, names)
    if not isinstance(source, (list, tuple)) or not isinstance(only.target, ast.Name):
        return False
    for item in source:
        inner = {**names, only.target.id: item}
        tests = [_test(test, values, inner) for test in only.ifs]
        if any(test is None for test in tests):
            return False
        if all(tests) and not _listed(node, at + 1, values, inner, found):
            return False
    return True


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
                case ast.Lt() if type(a) is type(b) and isinstance(a, (str, int)):
                    return bool(a < b)  # type: ignore[operator]  # of one type
                case ast.Gt() if type(a) is type(b) and isinstance(a, (str, int)):
                    return bool(a > b)  # type: ignore[operator]  # of one type
                case ast.In() if isinstance(b, (list, tuple, set, dict, str)):
                    return a in b
                case ast.NotIn() if isinstance(b, (list, tuple, set, dict, str)):
                    return a not in b
    return None
