"""Numbers made of an array or a column with one value in it: numpy 2.4 and pandas 3 take single values alone.

float(model.predict(row))                a TypeError from numpy 2.4 on
"%.2f" % df.loc[df.a > 1, "b"].values    the same
int(df["a"])                             a TypeError from pandas 3.0 on
float(df["a"].values[0])                 a single value, as before
roc_auc_score(y, p).round(3)             an AttributeError from scikit-learn 1.7 on: it is a float of Python
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from nb2prod import knowledge
from nb2prod.analyse.chained import FRAME, SERIES, Here
from nb2prod.analyse.starts import dotted
from nb2prod.knowledge.versions import Gone

ARRAY = Gone("a number of an array that holds one, as in float(values)", "numpy", "2.4", "values.item()")
COLUMN = Gone("a number of a Series that holds one, as in float(series)", "pandas", "3.0", "series.item()")
OF_NUMPY = frozenset("round item astype tolist mean shape dtype size ndim".split())  # no float has them
NUMBER = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[dfeEgGi]")


def one_number(parts: Iterable[ast.AST], here: Here) -> Iterator[Gone]:
    """`parts`: of a statement."""
    for part in parts:
        if of_one_row(part) and "pandas" in here.tops:
            yield COLUMN
        match part:
            case ast.Attribute(value=value, attr=attr) if attr in OF_NUMPY and (version := _plain_from(value, here)):
                yield Gone(
                    "a measure as a number of numpy", "scikit-learn", version, "round(value, digits), float(value)"
                )
                continue
            case ast.Call(func=ast.Name(id="float" | "int"), args=[value], keywords=[]):
                values = [value]
            case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=ast.Tuple(elts=elts)):
                values = [value for value in elts if len(NUMBER.findall(_unescaped(text))) == len(elts)]
            case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=value):
                values = [value] if NUMBER.search(_unescaped(text)) else []
            case _:
                continue
        if any(_array(value, here) for value in values):
            yield ARRAY
        if any(_column(value, here) for value in values):
            yield COLUMN


def _plain_from(node: ast.expr, here: Here) -> str:
    """The version of scikit-learn from which on it is a float of Python; "" where it is no measure."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=model), attr="score")):
            return knowledge.plain(f"{here.types.get(model, '?')}.score")
        case ast.Call(func=func, keywords=keywords):
            several = any(k.arg in (None, "average", "multioutput") and not _one_text(k.value) for k in keywords)
            return "" if several else knowledge.plain(dotted(func, here.modules))
        case ast.Name(id=name):
            found = {_plain_from(made, here) for made in here.made(name) if not isinstance(made, ast.Name)}
            return max(found) if found and all(found) else ""
    return ""


def _one_text(node: ast.expr) -> bool:
    """Whether an average is named, so that one number is given: neither None nor "raw_values"."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != "raw_values"


def of_one_row(node: ast.AST) -> bool:
    """`float(x.sample())`, `int(df["a"].mode())`, where x may be a column; none is `env.action_space.sample()`."""
    match node:
        case ast.Call(
            ast.Name("float" | "int"),
            [ast.Call(ast.Attribute(ast.Name() | ast.Subscript(), "sample" | "mode"), [], [])],
            [],
        ):
            return True
    return False


def _unescaped(text: str) -> str:
    """Without the signs of percent that it shows, as in "%s%% for all"."""
    return text.replace("%%", "")


def _array(node: ast.expr, here: Here) -> bool:
    """Whether it surely is an array, and no single value."""
    match node:
        case ast.Attribute(value=owner, attr="values"):
            return _of_table(owner, here)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=model), attr="predict")):
            kind = here.types.get(model, "")
            return any(knowledge.is_a(kind, one) for one in ("sklearn.Classifier", "sklearn.Regressor", "keras.Model"))
        case ast.BinOp(op=ast.MatMult()) | ast.BinOp(left=ast.Constant(value=str())):
            return False  # of two rows one number, and a text
        case ast.BinOp(left=left, right=right):
            return _array(left, here) or _array(right, here)
        case ast.Name(id=name):
            made = list(here.made(name))
            return bool(made) and here.types.get(name) == "numpy.ndarray" and all(map(_gives_several, made))
    return False


def _gives_several(made: ast.expr) -> bool:
    match made:
        case ast.Attribute(attr="values") | ast.Call(func=ast.Attribute(attr="predict")):
            return True
    return False


def _of_table(node: ast.expr, here: Here) -> bool:
    """`df`, `df["a"]`, `df.loc[rows, "a"]`, `series`: what has `values` there is a table or a column."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return isinstance(node, ast.Name) and here.types.get(node.id) in (FRAME, SERIES)


def _column(node: ast.expr, here: Here) -> bool:
    """`series`, `df["a"]`, `df[df.b > 1]["a"]`, `df.loc[df.b > 1, "a"]`."""
    match node:
        case ast.Name(id=name):
            return here.types.get(name) == SERIES
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str())):
            return here.types.get(name) == FRAME
        case ast.Subscript(
            value=ast.Subscript(value=ast.Name(id=name), slice=ast.Compare()), slice=ast.Constant(value=str())
        ):
            return here.types.get(name) == FRAME
        case ast.Subscript(
            value=ast.Attribute(value=ast.Name(id=name), attr="loc"),
            slice=ast.Tuple(elts=[ast.Compare(), ast.Constant(value=str())]),
        ):
            return here.types.get(name) == FRAME
    return False
