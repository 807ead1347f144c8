"""Parameters that are axes to draw on, as a function shows that makes its own where it is given none.

def draw(model, ax=None):
    if ax is None:                ax = ax or plt.gca() says the same
        ax = plt.gca()
"""

from __future__ import annotations

import ast

AXES = "matplotlib.axes.Axes"
MAKES = frozenset({"gca", "axes", "subplot", "add_subplot", "add_axes"})


def axes_by_default(node: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """Their names: whatever else is handed in must do what axes do."""
    found: set[str] = set()
    for part in node.body:
        match part:
            case ast.If(
                test=ast.Compare(
                    left=ast.Name(id=name), ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None)]
                )
                | ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name))
            ):
                found |= {name} if any(_makes(inner, name) for inner in part.body) else set()
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.BoolOp(op=ast.Or(), values=[ast.Name(id=given), made])
            ) if name == given and _made(made):
                found.add(name)
    return frozenset(found)


def _makes(node: ast.stmt, name: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=bound)], value=value):
            return bound == name and _made(value)
        case ast.Assign(targets=[ast.Tuple(elts=[_, ast.Name(id=bound)])], value=value):  # fig, ax = plt.subplots()
            return bound == name and isinstance(value, ast.Call) and ast.unparse(value.func).endswith(".subplots")
    return False


def _made(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in MAKES
