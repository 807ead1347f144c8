"""A value as a sentence says it: by its variable or column, and by the one thing that is asked of it.

customers["Recency"].skew().round(2)        skew of Recency
np.allclose(a, b)                           allclose of a
model.coef_                                 coef of model
df.groupby("a").size() / len(df)            values made of df: too much for a phrase
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from nb2prod.knowledge.python import BUILTINS
from nb2prod.plan.naming.clause import MODULES, SAME_VALUES, innermost, text_of, variables
from nb2prod.walking import last_of

FORM = frozenset(  # it changes the form of a value, or how much of it is seen
    """
    abs as_data_frame astype copy flatten format head items list numpy ravel reshape reset_index round set sort_index
    sort_values sorted squeeze str tail to_frame to_list to_numpy to_string tolist transpose values
    """.split()
)
LONGEST = 44
FEW = 2  # variables that values are said to be made of


def phrase(node: ast.expr, imported: Collection[str]) -> tuple[str, ...]:
    """What the expression is about; () where it holds no variable."""
    found: list[str] = []
    for part in _parts(_plain(node)):
        said = _asked(part, imported)
        names = [] if said else [n for n in dict.fromkeys(variables(part)) if n not in imported and n not in BUILTINS]
        found += [said] if said else [f"values made of {' and '.join(names)}"] if 0 < len(names) <= FEW else []
        found += ["values"] if len(names) > FEW else []
    return tuple(dict.fromkeys(found))


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """What is said side by side: the values of a text, of a tuple, of texts that are joined."""
    match node:
        case ast.JoinedStr(values=every) | ast.Tuple(elts=every) | ast.List(elts=every):
            yield from (part for one in every for part in _parts(_plain(one)))
        case ast.FormattedValue(value=value):
            yield from _parts(_plain(value))
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right) if _is_text(left) or _is_text(right):
            yield from (*_parts(_plain(left)), *_parts(_plain(right)))
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format"), args=args):
            yield from (part for one in args for part in _parts(_plain(one)))
        case ast.Call(func=ast.Name(id="zip"), args=args):
            yield from (part for one in args for part in _parts(_plain(one)))
        case ast.Call(func=ast.Name(id="str" | "repr" | "round" | "display"), args=[inner, *_]):
            yield from _parts(_plain(inner))
        case _:
            yield node


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.Call(func=ast.Name(id="str")):
            return True
        case ast.BinOp(left=left, right=right):
            return _is_text(left) or _is_text(right)
    return False


def _plain(node: ast.expr) -> ast.expr:
    """Without what only changes its form."""
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=attr), args=[inner, *_]) if (
                module in MODULES and attr in FORM
            ):
                node = inner  # tf.squeeze(rows)
            case ast.Subscript(value=ast.Attribute(), slice=ast.Constant(value=str())):
                return node  # history.history["loss"]
            case ast.Call(func=ast.Attribute(value=inner, attr=attr)) | ast.Attribute(value=inner, attr=attr) if (
                attr in FORM and not isinstance(inner, ast.Constant)
            ):
                node = inner
            case ast.Call(func=ast.Name(id=name), args=[inner, *_]) if name in FORM:
                node = inner
            case ast.Subscript(value=ast.Call() | ast.Attribute() | ast.Subscript() as inner):
                node = inner  # df.corr()["price"]
            case ast.Attribute(value=inner, attr="iloc" | "loc" | "T"):
                node = inner
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[inner, *_]) if name in SAME_VALUES:
                node = inner
            case _:
                return node


def _asked(node: ast.expr, imported: Collection[str]) -> str:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=module)) | ast.Name(id=module), args=[first, *_]) if (
            module in imported or isinstance(node.func, ast.Name)
        ):
            asked, of = last_of(node), text_of(_plain(first))
        case ast.Call(func=ast.Attribute(value=inner, attr=asked)) | ast.Attribute(value=inner, attr=asked):
            of = text_of(_plain(inner))
        case ast.Subscript():
            return text_of(node)
        case _:
            return text_of(node)
    root = innermost(node).partition(".")[0]
    said = f"{asked.strip('_').replace('_', ' ').removeprefix('get ')} of {of}"
    return said if of and of not in imported and root and len(said) <= LONGEST else ""
