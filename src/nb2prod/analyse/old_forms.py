r"""Forms of code that a newer pandas refuses, or takes otherwise.

df.groupby("a")["b", "c"].mean()               a list of columns, from 2.0
np.argmin(df["a"])                             a place, from 1.0, and no label
df["a"].str.replace(r"\D+", "")                only with regex=True, from 2.0
span / np.timedelta64(1, "M")                  no months, from 2.0
df.groupby("a")["b"].agg({"c": "sum"})         no new names in a mapping, from 1.0
stats.mode(x)[0][0]                            the mode itself, and no array, from SciPy 1.11
df.drop(columns="a", axis=1)                   no axis beside it, from 3.0
df.iloc[0][1]                                  looks for the column named 1, from 3.0
X = df.values; X[0] = 1                        cannot be written to, from 3.0
df.loc[df["a"] > 9, "a"] = "many"              no text in a column of numbers, nor a number in one of text, from 3.0
df["a"].replace({"no": 0, "yes": 1})           the column stays one of objects, from 3.0
times.astype("int64") // 10**9                 counts microseconds, from 3.0
df = df.replace("?", np.nan)                   text, that is why it gets another type: its median
df["a"].astype(float).fillna(df.a.median())    can no longer be worked out, from 2.0
df.a.value_counts().reset_index()["index"]     the column has the name of what was counted, from 2.0
df.loc[:, "a"] = pd.to_datetime(df["a"])       leaves a column of objects, from 2.0: df["a"].dt fails
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from nb2prod.analyse.as_tabled import Made, is_text
from nb2prod.analyse.chained import FRAME, SERIES, Here, put_back
from nb2prod.knowledge.versions import Gone
from nb2prod.walking import last_of, walk

TUPLE = Gone("choosing columns of a groupby by a tuple", "pandas", "2.0", "a list of columns")
REGEX = Gone("str.replace with a regular expression by default", "pandas", "2.0", "regex=True")
DUMMIES = Gone("get_dummies that gives numbers by default", "pandas", "2.0", "dtype=int")
AXIS = Gone("Series[:, None]", "pandas", "2.0", "to_numpy()[:, None]")
PLACE = Gone("an item of a labelled row by its place, as in row[0]", "pandas", "3.0", "row.iloc[0]")
WRITE = Gone("writing into the values of a frame", "pandas", "3.0", "values.copy()")
TEXT = Gone("putting text into a column of numbers", "pandas", "3.0", "a column of its own")
NUMBER = Gone("putting a number into a column of text", "pandas", "3.0", "a column of its own")
REPLACED = Gone("replace that makes numbers of text", "pandas", "3.0", "map")
EPOCH = Gone("times as whole nanoseconds", "pandas", "3.0", 'as_unit("ns") before it')
MIDDLE = Gone("the median of a column of text", "pandas", "2.0", "astype(float) before it")
MONTHS = Gone("a span of time divided by months or years", "pandas", "2.0", "a number of days")
RENAMED = Gone("agg of one column by a mapping", "pandas", "1.0", "name=function")
MODE = Gone("the mode as an array, as in mode(x)[0][0]", "scipy", "1.11", "mode(x, keepdims=True)")
BOTH = Gone("drop with axis=1 beside columns= or index=", "pandas", "3.0", "drop without axis")
COUNTED = Gone('the column "index" of value_counts().reset_index()', "pandas", "2.0", "the name of what was counted")
DATES = Gone("dates in the place of texts by loc", "pandas", "2.0", "df[...] = to_datetime(...)")
LABEL = Gone("argmin and argmax of a Series as a label", "pandas", "1.0", "idxmin and idxmax")
NAMES = Gone("a fit on names of columns that may be numbers and texts", "scikit-learn", "1.2", "columns.astype(str)")
DATED = frozenset(
    {LABEL, NAMES}
)  # forms that newer ones take in another sense: they count in a notebook of that age alone
SURELY_REGEX = re.compile(r"\\|\[.+\]|\.[*+]|^\^")  # an author who writes so means a pattern
NUMERIC = ("keras.", "tensorflow.", "torch.", "statsmodels.", "scipy.", "numpy.linalg.")  # they want numbers alone
TESTS = "pearsonr spearmanr kendalltau pointbiserialr mannwhitneyu ttest_ind f_oneway ks_2samp kruskal chi2_contingency"
BOTH_WAYS = frozenset(f"scipy.stats.{name}" for name in TESTS.split())  # they take columns of booleans, too
NETWORKS = frozenset({"keras", "tensorflow", "torch"})
REDUCTIONS = frozenset("mean median std var min max nunique skew".split())
LESS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def old_forms(parts: Iterable[ast.AST], here: Here) -> Iterator[Gone]:
    """`parts`: of a statement."""
    if "pandas" not in here.tops:
        return
    parts = list(parts)
    cast = {id(inner) for part in parts for inner in _cast(part)}
    for part in parts:
        match part:
            case ast.Subscript(value=ast.Call(func=ast.Attribute(attr="groupby")), slice=ast.Tuple()):
                yield TUPLE
            case ast.Subscript(slice=ast.Tuple(elts=[*elts])) if any(map(_new_axis, elts)):
                if _column(part.value, here.types):
                    yield AXIS
            case (
                ast.Subscript(
                    value=ast.Subscript(value=ast.Call(func=mode, args=[_], keywords=[]), slice=ast.Constant(0))
                )
                | ast.Subscript(value=ast.Attribute(value=ast.Call(func=mode, args=[_], keywords=[]), attr="mode"))
            ) if ast.unparse(mode) in ("stats.mode", "scipy.stats.mode") and "scipy" in here.tops:
                yield MODE
            case ast.BinOp(op=ast.Div(), right=ast.Call(func=ast.Attribute(attr="timedelta64"), args=[_, unit])):
                if isinstance(unit, ast.Constant) and unit.value in ("M", "Y"):
                    yield MONTHS
            case ast.Subscript(value=row, slice=ast.Constant(value=int(place))) if not isinstance(place, bool):
                if _row(row, here.types):
                    yield PLACE
            case ast.Subscript(value=row, slice=ast.Call(func=ast.Attribute(attr="get_loc"))):
                if isinstance(row, ast.Subscript) and ast.unparse(row.value).endswith((".iloc", ".loc")):
                    yield PLACE
            case _ if counted(part, here.made):
                yield COUNTED
            case ast.Call():
                yield from (gone for gone in _called(part, here) if gone is not REPLACED or id(part) not in cast)
                if _median_of_text(part, parts, here):
                    yield MIDDLE
            case ast.BinOp(left=left, op=ast.FloorDiv() | ast.Div(), right=right) if _billion(right):
                if any(isinstance(inner, ast.Call) and _whole(inner) for inner in walk(left)):
                    yield EPOCH
            case ast.Assign(targets=[ast.Subscript() as target], value=value):
                yield from _written(target, value, here)
                if put_back(target, value):
                    dated = any(_of_dates(p) for node in here.around() for p in walk(node))
                    yield from [DATES] * (dated and last_of(value) == "to_datetime")
            case ast.AugAssign(target=ast.Subscript() as target, value=value):
                yield from _written(target, value, here)


def _called(call: ast.Call, here: Here) -> Iterator[Gone]:
    given = {keyword.arg for keyword in call.keywords}
    match call:
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(attr="str"), attr="replace"),
            args=[ast.Constant(value=str(text)), *_],
        ):
            if "regex" not in given and len(text) > 1 and SURELY_REGEX.search(text):
                yield REGEX
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="argmin" | "argmax"), args=[series])
            | ast.Call(func=ast.Attribute(value=series, attr="argmin" | "argmax"), args=[])
        ) if _column(series, here.types) and _labelled(series, here):
            yield LABEL
        case ast.Call(func=ast.Attribute(attr="drop"), keywords=keywords) if given & {"columns", "index"}:
            if any(k.arg == "axis" and isinstance(k.value, ast.Constant) and k.value.value == 1 for k in keywords):
                yield BOTH
        case ast.Call(func=ast.Attribute(attr="replace")) if _numbers_of_text(call):
            yield REPLACED
        case ast.Call(func=ast.Attribute(attr="get_dummies") | ast.Name(id="get_dummies")):
            if "dtype" not in given and _taken_as_numbers(here):
                yield DUMMIES
            if _named_by_numbers(call, here):
                yield NAMES
        case ast.Call(
            func=ast.Attribute(
                value=ast.Subscript(value=ast.Call(func=ast.Attribute(attr="groupby")), slice=ast.Constant()),
                attr="agg" | "aggregate",
            ),
            args=[ast.Dict()],
        ):
            yield RENAMED
        case ast.Call(func=ast.Attribute(attr="apply"), args=[ast.Lambda(args=asked, body=body), *_]):
            names = {each.arg for each in asked.args[:1]}
            if "axis" in given and any(_by_place(inner, names) for inner in walk(body)):
                yield PLACE


def counted(node: ast.AST, made: Made = lambda _: ()) -> bool:
    """Whether it renames or takes the column "index" of a counted column: `df.a.value_counts().reset_index()`."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=table, attr="rename"), keywords=[ast.keyword("columns", ast.Dict(keys))]
        ):
            if not any(isinstance(key, ast.Constant) and key.value == "index" for key in keys):
                return False
        case ast.Subscript(value=table, slice=ast.Constant(value="index")):
            pass
        case _:
            return False
    sources = [*made(table.id)] if isinstance(table, ast.Name) else [table]
    return bool(sources) and all(map(_reset_counts, sources))


