"""How many dimensions an array surely has that a notebook makes.

np.random.rand(100, 1)      two, of one column
np.zeros(n)                 nobody knows: n may be a pair
"""

from __future__ import annotations

import ast

from nb2prod.walking import last_of


def joins(node: ast.Subscript) -> bool:
    """`np.c_[a, b]`: what stands in these brackets are columns."""
    return isinstance(node.value, ast.Attribute) and node.value.attr in ("c_", "r_")


def dimensions(value: ast.expr, place: int | None) -> tuple[str, ...]:
    """The sizes of the array that is made, as they stand there ("" = any); () where nothing tells how many."""
    if place is not None and isinstance(value, ast.Tuple):
        value = value.elts[place]
    if isinstance(value, ast.BinOp):
        sides = [dimensions(side, None) for side in (value.left, value.right)]
        known = [sizes for sizes in sides if len(sizes) == 2]
        return ("", "1" if len(known) == 1 and known[0][1] == "1" else "") if known else ()
    if isinstance(value, ast.UnaryOp):
        return dimensions(value.operand, None)
    if isinstance(value, ast.Subscript):
        if isinstance(value.slice, ast.Tuple) and not joins(value):
            added = [ast.unparse(one).rpartition(".")[2] in ("newaxis", "None") for one in value.slice.elts]
            return ("", "1" if added[-1] else "") if len(added) == 2 and any(added) else ()
        return ("", "") if joins(value) else ()
    return _of_call(value) if isinstance(value, ast.Call) else ()


def _of_call(value: ast.Call) -> tuple[str, ...]:
    name = last_of(value)
    if name in ("loadtxt", "genfromtxt"):  # of several columns, where anything asks for one of them
        return ("", "")
    if name in ("rand", "randn"):
        return tuple(map(ast.unparse, value.args))
    shapes = [k.value for k in value.keywords if k.arg in ("size", "shape")]
    if name == "reshape":
        shapes += value.args[:1] if len(value.args) == 1 else [ast.Tuple(value.args, ast.Load())]
    elif name in ("zeros", "ones", "random", "random_sample"):
        shapes += value.args[:1]
    elif name in ("array", "asarray") and value.args and isinstance(value.args[0], ast.List):
        listed = value.args[0].elts
        lines = [one.elts for one in listed if isinstance(one, (ast.List, ast.Tuple))]
        whole = not any(isinstance(one, ast.Starred) for line in lines for one in line)
        return ("", str(len(lines[0])) if whole else "") if lines and len(lines) == len(listed) else ()
    found = [tuple(map(ast.unparse, shape.elts)) for shape in shapes if isinstance(shape, ast.Tuple)]
    return found[0] if len(found) == 1 else ()
