"""Code that needs a default that has changed since, whatever else shows its age.

df.corr()                                        a ValueError from pandas 2.0 on, which passes over no text,
df["Sex"] = df["Sex"].map({"m": 0, "f": 1})      as the column is text until here
GridSearchCV(LogisticRegression(), {"penalty": ["l1", "l2"]})      lbfgs, the solver of today, has no l1
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from nb2prod.analyse.as_tabled import Made
from nb2prod.knowledge.versions import Gone
from nb2prod.model import Removal, Statement
from nb2prod.nesting import own_parts
from nb2prod.walking import last_of, values_given, walk

MEASURES = frozenset("corr cov corrwith mean median std var skew kurt quantile sem".split())
ROWS_ONLY = frozenset("copy reset_index sort_values drop_duplicates sample fillna dropna query".split())
WHOLE = frozenset({"columns", "index", "dtypes"})  # attributes that are no columns
WORD = re.compile(r"[A-Za-z]{2}")


def needs_old_default(found: Gone, at: Removal, statements: tuple[Statement, ...]) -> bool:
    """Whether the code itself shows that it was written for the default that has changed."""
    if "(!numeric_only)" in found.name and at.statement is not None:
        return _over_text(statements, statements[at.statement])
    return "LogisticRegression(!solver" in found.name and any(_tries_l1(s.node) for s in statements if s.parent is None)


def of_numbers(part: ast.AST, made: Made) -> bool:
    """Whether their author knows what is measured: `df[["a"]]`, `df[names]`, `df[names + ["y"]]`."""
    match part:
        case ast.Subscript(slice=ast.List() | ast.BinOp(op=ast.Add())):
            return True
        case ast.Subscript(slice=ast.Name(id=name)):
            sources = [*made(name)]
            return bool(sources) and all(isinstance(s, ast.List) or any(map(_picks_numbers, walk(s))) for s in sources)
    return False


def _picks_numbers(part: ast.AST) -> bool:
    """`df.select_dtypes("number")`, `df.select_dtypes(exclude="object")`, and none that picks texts."""
    if not isinstance(part, ast.Call) or last_of(part) != "select_dtypes":
        return False
    picked = [*part.args[:1], *(k.value for k in part.keywords if k.arg == "include")]
    said = {getattr(one, "value", getattr(one, "id", "")) for node in picked for one in walk(node)}
    return not said & {"object", "O", "category", "string", "str", "datetime", "datetime64"}


def _tries_l1(node: ast.stmt) -> bool:
    """`{"C": [1, 10], "penalty": ["l1", "l2"]}`, which says nothing of a solver."""
    for part in walk(node):
        if isinstance(part, ast.Dict):
            given = {getattr(k, "value", None): v for k, v in zip(part.keys, part.values, strict=True)}
            names = {str(key).rpartition("__")[2]: value for key, value in given.items()}
            tried = getattr(names.get("penalty"), "elts", [])
            if "solver" not in names and any(getattr(each, "value", None) == "l1" for each in tried):
                return True
    return False


def _over_text(statements: Sequence[Statement], at: Statement) -> bool:
    """Whether the statement asks that of a whole table, a column of which other statements treat as text."""
    top = [s.node for s in statements if s.parent is None]
    if at.parent is not None:
        return False
    place = next(number for number, node in enumerate(top) if node is at.node)
    return any(
        _text_next(top[place + 1 :], frame, keys) or _text_next(top[:place][::-1], frame, keys, back=True)
        for frame, keys in _measured(at.node)
    )


def _measured(node: ast.stmt) -> Iterator[tuple[str, set[str]]]:
    """The tables of `df.corr()` and `df.groupby("a").mean()`, each with the columns that are not measured."""
    for part in own_parts(node):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=frame), attr=attr)) if attr in MEASURES:
                yield frame, set()
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id=frame), attr="groupby")) as groups, attr=attr
                )
            ) if attr in MEASURES:
                yield frame, _texts(groups)


def _text_next(nodes: Sequence[ast.stmt], frame: str, passed: set[str], back: bool = False) -> bool:
    """Whether a column is text where it is read next, or was where it was last; nothing has written it since."""
    written = set(passed)
    for at, node in enumerate(nodes):
        if _as_text(node, frame) - written - (_written(node, frame) if back else set()):
            return True
        if back and _written_out(node, frame, nodes[at + 1 :]) - written:
            return True
        if not _keeps(node, frame):
            return False
        written |= _written(node, frame)
    return False


def _as_text(node: ast.stmt, frame: str) -> set[str]:
    """Columns of the table that the statement can only mean as text."""
    found: set[str] = set()
    match node:
        case ast.For(target=ast.Name(id=each), iter=ast.List(elts=columns), body=body):
            coded = [call for inner in body for call in walk(inner) if last_of(call) == "fit_transform"]
            if any(ast.unparse(arg) == f"{frame}[{each}]" for call in coded for arg in getattr(call, "args", ())):
                found |= {str(column.value) for column in columns if isinstance(column, ast.Constant)}
    for part in own_parts(node):
        match part:
            case ast.Call(
                func=ast.Attribute(value=column, attr="map" | "replace"), args=[ast.Dict(keys=[_, _, *_]) as d]
            ):
                said = [key.value for key in d.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
                found |= _column(column, frame) if len(said) == len(d.keys) and all(map(WORD.search, said)) else set()
            case ast.Call(
                func=ast.Attribute(value=column, attr="isin"), args=[ast.List(elts=[ast.Constant(value=str(text)), *_])]
            ):
                found |= _column(column, frame) if WORD.search(text) else set()
            case ast.Attribute(value=column, attr="str"):
                found |= _column(column, frame)
            case ast.Call(func=ast.Attribute(attr="fit_transform"), args=[column]):  # its values get numbers
                found |= _column(column, frame)
            case ast.Compare(left=column, ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Constant(value=str(text))]):
                found |= _column(column, frame) if WORD.search(text) else set()
    return found


def _written_out(node: ast.stmt, frame: str, before: Sequence[ast.stmt]) -> set[str]:
    """Columns of texts of a table that the statement writes out; `before`: the statements before it, the last first."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[ast.Dict(keys=keys, values=values)]) as made):
            if name == frame and last_of(made) == "DataFrame":
                lists = [_list(value, before) for value in values]
                texts = [[e for e in each if isinstance(e, ast.Constant) and _says(e.value)] for each in lists]
                return {str(getattr(key, "value", "")) for key, found in zip(keys, texts, strict=True) if found}
    return set()


