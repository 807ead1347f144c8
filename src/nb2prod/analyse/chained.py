"""Statements of which pandas 3 makes something else: changes through a column, and text that is no longer `object`.

df["a"].fillna(0, inplace=True)        df["a"][0] = 1        df.a.loc[mask] = 1       df stays as it was
df.dtypes == "O"                       text columns are of the dtype `str`
df.iloc[:, 0] = df.iloc[:, 0].dt.hour  a column of dates takes no numbers
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from nb2prod.knowledge.versions import Gone
from nb2prod.walking import walk

IN_PLACE = Gone("a change in place through a column", "pandas", "3.0", "an assignment to the column: df[name] = ...")
OBJECT = Gone('the dtype "object" of text columns', "pandas", "3.0", "pandas.api.types.is_string_dtype")
PARTS = Gone("numbers in the place of dates by loc or iloc", "pandas", "3.0", "df[...] = ....dt.year")
DATES_STILL = frozenset({"normalize", "floor", "ceil", "round", "as_unit"})
CHANGES = frozenset({"fillna", "replace", "clip", "mask", "where", "interpolate", "ffill", "bfill"})
FRAME = "pandas.DataFrame"
SERIES = "pandas.Series"
FRAMES = frozenset({FRAME, "pandas.NDFrame"})
LOCATED = frozenset({"loc", "iloc", "at", "iat"})
NO_COLUMN = LOCATED | {"values", "columns", "index", "ix"}


@dataclass(frozen=True)
class Here:
    """What is known at a statement."""

    types: Mapping[str, str]  # of its names
    tops: Collection[str]  # imported libraries
    modules: Mapping[str, str]  # what names were imported as
    changed: Collection[str]  # names whose objects it changes
    made: Callable[[str], Iterable[ast.expr]]  # what a name was bound to
    around: Callable[[], Iterable[ast.stmt]]  # statements that it reaches, and what these read
    onward: Callable[..., Iterable[str]]  # calls that what it computes may reach, its own among them

    def frame(self, column: ast.expr, *, unless_known: str = "") -> bool:
        """Whether the expression is a column of a frame, or the name of one; `unless_known`: of an unknown type."""
        if isinstance(column, ast.Name):
            sources = list(self.made(column.id)) if self.types.get(column.id) == SERIES else []
            return bool(sources) and all(_owner(each) for each in sources)
        owner = _owner(column)
        return bool(owner) and self.types.get(owner, unless_known) in FRAMES


def chained(node: ast.stmt, parts: Iterable[ast.AST], here: Here) -> Iterator[Gone]:
    """`parts`: what of it is no statement."""
    if "pandas" not in here.tops:
        return
    match node:
        case ast.Assign(targets=[ast.Subscript() as target], value=value):
            yield from [PARTS] * any(put_back(target, dates) for dates in _whose_parts(value))
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=column, attr=attr), keywords=keywords)):
            if attr in CHANGES and _in_place(keywords) and here.frame(column, unless_known=FRAME):
                yield IN_PLACE
        case ast.Expr(value=ast.Call(func=ast.Name(), args=args)):  # fill(df["a"]), which changes what it is given
            columns = [part for part in args if isinstance(part, ast.Subscript)]
            if any(_owner(part) in here.changed and here.frame(part) for part in columns):
                yield IN_PLACE
        case ast.AugAssign(target=ast.Name() as name) if here.frame(name):
            yield IN_PLACE
        case (
            ast.Assign(targets=[ast.Subscript(value=inner, slice=rows)])
            | ast.AugAssign(target=ast.Subscript(value=inner, slice=rows))
        ):
            located = isinstance(inner, ast.Attribute) and inner.attr in LOCATED
            column = inner.value if isinstance(inner, ast.Attribute) and located else inner
            if here.frame(column, unless_known=FRAME if _chosen_by(rows, _owner(column)) else ""):
                yield IN_PLACE
    if any(isinstance(part, ast.Compare) and _asks_object(part) for part in parts):
        yield OBJECT


def put_back(target: ast.Subscript, value: ast.expr) -> bool:
    """Whether a whole column gets what is made of itself: `df.loc[:, "a"] = pd.to_datetime(df["a"])`."""
    match target:
        case ast.Subscript(
            value=ast.Attribute(attr="loc" | "iloc"), slice=ast.Tuple(elts=[ast.Slice(None, None, None), column])
        ):
            read = [part.slice for part in walk(value) if isinstance(part, ast.Subscript)]
            same = {ast.dump(each) for part in read for each in (part, *getattr(part, "elts", ())[1:])}
            return ast.dump(column) in same
    return False


def _whose_parts(node: ast.expr) -> Iterator[ast.expr]:
    """`df["a"]` of `df["a"].dt.year - 2000`; what is a date still, as `df["a"].dt.normalize()`, is of none."""
    match node:
        case ast.Attribute(value=ast.Attribute(value=dates, attr="dt"), attr=attr) if attr not in DATES_STILL:
            yield dates
        case ast.Attribute(value=inner) | ast.Call(func=inner):
            yield from _whose_parts(inner)
        case ast.BinOp(left=left, right=right):
            yield from (*_whose_parts(left), *_whose_parts(right))


def _chosen_by(rows: ast.expr, owner: str) -> bool:
    """Whether a condition on columns of the same object chooses them, as only frames have it."""
    columns = (part for part in walk(rows) if isinstance(part, (ast.Subscript, ast.Attribute)))
    condition = isinstance(rows, (ast.Compare, ast.BinOp, ast.UnaryOp, ast.Call))
    return condition and any(_owner(part) == owner for part in columns)


def _in_place(keywords: list[ast.keyword]) -> bool:
    given = {keyword.arg: keyword.value for keyword in keywords}.get("inplace")
    return isinstance(given, ast.Constant) and given.value is True


def _owner(node: ast.expr) -> str:
    """`df` of `df["a"]` and of `df.a`; `df[["a", "b"]]` has always been a copy."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str()) | ast.Name()):
            return name
        case ast.Subscript(
            value=ast.Attribute(value=ast.Name(id=name), attr="loc"),
            slice=ast.Tuple(elts=[ast.Slice(lower=None, upper=None), ast.Constant(value=str()) | ast.Name()]),
        ):
            return name
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr not in NO_COLUMN:
            return name
    return ""


def _asks_object(node: ast.Compare) -> bool:
    sides = [node.left, *node.comparators]
    return any(map(_dtype, sides)) and any(map(_object, sides))


def _dtype(node: ast.expr) -> bool:
    """`df.a.dtype`, `df.dtypes`, `df.a.dtype.name`, `str(df.a.dtype)`, `df.dtypes["a"]`."""
    match node:
        case ast.Attribute(attr="dtype" | "dtypes"):
            return True
        case ast.Attribute(value=inner, attr="name") | ast.Call(func=ast.Name(id="str"), args=[inner]):
            return _dtype(inner)
        case ast.Subscript(value=inner):
            return _dtype(inner)
    return False


def _object(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value="O" | "object") | ast.Name(id="object"):
            return True
        case ast.Attribute(attr="object" | "object_" | "object0"):
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return any(map(_object, parts))
    return False
