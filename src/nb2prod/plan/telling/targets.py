"""What a model is fitted to predict, as the code says it: a column by its name, or what is made of one.

y = df["price"]; m.fit(X, y)                                                  `price`
X_train, X_test, y_train, y_test = train_test_split(X, df.price)              m.fit(X_train, y_train): `price`
means = df.groupby("day").mean(); m.fit(X, means["sales"])                    `sales` of `means`
y = np.log(df["price"]); m.fit(X, y)                                          `y`, and the cell that makes it
df["price"] /= 1000; m.fit(X, df["price"])                                    `price`, and the cell that writes it over
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.model import Claim, Program, Statement
from nb2prod.plan.graph import Graph, binders, in_function, named
from nb2prod.plan.telling.acting import SECRET
from nb2prod.walking import walk

FITTING = ("fit", "fit_transform", "fit_resample")
SAME = frozenset(  # methods that give the values of a column, or some of them
    "to_numpy ravel copy reshape squeeze flatten astype tolist to_list head tail dropna sample".split()
)
ARRAYS = frozenset({"array", "asarray", "ravel"})  # of numpy
TURNING = frozenset({"fit_transform", "transform", "to_categorical", "log", "log1p", "sqrt", "get_dummies"})
ROWS = frozenset({  # methods that give a frame some of whose rows or columns are those of the frame they are asked of
    "copy", "drop", "dropna", "drop_duplicates", "fillna", "head", "query", "reset_index", "sample", "set_index",
    "sort_index", "sort_values", "tail",
})  # fmt: skip
OWN = frozenset({  # what a frame itself has under these names, whatever its columns are called
    "T", "at", "attrs", "axes", "columns", "dtypes", "empty", "flags", "iat", "iloc", "index", "loc", "ndim", "plot",
    "shape", "size", "sparse", "style", "values",
})  # fmt: skip
INDEXERS = ("loc", "iloc")
DEEP = 8
LONGEST = 60  # of a statement that is shown

Column = tuple[str, str, Statement]  # its name, the name of its frame, the statement that takes it there


def aims(program: Program, fit: Statement, known: str = "") -> Iterator[Claim]:
    """What `fit` is to predict; `known`: the column that it surely is."""
    given = {ast.unparse(node): node for node in _given(fit.node)}
    node = next(iter(given.values())) if len(given) == 1 else None
    found = _column(program, fit, node, DEEP) if node is not None else None
    if found is not None:
        column, frame, at = found
        over = _written_over(program, fit, found)
        if over is not None:
            shown = _shown(over.source.strip()) if over.parent is None else ""  # a branch may not run
            yield Claim("aims at", (column,), (over.cell + 1,), text=shown)
            return
        yield Claim("predicts", (column,) if _loaded(program, at, frame, DEEP) else (column, frame))
    elif known:
        yield Claim("predicts", (known,))
    elif node is not None and (table := _last_column(program, fit, node, DEEP)):
        yield Claim("last column", (table,))
    elif node is not None and (turned := _turned(program, fit, node, DEEP)) is not None:
        column, maker = turned
        yield Claim("aims at", (column,), (maker.cell + 1,), text=_shown(maker.source.strip()))


def _last_column(program: Program, at: Statement, node: ast.expr, deep: int) -> str:
    """The table whose last column it is, as it was read: `y = df.iloc[:, -1].values`."""
    match node:
        case ast.Name(id=name) if deep and (made := _made(program, at, name)) is not None:
            return _last_column(program, *made, deep - 1)
        case ast.Attribute(value=inner, attr="values") | ast.Call(func=ast.Attribute(value=inner, attr="to_numpy")):
            return _last_column(program, at, inner, deep)
        case ast.Subscript(value=ast.Attribute(value=ast.Name(id=table), attr="iloc"), slice=part):
            makers = binders(program, table)
            read = (
                len(makers) == 1
                and "load" in makers[0].facts.roles
                and not any(table in s.facts.mutates for s in program.statements[: at.id])
            )
            return table if read and ast.unparse(part) in ("(:, -1)", ":, -1") else ""
    return ""


def _turned(program: Program, at: Statement, node: ast.expr, deep: int) -> tuple[str, Statement] | None:
    """The column that something is made of, and where: `y = scaler.fit_transform(df[["t"]])`, `y = np.log(df.t)`."""
    while isinstance(node, ast.Name) and deep and (made := _made(program, at, node.id)) is not None:
        (at, node), deep = made, deep - 1
    match node:
        case ast.Call(func=ast.Attribute(attr=attr), args=[inner, *_]) if attr in ARRAYS | TURNING:
            column = _column(program, at, inner, deep)
            return (column[0], at) if column is not None else _turned(program, at, inner, deep)
        case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in SAME:
            return _turned(program, at, inner, deep)
    return None


def _shown(code: str) -> str:
    """The code, where it is short, holds nothing private, and is no mere part of what it names; else nothing."""
    name = re.escape(code.partition(" = ")[0])
    own = re.fullmatch(rf"{name} = (?:np\.(?:array|asarray)\()?{name}(?:\[.*\]|\.\w+\(.*\)|\))", code)
    return code if len(code) <= LONGEST and "\n" not in code and not SECRET.search(code) and not own else ""


def _given(node: ast.stmt) -> Iterator[ast.expr]:
    """The second arguments of calls that fit."""
    for part in walk(node):
        match part:
            case ast.Call(func=ast.Attribute(attr=attr), args=[_, second, *rest]) if attr in FITTING and len(rest) < 2:
                yield second  # four of them are (X_train, X_test, y_train, y_test) of a library of its own
            case ast.Call(func=ast.Attribute(attr=attr), keywords=keywords) if attr in FITTING:
                yield from (keyword.value for keyword in keywords if keyword.arg == "y")


def _column(program: Program, at: Statement, node: ast.expr, deep: int) -> Column | None:
    """The column whose values, or some of them, the expression has where it stands in `at`."""
    match node:
        case ast.Name(id=name):
            made = _made(program, at, name) if deep else None
            return _column(program, *made, deep - 1) if made is not None else None
        case ast.Attribute(value=inner, attr="values"):
            return _column(program, at, inner, deep)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=frame), attr="pop"), args=[asked]):
            return _named(program, at, frame, asked)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=attr), args=[inner, *_]):
            return _column(program, at, inner, deep) if attr in ARRAYS else None
        case ast.Call(func=ast.Attribute(value=inner, attr=attr)):
            return _column(program, at, inner, deep) if attr in SAME else None
        case ast.Attribute(value=ast.Name(id=frame), attr=attr) if attr not in OWN and _is_frame(program, frame):
            return attr, frame, at
        case ast.Subscript(value=ast.Attribute(value=ast.Name(id=frame), attr="loc"), slice=ast.Tuple(elts=[_, asked])):
            return _named(program, at, frame, asked)
        case ast.Subscript(value=ast.Attribute(value=inner, attr=attr)) if attr in INDEXERS:
            return _column(program, at, inner, deep)
        case ast.Subscript(value=ast.Name(id=frame), slice=ast.List(elts=[asked])):
            return _named(program, at, frame, asked)
        case ast.Subscript(value=ast.Name(id=frame), slice=asked) if named := _named(program, at, frame, asked):
            return named
        case ast.Subscript(value=inner):  # some of its rows
            return _column(program, at, inner, deep)
    return None


def _written_over(program: Program, fit: Statement, found: Column) -> Statement | None:
    """The last statement before the fit that makes other values of the column out of its own, or sets some of them."""
    column, frame, at = found
    frames, todo = {frame}, [(at, frame)]
    while todo:
        made = _made(program, *todo.pop())
        if made is not None:
            todo += [(made[0], name) for name in sorted(named(made[1]) - frames)]
            frames |= named(made[1])
    before = (s for s in reversed(program.statements[: fit.id]) if _writes(s.node, column, frames))
    return next((s for s in before if not in_function(program, s) and not _keeps(program, s, column)), None)


def _writes(node: ast.stmt, column: str, frames: set[str]) -> bool:
    """Whether it sets a column that it reads, or rows of one."""
    match node:
        case ast.AugAssign(target=target):
            return _is_column(target, column, frames)
        case ast.Assign(targets=[ast.Subscript(value=ast.Attribute(attr=attr, value=ast.Name(id=frame)), slice=asked)]):
            rows = isinstance(asked, ast.Tuple) and ast.unparse(asked.elts[-1]) == repr(column)
            return attr in INDEXERS and frame in frames and rows
        case ast.Assign(targets=[target], value=value) if _is_column(target, column, frames):
            return any(_is_column(part, column, frames) for part in walk(value))
    return False


def _is_column(node: ast.AST, column: str, frames: set[str]) -> bool:
    match node:
        case (
            ast.Attribute(value=ast.Name(id=frame), attr=asked)
            | ast.Subscript(value=ast.Name(id=frame), slice=ast.Constant(value=str(asked)))
            | ast.Subscript(value=ast.Name(id=frame), slice=ast.List(elts=[ast.Constant(value=str(asked))]))
        ):
            return frame in frames and asked == column
    return False


def _keeps(program: Program, at: Statement, column: str) -> bool:
    """Whether what it sets is the column itself, in another form: `df["a"] = df["a"].astype(int)`."""
    found = _column(program, at, at.node.value, DEEP) if isinstance(at.node, ast.Assign) else None
    return found is not None and found[0] == column


def _named(program: Program, at: Statement, frame: str, asked: ast.expr) -> Column | None:
    """The column of `frame` that `asked` names: a text, or a name that was set to one."""
    if isinstance(asked, ast.Name):
        made = _made(program, at, asked.id)
        asked = made[1] if made is not None else asked
    match asked:
        case ast.Constant(value=str(column)):
            return column, frame, at
    return None


def _is_frame(program: Program, name: str) -> bool:
    return any(dict(s.facts.types).get(name, "") == "pandas.DataFrame" for s in binders(program, name))


def _made(program: Program, at: Statement, name: str) -> tuple[Statement, ast.expr] | None:
    """Where a variable was given its value, and the expression; of a split what was split."""
    maker = Graph.of(program).maker(at, name)
    if maker is None:
        return None
    match maker.node:
        case ast.Assign(targets=[ast.Name()], value=value):
            return maker, value
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=value):
            places = [n for n, part in enumerate(names) if isinstance(part, ast.Name) and part.id == name]
            given = _parts(value, len(names))
            return (maker, given[places[0]]) if len(places) == 1 and given else None
    return None


def _parts(value: ast.expr, count: int) -> list[ast.expr]:
    """What each of the names gets values of: of a tuple its parts, of a split what is split; [] for anything else."""
    match value:
        case ast.Tuple(elts=parts):
            return parts if len(parts) == count else []
        case ast.Call(func=ast.Name(id="train_test_split") | ast.Attribute(attr="train_test_split"), args=parts):
            return [part for part in parts for _ in range(2)] if 2 * len(parts) == count else []
        case ast.Call(func=ast.Attribute(attr="fit_resample"), args=parts):
            return parts if len(parts) == count else []
    return []


def _loaded(program: Program, at: Statement, frame: str, deep: int) -> bool:
    """Whether rows of the frame are rows that were loaded: not sums or means of them."""
    if any("load" in s.facts.roles for s in binders(program, frame)):
        return True
    made = _made(program, at, frame) if deep else None
    if made is None:
        return False
    at, node = made
    while True:
        match node:
            case ast.Name(id=other):
                return _loaded(program, at, other, deep - 1)
            case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in ROWS:
                node = inner
            case ast.Subscript(value=ast.Attribute(value=inner, attr=attr)) if attr in INDEXERS:
                node = inner
            case ast.Subscript(value=inner):
                node = inner
            case _:
                return False