def _reset_counts(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr="reset_index"), args=[], keywords=[]):
            while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and not inner.args:
                if inner.func.attr == "value_counts":
                    return isinstance(inner.func.value, (ast.Subscript, ast.Attribute))
                if inner.func.attr not in ("to_frame", "sort_index", "sort_values", "head"):
                    return False
                inner = inner.func.value
    return False


def _of_dates(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "dt"


def _cast(node: ast.AST) -> Iterator[ast.Call]:
    """The replacements whose outcome is made a column of one type: `a.replace("no", 0).astype(int)`."""
    match node:
        case (
            ast.Call(func=ast.Attribute(value=inner, attr="infer_objects"))
            | ast.Call(func=ast.Attribute(attr="to_numeric"), args=[inner, *_])
        ):
            pass
        case ast.Call(func=ast.Attribute(value=inner, attr="astype"), args=[ast.Name() | ast.Attribute() as type_]):
            if ast.unparse(type_) in ("object", "np.object_"):
                return
        case ast.Call(func=ast.Attribute(value=inner, attr="astype"), args=[ast.Constant(value=str(text))]):
            if text in ("object", "O"):
                return
        case _:
            return
    while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "replace":
        yield inner
        inner = inner.func.value


def _median_of_text(call: ast.Call, parts: Iterable[ast.AST], here: Here) -> bool:
    """Whether a text that stood for a gap was taken out of the table, and the statement itself makes numbers of it."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "median" or call.args:
        return False
    frame, name = _named(call.func.value)
    made_numbers = {
        _named(part.func.value)
        for part in parts
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "astype"
    }
    if not frame or (frame, name) not in made_numbers:
        return False
    return any(
        isinstance(made.func, ast.Attribute) and made.func.attr == "replace" and made.args and is_text(made.args[0])
        for made in here.made(frame)
        if isinstance(made, ast.Call)
    )


def _named(column: ast.expr) -> tuple[str, str]:
    """The frame and the name of a column: `df["a"]`, `df.a`."""
    match column:
        case ast.Subscript(value=ast.Name(id=frame), slice=ast.Constant(value=str(name))):
            return frame, name
        case ast.Attribute(value=ast.Name(id=frame), attr=name):
            return frame, name
    return "", ""


def _taken_as_numbers(here: Here) -> bool:
    """Whether something gets it that takes no booleans among numbers; a fit of nobody knows what may be a network's."""
    reached = {*here.onward()} - BOTH_WAYS
    return any(name.startswith(NUMERIC) for name in reached) or ("?.fit" in reached and bool(NETWORKS & {*here.tops}))


def _named_by_numbers(call: ast.Call, here: Here) -> bool:
    """Whether the names of dummies stay as they are, and further on they are no texts: `[str(a) for a in list(X)]`."""
    if len(call.args) != 1 or call.keywords or not _column(call.args[0], here.types):
        return False
    reached, around = here.onward(), [*here.around()]
    made = (
        s.value for s in around if isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == ast.unparse(call.args[0])
    )
    if any("str" in ast.unparse(value) for value in made):
        return False
    if any(name.endswith((".rename", ".add_prefix")) for name in reached):
        return False
    fitted = any(name.startswith("sklearn.") for name in reached)
    return fitted and any(_texts_of_names(part) for statement in around for part in walk(statement))


def _texts_of_names(node: ast.AST) -> bool:
    match node:
        case ast.ListComp(
            elt=ast.Call(func=ast.Name(id="str"), args=[ast.Name(id=one)]),
            generators=[
                ast.comprehension(
                    target=ast.Name(id=name),
                    iter=ast.Call(func=ast.Name(id="list"), args=[ast.Name()]) | ast.Attribute(attr="columns"),
                )
            ],
        ):
            return one == name
    return False


def _by_place(node: ast.AST, names: Collection[str]) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int())):
            return name in names
    return False