def _list(value: ast.expr, before: Sequence[ast.stmt]) -> list[ast.expr]:
    """The elements of a list that is written out, there or where its name was bound last."""
    if isinstance(value, ast.Name):
        bound = (n for n in before if isinstance(n, ast.Assign) and value.id in map(ast.unparse, n.targets))
        value = next((node.value for node in bound), value)
    return value.elts if isinstance(value, ast.List) else []


def _says(value: object) -> bool:
    return isinstance(value, str) and WORD.search(value) is not None


def _column(node: ast.expr, frame: str) -> set[str]:
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(column))) if name == frame:
            return {column}
        case ast.Attribute(value=ast.Name(id=name), attr=column) if name == frame and column not in WHOLE:
            return {column}
    return set()


def _written(node: ast.stmt, frame: str) -> set[str]:
    """Columns that it sets; where it makes the table anew, or changes it, all texts that stand in it."""
    match node:
        case ast.Assign(targets=targets) if found := set[str]().union(*(_column(each, frame) for each in targets)):
            return found
        case ast.Assign(targets=[ast.Name(id=name)]) if name == frame:
            return _texts(node)
        case ast.Expr(value=value) if not _only_asked(value, frame):
            return _texts(node)
    return set()


def _keeps(node: ast.stmt, frame: str) -> bool:
    """Whether the table is the same one after the statement, or has lost rows and named columns alone."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == frame:
            return _fewer(value, frame)
        case ast.Assign(targets=targets, value=value):
            plain = all(isinstance(target, ast.Name) or _column(target, frame) for target in targets)
            return plain and _only_asked(value, frame)
        case ast.Expr(value=value):
            return _fewer(value, frame) or _only_asked(value, frame)
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef():
            return True
    return not any(isinstance(part, ast.Name) and part.id == frame for part in walk(node))


def _fewer(value: ast.expr, frame: str) -> bool:
    match value:
        case ast.Call(func=ast.Attribute(value=owner, attr=attr), keywords=keywords):
            if attr == "drop":
                said = [node for given in values_given(value) for node in walk(given)]
                return _fewer(owner, frame) and not any(isinstance(node, ast.Name) for node in said)
            return attr in ROWS_ONLY and _fewer(owner, frame) and not any(k.arg == "axis" for k in keywords)
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Compare() | ast.BinOp() | ast.UnaryOp()):
            return name == frame
        case ast.Name(id=name):
            return name == frame
    return False


def _only_asked(value: ast.expr, frame: str) -> bool:
    """Whether the table is read by column or by a method that gives something else, and handed to nobody."""
    owned = {id(part.value) for part in walk(value) if isinstance(part, (ast.Attribute, ast.Subscript))}
    bare = [part for part in walk(value) if isinstance(part, ast.Name) and part.id == frame and id(part) not in owned]
    calls = (part for part in walk(value) if isinstance(part, ast.Call))
    changing = any(k.arg == "inplace" for call in calls for k in call.keywords)
    return not bare and not changing


def _texts(node: ast.AST) -> set[str]:
    return {part.value for part in walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
