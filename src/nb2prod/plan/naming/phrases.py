"""A value as a sentence says it: by its variable or column, and by the one thing that is asked of it.

customers["Recency"].skew().round(2)        skew of Recency
np.allclose(a, b)                           allclose of a
model.coef_                                 coef of model
df.groupby("a").size() / len(df)            df: too much for a phrase
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from nb2prod.plan.naming.clause import SAME_VALUES, innermost, last_of, text_of, variables

FORM = frozenset(  # it changes the form of a value, or how much of it is seen
    """
    abs as_data_frame astype copy flatten format head items list numpy ravel reshape reset_index round set sort_index
    sort_values sorted squeeze str tail to_frame to_list to_numpy to_string tolist transpose values
    """.split()
)
LONGEST = 32


def phrase(node: ast.expr, imported: Collection[str]) -> tuple[str, ...]:
    """What the expression is about; () where it holds no variable."""
    plain = _plain(node)
    if isinstance(plain, ast.JoinedStr | ast.BinOp | ast.Tuple | ast.List) or not (said := _asked(plain, imported)):
        return tuple(dict.fromkeys(name for name in variables(node) if name not in imported))
    return (said,)


def _plain(node: ast.expr) -> ast.expr:
    """Without what only changes its form."""
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=inner, attr=attr)) | ast.Attribute(value=inner, attr=attr) if (
                attr in FORM
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
        case ast.Call(func=ast.Attribute(attr="crosstab"), args=args, keywords=keywords):
            sides = [*args, *(k.value for k in keywords if k.arg in ("index", "columns"))][:2]
            named = [text_of(_plain(side)).rpartition(".")[2] for side in sides]
            said = f"crosstab of {' and '.join(named)}"
            return said if len(named) == 2 and all(named) and len(said) <= LONGEST else ""
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