def _row(node: ast.expr, types: Mapping[str, str]) -> bool:
    """`df.iloc[0]`, `df.mean()`: one value for each column, labelled with its name."""
    match node:
        case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr="iloc" | "loc"), slice=place):
            return types.get(name) == FRAME and not isinstance(place, (ast.Slice, ast.Tuple, ast.List))
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)):
            return types.get(name) == FRAME and attr in REDUCTIONS
    return False


def _column(node: ast.expr, types: Mapping[str, str]) -> bool:
    match node:
        case ast.Name(id=name):
            return types.get(name) == SERIES
        case (
            ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str()))
            | ast.Attribute(value=ast.Name(id=name))
        ):
            attr = node.attr if isinstance(node, ast.Attribute) else ""
            return types.get(name) == FRAME and attr not in ("values", "loc", "iloc", "T", "index", "columns", "at")
    return False


def _labelled(column: ast.expr, here: Here) -> bool:
    """Whether the rows have labels other than their places, as far as the line shows that made the table."""
    names = [part.id for part in walk(column) if isinstance(part, ast.Name)]
    parts = [part for name in names[:1] for made in here.made(name) for part in walk(made)]
    given = {part.arg for part in parts if isinstance(part, ast.keyword)}
    called = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    return bool(given & {"index", "index_col"} or called & {"set_index", "groupby", "value_counts"})


def _new_axis(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or (
        isinstance(node, ast.Attribute) and node.attr == "newaxis"
    )


def _billion(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number == 10**9
        case ast.BinOp(left=ast.Constant(value=10), op=ast.Pow(), right=ast.Constant(value=9)):
            return True
    return False


def _whole(call: ast.Call) -> bool:
    """`.astype(int)`, `.astype("int64")`, `.view("int64")`."""
    match call:
        case ast.Call(func=ast.Attribute(attr="astype" | "view"), args=[ast.Constant(value=str(name)), *_]):
            return name.startswith("int")
        case ast.Call(func=ast.Attribute(attr="astype" | "view"), args=[ast.Name(id=name), *_]):
            return name.startswith("int")
        case ast.Call(func=ast.Attribute(attr="astype" | "view"), args=[ast.Attribute(attr=name), *_]):
            return name.startswith("int")
    return False


def _written(target: ast.Subscript, value: ast.expr, here: Here) -> Iterator[Gone]:
    match target:
        case ast.Subscript(value=ast.Attribute(attr="values")):
            yield WRITE
        case ast.Subscript(value=ast.Name(id=name)):
            sources = list(here.made(name))
            if sources and all(isinstance(each, ast.Attribute) and each.attr == "values" for each in sources):
                yield WRITE
        case ast.Subscript(
            value=ast.Attribute(value=ast.Name(), attr="loc"),
            slice=ast.Tuple(elts=[mask, ast.Constant(value=str(column))]),
        ):
            held = {_held(part, column) for part in walk(mask)}
            if "number" in held and is_text(value):
                yield TEXT
            elif "text" in held and _is_number(value):
                yield NUMBER


def _held(part: ast.AST, column: str) -> str:
    """What the column holds, as a comparison with it shows."""
    match part:
        case ast.Compare(
            left=ast.Subscript(slice=ast.Constant(value=str(name))) | ast.Attribute(attr=name),
            ops=[op],
            comparators=[other],
        ) if name == column:
            if isinstance(op, LESS) and (_is_number(other) or isinstance(other, ast.UnaryOp)):
                return "number"
            return "text" if isinstance(op, ast.Eq) and is_text(other) else ""
    return ""


def _is_number(node: ast.AST | None) -> bool:
    made = isinstance(node, ast.Call) and ast.unparse(node.func) == "int"
    return made or (isinstance(node, ast.Constant) and type(node.value) in (int, float))


def _numbers_of_text(call: ast.Call) -> bool:
    """`replace("no", 0)`, `replace(["no"], [0])`, `replace({"no": 0})`, `replace({"a": {"no": 0}})`."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    old, new = [*call.args, None, None][:2]
    match old or given.get("to_replace"), new or given.get("value"):
        case ast.Dict(values=[*values]) as found, _:
            inner = [found, *(value for value in values if isinstance(value, ast.Dict))]
            pairs = [pair for each in inner for pair in zip(each.keys, each.values, strict=True)]
        case ast.List(elts=[*olds]), ast.List(elts=[*news]):
            pairs = list(zip(olds, news, strict=False))
        case one, other:
            pairs = [(one, other)] if other else []
    return any(is_text(text) and _is_number(number) for text, number in pairs)
